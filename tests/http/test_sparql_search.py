"""Search inside SPARQL gives what the search gives, in Python, on the command line, over HTTP."""

import csv
import json
import re
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from pyoxigraph import Store
from service_process import Service

from talkgraph.cli import main
from talkgraph.errors import QueryInvalid
from talkgraph.graph.sparql.search import plan
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.names import PREFIXES

QUESTION = "learning from incidents"


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


def found(kb: KnowledgeBase, query: str) -> list[tuple[str, float]]:
    return [(row["post"], float(row["score"])) for row in kb.sparql(query)]


def searching(parameters: str, outside: str = "") -> str:
    return (
        "SELECT ?post ?score { SERVICE tg:search { ?post tg:matches [ "
        f'tg:query "{QUESTION}" ; tg:score ?score {parameters} ] }} {outside} }} '
        "ORDER BY DESC(?score) ?post"
    )


# ── the same as the search ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("parameters", "arguments"),
    [
        ("", {}),
        ("; tg:limit 3", {"limit": 3}),
        ('; tg:kind "post"', {"kind": "post"}),
        ('; tg:kind "post", "quote" ; tg:limit 20', {"kind": ("post", "quote"), "limit": 20}),
        ('; tg:kind "talk"', {"kind": "talk"}),
        ('; tg:event "hartford"', {"event": "hartford"}),
        ('; tg:since "2021" ; tg:until "2021-12-31"', {"since": "2021", "until": "2021-12-31"}),
        ('; tg:event "harbour" ; tg:limit 40 ;', {"event": "harbour", "limit": 40}),
    ],
)
def test_it_finds_what_search_finds(
    kb: KnowledgeBase, parameters: str, arguments: dict[str, object]
) -> None:
    hits = kb.search(QUESTION, **arguments)  # type: ignore[arg-type]
    expected = sorted(((hit.iri, round(hit.score, 6)) for hit in hits), key=lambda p: (-p[1], p[0]))
    assert found(kb, searching(parameters)) == expected
    assert expected


def test_filters_take_iris(kb: KnowledgeBase) -> None:
    talk = next(talk for talk in kb.talks() if talk.speakers and talk.topics)
    speaker = kb.find_speaker(talk.speakers[0])
    iri = kb.parts.names.person(speaker.slug)
    by_iri = found(kb, searching(f"; tg:speaker <{iri}> ; tg:limit 5"))
    by_name = found(kb, searching(f'; tg:speaker "{talk.speakers[0]}" ; tg:limit 5'))
    assert by_iri == by_name != []
    topic = kb.parts.lookup.topic(talk.topics[0])
    assert found(kb, searching(f'; tg:topic "{talk.topics[0]}"'))
    assert found(kb, searching(f"; tg:topic <{sorted(topic)[0]}> ; tg:limit 2"))
    event = kb.find_talk(talk.iri).event
    assert found(kb, searching(f"; tg:event <{event}> ; tg:limit 2"))


def test_it_is_the_same_as_values_written_by_hand(kb: KnowledgeBase) -> None:
    """The twin: ask the search, write its answer as VALUES, ask the bare store."""
    hits = kb.search(QUESTION, limit=25)
    rows = " ".join(f"(<{hit.iri}> {hit.score:.6f})" for hit in hits)
    rest = (
        "?post schema:text ?text ; tg:talk ?talk . ?talk tg:event/schema:name ?event "
        "FILTER(?score > 0 && STRLEN(?text) > 20)"
    )
    head = "SELECT ?post ?text ?event ?score { "
    by_hand = f"{head} VALUES (?post ?score) {{ {rows} }} {rest} }}"
    parameters = f'tg:query "{QUESTION}" ; tg:limit 25 ; tg:score ?score'
    inside = f"SERVICE tg:search {{ ?post tg:matches [ {parameters} ] }}"
    store = Store.read_only(str(kb.parts.folder / "graph"))

    def plain(query: str) -> set[tuple[str, ...]]:
        answer = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        names = ("post", "text", "event")
        return {
            (*(row[name].value for name in names), f"{float(row['score'].value):.6f}")
            for row in answer  # type: ignore[union-attr]
        }

    asked = {
        (row["post"], row["text"], row["event"], f"{float(row['score']):.6f}")
        for row in kb.sparql(f"{head} {inside} {rest} }}")
    }
    assert asked == plain(by_hand)
    assert len(asked) > 5


