"""Labels that count only where the talk speaks of such things."""

import pytest

from talkgraph.conclusions.topics.context import neighbours
from talkgraph.conclusions.topics.labels import LabelIndex, labelled
from talkgraph.model import Passage, PassageKind, Topic

_CRAFT, _GLASS, _CLAY, _WIND, _TOOLS = "craft", "glass", "clay", "wind", "tools"
_TOPICS = (
    Topic(iri=_CRAFT, label="Workshop craft"),
    Topic(
        iri=_GLASS,
        label="Glass blowing",
        broader=(_CRAFT,),
        related=(_TOOLS,),
        context_labels=("Puff", "blow", "HOT", "B"),
    ),
    Topic(iri=_CLAY, label="Pottery", broader=(_CRAFT,), context_labels=("Slip",)),
    Topic(iri=_WIND, label="Weather", alternate_labels=("gale",)),
    Topic(iri=_TOOLS, label="Blowpipes"),
)
_INDEX = LabelIndex(_TOPICS)


def _found(*texts: str, talks: tuple[str, ...] = ()) -> list[set[str]]:
    passages = [
        Passage(
            iri=f"p{n}",
            kind=PassageKind.POST,
            talk=talks[n] if talks else "talk",
            text=text,
        )
        for n, text in enumerate(texts)
    ]
    return [{each.topic for each in found} for found in labelled(passages, _INDEX)]


def test_neighbours_are_kin_and_those_beside() -> None:
    near = neighbours(_TOPICS)  # of those that have a word that needs context
    assert near == {
        _GLASS: {_GLASS, _CRAFT, _CLAY, _TOOLS},
        _CLAY: {_CLAY, _CRAFT, _GLASS},
    }


def test_alone_they_name_nothing() -> None:
    assert _found("we use Puff and blow it HOT") == [set()]


@pytest.mark.parametrize(
    "beside", ["glass blowing", "workshop craft", "pottery", "a blowpipe", "Pottery, glass blowing"]
)
def test_a_clear_label_of_the_topic_or_a_neighbour_is_context(beside: str) -> None:
    first, second = _found("we use Puff here", beside)
    assert first == {_GLASS}
    assert _GLASS not in second or "glass" in beside


def test_what_is_far_is_no_context_nor_is_another_talk_nor_another_such_word() -> None:
    assert _found("we use Puff in a gale") == [{_WIND}]
    assert _found("we use Puff", "pottery", talks=("one", "other")) == [set(), {_CLAY}]
    assert _found("with Puff and with Slip") == [set()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pottery with Puff", True),
        ("pottery with puff", False),  # it has a capital
        ("pottery with PUFF", False),
        ("pottery. Puff!", False),  # the first word of a sentence has one anyhow
        ("Puff for pottery", False),
        ("pottery: Puff", False),
        ("pottery\n- Puff up", False),
        ("pottery, Puff up", True),
        ("pottery (Puff)", True),
        ("pottery: blow", True),  # in small letters here: whatever its case and form
        ("Blowing pottery", True),
        ("pottery when HOT", True),
        ("pottery when hot", False),
        ("pottery in B", True),
        ("pottery by A. B. Reed", False),
        ("pottery, B&W", False),
        ("pottery, B-side", False),
        ("pottery in A/B", True),
    ],
)
def test_how_they_must_be_written(text: str, found: bool) -> None:
    assert (_GLASS in _found(text)[0]) == found
