"""What acts as a heading: Markdown's own, bold lines, items, quoted blocks, rows of a table."""

import pytest
from note_lines import marks_of

from talkgraph.sources.notes.layout.outline import LEVELS, Form
from talkgraph.sources.notes.markdown.inline import text_of


def titles(text: str, form: Form) -> list[str]:
    """Return the titles of one form, and nothing of the others."""
    return [h.title for h in marks_of(text, form).headings if h.form is form]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**Small Boats**\n", ["Small Boats"]),
        ("__Small Boats__\n", ["Small Boats"]),
        ("**Small Boats** - **Tom Reed**\n", ["Small Boats - Tom Reed"]),
        ("**[Small Boats](https://example.org/1)**\n", ["Small Boats"]),
        ("***Small Boats***\n", ["Small Boats"]),
        ("**Small Boats**.\n", ["Small Boats."]),
        ("**Small Boats:**\n", []),
        ("**Small Boats**,\n", []),
        ("**Small** Boats\n", []),
        ("Small Boats\n", []),
        ("**Small Boats**\nfloat\n", ["Small Boats"]),
        ("**Small**\n**Boats**\n", []),
        ("**Speaker: Tom Reed**\n", []),
        ("**by Tom Reed**\n", []),
        ("**Other notes**\n", []),
        (f"**{'x' * 160}**\n", ["x" * 160]),
        (f"**{'x' * 161}**\n", []),
        ("- **Small Boats**\n", []),
        ("> **Small Boats**\n", []),
    ],
)
def test_bold_lines(text: str, found: list[str]) -> None:
    assert titles(text, Form.BOLD) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- Ropes - Mara Lind\n- Boats - Tom Reed\n", ["Ropes - Mara Lind", "Boats - Tom Reed"]),
        (
            "1. Ropes by Mara Lind\n2. Boats by Tom Reed\n",
            ["Ropes by Mara Lind", "Boats by Tom Reed"],
        ),
        (
            "- Ropes - Mara Lind\n- Lanterns\n- Boats - Tom Reed\n",
            [
                *("Ropes - Mara Lind", "Lanterns", "Boats - Tom Reed"),
            ],
        ),
        ("- Ropes - Mara Lind\n- Lanterns\n", []),
        ("- Ropes - Mara Lind\n", []),
        ("- some rope\n- more rope\n", []),
        ("- Mara Lind\n- Tom Reed\n", []),
        ("- # Ropes - Mara Lind\n- Boats - Tom Reed\n", []),
    ],
)
def test_items_of_a_list(text: str, found: list[str]) -> None:
    assert titles(text, Form.ITEM) == found


@pytest.mark.parametrize(("named", "of", "marked"), [(3, 5, True), (4, 7, False), (6, 10, True)])
def test_most_items_have_names(named: int, of: int, marked: bool) -> None:
    names = ["Mara Lind", "Tom Reed", "Ines Hall", "Jo Berg", "Ada Falk", "Ben Ode"]
    items = [f"- Rope number {n} - {name}\n" for n, name in enumerate(names[:named])]
    items += ["- a plain rope\n"] * (of - named)
    assert bool(titles("".join(items), Form.ITEM)) is marked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("> Ropes\n> Mara Lind @maralind\n", ["Ropes"]),
        ("> Ropes\n> Mara has sailed.\n> Speaker: Mara Lind\n", ["Ropes"]),
        ("> Ropes\n> Mara Lind (Quay Works)\n", ["Ropes"]),
        ("> Ropes\n> Mara Lind\n", []),
        ("> Ropes\n", []),
        ("> Ropes hold.\n> Mara Lind @maralind\n", []),
        ("> Speaker: Tom Reed\n> Mara Lind @maralind\n", []),
        ("> Ropes\n>\n> Mara Lind @maralind\n", []),
        ("> - Ropes\n> - Mara Lind @maralind\n", []),
    ],
)
def test_quoted_blocks(text: str, found: list[str]) -> None:
    assert titles(text, Form.QUOTE) == found


def test_a_quoted_block_has_who_speaks_in_its_pieces() -> None:
    [heading] = marks_of("> Ropes\n> Mara sails.\n> Mara Lind @ml\n\n- x\n", Form.QUOTE).headings
    assert "".join(piece.text for piece in heading.pieces) == "Ropes by Mara Lind @ml"
    assert (heading.span.first, heading.span.last) == (1, 3)
    assert [block.kind for block in heading.below] == ["paragraph", "bullet_list"]


