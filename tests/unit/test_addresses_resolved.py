"""Relative addresses in notes lead from their source, wherever the graph is read."""

import pytest
from pyoxigraph import Triple

from talkgraph.conclusions.people import NO_OVERRIDES, mentions_of, resolve
from talkgraph.graph.write.source import source_facts
from talkgraph.model import Event, Link, LinkKind, Span, Speaker, Talk
from talkgraph.model.links import whole_address
from talkgraph.model.names import SCHEMA, Names

NAMES = Names("https://base.example/")
SOURCE = "quays/2031 notes/day-1.md"
AT = Span(source=SOURCE, first=4, last=4)
BELOW = "https://base.example/source/quays/2031%20notes/"


@pytest.mark.parametrize(
    ("told", "resolved"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("mailto:ana@a.example", "mailto:ana@a.example"),
        ("//a.example/x", "http://a.example/x"),
        ("://a.example/x", "http://a.example/x"),
        ("www.a-b.example/x", "http://www.a-b.example/x"),
        ("boats.org:8080/x?y#z", "http://boats.org:8080/x?y#z"),
        ("slides.md", f"{BELOW}slides.md"),
        ("./img/a chart.png", f"{BELOW}img/a%20chart.png"),
        ("img/a%20chart.png", f"{BELOW}img/a%20chart.png"),
        ("../2030/", "https://base.example/source/quays/2030/"),
        ("../../../../up.pdf", "https://base.example/source/up.pdf"),
        ("/files/a.pdf?dl=1#p2", "https://base.example/source/files/a.pdf?dl=1#p2"),
        ("#ropes", f"{BELOW}day-1.md#ropes"),
        ("?page=2", f"{BELOW}day-1.md?page=2"),
    ],
)
def test_an_address_leads_from_its_source(told: str, resolved: str) -> None:
    assert NAMES.resolved(told, SOURCE) == resolved
    assert NAMES.resolved(resolved, "other.md") == resolved


@pytest.mark.parametrize("told", ["slides.md", "a.js/b", "@ana", "img/boats.org", "2031.jpg"])
def test_what_may_be_a_file_is_no_host(told: str) -> None:
    assert whole_address(told) is None


def facts(**told: object) -> list[Triple]:
    talk = Talk(key="ropes", title="Ropes", position=1, spans=(AT,), **told)  # type: ignore[arg-type]
    event = Event(name="Quays", slug="quays", source=SOURCE, spans=(AT,), talks=(talk,))
    people = resolve(mentions_of((event,)), NO_OVERRIDES)
    assert all(not person.urls for person in people.people)
    return source_facts(event, people, NAMES).own


def addresses(triples: list[Triple]) -> list[str]:
    return [t.object.value for t in triples if t.predicate.value == SCHEMA + "url"]  # type: ignore[union-attr]


def test_a_link_is_named_by_its_whole_address() -> None:
    link = Link(url="slides.md", label="slides", kind=LinkKind.SLIDES, span=AT)
    triples = facts(links=(link,), url="/talks/17")
    assert addresses(triples) == ["https://base.example/source/talks/17", f"{BELOW}slides.md"]
    named = NAMES.link("quays/ropes", f"{BELOW}slides.md")
    assert any(t.subject.value == named for t in triples)  # type: ignore[union-attr]


def test_a_relative_page_is_nobody_s_own() -> None:
    assert addresses(facts(speakers=(Speaker(name="Ada", position=1, span=AT, url="@ada"),))) == []
