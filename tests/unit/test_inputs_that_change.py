"""Inputs that are changed while a build reads them: what it tells is what it has hashed."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talkgraph.errors import InputError
from talkgraph.knowledge import generation
from talkgraph.knowledge.build import build as building
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.build.witness import InputChanged, Witness
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.settings import Settings

NOTES = "# QuayConf 2031\n\n## Ropes (Mara Lind)\n\n- Ropes hold.\n- Paid on-call holds longer.\n"
OTHER = NOTES.replace("Ropes hold", "Words that were there for a moment")
VOCABULARY = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/v> a skos:ConceptScheme .
<https://example.org/v/ropes> a skos:Concept ; skos:inScheme <https://example.org/v> ;
  skos:prefLabel "Ropes"@en ; skos:definition "What holds."@en .
"""


@pytest.fixture
def request_(tmp_path: Path) -> BuildRequest:
    """A build with an input of every kind."""
    told = {
        "notes.md": NOTES,
        "people.txt": 'not-same "Mara Lind" "Mara Lund"\n',
        "themes.txt": "Knots: rope, knot\n",
        "topics.ttl": VOCABULARY,
        "links.tsv": "iri\trelation\ttarget\n",
    }
    for name, text in told.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("quay.md", NOTES.replace("2031", "2032"))
    return BuildRequest(
        sources=(tmp_path / "notes.md", tmp_path / "more.zip"),
        kb=tmp_path / "kb",
        settings=Settings(model="hashing"),
        overrides=tmp_path / "people.txt",
        themes=tmp_path / "themes.txt",
        vocabularies=(tmp_path / "topics.ttl",),
        links=(tmp_path / "links.tsv",),
    )


def between(monkeypatch: pytest.MonkeyPatch, name: str, before: Callable[[], object]) -> None:
    """Have something done before a step of the build, and its like undone after it."""
    step = getattr(building, name)

    def disturbed(*given: Any, **more: Any) -> Any:  # noqa: ANN401
        undo = before()
        try:
            return step(*given, **more)
        finally:
            if callable(undo):
                undo()

    monkeypatch.setattr(building, name, disturbed)


@pytest.mark.parametrize("step", ["find_sources", "read_sources", "_fingerprint"])
def test_words_that_are_nowhere_in_the_notes_are_nowhere_in_the_base(
    request_: BuildRequest, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    notes = request_.sources[0]
    times: list[None] = []

    def edit() -> Callable[[], object] | None:
        times.append(None)
        if len(times) > 1:
            return None
        notes.write_text(OTHER, encoding="utf-8")
        return lambda: notes.write_text(NOTES, encoding="utf-8")

    between(monkeypatch, step, edit)
    report = build(request_)
    assert len(times) == 2
    texts = [each.text for each in open_knowledge_base(request_.kb).passages()]
    assert any("Ropes hold" in text for text in texts)
    assert not any("for a moment" in text for text in texts)
    monkeypatch.undo()
    plain = build(replace(request_, kb=request_.kb.with_name("plain")))
    assert report.generation.manifest.fingerprint == plain.generation.manifest.fingerprint
    assert report.generation.manifest.sources == plain.generation.manifest.sources
    assert not build(request_).changed


@pytest.mark.parametrize(
    "kind", ["notes.md", "people.txt", "themes.txt", "topics.ttl", "links.tsv"]
)
def test_every_kind_of_input_is_watched(
    request_: BuildRequest, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = request_.kb.with_name(kind)
    whole = path.read_bytes()

    def edit() -> Callable[[], object]:
        path.write_bytes(whole + b"\n")
        return lambda: path.write_bytes(whole)

    between(monkeypatch, "read_sources", edit)
    with pytest.raises(InputError, match=rf"{kind} was changed while it was read, 3 times"):
        build(request_)
    assert not (request_.kb / "CURRENT").exists()


def test_an_archive_is_watched(request_: BuildRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    path = request_.sources[1]

    def edit() -> None:
        path.write_bytes(path.read_bytes())

    between(monkeypatch, "read_sources", edit)
    with pytest.raises(InputError, match=r"more\.zip was changed while it was read"):
        build(request_)


def test_a_file_that_goes_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("text", encoding="utf-8")
    witness = Witness(since=0)
    assert witness.digest(path) == generation.file_digest(path)
    witness.digest(tmp_path / "none")
    path.unlink()
    with pytest.raises(InputChanged) as caught:
        witness.check()
    assert caught.value.path == path


def test_a_clock_that_is_wrong_keeps_nobody_from_building(
    request_: BuildRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for years in (-20, 20):
        monkeypatch.setattr(
            "talkgraph.knowledge.build.witness.time.time_ns",
            lambda years=years: 1_800_000_000_000_000_000 + years * 31_557_600_000_000_000,
        )
        assert build(replace(request_, kb=request_.kb.with_name(f"kb{years}"))).changed


@pytest.mark.parametrize("place", [".", "generations/mine"])
def test_notes_in_the_folder_of_the_base_are_refused(tmp_path: Path, place: str) -> None:
    folder = tmp_path / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "notes.md").write_text(NOTES, encoding="utf-8")
    request = BuildRequest(sources=(folder,), kb=tmp_path, settings=Settings(model="hashing"))
    with pytest.raises(InputError, match="name another folder with --kb"):
        build(request)
    assert sorted(path.name for path in folder.iterdir()) == ["notes.md"]


def test_a_base_within_the_notes_is_no_note(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    request = BuildRequest(
        sources=(tmp_path,), kb=tmp_path / "kb", settings=Settings(model="hashing")
    )
    first = build(request)
    again = build(request)
    assert (first.changed, again.changed) == (True, False)


def test_a_file_that_goes_before_it_is_opened_is_as_if_it_had_gone_before(
    request_: BuildRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = request_.kb.parent / "notes"
    folder.mkdir()
    for name in ("a.md", "b.md"):
        (folder / name).write_text(NOTES.replace("2031", name[0]), encoding="utf-8")
    between(monkeypatch, "_fingerprint", lambda: (folder / "b.md").unlink(missing_ok=True))
    build(replace(request_, sources=(folder,)))
    kb = open_knowledge_base(request_.kb)
    assert [each.source for each in kb.generation.manifest.sources] == ["a.md"]
    assert not [each for each in kb.diagnostics() if each.code.startswith("source-")]
