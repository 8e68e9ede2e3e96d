"""What a knowledge base keeps of a topic vocabulary: the concepts that something in it uses.

A vocabulary covers more than one base speaks of, and a graph that carries all of it is larger by
what nothing leads to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import A, Triples, skos

_BROADER: Final = frozenset({skos["broader"], skos["broaderTransitive"]})


def used_concepts(vocabulary: Sequence[Triple], used: Iterable[str]) -> Triples:
    """Return what a vocabulary says of the concepts `used` (IRIs) and of the broader ones.

    Its schemes are kept, and so is what else it describes (collections, labels that are things)
    where a kept concept leads there or is led to. Nothing kept leads to a concept that is not.
    """
    concepts = _of_class(vocabulary, skos["Concept"])
    above: dict[str, list[str]] = defaultdict(list)
    for triple in vocabulary:
        if triple.predicate in _BROADER:
            above[_iri(triple.subject)].append(_iri(triple.object))
        elif triple.predicate == skos["narrower"]:
            above[_iri(triple.object)].append(_iri(triple.subject))
    kept = _reached(concepts.intersection(used), above) & concepts
    kept |= _of_class(vocabulary, skos["ConceptScheme"])
    told = kept | _beside(vocabulary, concepts, kept)
    left = concepts - kept
    return [t for t in vocabulary if _iri(t.subject) in told and _iri(t.object) not in left]


def _beside(
    vocabulary: Sequence[Triple], concepts: Collection[str], kept: Collection[str]
) -> set[str]:
    """Return what is no concept, but leads to a kept one or is led to from there."""
    onward: dict[str, list[str]] = defaultdict(list)
    start = set()
    for triple in vocabulary:
        subject, thing = _iri(triple.subject), _iri(triple.object)
        if subject not in concepts and thing in kept:
            start.add(subject)
        elif subject in kept and thing not in concepts:
            start.add(thing)
        elif subject not in concepts and thing not in concepts:
            onward[subject].append(thing)
    return _reached(start, onward)


def _reached(start: Iterable[str], onward: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the start and all that can be reached from it."""
    reached = set(start)
    ahead = [*reached]
    while ahead:
        fresh = set(onward.get(ahead.pop(), ())) - reached
        reached |= fresh
        ahead += fresh
    return reached


def _of_class(vocabulary: Iterable[Triple], name: NamedNode) -> set[str]:
    return {
        _iri(each.subject) for each in vocabulary if each.predicate == A and each.object == name
    }


def _iri(node: object) -> str:
    """Return the IRI of a node; of a literal, nothing."""
    return node.value if isinstance(node, NamedNode) else ""
