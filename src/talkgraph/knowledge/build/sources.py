"""From source files to facts: what the notes say, who is who, which talks are one.

Nothing here needs vectors or a graph; everything later builds on the `Facts` of this file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from talkgraph.conclusions.organizations.resolve import affiliations_of
from talkgraph.conclusions.organizations.resolve import resolve as resolve_organizations
from talkgraph.conclusions.people import NO_OVERRIDES, Overrides, find_works, mentions_of, resolve
from talkgraph.conclusions.places import place_of
from talkgraph.errors import NotesUnreadable
from talkgraph.model import (
    NO_HINTS,
    NO_ORGANIZATIONS,
    NOT_NOTES,
    Coverage,
    Diagnostic,
    Event,
    Hints,
    Organizations,
    People,
    Reading,
    Session,
    Severity,
    Span,
    Talk,
    TalkDelivery,
    TalkKey,
    Works,
)
from talkgraph.sources import registry
from talkgraph.sources.discover import Sources, discover, met_in_passing, nothing_to_read
from talkgraph.sources.join import join

_COPIED: Final = "source-copied"

Progress = Callable[[str, int, int], None]
"""Told of the stage, how much of it is done, and how much there is to do."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the notes say, and what follows from it.

    `events` are those of all readings, each once (`talkgraph.sources.join`).
    """

    readings: tuple[Reading, ...]
    events: tuple[Event, ...]
    people: People
    works: Works
    diagnostics: tuple[Diagnostic, ...]
    organizations: Organizations = NO_ORGANIZATIONS


def find_sources(paths: Sequence[Path]) -> Sources:
    """Find the sources in the given files and folders.

    Raises `NotesUnreadable` if there are none at all, with everything that stood in the way.
    """
    sources = discover(paths)
    if not sources.files:
        raise nothing_to_read(paths, sources.diagnostics)
    return sources


def read_sources(
    sources: Sources, progress: Progress = no_progress, hints: Hints = NO_HINTS
) -> tuple[Reading, ...]:
    """Read every source, in order of name. Problems are in the readings' diagnostics.

    `hints` are what the user says of sources that do not say it themselves.
    """
    progress("reading notes", 0, len(sources.files))
    told = registry.read_all(sources.files, hints)
    readings = [
        reading if source.given else met_in_passing(reading)
        for source, reading in zip(sources.files, told, strict=True)
    ]
    progress("reading notes", len(sources.files), len(sources.files))
    return tuple(sorted(readings, key=lambda reading: reading.source))


def gather(
    readings: Sequence[Reading],
    *,
    found: Iterable[Diagnostic] = (),
    overrides: Overrides = NO_OVERRIDES,
) -> Facts:
    """Settle, over all readings, which events there are, who is who, and which talks are one.

    What several sources tell of one event is one event; a copy of a source tells nothing. Raises
    `NotesUnreadable` if no reading holds an event.
    """
    told, copies = _without_copies(readings)
    events, contradictions = join(told)
    if not events:
        noticed = [*found, *(d for reading in readings for d in reading.diagnostics)]
        weighty = [each for each in noticed if each.weighty]
        reasons = "".join(f"\n  {each}" for each in weighty or noticed)
        raise NotesUnreadable(f"none of the sources tells of an event that could be read:{reasons}")
    events = tuple(replace(event, place=place_of(event)) for event in events)
    people = resolve(mentions_of(events), overrides)
    organizations = resolve_organizations(affiliations_of(events, people), overrides)
    works = find_works([d for event in events for d in _deliveries(event, people)], overrides)
    return Facts(
        readings=tuple(readings),
        events=events,
        people=people,
        organizations=organizations,
        works=works,
        diagnostics=(
            *found,
            *(d for reading in readings for d in reading.diagnostics),
            *copies,
            *contradictions,
            *people.diagnostics,
            *organizations.diagnostics,
            *works.diagnostics,
        ),
    )


def accounts_of(
    sources: Sources, readings: Sequence[Reading], diagnostics: Iterable[Diagnostic]
) -> tuple[Coverage, ...]:
    """Account for the lines of every reading that has some, and for every file that is left out.

    Copies are left out too: `diagnostics` name them.
    """
    copies = {each.source for each in diagnostics if each.code == _COPIED}
    accounts: list[Coverage] = []
    for reading in readings:
        if reading.taken_for is not None and reading.taken_for.what == "settings":
            continue
        copied = reading.source in copies
        if not (reading.events or reading.groups or _serves(reading)) or copied:
            reason = "a copy of another file, byte for byte" if copied else _reason(reading)
            content = reading.coverage.content if reading.coverage else 0
            accounts.append(Coverage.of_left_out(reading.source, content, reason=reason))
        else:
            accounts.append(reading.coverage or Coverage.without_lines(reading.source))
    return (*accounts, *sources.left_out)


def _serves(reading: Reading) -> bool:
    """Tell whether a file that tells of no event itself serves to read those beside it."""
    taken = reading.taken_for
    is_part = taken is not None and taken.what == "part"
    return is_part and not any(each.severity is Severity.ERROR for each in reading.diagnostics)


def _reason(reading: Reading) -> str:
    """Return what the weightiest diagnostic says is the matter, without what to do about it."""
    order = list(Severity)
    weights = {d: (d.code == NOT_NOTES, order.index(d.severity)) for d in reading.diagnostics}
    told = max(weights, key=lambda d: weights[d], default=None)
    return told.message.split(";", 1)[0] if told else "it tells of no event"


def speakers_of(event: Event, part: Talk | Session, people: People) -> tuple[str, ...]:
    """Return the slugs of those who speak in a part, those of a session's items last."""
    key = TalkKey(event=event.slug, talk=part.key)
    listed = [s for item in part.items for s in item.speakers] if isinstance(part, Session) else []
    namings = (naming for speaker in (*part.speakers, *listed) for naming in speaker.namings)
    slugs = (people.who.get((key, each.span, each.name)) for each in namings)
    return tuple(dict.fromkeys(slug for slug in slugs if slug is not None))


def _without_copies(readings: Sequence[Reading]) -> tuple[list[Event], list[Diagnostic]]:
    """Return the events of the readings, those of equal bytes once, and name the copies."""
    first: dict[tuple[str, ...], str] = {}
    told: list[Event] = []
    copies: list[Diagnostic] = []
    for reading in readings:
        slugs = tuple(event.slug for event in reading.events)
        known = first.setdefault((reading.sha256, *slugs), reading.source)
        if known == reading.source or not reading.sha256:
            told += reading.events
        elif reading.events:
            message = f"this is a copy of {known}, byte for byte; it is left out"
            copies.append(Diagnostic.at(Span(source=reading.source), _COPIED, message))
    return told, copies


def _deliveries(event: Event, people: People) -> Iterable[TalkDelivery]:
    for talk in event.talks:
        yield TalkDelivery(
            key=TalkKey(event=event.slug, talk=talk.key),
            title=talk.title,
            people=speakers_of(event, talk, people),
            date=talk.date,
        )
