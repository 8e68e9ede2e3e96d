"""The command that opens what was found where it stands: in an editor, or in the explorer."""

import socket
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click

from talkgraph.cli.folder.settings import Settled
from talkgraph.cli.options import examples, kb_option, words_argument
from talkgraph.cli.printing.console import remark
from talkgraph.errors import InputError
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.words import printable

if TYPE_CHECKING:
    from talkgraph.knowledge.base import KnowledgeBase

_SERVICE: Final = "http://127.0.0.1:8000/"
_PORTS: Final = {"http": 80, "https": 443}
_PATIENCE: Final = 3.0  # seconds


@click.command(
    name="open",
    cls=Settled,
    epilog=examples(
        "open harbourconf-2021/calloway", "open harbourconf-2021.md:59 --browser --print"
    ),
)
@words_argument("what")
@kb_option
@click.option("--browser", is_flag=True, help="Open the page of a service that runs, instead.")
@click.option(
    "--url",
    default=_SERVICE,
    envvar="TALKGRAPH_URL",
    show_default=True,
    show_envvar=True,
    help="Where the service answers; used with --browser.",
)
@click.option("--print", "only_print", is_flag=True, help="Only print where it is.")
def open_(what: str, kb: Path, browser: bool, url: str, only_print: bool) -> None:
    """Open WHAT in your editor, at its line of the notes.

    The editor is that of $VISUAL or $EDITOR. WHAT is a talk (event/key, or a part of its title),
    the IRI of anything, such as that of a hit (see search --format json), or a place as answers
    show it, notes.md:71. Where the notes were changed since they were built, the line is looked
    for.
    """
    from talkgraph.cli.folder.editors import edit
    from talkgraph.cli.folder.whereabouts import lying, place_of

    service = _address(url) if browser else ""
    opened = open_knowledge_base(kb)
    if browser:
        _browse(opened, what, service, only_print=only_print)
        return
    found = lying(opened, kb, place_of(opened, what))
    if found.moved:
        name = printable(found.path)
        remark(f"{name} was changed since the build, line {found.line} too")
    if only_print:
        click.echo(printable(found.path) + (f":{found.line}" if found.line else ""))
    else:
        edit(found.path, found.line)


def _address(url: str) -> str:
    """Return the address of a service, ending in a slash, if it is one."""
    try:
        parts = urlsplit(url)
        wrong = parts.scheme not in _PORTS or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong:
        raise click.UsageError(f"--url {url!r} is no address; write it like {_SERVICE}")
    return f"{url.rstrip('/')}/"


def _browse(kb: "KnowledgeBase", what: str, service: str, *, only_print: bool) -> None:
    page = service + _page(kb, what.strip()).removeprefix("/")
    if only_print:
        click.echo(page)
        return
    parts = urlsplit(service)
    try:
        port = parts.port or _PORTS[parts.scheme]
        socket.create_connection((str(parts.hostname), port), _PATIENCE).close()
    except OSError as error:
        raise InputError(
            f"no service answers at {service} ({error.strerror or error}); start one with "
            "talkgraph serve, or say with --url where it is"
        ) from None
    if not webbrowser.open(page):
        raise InputError(f"no browser can be started here; open the page yourself: {page}")


def _page(kb: "KnowledgeBase", what: str) -> str:
    """Return the path of the page on a thing or, where it has none, of the line it stands in."""
    from talkgraph.cli.folder.whereabouts import place_of
    from talkgraph.http.pages.addresses import at_line, is_described, page_of

    iri = kb.names.whole(what)
    page = page_of(kb, iri) if is_described(kb, iri) else None
    if page is not None:
        return page
    place = place_of(kb, what)
    if place.iri and (page := page_of(kb, place.iri)):
        return page
    page = page_of(kb, kb.names.source(place.source)) or "/"
    return page if place.line is None else at_line(page, place.line)
