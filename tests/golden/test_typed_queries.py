"""What people type first, on whole notes: names and events are found first, other words untouched.

The notes of the sample are always here; those of the corpus are asked too where it is at hand.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from measured import measured

from talkgraph.evaluation.findings import Evaluation
from talkgraph.evaluation.judgements import read_judgements
from talkgraph.evaluation.typed import evaluate_typed
from talkgraph.knowledge.answers import Hit
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.hits import Hits
from talkgraph.knowledge.understanding import named
from talkgraph.model import PassageKind, Search
from talkgraph.model.queries import MentionKind

FLOORS = {"name": 0.98, "surname": 0.95, "what was said": 0.95, "event": 0.95}

ORDINARY = """
how do we reduce alert fatigue / what makes a good postmortem / blameless culture / long walks
feature flags and progressive delivery / how to give talks / price of downtime / short loops
Why do deployments fail on Fridays? / Can we trust our tests / quotes / slides / posts / keynote
the art of debugging / Black box testing / green energy / old code / wood and water / last year
in the last 10 years / 100 servers / Windows Server 2016 migration / who is on call / notes
what do people say about trust / what did we learn from failure / who said culture eats strategy
Knight Capital / Three Mile Island / Conway's law / Dunbar's number / Monte Carlo simulation
Steve Jobs / Grace Hopper / John Smith / World War II / Wall Street / Silicon Valley / Red Hat
how to mark tests as flaky / grace periods for shutdown / postmortem templates / pair programming
how to pitch a talk to a conference / summit planning / harbour logistics / a deploy on a friday
"""


@pytest.fixture(scope="module")
def kb(packaged_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(packaged_kb)


@pytest.fixture(scope="module")
def real(real_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(real_kb)


def _evaluated(kb: KnowledgeBase) -> Evaluation:
    measurements, outcomes = evaluate_typed(kb)
    return Evaluation(measurements=measurements, outcomes=outcomes)


def _reach(kb: KnowledgeBase) -> None:
    found = _evaluated(kb)
    for task, floor in FLOORS.items():
        value = measured(found, task, "first hit")
        assert value >= floor, [each for each in found.worst(5) if each.task == task]


def test_names_and_events_of_the_sample_are_found_first(kb: KnowledgeBase) -> None:
    _reach(kb)


def test_names_and_events_of_the_real_notes_are_found_first(real: KnowledgeBase) -> None:
    _reach(real)


def _narrowed(kb: KnowledgeBase, text: str) -> bool:
    return any(each.narrows for each in kb.search(text, limit=1).understood.mentions)


def test_ordinary_words_are_not_taken_for_names(kb: KnowledgeBase, project: Path) -> None:
    judged = project / "tests" / "golden" / "judgements"
    asked = read_judgements([judged / "sample.json", judged / "sample-more.json"])
    queries = [each.query for each in asked.queries]
    queries += [each.strip() for line in ORDINARY.splitlines() for each in line.split("/") if each]
    queries = [each for each in queries if each]
    assert len(queries) > 60
    assert [each for each in queries if _narrowed(kb, each)] == []


def test_ordinary_words_are_not_taken_for_names_in_the_real_notes(
    real: KnowledgeBase, corpus: Path
) -> None:
    asked = read_judgements([corpus / "gold" / "notes.json"])
    queries = [each.query for each in asked.queries]
    queries += [each.strip() for line in ORDINARY.splitlines() for each in line.split("/") if each]
    assert [each for each in queries if each and _narrowed(real, each)] == []


# ── what is answered, and what is told of it ─────────────────────────────────────────────────


def _kinds(hits: Hits) -> list[MentionKind]:
    return [each.kind for each in hits.understood.mentions]


def test_a_name_lists_talks_the_newest_first_with_a_card(kb: KnowledgeBase) -> None:
    found = kb.search("ines calloway")
    assert [hit.event for hit in found] == ["HarbourConf 2022", "HarbourConf 2021"]
    assert {(hit.kind.value, hit.score) for hit in found} == {("talk", 1.0)}
    assert found.understood.text == ""
    [card] = found.understood.cards
    assert (card.name, card.talks) == ("Ines Calloway", 2)
    assert "Tidewater Bank" in card.about


def test_what_somebody_said_about_something_is_ranked_by_that(kb: KnowledgeBase) -> None:
    found = kb.search("what did Calloway say about sleep", limit=3)
    assert found.understood.text == "sleep"
    assert {hit.speakers for hit in found} == {("Ines Calloway",)}
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)


def test_what_leaves_nothing_is_dropped_and_told(kb: KnowledgeBase) -> None:
    found = kb.search("Ines Calloway in 2012")
    assert [each.text for each in found.understood.dropped] == ["in 2012"]
    assert {hit.speakers for hit in found} == {("Ines Calloway",)}
    alone = kb.search("pager in 2012", limit=3)
    assert [each.text for each in alone.understood.dropped] == ["in 2012"]
    assert alone.understood.text == "pager"


def test_what_was_asked_by_option_is_never_dropped(kb: KnowledgeBase) -> None:
    found = kb.search("Ines Calloway", event="DevOpsDays Hartford 2019", limit=3)
    assert {hit.event for hit in found} <= {"DevOpsDays Hartford 2019"}
    assert [each.text for each in found.understood.dropped] == ["Ines Calloway"]


def test_quotes_of_somebody_are_quotes(kb: KnowledgeBase) -> None:
    quoted = kb.search("quotes from DevOpsDays Hartford")
    assert {hit.kind.value for hit in quoted} == {"quote"}
    assert _kinds(quoted) == [MentionKind.KIND, MentionKind.EVENT]


def test_literal_words_name_nothing(kb: KnowledgeBase) -> None:
    found = kb.find(Search(text="Ines Calloway", literal=True))
    assert found.understood.mentions == ()
    assert found.understood.text == "Ines Calloway"


def test_an_older_knowledge_base_asks_its_graph_what_has_a_name(kb: KnowledgeBase) -> None:
    parts = kb.parts
    assert (parts.folder / named.FILE).is_file()
    assert named.named_in(parts.store) == parts.named


def _is_right(hit: Hit, probe: dict[str, Any]) -> bool:
    if "event" in probe:
        return bool(hit.event == probe["event"])
    told = (hit.title or hit.text).casefold()
    return any(words.casefold() in told for words in probe["titles"])


def test_what_a_reader_typed_is_found_first_or_among_three_talks(real: KnowledgeBase) -> None:
    file = Path(__file__).parent / "judgements" / "typed-notes.json"
    probes = json.loads(file.read_text("utf-8"))["probes"]
    first, three = [], []
    for probe in probes:
        talks = [group.hits[0] for group in real.search(probe["query"]).by_talk()[:3]]
        right = [_is_right(hit, probe) for hit in talks]
        first += [probe["query"]] * (not any(right[:1]))
        three += [probe["query"]] * (not any(right))
    assert len(first) <= 2, first
    assert len(three) <= 1, three


def test_quotes_by_somebody_are_their_own_words(kb: KnowledgeBase) -> None:
    found = kb.search("quotes by Ines Calloway")
    assert {(hit.kind, hit.who) for hit in found} == {(PassageKind.QUOTE, "Ines Calloway")}
    asked = kb.search("quotes by Ines Calloway", event="HarbourConf 2022")
    assert {(hit.event, hit.who) for hit in asked} == {("HarbourConf 2022", "Ines Calloway")}
    nobodys = kb.search("quotes by Leopold Strand")
    assert [each.text for each in nobodys.understood.dropped] == ["quotes"]
    assert {hit.speakers for hit in nobodys} == {("Leopold Strand",)}


def test_what_somebody_said_is_what_the_notes_have_and_else_the_talk(kb: KnowledgeBase) -> None:
    found = kb.search("what did Ines Calloway say", limit=50)
    assert {hit.kind for hit in found} == {PassageKind.POST, PassageKind.NOTE}
    assert {hit.speakers for hit in found} == {("Ines Calloway",)}
    assert {hit.kind for hit in kb.search("where did Ines Calloway speak")} == {PassageKind.TALK}
