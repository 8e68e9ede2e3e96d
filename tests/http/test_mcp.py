"""What a language model gets by MCP, over both transports, as the library's own client hears it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp_clients import Heard, by_stdio, hear, text_of
from service_process import Service
from waiting import HANGS

from talkgraph.errors import Ambiguous, NotFound
from talkgraph.http.limits import LONGEST_WORDS
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base

TALK = "https://w3id.org/talkgraph/id/talk/harbourconf-2021/calloway"
NOBODY = "https://w3id.org/talkgraph/id/person/nobody"
TOPIC = "https://w3id.org/talkgraph/topic/on-call"
CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "paid for being on call", "limit": 5},
    "search the rest": {"query": "paid for being on call", "limit": 5, "offset": 3},
    "search narrowed": {"query": "sleep", "kind": ["quote"], "event": "HarbourConf 2022"},
    "related": {"talk": "harbourconf-2021/calloway"},
    "themes": {"limit": 1},
    "themes one": {"theme": "On-call"},
    "talk": {"talk": "harbourconf-2022/strand"},
    "speaker": {"speaker": "calloway"},
    "sparql": {"query": "SELECT ?t ?n { ?t a tg:Talk ; schema:name ?n }", "limit": 3},
    "sparql search": {
        "query": "SELECT ?s ?text { SERVICE tg:search { ?s tg:matches [ tg:query 'on call' ; "
        "tg:limit 2 ] } ?s schema:text ?text }"
    },
}
WRONG: dict[str, dict[str, Any]] = {
    "talk nobody": {"talk": "harbourconf-2021/callowey"},
    "talk several": {"talk": "on-call"},
    "speaker nobody": {"speaker": "Inez Calloway"},
    "sparql bad": {"query": "SELECT nonsense"},
    "sparql outside": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"},
    "search long": {"query": "x" * (LONGEST_WORDS + 1)},
    "search none": {},
    "search unknown": {"query": "sleep", "colour": "blue"},
    "search far": {"query": "sleep", "limit": 1000},
    "search event": {"query": "sleep", "event": "NoSuchConf"},
    "nothing": {},
}


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


@pytest.fixture(scope="module", params=["stdio", "http"])
def heard(request: pytest.FixtureRequest, sample_kb: Path) -> Heard:
    if request.param == "stdio":
        server: Any = by_stdio(sample_kb, "--base-url", "https://talks.example/kb")
    else:
        service: Service = request.getfixturevalue("running")
        server = f"{service.url}/mcp"
    return hear(server, {**CALLS, **WRONG}, TALK, TOPIC, NOBODY)


def things(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield every object in an answer that has an IRI."""
    if isinstance(value, list):
        for each in value:
            yield from things(each)
    elif isinstance(value, dict):
        if value.get("iri"):
            yield value
        yield from things(list(value.values()))


def test_all_tools_are_there_and_read_only(heard: Heard) -> None:
    assert list(heard.tools) == ["search", "related", "themes", "talk", "speaker", "sparql"]
    for tool in heard.tools.values():
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.description
        for schema in (tool.input_schema, tool.output_schema):
            assert schema is not None
            assert schema["type"] == "object"
            Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("call", CALLS)
def test_every_tool_answers_as_its_schema_says(heard: Heard, call: str) -> None:
    answer = heard.answers[call]
    assert not answer.is_error, text_of(answer)
    schema = heard.tools[call.partition(" ")[0]].output_schema
    assert schema is not None
    Draft202012Validator(schema).validate(answer.structured_content)
    assert json.loads(text_of(answer)) == answer.structured_content


def test_tools_give_what_the_python_api_gives(heard: Heard, kb: KnowledgeBase) -> None:
    def given(call: str) -> Any:  # noqa: ANN401 - JSON
        return heard.answers[call].structured_content

    hits = kb.search("paid for being on call", limit=5)
    assert [each["iri"] for each in given("search")["items"]] == [hit.iri for hit in hits]
    assert given("search")["items"][0]["text"] == hits[0].text
    assert given("search the rest")["items"][:2] == given("search")["items"][3:]
    assert {each["kind"] for each in given("search narrowed")["items"]} == {"quote"}
    assert given("search narrowed")["understood"]["text"] == "sleep"
    related = kb.related("harbourconf-2021/calloway")
    assert [each["iri"] for each in given("related")["items"]] == [each.iri for each in related]
    assert given("related")["total"] == len(kb.related("harbourconf-2021/calloway", limit=99))
    assert given("themes")["total"] == len(kb.themes())
    assert [each["iri"] for each in given("themes one")["items"][0]["talks"]] == [
        talk.iri for talk in kb.theme("On-call").talks
    ]
    assert given("talk")["item"]["iri"] == kb.talk("harbourconf-2022/strand").iri
    assert given("speaker")["item"]["handles"] == list(kb.speaker("Ines Calloway").handles)
    table = given("sparql")["item"]
    assert (table["header"], len(table["rows"]), table["more"]) == (["t", "n"], 3, True)
    assert len(given("sparql search")["item"]["rows"]) == 2


