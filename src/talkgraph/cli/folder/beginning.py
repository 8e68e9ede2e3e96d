"""The command that sets a folder up: it asks where things are, and writes that down."""

import json
import os
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from talkgraph.cli.folder.settings import BUILD, FILE, KB, NOTES, KbPath, SourcePath, table_in
from talkgraph.cli.options import examples
from talkgraph.cli.printing.console import remark
from talkgraph.errors import InputError, NotesUnreadable, OutputRefused, because
from talkgraph.words import numbered, printable

_USUAL_KB: Final = Path("kb")
_USUAL_NOTES: Final = ("notes", "talks", "docs")
_HEADER: Final = re.compile(r"\s*\[.*")
_FIRST_LINE: Final = f"[{BUILD}]  # what every command does here when nothing else is said"


@click.command(epilog=examples("init", "init --notes data --notes schedule.xml --kb build/talks"))
@click.option(
    "--notes",
    multiple=True,
    type=SourcePath(),
    help="Where the notes are: a file, a folder or an archive; may be given several times.",
)
@click.option("--kb", type=KbPath(), help="Where the base goes.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: take what is usual.")
@click.option("--force", is_flag=True, help=f"Replace [{BUILD}] in a {FILE} that has one.")
def init(notes: tuple[Path, ...], kb: Path | None, yes: bool, force: bool) -> None:
    """Ask where the notes are and where the knowledge base goes.

    The answers are written to talkgraph.toml here; talkgraph build, search and all the rest then
    need no options in this folder. Other options of a build can be added to that file, by their
    names. What else it says stays as it is.
    """
    asks = not yes and _in_terminal()
    _may_replace(asks=asks, force=force)
    found = _notes(notes, asks=asks)
    base = _kb(kb, found, asks=asks)
    told = {NOTES: [_written(each) for each in found], KB: _written(base)}
    _write(_with_table(_present(), told))
    listed = ", ".join(map(printable, found))
    click.echo(f"{FILE}: written; the notes are in {listed}, the knowledge base goes to {base}")
    click.echo("next: talkgraph build        and again after a change, or: talkgraph watch")
    click.echo("then: talkgraph search WORDS        or, in a browser: talkgraph serve")


def _in_terminal() -> bool:
    return sys.stdin.isatty()


def _may_replace(*, asks: bool, force: bool) -> None:
    there = table_in(FILE, BUILD)
    if there is None or force:
        return
    said = f"{FILE} says already where things are ({NOTES}: {there.get(NOTES)}, {KB}: "
    said += f"{there.get(KB)})"
    if not (asks and click.confirm(f"{said}. Replace that?", default=False, err=True)):
        raise InputError(f"{said}; it was left as it is: change it there, or say --force")


# ── the two questions ────────────────────────────────────────────────────────────────────────


def _notes(given: Sequence[Path], *, asks: bool) -> tuple[Path, ...]:
    if given or not asks:
        found = tuple(given) or (_likely(),)
        _count(found)
        return found
    while True:
        answer = click.prompt("Where are the notes?", default=str(_likely()), err=True)
        found = (Path(answer).expanduser(),)
        try:
            count = _count(found)
        except NotesUnreadable as error:
            remark(str(error))
            continue
        remark(f"  {numbered(count, 'file', 'files')} to read there")
        return found


def _count(notes: Sequence[Path]) -> int:
    """Return how many files a build would read; raises `NotesUnreadable` if there are none."""
    from talkgraph.knowledge.build.sources import find_sources
    from talkgraph.sources.registry import COMPANIONS, WHAT_IS_READ, reader_of, why_refused

    files = [each for each in find_sources(notes).files if each.path.name not in COMPANIONS]
    for each in files:
        if each.given and reader_of(each) is None:
            raise NotesUnreadable(
                f"{printable(each.path)}: {why_refused(each)}; give {WHAT_IS_READ}"
            )
    return len(files)


def _likely() -> Path:
    return next((Path(name) for name in _USUAL_NOTES if Path(name).is_dir()), Path())


def _kb(given: Path | None, notes: Sequence[Path], *, asks: bool) -> Path:
    from talkgraph.knowledge.build.build import refuse_folder

    if given is not None or not asks:
        refuse_folder(given or _USUAL_KB, notes)
        return given or _USUAL_KB
    while True:
        answer = click.prompt(
            "Where shall the knowledge base go?", default=str(_USUAL_KB), err=True
        )
        found = Path(answer).expanduser()
        try:
            refuse_folder(found, notes)
        except InputError as error:
            remark(str(error))
            continue
        return found


# ── the file ─────────────────────────────────────────────────────────────────────────────────


def _written(path: Path) -> str:
    """Return a path as the file has it: one below this folder from here on."""
    real = Path(os.path.abspath(path))  # noqa: PTH100 - of a link, the link
    text = os.path.relpath(real) if real.is_relative_to(Path.cwd()) else str(real)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError(
            f"{printable(path)}: the name is not UTF-8, which {FILE} has to be; give it another"
        ) from None
    return Path(text).as_posix()


def _present() -> str:
    try:
        return FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    except OSError as error:
        raise InputError(f"{FILE} cannot be read: {because(error)}") from error


def _with_table(text: str, told: dict[str, Any]) -> str:
    """Return a TOML text with a table in place of the one of its name, or at its end."""
    table = [
        _FIRST_LINE,
        *(f"{name} = {json.dumps(told[name], ensure_ascii=False)}" for name in told),
    ]
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line.strip().startswith(f"[{BUILD}]")), None)
    if start is None:
        lines += ["", *table] if lines else table
    else:
        after = range(start + 1, len(lines))
        end = next((n for n in after if _HEADER.fullmatch(lines[n])), len(lines))
        lines[start:end] = [*table, ""] if end < len(lines) else table
    found = "\n".join(lines) + "\n"
    others = tomllib.loads(text)
    others.pop(BUILD, None)
    try:
        if tomllib.loads(found) == {**others, BUILD: told}:
            return found
    except tomllib.TOMLDecodeError:
        pass
    raise InputError(
        f"{FILE} is written in a way that cannot be changed safely; replace [{BUILD}] by hand: "
        f"{'; '.join(table[1:])}"
    )


def _write(text: str) -> None:
    from talkgraph.search.files import replace_file

    try:
        replace_file(FILE, text.encode())
    except OSError as error:
        raise OutputRefused(f"{FILE} cannot be written: {because(error)}") from error
