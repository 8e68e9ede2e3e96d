"""What the JSON API takes and gives, beside the values of `results` that it gives as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.datastructures import MutableHeaders

from talkgraph.http.catalog import EventEntry, TopicTalks
from talkgraph.model import Search

T = TypeVar("T")

MOST_ROWS: Final = 100
FARTHEST: Final = 10_000
_DAY: Final = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"

Date = Annotated[
    str,
    Query(description="A day, a month or a year: 2019-10-02, 2019-10, 2019. Included."),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "pattern": r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2]))?$"},
            ]
        }
    ),
    Field(pattern=_DAY),
]
Name = Annotated[str, Query(min_length=1, max_length=300)]


Words = Annotated[
    str,
    Query(min_length=1, max_length=1000, description="Words or a sentence."),
    # That there must be a letter or digit is checked by the search, which says it in a sentence.
    WithJsonSchema(
        {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": r"[\p{L}\p{N}]"}
    ),
]


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class Page(_Model, Generic[T]):
    """A part of a list: `total` counts the whole, `next` leads to the following part."""

    items: Sequence[T]
    total: int = Field(ge=0)
    limit: int
    offset: int
    next: str | None = Field(description="The address of the following part, if there is one.")
    previous: str | None = Field(description="The address of the part before, if there is one.")


class TopicSummary(_Model):
    """A topic in a list: `slug` is its address here, `talks` counts the talks that have it."""

    iri: str
    slug: str
    label: str
    definition: str
    broader: tuple[str, ...]
    talks: int


class TopicTalk(_Model):
    """A talk that has a topic, and how sure that is (0 to 1)."""

    iri: str
    name: str
    title: str
    event: str
    date: str | None
    confidence: float


class TopicDetails(_Model):
    """A topic with its neighbours in the vocabulary (IRIs) and its talks, surest first."""

    iri: str
    slug: str
    label: str
    also_known_as: tuple[str, ...]
    definition: str
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    talks: tuple[TopicTalk, ...]


class EventSummary(_Model):
    """An event in numbers, with the files that tell of it."""

    iri: str
    slug: str
    name: str
    start: str | None
    end: str | None
    location: str | None
    url: str | None
    series: str | None
    sources: tuple[str, ...]
    talks: int
    speakers: int
    posts: int
    notes: int


class Problem(BaseModel):
    """What went wrong (RFC 9457), with near names, candidates or errors where there are some."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str | None = None
    suggestions: list[str] | None = None
    candidates: list[str] | None = None
    errors: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which part of a list is wanted, and the headers of the answer that gives it."""

    limit: int
    offset: int
    headers: MutableHeaders


def paging(
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS, description="How many at the most.")] = 20,
    offset: Annotated[int, Query(ge=0, le=FARTHEST, description="How many to leave out.")] = 0,
) -> Paging:
    """Read which part of a list is wanted."""
    return Paging(limit=limit, offset=offset, headers=response.headers)


def narrowed_search(
    event: Annotated[Name | None, Query(description="Events whose name contains this.")] = None,
    speaker: Annotated[Name | None, Query(description="A person's name or @handle.")] = None,
    topic: Annotated[Name | None, Query(description="A topic, narrower ones included.")] = None,
    since: Date | None = None,
    until: Date | None = None,
) -> Search:
    """Read what a search or a list of talks is narrowed to."""
    return Search(event=event, speaker=speaker, topic=topic, since=since, until=until)


def part(request: Request, whole: Sequence[T], wanted: Paging) -> Page[T]:
    """Return the part of a list that is wanted, with the ways to its neighbours.

    They stand in the answer's Link header (RFC 8288) too.
    """
    end = wanted.offset + wanted.limit
    more = end < len(whole) and end <= FARTHEST
    before = max(0, wanted.offset - wanted.limit)
    following = _at(request, wanted.limit, end) if more else None
    previous = _at(request, wanted.limit, before) if wanted.offset else None
    links = [f'<{to}>; rel="{rel}"' for to, rel in ((following, "next"), (previous, "prev")) if to]
    if links:
        wanted.headers["link"] = ", ".join(links)
    return Page(
        items=whole[wanted.offset : end],
        total=len(whole),
        limit=wanted.limit,
        offset=wanted.offset,
        next=following,
        previous=previous,
    )


def topic_summary(entry: TopicTalks) -> TopicSummary:
    """Return a topic as lists show it."""
    return TopicSummary(
        iri=entry.topic.iri,
        slug=entry.slug,
        label=entry.topic.label,
        definition=entry.topic.definition,
        broader=entry.topic.broader,
        talks=len(entry.talks),
    )


def topic_details(entry: TopicTalks, everything: Sequence[TopicTalks]) -> TopicDetails:
    """Return a topic with its neighbours among all topics."""
    topic = entry.topic
    return TopicDetails(
        iri=topic.iri,
        slug=entry.slug,
        label=topic.label,
        also_known_as=topic.alternate_labels,
        definition=topic.definition,
        broader=topic.broader,
        narrower=tuple(
            sorted(other.topic.iri for other in everything if topic.iri in other.topic.broader)
        ),
        related=topic.related,
        talks=tuple(
            TopicTalk(
                iri=record.iri,
                name=record.name,
                title=record.title,
                event=record.event_name,
                date=record.date.isoformat() if record.date else None,
                confidence=confidence,
            )
            for record, confidence in entry.talks
        ),
    )


def event_summary(entry: EventEntry) -> EventSummary:
    """Return an event as lists show it."""
    return EventSummary.model_validate(entry)


def _at(request: Request, limit: int, offset: int) -> str:
    kept = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in ("limit", "offset")
    ]
    query = urlencode([*kept, ("limit", str(limit)), ("offset", str(offset))])
    return f"{quote(request.url.path)}?{query}"
