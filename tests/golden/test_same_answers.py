"""The sample is answered as before: command line, SPARQL, JSON API, pages and the graph itself.

`same-answers.json` keeps of each answer how many lines it has, a digest of all of them and a
short one of each, so that a difference names the lines that are new. Where answers change on
purpose, look at the difference, and then run ``make golden``.
"""

import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

import talkgraph
from talkgraph.cli import main
from talkgraph.http.app import create_app
from talkgraph.http.library import Library

KEPT: Final = Path(__file__).with_name("same-answers.json")
SAMPLE: Final = Path(__file__).resolve().parents[2] / "data"
JSON: Final = ("--format", "json")
CAN, CALLOWAY = "devopsdays-hartford-2019/can", "harbourconf-2021/calloway"
CHAOS = 'SERVICE tg:search { ?t tg:matches [ tg:query "chaos" ; tg:score ?score'

COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "stats": ("stats", *JSON),
    "search": ("search", "paying people for being on call", *JSON),
    "search with reasons": ("search", "postmortem without blame", "--why"),
    "search as a table": ("search", "chaos engineering", "--format", "csv", "--limit", "30"),
    "search for talks": ("search", "burnout", "--kind", "talk", *JSON),
    "search within an event": (
        *("search", "team", "--kind", "post", "--kind", "note", "--event", "HarbourConf 2022"),
        *("--since", "2019", "--until", "2022-12", *JSON),
    ),
    "search within a speaker": ("search", "people", "--speaker", "Ines Calloway", *JSON),
    "search within a topic": ("search", "people", "--topic", "on-call", *JSON),
    "search for what is not there": ("search", "sourdough starter hydration", *JSON),
    "search within no topic": ("search", "people", "--topic", "nonsensical", *JSON),
    "search for nothing": ("search", " ", *JSON),
    "search in no year": ("search", "x", "--since", "201x", *JSON),
    "related": ("related", CAN, *JSON),
    "related to a repeat": ("related", CALLOWAY, "--why"),
    "talk": ("talk", CAN, *JSON),
    "talk to read": ("talk", CALLOWAY),
    "talk of several": ("talk", "the"),
    "no such talk": ("talk", "no such talk at all"),
    "themes": ("themes", *JSON),
    "theme": ("themes", "On-call"),
    "theme by year": ("themes", "On-call", "--by", "year", *JSON),
    "outside themes": ("themes", "--outside", *JSON),
    "topics": ("topics", *JSON),
    "topic": ("topics", "on-call", *JSON),
    "speaker": ("speaker", "Ines Calloway", *JSON),
    "speaker to read": ("speaker", "Matt Stratton"),
    "diagnostics": ("validate", str(SAMPLE), "--coverage"),
    "sparql": (
        "sparql",
        "SELECT ?title ?speaker ?date { ?talk a tg:Talk ; schema:name ?title ; "
        "schema:performer/schema:name ?speaker ; schema:startDate ?date } "
        "ORDER BY ?date ?title ?speaker",
    ),
    "sparql with a search": (
        *("sparql", f"SELECT ?t ?score {{ {CHAOS} ] }} }} ORDER BY DESC(?score) ?t", *JSON),
    ),
    "sparql with a search for talks": (
        *("sparql", f'SELECT * {{ {CHAOS} ; tg:kind "talk" ; tg:since "2019" ] }} }} ORDER BY ?t'),
        *JSON,
    ),
    "sparql with nearness": (
        "sparql",
        'SELECT ?t (tg:similarity(?t, "incidents") AS ?s) { ?t a tg:Talk } ORDER BY DESC(?s) ?t',
    ),
    "sparql that makes triples": (
        *("sparql", "CONSTRUCT { ?t schema:name ?n } { ?t a tg:Talk ; schema:name ?n }"),
    ),
    "sparql that goes outside": ("sparql", "SELECT * { SERVICE <http://x> { ?s ?p ?o } }"),
    "sparql that is none": ("sparql", "SELECT ?x { broken"),
}
PAGES: Final = (
    *("/", "/map", "/search?q=on-call", "/search?q=burnout&kind=talk", "/talks", f"/talk/{CAN}"),
    *("/speakers", "/speaker/ines-calloway", "/themes", "/topics", "/topic/on-call", "/events"),
    *("/event/harbourconf-2021", "/query", "/query?query=SELECT+*+%7B+%3Ft+a+tg%3ATalk+%7D"),
    *("/query?query=nonsense", f"/resource/talk/{CAN}", "/ontology", "/nowhere"),
)
API: Final = (
    *("search?q=on-call", "search?q=chaos&kind=talk&limit=3", "search?q=x&event=nowhere"),
    *("search", "talks?limit=3&offset=2", f"talks/{CAN}", f"talks/{CALLOWAY}/related"),
    *("speakers", "speakers/ines-calloway", "themes", "topics", "topics/on-call", "events"),
    *("events/harbourconf-2022", "stats"),
)
NAMES: Final = (
    *COMMANDS,
    *(f"page {path}" for path in PAGES),
    *(f"api {path}" for path in API),
    "graph",
)


