"""Who may ask, from where, by what name; and what the service's addresses look like from there."""

import os
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from waiting import HANGS

from talkgraph.errors import InputError
from talkgraph.http.app import create_app
from talkgraph.http.guards.access import TokenFile, read_tokens
from talkgraph.http.guards.place import public_place
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings

HTML = {"accept": "text/html"}
TOKEN = "a-token-of-enough-letters"


@contextmanager
def asked(
    kb: Path, at: str = "http://127.0.0.1", by: str = "192.0.2.1", **settings: object
) -> Iterator[TestClient]:
    app = create_app(Library(kb), ServiceSettings(workers=1, **settings))  # type: ignore[arg-type]
    with TestClient(app, base_url=at, follow_redirects=False, client=(by, 50000)) as client:
        yield client


def test_only_known_names_are_answered(sample_kb: Path) -> None:
    with asked(sample_kb, hosts=("talks.example",)) as client:
        for host in ("127.0.0.1:80", "localhost", "[::1]:8000", "Talks.Example", "talks.example."):
            assert client.get("/healthz", headers={"host": host}).status_code == 200, host
        for host in ("rebound.example", "127.0.0.1.rebound.example", "", "talks.example.evil"):
            answer = client.get("/talks", headers={"host": host})
            assert answer.status_code == 421, host
            assert "--allow-host" in answer.json()["detail"]
    with asked(sample_kb, at="http://anything.example", hosts=("*",)) as client:
        assert client.get("/healthz").status_code == 200


def test_a_public_address_opens_no_other_name(sample_kb: Path) -> None:
    public: dict[str, Any] = {"base_url": "https://talks.example/kb", "proxies": ("127.0.0.1",)}
    for by in ("192.0.2.1", "127.0.0.1"):  # where the proxy is, there may be a browser
        with asked(sample_kb, by=by, **public) as client:
            for host, status in (("rebound.example", 421), ("talks.example", 200), ("", 421)):
                told = {"host": host, "x-forwarded-host": "talks.example"}
                assert client.get("/healthz", headers=told).status_code == status, host


def test_a_person_who_is_kept_out_reads_a_sentence_and_not_json(sample_kb: Path) -> None:
    tokens = {"ada": sha256(TOKEN.encode()).hexdigest()}
    with asked(sample_kb, tokens=tokens) as client:
        for host, status in (("127.0.0.1", 401), ("<b>.example", 421)):
            page = client.get("/talks", headers={**HTML, "host": host})
            assert page.status_code == status
            assert page.headers["content-type"].startswith("text/html")
            assert re.search(r"<p>This service .+\.</p>", page.text)
            assert not re.search(r"<b>|href=|src=", page.text)  # what it links to is refused, too
            data = client.get("/sparql", headers={**HTML, "host": host})
            assert (data.status_code, data.json()["status"]) == (status, status)


