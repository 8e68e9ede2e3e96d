"""At which level the talks of a file stand, and what every heading is then."""

import pytest
from note_lines import levels_of

from talkgraph.model import SessionKind
from talkgraph.sources.notes.layout.evidence import (
    OF_A_TALK,
    Clues,
    Shown,
    are_alike,
    is_dated,
    is_of_event,
    shown_by,
)
from talkgraph.sources.notes.layout.levels import Levels
from talkgraph.sources.notes.layout.outline import Form, Role
from talkgraph.sources.notes.layout.roles import outline, roles_of

EVENT = "# HarbourConf 2021\n\n"
ROPES, BOATS = "Ropes - Mara Lind", "Boats - Tom Reed"


def roles(text: str, clues: Clues | None = None) -> list[tuple[str, Role]]:
    levels, marks, habit, source = levels_of(text, clues or Clues())
    found, _ = roles_of(levels, marks.headings, habit, source)
    return [(h.title, role) for h, role in zip(marks.headings, found, strict=True)]


# ── which hypothesis wins ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (f"{EVENT}## {ROPES}\n\n- x\n", 2),
        (f"{EVENT}## {ROPES}\n\n- x\n\n## {BOATS}\n\n- y\n", 2),
        (f"{EVENT}## Nets\n\n- x\n\n## Small Boats\n\n- y\n", 2),
        (f"{EVENT}### {ROPES}\n\n- x\n\n### {BOATS}\n\n- y\n", 3),
        (f"# {ROPES}\n\n- x\n\n# {BOATS}\n\n- y\n", 1),
        (f"# {ROPES}\n\n## Why\n\n- x\n\n# {BOATS}\n\n## How\n\n- y\n", 1),
        (f"{EVENT}## {ROPES}\n\n### Why\n\n- x\n\n## {BOATS}\n\n### How\n\n- y\n", 2),
        (f"{EVENT}## Day 1\n\n### {ROPES}\n\n- x\n\n## Day 2\n\n### {BOATS}\n\n- y\n", 3),
        (f"{EVENT}## Track 1\n\n### {ROPES}\n\n- x\n\n### {BOATS}\n\n- y\n", 3),
        (f"{EVENT}## Ropes\n\nMara Lind\n\n## Nets\n\n- x\n\n## Boats\n\n- y\n", 2),
        (f'{EVENT}### <a name="a"></a>Ropes\n\n- x\n\n### <a name="b"></a>Boats\n\n- y\n', 3),
        (f"{EVENT}## A. Ropes\n\n- speaker: Mara Lind\n\n## B. Boats\n\n- x\n\n# Nets\n\n- y\n", 2),
        ("# 20201013\n\n## Ropes\n\n- x\n\n## Boats\n\n- y\n", 2),
        (f"## {ROPES}\n\n- x\n\n## {BOATS}\n\n- y\n", 2),
        ("# Ropes under Load\n\nMara Lind\n\n## Splices\n\n- x\n\n## Chains\n\n- y\n", None),
        ("# Ropes under Load\n\nSpeaker: Mara Lind\n\n## Why: a history\n\n- x\n", None),
        ("# Ropes under Load\n\n## Mara Lind, Quay Works\n\n- x\n\n## Why\n\n- y\n", None),
        ("# Ropes under Load by Mara Lind\n\n## Splices\n\n- x\n\n## Chains\n\n- y\n", None),
        ("# Ropes under Load\n\n- x\n", None),
        ("- x\n- y\n", None),
        ("", None),
        (f"{EVENT}Aberlane\n\n- x\n", None),
    ],
)
def test_the_level_of_talks(text: str, level: int | None) -> None:
    levels, _, _, _ = levels_of(text)
    assert (levels.level, levels.form) == (level, Form.HEADING)
    name = "file" if level is None else f"level {level}"
    assert levels.scores[name] == max(levels.scores.values())


PARTS = "## Splices of rope\n\n- x\n\n## Chains of iron\n\n- y\n"


