"""The command that makes a knowledge base, and the options that say what a build is made of."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from talkgraph.cli.folder.progress import shown_progress
from talkgraph.cli.folder.settings import BUILD, FILE, Settled, SourcePath, name_of, settings_of
from talkgraph.cli.options import (
    examples,
    hint_options,
    imprint_options,
    kb_option,
    vocabulary_option,
)
from talkgraph.cli.printing.accounts import print_report
from talkgraph.cli.printing.console import remark
from talkgraph.errors import InputError
from talkgraph.settings import DEFAULT_BASE, PACKAGED_MODEL, Imprint, Settings

if TYPE_CHECKING:
    from talkgraph.knowledge.build.build import BuildRequest
    from talkgraph.model import Hints

_OPTIONS: Final = (
    click.argument("sources", nargs=-1, type=SourcePath()),
    kb_option,
    click.option(
        "--base-iri",
        default=DEFAULT_BASE,
        show_default=True,
        help="Where all IRIs begin. Choose your own, best an address that you can let answer, "
        "before others cite your IRIs or you join your graph with another's: below the base that "
        "everybody has, two people of one name are one.",
    ),
    click.option(
        "--model",
        default=PACKAGED_MODEL,
        show_default=True,
        help="The embedding model: the packaged one, a sentence-transformers folder, or 'hashing' "
        "(no model: words that look alike).",
    ),
    click.option(
        "--overrides",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help='A file of decisions on who is who, one a line: same "Ana Lund" @analund, or '
        'not-same "Ben Ode" @benode. It counts for this build alone, unless talkgraph.toml '
        "names it.",
    ),
    vocabulary_option,
    click.option(
        "--themes",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A file of themes to look for, one a line: a name, or 'name: word, phrase, ...'.",
    ),
    click.option(
        "--links",
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A file of links to the same things elsewhere: SSSOM, or a table of iri, relation and "
        "target; may be given several times.",
    ),
    hint_options,
    imprint_options,
    click.option(
        "--without-texts",
        is_flag=True,
        help="Keep no copy of the notes themselves, which the explorer shows to whoever follows a "
        "line to its place.",
    ),
    click.option("--strict", is_flag=True, help="Fail on any warning or error in the notes."),
)

_FILES: Final = frozenset({"overrides", "vocabularies", "themes", "links"})


class OfNotes(Settled):
    """A command on the notes that [build] of `talkgraph.toml` names, if no others are given."""

    table = BUILD


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what says of what a knowledge base is made; the command gets it as `request`."""

    @wraps(command)
    def with_request(
        *,
        sources: tuple[Path, ...],
        kb: Path,
        base_iri: str,
        model: str,
        overrides: Path | None,
        vocabularies: tuple[Path, ...],
        themes: Path | None,
        links: tuple[Path, ...],
        hints: "Hints",
        imprint: Imprint,
        without_texts: bool,
        strict: bool,
        **options: object,
    ) -> object:
        from talkgraph.knowledge.build.build import BuildRequest

        for line in _told_of_replaced(click.get_current_context()):
            remark(line)
        request = BuildRequest(
            sources=required(sources),
            kb=kb,
            settings=Settings(
                base_iri=_base(base_iri),
                model=model,
                imprint=imprint,
                keep_texts=not without_texts,
            ),
            overrides=overrides,
            vocabularies=vocabularies,
            themes=themes,
            strict=strict,
            hints=hints,
            links=links,
        )
        return command(request=request, **options)

    for option in reversed(_OPTIONS):
        with_request = option(with_request)
    return with_request


def _told_of_replaced(context: click.Context) -> Iterator[str]:
    """Say which files given on the command line take the place of what `talkgraph.toml` names."""
    named = context.default_map or {}
    for param in settings_of(context.command):
        name, typed = str(param.name), context.params.get(str(param.name))
        source = context.get_parameter_source(name)
        if name not in _FILES or name not in named or source is not ParameterSource.COMMANDLINE:
            continue
        if typed != param.type_cast_value(context, named[name]):
            option = f"--{name_of(param)}"
            yield f"{option} takes the place of what {FILE} names: {_listed(named[name])}"


def _listed(told: object) -> str:
    return ", ".join(map(str, told)) if isinstance(told, list) else str(told)


def required(sources: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return sources if there are some; raises `click.UsageError`."""
    if not sources:
        raise click.UsageError(
            "say where the notes are: their files or folders, or let talkgraph init ask for them "
            "once and for all"
        )
    return sources


@click.command(
    cls=OfNotes,
    epilog=examples("build data", "build data --kb build/talks --license CC-BY-4.0"),
)
@build_options
@click.option("--verbose", "-v", is_flag=True, help="Show remarks too, not only problems.")
def build(request: "BuildRequest", verbose: bool) -> None:
    """Build a knowledge base from SOURCES.

    These are files, and folders and archives of them. Notes, programmes (schedule.xml, iCalendar
    and others) and the archives of posts that networks hand out are told apart by what they hold,
    and joined where they tell of the same event.

    The knowledge base holds exactly what SOURCES say. Building the same again does nothing, and
    what has not changed is not computed again. Whoever reads meanwhile sees the previous state.
    Without SOURCES, those are built that talkgraph.toml here names (see: talkgraph init).
    """
    from talkgraph.knowledge.build.build import build as run

    with shown_progress() as progress:
        report = run(request, progress)
    print_report(report, request.kb, verbose=verbose)


def _base(text: str) -> str:
    from urllib.parse import urlsplit

    from pyoxigraph import NamedNode

    wanted = f"write an absolute IRI that ends in / or #, like {DEFAULT_BASE}"
    try:
        scheme = urlsplit(NamedNode(text).value).scheme
    except ValueError as error:
        raise InputError(f"--base-iri {text!r}: {error}; {wanted}") from None
    if scheme not in ("http", "https", "urn") or not text.endswith(("/", "#", ":")):
        raise InputError(f"--base-iri {text!r}: {wanted}")
    return text
