"""Every kind of layout in its smallest form: what is an event, what a talk, and who speaks.

Most inputs stand in `tests/support/layouts_of_*.py`; those of the corpus beside the project are
skipped where it is not.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from knowledge_bases import CORPUS
from layout_samples import Layout, Right, faults, read_folder
from layouts_of_files import FILES
from layouts_of_folders import FOLDERS

from talkgraph.model import Event, Reading
from talkgraph.model.names import slug
from talkgraph.sources.join import join

MINIS = CORPUS / "minis"
NUMBERS = [f"{number:02}" for number in range(1, 23)]


@pytest.mark.parametrize("layout", [*FOLDERS, *FILES], ids=lambda layout: layout.name)
def test_a_layout(layout: Layout, tmp_path: Path) -> None:
    assert faults(layout, *read_folder(layout.write(tmp_path / "notes"))) == []


def test_the_other_year_of_a_day_is_told(tmp_path: Path) -> None:
    [layout] = [each for each in FOLDERS if each.name == "years that contradict each other"]
    told = warnings_of(layout.write(tmp_path / "notes"))
    assert any("2014" in message and "2021" in message for message in told)


def warnings_of(folder: Path) -> list[str]:
    """Return what is told of each file, and of the events that several files tell."""
    readings, _ = read_folder(folder)
    _, joining = join([r.event for r in readings if r.event is not None])
    told = [*(each for r in readings for each in r.diagnostics), *joining]
    return [each.message for each in told if each.weighty]


# ── one way to write it, for all talks of a file ─────────────────────────────────────────────────

TALKS = (
    Right("Slow Queries at Sea", ("Mara Lind",), ("note 0",)),
    Right("Small Boats", ("Tom Reed",), ("note 1",)),
    Right("Tides for Teams", ("Ines Hall",), ("note 2",)),
)


def written(way: str) -> Layout:
    """Write three talks alike: {t} is the title, {n} the name, {h} a handle."""
    parts = ["@@ a.md\n# HarbourConf 2021\n"]
    for number, talk in enumerate(TALKS):
        [name] = talk.speakers
        handle = name.replace(" ", "").casefold()
        lines = way.format(t=talk.title, n=name, h=handle)
        parts.append(f"{lines}\n\n- note {number}\n")
    return Layout(
        name=way, files="\n".join(parts), events=[("HarbourConf 2021", None)], talks=TALKS
    )


IN_THE_HEADING = [
    "## {t} - {n}",
    "## {t} – {n}",
    "## {t} -- {n}",
    "## {t} --- {n}",
    "## {t} | {n}",
    "## {t} | {n} (9:45am)",
    "## {t} by {n}",
    "## {t}, by {n}",
    '## "{t}" by {n}',
    "## {t} (by {n})",
    "## {t} ({n})",
    "## {t}, {n}",
    "## {n}: {t}",
    '## {n}: "{t}"',
    "## {n} - {t}",
    '## {n} - "{t}"',
    "## {n} | {t}",
    "## “{t}” – {n}",
    "## *{t}* - {n}",
    "## {t} - *{n}*",
    "## {t} - {n}, Evaluation Officer at Quay Works",
    "## {t} - {n} (Quay Works)",
    "## {t} - {n}, Quay Works",
    "## {t} - {n} @{h}",
    "## {t} - {n} (@{h})",
    "## {t} - [{n}](https://twitter.com/{h})",
    "## {t} ([{n}](https://twitter.com/{h}))",
    "## [{t}](https://example.org/{h}) - {n}",
    "## [{t}](https://example.org/{h}) by {n}",
    "## 9:45 - {t} - {n}",
    "## 9:45am: {t} - {n}",
    "## {t} - {n} ([slides](https://example.org/{h}))",
    "## {t} (EN) - {n}",
    "## Talk: {t} - {n}",
    "## Talk: {t} by {n}",
    "## A. {t} - {n}",
    "## 1. {t} - {n}",
    "### {t} - {n}",
    "# {t} - {n}",
    "**{t}** - {n}",
    "**{t} - {n}**",
    "**{t}**. {n} (Quay Works)",
    "**09:30 {n}: {t}**",
    "##{t} - {n}",
    "##\u00a0{t} - {n}",
    "{t} - {n}\n---",
    "Talk: {t} - {n}",
]
BELOW = [
    "## {t}\n\n{n}",
    "## {t}\n\nby {n}",
    "## {t}\n\nBy: {n}",
    "## {t}\n\n**{n}**",
    "## {t}\n\n*{n}*",
    "## {t}\n\n_by {n}_",
    "## {t}\n\n- {n}",
    "## {t}\n\n- by {n}",
    "## {t}\n\n* speaker: {n}",
    "## {t}\n\nSpeaker: {n}",
    "## {t}\n\n**Speaker**: {n}",
    "## {t}\n\n**Speaker:** {n}",
    "## {t}\n\n*Speaker: {n}*",
    "## {t}\n\nSpeaker(s): {n}",
    "## {t}\n\nSpeakers: {n}",
    "## {t}\n\nPresented by {n}",
    "## {t}\n\nPresenter: {n}, Quay Works",
    "## {t}\n\nSprecher: {n}",
    "## {t}\n\nReferentin: {n}",
    "## {t}\n\nOratrice : {n}",
    "## {t}\n\nPonente: {n}",
    "## {t}\n\nspaker: {n}",
    "## {t}\n### {n}",
    "## {t}\n\n### {n}",
    "## {t}\n\n#### by {n}",
    "## {t}\n\n### Speaker: {n}",
    "## {t}\n\n[{n}](https://twitter.com/{h})",
    "## {t}\n\n{n} (@{h})",
    "## {t}\n\n{n} @{h}",
    "## {t}\n\n{n}, Evaluation Officer, Aberlane Trust",
    "## {t}\n\n{n} - Quay Works",
    "## {t}\n\n{n} from Quay Works",
    "## {t}\n\n{n} (Quay Works)",
    "Talk: {t}\nSpeaker: {n}",
    "## {t}\n\n{n} talked about ropes.",
    "## {t}\n\nTalk given by {n}.",
    "## {t}\n\nSession by {n}, a teacher at Aberlane.",
    "## {t}\n\n{n} et al. (Quay Works)",
    "## {t}\n\n{n}, Quay Works BV",
    "## {t}\n\ndoor {n}",
    "## {t}\n\nSpeaker: {n}\nTitle: Director of Quays\nRoom: 2",
    "## {t}\n\nWho: {n}\nWhen: at noon",
    "## {t}\n\n> Speaker: {n}\n> Room: 2",
]


@pytest.mark.parametrize("way", [*IN_THE_HEADING, *BELOW])
def test_a_way_to_name_speakers(way: str, tmp_path: Path) -> None:
    layout = written(way)
    assert faults(layout, *read_folder(layout.write(tmp_path / "notes"))) == []


WHO = [
    ("Mara Lind and Tom Reed", ["Mara Lind", "Tom Reed"]),
    ("Mara Lind & Tom Reed", ["Mara Lind", "Tom Reed"]),
    ("Mara Lind, Tom Reed", ["Mara Lind", "Tom Reed"]),
    ("Mara Lind / Tom Reed", ["Mara Lind", "Tom Reed"]),
    ("Mara Lind, Tom Reed and Ines Hall", ["Mara Lind", "Tom Reed", "Ines Hall"]),
    ("Mara Lind et Tom Reed", ["Mara Lind", "Tom Reed"]),
    ("Mara Lind und Tom Reed", ["Mara Lind", "Tom Reed"]),
    ("Mara Lind (Quay Works) and Tom Reed (Aberlane Labs)", ["Mara Lind", "Tom Reed"]),
    ("Dr. Mara Lind", ["Dr. Mara Lind"]),
    ("Mara van der Lind", ["Mara van der Lind"]),
    ("Mara Lind-Hall", ["Mara Lind-Hall"]),
    ("Mára Øst", ["Mára Øst"]),
    ("M. Lind", ["M. Lind"]),
]


@pytest.mark.parametrize(("who", "names"), WHO)
@pytest.mark.parametrize("way", ["## Small Boats - {}", "## Small Boats\n\nSpeakers: {}"])
def test_several_speakers(way: str, who: str, names: list[str], tmp_path: Path) -> None:
    boats = way.format(who)
    text = f"# HarbourConf 2021\n\n{boats}\n\n- wood\n\n## Ropes - Jo Berg\n\n- knots\n"
    layout = Layout(
        name="",
        files=f"@@ a.md\n{text}",
        events=[("HarbourConf 2021", None)],
        talks=[Right("Small Boats", tuple(names), ("wood",)), Right("Ropes", ("Jo Berg",))],
    )
    assert faults(layout, *read_folder(layout.write(tmp_path / "notes"))) == []


# ── when ─────────────────────────────────────────────────────────────────────────────────────────

FILES_AND_DAYS = [
    ("harbourconf.md", "Aberlane, 9-10 September 2021", "2021-09-09", "2021-09-10"),
    ("harbourconf.md", "October 3-4, 2019", "2019-10-03", "2019-10-04"),
    ("harbourconf.md", "Thursday, October 3, 2019, 9 am", "2019-10-03", "2019-10-03"),
    ("harbourconf.md", "10/25/2019", "2019-10-25", "2019-10-25"),
    ("harbourconf.md", "25.10.2019", "2019-10-25", "2019-10-25"),
    ("harbourconf.md", "2019-10-02", "2019-10-02", "2019-10-02"),
    ("harbourconf.md", "3 octobre 2019", "2019-10-03", "2019-10-03"),
    ("harbourconf.md", "Aberlane, 3. Oktober 2019", "2019-10-03", "2019-10-03"),
    ("harbourconf.md", "3. Oktober 2019", "2019-10-03", "2019-10-03"),
    ("harbourconf.md", "6. bis 8. Mai 2019, Aberlane", "2019-05-06", "2019-05-08"),
    ("harbourconf.md", "15 + 16 May 2019", "2019-05-15", "2019-05-16"),
    ("harbourconf.md", "Date: 2019-10-02", "2019-10-02", "2019-10-02"),
    ("2019-10-02-harbourconf.md", "", "2019-10-02", "2019-10-02"),
    ("2019-10-02/harbourconf.md", "", "2019-10-02", "2019-10-02"),
]


@pytest.mark.parametrize(("name", "line", "start", "end"), FILES_AND_DAYS)
def test_a_date(name: str, line: str, start: str, end: str, tmp_path: Path) -> None:
    text = f"# HarbourConf\n\n{line}\n\n## Ropes - Mara Lind\n\n- knots\n\n## Lamps - Tom Reed\n"
    path = tmp_path / "notes" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    [event] = read_folder(tmp_path / "notes")[1]
    assert (str(event.start), str(event.end)) == (start, end)
    assert slug(event.name) in {"harbourconf", f"harbourconf-{start[:4]}"}


# ── the corpus's own ─────────────────────────────────────────────────────────────────────────────

MORE_TALKS = {
    "13": {"Ropes"},  # an ignite may be a talk or a session
    "14": {"Slow Queries at Sea", "Small Boats", "Slow Queries"},  # in other formats
}
EVENTS = {"05": 2, "14": None, "21": 2}
"""How many events there are where that is not said by names; 14 may have more than one."""


@pytest.mark.skipif(not MINIS.is_dir(), reason=f"the little layouts are not at {MINIS}")
@pytest.mark.parametrize("number", NUMBERS)
def test_a_layout_of_the_corpus(number: str) -> None:
    right = json.loads((MINIS / "expected.json").read_text("utf-8"))[number]
    readings, events = read_folder(MINIS / number)
    found = sorted((t.title, [s.name for s in t.speakers]) for e in events for t in e.talks)
    wanted = sorted((title, names) for title, names in right["talks"])
    for more in MORE_TALKS.get(number, ()):
        found = _without(found, more, keep=[names for title, names in wanted if title == more])
    assert found == wanted, right["why"]
    _check_events(number, right, events)
    assert unread(readings) == []
    assert astray(readings) == []


@pytest.mark.skipif(not MINIS.is_dir(), reason=f"the little layouts are not at {MINIS}")
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("10", ("01-slow.md",)),  # the index names files that are not there
        ("16", ("2014", "2021")),
        ("19", ("2013-11-08", "2020")),
    ],
)
def test_what_disagrees_in_the_corpus_is_told(number: str, words: tuple[str, ...]) -> None:
    told = warnings_of(MINIS / number)
    assert any(all(word in message for word in words) for message in told), told


def _without(
    found: list[tuple[str, list[str]]], title: str, keep: list[list[str]]
) -> list[tuple[str, list[str]]]:
    """Return the talks without those of a title, except for as many as are right."""
    same = [talk for talk in found if talk[0] == title]
    kept = [talk for talk in same if talk[1] in keep][: len(keep)]
    return sorted([*(talk for talk in found if talk[0] != title), *kept])


def _check_events(number: str, right: dict[str, Any], events: Sequence[Event]) -> None:
    """Compare names, without regard to case, and the first days that are known.

    An event of either name may be called with its year or without.
    """
    count = EVENTS.get(number, len(right.get("events", events)))
    assert count is None or len(events) == count
    for name, start in right.get("events", ()):
        names = {slug(name)}
        if right.get("either_event"):
            names.add(slug(name.rsplit(" ", 1)[0]))
        same = [event for event in events if event.slug in names]
        assert len(same) == 1, [event.name for event in events]
        assert start is None or str(same[0].start) == start


def unread(readings: Sequence[Reading]) -> list[str]:
    """Name the lines that nothing stands for, and those that nobody understood."""
    told = [d.place for r in readings for d in r.diagnostics if d.code == "line-not-understood"]
    missing = [r.source for r in readings if r.coverage is not None and r.coverage.missing]
    return [*told, *missing]


def astray(readings: Sequence[Reading]) -> list[str]:
    """Name what is kept with another talk than the one that it stands under."""
    found: list[str] = []
    for reading in readings:
        talks = reading.event.talks if reading.event else ()
        starts = sorted(talk.spans[0].first for talk in talks)
        for talk in talks:
            start = talk.spans[0].first
            stop = next((other for other in starts if other > start), 10**6)
            spans = [
                *(note.span for note in talk.notes),
                *(post.span for post in talk.posts),
                *(speaker.span for speaker in talk.speakers),
            ]
            strays = [span for span in spans if not start <= span.first < stop]
            found += [f"{span} is not of {talk.title!r}" for span in strays]
    return found
