"""SPARQL as it is asked: split (`tokens`), kept safe (`safety`), given values (`bindings`), put.

A parameter of `SERVICE tg:search` is added in `search` (its IRI in `PARAMETERS`, its value in the
request it belongs to), and described as a term in `ontology/talkgraph.ttl`; what may stand in the
block, in `search_block`. What is asked goes on as a `model.Search` for `tg:matches`, through
`Finder.related` (`knowledge.finder`) for `tg:relatedTo`. How an answer is read or written is in
`ask`.
"""
