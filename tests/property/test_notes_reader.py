"""Whatever the bytes, the reader answers, and accounts for every line."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from talkgraph.model import Event, Note, Post, Reading, Session, Talk
from talkgraph.sources.notes.read import HandwrittenNotes

READER = HandwrittenNotes()


def split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def parts_of(event: Event) -> tuple[Talk | Session, ...]:
    return (*event.talks, *event.sessions)


def check_laws(data: bytes) -> Reading:
    reading = READER.read_text(data, "n.md")
    assert reading == READER.read_text(data, "n.md")
    assert reading.coverage is not None
    coverage = reading.coverage
    assert coverage.missing == ()
    assert coverage.content == coverage.accounted + coverage.left_out
    assert not (coverage.accounted if reading.event is None else coverage.left_out)
    if reading.event is not None:
        check_event(reading.event, data.decode("utf-8").removeprefix("\ufeff"))
    return reading


def check_event(event: Event, text: str) -> None:
    lines = split(text)
    parts = parts_of(event)
    keys = [part.key for part in parts]
    assert len(keys) == len(set(keys))
    assert len({day.key for day in event.days}) == len(event.days)
    days = {day.key for day in event.days}
    assert all(part.day is None or part.day in days for part in parts)
    passages: list[Post | Note] = [*event.notes]
    for part in parts:
        passages += [*part.posts, *part.notes]
        assert [post.position for post in part.posts] == list(range(1, len(part.posts) + 1))
        assert all(n.parent is None or 0 < n.parent < n.position for n in part.notes)
        assert [s.position for s in part.speakers] == list(range(1, len(part.speakers) + 1))
        assert all(s.name.strip() for s in part.speakers)
        assert part.title
    for passage in passages:
        first, last = passage.span.first, passage.span.last
        assert 1 <= first <= last <= len(lines)
        assert split(passage.markdown) == lines[first - 1 : last]


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check_laws(data)


@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    check_laws(text.encode("utf-8", "ignore"))


MARKS = st.sampled_from(
    [
        *("#", "##", "> ", ">", "* ", "- ", "1. ", "  ", "    ", "\n", "\r\n", "\n\n", "---\n"),
        *('<a name="x"></a>', "<a name=''>", "{#x}", "[a](#x)", "[b](http://b.example/)"),
        *("**Twitter thrads:**\n", "My livetweet contents\n", "Other notes:", "<!-- c -->\n"),
        *(
            "<img src='i.png'",
            "/>",
            "</a>",
            "|",
            "|a|b|\n|-|-|\n",
            "```\n",
            "[x]: http://x.example\n",
        ),
        *("Day 1: Friday 2021-02-30", "May 1-2, 2021 — Somewhere", "title: x\n", "&", "(", ")"),
        *("@ana", "#tag", '"quoted"', "[aside]", "[fin]", "Ana Reed", " — ", ":", "\t", "\u00a0"),
    ]
)


@given(st.lists(MARKS, max_size=40))
@example(["---\n", "title: x\n", "---\n", "# ", "> "])
def test_any_heap_of_markdown(pieces: list[str]) -> None:
    check_laws("".join(pieces).encode())


# ── notes like the real ones, made up, and then spoilt ───────────────────────────────────────

WORDS = st.sampled_from(
    [
        "teams",
        "ship",
        "small",
        "changes",
        "when",
        "nobody",
        "is",
        "afraid",
        "of",
        "the",
        "pager",
        "today",
    ]
)
PEOPLE = st.sampled_from(["Ana Reed", "Bo Lind", "Dr. Cy Dale", 'Dee "Dot" Frost', "Eli van Gogh"])
HANDLES = st.sampled_from(["anareed", "bo_lind", "cydale", "dotfrost"])


@st.composite
def sentences(draw: st.DrawFn) -> str:
    words = draw(st.lists(WORDS, min_size=1, max_size=8))
    tail = draw(
        st.sampled_from(["", " #ExampleConf", " [fin]", " [so true]", ' - "yes", she said'])
    )
    return " ".join(words).capitalize() + "." + tail


@st.composite
def speakers(draw: st.DrawFn) -> str:
    people = draw(st.lists(PEOPLE, min_size=1, max_size=3, unique=True))
    shown = []
    for person in people:
        form = draw(st.sampled_from(["{p}", "[{p}](https://twitter.com/{h})", "{p} (Acme, Inc)"]))
        shown.append(form.format(p=person, h=draw(HANDLES)))
    return draw(st.sampled_from(["\n| ", " & ", ", ", " and "])).join(shown)


@st.composite
def talks(draw: st.DrawFn, number: int) -> str:
    anchor = draw(st.sampled_from([f'<a name="t{number}"></a> ', f'<a id="t{number} "></a>', ""]))
    lines = [f"## {anchor}Talk number {number}: {draw(WORDS)}", "", draw(speakers()), ""]
    if draw(st.booleans()):
        handle = draw(HANDLES)
        lines += [
            f"**Twitter thrads:**\n[{handle} (me)](https://twitter.com/{handle}/status/1)",
            "",
        ]
    if draw(st.booleans()):
        lines += ["**My livetweet contents**", ""]
        for text in draw(st.lists(sentences(), max_size=4)):
            lines += [f"> {text}", draw(st.sampled_from(["", ">\n> * one\n> * two\n"]))]
    if draw(st.booleans()):
        lines += ["Other notes:", ""]
        lines += [f"* {text}" for text in draw(st.lists(sentences(), max_size=4))]
        lines += ["  * below", ""]
    return "\n".join(lines)


@st.composite
def notes(draw: st.DrawFn) -> str:
    count = draw(st.integers(0, 4))
    day = dt.date(2021, 3, 4)
    head = draw(
        st.sampled_from(
            [
                "# ExampleConf Springfield 2021\n",
                '---\ntitle: "ExampleConf Springfield 2021"\ndate: 2021-03-04\n---\n',
            ]
        )
    )
    lines = [head, f"{day:%B} 4-5, 2021 — Springfield, Somewhere", "", "The talks:", ""]
    lines += [f"* [Somebody — Talk number {n}](#t{n})" for n in range(count)]
    for number in range(count):
        if draw(st.booleans()):
            lines += ["", f"# Day {number + 1}: {day:%A} {day}", ""]
        lines += ["", draw(talks(number)), ""]
    return "\n".join(lines)


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    lines = draw(notes()).split("\n")
    for _ in range(draw(st.integers(0, 6))):
        a = draw(st.integers(0, len(lines) - 1))
        b = draw(st.integers(0, len(lines) - 1))
        act = draw(st.sampled_from(["delete", "double", "swap", "cut", "glue", "insert"]))
        if act == "delete" and len(lines) > 1:
            del lines[a]
        elif act == "double":
            lines.insert(a, lines[b])
        elif act == "swap":
            lines[a], lines[b] = lines[b], lines[a]
        elif act == "cut":
            at = draw(st.integers(0, len(lines[a])))
            lines[a] = lines[a][:at]
        elif act == "glue":
            lines[a] = lines[a].lstrip() + lines[b].strip()
        else:
            lines.insert(a, draw(MARKS).rstrip("\n"))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


@given(notes())
def test_made_up_notes_are_understood(text: str) -> None:
    reading = check_laws(text.encode())
    assert reading.event is not None
    assert reading.event.name == "ExampleConf Springfield 2021"
    assert reading.event.start == dt.date(2021, 3, 4)
    assert reading.coverage is not None
    unknown = sum(d.code == "toc-unknown-anchor" for d in reading.diagnostics)
    assert reading.coverage.in_graph == reading.coverage.content - unknown


@given(spoilt())
def test_spoilt_notes(text: str) -> None:
    check_laws(text.encode())


@given(notes())
def test_line_ends_do_not_matter(text: str) -> None:
    one = READER.read_text(text, "n.md").event
    other = READER.read_text(text.replace("\n", "\r\n"), "n.md").event
    assert one is not None
    assert other is not None
    assert [t.key for t in one.talks] == [t.key for t in other.talks]
    assert [[p.plain for p in t.posts] for t in one.talks] == [
        [p.plain for p in t.posts] for t in other.talks
    ]


@pytest.mark.parametrize("levels", [10, 100, 5000])
@pytest.mark.parametrize("mark", ["> ", ">", "* ", "1. "])
def test_deep_nesting_ends_and_is_accounted_for(mark: str, levels: int) -> None:
    head = '# ExampleConf 2021\n\n## <a name="a"></a> One\n\n'
    reading = check_laws(f"{head}{mark * levels}deep\n\nafter\n".encode())
    assert reading.event is not None
    codes = {d.code for d in reading.diagnostics}
    assert ("nested-too-deeply" in codes) == (levels > 40)
    assert reading.event.talks[0].notes[-1].plain == "after"


def test_deep_lists_by_indentation() -> None:
    text = "# ExampleConf 2021\n\n## Ignites\n\n" + "".join(
        f"{' ' * (2 * n)}* level {n}\n" for n in range(600)
    )
    reading = check_laws(text.encode())
    assert "nested-too-deeply" in {d.code for d in reading.diagnostics}
