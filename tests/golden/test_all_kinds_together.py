"""Real sources of every kind, as files, folders and archives, with notes, in one build."""

import gzip
import json
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest
from knowledge_bases import CORPUS

from talkgraph.conclusions.people import NO_OVERRIDES, Overrides, read_overrides
from talkgraph.knowledge.build.build import BuildReport, BuildRequest, build
from talkgraph.knowledge.build.sources import Facts, find_sources, gather, read_sources
from talkgraph.model import SourceKind
from talkgraph.settings import Settings

SOURCES: Final = CORPUS / "sources"
GOLD: Final = SOURCES / "gold.json"

pytestmark = pytest.mark.skipif(
    not GOLD.is_file(), reason="the corpus is not beside the checkout (../shared)"
)


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(GOLD.read_text(encoding="utf-8"))["files"]
    return found


def programme_with_notes(gold: dict[str, Any], overrides: Overrides = NO_OVERRIDES) -> Facts:
    notes = (SOURCES / gold["devopsdays"]["together_with_notes"]["file"]).resolve()
    found = find_sources([SOURCES / "devopsdays", notes])
    return gather(read_sources(found), overrides=overrides)


def test_a_programme_and_notes_are_one_event(gold: dict[str, Any]) -> None:
    wanted = gold["devopsdays"]["together_with_notes"]
    facts = programme_with_notes(gold)
    assert len(facts.events) == wanted["events"]
    [event] = facts.events
    assert len(event.talks) == wanted["talks"]
    kinds = {telling.source: telling.kind for telling in event.tellings}
    both = [
        talk
        for talk in event.talks
        if {kinds[span.source] for span in talk.spans} == {SourceKind.NOTES, SourceKind.PROGRAMME}
    ]
    assert len(both) == wanted["in_both"]
    assert all(talk.posts and talk.start for talk in both)
    assert not [d for d in facts.diagnostics if d.code.endswith(("-differ", "-differs"))]


def test_people_of_one_talk_are_one_until_the_user_says_otherwise(
    gold: dict[str, Any], tmp_path: Path
) -> None:
    pairs = gold["devopsdays"]["together_with_notes"]["people_who_are_one"]
    people = programme_with_notes(gold).people
    named = [{person.name, *person.alternate_names} for person in people.people]
    for pair in pairs:
        assert [names for names in named if names & set(pair)] == [set(pair)], pair
    [merge] = [merge for merge in people.merges if merge.rule == "same-talk"]
    assert pairs[1][0] in merge.evidence
    file = tmp_path / "people.txt"
    file.write_text("".join(f'not-same "{one}" "{other}"\n' for one, other in pairs))
    apart = programme_with_notes(gold, read_overrides(file)).people
    assert len(apart.people) == len(people.people) + len(pairs)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    folder = tmp_path_factory.mktemp("mixed")
    here = folder / "sources"
    shutil.copytree(SOURCES, here)
    (here / GOLD.name).unlink()
    shutil.copy(CORPUS / "notes" / "devopsdays-hartford-2019.md", here)
    _zip(here / "rubyevents")
    _tar(here / "x-synthetic")
    for path in here.glob("*.xml"):
        (here / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    return build(
        BuildRequest(sources=(here,), kb=folder / "kb", settings=Settings(model="hashing"))
    )


def _zip(folder: Path) -> None:
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, path.relative_to(folder.parent))
    shutil.rmtree(folder)


def _tar(folder: Path) -> None:
    with tarfile.open(folder.with_suffix(".tar.gz"), "w:gz") as packed:
        packed.add(folder, folder.name)
    shutil.rmtree(folder)


def test_every_kind_is_read_in_one_build(mixed: BuildReport, gold: dict[str, Any]) -> None:
    marks = mixed.generation.manifest.sources
    assert {mark.format for mark in marks if mark.kind in {"programme", "archive"}} == {
        *("DevOpsDays", "RubyEvents", "Twitter", "pyvideo", "schedule.json", "schedule.xml")
    }
    assert mixed.counts["events"] == len(gold)
    given = sum(
        len(told.get("talks", ())) + len(told.get("cancelled", ())) for told in gold.values()
    )
    posted = gold["x-synthetic"]
    given += len(posted["threads"]) + len(posted["groups"])
    assert mixed.counts["talks"] == given
    assert not [each for each in mixed.diagnostics if each.severity.value == "error"]
