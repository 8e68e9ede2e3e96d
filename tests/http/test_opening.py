"""A generation is used once all of it is open: at the start, and when the next one is there."""

import json
import threading
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from waiting import HANGS, eventually

from talkgraph.errors import EncoderUnavailable
from talkgraph.http.app import create_app
from talkgraph.http.library import Library, Patience
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.pages.awaited import Awaited
from talkgraph.http.problems import Problem
from talkgraph.http.refusals import refusal
from talkgraph.http.sparql import endpoint
from talkgraph.http.sparql.endpoint import graph_folder
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.search.once import once

QUICK = Patience(between_looks=0.01, after_failure=0.01, after_beginning=HANGS)
Deed = Callable[[], object]


class Part:
    """A part that does one thing after another when it is opened; the last again and again."""

    def __init__(self, *deeds: Deed) -> None:
        self.deeds = list(deeds)
        self.opened = 0

    def open(self) -> None:
        self.opened += 1
        (self.deeds.pop(0) if len(self.deeds) > 1 else self.deeds[0])()


def fine() -> None:
    pass


def failing(error: Exception) -> Deed:
    def fail() -> None:
        raise error

    return fail


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """What hangs until the test is over, or sets it."""
    event = threading.Event()
    yield event
    event.set()


@contextmanager
def served(
    kb: Path,
    part: Part,
    waits: Patience = QUICK,
    *,
    patience: float = HANGS,
    waiting: int = 64,
    whole: bool = False,
) -> Iterator[TestClient]:
    """Serve a base with an odd part, and without the usual ones unless the `whole` is opened."""
    library = Library(kb, waits)
    settings = ServiceSettings(workers=1, patience=patience, waiting=waiting)
    app = create_app(library, settings)
    library.open_before_use(lambda _: {"odd": part.open})
    with pytest.MonkeyPatch.context() as patch:
        if not whole:
            patch.setattr(
                "talkgraph.http.app._parts_of",
                lambda kb, pool, _: {"processes": lambda: pool.start(graph_folder(kb))},
            )
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client


def is_ready(client: TestClient) -> bool:
    return client.get("/readyz").status_code == 200


@pytest.fixture
def kb(sample_kb: Path, tmp_path: Path) -> Path:
    """A base whose generation can be followed by another, the same under another name."""
    folder = tmp_path / "kb"
    (folder / "generations").mkdir(parents=True)
    name, digest, *_ = (sample_kb / "CURRENT").read_text().split()
    for alias in (name, f"{name}2"):
        (folder / "generations" / alias).symlink_to(sample_kb / "generations" / name)
    (folder / "CURRENT").write_text(f"{name}\n{digest}\n")
    return folder


def follow(kb: Path) -> str:
    name, digest = (kb / "CURRENT").read_text().split()
    name = f"{name}2"
    (kb / "CURRENT.next").write_text(f"{name}\n{digest}\n")
    (kb / "CURRENT.next").replace(kb / "CURRENT")
    return name


# ── at the start ─────────────────────────────────────────────────────────────────────────────


def test_requests_wait_for_a_part_that_is_slow(sample_kb: Path, released: threading.Event) -> None:
    with served(sample_kb, Part(released.wait), whole=True) as client:
        asked: list[int] = []
        asking = threading.Thread(
            target=lambda: asked.append(client.get("/api/v1/stats").status_code)
        )
        asking.start()
        told: dict[str, Any] = eventually(lambda: _at(client, "odd"))
        assert told["missing"] == ["odd"]
        assert {"graph", "search", "related", "pages"} <= set(told["parts"])
        assert "odd is not open yet" in told["detail"]
        assert client.get("/healthz").status_code == 200
        assert client.get("/metrics").status_code == 200
        assert client.get("/static/style.css").status_code == 200
        assert asked == []
        released.set()
        asking.join(HANGS)
        assert asked == [200]
        eventually(lambda: is_ready(client))
        ready = client.get("/readyz").json()
        assert "odd" in ready["parts"]
        assert ready["problem"] is None


def _at(client: TestClient, part: str) -> dict[str, Any]:
    answer = client.get("/readyz")
    told: dict[str, Any] = answer.json()
    assert answer.status_code == 503
    return told if part in told["detail"] else {}


