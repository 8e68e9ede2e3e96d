"""JSON-LD over HTTP: the context, the documents of every kind of thing, and what pages hold."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import json_ld
import pytest
from fastapi.testclient import TestClient
from programme_samples import ROPES
from pyoxigraph import RdfFormat, parse
from schema_org import problems, types

from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.http.pages.addresses import data_name
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.names import TOPIC
from talkgraph.settings import DEFAULT_BASE, Settings, ontology_file

HTML: Final = {"accept": "text/html"}
PAGES: Final = {
    "/talk/harbourconf-2021/calloway": "talk/harbourconf-2021/calloway",
    "/talk/harbourconf-2021/2021-09-09-ignites": "session/harbourconf-2021/2021-09-09-ignites",
    "/event/harbourconf-2021": "event/harbourconf-2021",
    "/speaker/ines-calloway": "person/ines-calloway",
    "/resource/source/harbourconf-2021.md": "source/harbourconf-2021.md",
    "/resource/series/harbourconf": "series/harbourconf",
}
HOSTILE: Final = """# EndConf 2023 </script><script>alert(1)</script>

March 4, 2023 — Nowhere

## <!-- & \u2028 ]]> by "Mallory" &lt;/SCRIPT >

> Hello.
"""


class Blocks(HTMLParser):
    """Collects the blocks of JSON-LD of a page, and all of its scripts by what they are."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            told = dict(attrs)
            self.scripts.append(told.get("type") or told.get("src") or "")
            self._inside = told.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"


def block_of(page: str) -> Any:  # noqa: ANN401 - JSON
    blocks = Blocks(page)
    assert "" not in blocks.scripts
    [text] = blocks.found
    return json.loads(text)


@pytest.fixture(scope="module")
def programme(quayconf_kb: Path) -> Iterator[TestClient]:
    with TestClient(
        create_app(Library(quayconf_kb)), base_url="http://127.0.0.1", follow_redirects=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def names(sample_kb: Path) -> list[str]:
    """What stands behind /data/ for two things of every class."""
    kb = open_knowledge_base(sample_kb)
    by_class: dict[str, list[str]] = {}
    for row in kb.select("SELECT DISTINCT ?class ?thing { ?thing a ?class } ORDER BY ?thing"):
        if row["thing"].startswith((DEFAULT_BASE, TOPIC)) and "#" not in row["thing"]:
            by_class.setdefault(row["class"], []).append(row["thing"])
    things = {iri for those in by_class.values() for iri in (those[0], those[-1])}
    return sorted(data_name(kb, iri) for iri in things)


@pytest.mark.parametrize("path", ["/context.jsonld", "/ontology/context.jsonld"])
def test_the_context_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.content == ontology_file("context.jsonld").read_bytes()
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=3600"
    again = client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).headers["content-length"] == answer.headers["content-length"]


def test_every_document_is_one_tree(client: TestClient, names: list[str]) -> None:
    assert len(names) > 40
    for name in names:
        document = client.get(f"/data/{name}.jsonld").json()
        turtle = client.get(f"/data/{name}.ttl").content
        triples = {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)}
        assert {quad.triple for quad in json_ld.quads(document)} == triples, name
        assert json_ld.compacted(document) == document, name
        address = document["@context"]
        assert json_ld.CONTEXT in (address, address[0]), name
        assert "@graph" not in document, name
        assert "@included" not in document, name
        found = json_ld.framed(document, {"@id": document["@id"]})
        assert found["@id"] == document["@id"]


def test_neighbours_say_what_they_are_and_what_they_are_called(client: TestClient) -> None:
    talk = client.get("/data/talk/harbourconf-2021/calloway.jsonld").json()
    assert {"Event", "tg:Talk"} == set(types(talk))
    neighbours = [*talk["performer"], talk["superEvent"], talk["tg:event"], *talk["about"]]
    neighbours += talk["@reverse"]["tg:inTalk"]
    for each in neighbours:
        assert types(each), each
        assert each.get("name") or each.get("skos:prefLabel"), each
    # What is told before is only named.
    told = [each for each in talk["@reverse"]["tg:talk"] if isinstance(each, dict)]
    assert "tg:Note" in {types(each)[-1] for each in told}


