"""The explorer's pages: what they show, and that strangers' texts stay texts."""

import gc
import re
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from programme_samples import FIRST, LAMPS, PICTURE, ROPES, TIDES

from talkgraph.errors import AnswerTooLarge
from talkgraph.graph.questions import GROUPS, question, questions
from talkgraph.graph.store import OxigraphStore
from talkgraph.http.app import create_app
from talkgraph.http.catalog import catalog
from talkgraph.http.library import Library
from talkgraph.http.pages.drawn.layout import HEIGHT, WIDTH, places
from talkgraph.http.pages.drawn.map import talk_map
from talkgraph.http.pages.rendering import highlight
from talkgraph.http.pages.views import neighbours, parts_of, programme
from talkgraph.http.sparql.pool import Client, Turn, WorkerPool
from talkgraph.http.sparql.table import Bounds, Table, Term, first_rows, read_table
from talkgraph.knowledge.answers import QuoteView, Said
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.passages import SPOKEN
from talkgraph.protocols import Question
from talkgraph.settings import Settings
from talkgraph.words import one_line

HTML = {"accept": "text/html"}
DATA = ("application/json", "application/ld+json")  # of scripts that are none
CALLOWAY = "/talk/harbourconf-2021/calloway"
PAGES = (
    "/",
    "/search",
    "/search?q=on-call",
    "/talks",
    "/quotes",
    CALLOWAY,
    "/talk/harbourconf-2021/2021-09-09-ignites",
    "/speakers",
    "/speaker/ines-calloway",
    "/themes",
    "/topics",
    "/topic/on-call",
    "/events",
    "/event/harbourconf-2021",
    "/map",
    "/map/passages",
    "/query",
    "/ontology",
    "/resource/source/harbourconf-2021.md",
    "/source/harbourconf-2021.md?line=36",
    "/source/harbourconf-2021.md?view=rendered",
    "/nowhere",
)
LONG = "Bemalningsfri" * 40
HOSTILE = f"""# HostileConf 2023 <script>alert("event")</script>

March 4, 2023 — Nowhere

* [event website](javascript:alert(1))

## <a name="evil"></a> <img src=x onerror=alert(1)> "quoted' & <b>bold</b>

[Eve "><svg onload=alert(2)>](https://people.example.org/"onmouseover="alert(3))

**Video:** [watch](javascript:alert(4))
**Slides:** [slides](https://slides.example.org/?a="><script>alert(5)</script>)

**My livetweet contents**

> </script><script>alert(6)</script> says Eve about <iframe src="//evil.example"></iframe>

> "The reliable {{{{ 7*7 }}}} system's name is <u>Bobby</u> Tables" — she said

> A very long word: {LONG} and an incident 🧯🔥 then שלום עולם وداعا

> Read this [javascript:alert(7)](javascript:alert(8)) [an aside with <em>tags</em> & "marks"]

## <a name="longest"></a> {LONG}

[{LONG}](https://people.example.org/long)

**My livetweet contents**

> Incidents again, and the reliable system of Bobby Tables once more.
"""


