"""From a folder of day files and two people's notes of one talk to one event, file by file."""

import json
import re
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

import talkgraph
from talkgraph.cli import main
from talkgraph.graph.shacl import validate_graph
from talkgraph.graph.write.source import source_facts
from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildRequest, build, check
from talkgraph.knowledge.build.sources import Facts, find_sources, gather, read_sources
from talkgraph.knowledge.build.traces.events import trace
from talkgraph.model.names import Names
from talkgraph.settings import Settings

NOTES: Final = {
    "day-1.md": """\
# HarbourConf 2031

May 1, 2031 — Aberlane

## Slow Queries at Sea

Mara Lind

Thread: [ana (me)](https://twitter.com/ana/status/1)

> Indexes are lighthouses for rows [I like this]
""",
    "day-2.md": """\
# HarbourConf 2031

May 2, 2031 — Aberlane

## Small Boats

Tom Reed

> Anchor before the storm begins.

## Open space

- ropes need splicing
""",
    "tom/slow-queries.md": """\
# HarbourConf 2031

May 1, 2031

## Slow queries at sea

Dr. Mara Lind

Thread: [tom (me)](https://twitter.com/tom/status/9)

> Lanterns light the query plan [so bright]

> "Measure the swell first."
""",
    "fog.md": "# FogConf 2030\n\nJune 1, 2030\n\nNothing could be seen.\n",
    "tides.md": """\
# TideConf 2030

May 1, 2030

## Lunch

- ebb

## Open space

- moor
""",
}
OTHERS: Final = {"fog.md", "tides.md"}
EVENT: Final = "harbourconf-2031"
SLOW: Final = f"{EVENT}/slow-queries-at-sea"
NAMES: Final = Names()


def write_notes(folder: Path) -> Path:
    for name, text in NOTES.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_notes(tmp_path_factory.mktemp("several") / "notes")


@pytest.fixture(scope="module")
def kb_folder(folder: Path) -> Path:
    kb = folder.parent / "kb"
    build(BuildRequest(sources=(folder,), kb=kb, settings=Settings(model="hashing")))
    return kb


@pytest.fixture(scope="module")
def kb(kb_folder: Path) -> KnowledgeBase:
    return talkgraph.open(kb_folder)


