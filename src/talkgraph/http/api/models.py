"""What the JSON API takes, and what it gives beside the values of the Python API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.datastructures import MutableHeaders

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


class Page(BaseModel, Generic[T]):
    """A part of a list: `total` counts the whole, `next` leads to the following part."""

    model_config = ConfigDict(frozen=True)

    items: Sequence[T]
    total: int = Field(ge=0)
    limit: int
    offset: int
    next: str | None = Field(description="The address of the following part, if there is one.")
    previous: str | None = Field(description="The address of the part before, if there is one.")


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


def _at(request: Request, limit: int, offset: int) -> str:
    kept = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in ("limit", "offset")
    ]
    query = urlencode([*kept, ("limit", str(limit)), ("offset", str(offset))])
    return f"{quote(request.url.path)}?{query}"