@pytest.mark.parametrize(
    "block",
    [
        '?post tg:matches [ tg:query "Q" ; tg:score ?score ]',
        "?post tg:matches [ tg:query 'Q'@en ; tg:score ?score ] .",
        '?post tg:matches [ tg:query """Q""" ; ; tg:score ?score ; ]',
        '?post tg:matches _:m . _:m tg:query "Q" ; tg:score ?score .',
        '?m tg:score ?score . ?post tg:matches ?m . ?m tg:query "Q"',
        '# tg:limit 1 }\n ?post tg:matches [ # ]\n tg:query "Q" ; tg:score ?score ]',
        "$post <https://w3id.org/talkgraph/ontology#matches> "
        '[ tg:query "Q"^^xsd:string ; tg:score $score ]',
        '?post tg:matches [ tg:query "Q" ; tg:score ?score ; tg:limit 10 ; tg:limit 10 ]',
    ],
)
def test_however_it_is_written(kb: KnowledgeBase, block: str) -> None:
    query = f"SELECT ?post ?score {{ SERVICE tg:search {{ {block} }} }} ORDER BY DESC(?score) ?post"
    query = query.replace("Q", QUESTION).replace("[ tg:query", "[tg:query", 1)
    if "10 ; tg:limit 10" in block:
        with pytest.raises(QueryInvalid, match="tg:limit is given twice"):
            kb.sparql(query)
        return
    assert found(kb, query) == found(kb, searching(""))