@pytest.mark.parametrize(
    ("text", "clues", "level"),
    [
        (PARTS, Clues(), 2),
        (PARTS, Clues(title="Ropes under Load", talk=True), None),
        (PARTS, Clues(title="HarbourConf 2021"), 2),
        (PARTS, Clues(lean=3.0), None),
        (PARTS, Clues(dated=True), 2),
        (f"# Ropes\n\n{PARTS}", Clues(name="ropes"), None),
        (f"# Ropes\n\n{PARTS}", Clues(event=("HarbourConf",), placed=True), None),
        (f"# HarbourConf\n\n{PARTS}", Clues(event=("HarbourConf",), placed=True), 2),
        (f"# Ropes\n\n{PARTS}", Clues(lean=-3.0), 2),
        (f"# 2021-05-03_talk\n\n{PARTS}", Clues(stem="2021-05-03_talk"), 2),
        ("", Clues(talk=True), None),
        ("", Clues(title="HarbourConf 2021"), None),
    ],
)
def test_what_else_is_known_decides(text: str, clues: Clues, level: int | None) -> None:
    assert levels_of(text, clues)[0].level == level


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f"{EVENT}**{ROPES}**\n\n- x\n\n**{BOATS}**\n\n- y\n", Form.BOLD),
        (f"{EVENT}- {ROPES}\n  - x\n- {BOATS}\n  - y\n", Form.ITEM),
        (f"{EVENT}> Ropes\n> Mara Lind @ml\n\n- x\n\n> Boats\n> Tom Reed @tr\n\n- y\n", Form.QUOTE),
        (
            f"{EVENT}| Talk | Speaker |\n| - | - |\n| Ropes | Mara Lind |\n| Boats | Tom Reed |\n",
            Form.ROW,
        ),
        (f"{EVENT}## {ROPES}\n\n**{ROPES}**\n\n- x\n\n## {BOATS}\n\n- y\n", Form.HEADING),
        (f"{EVENT}## {ROPES}\n\n- some rope\n- more rope\n\n## {BOATS}\n\n- y\n", Form.HEADING),
        (f"{EVENT}**{ROPES}**\n\n- x\n", Form.HEADING),
        (f'{EVENT}## <a name="a"></a>Nets\n\n**{ROPES}**\n\n- x\n\n**{BOATS}**\n', Form.HEADING),
    ],
)
def test_what_acts_as_headings(text: str, form: Form) -> None:
    assert levels_of(text)[0].form is form


def test_the_margin_of_one_talk() -> None:
    levels = Levels(
        level=2, form=Form.HEADING, title=None, scores={"file": 1.0, "level 2": 3.0, "level 3": 2.0}
    )
    assert (levels.best, levels.margin) == (3.0, -2.0)
    bare = Levels(level=None, form=Form.HEADING, title=None)
    assert (bare.best, bare.margin) == (0.0, 0.0)


# ── what each heading is ─────────────────────────────────────────────────────────────────────────

