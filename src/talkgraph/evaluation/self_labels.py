"""Measures a corpus that nobody has judged, by labels that it holds itself.

A post belongs to its talk: with the post taken out, a search for its text should find the talk.
A talk that was given again has a twin: a search for a post of one should find the other, when
the talk itself does not count. A programme's tracks say what belongs together, as its organisers
see it: themes, related talks and a search for a track should find it (`groups`). The words of a
post are taken as they are, and nothing that rests on a hidden post is left: not its vector, not
its words among those of its talk, not the topics that its talk has on its account. Names that
people type are in `typed`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from talkgraph.evaluation.baselines import retrievers
from talkgraph.evaluation.findings import Evaluation, Found
from talkgraph.evaluation.groups.measured import measure_groups
from talkgraph.evaluation.groups.truth import tracks_of
from talkgraph.evaluation.matching import names_of
from talkgraph.evaluation.rankings import Question, ask_talks, measure, report
from talkgraph.evaluation.typed import evaluate_typed
from talkgraph.knowledge.answers import PassageView
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import TalkRecord
from talkgraph.model.passages import SPOKEN

_MOST_POSTS: Final = 400
_FEWEST_WORDS: Final = 5
_MEASURES: Final = ("MRR", "recall@10")


def evaluate_self(kb: KnowledgeBase) -> Evaluation:
    """Measure whether posts find their talks, posts of repeated talks the twin, and names theirs.

    Posts of fewer than five words are left out; of more than 400 posts, 400 at even distances
    are asked.
    """
    parts = (_own_talks(kb), _twins(kb), evaluate_typed(kb), measure_groups(kb, tracks_of(kb)))
    return Evaluation(
        measurements=tuple(each for measured, _ in parts for each in measured),
        outcomes=tuple(each for _, outcomes in parts for each in outcomes),
    )


def _own_talks(kb: KnowledgeBase) -> Found:
    chosen = _spread(_telling(kb, {iri for iri, record in kb.records.items() if record.is_talk}))
    # A fold hides one post of each talk: no talk ever misses more than the post that is asked.
    folds: dict[int, list[PassageView]] = defaultdict(list)
    asked: dict[str, int] = defaultdict(int)
    for passage in chosen:
        folds[asked[passage.talk]].append(passage)
        asked[passage.talk] += 1
    questions: list[Question] = []
    answers: dict[str, list[Sequence[str]]] = defaultdict(list)
    for fold in folds.values():
        systems = retrievers(kb.without(fold), literal=True)
        for passage in fold:
            questions.append(_question(passage, {passage.talk: 1}))
            for system in systems:
                answers[system.name].append(ask_talks(system, passage.text))
    return report("post to talk", questions, answers, _MEASURES, names_of(kb))


def _twins(kb: KnowledgeBase) -> Found:
    works: dict[str, list[TalkRecord]] = defaultdict(list)
    for record in kb.records.values():
        if record.is_talk and record.work:
            works[record.work].append(record)
    twins = {
        record.iri: {other.iri: 1 for other in group if other is not record}
        for group in works.values()
        for record in group
        if len(group) > 1
    }
    questions = [
        _question(passage, twins[passage.talk], hidden=passage.talk)
        for passage in _spread(_telling(kb, twins))
    ]
    systems = retrievers(kb, literal=True)
    return measure("talk to twin", questions, systems, ask_talks, _MEASURES, names_of(kb))


def _question(passage: PassageView, grades: dict[str, int], hidden: str | None = None) -> Question:
    key = "/".join(passage.iri.split("/")[-3:])
    return Question(key=key, asked=passage.text, shown=passage.text, grades=grades, hidden=hidden)


def _telling(kb: KnowledgeBase, talks: Iterable[str]) -> list[PassageView]:
    """Return the posts and notes of some talks that say enough to be searched by."""
    wanted = set(talks)
    return [
        passage
        for passage in kb.passages()
        if passage.kind in SPOKEN
        and passage.talk in wanted
        and len(re.findall(r"\w+", passage.text)) >= _FEWEST_WORDS
    ]


def _spread(passages: Sequence[PassageView]) -> list[PassageView]:
    """Return all passages or, of too many, some at even distances."""
    if len(passages) <= _MOST_POSTS:
        return list(passages)
    return [passages[number * len(passages) // _MOST_POSTS] for number in range(_MOST_POSTS)]
