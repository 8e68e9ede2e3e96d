"""What a build keeps for reading and answering is what would be made of the same base anew."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import talkgraph
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.details import statistics, topic_summaries
from talkgraph.knowledge.opened import Parts
from talkgraph.knowledge.understanding.reader import make_reader
from talkgraph.model import Filters, Search
from talkgraph.search.once import make_all
from talkgraph.search.stored.shelf import Stored

TYPED = (
    "what did Calloway say about slepe",
    "talks at HarbourConf 2021",
    "in 2022",
    "May 2021",
    "Calloway",
    "calowway",
    "quotes by Serhat Can",
    "k8s and o11y",
    "CI/CD",
    "paying people for being on call",
)


@pytest.fixture
def kb(sample_kb: Path) -> KnowledgeBase:
    return talkgraph.open(sample_kb)


def made_anew(kb: KnowledgeBase) -> Parts:
    table = (tuple(kb.parts.passages), tuple(kb.parts.records))
    return Parts(kb.generation, encoder=kb.parts.encoder, table=table)


def test_the_reader_that_was_kept_reads_as_one_made_anew(kb: KnowledgeBase) -> None:
    anew = make_reader(made_anew(kb))
    for text in TYPED:
        assert kb.parts.reader.read(Search(text=text)) == anew.read(Search(text=text)), text


def test_the_reader_that_was_kept_is_opened_without_going_through_what_is_kept(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone_through(self: Stored) -> Iterator[str]:
        raise AssertionError(f"{self} is gone through as a whole")

    monkeypatch.setattr(Stored, "__iter__", gone_through)
    make_all(kb.parts.reader, apart_from=(Parts, KnowledgeBase))
    assert kb.parts.reader.read(Search(text="slepe")).corrections


def test_the_passages_of_a_talk_are_found_by_their_places(kb: KnowledgeBase) -> None:
    passages = kb.passages()
    for iri in kb.records:
        found = kb.passages_at(kb.passages_of(iri).tolist())
        assert list(found) == [each for each in passages if each.talk == iri]
    assert not len(kb.passages_of("https://nobody.example/talk"))


def test_the_records_of_an_event_are_found_by_their_places(kb: KnowledgeBase) -> None:
    for event in kb.events():
        every = [each for each in kb.records.values() if each.event == event.iri]
        assert kb.records_of(event.iri) == every
    assert kb.records_of("https://nobody.example/event") == []


def test_the_columns_pass_what_the_records_pass(kb: KnowledgeBase) -> None:
    records = kb.parts.records
    first = next(each for each in records if each.speakers and each.topics and each.dates)
    assert first.dates is not None
    for filters in (
        Filters(speakers=frozenset({first.speakers[0][0]})),
        Filters(topics=frozenset({next(iter(first.topics))})),
        Filters(events=frozenset({first.event}), since=first.dates[0]),
        Filters(talks=frozenset({first.iri}), until=first.dates[1]),
        Filters(since=first.dates[1], until=first.dates[1]),
    ):
        passing = [filters.passes(each) for each in records]
        assert any(passing)
        assert kb.parts.columns.passing(filters).tolist() == passing


def test_the_columns_know_who_is_about_what_and_when(kb: KnowledgeBase) -> None:
    records = kb.parts.records
    for topic in (each.iri for each in kb.topics()):
        about = [r for r in records if not r.is_event and topic in r.topics_by_confidence]
        about.sort(key=lambda each: (-each.topics[topic], each.iri))
        assert kb.records_at(kb.talks_about(topic).tolist()) == about
    assert not len(kb.talks_about("https://nobody.example/topic"))
    years, is_given = kb.years()
    assert years.tolist() == [kb.year(each.iri) or 0 for each in records]
    assert is_given.tolist() == [each.is_given for each in records]


def test_the_passages_of_a_topic_are_those_that_the_graph_tells(kb: KnowledgeBase) -> None:
    """The surest first, and what was only announced last; a part of them is their beginning."""
    query = """
        SELECT ?topic ?passage ?confidence { ?assignment oa:hasBody ?topic ; oa:hasTarget ?passage ;
          tg:method ?method ; tg:confidence ?confidence FILTER(?method != tg:method-aggregate) }"""
    several = 0
    for topic in (each.iri for each in kb.topics()):
        told = {
            row["passage"]: float(row["confidence"]) for row in kb.select(query, {"topic": topic})
        }
        whole = kb.topic(topic)
        assert {each.iri: each.confidence for each in whole.passages} == pytest.approx(told)
        order = [(each.kind == "abstract", -each.confidence) for each in whole.passages]
        assert order == sorted(order)
        part = kb.topic(topic, most=2)
        assert part.passages == whole.passages[:2]
        assert part.talks == whole.talks[:2]
        in_all = len(whole.talks), len(whole.passages)
        assert (part.talks_in_all, part.passages_in_all) == in_all
        several += in_all > (2, 2)
    assert several


def test_the_passages_of_topics_that_were_kept_are_those_of_others(kb: KnowledgeBase) -> None:
    kept, anew = kb.parts.assigned, made_anew(kb).assigned
    assert kept.passages.tolist() == anew.passages.tolist()
    assert kept.starts.tolist() == anew.starts.tolist()


def test_numbers_are_those_that_the_graph_tells(kb: KnowledgeBase) -> None:
    parts = kb.parts
    assert kb.stats() == statistics(parts.store, parts.names, parts.manifest.imprint)
    anew = topic_summaries(parts.store, parts.topics, parts.records)
    assert tuple(kb.vocabulary()) == tuple(anew)


def test_people_are_found_by_name_as_among_all(kb: KnowledgeBase) -> None:
    plain = replace(kb.parts.lookup, by_name=None, by_slug=None)
    for person in kb.people:
        asked = (person.name, person.slug, kb.names.person(person.slug))
        for name in (*asked, *(account.at_handle for account in person.accounts)):
            assert kb.parts.lookup.person(name) == plain.person(name)
    assert kb.parts.lookup.person("calloway") == plain.person("calloway")
