"""What sources say differently stands in the graph, with both values and both places."""

import datetime as dt
from dataclasses import replace

from pyoxigraph import NamedNode, RdfFormat, serialize

from talkgraph.graph.shacl import validate_graph
from talkgraph.graph.write.contradictions import contradiction_triples
from talkgraph.model import Event, SourceKind, Span, Talk
from talkgraph.model.names import TG, Names
from talkgraph.sources.join import join


def told(source: str, kind: SourceKind, span: Span, room: str, start: dt.datetime) -> Event:
    day = dt.date(2031, 5, 1)
    talk = Talk(
        key="ropes",
        title="Ropes That Hold",
        position=1,
        spans=(replace(span, source=source),),
        date=day,
        room=room,
        start=start,
    )
    return Event(
        name="HarbourConf 2031",
        slug="harbourconf-2031",
        source=source,
        spans=(),
        kind=kind,
        start=day,
        talks=(talk,),
    )


def contradicting() -> tuple[Event, ...]:
    programme = told(
        "talks.json",
        SourceKind.PROGRAMME,
        Span(source="", path="/talks/0"),
        "Hall 1",
        dt.datetime(2031, 5, 1, 9),
    )
    notes = told(
        "notes.md",
        SourceKind.NOTES,
        Span(source="", first=7, last=8),
        "Attic",
        dt.datetime(2031, 5, 1, 9, 30),
    )
    return join([programme, notes])[0]


def test_both_values_and_places_are_in_the_graph() -> None:
    triples = contradiction_triples(contradicting(), Names())
    text = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
    talk = Names().base + "talk/harbourconf-2031/ropes"
    assert text.count(f"<{TG}disputed> <{talk}>") == 2
    for local, value in (
        ("disputedProperty", "<https://schema.org/location>"),
        ("followedValue", '"Hall 1"'),
        ("followedPlace", f"<{Names().base}source/talks.json#/talks/0>"),
        ("otherValue", '"Attic"'),
        ("otherPlace", f"<{Names().base}source/notes.md#line=6,8>"),
        ("disputedProperty", f"<{TG}startTime>"),
        ("followedValue", '"2031-05-01 09:00"'),
        ("otherValue", '"2031-05-01 09:30"'),
    ):
        assert f"<{TG}{local}> {value} ." in text
    assert validate_graph(triples, "notes.md") == ()


def test_a_contradiction_with_one_value_is_refused() -> None:
    triples = contradiction_triples(contradicting(), Names())
    broken = [t for t in triples if t.predicate != NamedNode(TG + "otherValue")]
    found = validate_graph(broken, "notes.md")
    assert len(found) == 2
    assert all("one other value" in each.message for each in found)


def test_what_agrees_gives_nothing() -> None:
    [event] = contradicting()
    assert contradiction_triples([replace(event, contradictions=())], Names()) == []
