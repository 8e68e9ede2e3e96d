"""A second reader in the seam: a JSON file from a folder to the graph, with provenance."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient
from graph_samples import source_triples
from pyoxigraph import Literal, NamedNode, Triple

import talkgraph
from talkgraph.graph.shacl import validate_graph
from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.knowledge.build.build import BuildRequest, build, check
from talkgraph.knowledge.build.sources import find_sources, gather, read_sources
from talkgraph.model import (
    NOT_NOTES,
    AttributionBasis,
    Diagnostic,
    Event,
    Hints,
    Post,
    Quote,
    Reading,
    SourceFile,
    Span,
    Speaker,
    Statements,
    Talk,
)
from talkgraph.model.names import OA, RDF, SCHEMA, Names, slug
from talkgraph.protocols import SourceReader
from talkgraph.settings import Settings
from talkgraph.sources import registry
from talkgraph.sources.discover import discover

PROGRAMME: Final[dict[str, Any]] = {
    "programme": "HarbourConf 2031",
    "talks": [
        {"title": "Ropes That Hold", "speaker": "Mara Lind", "said": ["Splice before you sail."]},
        {"title": "Lamps", "speaker": "Ben Ode", "posts": {"https://example.org/@ana/7": "Oil."}},
    ],
}
NOTES: Final = (
    "# TideConf 2030\n\nMay 1, 2030\n\n## Tides\n\nIda Holt\n\n> Water waits for no one.\n"
)


OTHER_JSON: Final = (
    "package.json: info: this is JSON, which no reader knows (.json) [file-left-out]"
)


class JsonProgrammes:
    """Reads `{"programme": name, "talks": [...]}`; a place is a JSON pointer or an address.

    Implements `talkgraph.protocols.SourceReader`.
    """

    def looks_for(self, name: str) -> bool:
        return name.endswith(".json")

    def accepts(self, head: bytes, name: str) -> bool:
        return head.lstrip().startswith(b"{") and b'"programme"' in head

    def read(self, sources: Sequence[SourceFile], hints: Hints) -> tuple[Reading, ...]:
        return tuple(self._read(source) for source in sources)

    def _read(self, source: SourceFile) -> Reading:
        data = source.path.read_bytes()
        told = json.loads(data)
        talks = tuple(
            self._talk(talk, position, Span(source=source.name, path=f"/talks/{position - 1}"))
            for position, talk in enumerate(told["talks"], 1)
        )
        whole = Span(source=source.name)
        name = told["programme"]
        event = Event(name=name, slug=slug(name), source=source.name, spans=(whole,), talks=talks)
        found = () if talks else (Diagnostic.at(whole, NOT_NOTES, "there are no talks"),)
        return Reading(
            source=source.name,
            sha256=hashlib.sha256(data).hexdigest(),
            events=(event,) if talks else (),
            diagnostics=found,
        )

    def _talk(self, told: dict[str, Any], position: int, span: Span) -> Talk:
        said = [
            (text, Span(source=span.source, path=f"{span.path}/said/{n}"))
            for n, text in enumerate(told.get("said", ()))
        ]
        said += [
            (text, Span(source=span.source, address=address))
            for address, text in told.get("posts", {}).items()
        ]
        posts = tuple(
            Post(
                position=n,
                markdown=text,
                plain=text,
                says=Statements(
                    text=text,
                    quotes=(Quote(text=text, span=place, basis=AttributionBasis.SPEAKER),),
                ),
                span=place,
            )
            for n, (text, place) in enumerate(said, 1)
        )
        return Talk(
            key=slug(told["title"]),
            title=told["title"],
            position=position,
            spans=(span,),
            speakers=(Speaker(name=told["speaker"], position=1, span=span),),
            posts=posts,
        )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    reader: SourceReader = JsonProgrammes()
    monkeypatch.setattr(registry, "READERS", (reader, *registry.READERS))
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "harbour.json").write_text(json.dumps(PROGRAMME))
    (folder / "package.json").write_text('{"name": "something else"}')
    (folder / "tides.md").write_text(NOTES)
    return folder


def test_a_folder_is_searched_for_what_each_reader_accepts(folder: Path) -> None:
    found = discover([folder])
    assert [(each.name, each.given) for each in found.files] == [
        ("harbour.json", False),
        ("tides.md", False),
    ]
    assert [str(each) for each in found.diagnostics] == [OTHER_JSON]


def test_a_file_given_by_name_is_offered_to_every_reader(folder: Path) -> None:
    other = folder.rename(folder.parent / "elsewhere") / "harbour.json"
    other = other.rename(other.with_suffix(".txt"))
    [reading] = read_sources(find_sources([other]))
    assert reading.event is not None
    assert reading.event.name == "HarbourConf 2031"


def test_a_file_that_nobody_accepts_is_named(folder: Path) -> None:
    (folder / "lamp.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    [reading] = read_sources(find_sources([folder / "lamp.jpg"]))
    assert reading.event is None
    assert [str(each) for each in reading.diagnostics] == [
        "lamp.jpg: error: this is a picture, which no reader knows; give "
        f"{registry.WHAT_IS_READ} [source-unknown]"
    ]


def test_places_without_lines_are_named_in_the_graph(folder: Path) -> None:
    facts = gather(read_sources(find_sources([folder])))
    assert [event.name for event in facts.events] == ["HarbourConf 2031", "TideConf 2030"]
    assert {person.name for person in facts.people.people} >= {"Mara Lind", "Ben Ode"}
    triples = source_triples(facts.events[0], facts.people, Names())
    assert validate_graph(triples, "harbour.json") == ()
    source = Names().source("harbour.json")
    pointed, address = "/talks/0/said/0", "https://example.org/@ana/7"
    picked = NamedNode(Names().selector(Span(source="harbour.json", path=pointed)))
    for subject, property_, value in (
        (NamedNode(f"{source}#{pointed}"), OA + "hasSelector", picked),
        (picked, RDF + "value", Literal(pointed)),
        (NamedNode(f"{source}#url={address}"), SCHEMA + "url", Literal(address)),
    ):
        assert Triple(subject, NamedNode(property_), value) in triples
    for fragment in ("", pointed, f"url={address}"):
        place = NamedNode(f"{source}#{fragment}")
        assert Triple(place, NamedNode(OA + "hasSource"), NamedNode(source)) in triples


def test_a_violation_names_a_place_without_lines(folder: Path) -> None:
    facts = gather(read_sources(find_sources([folder])))
    triples = source_triples(facts.events[0], facts.people, Names())
    markdown = "https://w3id.org/talkgraph/ontology#markdown"
    found = validate_graph([t for t in triples if t.predicate.value != markdown], "harbour.json")
    assert [(each.place, each.line) for each in found] == [
        ("harbour.json#/talks/0/said/0", None),
        ("harbour.json#https://example.org/@ana/7", None),
    ]


def test_two_sources_of_one_event_are_told_apart_by_their_places(folder: Path) -> None:
    (folder / "harbour.md").write_text(NOTES.replace("TideConf 2030", "HarbourConf 2031"))
    facts = gather(read_sources(find_sources([folder])))
    assert facts.diagnostics == ()
    event = facts.events[0]
    assert event.sources == ("harbour.json", "harbour.md")
    assert [talk.spans[0].source for talk in event.talks] == ["harbour.json"] * 2 + ["harbour.md"]
    triples = source_triples(event, facts.people, Names())
    assert validate_graph(triples, event.source) == ()


def test_a_knowledge_base_of_both_formats(folder: Path, tmp_path: Path) -> None:
    assert [str(each) for each in check([folder]).diagnostics] == [OTHER_JSON]
    kb = tmp_path / "kb"
    report = build(BuildRequest(sources=(folder,), kb=kb, settings=Settings(model="hashing")))
    assert [str(each) for each in report.diagnostics] == [OTHER_JSON]
    assert [(each.source, each.reason) for each in report.coverage] == [
        ("harbour.json", ""),
        ("tides.md", ""),
        ("package.json", "this is JSON, which no reader knows"),
    ]
    opened = talkgraph.open(kb)
    splice, oil, ropes = (
        opened.search(words, kind=kind)[0]
        for words, kind in (("splice sail", "quote"), ("oil", "post"), ("ropes", "talk"))
    )
    assert splice.title == "Ropes That Hold"
    assert {(hit.source, hit.line) for hit in (splice, oil, ropes)} == {("harbour.json", None)}
    assert [hit.place for hit in (splice, oil, ropes)] == [
        "harbour.json#/talks/0/said/0",
        "harbour.json#https://example.org/@ana/7",
        "harbour.json#/talks/0",
    ]
    talk = opened.talk("harbourconf-2031/ropes-that-hold")
    assert [(said.text, said.source, said.line) for said in talk.said] == [
        ("Splice before you sail.", "harbour.json", None)
    ]
    assert [quote.line for quote in opened.speaker("Mara Lind").quotes] == [None]
    client = TestClient(create_app(Library(kb)), base_url="http://127.0.0.1:8000")
    page = client.get("/talk/harbourconf-2031/ropes-that-hold").text
    assert re.search(r"harbour\.json</a>\s*</li>", page)
    page = client.get("/search?q=splice").text
    assert re.search(r'<a href="/[^"]*harbour\.json[^"]*">harbour\.json</a>', page)
    page = client.get("/resource/source/harbour.json").text
    assert 'id="/talks/0/said/0"' in page
    rows = opened.sparql(
        "SELECT ?text ?place { ?post a tg:Post ; schema:text ?text ; prov:wasDerivedFrom ?place }"
    )
    places = {
        row["text"]: re.sub("/[0-9a-f]{16}#", "#", str(row["place"]).rsplit("/version/", 1)[1])
        for row in rows
    }
    assert places == {
        "Splice before you sail.": "harbour.json#/talks/0/said/0",
        "Oil.": "harbour.json#url=https://example.org/@ana/7",
        "Water waits for no one.": "tides.md#line=8,9",
    }
