"""What is compared: the built-in retrieval, and simpler ones over the same passages.

The baselines are BM25 alone, cosines of vectors alone, and both joined by reciprocal-rank
fusion (Cormack, Clarke and Büttcher 2009, with k = 60). Each ranks passages; a talk is worth its
best passage. Related talks are those with the nearest mean vector, those that BM25 finds for
the talk's whole text, and both joined.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from talkgraph.evaluation.findings import BUILT_IN
from talkgraph.knowledge.answers import PassageView
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Search
from talkgraph.model.passages import SPOKEN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.protocols import LexicalIndex

    Scores = NDArray[np.float64]

_FUSION: Final = 60


class Retriever(Protocol):
    """Something that answers queries; all answers are IRIs, best first, and never repeat."""

    name: str

    def talks(self, query: str, limit: int) -> tuple[str, ...]:
        """Return the talks that answer a query."""
        ...

    def posts(self, query: str, limit: int) -> tuple[str, ...]:
        """Return the posts and notes that answer a query."""
        ...

    def related(self, talk: str, limit: int) -> tuple[str, ...]:
        """Return the talks related to a talk."""
        ...


def retrievers(kb: KnowledgeBase, *, literal: bool = False) -> tuple[Retriever, ...]:
    """Return the built-in retrieval and all baselines, in the order in which they are shown.

    `literal` has the built-in one take words as they are, as the baselines do.
    """
    views = kb.passages()
    passages, talks = _Passages(kb, views), _Talks(kb, views)
    return (
        BuiltIn(kb, literal=literal),
        Baseline("BM25", views, talks.iris, passages.by_words, talks.by_words),
        Baseline("dense", views, talks.iris, passages.by_meaning, talks.by_meaning),
        Baseline(
            "RRF",
            views,
            talks.iris,
            lambda query: _fuse(passages.by_words(query), passages.by_meaning(query)),
            lambda talk: _fuse(talks.by_words(talk), talks.by_meaning(talk)),
        ),
    )


class BuiltIn:
    """The knowledge base's own answers."""

    name = BUILT_IN

    def __init__(self, kb: KnowledgeBase, *, literal: bool = False) -> None:
        """Ask a knowledge base, its words as they are or read for what they name."""
        self._kb = kb
        self._literal = literal

    def talks(self, query: str, limit: int) -> tuple[str, ...]:
        """Return the talks that answer a query."""
        return self._found(query, ("talk",), limit)

    def posts(self, query: str, limit: int) -> tuple[str, ...]:
        """Return the posts and notes that answer a query."""
        return self._found(query, tuple(kind.value for kind in SPOKEN), limit)

    def _found(self, query: str, kinds: tuple[str, ...], limit: int) -> tuple[str, ...]:
        asked = Search(text=query, kinds=kinds, limit=limit, literal=self._literal)
        return tuple(hit.iri for hit in self._kb.find(asked))

    def related(self, talk: str, limit: int) -> tuple[str, ...]:
        """Return the talks related to a talk."""
        return tuple(iri for iri, _ in self._kb.nearest(talk, limit=limit))


class Baseline:
    """A ranking by one score; what scores 0 or less is no answer."""

    def __init__(
        self,
        name: str,
        passages: Sequence[PassageView],
        talks: Sequence[str],
        of_passages: "Callable[[str], Scores]",
        of_talks: "Callable[[int], Scores]",
    ) -> None:
        """Rank by the score of every passage for a query, and of every talk for a talk's row."""
        self.name = name
        self._of_passages = of_passages
        self._of_talks = of_talks
        self._passages = passages
        self._talks = talks

    def talks(self, query: str, limit: int) -> tuple[str, ...]:
        """Return the talks that answer a query, by their best passage."""
        best = dict.fromkeys(self._talks, 0.0)
        for passage, score in zip(self._passages, self._of_passages(query), strict=True):
            if passage.talk in best:
                best[passage.talk] = max(best[passage.talk], float(score))
        return _ranked(list(best), list(best.values()), limit)

    def posts(self, query: str, limit: int) -> tuple[str, ...]:
        """Return the posts and notes that answer a query."""
        pairs = zip(self._passages, self._of_passages(query), strict=True)
        scored = {p.iri: float(score) for p, score in pairs if p.kind in SPOKEN}
        return _ranked(list(scored), list(scored.values()), limit)

    def related(self, talk: str, limit: int) -> tuple[str, ...]:
        """Return the talks related to a talk."""
        if talk not in self._talks:
            return ()
        scores = self._of_talks(self._talks.index(talk)).tolist()
        ranked = _ranked(self._talks, scores, limit + 1)
        return tuple(iri for iri in ranked if iri != talk)[:limit]


class _Passages:
    """Scores every passage for a query."""

    def __init__(self, kb: KnowledgeBase, passages: Sequence[PassageView]) -> None:
        self._kb = kb
        self._lexical = _bm25([passage.text for passage in passages], kb)
        self._seen: dict[str, Scores] = {}

    def by_words(self, query: str) -> "Scores":
        return np.asarray(self._lexical.scores(query), dtype=np.float64)

    def by_meaning(self, query: str) -> "Scores":
        if query not in self._seen:
            [vector] = self._kb.embed([query])
            self._seen[query] = np.asarray(self._kb.vectors() @ vector, dtype=np.float64)
        return self._seen[query]


class _Talks:
    """Scores every talk for a talk, given by its place among the talks."""

    def __init__(self, kb: KnowledgeBase, passages: Sequence[PassageView]) -> None:
        self.iris = [talk.iri for talk in kb.records.values() if talk.is_talk]
        place = {iri: number for number, iri in enumerate(self.iris)}
        texts: list[list[str]] = [[] for _ in self.iris]
        rows = kb.vectors()
        sums = np.zeros((len(self.iris), rows.shape[1]), dtype=np.float64)
        for passage, vector in zip(passages, rows, strict=True):
            if passage.talk in place:
                texts[place[passage.talk]].append(passage.text)
                sums[place[passage.talk]] += vector
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        self._vectors = sums / np.where(lengths == 0, 1, lengths)
        self._texts = ["\n".join(each) for each in texts]
        self._lexical = _bm25(self._texts, kb)

    def by_words(self, talk: int) -> "Scores":
        return np.asarray(self._lexical.scores(self._texts[talk]), dtype=np.float64)

    def by_meaning(self, talk: int) -> "Scores":
        # Rows of matrix products may differ in the last bit with the shape; sums do not.
        return np.asarray(np.einsum("ij,j->i", self._vectors, self._vectors[talk]))


def _bm25(texts: Sequence[str], kb: KnowledgeBase) -> "LexicalIndex":
    from talkgraph.search.lexical import index_words

    return index_words(texts, kb.generation.manifest.language)


def _fuse(*rankings: "Scores") -> "Scores":
    """Return the sums of 1 / (60 + rank); what a ranking scores 0 or less it does not rank."""
    total = np.zeros(len(rankings[0]), dtype=np.float64)
    for scores in rankings:
        order = np.argsort(-scores, kind="stable")
        order = order[scores[order] > 0]
        total[order] += 1.0 / (_FUSION + 1 + np.arange(len(order)))
    return total


def _ranked(iris: Sequence[str], scores: Sequence[float], limit: int) -> tuple[str, ...]:
    pairs = sorted(zip(scores, iris, strict=True), key=lambda pair: (-round(pair[0], 9), pair[1]))
    return tuple(iri for score, iri in pairs[:limit] if score > 0)
