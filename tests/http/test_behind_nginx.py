"""The example of a proxy that comes with the service, as nginx runs it."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest
from service_process import Service, service
from waiting import HANGS, eventually

AROUND = """daemon off;
{user}pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    {temporary}
    include {folder}/site.conf;
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

pytestmark = pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="nginx is not installed"
)


@pytest.fixture(scope="module")
def behind(sample_kb: Path) -> Iterator[Service]:
    public = ("--base-url", "https://example.org/kb", "--proxy", "127.0.0.1")
    with service(sample_kb, *public) as running:
        yield running


@pytest.fixture(scope="module")
def proxy(
    behind: Service, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the proxy, which has a certificate of its own for example.org."""
    folder = tmp_path_factory.mktemp("nginx")
    plain, secure = free_port(), free_port()
    text = (project / "src/talkgraph/http/deploy/nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("127.0.0.1:8000", behind.url.removeprefix("http://")),
        (r"    listen \[::\].*\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{secure} "),
        ("/etc/nginx/tls", str(folder)),
        ("/etc/nginx/", f"{folder}/"),
    ):
        text, count = re.subn(old, new, text)
        assert count, old
    (folder / "site.conf").write_text(text)
    temporary = "\n    ".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    user = "" if os.getuid() else "user root;\n"
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder, temporary=temporary))
    certify(folder)
    (folder / "talkgraph.htpasswd").write_text("ada:{PLAIN}secret\n")
    command = ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    with (
        subprocess.Popen(command, stderr=subprocess.DEVNULL) as nginx,
        httpx.Client(
            base_url=f"https://127.0.0.1:{secure}",
            headers={"host": "example.org"},
            auth=("ada", "secret"),
            verify=False,
            timeout=HANGS,
        ) as client,
    ):
        try:
            eventually(lambda: answers(client))
            yield client
        finally:
            nginx.terminate()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def certify(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=example.org"),
            *("-keyout", str(folder / "example.org.key"), "-out", str(folder / "example.org.pem")),
        ],
        capture_output=True,
        check=True,
    )


def answers(client: httpx.Client) -> bool:
    with suppress(httpx.TransportError):
        return client.get("/kb/").status_code == 200
    return False


def test_a_password_is_asked_for(proxy: httpx.Client) -> None:
    assert proxy.get("/kb/talks", auth=("ada", "wrong")).status_code == 401


def test_pages_link_to_where_they_are(proxy: httpx.Client) -> None:
    page = proxy.get("/kb/talks", headers={"accept": "text/html"})
    links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
    assert len(links) > 10
    assert [link for link in links if not link.startswith("/kb/")] == []
    for link in dict.fromkeys(links):
        assert proxy.get(link, follow_redirects=True).status_code == 200, link


def test_addresses_are_the_public_ones(proxy: httpx.Client) -> None:
    assert proxy.get("/kb").headers["location"].endswith("/kb/")
    described = proxy.get("/kb/sparql", headers={"accept": "text/turtle"}).text
    assert "<https://example.org/kb/sparql>" in described
    assert "127.0.0.1" not in described


def test_what_runs_the_service_is_not_for_everybody(proxy: httpx.Client) -> None:
    for path in ("healthz", "readyz", "metrics"):
        assert proxy.get(f"/kb/{path}").status_code == 404


def test_long_questions_come_through(proxy: httpx.Client) -> None:
    query = f"ASK {{}} # {'x' * 40_000}"
    for answer in (
        proxy.get("/kb/sparql", params={"query": query}),
        proxy.post("/kb/sparql", data={"query": query}),
    ):
        assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def test_the_log_has_the_client_and_not_what_it_claims(
    proxy: httpx.Client, behind: Service
) -> None:
    claimed = {"x-forwarded-for": "198.51.100.7", "x-forwarded-host": "evil.example"}
    answer = proxy.get("/kb/themes", headers={**claimed, "accept": "text/html"})
    assert "evil.example" not in answer.text
    line = eventually(
        lambda: [
            each
            for each in list(behind.log)
            if each.get("request_id") == answer.headers["x-request-id"]
        ]
    )[0]
    assert (line["client"], line["status"]) == ("127.0.0.1", 200)
