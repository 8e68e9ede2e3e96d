"""Of which event a post is: by its hashtag, and by its day in the event's own time zone.

A hashtag is an event's that spells its name, its acronym, one of its tags or accounts. Where no
known event has it, posts make one themselves if they look like those of somebody who sits in a
conference: close together in time, and telling of talks.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.model import Event, Hints, Post, PostGroup, SourceKind
from talkgraph.model.names import slug
from talkgraph.sources.archives.announcing import announcement
from talkgraph.sources.archives.posted import order_of, tags_of, time_of
from talkgraph.sources.notes.event.places import series_of
from talkgraph.sources.notes.said.tags import spellings
from talkgraph.sources.times import zone_named
from talkgraph.words import fold

_DAY: Final = dt.timedelta(days=1)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


# ── known events ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """An event as posts are compared with it: its tags, its first and last day, its zone.

    Without days it may be at any time; `zone` is `None` where nothing tells it. `sure` is false for
    an event of which no source but the posts tells.
    """

    event: Event
    tags: frozenset[str]
    first: dt.date | None
    last: dt.date | None
    zone: dt.tzinfo | None
    sure: bool = True

    def has(self, post: Post) -> bool:
        """Tell whether a post with one of its tags may be of it, by its day."""
        if post.time is None:
            return False
        if self.first is None or self.last is None:
            year = self.event.year
            return year is None or post.time.year == year
        day = post.time.astimezone(self.zone or dt.UTC).date()
        return self.first - day <= _DAY and day - self.last <= _DAY


def meeting_of(event: Event, hints: Hints) -> Meeting:
    """Return how posts are compared with an event."""
    dates = [
        date
        for date in (
            event.start,
            event.end,
            *(day.date for day in event.days),
            *(talk.date for talk in event.talks),
        )
        if date is not None
    ]
    asked = hints.event is not None and slug(hints.event) == event.slug
    tags = _tags_of_event(event) | ({tag.casefold() for tag in hints.tags} if asked else set())
    return Meeting(
        event=event,
        tags=frozenset(tags),
        first=min(dates, default=None),
        last=max(dates, default=None),
        zone=_zone_of(event, hints),
    )


def _tags_of_event(event: Event) -> set[str]:
    known = event.start.year if event.start else event.year
    year = str(known or "")
    series = event.series or series_of(event.name, event.location, known)
    named = event.name if not year or year in event.name else f"{event.name} {year}"
    found = spellings(named, series)
    for name in (event.acronym, *(account.handle for account in event.accounts)):
        found |= spellings(name.replace("-", " "), None) if name else set()
    bare = {tag.removesuffix(year).removesuffix(year[2:]) for tag in found} if year else set()
    initials = "".join(c for c in series or named if c.isupper()).casefold()
    for tag in {*bare, *([initials] if len(initials) > 1 else ())}:
        found |= {tag + year, tag + year[2:]} if year and tag else set()
    found |= {tag.casefold().lstrip("#") for tag in event.tags}
    return {tag for tag in found if len(tag) > 1 and not tag.isdigit()}


def _zone_of(event: Event, hints: Hints) -> dt.tzinfo | None:
    for name in (event.time_zone, hints.zone):
        zone = zone_named(name)
        if zone is not None:
            return zone
    starts = (talk.start for talk in event.talks if talk.start is not None)
    offsets = Counter(start.utcoffset() for start in starts if start.utcoffset() is not None)
    if not offsets:
        return None
    offset, _ = min(offsets.items(), key=lambda pair: (-pair[1], pair[0]))
    return dt.timezone(offset or dt.timedelta())


# ── the days of posts ────────────────────────────────────────────────────────────────────────────

_OFFSETS: Final = sorted(range(-11, 14), key=lambda hours: (abs(hours), hours))
_NIGHT: Final = 6


def zone_by_pauses(posts: Iterable[Post]) -> dt.tzinfo:
    """Return an offset at which the fewest posts stand before six in the morning.

    Of several the least is taken: it need not be the place's own, but it cuts the posts at night,
    where the place's own would.
    """
    times = [post.time.astimezone(dt.UTC) for post in posts if post.time]

    def at_night(hours: int) -> int:
        return sum((time.hour + hours) % 24 < _NIGHT for time in times)

    return dt.timezone(dt.timedelta(hours=min(_OFFSETS, key=at_night)))


# ── which event ──────────────────────────────────────────────────────────────────────────────────


class Meetings:
    """All known events, found by a hashtag and a time."""

    def __init__(self, events: Iterable[Event], hints: Hints) -> None:
        """Take events; hinted tags are of the hinted event, or else of the one at that time."""
        self.all = sorted((meeting_of(each, hints) for each in events), key=lambda m: m.event.slug)
        self._hinted = {tag.casefold().lstrip("#") for tag in hints.tags}
        self._asked = hints.event
        self._by_tag: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in self.all:
            for tag in meeting.tags:
                self._by_tag[tag].append(meeting)

    def of(self, post: Post) -> Meeting | None:
        """Return the event of a post: of several, the one that is spelt out most, then nearest."""
        tags = tags_of(post)
        fit = [
            (-len(tag), _distance(meeting, post), meeting.event.slug, meeting)
            for tag in tags
            for meeting in self._by_tag.get(tag.replace("_", ""), ())
            if meeting.has(post)
        ]
        if fit:
            return min(fit, key=lambda each: each[:3])[3]
        if self._asked is None and not tags.isdisjoint(self._hinted):
            then = [m for m in self.all if m.first is not None and m.has(post)]
            return then[0] if len(then) == 1 else None
        return None


def _distance(meeting: Meeting, post: Post) -> int:
    if meeting.first is None or meeting.last is None or post.time is None:
        return 1000
    day = post.time.date()
    return max((meeting.first - day).days, (day - meeting.last).days, 0)


def meeting_of_group(group: PostGroup, meetings: Meetings) -> Meeting | None:
    """Return the event of a thread: its root's, else that of most of its posts."""
    root = meetings.of(group.posts[0])
    if root is not None:
        return root
    found = [each for post in group.posts if (each := meetings.of(post)) is not None]
    counts = Counter(each.event.slug for each in found)
    return max(found, key=lambda each: (counts[each.event.slug], each.event.slug), default=None)


