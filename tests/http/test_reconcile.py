"""The reconciliation service: its answers have the shapes of version 0.2, as a client asks."""

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings

Json = Any
BASE: Final = "https://w3id.org/talkgraph/id/"
INES: Final = f"{BASE}person/ines-calloway"
PERSON: Final = "https://schema.org/Person"
TALK: Final = "https://w3id.org/talkgraph/ontology#Talk"

# ── what the specification says of each answer, in words of our own ──────────────────────────

TEXT: Final = {"type": "string", "minLength": 1}
NAMED: Final = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": TEXT, "name": TEXT},
    "additionalProperties": False,
}


def _object(required: str, properties: Json, *, closed: bool = True) -> Json:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": not closed,
    }


def _list(items: Json, **more: Json) -> Json:
    return {"type": "array", "items": items, **more}


URL: Final = {"type": "string", "pattern": "^https?://"}
FOR_ID: Final = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
SUGGEST: Final = _object(
    "service_url service_path flyout_service_path",
    {
        "service_url": URL,
        "service_path": {"type": "string", "pattern": "^/"},
        "flyout_service_url": URL,
        "flyout_service_path": {"type": "string", "pattern": r"^/.*\$\{id\}"},
    },
)
MANIFEST: Final = _object(
    "versions name identifierSpace schemaSpace defaultTypes view preview suggest extend",
    {
        "versions": _list(TEXT, contains={"const": "0.2"}),
        "name": TEXT,
        "identifierSpace": URL,
        "schemaSpace": URL,
        "documentation": URL,
        "serviceVersion": TEXT,
        "defaultTypes": _list(NAMED, minItems=1, uniqueItems=True),
        "view": _object("url", {"url": FOR_ID}),
        "preview": _object(
            "url width height",
            {"url": FOR_ID, "width": {"type": "integer"}, "height": {"type": "integer"}},
        ),
        "suggest": _object(
            "entity type property", {each: SUGGEST for each in ("entity", "type", "property")}
        ),
        "extend": _object(
            "propose_properties",
            {
                "propose_properties": _object(
                    "service_url service_path", {"service_url": URL, "service_path": TEXT}
                ),
                "property_settings": _list({}, maxItems=0),
            },
        ),
        "batchSize": {"type": "integer", "minimum": 1},
    },
)
CANDIDATE: Final = _object(
    "id name description type score match features",
    {
        "id": TEXT,
        "name": TEXT,
        "description": {"type": "string"},
        "type": _list(NAMED, minItems=1),
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "features": _list(
            _object("id value", {"id": TEXT, "value": {"type": ["boolean", "number"]}})
        ),
    },
)
RESULT: Final = _object("result", {"result": _list(CANDIDATE)})
RESULTS: Final = {"type": "object", "additionalProperties": RESULT}
SUGGESTED: Final = _object(
    "result",
    {
        "result": _list(
            _object(
                "id name",
                {
                    "id": TEXT,
                    "name": TEXT,
                    "description": {"type": "string"},
                    "notable": _list(NAMED),
                },
            )
        )
    },
)
DATE_TIME: Final = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
VALUE: Final = {
    "oneOf": [
        NAMED,
        _object("str", {"str": {"type": "string"}}),
        _object("int", {"int": {"type": "integer"}}),
        _object("date", {"date": DATE_TIME}),
    ]
}
EXTENDED: Final = _object(
    "meta rows",
    {
        "meta": _list(_object("id name", {"id": TEXT, "name": TEXT, "type": NAMED})),
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": _list(VALUE)},
        },
    },
)
PROPOSED: Final = _object(
    "type properties",
    {"type": {"type": "string"}, "properties": _list(NAMED), "limit": {"type": "integer"}},
)


def checked(answer: Any, schema: Json) -> Json:  # noqa: ANN401 - the client's own type
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    Draft202012Validator(schema).validate(found)
    return found