@pytest.mark.parametrize(
    "three",
    [
        *("3", "+3", "03", "3.0", "3."),
        *(
            '"3"^^xsd:integer',
            "'+03'^^xsd:int",
            '"3"^^xsd:nonNegativeInteger',
            '"3.0"^^xsd:decimal',
        ),
        '"3"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ],
)
def test_a_whole_number_may_be_written_in_any_way(kb: KnowledgeBase, three: str) -> None:
    assert found(kb, searching(f"; tg:limit {three}")) == found(kb, searching("; tg:limit 3"))


@pytest.mark.parametrize(
    "pattern",
    [
        "S",
        "VALUES ?post { <P> <Q> <https://e.org/none> } S",
        "S VALUES ?post { <P> <Q> }",
        "S MINUS { ?post a tg:Note }",
        "S MINUS { ?post schema:text ?text . ?text ?p ?post }",
        "S MINUS { S }",
        "S MINUS { VALUES ?other { <P> } }",
        "?post a tg:Post MINUS { S }",
        "?post a tg:Note . OPTIONAL { S }",
        "{ S } UNION { ?post a tg:Quote }",
        "S FILTER NOT EXISTS { ?post a tg:Note }",
        "{ SELECT ?post (MAX(?score) AS ?best) { S } GROUP BY ?post }",
        "GRAPH ?g { ?post a tg:Note } S",
        "?post tg:talk ?talk . S . ?talk tg:event/schema:name ?event",
    ],
)
@pytest.mark.parametrize("after", ["", " VALUES ?post { <P> }"])
def test_any_pattern_may_stand_around_it(kb: KnowledgeBase, pattern: str, after: str) -> None:
    """The twin: the search's answer written as rows, each a branch of a UNION."""
    hits = kb.search(QUESTION, limit=25)
    search = (
        "SERVICE tg:search { ?post tg:matches "
        f'[ tg:query "{QUESTION}" ; tg:limit 25 ; tg:score ?score ] }}'
    )
    rows = [f"{{ BIND(<{hit.iri}> AS ?post) BIND({hit.score:.6f} AS ?score) }}" for hit in hits]
    query = f"SELECT * {{ {pattern} }}{after}"
    query = query.replace("<P>", f"<{hits[0].iri}>").replace("<Q>", f"<{hits[4].iri}>")
    asked = kb.table(_with(query, search))
    expected = kb.table(_with(query, f"{{ {' UNION '.join(rows)} }}"))
    assert (sorted(asked[0]), len(asked[1])) == (sorted(expected[0]), len(expected[1]))
    columns = [expected[0].index(name) for name in asked[0]]
    assert sorted(asked[1]) == sorted(tuple(row[at] for at in columns) for row in expected[1])


def _with(query: str, pattern: str) -> str:
    return re.sub(r"\bS\b", lambda _: pattern, query)


@pytest.mark.parametrize(
    "dataset",
    [
        "FROM <https://e.org/a>",
        "FROM tg:a FROM NAMED tg:b",
        "FROM NAMED <https://e.org/b>",
        "FROM <a>",
    ],
)
def test_a_search_is_not_held_to_graphs_and_says_so(
    kb: KnowledgeBase, running: Service, dataset: str
) -> None:
    query = searching("").replace("{ SERVICE", f"{dataset} {{ SERVICE", 1)
    if "<a>" in dataset:
        query = f"BASE <https://e.org/> {query}"
    with pytest.raises(QueryInvalid, match="searches the whole knowledge base"):
        kb.sparql(query)
    answer = httpx.get(f"{running.url}/sparql", params={"query": query})
    assert (answer.status_code, "the whole knowledge" in answer.text) == (400, True)
    for name in ("default-graph-uri", "named-graph-uri"):
        fields = {"query": searching(""), name: "https://e.org/a"}
        answer = httpx.get(f"{running.url}/sparql", params=fields)
        assert (answer.status_code, "the whole knowledge" in answer.text) == (400, True)
    similar = 'SELECT ?s (tg:similarity(?s, "a") AS ?n) FROM <https://e.org/a> { ?s ?p ?o }'
    assert list(kb.sparql(similar)) == []


def test_every_hit_has_words_or_a_title(kb: KnowledgeBase) -> None:
    """The README's own question: no hit is lost by it, a talk that its title has found least."""
    for words in ("on-call burnout", "game days"):
        hits = kb.search(words, limit=30)
        rows = kb.sparql(
            f'SELECT ?score ?hit ?text {{ SERVICE tg:search {{ ?hit tg:matches [ tg:query "{words}"'
            " ; tg:limit 30 ; tg:score ?score ] } ?hit schema:text|schema:name ?text }"
        )
        found = sorted((row["hit"], row["text"]) for row in rows)
        assert found == sorted((hit.iri, hit.text) for hit in hits)
        assert {"talk", "note"} <= {str(hit.kind) for hit in hits}


def test_another_store_may_pass_the_search_on(kb: KnowledgeBase, running: Service) -> None:
    """Federated: the engine writes what it asks here anew, numbers and all."""
    inside = searching("; tg:limit 3 ; tg:kind 'post', \"note\"@en").partition("{")[2]
    inside = inside.rpartition("ORDER")[0].rpartition("}")[0]
    query = f"SELECT ?post ?score {{ SERVICE <{running.url}/sparql> {{ {inside} }} }}"
    rows = Store().query(query, prefixes=PREFIXES)
    expected = kb.search(QUESTION, limit=3, kind=("post", "note"))
    assert {row["post"].value for row in rows} == {hit.iri for hit in expected}  # type: ignore[union-attr]


def test_prefixes_are_those_of_the_query(kb: KnowledgeBase) -> None:
    query = (
        "PREFIX t: <https://w3id.org/talkgraph/ontology#>\n"
        "SELECT ?post ?score { service silent t:search { ?post t:matches [ "
        f't:query "{QUESTION}" ; '
        "t:score ?score ] } } ORDER BY DESC(?score) ?post"
    )
    assert found(kb, query) == found(kb, searching(""))
    based = "BASE <https://w3id.org/talkgraph/> " + query.replace("t:search", "<ontology#search>")
    assert found(kb, based) == found(kb, query)
    with pytest.raises(QueryInvalid, match="SERVICE is refused"):
        kb.sparql("PREFIX tg: <http://example.org/> SELECT * { SERVICE tg:search { ?s ?p ?o } }")


def test_what_is_searched_for_may_look_like_anything(kb: KnowledgeBase) -> None:
    for text in ('} SERVICE <http://a/> { "', "a ; tg:limit 0 ] }", "\\u0041 # {", "?x <b> 'c'"):
        quoted = json.dumps(text, ensure_ascii=False)
        rows = kb.sparql(
            "SELECT ?p { SERVICE tg:search { ?p tg:matches "
            f"[ tg:query {quoted} ; tg:limit 4 ] }} }}"
        )
        assert {row["p"] for row in rows} == {hit.iri for hit in kb.search(text, limit=4)}


def test_several_searches_in_one_query(kb: KnowledgeBase) -> None:
    one = 'SERVICE tg:search { ?post tg:matches [ tg:query "incidents" ; tg:limit 30 ] }'
    two = 'SERVICE tg:search { ?post tg:matches [ tg:query "people" ; tg:limit 30 ] }'
    both = {row["post"] for row in kb.sparql(f"SELECT ?post {{ {one} {two} }}")}
    either = {row["post"] for row in kb.sparql(f"SELECT ?post {{ {{ {one} }} UNION {{ {two} }} }}")}
    first = {hit.iri for hit in kb.search("incidents", limit=30)}
    second = {hit.iri for hit in kb.search("people", limit=30)}
    assert (both, either) == (first & second, first | second)
    together = one[:-1] + "." + two[len("SERVICE tg:search {") :]
    assert {row["post"] for row in kb.sparql(f"SELECT ?post {{ {together} }}")} == both


# ── related talks ────────────────────────────────────────────────────────────────────────────


def test_related_talks_are_those_of_related(kb: KnowledgeBase) -> None:
    talk = kb.talks()[3]
    expected = [(each.iri, round(each.score, 6)) for each in kb.related(talk.iri, limit=4)]
    request = "tg:relatedTo [ tg:talk ?other ; tg:limit 4 ; tg:score ?score ]"
    for block in (
        f"<{talk.iri}> {request}",
        f"VALUES ?talk {{ <{talk.iri}> }} ?talk {request}",
        f'VALUES (?talk) {{ ("{talk.name}") }} ?talk {request} .',
    ):
        query = f"SELECT * {{ SERVICE tg:search {{ {block} }} }} ORDER BY DESC(?score) ?other"
        rows = kb.sparql(query)
        assert [(row["other"], float(row["score"])) for row in rows] == expected
        assert all(row.get("talk", talk.iri) == talk.iri for row in rows)
    assert expected


# ── similarity ───────────────────────────────────────────────────────────────────────────────


def test_similarity_is_the_cosine(kb: KnowledgeBase) -> None:
    [vector] = kb.parts.encoder.encode([QUESTION])
    cosines = {
        passage.iri: float(row @ vector)
        for passage, row in zip(kb.parts.passages, kb.vectors(), strict=True)
    }
    rows = kb.sparql(
        "SELECT ?post ?near { ?post a tg:Post "
        f'BIND(tg:similarity(?post, "{QUESTION}") AS ?near) }}'
    )
    assert len(rows) == kb.parts.manifest.counts["posts"]
    for row in rows:
        assert float(row["near"]) == pytest.approx(cosines[row["post"]], abs=2e-6)


def test_similarity_of_a_talk_is_its_nearest_passage(kb: KnowledgeBase) -> None:
    [vector] = kb.parts.encoder.encode([QUESTION])
    best: dict[str, float] = {}
    for passage, row in zip(kb.parts.passages, kb.vectors(), strict=True):
        best[passage.talk] = max(best.get(passage.talk, -1.0), float(row @ vector))
    rows = kb.sparql(
        f'SELECT ?t (tg:similarity(?t, "{QUESTION}") AS ?near) {{ ?t a tg:Talk }} '
        "ORDER BY DESC(?near)"
    )
    assert len(rows) == len(kb.talks())
    for row in rows:
        assert float(row["near"]) == pytest.approx(best[row["t"]], abs=2e-6)


def test_the_language_of_a_text_to_compare_with_changes_nothing(kb: KnowledgeBase) -> None:
    query = 'SELECT ?t (tg:similarity(?t, "incidents"@en) AS ?near) { ?t a tg:Talk } ORDER BY ?t'
    tagged = kb.table(query)[1]
    assert tagged == kb.table(query.replace("@en", ""))[1]
    assert all(near for _, near in tagged)


def test_similarity_of_anything_else_is_unbound(kb: KnowledgeBase) -> None:
    query = (
        'SELECT ?x ?y { VALUES ?x { <http://example.org/> "a" } '
        'BIND(tg:similarity(?x, "a") AS ?y) }'
    )
    assert kb.table(query)[1] == (("http://example.org/", ""), ("a", ""))


def test_a_query_without_search_is_left_alone(kb: KnowledgeBase) -> None:
    query = 'SELECT ?s { ?s schema:text "search and similarity" } # SERVICE tg:search { }'
    assert kb.expand(query).sparql == query
    assert plan(query) is None


# ── what is wrong is said ────────────────────────────────────────────────────────────────────

WRONG = [
    ("", "asks for nothing"),
    ("?p tg:matches [ ]", 'needs what to search for: tg:query "..."'),
    ("?p tg:matches [ tg:limit 5 ]", "needs what to search for"),
    ('?p tg:matches "x"', r"takes its parameters in \[ ... \], not a string"),
    ('tg:x tg:matches [ tg:query "x" ]', "needs a variable before it"),
    ('?p tg:matches [ tg:query "x" ; tg:limit 0 ]', "whole number from 1 to 10000"),
    ('?p tg:matches [ tg:query "x" ; tg:limit -1 ]', "whole number from 1"),
    ('?p tg:matches [ tg:query "x" ; tg:limit 2.5 ]', "whole number from 1"),
    ('?p tg:matches [ tg:query "x" ; tg:limit "5" ]', "whole number from 1"),
    ('?p tg:matches [ tg:query "x" ; tg:limit 10001 ]', "whole number from 1"),
    ('?p tg:matches [ tg:query "x" ; tg:limit ?n ]', "whole number from 1"),
    ('?p tg:matches [ tg:query "x" ; tg:score 5 ]', "tg:score must be a variable of its own"),
    ('?p tg:matches [ tg:query "x" ; tg:score ?p ]', "tg:score must be a variable of its own"),
    ("tg:x tg:relatedTo [ tg:talk ?o ; tg:score ?o ]", "tg:score must be a variable of its own"),
    ("?p tg:matches [ tg:query ?q ]", "tg:query must be a text in quotation marks"),
    ('?p tg:matches [ tg:query " " ]', "tg:query must be a text in quotation marks"),
    ('?p tg:matches [ tg:query "x", "y" ]', "tg:query is given twice"),
    (f'?p tg:matches [ tg:query "{"x" * 5001}" ]', "5000 characters at the most"),
    (
        '?p tg:matches [ tg:query "x" ; tg:colour "red" ]',
        "tg:matches has no parameter tg:colour; it has",
    ),
    ('?p tg:matches [ tg:query "x" ; tg:kind "poem" ]', "in SERVICE tg:search, there is no kind"),
    ('?p tg:matches [ tg:query "x" ; tg:event "zzzz" ]', "there is no event 'zzzz'"),
    ('?p tg:matches [ tg:query "x" ; tg:since "soon" ]', "'soon' is not a date"),
    ('?p tg:matches [ tg:query "x" ] . ?p schema:text ?t', "schema:text is not answered by"),
    ('?p tg:matches [ tg:query "x" ; tg:event ?e ]', "tg:event must be an IRI or a text"),
    ('?p tg:matches [ tg:query "x"', "ends where .* is expected"),
    ('?p tg:matches [ tg:query "x" tg:limit 5 ]', r"; or \] is expected instead of tg:limit"),
    ('?p tg:matches [ nope:query "x" ]', "a property is expected instead of nope:query"),
    ('?p tg:matches [ tg:query "x" ; tg:event nope:e ]', "nope:e is a prefix that is not declared"),
    ('FILTER(1 < 2) ?p tg:matches [ tg:query "x" ]', "is not understood in SERVICE tg:search"),
    ("?t tg:relatedTo [ tg:talk ?o ]", "must know its talk"),
    ("tg:x tg:relatedTo [ tg:limit 5 ]", r"tg:talk \?other"),
    ("tg:x tg:relatedTo [ tg:talk ?o ]", "there is no talk"),
    ("VALUES ?t { 5 } ?t tg:relatedTo [ tg:talk ?o ]", "named by its IRI or by a text"),
    ("VALUES (?t ?u) { (1 2) } ?t tg:relatedTo [ tg:talk ?o ]", "takes one variable"),
]


@pytest.mark.parametrize(("block", "sentence"), WRONG)
def test_what_is_wrong_is_said(kb: KnowledgeBase, block: str, sentence: str) -> None:
    with pytest.raises(QueryInvalid, match=sentence) as caught:
        kb.sparql(f"SELECT * {{\n SERVICE tg:search {{ {block} }} }}")
    assert str(caught.value).startswith("line 2, column ")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT * { SERVICE tg:search }", r"needs a \{ \}"),
        ("SELECT * { SERVICE tg:search { ?p ", "is not closed"),
        (
            "SELECT * { SERVICE tg:search { " + '?p tg:matches [ tg:query "x" ] . ' * 11 + "} }",
            "10 times at the most",
        ),
        ("SELECT * { SERVICE tg:search { ?p tg:matches " + "?x," * 11 + "?x } }", "10 times"),
        ("SELECT (" + "tg:similarity(" * 201 + '?p, "a")' * 201 + " AS ?x) {}", "nested more than"),
        ("SELECT (tg:similarity(?p) AS ?x) {}", "takes a node and a text"),
        ("SELECT (tg:similarity(?p, ?q) AS ?x) {}", "takes a node and a text"),
        ('SELECT (tg:similarity(?p, "a", "b") AS ?x) {}', "takes a node and a text"),
        ('SELECT (tg:similarity(?p, "a"@en, 1) AS ?x) {}', "takes a node and a text"),
        ("SELECT (tg:similarity(?p, @en) AS ?x) {}", "takes a node and a text"),
        ("SELECT (tg:similarity(?p,", "takes a node and a text"),
        (f'SELECT (tg:similarity(?p, "{"x" * 5001}") AS ?x) {{}}', "5000 characters at the most"),
        ('SELECT (tg:similarity(?p, "a) AS ?x) {}', "takes a node and a text"),
        ('SELECT * { SERVICE tg:search { ?p tg:matches [ tg:query "a\n ] } }', "not understood"),
    ],
)
def test_what_is_wrong_around_it_is_said(kb: KnowledgeBase, query: str, sentence: str) -> None:
    with pytest.raises(QueryInvalid, match=sentence):
        kb.sparql(query)


