"""Dictionaries on disk say what they said before they were saved."""

from pathlib import Path

import pytest

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.search.stored.shelf import Dictionary, Numbers, Shelf, Shelved, save_shelf

MOORINGS: dict[str, Dictionary] = {
    "moorings": {"quay": {"b", "a"}, "pier 2": ("z", "a"), "": ("nobody",), "jetée": ()},
    "numbers": {"quay": ("7",)},
}


class Harbour(Shelved):
    ON_SHELF = ("_berths",)

    def __init__(self) -> None:
        self._berths: Dictionary = {"quay": ("3",)}

    def berths(self, name: str) -> int:
        return len(self._berths.get(name, ()))


def test_what_is_looked_up_is_what_was_saved_and_sets_are_in_order(tmp_path: Path) -> None:
    save_shelf(tmp_path / "words.jsonl", MOORINGS)
    found = Shelf(tmp_path / "words.jsonl").dictionary("moorings")
    assert dict(found) == {
        "": ("nobody",),
        "jetée": (),
        "pier 2": ("z", "a"),
        "quay": ("a", "b"),
    }
    assert "jetée" in found
    assert "numbers" not in found
    assert found.get("7") is None
    assert len(found) == 4
    assert dict(Numbers(Shelf(tmp_path / "words.jsonl").dictionary("numbers"))) == {"quay": 7}


def test_what_asks_dictionaries_is_the_same_with_those_of_a_shelf(tmp_path: Path) -> None:
    save_shelf(tmp_path / "words.jsonl", Harbour().shelved())
    again = Harbour.taken(Shelf(tmp_path / "words.jsonl"))
    assert [again.berths(name) for name in ("quay", "pier")] == [1, 0]


def test_a_shelf_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.jsonl"
    save_shelf(path, MOORINGS)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(KnowledgeBaseDamaged, match=r"words\.rows"):
        Shelf(path)
