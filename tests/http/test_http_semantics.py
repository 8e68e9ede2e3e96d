"""What RFC 9110 asks of every address: methods, conditional requests, Accept in several lines."""

import pytest
from fastapi.testclient import TestClient

CAN = "devopsdays-hartford-2019/can"
ADDRESSES = (
    "/",
    "/search?q=on-call",
    f"/talk/{CAN}",
    "/query",
    "/ontology",
    "/ontology.ttl",
    f"/data/talk/{CAN}.ttl",
    f"/data/talk/{CAN}",
    "/.well-known/void",
    "/sparql",
    "/sparql?query=ASK+%7B%7D",
    "/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+200",
    "/api/v1/talks",
    "/api/v1/openapi.json",
    "/static/style.css",
)


def names_in(header: str) -> set[str]:
    return {name.strip() for name in header.split(",")}


@pytest.mark.parametrize("address", ADDRESSES)
def test_options_names_the_methods_and_405_does_too(client: TestClient, address: str) -> None:
    expected = {"GET", "HEAD", "OPTIONS"} | ({"POST"} if "/sparql" in address else set())
    options = client.options(address)
    assert (options.status_code, options.content) == (204, b"")
    refused = client.delete(address)
    assert refused.status_code == 405
    assert refused.json()["status"] == 405
    assert names_in(options.headers["allow"]) == names_in(refused.headers["allow"]) == expected


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_client_has_already_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    assert first.status_code == 200
    tag = first.headers["etag"]
    assert client.get(address).headers["etag"] == tag
    for names in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = client.get(address, headers={"if-none-match": names})
        assert (again.status_code, again.content) == (304, b""), names
        assert again.headers["etag"] == tag
        assert names_in(first.headers["vary"]) <= names_in(again.headers["vary"])
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.head(address, headers={"if-none-match": tag}).status_code == 304
    other = client.get(address, headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_formats_have_different_tags(client: TestClient) -> None:
    address = "/sparql?query=ASK+%7B%7D"
    tags = {
        client.get(address, headers={"accept": f"application/sparql-results+{form}"}).headers[
            "etag"
        ]
        for form in ("json", "xml")
    }
    assert len(tags) == 2


def test_errors_and_posts_have_no_tag(client: TestClient) -> None:
    assert "etag" not in client.get("/api/v1/talks/no/such").headers
    assert "etag" not in client.post("/sparql", data={"query": "ASK {}"}).headers


def test_several_lines_of_accept_are_one(client: TestClient) -> None:
    lines = [("accept", "image/png"), ("accept", "text/csv")]
    answer = client.get("/sparql", params={"query": "SELECT (1 AS ?n) {}"}, headers=lines)
    assert answer.headers["content-type"].startswith("text/csv")


def test_parts_of_a_list_are_linked(client: TestClient) -> None:
    first = client.get("/api/v1/talks?limit=5")
    assert first.headers["link"] == '</api/v1/talks?limit=5&offset=5>; rel="next"'
    second = client.get(first.links["next"]["url"])
    assert second.links["prev"]["url"] == "/api/v1/talks?limit=5&offset=0"
    assert second.links["next"]["url"] == second.json()["next"]
    assert "link" not in client.get("/api/v1/talks?limit=100").headers
