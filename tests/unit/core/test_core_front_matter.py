"""Front matter: lists, links of a vault, and the keys that talks have."""

import pytest
from note_lines import source_of

from talkgraph.sources.notes.markdown.front_matter import (
    FrontMatter,
    read_front_matter,
    with_values,
)


def front(*lines: str, fence: str = "---") -> FrontMatter:
    return read_front_matter(source_of("\n".join([fence, *lines, fence, "", "Text."])))


@pytest.mark.parametrize(
    ("line", "key", "items"),
    [
        ("speakers: [Mara Lind, Tom Reed]", "speakers", ("Mara Lind", "Tom Reed")),
        ("speakers: ['Mara Lind']", "speakers", ("Mara Lind",)),
        ("speakers:\n- Mara Lind\n- Tom Reed", "speakers", ("Mara Lind", "Tom Reed")),
        ("speaker: Mara Lind, Tom Reed", "speakers", ("Mara Lind, Tom Reed",)),
        ("Presenter: Mara Lind", "speakers", ("Mara Lind",)),
        ('speaker: "[[Mara Lind]]"', "speakers", ("Mara Lind",)),
        ('speaker: "[[People/Mara|Mara Lind]]"', "speakers", ("Mara Lind",)),
        ('speaker: ["[[Mara Lind]]", "[[p/tom|Tom Reed]]"]', "speakers", ("Mara Lind", "Tom Reed")),
        ('speaker: "[[Mara Lind]] and [[Tom Reed]]"', "speakers", ("Mara Lind and Tom Reed",)),
        ('conference: "[[HarbourConf 2024]]"', "event", ("HarbourConf 2024",)),
        ("event: HarbourConf", "event", ("HarbourConf",)),
        ("meetup: HarbourConf", "event", ("HarbourConf",)),
        ("venue: Aberlane", "location", ("Aberlane",)),
        ("recording: https://example.org/v", "video", ("https://example.org/v",)),
        ("slides: https://example.org/s", "slides", ("https://example.org/s",)),
        ("categories: [notes, harbour/quay]", "categories", ("notes", "harbour/quay")),
        ("category: harbour", "categories", ("harbour",)),
        ("title: Small\n  Boats", "title", ("Small Boats",)),
        ("date: 2024-05-03", "date", ("2024-05-03",)),
        ("date: 2024-05-03 10:00:00 +0200", "date", ("2024-05-03 10:00:00 +0200",)),
    ],
)
def test_what_a_key_says(line: str, key: str, items: tuple[str, ...]) -> None:
    found = front(*line.split("\n"))
    assert found.diagnostics == ()
    assert list(found.values) == [key]
    value = found.values[key]
    assert value.items == items
    assert value.text == ", ".join(items)
    last = 1 + len(line.split("\n"))
    assert (value.span.first, value.span.last) == (2, last)
    assert found.last == last + 1
    assert found.own == frozenset(range(1, last + 2))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("tags: [ropes, boats]", "front-matter-unused"),
        ("layout: post", "front-matter-unused"),
        ("speakers: {a: b}", "front-matter-type"),
        ("speakers: []", "front-matter-type"),
        ("title:", "front-matter-type"),
        ("title: true", "front-matter-type"),
        ("speakers: [Mara", "front-matter-invalid"),
        ("- Mara Lind", "front-matter-invalid"),
    ],
)
def test_what_is_not_used_is_told(line: str, code: str) -> None:
    found = front(line)
    assert code in {each.code for each in found.diagnostics}
    assert found.values == {}
    named = {number for each in found.diagnostics for number in each.lines}
    assert named | found.own == {1, 2, 3} or 2 in named


def test_the_first_of_two_keys_that_say_the_same_counts() -> None:
    found = front("event: HarbourConf", "conference: QuayConf")
    assert found.values["event"].text == "HarbourConf"
    assert [each.line for each in found.diagnostics] == [3]


def test_lists_in_toml() -> None:
    found = front('title = "Ropes"', 'speakers = ["Mara Lind", "[[Tom Reed]]"]', fence="+++")
    assert found.values["title"].items == ("Ropes",)
    assert found.values["speakers"].items == ("Mara Lind", "Tom Reed")


def test_the_header_of_another_format_adds_what_is_missing() -> None:
    source = source_of("\n".join(["---", "title: Ropes", "---", "x", "y"]))
    found = with_values(
        read_front_matter(source),
        {"Title": ("Boats", 4), "SPEAKER": (" Tom Reed ", 5), "color": ("red", 6)},
        source,
    )
    assert {key: value.text for key, value in found.values.items()} == {
        "title": "Ropes",
        "speakers": "Tom Reed",
    }
    assert found.values["speakers"].span.first == 5
    assert found.own >= {4, 5, 6}


@pytest.mark.parametrize("text", ["", "x", "---", "---\nprose, no keys\n---\n", "--- \n\nx\n"])
def test_no_front_matter(text: str) -> None:
    assert read_front_matter(source_of(text)).values == {}
    assert read_front_matter(source_of(text)).last == 0