class Page(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._skip = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._skip += tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag == "script"

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def quayconf(quayconf_kb: Path) -> Iterator[TestClient]:
    with TestClient(
        create_app(Library(quayconf_kb)), base_url="http://127.0.0.1", follow_redirects=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    request = BuildRequest(
        sources=(folder / "hostile.md",), kb=folder / "kb", settings=Settings(model="hashing")
    )
    build(request)
    with TestClient(
        create_app(Library(folder / "kb")), base_url="http://127.0.0.1", follow_redirects=False
    ) as client:
        yield client


def _page(client: TestClient, path: str, status: int = 200) -> Page:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def test_search_marks_words_and_says_why(client: TestClient) -> None:
    answer = client.get("/search?q=paying+for+on-call", headers=HTML).text
    assert re.search(r"<mark>on[- ]call</mark>", answer, re.IGNORECASE)
    assert "similarity" in answer
    assert 'value="paying for on-call"' in answer


def test_search_is_narrowed_by_the_form(client: TestClient) -> None:
    path = "/search?q=nights&kind=post&event=&speaker=Ines+Calloway&topic=&since=2022&until="
    page = _page(client, path)
    assert "HarbourConf 2022" in page.text
    checked = [each for each in page.all("input") if "checked" in each]
    assert [each["value"] for each in checked] == ["post"]
    hrefs = [each["href"] or "" for each in page.all("a") if each.get("class") == "result-title"]
    assert hrefs
    assert all(href.startswith("/talk/harbourconf-2022/") for href in hrefs)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/search?q=x&speaker=nobody-at-all", 404),
        ("/search?q=x&kind=poem", 404),
        ("/search?q=%21", 400),
        ("/talks?since=no", 400),
    ],
)
def test_forms_say_what_is_wrong(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert "<form" in answer.text


def test_a_talk_shows_everything_in_order(client: TestClient, sample_kb: Path) -> None:
    answer = client.get(CALLOWAY, headers=HTML).text
    said = open_knowledge_base(sample_kb).talk("harbourconf-2021/calloway").said
    places = [answer.index(f'id="{each.kind}-{each.iri.rpartition("/")[2]}"') for each in said]
    assert places == sorted(places)
    assert sum(len(each.quotes) for each in said) == answer.count('<blockquote class="quote"')
    assert 'href="/speaker/ines-calloway"' in answer
    assert "Also given elsewhere" in answer
    assert "What is alike" in answer
    assert re.search(r"/source/harbourconf-2021\.md\?line=\d+#L\d+", answer)


@pytest.mark.parametrize(
    ("text", "basis", "kinds"),
    [
        ('"Hold fast." - @holm', "explicit", ["quote"]),
        ('"Hold fast." - @holm, at last', "explicit", ["quote", "text"]),
        ('"Hold fast." - @holm', "speaker", ["quote", "text"]),
        ('Heard: "Hold fast."', "explicit", ["text", "quote"]),
    ],
)
def test_whose_words_a_quote_is_stands_there_once(text: str, basis: str, kinds: list[str]) -> None:
    quote = QuoteView(
        iri="q", text="Hold fast.", who="Ida Holm", basis=basis, talk="t", source="s", line=1
    )
    said = Said(
        iri="p",
        kind="post",
        position=1,
        text=text,
        source="s",
        line=1,
        quotes=(quote,),
        asides=(),
    )
    assert [part.kind for part in parts_of(said, {})] == kinds


def test_an_answer_leads_to_its_lines(client: TestClient) -> None:
    answer = client.get("/search?q=paying+for+on-call&kind=post&kind=note", headers=HTML).text
    found = re.findall(
        r'href="(/source/[^"?]+)\?line=(\d+)#L\2" title="([^"]+)">\3, line \2<', answer
    )
    assert len(found) == answer.count('<div class="passage">') > 0
    for source, line, _ in found:
        assert f'id="L{line}"' in client.get(source, headers=HTML).text


def test_a_passage_of_several_lines_is_found_by_its_first(tmp_path: Path) -> None:
    notes = (
        "# TideConf 2030\n\nMay 1, 2030\n\n## Tides\n\nMara Lind\n\n> Water waits\n> for no one.\n"
    )
    (tmp_path / "tides.md").write_text(notes, encoding="utf-8")
    kb = tmp_path / "kb"
    settings = Settings(model="hashing", keep_texts=False)
    build(BuildRequest(sources=(tmp_path,), kb=kb, settings=settings))
    with TestClient(create_app(Library(kb)), base_url="http://127.0.0.1") as client:
        assert "#line=8,9" in client.get("/search?q=water", headers=HTML).text
        page = Page(client.get("/resource/source/tides.md", headers=HTML).text)
    marks = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert {"line=8,9", "line=8,10"} <= set(marks)
    assert len(marks) == len(set(marks))


def test_a_passage_has_its_place_on_the_talks_page(client: TestClient, sample_kb: Path) -> None:
    store = open_knowledge_base(sample_kb).parts.store
    kinds = ("Post", "Note", "Quote", "Aside")
    for kind in kinds:
        query = f"SELECT ?it {{ ?it a tg:{kind} ; tg:talk ?talk }} ORDER BY ?it LIMIT 3"
        for row in store.select(query):
            local = row["it"].removeprefix("https://w3id.org/talkgraph")
            target = client.get(local, headers=HTML).headers["location"]
            path, _, fragment = target.partition("#")
            assert f'id="{fragment}"' in client.get(path, headers=HTML).text, row["it"]


def test_a_speaker_shows_talks_and_quotes(client: TestClient) -> None:
    page = _page(client, "/speaker/ines-calloway")
    assert "2 talks" in page.text
    assert "In their words" in page.text


def test_the_years_of_a_topic_are_in_the_table_too(client: TestClient) -> None:
    page = _page(client, "/topic/on-call")
    assert re.search(r"Year\s*Talks\s*of all", page.text)
    assert "2021" in page.text


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_sound(client: TestClient, path: str) -> None:
    page = _page(client, path, 404 if path == "/nowhere" else 200)
    assert len(page.all("main")) == len(page.all("h1")) == 1
    names = [name for name, _ in page.elements]
    assert names[: names.index("body")].count("title") == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = {each.get("for") for each in page.all("label")}
    for field in (*page.all("input"), *page.all("select"), *page.all("textarea")):
        assert field.get("type") in ("checkbox", "hidden") or field["id"] in labels
    for name, attributes in page.elements:
        assert not any(key.startswith("on") or key == "style" for key in attributes), name


PROGRAMME_PAGES = (
    "/",
    "/search?q=splice+strength",
    "/search?q=tides&kind=abstract",
    "/talks",
    f"/talk/{ROPES}",
    f"/talk/{LAMPS}",
    f"/talk/{TIDES}",
    "/event/quayconf-2031",
    "/event/quayconf-2031?day=2031-05-07",
    "/event/quayconf-2031?track=Light&day=2031-05-06",
    "/event/quayconf-2031?track=nothing",
    "/speaker/ida-holt",
    "/themes",
    "/map",
    "/map/passages",
)


@pytest.mark.parametrize("path", PROGRAMME_PAGES)
def test_pages_of_programmes_are_sound(quayconf: TestClient, path: str) -> None:
    test_pages_are_sound(quayconf, path)
    test_pages_load_nothing_from_elsewhere(quayconf, path)
    test_links_inside_lead_somewhere(quayconf, path)


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/docs"])
def test_pages_load_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page = Page(answer.text)
    for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src"), ("form", "action")):
        for each in page.all(tag):
            assert (each.get(attribute) or "/").startswith("/")
            assert not (each.get(attribute) or "/").startswith("//")
    for script in page.all("script"):
        assert script.get("src") or script["type"] in DATA


@pytest.mark.parametrize("path", PAGES)
def test_links_inside_lead_somewhere(client: TestClient, path: str) -> None:
    page = Page(client.get(path, headers=HTML).text)
    hrefs = {(each.get("href") or "").partition("#")[0] for each in page.all("a")}
    for href in sorted(hrefs)[:80]:
        if href.startswith("/"):
            assert client.get(href, headers=HTML).status_code in (200, 303), href


def test_static_files_are_kept_by_browsers(client: TestClient) -> None:
    for path in ("/static/style.css", "/static/explorer.js", "/static/map.js"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "max-age" in answer.headers["cache-control"]
    assert client.get("/static/../pages.py").status_code == 404


# ── what programmes and archives tell ────────────────────────────────────────────────────────


def _text(client: TestClient, path: str) -> str:
    return " ".join(_page(client, path).text.split())


def test_the_head_of_a_talk_says_when_and_where_and_leads_to_its_recordings(
    quayconf: TestClient,
) -> None:
    answer = quayconf.get(f"/talk/{ROPES}", headers=HTML).text
    head = answer[answer.index("<header>") : answer.index("</header>", answer.index("<header>"))]
    for told in ("Tue 6 May 2031, 09:30–10:10 +01:00", "Quay Hall", "Rigging", "keynote", ">en<"):
        assert told in head
    hrefs = [each["href"] for each in Page(head).all("a")]
    assert hrefs[-3:] == [
        "https://quayconf.example.org/ropes.mp4",
        "https://quayconf.example.org/ropes.pdf",
        "https://quayconf.example.org/ropes",
    ]
    # What stands at the head does not stand among the other links too.
    shown = answer.partition('<script type="application/ld+json">')[0]
    assert shown.count("ropes.mp4") == 1
    assert shown.count("https://quayconf.example.org/knots") == 1
    assert "(in the programme of Tue 6 May 2031)" in _text(quayconf, f"/talk/{LAMPS}")


def test_the_first_page_promises_what_there_is(client: TestClient, tmp_path: Path) -> None:
    text = _text(client, "/")
    assert "What was said at the talks" in text
    assert "the line of the notes" in text
    (tmp_path / "tide.ics").write_text(
        "BEGIN:VCALENDAR\nX-WR-CALNAME:TideConf 2031\nBEGIN:VEVENT\nUID:1@tide.example\n"
        "DTSTART:20310506T100000\nSUMMARY:Paying for On-Call - Ida Holt\nEND:VEVENT\n"
        "END:VCALENDAR\n"
    )
    request = BuildRequest(
        sources=(tmp_path / "tide.ics",), kb=tmp_path / "kb", settings=Settings(model="hashing")
    )
    build(request)
    with TestClient(create_app(Library(tmp_path / "kb")), base_url="http://127.0.0.1") as announced:
        text = _text(announced, "/")
        assert "What the talks are about" in text
        assert "in their titles and in what was announced of them" in text
        assert "the line of the notes" not in text


def test_every_search_that_the_first_page_offers_finds_something(client: TestClient) -> None:
    answer = client.get("/", headers=HTML).text
    tries = re.findall(r'href="(/search\?q=[^"]+)"', answer)
    assert tries
    for path in tries:
        assert "best first" in _text(client, path)


def test_what_was_announced_stands_apart_from_what_was_said(quayconf: TestClient) -> None:
    answer = quayconf.get(f"/talk/{ROPES}", headers=HTML).text
    places = [
        answer.index(each)
        for each in (
            '<h2 id="announced">Announced',
            "Every harbour has its knots.",
            "You will leave knowing",
            '<h2 id="said">What was said',
            "Mara Lind begins with a splice",
        )
    ]
    assert places == sorted(places)
    assert '<h2 id="said"' not in quayconf.get(f"/talk/{LAMPS}", headers=HTML).text


def test_a_paragraph_of_an_abstract_has_its_place_on_the_page(
    quayconf: TestClient, quayconf_kb: Path
) -> None:
    for each in open_knowledge_base(quayconf_kb).talk(ROPES).announced:
        target = quayconf.get(each.iri.removeprefix("https://w3id.org/talkgraph"), headers=HTML)
        path, _, fragment = target.headers["location"].partition("#")
        assert path == f"/talk/{ROPES}"
        assert f'id="{fragment}"' in quayconf.get(path, headers=HTML).text


def test_posts_say_who_sent_them_when_and_lead_to_the_original(quayconf: TestClient) -> None:
    page = _page(quayconf, f"/talk/{ROPES}")
    text = " ".join(page.text.split())
    assert "post by @ana Tue 6 May 2031, 09:31 +01:00 original" in text
    assert FIRST in [each["href"] for each in page.all("a")]
    # Pictures are named and linked, never loaded.
    assert not page.all("img")
    assert "image Two strands, half spliced" in text
    assert PICTURE in [each["href"] for each in page.all("a")]
    replies = re.findall(
        r'href="([^"]+)">in reply<', quayconf.get(f"/talk/{ROPES}", headers=HTML).text
    )
    assert len(replies) == 1
    assert f'id="{replies[0].partition("#")[2]}"' in quayconf.get(replies[0], headers=HTML).text


@pytest.mark.parametrize(
    "path",
    [
        f"/talk/{TIDES}",
        "/event/quayconf-2031",
        "/talks",
        "/speaker/ida-holt",
        "/search?q=tides+with+a+pencil",
    ],
)
def test_what_was_cancelled_is_marked(quayconf: TestClient, path: str) -> None:
    answer = quayconf.get(path, headers=HTML).text
    assert re.search(r'class="kind kind-cancelled">cancelled<', answer)


def test_what_was_cancelled_is_near_to_nothing(quayconf: TestClient) -> None:
    related = _text(quayconf, f"/talk/{ROPES}").partition("Related talks")[2]
    assert "Lamps After Dark" in related
    assert "Tides by Hand" not in related
    drawn = [card["title"] for card in quayconf.get("/map/talks.json").json()]
    assert "Bells in the Fog" in drawn
    assert "Tides by Hand" not in drawn


def test_a_programme_goes_by_day_time_and_room(quayconf: TestClient) -> None:
    text = _text(quayconf, "/event/quayconf-2031")
    assert "4 talks (1 of them cancelled)" in text
    shown = text.partition("Programme")[2]
    told = (
        "09:30–10:10 Ropes That Hold Mara Lind · Quay Hall · Rigging",
        "00:30–01:15 Lamps After Dark Ben Ode · Lantern Room · Light",
        "09:00–09:40 Tides by Hand cancelled Ida Holt · Quay Hall · Light",
        "14:00–16:00 Workshop: Knots session Loft",
        "Bells in the Fog Ola Berg",
    )
    assert [shown.index(each) for each in told] == sorted(shown.index(each) for each in told)


def test_a_programme_is_narrowed_to_a_day_and_a_track(quayconf: TestClient) -> None:
    titles = {
        "?day=2031-05-06": ["Ropes That Hold", "Lamps After Dark"],
        "?track=Light": ["Lamps After Dark", "Tides by Hand"],
        "?track=Light&day=2031-05-07": ["Tides by Hand"],
        "?track=&day=": [
            "Ropes That Hold",
            "Lamps After Dark",
            "Tides by Hand",
            "Workshop: Knots",
            "Bells in the Fog",
        ],
        "?day=nonsense": [],
    }
    for query, wanted in titles.items():
        answer = quayconf.get(f"/event/quayconf-2031{query}", headers=HTML).text
        assert re.findall(r'class="entry-title"[^>]*>([^<]+)<', answer) == wanted
        assert ("Nothing of the programme is there" in answer) is not bool(wanted)


def test_the_sessions_of_a_day_alone_are_told_with_its_programme(client: TestClient) -> None:
    sessions = {"Handing Over the Pager", "What Do We Owe the Night Shift?"}
    for query, wanted in {
        "": sessions,
        "?day=2021-09-09": sessions,
        "?day=2021-09-10": set(),
    }.items():
        shown = _text(client, f"/event/harbourconf-2021{query}")
        assert {title for title in sessions if title in shown} == wanted


def test_a_long_programme_comes_in_pages(quayconf_kb: Path) -> None:
    kb = open_knowledge_base(quayconf_kb)
    one = kb.records[kb.at("talk", ROPES)]
    many = [replace(one, iri=f"{one.iri}-{n}", name=f"{one.name}-{n:04}") for n in range(1000)]
    request = Request({"type": "http", "path": "/event/x", "query_string": b"", "headers": []})
    first = programme(request, many, day=None, track=None, number=1)
    assert (first.part.pages, first.part.total, len(first.part.items)) == (7, 1000, 150)
    assert [len(slots) for _, slots in first.runs] == [150]
    assert not first.days


# ── strangers' texts ─────────────────────────────────────────────────────────────────────────


def _hostile_pages(client: TestClient) -> Iterator[tuple[str, Page]]:
    """Yield every page that can be reached from the start, and some searches."""
    paths = [
        "/",
        "/search?q=reliable+incident",
        "/search?q=%22%3E%3Cscript%3Ealert(9)%3C/script%3E",
    ]
    paths += ["/talks?speaker=%22%3E%3Cscript%3E", "/query?query=%3C/textarea%3E%3Cscript%3E"]
    paths += ["/speakers?q=%22%3E%3Cimg+src%3Dx%3E", "/nowhere/%3Cscript%3Ealert(1)%3C/script%3E"]
    paths += [
        "/map",
        "/map/passages",
        "/themes",
        "/source/hostile.md?view=rendered",
        "/source/hostile.md",
        "/talk/hostileconf-2023/evil",
    ]
    seen: set[str] = set()
    while paths and len(seen) < 150:
        path = paths.pop(0)
        if path in seen or path.startswith(("/data/", "/api/", "/sparql")):
            continue
        seen.add(path)
        answer = client.get(path, headers=HTML)
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = Page(answer.text)
            yield path, page
            hrefs = ((each.get("href") or "").partition("#")[0] for each in page.all("a"))
            paths += [href for href in hrefs if href.startswith("/") and href not in seen]


def test_hostile_texts_stay_texts(hostile: TestClient) -> None:
    visited = 0
    for path, page in _hostile_pages(hostile):
        visited += 1
        for name, attributes in page.elements:
            assert name not in ("img", "iframe", "object", "embed", "base", "u", "em"), path
            assert name != "svg" or "viewbox" in attributes, path  # the drawings are ours
            assert not any(key.startswith("on") for key in attributes), (path, name, attributes)
        for script in page.all("script"):
            assert script.get("src") or script["type"] in DATA, path
        for link in page.all("a"):
            href = link.get("href") or ""
            assert re.match(r"(/(?!/)|#|https?://)", href), (path, href)
            if href.startswith("http"):
                assert "noopener" in (link.get("rel") or ""), (path, href)
    assert visited > 20


def test_hostile_texts_are_shown_as_they_are(hostile: TestClient) -> None:
    [talk] = [
        each["href"]
        for each in Page(hostile.get("/talks", headers=HTML).text).all("a")
        if (each["href"] or "").endswith("/evil")
    ]
    assert talk
    text = " ".join(_page(hostile, talk).text.split())
    assert "{{ 7*7 }}" in text
    assert "🧯🔥" in text
    assert "שלום עולם" in text
    assert LONG in text


def test_marks_do_not_open_doors() -> None:
    marked = highlight('<script>"x" & y</script>', ["script", "x", "&", "<", ""])
    assert re.sub(r"</?mark>", "", marked) == str(highlight('<script>"x" & y</script>', []))
    assert "<script" not in marked


# ── SPARQL on a page ─────────────────────────────────────────────────────────────────────────


def test_the_page_shows_every_question_in_its_group(client: TestClient) -> None:
    page = Page(client.get("/query", headers=HTML).text)
    links = [each["href"] for each in page.all("a") if "question=" in (each["href"] or "")]
    assert links == [f"/query?question={name}" for name in questions()]
    assert [group for group in GROUPS if group in page.text] == list(GROUPS)


@pytest.mark.parametrize("name", sorted(questions()))
def test_questions_are_asked_by_their_name(client: TestClient, name: str) -> None:
    answer = client.get("/query", params={"question": name}, headers=HTML)
    assert answer.status_code == 200
    assert question(name).title in Page(answer.text).text
    assert ("<tbody>" in answer.text) != ("Nothing in the graph fits the query: " in answer.text)
    downloads = re.findall(r'href="(/sparql\?[^"]*)"', answer.text)
    assert len(downloads) == 4
    assert client.get(downloads[0].replace("&amp;", "&")).status_code == 200


def test_an_unknown_question_is_not_found(client: TestClient) -> None:
    answer = client.get("/query", params={"question": "co-speaker"}, headers=HTML)
    assert answer.status_code == 404
    assert "co-speakers" in answer.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT * { ?s", 400, "Line 1"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", 400, "update"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "SERVICE"),
    ],
)
def test_refused_queries_say_why(client: TestClient, query: str, status: int, said: str) -> None:
    answer = client.get("/query", params={"query": query}, headers=HTML)
    assert answer.status_code == status
    assert said in answer.text
    assert "<textarea" in answer.text


