"""The five real files against the facts that a reader found in them."""

import datetime as dt
import functools
import json
from pathlib import Path
from typing import Any

import pytest
from knowledge_bases import CORPUS

from talkgraph.model import Event, NoteKind, Reading, SessionKind, SourceFile, Talk
from talkgraph.sources.notes.read import HandwrittenNotes

GOLD = CORPUS / "gold" / "notes.json"
KINDS = {"sketch": "sketchnote", "video-thumbnail": "thumbnail"}
SESSIONS = {
    "ignites": SessionKind.IGNITES,
    "open space": SessionKind.OPEN_SPACE,
    "workshop": SessionKind.WORKSHOP,
}

pytestmark = pytest.mark.skipif(
    not GOLD.is_file(), reason="the corpus is not beside the checkout (../shared/corpus)"
)


def facts() -> dict[str, Any]:
    if not GOLD.is_file():
        return {}
    found: dict[str, Any] = json.loads(GOLD.read_text(encoding="utf-8"))["files"]
    return found


FACTS = facts()


def path_of(stem: str) -> Path:
    """Return the version whose lines the facts count: the one with front matter."""
    with_front = CORPUS / "notes-front-matter" / f"{stem}.md"
    return with_front if with_front.is_file() else CORPUS / "notes" / f"{stem}.md"


@functools.cache
def read(path: Path) -> Reading:
    return HandwrittenNotes().read([SourceFile(path=path, name=path.name)])[0]


def event_of(reading: Reading) -> Event:
    assert reading.event is not None
    return reading.event


def talks_by_anchor(event: Event) -> dict[str, Talk]:
    return {talk.anchor or "": talk for talk in event.talks}