@pytest.fixture(scope="module")
def client(kb_folder: Path) -> TestClient:
    return TestClient(create_app(Library(kb_folder)), base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def facts(folder: Path) -> Facts:
    return gather(read_sources(find_sources([folder])))


def test_files_of_one_event_are_one_event(kb: KnowledgeBase) -> None:
    harbour = next(event for event in kb.events() if event.slug == EVENT)
    assert harbour.sources == ("day-1.md", "day-2.md", "tom/slow-queries.md")
    assert (harbour.start, harbour.end, harbour.location) == (
        "2031-05-01",
        "2031-05-02",
        "Aberlane",
    )
    assert (harbour.talks, harbour.speakers, harbour.posts, harbour.notes) == (2, 2, 4, 1)
    assert [(talk.title, talk.date) for talk in kb.talks() if talk.name.startswith(EVENT)] == [
        ("Slow Queries at Sea", "2031-05-01"),
        ("Small Boats", "2031-05-02"),
    ]
    marks = {mark.source: mark.events[0] for mark in kb.generation.manifest.sources}
    assert marks == {
        **dict.fromkeys(harbour.sources, EVENT),
        "fog.md": "fogconf-2030",
        "tides.md": "tideconf-2030",
    }


def test_nothing_is_refused_and_the_shapes_hold(folder: Path) -> None:
    report = check([folder])
    assert report.events == 3
    assert {d.code for d in report.diagnostics if d.weighty} == {"no-talks"}


def test_two_peoples_notes_of_one_talk_stay_apart_in_it(kb: KnowledgeBase) -> None:
    talk = kb.talk(SLOW)
    assert [(said.position, said.source, said.line) for said in talk.said] == [
        (1, "day-1.md", 11),
        (2, "tom/slow-queries.md", 11),
        (3, "tom/slow-queries.md", 13),
    ]
    assert [person.name for person in talk.speakers] == ["Mara Lind"]
    assert [quote.who for said in talk.said for quote in said.quotes] == ["Mara Lind"]
    rows = kb.sparql(
        "SELECT ?text ?handle ?thread { ?aside a tg:Aside ; schema:text ?text ; "
        "schema:isPartOf/schema:isPartOf/schema:url ?thread ; "
        "sioc:has_creator/foaf:accountName ?handle } ORDER BY ?handle"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("I like this", "ana", "https://twitter.com/ana/status/1"),
        ("so bright", "tom", "https://twitter.com/tom/status/9"),
    ]
    rows = kb.sparql(
        "SELECT ?file ?handle { ?source dcterms:identifier ?file ; a prov:Entity ; "
        "sioc:has_owner/foaf:accountName ?handle } ORDER BY ?file"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("day-1.md", "ana"),
        ("tom/slow-queries.md", "tom"),
    ]


def test_each_file_has_its_graph(kb: KnowledgeBase) -> None:
    graphs = kb.sparql(
        "SELECT ?file ?title { ?graph a void:Dataset ; dcterms:title ?title ; "
        "prov:wasDerivedFrom/dcterms:identifier ?file } ORDER BY ?file"
    )
    assert [row["file"] for row in graphs] == [row["title"] for row in graphs] == sorted(NOTES)
    kinds = "tg:Conference tg:Day tg:Talk tg:Session tg:Appearance tg:Post tg:Note tg:Thread"
    rows = kb.sparql(
        f"SELECT ?graph ?kind (COUNT(?thing) AS ?number) {{ VALUES ?kind {{ {kinds} }} "
        "GRAPH ?graph { ?thing a ?kind } } GROUP BY ?graph ?kind"
    )
    told: dict[str, dict[str, int]] = {}
    for row in rows:
        graph = str(row["graph"]).removeprefix(NAMES.source_graph(""))
        told.setdefault(graph, {})[row["kind"].curie] = row["number"]
    assert told["day-1.md"] == {
        **dict.fromkeys(("tg:Conference", "tg:Day", "tg:Talk", "tg:Appearance"), 1),
        **dict.fromkeys(("tg:Post", "tg:Thread"), 1),
    }
    assert told["day-2.md"] == dict.fromkeys(
        ("tg:Day", "tg:Talk", "tg:Appearance", "tg:Session", "tg:Post", "tg:Note"), 1
    )
    assert told["tom/slow-queries.md"] == {"tg:Post": 2, "tg:Thread": 1}


def test_every_place_is_in_the_graph_of_its_own_file(facts: Facts) -> None:
    said = source_facts(facts.events[0], facts.people, NAMES)
    own = said.by_source
    assert list(own) == ["day-1.md", "day-2.md", "tom/slow-queries.md"]
    for source, triples in own.items():
        places = {str(t.subject) for t in triples if "#line=" in str(t.subject)}
        assert places
        assert all(place.startswith(f"<{NAMES.source(source)}#") for place in places)
    derived = "http://www.w3.org/ns/prov#wasDerivedFrom"
    for source, triples in own.items():
        origins = {str(t.object) for t in triples if t.predicate.value == derived}
        assert all(origin.startswith(f"<{NAMES.source(source)}#") for origin in origins)
    assert sorted(map(str, said.own)) == sorted(str(t) for each in own.values() for t in each)


def test_what_several_files_tell_is_derived_from_all_of_them(kb: KnowledgeBase) -> None:
    things = f"<{NAMES.base}talk/{SLOW}> <{NAMES.event(EVENT)}>"
    rows = kb.sparql(
        f"SELECT ?thing ?file ?line {{ VALUES ?thing {{ {things} }} ?thing tg:toldIn "
        "?place . ?place oa:hasSource/dcterms:identifier ?file ; tg:firstLine ?line } "
        "ORDER BY ?file ?line"
    )
    places: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        places.setdefault(str(row["thing"]).removeprefix(NAMES.base), []).append(
            (row["file"], row["line"])
        )
    slow = places[f"talk/{SLOW}"]
    # The heading, and the line that names the speaker once more.
    assert ("day-1.md", 5) in slow
    assert {("tom/slow-queries.md", 5), ("tom/slow-queries.md", 7)} <= set(slow)
    assert {file for file, _ in places[f"event/{EVENT}"]} == {*NOTES} - OTHERS


@pytest.mark.parametrize(
    ("words", "kind", "file", "line"),
    [
        ("indexes lighthouses", "post", "day-1.md", 11),
        ("lanterns query plan", "post", "tom/slow-queries.md", 11),
        ("measure the swell", "quote", "tom/slow-queries.md", 13),
        ("anchor storm", "post", "day-2.md", 9),
        ("ropes splicing", "note", "day-2.md", 13),
        ("small boats", "talk", "day-2.md", 5),
        ("slow queries", "talk", "day-1.md", 5),
    ],
)
def test_a_hit_leads_to_its_file_and_line(
    folder: Path, kb: KnowledgeBase, words: str, kind: str, file: str, line: int
) -> None:
    hit = kb.search(words, kind=kind)[0]
    assert hit.event == "HarbourConf 2031"
    assert (hit.source, hit.line, hit.path, hit.place) == (file, line, "", f"{file}:{line}")
    there = (folder / file).read_text(encoding="utf-8").splitlines()[line - 1]
    assert all(word in there.casefold() for word in words.split())
    told = [(said.source, said.line) for said in kb.talk(hit.talk).said if said.iri == hit.iri]
    assert told in ([], [(file, line)])  # a title or a quotation is nothing said by itself


def test_search_prints_the_file_and_line_of_each_answer(kb_folder: Path) -> None:
    shown = CliRunner().invoke(main, ["search", "lanterns", "--kb", str(kb_folder)]).output
    assert "tom/slow-queries.md:11" in shown


def test_passages_that_show_a_theme_or_a_vector_have_their_place(kb: KnowledgeBase) -> None:
    places = {(each.source, each.line) for each in kb.passages()}
    assert ("tom/slow-queries.md", 11) in places
    for theme in kb.themes():
        assert {(post.source, post.line) for post in theme.posts} <= places


def test_the_page_of_answers_leads_to_their_lines(client: TestClient) -> None:
    page = client.get("/search?q=lanterns", headers={"accept": "text/html"}).text
    link = re.search(r'href="([^"#]+)#([^"]+)" title="[^"]+">tom/slow-queries\.md, line 11<', page)
    assert link
    assert f'id="{link[2]}"' in client.get(link[1], headers={"accept": "text/html"}).text


def test_the_command_line_names_the_file_of_each_passage(kb_folder: Path) -> None:
    shown = CliRunner().invoke(main, ["talk", SLOW, "--kb", str(kb_folder)]).output
    for place in ("day-1.md:11", "tom/slow-queries.md:11", "tom/slow-queries.md:13"):
        assert place in shown


def test_a_violation_names_the_file_it_stands_in(facts: Facts) -> None:
    text = "https://schema.org/text"
    event = facts.events[0]
    said = source_facts(event, facts.people, NAMES)
    broken = [t for t in said.own if t.predicate.value != text]
    found = validate_graph([*broken, *said.shared], event.source)
    places = {d.place for d in found}
    assert {"day-1.md:11", "day-2.md:9", "tom/slow-queries.md:13"} <= places
    assert tuple(trace(facts, NAMES).verdicts) == ()


def test_pages_name_the_file_of_each_thing(client: TestClient) -> None:
    page = client.get(f"/talk/{SLOW}").text
    assert "day-1.md, line 11</a>" in page
    assert "tom/slow-queries.md, line 13</a>" in page
    page = client.get(f"/talk/{EVENT}/small-boats").text
    assert ">line 9</a>" in page
    page = client.get(f"/event/{EVENT}").text
    assert all(f'">{name}</a>' in page for name in NOTES if name not in OTHERS)
    page = client.get("/source/tom/slow-queries.md").text
    assert "Lanterns light the query plan" in page
    assert "Indexes are lighthouses" not in page


# ── events without a talk ────────────────────────────────────────────────────────────────────


def test_notes_in_sessions_are_counted(kb_folder: Path) -> None:
    shown = CliRunner().invoke(main, ["stats", "--kb", str(kb_folder), "--format", "json"]).output
    counts = {each["slug"]: (each["talks"], each["notes"]) for each in json.loads(shown)["events"]}
    assert (counts["tideconf-2030"], counts["fogconf-2030"]) == ((0, 2), (0, 1))


@pytest.mark.parametrize("slug", ["tideconf-2030", "fogconf-2030"])
def test_an_event_without_talks_has_its_page(client: TestClient, slug: str) -> None:
    assert f'href="/event/{slug}"' in client.get("/").text
    page = client.get(f"/event/{slug}")
    assert page.status_code == 200
    assert ("Open space" in page.text) == (slug == "tideconf-2030")
    assert client.get(f"/talks?event={slug}").status_code == 200
    assert client.get(f"/api/v1/search?q=ebb&event={slug}").status_code == 200


def test_posts_are_signed_where_two_people_took_notes(kb: KnowledgeBase) -> None:
    talk = kb.talk(SLOW)
    assert talk.is_signed
    assert {said.author for said in talk.said} == {"@ana", "@tom"}
    others = [each for each in map(kb.talk, (t.iri for t in kb.talks())) if each.said]
    assert [each.title for each in others if each.is_signed] == [talk.title]
