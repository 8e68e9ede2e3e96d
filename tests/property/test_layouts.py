"""Whatever files lie together, they are read, alike each time, and nothing in them is lost."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from layout_samples import write_files
from layouts_of_files import FILES
from layouts_of_folders import FOLDERS

from talkgraph.model import Event, Note, Post, Reading
from talkgraph.sources import registry
from talkgraph.sources.discover import discover
from talkgraph.sources.join import join

FOLDER_NAMES = st.sampled_from(
    ["", "", "harbourconf-2021/", "2019/HarbourConf/", "notes/day-1/", "_posts/", "2012-04-23/"]
)
STEMS = st.sampled_from(
    [
        *("README", "index", "day-1", "day-2", "2021-05-03", "2021-05-03-ropes", "small-boats"),
        *("harbourconf-2021", "quayconf", "LICENSE", "a", "2015-11-15-0930-small-boats"),
    ]
)
ENDINGS = st.sampled_from(
    [".md", ".md", ".md", ".markdown", ".rst", ".org", ".adoc", ".mdx", ".txt"]
)
TEXTS = st.sampled_from(
    sorted({text for layout in (*FOLDERS, *FILES) for text in layout.texts.values()})
)
LINES = st.sampled_from(
    [
        *(
            "",
            "---",
            "===",
            "# ",
            "## Lunch",
            "**Lamps**",
            "- Nets - Jo Berg",
            "> Oars",
            "> Jo Berg @jo",
        ),
        *(
            "# Day 2",
            "## Talks",
            "### Jo Berg",
            "Speaker:",
            "event: QuayConf",
            "| Talk | Speaker |",
        ),
        *(
            "- [Ropes](#ropes)",
            "<a name='x'></a>",
            "```",
            "[[Jo Berg]]",
            "<!--",
            "2021-05-04",
            "\t",
        ),
        *("Ada Falk - Ben Ode", "by Ada Falk", "1. ", "= Oars", "* Oars", "title: [", "é \u2028 ﷽"),
    ]
)


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """Draw a text of some layout, with a few of its lines deleted, doubled, swapped or glued."""
    lines = draw(TEXTS).split("\n")
    for act in draw(
        st.lists(st.sampled_from(["delete", "double", "swap", "cut", "glue", "insert"]), max_size=5)
    ):
        a = draw(st.integers(0, len(lines) - 1))
        b = draw(st.integers(0, len(lines) - 1))
        if act == "delete" and len(lines) > 1:
            del lines[a]
        elif act == "double":
            lines.insert(a, lines[b])
        elif act == "swap":
            lines[a], lines[b] = lines[b], lines[a]
        elif act == "cut":
            lines[a] = lines[a][: draw(st.integers(0, len(lines[a])))]
        elif act == "glue":
            lines[a] = lines[a] + lines[b].strip()
        else:
            lines.insert(a, draw(LINES))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


NAMES = st.builds(lambda folder, stem, end: f"{folder}{stem}{end}", FOLDER_NAMES, STEMS, ENDINGS)
FILES_TOGETHER = st.dictionaries(NAMES, spoilt(), min_size=1, max_size=6)


def read(texts: dict[str, str], *, backwards: bool = False) -> dict[str, Reading]:
    with tempfile.TemporaryDirectory() as folder:
        files = discover([write_files(Path(folder) / "notes", texts)]).files
        readings = registry.read_all(files[::-1] if backwards else files)
    return {reading.source: reading for reading in readings}


def check_lines(reading: Reading, text: str) -> None:
    coverage = reading.coverage
    assert coverage is not None
    lines = text.replace("\r\n", "\n").split("\n")
    assert coverage.content == sum(bool(line.strip()) for line in lines)
    assert coverage.missing == ()
    assert coverage.content == coverage.accounted + coverage.left_out
    if reading.event is None:
        assert coverage.accounted == 0
        told = {number for each in reading.diagnostics for number in each.lines}
        assert not coverage.content or told >= set(range(1, len(lines)))
    else:
        assert coverage.left_out == 0
        assert reading.event.spans


@given(FILES_TOGETHER)
def test_every_line_of_files_that_lie_together_is_accounted_for(texts: dict[str, str]) -> None:
    readings = read(texts)
    assert set(readings) <= set(texts)
    for name, reading in readings.items():
        check_lines(reading, texts[name])
    assert read(texts) == readings


@given(FILES_TOGETHER)
def test_the_order_of_the_files_does_not_change_the_readings(texts: dict[str, str]) -> None:
    assert read(texts, backwards=True) == read(texts)


@given(FILES_TOGETHER)
def test_joined_events_keep_every_talk(texts: dict[str, str]) -> None:
    told = [reading.event for reading in read(texts).values() if reading.event is not None]
    joined = {event.slug: event for event in join(told)[0]}
    assert set(joined) == {event.slug for event in told}
    for event in told:
        assert notes_of_talks(event) <= notes_of_talks(joined[event.slug])


def notes_of_talks(event: Event) -> set[tuple[str, int, str]]:
    """Return the place of each talk, and of each note and post in it, with what it says."""
    places = set()
    for talk in event.talks:
        for span in talk.spans:
            places.add((span.source, span.first, "talk"))
        said: tuple[Note | Post, ...] = (*talk.notes, *talk.posts)
        for each in said:
            places.add((each.span.source, each.span.first, each.plain))
    return places