def test_graphs_and_truths_are_shown_too(client: TestClient) -> None:
    talk = "<https://w3id.org/talkgraph/id/talk/harbourconf-2021/calloway>"
    answer = client.get("/query", params={"query": f"DESCRIBE {talk}"}, headers=HTML)
    page = Page(answer.text)
    assert {"href": CALLOWAY, "title": talk[1:-1]} in page.all("a")
    assert "format=turtle" in answer.text
    truth = client.get("/query", params={"query": "ASK { ?s a tg:Talk }"}, headers=HTML)
    assert "true" in Page(truth.text).text


SHOWN = Bounds(rows=500, columns=100, cell=2000, size=1 << 20)


def shown(query: str, bounds: Bounds = SHOWN) -> Table | None:
    answer = OxigraphStore.in_memory().rows(Question(sparql=query))
    try:
        return read_table(first_rows(answer, bounds))
    except AnswerTooLarge:
        return None


def texts(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [[term.text for term in row] for row in table.rows]


def test_values_are_read_as_they_are() -> None:
    rows = r"""SELECT ?a ?b { VALUES (?a ?b) {
        ("tab\tquote\" <b>"@en <https://x.example/\u00e9>) (UNDEF 12) } }"""
    answer = shown(rows)
    assert answer is not None
    assert answer.header == ("a", "b")
    assert texts(answer) == [['tab\tquote" <b>', "https://x.example/é"], ["", "12"]]
    assert [[term.is_iri for term in row] for row in answer.rows] == [[False, True], [False] * 2]
    triples = r"""CONSTRUCT { <a:s> <a:p> ?x } {
        VALUES ?x { "x . y\n"^^<a:t> <a:o> "x . y\n"^^<a:t> } }"""
    graph = shown(triples)
    assert [row[2] for row in texts(graph)] == ["x . y\n", "a:o"]
    assert graph is not None
    assert graph.is_graph
    many = shown("SELECT ?a { VALUES ?a {" + "1 " * 700 + "} }")
    assert many is not None
    assert many.more
    assert len(many.rows) == 500
    one = shown("SELECT ?a { VALUES ?a { 1 } }")
    assert one is not None
    assert not one.more
    assert len(texts(shown("SELECT ?a { VALUES ?a { UNDEF 1 } }"))) == 2
    assert texts(shown("ASK {}")) == [["true"]]
    assert texts(shown("SELECT ?a { BIND(BNODE() AS ?a) }"))[0][0].startswith("_:")
    quoted = shown('SELECT ?a { BIND(TRIPLE(<a:s>, <a:p>, "o") AS ?a) }')
    assert texts(quoted) == [['<<( <a:s> <a:p> "o" )>>']]


def test_long_answers_are_cut() -> None:
    narrow = Bounds(rows=3, columns=100, cell=10, size=400)
    [cells] = texts(shown('SELECT ("0123456789" AS ?a) ("01234567890" AS ?b) {}', narrow))
    assert cells == ["0123456789", "012345678…"]
    iri = shown("SELECT ?a { VALUES ?a { <a:0123456789> } }", narrow)
    assert iri is not None
    assert iri.rows[0][0] == Term(text="a:0123456…", is_iri=False)
    wide = shown("SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (1 2 3) (4 5 6) (7 8 9) } }", narrow)
    assert texts(wide) == [["1", "2", "3"], ["4", "5", "6"]]
    assert wide is not None
    assert wide.more
    many = "SELECT " + " ".join(f"({n} AS ?v{n})" for n in range(9)) + " {}"
    assert shown(many, narrow) is None
    few = shown(many, replace(narrow, columns=4))
    assert few is not None
    assert (few.header, few.columns) == (("v0", "v1", "v2", "v3"), 9)
    assert texts(few) == [["0", "1", "2", "3"]]


def test_a_wide_answer_is_cut_and_says_so(client: TestClient) -> None:
    query = "SELECT " + " ".join(f"({n} AS ?v{n})" for n in range(200)) + " {}"
    page = Page(client.get("/query", params={"query": query}, headers=HTML).text)
    assert len(page.all("th")) == 100
    assert "Of 200 columns the first 100 are shown; a download has all." in page.text


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (CALLOWAY, "talks/harbourconf-2021/calloway"),
        ("/speaker/ines-calloway", "speakers/ines-calloway"),
        ("/topic/on-call", "topics/on-call"),
        ("/event/harbourconf-2021", "events/harbourconf-2021"),
    ],
)
def test_pages_name_their_thing_and_lead_to_its_data(
    client: TestClient, page: str, name: str
) -> None:
    text = client.get(page, headers=HTML).text
    told = client.get(f"/api/v1/{name}").json()
    assert f'href="/api/v1/{name}"' in text
    assert f'data-copy="{told["iri"]}"' in text
    for extension, media_type in (("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
        [target] = set(re.findall(rf'<a href="(/data/[^"]+[.]{extension})"', text))
        assert f'<link rel="alternate" type="{media_type}" href="{target}">' in text
        document = client.get(target)
        assert document.status_code == 200
        assert told["iri"].rpartition("/")[2] in document.text


def test_what_is_not_there_leads_to_what_is_near(client: TestClient) -> None:
    text = client.get("/talk/harbourconf-2021/caloway", headers=HTML).text
    assert "There is no talk" in text
    assert f'href="{CALLOWAY}"' in text
    text = client.get("/speaker/ines-caloway", headers=HTML).text
    assert 'href="/speaker/ines-calloway"' in text


def test_empty_answers_say_how_to_go_on(client: TestClient) -> None:
    text = client.get("/search?q=call&kind=quote&until=1999", headers=HTML).text
    assert "Nothing was found" in text
    assert 'href="/search?q=call"' in text
    text = client.get("/query", params={"query": "SELECT * { ?s ?p 'none' }"}, headers=HTML).text
    assert "Nothing in the graph fits the query." in text
    assert "<table" not in text
    assert 'href="/speakers">All speakers' in client.get("/speakers?q=zz", headers=HTML).text


def test_the_navigation_tells_where_one_is(client: TestClient) -> None:
    assert '<a href="/talks" aria-current="page">' in client.get("/talks", headers=HTML).text
    assert '<a href="/talks" aria-current="true">' in client.get(CALLOWAY, headers=HTML).text
    assert "aria-current" not in client.get("/", headers=HTML).text


def test_what_is_kept_goes_with_its_knowledge_base(sample_kb: Path) -> None:
    kb = open_knowledge_base(sample_kb)
    assert catalog(kb) is catalog(kb)
    assert talk_map(kb) is talk_map(kb)
    gone = weakref.ref(kb)
    del kb
    gc.collect()
    assert gone() is None


# ── from one thing to the next ───────────────────────────────────────────────────────────────


def test_a_talk_leads_to_those_before_and_after_it(client: TestClient) -> None:
    event = client.get("/event/harbourconf-2021", headers=HTML).text
    listed = re.findall(r'class="entry-title" href="(/talk/[^"]+)"', event)
    first = client.get(listed[0], headers=HTML).text
    assert 'rel="prev"' not in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1], headers=HTML).text
    assert f'rel="prev" href="{listed[0]}"' in second


