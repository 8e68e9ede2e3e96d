"""How all programmes are told: names that are somebody's, titles without marks, abstracts."""

import re
from enum import StrEnum
from typing import Final

from talkgraph.model import Abstract, Diagnostic, Reading, Severity, Span, TalkStatus

BROKEN: Final = "source-broken"
"""The code of the diagnostic that a file is of a known format, but cannot be read."""


class Markup(StrEnum):
    """What an abstract is written in."""

    HTML = "html"
    MARKDOWN = "markdown"
    RST = "rst"
    PLAIN = "plain"


def one_line(text: str) -> str:
    """Return a text with its white space folded.

    >>> one_line("Stephen  Walli ")
    'Stephen Walli'
    """
    return " ".join(text.split())


def title_and_status(text: str) -> tuple[str, TalkStatus | None]:
    """Return a title without the mark that it was cancelled, and what the mark says.

    >>> title_and_status("[CANCELED] On  Lamps")
    ('On Lamps', <TalkStatus.CANCELLED: 'cancelled'>)
    >>> title_and_status("On Ropes (TALK REPLACES CANCELLED TALK)")
    ('On Ropes (TALK REPLACES CANCELLED TALK)', None)
    """
    title = one_line(text)
    mark = _CANCELLED.match(title)
    return (title[mark.end() :], TalkStatus.CANCELLED) if mark else (title, None)


_CANCELLED: Final = re.compile(r"[\[(]?cancell?ed[\])]?\s*[:\-–]?\s*(?=\S)", re.IGNORECASE)


def is_person(name: str) -> bool:
    """Tell a person's name from who merely stands for one ("FOSDEM Staff", "Various speakers")."""
    return bool(name.strip())


def language_tag(code: str | None) -> str | None:
    """Return a language as BCP 47 has it, from that or from ISO 639-2 (`eng`)."""
    return code.strip().lower() if code and code.strip() else None


def abstracts_of(text: str | None, markup: Markup | None, span: Span) -> tuple[Abstract, ...]:
    """Return what was announced, paragraph by paragraph; without `markup` it is found out."""
    if text is None or not text.strip():
        return ()
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return tuple(
        Abstract(position=n, markdown=each, plain=one_line(each), text=one_line(each), span=span)
        for n, each in enumerate(paragraphs, 1)
    )


def broken(source: str, sha256: str, what: str, why: str, path: str = "") -> Reading:
    """Return the reading of a file of a known format that cannot be read."""
    message = f"this is {what}, but it cannot be read: {why}"
    problem = Diagnostic.at(Span(source=source, path=path), BROKEN, message, Severity.ERROR)
    return Reading(source=source, sha256=sha256, diagnostics=(problem,))
