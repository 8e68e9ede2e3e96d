"""The reference of the Python API: complete, and without a request to anywhere."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

import talkgraph
from talkgraph import errors, plots
from talkgraph.knowledge import answers

ROOT: Final = Path(__file__).resolve().parents[2]
LOADED: Final = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")}


class Page(HTMLParser):
    """What a page describes (by its anchor), what it links to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            if (tag, name) == ("a", "href") and value:
                self.links.add(value)
            if (tag, name) in LOADED and value:
                self.loads.add(value)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference, built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("docs")
    script = ROOT / "tests" / "docs" / "reference.py"
    done = subprocess.run(
        [sys.executable, str(script), str(folder)], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, Page]:
    found = {
        path.relative_to(built).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(built.rglob("*.html"))
    }
    assert found
    return found


def test_make_docs_builds_it() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--assume-old=.venv/.ready", "docs"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert "tests/docs/reference.py build/docs" in done.stdout


@pytest.mark.parametrize("name", talkgraph.__all__)
def test_every_public_name_has_its_entry(pages: dict[str, Page], name: str) -> None:
    home = pages["talkgraph.html"]
    if name in (*answers.__all__, "Results", "Row", "Table", "Hits", "Understood", "Card"):
        assert name in pages[_page_of(getattr(talkgraph, name))].anchors
    else:
        assert name in home.anchors or f"talkgraph/{name}.html" in home.links


def _page_of(cls: type) -> str:
    module = cls.__module__
    shown = answers.__name__ if module.startswith(answers.__name__) else module
    return f"{shown.replace('.', '/')}.html"


def test_every_method_of_a_knowledge_base_has_its_entry(pages: dict[str, Page]) -> None:
    methods = {name for name in dir(talkgraph.KnowledgeBase) if not name.startswith("_")}
    for name in methods - {"expand", "finder", "parts"}:
        assert f"KnowledgeBase.{name}" in pages["talkgraph.html"].anchors


def test_answers_errors_and_plots_have_their_entries(pages: dict[str, Page]) -> None:
    for name in answers.__all__:
        assert name in pages[_page_of(getattr(answers, name))].anchors
    own = [name for name, each in vars(errors).items() if _is_class_of(each, errors.__name__)]
    assert own
    assert set(own) <= pages["talkgraph/errors.html"].anchors
    assert set(plots.__all__) <= pages["talkgraph/plots.html"].anchors
    assert {"Search", "Why", "Diagnostic", "Coverage"} <= pages["talkgraph/model.html"].anchors


def _is_class_of(value: object, module: str) -> bool:
    return isinstance(value, type) and value.__module__ == module


def test_internals_are_not_in_it(pages: dict[str, Page]) -> None:
    every = {anchor for page in pages.values() for anchor in page.anchors}
    for name in ("KnowledgeBase.parts", "KnowledgeBase.finder", "Hit.PLURAL", "Related.COLUMNS"):
        assert name not in every


def test_the_pages_link_to_each_other_and_to_nothing_that_is_missing(
    built: Path, pages: dict[str, Page]
) -> None:
    home = pages["talkgraph.html"].links
    for page in pages:
        linked = any(link.split("#")[0].endswith(page) for link in home)
        assert linked or page in ("index.html", "talkgraph.html")
    for page, content in pages.items():
        for link in content.links:
            target, _, anchor = link.partition("#")
            if "://" in target:
                continue
            path = ((built / page).parent / target).resolve() if target else built / page
            assert path.is_file(), (page, link)
            described = pages[path.relative_to(built.resolve()).as_posix()].anchors
            assert not anchor or anchor in described, (page, link)


def test_no_page_asks_the_network(built: Path, pages: dict[str, Page]) -> None:
    for page, content in pages.items():
        assert not [url for url in content.loads if re.match(r"(https?:)?//", url)], page
    for path in (*built.rglob("*.html"), *built.rglob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//|fetch\(\s*['\"]http", text), path


def test_markdown_is_rendered(built: Path) -> None:
    for path in built.rglob("*.html"):
        text = re.sub(r"<pre>.*?</pre>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for docstring in re.findall(r'<div class="docstring">(.*?)</div>', text, re.DOTALL):
            assert "`" not in docstring, path
            assert "::\n" not in docstring, path


def _public() -> Iterator[tuple[str, object]]:
    modules = (talkgraph, plots, answers, errors)
    for module in modules:
        names = getattr(module, "__all__", None) or [
            name for name, each in vars(module).items() if _is_class_of(each, module.__name__)
        ]
        for name in names:
            yield f"{module.__name__}.{name}", getattr(module, name)


@pytest.mark.parametrize(("name", "value"), list(_public()))
def test_no_docstring_is_missing(name: str, value: object) -> None:
    assert value.__doc__, name
    if not isinstance(value, type):
        return
    for attribute in dir(value):
        member = getattr(value, attribute)
        function = member.fget if isinstance(member, property) else member
        ours = str(getattr(function, "__module__", None)).startswith("talkgraph")
        if callable(function) and ours and not attribute.startswith("_"):
            assert member.__doc__, f"{name}.{attribute}"
