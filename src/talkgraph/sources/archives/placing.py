"""Finds out of which event the posts of an archive are, and tells of these events.

An archive knows who posted what, and when. The events of programmes and notes know the rest; what
is found is told as an event of the same name with talks of the same titles, so that all of it is
joined like any other source. Of which talk of its event a post is, `event` finds out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from talkgraph.model import (
    NO_HINTS,
    Diagnostic,
    Event,
    Hints,
    Post,
    PostGroup,
    Reading,
    Severity,
    Span,
)
from talkgraph.sources.archives.event import EventTold
from talkgraph.sources.archives.meetings import (
    Meeting,
    Meetings,
    made_of_posts,
    meeting_of_group,
)
from talkgraph.sources.archives.posted import order_of
from talkgraph.sources.archives.threads import runs
from talkgraph.sources.join import join
from talkgraph.words import numbered

Placed = tuple[tuple[Event, ...], tuple[Diagnostic, ...]]


def place(groups: Sequence[PostGroup], events: Sequence[Event], hints: Hints = NO_HINTS) -> Placed:
    """Return what archives tell of events: of the given ones, and of those that posts alone make.

    One event for each source and event; its talks have the keys and titles of those that they are.
    The order of groups and events does not matter.
    """
    by_owner: dict[tuple[str, str], list[PostGroup]] = defaultdict(list)
    once, again = _once(sorted(groups, key=lambda each: (each.source, *order_of(each.posts[0]))))
    for group in once:
        by_owner[group.owner.key].append(group)
    known = Meetings(events, hints)
    told: list[Event] = []
    noticed: list[Diagnostic] = list(again)
    for key in sorted(by_owner):
        found, left = _sorted(by_owner[key], known)
        made = made_of_posts(left, hints, (meeting.event.slug for meeting in known.all))
        more, left = _sorted(left, _Made(made, hints))
        for meeting, of in (*found, *more):
            events_told, diagnostics = EventTold(meeting, of).told()
            told += events_told
            noticed += diagnostics
        noticed += _left_out(left)
    return tuple(sorted(told, key=lambda e: (e.source, e.slug))), tuple(noticed)


def placed(readings: Sequence[Reading], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
    """Return readings in which archives tell of events, found among all that the others tell.

    Of the posts of no event nothing is left in them.
    """
    groups = [group for reading in readings for group in reading.groups]
    if not groups:
        return tuple(readings)
    known, _ = join([event for reading in readings for event in reading.events])
    events, diagnostics = place(groups, known, hints)
    return tuple(
        _told_by(
            reading,
            [each for each in events if each.source == reading.source],
            [each for each in diagnostics if each.source == reading.source],
        )
        for reading in readings
    )


def _told_by(reading: Reading, events: Sequence[Event], found: Sequence[Diagnostic]) -> Reading:
    if not (reading.groups or events or found):
        return reading
    taken = reading.taken_for
    return replace(
        reading,
        groups=(),
        events=(*reading.events, *events),
        diagnostics=(*reading.diagnostics, *found),
        taken_for=replace(taken, named_by="hashtag") if taken and events else taken,
    )


def _once(groups: Sequence[PostGroup]) -> tuple[list[PostGroup], list[Diagnostic]]:
    """Return groups with every post once, though several archives of one account have it."""
    home: dict[tuple[object, str | None], str] = {}
    kept: list[PostGroup] = []
    again: dict[tuple[str, str], int] = defaultdict(int)
    for group in groups:
        posts = []
        for post in group.posts:
            known = home.setdefault((group.owner.key, post.identifier), group.source)
            if known == group.source:
                posts.append(post)
            else:
                again[group.source, known] += 1
        if posts:
            kept.append(replace(group, posts=tuple(posts)))
    noticed = [
        Diagnostic.at(
            Span(source=source),
            "posts-told-twice",
            f"{numbered(count, 'post is', 'posts are')} in {other}, too, and taken from there",
            Severity.INFO,
        )
        for (source, other), count in sorted(again.items())
    ]
    return kept, noticed


class _Made(Meetings):
    """Events that posts made, found as known ones are."""

    def __init__(self, made: Sequence[Meeting], hints: Hints) -> None:
        super().__init__((), hints)
        self.all = list(made)
        for meeting in made:
            for tag in meeting.tags:
                self._by_tag[tag].append(meeting)


Found = list[tuple[Meeting, list[PostGroup]]]


def _sorted(groups: Sequence[PostGroup], meetings: Meetings) -> tuple[Found, list[PostGroup]]:
    """Sort groups by event; single posts one by one, for their tags may be of several."""
    found: dict[str, tuple[Meeting, list[PostGroup]]] = {}
    left: list[PostGroup] = []
    singles: dict[str, list[tuple[PostGroup, Post]]] = defaultdict(list)
    for group in groups:
        if group.is_thread:
            meeting = meeting_of_group(group, meetings)
            if meeting is None:
                left.append(group)
            else:
                found.setdefault(meeting.event.slug, (meeting, []))[1].append(group)
            continue
        rest = []
        for post in group.posts:
            meeting = meetings.of(post)
            if meeting is None:
                rest.append(post)
            else:
                found.setdefault(meeting.event.slug, (meeting, []))
                singles[meeting.event.slug].append((group, post))
        if rest:
            left.append(replace(group, posts=tuple(rest)))
    for of in sorted(singles):
        found[of][1].extend(_regrouped(singles[of]))
    return [found[of] for of in sorted(found)], left


def _regrouped(singles: Sequence[tuple[PostGroup, Post]]) -> Iterable[PostGroup]:
    """Cut the single posts of one event anew, whatever tags they were grouped by before."""
    ordered = sorted(singles, key=lambda each: order_of(each[1]))
    home = {post.identifier: group for group, post in ordered}
    names = {a.key: (a, name) for group, _ in ordered for a, name in group.names}
    for run in runs([post for _, post in ordered]):
        group = home[run[0].identifier]
        yield replace(
            group,
            source=run[0].span.source,
            posts=tuple(run),
            names=tuple(names[key] for key in sorted(names)),
        )


def _left_out(left: Sequence[PostGroup]) -> Iterable[Diagnostic]:
    """Count the posts of each source whose hashtags are no event's, and keep nothing of them."""
    counts: dict[str, int] = defaultdict(int)
    for group in left:
        counts[group.source] += len(group.posts)
    for source in sorted(counts):
        message = (
            f"{numbered(counts[source], 'post is', 'posts are')} left out: "
            "their hashtags are of no event, as far as is known"
        )
        yield Diagnostic.at(Span(source=source), "posts-of-no-event", message, Severity.INFO)
