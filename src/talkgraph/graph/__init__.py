"""The knowledge graph: what is known as triples, kept in a store, asked in SPARQL, written out.

A triple is added in `write`; a query of the program's own in `queries`; an export format by its
name in `EXPORT_FORMATS` below and what writes it in `exports._WRITERS`; what SPARQL may say, and a
search inside it, in `sparql`. `store` is the store and `plain_store` its twin:
`protocols.GraphReader` says how to add another. (GraphML, of similar talks only, is in
`talkgraph.knowledge.exports.networks`.)
"""

from typing import Final

EXPORT_FORMATS: Final = ("turtle", "trig", "nt", "nq", "jsonld")
"""The formats in which the whole graph is written out; known without loading what writes them."""
