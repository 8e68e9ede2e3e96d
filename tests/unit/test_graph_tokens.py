"""The lexer of SPARQL is in step with the store's parser, for any query that the parser accepts."""

from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from talkgraph.graph.sparql.tokens import Kind, graphs_named, names, scan, tokens

PAIRS: Final = {")": "(", "]": "[", "}": "{"}


def nothing(*terms: object) -> Literal | None:
    return None


SPACES: Final = st.sampled_from(["", " ", "\n", " # ( \" '\n"])
IRIS: Final = st.sampled_from(
    ["<http://e/a>", "<http://e/a(b)#c'd>", "<a:?v&&?x>", "<a:)>", "ex:p", "ex:a\\#b", ":x", "ex:"]
)
LITERALS: Final = st.sampled_from(
    ["1", "-2", "1.5", "true", '"x"', '"(("', "'''a'b\"c'''", '"""a\nb(((""\n"""', '""', "'\\''"]
)
VARIABLES: Final = st.sampled_from(["?a", "?v", "$x_1"])
ATOMS: Final = st.one_of(IRIS, LITERALS, VARIABLES)


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(p) if isinstance(p, str) else p for p in parts)).map("".join)


OPERATORS: Final = st.sampled_from(["<", ">", "<=", "=", "&&", "||", "+"])
EXPRESSIONS: Final = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        joined("(", SPACES, inner, SPACES, OPERATORS, SPACES, inner, SPACES, ")"),
        joined("ex:f(", inner, SPACES, ",", inner, ")"),
        joined("(", inner, " IN(", inner, ",", inner, "))"),
        joined("EXISTS{ ?s ", IRIS, " ", inner.filter(lambda text: text[0] != "("), "}"),
        joined("regex(STR(", inner, "),'#')"),
    ),
    max_leaves=8,
)
LISTS: Final = joined("(", st.lists(ATOMS, min_size=1, max_size=3).map(" ".join), ")")
PATHS: Final = st.one_of(IRIS, joined("(", IRIS, "|^", IRIS, ")*"), st.just("a"))
PATTERNS: Final = st.one_of(
    joined(st.one_of(IRIS, VARIABLES), " ", PATHS, " ", st.one_of(ATOMS, LISTS), " ."),
    joined("FILTER(", EXPRESSIONS, ")"),
    joined("FILTER ex:f(", EXPRESSIONS, ",", EXPRESSIONS, ")"),
    joined("OPTIONAL{ FILTER(", EXPRESSIONS, ")}"),
    joined("{SELECT ?q", SPACES, "(", EXPRESSIONS, " AS ?m) { ?q ?p ", LISTS, " } }"),
    st.sampled_from(['VALUES ?q{ """a" }', "VALUES(?q ?r){ (1 <a:b#c>) (UNDEF ex:c) }"]),
)


@given(st.lists(PATTERNS, min_size=1, max_size=3), EXPRESSIONS)
def test_brackets_are_balanced_in_what_the_parser_accepts(
    patterns: list[str], expression: str
) -> None:
    prologue = "PREFIX ex: <http://e/#> PREFIX : <http://e/'> "
    query = f"{prologue}SELECT * {{ {''.join(patterns)} }} ORDER BY ({expression})"
    try:
        Store().query(query, custom_functions={NamedNode("http://e/#f"): nothing})
    except SyntaxError:
        assume(False)
    opened: list[str] = []
    for token in scan(query):
        if token.kind is Kind.MARK and token.text in PAIRS.values():
            opened.append(token.text)
        elif token.kind is Kind.MARK and token.text in PAIRS:
            assert opened.pop() == PAIRS[token.text]
    assert not opened


