"""What an operator relies on: who may reach the service, tokens that change, a log nobody reads."""

import asyncio
import fcntl
import json
import logging
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from service_process import Service
from waiting import HANGS, eventually

from talkgraph.errors import InputError
from talkgraph.http.app import create_app
from talkgraph.http.guards.access import TokenFile
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.serve import _is_loopback, _listen, _names, _Server, serve

TOKEN = "a-token-of-enough-letters"
OTHER = "another-token-of-letters"


def test_a_log_that_nobody_reads_stops_nothing(sample_kb: Path) -> None:
    command = [sys.executable, "-m", "talkgraph", "serve", "--kb", str(sample_kb), "--port", "0"]
    with subprocess.Popen([*command, "--log-lines", "100000"], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        fcntl.fcntl(process.stderr, fcntl.F_SETPIPE_SZ, 4096)
        url = json.loads(process.stderr.readline())["url"]
        with httpx.Client(base_url=url, timeout=HANGS) as client:
            assert {client.get("/healthz").status_code for _ in range(100)} == {200}
        process.send_signal(signal.SIGTERM)
        assert process.wait(HANGS) == 0


def test_a_signal_writes_all_stacks_to_the_log(running: Service) -> None:
    running.process.send_signal(signal.SIGUSR1)
    [line] = eventually(lambda: [each for each in list(running.log) if each["event"] == "stacks"])
    stacks = "\n".join(line["stacks"])
    assert "Thread 0x" in stacks
    assert "in serve" in stacks
    assert "pool.py" in stacks
    assert running.other_lines == []
    assert httpx.get(f"{running.url}/healthz", timeout=HANGS).status_code == 200


def test_the_log_names_who_asked_and_never_the_token(
    sample_kb: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"ada {TOKEN}\n")
    settings = ServiceSettings(workers=1, tokens=TokenFile(file).tokens)
    with (
        caplog.at_level(logging.INFO, "talkgraph.http"),
        TestClient(create_app(Library(sample_kb), settings), base_url="http://127.0.0.1") as client,
    ):
        client.get("/api/v1/talks", headers={"authorization": f"Bearer {TOKEN}"})
        client.get("/api/v1/talks", headers={"authorization": f"Bearer {OTHER}"})
    lines = [each.fields for each in caplog.records if each.getMessage() == "request"]  # type: ignore[attr-defined]
    assert [(line["status"], line.get("user")) for line in lines] == [(200, "ada"), (401, None)]
    assert not [line for line in lines if TOKEN in str(line) or OTHER in str(line)]


def test_the_metrics_tell_what_became_of_lines_of_the_log(running: Service) -> None:
    assert eventually(lambda: running.metric('talkgraph_log_lines_total{fate="written"}')) > 0
    assert 'talkgraph_log_lines_total{fate="lost"} 0.0' in httpx.get(f"{running.url}/metrics").text


def test_tokens_are_read_again_when_their_file_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"ada {TOKEN}\n")
    tokens = TokenFile(file)
    held = tokens.tokens
    config = uvicorn.Config(FastAPI())
    config.load()
    server = _Server(config, tokens)

    def after(text: str | None) -> list[str]:
        """Return who has a token once the server has looked at what the file is now."""
        following = tmp_path / "following"
        if text is None:
            file.unlink()
        else:
            following.write_text(text)
            following.replace(file)
        assert not asyncio.run(server.on_tick(10))
        return list(held)

    with caplog.at_level(logging.INFO, "talkgraph.http"):
        assert after("ada\n") == ["ada"]
        assert after(None) == ["ada"]
        assert after(f"bob {OTHER}\n") == ["bob"]
    events = [each.getMessage() for each in caplog.records]
    told = [event for event in events if event.startswith("tokens")]
    assert told == ["tokens stay as they were", "tokens stay as they were", "tokens"]
    assert not [each for each in caplog.records if TOKEN in str(vars(each))]


def test_a_file_of_hashes_is_no_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "tokens"
    for text, mode, warned in (
        (f"ada {TOKEN}", 0o604, True),
        (f"ada {TOKEN}", 0o640, False),
        (f"# names\nada sha256:{'0' * 64}", 0o644, False),
    ):
        file.write_text(text)
        file.chmod(mode)
        caplog.clear()
        TokenFile(file)
        assert bool(caplog.records) is warned, text


LOOPBACK = ("127.0.0.1", "127.0.0.2", "127.1", "::ffff:127.0.0.1", "localhost", "LOCALHOST", "::1")
REACHABLE = ("0.0.0.0", "0", "::", "::ffff:0.0.0.0")


def _listening(host: str) -> socket.socket:
    if ":" in host and not host.startswith("::ffff:") and not socket.has_dualstack_ipv6():
        pytest.skip("no IPv6 here")
    return _listen(host, 0)


@pytest.mark.parametrize("host", LOOPBACK)
def test_an_address_of_this_machine_alone_is_one_however_it_is_written(host: str) -> None:
    with _listening(host) as listener:
        assert _is_loopback(listener)
        assert _names(listener, host) == (host,)


@pytest.mark.parametrize("host", REACHABLE)
def test_where_others_can_ask_somebody_has_to_say_who_may(host: str, sample_kb: Path) -> None:
    with _listening(host) as listener:
        assert not _is_loopback(listener)
        assert _names(listener, host) == ()
    with pytest.raises(InputError, match=r"--token-file, or that all may with --public"):
        serve(sample_kb, host, 0, ServiceSettings())


def test_a_name_is_what_it_leads_to(monkeypatch: pytest.MonkeyPatch, sample_kb: Path) -> None:
    def resolved(name: str, port: int, **_: object) -> list[tuple[object, ...]]:
        address = {"inside.example": "127.0.0.3", "outside.example": "0.0.0.0"}[name]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with _listen("inside.example", 0) as listener:
        assert _is_loopback(listener)
    with pytest.raises(InputError, match=r"outside\.example could read everything"):
        serve(sample_kb, "outside.example", 0, ServiceSettings())


@pytest.mark.parametrize("host", ["", "no-such-name.invalid", "1.2.3.4.5", "x" * 300, "bad\udc00"])
def test_an_address_that_is_none_is_named(host: str) -> None:
    with pytest.raises(InputError, match="cannot be listened on"):
        _listen(host, 0)
