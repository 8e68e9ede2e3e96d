"""Where one comes from a slip, from words that find nothing, and from what is not there."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.settings import Settings

HTML = {"accept": "text/html"}


def _meant(text: str) -> list[str]:
    """Return the addresses below "Did you mean?"."""
    listed = text.partition("Did you mean?</h2>")[2].partition("</ul>")[0]
    return re.findall(r'href="([^"]+)"', listed)


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/speakers?q=caloway", []),
        ("/quotes?q=caloway", []),
        ("/talks?speaker=caloway&since=2021", ["/talks?since=2021&speaker=Ines+Calloway"]),
    ],
)
def test_a_list_that_has_nothing_of_a_name_leads_to_whom_it_may_mean(
    client: TestClient, path: str, same: list[str]
) -> None:
    text = client.get(path, headers=HTML).text
    meant = [unescape(each) for each in _meant(text)]
    assert meant[: len(same) + 1] == [*same, "/speaker/ines-calloway"]
    assert text.count("Did you mean") == 1
    assert all(client.get(each, headers=HTML).status_code == 200 for each in same)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/talks/harbourconf-2021/calloway", ["/talk/harbourconf-2021/calloway"]),
        ("/Speakers/ines-calloway/", ["/speaker/ines-calloway"]),
        ("/talks/harbourconf-2021/caloway", ["/talk/harbourconf-2021/calloway"]),
        ("/people/Ines%20Caloway", ["/speaker/ines-calloway"]),
        ("/ines-calloway", ["/speaker/ines-calloway"]),
        ("/spekers", ["/speakers"]),
    ],
)
def test_a_path_that_leads_nowhere_leads_to_what_is_near(
    client: TestClient, path: str, meant: list[str]
) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert f"There is nothing at {unquote(path)}" in answer.text
    found = [unescape(each) for each in _meant(answer.text)]
    assert found[: len(meant)] == meant
    assert all(client.get(each, headers=HTML).status_code == 200 for each in found)
    assert "near" not in client.get(path).json(), "a program is offered no pages"


def test_a_path_of_nothing_that_is_here_leads_to_nothing_by_chance(client: TestClient) -> None:
    assert _meant(client.get("/zqxwv/kjhgf-mnbvc", headers=HTML).text) == []


@pytest.fixture(scope="module")
def without_talks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service on notes of an event that name no talk."""
    folder = tmp_path_factory.mktemp("noted")
    notes = folder / "quay.md"
    notes.write_text("# QuayConf 2031\n\n12 May 2031\n\n- The hall was cold.\n", "utf-8")
    settings = Settings(model="hashing")
    build(BuildRequest(sources=(notes,), kb=folder / "kb", settings=settings))
    with TestClient(create_app(Library(folder / "kb")), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "on"),
    [
        ("/", "/event/quayconf-2031"),
        ("/talks", "/events"),
        ("/talks?since=2031", "/talks"),
        ("/speakers", "/events"),
        ("/quotes", "/talks"),
        ("/topics", "/events"),
        ("/map", "/map/passages"),
    ],
)
def test_a_page_without_anything_leads_on(without_talks: TestClient, path: str, on: str) -> None:
    answer = without_talks.get(path)
    text = answer.text.partition("<main")[2].partition("</main>")[0]
    assert answer.status_code == 200
    assert f'href="{on}"' in text
    assert "Search 0" not in text


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/speaker/ines-caloway", "/speaker/ines-calloway"),
        ("/event/harborconf-2021", "/event/harbourconf-2021"),
        ("/topic/on-cal", "/topic/on-call"),
        ("/talk/harbourconf-2021/caloway", "/talk/harbourconf-2021/calloway"),
        ("/source/harborconf-2021.md", "/source/harbourconf-2021.md"),
        ("/spekers", "/speakers"),
        ("/Talk", "/talks"),
    ],
)
def test_an_address_of_nothing_leads_straight_to_those_near_it(
    client: TestClient, path: str, page: str
) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert _meant(answer.text)[0] == page
    assert client.get(page, headers=HTML).status_code == 200


