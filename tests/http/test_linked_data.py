"""Every IRI leads to a page for people and to RDF for programs."""

import json
from pathlib import Path

import httpx
import json_ld
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.http.pages.addresses import ONTOLOGY
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.names import DCTERMS, TG, TOPIC
from talkgraph.settings import DEFAULT_BASE, Settings

CAN = "talk/devopsdays-hartford-2019/can"
HTML = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
TURTLE = {"accept": "text/turtle"}
FORMATS = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "trig": ("application/trig", RdfFormat.TRIG),
    "nq": ("application/n-quads", RdfFormat.N_QUADS),
}


@pytest.fixture(scope="module")
def things(sample_kb: Path) -> list[str]:
    """Two things of every class, those with odd names among them, and every person and source."""
    store = open_knowledge_base(sample_kb).parts.store
    rows = list(store.select("SELECT DISTINCT ?class ?thing { ?thing a ?class } ORDER BY ?thing"))
    by_class: dict[str, list[str]] = {}
    for row in rows:
        by_class.setdefault(row["class"], []).append(row["thing"])
    chosen = {iri for those in by_class.values() for iri in (those[0], those[-1])}
    chosen |= {row["thing"] for row in rows if "%" in row["thing"] or not row["thing"].isascii()}
    chosen |= set(by_class["https://schema.org/Person"])
    chosen |= set(by_class["http://www.w3.org/ns/prov#Entity"][:50])
    return sorted(iri for iri in chosen if iri.startswith((DEFAULT_BASE, TG, TOPIC)))


def _local(iri: str) -> str:
    """Return the path by which a client asks for an IRI; a fragment is not sent."""
    return httpx.URL(iri).raw_path.decode()


def test_every_kind_of_iri_leads_to_a_page(client: TestClient, things: list[str]) -> None:
    assert len(things) > 60
    for iri in things:
        answer = client.get(_local(iri), headers=HTML)
        assert answer.status_code == 303, iri
        page = client.get(answer.headers["location"], headers=HTML)
        assert page.status_code == 200, (iri, answer.headers["location"])
        assert page.headers["content-type"].startswith("text/html")


def test_every_kind_of_iri_leads_to_a_description(client: TestClient, things: list[str]) -> None:
    for iri in things:
        answer = client.get(_local(iri), headers=TURTLE)
        assert answer.status_code == 303, iri
        document = client.get(answer.headers["location"])
        assert document.status_code == 200, (iri, answer.headers["location"])
        subjects = {t.subject for t in parse(document.content, format=RdfFormat.TURTLE)}
        assert NamedNode(iri) in subjects, iri


@pytest.mark.parametrize("extension", FORMATS)
def test_formats_say_the_same(client: TestClient, sample_kb: Path, extension: str) -> None:
    media_type, form = FORMATS[extension]
    answer = client.get(f"/id/{CAN}", headers={"accept": media_type})
    assert answer.headers["location"] == f"/data/{CAN}.{extension}"
    assert "Accept" in answer.headers["vary"]
    document = client.get(f"/data/{CAN}.{extension}")
    assert document.headers["content-type"].startswith(media_type)
    said = {quad.triple for quad in _read(document.content, form)}
    thing = NamedNode(DEFAULT_BASE + CAN)
    store = open_knowledge_base(sample_kb).parts.store
    expected = {t for g in (None, *store.graphs()) for t in store.scan(g) if thing == t.subject}
    assert {t for t in said if t.subject == thing} >= expected
    assert any(t.object == thing for t in said)


def _read(content: bytes, form: RdfFormat) -> set[Quad]:
    # A context that is only named is not read by the store's own reader.
    if form == RdfFormat.JSON_LD:
        return json_ld.quads(json.loads(content))
    return set(parse(content, format=form))


@pytest.mark.parametrize("extension", ["trig", "nq"])
@pytest.mark.parametrize("path", [CAN, "ontology", "", "source/harbourconf-2022.md"])
def test_two_formats_say_in_which_graph(
    client: TestClient, sample_kb: Path, extension: str, path: str
) -> None:
    form = FORMATS[extension][1]
    told = list(parse(client.get(f"/data/{path}.{extension}").content, format=form))
    assert len(told) == len({quad.triple for quad in told})
    store = open_knowledge_base(sample_kb).parts.store
    held = {graph: set(store.scan(graph)) for graph in (None, *store.graphs())}
    for quad in told:
        is_default = isinstance(quad.graph_name, DefaultGraph)
        name = None if is_default else getattr(quad.graph_name, "value", "")
        assert quad.triple in held[name]
    thing = NamedNode(ONTOLOGY if path == "ontology" else DEFAULT_BASE + path)
    said = {triple for graph in held.values() for triple in graph if triple.subject == thing}
    assert said
    assert said <= {quad.triple for quad in told}


def test_turtle_has_prefixes(client: TestClient) -> None:
    text = client.get(f"/data/{CAN}.ttl").text
    assert "@prefix schema: <https://schema.org/>" in text
    assert "a schema:Event , tg:Talk" in text


