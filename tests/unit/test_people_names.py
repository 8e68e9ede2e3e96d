"""Names, given names, affiliations and the places where the notes name somebody."""

import pytest

from talkgraph.conclusions.people import mentions_of
from talkgraph.conclusions.people.names import (
    canonical_name,
    is_full,
    same_given_name,
    sound,
    written_name,
)
from talkgraph.model import (
    Account,
    AttributionBasis,
    Event,
    MentionRole,
    Note,
    NoteKind,
    Post,
    Quote,
    Session,
    SessionItem,
    SessionKind,
    Span,
    Speaker,
    Statements,
    Talk,
    TalkKey,
    Thread,
)


@pytest.mark.parametrize(
    ("text", "display", "words"),
    [
        ("Dr. Ida Falk", "Ida Falk", "ida falk"),
        ("Prof. Dr. Ida Falk, Ph.D., MBA", "Ida Falk", "ida falk"),
        ("Ida K. M. Falk Jr.", "Ida Falk", "ida falk"),
        ("J.D. Holm", "J.D. Holm", "jd holm"),
        ("J. D. Holm", "J. D. Holm", "jd holm"),
        ("J. Paul Holm", "J. Paul Holm", "j paul holm"),
        ("Jack Ma", "Jack Ma", "jack ma"),
        ("Major Holm", "Major Holm", "major holm"),
        ("Ida Falk (she/her)", "Ida Falk", "ida falk"),
        ("Ida Falk (Acme)", "Ida Falk", "ida falk"),
        ("Ida van der Falk", "Ida van der Falk", "ida van der falk"),
        ("Bjørn Łęcki", "Bjørn Łęcki", "bjorn lecki"),
        ("Falk", "Falk", "falk"),
        ("Falk?", "Falk", "falk"),
        ("Dr. Falk", "Falk", "falk"),
        ("  ", "", ""),
        ("???", "???", "???"),
    ],
)
def test_a_name_taken_apart(text: str, display: str, words: str) -> None:
    name = written_name(text)
    assert (name.display, " ".join(name.words)) == (display, words)


@pytest.mark.parametrize(
    "text", ['Ola "Seun" Ade', "Ola “Seun” Ade", "Ola (Seun) Ade", "Ola 'Seun' Ade"]
)
def test_a_nickname_gives_two_readings(text: str) -> None:
    assert written_name(text).readings == (("ola", "ade"), ("seun", "ade"))
    assert written_name(text).display == text


def test_a_name_in_a_script_without_spaces_is_full() -> None:
    assert is_full(written_name("山田太郎").words)
    assert not is_full(written_name("山田").words)


@pytest.mark.parametrize(
    ("names", "handles", "best"),
    [
        (["Matt Ode", "Matty Ode"], [], "Matt Ode"),
        (["Dr. Ida Falk", "Ida Falk"], [], "Ida Falk"),
        (["Ida I. Falk, M.D.", "Dr. Ida Falk"], [], "Ida Falk"),
        (['Oluwaseun "Seun" Ade'], [], 'Oluwaseun "Seun" Ade'),
        (['Oluwaseun "Seun" Ade', "Seun Ade"], [], "Seun Ade"),
        (["Heide", "Heide Wasser"], [], "Heide Wasser"),
        (["I. Falk", "Ida Falk"], [], "Ida Falk"),
        (["jose nunez", "José Núñez", "JOSE NUNEZ", "Jose Nunez"], [], "José Núñez"),
        (["Marc Ode", "Mark Ode"], [], "Marc Ode"),
        (["Marc Ode", "Mark Ode"], ["MarkOde"], "Mark Ode"),
    ],
)
def test_the_canonical_name(names: list[str], handles: list[str], best: str) -> None:
    assert canonical_name(names, handles) == best
    assert canonical_name(reversed([*names, *names]), handles) == best


