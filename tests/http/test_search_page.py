"""The page of a search: what was understood, how to undo it, and talks with their passages."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from talkgraph.http.catalog import Catalog
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.hits import Hits
from talkgraph.model import Search
from talkgraph.model.queries import Correction, Mention, MentionKind, Rewriting

HTML = {"accept": "text/html"}
ASKED = "/search?q=what+did+Ines+Calloway+say+about+sleep"


def _text(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    return answer.text


def _undoing(text: str) -> dict[str, str]:
    """Return the addresses of the chips by what following them does."""
    chips = re.findall(r'<a href="([^"]+)" aria-label="((?!Not only)[^"]+)"', text)
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
    assert again == "Read as a name again: “Ines Calloway”"
    assert '<span aria-hidden="true">read as a name</span>' in undone
    assert "plain" not in parse_qs(urlsplit(back).query)
    assert _undoing(_text(client, back)).keys() == {undo}


def test_every_phrase_can_be_undone_one_after_the_other(client: TestClient) -> None:
    words = "a night of sleep is an on-call night or not"
    phrases = [f'"{word}"' for word in words.split()]
    address = f"/search?{urlencode({'q': ' '.join(phrases)})}"
    for count in range(1, 10):
        chips = _undoing(_text(client, address))
        address = next(to for undo, to in chips.items() if undo.startswith("Search for"))
        assert len(parse_qs(urlsplit(address).query)["plain"]) == count
        assert 'Read as a phrase again: “"a"”' in _undoing(_text(client, address))
    assert not any(undo.startswith("Search for") for undo in _undoing(_text(client, address)))
    [(_, address)] = _undoing(_text(client, "/search?q=sleep+badly&exact=true")).items()
    assert parse_qs(urlsplit(address).query) == {"q": ["sleep badly"]}


def test_all_that_was_chosen_goes_at_once(client: TestClient) -> None:
    chosen = "&since=2019&kind=post&plain=Ines+Calloway&sort=date&page=1"
    [address] = _anew(_text(client, ASKED + chosen))
    asked = {"q": ["what did Ines Calloway say about sleep"], "sort": ["date"]}
    assert parse_qs(urlsplit(address).query) == asked
    text = _text(client, address)
    assert list(_undoing(text)) == ["Search for “Ines Calloway” as words like any other"]
    assert "Narrowed to" not in text
    assert not _anew(text), "nothing is left to be removed"


def _anew(text: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'<a href="([^"]+)"[^>]*>Start anew</a>', text)]


@pytest.mark.parametrize(
    ("typed", "chip"),
    [
        ("Ines Caloway", "Ines Calloway, for “Ines Caloway”"),
        ("Inés Calloway", "Ines Calloway"),
        ("calloway's", "Ines Calloway"),
    ],
)
def test_a_chip_says_for_which_slip_its_name_stands(
    client: TestClient, typed: str, chip: str
) -> None:
    text = _text(client, f"/search?{urlencode({'q': f'{typed} on sleep'})}")
    [shown] = re.findall(r'<li class="chip"><span class="chip-kind">person</span>(.*?)<a ', text)
    assert unescape(re.sub(r"<[^>]+>", "", shown)).strip() == chip


def test_words_once_taken_as_they_are_stay_so_in_the_form(client: TestClient) -> None:
    plain = '<input type="hidden" name="plain" value="Ines Calloway">'
    assert plain in _text(client, f"{ASKED}&plain=Ines+Calloway")
    assert plain not in _text(client, "/search?q=sleep&plain=Ines+Calloway")


def test_what_nothing_ranks_is_told_newest_first(client: TestClient) -> None:
    assert "the newest first. They are all" in _text(client, "/search?q=HarbourConf")
    assert "best first. They are all" not in _text(client, "/search?q=sleep")


@pytest.mark.parametrize(
    ("sure", "said"),
    [(1.0, False), (0.5, False), (0.31, True), (0.0, True), (None, False)],
)
def test_only_a_doubt_whether_there_is_an_answer_is_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, sure: float | None, said: bool
) -> None:
    found = Catalog.hits

    def hits(self: Catalog, wanted: Search, *, weak: bool = True) -> Hits:
        answer = found(self, wanted, weak=weak)
        return Hits(answer, understood=replace(answer.understood, sure=sure))

    monkeypatch.setattr(Catalog, "hits", hits)
    text = _text(client, f"/search?q=sleep+{sure}")  # an address of its own: pages are kept
    doubt = re.search(r"It is not sure that there is an answer here \((\d\.\d\d) of 1\)\.", text)
    assert (doubt is not None) == said
    assert doubt is None or float(doubt[1]) == sure


def test_a_box_is_ticked_by_any_value_but_one_that_says_no(client: TestClient) -> None:
    typed = "Searched for exactly what was typed"
    assert typed in _text(client, "/search?q=sleep&literal=on")
    assert typed not in _text(client, "/search?q=sleep&literal=false&exact=0")


def test_nothing_is_near_where_nothing_is_found(client: TestClient) -> None:
    near = "What is near:"
    assert near in _text(client, "/search?q=%22badly+sleep+on+call%22+asleep")
    text = _text(client, "/search?q=%22zqxwv+kjhgf%22")
    assert "one after the other." in text
    assert near not in text


def test_the_newest_are_no_weak_answers(client: TestClient) -> None:
    text = _text(client, "/search?q=sleep+badly+on+call&kind=talk&view=passages&sort=date")
    scores = [float(score) for score in re.findall(r"Score (\d\.\d\d)", text)]
    assert scores
    assert min(scores) >= 0.05


def test_what_hardly_answers_is_left_out_unless_nothing_else_is_there(sample_kb: Path) -> None:
    kb = open_knowledge_base(sample_kb)
    found = kb.find(Search(text="on-call nights", event="HarbourConf 2021", limit=500))
    best = max(hit.score for hit in found)
    answers = found.answering(best / 2)
    assert 0 < len(answers) < len(found)
    assert all(hit.score >= best / 2 for hit in answers)
    assert found.answering(best + 1) == found
    listed = kb.find(Search(text="HarbourConf 2021", limit=500))
    assert listed.answering(2.0) == listed
    phrase = kb.find(Search(text='"on call"', event="HarbourConf 2021", limit=500))
    assert phrase.answering(2.0) == phrase
    quotes = kb.find(Search(text="sleep", kinds=("quote",), limit=500))
    assert quotes.answering(2.0) == quotes
    assert min(hit.score for hit in quotes) < max(hit.score for hit in quotes)


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
    assert re.search(r"<a href=\"[^\"]*\">By talk<", single)


def test_hits_lead_to_where_they_are_from(client: TestClient) -> None:
    text = _text(client, "/search?q=on-call&kind=post")
    found = re.findall(r'<a class="outside" href="([^"]+)" rel="noopener [^"]+">on ([^<]+)', text)
    assert found
    assert all(urlsplit(url).hostname == host for url, host in found)


def test_a_quote_has_its_own_voice(client: TestClient) -> None:
    text = _text(client, "/search?q=sleep&kind=quote")
    assert '<footer>— <a href="/speaker/' in text
    assert text.count("said-quote") > text.count("<footer>— <bdi>"), "some are nobody's"


def test_what_was_corrected_dropped_and_missed_is_said(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Search] = []
    found = Catalog.hits

    def hits(self: Catalog, wanted: Search, *, weak: bool = True) -> Hits:
        asked.append(wanted)
        answer = found(self, wanted, weak=weak)
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
    path = "/search?q=night+sleep&exact=true&plain=Night&plain=noon&sort=date"
    text = _text(client, path)
    assert "Searched for <strong>sleep</strong> instead of “slepe”" in text
    assert "<strong>&lt;sleep&gt;</strong> beside “s3p”" in text
    assert "nothing would be left: <bdi>1999</bdi>" in text
    assert "one after the other" in text
    assert "another language (fr)" in text
    assert "literal=true" in text
    wanted = Search(text="night sleep", exact=True, plain=("Night",), newest=True)
    assert asked[0] == wanted, "words that are not typed any more are no plain words"
    literal = _text(client, "/search?q=sleep&literal=true")
    assert "Searched for exactly what was typed" in literal
    assert asked[-1].literal


def _correction(typed: str, meant: tuple[str, ...], how: Rewriting) -> Correction:
    return Correction(start=0, end=len(typed), typed=typed, meant=meant, how=how)
