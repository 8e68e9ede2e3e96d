"""The questions in ontology/questions: what they say of themselves, and their answers.

``ontology/questions/README.md`` has the answer of each on the sample. It is written by the test
below with TALKGRAPH_UPDATE_GOLDEN=1.
"""

import datetime as dt
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest
from rdflib.plugins.sparql import prepareQuery

import talkgraph
from talkgraph.errors import NotFound
from talkgraph.graph.questions import GROUPS, CompetencyQuestion, question, questions
from talkgraph.model.names import PREFIXES
from talkgraph.settings import ontology_file

NAMES: Final = sorted(questions())
SHOWN_ROWS: Final = 5
SHOWN_CELL: Final = 70
NEW_EACH_TIME: Final = {
    "builds": {"build", "started", "ended", "softwareVersion"},
    "statement-lines": set[str](),
}
"""Columns whose values differ from build to build, and are not shown."""


# ── what they say of themselves ──────────────────────────────────────────────────────────────


def test_the_questions_of_the_data_model_are_there() -> None:
    assert len(NAMES) >= 25
    assert {each.group for each in questions().values()} == set(GROUPS)


@pytest.mark.parametrize("name", NAMES)
def test_its_head_says_all_that_a_reader_needs(name: str) -> None:
    asked = question(name)
    assert asked.title.endswith("?")
    assert asked.group in GROUPS
    assert len(asked.empty) > 15
    assert asked.empty.endswith(".")
    assert not asked.query.startswith("#")
    assert all(len(line) <= 100 for line in asked.text.splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_it_is_standard_sparql_with_terms_that_exist(name: str) -> None:
    asked = question(name)
    prepareQuery(asked.query, initNs=PREFIXES)
    defined = ontology_file("talkgraph.ttl").read_text(encoding="utf-8")
    for term in set(re.findall(r"\btg:[\w-]+", asked.query)):
        assert re.search(rf"^{re.escape(term)} a ", defined, re.MULTILINE), term


@pytest.mark.parametrize("name", NAMES)
def test_its_columns_are_those_that_it_tells_of(name: str, packaged_kb: Path) -> None:
    asked = question(name)
    told = [column for names in asked.columns for column in re.findall(r"\?(\w+)", names)]
    answer = talkgraph.open(packaged_kb).sparql(asked.text)
    assert sorted(told) == sorted(answer.columns)


def test_an_unknown_name_is_met_with_those_near_it() -> None:
    with pytest.raises(NotFound, match="co-speakers"):
        question("cospeakers")


# ── what they answer ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_no_row_comes_twice(name: str, packaged_kb: Path) -> None:
    rows = [tuple(row.values()) for row in talkgraph.open(packaged_kb).sparql(question(name).text)]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("name", NAMES)
def test_its_order_is_total(name: str, packaged_kb: Path) -> None:
    """The order says of any two rows which is first: what comes backwards is turned round."""
    kb = talkgraph.open(packaged_kb)
    head, _, order = question(name).query.rpartition("ORDER BY ")
    keys = re.findall(r"DESC\([^()]*\)|\(!BOUND\([^()]*\)\)|\w+\([^()]*\)|\?\w+", order)
    turned = [key[4:] if key.startswith("DESC") else f"DESC({key})" for key in keys]
    there = [tuple(row.values()) for row in kb.sparql(question(name).text)]
    back = [tuple(row.values()) for row in kb.sparql(f"{head} ORDER BY {' '.join(turned)}")]
    assert back[::-1] == there


def test_the_page_on_them_has_their_answers(packaged_kb: Path, project: Path) -> None:
    page = project / "ontology" / "questions" / "README.md"
    text = _page(talkgraph.open(packaged_kb))
    if os.environ.get("TALKGRAPH_UPDATE_GOLDEN"):
        page.write_text(text, encoding="utf-8")
    assert text == page.read_text(encoding="utf-8"), (
        "a question or its answer has changed; review it and run this test once with "
        "TALKGRAPH_UPDATE_GOLDEN=1"
    )


_INTRODUCTION: Final = """# Questions to the graph

Each file here is one question in SPARQL 1.1. Its first lines say what it asks, what each column is,
and what it means if there is no row. Ask them with `talkgraph questions NAME`, on the page
`/query` of `talkgraph serve`, or with `kb.sparql` in Python; `talkgraph questions NAME --show`
prints one, to write your own from it. Where a question is about a word, a topic or a day, that
stands in the query and is yours to change.

The prefixes of the project are known to talkgraph. For another store, put these before the query,
and let its default graph be the union of all graphs:

```sparql
{prefixes}
```

The answers below are those of the sample in `data/`: at most {rows} rows, cells cut where they are
long, IRIs without the base. A question that the sample cannot answer has no row, but its columns.
"""


def _page(kb: talkgraph.KnowledgeBase) -> str:
    prefixes = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in sorted(PREFIXES.items()))
    parts = [_INTRODUCTION.format(prefixes=prefixes, rows=SHOWN_ROWS)]
    group = ""
    for each in questions().values():
        if each.group != group:
            group = each.group
            parts.append(f"## {group}\n")
        parts.append(_section(kb, each))
    return "\n".join(parts)


def _section(kb: talkgraph.KnowledgeBase, asked: CompetencyQuestion) -> str:
    answer = kb.sparql(asked.text)
    hidden = NEW_EACH_TIME.get(asked.name, set())
    lines = [f"### {asked.title}", "", f"[`{asked.name}.rq`]({asked.name}.rq)"]
    lines += ["", *(f"- `{names}`: {meaning}" for names, meaning in asked.columns.items())]
    if asked.remarks:
        lines += ["", asked.remarks]
    lines += ["", _row(answer.columns), _row("---" for _ in answer.columns)]
    for row in list(answer)[:SHOWN_ROWS]:
        lines.append(_row("…" if key in hidden else _cell(kb, value) for key, value in row.items()))
    lines += ["", _count(len(answer), asked), ""]
    return "\n".join(lines)


def _count(rows: int, asked: CompetencyQuestion) -> str:
    if not rows:
        return f"No row: {asked.empty}"
    if rows <= SHOWN_ROWS:
        return f"{rows} row{'s' if rows > 1 else ''}. Without any: {asked.empty}"
    return f"The first {SHOWN_ROWS} of {rows} rows. Without any: {asked.empty}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(kb: talkgraph.KnowledgeBase, value: Any) -> str:  # noqa: ANN401 - any RDF term
    if value is None:
        return ""
    if isinstance(value, talkgraph.IRI):
        return f"`{_cut(kb.names.short(value))}`"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return _cut(str(value)).replace("|", "\\|").replace("<", "&lt;")


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_CELL else f"{flat[: SHOWN_CELL - 1].rstrip()}…"