@pytest.mark.parametrize("gap", ["", "\n", "\n\n\n "])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SEARCH BIND(1 AS ?score) }",
        "SELECT (1 AS ?score) { SEARCH }",
        "SELECT ?post (?score * 2 AS ?post) { { SEARCH } UNION { SEARCH } }",
        "SELECT * { OPTIONAL { SEARCH }\n  BIND(STR(?score) AS ?post) }",
        'SELECT (tg:similarity(?post, "a") AS ?post) { SEARCH }',
    ],
)
def test_what_a_search_binds_may_not_be_bound_again(
    kb: KnowledgeBase, query: str, gap: str
) -> None:
    """The place is that in the query as given: the same as if it were triples, not a search."""
    asked = f'{gap}tg:query "x" ; tg:score ?score {gap}'
    search = f"SERVICE tg:search {{ {gap}?post tg:matches [ {asked}] }}"
    first, *rest = search.split("\n")
    triples = "?post schema:text ?score"
    blank = "\n".join([triples.ljust(len(first)), *(" " * len(line) for line in rest)])
    said = []
    for pattern in (search, blank):
        with pytest.raises(QueryInvalid, match="cannot be read from here on") as caught:
            kb.sparql(query.replace("SEARCH", pattern))
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_positions_are_those_of_the_query_as_given(kb: KnowledgeBase) -> None:
    query = searching("\n\n").replace("ORDER BY", "oops\n ORDER BY")
    with pytest.raises(QueryInvalid) as caught:
        kb.sparql(query)
    first, last = query.index("SERVICE"), query.index("] }") + 3
    blank = re.sub(r"[^\n]", " ", query[first + 1 : last - 1])
    with pytest.raises(QueryInvalid) as without:
        kb.sparql(f"{query[:first]}{{{blank}}}{query[last:]}")
    assert str(caught.value) == str(without.value)
    assert "line 1" not in str(caught.value)


