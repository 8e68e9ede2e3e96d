"""Topics on the real notes against some 900 decisions made by reading them, both ways.

Precision is that of what is linked; recall is over every third passage, for which
the reader listed all topics. The figures are printed (`pytest -s`); the floors are a little
below them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from talkgraph.conclusions.topics import LabelLinker, SkosLinker, read_vocabulary
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model import PassageKind, TopicAssignment
from talkgraph.protocols import TopicLinker
from talkgraph.settings import DEFAULT_BASE, ontology_file

_JUDGEMENTS = Path(__file__).parent / "topic-judgements.json"


@pytest.fixture(scope="module")
def judgements() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_JUDGEMENTS.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def verdicts(judgements: dict[str, Any]) -> dict[tuple[str, str], bool]:
    return {
        (passage, topic): verdict == "right"
        for passage, found in judgements["passages"].items()
        for verdict, topics in found.items()
        for topic in topics
    }


@pytest.fixture(scope="module")
def linked(real_kb: Path) -> dict[str, dict[tuple[str, str], TopicAssignment]]:
    parts = open_knowledge_base(real_kb).parts
    topics = read_vocabulary(ontology_file("topics"))
    quotes = {p.iri for p in parts.passages if p.kind is PassageKind.QUOTE}
    linkers: dict[str, TopicLinker] = {
        "all": SkosLinker(topics, parts.topic_vectors),
        "labels": LabelLinker(topics),
    }
    return {
        name: {
            (a.target.removeprefix(DEFAULT_BASE), a.topic.rsplit("/", 1)[1]): a
            for a in linker.link(parts.passages, parts.vectors.rows())
            if a.target not in quotes
        }
        for name, linker in linkers.items()
    }


def test_both_sides_of_the_decision_were_judged(
    judgements: dict[str, Any], verdicts: dict[tuple[str, str], bool]
) -> None:
    assert len(verdicts) >= 150
    assert min(sum(verdicts.values()), sum(not v for v in verdicts.values())) >= 150
    assert len(judgements["complete"]) >= 150


def test_nearly_all_that_is_linked_was_judged(
    linked: Mapping[str, Mapping[tuple[str, str], TopicAssignment]],
    verdicts: Mapping[tuple[str, str], bool],
) -> None:
    assert len(linked["all"].keys() & verdicts.keys()) >= 0.95 * len(linked["all"])


def test_precision_and_recall(
    linked: Mapping[str, Mapping[tuple[str, str], TopicAssignment]],
    judgements: Mapping[str, Any],
    verdicts: Mapping[tuple[str, str], bool],
) -> None:
    complete = set(judgements["complete"])
    wanted = {pair for pair, right in verdicts.items() if right and pair[0] in complete}
    recall = {name: len(wanted & pairs.keys()) / len(wanted) for name, pairs in linked.items()}
    precision = {name: _share_right(list(pairs), verdicts) for name, pairs in linked.items()}
    print(  # noqa: T201 - the figures are for the reader of `pytest -s`
        f"\ntopics: precision {precision['all']:.3f} (labels alone {precision['labels']:.3f}), "
        f"recall {recall['all']:.3f} of {len(wanted)} (labels alone {recall['labels']:.3f})"
    )
    assert precision["all"] >= 0.95
    assert precision["all"] > precision["labels"]
    assert recall["all"] >= 0.73


def test_confidence_tells_the_surer_from_the_less_sure(
    linked: Mapping[str, Mapping[tuple[str, str], TopicAssignment]],
    verdicts: Mapping[tuple[str, str], bool],
) -> None:
    sure = [pair for pair, a in linked["all"].items() if a.confidence >= 0.9]
    unsure = [pair for pair, a in linked["all"].items() if a.confidence < 0.9]
    assert _share_right(sure, verdicts) >= _share_right(unsure, verdicts) + 0.05


def _share_right(pairs: list[tuple[str, str]], verdicts: Mapping[tuple[str, str], bool]) -> float:
    judged = [verdicts[pair] for pair in pairs if pair in verdicts]
    return sum(judged) / len(judged)
