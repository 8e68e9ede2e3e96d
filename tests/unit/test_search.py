"""Search by meaning and by words: filters, order, reasons, and what is left out."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from talkgraph.errors import InputError
from talkgraph.model import Filters, Found, Passage, PassageKind, TalkRecord, Topic
from talkgraph.protocols import Encoder
from talkgraph.search.encoders.fitted import UNKNOWN, Fitted
from talkgraph.search.encoders.hashing import HashingEncoder
from talkgraph.search.engine import Indexes, SearchEngine, TopicSpace, Weights
from talkgraph.search.evidence import readable, talk_texts
from talkgraph.search.lexical import PlainBm25
from talkgraph.search.stored.columns import Columns
from talkgraph.search.vectors import ExactIndex

POST, NOTE, QUOTE, TALK = PassageKind.POST, PassageKind.NOTE, PassageKind.QUOTE, PassageKind.TALK
TALKS = Filters(kinds=frozenset({TALK}))
SLEEP, KILNS = "https://e.org/topic/sleep", "https://e.org/topic/kilns"
TOPICS = (
    Topic(iri=KILNS, label="Kilns", alternate_labels=("oven", "furnace"), definition="Hot boxes."),
    Topic(iri=SLEEP, label="Sleep hygiene", definition="Going to bed in time."),
)

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


# Answers whatever it is asked, and with nothing but the best cosine.
ALWAYS = replace(UNKNOWN, answer=0.0)
OPEN = Weights(floor=0.0)
_NONE = ("words", "neighbours", "length", "talk", "whole", "talk_words", "topics")
ALONE = replace(OPEN, **dict.fromkeys(_NONE, 0.0))  # type: ignore[arg-type]


def engine_of(
    passages: Sequence[Passage],
    records: Sequence[TalkRecord] = RECORDS,
    *,
    weights: Weights = OPEN,
    vocabulary: Sequence[Topic] = TOPICS,
    encoder: Encoder | None = None,
    fits: Fitted = ALWAYS,
) -> SearchEngine:
    encoder = encoder or HashingEncoder()
    texts = [passage.text for passage in passages]
    vectors = encoder.encode(texts)
    wholes = talk_texts(passages, records)
    concepts = [" ".join((t.label, *t.alternate_labels, t.definition)) for t in vocabulary]
    return SearchEngine(
        passages=passages,
        records=records,
        indexes=Indexes(
            vectors=ExactIndex(vectors),
            words=PlainBm25(texts),
            talk_vectors=encoder.encode(wholes),
            talk_words=PlainBm25(wholes),
        ),
        encoder=encoder,
        topics=TopicSpace(vocabulary, encoder.encode(concepts)),
        weights=weights,
        fits=fits,
    )


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    return engine_of(PASSAGES)


def iris(hits: Sequence[Found]) -> list[str]:
    return [hit.passage.iri for hit in hits]


def test_a_hit_says_what_was_found_where_and_why(engine: SearchEngine) -> None:
    hit = engine.search("sleep hygiene and pagers", limit=1, filters=Filters(kinds={POST})).found[0]  # type: ignore[arg-type]
    found = hit.passage
    assert (found.iri, found.kind, found.talk) == ("talk/a/1", POST, "talk/a")
    assert found.text == TEXTS["talk/a"][1][1]
    assert (hit.record.title, hit.record.event_name) == ("Pagers and sleep", "Harbour 2031")
    assert [name for _, name in hit.record.speakers] == ["Ana", "Bo"]
    assert hit.why.words == ("pager", "sleep")
    assert hit.why.topics == ("Sleep hygiene",)
    query, text = HashingEncoder().encode(["sleep hygiene and pagers", found.text])
    assert hit.why.similarity == pytest.approx(float(query @ text), abs=1e-5)


def test_answers_come_in_order_of_score(engine: SearchEngine) -> None:
    hits = engine.search("pager", limit=50).found
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < scores[0] <= 1
    assert hits == engine.search("pager", limit=50).found
    for limit in range(1, len(hits)):
        assert engine.search("pager", limit=limit).found == hits[:limit]


def test_equal_passages_come_in_order_of_iri() -> None:
    twins = tuple(
        Passage(iri=f"p/{number}", kind=POST, talk="talk/a", text="The same words twice over")
        for number in (3, 1, 2, 5, 4)
    )
    assert iris(engine_of(twins).search("same words", limit=3).found) == ["p/1", "p/2", "p/3"]


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
        hits = engine.search(query, limit=100, filters=filters).found
        assert sorted(iris(hits)) == sorted(expected)


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
    hits = (
        engine_of(passages, weights=replace(OPEN, pool=3))
        .search("pager sleep", limit=limit, filters=filters)
        .found
    )
    passing = [p for p in passages if p.talk != "session/c" and (not kinds or p.kind in kinds)]
    assert len(hits) == min(limit, len(passing))


def test_a_filter_narrows_without_reordering(engine: SearchEngine) -> None:
    everything = iris(
        engine.search("pager sleep", limit=100, filters=Filters(kinds=frozenset({POST}))).found
    )
    kept = Filters(kinds=frozenset({POST}), events=frozenset({"event/harbour"}))
    narrowed = iris(engine.search("pager sleep", limit=100, filters=kept).found)
    assert narrowed == [iri for iri in everything if not iri.startswith("session/")]


def test_a_quote_is_represented_by_its_post_unless_quotes_are_asked_for(
    engine: SearchEngine,
) -> None:
    query = "silence is a feature"
    found = iris(engine.search(query, limit=100).found)
    assert "talk/a/2" in found
    assert "talk/a/3" not in found
    assert "talk/a/4" in iris(engine.search("a remark", limit=100).found)
    both = Filters(kinds=frozenset({POST, QUOTE}))
    assert {"talk/a/2", "talk/a/3"} <= set(
        iris(engine.search(query, limit=100, filters=both).found)
    )


# ── what speaks for a passage ────────────────────────────────────────────────────────────────


def post(iri: str, text: str, talk: str = "talk/a", kind: PassageKind = POST) -> Passage:
    return Passage(iri=iri, kind=kind, talk=talk, text=text)


def first(engine: SearchEngine, query: str) -> str:
    return engine.search(query, limit=1).found[0].passage.iri


def test_a_talks_other_passages_lift_a_passage() -> None:
    passages = (
        post("p/z", "Rota for the kiln"),
        post("p/y", "A rota or a kiln keeper"),
        post("p/x", "Rota for the kiln", talk="talk/b"),
        post("p/w", "Lunch was at noon", talk="talk/b"),
        post("p/v", "Silence is a feature", talk="session/c"),
    )
    assert first(engine_of(passages, weights=ALONE), "kiln rota") == "p/x"
    lifted = replace(ALONE, talk=0.75, whole=0.75)
    assert first(engine_of(passages, weights=lifted), "kiln rota") == "p/z"


def test_the_passages_beside_it_lift_a_passage() -> None:
    passages = (
        post("p/1", "Lunch was at noon"),
        post("p/2", "Two people, one week"),
        post("p/3", "The kiln rota"),
        post("p/4", "Two people, one week"),
        post("p/5", "Two people, one week", talk="talk/b"),
    )
    apart = iris(engine_of(passages, weights=ALONE).search("kiln rota", limit=9).found)
    assert apart.index("p/2") < apart.index("p/4") < apart.index("p/5")  # by IRI: they are equal
    beside = iris(
        engine_of(passages, weights=replace(ALONE, neighbours=1.0)).search("kiln rota").found
    )
    assert {beside[1], beside[2]} == {"p/2", "p/4"}


def test_of_equally_near_passages_the_longer_one_comes_first() -> None:
    planted = Planted({"kiln": (1.0, 0.0)})
    passages = (
        post("p/1", "Kiln"),
        post("p/2", "Kiln keepers rest between two firings, says the foreman"),
        post("p/3", "Something else"),
    )
    assert first(engine_of(passages, encoder=planted, weights=ALONE), "kiln") == "p/1"
    longer = engine_of(passages, encoder=planted, weights=replace(ALONE, length=0.4))
    assert first(longer, "kiln") == "p/2"


def test_words_lift_what_the_meaning_leaves_equal() -> None:
    planted = Planted({"kiln": (1.0, 0.0), "oven": (1.0, 0.0)})
    passages = (post("p/1", "An oven"), post("p/2", "A kiln"), post("p/3", "A boat"))
    assert first(engine_of(passages, encoder=planted, weights=ALONE), "kiln") == "p/1"
    assert (
        first(engine_of(passages, encoder=planted, weights=replace(ALONE, words=0.15)), "kiln")
        == "p/2"
    )


# ── when there is no answer ──────────────────────────────────────────────────────────────────


class Planted:
    """An encoder that gives a text the sum of the vectors of the words it holds.

    A text that holds none of them is at right angles to all that do.
    """

    name = fingerprint = "planted"
    dimension = 3

    def __init__(self, words: Mapping[str, tuple[float, float]]) -> None:
        self._words = words

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 3), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word, vector in self._words.items():
                row[:2] += np.array(vector, dtype=np.float32) * (word in text.casefold())
            row[2] = not row.any()
        norms: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / norms

    def words(self) -> frozenset[str]:
        return frozenset()


# What is about neither pagers nor kilns is at right angles to both, and near to each other.
SUBJECTS = tuple(p for p in PASSAGES if "pager" in p.text.lower() or "kiln" in p.text.lower())
PLANTED = Planted({"pager": (1.0, 0.0), "kiln": (0.0, 1.0), "beeper": (1.0, 0.0)})


@pytest.fixture(scope="module")
def guarded() -> SearchEngine:
    """An engine with the floors as they come, over texts about pagers and kilns."""
    return engine_of(PASSAGES, encoder=PLANTED, weights=Weights(), fits=UNKNOWN)


def test_what_the_notes_do_not_hold_has_no_answer(guarded: SearchEngine) -> None:
    about_pagers = guarded.search("beeper", limit=100).found
    assert len(about_pagers) > 1
    assert guarded.search("beeper", filters=TALKS).found != ()
    nowhere = engine_of(SUBJECTS, encoder=PLANTED, weights=Weights(), fits=UNKNOWN)
    assert nowhere.search("sailing", limit=100).found == ()
    assert nowhere.search("sailing", limit=100, filters=TALKS).found == ()
    for kind in (POST, NOTE, TALK):
        assert nowhere.search("sailing", filters=Filters(kinds=frozenset({kind}))).found == ()


def test_a_passage_with_every_word_is_an_answer_however_unsure() -> None:
    passages = (
        post("p/1", "The kiln, says the sailing master"),
        post("p/2", "The kiln again, and a master"),
        post("p/3", "The kiln", talk="talk/b"),
        post("p/4", "The pager", talk="talk/b"),
    )
    wary = replace(UNKNOWN, constant=-20.0)
    engine = engine_of(passages, encoder=PLANTED, fits=wary)
    assert iris(engine.search("sailing master").found) == ["p/1"]
    assert iris(engine.search("sailing master", filters=TALKS).found) == ["talk/a"]
    assert iris(engine.search("sailing mistress").found) == []
    assert engine.search("sailing master").found[0].score == pytest.approx(UNKNOWN.answer)


def test_a_filter_that_says_where_to_look_gives_as_many_as_there_are() -> None:
    engine = engine_of(SUBJECTS, encoder=PLANTED, weights=Weights(), fits=UNKNOWN)
    assert engine.search("sailing", limit=100).found == ()
    harbour = Filters(events=frozenset({"event/harbour"}))
    assert len(engine.search("sailing", limit=100, filters=harbour).found) == len(SUBJECTS) - 1
    talks = replace(harbour, kinds=TALKS.kinds)
    assert len(engine.search("sailing", limit=100, filters=talks).found) == 2


def test_the_floor_cuts_off_weak_hits_unless_there_is_a_filter() -> None:
    everything = engine_of(PASSAGES, encoder=PLANTED).search("beeper", limit=100).found
    assert any(hit.score < 0.05 for hit in everything)
    engine = engine_of(PASSAGES, encoder=PLANTED, weights=replace(OPEN, floor=0.05))
    strong = engine.search("beeper", limit=100).found
    assert strong == tuple(hit for hit in everything if hit.score >= 0.05)
    posts = Filters(kinds=frozenset({POST}))
    assert len(engine.search("beeper", limit=100, filters=posts).found) == 6


def test_scores_do_not_depend_on_filters(engine: SearchEngine) -> None:
    everything = {
        hit.passage.iri: hit.score for hit in engine.search("kiln sleep", limit=100).found
    }
    for filters in (
        Filters(kinds=frozenset({POST})),
        Filters(events=frozenset({"event/harbour"})),
        Filters(topics=frozenset({KILNS})),
    ):
        for hit in engine.search("kiln sleep", limit=100, filters=filters).found:
            assert hit.score == everything[hit.passage.iri]


def test_the_best_hit_scores_how_sure_it_is_that_there_is_an_answer() -> None:
    scores = readable(np.array([4.0, 2.0, 1.0, -1.0], dtype=np.float32), 4.0, 0.8)
    assert scores.tolist() == pytest.approx([0.8, 0.2, 0.05, 0.0])
    assert readable(np.zeros(2, dtype=np.float32), 0.0, 0.8).tolist() == [0.8, 0.8]
    answered = engine_of(PASSAGES, encoder=PLANTED).search("beeper")
    assert answered.found[0].score == pytest.approx(answered.sure, abs=1e-6)
    assert 0 < answered.sure < 1


def test_it_is_no_surer_of_an_answer_than_what_the_filters_leave_bears_out(
    engine: SearchEngine,
) -> None:
    for kinds in (frozenset[PassageKind](), frozenset({PassageKind.TALK})):
        everywhere = engine.search("pagers", filters=Filters(kinds=kinds))
        for record in RECORDS:
            confined = Filters(kinds=kinds, talks=frozenset({record.iri}))
            answered = engine.search("pagers", filters=confined)
            best = max((hit.score for hit in answered.found), default=0.0)
            assert answered.sure == min(best, everywhere.sure)
    nowhere = Filters(talks=frozenset({"talk/none"}))
    assert engine.search("pagers", filters=nowhere).sure == 0


def test_what_a_search_is_sure_by(engine: SearchEngine) -> None:
    signals = engine.signals("pager zebra")
    cosines = (
        HashingEncoder().encode([p.text for p in PASSAGES])
        @ HashingEncoder().encode(["pager zebra"])[0]
    )
    told = [row for row, passage in enumerate(PASSAGES) if passage.iri != "talk/a/3"]
    assert signals.near == pytest.approx(float(np.sort(cosines[told])[-3:].mean()), abs=1e-5)
    count, frequency = len(PASSAGES), 3
    rare = math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
    assert signals.held == pytest.approx(rare / (rare + math.log(1 + (count + 0.5) / 0.5)))
    assert signals.passages == len(told)


# ── talks ────────────────────────────────────────────────────────────────────────────────────


def test_talks_are_found_by_all_they_hold(engine: SearchEngine) -> None:
    hit, *_ = engine.search("glaze too hot", filters=TALKS).found
    found = hit.passage
    assert (found.iri, found.talk, found.kind) == ("talk/b", "talk/b", TALK)
    assert found.text == "Firing clay"
    assert hit.why.words == ("Glaze", "hot")
    assert [name for _, name in hit.record.speakers] == ["Cy"]
    assert iris(engine.search("who carries the pager", limit=1, filters=TALKS).found) == ["talk/a"]


def test_a_search_for_talks_alone_is_a_talk_search(engine: SearchEngine) -> None:
    hits = engine.search("glaze too hot", filters=TALKS).found
    assert iris(hits) == ["talk/b", "talk/a"]
    by_ana = Filters(kinds=frozenset({TALK}), speakers=frozenset({"person/ana"}))
    assert iris(engine.search("glaze too hot", filters=by_ana).found) == ["talk/a"]
    assert len(engine.search("glaze too hot", limit=1, filters=TALKS).found) == 1


def test_a_talk_that_is_about_it_as_a_whole_is_nearer() -> None:
    planted = Planted({"kiln": (1.0, 0.0), "other": (0.0, 1.0)})
    passages = (
        post("p/1", "Kiln"),
        post("p/2", "Other"),
        post("p/3", "Other things"),
        post("p/4", "Kiln", talk="talk/b"),
        post("p/5", "Kiln again", talk="talk/b"),
        post("p/6", "Elsewhere", talk="session/c"),
    )
    a, b = engine_of(passages, encoder=planted, weights=ALONE).search("kiln", filters=TALKS).found
    assert a.score == b.score
    wholly = engine_of(passages, encoder=planted, weights=replace(ALONE, whole=0.5))
    assert iris(wholly.search("kiln", filters=TALKS).found) == ["talk/b", "talk/a"]


def test_topics_count_less_for_a_query_of_many_words() -> None:
    def scores(query: str, **weights: float) -> list[float]:
        engine = engine_of(PASSAGES, weights=replace(OPEN, **weights))  # type: ignore[arg-type]
        return [hit.score for hit in engine.search(query).found]

    long = "an oven in which a pager sleeps"
    assert scores(long, topics=2.0, terse=7) == scores(long, topics=2.0, terse=99)
    assert scores(long, topics=2.0, terse=7) != scores(long, topics=1.0, terse=7)
    assert scores(long, topics=7.0, terse=2) == scores(long, topics=2.0, terse=7)


def test_a_quote_in_a_post_does_not_count_twice() -> None:
    once = (
        post("p/1", 'Bo: "A kiln is slow"'),
        post("p/2", "A remark"),
        post("p/3", 'Bo: "A kiln is slow"', talk="talk/b"),
        post("p/4", "A remark", talk="talk/b"),
    )
    twice = (*once, post("q/1", "A kiln is slow", kind=QUOTE))
    for passages in (once, twice):
        engine = engine_of(passages, vocabulary=(), weights=replace(OPEN, whole=0.0))
        a, b = engine.search("slow kiln", filters=TALKS).found
        assert a.score == pytest.approx(b.score, abs=1e-5)


def test_words_anywhere_in_a_talk_lift_it() -> None:
    planted = Planted({"zzz": (1.0, 0.0)})
    passages = (
        post("p/1", "Glaze is thin"),
        post("p/2", "Runs when hot"),
        post("p/3", "Glaze is thin", talk="talk/b"),
        post("p/4", "Runs when cold", talk="talk/b"),
    )
    engine = engine_of(passages, encoder=planted, weights=replace(ALONE, talk_words=0.5))
    assert iris(engine.search("cold glaze", filters=TALKS).found) == ["talk/b", "talk/a"]


# ── topics ───────────────────────────────────────────────────────────────────────────────────


def test_a_query_reaches_the_talks_about_its_topics_without_their_words() -> None:
    # "Furnace" is another label of the topic that talk/b is about; no passage has the word.
    blind = Planted({"furnace": (1.0, 0.0)})
    without = (
        engine_of(PASSAGES, encoder=blind, vocabulary=()).search("furnace", filters=TALKS).found
    )
    assert iris(without) == ["talk/a", "talk/b"]  # nothing tells them apart
    found = (
        engine_of(PASSAGES, encoder=blind, weights=replace(OPEN, sharpness=4.0))
        .search("furnace", filters=TALKS)
        .found
    )
    assert iris(found) == ["talk/b", "talk/a"]
    assert found[0].why.topics == ("Kilns",)
    assert found[0].why.words == ()


def test_what_a_query_is_about_sums_to_one_and_follows_cosines() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    space = TopicSpace(TOPICS, vectors)
    near_sleep = space.profile(vectors[1], Weights())
    assert near_sleep.sum() == pytest.approx(1.0)
    # Standardised, two cosines are -1 and 1: shares of a softmax with sharpness 1.5.
    assert near_sleep[1] == pytest.approx(1 / (1 + math.exp(-3.0)))
    assert space.about(near_sleep) == {SLEEP}


def test_a_talks_topics_count_as_surely_as_they_are_known() -> None:
    space = TopicSpace(TOPICS, np.eye(2, dtype=np.float32))
    assert space.confidences(Columns.of((), RECORDS)) == pytest.approx(
        np.array([[0, 0.9], [0.8, 0.1], [0, 0]])
    )


def test_the_topics_that_query_and_talk_share_are_told(engine: SearchEngine) -> None:
    hits = {hit.passage.iri: hit for hit in engine.search("sleep hygiene", filters=TALKS).found}
    assert hits["talk/a"].why.topics == ("Sleep hygiene",)
    assert hits["talk/b"].why.topics == ("Sleep hygiene",)
    filtered = engine.search("noon", filters=Filters(topics=frozenset({KILNS}))).found
    assert all("Kilns" in hit.why.topics for hit in filtered)


def test_a_talks_text_is_its_title_and_what_was_said_in_it() -> None:
    texts = talk_texts(PASSAGES, RECORDS)
    assert texts[1].splitlines() == [
        "Firing clay",
        "A kiln is slow to heat and slow to cool.",
        "Glaze runs when the kiln is too hot.",
        "Sleep while it cools",
    ]
    assert texts[0].count("Silence is a feature") == 1  # the quote of it is left out
    assert texts[2].startswith("Open space\nWho carries")


# ── questions that are none ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("query", ["", "  \n", "?!… —", "🎉"])
def test_a_query_without_words_is_refused(engine: SearchEngine, query: str) -> None:
    with pytest.raises(InputError, match="no words"):
        engine.search(query)
    with pytest.raises(InputError, match="no words"):
        engine.search(query, filters=TALKS)


@pytest.mark.parametrize("limit", [0, -3])
def test_a_limit_below_one_is_refused(engine: SearchEngine, limit: int) -> None:
    with pytest.raises(InputError, match=str(limit)):
        engine.search("pager", limit=limit)
    with pytest.raises(InputError, match=str(limit)):
        engine.search("pager", limit=limit, filters=TALKS)


def test_any_other_query_has_an_answer_or_none(engine: SearchEngine) -> None:
    for query in ("the", "a" * 10_000, "\x00x", "ünïcödé", "SELECT * WHERE {}", "x\ud800"):
        engine.search(query)
        engine.search(query, filters=TALKS)


def test_nothing_is_found_in_nothing() -> None:
    assert engine_of((), ()).search("pager").found == ()
    assert engine_of((), ()).search("pager", filters=TALKS).found == ()
    assert (
        engine_of((), RECORDS, weights=Weights(), fits=UNKNOWN).search("pager", filters=TALKS).found
        == ()
    )