@pytest.mark.parametrize(
    ("accept", "leads_to"),
    [
        ("text/html", f"/{CAN}"),
        ("*/*", f"/{CAN}"),
        ("application/ld+json;q=0.4, text/turtle;q=0.6", f"/data/{CAN}.ttl"),
        ("text/html;q=0.3, application/rdf+xml", f"/data/{CAN}.rdf"),
        ("application/json", f"/data/{CAN}.jsonld"),
    ],
)
def test_the_client_chooses(client: TestClient, accept: str, leads_to: str) -> None:
    answer = client.get(f"/id/{CAN}", headers={"accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


def test_what_nobody_offers_is_refused(client: TestClient) -> None:
    for path in (f"/id/{CAN}", f"/data/{CAN}", "/ontology"):
        answer = client.get(path, headers={"accept": "image/png"})
        assert answer.status_code == 406, path
        assert answer.headers["content-type"] == "application/problem+json"


def test_documents_without_extension_are_negotiated(client: TestClient) -> None:
    answer = client.get(f"/data/{CAN}", headers={"accept": "application/n-triples"})
    assert answer.headers["content-location"] == f"/data/{CAN}.nt"
    assert answer.headers["content-type"].startswith("application/n-triples")


@pytest.mark.parametrize(
    "path",
    [
        "/id/talk/devopsdays-hartford-2019/nobody",
        "/data/talk/devopsdays-hartford-2019/nobody.ttl",
        "/id/",
        "/id/%3E%20%7D%20%23",
        "/id/talk/devopsdays-hartford-2019/can%3E",
        "/id/..%2F..%2Fetc%2Fpasswd",
        "/talkgraph/topic/none-such",
        "/data/ontology.pdf",
        "/ontology.pdf",
    ],
)
def test_what_is_unknown_is_not_found(client: TestClient, path: str) -> None:
    if path == "/id/":  # the data set itself is known
        assert client.get(path).status_code == 303
        return
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_former_name_leads_on(client: TestClient, sample_kb: Path) -> None:
    store = open_knowledge_base(sample_kb).parts.store
    rows = list(store.select("SELECT ?alias ?person { ?alias owl:sameAs ?person } ORDER BY ?alias"))
    alias, person = (rows[0][key].rpartition("/")[2] for key in ("alias", "person"))
    answer = client.get(f"/id/person/{alias}", headers=HTML)
    assert answer.headers["location"] == f"/speaker/{person}"
    assert client.get(f"/speaker/{alias}", headers=HTML).headers["location"] == f"/speaker/{person}"


def test_pages_on_things_give_their_data_too(client: TestClient) -> None:
    answer = client.get(f"/{CAN}", headers=TURTLE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/data/{CAN}.ttl")
    answer = client.get("/topic/on-call", headers=TURTLE)
    assert answer.headers["location"] == "/data/topic/on-call.ttl"


def test_a_topic_that_nothing_has_has_a_page_and_no_document(client: TestClient) -> None:
    answer = client.get("/talkgraph/topic/fortran", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/topic/fortran")
    page = client.get("/topic/fortran", headers=HTML)
    assert page.status_code == 200
    assert "No talk is about this" in page.text
    assert "/data/topic/fortran" not in page.text
    for path in ("/data/topic/fortran.ttl", "/data/topic/fortran", "/resource/topic/fortran"):
        answer = client.get(path, headers=TURTLE)
        assert answer.status_code == 404
        assert "/topic/fortran says what it means" in answer.json()["detail"]


def test_the_document_on_a_source_tells_of_its_lines(client: TestClient) -> None:
    document = client.get("/data/source/harbourconf-2022.md.nt").content
    versions = {
        triple.subject.value
        for triple in parse(document, format=RdfFormat.N_TRIPLES)
        if triple.predicate.value == f"{DCTERMS}isVersionOf"
    }
    [version] = versions
    document = client.get(f"/data/{version.removeprefix(DEFAULT_BASE)}.nt").content
    subjects = {t.subject.value for t in parse(document, format=RdfFormat.N_TRIPLES)}
    assert f"{version}#line=0,1" in subjects
    page = client.get("/source/harbourconf-2022.md", headers=HTML).text
    assert 'id="line=0,1"' in page


def test_the_vocabulary_is_told_to_people_and_programs(client: TestClient) -> None:
    page = client.get("/ontology", headers=HTML)
    assert page.status_code == 200
    assert 'id="Talk"' in page.text
    turtle = client.get("/ontology", headers=TURTLE)
    assert turtle.status_code == 200
    subjects = {t.subject for t in parse(turtle.content, format=RdfFormat.TURTLE)}
    assert NamedNode(f"{TG}Talk") in subjects
    version = client.get("/talkgraph/ontology/0.2.0", headers=TURTLE)
    assert version.headers["location"] == "/data/ontology.ttl"
    assert client.get("/talkgraph/ontology/9.9.9").status_code == 404
    json_ld = client.get("/ontology.jsonld")
    assert json_ld.headers["content-type"].startswith("application/ld+json")


def test_another_base_is_answered_at_its_own_path(
    sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kb = tmp_path_factory.mktemp("based") / "kb"
    base = "https://talks.example.org/kb/"
    notes = sample / "harbourconf-2022.md"
    settings = Settings(base_iri=base, model="hashing")
    build(BuildRequest(sources=(notes,), kb=kb, settings=settings))
    with TestClient(
        create_app(Library(kb)), base_url="http://127.0.0.1", follow_redirects=False
    ) as client:
        for path in ("/kb/talk/harbourconf-2022/strand", "/id/talk/harbourconf-2022/strand"):
            answer = client.get(path, headers=TURTLE)
            assert answer.status_code == 303
            document = client.get(answer.headers["location"]).content
            subjects = {t.subject for t in parse(document, format=RdfFormat.TURTLE)}
            assert NamedNode(f"{base}talk/harbourconf-2022/strand") in subjects
