"""Every form of SPARQL 1.1 and 1.2 that the store reads is read through all that stands before it.

A query passes the lexer, the guard against other servers and the plan of searches before the store
sees it; none of them may take one form for another.
"""

from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import Store
from service_process import Service
from waiting import HANGS

PREFIX = "PREFIX : <http://e/> PREFIX service: <http://s/>\n"
READ = [
    # names and literals
    'SELECT * { :a\\-b :%41 ":" ; :x.y :1 , _:b.c , "a"@en-GB , """"a""b""" , \'\'\'\'\'\' }',
    "SELECT * { ?s :p 1 , +1 , -1.5 , .5 , 1e6 , 1.0E-3 , true , false }",
    "SELECT $a ?b { $a :p ?b . FILTER(?a<?b&&?b>1||!(?a!=-1)) }",
    "ASK { <a><b><c>,<d>;<e>[],(),[:p()],(1[]:q) }",
    # paths
    "SELECT * { ?s !(:a|^:b|a) ?o ; ^(:a/:b)*|:c?/(:d+) ?p }",
    # what is selected and grouped
    "SELECT (COUNT(DISTINCT *) AS ?n) (SUM(?x)+1 AS ?m) { ?s :p ?x } HAVING(COUNT(*)>1)",
    "SELECT ?g (GROUP_CONCAT(?x;SEPARATOR=', ') AS ?y) { ?s :p ?x } GROUP BY (STR(?s) AS ?g)",
    "SELECT REDUCED ?s { ?s :p ?x } ORDER BY ASC(?x) DESC(?s) STRLEN(?x) LIMIT 1 OFFSET 0",
    "SELECT * { { SELECT ?s { ?s :p ?o } VALUES ?s { :a } } } VALUES (?s ?o) { (UNDEF 1) }",
    # patterns
    "SELECT * { OPTIONAL { ?s :p ?o } MINUS { ?s :q ?o } { } UNION { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s :p ?o FILTER NOT EXISTS { ?s :q ?o } } BIND(IF(?o,1,2) AS ?x) }",
    "SELECT * { ?s :p ?o FILTER(?o NOT IN (1, 2) && EXISTS { ?o :q ?s }) LATERAL { ?o :r ?t } }",
    "DESCRIBE ?s :a { ?s :p ?o }",
    "CONSTRUCT { ?s :p [ :q ( ?o ) ] } WHERE { ?s :p ?o } LIMIT 1",
    # the word that is guarded, where it is none
    "SELECT ?service { ?service service:a service:service , 'service'@service-service }",
    # SPARQL 1.2
    "SELECT * { :s :p :o ~ :r ~ ?x {| :q 1 ; :r 2 , 3 |} {| :t 4 |} , :o2 ~ }",
    "SELECT * { << :s :p << ?a ?b ?c ~ _:x >> ~ :r >> :q :z . << :s :p [] >> }",
    "SELECT * { ?x :p <<( :s :p <<( _:b :q 'a'@ar--rtl )>> )>> , ( << :a :b :c >> ) }",
    "SELECT (<<( :a :b 1 )>> AS ?t) (SUBJECT(?t) AS ?s) (isTRIPLE(?t) AS ?i) { }",
    "SELECT * { VALUES (?t ?u) { (<<( :a :b <<( :c :d 'x' )>> )>> UNDEF) } }",
    "SELECT * { ?s :p ?o BIND(TRIPLE(?s, :q, <<( ?s :p ?o )>>) AS ?t) }",
    "CONSTRUCT { ?s :p ?o {| :q ?z |} } { << ?s ?p ?o >> :q ?z }",
    "SELECT (LANGDIR('x'@ar--rtl) AS ?d) (STRLANGDIR('a','en','ltr') AS ?s) { }",
]
REFUSED = [
    "SELECT * { ?s ?p }",
    "SELECT * { ?s ?p ?o",
    "SELECT * { ?s :a:b ?o . } }",
    "SELECT (1 AS ?x) ?y { } GROUP BY",
    "SELECT (?x AS ?x) { ?x :p 1 }",
    "SELECT * { BIND(1 AS ?s) BIND(2 AS ?s) }",
    "SELECT * { VALUES (?x ?y) { (1) } }",
    "SELECT * { _:a :p 1 . OPTIONAL { _:a :q 2 } }",
    "ASK { :s :p 'a\nb' }",
    "ASK { :s :p \\u0022x\\u0022 }",
    "SELECT * { :s :p :o {| |} }",
    "SELECT * { << :s :p/:q :o >> :r 1 }",
    "SELECT * { VALUES ?t { <<( ?a :b 1 )>> } }",
    "SELECT ('x'@en--up AS ?x) { }",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } SELECT * { }",
]


@pytest.fixture(scope="module")
def client(running: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=HANGS) as client:
        yield client


def asked(client: httpx.Client, query: str) -> httpx.Response:
    """Ask of no graph, where any query is answered at once."""
    parameters = {"default-graph-uri": "http://e/none", "format": "json"}
    return client.post("/sparql", params=parameters, data={"query": PREFIX + query})


@pytest.mark.parametrize("query", READ)
def test_what_the_store_reads_is_answered(client: httpx.Client, query: str) -> None:
    Store().query(PREFIX + query, base_iri="http://e/")
    response = asked(client, query)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_no_query_is_refused_with_a_place(client: httpx.Client, query: str) -> None:
    response = asked(client, query)
    assert response.status_code == 400, response.text
    assert response.json()["detail"].startswith("line "), response.text
