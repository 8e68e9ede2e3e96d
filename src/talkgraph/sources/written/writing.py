"""An event as Markdown in our own format: one file, the same bytes for the same event."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from talkgraph.model import Day, Event, Note, Post, Session, SessionItem, Speaker, Talk
from talkgraph.sources.times import zone_named
from talkgraph.sources.written.front import front_lines
from talkgraph.sources.written.outline import NOWHERE
from talkgraph.sources.written.said import announced_lines, note_lines, post_lines
from talkgraph.sources.written.times import UNKNOWN, read_date, times
from talkgraph.sources.written.values import KIND_LABELS, link, one_line, speaker, thread, words

_Part = Talk | Session


def written(event: Event) -> str:
    """Return an event as notes that `reading` reads as the same event."""
    return "".join(_lines(event)).encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _lines(event: Event) -> Iterator[str]:
    yield from (f"{line}\n" for line in front_lines(event))
    yield from ["\n", f"# {words(event.name)}\n"]
    yield from _facts(
        [(KIND_LABELS[each.kind], link(each.label, each.url)) for each in event.links]
    )
    yield from _said("##", event.posts, event.notes, of_event=True)
    days = {day.key: day for day in event.days}
    unnamed = list(event.days)
    here: str | None = None
    for part in _in_order(event):
        key = part.day if part.day in days else None
        if key is not None and key != here:
            while unnamed and days[key] in unnamed:
                yield from _day(event, unnamed.pop(0))
                here = event.days[len(event.days) - len(unnamed) - 1].key
            if here != key:
                yield from ["\n", f"## {words(days[key].title)} {{#{key}}}\n"]
        elif key is None and here is not None:
            yield from ["\n", f"## On no day {{{NOWHERE}}}\n"]
        here = key
        yield from _part(event, part, days.get(key or ""))
    for day in unnamed:
        yield from _day(event, day)


def _in_order(event: Event) -> Iterator[_Part]:
    """Yield talks and sessions, each in their order, with those of the same day together."""
    days = {day.key for day in event.days}

    def day_of(part: _Part) -> str | None:
        return part.day if part.day in days else None

    sessions = list(event.sessions)
    for day, talks in groupby(event.talks, key=day_of):
        yield from talks
        while sessions and day_of(sessions[0]) == day:
            yield sessions.pop(0)
    yield from sessions


def _facts(facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    if facts:
        yield "\n"
        yield from (f"- {label}: {value}\n" for label, value in facts)


def _day(event: Event, day: Day) -> Iterator[str]:
    """Yield the heading of a day, with what its title and its place do not tell."""
    yield from ["\n", f"## {words(day.title)} {{#{day.key}}}\n"]
    facts = []
    if day.date != read_date(one_line(day.title)):
        facts.append(("Date", _date(day.date)))
    if day.number is not None and day.number != event.days.index(day) + 1:
        facts.append(("Number", str(day.number)))
    yield from _facts(facts)


def _part(event: Event, part: _Part, day: Day | None) -> Iterator[str]:
    yield from ["\n", " ".join(f"### {words(part.title)} {{#{part.key}}}".split()) + "\n"]
    yield from _facts([*_part_facts(event, part, day)])
    if part.abstracts:
        yield from ["\n#### Announced\n\n", *announced_lines(part.abstracts)]
    if isinstance(part, Session) and part.items:
        yield from ["\n#### Talks\n\n", *(line for item in part.items for line in _item(item))]
    yield from _said("####", part.posts, part.notes)


def _part_facts(event: Event, part: _Part, day: Day | None) -> Iterator[tuple[str, str]]:
    if isinstance(part, Session):
        yield "Kind", part.kind.value
    elif part.anchor is not None and part.anchor != part.key:
        yield "Anchor", words(part.anchor)
    yield from _speakers(part.speakers)
    if part.date != usual_date(event, day):
        yield "Date", _date(part.date)
    yield from times(part.start, part.end, zone_named(event.time_zone))
    told: dict[str, str | None] = {
        "Room": part.location if isinstance(part, Session) else part.room
    }
    if isinstance(part, Talk):
        told |= {"Track": part.track, "Language": part.language, "Type": part.type}
        told |= {"Status": part.status.value if part.status else None}
    yield from ((label, words(value)) for label, value in told.items() if value and value.strip())
    if part.url:
        yield "Page", link(part.url, part.url)
    yield from (("Identifier", words(each)) for each in part.identifiers)
    yield from ((KIND_LABELS[each.kind], link(each.label, each.url)) for each in part.links)
    yield from (("Thread", thread(each)) for each in part.threads)


def _date(date: dt.date | None) -> str:
    return date.isoformat() if date else UNKNOWN


def usual_date(event: Event, day: Day | None) -> dt.date | None:
    """Return the date that a talk has of which no other is told: its day's, or the event's only."""
    if day is not None and day.date is not None:
        return day.date
    return event.start if event.start is not None and event.start == event.end else None


def _speakers(speakers: Sequence[Speaker]) -> Iterator[tuple[str, str]]:
    yield from (("Speaker", speaker(each)) for each in speakers)


def _item(item: SessionItem) -> Iterator[str]:
    yield f"- {words(item.title)}\n"
    yield from (f"  - {label}: {value}\n" for label, value in _speakers(item.speakers))


def _said(
    level: str, posts: Sequence[Post], notes: Sequence[Note], *, of_event: bool = False
) -> Iterator[str]:
    if not (posts or notes):
        return
    yield f"\n{level} Said\n"
    for post in posts:
        yield from ["\n", *post_lines(post)]
    if notes:
        yield from ["\n", *note_lines(notes, of_event=of_event)]
