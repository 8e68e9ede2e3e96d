"""The JSON API: what it answers, in which parts, and how it refuses."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic_core import to_jsonable_python

from talkgraph.http.catalog import ANSWERS
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.tables import as_row

CALLOWAY = "/api/v1/talks/harbourconf-2021/calloway"


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


def _get(client: TestClient, path: str, **parameters: Any) -> Any:  # noqa: ANN401 - JSON
    answer = client.get(path, params=parameters or None)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_search_gives_what_the_python_api_gives(client: TestClient, kb: KnowledgeBase) -> None:
    found = _get(client, "/api/v1/search", q="paying for on-call nights", limit=5)
    expected = [as_row(hit) for hit in kb.search("paying for on-call nights", limit=5)]
    assert [hit["iri"] for hit in found["items"]] == [hit["iri"] for hit in expected]
    assert found["items"][0]["why"]["words"] == list(expected[0]["why"]["words"])
    assert [(each["source"], each["line"]) for each in found["items"]] == [
        (each["source"], each["line"]) for each in expected
    ]
    for each in found["items"]:
        in_notes = each["source"].endswith(".md")
        assert each["line"] > 0 if in_notes else each["path"].startswith("/schedule/")
    assert found["total"] > 5


@pytest.mark.parametrize("path", ["/api/v1/search"])
def test_what_hardly_answers_is_left_out_where_that_is_wanted(
    client: TestClient, path: str
) -> None:
    asked = {"q": "on-call nights", "event": "HarbourConf 2021", "limit": 100}
    whole = _get(client, path, **asked)
    strong = _get(client, path, **asked, weak="false")
    assert 0 < strong["total"] < whole["total"]
    assert {each["score"] >= ANSWERS for each in strong["items"]} == {True}
    nothing = asked | {"q": "zebra crossing"}
    assert _get(client, path, **nothing, weak="false")["total"], "the best there is, however weak"


def test_filters_narrow_a_search(client: TestClient) -> None:
    path = "/api/v1/search"
    found = _get(client, path, q="on-call", kind=["post", "quote"], speaker="calloway")
    assert {hit["kind"] for hit in found["items"]} <= {"post", "quote"}
    assert {"Ines Calloway"} == {name for hit in found["items"] for name in hit["speakers"]}
    later = _get(client, path, q="on-call", since="2022")
    assert {hit["event"] for hit in later["items"]} == {"HarbourConf 2022"}


@pytest.mark.parametrize("path", ["/api/v1/talks", "/api/v1/search?q=on-call", "/api/v1/topics"])
def test_the_parts_of_a_list_make_the_whole(client: TestClient, path: str) -> None:
    whole = _get(client, f"{path}{'&' if '?' in path else '?'}limit=100")
    at: str | None = f"{path}{'&' if '?' in path else '?'}limit=7"
    parts: list[Any] = []
    for _ in range(80):
        if at is None:
            break
        part = _get(client, at)
        assert part["total"] == whole["total"]
        assert len(part["items"]) <= 7
        parts += part["items"]
        at = part["next"]
    assert at is None
    assert parts[:100] == whole["items"]
    assert len(parts) == whole["total"]


def test_the_part_before_is_named(client: TestClient) -> None:
    second = _get(client, "/api/v1/talks", limit=5, offset=5)
    first = _get(client, second["previous"])
    assert first["previous"] is None
    assert _get(client, first["next"]) == second


def test_a_talk_is_told_in_full(client: TestClient, kb: KnowledgeBase) -> None:
    talk = _get(client, CALLOWAY)
    assert talk["iri"] == "https://w3id.org/talkgraph/id/talk/harbourconf-2021/calloway"
    assert [said["iri"] for said in talk["said"]] == [
        said.iri for said in kb.talk("harbourconf-2021/calloway").said
    ]


def test_related_talks_have_reasons(client: TestClient) -> None:
    related = _get(client, f"{CALLOWAY}/related", limit=3)
    assert related["items"][0]["repeat"] is True
    assert all(each["reasons"]["posts"] for each in related["items"])
    assert related["next"].startswith(f"{CALLOWAY}/related?")


def test_a_session_is_told_too(client: TestClient) -> None:
    session = _get(client, "/api/v1/talks/harbourconf-2021/2021-09-09-ignites")
    assert session["listed"]


def test_speakers_are_found_by_a_part_of_the_name(client: TestClient) -> None:
    found = _get(client, "/api/v1/speakers", q="callo")
    assert [speaker["name"] for speaker in found["items"]] == ["Ines Calloway"]
    slug = found["items"][0]["iri"].rpartition("/")[2]
    speaker = _get(client, f"/api/v1/speakers/{slug}")
    assert len(speaker["talks"]) == 2


def test_topics_know_their_neighbours_and_talks(client: TestClient) -> None:
    topic = _get(client, "/api/v1/topics/on-call")
    assert topic["label"] == "On-call"
    assert "harbourconf-2021/calloway" in [talk["name"] for talk in topic["talks"]]
    for other in (*topic["broader"], *topic["narrower"]):
        assert other["iri"].startswith("https://")
    listed = _get(client, "/api/v1/topics", limit=100)["items"]
    [same] = [each for each in listed if each["slug"] == "on-call"]
    assert same["talks"] == len(topic["talks"])


def test_values_are_those_of_the_python_api(client: TestClient, kb: KnowledgeBase) -> None:
    talk, person = "harbourconf-2021/calloway", kb.at("speaker", "ines-calloway")
    for path, value in (
        ("topics/on-call", kb.topic("On-call")),
        ("events/harbourconf-2022", kb.events()[2]),
        ("stats", kb.stats()),
        (f"talks/{talk}", kb.talk(talk)),
        ("speakers/ines-calloway", kb.speaker(person)),
        ("themes/on-call", kb.theme("On-call")),
    ):
        assert _get(client, f"/api/v1/{path}") == to_jsonable_python(value)
    for path, values in (
        ("topics", kb.vocabulary()),
        ("events", kb.events()),
        ("speakers", kb.speakers()),
        ("themes", kb.themes()),
        (f"talks/{talk}/related", kb.related(talk, limit=100)),
    ):
        listed = _get(client, f"/api/v1/{path}", limit=100)
        assert listed["items"] == to_jsonable_python(values[:100])
        assert listed["total"] == len(values)


def test_themes_events_and_numbers(client: TestClient, kb: KnowledgeBase) -> None:
    themes = _get(client, "/api/v1/themes", limit=100)
    assert [theme["iri"] for theme in themes["items"]] == [theme.iri for theme in kb.themes()]
    slug = themes["items"][0]["iri"].rpartition("/")[2]
    assert _get(client, f"/api/v1/themes/{slug}") == themes["items"][0]
    events = _get(client, "/api/v1/events")["items"]
    assert [event["slug"] for event in events] == [
        "devopsdays-hartford-2019",
        "harbourconf-2021",
        "harbourconf-2022",
    ]
    assert _get(client, "/api/v1/events/harbourconf-2022") == events[2]
    assert _get(client, "/api/v1/stats")["counts"]["tg:Talk"] == 14


@pytest.mark.parametrize(
    ("path", "status", "member"),
    [
        ("/api/v1/talks/harbourconf-2021/caloway", 404, "suggestions"),
        ("/api/v1/speakers/ines-caloway", 404, "suggestions"),
        ("/api/v1/topics/oncal", 404, "suggestions"),
        ("/api/v1/events/harbourconf-2020", 404, "suggestions"),
        ("/api/v1/search?q=x&speaker=Ines%20Caloway", 404, "suggestions"),
        ("/api/v1/search?q=%3F%21", 400, None),
        ("/api/v1/search?q=x&since=2021-02-31", 400, None),
        ("/api/v1/search?q=x&since=soon", 400, None),
        ("/api/v1/search?q=x&since=2022&until=2021", 400, None),
        (f"/api/v1/search?q=x&since={'2' * 41}", 422, "errors"),
        ("/api/v1/search?q=x&kind=poem", 422, "errors"),
        ("/api/v1/search", 422, "errors"),
        ("/api/v1/talks?limit=0", 422, "errors"),
        ("/api/v1/talks?limit=101", 422, "errors"),
        ("/api/v1/nothing", 404, None),
    ],
)
def test_errors_are_problem_details(
    client: TestClient, path: str, status: int, member: str | None
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["instance"] == path.partition("?")[0]
    if member:
        assert problem[member]


def test_only_reading_is_allowed(client: TestClient) -> None:
    answer = client.post("/api/v1/talks", json={})
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_document_says_3_1_and_names_every_error(client: TestClient) -> None:
    document = _get(client, "/api/v1/openapi.json")
    assert document["openapi"] == "3.1.0"
    assert '"nullable"' not in client.get("/api/v1/openapi.json").text
    search = document["paths"]["/api/v1/search"]["get"]
    assert set(search["responses"]) == {"200", "400", "404", "409", "422", "503"}
    hit = document["components"]["schemas"]["Hit"]
    assert {"source", "line", "path"} <= set(hit["required"])
    for status, response in search["responses"].items():
        if status != "200":
            assert list(response["content"]) == ["application/problem+json"]
    assert client.get("/openapi.json").status_code == 404


def test_the_docs_load_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "//" not in page.text.replace("<!doctype html>", "")
    for asset in ("swagger-ui.css", "swagger-ui-bundle.js"):
        assert client.get(f"/static/swagger/{asset}").status_code == 200


def test_a_search_tells_what_was_understood(client: TestClient) -> None:
    path = "/api/v1/search"
    found = _get(client, path, q="what did Ines Calloway say about sleep", limit=2)
    [mention] = found["understood"]["mentions"]
    assert (mention["kind"], mention["label"]) == ("person", "Ines Calloway")
    assert found["understood"]["text"] == "sleep"
    assert {"Ines Calloway"} == {name for hit in found["items"] for name in hit["speakers"]}
    literal = _get(client, path, q="what did Ines Calloway say about sleep", literal=True)
    assert literal["understood"]["mentions"] == []
    plain = _get(client, path, q="what did Ines Calloway say", plain=["Ines Calloway"])
    assert plain["understood"]["mentions"] == []


def test_hits_can_be_had_talk_by_talk(client: TestClient, kb: KnowledgeBase) -> None:
    talks = _get(client, "/api/v1/search/talks", q="on-call", limit=100)
    hits = _get(client, "/api/v1/search", q="on-call", limit=100)
    assert talks["total"] < hits["total"]
    whole = kb.search("on-call", limit=500).by_talk()
    assert [each["talk"] for each in talks["items"]] == [each.talk for each in whole]
    assert talks["items"][0]["hits"][0]["iri"] == hits["items"][0]["iri"]
    assert talks["understood"] == hits["understood"]


def test_answers_come_in_order_of_date(client: TestClient) -> None:
    found = _get(client, "/api/v1/search", q="on-call", sort="date", limit=100)["items"]
    dates = [hit["date"] for hit in found]
    assert dates == sorted(dates, reverse=True)
    spring = _get(client, "/api/v1/search", q="on-call", since="autumn 2021", limit=100)["items"]
    assert spring
    assert all(hit["date"] >= "2021-09-01" for hit in spring)


def test_suggestions_lead_to_pages_that_are_there(client: TestClient) -> None:
    found = _get(client, "/api/v1/suggest", q="ca")["items"]
    assert {each["kind"] for each in found} >= {"person"}
    for each in found:
        assert client.get(each["page"]).status_code == 200


def test_no_letters_no_suggestions(client: TestClient) -> None:
    assert _get(client, "/api/v1/suggest", q=" –") == {"items": []}
    assert client.get("/api/v1/suggest", params={"q": "a" * 1000}).status_code == 422