def test_the_vocabulary_is_a_list_of_its_terms(client: TestClient) -> None:
    document = client.get("/ontology.jsonld").json()
    turtle = client.get("/ontology.ttl").content
    triples = {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)}
    assert {quad.triple for quad in json_ld.quads(document)} == triples
    by_name = {node["@id"]: node for node in document["@graph"]}
    assert "owl:Class" in by_name["tg:Talk"]["@type"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_the_document_that_they_lead_to(client: TestClient, path: str) -> None:
    page = client.get(path, headers=HTML)
    block = block_of(page.text)
    [target] = re.findall(
        r'<link rel="alternate" type="application/ld\+json" href="([^"]+)">', page.text
    )
    document = client.get(target).json()
    assert block["@id"] == document["@id"] == DEFAULT_BASE + PAGES[path]
    assert {**document, "@context": 0} == {**block, "@context": 0}
    # A strict reader needs no other file for it, and finds the same.
    strict = {quad.triple for quad in parse(json.dumps(block), format=RdfFormat.JSON_LD)}
    assert strict == {quad.triple for quad in json_ld.quads(document)}
    assert block["@context"]["@vocab"] == "https://schema.org/"


@pytest.mark.parametrize("listed", ["/topics", "/themes"])
def test_topics_and_themes_have_theirs(client: TestClient, listed: str) -> None:
    target = re.findall(
        rf'href="({listed.removesuffix("s")}/[^"]+)"', client.get(listed, headers=HTML).text
    )[0]
    block = block_of(client.get(target, headers=HTML).text)
    assert "skos:Concept" in types(block)
    assert block["skos:prefLabel"]


def test_lists_and_errors_have_none(client: TestClient) -> None:
    for path in ("/", "/talks", "/talk/harbourconf-2021/nobody"):
        assert Blocks(client.get(path, headers=HTML).text).found == []


def test_what_notes_say_cannot_end_the_block(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text(HOSTILE, encoding="utf-8")
    kb = tmp_path / "kb"
    build(BuildRequest(sources=(notes,), kb=kb, settings=Settings(model="hashing")))
    with TestClient(create_app(Library(kb)), base_url="http://127.0.0.1") as client:
        [talk] = client.get("/api/v1/talks").json()["items"]
        page = client.get(f"/talk/{talk['name']}", headers=HTML)
        block = block_of(page.text)
        assert block["name"] == talk["title"]
        assert "</SCRIPT" in talk["title"], talk["title"]
        [event] = client.get("/api/v1/events").json()["items"]
        block = block_of(client.get(f"/event/{event['slug']}", headers=HTML).text)
        assert block["name"] == event["name"]
        assert "\u2028" not in page.text.partition("ld+json")[2].partition("</script>")[0]


def test_programmes_tell_consumers_when_and_who(programme: TestClient) -> None:
    block = block_of(programme.get(f"/talk/{ROPES}", headers=HTML).text)
    assert block["startDate"] == "2031-05-06T09:30:00+01:00"
    assert block["endDate"] == "2031-05-06T10:10:00+01:00"
    assert block["eventStatus"] == "https://schema.org/EventScheduled"
    assert [who["name"] for who in block["performer"]] == ["Mara Lind"]
    assert all("location" in text or "Postal" in text for text in problems(block))
    person = block_of(programme.get("/speaker/mara-lind", headers=HTML).text)
    assert problems(person) == []
    [video] = block["recordedIn"]
    assert "VideoObject" in types(video)
    assert problems(video) == []
    assert video["contentUrl"] == "https://quayconf.example.org/ropes.mp4"
