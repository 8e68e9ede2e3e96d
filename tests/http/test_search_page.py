"""The page of a search: what was understood, how to undo it, and talks with their passages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from talkgraph.http.app import create_app
from talkgraph.http.catalog import Catalog
from talkgraph.http.library import Library
from talkgraph.knowledge.hits import Hits
from talkgraph.model import Search
from talkgraph.model.queries import Correction, Mention, MentionKind, Rewriting

HTML = {"accept": "text/html"}
ASKED = "/search?q=what+did+Ines+Calloway+say+about+sleep"


@pytest.fixture(scope="module")
def client(sample_kb: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Library(sample_kb)), follow_redirects=False) as client:
        yield client


def _text(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    return answer.text


def _undoing(text: str) -> dict[str, str]:
    """Return the addresses of the chips by what following them does."""
    chips = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', text)
    return {unescape(undo): unescape(address) for address, undo in chips}


def test_what_was_understood_can_be_undone(client: TestClient) -> None:
    text = _text(client, f"{ASKED}&since=2019&page=1")
    [(undo, address)] = _undoing(text).items()
    assert undo == "Search for “Ines Calloway” as words like any other"
    assert parse_qs(urlsplit(address).query) == {
        "q": ["what did Ines Calloway say about sleep"],
        "since": ["2019"],
        "plain": ["Ines Calloway"],
    }
    undone = _text(client, address)
    [(again, back)] = _undoing(undone).items()
    assert again == "Read “Ines Calloway” as the name of something again"
    assert "plain" not in parse_qs(urlsplit(back).query)
    assert _undoing(_text(client, back)).keys() == {undo}


def test_a_card_leads_to_whom_the_words_name(client: TestClient) -> None:
    text = _text(client, ASKED)
    card = text[text.index('<ul class="cards named"') :]
    assert 'href="/speaker/ines-calloway"' in card[: card.index("</ul>")]
    assert text.index('<ul class="cards named"') < text.index('<ol class="results"')
    assert "cards named" not in _text(client, "/search?q=sleep+badly")


def test_passages_stand_below_their_talk_unless_single_ones_are_wanted(client: TestClient) -> None:
    shown = _text(client, "/search?q=on-call")
    titles = re.findall(r'class="result-title" href="([^"]+)"', shown)
    assert len(titles) == len(set(titles)) > 1
    assert "more passages</summary>" in shown or "of this talk</summary>" in shown
    single = _text(client, "/search?q=on-call&view=passages")
    assert '<div class="passage">' not in single
    assert single.count('<li class="result">') == 20
    assert "List talks with their passages" in single


def test_hits_lead_to_where_they_are_from(client: TestClient) -> None:
    text = _text(client, "/search?q=on-call&kind=post")
    found = re.findall(r'<a class="outside" href="([^"]+)" rel="noopener [^"]+">on ([^<]+)', text)
    assert found
    assert all(urlsplit(url).hostname == host for url, host in found)


def test_a_quote_has_its_own_voice(client: TestClient) -> None:
    text = _text(client, "/search?q=sleep&kind=quote")
    assert "<footer>— <bdi>" in text
    assert text.count("said-quote") > text.count("<footer>— <bdi>"), "some are nobody's"


def test_what_was_corrected_dropped_and_missed_is_said(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Search] = []
    found = Catalog.hits

    def hits(self: Catalog, wanted: Search) -> Hits:
        asked.append(wanted)
        answer = found(self, wanted)
        return Hits(
            answer,
            understood=replace(
                answer.understood,
                corrections=(
                    _correction("slepe", ("sleep",), Rewriting.SPELLING),
                    _correction("s3p", ("<sleep>",), Rewriting.NUMERONYM),
                ),
                dropped=(
                    Mention(kind=MentionKind.TIME, start=0, end=4, text="1999", label="1999"),
                ),
                found_phrase=False,
                language="fr",
            ),
        )

    monkeypatch.setattr(Catalog, "hits", hits)
    path = "/search?q=sleep&exact=true&plain=night&sort=date"
    text = _text(client, path)
    assert "Searched for <strong>sleep</strong> instead of “slepe”" in text
    assert "<strong>&lt;sleep&gt;</strong> beside “s3p”" in text
    assert "nothing would be left: <bdi>1999</bdi>" in text
    assert "one after the other" in text
    assert "another language (fr)" in text
    assert "literal=true" in text
    assert asked[0] == Search(text="sleep", exact=True, plain=("night",), newest=True)
    literal = _text(client, "/search?q=sleep&literal=true")
    assert "Searched for exactly what was typed" in literal
    assert asked[-1].literal


def _correction(typed: str, meant: tuple[str, ...], how: Rewriting) -> Correction:
    return Correction(start=0, end=len(typed), typed=typed, meant=meant, how=how)
