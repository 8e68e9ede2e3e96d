"""The whole data set at one address: complete, compressed once, and no heavier than it must be."""

import gzip
import threading
from collections.abc import Generator, Iterator
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Final

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from talkgraph.http import dump
from talkgraph.http.app import create_app
from talkgraph.http.dump import made_elsewhere
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.names import DCAT, DCTERMS, PROV, VOID

PATH: Final = "/dump.nq.gz"


@pytest.fixture(scope="module")
def client(sample_kb: Path) -> Iterator[TestClient]:
    with TestClient(
        create_app(Library(sample_kb), ServiceSettings(workers=1)), base_url="http://127.0.0.1"
    ) as client:
        yield client


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


def test_a_dump_is_everything(client: TestClient, kb: KnowledgeBase) -> None:
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in answer.headers
    lines = gzip.decompress(answer.content).splitlines()
    assert sorted(lines) == sorted(kb.export("nq").splitlines())
    assert len(lines) == kb.generation.manifest.counts["triples"]
    assert client.get(PATH).content == answer.content
    assert answer.content[4:8] == bytes(4)  # no time in the head of the file


def test_a_dump_is_sent_to_those_alone_who_have_it_not(client: TestClient) -> None:
    first = client.get(PATH).headers
    head = client.head(PATH)
    assert head.content == b""
    assert {n: head.headers[n] for n in ("etag", "last-modified", "content-type")} == {
        n: first[n] for n in ("etag", "last-modified", "content-type")
    }
    assert "content-length" not in head.headers
    made = parsedate_to_datetime(first["last-modified"])
    earlier = format_datetime(made.replace(year=made.year - 1), usegmt=True)
    for asked, status in (
        ({"if-none-match": first["etag"]}, 304),
        ({"if-none-match": '"another"'}, 200),
        ({"if-none-match": '"another"', "if-modified-since": first["last-modified"]}, 200),
        ({"if-modified-since": first["last-modified"]}, 304),
        ({"if-modified-since": earlier}, 200),
        ({"if-modified-since": "yesterday"}, 200),
    ):
        answer = client.get(PATH, headers=asked)
        assert answer.status_code == status, asked
        assert bool(answer.content) is (status == 200)
        assert answer.headers["etag"] == first["etag"]


def test_too_many_dumps_at_a_time_are_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_: KnowledgeBase) -> Iterator[bytes]:
        begun.set()
        yield b"<a:a> <a:a> <a:a> .\n"
        go_on.wait(30)

    monkeypatch.setattr(KnowledgeBase, "dump", slow)
    statuses: list[int] = []
    first = threading.Thread(target=lambda: statuses.append(client.get(PATH).status_code))
    first.start()
    assert begun.wait(30)
    refused = client.get(PATH)
    go_on.set()
    first.join()
    assert refused.status_code == 503
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "10"
    assert statuses == [200]
    monkeypatch.undo()
    assert client.get(PATH).status_code == 200


def test_what_is_made_elsewhere_is_all_of_it() -> None:
    pieces = [bytes([n]) for n in range(50)]
    threads: set[str] = set()

    def make() -> Generator[bytes, None, None]:
        for piece in pieces:
            threads.add(threading.current_thread().name)
            yield piece

    assert list(made_elsewhere(make, patience=10)) == pieces
    assert threads == {"talkgraph-dump"}

    def fails() -> Generator[bytes, None, None]:
        yield b"a"
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(made_elsewhere(fails, patience=10))


def test_nothing_more_is_made_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "_LOOK_EVERY", 0.01)
    ended = threading.Event()

    def endless() -> Generator[bytes, None, None]:
        try:
            while True:
                yield b"a"
        finally:
            ended.set()

    given = made_elsewhere(endless, patience=60)
    assert next(given) == b"a"
    del given
    assert ended.wait(30)
    ended.clear()
    slow = made_elsewhere(endless, patience=0.05)
    assert next(slow) == b"a"
    assert ended.wait(30)
    with pytest.raises(TimeoutError):
        list(slow)


def test_the_description_says_where_the_dump_is(client: TestClient, kb: KnowledgeBase) -> None:
    answer = client.get("/.well-known/void", headers={"accept": "application/n-triples"})
    told = {q.triple for q in parse(answer.content, format=RdfFormat.N_TRIPLES)}
    assert set(kb.contents()) <= told
    said: dict[str, set[str]] = {}
    for triple in told:
        said.setdefault(triple.predicate.value, set()).add(getattr(triple.object, "value", ""))
    address = f"{client.base_url}{PATH}"
    assert said[f"{VOID}dataDump"] == said[f"{DCAT}downloadURL"] == {address}
    assert said[f"{DCTERMS}modified"] == said[f"{PROV}generatedAtTime"]
    assert said[f"{DCAT}servesDataset"] == {kb.names.base}
    assert str(kb.generation.manifest.counts["triples"]) in said[f"{VOID}triples"]
    assert {each.rpartition("/")[2] for each in said[f"{DCAT}mediaType"]} == {"n-quads"}
    assert {each.rpartition("/")[2] for each in said[f"{DCAT}compressFormat"]} == {"gzip"}


def test_browsers_are_led_to_the_page_on_the_data_set(client: TestClient) -> None:
    accepted = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
    answer = client.get("/.well-known/void", headers=accepted, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/resource/")
    page = client.get("/resource/", headers=accepted)
    assert page.status_code == 200
    assert "talkgraph knowledge base" in page.text


def test_the_home_page_says_that_no_licence_is_stated(client: TestClient) -> None:
    page = client.get("/", headers={"accept": "text/html"}).text
    assert "No licence is stated" in page
    assert f'href="{PATH}"' in page
