"""The search box of every page: by keyboard, with what it suggests, and without scripts."""

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from visitors import API, NARROW, WIDE, Visitor


@pytest.fixture
def visitor(browser: Chrome, site: str) -> Visitor:
    visitor = Visitor(browser, site)
    visitor.see(WIDE)
    return visitor


def _type(visitor: Visitor, text: str) -> None:
    """Press "/" and type: the box is where the text goes."""
    ActionChains(visitor.browser).send_keys("/").send_keys(text).perform()
    visitor.wait(lambda _: bool(visitor.all(".suggestion")))


@pytest.mark.parametrize("path", ["/", "/search?q=on-call", "/map", "/nowhere", API])
def test_a_slash_leads_to_the_box_of_every_page(visitor: Visitor, path: str) -> None:
    visitor.browser.get(visitor.site + path)
    ActionChains(visitor.browser).send_keys("/").send_keys("tide").perform()
    box = visitor.browser.switch_to.active_element
    assert box.get_attribute("name") == "q"
    assert box.get_attribute("value") == "tide"
    assert len(visitor.all("input[data-suggest]")) == 1
    assert box.get_attribute("aria-keyshortcuts") == "/"
    assert (box.get_attribute("placeholder") or "").endswith(" (key: /)")


def test_no_key_is_told_where_none_leads_to_the_box(visitor: Visitor) -> None:
    with visitor.without_scripts():
        visitor.browser.get(visitor.site + "/nowhere")
        assert visitor.one("#site-q").get_attribute("aria-keyshortcuts") is None
        assert visitor.one("#site-q").get_attribute("placeholder") == "Search"


def test_a_suggestion_is_chosen_by_keyboard(visitor: Visitor) -> None:
    visitor.open("/topics")
    _type(visitor, "ines")
    box = visitor.one("#site-q")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") is None
    box.send_keys(Keys.ARROW_DOWN)
    chosen = visitor.one("[role=option][aria-selected=true]")
    assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
    assert "Ines Calloway" in chosen.text
    box.send_keys(Keys.ENTER)
    visitor.wait_for_path("/speaker/ines-calloway")


def test_a_slip_is_suggested_the_name_that_it_means(visitor: Visitor) -> None:
    visitor.open("/talks")
    _type(visitor, "caloway")
    visitor.one("#site-q").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    visitor.wait_for_path("/speaker/ines-calloway")


def test_a_suggestion_is_chosen_by_hand(visitor: Visitor) -> None:
    visitor.see(NARROW)
    visitor.open("/events")
    _type(visitor, "harbourconf 2022")
    visitor.one("[role=option]").click()
    visitor.wait_for_path("/event/harbourconf-2022")


def test_escape_closes_the_suggestions_and_keeps_the_words(visitor: Visitor) -> None:
    visitor.open("/talk/no/such")
    _type(visitor, "ines")
    box = visitor.one("#site-q")
    box.send_keys(Keys.ESCAPE)
    assert box.get_attribute("aria-expanded") == "false"
    assert not visitor.one("[role=listbox]").is_displayed()
    assert box.get_attribute("value") == "ines"
    box.send_keys(Keys.ENTER)
    visitor.wait_for_path("/search?q=ines")


def test_axe_is_silent_where_suggestions_are_open(visitor: Visitor) -> None:
    visitor.open("/talks")
    _type(visitor, "on")
    assert visitor.serious_violations() == []


def test_the_box_is_a_form_without_scripts(visitor: Visitor) -> None:
    with visitor.without_scripts():
        visitor.browser.get(visitor.site + "/nowhere")
        visitor.one("#site-q").send_keys("on-call", Keys.ENTER)
        visitor.wait_for_path("/search?q=on-call")
        assert visitor.all(".result")
