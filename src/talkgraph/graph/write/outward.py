"""Turns links that a user gave into triples: the links, where they come from, who says so.

A row that says more than its link (why, by whom, when, how sure) has a record as SSSOM has them in
RDF (https://w3id.org/sssom/): an `owl:Axiom` that annotates the link, with SSSOM's own properties.
"""

from dataclasses import replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.graph.write.terms import (
    A,
    Namespace,
    Triples,
    date,
    dcterms,
    oa,
    owl,
    prov,
    string,
    tg,
)
from talkgraph.model.links import LinkFile, OutwardLink
from talkgraph.model.names import RDFS, SCHEMA, Names

sssom: Final = Namespace("https://w3id.org/sssom/")
pav: Final = Namespace("http://purl.org/pav/")
_COMMENT: Final = NamedNode(RDFS + "comment")
_URL: Final = SCHEMA + "url"


def outward_triples(file: LinkFile, names: Names) -> Triples:
    """Return the triples of one file, for a graph of its own: `names.links_graph`.

    The subjects of its links are IRIs of the knowledge base. Of which version of the file the graph
    is made says what describes all graphs (`dataset`).
    """
    graph = NamedNode(names.links_graph(file.source))
    versioned = replace(names, versions={file.source: file.sha256})
    version = NamedNode(versioned.version(file.source))
    source = NamedNode(names.source(file.source))
    triples = [
        Triple(source, A, prov["Entity"]),
        Triple(source, dcterms["identifier"], string(file.source)),
        Triple(version, A, prov["Entity"]),
        Triple(version, dcterms["isVersionOf"], source),
        Triple(version, dcterms["identifier"], string(file.source)),
        Triple(version, tg["sha256"], string(file.sha256)),
        Triple(graph, A, sssom["MappingSet"]),
        *_about(file, graph),
    ]
    for link in file.links:
        triples.append(_asserted(link))
        if link.has_record:
            triples += _record(link, graph, version, versioned)
    return list(dict.fromkeys(triples))


def _about(file: LinkFile, graph: NamedNode) -> Triples:
    """Return what a file says of itself, in the terms that SSSOM has for it."""
    triples: Triples = []
    if file.identifier:
        triples.append(Triple(graph, sssom["mapping_set_id"], NamedNode(file.identifier)))
    if file.title:
        triples.append(Triple(graph, dcterms["alternative"], string(file.title)))
    if file.version:
        triples.append(Triple(graph, owl["versionInfo"], string(file.version)))
    if file.license:
        triples.append(Triple(graph, dcterms["license"], NamedNode(file.license)))
    if file.provider:
        triples.append(Triple(graph, sssom["mapping_provider"], NamedNode(file.provider)))
    triples += [Triple(graph, dcterms["creator"], NamedNode(each)) for each in file.creators]
    return triples


def _asserted(link: OutwardLink) -> Triple:
    """Return the link itself; a page is a literal here, as everywhere in the graph."""
    is_page = link.relation == _URL
    target = string(link.target) if is_page else NamedNode(link.target)
    return Triple(NamedNode(link.subject), NamedNode(link.relation), target)


def _record(link: OutwardLink, graph: NamedNode, version: NamedNode, names: Names) -> Triples:
    """Return the record of a link, and the place where it stands."""
    told, span = _asserted(link), link.span
    node = NamedNode(names.mapping(span.source, link.subject, link.relation, link.target))
    place = NamedNode(names.place(span))
    triples = [
        Triple(graph, sssom["mappings"], node),
        Triple(node, A, owl["Axiom"]),
        Triple(node, owl["annotatedSource"], told.subject),
        Triple(node, owl["annotatedProperty"], told.predicate),
        Triple(node, owl["annotatedTarget"], told.object),
        Triple(node, prov["wasDerivedFrom"], place),
        Triple(place, A, oa["SpecificResource"]),
        Triple(place, oa["hasSource"], version),
        Triple(place, tg["firstLine"], Literal(span.first)),
        Triple(place, tg["lastLine"], Literal(span.last)),
    ]
    if link.justification:
        triples.append(Triple(node, sssom["mapping_justification"], NamedNode(link.justification)))
    triples += [Triple(node, pav["authoredBy"], NamedNode(each)) for each in link.authors]
    triples += [Triple(node, sssom["author_label"], string(each)) for each in link.author_names]
    if link.date:
        triples.append(Triple(node, pav["authoredOn"], date(link.date)))
    if link.confidence is not None:
        triples.append(Triple(node, sssom["confidence"], Literal(link.confidence)))
    if link.comment:
        triples.append(Triple(node, _COMMENT, string(link.comment)))
    return triples
