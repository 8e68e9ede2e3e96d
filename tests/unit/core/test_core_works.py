"""Which deliveries are one talk: titles taken apart, candidates, slugs."""

import datetime as dt

import pytest

from talkgraph.conclusions.people import find_works
from talkgraph.conclusions.people.overrides import Override, Overrides, Verdict
from talkgraph.conclusions.people.works import chosen_title, title_words, written_title
from talkgraph.errors import OverridesInvalid
from talkgraph.model import TalkDelivery, TalkKey, Works


def given(where: str, title: str, people: str = "", day: int | None = None) -> TalkDelivery:
    event, talk = where.split("/")
    return TalkDelivery(
        key=TalkKey(event=event, talk=talk),
        title=title,
        people=tuple(people.split()),
        date=dt.date(2020, 1, day) if day else None,
    )


def groups(works: Works) -> list[list[str]]:
    return sorted(sorted(map(str, work.deliveries)) for work in works.works)


def candidates(works: Works) -> list[tuple[str, str, str, float, tuple[str, ...]]]:
    return [
        (str(one.left), str(one.right), one.rule, one.score, one.reasons)
        for one in works.candidates
    ]


@pytest.mark.parametrize(
    ("title", "words", "main", "numbers"),
    [
        ("Calm  Pagers!", "calm pagers", "calm pagers", ""),
        ("Calm: Pagers at Night", "calm pagers at night", "calm", ""),
        ("Calm - Pagers", "calm pagers", "calm", ""),
        ("Calm — Pagers", "calm pagers", "calm", ""),
        ("Calm—Pagers", "calm pagers", "calm", ""),
        ("Calm-Pagers", "calm pagers", "calm pagers", ""),
        ("Calm | Pagers", "calm pagers", "calm", ""),
        ("Calm (Pagers)", "calm pagers", "calm", ""),
        ("Calm [Pagers]", "calm pagers", "calm", ""),
        ("Calm? Pagers", "calm pagers", "calm", ""),
        ("Calm! Pagers", "calm pagers", "calm", ""),
        ("Calm: ", "calm", "calm", ""),
        ("(Calm) Pagers", "calm pagers", "calm pagers", ""),
        ("Dev&Ops + You", "dev and ops plus you", "dev and ops plus you", ""),
        ("a_b/c", "a b c", "a b c", ""),
        ("Élan, 2nd: 10 Ways", "elan 2nd 10 ways", "elan 2nd", "10 2nd"),
        ("Part Two", "part two", "part two", "2"),
        ("Part II", "part ii", "part ii", "2"),
        ("Year Tenth", "year tenth", "year tenth", "10"),
        ("Two Pizzas", "two pizzas", "two pizzas", ""),
        ("One Part", "one part", "one part", ""),
        ("!?", "!?", "!?", ""),
    ],
)
def test_a_title_is_taken_apart(title: str, words: str, main: str, numbers: str) -> None:
    found = written_title(title)
    assert " ".join(found.words) == words
    assert " ".join(found.main) == main
    assert " ".join(found.numbers) == numbers
    assert found.text == " ".join(title.split())


def test_words_of_titles() -> None:
    assert title_words("R&D: a+b") == ("r", "and", "d", "a", "plus", "b")


@pytest.mark.parametrize(
    ("title", "generic", "distinctive"),
    [
        ("Opening Keynote", True, False),
        ("Panel, Day 2", True, False),
        ("The Keynote of Pagers", False, False),
        ("Calm Quiet Silent", False, True),
        ("Calm and Quiet", False, False),
        ("Calm Quiet 3", False, False),
        ("Calm Quiet: Silent", False, False),
    ],
)
def test_what_a_title_says(title: str, generic: bool, distinctive: bool) -> None:
    assert written_title(title).is_generic is generic
    assert written_title(title).is_distinctive is distinctive


def test_the_fullest_title_is_chosen_then_the_first_by_alphabet() -> None:
    assert chosen_title(["B c", "A b c", "A b d"]) == "A b c"


# ── equal titles ─────────────────────────────────────────────────────────────────────────────


def test_equal_titles_of_one_set_of_speakers() -> None:
    works = find_works([given("b/x", "Calm Pagers", "ana"), given("a/x", "calm pagers!", "ana")])
    assert groups(works) == [["a/x", "b/x"]]
    assert candidates(works) == []


@pytest.mark.parametrize(
    ("one", "other", "rule", "score", "reason"),
    [
        ("ana", "ana ben", None, None, None),
        ("ana ben", "ben", None, None, None),
        ("ana ben", "ben cy", "same-title", 0.75, "some speakers"),
        ("ana", "ben", "alike-titles", 0.5, "other speakers"),
        ("ana", "", "alike-titles", 0.5, "other speakers"),
    ],
)
def test_equal_titles_of_other_sets_of_speakers(
    one: str, other: str, rule: str | None, score: float | None, reason: str | None
) -> None:
    works = find_works([given("a/x", "Calm Pagers", one), given("b/x", "Calm Pagers", other)])
    assert (len(works.works) == 1) is (rule is None)
    expected = [("a/x", "b/x", rule, score, ("the same title", reason))] if rule else []
    assert candidates(works) == expected


