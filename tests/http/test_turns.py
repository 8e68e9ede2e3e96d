"""Requests take turns: each waits once, and not again for each thread that it needs."""

import anyio
import pytest
from anyio.to_thread import current_default_thread_limiter, run_sync
from starlette.types import Message, Receive, Scope, Send

from talkgraph.http.guards.admission import Admission
from talkgraph.http.guards.turns import Threads
from talkgraph.http.limits import ServiceSettings

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

    async def ask(self, path: str, method: str = "GET", receive: Receive | None = None) -> None:
        async def at_once() -> Message:
            return BODY

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.statuses.append(message["status"])

        scope = {"type": "http", "path": path, "method": method, "headers": []}
        await self.app(scope, receive or at_once, sent)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_came_first_is_answered_first(method: str) -> None:
    async def run() -> Asked:
        current_default_thread_limiter().total_tokens = 1
        asked = Asked()
        async with anyio.create_task_group() as tasks:
            for name in "abc":
                tasks.start_soon(asked.ask, name, method)
        return asked

    asked = anyio.run(run)
    assert asked.noted == [n for name in "abc" for n in (*[name] * 3, f"{name} is sent")]


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