def test_no_name_has_no_canonical_name() -> None:
    with pytest.raises(ValueError, match="at least one"):
        canonical_name([])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("matt", "matthew", True),
        ("mike", "michael", True),
        ("ed", "edward", True),
        ("peggy", "margaret", True),
        ("ian", "john", False),
        ("bill", "robert", False),
        ("christine", "christopher", False),
        ("marc", "mark", False),
        ("zzz", "yyy", False),
    ],
)
def test_given_names(one: str, other: str, same: bool) -> None:
    assert same_given_name(one, other) is same
    assert same_given_name(other, one) is same
    assert same_given_name(one, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("marc", "mark"), ("erik", "eric"), ("catherine", "katherine"), ("sara", "sarah")],
)
def test_one_sound(one: str, other: str) -> None:
    assert sound(one) == sound(other)


# ── mentions ─────────────────────────────────────────────────────────────────────────────────


def line(number: int) -> Span:
    return Span(source="first.md", first=number, last=number)


def test_every_place_that_names_somebody() -> None:
    handle = Account(service="twitter", handle="ana")
    quotes = (
        Quote(text="a", span=line(9), basis=AttributionBasis.EXPLICIT, name="Vega"),
        Quote(text="b", span=line(10), basis=AttributionBasis.EXPLICIT, account=handle),
        Quote(text="c", span=line(11), basis=AttributionBasis.SPEAKER),
        Quote(text="d", span=line(12)),
    )
    says = Statements(text="", quotes=quotes)
    post = Post(position=1, markdown="", plain="", says=says, span=line(8))
    note = Note(
        position=1, kind=NoteKind.ITEM, markdown="", plain="", span=line(40),
        says=Statements(text="", quotes=(quotes[0],)),
    )  # fmt: skip
    speakers = (
        Speaker(name="Dr. Ana Lund", position=1, span=line(3), account=handle, affiliation="Acme"),
        Speaker(name="Ben Ode", position=2, span=line(3), url="https://ode.example"),
    )
    talk = Talk(
        key="lund", title="T", position=1, spans=(line(2),), speakers=speakers, posts=(post,),
        threads=(
            Thread(url="u", label="ana (me)", span=line(5), account=handle, by_note_taker=True),
            Thread(url="v", label="ferret (Heide)", span=line(6), name="Heide"),
            Thread(url="w", label="?", span=line(7)),
        ),
    )  # fmt: skip
    session = Session(
        key="ignites", kind=SessionKind.IGNITES, title="Ignites", position=2, spans=(line(20),),
        items=(
            SessionItem(
                title="I", position=1, span=line(21),
                speakers=(Speaker(name="Ida Falk", position=1, span=line(21)),),
            ),
            SessionItem(
                title="J", position=2, span=line(22),
                speakers=(Speaker(name="Jo Holm", position=1, span=line(22)),),
            ),
        ),
    )  # fmt: skip
    event = Event(
        name="First 2019", slug="first-2019", source="first.md", spans=(line(1),),
        talks=(talk,), sessions=(session,), notes=(note,),
    )  # fmt: skip
    found = mentions_of([event])
    assert [(one.role.value, one.talk, one.label, one.span.first) for one in found] == [
        ("speaker", "lund", "Dr. Ana Lund", 3),
        ("speaker", "lund", "Ben Ode", 3),
        ("thread-author", "lund", "@ana", 5),
        ("thread-author", "lund", "Heide", 6),
        ("quoted", "lund", "Vega", 9),
        ("quoted", "lund", "@ana", 10),
        ("session-speaker", "ignites", "Ida Falk", 21),
        ("session-speaker", "ignites", "Jo Holm", 22),
        ("quoted", "", "Vega", 9),
    ]
    assert found[0].place == (TalkKey(event="first-2019", talk="lund"), line(3), "Dr. Ana Lund")
    assert found[0].companions == ("Ben Ode",)
    assert found[0].affiliation == "Acme"
    assert found[1].url == "https://ode.example"
    assert found[6].companions == ()
    assert found[3].role is MentionRole.THREAD_AUTHOR