def test_two_without_speakers_are_not_even_a_pair() -> None:
    works = find_works([given("a/x", "Calm Pagers"), given("b/x", "Calm Pagers")])
    assert len(works.works) == 2
    assert candidates(works) == []


def test_speakers_bridge_one_set_to_another() -> None:
    works = find_works(
        [
            given("a/x", "Calm Pagers", "ana"),
            given("b/x", "Calm Pagers", "ben"),
            given("c/x", "Calm Pagers", "ana ben"),
        ]
    )
    assert groups(works) == [["a/x", "b/x", "c/x"]]
    assert candidates(works) == []


def test_generic_titles_are_neither_joined_nor_candidates() -> None:
    works = find_works(
        [given("a/x", "Opening Keynote", "ana"), given("b/x", "Opening Keynote", "ana")]
    )
    assert len(works.works) == 2
    assert candidates(works) == []


# ── subtitles and likeness ───────────────────────────────────────────────────────────────────


def test_a_subtitle_on_one_side_of_a_distinctive_title() -> None:
    works = find_works(
        [given("a/x", "Calm Quiet Silent: Pagers", "ana"), given("b/x", "Calm Quiet Silent", "ana")]
    )
    assert [(w.slug, w.title) for w in works.works] == [
        ("calm-quiet-silent-pagers-by-ana", "Calm Quiet Silent: Pagers")
    ]
    assert candidates(works) == []


@pytest.mark.parametrize(
    ("one", "other", "scored"),
    [
        (("a/x", "Calm Quiet: Pagers", "ana"), ("b/x", "Calm Quiet", "ana"), True),  # too short
        (("a/x", "Calm Quiet Silent: Pagers", "ana"), ("a/y", "Calm Quiet Silent", "ana"), True),
        (("a/x", "Calm Quiet Silent: Pagers", "ana"), ("b/x", "Calm Quiet Silent", "ben"), False),
        (("a/x", "Calm Quiet Silent: Part 2", "ana"), ("b/x", "Calm Quiet Silent", "ana"), False),
        (("a/x", "Calm Quiet Silent: Pagers"), ("b/x", "Calm Quiet Silent"), False),
    ],
)
def test_a_subtitle_that_leaves_doubt(
    one: tuple[str, ...], other: tuple[str, ...], scored: bool
) -> None:
    works = find_works([given(*one), given(*other)])  # type: ignore[arg-type]
    assert len(works.works) == 2
    left, right = sorted((one[0], other[0]))
    reasons = ("the same main title", "the same speakers")
    assert candidates(works) == ([(left, right, "main-title", 0.75, reasons)] if scored else [])


def test_two_subtitles_are_two_talks_and_the_bare_title_is_near_both() -> None:
    works = find_works(
        [
            given("a/x", "Calm Quiet Silent: Pagers", "ana"),
            given("b/x", "Calm Quiet Silent: Nights and Days", "ana"),
            given("c/x", "Calm Quiet Silent", "ana"),
        ]
    )
    assert len(works.works) == 3
    assert [c[:3] for c in candidates(works)] == [
        ("a/x", "c/x", "main-title"),
        ("b/x", "c/x", "main-title"),
    ]


def test_titles_alike_are_a_candidate() -> None:
    works = find_works([given("a/x", "abcde fghi", "ana"), given("b/x", "abcde fghj", "ana")])
    assert len(works.works) == 2
    assert candidates(works) == [
        ("a/x", "b/x", "alike-titles", 0.5, ("similar titles", "the same speakers"))
    ]


@pytest.mark.parametrize(
    ("other", "people"),
    [
        ("abcde zzzz", "ana"),  # not alike
        ("abcde fghj", "ben"),  # other speakers
        ("abcde fghj", "ana ben"),
        ("abcde fgh2", "ana"),  # another number
    ],
)
def test_titles_not_alike_enough(other: str, people: str) -> None:
    works = find_works([given("a/x", "abcde fghi", "ana"), given("b/x", other, people)])
    assert candidates(works) == []


def test_eighty_of_a_hundred_is_alike_enough() -> None:
    works = find_works([given("a/x", "abcde fghi", "ana"), given("b/x", "abcde fgxy", "ana")])
    assert [one.rule for one in works.candidates] == ["alike-titles"]


