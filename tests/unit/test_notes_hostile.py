"""Lines that nobody means, or somebody means ill: read at once, never an exception, none lost.

Without a limit, each of the long ones takes minutes to years: no test times them.
"""

from pathlib import Path

import pytest

from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.build.sources import find_sources, read_sources
from talkgraph.model import Reading
from talkgraph.settings import Settings
from talkgraph.sources.notes.read import HandwrittenNotes

HEAD = "# HarbourConf 2021\n\nMay 3, 2021 — Aberlane\n\n"
NAMES = ("n.md", "n.txt", "n.rst", "n.org", "n.adoc", "n.mdx")


def read(text: str, name: str = "n.md") -> Reading:
    reading = HandwrittenNotes().read_text(text, name)
    assert reading.coverage is not None
    assert reading.coverage.missing == ()
    return reading


@pytest.mark.parametrize(
    "html",
    [
        "<div>\n<![<!\n",
        "<div><![x</div>\n",
        "<div>\n<![ie x[ y ]]>\n",
        "<div>\n<![CDATA[ x ]]>\n",
        "<div>\n<!\n<!x\n<?\n</\n&#xD800;\n&#x110000;\n",
    ],
)
def test_html_that_the_parser_refuses(html: str) -> None:
    assert read(f"{HEAD}## Small Boats\n\n{html}").event is not None


def test_words_behind_a_marked_section_are_kept() -> None:
    text = f'{HEAD}## Small Boats\n\n<div><![x]> <a href="https://boats.example/">b</a></div>\n'
    event = read(text).event
    assert event is not None
    assert [link.url for link in event.talks[0].links] == ["https://boats.example/"]


@pytest.mark.parametrize("name", ["n.md", "n.mdx"])
@pytest.mark.parametrize("html", ["{}", "<b>{}</b>", "<div>{}</div>", "<a href='{}'>a</a>"])
def test_no_number_of_a_character_is_too_long(name: str, html: str) -> None:
    number = f"&#{'1' * 5000};"
    read(f"{HEAD}## Small Boats\n\n{html.format(number)}\n", name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "line",
    [
        f"May 3, 2021. {'A' * 60}!",
        f"# {'a-' * 60} 2021",
        f"# HarbourConf {'-' * 9000}",
        f"## {'-' * 200_000}x",
        f"## {',' * 200_000}x",
        f"## Boats - Mara Lind{chr(160) * 4900}x",
        f"Mara {'a' * 4900}",
        f"* Mara Lind's {'a' * 4000}!: words",
        f"<A {'a' * 200_000}>",
    ],
    ids=["capitals", "slug", "event", "dashes", "commas", "blanks", "word", "work", "tag"],
)
def test_long_lines(name: str, line: str) -> None:
    read(f"{HEAD}{line}\n", name)
    read(f"{line}\n\nMara Lind\n\n* boats\n", name)


@pytest.mark.parametrize("mark", ["<!-- x\n", "<a ", "<a b='", "<? ", "</ "])
def test_many_open_tags(mark: str) -> None:
    read(f"{HEAD}## Small Boats\n\n<div>\n{mark * 40_000}\n")


def test_a_long_block_of_html_keeps_its_links() -> None:
    rows = "".join(f'<a href="https://x.example/{n}">{n}</a> < <!-- {n}\n' for n in range(1000))
    event = read(f"{HEAD}## Small Boats\n\n<div>\n{rows}</div>\n").event
    assert event is not None
    assert len(event.talks[0].links) == 1000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\nTALKgraph:\n---\n"),
        ("a.md", '---\n---\nne: 6\ntalkgraph: n\n\nevent: "'),
        ("a.md", "<m><e>"),
        ("a.mdx", '<Speaker name="\n">\n'),
        ("a.md", "---\ntalkgraph: notes 5\n\x0c\n---\n"),
    ],
)
def test_odd_marks_are_read_like_any_other(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    read = read_sources(find_sources([tmp_path]))
    assert not [each for one in read for each in one.diagnostics if "\n" in each.message]


def test_an_anchor_of_written_notes_makes_an_address(tmp_path: Path) -> None:
    text = (
        "---\ntalkgraph: notes 1\nevent: QuayConf\n---\n\n## Tuesday {#: 6}\n\n### Ropes {#a b}\n"
    )
    (tmp_path / "written.md").write_text(text, encoding="utf-8")
    build(
        BuildRequest(
            sources=(tmp_path / "written.md",),
            kb=tmp_path / "kb",
            settings=Settings(model="hashing"),
        )
    )