def matched(client: TestClient, **query: Json) -> list[Json]:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    found: list[Json] = checked(answer, RESULTS)["q0"]["result"]
    return found


def names(found: list[Json]) -> list[str]:
    return [each["name"] for each in found]


# ── as OpenRefine asks ───────────────────────────────────────────────────────────────────────


def test_a_client_goes_all_the_way_by_the_manifest(client: TestClient) -> None:
    told = checked(client.get("/reconcile", headers={"origin": "https://refine.example"}), MANIFEST)

    # A sample of the column, to propose types.
    sample = {
        f"q{n}": {"query": name, "limit": 3} for n, name in enumerate(("Ines Calloway", "Nobody"))
    }
    answer = client.post("/reconcile", data={"queries": json.dumps(sample)})
    guessed = checked(answer, RESULTS)
    assert guessed["q0"]["result"][0]["type"] == [{"id": PERSON, "name": "Person"}]

    # Somebody looks for a property, then the column is matched in batches.
    suggest = told["suggest"]["property"]
    found = client.get(f"{suggest['service_path']}?prefix=affil&type={quote(PERSON)}")
    assert checked(found, SUGGESTED)["result"][0]["id"] == "affiliation"
    query = {
        "query": "Ines Calloway",
        "type": PERSON,
        "type_strict": "should",
        "limit": 5,
        "properties": [{"pid": "affiliation", "v": "Tidewater Bank"}],
    }
    answer = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    (candidate,) = checked(answer, RESULTS)["q0"]["result"]
    assert (candidate["id"], candidate["match"], candidate["score"]) == (INES, True, 100)

    # A cell is pointed at, then clicked.
    preview = client.get(told["preview"]["url"].replace("{{id}}", quote(candidate["id"], safe="")))
    assert preview.headers["content-type"].startswith("text/html")
    assert "Ines Calloway" in preview.text
    view = client.get(told["view"]["url"].replace("{{id}}", quote(candidate["id"], safe="")))
    assert (view.status_code, view.headers["location"]) == (303, "/speaker/ines-calloway")

    # Columns are added from what was matched.
    propose = told["extend"]["propose_properties"]["service_path"]
    listed = checked(client.get(f"{propose}?type={quote(PERSON)}&limit=50"), PROPOSED)
    assert {"affiliation", "event", "talks"} <= {each["id"] for each in listed["properties"]}
    asked = {"ids": [INES], "properties": [{"id": "affiliation", "settings": {}}, {"id": "talks"}]}
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)})
    extended = checked(answer, EXTENDED)
    assert [each["id"] for each in extended["meta"]] == ["affiliation", "talks"]
    assert extended["meta"][0]["type"]["name"] == "Organization"
    assert extended["rows"][INES]["talks"] == [{"int": 2}]
    assert [each["name"] for each in extended["rows"][INES]["affiliation"]] == ["Tidewater Bank"]

    # Somebody searches for a match by hand.
    suggest = told["suggest"]["entity"]
    found = client.get(f"{suggest['service_path']}?prefix=ines+call")
    assert checked(found, SUGGESTED)["result"][0]["id"] == INES
    flyout = client.get(suggest["flyout_service_path"].replace("${id}", quote(INES, safe="")))
    assert flyout.json()["id"] == INES
    assert "Tidewater Bank" in flyout.json()["html"]


def test_every_endpoint_may_be_asked_from_a_page_that_is_allowed(sample_kb: Path) -> None:
    refine = "http://127.0.0.1:3333"
    with TestClient(
        create_app(Library(sample_kb), ServiceSettings(origins=(refine,))),
        base_url="http://127.0.0.1:8000",
    ) as client:
        for path in ("/reconcile", "/reconcile/suggest/type", f"/reconcile/preview?id={INES}"):
            answer = client.get(path, headers={"origin": refine})
            assert answer.headers["access-control-allow-origin"] == refine
            answer = client.get(path, headers={"origin": "https://other.example"})
            assert "access-control-allow-origin" not in answer.headers


