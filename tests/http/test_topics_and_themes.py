"""Topics and themes on pages and in the JSON API: the difference, and the way from one to other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from markupsafe import escape

from talkgraph.http.api import routes as api
from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.http.pages import routes
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.meaning import TOPICS_AND_THEMES
from talkgraph.words import numbered

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


@pytest.fixture(scope="module")
def client(sample_kb: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Library(sample_kb)), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("path", ["/topics", "/themes"])
def test_the_lists_tell_the_difference(client: TestClient, path: str) -> None:
    page = client.get(path, headers=HTML).text
    assert str(escape(TOPICS_AND_THEMES)) in page
    assert f'href="{"/themes" if path == "/topics" else "/topics"}"' in page


def test_the_description_of_the_api_tells_the_difference(client: TestClient) -> None:
    assert TOPICS_AND_THEMES in client.get("/api/v1/openapi.json").json()["info"]["description"]


def test_a_theme_that_is_a_topic_only_leads_to_the_topic(
    client: TestClient, kb: KnowledgeBase
) -> None:
    themes = " ".join(theme.name for theme in kb.themes())
    alone = next(each for each in kb.topics() if each.label not in themes)
    page = client.get(f"/theme/{alone.slug}", headers=HTML)
    assert page.status_code == 404
    assert f'<a href="/topic/{alone.slug}">The topic {escape(alone.label)}</a>' in page.text
    assert client.get(f"/topic/{alone.slug}", headers=HTML).status_code == 200
    told = client.get(f"/api/v1/themes/{alone.slug}")
    assert told.status_code == 404
    expected = {"kind": "topic", "name": alone.label, "address": alone.slug}
    assert told.json()["namesake"] == expected


def test_what_is_neither_leads_to_neither(client: TestClient) -> None:
    page = client.get("/theme/no-such-thing-at-all", headers=HTML)
    assert page.status_code == 404
    assert str(escape(TOPICS_AND_THEMES)) not in page.text
    assert "namesake" not in client.get("/api/v1/topics/no-such-thing-at-all").json()


def test_each_page_leads_to_the_other_where_both_are(client: TestClient, kb: KnowledgeBase) -> None:
    topics = {topic.label: topic.slug for topic in kb.topics()}
    both = next(theme for theme in kb.themes() if theme.name in topics)
    slug = both.iri.rpartition("/")[2]
    topic = client.get(f"/topic/{topics[both.name]}", headers=HTML).text
    theme = client.get(f"/theme/{slug}", headers=HTML).text
    assert "Also a theme" in topic
    belong, speak = len(both.talks), len(kb.topic(both.name).talks)
    assert f"</a>, to which {numbered(belong, 'talk belongs', 'talks belong')}</dd>" in topic
    assert f"</a>, of which {numbered(speak, 'talk speaks', 'talks speak')}</p>" in theme
    assert f'href="/theme/{slug}"' in topic
    assert f'Also a topic: <a href="/topic/{topics[both.name]}">' in theme


def test_a_topic_and_a_theme_are_shown_in_parts(
    client: TestClient, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "_TALKS_ABOUT", 2)
    topic = max(kb.topics(), key=lambda each: each.talks)
    theme = max(kb.themes(), key=lambda each: len(each.talks))
    address = theme.iri.rpartition("/")[2]
    for path, talks in (
        (f"/topic/{topic.slug}", [kb.topic(topic.iri).talks]),
        (f"/theme/{address}", [theme.talks]),
    ):
        [every] = talks
        assert len(every) > 2
        first, second = (
            client.get(f"{path}?page={number}", headers=HTML).text for number in (1, 2)
        )
        links = [f'href="/{kb.names.below(each.iri)}" dir="auto"' for each in every]
        assert [link in first for link in links[:3]] == [True, True, False]
        assert [link in second for link in links[:3]] == [False, False, True]
        assert 'rel="next"' in first
        assert 'rel="prev"' in second
        assert 'start="3"' in second


def test_a_topic_says_why_passages_are_from_talks_that_it_does_not_list(
    client: TestClient, kb: KnowledgeBase
) -> None:
    said = "is about this as a whole; a passage about it may stand in any talk."
    shown: dict[bool, int] = {}
    for topic in kb.topics():
        whole = kb.topic(topic.iri)
        listed = {each.iri for each in whole.talks}
        elsewhere = not {each.talk for each in whole.passages[: routes._TOLD]} <= listed
        assert (said in client.get(f"/topic/{topic.slug}", headers=HTML).text) == elsewhere
        shown[elsewhere] = shown.get(elsewhere, 0) + 1
    assert shown.keys() == {True, False}


def test_the_api_gives_as_much_of_a_topic_as_is_asked_for(
    client: TestClient, kb: KnowledgeBase
) -> None:
    topic = max(kb.topics(), key=lambda each: each.talks)
    whole = client.get(f"/api/v1/topics/{topic.slug}").json()
    part = client.get(f"/api/v1/topics/{topic.slug}?limit=1").json()
    assert len(part["talks"]) == len(part["passages"]) == 1
    for name in ("talks", "passages"):
        assert part[name] == whole[name][:1]
        assert part[f"{name}_in_all"] == whole[f"{name}_in_all"] == len(whole[name]) > 1
    assert client.get(f"/api/v1/topics/{topic.slug}?limit=0").status_code == 422


def test_the_api_gives_as_much_of_a_theme_as_is_asked_for(
    client: TestClient, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_FEW_TALKS", 1)
    theme = max(kb.themes(), key=lambda each: len(each.talks))
    address = f"/api/v1/themes/{theme.iri.rpartition('/')[2]}"
    whole, part = client.get(address).json(), client.get(f"{address}?limit=2").json()
    assert len(whole["talks"]) == len(theme.talks) > 2
    assert part == {**whole, "talks": whole["talks"][:2]}
    assert part["talks_in_all"] == len(theme.talks)
    listed = client.get("/api/v1/themes?limit=100").json()["items"]
    assert {**whole, "talks": whole["talks"][:1]} in listed
