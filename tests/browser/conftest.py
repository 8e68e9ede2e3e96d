"""A real browser without a window, and the service that it visits."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service as Driver
from service_process import service
from waiting import HANGS

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    binary = next(filter(None, map(shutil.which, _BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip(
            "no Chromium with its chromedriver is installed (apt: chromium chromium-driver)"
        )
    options = Options()
    options.binary_location = binary
    for option in (*_OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chromium = webdriver.Chrome(options=options, service=Driver(driver))
    chromium.set_page_load_timeout(HANGS)
    chromium.set_script_timeout(HANGS)
    try:
        yield chromium
    finally:
        chromium.quit()


@pytest.fixture(scope="session")
def site(sample_kb: Path) -> Iterator[str]:
    """The address of a running service on the sample notes."""
    with service(sample_kb) as running:
        yield running.url


@pytest.fixture(scope="session")
def programme_site(quayconf_kb: Path) -> Iterator[str]:
    """The address of a running service on an event with a programme."""
    with service(quayconf_kb) as running:
        yield running.url
