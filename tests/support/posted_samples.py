"""Invented programmes and posts as values, and how well the one is found in the other."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from talkgraph.model import (
    Account,
    Event,
    PostGroup,
    SourceKind,
    Span,
    Speaker,
    Talk,
)
from talkgraph.model.names import slug
from talkgraph.sources.archives.placing import place
from talkgraph.sources.archives.posted import Posted, post_of
from talkgraph.sources.archives.threads import grouped

INVENTED: Final = Path(__file__).parents[1] / "golden" / "invented-posts.json"
OWNER: Final = Account(service="twitter", handle="lamplog", url="https://twitter.com/lamplog")


def conferences(*, seen: bool) -> list[dict[str, Any]]:
    told = json.loads(INVENTED.read_text(encoding="utf-8"))["conferences"]
    return [each for each in told if each["seen"] is seen]


def event_of(told: dict[str, Any]) -> Event:
    """Return the event that a programme tells of."""
    place_ = Span(source="programme.json")
    zone = ZoneInfo(told["zone"])

    def at(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(text).replace(tzinfo=zone)

    talks = tuple(
        Talk(
            key=slug(title),
            title=title,
            position=n,
            spans=(Span(source="programme.json", path=f"/talks/{n - 1}"),),
            date=at(start).date(),
            start=at(start),
            end=at(end),
            room=room,
            speakers=tuple(
                Speaker(name=name, position=m, span=place_, account=_account(handle))
                for m, (name, handle) in enumerate(speakers, 1)
            ),
        )
        for n, (title, speakers, start, end, room) in enumerate(told["talks"], 1)
    )
    return Event(
        name=told["name"],
        slug=slug(told["name"]),
        source="programme.json",
        spans=(place_,),
        kind=SourceKind.PROGRAMME,
        start=dt.date.fromisoformat(told["start"]),
        end=dt.date.fromisoformat(told["end"]),
        tags=tuple(told.get("tags", ())),
        time_zone=told["zone"],
        talks=talks,
    )


def _account(handle: str | None) -> Account | None:
    if handle is None:
        return None
    name, _, host = handle.partition("@")
    return Account(service=host or "twitter", handle=name)


def posts_of(told: dict[str, Any]) -> tuple[list[Posted], dict[str, int | None]]:
    """Return the posts of one conference, and the talk of each."""
    zone = ZoneInfo(told["zone"])
    names = tuple(
        (Account(service="twitter", handle=handle), name)
        for handle, name in told.get("names", {}).items()
    )
    posts: list[Posted] = []
    talks: dict[str, int | None] = {}
    for n, thread in enumerate(told["threads"], 1):
        before: str | None = None
        for m, (time, text) in enumerate(thread["posts"], 1):
            identifier = f"{n}{m:03d}"
            post = post_of(
                text,
                source="tweets.js",
                identifier=identifier,
                url=f"https://twitter.com/{OWNER.handle}/status/{identifier}",
                time=dt.datetime.fromisoformat(time).replace(tzinfo=zone).astimezone(dt.UTC),
                author=OWNER,
            )
            posts.append(Posted(post=post, sequence=int(identifier), answers=before, names=names))
            talks[identifier] = thread["talk"]
            before = None if thread.get("single") else before or identifier
    return posts, talks


def groups_of(told: dict[str, Any]) -> tuple[PostGroup, ...]:
    return grouped(posts_of(told)[0], OWNER).groups


@dataclass(slots=True)
class Placing:
    """How many posts were placed right, wrong, and of a talk but not at it."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)


def placed(told: dict[str, Any]) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the first words of each thread, its talk's key, and that which was found."""
    event = event_of(told)
    events, _ = place(groups_of(told), [event])
    found = {
        post.identifier: talk.key for each in events for talk in each.talks for post in talk.posts
    }
    for n, thread in enumerate(told["threads"], 1):
        expected = None if thread["talk"] is None else event.talks[thread["talk"]].key
        for m, (_, text) in enumerate(thread["posts"], 1):
            yield text[:60], expected, found.get(f"{n}{m:03d}")


def measured(*, seen: bool) -> Placing:
    """Return how well the posts of the invented conferences are placed."""
    total = Placing()
    for told in conferences(seen=seen):
        for _, expected, found in placed(told):
            if found is not None and found == expected:
                total.right += 1
            elif found is not None:
                total.wrong += 1
            total.missed += expected is not None and found != expected
    return total