TABLE = "| {} | {} |\n| - | - |\n| Ropes | Mara Lind |\n| Boats | Tom Reed |\n| | Ines Hall |\n"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (("Talk", "Speaker"), ["Ropes", "Boats"]),
        (("Title", "Who"), ["Ropes", "Boats"]),
        (("Name of talk", "By"), ["Ropes", "Boats"]),
        (("Session", "Where"), ["Ropes", "Boats"]),
        (("Speaker", "Talk"), ["Mara Lind", "Tom Reed", "Ines Hall"]),
        (("Rope", "Speaker"), []),
        (("Day", "Room"), []),
    ],
)
def test_rows_of_a_table(header: tuple[str, str], found: list[str]) -> None:
    assert titles(TABLE.format(*header), Form.ROW) == found


def test_a_row_has_its_names_and_links() -> None:
    table = (
        "| Time | Talk | Speaker | Notes |\n| - | - | - | - |\n"
        "| 9:45 | Ropes | Mara Lind | [here](ropes.md) |\n"
    )
    [heading] = marks_of(table, Form.ROW).headings
    assert "".join(piece.text for piece in heading.pieces) == "Ropes by Mara Lind (link)"
    assert [piece.url for piece in heading.pieces if piece.url] == ["ropes.md"]
    assert (heading.span.first, heading.span.last) == (3, 3)


@pytest.mark.parametrize("form", list(LEVELS))
def test_other_forms_stand_below_all_levels_of_headings(form: Form) -> None:
    assert LEVELS[form] > 6
    assert titles("# Ropes\n\n## Boats\n", form) == []


def test_forms_are_in_order_of_their_levels() -> None:
    assert list(LEVELS) == [Form.BOLD, Form.ITEM, Form.QUOTE, Form.ROW, Form.LABEL]
    assert list(LEVELS.values()) == sorted(LEVELS.values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Talk: Small Boats\n", [("Small Boats", 0)]),
        ("**Talk:** Small Boats\n", [("Small Boats", 0)]),
        ("Title: Small Boats\nTom Reed\n", [("Small Boats", 1)]),
        ("Talk title: Small Boats\n\n- x\n", [("Small Boats", 1)]),
        ("Titel: Ropes\nx\nTitel: Boats\n", [("Ropes", 1), ("Boats", 0)]),
        ("Session:: Small Boats\n", [("Small Boats", 0)]),
        ("talk: Small Boats\n", [("Small Boats", 0)]),
        ("Tom Reed\nTalk: Small Boats\n", []),
        ("Talk:\n", []),
        ("Talking: Small Boats\n", []),
        ("Small Boats\nSpeaker: Tom Reed\n", [("Small Boats", 1)]),
        ('"Small Boats"\nReferentin: Mara Lind\n', [('"Small Boats"', 1)]),
        ("Small Boats\nTom Reed\n", []),
        ("Small Boats.\nSpeaker: Tom Reed\n", []),
        ("Track: B\nSpeaker: Tom Reed\n", []),
        ("# Fair\n\nSmall Boats\nSpeaker: Tom Reed\n", [("Small Boats", 1)]),
        ("# Fair\n\n## Friday\n\nSmall Boats\nSpeaker: Tom Reed\n", [("Small Boats", 1)]),
        ("# Fair\n\n## Ropes\n\nSmall Boats\nSpeaker: Tom Reed\n", []),
        ('# Fair\n\n## Ropes\n\n"Small Boats"\nSpeaker: Tom Reed\n', [('"Small Boats"', 1)]),
        ("- Talk: Small Boats\n", []),
    ],
)
def test_labelled_lines(text: str, found: list[tuple[str, int]]) -> None:
    marks = [h for h in marks_of(text, Form.LABEL).headings if h.form is Form.LABEL]
    assert [(h.title, len(h.below)) for h in marks] == found


@pytest.mark.parametrize(
    ("text", "title", "pieces", "below"),
    [
        ("# Mara Lind\n\n**Talk:** Ropes\n", "Ropes", "Ropes by Mara Lind", 0),
        ("# Mara Lind\n\nThema: Ropes\nOrt: B\n\nx\n", "Ropes", "Ropes by Mara Lind", 2),
        ("# Mara Lind\n\nx\n\nTalk: Ropes\n", "Mara Lind", "Mara Lind", 2),
        ("# Boats\n\nTalk: Ropes\n", "Boats", "Boats", 1),
        ("# Mara Lind\n\nTalked: Ropes\n", "Mara Lind", "Mara Lind", 1),
    ],
)
def test_a_name_above_a_labelled_title(text: str, title: str, pieces: str, below: int) -> None:
    mark = marks_of(text, Form.HEADING).headings[0]
    shown = "".join(piece.text for piece in mark.pieces)
    assert (mark.title, shown, len(mark.below)) == (title, pieces, below)


