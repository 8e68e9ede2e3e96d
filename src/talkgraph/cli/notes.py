"""The command that writes what machines gave as notes for people to edit."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from talkgraph.cli.folder.settings import KbPath, kb_here
from talkgraph.cli.options import examples
from talkgraph.errors import InputError, OutputRefused, because
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.words import printable


@click.command(epilog=examples("notes --out edited", "notes kb --out edited-2022 --event 2022"))
@click.argument(
    "kb",
    type=KbPath(),
    default=kb_here,
    envvar="TALKGRAPH_KB",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; it is made if it is not there.",
)
@click.option("--event", metavar="NAME", help="Only events whose name is this or contains it.")
def notes(kb: Path, out: Path, event: str | None) -> None:
    """Write what programmes and archives gave as Markdown notes.

    Each event has a file. KB is the knowledge base's folder (default: kb, or TALKGRAPH_KB). The
    notes can be edited, and build the same graph again. A file that is there already is never
    overwritten.
    """
    for path in _write(open_knowledge_base(kb).notes(event), out):
        click.echo(printable(path))


def _write(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files that are not there yet, all or none of them; return their paths."""
    paths = [folder / name for name in texts]
    there = next((path for path in paths if path.exists()), None)
    if there is not None:
        raise InputError(
            f"{there} is there already, and may have been edited; nothing was written. Move it away"
            " or give another folder"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as half:
            for name, text in texts.items():
                (Path(half) / name).write_text(text, encoding="utf-8", newline="")
            for path in paths:
                (Path(half) / path.name).rename(path)
    except OSError as error:
        raise OutputRefused(f"{folder} cannot be written to: {because(error)}") from None
    return paths
