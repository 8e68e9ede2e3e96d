"""A heading is cut into title and speakers, as the headings beside it are."""

import pytest
from note_lines import pieces_of

from talkgraph.sources.notes.layout.titles import (
    Habit,
    Way,
    choose,
    cleaned,
    is_numbered,
    title_text,
    ways,
)


def found(text: str, habit: Habit | None = None) -> tuple[Way, ...]:
    pieces, source = pieces_of(text)
    return ways(cleaned(pieces, habit), source)


def names(way: Way) -> list[str]:
    return [speaker.name for speaker in way.speakers]


@pytest.mark.parametrize(
    ("text", "title", "people", "joint", "order", "sure"),
    [
        ("Small Boats - Tom Reed", "Small Boats", ["Tom Reed"], "dash", "title", False),
        ("Small Boats – Tom Reed", "Small Boats", ["Tom Reed"], "dash", "title", False),
        ("Small Boats -- Tom Reed", "Small Boats", ["Tom Reed"], "dash", "title", False),
        ("Small Boats | Tom Reed", "Small Boats", ["Tom Reed"], "bar", "title", False),
        ("Small Boats || Tom Reed", "Small Boats", ["Tom Reed"], "bar", "title", False),
        ("Small Boats; Tom Reed", "Small Boats", ["Tom Reed"], "semicolon", "title", False),
        ("Small Boats, Tom Reed", "Small Boats", ["Tom Reed"], "comma", "title", False),
        ("Small Boats by Tom Reed", "Small Boats", ["Tom Reed"], "by", "title", True),
        ("Small Boats, by Tom Reed", "Small Boats", ["Tom Reed"], "by", "title", True),
        ("Small Boats presented by Tom Reed", "Small Boats", ["Tom Reed"], "by", "title", True),
        ("Small Boats von Tom Reed", "Small Boats", ["Tom Reed"], "by", "title", True),
        ("Small Boats par Tom Reed", "Small Boats", ["Tom Reed"], "by", "title", True),
        ("Small Boats (Tom Reed)", "Small Boats", ["Tom Reed"], "brackets", "title", False),
        ("Small Boats [Tom Reed]", "Small Boats", ["Tom Reed"], "brackets", "title", False),
        ("Tom Reed: Small Boats", "Small Boats", ["Tom Reed"], "colon", "speaker", False),
        ("Keynote: Tom Reed", "Keynote", ["Tom Reed"], "colon", "title", False),
        ("Keynote with Tom Reed", "Keynote", ["Tom Reed"], "with", "title", True),
        ("Closing Keynote Tom Reed", "Closing Keynote", ["Tom Reed"], "keynote", "title", False),
        ("Tom Reed Keynote", "Keynote", ["Tom Reed"], "keynote", "speaker", False),
        ('Tom Reed "Small Boats"', "Small Boats", ["Tom Reed"], "quotation", "speaker", True),
        ("Tom Reed “Small Boats”", "Small Boats", ["Tom Reed"], "quotation", "speaker", True),
        ('"Small Boats" Tom Reed', "Small Boats", ["Tom Reed"], "quotation", "title", True),
        (
            "[Tom Reed](https://twitter.com/tom) on Small Boats",
            *("Small Boats", ["Tom Reed"], "on", "speaker", True),
        ),
        (
            "Small Boats - [Tom Reed](https://twitter.com/tom)",
            *("Small Boats", ["Tom Reed"], "dash", "title", True),
        ),
        (
            "[Small Boats](https://example.org/1)- Tom Reed",
            *("Small Boats", ["Tom Reed"], "dash", "title", False),
        ),
        (
            "Small Boats - Tom Reed and Ines Hall",
            *("Small Boats", ["Tom Reed", "Ines Hall"], "dash", "title", False),
        ),
    ],
)
def test_the_only_way(
    text: str, title: str, people: list[str], joint: str, order: str, sure: bool
) -> None:
    [way] = found(text)
    assert (way.title, names(way)) == (title, people)
    assert (way.joint, way.order, way.sure, way.trusted) == (joint, order, sure, False)


