"""Which deliveries are one talk."""

import datetime as dt
import random

import pytest

from talkgraph.conclusions.people import find_works
from talkgraph.conclusions.people.overrides import Override, Overrides, Verdict
from talkgraph.errors import OverridesInvalid
from talkgraph.model import TalkDelivery, TalkKey, Works

CALM = "Calm, Quiet, or Silent"
FULL = f"{CALM} — Living with Pagers"


def given(
    number: int, title: str, *people: str, talk: str = "t", year: int | None = None
) -> TalkDelivery:
    return TalkDelivery(
        key=TalkKey(event=f"event-{number}", talk=talk),
        title=title,
        people=people,
        date=dt.date(year, 5, 1) if year else None,
    )


def sizes(works: Works) -> list[int]:
    return sorted(len(work.deliveries) for work in works.works)


@pytest.mark.parametrize(
    "other",
    [
        FULL,
        "Calm, quiet, or silent: living with pagers",
        "CALM, QUIET, OR SILENT - LIVING WITH PAGERS",
        "Calm, Quiet or Silent – “Living” with Pagers!",
    ],
)
def test_case_and_punctuation_do_not_matter(other: str) -> None:
    works = find_works([given(1, FULL, "ana"), given(2, other, "ana")])
    assert sizes(works) == [2]
    assert works.candidates == ()
    assert works.works[0].slug == "calm-quiet-or-silent-living-with-pagers-by-ana"


def test_a_subtitle_on_one_side_only() -> None:
    works = find_works([given(1, CALM, "ana"), given(2, FULL, "ana")])
    assert sizes(works) == [2]
    assert works.works[0].title == FULL


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (given(1, "Calm Pagers", "ana"), given(2, "Calm Pagers: Living with Them", "ana")),
        (given(1, CALM, "ana"), given(2, FULL, "ana", "ben")),
        (given(1, CALM, "ana"), given(1, FULL, "ana", talk="u")),
    ],
)
def test_a_subtitle_that_leaves_doubt(left: TalkDelivery, right: TalkDelivery) -> None:
    works = find_works([left, right])
    assert sizes(works) == [1, 1]
    assert all(one.rule in {"main-title", "alike-titles"} for one in works.candidates)


def test_two_subtitles_are_two_talks() -> None:
    works = find_works(
        [given(1, CALM, "ana"), given(2, FULL, "ana"), given(3, f"{CALM}: A Workshop", "ana")]
    )
    assert sizes(works) == [1, 1, 1]
    assert len(works.candidates) >= 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pagers at Acme: Year 3", "Pagers at Acme: Year 4"),
        (
            "What we learned from the 2016 Pager Survey",
            "What we learned from the 2017 Pager Survey",
        ),
        ("Calm Pagers, Part One", "Calm Pagers, Part Two"),
        ("Calm Pagers, Part I", "Calm Pagers, Part II"),
        ("Pagers and Sleep in Large Companies", "Release Trains without Tears"),
    ],
)
def test_a_new_year_or_part_or_title_is_another_talk(one: str, other: str) -> None:
    works = find_works([given(1, one, "ana", "ben"), given(2, other, "ana", "ben")])
    assert sizes(works) == [1, 1]
    assert works.candidates == ()


def test_some_of_the_speakers_are_enough() -> None:
    works = find_works([given(1, FULL, "ana", "ben"), given(2, FULL, "ben")])
    assert sizes(works) == [2]
    assert works.works[0].slug.endswith("-by-ana")


def test_other_speakers_are_a_candidate() -> None:
    works = find_works(
        [given(1, FULL, "ana"), given(2, FULL, "ben"), given(3, FULL, "ana", "carl", talk="u")]
    )
    assert sizes(works) == [1, 2]
    assert [one.rule for one in works.candidates] == ["alike-titles", "alike-titles"]


def test_similar_titles_are_a_candidate() -> None:
    works = find_works(
        [
            given(1, "Living with Pagers at Scale", "ana"),
            given(2, "Living with Pager at Scale", "ana"),
        ]
    )
    assert sizes(works) == [1, 1]
    (candidate,) = works.candidates
    assert candidate.rule == "alike-titles"
    assert candidate.reasons == ("similar titles", "the same speakers")


