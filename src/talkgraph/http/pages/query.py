"""The page on which SPARQL can be asked: it shows the first rows of what the endpoint answers."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from talkgraph.errors import TalkgraphError
from talkgraph.http.library import Library
from talkgraph.http.limits import MEBIBYTE
from talkgraph.http.pages.addresses import page_of
from talkgraph.http.pages.rendering import page
from talkgraph.http.problems import Problem, problem_of
from talkgraph.http.sparql.endpoint import PATH as SPARQL_PATH
from talkgraph.http.sparql.endpoint import Endpoint
from talkgraph.http.sparql.table import Bounds, Table, Term
from talkgraph.knowledge.base import KnowledgeBase

PATH: Final = "/query"
_SHOWN: Final = Bounds(rows=500, cell=2000, size=MEBIBYTE)
_ROW_DOWNLOADS: Final = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
_GRAPH_DOWNLOADS: Final = (("Turtle", "turtle"), ("JSON-LD", "jsonld"), ("N-Triples", "nt"))

EXAMPLES: Final[tuple[tuple[str, str], ...]] = (
    (
        "Who spoke about a topic?",
        """SELECT DISTINCT ?speaker ?talk ?confidence WHERE {
  ?topic skos:prefLabel|skos:altLabel ?label .
  FILTER(LCASE(STR(?label)) = "on-call")
  ?assignment oa:hasBody ?topic ; oa:hasTarget ?node ; tg:confidence ?confidence .
  ?node a tg:Talk ; schema:name ?talk ; schema:performer/schema:name ?speaker .
} ORDER BY DESC(?confidence) ?speaker
""",
    ),
    (
        "What exactly was said about something, and in which line?",
        """SELECT ?text ?title ?source ?line WHERE {
  ?post a tg:Post ; tg:talk/schema:name ?title ; schema:text ?text ;
    prov:wasDerivedFrom ?lines .
  ?lines tg:firstLine ?line ; oa:hasSource/dcterms:identifier ?source .
  FILTER(CONTAINS(LCASE(?text), "rest"))
} ORDER BY ?source ?line
""",
    ),
    (
        "Which talks were given at which event, by whom, for whom did they work?",
        """SELECT ?event ?date ?title ?speaker ?company WHERE {
  ?talk a tg:Talk ; schema:name ?title ; tg:event/schema:name ?event .
  ?appearance tg:inTalk ?talk ; tg:speaker/schema:name ?speaker .
  OPTIONAL { ?talk schema:startDate ?date }
  OPTIONAL { ?appearance tg:affiliation/schema:name ?company }
} ORDER BY ?event ?date ?title ?speaker
""",
    ),
    (
        "Which talks were given more than once?",
        """SELECT ?name (COUNT(?talk) AS ?times) (GROUP_CONCAT(?event; separator=", ") AS ?events)
WHERE {
  ?talk schema:workPerformed ?work ; tg:event/schema:name ?event .
  ?work schema:name ?name .
} GROUP BY ?work ?name HAVING(COUNT(?talk) > 1) ORDER BY ?name
""",
    ),
    (
        "Which topics did the events have over time?",
        """SELECT ?start ?event ?label (COUNT(DISTINCT ?talk) AS ?talks) WHERE {
  ?talk a tg:Talk ; schema:about ?topic ; tg:event ?node .
  ?topic skos:prefLabel ?label .
  ?node schema:name ?event ; schema:startDate ?start .
} GROUP BY ?start ?event ?label ORDER BY ?start ?event DESC(?talks) ?label
""",
    ),
    (
        "Who is quoted, by whom, and in whose talk?",
        """SELECT ?quoted ?text ?basis ?noteTaker ?title WHERE {
  ?quote a tg:Quote ; tg:attributedTo/schema:name ?quoted ; tg:attribution ?basis ;
    schema:text ?text ; tg:talk ?talk .
  ?talk schema:name ?title ; tg:event/tg:noteTaker/foaf:accountName ?noteTaker .
} ORDER BY ?quoted ?text
""",
    ),
    (
        "When and where was it given?",
        """SELECT ?title ?day ?start ?end ?room ?track ?status WHERE {
  ?talk a tg:Talk ; schema:name ?title ; schema:startDate ?day ; tg:startTime ?start .
  OPTIONAL { ?talk tg:endTime ?end }
  OPTIONAL { ?talk schema:location/schema:name ?room }
  OPTIONAL { ?talk tg:track ?track }
  OPTIONAL { ?talk schema:eventStatus ?status }
} ORDER BY ?start ?room
""",
    ),
    (
        "What was announced, and what was said?",
        """SELECT ?title ?kind ?text ?source WHERE {
  VALUES (?class ?kind ?order) {
    (tg:Abstract "announced" 1) (tg:Post "said" 2) (tg:Note "said" 3)
  }
  ?talk a tg:Talk ; schema:name ?title ; schema:description ?abstract .
  ?passage a ?class ; tg:talk ?talk ; schema:text ?text ; schema:position ?position ;
    prov:wasDerivedFrom/oa:hasSource/dcterms:identifier ?source .
} ORDER BY ?title ?order ?position
""",
    ),
    (
        "Which posts of whom are of this talk?",
        """SELECT ?title ?handle ?time ?text ?address ?answers WHERE {
  ?post a tg:Post ; tg:talk/schema:name ?title ; sioc:has_creator/foaf:accountName ?handle ;
    schema:text ?text .
  OPTIONAL { ?post schema:dateCreated ?time }
  OPTIONAL { ?post schema:url ?address }
  OPTIONAL { ?post sioc:reply_of/schema:text ?answers }
} ORDER BY ?title ?time ?address
""",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value as it is shown, and the page on it if it is a thing of this place."""

    text: str
    page: str | None = None
    iri: str | None = None


def router(library: Library, endpoint: Endpoint) -> APIRouter:
    """Return the route of the page."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get(PATH)
    def query(
        request: Request, query: Annotated[str | None, Query(max_length=64 * 1024)] = None
    ) -> HTMLResponse:
        asked = (query or "").strip()
        table: Table | None = None
        problem: Problem | None = None
        if asked:
            try:
                table = endpoint.table(asked, _SHOWN)
            except (Problem, TalkgraphError) as error:
                problem = problem_of(error)
        kb = library.current()
        text = asked or EXAMPLES[0][1].strip()
        return page(
            request,
            "query.html",
            status=problem.status if problem else 200,
            headers=problem.headers if problem else None,
            query=text,
            lines=min(24, max(8, text.count("\n") + 2)),
            examples=[(title, example.strip()) for title, example in EXAMPLES],
            table=table,
            rows=[[_cell(kb, term) for term in row] for row in table.rows] if table else [],
            problem=problem,
            downloads=_downloads(asked, table) if table else [],
        )

    return routes


def _downloads(query: str, table: Table) -> list[tuple[str, str]]:
    forms = _GRAPH_DOWNLOADS if table.is_graph else _ROW_DOWNLOADS
    return [
        (name, f"{SPARQL_PATH}?{urlencode({'query': query, 'format': form})}")
        for name, form in forms
    ]


def _cell(kb: KnowledgeBase, term: Term) -> Cell:
    if not term.is_iri:
        return Cell(text=term.text)
    return Cell(text=kb.names.short(term.text), page=page_of(kb, term.text), iri=term.text)
