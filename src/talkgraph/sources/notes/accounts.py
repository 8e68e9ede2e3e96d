"""The accounting of a source's lines: in the graph, named by a diagnostic, or left out with all."""

from collections.abc import Iterable, Iterator, Sequence

from talkgraph.model import Coverage, Diagnostic, Event, Session, Span, Talk
from talkgraph.sources.notes.markdown.source import Source


def spans_of(event: Event) -> Iterator[Span]:
    """Yield the spans of an event and of everything it holds."""
    yield from event.spans
    yield from (day.span for day in event.days)
    yield from (link.span for link in event.links)
    yield from (post.span for post in event.posts)
    yield from (note.span for note in event.notes)
    parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
    for part in parts:
        yield from _part_spans(part)


def _part_spans(part: Talk | Session) -> Iterator[Span]:
    yield from part.spans
    yield from (naming.span for speaker in part.speakers for naming in speaker.namings)
    for values in (part.threads, part.links, part.abstracts, part.posts, part.notes):
        yield from (value.span for value in values)
    if isinstance(part, Session):
        yield from (item.span for item in part.items)


def _lines(places: Iterable[Span | Diagnostic], source: Source) -> set[int]:
    """Return the lines of this source; what somebody says of it may stand in another."""
    return {line for place in places if place.source == source.name for line in place.lines}


def account(source: Source, event: Event | None, diagnostics: Sequence[Diagnostic]) -> Coverage:
    """Count the lines that something stands for; a blank line is nothing to account for."""
    content = source.content_lines()
    if event is None:
        return Coverage.of_left_out(source.name, len(content))
    in_graph = content & _lines(spans_of(event), source)
    in_diagnostics = (content - in_graph) & _lines(diagnostics, source)
    return Coverage(
        source=source.name,
        content=len(content),
        in_graph=len(in_graph),
        in_diagnostics=len(in_diagnostics),
        missing=tuple(sorted(content - in_graph - in_diagnostics)),
    )


def left_over(
    source: Source, event: Event | None, diagnostics: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Name the lines that nothing else stands for, so that none is lost in silence."""
    missing = account(source, event, diagnostics).missing
    message = "this line is not understood and is not in the graph"
    return tuple(
        Diagnostic.at(span, "line-not-understood", message) for span in source.spans(missing)
    )
