"""Invented notes in the styles of the family against the facts that a human reads in them.

The facts stand beside each file: what is absent is empty, `*` is anything, `a|b` is either, and
the speaker of a quote is a name, a handle, `=` (the talk's only speaker) or null (nobody).
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talkgraph.model import (
    AttributionBasis,
    Event,
    NoteKind,
    Quote,
    Reading,
    Session,
    Speaker,
    Talk,
)
from talkgraph.sources.notes.read import HandwrittenNotes

FOLDER = Path(__file__).parent / "notes"
STEMS = sorted(path.stem for path in FOLDER.glob("*.md"))
UNREMARKABLE = {"front-matter-unused", "byte-order-mark"}
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as written": lambda text: text,
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "trailing blanks": lambda text: text.replace("\n\n", " \n \t\n"),
    "byte order mark": lambda text: "\ufeff" + text,
}


def differences(where: str, found: object, wanted: object) -> list[str]:
    """Say where two plain values differ."""
    if wanted == "*":
        return []
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        return [
            line
            for index, pair in enumerate(zip(found, wanted, strict=True))
            for line in differences(f"{where}[{index}]", *pair)
        ]
    if isinstance(wanted, str) and "|" in wanted and (found or "") in wanted.split("|"):
        return []
    return [] if found == wanted else [f"{where}: found {found!r}, wanted {wanted!r}"]


def who(quote: Quote) -> str | None:
    if quote.basis is AttributionBasis.SPEAKER:
        return "="
    return quote.account.handle if quote.account else quote.name


def people(speakers: tuple[Speaker, ...]) -> list[list[str | None]]:
    return [[s.name, s.account.handle if s.account else None, s.affiliation] for s in speakers]


def told_of(part: Talk | Session) -> dict[str, object]:
    """Return what is told of a talk or a session, in plain values."""
    notes = [note for note in part.notes if note.kind is not NoteKind.ATTRIBUTION]
    says = [*(post.says for post in part.posts), *(note.says for note in notes)]
    return {
        "title": part.title,
        "date": str(part.date) if part.date else None,
        "threads": [
            [t.label, t.account.handle if t.account else None, t.by_note_taker]
            for t in part.threads
        ],
        "links": [[str(link.kind), link.url] for link in part.links],
        "posts": len(part.posts),
        "notes": len(notes),
        "attributions": len(part.notes) - len(notes),
        "quotes": [[q.text, who(q)] for said in says for q in said.quotes],
        "asides": [a.text for said in says for a in said.asides],
        "content_hashtags": [h.tag for said in says for h in said.hashtags if not h.of_event],
    }


def told_of_talk(talk: Talk) -> dict[str, object]:
    return {**told_of(talk), "anchor": talk.anchor, "speakers": people(talk.speakers)}


def told_of_session(session: Session) -> dict[str, object]:
    return {
        **told_of(session),
        "kind": str(session.kind),
        "location": session.location,
        "speakers": [speaker.name for speaker in session.speakers],
        "items": [[item.title, [s.name for s in item.speakers]] for item in session.items],
    }


def told_of_event(event: Event) -> dict[str, object]:
    return {
        "name": event.name,
        "series": event.series,
        "start": str(event.start) if event.start else None,
        "end": str(event.end) if event.end else None,
        "location": event.location,
        "url": event.url,
        "note_taker": event.note_taker.handle if event.note_taker else None,
        "days": [[day.title, str(day.date) if day.date else None] for day in event.days],
        "links": [[str(link.kind), link.url] for link in event.links],
    }


def compare(where: str, found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for fact, value in found.items():
        absent: object = type(value)() if isinstance(value, list | int) else None
        lines += differences(f"{where}.{fact}", value, wanted.get(fact, absent))
    return lines


def everything(reading: Reading, facts: dict[str, Any]) -> list[str]:
    """Return every difference between a reading and the facts."""
    event = reading.event
    assert event is not None
    lines = compare("event", told_of_event(event), facts)
    for part, found, wanted in (
        ("talk", [told_of_talk(talk) for talk in event.talks], facts.get("talks", [])),
        ("session", [told_of_session(s) for s in event.sessions], facts.get("sessions", [])),
    ):
        lines += differences(f"{part}s", [f["title"] for f in found], [w["title"] for w in wanted])
        for one, other in zip(found, wanted, strict=False):
            lines += compare(f"{part} {other['title']!r}", one, other)
    for talk, wanted in zip(event.talks, facts.get("talks", []), strict=False):
        for index, text in wanted.get("texts", {}).items():
            lines += differences(
                f"text {index} of {talk.title!r}", talk.posts[int(index)].says.text, text
            )
    codes = sorted(d.code for d in reading.diagnostics if d.code not in UNREMARKABLE)
    return lines + differences("codes", codes, sorted(facts.get("codes", [])))


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("stem", STEMS)
def test_everything_that_a_human_reads_is_read(stem: str, spelling: str) -> None:
    text = (FOLDER / f"{stem}.md").read_text(encoding="utf-8")
    facts = json.loads((FOLDER / f"{stem}.json").read_text(encoding="utf-8"))
    reading = HandwrittenNotes().read_text(SPELLINGS[spelling](text), f"{stem}.md")
    assert everything(reading, facts) == []
    assert reading.coverage is not None
    assert reading.coverage.missing == ()
