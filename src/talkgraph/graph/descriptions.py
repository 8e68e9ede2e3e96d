"""Loads the vocabularies, and describes the named graphs of a knowledge base (VoID)."""

from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from talkgraph.errors import VocabularyInvalid
from talkgraph.graph.write.terms import A, Triples, dcterms, prov, void
from talkgraph.model.names import Names


def vocabulary_triples(path: Path) -> Triples:
    """Return the triples of a Turtle file, such as the topics or the ontology.

    Raises `VocabularyInvalid` if the file cannot be read, is not Turtle, or has blank nodes,
    which a knowledge base does not keep.
    """
    try:
        triples = [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]
    except (OSError, SyntaxError) as error:
        raise VocabularyInvalid(f"{path}: cannot be read as Turtle: {error}") from error
    for triple in triples:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            raise VocabularyInvalid(
                f"{path}: blank nodes are not kept; give an IRI to the node in {triple}"
            )
    return list(dict.fromkeys(triples))


def dataset_triples(graphs: Mapping[str, int], sources: Mapping[str, str], names: Names) -> Triples:
    """Return the description of the named graphs, for the default graph.

    `graphs` gives the number of triples of each graph (by IRI), `sources` the source's name for
    those graphs that hold one source's facts.
    """
    whole = NamedNode(names.base)
    triples = [
        Triple(whole, A, void["Dataset"]),
        Triple(whole, dcterms["title"], Literal("talkgraph knowledge base")),
    ]
    for iri in sorted(graphs):
        node = NamedNode(iri)
        source = sources.get(iri)
        title = iri.removeprefix(names.graph("")) if source is None else source
        triples.append(Triple(whole, void["subset"], node))
        triples.append(Triple(node, A, void["Dataset"]))
        triples.append(Triple(node, dcterms["title"], Literal(title)))
        triples.append(Triple(node, void["triples"], Literal(graphs[iri])))
        if source is not None:
            origin = NamedNode(names.source(source))
            triples.append(Triple(node, dcterms["source"], origin))
            triples.append(Triple(node, prov["wasDerivedFrom"], origin))
    return triples