def test_in_a_programme_the_next_talk_is_in_the_same_room(quayconf_kb: Path) -> None:
    kb = open_knowledge_base(quayconf_kb)
    seen = 0
    for record in kb.records.values():
        before, after = neighbours(kb, record)
        for other in filter(None, (before, after)):
            assert (other.event, other.room) == (record.event, record.room)
            seen += 1
        if after and record.begins and after.begins:
            assert record.begins <= after.begins
    assert seen


def test_a_speakers_page_tells_of_what_and_what_was_said(client: TestClient) -> None:
    page = client.get("/speaker/ines-calloway", headers=HTML).text
    assert re.search(r'<h2 id="topics">.*?href="/topic/on-call"', page, re.DOTALL)
    assert "<summary>What was said</summary>" in page
    assert re.search(r'href="/talk/harbourconf-2021/calloway#(note|post)-', page)
    quotes = page.count('<blockquote class="quote">')
    assert page.count("· as the only speaker") + page.count("· named in the notes") == quotes


def test_quotes_are_listed_with_whose_they_are_and_why(client: TestClient, sample_kb: Path) -> None:
    text = client.get("/quotes", headers=HTML).text
    quotes = open_knowledge_base(sample_kb).quotes()
    assert text.count('<figure class="quotation">') == len(quotes)
    assert text.count(", as the only speaker; ") == sum(q.basis == "speaker" for q in quotes)
    assert text.count(", named in the notes<") == sum(q.basis == "explicit" for q in quotes)
    assert text.count("do not say whose words these are") == sum(not q.who for q in quotes)
    assert 'href="/quotes"' in client.get("/", headers=HTML).text
    assert "All quotes" in client.get("/quotes?q=zz", headers=HTML).text


