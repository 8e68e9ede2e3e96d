"""The knowledge graph: values to triples (`write`), SHACL, stores, exports, SPARQL.

`queries` holds the SPARQL that the program itself asks.
"""
