"""Where the sources of a knowledge base lie on this machine, for whoever wants to open one.

`sources.json` lies beside the generations and in none of them: the same notes give the same
generation wherever they lie. It has what `talkgraph build` was given, as seen from the folder of
the knowledge base, so that both can move together, and who publishes a generation tells no path.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from talkgraph.model import SourceFile
from talkgraph.search.files import replace_file
from talkgraph.sources.discover import discover

FILE: Final = "sources.json"


def remember_places(kb: Path, sources: Sequence[Path]) -> None:
    """Keep what a build was given; the file stays as it is where nothing else is to be said.

    A build has done its work without it, and does not fail where it cannot be written.
    """
    told = [_from(kb, each) for each in sources]
    content = json.dumps(told, indent=1).encode() + b"\n"  # ASCII: a name may not be UTF-8
    path = kb / FILE
    with suppress(OSError):
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content)


def places(kb: Path) -> tuple[Path, ...]:
    """Return what the last build was given; nothing where that is not known (any more)."""
    path = kb / FILE
    try:
        told = json.loads(path.read_bytes()) if path.is_file() else ()  # a pipe would be waited for
    except (OSError, ValueError, RecursionError):
        return ()
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        return ()
    return tuple(Path(os.path.normpath(kb.resolve() / each)) for each in told)


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
