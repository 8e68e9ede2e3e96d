"""Notes written to break in: in a real browser nothing of them runs or becomes an element."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait
from service_process import service
from waiting import HANGS

from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings

TALK = "/talk/hostileconf-2023/one"
PAGES = ("/", "/map", "/talks", "/themes", "/speakers", TALK, "/search?q=review")
ATTACK = "<img src=x onerror=\"window.broken=1\"><a href='javascript:window.broken=1'>x</a>"
NOTES = f"""# HostileConf 2023

March 4, 2023 — Nowhere

## <a name="one"></a> Incident {ATTACK} &lt;b&gt; %{{x}} reviews

[Eve {ATTACK}](https://people.example.org/eve)

**My livetweet contents**

> Incident review says </script><script>window.broken=1</script> and {ATTACK}

> A word of {"length" * 40} and an incident שלום 🧯

## <a name="two"></a> Another {ATTACK} incident

[Mallory](javascript:window.broken=1)

**My livetweet contents**

> Incident reviews again {ATTACK}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    (folder / "notes.md").write_text(NOTES, encoding="utf-8")
    settings = Settings(model="hashing")
    build(BuildRequest(sources=(folder / "notes.md",), kb=folder / "kb", settings=settings))
    with service(folder / "kb") as running:
        yield running.url


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_it_runs(browser: Chrome, hostile: str, path: str) -> None:
    metrics = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(hostile + path)
    assert len(browser.find_elements(By.CSS_SELECTOR, "h1")) == 1
    assert any(words in browser.page_source.lower() for words in ("incident", "eve"))
    for dot in browser.find_elements(By.CSS_SELECTOR, ".dot")[:2]:
        ActionChains(browser).move_to_element(dot).perform()
        card = browser.find_element(By.CSS_SELECTOR, ".map-card")
        WebDriverWait(browser, HANGS).until(expected_conditions.visibility_of(card))
        assert browser.find_elements(By.CSS_SELECTOR, ".map-card :not(p)") == []
    assert browser.execute_script("return window.broken") is None
    outside = "return document.querySelectorAll('img, main a[href^=javascript]').length"
    assert browser.execute_script(outside) == 0
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 375