# ── events of which only posts tell ──────────────────────────────────────────────────────────────

_LONGEST: Final = dt.timedelta(days=5)
_PAUSE: Final = dt.timedelta(hours=40)
_FEWEST: Final = 3
_ENOUGH: Final = 2.0
_EVENTFUL: Final = re.compile(
    r"conf|camp|summit|days?(?:\d|$)|fest|(?:con|meetup|unconf|symposium|expo)(?:\d|$)|(?:19|20)\d\d$"
    r"|[a-z]{2,}\d\d$"
)


def made_of_posts(
    groups: Sequence[PostGroup], hints: Hints, taken: Iterable[str] = ()
) -> list[Meeting]:
    """Return the events that posts of no known event make, in order of their days.

    `groups` are of one account. `taken` are slugs of events that there are. A hashtag makes one if
    its posts lie in a few days, and at least two things speak for talks: a thread that announces
    one, posts that name a speaker, a tag that looks like that of a conference.
    """
    hinted = {tag.casefold().lstrip("#") for tag in hints.tags}
    by_tag: dict[str, list[tuple[PostGroup, Post]]] = defaultdict(list)
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for group in groups:
        for post in group.posts:
            for each in post.says.hashtags:
                by_tag[each.tag.casefold()].append((group, post))
                spelt[each.tag.casefold()][each.tag] += 1
    found: list[Meeting] = []
    known = set(taken)
    for tag in sorted(by_tag, key=lambda tag: (-len(by_tag[tag]), tag)):
        bursts = _bursts(by_tag[tag])
        good = [each for each in bursts if tag in hinted or _is_event(tag, each)]
        if tag not in hinted and 2 * sum(map(len, good)) < len(by_tag[tag]):
            continue
        for burst in good:
            if any(_overlaps(each, burst) for each in found):
                continue
            name = hints.event if tag in hinted and hints.event else _spelling(spelt[tag])
            years = {time_of(each[0][1]).year for each in good}
            if len(years) > 1 and not _YEAR.search(name):
                name = f"{name} {time_of(burst[0][1]).year}"
            if slug(name) in known:
                name = f"{name} {time_of(burst[0][1]).date().isoformat()}"
            known.add(slug(name))
            found.append(_made(name, tag, burst, hints))
    return sorted(found, key=lambda each: (str(each.first), each.event.slug))


def _bursts(posts: Sequence[tuple[PostGroup, Post]]) -> list[list[tuple[PostGroup, Post]]]:
    """Cut the posts of a tag where nothing is posted for more than a day and a half."""
    found: list[list[tuple[PostGroup, Post]]] = []
    for each in sorted(posts, key=lambda each: order_of(each[1])):
        if not found or time_of(each[1]) - time_of(found[-1][-1][1]) > _PAUSE:
            found.append([])
        found[-1].append(each)
    return found


def _is_event(tag: str, burst: Sequence[tuple[PostGroup, Post]]) -> bool:
    first, last = time_of(burst[0][1]), time_of(burst[-1][1])
    if last - first > _LONGEST or len(burst) < _FEWEST:
        return False
    groups = {id(group): group for group, _ in burst}
    speaking = [_talkative(group) for group in groups.values()]
    eventful = bool(_EVENTFUL.search(tag))
    return sum(speaking) + eventful >= _ENOUGH and (eventful or 1.0 in speaking)


def _talkative(group: PostGroup) -> float:
    """Return how much speaks for a group's being of a talk."""
    said = [announcement(post.plain) for post in group.posts[:_FEWEST]]
    opened = any(each is not None and each.opens for each in said)
    given = sum(each is not None for each in said)
    if group.is_thread:
        return 1.0 if opened else 0.5 if given or group.posts[0].says.mentions else 0.0
    return 1.0 if opened or given > 1 else 0.5 if given else 0.0


def _spelling(spelt: Mapping[str, int]) -> str:
    """Return a tag as it is written with capitals, if it is, else as most often."""
    capitals = {tag: n for tag, n in spelt.items() if tag != tag.lower() and tag != tag.upper()}
    return min(capitals or spelt, key=lambda tag: (-spelt[tag], tag))


def _overlaps(meeting: Meeting, burst: Sequence[tuple[PostGroup, Post]]) -> bool:
    """Tell whether most posts of a tag carry the tag of an event, too."""
    own = sum(not tags_of(post).isdisjoint(meeting.tags) and meeting.has(post) for _, post in burst)
    return 2 * own > len(burst)


def _made(name: str, tag: str, burst: Sequence[tuple[PostGroup, Post]], hints: Hints) -> Meeting:
    posts = [post for _, post in burst]
    zone = zone_named(hints.zone)
    days = [time_of(post).astimezone(zone or zone_by_pauses(posts)).date() for post in posts]
    source = min(group.source for group, _ in burst)
    event = Event(
        name=name,
        slug=slug(name),
        source=source,
        spans=(),
        kind=SourceKind.ARCHIVE,
        tags=(tag,),
        time_zone=hints.zone if zone else None,
    )
    return Meeting(
        event=event,
        tags=frozenset({tag, fold(name).replace(" ", "")}),
        first=min(days),
        last=max(days),
        zone=zone,
        sure=False,
    )
