"""What is suggested while somebody types."""

from pathlib import Path

import pytest

from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.reconcile.suggestions import NameKind, Suggestion, Suggestions, suggestions


def _thing(kind: NameKind, name: str, talks: int = 1) -> Suggestion:
    return Suggestion(kind=kind, iri=f"{kind}/{name}", name=name, about="", talks=talks)


def _of(*named: tuple[Suggestion, list[str]]) -> Suggestions:
    return Suggestions((thing, [thing.name, *others]) for thing, others in named)


def _names(found: tuple[Suggestion, ...]) -> list[str]:
    return [each.name for each in found]


@pytest.fixture(scope="module")
def sample(sample_kb: Path) -> Suggestions:
    return suggestions(open_knowledge_base(sample_kb))


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("ines cal", NameKind.PERSON, "Ines Calloway"),
        ("CALLOWAY i", NameKind.PERSON, "Ines Calloway"),
        ("harb 2022", NameKind.EVENT, "HarbourConf 2022"),
        ("on-c", NameKind.TOPIC, "On-call"),
        ("burnout has", NameKind.TALK, "Burnout Has a Lead Time"),
    ],
)
def test_beginnings_of_words_name_things_of_every_kind(
    sample: Suggestions, typed: str, kind: NameKind, name: str
) -> None:
    assert (kind, name) in [(each.kind, each.name) for each in sample.of(typed)]


@pytest.mark.parametrize("typed", ["", " ", "— !", "zzzzzz"])
def test_what_begins_no_name_suggests_nothing(sample: Suggestions, typed: str) -> None:
    assert sample.of(typed) == ()


def test_names_that_begin_so_come_before_those_of_many_talks() -> None:
    named = _of(
        (_thing(NameKind.PERSON, "Ada Linnet", 9), []), (_thing(NameKind.PERSON, "Lin Moor"), [])
    )
    assert _names(named.of("lin")) == ["Lin Moor", "Ada Linnet"]


def test_diacritics_and_letter_case_make_no_difference() -> None:
    named = _of((_thing(NameKind.PERSON, "Zoë Montréal"), []))
    assert _names(named.of("MONTREAL zoe")) == ["Zoë Montréal"]


def test_another_name_is_said_where_it_is_what_fits() -> None:
    named = _of((_thing(NameKind.PERSON, "Ines Calloway"), ["@tide"]))
    assert [each.about for each in named.of("tid")] == ["also called @tide"]


def test_a_topic_is_not_suggested_for_a_word_inside_another_label() -> None:
    named = _of((_thing(NameKind.TOPIC, "Delivery"), ["deploy on demand"]))
    assert named.of("on") == ()
    assert _names(named.of("deploy on")) == ["Delivery"]


def test_one_name_of_a_topic_and_a_theme_is_suggested_once() -> None:
    named = _of((_thing(NameKind.THEME, "On-call"), []), (_thing(NameKind.TOPIC, "On-call"), []))
    assert [each.kind for each in named.of("on")] == [NameKind.TOPIC]


def test_no_kind_pushes_the_others_out() -> None:
    people = [(_thing(NameKind.PERSON, f"Tide {n:02}"), list[str]()) for n in range(20)]
    talks = [(_thing(NameKind.TALK, f"Tides {n:02}"), list[str]()) for n in range(20)]
    kinds = [each.kind for each in _of(*people, *talks).of("tid", limit=10)]
    assert kinds == [NameKind.PERSON] * 3 + [NameKind.TALK] * 7


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("caloway", "Ines Calloway"),
        ("ines callwoa", "Ines Calloway"),
        ("habrourconf 2022", "HarbourConf 2022"),
        ("paying people for on-ca", "On-call"),
        ("what did caloway", "Ines Calloway"),
    ],
)
def test_a_slip_and_a_sentence_come_to_the_names_they_mean(
    sample: Suggestions, typed: str, name: str
) -> None:
    assert name in _names(sample.of(typed))


def test_only_the_nearest_words_are_meant() -> None:
    named = _of(
        (_thing(NameKind.PERSON, "Ada Stratton"), []), (_thing(NameKind.PERSON, "Bo Stratman"), [])
    )
    assert _names(named.of("strattn")) == ["Ada Stratton"]
    assert named.of("stnnn") == named.of("sto") == ()


def test_the_end_of_a_sentence_names_no_talk_and_no_word_of_other_labels() -> None:
    named = _of(
        (_thing(NameKind.TALK, "Pay Reviews"), []),
        (_thing(NameKind.TOPIC, "Access"), ["people first"]),
    )
    assert named.of("about pay reviews") == named.of("paying people") == ()
    assert _names(named.of("paying people first")) == ["Access"]
