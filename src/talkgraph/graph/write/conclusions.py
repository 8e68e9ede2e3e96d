"""Turns what was concluded from several sources into triples: people, topics, themes, likeness.

Every conclusion is a node that says how sure it is (`tg:confidence`), by which method
(`tg:method`, a concept of the scheme `tg:methods`), and on what it rests: passages and places
(`tg:evidence`) or words (`tg:evidenceText`). What it concludes of what says its class in the
ontology (`tg:concludes`, `tg:subjectProperty`, `tg:objectProperty`), so that one query asks for
all of them. A new kind of conclusion is a class with these three there, and a function here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.graph.write.terms import (
    A,
    Triples,
    dcterms,
    decimal,
    foaf,
    oa,
    owl,
    schema,
    sim,
    skos,
    string,
    tg,
)
from talkgraph.graph.write.told.writer import account_triples
from talkgraph.model import (
    IdentityCandidate,
    Merge,
    People,
    Person,
    Theme,
    TopicAssignment,
    TopicMethod,
    WorkCandidate,
    WorkMerge,
    Works,
)
from talkgraph.model.names import Names
from talkgraph.model.passages import ABOUT_FROM

_AS_A_WHOLE: Final = "their titles, words or topics as a whole"


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
    for joined in works.merges:
        triples += _work_merge(joined, names)
    for pair in works.candidates:
        triples += _same_work(pair, names)
    return list(dict.fromkeys(triples))


def assignment_triples(assignments: Iterable[TopicAssignment], names: Names) -> Iterator[Triple]:
    """Yield the topic assignments, and `schema:about` from a target to each likely topic.

    No triple comes twice if no target and topic do (a law of `protocols.TopicLinker`). There
    are many more of these than of anything else, so they are not held together.
    """
    for assignment in assignments:
        target, topic = NamedNode(assignment.target), NamedNode(assignment.topic)
        node = NamedNode(names.assignment(assignment.target, assignment.topic))
        yield from _typed(node, tg["TopicAssignment"], oa["Annotation"])
        yield Triple(node, oa["hasTarget"], target)
        yield Triple(node, oa["hasBody"], topic)
        yield Triple(node, oa["motivatedBy"], oa["classifying"])
        yield Triple(node, tg["confidence"], decimal(assignment.confidence))
        yield Triple(node, tg["method"], tg[f"method-{assignment.method.value}"])
        yield _evidence(node, assignment)
        if assignment.confidence >= ABOUT_FROM:
            yield Triple(target, schema["about"], topic)


def theme_triples(themes: Sequence[Theme], names: Names) -> Triples:
    """Return the themes as a concept scheme, with their keywords, and each talk's part in them."""
    triples: Triples = []
    scheme = NamedNode(names.scheme("themes"))
    triples.append(Triple(scheme, A, skos["ConceptScheme"]))
    label = Literal("Themes that run across the talks", language="en")
    triples.append(Triple(scheme, skos["prefLabel"], label))
    for theme in themes:
        node = NamedNode(names.theme(theme.slug))
        triples += _typed(node, tg["Theme"], skos["Concept"])
        triples.append(Triple(node, skos["inScheme"], scheme))
        if theme.parent is None:
            triples.append(Triple(node, skos["topConceptOf"], scheme))
        else:
            above = NamedNode(names.theme(theme.parent))
            triples.append(Triple(node, skos["broader"], above))
            triples.append(Triple(above, skos["narrower"], node))
        triples.append(Triple(node, skos["prefLabel"], string(theme.name)))
        if theme.description:
            triples.append(Triple(node, dcterms["description"], string(theme.description)))
        triples += [Triple(node, tg["keyword"], string(word)) for word in theme.keywords]
        method = tg["method-alike-talks" if theme.alike else "method-passages-of-theme"]
        for member in theme.members:
            talk = NamedNode(member.talk)
            part = NamedNode(names.membership(theme.slug, member.talk))
            triples.append(Triple(part, A, tg["ThemeMembership"]))
            triples.append(Triple(part, tg["theme"], node))
            triples.append(Triple(part, tg["member"], talk))
            triples.append(Triple(part, tg["confidence"], decimal(member.weight)))
            triples.append(Triple(part, tg["method"], method))
            triples += [Triple(part, tg["evidence"], NamedNode(iri)) for iri in member.passages]
    return list(dict.fromkeys(triples))


