"""Whatever the lines, as many come back, and words that are no markup are all there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.sources.notes.formats import Format, as_markdown, format_of
from talkgraph.sources.notes.markdown.blocks import Block, parse
from talkgraph.sources.notes.markdown.source import Source, split_lines

OTHERS = [format for format in Format if format is not Format.MARKDOWN]
FORMATS = st.sampled_from(OTHERS)
MARKS = st.sampled_from(
    [
        *("- ", "* ", "** ", "+ ", "1. ", "#. ", "a. ", "• ", "  ", "    ", "\t", "\n", "\n\n"),
        *("====\n", "----\n", "~~~~\n", "=", "-", "::", "::\n\n", ".. ", ".. code::", ".. _a: b"),
        *("`a <b>`_", "a_", "``", "`", "[[", "]]", "][", "[", "](", "<", ">", "<A b={", "</A>"),
        *("{/*", "*/}", "import a from 'b'", "export const meta = {", "<Speaker name='Ana'/>"),
        *(":a: b", ":END:", ":PROPERTIES:\n", "#+BEGIN_SRC\n", "#+END_SRC\n", "#+TITLE: x\n"),
        *("____\n", "|===\n", "|a|b\n", "|--", "+", "```\n", "---\n", "// ", "* * *\n", "# ", "\\"),
        *("<2021-05-03 Mon>", "http://a.example", "[x]", "/a/", "words", "&amp;", "\u00a0", "\x0c"),
    ]
)
WORDS = st.lists(
    st.sampled_from(["teams", "ship", "small", "changes", "Mara", "and", "é", "C", "7"]),
    min_size=1,
    max_size=6,
).map(" ".join)


def check(text: str, format: Format) -> None:
    lines = split_lines(text)
    done = as_markdown(lines, format)
    assert len(done.lines) == len(lines)
    assert not any("\n" in line or "\r" in line for line in done.lines)
    assert all(key == key.casefold() for key in done.front)
    assert all(1 <= number <= len(lines) for _, number in done.front.values())
    assert format_of("notes", lines) in Format


@given(st.text(max_size=300), FORMATS)
def test_any_text(text: str, format: Format) -> None:
    check(text, format)


@given(st.lists(MARKS, max_size=40), FORMATS)
def test_any_heap_of_marks(pieces: list[str], format: Format) -> None:
    check("".join(pieces), format)


@st.composite
def indented(draw: st.DrawFn) -> str:
    bullet = draw(st.sampled_from(["", "- ", "1. "]))
    return " " * draw(st.integers(0, 9)) + bullet + draw(WORDS)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def text_lines(block: Block) -> list[str]:
    return [token.content for leaf in block.leaves() for token in leaf.tokens]


@given(st.lists(st.one_of(indented(), st.just("")), max_size=12), FORMATS)
def test_words_without_markup_come_through_as_text(lines: list[str], format: Format) -> None:
    done = as_markdown(lines, format)
    for source, result in zip(lines, done.lines, strict=True):
        assert words(source) == words(result)
    blocks = parse(Source(name="n", lines=tuple(f"{line}\n" for line in done.lines))).blocks
    kinds = {leaf.kind for block in blocks for leaf in block.leaves()}
    assert kinds <= {"paragraph"} or format is Format.MDX


@given(st.lists(st.tuples(st.integers(0, 3), WORDS), min_size=1, max_size=10), FORMATS)
def test_items_stay_items_in_their_order(rows: list[tuple[int, str]], format: Format) -> None:
    lines = [" " * (2 * depth) + "- " + text for depth, text in rows]
    done = as_markdown(lines, format)
    source = Source(name="n", lines=tuple(f"{line}\n" for line in done.lines))

    def firsts(block: Block) -> list[int]:
        own = [block.span.first] if block.kind == "list_item" else []
        return own + [line for child in block.children for line in firsts(child)]

    found = [line for block in parse(source).blocks for line in firsts(block)]
    assert found == list(range(1, len(lines) + 1)) or format is Format.MDX


@pytest.mark.parametrize("format", OTHERS)
@pytest.mark.parametrize(
    "piece", ["`a <", "[[a", "<A b={", "http://a[", "a.", "/a ", "<<", "\\", " "]
)
def test_one_huge_line_ends(piece: str, format: Format) -> None:
    line = (piece * 200_000)[:200_000]
    assert len(as_markdown([line], format).lines) == 1


@pytest.mark.parametrize("format", OTHERS)
@pytest.mark.parametrize(
    "lines",
    [["- a::", ""], ["a", "=="], ["#+BEGIN_SRC"], [".. x", ""], ["<A b={"], [":A:"], ["```"]],
)
def test_many_lines_end(lines: list[str], format: Format) -> None:
    many = lines * (20_000 // len(lines))
    assert len(as_markdown(many, format).lines) == len(many)
