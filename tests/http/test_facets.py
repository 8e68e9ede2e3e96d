"""What an answer can be narrowed to, and where one leads on that found nothing."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings

_CHOICE = re.compile(
    r'<li><a href="([^"]+)"[^>]*><bdi>([^<]+)</bdi></a>(?: <span class="count">([\d,]+)</span>)?'
)

_LISTS = (
    "/talks",
    "/search?q=on-call",
    "/search?q=on-call&view=passages",
    "/event/harbourconf-2021",
    "/topic/on-call",
    "/speaker/ines-calloway",
    "/talk/harbourconf-2021/calloway",
    "/map",
)


def _facets(page: str) -> dict[str, list[tuple[str, str, str]]]:
    """Return the choices of each facet of a page: label, count and address."""
    aside = page.partition('<aside class="facets"')[2].partition("</aside>")[0]
    parts = re.split(r"<h2>([^<]+)</h2>", aside)[1:]
    return {
        title: [
            (unescape(label), count, unescape(at)) for at, label, count in _CHOICE.findall(part)
        ]
        for title, part in zip(parts[::2], parts[1::2], strict=True)
    }


def _talks(page: str) -> int:
    found = re.search(r"passages? of (\d+) talks?|best passages of (\d+)", page)
    assert found, page
    return int(found[1] or found[2])


@pytest.mark.parametrize("title", ["Event", "Year", "Speaker", "Topic"])
def test_a_choice_has_as_many_talks_as_it_says(client: TestClient, title: str) -> None:
    page = client.get("/search?q=on-call+nights").text
    label, count, address = _facets(page)[title][0]
    narrowed = client.get(address).text
    assert _talks(narrowed) == int(count)
    chosen, _, back = _facets(narrowed)[title][0]
    assert chosen == label
    assert parse_qs(urlsplit(back).query) == {"q": ["on-call nights"]}
    assert _talks(client.get(back).text) == _talks(page)


def test_kinds_add_up_and_may_be_several(client: TestClient) -> None:
    page = client.get("/search?q=on-call+nights").text
    kinds = _facets(page)["Kind"]
    total = re.search(r"(\d+) passages of", page)
    assert total
    assert sum(int(count or 0) for _, count, _ in kinds) == int(total[1])
    assert "A kind alone is ranked anew" in page
    assert {"posts", "quotes"} <= {label for label, _, _ in kinds}, "whichever the answer has"
    one = client.get(kinds[0][2]).text
    assert "A kind alone is ranked anew" not in one
    assert "kind=" in kinds[0][2]
    two = {label: at for label, _, at in _facets(one)["Kind"]}
    assert "kind=" not in two[kinds[0][0]]  # chosen again, it is no longer chosen
    assert two["quotes"].count("kind=") == 2


def test_what_all_that_was_found_has_in_common_stays_chosen_without_the_rest(
    client: TestClient,
) -> None:
    page = client.get("/search?q=on-call+nights&since=2021&until=2021").text
    [(event, of_event, both)] = _facets(page)["Event"]
    assert (event, int(of_event)) == ("HarbourConf 2021", _talks(page))
    [(year, count, back)] = _facets(client.get(both).text)["Year"]
    assert (year, int(count)) == ("2021", _talks(page))
    asked = parse_qs(urlsplit(back).query)
    assert asked == {"q": ["on-call nights"], "event": ["HarbourConf 2021"]}
    without_year = client.get(back).text
    assert [label for label, _, _ in _facets(without_year)["Event"]] == ["HarbourConf 2021"]
    assert "Not only HarbourConf 2021" in without_year


def test_the_only_kind_that_there_is_can_be_chosen(tmp_path: Path) -> None:
    notes = tmp_path / "quay.md"
    notes.write_text("# QuayConf 2031\n\n12 May 2031\n\n- The hall was cold.\n", "utf-8")
    settings = Settings(model="hashing")
    build(BuildRequest(sources=(notes,), kb=tmp_path / "kb", settings=settings))
    with TestClient(create_app(Library(tmp_path / "kb")), base_url="http://127.0.0.1") as quays:
        [(kind, count, address)] = _facets(quays.get("/search?q=cold+hall").text)["Kind"]
        assert (kind, count) == ("notes", "1")
        assert parse_qs(urlsplit(address).query)["kind"] == ["note"]


def test_an_event_that_is_chosen_by_its_iri_is_called_by_its_name(client: TestClient) -> None:
    iri = "https://w3id.org/talkgraph/id/event/harbourconf-2021"
    page = client.get("/search", params={"q": "on-call nights", "event": iri}).text
    assert _facets(page)["Event"][0][:2] == ("HarbourConf 2021", str(_talks(page)))
    assert "Not only HarbourConf 2021" in page


def test_counts_of_the_best_alone_are_said_to_be_of_these(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Counts are of the" not in client.get("/search?q=on-call+nights").text
    monkeypatch.setattr("talkgraph.http.pages.routes.MOST_HITS", 5)
    assert "Counts are of the 5 best passages" in client.get("/search?q=nights+on-call").text


def test_what_is_chosen_stays_where_nothing_is_left(client: TestClient) -> None:
    page = client.get("/search?q=on-call&event=HarbourConf+2021&since=1990&until=1990").text
    assert "Nothing was found" in page
    labels = [label for choices in _facets(page).values() for label, _, _ in choices]
    assert labels == ["HarbourConf 2021", "1990"]
    assert 'aria-label="Not only HarbourConf 2021"' in page


def test_a_name_that_nobody_has_leads_to_those_near_it(client: TestClient) -> None:
    answer = client.get("/search?q=on-call&speaker=Ines+Caloway", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert re.search(
        r'<h3><a href="/speaker/ines-calloway"[^>]*>Ines Calloway</a></h3>', answer.text
    )
    same = re.search(r'narrowed to <a href="([^"]+)"><bdi>Ines Calloway', answer.text)
    assert same
    assert unescape(same[1]) == "/search?q=on-call&speaker=Ines+Calloway"
    assert "Narrowed to" in client.get(unescape(same[1])).text


def test_words_that_find_nothing_lead_on(client: TestClient) -> None:
    page = client.get("/search?q=Harborconf+2021&literal=true&since=1990&until=1990").text
    assert 'href="/event/harbourconf-2021"' in page
    for path in ("/talks", "/speakers", "/events", "/topics", "/themes"):
        assert f'<a href="{path}">' in page.partition("<main")[2]


def test_rich_talks_are_told_from_bare_ones(client: TestClient, quayconf_kb: Path) -> None:
    for path in _LISTS:
        text = client.get(path).text
        assert re.search(r'<span class="told told-said">\d+ (posts|notes?)', text), path
    with TestClient(create_app(Library(quayconf_kb)), base_url="http://127.0.0.1") as quays:
        text = quays.get("/talks").text
        assert '<span class="told told-announced">announced only' in text
        assert '<span class="told told-title">title only' in text


def test_what_is_told_on_pages_is_what_is_told_in_answers(client: TestClient) -> None:
    told = {
        each["iri"]: each["told"] for each in client.get("/api/v1/talks?limit=100").json()["items"]
    }
    text = client.get("/talks").text
    shown = re.findall(
        r'class="entry-title" href="/talk/([^"]+)".*?class="told told-(\w+)"', text, re.DOTALL
    )
    assert {key: told[f"https://w3id.org/talkgraph/id/talk/{key}"] for key, _ in shown} == dict(
        shown
    )


def test_what_hardly_answers_is_shown_where_it_is_wanted(client: TestClient) -> None:
    page = client.get("/search?q=on-call+nights&event=HarbourConf+2021").text
    more = re.search(r'<a href="([^"]+)">show it too</a>', page)
    assert more
    whole = client.get(unescape(more[1])).text
    assert _talks(whole) >= _talks(page)
    assert "show it too" not in whole
    few = client.get("/search?q=zebra+crossing&event=HarbourConf+2021").text
    assert "Nothing was found" not in few, "the best there is, however weak"