TITLE, SECTION, INNER = Role.TITLE, Role.SECTION, Role.INNER
DAY, CONTAINER, EVENT_PART = Role.DAY, Role.CONTAINER, Role.EVENT_PART


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([f"## {ROPES}", "### Why", f"## {BOATS}"], [SECTION, INNER, SECTION]),
        ([f"## {ROPES}", "## Nets", f"## {BOATS}"], [SECTION, SECTION, SECTION]),
        (["## Day 1", f"### {ROPES}", "## Day 2", f"### {BOATS}"], [DAY, SECTION, DAY, SECTION]),
        (["## Keynotes", f"### {ROPES}", f"### {BOATS}"], [CONTAINER, SECTION, SECTION]),
        (["## Keynotes", f"### {ROPES}", f"## {BOATS}"], [CONTAINER, SECTION, SECTION]),
        (["## On the sea", f"### {ROPES}", f"### {BOATS}"], [CONTAINER, SECTION, SECTION]),
        ([f"## {ROPES}", f"## {BOATS}", "## Takeaways"], [SECTION, SECTION, INNER]),
        (["## Takeaways", f"## {ROPES}", f"## {BOATS}"], [EVENT_PART, SECTION, SECTION]),
        ([f"## {ROPES}", f"## {BOATS}", "## Final thoughts"], [SECTION, SECTION, EVENT_PART]),
        ([f"## {ROPES}", "## People I met", f"## {BOATS}"], [SECTION, EVENT_PART, SECTION]),
        ([f"## {ROPES}", "## TODO", f"## {BOATS}", "## To do"], [SECTION, EVENT_PART] * 2),
        ([f"## {ROPES}", "## TODO", f"## {BOATS}", "## TODO"], [SECTION, INNER] * 2),
        ([f"## {ROPES}", f"## {BOATS}", "### Next steps"], [SECTION, SECTION, INNER]),
        ([f"## {ROPES}", f"## {BOATS}", "# Nets"], [SECTION, SECTION, EVENT_PART]),
        ([f"## A. {ROPES}", f"## B. {BOATS}", "## Nets"], [SECTION, SECTION, EVENT_PART]),
        ([f"## A. {ROPES}", "## Nets", f"## B. {BOATS}"], [SECTION, SECTION, SECTION]),
        ([f"## {ROPES}", f"## {BOATS}", "### Nets - Ines Hall"], [SECTION, SECTION, INNER]),
        (
            ["## Aberlane, 3-4 May 2021", f"## {ROPES}", f"## {BOATS}"],
            [EVENT_PART, SECTION, SECTION],
        ),
        (["# Keynote: Ines Hall", f"## {ROPES}", f"## {BOATS}"], [SECTION, SECTION, SECTION]),
    ],
)
def test_roles_below_a_title(headings: list[str], expected: list[Role]) -> None:
    text = EVENT + "".join(f"{heading}\n\n- note\n\n" for heading in headings)
    assert [role for _, role in roles(text)] == [TITLE, *expected]


def test_in_a_file_of_one_talk_all_else_is_inside() -> None:
    text = "# Ropes under Load\n\nMara Lind\n\n## Splices\n\n- x\n\n## Day 2\n\n- y\n"
    assert roles(text) == [("Ropes under Load", SECTION), ("Splices", INNER), ("Day 2", INNER)]
    assert roles("- x\n") == []


def test_an_anchor_below_the_level_is_a_talk() -> None:
    head = f"{EVENT}## {ROPES}\n\n- x\n\n## {BOATS}\n\n- y\n\n"
    assert roles(f"{head}### <a name='n'></a>Nets\n\n- z\n")[-1] == ("Nets", SECTION)
    assert roles(f"{head}### Nets\n\n- z\n")[-1] == ("Nets", INNER)


@pytest.mark.parametrize(
    ("container", "kind"),
    [
        ("Workshops", SessionKind.WORKSHOP),
        ("Open spaces", SessionKind.OPEN_SPACE),
        ("Ignites", None),
        ("Keynotes", None),
    ],
)
def test_a_container_says_what_its_parts_are(container: str, kind: SessionKind | None) -> None:
    text = (
        f"{EVENT}## {container}\n\n### {ROPES}\n\n- x\n\n### Nets - Ines Hall\n\n- z\n\n"
        f"## Talks\n\n### {BOATS}\n\n- y\n"
    )
    levels, marks, habit, source = levels_of(text)
    parts = outline(levels, marks, habit, source).sections
    told = {part.heading.title: part.kind for part in parts if part.heading is not None}
    assert told[ROPES] == kind
    assert told["Nets - Ines Hall"] == kind
    assert told[BOATS] is None


def test_the_blocks_of_the_outline() -> None:
    text = f"{EVENT}Aberlane\n\n## {ROPES}\n\n- a\n\n### Why\n\n- b\n\n## {BOATS}\n\n- c\n"
    levels, marks, habit, source = levels_of(text)
    shape = outline(levels, marks, habit, source)
    assert shape.preamble == ()
    kinds = [
        (part.heading.title if part.heading else None, [block.kind for block in part.blocks])
        for part in shape.sections
    ]
    assert kinds == [
        ("HarbourConf 2021", ["paragraph"]),
        (ROPES, ["bullet_list", "heading", "bullet_list"]),
        (BOATS, ["bullet_list"]),
    ]


