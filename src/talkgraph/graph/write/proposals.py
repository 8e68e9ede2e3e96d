"""Turns proposed topics into triples: a concept each, and why it is thought to be one."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.graph.write.terms import A, adms, decimal, skos, string, tg
from talkgraph.model import Proposal
from talkgraph.model.names import Names


def proposal_triples(proposals: Iterable[Proposal], names: Names) -> Iterator[Triple]:
    """Yield the proposed topics as a concept scheme, each with its finding and evidence."""
    scheme = NamedNode(names.scheme("proposals"))
    yield Triple(scheme, A, skos["ConceptScheme"])
    label = Literal("Topics that the talks suggest", language="en")
    yield Triple(scheme, skos["prefLabel"], label)
    for proposal in proposals:
        topic = proposal.topic
        node = NamedNode(topic.iri)
        yield Triple(node, A, skos["Concept"])
        yield Triple(node, skos["inScheme"], scheme)
        yield Triple(node, skos["topConceptOf"], scheme)  # what is broader is of another scheme
        yield Triple(node, adms["status"], tg["status-proposed"])
        yield Triple(node, skos["prefLabel"], string(topic.label))
        for other in topic.alternate_labels:
            yield Triple(node, skos["altLabel"], string(other))
        for above in topic.broader:
            yield Triple(node, skos["broader"], NamedNode(above))
        finding = NamedNode(names.proposal(topic.iri))
        yield Triple(finding, A, tg["TopicProposal"])
        yield Triple(finding, tg["proposedTopic"], node)
        yield Triple(finding, tg["proposedFor"], scheme)
        yield Triple(finding, tg["confidence"], decimal(proposal.confidence))
        yield Triple(finding, tg["method"], tg["method-phrase-of-talks"])
        for passage in proposal.evidence:
            yield Triple(finding, tg["evidence"], NamedNode(passage))
        if not proposal.evidence:
            told = f"{len(proposal.talks)} talks speak of it"
            yield Triple(finding, tg["evidenceText"], string(told))
