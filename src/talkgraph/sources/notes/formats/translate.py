"""A note file of any text format as Markdown, line for line."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from talkgraph.sources.notes.formats.asciidoc import asciidoc_as_markdown
from talkgraph.sources.notes.formats.kinds import Format
from talkgraph.sources.notes.formats.mdx import mdx_as_markdown
from talkgraph.sources.notes.formats.org import org_as_markdown
from talkgraph.sources.notes.formats.page import Translated
from talkgraph.sources.notes.formats.rst import rst_as_markdown
from talkgraph.sources.notes.formats.text import text_as_markdown

_TRANSLATORS: Final[Mapping[Format, Callable[[Sequence[str]], Translated]]] = MappingProxyType(
    {
        Format.RST: rst_as_markdown,
        Format.ORG: org_as_markdown,
        Format.ASCIIDOC: asciidoc_as_markdown,
        Format.MDX: mdx_as_markdown,
        Format.TEXT: text_as_markdown,
    }
)
_FRONT_MATTER: Final = frozenset({"---", "+++"})
_LONGEST_FRONT_MATTER: Final = 1000


def as_markdown(lines: Sequence[str], format: Format) -> Translated:
    """Return the Markdown of the lines of a file (with or without line ends), line for line.

    A block of YAML or TOML between lines `---` or `+++` at the top stays as it is. Whatever the
    lines are, the result has as many, and none of their words is lost but those that `front` has.

    >>> as_markdown(["Small Boats", "~~~~~~~~~~~", "#. Row"], Format.RST).lines
    ('# Small Boats', '', '1. Row')
    """
    bare = [line.rstrip("\r\n") for line in lines]
    if format is Format.MARKDOWN:
        return Translated(lines=tuple(bare))
    last = _front_matter(bare)
    done = _TRANSLATORS[format]([*([""] * last), *bare[last:]])
    return Translated(lines=(*bare[:last], *done.lines[last:]), front=done.front)


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many lines the front matter takes."""
    mark = lines[0].rstrip() if lines else ""
    if mark not in _FRONT_MATTER:
        return 0
    for number, line in enumerate(lines[1:_LONGEST_FRONT_MATTER], 1):
        if line.rstrip() == mark:
            block = lines[1:number]
            return number + 1 if any(":" in line or "=" in line for line in block) else 0
    return 0
