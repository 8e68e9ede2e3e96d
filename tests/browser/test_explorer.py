"""What a person does in the explorer, done in a real browser."""

import json

import pytest
from programme_samples import ROPES, TIDES
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select
from visitors import API, NARROW, PAGES, WIDE, Visitor

PROGRAMME_PAGES = (
    f"/talk/{ROPES}",
    f"/talk/{TIDES}",
    "/event/quayconf-2031",
    "/event/quayconf-2031?day=2031-05-07&track=Light",
    "/search?q=tides+with+a+pencil+and+a+splice&kind=abstract&kind=post&kind=talk",
    "/talks",
)


@pytest.fixture
def visitor(browser: Chrome, site: str) -> Visitor:
    visitor = Visitor(browser, site)
    visitor.see(WIDE)
    visitor.log("browser")  # what earlier tests left there
    visitor.log("performance")
    return visitor


def test_from_a_search_to_a_talk_to_a_related_talk(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.one("#q").send_keys("paying people for nights on call", Keys.ENTER)
    visitor.wait_for_path("/search?q=paying")
    assert visitor.all("mark")
    visitor.one("details.why summary").click()
    assert "similarity" in visitor.one("details.why ul").text
    visitor.one(".result-title").click()
    visitor.wait_for_path("/talk/")
    first = visitor.title
    visitor.one(".related .card h3 a").click()
    visitor.wait(lambda _: visitor.title != first)
    visitor.wait_for_path("/talk/")
    assert visitor.all(".post")


def test_a_search_is_narrowed(visitor: Visitor) -> None:
    visitor.open("/search?q=on-call")
    before = len(visitor.all(".result"))
    visitor.one(".filters summary").click()
    visitor.one("input[value=quote]").click()
    visitor.one("#f-speaker").send_keys("Ines Calloway")
    visitor.one(".filters button").click()
    visitor.wait_for_path("/search?q=on-call&kind=quote")
    found = visitor.all(".result")
    assert 0 < len(found) < before
    assert {each.text for each in visitor.all(".result .kind")} == {"quote"}
    assert all("Ines Calloway" in each.text for each in found)


def test_the_address_of_a_search_has_no_empty_fields(visitor: Visitor) -> None:
    visitor.open("/search")
    visitor.one("#q").send_keys("sleep", Keys.ENTER)
    visitor.wait_for_path("/search?q=sleep")
    assert visitor.browser.current_url == f"{visitor.site}/search?q=sleep"
    visitor.browser.back()
    visitor.wait(lambda _: visitor.browser.current_url.endswith("/search"))
    assert visitor.one("#f-speaker").is_enabled()


def test_a_theme_with_a_tile_is_named_once_where_tiles_are(visitor: Visitor) -> None:
    visitor.open("/")
    assert not any(each.is_displayed() for each in visitor.all(".tiled"))
    visitor.see(NARROW)
    assert visitor.one(".tiled").is_displayed()
    assert not visitor.one(".tiles").is_displayed()


def test_an_example_query_runs_and_its_answer_leads_on(visitor: Visitor) -> None:
    visitor.open("/query")
    visitor.link("Who gave talks together?").click()
    visitor.wait(lambda _: bool(visitor.all("table.answers tbody tr")))
    assert "Marit Lund" in visitor.one("table.answers").text
    visitor.all(".examples summary")[1].click()
    visitor.link("Which talks were given more than once?").click()
    visitor.wait(lambda _: "Paid to Sleep Badly" in visitor.one("table.answers").text)
    editor = visitor.one("#query")
    editor.clear()
    editor.send_keys("SELECT ?talk { ?talk a tg:Talk } ORDER BY ?talk LIMIT 1")
    editor.send_keys(Keys.CONTROL, Keys.ENTER)
    visitor.wait_for_path("/query?query=SELECT+%3Ftalk")
    visitor.one("table.answers td a").click()
    visitor.wait_for_path("/talk/")


def test_the_api_can_be_tried(visitor: Visitor) -> None:
    visitor.open(API)
    visitor.one(".opblock button").click()
    visitor.wait(lambda _: bool(visitor.all("input[placeholder=q]")))
    visitor.one("input[placeholder=q]").send_keys("on-call")

    def asked(_: Chrome) -> bool:  # what is written is taken up a moment later
        visitor.one("button.execute").click()
        return bool(visitor.all(".live-responses-table"))

    visitor.wait(asked)
    assert visitor.one(".live-responses-table .response .response-col_status").text == "200"


def test_the_map_zooms_and_opens_a_talk(visitor: Visitor) -> None:
    visitor.open("/map")
    before = _width(visitor)
    visitor.one("[aria-label='Zoom in']").click()
    assert _width(visitor) < before
    visitor.one("[aria-label^='All']").click()
    assert _width(visitor) == before
    dot = visitor.one(".dot")
    ActionChains(visitor.browser).move_to_element(dot).pause(0.3).click().perform()
    visitor.wait_for_path("/talk/")


def _width(visitor: Visitor) -> float:
    script = "return document.querySelector('.map svg').viewBox.baseVal.width"
    return float(visitor.browser.execute_script(script))


def test_a_dot_of_the_map_tells_what_it_is(visitor: Visitor) -> None:
    visitor.open("/map")
    assert visitor.all(".theme-name")
    dot = visitor.one('.dot[href$="/talk/harbourconf-2021/calloway"]')
    ActionChains(visitor.browser).move_to_element(dot).perform()
    visitor.wait(lambda _: visitor.one(".map-card").is_displayed())
    told = visitor.one(".map-card").text
    assert "Ines Calloway" in told
    assert "HarbourConf 2021" in told
    assert len(visitor.one(".map-card .said").text) > 40
    ActionChains(visitor.browser).send_keys(Keys.ESCAPE).perform()
    assert not visitor.one(".map-card").is_displayed()


def test_talks_are_found_in_the_map(visitor: Visitor) -> None:
    visitor.open("/map")
    visitor.one("#in-map").send_keys("calloway")
    visitor.wait(lambda _: bool(visitor.all(".dot.dim")))
    found = visitor.all(".dot.found")
    assert 0 < len(found) < len(visitor.all(".dot"))
    assert visitor.one(".map-tools [role=status]").text.startswith(f"{len(found)} of ")


def test_a_theme_stays_marked_on_the_map_when_nothing_else_is_looked_for(visitor: Visitor) -> None:
    visitor.open("/theme/on-call")
    visitor.link("On the map of talks").click()
    visitor.wait_for_path("/map?theme=on-call")
    marked = {each.get_attribute("href") for each in visitor.all(".dot.found")}
    assert 0 < len(marked) < len(visitor.all(".dot"))
    field = visitor.one("#in-map")
    field.send_keys("zzzz")
    visitor.wait(lambda _: not visitor.all(".dot.found"))
    field.clear()
    field.send_keys(" ")
    visitor.wait(lambda _: bool(visitor.all(".dot.found")))
    assert {each.get_attribute("href") for each in visitor.all(".dot.found")} == marked


def test_a_theme_opens_from_its_tile(visitor: Visitor) -> None:
    visitor.open("/")
    ActionChains(visitor.browser).move_to_element(visitor.one(".tiles rect")).click().perform()
    visitor.wait_for_path("/theme/")


def test_an_iri_is_copied(visitor: Visitor) -> None:
    allowed = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    visitor.browser.execute_cdp_cmd("Browser.grantPermissions", allowed)
    visitor.open("/talk/harbourconf-2021/calloway")
    button = visitor.one("[data-copy]")
    button.click()
    visitor.wait(lambda _: button.text == "Copied")
    read = "navigator.clipboard.readText().then(arguments[0], arguments[0])"
    copied = visitor.browser.execute_async_script(read)
    assert copied == "https://w3id.org/talkgraph/id/talk/harbourconf-2021/calloway"


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    visitor.open("/talks")
    ActionChains(visitor.browser).send_keys(Keys.TAB).perform()
    skip = visitor.browser.switch_to.active_element
    assert skip.text == "Skip to the content"
    skip.send_keys(Keys.ENTER)
    ActionChains(visitor.browser).send_keys(Keys.TAB).perform()
    inside = "return document.querySelector('main').contains(document.activeElement)"
    assert visitor.browser.execute_script(inside)
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert visitor.browser.execute_script(outline) != "none"


def test_the_filters_are_skipped_to_and_left_again(visitor: Visitor) -> None:
    visitor.open("/search?q=on-call")
    ActionChains(visitor.browser).send_keys(Keys.TAB, Keys.TAB).perform()
    skip = visitor.browser.switch_to.active_element
    assert skip.text == "Skip to the filters"
    assert skip.location["y"] >= 0
    skip.send_keys(Keys.ENTER)
    focused = "return document.activeElement.id"
    visitor.wait(lambda _: visitor.browser.execute_script(focused) == "facets")
    assert not visitor.one(".to-results").is_displayed(), "they are beside the results"
    visitor.see(NARROW)
    visitor.one(".to-results a").click()
    visitor.wait(lambda _: visitor.browser.execute_script(focused) == "results")
    visitor.open("/search?q=zqxwv&since=1990&until=1990")
    assert [each.text for each in visitor.all(".facets a")] == ["1990"], "no results to go back to"


@pytest.mark.parametrize("view", ["", "&view=rendered"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_a_file_is_called_and_the_way_back_are_seen_at_every_line(
    visitor: Visitor, size: tuple[int, int], view: str
) -> None:
    visitor.see(size)
    visitor.open(f"/source/harbourconf-2021.md?line=152-160{view}#L152")
    bar, line = visitor.one(".source-bar"), visitor.one(".cited")
    assert _top(bar) == 0
    assert _top(line) >= bar.size["height"] > 0, "it does not hide the line"
    assert bar.size["height"] < size[1] / 4
    assert "harbourconf-2021.md" in bar.text
    assert visitor.link("As it stands" if view else "As Markdown").is_displayed()
    bar.find_element("css selector", "p a[href^='/talk/']").click()
    visitor.wait_for_path("/talk/harbourconf-2021/")


def _top(element: WebElement) -> float:
    """Return how far below the top of the window something is, in pixels."""
    top: float = element.parent.execute_script(
        "return arguments[0].getBoundingClientRect().top", element
    )
    return top


def test_pages_work_without_scripts(visitor: Visitor) -> None:
    with visitor.without_scripts():
        visitor.browser.get(visitor.site + "/map")
        assert visitor.all(".theme-lists a")
        assert visitor.all(".dot")
        assert not visitor.one(".map-tools").is_displayed()
        visitor.browser.get(visitor.site + "/query")
        visitor.link("Who gave talks together?").click()
        assert "Marit Lund" in visitor.one("table.answers").text
        visitor.browser.get(visitor.site + "/search?q=on-call&kind=post")
        assert visitor.all(".result")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_violation(visitor: Visitor, path: str, scheme: str) -> None:
    visitor.see(WIDE, scheme)
    visitor.open(path)
    assert visitor.serious_violations() == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_on_a_telephone(visitor: Visitor, path: str) -> None:
    visitor.see(NARROW)
    visitor.open(path)
    width = "return document.documentElement.scrollWidth"
    assert visitor.browser.execute_script(width) <= NARROW[0]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", ["/talks", "/themes", "/event/harbourconf-2021"])
def test_what_a_list_holds_is_seen_and_can_be_clicked(
    visitor: Visitor, path: str, size: tuple[int, int]
) -> None:
    visitor.see(size)
    visitor.open(path)
    titles = visitor.all("main .entry-title")
    assert titles
    assert all(each.is_displayed() for each in titles)
    page = visitor.browser.current_url
    titles[0].click()
    visitor.wait(lambda _: visitor.browser.current_url != page)


@pytest.mark.parametrize("path", PAGES)
def test_other_machines_are_not_asked_and_the_console_is_quiet(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    asked = set()
    for entry in visitor.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.add(message["params"]["request"]["url"])
    outside = {url for url in asked if not url.startswith((visitor.site, "data:", "blob:"))}
    assert asked
    assert outside == set()
    said = [
        entry["message"]
        for entry in visitor.log("browser")
        if entry["level"] == "SEVERE"
        # The page that is not there is said not to be there.
        and not ("/talk/no/such" in entry["message"] and "404" in entry["message"])
    ]
    assert said == []


# ── what programmes and archives tell ────────────────────────────────────────────────────────


@pytest.fixture
def attendee(browser: Chrome, programme_site: str) -> Visitor:
    attendee = Visitor(browser, programme_site)
    attendee.see(WIDE)
    attendee.log("browser")
    attendee.log("performance")
    return attendee


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PROGRAMME_PAGES)
def test_pages_of_programmes_are_for_everybody(attendee: Visitor, path: str, scheme: str) -> None:
    test_axe_finds_no_serious_violation(attendee, path, scheme)
    test_nothing_sticks_out_on_a_telephone(attendee, path)
    attendee.log("performance")
    test_other_machines_are_not_asked_and_the_console_is_quiet(attendee, path)


def test_from_a_programme_to_a_recording(attendee: Visitor) -> None:
    attendee.open("/event/quayconf-2031")
    attendee.link("Tue 6 May 2031").click()
    attendee.wait_for_path("/event/quayconf-2031?day=2031-05-06")
    assert [each.text for each in attendee.all(".programme .entry-title")] == [
        "Ropes That Hold",
        "Lamps After Dark",
    ]
    Select(attendee.one("#track")).select_by_visible_text("Rigging")
    attendee.one(".narrow button").click()
    attendee.wait_for_path("/event/quayconf-2031?day=2031-05-06&track=Rigging")
    attendee.one(".programme .entry-title").click()
    attendee.wait_for_path("/talk/")
    assert attendee.title == "Ropes That Hold"
    video, slides, _ = attendee.all(".recordings a")
    assert (video.text.split()[0], slides.text.split()[0]) == ("Video", "Slides")
    # They are seen without scrolling.
    assert video.location["y"] < WIDE[1]
