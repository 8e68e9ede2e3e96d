"""Which text format a note file is in: told by its suffix, else by its content."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from talkgraph.sources.notes.formats.adornments import Levels, title_at


class Format(StrEnum):
    """A text format in which people keep notes."""

    MARKDOWN = "markdown"
    RST = "rst"
    ORG = "org"
    ASCIIDOC = "asciidoc"
    MDX = "mdx"
    TEXT = "text"


SUFFIXES: Final[Mapping[str, Format]] = MappingProxyType(
    {
        ".md": Format.MARKDOWN,
        ".markdown": Format.MARKDOWN,
        ".mdown": Format.MARKDOWN,
        ".mkd": Format.MARKDOWN,
        ".rst": Format.RST,
        ".rest": Format.RST,
        ".org": Format.ORG,
        ".adoc": Format.ASCIIDOC,
        ".asciidoc": Format.ASCIIDOC,
        ".asc": Format.ASCIIDOC,
        ".mdx": Format.MDX,
        ".rmd": Format.MDX,
        ".qmd": Format.MDX,
        ".txt": Format.TEXT,
        ".text": Format.TEXT,
    }
)
"""The suffixes of files (lower case) and the format each stands for."""

_ATX: Final = re.compile(r" {0,3}#{1,6} +\S")
_MARKDOWN: Final = re.compile(
    r" {0,3}(?:>|```|~~~|<[a-zA-Z!/])|.*?(?:\]\(|\*\*\S|\[[^\[\]]*\]\[)|\|? *:?-{3,}:? *\|"
)
_RST: Final = re.compile(
    r"\.\. (?:[a-z][a-z-]*::(?: |$)|_[^:]+: +\S|__: )|[^`]*`[^`<>]+<[^`<>]+>`_|[^`]*``[^`]+``"
)
_ORG: Final = re.compile(r"#\+(?:title|author|date|begin_\w+|startup|options)\b|:PROPERTIES:", re.I)
_STARS: Final = re.compile(r"\*{2,} \S")
_EQUALS: Final = re.compile(r"={1,6} +[^\s=]")


def leads_to_notes(url: str) -> bool:
    """Tell whether a link leads to a file of notes beside the one it stands in.

    >>> leads_to_notes("day1/ropes.md"), leads_to_notes("https://example.org/ropes.md")
    (True, False)
    """
    outside = ":" in url or url.startswith(("#", "/"))
    return not outside and url.casefold().endswith(tuple(SUFFIXES))


def format_of(name: str, lines: Sequence[str]) -> Format:
    """Return the format of a file by its suffix, else (or where that is `.txt`) by its content.

    A plain text with Markdown headings is Markdown. A file without a known suffix is Markdown,
    unless it is clearly something else or has no mark of Markdown at all: that is plain text.

    >>> format_of("day-1.adoc", [])
    <Format.ASCIIDOC: 'asciidoc'>
    >>> format_of("day-1", ["#+TITLE: HarbourConf", "* Small Boats"])
    <Format.ORG: 'org'>
    """
    known = SUFFIXES.get(PurePosixPath(name).suffix.casefold())
    if known is not None and known is not Format.TEXT:
        return known
    found = _by_content([line.rstrip() for line in lines])
    if found is not None:
        return found
    if known is None and any(_MARKDOWN.match(line) for line in lines):
        return Format.MARKDOWN
    return Format.TEXT


def _by_content(lines: Sequence[str]) -> Format | None:
    """Return the format that the lines are clearly in."""
    if any(_ORG.match(line) for line in lines):
        return Format.ORG
    if any(_ATX.match(line) for line in lines):
        return Format.MARKDOWN
    if any(_EQUALS.match(line) for line in lines):
        return Format.ASCIIDOC
    if any(_RST.match(line) for line in lines) or _has_rst_title(lines):
        return Format.RST
    if any(_STARS.match(line) for line in lines):
        return Format.ORG
    return None


def _has_rst_title(lines: Sequence[str]) -> bool:
    """Tell whether a title has an adornment that only reStructuredText knows."""
    for at in range(len(lines)):
        fresh = at == 0 or not lines[at - 1]
        title = title_at(lines, at, Levels.BY_APPEARANCE) if fresh else None
        if title and title.style not in {"=", "-"} and title.is_exact:
            return True
    return False
