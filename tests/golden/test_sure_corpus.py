"""Whether a search on the real notes knows what they answer, and what they do not.

Others' fields are measured with the same queries by `talkgraph eval` over a programme (FOSDEM)
and talks (six conferences of pyvideo): building them takes too long here.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from talkgraph.evaluation.fitting import is_kept_aside
from talkgraph.evaluation.judgements import Judgements, read_judgements
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base


@pytest.fixture(scope="module")
def kb(real_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(real_kb)


@pytest.fixture(scope="module")
def judged(project: Path) -> Judgements:
    folder = project / "tests" / "golden" / "judgements"
    return read_judgements([folder / "sure-notes.json", folder / "sure-nowhere.json"])


def share_told(kb: KnowledgeBase, queries: Iterable[str]) -> float:
    told = [bool(kb.search(query, limit=1)) for query in queries]
    return sum(told) / len(told)


@pytest.mark.parametrize("aside", [False, True], ids=["seen", "kept aside"])
def test_what_is_there_is_answered_and_what_is_not_is_refused(
    kb: KnowledgeBase, judged: Judgements, aside: bool
) -> None:
    there = [each.query for each in judged.queries if is_kept_aside(each.query) is aside]
    absent = [query for query in judged.no_answer if is_kept_aside(query) is aside]
    assert len(there) >= 25
    assert len(absent) >= 30
    assert share_told(kb, there) >= 0.96
    assert share_told(kb, absent) <= 0.1


def test_a_guess_has_no_high_score(kb: KnowledgeBase, judged: Judgements) -> None:
    scores = [hit.score for query in judged.no_answer for hit in kb.search(query, limit=1)]
    assert max(scores, default=0.0) < 0.75


def test_the_best_hit_scores_how_sure_it_is(kb: KnowledgeBase) -> None:
    found = kb.search("kubernetes at scale")
    assert found[0].score == pytest.approx(found.understood.sure or 0.0, abs=1e-6)
    assert found[0].score > 0.9


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("comment réduire la fatigue des astreintes", "fr"),
        ("automatische Tests für alte Software", "de"),
        ("how to reduce pager fatigue", None),
        ("psychologische Sicherheit", None),  # two words are too few to tell
    ],
)
def test_a_language_that_the_model_does_not_speak_is_told(
    kb: KnowledgeBase, query: str, language: str | None
) -> None:
    assert kb.search(query).understood.language == language