class Answers:
    """Asks one knowledge base of the sample, made without a model."""

    def __init__(self, kb: Path, client: TestClient) -> None:
        self._kb = kb
        self._client = client

    def lines(self, name: str) -> list[str]:
        """Return an answer: scores rounded, and without the place of the knowledge base."""
        kind, _, path = name.partition(" ")
        ways: dict[str, Callable[[], str]] = {
            "page": lambda: self._page(path),
            "api": lambda: self._api(path),
            "graph": self._graph,
        }
        text = self._command(*COMMANDS[name]) if name in COMMANDS else ways[kind]()
        text = text.replace(str(self._kb), "KB").replace(str(SAMPLE), "data")
        rounded = re.sub(r"\d+\.\d{4,}", lambda found: f"{float(found[0]):.3f}", text)
        return [line.rstrip() for line in rounded.splitlines() if line.strip()]

    def _command(self, *arguments: str) -> str:
        where = () if arguments[0] == "validate" else ("--kb", str(self._kb))
        done = CliRunner().invoke(main, [*arguments, *where], env={"COLUMNS": "120"})
        stdout = done.stdout
        if stdout.startswith(("{", "[")):
            stdout = json.dumps(json.loads(stdout), indent=1, ensure_ascii=False)
        return f"{stdout}\n--- {done.exit_code}\n{done.stderr}"

    def _page(self, path: str) -> str:
        answer = self._client.get(path, headers={"accept": "text/html"})
        found = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
        # Where a layout puts its points depends on the last digits of a machine.
        shown = re.sub(r"<script.*?</script>", "", found[0] if found else "", flags=re.DOTALL)
        return f"{answer.status_code}\n{shown}"

    def _api(self, path: str) -> str:
        answer = self._client.get(f"/api/v1/{path}")
        content: Any = answer.json()
        if isinstance(content, dict):
            content.pop("request_id", None)
        return f"{answer.status_code}\n{json.dumps(content, indent=1, ensure_ascii=False)}"

    def _graph(self) -> str:
        """Tell the quads by graph and predicate: how many, and a digest of them."""
        exported = CliRunner().invoke(main, ["export", "--format", "nq", "--kb", str(self._kb)])
        # Every change of the code that builds gives the build another fingerprint.
        fingerprint = talkgraph.open(self._kb).generation.manifest.fingerprint
        told = exported.stdout.replace(fingerprint, "BUILD").replace(fingerprint[:16], "BUILD")
        groups: dict[str, list[str]] = defaultdict(list)
        for quad in parse(told, RdfFormat.N_QUADS):
            groups[f"{quad.graph_name} {quad.predicate}"].append(str(quad))
        return "\n".join(
            f"{key} {len(quads)} {digest(sorted(quads))}" for key, quads in sorted(groups.items())
        )


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def kept(lines: list[str]) -> dict[str, Any]:
    """What the file keeps of an answer."""
    marks = " ".join(digest([line])[:4] for line in lines)
    return {"lines": len(lines), "sha256": digest(lines), "each": marks}


@pytest.fixture(scope="module")
def answers(sample_kb: Path) -> Iterator[Answers]:
    app = create_app(Library(sample_kb))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield Answers(sample_kb, client)


@pytest.fixture(scope="module")
def before(answers: Answers) -> dict[str, dict[str, Any]]:
    if os.environ.get("TALKGRAPH_UPDATE_GOLDEN"):
        content = {name: kept(answers.lines(name)) for name in NAMES}
        KEPT.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    found: dict[str, dict[str, Any]] = json.loads(KEPT.read_text("utf-8"))
    return found


def test_nothing_is_kept_that_is_not_asked(before: Mapping[str, object]) -> None:
    assert set(before) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_same(
    answers: Answers, before: Mapping[str, Mapping[str, Any]], name: str
) -> None:
    lines = answers.lines(name)
    now, then = kept(lines), before[name]
    if now == then:
        return
    known = set(then["each"].split())
    new = [line for line in lines if digest([line])[:4] not in known]
    shown = "\n".join(new[:20]) or "(the same lines in another order, or fewer)"
    pytest.fail(f"{then['lines']} lines before, {now['lines']} now; new among them:\n{shown}")
