"""A page of somebody else, open in a browser on the machine where the service is."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest
from selenium.webdriver import Chrome
from service_process import service

PAGE: Final = b"<!doctype html><title>elsewhere</title>"
PRIVATE: Final = (
    "/",
    "/search?q=on-call",
    "/talk/harbourconf-2021/calloway",
    "/api/v1/search?q=on-call",
    "/api/v1/talks?callback=taken",
    "/reconcile?callback=taken",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
    "/dump.nq.gz",
    "/metrics",
    "/healthz",
)
READ: Final = """
const [address, done] = [arguments[0], arguments[arguments.length - 1]];
fetch(address).then(a => a.text()).then(done, () => done("refused"));
"""
LOAD: Final = """
const [address, kind, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];
const element = document.createElement(kind);
element.onload = () => done("loaded");
element.onerror = () => done("refused");
window.taken = () => done("taken");
element.src = address;
document.body.append(element);
"""
FRAME: Final = """
const done = arguments[arguments.length - 1];
const frame = document.createElement("iframe");
frame.onload = () => {
  try { done(frame.contentDocument ? frame.contentDocument.title : "closed"); }
  catch { done("closed"); }
};
frame.src = arguments[0];
document.body.append(frame);
"""


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of a page that is not the service's."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("path", PRIVATE)
def test_a_page_of_somebody_else_reads_nothing(
    browser: Chrome, site: str, elsewhere: str, path: str
) -> None:
    browser.get(elsewhere)
    assert browser.execute_async_script(READ, site + path) == "refused"
    assert browser.execute_async_script(LOAD, site + path, "script") == "refused"
    assert browser.execute_async_script(LOAD, site + path, "img") == "refused"
    if not path.endswith(".gz"):  # a frame of what is downloaded never loads
        assert browser.execute_async_script(FRAME, site + path) == "closed"


def test_a_name_that_was_led_here_reads_nothing(browser: Chrome, site: str) -> None:
    port = site.rpartition(":")[2]
    browser.get(f"http://rebound.localhost:{port}/")  # which browsers lead to this machine
    assert "not called" in browser.page_source
    assert "/talk/" not in browser.page_source


def test_a_page_that_is_allowed_reads_data_and_nothing_else(
    browser: Chrome, sample_kb: Path, elsewhere: str
) -> None:
    with service(sample_kb, "--allow-origin", elsewhere.rstrip("/")) as running:
        browser.get(elsewhere)
        found = browser.execute_async_script(READ, running.url + "/api/v1/search?q=on-call")
        assert found.startswith("{")
        assert browser.execute_async_script(READ, running.url + "/talks") == "refused"
        assert browser.execute_async_script(READ, running.url + "/metrics") == "refused"