@pytest.fixture(params=sorted(FACTS) or ["absent"])
def stem(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_event(stem: str) -> None:
    event, gold = event_of(read(path_of(stem))), FACTS[stem]
    assert event.name == gold["event"]
    assert event.series == gold["series"]
    assert str(event.start) == gold["start"]
    assert str(event.end) == gold["end"]
    assert event.location == gold["location"]


def test_talks(stem: str) -> None:
    event, gold = event_of(read(path_of(stem))), FACTS[stem]
    assert [(t.anchor, t.title) for t in event.talks] == [
        (t["anchor"].strip(), t["title"]) for t in gold["talks"]
    ]
    assert [t.spans[0].first for t in event.talks] == [t["line"] for t in gold["talks"]]
    assert [t.position for t in event.talks] == list(range(1, len(event.talks) + 1))
    assert [t.date for t in event.talks] == [
        dt.date.fromisoformat(t["date"]) if t["date"] else None for t in gold["talks"]
    ]
    days = {day.key: day.title for day in event.days}
    assert [days.get(t.day or "") for t in event.talks] == [t["day_heading"] for t in gold["talks"]]


def test_speakers(stem: str) -> None:
    talks = talks_by_anchor(event_of(read(path_of(stem))))
    for gold in FACTS[stem]["talks"]:
        assert [
            (s.name, s.account.handle if s.account else None, s.affiliation)
            for s in talks[gold["anchor"].strip()].speakers
        ] == [(s["name"], s["handle"], s["affiliation"]) for s in gold["speakers"]], gold["id"]


def test_threads(stem: str) -> None:
    talks = talks_by_anchor(event_of(read(path_of(stem))))
    for gold in FACTS[stem]["talks"]:
        assert [
            (t.url, t.label, t.account.handle if t.account else None, t.by_note_taker)
            for t in talks[gold["anchor"].strip()].threads
        ] == [
            (t["url"], t["label"], t["author_handle"], t["by_notes_author"])
            for t in gold["threads"]
        ], gold["id"]


def test_links(stem: str) -> None:
    talks = talks_by_anchor(event_of(read(path_of(stem))))
    for gold in FACTS[stem]["talks"]:
        assert [(str(link.kind), link.url) for link in talks[gold["anchor"].strip()].links] == [
            (KINDS.get(link["kind"], link["kind"]), link["url"]) for link in gold["links"]
        ], gold["id"]


def test_posts_and_notes(stem: str) -> None:
    event, facts = event_of(read(path_of(stem))), FACTS[stem]
    talks = talks_by_anchor(event)
    assert sum(len(t.posts) for t in event.talks) == facts["n_posts_total"]
    for gold in facts["talks"]:
        talk = talks[gold["anchor"].strip()]
        assert len(talk.posts) == gold["n_posts"], gold["id"]
        # The facts leave out a paragraph that begins in bold type, taking it for a label.
        notes = [
            note
            for note in talk.notes
            if note.kind is not NoteKind.ATTRIBUTION and not note.markdown.startswith("**")
        ]
        assert len(notes) == gold["n_note_lines"], gold["id"]


def test_attributions_are_not_posts(stem: str) -> None:
    talks = talks_by_anchor(event_of(read(path_of(stem))))
    for gold in FACTS[stem]["talks"]:
        said = [
            "\n".join(line.removeprefix("> ") for line in note.markdown.splitlines())
            for note in talks[gold["anchor"].strip()].notes
            if note.kind is NoteKind.ATTRIBUTION
        ]
        assert said == gold["attribution_blockquotes"], gold["id"]


def test_sessions(stem: str) -> None:
    event = event_of(read(path_of(stem)))
    days = {day.key: day.title for day in event.days}
    gold = FACTS[stem]["non_talk_sections"]
    assert [(s.title, s.kind, s.spans[0].first, days.get(s.day or "")) for s in event.sessions] == [
        (g["heading"], SESSIONS[g["kind"]], g["line"], g["day"]) for g in gold
    ]
    for session, facts in zip(event.sessions, gold, strict=True):
        assert [(i.speakers[0].name, i.title) for i in session.items] == [
            (i["speaker"], i["title"]) for i in facts.get("ignites", [])
        ]
        if facts["kind"] == "open space":
            assert session.location == facts["body"].strip("()")


def test_every_line_is_in_the_graph(stem: str) -> None:
    for path in {path_of(stem), CORPUS / "notes" / f"{stem}.md"}:
        coverage = read(path).coverage
        assert coverage is not None
        assert coverage.in_graph == coverage.content
        assert coverage.missing == ()


def test_nothing_but_the_wrong_date_is_reported(stem: str) -> None:
    codes = [d.code for d in read(path_of(stem)).diagnostics]
    assert codes == (["front-matter-date-differs"] if "date_note" in FACTS[stem] and codes else [])


def test_front_matter_does_not_change_what_is_read() -> None:
    stems = [path.stem for path in (CORPUS / "notes-front-matter").glob("*.md")]
    assert stems
    for stem in stems:
        with_front = event_of(read(path_of(stem)))
        without = event_of(read(CORPUS / "notes" / f"{stem}.md"))
        assert (with_front.slug, with_front.start, with_front.end) == (
            without.slug,
            without.start,
            without.end,
        )
        assert [t.key for t in with_front.talks] == [t.key for t in without.talks]
        assert [[p.markdown for p in t.posts] for t in with_front.talks] == [
            [p.markdown for p in t.posts] for t in without.talks
        ]
        assert [[p.plain for p in t.posts] for t in with_front.talks] == [
            [p.plain for p in t.posts] for t in without.talks
        ]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_change_what_is_read(stem: str, end: str) -> None:
    text = path_of(stem).read_text(encoding="utf-8")
    reader = HandwrittenNotes()
    one = event_of(reader.read_text(text, "n.md"))
    other = event_of(reader.read_text(text.replace("\n", end), "n.md"))
    assert [t.key for t in one.talks] == [t.key for t in other.talks]
    assert [[p.plain for p in t.posts] for t in one.talks] == [
        [p.plain for p in t.posts] for t in other.talks
    ]
    assert [[n.says for n in t.notes] for t in one.talks] == [
        [n.says for n in t.notes] for t in other.talks
    ]
    assert [p.markdown.replace("\n", end) for t in one.talks for p in t.posts] == [
        p.markdown for t in other.talks for p in t.posts
    ]


def test_the_note_taker_is_known(stem: str) -> None:
    event = event_of(read(path_of(stem)))
    mine = [t for talk in event.talks for t in talk.threads if t.by_note_taker and t.account]
    if mine:
        assert event.note_taker is not None
        assert event.note_taker.key == mine[0].account.key  # type: ignore[union-attr]
