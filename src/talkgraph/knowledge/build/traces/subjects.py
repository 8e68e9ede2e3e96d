"""Graphs of very many subjects of which little is told: only what is told otherwise is made again.

Of each subject there is a digest of the values that its triples are made of; those whose digest is
what it was stay as they are.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.conclusions import assignment_triples, similarity_triples
from talkgraph.model import TopicAssignment
from talkgraph.model.names import Names
from talkgraph.model.passages import ABOUT_FROM

_DIGEST: Final = 8  # bytes: what is compared is one subject's digest with its own former one


@dataclass(frozen=True, slots=True, kw_only=True)
class BySubject:
    """What makes the triples of a graph: of all its subjects, or of some of them.

    `told` has, by the IRI of each subject, a digest of what its triples are made of.
    """

    told: Mapping[str, str]
    make: Callable[[Container[str]], Iterable[Triple]]

    def all(self) -> Iterable[Triple]:
        """Make the triples of all subjects."""
        return self.make(self.told)

    def otherwise(self, former: Mapping[str, str]) -> frozenset[str]:
        """Return the subjects of which is told what was not, or not any more what was."""
        return frozenset(
            iri for iri in {*self.told, *former} if self.told.get(iri) != former.get(iri)
        )


def assignments_by_subject(assignments: Sequence[TopicAssignment], names: Names) -> BySubject:
    """Return what makes the graph of topic assignments."""
    nodes = [names.assignment(each.target, each.topic) for each in assignments]
    told: defaultdict[str, list[object]] = defaultdict(list)
    for node, each in zip(nodes, assignments, strict=True):
        told[node].append(each)
        if each.confidence >= ABOUT_FROM:
            told[each.target].append(each.topic)

    def make(subjects: Container[str]) -> Iterator[Triple]:
        wanted = (
            each
            for node, each in zip(nodes, assignments, strict=True)
            if node in subjects or each.target in subjects
        )
        return _of(subjects, assignment_triples(wanted, names))

    return BySubject(told=_digests(told), make=make)


def similarities_by_subject(
    pairs: Mapping[tuple[str, str], float],
    nearest: Mapping[tuple[str, str], Sequence[str]],
    names: Names,
) -> BySubject:
    """Return what makes the graph of the similarities of talks."""
    nodes = {pair: names.similarity(*pair) for pair in pairs}
    told: defaultdict[str, list[object]] = defaultdict(list)
    for pair, node in nodes.items():
        told[node].append((pair, pairs[pair], nearest.get(pair, ())))

    def make(subjects: Container[str]) -> Iterable[Triple]:
        wanted = {pair: score for pair, score in pairs.items() if nodes[pair] in subjects}
        return similarity_triples(wanted, nearest, names)

    return BySubject(told=_digests(told), make=make)


def _of(subjects: Container[str], triples: Iterable[Triple]) -> Iterator[Triple]:
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and triple.subject.value in subjects:
            yield triple


def _digests(told: Mapping[str, list[object]]) -> Mapping[str, str]:
    def digest(values: list[object]) -> str:
        text = repr(values).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=_DIGEST).hexdigest()

    return {iri: digest(values) for iri, values in told.items()}
