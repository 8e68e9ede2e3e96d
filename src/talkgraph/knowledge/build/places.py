"""What a build was given on this machine: where its sources lie, and with which options.

`sources.json` lies beside the generations and in none of them: the same notes give the same
generation wherever they lie. It has what `talkgraph build` was given, as seen from the folder of
the knowledge base, so that both can move together, and who publishes a generation tells no path.
Whoever wants to open a source finds it there, and a later build what the one before it was told.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from talkgraph.model import SourceFile
from talkgraph.search.files import replace_file
from talkgraph.settings import SHIPPED, Settings
from talkgraph.sources.discover import discover

if TYPE_CHECKING:
    from talkgraph.knowledge.build.build import BuildRequest

FILE: Final = "sources.json"
_SOURCES: Final = "sources"
_OPTIONS: Final = "options"
_FILES: Final = frozenset({"overrides", "vocabulary", "themes", "links"})
_SET: Final = "true"  # the value of an option that has none

Options = Mapping[str, tuple[str, ...]]
"""Values of options of `talkgraph build` by their names there, files as paths."""


def remember_given(kb: Path, request: "BuildRequest") -> None:
    """Keep what a build was given; the file stays as it is where nothing else is to be said.

    A build has done its work without it, and does not fail where it cannot be written.
    """
    told = {
        _SOURCES: [_from(kb, each) for each in request.sources],
        _OPTIONS: {
            name: [_from(kb, Path(each)) if _is_file(name, each) else each for each in values]
            for name, values in _options_of(request).items()
        },
    }
    content = json.dumps(told, indent=1).encode() + b"\n"  # ASCII: a name may not be UTF-8
    path = kb / FILE
    with suppress(OSError):
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content)


def places(kb: Path) -> tuple[Path, ...]:
    """Return the sources that the last build was given; nothing where that is not known."""
    told = _told(kb).get(_SOURCES)
    return tuple(_here(kb, each) for each in told) if _are_texts(told) else ()


def given_no_more(kb: Path, request: "BuildRequest") -> Options:
    """Return the options that the last build was given and this one is not, which undoes them.

    An option that is given again counts as given, whatever its values.
    """
    told = _told(kb).get(_OPTIONS)
    now = _options_of(request)
    return {
        name: tuple(str(_here(kb, each)) if _is_file(name, each) else each for each in values)
        for name, values in (told.items() if isinstance(told, dict) else ())
        if name not in now and values and _are_texts(values)
    }


def _options_of(request: "BuildRequest") -> Options:
    """Return what a build is given beside its sources, without what is so by default."""
    settings, hints = request.settings, request.hints
    usual, said = Settings(), settings.imprint
    told = {
        "base-iri": (settings.base_iri,) if settings.base_iri != usual.base_iri else (),
        "model": (settings.model,) if settings.model != usual.model else (),
        "overrides": (request.overrides,),
        "vocabulary": request.vocabularies if request.vocabularies != (Path(SHIPPED),) else (),
        "themes": (request.themes,),
        "links": request.links,
        "event": (hints.event,),
        "tag": hints.tags,
        "zone": (hints.zone,),
        "unlisted": (_SET,) if hints.unlisted else (),
        "license": (said.license,),
        "title": (said.title,),
        "creator": said.creators,
        "publisher": (said.publisher,),
        "description": (said.description,),
        "homepage": (said.homepage,),
        "without-texts": () if settings.keep_texts else (_SET,),
    }
    given = {name: tuple(str(each) for each in values if each) for name, values in told.items()}
    return {name: values for name, values in given.items() if values}


def _told(kb: Path) -> Mapping[str, Any]:
    path = kb / FILE
    try:
        told = json.loads(path.read_bytes()) if path.is_file() else {}  # a pipe would be waited for
    except (OSError, ValueError, RecursionError):
        return {}
    if isinstance(told, list):  # as it was before it had options
        return {_SOURCES: told}
    return told if isinstance(told, dict) else {}


def _are_texts(told: object) -> TypeGuard[list[str]]:
    return isinstance(told, list) and all(isinstance(each, str) for each in told)


def _is_file(name: str, value: str) -> bool:
    return name in _FILES and value != SHIPPED


def _here(kb: Path, told: str) -> Path:
    return Path(os.path.normpath(kb.resolve() / told))


def where_is(kb: Path, name: str) -> SourceFile | None:
    """Return the file that a source of a knowledge base is, or `None` if it is not there."""
    given = places(kb)
    found = {path for path in _guesses(given, name) if path.is_file()}
    if len(found) == 1:
        return SourceFile(path=found.pop(), name=name)
    there = [path for path in given if path.exists()]
    return next((each for each in discover(there).files if each.name == name), None)


def where_it_was(kb: Path, name: str) -> Path | None:
    """Return where a source that is gone has lain, or the first place where it may have."""
    return next(_guesses(places(kb), name), None)


def _guesses(given: Sequence[Path], name: str) -> Iterator[Path]:
    """Yield where a source may be, without reading what folders hold.

    Where two folders hold files of one name, that of the folder stands before it.
    """
    for path in given:
        if path.name == name or path.is_file():
            yield from [path] if path.name == name else []
            continue
        yield path / name
        if name.startswith(f"{path.name}/"):
            yield path.parent / name


def _from(kb: Path, source: Path) -> str:
    lying = os.path.join(os.path.realpath(source.parent), source.name)  # noqa: PTH118 - may be ".."
    try:
        return Path(os.path.relpath(lying, kb.resolve())).as_posix()
    except ValueError:  # on another drive
        return os.path.normpath(lying)
