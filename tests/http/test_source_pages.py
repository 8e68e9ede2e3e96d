"""The notes as they are: each line in its place, what was made of it, and nothing that works."""

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from knowledge_bases import SAMPLE

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.http.pages.addresses import page_of, texts
from talkgraph.http.pages.sources import render
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.build.texts import FILE, KeptTexts
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.settings import Settings
from talkgraph.sources.notes.markdown.source import decode

NOTES = "harbourconf-2021.md"
HOSTILE = """---
title: </code><script>alert(0)</script>
---
# HostileConf 2023 <script>alert(1)</script>

<img src=x onerror=alert(2)> and [a link](javascript:alert(3)) and [one](https://example.org/"x)

![a picture](https://pictures.example.org/a.png "title")

<!-- a remark --> <a name="here"></a>Seen.

| a | b |
|:-:|--:|
| 1 | <iframe src="//evil.example"></iframe> |

```"><script>alert(4)</script>
code
```

<style>body { display: none }</style>
"""


class Elements(HTMLParser):
    """The elements of some HTML, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _rendered(text: str) -> str:
    source = decode(text.encode(), "a.md").source
    assert source is not None
    return render(source, (6, 6))


def test_every_line_is_shown_with_its_number(client: TestClient) -> None:
    page = client.get(f"/source/{NOTES}").text
    lines = (SAMPLE / NOTES).read_text(encoding="utf-8").splitlines()
    assert page.count('class="line-number"') == len(lines)
    assert page.count('<code dir="auto">') == len(lines)
    for number in (1, len(lines)):
        assert f'<li id="L{number}">' in page


def test_a_post_leads_to_its_line_and_the_line_back(client: TestClient) -> None:
    talk = client.get("/talk/harbourconf-2021/calloway").text
    post, page, line = re.search(
        r'<li class="post post-note" id="(note-\w+)">.*?href="(/source/[^"]+)\?line=(\d+)#L\3"',
        talk,
        re.DOTALL,
    ).groups()  # type: ignore[union-attr]
    there = client.get(page, params={"line": line}).text
    marked = re.findall(r'<li id="L(\d+)" class="cited">(.*?)</li>', there, re.DOTALL)
    assert [number for number, _ in marked] == [line]
    assert f'href="/talk/harbourconf-2021/calloway#{post}"' in marked[0][1]


def test_several_lines_are_marked(client: TestClient) -> None:
    page = client.get(f"/source/{NOTES}", params={"line": "3-5"}).text
    assert re.findall(r'id="L(\d+)" class="cited"', page) == ["3", "4", "5"]


@pytest.mark.parametrize("line", ["0", "99999", "x", "5-3-1", "-1", "¹"])
def test_a_line_that_is_not_there_marks_nothing(client: TestClient, line: str) -> None:
    answer = client.get(f"/source/{NOTES}", params={"line": line})
    assert answer.status_code == 200
    assert 'class="cited"' not in answer.text
    assert f"There is no line “{line}”; they are numbered from 1 to" in answer.text


def test_the_iri_of_a_place_leads_to_the_line(sample_kb: Path, client: TestClient) -> None:
    kb = open_knowledge_base(sample_kb)
    place = f"{kb.names.version(NOTES)}#line=20,23"
    assert page_of(kb, place) == f"/source/{NOTES}?line=21-23#L21"
    answer = client.get(f"/id/source/{NOTES}", headers={"accept": "text/html"})
    assert answer.headers["location"] == f"/source/{NOTES}"
    earlier = f"{kb.names.base}version/{NOTES}/0123456789abcdef"
    assert page_of(kb, earlier) == f"/resource/version/{NOTES}/0123456789abcdef"


def test_markdown_is_shown_as_such_with_the_block_of_a_line_marked(client: TestClient) -> None:
    path = f"/source/{NOTES}"
    page = client.get(path, params={"view": "rendered", "line": "36"}).text
    marked = re.findall(r'<(\w+) id="L36" class="cited">([^<]*)', page)
    assert len(marked) == 1
    assert page.count('class="cited"') == 1
    assert 'class="cited"' not in client.get(path, params={"view": "rendered"}).text


@pytest.mark.parametrize("view", ["", "rendered"])
@pytest.mark.parametrize(("line", "kind"), [("26", "talk"), ("36", "note"), ("36-40", "note")])
def test_what_was_made_of_a_marked_line_is_led_to_from_above(
    client: TestClient, line: str, kind: str, view: str
) -> None:
    page = client.get(f"/source/{NOTES}", params={"view": view, "line": line}).text
    bar = page.partition('<div class="source-bar">')[2].partition("</div>")[0]
    made = re.findall(r'<span class="kind">(\w+)</span> <a href="([^"]+)"', bar)
    assert kind in dict(made)
    assert 0 < len(made) <= 3
    assert all(to.startswith("/talk/harbourconf-2021/calloway") for _, to in made)
    assert len({to for _, to in made}) == len(made)
    whole = client.get(f"/source/{NOTES}", params={"view": view}).text
    assert '<span class="kind">' not in whole.partition('"source-bar">')[2].partition("</div>")[0]


def test_nothing_in_markdown_works_but_links_to_the_web() -> None:
    found = Elements(html := _rendered(HOSTILE)).found
    names = {tag for tag, _ in found}
    assert names <= {
        *("a", "blockquote", "code", "em", "h2", "p", "pre", "span", "strong", "table", "tbody"),
        *("td", "th", "thead", "tr"),
    }
    for tag, attributes in found:
        assert attributes.keys() <= {"class", "href", "id", "rel", "title"}
        if tag == "a":
            assert (attributes["href"] or "").startswith("https://")
    assert "picture: a picture" in html
    assert "&lt;iframe" in html
    assert "a remark" not in html
    assert 'id="L1"' in html  # the front matter


def test_a_link_to_an_anchor_of_the_same_file_leads_to_its_block() -> None:
    text = (
        '[one](#lund) [two](#the-second) [none](#nobody)\n\n## <a name="lund"></a>Ropes\n\n'
        'Said.\n\n<a id="far"></a>\n\n## The second\n\n[three](#far)\n'
    )
    found = Elements(_rendered(text)).found
    assert [each["href"] for tag, each in found if tag == "a"] == ["#L3", "#L9", "#L7"]
    assert {each.get("id") for _, each in found} >= {"L3", "L7", "L9"}
    assert [each["title"] for _, each in found if each.get("class") == "dead"] == [
        "leads nowhere: #nobody"
    ]


def test_only_notes_that_tell_of_an_event_are_kept(quayconf_kb: Path, sample_kb: Path) -> None:
    kb = open_knowledge_base(sample_kb)
    assert NOTES in texts(kb)
    assert texts(kb).of(NOTES) == (SAMPLE / NOTES).read_bytes()
    machines = {each.source for each in kb.generation.manifest.sources if each.kind}
    quays = open_knowledge_base(quayconf_kb)
    machines |= {each.source for each in quays.generation.manifest.sources if each.kind}
    assert machines
    assert not any(each in texts(kb) or each in texts(quays) for each in machines)


def test_texts_are_a_file_of_the_manifest_and_the_same_each_time(tmp_path: Path) -> None:
    kept = []
    for name in ("one", "two"):
        build(_request(tmp_path / name))
        generation = open_knowledge_base(tmp_path / name).generation
        assert FILE in generation.manifest.files
        kept.append((generation.folder / FILE).read_bytes())
    assert kept[0] == kept[1]
    with zipfile.ZipFile(generation.folder / FILE) as file:
        assert file.testzip() is None


def test_a_base_may_be_built_without_texts(tmp_path: Path) -> None:
    build(_request(tmp_path / "kb", keep_texts=False))
    with TestClient(
        create_app(Library(tmp_path / "kb")), base_url="http://127.0.0.1", follow_redirects=False
    ) as client:
        answer = client.get(f"/source/{NOTES}")
        assert answer.headers["location"] == f"/resource/source/{NOTES}"
        listed = client.get(f"/resource/source/{NOTES}").text
        assert 'id="line=0,1"' in listed
        assert (
            f'href="/resource/source/{NOTES}#line='
            in client.get("/talk/harbourconf-2021/calloway").text
        )


def _request(kb: Path, *, keep_texts: bool = True) -> BuildRequest:
    settings = Settings(model="hashing", keep_texts=keep_texts)
    return BuildRequest(sources=(SAMPLE / NOTES,), kb=kb, settings=settings)


@pytest.mark.parametrize("piece", ["<!-- ", "<a ", "<a <!-- ", "<div>\n<a "])
def test_html_without_an_end_is_shown_at_once(piece: str) -> None:
    source = decode((piece * 20_000).encode(), "notes.md").source
    assert source is not None
    render(source)  # by squares, this took minutes


def test_a_text_too_long_to_be_rendered_is_shown_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "long.md").write_text("# QuayConf 2031\n\n## Ropes\n\n" + "Ropes hold. " * 20_000)
    _built(tmp_path)
    with TestClient(
        create_app(Library(tmp_path / "kb")), base_url="http://127.0.0.1:8000"
    ) as client:
        page = client.get("/source/long.md?view=rendered").text
    assert "As Markdown" not in page
    assert 'id="L1"' in page


def test_a_copy_that_is_not_what_was_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# QuayConf 2031\n\n## Ropes\n\n- Ropes hold.\n")
    _built(tmp_path)
    kb = open_knowledge_base(tmp_path / "kb")
    path = kb.generation.folder / FILE
    with zipfile.ZipFile(path) as file:
        (name,) = file.namelist()
    for words in (b"Other words.", b"0" * (1 << 26)):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(name, words)
        with pytest.raises(KnowledgeBaseDamaged, match=r"texts\.zip"):
            KeptTexts(kb.generation).of("notes.md")


def test_a_base_built_without_texts_keeps_none_of_before(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# QuayConf 2031\n\n## Ropes\n\n- Ropes hold.\n")
    _built(tmp_path)
    assert [*(tmp_path / "kb").rglob(FILE)]
    _built(tmp_path, keep_texts=False)
    assert not [*(tmp_path / "kb").rglob(FILE)]


def _built(folder: Path, *, keep_texts: bool = True) -> None:
    settings = Settings(model="hashing", keep_texts=keep_texts)
    build(BuildRequest(sources=(*folder.glob("*.md"),), kb=folder / "kb", settings=settings))