@pytest.mark.parametrize(
    "title", ["Keynote", "Opening Remarks", "Panel Discussion", "Welcome: Day 1"]
)
def test_a_title_that_says_nothing_joins_nothing(title: str) -> None:
    works = find_works([given(1, title, "ana"), given(2, title, "ana")])
    assert sizes(works) == [1, 1]
    assert works.candidates == ()
    assert len({work.slug for work in works.works}) == 2


def test_talks_without_speakers_never_join() -> None:
    works = find_works([given(1, FULL), given(2, FULL)])
    assert sizes(works) == [1, 1]
    assert works.works[0].slug.endswith("-at-event-1")


def test_given_twice_on_one_programme() -> None:
    works = find_works([given(1, FULL, "ana"), given(1, FULL, "ana", talk="u")])
    assert sizes(works) == [2]


def test_a_later_delivery_keeps_the_slug() -> None:
    first = [given(5, FULL, "ana", "ben", year=2018), given(6, "Keynote", "ana", year=2018)]
    more = [
        given(1, FULL, "ana", "ben", year=2019),
        given(2, "Keynote", "ana", year=2019),
        given(3, FULL, "ben", year=2019),
        given(4, FULL, "ana", "carl", year=2019),
    ]
    before = {work.deliveries[0]: work.slug for work in find_works(first).works}
    after = {
        key: work.slug for work in find_works([*more, *first]).works for key in work.deliveries
    }
    assert {key: after[key] for key in before} == before


def test_order_does_not_matter_and_everything_has_one_work() -> None:
    deliveries = [
        given(n, title, *people)
        for n, (title, people) in enumerate(
            [
                (FULL, ("ana",)),
                (CALM, ("ana",)),
                (FULL, ("ana", "ben")),
                (FULL, ("carl",)),
                ("Keynote", ("ana",)),
                ("Keynote", ("ana",)),
                ("Calm Pagers", ()),
            ]
        )
    ]
    expected = find_works(deliveries)
    keys = [key for work in expected.works for key in work.deliveries]
    assert sorted(keys) == [one.key for one in deliveries]
    assert len({work.slug for work in expected.works}) == len(expected.works)
    for seed in range(10):
        assert find_works(random.Random(seed).sample(deliveries, 7)) == expected


# ── what the user states ─────────────────────────────────────────────────────────────────────


def statements(*lines: tuple[str, str, str]) -> Overrides:
    return Overrides(
        source="people.txt",
        statements=tuple(
            Override(verdict=Verdict(verdict), left=left, right=right, line=number)
            for number, (verdict, left, right) in enumerate(lines, 1)
        ),
    )


def test_the_user_joins_and_sets_apart() -> None:
    three = [given(1, FULL, "ana"), given(2, FULL, "ana"), given(3, "Other Words", "ben")]
    works = find_works(
        three,
        statements(
            ("not-same-talk", "event-1/t", "event-2/t"), ("same-talk", "event-1/t", "event-3/t")
        ),
    )
    assert sorted(work.deliveries[0].event for work in works.works) == ["event-1", "event-2"]
    assert sizes(works) == [1, 2]
    assert works.candidates == ()
    assert works.diagnostics == ()


def test_an_unknown_talk_is_a_diagnostic() -> None:
    works = find_works([given(1, FULL, "ana")], statements(("same-talk", "event-1/t", "gone/t")))
    (diagnostic,) = works.diagnostics
    assert (diagnostic.code, diagnostic.place) == ("override-unused", "people.txt:1")
    assert "gone/t" in diagnostic.message


def test_statements_that_contradict_each_other() -> None:
    with pytest.raises(OverridesInvalid, match=r"line 3.*line 1"):
        find_works(
            [given(n, f"Words {n}", "ana") for n in (1, 2, 3)],
            statements(
                ("not-same-talk", "event-1/t", "event-3/t"),
                ("same-talk", "event-1/t", "event-2/t"),
                ("same-talk", "event-2/t", "event-3/t"),
            ),
        )