def test_a_preview_may_be_framed_and_nothing_else(client: TestClient) -> None:
    preview = client.get("/reconcile/preview", params={"id": INES})
    assert "x-frame-options" not in preview.headers
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "default-src 'none'" in preview.headers["content-security-policy"]
    assert client.get("/reconcile").headers["x-frame-options"] == "DENY"


# ── what is found ────────────────────────────────────────────────────────────────────────────


def test_a_batch_is_answered_by_get_and_by_post_alike(client: TestClient) -> None:
    batch = json.dumps({"a": {"query": "HarbourConf 2021"}, "b": {"query": "on-call"}})
    posted = checked(client.post("/reconcile", data={"queries": batch}), RESULTS)
    assert posted == checked(client.get("/reconcile", params={"queries": batch}), RESULTS)
    assert list(posted) == ["a", "b"]
    assert [posted[key]["result"][0]["match"] for key in posted] == [True, True]


@pytest.mark.parametrize(
    ("query", "kind", "iri"),
    [
        ("INES  CALLOWAY", "Person", INES),
        ("Calloway, Ines", PERSON, INES),
        (INES, "", INES),
        ("person/ines-calloway", "", INES),
        ("harbourconf 2021", "event", f"{BASE}event/harbourconf-2021"),
        ("Burnout has a lead time", TALK, f"{BASE}talk/harbourconf-2022/strand"),
        ("tidewater bank", "organisation", f"{BASE}organization/tidewater-bank"),
        ("on call", "skos:Concept", "https://w3id.org/talkgraph/topic/on-call"),
    ],
)
def test_one_exact_name_is_a_match(client: TestClient, query: str, kind: str, iri: str) -> None:
    found = matched(client, query=query, type=kind)
    assert (found[0]["id"], found[0]["match"], found[0]["score"]) == (iri, True, 100)
    assert [each["match"] for each in found[1:]] == [False] * (len(found) - 1)


def test_a_slip_of_one_letter_needs_more_to_be_a_match(client: TestClient) -> None:
    (slip, *_) = matched(client, query="Ines Caloway", type=PERSON)
    assert (slip["id"], slip["match"]) == (INES, False)
    assert 90 < slip["score"] < 100
    told = [{"pid": "affiliation", "v": "Tidewater Bank"}]
    (sure, *_) = matched(client, query="Ines Caloway", type=PERSON, properties=told)
    assert (sure["id"], sure["match"]) == (INES, True)


def test_a_property_that_contradicts_takes_the_certainty(client: TestClient) -> None:
    told = [{"pid": "event", "v": "Some Other Meeting"}]
    (first, *_) = matched(client, query="Ines Calloway", type=PERSON, properties=told)
    assert (first["id"], first["match"]) == (INES, False)
    assert first["score"] < 80
    assert {"id": "property:event", "value": 0} in first["features"]


def test_properties_choose_among_alike(client: TestClient) -> None:
    years = {
        year: matched(
            client, query="HarbourConf", type="Event", properties=[{"pid": "year", "v": year}]
        )
        for year in (2021, "2022")
    }
    assert [names(found)[0] for found in years.values()] == ["HarbourConf 2021", "HarbourConf 2022"]
    assert [found[0]["match"] for found in years.values()] == [False, False]
    twice = "Paid to Sleep Badly"
    given = matched(client, query=twice, type=TALK)
    assert len({each["id"] for each in given if each["name"].startswith(twice)}) >= 1
    assert not any(each["match"] for each in given)


def test_properties_alone_find_what_has_them(client: TestClient) -> None:
    told = [{"pid": "affiliation", "v": [{"id": f"{BASE}organization/tidewater-bank"}, "Nowhere"]}]
    assert names(matched(client, properties=told)) == ["Ines Calloway"]
    speaker = [
        {"pid": "speaker", "v": {"id": INES, "name": "whatever"}},
        {"pid": "year", "v": 2022},
    ]
    (talk,) = matched(client, properties=speaker)
    assert talk["id"] == f"{BASE}talk/harbourconf-2022/calloway"
    nowhere = [*speaker, {"pid": "date", "v": "1999"}]
    assert matched(client, properties=nowhere) == []