# ── everywhere alike ─────────────────────────────────────────────────────────────────────────

EVERYWHERE = (
    'SELECT ?post ?score (tg:similarity(?post, "incidents") AS ?near) { SERVICE tg:search '
    f'{{ ?post tg:matches [ tg:query "{QUESTION}" ; tg:score ?score ] }} }} '
    "ORDER BY DESC(?score) ?post"
)


def test_python_the_command_line_and_http_agree(
    kb: KnowledgeBase, sample_kb: Path, running: Service
) -> None:
    expected = [list(row) for row in kb.table(EVERYWHERE)[1]]
    assert len(expected) == 10
    typed = [[row["post"], row["score"], row["near"]] for row in kb.sparql(EVERYWHERE)]
    assert typed == [[post, float(score), float(near)] for post, score, near in expected]
    answer = kb.answer(EVERYWHERE, "text/csv").decode()
    arguments = ["sparql", EVERYWHERE, "--kb", str(sample_kb), "--format", "csv"]
    printed = CliRunner().invoke(main, arguments).output
    response = httpx.get(f"{running.url}/sparql", params={"query": EVERYWHERE, "format": "csv"})
    for text in (answer, printed, response.text):
        assert [row for row in csv.reader(text.splitlines()) if row][1:] == expected


def test_errors_are_the_same_over_http(kb: KnowledgeBase, running: Service) -> None:
    for query in (
        "SELECT * {\n SERVICE tg:search { ?p tg:matches [ tg:limit 5 ] } }",
        'SELECT * { SERVICE tg:search { ?p tg:matches [ tg:query "x" ; tg:event "zzzz" ] } }',
        'SELECT * { SERVICE tg:search { ?p tg:matches [ tg:query "x" ] } oops }',
    ):
        with pytest.raises(QueryInvalid) as caught:
            kb.sparql(query)
        response = httpx.get(f"{running.url}/sparql", params={"query": query})
        assert response.status_code == 400
        assert response.json()["detail"] == str(caught.value)
