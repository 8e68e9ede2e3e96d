"""Every ranking figure, for three fields: the notes, a programme with tracks, talks with tags.

Run with ``make bench``, or alone with ``pytest --benchmark-only -o python_files='bench_*.py' -s
tests/bench/bench_ranking.py``. It needs ``../shared/corpus``. A gain in one field that costs
another is no gain, so all three are printed together, each beside plain recipes.

With ``TALKGRAPH_BENCH_BASES=FOLDER`` the knowledge bases are built into that folder, and those that
lie there already are asked as they are: remove them after a change to what a build does.
"""

import gzip
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest
from measured import measured
from pytest_benchmark.fixture import BenchmarkFixture

from talkgraph.cli.printing.checks import print_evaluation
from talkgraph.evaluation.against_judgements import evaluate
from talkgraph.evaluation.findings import Evaluation
from talkgraph.evaluation.groups.measured import measure_groups
from talkgraph.evaluation.groups.truth import (
    LEAST_TEXT,
    MEMBERS,
    groups_that_count,
    is_form,
    tracks_of,
)
from talkgraph.evaluation.judgements import read_judgements
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.names import slug

_BASES: Final = "TALKGRAPH_BENCH_BASES"
_TALKS_A_THEME: Final = 8
_TAGS: Final = 8  # of an event whose tags are taken for groups
_TALKS: Final = 60

Open = Callable[[str, Path], KnowledgeBase]
Show = Callable[[str, Evaluation], None]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Build a knowledge base of a source, or open the one that was built before."""
    kept = os.environ.get(_BASES)
    folder = Path(kept) if kept else tmp_path_factory.mktemp("fields")

    def base(name: str, source: Path) -> KnowledgeBase:
        kb = folder / name
        if not (kb / "CURRENT").is_file():
            build(BuildRequest(sources=(source,), kb=kb))
        return open_knowledge_base(kb)

    return base


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    """Print the figures of a field, whatever pytest captures."""

    def table(field: str, found: Evaluation) -> None:
        with capsys.disabled():
            print(f"\n\n{field}\n")  # noqa: T201 - a table is what this is for
            print_evaluation(found, "table", worst=0)

    return table


def once(benchmark: BenchmarkFixture, ask: Callable[[], Evaluation]) -> Evaluation:
    found: Evaluation = benchmark.pedantic(ask, rounds=1)  # type: ignore[no-untyped-call]
    return found


def against_tracks(kb: KnowledgeBase) -> Evaluation:
    measurements, outcomes = measure_groups(kb, tracks_of(kb))
    return Evaluation(measurements=measurements, outcomes=outcomes)


def holds(found: Evaluation, floors: dict[tuple[str, str], float]) -> None:
    """Fail with every figure that is below its floor."""
    values = {(task, measure): measured(found, task, measure) for task, measure in floors}
    low = {name: value for name, value in values.items() if round(value, 3) < floors[name]}
    assert not low


def no_recipe_is_ahead(found: Evaluation) -> None:
    """Fail with every plain recipe that is better by an interval without zero."""
    better = [
        (each.task, each.measure, each.system, each.behind)
        for each in found.measurements
        if each.behind_high is not None and each.behind_high < 0
    ]
    assert not better


@pytest.mark.benchmark(group="ranking: all figures of a field")
def test_notes(
    benchmark: BenchmarkFixture, corpus: Path, project: Path, opened: Open, show: Show
) -> None:
    gold = read_judgements([corpus / "gold" / "notes.json"])
    more = project / "tests" / "golden" / "judgements" / "notes-more.json"
    kb = opened("notes", corpus / "notes")
    found = once(benchmark, lambda: evaluate(kb, gold))
    show("notes of one field, against what a reader judged", found)
    show("the same, against what another reader judged", evaluate(kb, read_judgements([more])))
    floors = {
        ("themes", "best F1"): 0.69,
        ("talks", "nDCG@10"): 0.87,
        ("posts", "nDCG@10"): 0.83,
        ("related talks", "nDCG@5"): 0.79,
    }
    holds(found, floors)


@pytest.mark.benchmark(group="ranking: all figures of a field")
def test_programme(
    benchmark: BenchmarkFixture,
    corpus: Path,
    opened: Open,
    show: Show,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    [packed] = sorted((corpus / "fields").glob("*.xml.gz"))
    source = tmp_path_factory.mktemp("programme") / packed.stem
    source.write_bytes(gzip.decompress(packed.read_bytes()))
    kb = opened("programme", source)
    found = once(benchmark, lambda: against_tracks(kb))
    show("a programme of another field, against its tracks", found)
    floors = {
        ("themes (tracks)", "NMI"): 0.66,
        ("themes (tracks)", "best F1"): 0.53,
        ("related talks (tracks)", "share of first 5"): 0.46,
        ("search (tracks)", "nDCG@10"): 0.70,
    }
    holds(found, floors)
    no_recipe_is_ahead(found)
    given = sum(record.is_given for record in kb.records.values())
    assert len(kb.themes()) * _TALKS_A_THEME <= given


@pytest.mark.benchmark(group="ranking: all figures of a field")
def test_tags(
    benchmark: BenchmarkFixture,
    corpus: Path,
    opened: Open,
    show: Show,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with gzip.open(corpus / "talks" / "pyvideo.jsonl.gz", "rt", encoding="utf-8") as lines:
        talks = tagged(map(json.loads, lines))
    source = tmp_path_factory.mktemp("tagged") / "talks.jsonl"
    source.write_text("".join(f"{json.dumps(each)}\n" for each in talks), "utf-8")
    kb = opened("tagged", source)
    groups = groups_that_count(kb, by_tag(kb, talks))
    assert len(groups) > _TAGS

    def ask() -> Evaluation:
        measurements, outcomes = measure_groups(kb, groups, "tags")
        return Evaluation(measurements=measurements, outcomes=outcomes)

    found = once(benchmark, ask)
    show("talks of several conferences, against their tags", found)
    no_recipe_is_ahead(found)


Told = dict[str, object]


def tagged(told: Iterable[Told]) -> list[Told]:
    """Return the talks of the events that tag enough of theirs to say what belongs together."""
    events: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        events[str(each["event"])].append(each)
    return [talk for event in sorted(events) if _tags_well(events[event]) for talk in events[event]]


def _tags_well(talks: list[Told]) -> bool:
    telling = [
        each for each in talks if len(str(each["abstract"])) >= LEAST_TEXT and each["speakers"]
    ]
    of_tag: dict[str, int] = defaultdict(int)
    for each in telling:
        for tag in _tags(each):
            of_tag[tag] += 1
    return len(telling) >= _TALKS and sum(n in MEMBERS for n in of_tag.values()) >= _TAGS


def by_tag(kb: KnowledgeBase, talks: Iterable[Told]) -> dict[str, set[str]]:
    """Return the talks (IRIs) of each tag, found by event and title."""
    iris: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri, record in kb.records.items():
        iris[slug(record.event_name), slug(record.title)].append(iri)
    found: dict[str, set[str]] = defaultdict(set)
    for each in talks:
        for tag in _tags(each):
            found[tag].update(iris[slug(str(each["event"])), slug(str(each["title"]))])
    return found


def _tags(talk: Told) -> set[str]:
    tags = talk["tags"]
    assert isinstance(tags, list)
    return {slug(tag).replace("-", " ") for tag in tags if slug(tag) and not is_form(tag)}
