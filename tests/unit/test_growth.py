"""Reading takes time in proportion to bytes, whatever there is much of.

Nothing here is a matter of seconds: two sizes are compared with each other, in the time of this
process alone, and again if they differ by more than they should. All patterns, and finer figures,
are in `tests/bench/reading.py`.
"""

from pathlib import Path

import pytest
from grown import some_of, steepest
from hostile_files import FILES, Pattern

from talkgraph.model import SourceFile
from talkgraph.sources import registry

READERS = [type(each).__name__ for each in registry.READERS]
SIZES = (4_000, 32_000)
BOUND = 1.5
"""Eight times the bytes may take 22 times as long; the square would be 64 times."""
LEAST = 0.05
ONCE_SLOW = (
    "comment opens, html",
    "comment opens, paragraphs",
    "double quotes, paragraphs",
    "curly quotes, a post",
    "labels in a list, in a talk",
    "items with times, in a talk",
    "same talks, in a talk",
    "short posts, in a talk",
    "headings, alone",
    "settings, talkgraph.toml",
    "same addresses, a page",
    "empty headings",
    "front matter of keys",
    "front matter of list of a key",
    '((("""',
    "(((https://x.example/)))",
)
"""What once took time by its square, or far more than the rest."""


def chosen(reader: str) -> list[Pattern]:
    named = [each for each in FILES[reader] if each.name in ONCE_SLOW]
    return [*named, *some_of(reader, 24 if reader == "HandwrittenNotes" else 6)]


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_has_patterns_that_it_reads(tmp_path: Path, reader: str) -> None:
    assert FILES.get(reader), f"tests/support/hostile_files.py has no files for {reader}"
    readers = set()
    for name, text in FILES[reader][0].made(1000).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        readers.add(type(registry.reader_of(SourceFile(path=path, name=name))).__name__)
    assert reader in readers


@pytest.mark.parametrize("reader", READERS)
def test_time_is_in_proportion_to_bytes(reader: str) -> None:
    steep = {}
    for each in chosen(reader):
        found = steepest(each.made, SIZES, bound=BOUND, least=LEAST)
        if found.large >= LEAST and found.exponent > BOUND:
            steep[each.name] = f"{found.exponent:.2f}"
    assert steep == {}


@pytest.mark.parametrize(
    "name", ["same posts, in a talk", "talks, in a talk", "same items of a session"]
)
def test_what_is_made_of_notes_is_too(name: str) -> None:
    (pattern,) = (each for each in FILES["HandwrittenNotes"] if each.name == name)
    found = steepest(pattern.made, SIZES, told=True, bound=BOUND, least=LEAST)
    assert found.exponent <= BOUND or found.large < LEAST
