"""What the JSON API takes, and what it gives beside the values of the Python API."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Generic, Literal, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.datastructures import MutableHeaders

from talkgraph.http.guards.place import root_of
from talkgraph.http.limits import FARTHEST, LONGEST_DATE, LONGEST_NAME, LONGEST_WORDS
from talkgraph.knowledge.hits import Understood
from talkgraph.knowledge.lookup import A_PERSON
from talkgraph.knowledge.reconcile.suggestions import NameKind
from talkgraph.model import PassageKind, Search

T = TypeVar("T")

MOST_ROWS: Final = 100
_PERIOD: Final = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2]|W(0[1-9]|[1-4][0-9]|5[0-2])|Q[1-4]))?$"

Date = Annotated[
    str,
    Query(
        max_length=LONGEST_DATE,
        description="A day, a week, a month, a quarter or a year, included: 2019-10-02, 2019-W23, "
        "2019-10, 2019-Q3, 2019. As people write them, too: 2 October 2019, spring 2019.",
    ),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "pattern": _PERIOD},
            ]
        }
    ),
]
Name = Annotated[str, Query(min_length=1, max_length=LONGEST_NAME)]
Beginning = Annotated[str, Query(max_length=LONGEST_NAME)]


Words = Annotated[
    str,
    Query(min_length=1, max_length=LONGEST_WORDS, description="Words or a sentence."),
    # That there must be a letter or digit is checked by the search, which says it in a sentence.
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_WORDS,
            "pattern": r"[\p{L}\p{N}]",
        }
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


class Answers(Page[T], Generic[T]):
    """A part of what a search found, with what was understood of its words."""

    understood: Understood


class Suggested(BaseModel):
    """Something that may be meant: its kind, its name, and a line that tells it from others.

    `page` is the path of the page on it.
    """

    model_config = ConfigDict(frozen=True)

    kind: NameKind
    iri: str
    name: str
    about: str
    talks: int = Field(ge=0, description="How many talks it has; of a talk, itself.")
    page: str


class Suggestions(BaseModel):
    """What may be meant by what somebody has typed so far, people first and talks last."""

    model_config = ConfigDict(frozen=True)

    items: Sequence[Suggested]


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
    namesake: dict[str, str] | None = Field(
        default=None,
        description="The theme or topic of that name, where the other was asked for.",
    )
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
    speaker: Annotated[Name | None, Query(description=A_PERSON)] = None,
    topic: Annotated[Name | None, Query(description="A topic, narrower ones included.")] = None,
    since: Date | None = None,
    until: Date | None = None,
) -> Search:
    """Read what a search or a list of talks is narrowed to."""
    return Search(event=event, speaker=speaker, topic=topic, since=since, until=until)


def wanted_search(
    narrowed: Annotated[Search, Depends(narrowed_search)],
    q: Words,
    kind: Annotated[
        list[PassageKind] | None, Query(description="Which kinds of passages; all by default.")
    ] = None,
    exact: Annotated[bool, Query(description="Find the words as one phrase.")] = False,
    literal: Annotated[
        bool, Query(description="Read no names and times in the words, and correct none.")
    ] = False,
    plain: Annotated[
        list[Name] | None,
        Query(max_length=20, description="Words of it that name nobody and nothing."),
    ] = None,
    sort: Annotated[
        Literal["score", "date"], Query(description="The best first, or the newest of the best.")
    ] = "score",
) -> Search:
    """Read what is searched for, and where."""
    return replace(
        narrowed,
        text=q,
        kinds=tuple(sorted(set(kind or ()))),
        exact=exact,
        literal=literal,
        plain=tuple(sorted(set(plain or ()))),
        newest=sort == "date",
    )


def answers(
    request: Request, whole: Sequence[T], wanted: Paging, understood: Understood
) -> Answers[T]:
    """Return the part of an answer that is wanted, as `part` does, with what was understood."""
    found = part(request, whole, wanted)
    return Answers(**dict(found), understood=understood)


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
    return f"{root_of(request)}{quote(request.url.path)}?{query}"
