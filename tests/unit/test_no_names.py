"""Words that stand where a name may stand, and are none."""

import pytest
from graph_samples import at, said

from talkgraph.conclusions.people import mentions_of
from talkgraph.conclusions.people.mentions import is_nobody
from talkgraph.model import (
    AttributionBasis,
    Event,
    Note,
    NoteKind,
    Quote,
    Speaker,
    Talk,
)
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.said.attribution import attribution
from talkgraph.sources.notes.said.lexicon import is_plain_word
from talkgraph.sources.notes.said.quotations import Quotation
from talkgraph.sources.notes.speakers.lines import speaker_line
from talkgraph.sources.notes.speakers.persons import is_name_shaped, may_be_person


def who(before: str = "", after: str = "") -> str | None:
    told = attribution(
        Quotation(start=0, end=1, text="words", before=before, after=after, following="")
    )
    return told.name if told else None


@pytest.mark.parametrize(
    "word",
    ["Questioned", "Announced", "Overheard", "Bet", "Learn", "Says", "Apparently", "Seriously"],
)
def test_a_verb_or_an_adverb_says_nothing(word: str) -> None:
    assert is_plain_word(word)
    assert who(before=f"{word}: ") is None
    assert who(after=f" - {word} on the day") is None
    assert who(after=f" ({word} at the end)") is None


@pytest.mark.parametrize("word", ["Jared", "Halsted", "Gottfried", "Reed", "Love", "Kelly", "Lund"])
def test_names_that_end_like_one(word: str) -> None:
    assert not is_plain_word(word)
    assert who(after=f" - {word}") == word
    assert who(before=f"{word} (1984): ") == word


def test_a_list_in_brackets_names_nobody() -> None:
    assert who(after=" (Kites, sails, boats, etc)") is None
    assert who(after=" (Lund, 1998)") == "Lund"


@pytest.mark.parametrize(
    ("name", "nobody"),
    [
        ("Manager", True),
        ("Audience", True),
        ("Panelist", True),
        ("Acme CTO", True),
        ("Product Manager", True),
        ("Lund University", True),
        ("Acme Inc.", True),
        ("Kite Flying Organization", True),
        ("Ana Guest", False),
        ("Ben Leader", False),
        ("Lund", False),
    ],
)
def test_who_is_quoted_and_is_nobody(name: str, nobody: bool) -> None:
    assert is_nobody(name) is nobody
    quote = Quote(text="words", span=at(4), basis=AttributionBasis.EXPLICIT, name=name)
    note = Note(
        position=1,
        kind=NoteKind.ITEM,
        markdown="* words",
        plain="words",
        says=said("words", quotes=(quote,)),
        span=at(4),
    )
    speaker = Speaker(name="Ana Lund", position=1, span=at(3))
    talk = Talk(key="a", title="A", position=1, spans=(at(2),), speakers=(speaker,), notes=(note,))
    event = Event(name="E", slug="e", source="a.md", spans=(), talks=(talk,))
    assert [m.name for m in mentions_of([event])] == ["Ana Lund", *([] if nobody else [name])]


@pytest.mark.parametrize(
    "text",
    [
        "Accessible Kites",
        "Responsive Sails",
        "Fundamental Winds",
        "Expected Weather",
        "Advanced Knots",
        "Take Off",
        "Apparently Kites",
        "Harbour Metrics",
        "Harbour Analytics",
        "Kite Visibility",
    ],
)
def test_titles_that_look_like_names(text: str) -> None:
    assert not may_be_person(text)


@pytest.mark.parametrize(
    "text", ["Ask Holm", "Go Lund", "Set Berg", "Jared Kite", "Ana Noble", "Bo Venable", "Love Ode"]
)
def test_names_that_look_like_titles(text: str) -> None:
    assert may_be_person(text)


def test_a_position_alone_is_no_name() -> None:
    assert not is_name_shaped("CTO")
    assert not is_name_shaped("co-founder")
    assert is_name_shaped("wolf")


def speakers(text: str) -> list[tuple[str, str | None]]:
    piece = Piece(kind=PieceKind.TEXT, text=text, line=1)
    line = speaker_line((piece,), Source(name="n", lines=(text,)))
    return [(s.name, s.affiliation) for s in line.speakers] if line else []


def test_behind_a_bar_stands_the_employer_of_the_one_speaker() -> None:
    assert speakers("speaker: Ana Lund, PhD, Kite Engineer | Acmetron") == [
        ("Ana Lund, PhD", "Kite Engineer, Acmetron")
    ]
    assert [name for name, _ in speakers("speakers: Ana Lund, Engineer | Ben Ode, Designer")] == [
        "Ana Lund",
        "Ben Ode",
    ]
    assert speakers("speaker: CTO and co-founder of Acmetron") == []