def test_sessions_are_no_talks_of_those_who_held_them(client: TestClient) -> None:
    card = client.get("/search?q=Halvard+Moss", headers=HTML).text.partition("cards named")[2]
    assert '<span class="quiet">1 session</span>' in card.partition("</li>")[0]
    page = client.get("/speaker/halvard-moss", headers=HTML).text
    assert '<h2 id="talks">1 session</h2>' in page
    assert '<span class="kind">session</span>' in page
    [named] = client.get("/api/v1/suggest?q=halvard").json()["items"]
    assert named["about"] == "1 session"


def test_a_card_counts_nothing_where_there_is_nothing(client: TestClient, sample_kb: Path) -> None:
    topics = open_knowledge_base(sample_kb).vocabulary()
    label = next(topic.label for topic in topics if not topic.talks)
    text = client.get("/search", params={"q": label}, headers=HTML).text
    assert label in text.partition("cards named")[2].partition("</ul>")[0]
    assert "0 talks" not in text


def test_what_is_not_there_is_called_by_its_title(client: TestClient) -> None:
    text = client.get("/talk/harbourconf-2021/caloway", headers=HTML).text
    assert f'<a href="{CALLOWAY}">Paid to Sleep Badly' in text
    text = client.get("/speakr/ines-calloway", headers=HTML).text
    assert 'href="/search?q=ines%20calloway"' in text
    assert '<a href="/talks">' in text.partition("<main")[2]