@given(st.text("\"'\\\n<>#?$:.-ab1(){}[]@^_ ", max_size=60))
def test_nothing_of_a_text_is_lost_but_spaces_and_comments(text: str) -> None:
    found = tokens(text)
    assert all(token.text == text[token.start : token.end] for token in found)
    starts = [*(token.start for token in found), len(text)]
    for end, start in zip([0, *(token.end for token in found)], starts, strict=True):
        between = text[end:start].strip(" \t\r\n")
        assert between == "" or between.startswith("#")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1SERVICE", [Kind.NUMBER, Kind.WORD]),
        ("?e\u0301 ?\U0001f389", [Kind.VARIABLE, Kind.VARIABLE]),
        ("ex:a.b.", [Kind.NAME, Kind.MARK]),
        ("'open", [Kind.MARK]),
        ('"""open "\n\'x\'', [Kind.STRING, Kind.STRING, Kind.STRING]),
    ],
)
def test_kinds(text: str, expected: list[Kind]) -> None:
    assert [token.kind for token in tokens(text)] == expected


def test_a_string_that_is_not_closed_reaches_to_the_end_of_its_line_only() -> None:
    # An escaped line end is none: or each of these would be looked for to the end of the text.
    texts = [token.text for token in tokens('"\\\n\\"\\\n?x')]
    assert texts[0] == '"\\'
    assert texts[-1] == "?x"


RELATIVE: Final = (
    *("", "#", "#a", "a", "a#", "a/", "./a", "../a", "../../../a", ".", "..", "/a", "/./a/../b"),
    *("?", "?a", "a?b#c", "//e/a", "a:b", "http://e/../a#", "urn:a", "a;b", "%41", "é", "a//b"),
)


@pytest.mark.parametrize(
    "base", ["http://e.org/a/b?c", "http://e.org", "http://e.org/?a#b", "https://e.org/kb/sparql"]
)
def test_relative_iris_are_those_of_the_store(base: str) -> None:
    for relative in RELATIVE:
        [quad] = parse(f"<{relative}> <a:b> 1 .", format=RdfFormat.TURTLE, base_iri=base)
        [token] = tokens(f"<{relative}>")
        assert names((), base).iri(token) == getattr(quad.subject, "value", None), relative


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        ("ASK { x:a ?p ?o }", None),
        ("PREFIX x: <#> ASK { x:a ?p ?o }", "http://base/q#a"),
        ("PREFIX x: <http://e/> BASE <http://f/> ASK { x:a ?p ?o }", "http://e/a"),
        ("BASE <http://f/g/> PREFIX x: <../h/> ASK { x:a ?p ?o }", "http://f/h/a"),
        ("BASE <d/> BASE <e/> PREFIX x: <f> ASK { x:a ?p ?o }", "http://base/d/e/fa"),
        ("\ufeffPREFIX x: <http://e/> ASK { x:a ?p ?o }", "http://e/a"),
        ('VERSION "1.2" PREFIX x: <http://e/> ASK { x:a ?p ?o }', "http://e/a"),
        ("BASE <http://f/> VERSION '1.1' PREFIX x: <e/> ASK { x:a ?p ?o }", "http://f/e/a"),
        ("# PREFIX x: <http://no/>\nPREFIX x: <http://e/> ASK { x:a ?p ?o }", "http://e/a"),
        ("PREFIX x: <http://e/> ASK { x:a ?PREFIX x: , <http://no/> }", "http://e/a"),
    ],
)
def test_names_are_those_of_the_prologue(query: str, iri: str | None) -> None:
    found = tokens(query)
    [token] = [each for each in found if each.text == "x:a"]
    assert names(found, "http://base/q").iri(token) == iri


def test_graphs_are_each_named_once() -> None:
    query = "PREFIX e: <http://e/> SELECT * FROM e:a FROM <http://e/a> FROM NAMED <b> from e:c {}"
    chosen = graphs_named(query, "http://e/q")
    assert chosen is not None
    assert (chosen.default, chosen.named) == (("http://e/a", "http://e/c"), ("http://e/b",))
    assert graphs_named("SELECT ?from { ?from ?p 'FROM <a:b>' } # FROM <a:b>") is None