@pytest.mark.parametrize(("others", "compared"), [(58, True), (59, False)])
def test_titles_of_sixty_deliveries_are_compared_and_no_more(others: int, compared: bool) -> None:
    titles = [f"{one * 4}{other * 4}" for one in "abcdefgh" for other in "ijklmnop"][:others]
    talks = [given(f"{n}/x", title, "ana") for n, title in enumerate(titles)]
    talks += [given("y/x", "qrstuvwx", "ana"), given("z/x", "qrstuvwy", "ana")]
    works = find_works(talks)
    assert [str(one.left) for one in works.candidates] == (["y/x"] if compared else [])


def test_candidates_come_by_rule_then_by_keys() -> None:
    works = find_works(
        [
            given("c/x", "Calm Pagers", "eve"),
            given("b/x", "Calm Pagers", "ben ana"),
            given("a/x", "Calm Pagers", "ana cy"),
        ]
    )
    assert [c[:3] for c in candidates(works)] == [
        ("a/x", "b/x", "same-title"),
        ("a/x", "c/x", "alike-titles"),
        ("b/x", "c/x", "alike-titles"),
    ]


# ── slugs ────────────────────────────────────────────────────────────────────────────────────


def test_the_oldest_of_one_slug_keeps_it() -> None:
    works = find_works(
        [
            given("a/x", "Keynote", "ana", day=2),
            given("b/x", "Keynote", "ana", day=1),
            given("c/x", "Keynote", "ana"),
        ]
    )
    assert [(w.slug, list(map(str, w.deliveries))) for w in works.works] == [
        ("keynote-by-ana", ["b/x"]),
        ("keynote-by-ana-at-a", ["a/x"]),
        ("keynote-by-ana-at-c", ["c/x"]),
    ]


def test_a_work_is_told_apart_by_its_oldest_delivery() -> None:
    works = find_works(
        [
            given("a/x", "Calm Pagers", "ana ben", day=1),
            given("b/x", "Calm Pagers", "ana cy", day=3),
            given("c/x", "Calm Pagers", "ana cy", day=2),
        ]
    )
    assert [work.slug for work in works.works] == [
        "calm-pagers-by-ana",
        "calm-pagers-by-ana-at-c",
    ]


def test_slugs_within_one_event() -> None:
    works = find_works([given(f"a/{talk}", "Keynote", "ana", day=1) for talk in "xyz"])
    assert [work.slug for work in works.works] == [
        "keynote-by-ana",
        "keynote-by-ana-at-a",
        "keynote-by-ana-at-a-z",
    ]


def test_a_work_without_speakers_is_called_after_its_event() -> None:
    works = find_works([given("b/x", "Calm Pagers")])
    assert works.works[0].slug == "calm-pagers-at-b"


def test_the_slug_has_the_first_speaker_of_all() -> None:
    works = find_works([given("a/x", "Calm Pagers", "eve ben"), given("b/x", "Calm Pagers", "eve")])
    assert works.works[0].slug == "calm-pagers-by-ben"


# ── what the user states ─────────────────────────────────────────────────────────────────────


def stated(*lines: tuple[Verdict, str, str]) -> Overrides:
    return Overrides(
        source="works.txt",
        statements=tuple(
            Override(verdict=verdict, left=left, right=right, line=number)
            for number, (verdict, left, right) in enumerate(lines, 1)
        ),
    )


def test_what_is_set_apart_is_neither_joined_nor_a_candidate() -> None:
    talks = [given("a/x", "Calm Pagers", "ana"), given("b/x", "Calm Pagers", "ana")]
    works = find_works(talks, stated((Verdict.NOT_SAME_TALK, "a/x", "b/x")))
    assert groups(works) == [["a/x"], ["b/x"]]
    assert candidates(works) == []


def test_what_is_joined_stays_joined_whatever_the_titles() -> None:
    talks = [given("a/x", "Calm", "ana"), given("b/x", "Loud", "ben"), given("c/x", "Loud", "ben")]
    works = find_works(talks, stated((Verdict.SAME_TALK, "a/x", "b/x")))
    assert groups(works) == [["a/x", "b/x", "c/x"]]


def test_a_contradiction_names_both_lines() -> None:
    talks = [given("a/x", "A"), given("b/x", "B"), given("c/x", "C")]
    with pytest.raises(OverridesInvalid, match=r"line 3.*contradicts.*line 1") as caught:
        find_works(
            talks,
            stated(
                (Verdict.NOT_SAME_TALK, "a/x", "c/x"),
                (Verdict.SAME_TALK, "a/x", "b/x"),
                (Verdict.SAME_TALK, "b/x", "c/x"),
            ),
        )
    assert (caught.value.source, caught.value.line) == ("works.txt", 3)


def test_a_statement_on_an_unknown_talk_has_no_effect() -> None:
    works = find_works([given("a/x", "A")], stated((Verdict.SAME_TALK, "a/x", "b/x")))
    (told,) = works.diagnostics
    assert (told.code, told.line) == ("override-unused", 1)
    assert "nothing in the notes matches b/x" in told.message
