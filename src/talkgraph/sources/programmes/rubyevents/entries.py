"""The recordings of an event: which are talks, which are sessions, and where to see each.

A recording may hold others (`talks`): short talks, with which it is a session, or full ones, each
with a place in the same recording. These have no date of their own, and for a video their parent's.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.model import Link, LinkKind, SessionKind, Span
from talkgraph.sources.notes.layout.words.headings import is_pause, session_words
from talkgraph.sources.programmes.plain_values import Value, items, line_at, lines_at, mapping
from talkgraph.sources.programmes.telling import is_person
from talkgraph.sources.times import date_in

_SHORT: Final = frozenset({"lightning_talk", "lightning", "ignite", "lightning_talks", "ignites"})
_YOUTUBE: Final = re.compile(r"[\w-]{6,20}")
_CUE: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
_ADDRESS: Final = re.compile(r"https?://\S+")
_RESOURCES: Final = {
    "write-up": LinkKind.BLOG,
    "blog": LinkKind.BLOG,
    "article": LinkKind.BLOG,
    "presentation": LinkKind.SLIDES,
    "slides": LinkKind.SLIDES,
    "video": LinkKind.VIDEO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A recording in a list; `video` is where to see it, `kind` that of a session, else `None`.

    `date`, `video` and the name of the `event` are the parent's where it has none of its own.
    `parts` are the short talks of a session.
    """

    values: dict[str, Value]
    span: Span
    title: str
    people: tuple[str, ...]
    date: dt.date | None
    video: str | None
    event: str = ""
    kind: SessionKind | None = None
    parts: tuple["Entry", ...] = ()

    @property
    def links(self) -> Iterator[Link]:
        """What can be seen and read of it: video, slides, other recordings, write-ups."""
        if self.video:
            yield self._link(self.video, LinkKind.VIDEO)
        slides = line_at(self.values, "slides_url")
        if _ADDRESS.fullmatch(slides):
            yield self._link(slides, LinkKind.SLIDES)
        for other in map(mapping, items(self.values.get("alternative_recordings"))):
            url = line_at(other, "url", "external_url") or video_of(other, None) or ""
            if _ADDRESS.fullmatch(url):
                yield self._link(url, LinkKind.VIDEO, line_at(other, "title"))
        for more in map(mapping, items(self.values.get("additional_resources"))):
            url = line_at(more, "url")
            if _ADDRESS.fullmatch(url):
                kind = _RESOURCES.get(line_at(more, "type").casefold(), LinkKind.OTHER)
                yield self._link(url, kind, line_at(more, "title", "name"))

    def _link(self, url: str, kind: LinkKind, label: str = "") -> Link:
        return Link(url=url, label=label or kind.value, kind=kind, span=self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A recording that is no talk, and why."""

    span: Span
    why: str


def entries_in(value: Value, source: str) -> Iterator[Entry | LeftOut]:
    """Yield the talks and sessions of a list of recordings, in order, and what is neither."""
    for n, told in enumerate(items(value)):
        span = Span(source=source, path=f"/{n}")
        values = mapping(told)
        entry = _entry(values, span, None)
        parts = tuple(
            _entry(mapping(part), replace(span, path=f"{span.path}/talks/{k}"), entry)
            for k, part in enumerate(items(values.get("talks")))
        )
        yield from _of(entry, tuple(part for part in parts if part.title))


def _of(entry: Entry, parts: tuple[Entry, ...]) -> Iterator[Entry | LeftOut]:
    kind = _session_kind(entry, parts)
    if kind is not None and entry.title:
        yield replace(entry, kind=kind, parts=parts)
    elif parts:
        yield LeftOut(
            span=entry.span, why=f"{entry.title!r} is no talk, but holds {len(parts)} talks"
        )
        yield from parts
    elif not entry.title:
        yield LeftOut(span=entry.span, why="this has no title")
    elif "talks" in entry.values and not entry.people:
        yield LeftOut(span=entry.span, why=f"{entry.title!r} is no talk, and holds none")
    elif not entry.people and is_pause(entry.title):
        yield LeftOut(span=entry.span, why=f"{entry.title!r} is no talk, and nobody speaks")
    else:
        yield entry


def _session_kind(entry: Entry, parts: tuple[Entry, ...]) -> SessionKind | None:
    """Return of which kind a session is; what holds full talks, or is somebody's, is none."""
    by_title = session_words(entry.title)
    kinds = [line_at(part.values, "kind").casefold() for part in parts]
    is_short = line_at(entry.values, "kind").casefold() in _SHORT
    if parts and (is_short or by_title or 2 * sum(kind in _SHORT for kind in kinds) > len(parts)):
        return by_title or SessionKind.IGNITES
    if parts or entry.people:
        return None
    return by_title or (SessionKind.IGNITES if is_short else None)


def _entry(values: dict[str, Value], span: Span, parent: Entry | None) -> Entry:
    video = video_of(values, parent.video if parent else None)
    date = date_in(line_at(values, "date"))
    return Entry(
        values=values,
        span=span,
        title=line_at(values, "title"),
        people=tuple(filter(is_person, dict.fromkeys(lines_at(values, "speakers")))),
        date=date or (parent.date if parent else None),
        video=video,
        event=line_at(values, "event_name") or (parent.event if parent else ""),
    )


def video_of(values: dict[str, Value], parent: str | None) -> str | None:
    """Return the address of a video by its provider, that of a part at its place in the parent's.

    >>> video_of({"video_provider": "parent", "start_cue": "02:37"}, "https://vimeo.com/1")
    'https://vimeo.com/1#t=157s'
    """
    provider = line_at(values, "video_provider").casefold()
    number = line_at(values, "video_id")
    if provider == "youtube" and _YOUTUBE.fullmatch(number):
        return f"https://www.youtube.com/watch?v={number}"
    if provider == "vimeo" and number.isascii() and number.isdigit():
        return f"https://vimeo.com/{number}"
    if provider == "mp4" and _ADDRESS.fullmatch(number):
        return number
    if provider == "parent" and parent:
        return _at(parent, line_at(values, "start_cue"))
    elsewhere = line_at(values, "external_player_url")
    return elsewhere if _ADDRESS.fullmatch(elsewhere) else None


def _at(video: str, cue: str) -> str:
    match = _CUE.fullmatch(cue)
    if match is None:
        return video
    seconds = int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
    return f"{video}&t={seconds}s" if "?" in video else f"{video}#t={seconds}s"
