"""Over HTTP, a former IRI leads to the present one, an earlier version to nobody's line."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.former.journal import went_iris
from talkgraph.knowledge.former.keeping import keep_iris
from talkgraph.model.names import DCTERMS, PROV, Names
from talkgraph.settings import Settings

OLD = "harbourconf-2021/a-platform-nobody-asked-for"
NEW = "harbourconf-2021/a-platform-that-nobody-wanted"
HTML = {"accept": "text/html"}
TURTLE = {"accept": "text/turtle"}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """The sample after two corrections, of which what went is kept."""
    folder = tmp_path_factory.mktemp("former")
    notes, kb = shutil.copytree(sample, folder / "notes"), folder / "kb"
    request = BuildRequest(sources=(notes,), kb=kb, settings=Settings(model="hashing"))
    build(request)
    _correct(
        notes / "harbourconf-2021.md",
        "A Platform Nobody Asked For",
        "A Platform That Nobody Wanted",
    )
    _correct(notes / "harbourconf-2021.md", "Rufus Okonedo", "Rufus Okonado")
    _correct(
        notes / "devopsdays-hartford-2019.md", "# DevOpsDays Hartford 2019", "# Riverside Days 2019"
    )
    build(request)
    keep_iris(went_iris(kb), notes)
    build(request)
    return kb


def _correct(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def client(kb: Path) -> Iterator[TestClient]:
    with TestClient(
        create_app(Library(kb)), base_url="http://127.0.0.1", follow_redirects=False
    ) as client:
        yield client


@pytest.mark.parametrize("accept", [HTML, TURTLE])
@pytest.mark.parametrize("below", ["/id/", "/talkgraph/id/"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"talk/{OLD}", f"talk/{NEW}"),
        (f"note/{OLD}/33c89e6304", f"note/{NEW}/33c89e6304"),
        ("person/rufus-okonedo", "person/rufus-okonado"),
        ("event/devopsdays-hartford-2019", "event/riverside-days-2019"),
    ],
)
def test_a_former_iri_moves_for_good(
    client: TestClient, below: str, old: str, new: str, accept: dict[str, str]
) -> None:
    answer = client.get(below + old, headers=accept)
    assert (answer.status_code, answer.headers["location"]) == (301, below + new)
    assert client.get(below + new, headers=accept).status_code == 303
    assert client.get(below + old, headers=accept, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"/talk/{OLD}", f"/talk/{NEW}"),
        ("/speaker/rufus-okonedo", "/speaker/rufus-okonado"),
        ("/event/devopsdays-hartford-2019", "/event/riverside-days-2019"),
        (f"/resource/link/{OLD}/2a722ba895", f"/resource/link/{NEW}/2a722ba895"),
    ],
)
def test_a_former_page_moves_for_good(client: TestClient, old: str, new: str) -> None:
    answer = client.get(old, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (301, new)
    assert client.get(new, headers=HTML).status_code == 200


def test_the_document_on_a_former_iri_says_what_replaces_it(client: TestClient) -> None:
    names = Names()
    answer = client.get(f"/data/talk/{OLD}.ttl")
    former, present = (NamedNode(names.whole(f"talk/{key}")) for key in (OLD, NEW))
    said = [quad.triple for quad in parse(answer.content, RdfFormat.TURTLE)]
    assert [t for t in said if t.subject == former] == [
        Triple(former, NamedNode(f"{DCTERMS}isReplacedBy"), present)
    ]


def test_the_api_follows_former_names(client: TestClient) -> None:
    answer = client.get(f"/api/v1/talks/{OLD}").json()
    assert answer["title"] == "A Platform That Nobody Wanted"


def test_an_earlier_version_says_that_it_is_one(client: TestClient, kb: Path) -> None:
    iri = next(iter(_earlier(client)))
    local = iri.removeprefix(Names().base)
    answer = client.get(f"/id/{local}", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/resource/{local}")
    page = client.get(f"/resource/{local}", headers=HTML).text
    assert "This is an earlier version of" in page
    assert "<h2>Lines</h2>" not in page


def _earlier(client: TestClient) -> list[str]:
    query = f"SELECT ?old {{ ?new <{PROV}wasRevisionOf> ?old }} ORDER BY ?old"
    found = client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
    return found.text.split()[1:]


def test_what_nobody_kept_is_told_what_to_do(client: TestClient) -> None:
    problem = client.get("/id/talk/harbourconf-2021/never-heard-of", headers=TURTLE)
    assert problem.status_code == 404
    assert "talkgraph iris keep" in problem.json()["detail"]
    version = client.get("/id/version/harbourconf-2021.md/0123456789abcdef", headers=TURTLE)
    assert version.status_code == 404
    assert "earlier version" in version.json()["detail"]
    [now] = version.json()["suggestions"]
    assert "/version/harbourconf-2021.md/" in now


def test_the_iri_of_a_file_leads_to_it_whatever_its_name(tmp_path: Path) -> None:
    notes = "# Ropes 2021\n\n## Ropes hold\n\n[Ada Quill](https://quill.example)\n\n* Knots {0}\n"
    files = ("version/x.md", "a\nb.md", "50%#?.md", 'q"<>.md', "a.md/0123456789abcdef.md")
    for file in files:
        path = tmp_path / "notes" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(notes.replace("{0}", file), encoding="utf-8")
    kb = tmp_path / "kb"
    build(BuildRequest(sources=(path.parents[1],), kb=kb, settings=Settings(model="hashing")))
    query = f"SELECT ?v ?name {{ ?v <{DCTERMS}isVersionOf>/<{DCTERMS}identifier> ?name }}"
    with TestClient(create_app(Library(kb)), base_url="http://127.0.0.1") as client:
        found = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        told = {row["name"]["value"]: row["v"]["value"] for row in found}
        assert told.keys() == set(files)
        for name, iri in told.items():
            document = client.get(iri.replace(Names().base, "/id/"), headers=TURTLE)
            assert document.status_code == 200
            assert f"<{iri}>" in document.text or iri.rpartition("/")[2] in document.text, name
            page = client.get(iri.replace(Names().base, "/id/"), headers=HTML)
            assert page.status_code == 200