def test_a_theme_of_nothing_leads_to_one_that_is_there(client: TestClient, sample_kb: Path) -> None:
    slug = open_knowledge_base(sample_kb).themes()[0].iri.rpartition("/")[2]
    assert f"/theme/{slug}" in _meant(client.get(f"/theme/{slug}x", headers=HTML).text)


def test_quotes_are_found_by_who_said_them_and_lead_there(client: TestClient) -> None:
    text = client.get("/quotes?q=calloway").text
    voices = re.findall(r'<footer><a href="([^"]+)"><bdi>([^<]+)', text)
    assert voices
    assert set(voices) == {("/speaker/ines-calloway", "Ines Calloway")}
    assert len(voices) == text.count('<figure class="quotation">')


def _marked(text: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'<a href="([^"]+)"[^>]*class="dot found ', text)]


def test_a_theme_leads_to_its_talks_on_the_map(client: TestClient, sample_kb: Path) -> None:
    theme = max(open_knowledge_base(sample_kb).themes(), key=lambda each: len(each.talks))
    slug = theme.iri.rpartition("/")[2]
    assert f'href="/map?theme={slug}"' in client.get(f"/theme/{slug}", headers=HTML).text
    marked = client.get(f"/map?theme={slug}", headers=HTML).text
    talks = {talk.iri.partition("/talk/")[2] for talk in theme.talks}
    assert {each.removeprefix("/talk/") for each in _marked(marked)} == talks
    assert f'href="/map/passages?theme={slug}"' in marked
    passages = _marked(client.get(f"/map/passages?theme={slug}", headers=HTML).text)
    assert {each.partition("#")[0].removeprefix("/talk/") for each in passages} <= talks
    assert passages
    assert not _marked(client.get("/map", headers=HTML).text)


def test_the_talks_of_a_marked_theme_are_listed_first_and_at_once(
    client: TestClient, sample_kb: Path
) -> None:
    last = client.get("/map", headers=HTML).text.rpartition('<a href="/theme/')[2].partition('"')[0]
    for theme in open_knowledge_base(sample_kb).themes():
        slug = theme.iri.rpartition("/")[2]
        lists = client.get(f"/map?theme={slug}", headers=HTML).text.partition('"theme-lists">')[2]
        opened, *closed = lists.partition("</div>")[0].split("<details")[1:]
        assert opened.startswith(" open>")
        assert f'<a href="/theme/{slug}">' in opened
        assert all(each.startswith(">") for each in closed)
        assert lists.count(f'<a href="/theme/{slug}">') == 1
        if slug == last:
            assert re.search(r'swatch swatch-[1-9]"', opened), "it keeps its colour"
    lists = client.get("/map", headers=HTML).text.partition('"theme-lists">')[2]
    assert "<details open" not in lists


def test_a_related_talk_without_a_reason_is_said_to_be_alike_as_a_whole(
    client: TestClient, sample_kb: Path
) -> None:
    kb = open_knowledge_base(sample_kb)
    related = [each for each in kb.related("harbourconf-2021/calloway", limit=8) if not each.repeat]
    of = [each.reasons for each in related]
    bare = [each for each in of if not (each.topics or each.people or each.posts)]
    assert 0 < len(bare) < len(of)
    text = client.get("/talk/harbourconf-2021/calloway", headers=HTML).text
    assert text.count("Alike as a whole, in words and meaning.") == len(bare)


def test_the_map_finds_a_talk_by_each_of_its_themes(client: TestClient, sample_kb: Path) -> None:
    kb = open_knowledge_base(sample_kb)
    cards = client.get("/map/talks.json").json()
    told = [(t.title, " · ".join(each.name for each in kb.themes_of(t.iri))) for t in kb.talks()]
    assert sorted((card["title"], card["theme"]) for card in cards) == sorted(told)
    assert any(" · " in themes for _, themes in told)


def test_a_keyboard_comes_from_the_top_of_a_search_to_its_results(client: TestClient) -> None:
    text = client.get("/search?q=on-call").text
    assert 'class="skip" href="#results"' in text
    assert 'id="results" tabindex="-1"' in text
    nothing = client.get("/search?q=zzzz+qqqq&literal=true").text
    assert 'class="skip" href="#content"' in nothing