@pytest.mark.parametrize(
    "text",
    [
        "Small Boats",
        "Small boats, and how they float",
        "What we learned by accident",
        "Sailing with friends",
        "Tom Reed on Small Boats",
        "Small boats: how they float",
        "Boats (and anchors)",
        "Day 1 - Tom Reed",
        "Tom Reed",
        "Small Boats by tom",
    ],
)
def test_no_way(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize(
    ("text", "title", "handle", "employer", "order"),
    [
        ('Tom Reed | @tom | Quay Works | "Boats"', "Boats", "tom", "Quay Works", "speaker"),
        ("Small Boats | Tom Reed | Quay Works", "Small Boats", None, "Quay Works", "title"),
        ("Tom Reed | Quay Works | @tom | Boats", "Boats", "tom", "Quay Works", "speaker"),
    ],
)
def test_three_and_more_parts(
    text: str, title: str, handle: str | None, employer: str, order: str
) -> None:
    way = next(way for way in found(text) if way.order == order)
    [speaker] = way.speakers
    assert (way.title, speaker.name, speaker.affiliation) == (title, "Tom Reed", employer)
    assert (speaker.account.handle if speaker.account else None) == handle


@pytest.mark.parametrize(
    ("text", "person"),
    [("Small Boats by Tom", "Tom"), ("Small Boats - TOM", "TOM"), ("Small Boats | Tom", "Tom")],
)
def test_names_of_one_word_are_on_trust(text: str, person: str) -> None:
    [way] = found(text)
    assert (way.title, names(way)) == ("Small Boats", [person])
    assert way.trusted
    assert not way.sure


def test_a_way_for_each_dash() -> None:
    assert [(way.title, names(way)) for way in found("Boats - Anchors - Tom Reed")] == [
        ("Boats", ["Anchors"]),
        ("Boats - Anchors", ["Tom Reed"]),
    ]


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────


def habit(*orders: tuple[str, str, int], headings: int = 0) -> Habit:
    made = Habit(headings=headings)
    for joint, order, count in orders:
        made.orders[joint, order] += count
    return made


BOTH = "Vera Stone - River Moss"


@pytest.mark.parametrize(
    ("text", "how", "chosen"),
    [
        ("Small Boats - Tom Reed", habit(), ("Small Boats", ["Tom Reed"])),
        (BOTH, habit(), None),
        (BOTH, habit(("dash", "title", 1)), ("Vera Stone", ["River Moss"])),
        (BOTH, habit(("dash", "speaker", 1)), ("River Moss", ["Vera Stone"])),
        (BOTH, habit(("dash", "speaker", 2), ("dash", "title", 1)), None),
        (BOTH, habit(("dash", "speaker", 3), ("dash", "title", 1)), ("River Moss", ["Vera Stone"])),
        (BOTH, habit(("colon", "speaker", 9)), None),
        ("Small Boats by Tom Reed", habit(("dash", "speaker", 9)), ("Small Boats", ["Tom Reed"])),
        ("Small Boats by Tom", habit(), None),
        ("Small Boats by Tom", habit(("by", "title", 1)), ("Small Boats", ["Tom"])),
        ("Small Boats - TOM", habit(("dash", "title", 2), headings=4), None),
        ("Small Boats - TOM", habit(("dash", "title", 3), headings=6), ("Small Boats", ["TOM"])),
        ("Small Boats - TOM", habit(("dash", "title", 3), headings=7), None),
        ("Small Boats, Tom Reed", habit(), ("Small Boats", ["Tom Reed"])),
        ("Boats, Tom Reed", habit(), None),
        ("Boats, Tom Reed", habit(("comma", "title", 1)), None),
        ("Boats, Tom Reed", habit(("comma", "title", 2)), ("Boats", ["Tom Reed"])),
        ("Tom Reed: Boats", habit(), None),
        ("Tom Reed: Small Boats", habit(), ("Small Boats", ["Tom Reed"])),
        ("Tom Reed: Boats", habit(("colon", "speaker", 1)), ("Boats", ["Tom Reed"])),
        ("What Boats Teach: Tom Reed", habit(), None),
        ("What Boats Teach: Tom Reed", habit(("colon", "title", 1)), None),
        (
            "What Boats Teach: Tom Reed",
            habit(("colon", "title", 2)),
            ("What Boats Teach", ["Tom Reed"]),
        ),
        ("Keynote: Tom Reed", habit(), ("Keynote", ["Tom Reed"])),
    ],
)
def test_the_way_that_is_meant(text: str, how: Habit, chosen: tuple[str, list[str]] | None) -> None:
    way = choose(found(text), how)
    assert (None if way is None else (way.title, names(way))) == chosen


@pytest.mark.parametrize(
    "text", ["What Boats Teach: Tom Reed", "Boats, Tom Reed", "Tom Reed: Boats"]
)
def test_with_trust_a_way_needs_no_habit(text: str) -> None:
    assert choose(found(text), habit()) is None
    way = choose(found(text), habit(), trusting=True)
    assert way is not None
    assert names(way) == ["Tom Reed"]


def test_of_sure_ways_the_habit_prefers_one() -> None:
    one, other = (
        Way(title=title, speakers=(), joint=joint, order="title", sure=True)
        for title, joint in (("One", "by"), ("Other", "dash"))
    )
    assert choose([one, other], habit()) is one
    assert choose([one, other], habit(("dash", "title", 1))) is other
    assert choose([], habit()) is None


# ── habits ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ours", "other", "prefers", "sure"),
    [
        (0, 0, False, False),
        (1, 0, True, False),
        (2, 0, True, True),
        (2, 1, False, False),
        (3, 1, True, True),
        (4, 2, False, False),
        (5, 2, True, True),
    ],
)
def test_most_headings_have_an_order(ours: int, other: int, prefers: bool, sure: bool) -> None:
    made = habit(("dash", "title", ours), ("dash", "speaker", other), ("bar", "title", 9))
    assert made.prefers("dash", "title") is prefers
    assert made.is_sure_of("dash", "title") is sure


