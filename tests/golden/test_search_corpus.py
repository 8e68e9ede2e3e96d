"""Search on the real notes: what it reaches.

What each piece of evidence is worth is measured on several fields: `tests/bench/bench_ranking.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from talkgraph.evaluation.judgements import Judgements, read_judgements
from talkgraph.evaluation.matching import Matching
from talkgraph.evaluation.measures import score_rankings
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model import Filters, Found, PassageKind

TALKS = Filters(kinds=frozenset({PassageKind.TALK}))
POSTS = Filters(kinds=frozenset({PassageKind.POST, PassageKind.NOTE}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The real notes, judged: grades by query, of talks and of posts."""

    kb: KnowledgeBase
    talks: Mapping[str, Mapping[str, int]]
    posts: Mapping[str, Mapping[str, int]]
    no_answer: tuple[str, ...]
    abstracts: Mapping[str, str]


@pytest.fixture(scope="module")
def judged(corpus: Path, project: Path, real_kb: Path) -> Judged:
    kb = open_knowledge_base(real_kb)
    ours = project / "tests" / "golden" / "judgements"
    found: Judgements = read_judgements(
        [
            corpus / "gold" / "notes.json",
            *(ours / f"{name}.json" for name in ("notes-more", "no-answer", "abstracts")),
        ]
    )
    matching = Matching(kb)
    return Judged(
        kb=kb,
        talks={q.query: matching.talks(q.relevant_talks) for q in found.queries},
        posts={q.query: matching.posts(q.relevant_posts) for q in found.queries},
        no_answer=tuple(found.no_answer),
        abstracts={each.text: matching.talk(each.talk) or "" for each in found.abstracts},
    )


def mean_gain(grades: Mapping[str, Mapping[str, int]], search: Callable[[str], list[str]]) -> float:
    asked = {query: graded for query, graded in grades.items() if graded}
    scores = score_rankings(asked, {query: search(query) for query in asked}, ("nDCG@10",))
    return float(np.mean(list(scores["nDCG@10"].values())))


def iris(hits: Sequence[Found]) -> list[str]:
    return [hit.passage.iri for hit in hits]


def of_posts(judged: Judged) -> float:
    engine = judged.kb.parts.engine
    return mean_gain(judged.posts, lambda q: iris(engine.search(q, filters=POSTS).found))


def test_talks_and_posts_are_found(judged: Judged) -> None:
    engine = judged.kb.parts.engine
    found = mean_gain(judged.talks, lambda q: iris(engine.search(q, filters=TALKS).found))
    assert found > 0.86
    assert of_posts(judged) > 0.76


def test_an_abstract_finds_its_talk(judged: Judged) -> None:
    assert len(judged.abstracts) == 40
    ranks = []
    for text, talk in judged.abstracts.items():
        hits = judged.kb.parts.engine.search(text, filters=TALKS, limit=100).found
        found = iris(hits)
        ranks.append(1 / (found.index(talk) + 1) if talk in found else 0.0)
    assert np.mean(ranks) > 0.74


def test_posts_are_found_better_than_by_words_alone(judged: Judged) -> None:
    passages, words = judged.kb.parts.passages, judged.kb.parts.lexical

    def by_words(query: str) -> list[str]:
        ranked = np.argsort(-words.scores(query), kind="stable")
        return [passages[p].iri for p in ranked if passages[p].kind in POSTS.kinds]

    assert of_posts(judged) > mean_gain(judged.posts, by_words) + 0.2


def test_what_the_notes_do_not_hold_is_not_answered(judged: Judged) -> None:
    wrongly = [query for query in judged.no_answer if judged.kb.search(query, kind="talk")]
    assert len(judged.no_answer) > 30
    assert len(wrongly) <= len(judged.no_answer) // 8, wrongly
    assert judged.kb.search("quantum error correction", kind="talk") == ()
    assert judged.kb.search("quantum error correction") == ()


def test_what_the_notes_hold_is_answered(judged: Judged) -> None:
    silent = [query for query in judged.talks if not judged.kb.search(query, kind="talk")]
    assert len(silent) <= len(judged.talks) // 20, silent


def test_a_score_says_about_how_often_a_reader_agreed(judged: Judged) -> None:
    scores, agreed = [], []
    for query, grades in judged.talks.items():
        for hit in judged.kb.search(query, kind="talk"):
            scores.append(hit.score)
            agreed.append(hit.iri in grades)
    bins = np.digitize(scores, [0.2, 0.4, 0.6, 0.8])
    shares = [np.mean(np.array(agreed)[bins == each]) for each in range(5)]
    assert shares[0] < 0.15
    assert shares[4] > 0.85
    assert np.mean(np.abs(np.array(shares) - [0.05, 0.3, 0.5, 0.7, 0.95])) < 0.15


def test_a_misleading_name_reaches_the_topic(judged: Judged) -> None:
    hits = judged.kb.search("reducing pager fatigue", kind="talk", limit=3)
    assert {"Alert fatigue", "On-call"} & set(hits[0].why.topics)
