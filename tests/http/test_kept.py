"""Pages that are kept: as they were made, for the same request alone, of no former generation."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request, Response
from fastapi.testclient import TestClient
from waiting import eventually

from talkgraph.http.app import create_app
from talkgraph.http.guards import kept
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.pages import rendering, routes
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings

TALK = "/talk/harbourconf-2021/calloway"
HTML = {"accept": "text/html"}


@contextmanager
def client(kb: Path, proxies: tuple[str, ...] = ()) -> Iterator[TestClient]:
    app = create_app(Library(kb), ServiceSettings(proxies=proxies))
    by = ("127.0.0.1", 50000)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, client=by) as found:
        yield found


def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the paths of the pages that are made from now on."""
    paths: list[str] = []
    show = rendering.page

    def noting(request: Request, template: str, **more: Any) -> Response:  # noqa: ANN401
        paths.append(request.url.path)
        return show(request, template, **more)

    monkeypatch.setattr(routes, "page", noting)
    return paths


def test_a_page_is_made_once_and_the_same_again(
    sample_kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = made(monkeypatch)
    with client(sample_kb) as asking:
        first = asking.get(TALK, headers=HTML)
        for encoding in ("gzip", "identity", "gzip"):
            again = asking.get(TALK, headers={**HTML, "accept-encoding": encoding})
            assert again.text == first.text
            assert again.headers["etag"] == first.headers["etag"]
            assert again.headers["x-request-id"] != first.headers["x-request-id"]
            assert again.headers.get("content-encoding", "identity") == encoding
        assert asking.head(TALK, headers=HTML).content == b""
        unchanged = {**HTML, "if-none-match": first.headers["etag"]}
        assert asking.get(TALK, headers=unchanged).status_code == 304
        counted = asking.get("/metrics").text
    assert paths == [TALK]
    assert re.search(r'"GET",route="/talk/{event}/{key}",status="200"} 4.0', counted)


def test_what_is_asked_for_otherwise_is_answered_otherwise(sample_kb: Path) -> None:
    with client(sample_kb) as asking:
        assert asking.get(TALK, headers=HTML).status_code == 200
        other = asking.get(TALK, headers={"accept": "text/turtle"})
        assert other.status_code == 303
        for number in (1, 2):
            answer = asking.get("/talks", params={"page": number}, headers=HTML)
            assert f"page={number}" not in answer.headers.get("content-location", "")
        assert (
            asking.get("/search?q=ropes", headers=HTML).text
            != asking.get("/search?q=call", headers=HTML).text
        )
        assert asking.get("/talk/none/such", headers=HTML).status_code == 404
        assert asking.get("/talk/none/such", headers=HTML).status_code == 404


def test_a_query_is_answered_anew(sample_kb: Path) -> None:
    with client(sample_kb) as asking:
        query = {"query": "SELECT (UUID() AS ?new) {}"}
        pages = {asking.get("/query", params=query, headers=HTML).text for _ in range(2)}
    assert len(pages) == 2


def test_each_address_has_pages_of_its_own(sample_kb: Path) -> None:
    with client(sample_kb, proxies=("127.0.0.1",)) as asking:
        for prefix in ("/a", "/b"):
            page = asking.get(TALK, headers={**HTML, "x-forwarded-prefix": prefix}).text
            assert f'href="{prefix}/talks"' in page


def test_only_so_much_is_kept(sample_kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 60_000)
    paths = made(monkeypatch)
    with client(sample_kb) as asking:
        for path in ("/talks", "/speakers", "/talks", "/themes", "/topics", "/events", "/talks"):
            assert asking.get(path, headers=HTML).status_code == 200
    assert paths.count("/talks") == 2
    assert paths.count("/themes") == 1


def test_a_new_generation_has_none_of_the_pages_before(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    request = BuildRequest(sources=(notes,), kb=tmp_path / "kb", settings=Settings(model="hashing"))

    def told(title: str) -> None:
        notes.write_text(
            f"# Quay Conf 2021\n\n## {title} by Ann Lee\n\nMoor it.\n", encoding="utf-8"
        )
        build(request)

    told("Ropes")
    with client(tmp_path / "kb") as asking:
        assert "Ropes" in asking.get("/talks", headers=HTML).text
        told("Knots")
        eventually(lambda: "Knots" in asking.get("/talks", headers=HTML).text)
        told("Ropes")
        eventually(lambda: "Ropes" in asking.get("/talks", headers=HTML).text)