def similarity_triples(
    pairs: Mapping[tuple[str, str], float],
    nearest: Mapping[tuple[str, str], Iterable[str]],
    names: Names,
) -> Triples:
    """Return how similar the pairs (of IRIs) are, with the passages that are nearest each other.

    Of two talks without such passages the titles, words or topics are alike as a whole.
    """
    triples: Triples = []
    for left, right in sorted(pairs):
        node = NamedNode(names.similarity(left, right))
        triples += _typed(node, tg["TalkSimilarity"], sim["Similarity"])
        triples.append(Triple(node, sim["element"], NamedNode(left)))
        triples.append(Triple(node, sim["element"], NamedNode(right)))
        triples.append(Triple(node, tg["confidence"], decimal(pairs[left, right])))
        triples.append(Triple(node, tg["method"], tg["method-aligned-passages"]))
        passages = tuple(nearest.get((left, right), ()))
        triples += [Triple(node, tg["evidence"], NamedNode(iri)) for iri in passages]
        if not passages:
            triples.append(Triple(node, tg["evidenceText"], Literal(_AS_A_WHOLE)))
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
        if account.is_identifier:
            triples.append(Triple(node, schema["sameAs"], NamedNode(account.url or "")))
        else:
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
    triples.append(Triple(node, tg["confidence"], decimal(merge.score)))
    triples.append(Triple(node, tg["method"], tg[f"method-{merge.rule}"]))
    triples.append(Triple(node, tg["evidenceText"], string(merge.evidence)))
    for place in (left, right):
        triples.append(Triple(node, tg["evidence"], NamedNode(place)))
    return triples


def _identity_candidate(candidate: IdentityCandidate, names: Names) -> Triples:
    left, right = names.person(candidate.left), names.person(candidate.right)
    node = NamedNode(names.identity("candidate", left, right))
    triples = _candidate(node, tg["IdentityCandidate"], (left, right), candidate.score)
    triples.append(Triple(node, tg["method"], tg[f"method-{candidate.rule}"]))
    triples += [Triple(node, tg["evidenceText"], string(each)) for each in candidate.reasons]
    return triples


def _work_merge(joined: WorkMerge, names: Names) -> Triples:
    left, right = names.talk(joined.left), names.talk(joined.right)
    node = NamedNode(names.identity("work", left, right))
    triples = _typed(node, tg["WorkEvidence"])
    triples += [Triple(node, tg["delivery"], NamedNode(iri)) for iri in (left, right)]
    triples.append(Triple(node, tg["work"], NamedNode(names.work(joined.work))))
    triples.append(Triple(node, tg["confidence"], decimal(joined.score)))
    triples.append(Triple(node, tg["method"], tg[f"method-{joined.rule}"]))
    triples.append(Triple(node, tg["evidenceText"], string(joined.evidence)))
    return triples


def _same_work(pair: WorkCandidate, names: Names) -> Triples:
    left, right = names.talk(pair.left), names.talk(pair.right)
    node = NamedNode(names.identity("same-work", left, right))
    triples = _candidate(node, tg["SameWork"], (left, right), pair.score)
    triples.append(Triple(node, tg["method"], tg[f"method-{pair.rule}"]))
    triples += [Triple(node, tg["evidenceText"], string(each)) for each in pair.reasons]
    return triples


def _candidate(
    node: NamedNode,
    own: NamedNode,
    pair: tuple[str, str],
    score: float,
) -> Triples:
    triples = _typed(node, own, sim["Similarity"])
    triples += [Triple(node, sim["element"], NamedNode(iri)) for iri in pair]
    triples.append(Triple(node, tg["confidence"], decimal(score)))
    return triples


def _evidence(node: NamedNode, assignment: TopicAssignment) -> Triple:
    """A talk's topic rests on a passage, a passage's on its own words."""
    if assignment.method is TopicMethod.AGGREGATE:
        try:
            return Triple(node, tg["evidence"], NamedNode(assignment.evidence))
        except ValueError:
            pass
    return Triple(node, tg["evidenceText"], string(assignment.evidence))