def test_a_theme_that_is_a_topic_too_has_its_meaning(client: TestClient) -> None:
    meaning = client.get("/api/v1/topics/on-call").json()["definition"]
    assert f'<p class="lead">{meaning}</p>' in client.get("/theme/on-call", headers=HTML).text


def test_every_tile_says_what_it_is(client: TestClient) -> None:
    tiles = re.findall(r'<a href="/theme/[^"]+"><rect.*?</a>', client.get("/").text, re.DOTALL)
    assert tiles
    assert all("<text" in tile for tile in tiles)


def test_an_event_without_talks_shows_what_was_noted(tmp_path: Path) -> None:
    notes = "# TideConf 2031\n\nMay 1, 2031\n\nThe harbour was closed.\n\nWater waits for no one.\n"
    (tmp_path / "tideconf-2031.md").write_text(notes, encoding="utf-8")
    kb = tmp_path / "kb"
    build(BuildRequest(sources=(tmp_path,), kb=kb, settings=Settings(model="hashing")))
    with TestClient(create_app(Library(kb)), base_url="http://127.0.0.1") as client:
        page = client.get("/event/tideconf-2031", headers=HTML).text
        found = client.get("/search?q=harbour+closed", headers=HTML).text
    assert "The harbour was closed." in page
    target = re.search(r'href="/event/tideconf-2031#(note-\w+)"', found)
    assert target
    assert f'id="{target[1]}"' in page