def test_kinds_narrow_and_an_unknown_kind_has_nothing(client: TestClient) -> None:
    both = matched(client, query="on-call", type=[{"id": PERSON}, "Topic"])
    assert {each["type"][0]["name"] for each in both} <= {"Person", "Topic"}
    assert matched(client, query="Ines Calloway", type="http://www.wikidata.org/entity/Q5") == []


def test_an_unknown_property_says_nothing(client: TestClient) -> None:
    told = [{"pid": "P69", "v": "x"}]
    assert matched(client, query="Ines Calloway", properties=told)[0]["match"]


def test_the_limit_is_kept(client: TestClient) -> None:
    assert len(matched(client, query="DevOps", limit=2)) <= 2
    assert len(matched(client, query="HarbourConf", limit=1.0)) == 1


def test_a_query_may_stand_alone(client: TestClient) -> None:
    for query in ("Ines Calloway", '{"query": "Ines Calloway", "limit": 1}'):
        found = checked(client.get("/reconcile", params={"query": query}), RESULT)
        assert found["result"][0]["id"] == INES


# ── suggestions ──────────────────────────────────────────────────────────────────────────────


def test_suggestions_begin_with_what_is_typed(client: TestClient) -> None:
    def suggested(what: str, **asked: Json) -> list[str]:
        return names(
            checked(client.get(f"/reconcile/suggest/{what}", params=asked), SUGGESTED)["result"]
        )

    assert suggested("entity", prefix="Harb")[:2] == ["HarbourConf 2021", "HarbourConf 2022"]
    assert suggested("entity", prefix="Harb", cursor=1)[0] == "HarbourConf 2022"
    assert suggested("entity", prefix="callo", type=PERSON)[0] == "Ines Calloway"
    assert suggested("entity", prefix=INES) == ["Ines Calloway"]
    assert suggested("type", prefix="p") == ["Person"]
    assert len(suggested("type", prefix="")) == 5
    assert suggested("property", prefix="number") == ["number of talks"]
    assert "speaker" not in suggested("property", prefix="", type=PERSON)


# ── more of what is known ────────────────────────────────────────────────────────────────────


def test_values_have_their_kinds(client: TestClient) -> None:
    event, nobody = f"{BASE}event/harbourconf-2021", f"{BASE}person/nobody"
    wanted = ("startDate", "place", "talks", "url", "speaker")
    asked = {"ids": [event, nobody], "properties": [{"id": each} for each in wanted]}
    answer = client.get("/reconcile", params={"extend": json.dumps(asked)})
    rows = checked(answer, EXTENDED)["rows"]
    assert rows[event]["startDate"] == [{"date": "2021-09-09T00:00:00Z"}]
    assert rows[event]["talks"] == [{"int": 6}]
    assert rows[event]["url"][0]["str"].startswith("https://")
    assert rows[event]["speaker"] == []
    assert rows[nobody] == {each: [] for each in wanted}