def test_nobody_waits_for_ever_for_a_part_that_never_opens(
    sample_kb: Path, released: threading.Event
) -> None:
    with served(sample_kb, Part(released.wait), patience=0.1) as client:
        for path in ("/", "/api/v1/stats", "/sparql?query=ASK{}", "/map", "/mcp"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2"), path
        assert "not open yet" in client.get("/api/v1/stats").json()["detail"]
        page = client.get("/", headers={"accept": "text/html"})
        assert page.headers["content-type"].startswith("text/html")


def test_no_more_wait_than_may(sample_kb: Path, released: threading.Event) -> None:
    with served(sample_kb, Part(released.wait), waiting=1) as client:
        answers: list[int] = []

        def ask() -> None:
            answers.append(client.get("/api/v1/stats").status_code)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        eventually(lambda: len(answers) == 2)
        released.set()
        for thread in threads:
            thread.join(HANGS)
        assert answers == [503, 503, 200]


def test_a_part_that_hangs_is_opened_anew_beside_the_first_try(
    sample_kb: Path, released: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    soon = Patience(between_looks=0.01, after_beginning=1.0)
    part = Part(released.wait, released.wait, fine)
    with served(sample_kb, part, soon) as client:
        eventually(lambda: is_ready(client))
        assert part.opened >= 3
        assert client.get("/api/v1/stats").status_code == 200
    hanging = [each for each in caplog.records if each.getMessage() == "generation hangs"]
    assert len(hanging) == 1
    assert "odd" in str(vars(hanging[0]))


def test_whoever_comes_while_it_hangs_is_told_at_once(
    sample_kb: Path, released: threading.Event
) -> None:
    soon = Patience(between_looks=0.01, after_beginning=0.5)
    with served(sample_kb, Part(released.wait), soon) as client:
        assert client.get("/api/v1/stats").status_code == 503
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


def test_a_part_that_fails_once_is_opened_later(
    sample_kb: Path, caplog: pytest.LogCaptureFixture
) -> None:
    part = Part(*[failing(RuntimeError("no luck"))] * 3, fine)
    with served(sample_kb, part) as client:
        eventually(lambda: is_ready(client))
        assert part.opened == 4
        assert client.get("/api/v1/stats").status_code == 200
    assert _told(caplog) == ["generation refused"]


def test_a_part_that_always_fails_is_named_and_told_once(
    sample_kb: Path, caplog: pytest.LogCaptureFixture
) -> None:
    part = Part(failing(RuntimeError("no luck")))
    with served(sample_kb, part) as client:
        eventually(lambda: part.opened >= 2)
        answer = client.get("/api/v1/stats")
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) >= 1
        assert "no luck" not in answer.text
        assert client.get("/readyz").json()["detail"] == "odd cannot be opened: no luck"
        assert client.get("/healthz").status_code == 200
    assert _told(caplog) == ["generation refused"]


def _told(caplog: pytest.LogCaptureFixture) -> list[str]:
    wanted = ("generation refused", "generation hangs")
    return [each.getMessage() for each in caplog.records if each.getMessage() in wanted]


def test_what_lacks_a_part_that_says_why_answers_with_the_others(
    sample_kb: Path, caplog: pytest.LogCaptureFixture
) -> None:
    part = Part(failing(EncoderUnavailable("there is no such model here")))
    with served(sample_kb, part) as client:
        assert client.get("/api/v1/stats").status_code == 200
        not_ready = client.get("/readyz")
        assert not_ready.status_code == 503
        assert not_ready.json()["missing"] == ["odd"]
        assert not_ready.json()["detail"] == "odd cannot be opened: there is no such model here"
        eventually(lambda: part.opened >= 3)
    assert _told(caplog) == ["generation refused"]


def test_where_there_is_no_base_one_is_awaited(kb: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    kb.rename(away)
    with served(kb, Part(fine)) as client:
        assert client.get("/api/v1/stats").status_code == 503
        assert "there is no knowledge base here" in client.get("/readyz").json()["detail"]
        away.rename(kb)
        eventually(lambda: is_ready(client))
        assert client.get("/api/v1/stats").status_code == 200


# ── when the next generation is there ────────────────────────────────────────────────────────


@pytest.mark.parametrize("fails", [True, False], ids=["fails", "hangs"])
def test_the_former_generation_goes_on_while_the_next_does_not_open(
    kb: Path, released: threading.Event, caplog: pytest.LogCaptureFixture, *, fails: bool
) -> None:
    bad = failing(RuntimeError("no luck")) if fails else released.wait
    part = Part(fine, bad, bad, bad, fine)
    soon = Patience(between_looks=0.01, after_beginning=1.0)
    with served(kb, part, QUICK if fails else soon) as client:
        eventually(lambda: is_ready(client))
        before = client.get("/readyz").json()["generation"]
        following = follow(kb)

        def is_followed() -> bool:
            ready = client.get("/readyz")
            assert ready.status_code == 200
            assert client.get("/api/v1/stats").status_code == 200
            assert ready.json()["generation"] in (before, following)
            return bool(ready.json()["generation"] == following)

        eventually(is_followed)
        assert part.opened >= 5
        assert client.get("/readyz").json()["problem"] is None
    assert _told(caplog) == ["generation refused" if fails else "generation hangs"]
    assert not fails or "a new generation (odd) cannot be opened: no luck" in str(
        [vars(each) for each in caplog.records]
    )


def test_the_next_generation_is_used_once_all_of_it_is_open(
    kb: Path, released: threading.Event
) -> None:
    part = Part(fine, released.wait)
    with served(kb, part) as client:
        eventually(lambda: is_ready(client))
        before = client.get("/readyz").json()
        following = follow(kb)
        eventually(lambda: part.opened == 2)
        assert client.get("/readyz").json() == before
        assert client.get("/api/v1/stats").status_code == 200
        released.set()
        eventually(lambda: client.get("/readyz").json()["generation"] == following)


def test_a_query_waits_for_what_takes_the_place_of_a_generation_that_is_gone(
    kb: Path, released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Part(fine, released.wait)
    with served(kb, part) as client, ThreadPoolExecutor(1) as thread:
        eventually(lambda: is_ready(client))
        before = client.get("/readyz").json()["generation"]
        evaluate = endpoint._evaluate

        def gone(base: KnowledgeBase, *more: Any) -> Any:  # noqa: ANN401
            if base.generation.name == before:
                return {"status": "damaged", "detail": "it is not there"}, b""
            return evaluate(base, *more)

        monkeypatch.setattr(endpoint, "_evaluate", gone)
        asked = {"query": "ASK {}"}
        assert client.get("/sparql", params=asked).status_code == 503
        follow(kb)
        eventually(lambda: part.opened == 2)
        answer = thread.submit(client.get, "/sparql", params=asked)
        assert client.get("/readyz").json()["generation"] == before
        released.set()
        assert answer.result(HANGS).status_code == 200


def test_a_first_try_that_gets_done_late_does_not_take_the_place_of_what_is_newer(
    kb: Path, released: threading.Event
) -> None:
    part = Part(fine, released.wait, fine)
    with served(kb, part) as client:
        eventually(lambda: is_ready(client))
        first = (kb / "CURRENT").read_text()
        follow(kb)
        eventually(lambda: part.opened == 2)
        (kb / "CURRENT.next").write_text(first)
        (kb / "CURRENT.next").replace(kb / "CURRENT")
        eventually(lambda: part.opened == 3)
        released.set()
        eventually(lambda: "talkgraph-opening" not in {each.name for each in threading.enumerate()})
        assert client.get("/readyz").json()["generation"] == first.split()[0]


# ── what requests load ───────────────────────────────────────────────────────────────────────

SEARCH = "SELECT * { SERVICE tg:search { ?p tg:matches [ tg:query 'on call' ] } }"
SIMILAR = "SELECT (tg:similarity(?p, 'on call') AS ?x) { ?p a tg:Post } LIMIT 2"
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
LISTS = ("talks", "speakers", "themes", "topics", "events")
PATHS = (
    "/",
    *(f"/{name}" for name in LISTS),
    *(f"/api/v1/{name}" for name in ("stats", "search?q=kuberntes", "search/talks?q=sre", *LISTS)),
    "/search?q=learnng+from+%22incidents%22+by+calloway+in+2021",
    "/query",
    "/sparql",
    "/.well-known/void",
    "/ontology",
    "/ontology.jsonld",
    "/context.jsonld",
    "/dump.nq.gz",
    "/nowhere",
    "/reconcile",
    "/reconcile/suggest/entity?prefix=in",
)


def test_requests_load_nothing(sample_kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: set[tuple[str, str]] = set()
    get = once.__get__

    def noted(self: once[Any], owner: object, kind: type | None = None) -> object:
        made.add((type(owner).__name__, self._name))
        return get(self, owner, kind)

    def kept(self: KnowledgeBase, key: Hashable, make: Deed) -> object:
        if key not in self._answers:
            made.add(("answers", str(key)))
        return keep(self, key, make)

    keep = KnowledgeBase.kept
    with served(sample_kb, Part(fine), whole=True) as client:
        eventually(lambda: is_ready(client))
        monkeypatch.setattr(once, "__get__", noted)
        monkeypatch.setattr(KnowledgeBase, "kept", kept)
        for path in (*PATHS, *_things(client)):
            answer = client.get(path)
            assert answer.status_code in (200, 404), path
            assert made == set(), path
        for query in (SEARCH, SIMILAR):
            assert client.get("/sparql", params={"query": query}).status_code == 200
        for asked in (
            {"query": "calloway"},
            {"query": "", "properties": [{"pid": "event", "v": "b"}]},
        ):
            queries = json.dumps({"q": asked})
            assert client.get("/reconcile", params={"queries": queries}).status_code == 200
        _ask_tools(client)
        assert made == set()


def _things(client: TestClient) -> Iterator[str]:
    """Yield the paths of one thing of each kind, in all forms."""
    for kind in LISTS:
        iri = client.get(f"/api/v1/{kind}").json()["items"][0]["iri"]
        rest = iri.partition("/id/")[2].partition("/")[2]
        one = kind.removesuffix("s")
        yield from (f"/{one}/{rest}", f"/api/v1/{kind}/{rest}", f"/id/{iri.partition('/id/')[2]}")
        if kind == "talks":
            yield f"/api/v1/talks/{rest}/related"
        yield from (f"/data/{one}/{rest}.ttl", f"/data/{one}/{rest}.jsonld")


def _ask_tools(client: TestClient) -> None:
    headers = {"accept": "application/json, text/event-stream"}
    talk = "harbourconf-2021/calloway"
    for name, arguments in (
        ("search", {"query": "on call"}),
        ("related", {"talk": talk}),
        ("talk", {"talk": talk}),
        ("themes", {}),
        ("sparql", {"query": "ASK {}"}),
    ):
        call = {**CALL, "params": {"name": name, "arguments": arguments}}
        answer = client.post("/mcp", headers=headers, json=call)
        assert answer.status_code == 200
        assert "isError" not in answer.json()["result"] or not answer.json()["result"]["isError"]


# ── what is made when it is asked for ────────────────────────────────────────────────────────


async def _get(awaited: "Awaited[str]") -> str:
    return await awaited.get()


def test_what_takes_long_is_waited_for_for_a_while(released: threading.Event) -> None:
    def make() -> str:
        begun.append(1)
        released.wait()
        return "there"

    begun: list[int] = []
    awaited = Awaited("the map", make, patience=0.05)
    for _ in range(2):
        with pytest.raises(Problem, match="the map is still being made") as refused:
            anyio.run(_get, awaited)
        assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "5"})
    released.set()
    assert eventually(lambda: awaited._made and awaited._made.done())
    assert anyio.run(_get, awaited) == "there"
    assert begun == [1]


def test_what_could_not_be_made_is_made_again() -> None:
    deeds: Iterator[Deed] = iter([failing(ValueError("no luck")), lambda: "there"])
    awaited = Awaited("the map", lambda: str(next(deeds)()))
    with pytest.raises(ValueError, match="no luck"):
        anyio.run(_get, awaited)
    assert anyio.run(_get, awaited) == "there"


@pytest.mark.parametrize(
    ("status", "method", "again"), [(503, "GET", True), (503, "POST", False), (429, "GET", False)]
)
def test_a_page_of_a_service_that_opens_asks_again(status: int, method: str, again: bool) -> None:
    scope = {
        "type": "http",
        "method": method,
        "path": "/talks",
        "headers": [(b"accept", b"text/html")],
    }
    problem = Problem(status, "not yet", headers={"Retry-After": "2"})
    text = bytes(refusal(problem, scope).body).decode()
    assert ('<meta http-equiv="refresh" content="2">' in text) is again
    assert 'name="viewport"' in text
