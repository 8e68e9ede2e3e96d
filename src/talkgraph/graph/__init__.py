"""The knowledge graph: what is known as triples, kept in a store, asked in SPARQL, written out.

A triple is added in `write`, a query of the program's own in `queries`, an export format in
`exports._WRITERS`; what SPARQL may say, and a search inside it, in `sparql`. `store` is the store
and `plain_store` its twin: `protocols.GraphReader` says how to add another.
"""
