"""Mistyped and shortened words are read by those of the texts; whatever is known stays."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.model.queries import Correction, Rewriting
from talkgraph.search.lexical import Bm25Index, PlainBm25
from talkgraph.search.typed.phrases import Phrases
from talkgraph.search.typed.short_forms import ShortForms
from talkgraph.search.typed.spelling import Speller

TEXTS = [
    "The harbourmaster counted moorings at dusk, the harbourmaster and nobody else.",
    "Moorings are cheaper than lighthouses; a mooring is enough.",
    "Observability of kilns, and kubernetes for the glaze",
    "Accessible kilns: accessibility is what the glaze wants, automatically",
    "Automatically fired, automatically cooled",
    "Their lantern, perfectly trimmed; our dashboards, our organizers",
    "A tide table review comes first. Every tide table review does.",
    "Tide-table reviews? The tide table review of May!",
    "Accessibility: they had a tide table review; o11y was none of it. Internationalization",
    "proof of salt, proof of salt",
    "No proof of salt at all",
    "The proof of salt",
]
LABELS = [
    "Observability",
    "Kiln cost analysis",
    "KCA",
    "Lantern as lighthouse",
    "us and them",
    "Quay oil gauge",
]
VOCABULARY = {
    "lighthouse",
    "dashboard",
    "thanks",
    "prefect",
    "oil",
    "sky",
    "kca",
    "table",
    "around",
}


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(
        TEXTS,
        PlainBm25(TEXTS),
        labels=LABELS,
        titles=["Saltmarsh Ferry Pier: A Story"],
        known=["Ida Mooringa", "QuayConf"],
        vocabulary=VOCABULARY,
    )


def meant(speller: Speller, text: str) -> str:
    return speller.apply(text, speller.corrections(text))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("organisers", "organisers"),  # spelt otherwise, and no mistake
        ("harbourmster", "harbourmaster"),  # a letter left out
        ("harbuormaster", "harbourmaster"),  # swapped
        ("harbourmastter", "harbourmaster"),  # doubled
        ("harboursaster", "harbourmaster"),  # another letter
        ("harbourxmaster", "harbourmaster"),  # put in
        ("ahrbourmaster", "harbourmaster"),  # swapped at the beginning
        ("harbourmastre", "harbourmaster"),  # and at the end
        ("obsrvabilty", "observability"),  # two, in a long word
        ("observabilit", "observability"),  # the end is missing
        ("glzae", "glaze"),
        ("thier", "their"),  # a stop word
        ("dashbord", "dashboard"),  # the texts have another form of it
        ("Harbourmster", "harbourmaster"),
    ],
)
def test_a_mistyped_word_is_read_as_the_nearest_of_the_texts(
    speller: Speller, typed: str, word: str
) -> None:
    assert meant(speller, typed) == word


@pytest.mark.parametrize(
    "text",
    [
        "moorings",
        "a lighthouse",  # the model's
        "mooringa",  # a name
        "quayconf",
        "perfect",  # another form
        "kilnglaze",  # made of two
        "prefect",  # the model's, though near to "perfect"
        "thank",
        "xperfectly",  # another beginning
        "perfectlyd",  # another end
        "glize",  # another letter in a short word
        "glazed42x",
        "@harbourmster",
        "#harbourmster",
        "harbourmster.example",
        "https://harbourmster/lantren",
        "lantren++",
        "the Lantren",  # a name by its capital
        "LANTREN",
        "lantérn",
        "zwölf lantrens",
        "akse",
        "",
        "?!",
    ],
)
def test_what_may_be_meant_stays_as_it_is(speller: Speller, text: str) -> None:
    assert [c for c in speller.corrections(text) if c.how is Rewriting.SPELLING] == []


def test_one_strange_word_makes_the_other_one_likelier_meant(speller: Speller) -> None:
    assert meant(speller, "lentern") == "lantern"
    assert meant(speller, "la lentern azzurra") == "la lentern azzurra"
    assert meant(speller, "la lantrn azzurra") == "la lantern azzurra"


def test_what_texts_have_more_often_is_meant() -> None:
    texts = ["barge", "a barge", "badge"]
    assert meant(Speller(texts, PlainBm25(texts)), "bage") == "bage"  # too short to tell
    texts = ["the wharves", "wharfed", "two wharfed quays"]
    assert meant(Speller(texts, PlainBm25(texts)), "wharfeed") == "wharfed"
    for texts, word in ((["marina", "mariner", "mariner"], "mariner"), (["mariner"], "mariner")):
        assert meant(Speller(texts, PlainBm25(texts)), "maariner") == word


def test_where_the_models_word_is_nearer_nothing_is_changed() -> None:
    texts = ["an unreasonable moorage"]
    plain = Speller(texts, PlainBm25(texts))
    assert meant(plain, "unseesonable") == "unseesonable"
    assert meant(plain, "unreesonabel") == "unreesonabel"
    assert meant(plain, "unrasonabel") == "unreasonable"
    taught = Speller(texts, PlainBm25(texts), vocabulary={"unrazonabel", "unrasonable"})
    assert meant(taught, "unrasonabel") == "unrasonabel"


def test_a_correction_says_where_and_what(speller: Speller) -> None:
    text = "  the lantren, and o11y"
    assert speller.corrections(text) == (
        Correction(start=6, end=13, typed="lantren", meant=("lantern",), how=Rewriting.SPELLING),
        Correction(
            start=19, end=23, typed="o11y", meant=("observability",), how=Rewriting.NUMERONYM
        ),
    )
    assert speller.apply(text, speller.corrections(text)) == "  the lantern, and o11y observability"


def test_words_that_are_covered_stay(speller: Speller) -> None:
    assert speller.corrections("lantren harbourmster", [(0, 7)])[0].typed == "harbourmster"
    assert speller.corrections("lantren", [(5, 6)]) == ()
    assert speller.corrections("lantren", [(7, 9)]) != ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("k8s", "k8s"),  # in one text alone: it may be a slip
        ("O11Y", "O11Y observability"),
        ("o11y", "o11y observability"),  # which a text has itself
        ("a11y", "accessibility"),  # no adverb, however frequent
        ("k1n", "k1n"),
        ("x8s", "x8s"),
        ("k8ns", "k8ns"),
    ],
)
def test_numeronyms(speller: Speller, typed: str, words: str) -> None:
    assert meant(speller, typed) == words


def test_a_numeronym_of_a_word_in_one_text_needs_a_label_or_the_models_word_for_it() -> None:
    index = PlainBm25(TEXTS)
    assert meant(Speller(TEXTS, index, vocabulary={"kubernetes"}), "k8s") == "kubernetes"
    assert meant(Speller(TEXTS, index, labels=["Kubernetes sails"]), "k8s") == "kubernetes"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("KCA", "kiln cost analysis"),  # a label that is short for another
        ("kca", "kiln cost analysis"),
        ("KCAs", "kiln cost analysis"),
        ("LaL", "LaL"),  # a label that no text uses
        ("UAT", "UAT"),
        ("TTR", "tide table review"),  # often in the texts
        ("ttr", "ttr"),
        ("PoS", "proof of salt"),
        ("SFP", "SFP"),  # a title that nothing else uses
        ("QOG", "QOG"),
        ("qog", "qog"),
        ("XYZ", "XYZ"),
        ("TT", "TT"),
        ("UO", "UO"),
    ],
)
def test_acronyms(speller: Speller, typed: str, words: str) -> None:
    assert meant(speller, typed) == words


def short_forms(texts: Sequence[str], **named: Sequence[str]) -> ShortForms:
    index = PlainBm25(texts)
    return ShortForms(Phrases(texts, index), index.words(), **named)


def test_an_acronym_that_the_texts_have_means_what_it_means_there() -> None:
    texts = ["tide table review", "the TTR was late", "tide table review", "tide table review"]
    assert short_forms(texts).acronym("TTR") is None
    assert short_forms([texts[0], *texts[2:]]).acronym("TTR") == "tide table review"


def test_a_title_that_another_text_uses_tells_what_an_acronym_means() -> None:
    texts = ["Saltmarsh ferry pier: a story", "At the Saltmarsh Ferry Pier"]
    assert short_forms(texts, titles=texts[:1]).acronym("SFP") == "saltmarsh ferry pier"
    assert short_forms(texts, titles=texts[:1]).acronym("sfp") is None
    assert short_forms(texts[:1], titles=texts[:1]).acronym("SFP") is None


def test_of_two_labels_that_which_more_texts_use() -> None:
    labels = ["Quay oil gauge", "Quiet ocean geese"]
    texts = ["a quay oil gauge", "quiet ocean geese", "quiet ocean geese again"]
    assert short_forms(texts, labels=labels).acronym("QOG") == "quiet ocean geese"
    assert short_forms(texts[:2], labels=labels).acronym("QOG") == "quay oil gauge"
    assert short_forms(texts[:2], labels=labels).acronym("qog") == "quay oil gauge"


def test_sequences_that_differ_mean_nothing() -> None:
    texts = ["tide table review"] * 3 + ["tall tower roof"] * 2
    assert short_forms(texts).acronym("TTR") is None


@pytest.mark.parametrize("index", [PlainBm25, Bm25Index])
def test_both_indexes_and_any_order_give_the_same(
    index: type[PlainBm25] | type[Bm25Index], speller: Speller
) -> None:
    shuffled = sorted(VOCABULARY, key=lambda word: random.Random(word).random())
    other = Speller(
        TEXTS,
        index(TEXTS),
        labels=LABELS,
        titles=["Saltmarsh Ferry Pier: A Story"],
        known=["Ida Mooringa", "QuayConf"],
        vocabulary=shuffled,
    )
    text = "lantren harbourmster k8s KCA dashbord thier moornigs"
    assert other.corrections(text) == speller.corrections(text)


KNOWN = st.sampled_from(
    sorted(PlainBm25(TEXTS).words() | VOCABULARY | {"ida", "mooringa", "quayconf", "lighthouse"})
)


@given(st.lists(KNOWN, max_size=4).map(" ".join), st.booleans())
def test_a_known_word_is_never_changed(text: str, capital: bool) -> None:
    speller = Speller(
        TEXTS, PlainBm25(TEXTS), known=["Ida Mooringa", "QuayConf"], vocabulary=VOCABULARY
    )
    text = text.capitalize() if capital else text
    assert [c for c in speller.corrections(text) if c.how is Rewriting.SPELLING] == []


LETTERS = "aehilnrst ö'-1@AN"


@given(
    st.lists(
        st.one_of(
            st.text(LETTERS, max_size=9), st.sampled_from(["lantren", "moornigs", "K8s", "KCA"])
        ),
        max_size=4,
    ).map(" ".join)
)
def test_any_text_is_read(text: str) -> None:
    speller = Speller(TEXTS, PlainBm25(TEXTS), labels=LABELS, vocabulary=VOCABULARY)
    corrections = speller.corrections(text)
    assert all(text[each.start : each.end] == each.typed for each in corrections)
    ends = [0, *(each.end for each in corrections)]
    assert all(each.start >= end for each, end in zip(corrections, ends, strict=False))
    again = speller.corrections(speller.apply(text, corrections))
    assert {each.typed for each in again if each.replaces}.isdisjoint(
        word for each in corrections for word in each.meant
    )
