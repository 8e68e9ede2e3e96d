"""The tools: what each takes and gives, and what is told of it to a model that may call it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from talkgraph.http.mcp.asked import (
    Asked,
    Listed,
    RelatedAsked,
    SearchAsked,
    SparqlAsked,
    SpeakerAsked,
    TalkAsked,
    ThemesAsked,
)
from talkgraph.http.mcp.places import located_schema
from talkgraph.http.sparql.table import Bounds, Table
from talkgraph.knowledge.answers import (
    Hit,
    Related,
    SpeakerDetails,
    TalkDetails,
    ThemeSummary,
)
from talkgraph.knowledge.hits import Understood
from talkgraph.search.once import once

if TYPE_CHECKING:
    from talkgraph.knowledge.base import KnowledgeBase

T = TypeVar("T")
A = TypeVar("A", bound=Asked)
_TALKS_OF_THEME: Final = 3
_LONGEST_CELL: Final = 2000
_MOST_COLUMNS: Final = 100
_LARGEST_TABLE: Final = 1 << 17  # bytes; what is larger fills a model's head with one answer


class Items(BaseModel, Generic[T]):
    """A part of a list; `total` counts the whole."""

    model_config = ConfigDict(frozen=True)

    items: Sequence[T]
    total: int = Field(ge=0)


class Found(Items[T], Generic[T]):
    """A part of what a search found, with what was understood of its words."""

    understood: Understood


class Item(BaseModel, Generic[T]):
    """One thing."""

    model_config = ConfigDict(frozen=True)

    item: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a tool asks: the knowledge base, and whoever answers SPARQL within limits."""

    kb: "KnowledgeBase"
    table: Callable[[str, Bounds], Table]


@dataclass(frozen=True, kw_only=True)
class Tool(Generic[A]):
    """A tool; `is_apart` if it waits for a process that evaluates SPARQL, and not for a thread."""

    name: str
    title: str
    description: str
    takes: type[A]
    gives: type[BaseModel]
    does: Callable[[Desk, A], BaseModel]
    is_apart: bool = False

    @once
    def input_schema(self) -> dict[str, Any]:
        """The JSON Schema of what it takes."""
        schema: dict[str, Any] = _untitled(self.takes.model_json_schema())
        return schema

    @once
    def output_schema(self) -> dict[str, Any]:
        """The JSON Schema of what it gives."""
        given = self.gives.model_json_schema(mode="serialization")
        schema: dict[str, Any] = _untitled(located_schema(given))
        return schema


def _untitled(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a JSON Schema without titles that only say the names once more, for models to read."""
    if isinstance(schema, list):
        return [_untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: each for key, each in schema.items() if key != "title" or isinstance(each, dict)}
    return {key: _untitled(each) for key, each in kept.items()}


def _part(whole: Sequence[T], asked: Listed) -> Sequence[T]:
    return whole[asked.offset : asked.offset + asked.limit]


def _search(desk: Desk, asked: SearchAsked) -> Found[Hit]:
    from talkgraph.http.catalog import catalog

    hits = catalog(desk.kb).hits(asked.search())
    return Found[Hit](items=_part(hits, asked), total=len(hits), understood=hits.understood)


def _related(desk: Desk, asked: RelatedAsked) -> Items[Related]:
    here = desk.kb.find_talk(asked.talk).iri
    # Reasons take long to find, and the query that shows them would be most of the answer.
    best = desk.kb.related(here, limit=asked.offset + asked.limit)
    short = [replace(each, reasons=replace(each.reasons, sparql="")) for each in _part(best, asked)]
    total = len(desk.kb.nearest(here, limit=len(desk.kb.records)))
    return Items[Related](items=short, total=total)


def _themes(desk: Desk, asked: ThemesAsked) -> Items[ThemeSummary]:
    if asked.theme is not None:
        return Items[ThemeSummary](items=[desk.kb.theme(asked.theme)], total=1)
    whole = desk.kb.themes()
    short = [
        replace(each, talks=each.talks[:_TALKS_OF_THEME], posts=each.posts[:0])
        for each in _part(whole, asked)
    ]
    return Items[ThemeSummary](items=short, total=len(whole))


def _talk(desk: Desk, asked: TalkAsked) -> Item[TalkDetails]:
    return Item[TalkDetails](item=desk.kb.talk(asked.talk))


def _speaker(desk: Desk, asked: SpeakerAsked) -> Item[SpeakerDetails]:
    return Item[SpeakerDetails](item=desk.kb.speaker(asked.speaker))


def _sparql(desk: Desk, asked: SparqlAsked) -> Item[Table]:
    bounds = Bounds(
        rows=asked.limit, columns=_MOST_COLUMNS, cell=_LONGEST_CELL, size=_LARGEST_TABLE
    )
    return Item[Table](item=desk.table(asked.query, bounds))


_ALL: Final[tuple[Tool[Any], ...]] = (
    Tool(
        name="search",
        title="Search what was said",
        description="Find posts, notes, quotes, abstracts or talks by words and meaning, the best "
        "first. Names of people, events and topics, and times, are read in the words themselves; "
        "what was made of them is told under `understood`.",
        takes=SearchAsked,
        gives=Found[Hit],
        does=_search,
    ),
    Tool(
        name="related",
        title="Related talks",
        description="List the talks related to a talk, the nearest first, each with the reasons: "
        "passages that say similar things, topics and people in common.",
        takes=RelatedAsked,
        gives=Items[Related],
        does=_related,
    ),
    Tool(
        name="themes",
        title="Themes across the talks",
        description="List the themes that run across the talks, the strongest first, each with the "
        f"{_TALKS_OF_THEME} talks most its own; or give one theme with all of its talks and the "
        "passages most its own.",
        takes=ThemesAsked,
        gives=Items[ThemeSummary],
        does=_themes,
    ),
    Tool(
        name="talk",
        title="A talk in full",
        description="Give a talk with everything that the sources hold: when and where, by whom, "
        "what was announced, and what was said, post by post, with its quotes.",
        takes=TalkAsked,
        gives=Item[TalkDetails],
        does=_talk,
    ),
    Tool(
        name="speaker",
        title="A person",
        description="Give a person with other spellings of the name, accounts, talks, and the "
        "quotes that are theirs.",
        takes=SpeakerAsked,
        gives=Item[SpeakerDetails],
        does=_speaker,
    ),
    Tool(
        name="sparql",
        title="SPARQL",
        description="Answer a SPARQL query over the graph, for what no other tool counts or "
        "combines. Prefixes (tg, schema, skos, sioc, foaf, prov, oa, dcterms, rdfs, xsd) need not "
        "be declared. A talk is a tg:Talk with schema:name, schema:startDate, schema:performer "
        "(a schema:Person), schema:about (a skos:Concept) and tg:event (a tg:Conference); a "
        "tg:Post, tg:Note, tg:Quote or tg:Abstract has tg:talk and schema:text. To search inside a "
        'query: SERVICE tg:search { ?post tg:matches [ tg:query "on call" ; tg:limit 20 ] }.',
        takes=SparqlAsked,
        gives=Item[Table],
        does=_sparql,
        is_apart=True,
    ),
)
TOOLS: Final = {tool.name: tool for tool in _ALL}
