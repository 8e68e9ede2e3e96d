"""Words in quotation marks: what they are in a query, and which texts hold them."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.model import Filters, Found, Passage, PassageKind, TalkRecord
from talkgraph.search.encoders.fitted import UNKNOWN, Fitted
from talkgraph.search.encoders.hashing import HashingEncoder
from talkgraph.search.engine import Indexes, SearchEngine
from talkgraph.search.evidence import talk_texts
from talkgraph.search.lexical import PlainBm25
from talkgraph.search.typed.phrases import Phrases, Quoted, quoted
from talkgraph.search.vectors import ExactIndex
from talkgraph.words import folded_words, one_line

POST, TALK = PassageKind.POST, PassageKind.TALK


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('"kiln budget"', ("kiln budget",)),
        ("“kiln budget” policy", ("kiln budget",)),
        ("„wer schläft“ und »nachts«", ("wer schläft", "nachts")),
        ("« qui dort »", ("qui dort",)),
        ('"one"  and "two   words"', ("one", "two words")),
        ('("in brackets")', ("in brackets",)),
        ('he said "stop', ()),
        ("stop“ he said", ()),
        ('""', ()),
        ('"..." “ ”', ()),
        ('a 5" disk and a 6" disk', ()),
        ("don't 'quote' this", ()),
        ("", ()),
    ],
)
def test_quotation_marks_of_several_languages(text: str, phrases: tuple[str, ...]) -> None:
    assert tuple(each.phrase for each in quoted(text)) == phrases


def test_a_phrase_says_where_it_stands() -> None:
    text = 'the "kiln  budget" policy'
    assert quoted(text) == (Quoted(4, 18, "kiln budget"),)


@given(st.text(alphabet='ab "“”„«»5.', max_size=30))
def test_any_text_is_taken_apart(text: str) -> None:
    found = quoted(text)
    assert all(folded_words(each.phrase) for each in found)
    assert all(one_line(text[each.start + 1 : each.end - 1]) == each.phrase for each in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    if text.count('"') < 2 and not set(text) & set("“”„«»"):
        assert found == ()


TEXTS = [
    "The kiln budget is spent.",
    "A KILN-BUDGET, and what it is for",
    "The budget of the kiln",
    "kiln budgets",
    "Don’t fire the kiln; budget first",
    "Café “Über” 1.29.3, AT&T and C++",
    "To be or not to be",
    "error-kiln-budget",
    "",
]


@pytest.mark.parametrize(
    ("phrase", "rows"),
    [
        ("kiln budget", [0, 1, 4, 7]),
        ("Kiln, Budget", [0, 1, 4, 7]),
        ("kiln-budget", [0, 1, 4, 7]),
        ("budget", [0, 1, 2, 4, 7]),
        ("budget kiln", []),
        ("kiln budget is", [0]),
        ("don't fire", [4]),
        ("cafe uber 1.29", [5]),
        ("at&t", [5]),
        ("not to be", [6]),
        ("glaze budget", []),
        ("?!", []),
    ],
)
def test_a_phrase_is_its_words_in_order(phrase: str, rows: list[int]) -> None:
    held = Phrases(TEXTS, PlainBm25(TEXTS)).holding(phrase)
    assert held.nonzero()[0].tolist() == rows


WORDS = st.sampled_from(
    ["kiln", "Budget", "kiln-budget", "the", "of", "don't", "1.29", "1", "C++", "a/b", "oncall"]
)


@given(
    texts=st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=6),
    phrase=st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
)
def test_the_index_rules_out_no_text_that_holds_it(texts: list[str], phrase: str) -> None:
    wanted = folded_words(phrase)
    plainly = [
        any(words[place : place + len(wanted)] == wanted for place in range(len(words)))
        for words in map(folded_words, texts)
    ]
    assert Phrases(texts, PlainBm25(texts)).holding(phrase).tolist() == plainly


# ── in a search ──────────────────────────────────────────────────────────────────────────────

SAID = {
    "talk/a": ["A budget for the kiln, a kiln for the budget", "The kiln budget was spent by noon"],
    "talk/b": ["A budget, a kiln, a glaze", "Lunch is at noon"],
    "talk/c": ["Nobody guards the harbour at night", "A kiln budget is no policy"],
}


def engine_with(fits: Fitted = UNKNOWN) -> SearchEngine:
    records = [
        TalkRecord(iri=iri, name=iri, title=iri[-1], event="event/h", event_name="Harbour 2031")
        for iri in SAID
    ]
    passages = [
        Passage(iri=f"{talk}/{number}", kind=POST, talk=talk, text=text)
        for talk, texts in SAID.items()
        for number, text in enumerate(texts)
    ]
    encoder = HashingEncoder()
    texts = [passage.text for passage in passages]
    return SearchEngine(
        passages=passages,
        records=records,
        indexes=Indexes(
            vectors=ExactIndex(encoder.encode(texts)),
            words=PlainBm25(texts),
            talk_vectors=encoder.encode(talk_texts(passages, records)),
            talk_words=PlainBm25(talk_texts(passages, records)),
        ),
        encoder=encoder,
        fits=fits,
    )


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    return engine_with()


def iris(hits: tuple[Found, ...]) -> list[str]:
    return [hit.passage.iri for hit in hits]


def test_what_holds_the_phrase_comes_first_by_score(engine: SearchEngine) -> None:
    answered = engine.search("kiln budget", phrases=("kiln budget",))
    assert answered.found_phrase is True
    assert set(iris(answered.found[:2])) == {"talk/a/1", "talk/c/1"}
    assert answered.found[0].score >= answered.found[1].score
    scores = {hit.passage.iri: hit.score for hit in engine.search("kiln budget").found}
    assert all(hit.score == scores[hit.passage.iri] for hit in answered.found)


def test_without_a_phrase_nothing_is_said_of_one(engine: SearchEngine) -> None:
    assert engine.search("kiln budget").found_phrase is None


def test_where_nothing_holds_it_what_is_near_remains(engine: SearchEngine) -> None:
    answered = engine.search("kiln kiln budget", phrases=("kiln kiln budget",))
    assert answered.found_phrase is False
    assert answered.found == engine.search("kiln kiln budget").found != ()


def test_a_phrase_is_told_however_little_else_speaks_for_it() -> None:
    engine = engine_with(replace(UNKNOWN, answer=1.0))  # which no search is sure enough for
    query = "the harbour at night in a zeppelin"
    assert engine.search(query).found == ()
    answered = engine.search(query, phrases=("at night",))
    assert iris(answered.found) == ["talk/c/0"]
    assert answered.sure == 1.0


def test_of_several_phrases_those_with_most_come_first(engine: SearchEngine) -> None:
    answered = engine.search("kiln budget noon", phrases=("kiln budget", "by noon"))
    assert answered.found_phrase is True
    assert iris(answered.found)[:2] == ["talk/a/1", "talk/c/1"]
    elsewhere = engine.search("kiln budget", phrases=("kiln budget", "harbour at night"))
    assert elsewhere.found_phrase is True  # both are in the notes, if not in one passage
    missing = engine.search("kiln budget", phrases=("kiln budget", "night harbour"))
    assert missing.found_phrase is False
    assert iris(missing.found)[0] in {"talk/a/1", "talk/c/1"}


def test_filters_hold_for_phrases_too(engine: SearchEngine) -> None:
    there = Filters(talks=frozenset({"talk/b"}))
    answered = engine.search("kiln budget", filters=there, phrases=("kiln budget",))
    assert answered.found_phrase is False
    assert {hit.record.iri for hit in answered.found} == {"talk/b"}


def test_a_talk_holds_what_its_passages_hold(engine: SearchEngine) -> None:
    talks = Filters(kinds=frozenset({TALK}))
    answered = engine.search("kiln budget", filters=talks, phrases=("no policy",))
    assert answered.found_phrase is True
    assert answered.found[0].record.iri == "talk/c"