@pytest.mark.parametrize(
    ("count", "headings", "joint"), [(2, 2, False), (3, 3, True), (3, 6, True), (3, 7, False)]
)
def test_a_joint_of_half_of_the_headings(count: int, headings: int, joint: bool) -> None:
    assert habit(("dash", "title", count), headings=headings).is_joint("dash") is joint
    assert not habit(("dash", "speaker", count), headings=headings).is_joint("dash")


@pytest.mark.parametrize(
    ("items", "headings", "speak"), [(2, 2, False), (3, 3, True), (3, 24, True), (3, 25, False)]
)
def test_items_that_speak(items: int, headings: int, speak: bool) -> None:
    assert Habit(items=items, headings=headings).items_speak is speak


def test_small_habits() -> None:
    assert Habit(employed=2, persons=1).employs
    assert not Habit(employed=1, persons=1).employs
    assert Habit(under=2).headings_speak
    assert not Habit(under=1).headings_speak


def test_the_headings_of_several_files_are_counted_together() -> None:
    one = Habit(headings=1, numbered=2, employed=3, persons=4, items=5, under=6)
    one.orders["dash", "title"] = 1
    other = Habit(headings=10, numbered=20, employed=30, persons=40, items=50, under=60)
    other.orders["dash", "title"] = 10
    other.orders["by", "title"] = 7
    one.add(other)
    assert one == Habit(
        orders=one.orders, headings=11, numbered=22, employed=33, persons=44, items=55, under=66
    )
    assert one.orders == {("dash", "title"): 11, ("by", "title"): 7}


# ── what is no part of a title ───────────────────────────────────────────────────────────────────

NUMBERED = Habit(numbered=2)


@pytest.mark.parametrize(
    ("text", "how", "left"),
    [
        ("Small Boats (9:45am)", None, "Small Boats"),
        ("Small Boats (9:45 - 10:30)", None, "Small Boats"),
        ("Small Boats [9h]", None, "Small Boats"),
        ("Small Boats (EN)", None, "Small Boats"),
        ("Small Boats [fr]", None, "Small Boats"),
        ("Small Boats (1999)", None, "Small Boats (1999)"),
        ("Small Boats (and nets)", None, "Small Boats (and nets)"),
        ("Talk: Small Boats", None, "Small Boats"),
        ("Talk 3 - Small Boats", None, "Small Boats"),
        ("Session #2: Small Boats", None, "Small Boats"),
        ("Talking: Small Boats", None, "Talking: Small Boats"),
        ("Vortrag: Small Boats", None, "Small Boats"),
        ("A. Small Boats", None, "A. Small Boats"),
        ("A. Small Boats", Habit(numbered=1), "A. Small Boats"),
        ("A. Small Boats", NUMBERED, "Small Boats"),
        ("12: Small Boats", NUMBERED, "Small Boats"),
        ("3. Talk: Small Boats", NUMBERED, "Small Boats"),
        ("A Small Boat", NUMBERED, "A Small Boat"),
        ("Small Boats ([slides](https://example.org/1))", None, "Small Boats"),
        ("Small Boats ([slides](/1), [video](/2))", None, "Small Boats"),
        ("Small Boats | [link](https://example.org/1)", None, "Small Boats |"),
        ("Small Boats ([the fleet](/1))", None, "Small Boats (the fleet)"),
        ("[Slides](https://example.org/1)", None, "Slides"),
        ("Small\nBoats", None, "Small Boats"),
    ],
)
def test_noise_leaves_a_heading(text: str, how: Habit | None, left: str) -> None:
    pieces, _ = pieces_of(text.replace("3. ", "3\\. "))
    assert title_text(cleaned(pieces, how)) == left


@pytest.mark.parametrize(
    ("text", "numbered"),
    [
        *(("A. Boats", True), ("3) Boats", True), ("12: Boats", True), ("B1. Boats", True)),
        *(("3.A Boats", False), ("A Boat", False), ("3 Boats", False), ("A.", False)),
        *(("123. Boats", False), ("Ab. Boats", False)),
    ],
)
def test_what_is_numbered(text: str, numbered: bool) -> None:
    assert is_numbered(text) is numbered


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('"Small Boats"', "Small Boats"),
        ("„Small Boats“", "Small Boats"),
        ("«Small Boats»", "Small Boats"),
        ('"Small" Boats', '"Small" Boats'),
        ('"So"', '"So"'),
        ("Small Boats ( | )", "Small Boats"),
    ],
)
def test_a_title_out_of_its_quotation_marks(text: str, title: str) -> None:
    pieces, _ = pieces_of(text)
    assert title_text(pieces) == title
