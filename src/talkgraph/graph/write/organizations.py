"""Turns what was concluded of organizations into triples: their names, why, and who may be one."""

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import A, Triples, decimal, owl, schema, sim, string, tg
from talkgraph.model import (
    Organization,
    OrganizationCandidate,
    OrganizationMerge,
    Organizations,
)
from talkgraph.model.names import Names


def organization_triples(organizations: Organizations, names: Names) -> Triples:
    """Return which organizations there are, with the evidence for their names and candidates."""
    triples: Triples = []
    for organization in organizations.organizations:
        triples += _organization(organization, names)
    for merge in organizations.merges:
        triples += _merge(merge, names)
    for candidate in organizations.candidates:
        triples += _candidate(candidate, names)
    return list(dict.fromkeys(triples))


def _organization(organization: Organization, names: Names) -> Triples:
    node = NamedNode(names.organization(organization.slug))
    triples = [
        Triple(node, A, schema["Organization"]),
        Triple(node, schema["name"], string(organization.name)),
    ]
    for name in organization.alternate_names:
        triples.append(Triple(node, schema["alternateName"], string(name)))
    for alias in organization.aliases:
        triples.append(Triple(NamedNode(names.organization(alias)), owl["sameAs"], node))
    return triples


def _merge(merge: OrganizationMerge, names: Names) -> Triples:
    places = (names.place(merge.left), names.place(merge.right))
    parts = (merge.organization, merge.rule, *places, merge.evidence)
    node = NamedNode(names.identity("organization", *parts))
    triples = [
        Triple(node, A, tg["OrganizationEvidence"]),
        Triple(node, tg["organization"], NamedNode(names.organization(merge.organization))),
        Triple(node, tg["confidence"], decimal(merge.score)),
        Triple(node, tg["method"], tg[f"method-{merge.rule}"]),
        Triple(node, tg["evidenceText"], string(merge.evidence)),
    ]
    return triples + [Triple(node, tg["evidence"], NamedNode(place)) for place in places]


def _candidate(candidate: OrganizationCandidate, names: Names) -> Triples:
    pair = (names.organization(candidate.left), names.organization(candidate.right))
    node = NamedNode(names.identity("organization-candidate", *pair))
    triples = [Triple(node, A, kind) for kind in (tg["OrganizationCandidate"], sim["Similarity"])]
    triples += [Triple(node, sim["element"], NamedNode(iri)) for iri in pair]
    triples.append(Triple(node, tg["confidence"], decimal(candidate.score)))
    triples.append(Triple(node, tg["method"], tg[f"method-{candidate.rule}"]))
    triples += [Triple(node, tg["evidenceText"], string(each)) for each in candidate.reasons]
    for span in (candidate.left_span, candidate.right_span):
        triples.append(Triple(node, tg["evidence"], NamedNode(names.place(span))))
    return triples
