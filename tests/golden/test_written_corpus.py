"""Real programmes and archives, written as notes and read again, are the same graph."""

from pathlib import Path

import pytest
from graph_samples import source_triples

from talkgraph.conclusions.people import NO_OVERRIDES, mentions_of, resolve
from talkgraph.knowledge.build.sources import find_sources, read_sources
from talkgraph.model import Event
from talkgraph.model.names import Names
from talkgraph.sources.join import join
from talkgraph.sources.written.reading import WrittenNotes
from talkgraph.sources.written.writing import written

SOURCES = (
    *("fosdem2025-cut.xml", "pretalx-rc3-cut.json", "devopsdays", "pyvideo", "rubyevents"),
    "x-synthetic",
)


def told(event: Event) -> set[str]:
    """Return the triples of an event but for those about places in sources."""
    people = resolve(mentions_of((event,)), NO_OVERRIDES)
    triples = map(str, source_triples(event, people, Names()))
    return {each for each in triples if "/source/" not in each and "/selector/" not in each}


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_lost_and_nothing_is_new(corpus: Path, name: str) -> None:
    readings = read_sources(find_sources([corpus / "sources" / name]))
    (event,), _ = join([event for reading in readings for event in reading.events])
    reading = WrittenNotes().read_text(written(event), f"{event.slug}.md")
    assert [str(each) for each in reading.diagnostics] == []
    assert told(reading.events[0]) == told(event)
    (both,), problems = join([event, *reading.events])
    assert problems == ()
    assert told(both) == told(event)
