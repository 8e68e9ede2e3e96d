"""Which bodies the affiliations of the real notes name, against what a reader of them found."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from knowledge_bases import CORPUS

from talkgraph.conclusions.organizations.reading import bodies
from talkgraph.conclusions.organizations.resolve import affiliations_of, resolve
from talkgraph.conclusions.people import mentions_of
from talkgraph.conclusions.people import resolve as resolve_people
from talkgraph.model import Organizations, SourceFile
from talkgraph.sources.notes.read import HandwrittenNotes

GOLD = CORPUS / "gold" / "notes.json"

pytestmark = pytest.mark.skipif(not GOLD.is_file(), reason=f"the corpus is not at {CORPUS}")


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    files: dict[str, Any] = json.loads(GOLD.read_text("utf-8"))["files"]
    return files


@pytest.fixture(scope="module")
def found() -> Organizations:
    paths = sorted((CORPUS / "notes").glob("*.md"))
    files = [SourceFile(path=path, name=path.name) for path in paths]
    events = [r.event for r in HandwrittenNotes().read(files) if r.event is not None]
    return resolve(affiliations_of(events, resolve_people(mentions_of(events))))


def test_every_affiliation_leads_to_a_body(gold: Mapping[str, Any], found: Organizations) -> None:
    told = {
        speaker["affiliation"]
        for file in gold.values()
        for talk in file["talks"]
        for speaker in talk["speakers"]
        if speaker["affiliation"]
    }
    assert told == set(found.named)
    assert all(found.named.values())


def test_only_lists_are_taken_apart(found: Organizations) -> None:
    several = {text for text, slugs in found.named.items() if len(slugs) > 1}
    assert all("," in text or "/" in text for text in several)
    assert len(several) == 2
    assert sum(text.count(",") for text in found.named) > len(several)
    for text in found.named:
        if text not in several:
            assert bodies(text) == (text,)


def test_none_is_another_by_its_spelling(found: Organizations) -> None:
    assert found.merges == ()
    assert found.candidates == ()
    assert found.diagnostics == ()
