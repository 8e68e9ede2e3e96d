"""The page on which SPARQL can be asked: it puts the question to this service's own endpoint.

The endpoint has the workers and the limits, so the page asks it as any client does, without
leaving the process, and shows the first rows of what it answers.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from talkgraph.http.catalog import catalog
from talkgraph.http.library import Library
from talkgraph.http.pages.addresses import page_of
from talkgraph.http.pages.rendering import page
from talkgraph.http.problems import Problem
from talkgraph.knowledge.base import KnowledgeBase

PATH: Final = "/query"
_ENDPOINT: Final = "/sparql"
_SHOWN: Final = 500
_ROWS: Final = "text/tab-separated-values"
_TRIPLES: Final = "application/n-triples"
_TERM: Final = re.compile(r'<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?|\S+')
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
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
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value as it is shown, and the page on it if it is a thing of this place."""

    text: str
    page: str | None = None
    iri: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The first rows of an answer; `more` where there are others; `is_graph` for triples."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool
    is_graph: bool


def add_query_page(routes: APIRouter, library: Library) -> None:
    """Add the page to the explorer's routes."""

    @routes.get(PATH)
    async def query(
        request: Request, query: Annotated[str | None, Query(max_length=64 * 1024)] = None
    ) -> HTMLResponse:
        asked = (query or "").strip()
        answer, problem = None, None
        if asked:
            try:
                answer = await _ask(request.app, asked, library)
            except Problem as error:
                problem = error
        text = asked or EXAMPLES[0][1].strip()
        return page(
            request,
            "query.html",
            status=problem.status if problem else 200,
            headers=problem.headers if problem else None,
            query=text,
            rows=min(24, max(8, text.count("\n") + 2)),
            examples=[(title, example.strip()) for title, example in EXAMPLES],
            table=answer,
            problem=problem,
            downloads=_downloads(asked, answer) if answer else [],
        )


def _downloads(query: str, answer: Answer) -> list[tuple[str, str]]:
    forms = _GRAPH_DOWNLOADS if answer.is_graph else _ROW_DOWNLOADS
    return [
        (name, f"{_ENDPOINT}?{urlencode({'query': query, 'format': form})}") for name, form in forms
    ]


async def _ask(app: FastAPI, query: str, library: Library) -> Answer:
    """Return the endpoint's answer; raises `Problem` with what it says where it refuses."""
    accept = f"{_ROWS}, {_TRIPLES};q=0.9"
    status, headers, content = await _get(app, _ENDPOINT, urlencode({"query": query}), accept)
    if status != 200:
        raise _refusal(status, headers, content)
    is_graph = headers.get("content-type", "").startswith(_TRIPLES)
    return read_answer(library.current(), content.decode("utf-8"), is_graph=is_graph)


async def _get(
    app: FastAPI, path: str, query: str, accept: str
) -> tuple[int, Mapping[str, str], bytes]:
    """Send a GET request to an application of this process."""
    parts: list[bytes] = []
    start: dict[str, Any] = {}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"accept", accept.encode()), (b"host", b"localhost")],
        "client": None,
        "server": ("localhost", 80),
        "state": {},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - ASGI
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return start["status"], headers, b"".join(parts)


def _refusal(status: int, headers: Mapping[str, str], content: bytes) -> Problem:
    try:
        said = json.loads(content)
        detail = str(said["detail"])
    except (ValueError, KeyError, TypeError):
        detail = "the query could not be answered."
    kept = {"retry-after": headers["retry-after"]} if "retry-after" in headers else None
    return Problem(status, detail, headers=kept)


def read_answer(kb: KnowledgeBase, text: str, *, is_graph: bool) -> Answer:
    """Read the first rows of TSV (SPARQL 1.1) or N-Triples."""
    lines = text.split("\n", _SHOWN + 2)
    if not is_graph and lines[0].strip() in ("true", "false"):
        return Answer(
            header=("answer",), rows=((Cell(text=lines[0].strip()),),), more=False, is_graph=False
        )
    if is_graph:
        header: tuple[str, ...] = ("subject", "predicate", "object")
        body = [_TERM.findall(line.rstrip().removesuffix(".")) for line in lines if line.strip()]
    else:
        header = tuple(name.strip().removeprefix("?") for name in lines[0].split("\t"))
        last = len(lines) - 1
        kept = [line for number, line in enumerate(lines) if number > 0 and (line or number < last)]
        body = [line.rstrip("\r").split("\t") for line in kept]
    rows = tuple(tuple(_cell(kb, term) for term in row) for row in body[:_SHOWN])
    return Answer(header=header, rows=rows, more=len(body) > _SHOWN, is_graph=is_graph)


def _cell(kb: KnowledgeBase, term: str) -> Cell:
    if term.startswith("<") and term.endswith(">"):
        iri = _unescaped(term[1:-1])
        return Cell(text=catalog(kb).short(iri), page=page_of(kb, iri), iri=iri)
    if term.startswith('"'):
        return Cell(text=_unescaped(term[1 : term.rindex('"')]))
    return Cell(text=term)


def _unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])

    return _ESCAPE.sub(plain, text)
