"""Related talks: order, symmetry, reasons, repeats, and talks of which little is known."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.conclusions.related.agreement import Agreement
from talkgraph.conclusions.related.reasons import announces, name_stems
from talkgraph.conclusions.related.related import RelatedTalks, RelatedWeights
from talkgraph.conclusions.related.talks import TalkVectors
from talkgraph.errors import NotFound
from talkgraph.model import Passage, PassageKind, TalkRecord, Topic
from talkgraph.search.scores import unit

_BASE = "https://example.org/"
_DIRECTIONS = {"bread": 0, "rivers": 1, "clocks": 2, "bees": 3, "kites": 4}

# What each talk is about, a letter a post: the title first.
_TALKS = {
    "baking": ["bread", "bread", "bread", "clocks"],
    "ovens": ["bread", "bread", "bread"],
    "yeast": ["bread", "bread", "bees"],
    "canoes": ["rivers", "rivers", "rivers"],
    "floods": ["rivers", "rivers", "clocks"],
    "watches": ["clocks", "clocks", "clocks"],
    "hives": ["bees", "bees", "bees"],
    "title": ["rivers"],
    "silent": [],
}


def _iri(talk: str) -> str:
    return f"{_BASE}talk/{talk}"


_Corpus = tuple[list[Passage], list[TalkRecord], NDArray[np.float32]]


def _corpus() -> _Corpus:
    """Return passages with records, and the vectors of the passages."""
    passages, rows = [], []
    noise = np.random.default_rng(5)
    for talk, subjects in _TALKS.items():
        for place, subject in enumerate(subjects):
            kind = PassageKind.POST if place else PassageKind.TALK
            passages.append(
                Passage(
                    iri=f"{_BASE}post/{talk}/{place}" if place else _iri(talk),
                    kind=kind,
                    talk=_iri(talk),
                    text=f"{subject} matter here {talk} {place}",
                )
            )
            row = noise.normal(scale=0.05, size=12)
            row[_DIRECTIONS[subject]] += 1
            row[11] += 0.7  # what all sentences have in common
            rows.append(row)
    records = [
        TalkRecord(
            iri=_iri(talk),
            name=f"event/{talk}",
            title=talk,
            event=f"{_BASE}event",
            event_name="Event",
            topics={f"topic/{s}": 0.8 for s in sorted(set(subjects))},
        )
        for talk, subjects in _TALKS.items()
    ]
    return passages, records, unit(np.array(rows, dtype=np.float32))


def _change(records: Sequence[TalkRecord], talk: str, **changes: object) -> list[TalkRecord]:
    return [
        replace(r, **changes) if r.iri == _iri(talk) else r  # type: ignore[arg-type]
        for r in records
    ]


def _names(engine: RelatedTalks, talk: str, limit: int = 10) -> list[str]:
    return [found.talk.rsplit("/", 1)[1] for found in engine.related(_iri(talk), limit)]


def test_talks_on_the_same_subject_come_first() -> None:
    engine = RelatedTalks(*_corpus())
    assert set(_names(engine, "baking", 2)) == {"ovens", "yeast"}
    assert set(_names(engine, "canoes", 2)) == {"floods", "title"}


def test_a_talk_with_only_a_title_has_results() -> None:
    engine = RelatedTalks(*_corpus())
    found = engine.related(_iri("title"), 2)
    assert {f.talk for f in found} == {_iri("canoes"), _iri("floods")}
    assert found[0].pairs[0].left == _iri("title")


def test_a_talk_without_any_passage_is_answered_and_near_to_none() -> None:
    engine = RelatedTalks(*_corpus())
    found = engine.related(_iri("silent"))
    assert len(found) == len(_TALKS) - 1
    assert all(f.pairs == () and f.score < 0.5 for f in found)
    assert "silent" not in _names(engine, "baking", 2)


def test_scores_are_symmetric_and_within_bounds() -> None:
    engine = RelatedTalks(*_corpus())
    scores = {
        (talk, found.talk.rsplit("/", 1)[1]): found.score
        for talk in _TALKS
        for found in engine.related(_iri(talk), 100)
    }
    for (left, right), score in scores.items():
        assert 0 <= score <= 1
        assert scores[right, left] == pytest.approx(score, abs=2e-4)
        assert left != right


def test_order_of_input_does_not_matter() -> None:
    passages, records, vectors = _corpus()
    back = np.arange(len(passages))[::-1]
    one = RelatedTalks(passages, records, vectors)
    two = RelatedTalks([passages[i] for i in back], records[::-1], vectors[back])
    for talk in _TALKS:
        assert one.related(_iri(talk)) == two.related(_iri(talk))


def test_pairs_are_each_others_nearest_with_their_plain_cosine() -> None:
    passages, records, vectors = _corpus()
    row = {p.iri: vectors[i] for i, p in enumerate(passages)}
    owner = {p.iri: p.talk for p in passages}
    found = {f.talk: f for f in RelatedTalks(passages, records, vectors).related(_iri("baking"))}
    pairs = found[_iri("ovens")].pairs
    assert 1 <= len(pairs) <= 3
    for pair in pairs:
        assert owner[pair.left] == _iri("baking")
        assert owner[pair.right] == _iri("ovens")
        assert pair.similarity == pytest.approx(float(row[pair.left] @ row[pair.right]), abs=1e-4)
        assert pair.similarity > 0.8


def test_shared_topics_are_in_order_of_rarity() -> None:
    passages, records, vectors = _corpus()
    records = [replace(r, topics={**r.topics, "topic/common": 0.9}) for r in records]
    found = {f.talk: f for f in RelatedTalks(passages, records, vectors).related(_iri("baking"))}
    assert found[_iri("ovens")].topics == ("topic/bread", "topic/common")


def test_titles_alike_raise_the_score() -> None:
    passages, records, vectors = _corpus()
    row = {p.iri: i for i, p in enumerate(passages)}
    alike = vectors.copy()
    alike[row[_iri("hives")]] = vectors[row[_iri("baking")]]
    unlike = vectors.copy()
    unlike[row[f"{_BASE}post/hives/1"]] = vectors[row[_iri("baking")]]

    def score(rows: NDArray[np.float32], weights: RelatedWeights) -> float:
        engine = RelatedTalks(passages, records, rows, weights=weights)
        return {f.talk: f.score for f in engine.related(_iri("baking"))}[_iri("hives")]

    with_titles = RelatedWeights()
    without = replace(with_titles, titles=0.0)
    gain = score(alike, with_titles) - score(alike, without)
    assert gain > 0
    assert gain > score(unlike, with_titles) - score(unlike, without)


def test_a_shared_speaker_raises_the_score_and_is_a_reason() -> None:
    passages, records, vectors = _corpus()
    ana = ("https://example.org/person/ana", "Ana")
    with_ana = _change(_change(records, "baking", speakers=(ana,)), "hives", speakers=(ana,))
    before = {f.talk: f for f in RelatedTalks(passages, records, vectors).related(_iri("baking"))}
    after = {f.talk: f for f in RelatedTalks(passages, with_ana, vectors).related(_iri("baking"))}
    assert after[_iri("hives")].score > before[_iri("hives")].score
    assert after[_iri("hives")].people == (ana[0],)
    assert before[_iri("hives")].people == ()


def test_the_same_work_is_listed_first_and_marked() -> None:
    passages, records, vectors = _corpus()
    records = _change(_change(records, "baking", work="w"), "hives", work="w")
    found = RelatedTalks(passages, records, vectors).related(_iri("baking"))
    assert found[0].talk == _iri("hives")
    assert [f.repeat for f in found] == [True] + [False] * (len(found) - 1)
    assert found[0].score >= 0.9


def test_what_little_is_known_of_counts_for_less() -> None:
    passages, records, vectors = _corpus()
    full = RelatedTalks(passages, records, vectors)
    titles = [i for i, p in enumerate(passages) if p.talk != _iri("ovens") or p.iri == p.talk]
    bare = RelatedTalks([passages[i] for i in titles], records, vectors[titles])
    score = {
        name: next(f.score for f in engine.related(_iri("baking")) if f.talk == _iri("ovens"))
        for name, engine in (("full", full), ("bare", bare))
    }
    assert score["bare"] < score["full"]


def test_sessions_are_neither_listed_nor_answered() -> None:
    passages, records, vectors = _corpus()
    records = _change(records, "ovens", is_talk=False)
    engine = RelatedTalks(passages, records, vectors)
    assert "ovens" not in _names(engine, "baking")
    with pytest.raises(NotFound, match="ovens"):
        engine.related(_iri("ovens"))


def test_similarities_are_the_scores_of_the_nearest() -> None:
    engine = RelatedTalks(*_corpus())
    pairs = engine.similarities(per_talk=2)
    assert list(pairs) == sorted(pairs)
    for talk in _TALKS:
        for found in engine.related(_iri(talk), 2):
            left, right = sorted((_iri(talk), found.talk))
            assert pairs[left, right] == pytest.approx(found.score, abs=2e-4)


def test_of_many_talks_only_the_likely_ones_are_matched_passage_by_passage() -> None:
    whole = RelatedTalks(*_corpus())
    some = RelatedTalks(*_corpus(), weights=RelatedWeights(candidates=4))
    assert _names(some, "baking", 2) == _names(whole, "baking", 2)
    assert len(some.related(_iri("baking"), 100)) == 4


def test_best_matches_equal_the_plain_computation() -> None:
    passages, records, vectors = _corpus()
    talks = [r.iri for r in records]
    fast = TalkVectors(talks, passages, vectors)
    for talk in range(len(talks)):
        others = np.array([i for i in range(len(talks)) if i != talk])
        got = fast.best_matches(talk, others)
        for position, other in enumerate(others):
            left, right = fast.centred(talk), fast.centred(int(other))
            expected = 0.0
            if len(left) and len(right):
                cosines = left @ right.T
                forth = np.sort(cosines.max(axis=1))[::-1][:3].mean()
                back = np.sort(cosines.max(axis=0))[::-1][:3].mean()
                expected = float(forth + back) / 2
            assert got[position] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_talks(count: int) -> None:
    passages, records, vectors = _corpus()
    records = records[:count]
    engine = RelatedTalks(passages, records, vectors)
    for record in records:
        assert len(engine.related(record.iri)) == count - 1
    assert len(engine.similarities()) == (1 if count == 2 else 0)


def test_related_topics_bring_talks_nearer() -> None:
    passages, records, vectors = _corpus()
    records = [replace(r, topics={f"topic/{r.iri[-3:]}": 0.9}) for r in records]
    baking, hives = (next(r for r in records if r.iri == _iri(t)) for t in ("baking", "hives"))
    (one,), (two,) = baking.topics, hives.topics
    vocabulary = (Topic(iri=one, label="one", related=(two,)), Topic(iri=two, label="two"))

    def score(topics: Sequence[Topic]) -> float:
        engine = RelatedTalks(passages, records, vectors, topics, agreement=Agreement(topics=1.0))
        found = engine.related(_iri("baking"))
        return next(f.score for f in found if f.talk == _iri("hives"))

    assert score(vocabulary) > score(())


@pytest.mark.parametrize(
    ("text", "announces_it"),
    [
        ("First talk of the day: @ana on Slow Bread.", True),
        ("Ana Lima speaking about slow bread now", True),
        ("Bread needs steam, time and a very hot oven", False),
        ("@ana", True),
    ],
)
def test_posts_that_only_announce_the_talk_are_told_from_others(
    text: str, announces_it: bool
) -> None:
    record = TalkRecord(
        iri="t",
        name="t",
        title="Slow Bread",
        event="e",
        event_name="E",
        speakers=(("p", "Ana Lima"),),
    )
    assert announces(text, name_stems(record)) is announces_it


def test_an_announcement_is_no_reason_where_there_is_another() -> None:
    passages, records, vectors = _corpus()
    texts = {f"{_BASE}post/{t}/1": "bread on bread" for t in ("baking", "ovens")}
    passages = [replace(p, text=texts.get(p.iri, p.text)) for p in passages]
    records = _change(_change(records, "baking", title="Bread"), "ovens", title="Bread")
    found = {f.talk: f for f in RelatedTalks(passages, records, vectors).related(_iri("baking"))}
    pairs = found[_iri("ovens")].pairs
    assert pairs
    assert not texts.keys() & {iri for pair in pairs for iri in (pair.left, pair.right)}