def test_no_name_stands_twice_among_what_talks_are_about(client: TestClient) -> None:
    for path, beginning in (("/", 'id="subjects"'), (CALLOWAY, 'id="topics"')):
        section = client.get(path, headers=HTML).text.partition(beginning)[2]
        names = re.findall(r"<li><a [^>]*>([^<]+)", section.partition("</section>")[0])
        assert names
        assert len(names) == len({name.strip().casefold() for name in names})


def test_themes_stand_in_the_order_of_what_is_shown(client: TestClient) -> None:
    page = client.get("/themes", headers=HTML).text.partition('<ol class="entries">')[2]
    counts = [int(count) for count in re.findall(r"(\d+) talks?", page)]
    assert counts == sorted(counts, reverse=True)


# ── drawings ─────────────────────────────────────────────────────────────────────────────────


def test_the_map_has_a_dot_for_every_talk_and_a_card_for_every_dot(
    client: TestClient, sample_kb: Path
) -> None:
    talks = open_knowledge_base(sample_kb).talks()
    page = Page(client.get("/map", headers=HTML).text)
    dots = [each["href"] for each in page.all("a") if "dot" in (each.get("class") or "").split()]
    assert sorted(map(str, dots)) == sorted(f"/talk/{talk.name}" for talk in talks)
    cards = client.get("/map/talks.json").json()
    assert len(cards) == len(dots)
    title = {f"/talk/{talk.name}": talk.title for talk in talks}
    assert [each["title"] for each in cards] == [title[dot or ""] for dot in dots]