def test_each_thing_says_where_it_stands(heard: Heard, sample: Path) -> None:
    for call in CALLS:
        found = list(things(heard.answers[call].structured_content))
        assert found or call.startswith("sparql")
        assert all("place" in each and each["link"] for each in found), call
    hits = list(things(heard.answers["search"].structured_content))
    assert all(each["place"] for each in hits if "score" in each)
    [first] = [each for each in hits if each.get("kind") == "post"][:1]
    file, line = first["place"].rsplit(":", 1)
    assert (file, int(line)) == (first["source"], first["line"])
    standing = (sample / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert first["text"].split(".")[0].split(",")[0] in re.sub(r"[\[\]*_]", "", standing)
    pairs = [
        pair
        for each in heard.answers["related"].structured_content["items"]
        for pair in each["reasons"]["posts"]
    ]
    assert pairs
    assert all(pair["here_place"] and pair["there_place"] for pair in pairs)
    rows = heard.answers["sparql"].structured_content["item"]["rows"]
    assert all(talk["place"] and talk["link"] and "link" not in name for talk, name in rows)


def test_links_lead_to_pages(running: Service, sample_kb: Path) -> None:
    heard = hear(f"{running.url}/mcp", {"search": CALLS["search"], "speaker": CALLS["speaker"]})
    links = {
        each["link"]
        for answer in heard.answers.values()
        for each in things(answer.structured_content)
    }
    assert links
    for link in links:
        page, _, fragment = link.partition("#")
        answer = httpx.get(page, headers={"accept": "text/html"}, timeout=HANGS)
        assert answer.status_code == 200, link
        assert f'id="{fragment}"' in answer.text or not fragment, link
    told = hear(by_stdio(sample_kb), {"talk": CALLS["talk"]}).answers["talk"].structured_content
    assert told["item"]["link"] == told["item"]["iri"]


def test_errors_are_told_to_the_model(heard: Heard, kb: KnowledgeBase) -> None:
    def told(call: str) -> str:
        answer = heard.answers[call]
        assert answer.is_error, call
        return text_of(answer)

    with pytest.raises(NotFound) as missing:
        kb.talk("harbourconf-2021/callowey")
    assert told("talk nobody") == str(missing.value)
    assert missing.value.suggestions[0] in told("talk nobody")
    with pytest.raises(Ambiguous) as several:
        kb.talk("on-call")
    assert told("talk several") == str(several.value)
    assert several.value.candidates[1] in told("talk several")
    assert "Ines Calloway" in told("speaker nobody")
    assert "line 1, column" in told("sparql bad")
    assert "SERVICE" in told("sparql outside")
    assert told("search long") == "query: String should have at most 1000 characters"
    assert told("search none") == "query: Field required"
    assert told("search unknown").startswith("colour: ")
    assert told("search far").startswith("limit: ")
    assert "NoSuchConf" in told("search event")
    assert heard.errors["nothing"].startswith("there is no tool 'nothing'; there are search, ")


def test_things_are_read_by_their_iris(heard: Heard, kb: KnowledgeBase) -> None:
    assert heard.resources == [event.iri for event in kb.events()]
    patterns = [re.sub(r"\\{\w+\\}", "[^/]+", re.escape(each)) for each in heard.templates]
    for kind in ("talk", "speaker", "event", "theme", "topic"):
        for iri in list(kb.addresses(kind).values())[:3]:
            assert [each for each in patterns if re.fullmatch(each, iri)], iri
    for passage in kb.passages()[:20]:
        assert [each for each in patterns if re.fullmatch(each, passage.iri)], passage.iri
    document = json.loads(heard.documents[TALK])
    assert document["@id"] == TALK
    assert json.loads(heard.documents[TOPIC])["@id"] in (TOPIC, "topic:on-call")
    assert NOBODY in heard.errors[NOBODY]


def test_a_resource_is_the_linked_data_document(running: Service, sample_kb: Path) -> None:
    there = hear(f"{running.url}/mcp", {}, TALK).documents[TALK]
    path = "/data/talk/harbourconf-2021/calloway.jsonld"
    assert there == httpx.get(f"{running.url}{path}", timeout=HANGS).text
    here = json.loads(hear(by_stdio(sample_kb), {}, TALK).documents[TALK])
    served = json.loads(there)
    assert isinstance(here.pop("@context"), dict)
    assert f"{running.url}/context.jsonld" in served.pop("@context")
    assert here == served
