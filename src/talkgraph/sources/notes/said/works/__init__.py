"""Works that somebody names: books, papers, films, talks given elsewhere, each by its title.

Words that are set off (`titles`) are a title where the words around them say so (`marked`): the
name of a kind ("the book *X*", "Paper: X"), an author ("*X* by Ana Reed": `authors`), an address at
which works stand, or a reader ("Good read: X"). Without marks only a kind or a label will do
(`unmarked`). `ways` finds why a work is named, `words` has the lists. Precision comes first: a term
in italics and a slogan in quotation marks are no works.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from talkgraph.model import CitedWork, Span
from talkgraph.sources.notes.markdown.text import Prose
from talkgraph.sources.notes.said.quotations import Quotation
from talkgraph.sources.notes.said.works.marked import Around, told
from talkgraph.sources.notes.said.works.titles import Found, Title, marked_titles
from talkgraph.sources.notes.said.works.unmarked import unmarked_titles
from talkgraph.sources.notes.said.works.ways import ways_of
from talkgraph.sources.notes.said.works.words import KIND, READING, REFERENCE, kind_at

_WINDOW: Final = 140
_MAY_NAME: Final = re.compile(rf"[*_]|\b(?:{KIND}s?|{READING}|{REFERENCE}|by)\b", re.IGNORECASE)


def works_in(source: Prose, quoted: Sequence[Quotation], span: Span) -> tuple[CitedWork, ...]:
    """Return the works that a text names, in order, each title once; `span` has its lines."""
    marked = bool(quoted or source.emphases)
    if not (marked or _MAY_NAME.search(source.bare) or _leads_to_works(source)):
        return ()
    found: dict[str, tuple[Title, Found]] = {}
    taken: set[int] = set()
    for title in marked_titles(source, quoted):
        finding = told(_around(source, title))
        if finding is not None:
            found.setdefault(title.text.casefold(), (title, finding))
            taken.update(range(title.start, title.end))
    for title, finding in unmarked_titles(source):
        if taken.isdisjoint(range(title.start, title.end)):
            found.setdefault(title.text.casefold(), (title, finding))
    ordered = sorted(found.values(), key=lambda each: each[0].start)
    return tuple(_work(source, title, finding, quoted, span) for title, finding in ordered)


def _leads_to_works(source: Prose) -> bool:
    return any(anchor.url and kind_at(anchor.url) for anchor in source.anchors)


def _around(source: Prose, title: Title) -> Around:
    number = bisect_right(source.blocks, title.start, key=attrgetter("start")) - 1
    block = source.blocks[number] if number >= 0 else None
    inside = block is not None and title.start < block.end
    first, last = (block.start, block.end) if block and inside else (title.start, title.end)
    return Around(
        title=title,
        before=source.bare[max(first, title.start - _WINDOW) : title.start],
        after=source.bare[title.end : min(last, title.end + _WINDOW)],
    )


def _work(
    source: Prose, title: Title, found: Found, quoted: Sequence[Quotation], span: Span
) -> CitedWork:
    around = _around(source, title)
    first, last = source.line_of(title.start), source.line_of(title.end - 1)
    return CitedWork(
        title=title.text,
        kind=found.kind,
        span=Span(source=span.source, first=first, last=last),
        author=found.author,
        by_speaker=found.by_speaker,
        url=title.url,
        ways=ways_of(source.bare, title, around.before, around.after, quoted),
    )