# ── what is refused ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"queries": "x"}, "queries is not JSON"),
        ({"queries": "[" * 100_000}, "queries is not JSON"),
        ({"queries": "[]"}, "no JSON object"),
        ({"queries": '{"q0": 1}'}, "query 'q0' is no JSON object"),
        ({"queries": '{"q0": {}}'}, "query 'q0' has neither"),
        ({"queries": '{"q0": {"query": 1}}'}, "its query is no text"),
        ({"queries": '{"q0": {"query": "a", "limit": 0}}'}, "its limit"),
        ({"queries": '{"q0": {"query": "a", "limit": "5"}}'}, "its limit"),
        ({"queries": '{"q0": {"query": "a", "limit": NaN}}'}, "its limit"),
        ({"queries": '{"q0": {"query": "a", "type": 1}}'}, "its type"),
        ({"queries": '{"q0": {"query": "a", "properties": {}}}'}, "its properties"),
        ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "year"}]}}'}, "a pid and a v"),
        ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "year", "v": {}}]}}'}, ""),
        (
            {"queries": '{"q0": {"query": "a", "properties": [{"pid": "year", "v": [[]]}]}}'},
            "value",
        ),
        ({"extend": "{}"}, "extend lacks"),
        ({"extend": '{"ids": "abc", "properties": []}'}, "extend lacks"),
        ({"extend": '{"ids": [], "properties": [{"id": []}]}'}, "there is no property"),
        ({"extend": '{"ids": [], "properties": [{}]}'}, "there is no property"),
        ({"other": "x"}, "neither queries nor extend"),
    ],
)
def test_what_is_malformed_is_refused_in_a_sentence(
    client: TestClient, form: dict[str, str], said: str
) -> None:
    answer = client.post("/reconcile", data=form)
    if not said:
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_too_much_at_once_is_refused(client: TestClient) -> None:
    many = json.dumps({f"q{n}": {"query": "a"} for n in range(101)})
    assert client.post("/reconcile", data={"queries": many}).status_code == 413
    ids = json.dumps({"ids": ["a"] * 1001, "properties": []})
    assert client.post("/reconcile", data={"extend": ids}).status_code == 413
    assert client.post("/reconcile", data={"queries": "a" * 2_100_000}).status_code == 413
    answer = client.post("/reconcile", content=b"{}", headers={"content-type": "application/json"})
    assert answer.status_code == 415
    assert matched(client, query="a" * 100_000) == []


@pytest.mark.parametrize(
    "path", ["view", "preview", "flyout/entity", "flyout/type", "flyout/property"]
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(f"/reconcile/{path}", params={"id": "nothing"})
    assert answer.status_code == 404
    assert "'nothing'" in answer.json()["detail"]


@pytest.mark.parametrize("asked", [{"cursor": "-1"}, {"limit": "x"}, {"cursor": "9" * 30}])
def test_a_number_that_is_none_is_refused(client: TestClient, asked: dict[str, str]) -> None:
    assert client.get("/reconcile/suggest/entity", params=asked).status_code == 400


# ── older clients ────────────────────────────────────────────────────────────────────────────


def test_a_function_may_be_called_with_the_answer(client: TestClient) -> None:
    answer = client.get(
        "/reconcile/suggest/type", params={"prefix": "p", "callback": "jQuery1_2.done"}
    )
    assert answer.headers["content-type"].startswith("text/javascript")
    begin, end = "/**/jQuery1_2.done(", ");"
    assert answer.text.startswith(begin)
    assert answer.text.endswith(end)
    told = json.loads(answer.text.removeprefix(begin).removesuffix(end))
    Draft202012Validator(SUGGESTED).validate(told)


@pytest.mark.parametrize(
    "name", ["", "a b", "alert(1)//", "a.b.c.d.e", "a" * 65, "a;b", "ä", "a\n"]
)
def test_only_a_name_may_be_called(client: TestClient, name: str) -> None:
    for path in ("/reconcile", "/reconcile/suggest/entity"):
        assert client.get(path, params={"callback": name}).status_code == 400


# ── whatever a client sends ──────────────────────────────────────────────────────────────────

ANY_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["query", "type", "limit", "properties", "pid", "p", "v", "id", "ids"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(["queries", "extend", "query"]), ANY_JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_answered_or_refused(client: TestClient, name: str, value: Json) -> None:
    asked = {"q0": value} if name == "queries" else value
    answer = client.post("/reconcile", data={name: json.dumps(asked)})
    if answer.status_code == 200:
        schema = {"queries": RESULTS, "extend": EXTENDED, "query": RESULT}[name]
        Draft202012Validator(schema).validate(answer.json())
    else:
        assert answer.status_code in (400, 413)
        assert answer.json()["detail"]