def test_what_is_tied_lies_together() -> None:
    ring = [(n, (n + 1) % 6, 0.5) for n in range(6)]
    ties = [*ring, *((a + 6, b + 6, weight) for a, b, weight in ring)]
    start = np.random.default_rng(1).normal(size=(12, 2))
    spots = places(start, ties)
    assert np.array_equal(spots, places(start, ties))
    inside = np.linalg.norm(spots[:6] - spots[:6].mean(axis=0), axis=1).max()
    between = np.linalg.norm(spots[:6].mean(axis=0) - spots[6:].mean(axis=0))
    assert between > inside


def test_pages_have_nothing_that_their_own_policy_forbids(client: TestClient) -> None:
    for path in PAGES:
        page = Page(client.get(path, headers=HTML).text)
        for tag, attributes in page.elements:
            assert tag != "style", path
            assert "style" not in attributes, path
            assert tag != "script" or "src" in attributes or attributes.get("type") in DATA, path
            assert not any(name.startswith("on") for name in attributes), path


def test_names_on_the_map_stand_apart_within_it_and_beside_dots(sample_kb: Path) -> None:
    kb = open_knowledge_base(sample_kb)
    drawing = str(talk_map(kb)._make().marking(None))
    names = [
        (float(x), float(y), 4.0 * len(name))
        for x, y, name in re.findall(
            r'<text class="theme-name [^>]*x="(\d+)" y="(\d+)">([^<]+)<', drawing
        )
    ]
    dots = [
        (float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawing)
    ]
    assert len(names) > 2
    for x, y, half in names:
        assert half <= x <= WIDTH - half
        assert 13 <= y <= HEIGHT
        assert not [dot for dot in dots if abs(dot[0] - x) < half and 0 <= y - dot[1] < 13]
    for one, other in combinations(names, 2):
        assert abs(one[1] - other[1]) >= 20 or abs(one[0] - other[0]) >= one[2] + other[2]


def test_the_map_of_passages_leads_to_each(client: TestClient, sample_kb: Path) -> None:
    page = Page(client.get("/map/passages", headers=HTML).text)
    cards = client.get("/map/passages.json").json()
    said = [each for each in open_knowledge_base(sample_kb).passages() if each.kind in SPOKEN]
    dots = [each for each in page.all("a") if str(each.get("class", "")).startswith("dot")]
    assert len(dots) == len(cards) == len(said)
    assert re.fullmatch(r"/talk/.*#(post|note)-\w+", str(dots[0]["href"]))
    assert cards[0]["sentence"] in one_line(said[0].text)


def test_of_much_a_map_shows_a_part_and_says_so(
    sample_kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talkgraph.http.pages.drawn.map.MOST", 5)
    with TestClient(create_app(Library(sample_kb)), base_url="http://127.0.0.1") as client:
        for path, words in (
            ("/map", "5 of 14 talks, those of which most is told: "),
            ("/map/passages", "passages: "),
        ):
            page = Page(client.get(path, headers=HTML).text)
            assert f"{words}what is alike lies together" in page.text
            assert len([e for e in page.all("circle")]) == 5


def test_who_asks_on_the_page_leaves_half_of_the_workers_to_programs(
    sample_kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    turn = WorkerPool.turn

    def noted(pool: WorkerPool, folder: str, who: Client) -> AbstractContextManager[Turn]:
        asked.append((who.name, folder))
        return turn(pool, folder, who)

    monkeypatch.setattr(WorkerPool, "turn", noted)
    app = create_app(Library(sample_kb))
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000)) as client:
        for path in ("/query", "/sparql"):
            assert client.get(path, params={"query": "ASK {}"}).status_code == 200
    assert [name for name, _ in asked] == ["/query", ""]
