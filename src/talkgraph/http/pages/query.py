"""The page on which SPARQL can be asked: it shows the first rows of what the endpoint answers."""

from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from talkgraph.errors import TalkgraphError
from talkgraph.graph.questions import CompetencyQuestion, question, questions
from talkgraph.http.guards.turns import Threads
from talkgraph.http.library import Library
from talkgraph.http.limits import MEBIBYTE
from talkgraph.http.pages.addresses import page_of
from talkgraph.http.pages.rendering import page
from talkgraph.http.problems import Problem, problem_of
from talkgraph.http.sparql.endpoint import PATH as SPARQL_PATH
from talkgraph.http.sparql.endpoint import Endpoint, base_of, while_waited_for
from talkgraph.http.sparql.pool import Client
from talkgraph.http.sparql.table import Bounds, Table, Term
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Search

PATH: Final = "/query"
_SHOWN: Final = Bounds(rows=500, columns=100, cell=2000, size=MEBIBYTE)
_DRAWN_AT_A_TIME: Final = 2
_ROW_DOWNLOADS: Final = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
_GRAPH_DOWNLOADS: Final = (("Turtle", "turtle"), ("JSON-LD", "jsonld"), ("N-Triples", "nt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value as it is shown, and the page on it if it is a thing of this place."""

    text: str
    page: str | None = None
    iri: str | None = None


def router(library: Library, endpoint: Endpoint) -> APIRouter:
    """Return the route of the page."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    # Few, unlike those that wait for workers: a large table takes time of the service's own.
    drawing = Threads(_DRAWN_AT_A_TIME)

    @routes.get(PATH)
    async def query(
        request: Request,
        query: Annotated[str | None, Query(max_length=64 * 1024)] = None,
        name: Annotated[str | None, Query(alias="question", max_length=100)] = None,
    ) -> HTMLResponse:
        known = question(name) if name and not query else None
        asked = (query or (known.text if known else "")).strip()

        def answered(client: Client) -> tuple[Table | None, Problem | None]:
            try:
                return endpoint.table(asked, _SHOWN, client, base_of(request)), None
            except (Problem, TalkgraphError) as error:
                return None, problem_of(error)

        table, problem = None, None
        if asked:
            # However many ask here, they leave half of the workers to programs.
            table, problem = await while_waited_for(request, endpoint.threads, answered, by=PATH)
        return await drawing.run(lambda: _shown(request, asked, known, table, problem))

    def _shown(
        request: Request,
        asked: str,
        known: CompetencyQuestion | None,
        table: Table | None,
        problem: Problem | None,
    ) -> HTMLResponse:
        kb = library.current()
        text = asked or next(iter(questions().values())).text.strip()
        return page(
            request,
            "query.html",
            status=problem.status if problem else 200,
            headers=problem.headers if problem else None,
            query=text,
            lines=min(24, max(8, text.count("\n") + 2)),
            groups=_groups(),
            known=known,
            usual=Search().limit,
            table=table,
            rows=[[_cell(kb, term) for term in row] for row in table.rows] if table else [],
            problem=problem,
            downloads=_downloads(asked, table) if table else [],
        )

    return routes


def _groups() -> list[tuple[str, list[CompetencyQuestion]]]:
    """Return the questions to begin with, by the group in which they are shown."""
    by_group = groupby(questions().values(), lambda each: each.group)
    return [(group, list(members)) for group, members in by_group]


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
