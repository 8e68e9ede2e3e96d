"""Search by meaning and by words: filters, order, reasons, and what is left out."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkgraph.errors import InputError
from talkgraph.index.hashing import HashingEncoder
from talkgraph.index.lexical import PlainBm25
from talkgraph.index.vectors import ExactIndex
from talkgraph.model import Filters, Hit, Passage, PassageKind, TalkRecord
from talkgraph.retrieval.search import SearchEngine, Weights

POST, NOTE, QUOTE, TALK = PassageKind.POST, PassageKind.NOTE, PassageKind.QUOTE, PassageKind.TALK
SLEEP, KILNS = "https://e.org/topic/sleep", "https://e.org/topic/kilns"
LABELS = {SLEEP: "Sleep hygiene", KILNS: "Kilns"}

RECORDS = (
    TalkRecord(
        iri="talk/a",
        name="harbour/a",
        title="Pagers and sleep",
        event="event/harbour",
        event_name="Harbour 2031",
        date=dt.date(2031, 4, 9),
        speakers=(("person/ana", "Ana"), ("person/bo", "Bo")),
        topics={SLEEP: 0.9},
    ),
    TalkRecord(
        iri="talk/b",
        name="harbour/b",
        title="Firing clay",
        event="event/harbour",
        event_name="Harbour 2031",
        date=dt.date(2031, 4, 10),
        speakers=(("person/cy", "Cy"),),
        topics={KILNS: 0.8, SLEEP: 0.1},
    ),
    TalkRecord(
        iri="session/c",
        name="quay/c",
        title="Open space",
        event="event/quay",
        event_name="Quay 2032",
        is_talk=False,
    ),
)
TEXTS: Mapping[str, Sequence[tuple[PassageKind, str]]] = {
    "talk/a": [
        (TALK, "Pagers and sleep"),
        (POST, "A pager that wakes you for nothing costs a night of sleep."),
        (POST, 'Ana: "Silence is a feature, not a bug" and everybody laughed.'),
        (QUOTE, "Silence is a feature, not a bug"),
        (QUOTE, "A remark that stands in no post"),
        (NOTE, "Rota of two people per week"),
    ],
    "talk/b": [
        (TALK, "Firing clay"),
        (POST, "A kiln is slow to heat and slow to cool."),
        (POST, "Glaze runs when the kiln is too hot."),
        (NOTE, "Sleep while it cools"),
    ],
    "session/c": [
        (POST, "Who carries the pager when nobody wants to?"),
        (POST, "Lunch is at noon"),
    ],
}
PASSAGES = tuple(
    Passage(iri=f"{talk}/{number}" if kind is not TALK else talk, kind=kind, talk=talk, text=text)
    for talk, texts in TEXTS.items()
    for number, (kind, text) in enumerate(texts)
)


def engine_of(
    passages: Sequence[Passage], records: Sequence[TalkRecord] = RECORDS, **weights: float
) -> SearchEngine:
    encoder = HashingEncoder()
    texts = [passage.text for passage in passages]
    vectors = encoder.encode(texts)
    return SearchEngine(
        passages=passages,
        records=records,
        vectors=vectors,
        vector_index=ExactIndex(vectors),
        lexical=PlainBm25(texts),
        encoder=encoder,
        topic_labels=LABELS,
        weights=Weights(**weights),  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    return engine_of(PASSAGES)


def iris(hits: Sequence[Hit]) -> list[str]:
    return [hit.iri for hit in hits]


def test_a_hit_says_what_was_found_where_and_why(engine: SearchEngine) -> None:
    hit = engine.search("sleep hygiene and pagers", limit=1, filters=Filters(kinds={POST}))[0]  # type: ignore[arg-type]
    assert (hit.iri, hit.kind, hit.talk) == ("talk/a/1", POST, "talk/a")
    assert hit.text == TEXTS["talk/a"][1][1]
    assert (hit.title, hit.event) == ("Pagers and sleep", "Harbour 2031")
    assert hit.speakers == ("Ana", "Bo")
    assert hit.why.words == ("pager", "sleep")
    assert hit.why.topics == ("Sleep hygiene",)
    query, text = HashingEncoder().encode(["sleep hygiene and pagers", hit.text])
    assert hit.why.similarity == pytest.approx(float(query @ text), abs=1e-5)


def test_answers_come_in_order_of_score_then_iri(engine: SearchEngine) -> None:
    hits = engine.search("pager", limit=50)
    keys = [(-hit.score, hit.iri) for hit in hits]
    assert keys == sorted(keys)
    assert hits == engine.search("pager", limit=50)
    for limit in range(1, len(hits)):
        assert engine.search("pager", limit=limit) == hits[:limit]


def test_equal_passages_come_in_order_of_iri() -> None:
    twins = tuple(
        Passage(iri=f"p/{number}", kind=POST, talk="talk/a", text="The same words twice over")
        for number in (3, 1, 2, 5, 4)
    )
    assert iris(engine_of(twins).search("same words", limit=3)) == ["p/1", "p/2", "p/3"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(kinds=frozenset({NOTE})), {"talk/a/5", "talk/b/3"}),
        (Filters(kinds=frozenset({QUOTE})), {"talk/a/3", "talk/a/4"}),
        (Filters(events=frozenset({"event/quay"})), {"session/c/0", "session/c/1"}),
        (
            Filters(speakers=frozenset({"person/cy", "person/x"})),
            {"talk/b", "talk/b/1", "talk/b/2", "talk/b/3"},
        ),
        (
            Filters(topics=frozenset({KILNS}), kinds=frozenset({POST})),
            {"talk/b/1", "talk/b/2"},
        ),
        (
            Filters(talks=frozenset({"talk/a"}), kinds=frozenset({NOTE, POST})),
            {"talk/a/1", "talk/a/2", "talk/a/5"},
        ),
        (
            Filters(since=dt.date(2031, 4, 10)),
            {"talk/b", "talk/b/1", "talk/b/2", "talk/b/3"},
        ),
        (
            Filters(until=dt.date(2031, 4, 9), kinds=frozenset({POST})),
            {"talk/a/1", "talk/a/2"},
        ),
        (Filters(events=frozenset({"event/other"})), set()),
        (
            Filters(speakers=frozenset({"person/ana"}), topics=frozenset({KILNS})),
            set(),
        ),
    ],
)
def test_filters_leave_exactly_what_passes_whatever_the_query(
    engine: SearchEngine, filters: Filters, expected: set[str]
) -> None:
    for query in ("pager", "kiln", "zebra crossing"):
        hits = engine.search(query, limit=100, filters=filters)
        assert sorted(iris(hits)) == sorted(expected)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 50), limit=st.integers(1, 12), kinds=st.sets(st.sampled_from((POST, NOTE)))
)
def test_as_many_as_asked_for_if_there_are_as_many(
    seed: int, limit: int, kinds: set[PassageKind]
) -> None:
    random = np.random.default_rng(seed)
    words = ("pager", "kiln", "sleep", "glaze", "rota", "noon")
    passages = tuple(
        Passage(
            iri=f"p/{number:02}",
            kind=(POST, NOTE)[int(random.integers(2))],
            talk=RECORDS[int(random.integers(3))].iri,
            text=" ".join(random.choice(words, size=4)),
        )
        for number in range(40)
    )
    filters = Filters(kinds=frozenset(kinds), events=frozenset({"event/harbour"}))
    hits = engine_of(passages, pool=3).search("pager sleep", limit=limit, filters=filters)
    passing = [p for p in passages if p.talk != "session/c" and (not kinds or p.kind in kinds)]
    assert len(hits) == min(limit, len(passing))


def test_a_filter_narrows_without_reordering(engine: SearchEngine) -> None:
    everything = iris(
        engine.search("pager sleep", limit=100, filters=Filters(kinds=frozenset({POST})))
    )
    kept = Filters(kinds=frozenset({POST}), events=frozenset({"event/harbour"}))
    narrowed = iris(engine.search("pager sleep", limit=100, filters=kept))
    assert narrowed == [iri for iri in everything if not iri.startswith("session/")]


def test_a_quote_is_represented_by_its_post_unless_quotes_are_asked_for(
    engine: SearchEngine,
) -> None:
    query = "silence is a feature"
    found = iris(engine.search(query, limit=100))
    assert "talk/a/2" in found
    assert "talk/a/3" not in found
    assert "talk/a/4" in iris(engine.search("a remark", limit=100))
    both = Filters(kinds=frozenset({POST, QUOTE}))
    assert {"talk/a/2", "talk/a/3"} <= set(iris(engine.search(query, limit=100, filters=both)))


def test_what_neither_shares_words_nor_means_the_like_is_no_answer(engine: SearchEngine) -> None:
    assert engine.search("zzz qqq xxx", limit=100) == ()
    for hit in engine.search("pager", limit=100):
        assert hit.why.words or (hit.why.similarity or 0) >= Weights().floor


def test_a_talks_other_passages_lift_a_passage() -> None:
    passages = (
        Passage(iri="p/z", kind=POST, talk="talk/a", text="Rota for the kiln"),
        Passage(iri="p/y", kind=POST, talk="talk/a", text="The kiln and its kiln keeper"),
        Passage(iri="p/x", kind=POST, talk="talk/b", text="Rota for the kiln"),
        Passage(iri="p/w", kind=POST, talk="talk/b", text="Lunch"),
    )
    assert iris(engine_of(passages, talk=0.0).search("kiln rota", limit=2)) == ["p/x", "p/z"]
    assert iris(engine_of(passages).search("kiln rota", limit=2))[0] == "p/z"


# ── talks ────────────────────────────────────────────────────────────────────────────────────


def test_talks_are_found_by_all_they_hold(engine: SearchEngine) -> None:
    hit, *_ = engine.search_talks("glaze too hot")
    assert (hit.iri, hit.talk, hit.kind, hit.text) == ("talk/b", "talk/b", TALK, "Firing clay")
    assert hit.why.words == ("Glaze", "hot")
    assert hit.speakers == ("Cy",)
    assert iris(engine.search_talks("who carries the pager")) == ["talk/a"]


def test_a_search_for_talks_alone_is_a_talk_search(engine: SearchEngine) -> None:
    only_talks = Filters(kinds=frozenset({TALK}))
    hits = engine.search("glaze too hot", filters=only_talks)
    assert iris(hits) == ["talk/b", "talk/a"]
    assert hits == engine.search_talks("glaze too hot", filters=only_talks)
    by_ana = Filters(kinds=frozenset({TALK}), speakers=frozenset({"person/ana"}))
    assert iris(engine.search("glaze too hot", filters=by_ana)) == ["talk/a"]
    assert len(engine.search("glaze too hot", limit=1, filters=only_talks)) == 1


def test_a_topic_that_the_query_names_lifts_its_talks(engine: SearchEngine) -> None:
    both = Filters(kinds=frozenset({TALK}))
    with_topic = {hit.iri: hit for hit in engine.search("sleep hygiene", filters=both)}
    without = {
        h.iri: h for h in engine_of(PASSAGES, topic=0.0).search("sleep hygiene", filters=both)
    }
    assert with_topic["talk/a"].why.topics == ("Sleep hygiene",)
    assert with_topic["talk/a"].score == pytest.approx(without["talk/a"].score + 0.9, abs=1e-5)
    assert with_topic["talk/b"].score == pytest.approx(without["talk/b"].score + 0.1, abs=1e-5)
    partly = engine.search("sleep", filters=both)
    assert all(hit.why.topics == () for hit in partly)


# ── questions that are none ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("query", ["", "  \n", "?!… —", "🎉"])
def test_a_query_without_words_is_refused(engine: SearchEngine, query: str) -> None:
    with pytest.raises(InputError, match="no words"):
        engine.search(query)
    with pytest.raises(InputError, match="no words"):
        engine.search_talks(query)


@pytest.mark.parametrize("limit", [0, -3])
def test_a_limit_below_one_is_refused(engine: SearchEngine, limit: int) -> None:
    with pytest.raises(InputError, match=str(limit)):
        engine.search("pager", limit=limit)
    with pytest.raises(InputError, match=str(limit)):
        engine.search_talks("pager", limit=limit)


def test_any_other_query_has_an_answer_or_none(engine: SearchEngine) -> None:
    for query in ("the", "a" * 10_000, "\x00x", "ünïcödé", "SELECT * WHERE {}", "x\ud800"):
        engine.search(query)
        engine.search_talks(query)


def test_nothing_is_found_in_nothing() -> None:
    assert engine_of((), ()).search("pager") == ()
    assert engine_of((), ()).search_talks("pager") == ()
    assert engine_of((), RECORDS).search_talks("pager") == ()