@pytest.mark.parametrize(
    "host",
    ["localhost:80@evil.example", "localhost:80/x", "localhost:x", "[::1]x", "[::1]:8@x", "[]"],
)
def test_what_is_no_name_with_a_port_is_not_answered(sample_kb: Path, host: str) -> None:
    with asked(sample_kb) as client:
        assert client.get("/talks", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("path", ["/talks", "/metrics", "/", "/search?q=call", "/api/v1/talks"])
def test_pages_of_other_sites_read_nothing(sample_kb: Path, path: str) -> None:
    with asked(sample_kb) as client:
        answer = client.get(path, headers={"origin": "https://other.example"})
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_data_may_be_opened_to_some_pages_or_to_all(sample_kb: Path) -> None:
    def allowed(client: TestClient, path: str, origin: str) -> str | None:
        answer = client.get(path, headers={"origin": origin})
        found: str | None = answer.headers.get("access-control-allow-origin")
        return found

    good, bad = "https://good.example", "https://bad.example"
    with asked(sample_kb, origins=(good,)) as client:
        assert allowed(client, "/api/v1/talks", good) == good
        assert allowed(client, "/api/v1/talks", bad) is None
        assert allowed(client, "/talks", good) is None
        assert allowed(client, "/context.jsonld", bad) == "*"
    with asked(sample_kb, origins=("*",)) as client:
        assert allowed(client, "/api/v1/talks", bad) == "*"
        assert allowed(client, "/metrics", bad) is None
        assert allowed(client, "/talks", bad) is None


def test_a_preflight_needs_no_token(sample_kb: Path) -> None:
    tokens = {"ada": sha256(TOKEN.encode()).hexdigest()}
    with asked(sample_kb, origins=("https://good.example",), tokens=tokens) as client:
        answer = client.options(
            "/sparql",
            headers={
                "origin": "https://good.example",
                "access-control-request-method": "POST",
                "access-control-request-headers": "authorization",
            },
        )
        assert answer.status_code == 200
        assert "authorization" in answer.headers["access-control-allow-headers"].lower()


def test_those_who_have_a_token_are_answered(sample_kb: Path) -> None:
    tokens = {"ada": sha256(TOKEN.encode()).hexdigest()}

    def basic(name: str, token: str) -> str:
        return f"Basic {b64encode(f'{name}:{token}'.encode()).decode()}"

    with asked(sample_kb, tokens=tokens) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code in (200, 503)
        for path in ("/", "/talks", "/metrics", "/sparql", "/api/v1/talks", "/static/style.css"):
            answer = client.get(path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"].startswith("Basic ")
        right = (f"Bearer {TOKEN}", f"bearer {TOKEN}", basic("ada", TOKEN))
        for given in right:
            assert client.get("/talks", headers={"authorization": given}).status_code == 200
        wrong = (
            f"Bearer {TOKEN}x",
            "Bearer ",
            "Basic !",
            basic("bob", TOKEN),
            basic("ada", ""),
            TOKEN,
        )
        for given in wrong:
            answer = client.get("/talks", headers={"authorization": given})
            assert answer.status_code == 401, given


def test_a_file_of_tokens(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    digest = sha256(b"another-token-of-letters").hexdigest()
    file.write_text(f"# who may ask\n\nada {TOKEN}\nbob sha256:{digest}\n")
    assert read_tokens(file) == {"ada": sha256(TOKEN.encode()).hexdigest(), "bob": digest}


def test_a_pipe_in_place_of_the_tokens_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    path.write_text(f"ada {TOKEN}\n")
    tokens = TokenFile(path)
    path.unlink()
    os.mkfifo(path)
    renewing = threading.Thread(target=tokens.renew, daemon=True)
    renewing.start()
    renewing.join(HANGS)
    assert not renewing.is_alive()
    assert set(tokens.tokens) == {"ada"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ada short", ":1: a token has 16 characters at least"),
        (f"ada {TOKEN}\nada {TOKEN}", ":2: ada has a token already"),
        ("ada", ":1: a line has a name and a token"),
        ("ada sha256:12", ":1: write 64 hexadecimal digits after sha256:"),
        ("# nobody\n", ": there is no token in it"),
    ],
)
def test_what_is_wrong_with_a_file_of_tokens_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "tokens"
    file.write_text(text)
    with pytest.raises(InputError, match="tokens") as raised:
        read_tokens(file)
    assert str(raised.value).startswith(f"{file}{said}")


# ── behind a proxy, under a prefix ───────────────────────────────────────────────────────────

PAGES = ("/", "/talks", "/search?q=on-call", "/themes", "/topics", "/query", "/api/v1/docs", "/map")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kept", [True, False])
def test_under_a_prefix_all_links_have_it(sample_kb: Path, path: str, *, kept: bool) -> None:
    with asked(sample_kb, base_url="https://example.org/kb") as client:
        answer = client.get(f"/kb{path}" if kept else path, headers=HTML)
        assert answer.status_code == 200
        links = [
            each.split('"', 1)[0]
            for attribute in (' href="', ' src="', ' action="', ' data-document="')
            for each in answer.text.split(attribute)[1:]
        ]
        local = [link for link in links if link.startswith("/")]
        assert local
        assert [link for link in local if not link.startswith("/kb/")] == []
        assert not re.search(r">/(?!kb/)\w+<", answer.text)  # addresses that are told


def test_what_leads_on_has_the_prefix(sample_kb: Path) -> None:
    with asked(sample_kb, base_url="https://example.org/kb") as client:
        first = client.get("/api/v1/talks", params={"limit": 2}).json()
        assert first["next"].startswith("/kb/api/v1/talks?")
        assert client.get(first["next"]).status_code == 200
        assert client.get("/sparql", headers=HTML).headers["location"].startswith("/kb/query")
        void = client.get("/.well-known/void", headers={"accept": "text/turtle"}).text
        assert "https://example.org/kb/sparql" in void
        description = client.get("/api/v1/openapi.json").json()
        assert description["servers"] == [{"url": "/kb"}]
        link = client.get("/talks", headers=HTML).headers.get("link", "")
        assert "</" not in link.replace("</kb/", "")


def test_named_proxies_are_believed_and_nobody_else(sample_kb: Path) -> None:
    told = {
        "accept": "text/turtle",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "talks.example",
        "x-forwarded-prefix": "/notes",
        "x-forwarded-for": "192.0.2.1, 198.51.100.7",
    }
    for by, proxy, believed in (
        ("192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),  # as it comes to a socket of both kinds
        ("::1", "0:0:0:0:0:0:0:1", True),
        ("172.18.0.5", "172.16.0.0/12", True),
        ("2001:db8::5", "*", True),
        ("192.0.2.1", "192.0.2.9", False),
        ("testclient", "*", False),
    ):
        with asked(sample_kb, by=by, proxies=(proxy,), hosts=("talks.example",)) as client:
            void = client.get("/.well-known/void", headers=told).text
            assert ("https://talks.example/notes/sparql" in void) == believed, (by, proxy)


@pytest.mark.parametrize(
    ("setting", "option", "value"),
    [
        ("proxies", "--proxy", "nginx"),
        ("proxies", "--proxy", "10.0.0.0/40"),
        ("hosts", "--allow-host", "https://example.org"),
        ("hosts", "--allow-host", "example.org:8000"),
        ("hosts", "--allow-host", "*.example.org"),
        ("origins", "--allow-origin", "example.org"),
        ("origins", "--allow-origin", "https://example.org/"),
        ("origins", "--allow-origin", "https://*.example.org"),
    ],
)
def test_who_could_never_be_meant_is_refused_at_the_start(
    setting: str, option: str, value: str, sample_kb: Path
) -> None:
    settings = ServiceSettings(**{setting: (value,)})  # type: ignore[arg-type]
    with pytest.raises(InputError, match=re.escape(f"{option} {value!r} is no ")):
        create_app(Library(sample_kb), settings)


def test_what_a_proxy_says_stands_last(sample_kb: Path) -> None:
    told = {"accept": "text/turtle", "x-forwarded-host": "talks.example"}
    forged = [("x-forwarded-host", "evil.example")]
    with asked(
        sample_kb, by="192.0.2.1", proxies=("192.0.2.1",), hosts=("talks.example",)
    ) as client:
        void = client.get("/.well-known/void", headers=[*forged, *told.items()]).text
        assert "talks.example/sparql" in void
        assert "evil.example" not in void


@pytest.mark.parametrize(
    "url",
    ["example.org", "ftp://example.org", "https://u@example.org/", "https://x/?a", "https://x/<b>"],
)
def test_what_is_no_public_address_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="base-url"):
        public_place(url)
