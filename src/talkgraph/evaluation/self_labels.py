"""Measures a corpus that nobody has judged, by labels that it holds itself.

A post belongs to its talk: with the post taken out, a search for its text should find the talk.
A talk that was given again has a twin: a search for a post of one should find the other, when
the talk itself does not count. Nothing that rests on a hidden post is left: not its vector, not
its words among those of its talk, not the topics that its talk has on its account.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.conclusions.topics import SkosLinker, talk_topics
from talkgraph.evaluation.baselines import retrievers
from talkgraph.evaluation.findings import Evaluation
from talkgraph.evaluation.rankings import Found, Question, ask_talks, measure, report
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.conclude import with_topics
from talkgraph.knowledge.opened import Parts
from talkgraph.model import Passage, PassageKind, TalkRecord, TopicAssignment
from talkgraph.search.evidence import talk_texts

if TYPE_CHECKING:
    from talkgraph.protocols import LexicalIndex, VectorIndex

_MOST_POSTS: Final = 400
_FEWEST_WORDS: Final = 5
_MEASURES: Final = ("MRR", "recall@10")


def evaluate_self(kb: KnowledgeBase) -> Evaluation:
    """Measure whether posts find their talks, and posts of repeated talks the twin.

    Posts of fewer than five words are left out; of more than 400 posts, 400 at even distances
    are asked.
    """
    parts = (_own_talks(kb), _twins(kb))
    return Evaluation(
        measurements=tuple(each for measured, _ in parts for each in measured),
        outcomes=tuple(each for _, outcomes in parts for each in outcomes),
    )


def _own_talks(kb: KnowledgeBase) -> Found:
    chosen = _spread(_telling(kb, {record.iri for record in kb.parts.records if record.is_talk}))
    # A fold hides one post of each talk: no talk ever misses more than the post that is asked.
    folds: dict[int, list[Passage]] = defaultdict(list)
    asked: dict[str, int] = defaultdict(int)
    for passage in chosen:
        folds[asked[passage.talk]].append(passage)
        asked[passage.talk] += 1
    questions: list[Question] = []
    answers: dict[str, list[Sequence[str]]] = defaultdict(list)
    linked = link_topics(kb)
    for fold in folds.values():
        without = KnowledgeBaseWithout(kb, fold, linked)
        systems = retrievers(without)
        for passage in fold:
            questions.append(_question(passage, {passage.talk: 1}))
            for system in systems:
                answers[system.name].append(ask_talks(system, passage.text))
    return report("post to talk", questions, answers, _MEASURES, _names(kb))


def _twins(kb: KnowledgeBase) -> Found:
    works: dict[str, list[TalkRecord]] = defaultdict(list)
    for record in kb.parts.records:
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
    return measure("talk to twin", questions, retrievers(kb), ask_talks, _MEASURES, _names(kb))


def _question(passage: Passage, grades: dict[str, int], hidden: str | None = None) -> Question:
    key = "/".join(passage.iri.split("/")[-3:])
    return Question(key=key, asked=passage.text, shown=passage.text, grades=grades, hidden=hidden)


def _telling(kb: KnowledgeBase, talks: Iterable[str]) -> list[Passage]:
    """Return the posts and notes of some talks that say enough to be searched by."""
    wanted = set(talks)
    return [
        passage
        for passage in kb.parts.passages
        if passage.kind in (PassageKind.POST, PassageKind.NOTE)
        and passage.talk in wanted
        and len(re.findall(r"\w+", passage.text)) >= _FEWEST_WORDS
    ]


def _spread(passages: Sequence[Passage]) -> list[Passage]:
    """Return all passages or, of too many, some at even distances."""
    if len(passages) <= _MOST_POSTS:
        return list(passages)
    return [passages[number * len(passages) // _MOST_POSTS] for number in range(_MOST_POSTS)]


def _names(kb: KnowledgeBase) -> dict[str, str]:
    return {record.iri: record.name for record in kb.parts.records}


def link_topics(kb: KnowledgeBase) -> tuple[TopicAssignment, ...]:
    """Return the topics of every passage, as a build finds them."""
    parts = kb.parts
    linker = SkosLinker(parts.topics, parts.topic_vectors)
    return linker.link(parts.passages, parts.vectors.rows())


class KnowledgeBaseWithout(KnowledgeBase):
    """A knowledge base from whose search some passages are taken out."""

    def __init__(
        self, kb: KnowledgeBase, hidden: Iterable[Passage], linked: Sequence[TopicAssignment]
    ) -> None:
        """Hide passages, and quotes that stand in them; the graph stays as it is.

        `linked` are the topics of all passages (`link_topics`).
        """
        self.parts = _PartsWithout(kb.parts, hidden, linked)


class _PartsWithout(Parts):
    def __init__(
        self, whole: Parts, hidden: Iterable[Passage], linked: Sequence[TopicAssignment]
    ) -> None:
        super().__init__(whole.generation)
        self._whole = whole
        self._linked = linked
        texts: dict[str, list[str]] = defaultdict(list)
        for passage in hidden:
            texts[passage.talk].append(passage.text)
        self._kept = [
            number
            for number, passage in enumerate(whole.passages)
            if not any(passage.text in text for text in texts.get(passage.talk, ()))
            or passage.kind is PassageKind.TALK
        ]
        self.__dict__["encoder"] = whole.encoder  # loaded once for all folds

    @cached_property
    def _table(self) -> tuple[tuple[Passage, ...], tuple[TalkRecord, ...]]:
        passages = tuple(self._whole.passages[number] for number in self._kept)
        return passages, with_topics(self._whole.records, talk_topics(passages, self._linked))

    @cached_property
    def vectors(self) -> "VectorIndex":
        from talkgraph.search.vectors import FaissIndex

        return FaissIndex(self._whole.vectors.rows(np.array(self._kept, dtype=np.int64)))

    @cached_property
    def lexical(self) -> "LexicalIndex":
        return self._index([passage.text for passage in self.passages])

    @cached_property
    def talk_lexical(self) -> "LexicalIndex":
        return self._index(talk_texts(self.passages, self.records))

    def _index(self, texts: Sequence[str]) -> "LexicalIndex":
        from talkgraph.search.lexical import Bm25Index

        return Bm25Index(texts, language=self.manifest.language)