def test_what_follows_a_list_of_talks_is_of_the_event() -> None:
    levels, marks, habit, source = levels_of(f"{EVENT}- {ROPES}\n- {BOATS}\n\nThe end.\n")
    last = outline(levels, marks, habit, source).sections[-1]
    assert (last.role, last.heading, len(last.blocks)) == (EVENT_PART, None, 1)


# ── what headings show ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("below", "sign"),
    [
        (f"## {ROPES}\n\n- x\n", "likely speaker"),
        ("## Ropes by Mara Lind\n\n- x\n", "speaker"),
        ("## Ropes\n\nMara Lind\n\n- x\n", "likely speaker"),
        ("## Ropes\n\n- speaker: Mara Lind\n- x\n", "speaker"),
        ('## <a name="a"></a>Ropes\n\n- x\n', "anchor"),
        ("## Ropes\n\n> knots\n", "posts"),
        ("## Keynote of knots\n\n- x\n", "programme"),
        ("## [Ropes](https://example.org/1)\n\n- x\n", "linked"),
        ("## Key learnings\n\n- x\n", "part"),
        ("## Takeaways\n\n- x\n", "label"),
        ("## A. Ropes\n\n- x\n\n## B. Boats\n", "numbered"),
        ("## Ropes\n\n- x\n", "plain"),
    ],
)
def test_the_signs_of_a_heading(below: str, sign: str) -> None:
    _, marks, habit, source = levels_of(f"{EVENT}Aberlane.\n\n{below}")
    signs = shown_by(marks.headings[1], habit, source).signs
    assert sign in signs
    others = {"anchor", "posts", "numbered", "programme", "linked", "speaker", "likely speaker"}
    assert set(signs) & others <= {sign}


def test_an_account_below_a_heading_is_evidence_too() -> None:
    text = f"{EVENT}## Ropes\n\n[Mara Lind](https://twitter.com/ml)\n\n- x\n"
    _, marks, habit, source = levels_of(text)
    assert shown_by(marks.headings[1], habit, source).signs == ("speaker", "posts", "plain")


def test_the_best_sign_counts_less_what_speaks_against() -> None:
    assert Shown(signs=("speaker", "linked", "plain")).talkness == OF_A_TALK["speaker"]
    both = Shown(signs=("speaker", "part", "label")).talkness
    assert both == pytest.approx(sum(OF_A_TALK[sign] for sign in ("speaker", "part", "label")))
    assert Shown(signs=()).talkness == 0.0


@pytest.mark.parametrize(
    ("title", "clues", "of_event"),
    [
        ("HarbourConf", Clues(), True),
        ("Aberlane Summit", Clues(), True),
        ("Aberlane 2021", Clues(), True),
        ("Aberlane Meetup #12", Clues(), True),
        ("My notes from Aberlane", Clues(), True),
        ("Ropes under Load", Clues(), False),
        ("Aberlane", Clues(event=("Aberlane Days",)), True),
        ("Aberlane Days of May", Clues(event=("Aberlane Days",)), True),
        ("Ropes at Aberlane", Clues(event=("Aberlane",)), True),
        ("How we made ropes at Aberlane", Clues(event=("Aberlane",)), False),
        ("What the 2021 storms taught us all", Clues(), True),
        ("What the 2021 storms taught us all", Clues(placed=True), False),
    ],
)
def test_a_title_of_an_event(title: str, clues: Clues, of_event: bool) -> None:
    assert is_of_event(title, clues) is of_event


@pytest.mark.parametrize(
    ("name", "title", "alike"),
    [
        ("small boats", "Small Boats", True),
        ("boats", "Small Boats: How They Float", True),
        ("small boats at sea", "Small ropes", True),
        ("boats", "Ropes", False),
        ("", "Ropes", False),
    ],
)
def test_a_file_named_like_its_title(name: str, title: str, alike: bool) -> None:
    assert are_alike(name, title) is alike


@pytest.mark.parametrize(
    ("title", "dated"),
    [("20201013", True), ("2020-10-13", True), ("2020", False), ("13 ropes", False)],
)
def test_a_title_of_numbers(title: str, dated: bool) -> None:
    assert is_dated(title) is dated