# ── headings of Markdown ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("9:45 - Ropes", "Ropes"),
        ("9:45am: Ropes", "Ropes"),
        ("9:45-10:30 | Ropes", "Ropes"),
        ("(9:45) Ropes", "Ropes"),
        ("9h45 – Ropes", "Ropes"),
        ("9am to 10am - Ropes", "Ropes"),
        ("10:05 Ropes", "Ropes"),
        ("🎤 09:45 – Ropes", "Ropes"),
        ("☕️ 10:05 Ropes", "Ropes"),
        ("👩‍💻 (9:45) Ropes", "Ropes"),
        ("🐍 Ropes", "🐍 Ropes"),
        ("🎤 16:9 Screens", "🎤 16:9 Screens"),
        ("10:05 ropes", "ropes"),
        ("10:07 ropes", "10:07 ropes"),
        ("16:9 Screens", "16:9 Screens"),
        ("9 Ropes", "9 Ropes"),
        ("9:45", "9:45"),
    ],
)
def test_times_leave_headings(line: str, title: str) -> None:
    [heading] = marks_of(f"## {line}\n", Form.HEADING).headings
    assert heading.title == title
    assert text_of(heading.pieces) == title


def test_what_is_above_and_below_headings() -> None:
    marks = marks_of("Before.\n\n# Ropes\n\n- x\n\nText.\n\n## Splices\n", Form.HEADING)
    assert [block.kind for block in marks.before] == ["paragraph"]
    ropes, splices = marks.headings
    assert [block.kind for block in ropes.below] == ["bullet_list", "paragraph"]
    assert (ropes.level, splices.level, splices.below) == (1, 2, ())


def test_a_smaller_heading_directly_below_follows() -> None:
    marks = marks_of(
        "# Ropes\n## Mara Lind\n\n- x\n\n## Knots\n\n# Boats\n# Tom Reed\n", Form.HEADING
    )
    told = [(h.title, "".join(p.text for p in h.under), h.follows) for h in marks.headings]
    assert told == [
        ("Ropes", "Mara Lind", False),
        ("Mara Lind", "", True),
        ("Knots", "", False),
        ("Boats", "", False),
        ("Tom Reed", "", False),
    ]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("## <a name='ropes'></a>Ropes\n", "ropes"),
        ("## Ropes {#ropes}\n", "ropes"),
        ("<a name='ropes'></a>\n\n## Ropes\n", "ropes"),
        ("<a name='ropes'></a>\n\nText.\n\n## Ropes\n", None),
        ("## Ropes\n", None),
    ],
)
def test_anchors(text: str, anchor: str | None) -> None:
    heading = marks_of(text, Form.HEADING).headings[-1]
    assert (heading.title, heading.anchor) == ("Ropes", anchor)


def test_what_the_table_of_contents_lists() -> None:
    text = "- [Ropes](#ropes)\n- [Boats](#boats)\n\n## Ropes\n\n- x\n\n## Boats\n\n## Nets\n\n- y\n"
    assert [h.listed for h in marks_of(text, Form.HEADING).headings] == [True, True, False]


def test_nothing_but_the_table_of_contents_below() -> None:
    contents = "## Contents\n\n- [Ropes](#ropes)\n- [Boats](#boats)\n\n"
    text = f"{contents}## Ropes\n\n- x\n\n## Boats\n\n- y\n"
    assert [h.over_contents for h in marks_of(text, Form.HEADING).headings] == [True, False, False]


def test_behind_a_list_of_talks_nothing_belongs_to_its_last_item() -> None:
    marks = marks_of("- Ropes - Mara Lind\n- Boats - Tom Reed\n\nThe end.\n", Form.ITEM)
    assert [heading is None for heading, _ in marks.groups] == [False, False, True]
    assert [block.kind for block in marks.groups[-1][1]] == ["paragraph"]


def test_below_a_heading_of_sessions_items_are_no_talks() -> None:
    items = "- Ropes - Mara Lind\n- Boats - Tom Reed\n"
    assert titles(f"## Lightning talks\n\n{items}", Form.ITEM) == []
    assert len(titles(f"## Good talks\n\n{items}", Form.ITEM)) == 2
