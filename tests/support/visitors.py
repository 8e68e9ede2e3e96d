"""Somebody at a real browser, and the pages of the sample that they look at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from waiting import HANGS

API = "/api/v1/docs"
WIDE, NARROW = (1280, 900), (375, 800)
PAGES = (
    "/",
    "/search?q=on-call",
    "/search?q=on-call&kind=post&topic=On-call",
    "/search?q=on-call&event=HarbourConf+2021&since=2021&until=2021",
    "/search?q=zxcvb",
    "/talks",
    "/quotes",
    "/talk/harbourconf-2021/calloway",
    "/speakers",
    "/speaker/ines-calloway",
    "/themes",
    "/theme/FIRST",
    "/topics",
    "/topic/on-call",
    "/events",
    "/event/harbourconf-2021",
    "/map",
    "/map?theme=on-call",
    "/map/passages",
    "/speakers?q=caloway",
    "/query?query=SELECT+%2A+%7B+%3Ftalk+a+tg%3ATalk+%7D",
    "/ontology",
    "/resource/source/harbourconf-2021.md",
    "/source/harbourconf-2021.md?line=36#L36",
    "/source/harbourconf-2021.md?line=36&view=rendered",
    "/talk/no/such",
    API,
)


class Visitor:
    """Somebody at a browser of a certain size, who likes light or dark."""

    def __init__(self, browser: Chrome, site: str) -> None:
        self.browser = browser
        self.site = site

    def see(self, size: tuple[int, int], scheme: str = "light") -> None:
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, path: str) -> None:
        if path.endswith("/FIRST"):
            self.browser.get(self.site + "/themes")
            href = self.one("ol.entries a").get_attribute("href") or ""
            path = href.removeprefix(self.site)
        self.browser.get(self.site + path)
        if path == API:
            self.wait(lambda _: bool(self.all(".opblock")))

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def link(self, words: str) -> WebElement:
        return self.browser.find_element(By.PARTIAL_LINK_TEXT, words)

    def wait(self, until: Callable[[Chrome], bool]) -> None:
        WebDriverWait(self.browser, HANGS).until(until)

    def wait_for_path(self, beginning: str) -> None:
        self.wait(lambda browser: browser.current_url.startswith(self.site + beginning))

    def log(self, kind: str) -> list[dict[str, Any]]:
        """Return what the browser has noted since this was last asked."""
        entries: list[dict[str, Any]] = self.browser.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    @property
    def title(self) -> str:
        return self.one("h1").text

    def serious_violations(self) -> list[tuple[str, list[str]]]:
        """Return what axe finds hard or impossible to use on the page as it is."""
        script = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
        self.browser.execute_script(script)
        found = self.browser.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
            ".then(results => done(results.violations), error => done([{impact: 'critical',"
            " id: String(error), nodes: []}]))"
        )
        return [
            (each["id"], [node["html"][:200] for node in each["nodes"][:3]])
            for each in found
            if each["impact"] in ("serious", "critical")
        ]

    @contextmanager
    def without_scripts(self) -> Iterator[None]:
        """Let no script of a page run meanwhile."""
        command = "Emulation.setScriptExecutionDisabled"
        self.browser.execute_cdp_cmd(command, {"value": True})
        try:
            yield
        finally:
            self.browser.execute_cdp_cmd(command, {"value": False})
