"""What a small folder of notes is: its files, and what is right to read in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from talkgraph.model import Event, Reading, Talk
from talkgraph.model.names import slug
from talkgraph.sources import registry
from talkgraph.sources.discover import discover
from talkgraph.sources.join import join


@dataclass(frozen=True, slots=True)
class Right:
    """A talk that is there: its title, who speaks, how its notes begin, and its day."""

    title: str
    speakers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Notes of one layout.

    `files` has each file behind a line with `@@` and its name. `events` are names, with the first
    day where it can be known; `sessions` are titles.
    """

    name: str
    files: str
    events: Sequence[tuple[str, str | None]]
    talks: Sequence[Right]
    sessions: Sequence[str] = ()

    @property
    def texts(self) -> dict[str, str]:
        """The text of each file by its name."""
        parts = f"\n{self.files.lstrip()}".split("\n@@ ")[1:]
        return {name: text for name, _, text in (part.partition("\n") for part in parts)}

    def write(self, folder: Path) -> Path:
        """Write the files below a folder."""
        return write_files(folder, self.texts)


def write_files(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write files below a folder, which need not be there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def read_folder(folder: Path) -> tuple[tuple[Reading, ...], tuple[Event, ...]]:
    """Read a folder as a build does, and make one event of what several files tell of it."""
    readings = registry.read_all(discover([folder]).files)
    return readings, join([r.event for r in readings if r.event is not None])[0]


def faults(layout: Layout, readings: Iterable[Reading], events: Sequence[Event]) -> list[str]:
    """Say where what was read of a layout differs from what is right."""
    found = sorted((slug(e.name), str(e.start) if e.start else None) for e in events)
    wanted = sorted((slug(name), start) for name, start in layout.events)
    talks = sorted((talk for event in events for talk in event.talks), key=lambda t: t.title)
    titles = sorted(right.title for right in layout.talks)
    sessions = sorted(session.title for event in events for session in event.sessions)
    told = [
        *_different("events", found, wanted),
        *_different("talks", [talk.title for talk in talks], titles),
        *_different("sessions", sessions, sorted(layout.sessions)),
        *_unaccounted(readings),
    ]
    for right in layout.talks:
        same = [talk for talk in talks if talk.title == right.title]
        told += _of_talk(same[0], right) if len(same) == 1 else []
    return told


def _of_talk(talk: Talk, right: Right) -> Iterator[str]:
    names = tuple(speaker.name for speaker in talk.speakers)
    yield from _different(f"speakers of {right.title!r}", names, right.speakers)
    if right.day is not None:
        yield from _different(f"day of {right.title!r}", str(talk.date), right.day)
    said = [*(note.plain for note in talk.notes), *(post.plain for post in talk.posts)]
    for beginning in right.notes:
        if not any(text.startswith(beginning) for text in said):
            yield f"{right.title!r} has {said}, and not {beginning!r}"


def _different(what: str, found: object, wanted: object) -> list[str]:
    return [f"{what}: found {found}, wanted {wanted}"] if found != wanted else []


def _unaccounted(readings: Iterable[Reading]) -> Iterator[str]:
    """Name the lines of notes that nothing stands for, and those that nobody understood."""
    for reading in readings:
        if reading.coverage is not None and reading.coverage.missing:
            yield f"{reading.source}: lines {reading.coverage.missing} are missing"
        for each in reading.diagnostics:
            if each.code == "line-not-understood":
                yield f"{reading.source}: line {each.line} is not understood"
