"""Requests take turns: each waits once, and not again for each thread that it needs."""

from functools import partial
from threading import Event

import anyio
import pytest
from anyio.to_thread import current_default_thread_limiter, run_sync
from starlette.types import Message, Receive, Scope, Send

from talkgraph.http.guards.admission import Admission
from talkgraph.http.guards.turns import Threads
from talkgraph.http.limits import ServiceSettings

PAGES = ("/a/1", "/a/2", "/a/3")
BODY: Message = {"type": "http.request", "body": b"", "more_body": False}


class Asked:
    """An application that goes to a thread thrice for an answer, and what is noted of it."""

    def __init__(self, *, waiting: int = 64) -> None:
        self.noted: list[str] = []
        self.statuses: list[int] = []
        self.threads = Threads(1)
        self.app = Admission(
            self._answer,
            self.threads,
            ServiceSettings(waiting=waiting),
            free=frozenset({"/free"}),
            later=frozenset({"/later"}),
        )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"]
        if scope["method"] == "POST":
            await receive()
        for _ in range(3):
            await run_sync(self.noted.append, name)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        self.noted.append(f"{name} is sent")
        await anyio.sleep(0.05)
        await send({"type": "http.response.body", "body": b""})

    async def ask(
        self, path: str, method: str = "GET", receive: Receive | None = None, by: str = "127.0.0.1"
    ) -> None:
        async def at_once() -> Message:
            return BODY

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.statuses.append(message["status"])

        scope = {
            "type": "http",
            "path": path,
            "method": method,
            "headers": [],
            "client": (by, 50000),
        }
        await self.app(scope, receive or at_once, sent)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_came_first_is_answered_first(method: str) -> None:
    async def run() -> Asked:
        current_default_thread_limiter().total_tokens = 1
        asked = Asked()
        async with anyio.create_task_group() as tasks:
            for name in PAGES:
                tasks.start_soon(asked.ask, name, method)
        return asked

    asked = anyio.run(run)
    assert asked.noted == [n for name in PAGES for n in (*[name] * 3, f"{name} is sent")]


def asked_at_once(*asking: tuple[str, str]) -> list[str]:
    """Return the paths in the order in which they are answered; all are asked for at once."""

    async def run() -> Asked:
        asked = Asked()
        async with anyio.create_task_group() as tasks:
            for path, by in asking:
                tasks.start_soon(asked.ask, path, "GET", None, by)
        return asked

    return [each.split()[0] for each in anyio.run(run).noted if each.endswith("is sent")]


def test_what_is_asked_sixty_times_keeps_nothing_else_waiting() -> None:
    many = [(f"/search/{number}", "127.0.0.1") for number in range(60)]
    order = asked_at_once(*many, ("/talks", "127.0.0.1"), ("/api/v1/talks", "127.0.0.1"))
    assert {*order[1:4]} >= {"/talks", "/api/v1/talks"}
    assert [path for path in order if path.startswith("/search")] == [path for path, _ in many]


def test_who_asks_for_much_keeps_nobody_else_waiting() -> None:
    many = [(f"/{number}", "192.0.2.1") for number in range(31)]
    order = asked_at_once(*many, ("/talks", "192.0.2.2"), ("/events", "192.0.2.2"))
    assert order.index("/talks") < 3
    assert order.index("/events") < 5


def test_who_waits_for_half_of_all_is_sent_away_alone() -> None:
    async def run() -> Asked:
        asked = Asked(waiting=4)
        async with anyio.create_task_group() as tasks:
            for by in (*["192.0.2.1"] * 4, "192.0.2.2"):
                tasks.start_soon(asked.ask, "/talks", "GET", None, by)
        return asked

    assert sorted(anyio.run(run).statuses) == [200, 200, 200, 200, 429]


def test_a_turn_of_somebody_who_left_is_given_to_the_next() -> None:
    async def run() -> list[str]:
        threads, noted = Threads(1), list[str]()

        async def one(name: str) -> None:
            async with threads.turn():
                noted.append(name)

        async with (
            anyio.create_task_group() as tasks,
            threads.turn(),
            anyio.create_task_group() as leaving,
        ):
            leaving.start_soon(one, "left")
            tasks.start_soon(one, "next")
            await anyio.sleep(0.01)
            assert threads.waiting == 2
            leaving.cancel_scope.cancel()
        assert threads.waiting == 0
        await one("last")
        return noted

    assert anyio.run(run) == ["next", "last"]


def test_work_that_is_left_keeps_its_turn_until_it_ends() -> None:
    async def run() -> list[str]:
        threads, noted, go_on = Threads(1), list[str](), Event()

        def slow() -> None:
            go_on.wait(10)
            noted.append("slow")

        with anyio.move_on_after(0.02):
            await threads.run(slow, is_left=True)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(partial(threads.run, lambda: noted.append("next")))
            await anyio.sleep(0.02)
            assert (noted, threads.waiting) == ([], 1)
            go_on.set()
        return noted

    assert anyio.run(run) == ["slow", "next"]


def test_who_sends_slowly_keeps_nobody_waiting() -> None:
    async def run() -> Asked:
        asked = Asked()
        here = anyio.Event()

        async def late() -> Message:
            await here.wait()
            return BODY

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(asked.ask, "slow", "POST", late)
            await anyio.sleep(0.01)
            await asked.ask("quick")
            here.set()
        return asked

    assert anyio.run(run).noted[3] == "quick is sent"


def test_too_many_are_sent_away_but_not_who_needs_no_turn() -> None:
    async def run() -> Asked:
        asked = Asked(waiting=0)
        for name in ("/free", "/later", "/any"):
            await asked.ask(name)
        return asked

    assert anyio.run(run).statuses == [200, 429, 429]
