"""Turns what was concluded from several sources into triples: people, topics, themes, likeness."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.graph.write.terms import (
    A,
    Triples,
    decimal,
    foaf,
    oa,
    owl,
    prov,
    schema,
    sim,
    skos,
    string,
    tg,
)
from talkgraph.graph.write.writer import account_triples
from talkgraph.model import (
    IdentityCandidate,
    Merge,
    People,
    Person,
    Theme,
    TopicAssignment,
    TopicMethod,
    WorkCandidate,
    Works,
)
from talkgraph.model.names import Names


def people_triples(people: People, works: Works, names: Names) -> Triples:
    """Return who is who and which talks are one, with the evidence for both."""
    triples: Triples = []
    for person in people.people:
        triples += _person(person, names)
    for merge in people.merges:
        triples += _merge(merge, names)
    for candidate in people.candidates:
        triples += _identity_candidate(candidate, names)
    for work in works.works:
        node = NamedNode(names.work(work.slug))
        triples += _typed(node, tg["TalkWork"], schema["CreativeWork"])
        triples.append(Triple(node, schema["name"], string(work.title)))
        for key in work.deliveries:
            triples.append(Triple(NamedNode(names.talk(key)), schema["workPerformed"], node))
    for pair in works.candidates:
        triples += _same_work(pair, names)
    return list(dict.fromkeys(triples))


def assignment_triples(assignments: Iterable[TopicAssignment], names: Names) -> Iterator[Triple]:
    """Yield the topic assignments, and `schema:about` from each target to its topic.

    No triple comes twice if no target and topic do (a law of `protocols.TopicLinker`). There
    are many more of these than of anything else, so they are not held together.
    """
    for assignment in assignments:
        target, topic = NamedNode(assignment.target), NamedNode(assignment.topic)
        node = NamedNode(names.assignment(assignment.target, assignment.topic))
        yield from _typed(node, tg["TopicAssignment"], oa["Annotation"])
        yield Triple(node, oa["hasTarget"], target)
        yield Triple(node, oa["hasBody"], topic)
        yield Triple(node, tg["confidence"], decimal(assignment.confidence))
        yield Triple(node, tg["method"], Literal(assignment.method.value))
        yield Triple(node, tg["evidence"], _evidence(assignment))
        if assignment.start is not None:
            yield Triple(node, tg["start"], Literal(assignment.start))
        if assignment.end is not None:
            yield Triple(node, tg["end"], Literal(assignment.end))
        yield Triple(target, schema["about"], topic)


def theme_triples(themes: Sequence[Theme], names: Names) -> Triples:
    """Return the themes with their keywords, and each talk's part in them."""
    triples: Triples = []
    for theme in themes:
        node = NamedNode(names.theme(theme.slug))
        triples += _typed(node, tg["Theme"], skos["Collection"])
        triples.append(Triple(node, schema["name"], string(theme.name)))
        triples += [Triple(node, tg["keyword"], string(word)) for word in theme.keywords]
        triples += [Triple(node, schema["about"], NamedNode(topic)) for topic in theme.topics]
        triples += [Triple(node, tg["evidence"], NamedNode(iri)) for iri in theme.passages]
        for member in theme.members:
            talk = NamedNode(member.talk)
            part = NamedNode(names.membership(theme.slug, member.talk))
            triples.append(Triple(node, skos["member"], talk))
            triples.append(Triple(part, A, tg["ThemeMembership"]))
            triples.append(Triple(part, tg["theme"], node))
            triples.append(Triple(part, tg["member"], talk))
            triples.append(Triple(part, tg["weight"], decimal(member.weight)))
            triples += [Triple(part, tg["evidence"], NamedNode(iri)) for iri in member.passages]
    return list(dict.fromkeys(triples))


def similarity_triples(pairs: Mapping[tuple[str, str], float], names: Names) -> Triples:
    """Return how similar the pairs (of IRIs) are."""
    triples: Triples = []
    for left, right in sorted(pairs):
        node = NamedNode(names.similarity(left, right))
        triples.append(Triple(node, A, sim["Similarity"]))
        triples.append(Triple(node, sim["element"], NamedNode(left)))
        triples.append(Triple(node, sim["element"], NamedNode(right)))
        triples.append(Triple(node, sim["weight"], decimal(pairs[left, right])))
        triples.append(Triple(node, sim["method"], tg["alignedPassages"]))
    return triples


def _typed(node: NamedNode, *classes: NamedNode) -> Triples:
    return [Triple(node, A, name) for name in classes]


def _person(person: Person, names: Names) -> Triples:
    node = NamedNode(names.person(person.slug))
    triples = _typed(node, schema["Person"], foaf["Person"])
    triples.append(Triple(node, schema["name"], string(person.name)))
    for name in person.alternate_names:
        triples.append(Triple(node, schema["alternateName"], string(name)))
    for url in person.urls:
        triples.append(Triple(node, schema["url"], string(url)))
    for account in person.accounts:
        triples.append(Triple(node, foaf["account"], NamedNode(names.account(account))))
        triples += account_triples(account, names)
    for alias in person.aliases:
        triples.append(Triple(NamedNode(names.person(alias)), owl["sameAs"], node))
    return triples


def _merge(merge: Merge, names: Names) -> Triples:
    left, right = names.place(merge.left), names.place(merge.right)
    node = NamedNode(names.identity("merge", merge.person, merge.rule, left, right, merge.evidence))
    triples = _typed(node, tg["IdentityEvidence"])
    triples.append(Triple(node, tg["person"], NamedNode(names.person(merge.person))))
    triples.append(Triple(node, tg["rule"], Literal(merge.rule)))
    triples.append(Triple(node, tg["confidence"], decimal(merge.score)))
    triples.append(Triple(node, tg["evidence"], string(merge.evidence)))
    for place in (left, right):
        triples.append(Triple(node, prov["wasDerivedFrom"], NamedNode(place)))
    return triples


def _identity_candidate(candidate: IdentityCandidate, names: Names) -> Triples:
    left, right = names.person(candidate.left), names.person(candidate.right)
    node = NamedNode(names.identity("candidate", left, right))
    own = tg["IdentityCandidate"]
    return _candidate(node, own, (left, right), candidate.score, candidate.reasons)


def _same_work(pair: WorkCandidate, names: Names) -> Triples:
    left, right = names.talk(pair.left), names.talk(pair.right)
    node = NamedNode(names.identity("same-work", left, right))
    return _candidate(node, tg["SameWork"], (left, right), pair.score, pair.reasons)


def _candidate(
    node: NamedNode,
    own: NamedNode,
    pair: tuple[str, str],
    score: float,
    reasons: Iterable[str],
) -> Triples:
    triples = _typed(node, own, sim["Similarity"])
    triples += [Triple(node, sim["element"], NamedNode(iri)) for iri in pair]
    triples.append(Triple(node, sim["weight"], decimal(score)))
    triples += [Triple(node, tg["reason"], string(reason)) for reason in reasons]
    return triples


def _evidence(assignment: TopicAssignment) -> NamedNode | Literal:
    """A talk's topic rests on a passage, a passage's on its own words."""
    if assignment.method is TopicMethod.AGGREGATE:
        try:
            return NamedNode(assignment.evidence)
        except ValueError:
            pass
    return string(assignment.evidence)
