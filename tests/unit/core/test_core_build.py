"""What a build takes over from the one before: vectors and verdicts, where all of it is whole."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.knowledge import generation
from talkgraph.knowledge.build.build import BuildReport, BuildRequest, build
from talkgraph.knowledge.build.conclude import embed
from talkgraph.knowledge.build.traces import events
from talkgraph.model import Diagnostic
from talkgraph.search.files import text_digest
from talkgraph.settings import Settings

NOTES = """# {name} Conf 2020

May 4, 2020 — Bergen, Norway

## <a name="ra"></a> Paying for Pagers

Rosa Díaz

> Being on call is work. {extra}
"""


class Counting:
    """Encodes a text as its length, and keeps what it was asked for."""

    name, fingerprint, dimension = "counting", "counting", 1

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(list(texts))
        return np.array([[len(text)] for text in texts], dtype=np.float32)

    def words(self) -> frozenset[str]:
        return frozenset()


def test_a_text_is_encoded_once_and_a_known_one_not_at_all() -> None:
    encoder = Counting()
    known = {text_digest("bb"): np.array([-1], dtype=np.float32)}
    found = embed(("a", "bb", "ccc", "a"), encoder, known)
    assert found.rows.tolist() == [[1], [-1], [3], [1]]
    assert found.rows.dtype == np.float32
    assert (found.embedded, encoder.asked) == (2, [["a", "ccc"]])


def test_texts_are_encoded_so_many_at_once_and_progress_is_told() -> None:
    encoder = Counting()
    told: list[tuple[str, int, int]] = []
    texts = [f"{n}" for n in range(130)]
    found = embed(texts, encoder, {}, lambda *step: told.append(step))
    assert found.embedded == 130
    assert [len(batch) for batch in encoder.asked] == [128, 2]
    assert told == [("embedding", 0, 130), ("embedding", 128, 130), ("embedding", 130, 130)]


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that are judged by the shapes, as if none kept them surely."""
    sources: list[str] = []

    def count(triples: object, source: str) -> tuple[Diagnostic, ...]:
        sources.append(source)
        return ()

    monkeypatch.setattr(events, "keeps_shapes", lambda triples: False)
    monkeypatch.setattr(events, "validate_graph", count)
    return sources


def built(notes: Path, kb: Path, model: str = "hashing") -> BuildReport:
    return build(BuildRequest(sources=(notes,), kb=kb, settings=Settings(model=model)))


def test_what_has_not_changed_is_taken_over(
    tmp_path: Path, validated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    notes, kb = tmp_path / "notes", tmp_path / "kb"
    notes.mkdir()
    for name in ("Quay", "Harbour"):
        (notes / f"{name}.md").write_text(NOTES.format(name=name, extra=""), encoding="utf-8")
    first = built(notes, kb)
    # The title, the post and all of the talk, the same at both.
    assert first.counts["embedded"] == 3
    assert validated == ["Harbour.md", "Quay.md"]

    assert not built(notes, kb).changed
    assert validated == ["Harbour.md", "Quay.md"]

    changed = NOTES.format(name="Quay", extra="It has to be paid.")
    (notes / "Quay.md").write_text(changed, encoding="utf-8")
    second = built(notes, kb)
    assert second.changed
    assert second.counts["embedded"] == 2  # the post and all of its talk
    assert validated == ["Harbour.md", "Quay.md", "Quay.md"]

    # A generation that is not whole has nothing to take over, however large what is damaged.
    monkeypatch.setattr(generation, "_HASHED_ON_OPEN", 0)
    with (second.generation.folder / "vectors.npy").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"?")
    (notes / "Quay.md").write_text(changed + "\n> Sleep.\n", encoding="utf-8")
    third = built(notes, kb)
    assert third.counts["embedded"] == 6  # a title, three posts and two talks
    assert validated[3:] == ["Harbour.md", "Quay.md"]
