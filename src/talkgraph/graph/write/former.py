"""Turns what is said of former IRIs into triples."""

from collections.abc import Mapping

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import A, Triples, dcterms, prov


def former_triples(replaced: Mapping[str, str], revised: Mapping[str, tuple[str, str]]) -> Triples:
    """Return which IRIs are replaced by which, and which versions are earlier than which.

    `replaced` has the present IRI of each former one; `revised` the present version and the file of
    each version that there was before.
    """
    triples = [
        Triple(NamedNode(former), dcterms["isReplacedBy"], NamedNode(present))
        for former, present in sorted(replaced.items())
    ]
    for former, (present, source) in sorted(revised.items()):
        triples.append(Triple(NamedNode(present), prov["wasRevisionOf"], NamedNode(former)))
        triples.append(Triple(NamedNode(former), A, prov["Entity"]))
        triples.append(Triple(NamedNode(former), dcterms["isVersionOf"], NamedNode(source)))
    return triples
