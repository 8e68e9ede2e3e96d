"""Values to triples: what sources say (`source`, `said`), and what follows (`conclusions`).

A triple about an event, its programme or its speakers is added in `source`; about abstracts,
threads, posts and notes in `said`; about what sources share (accounts, places, links) in `writer`;
about people, topics or themes in `conclusions`. What one of several sources says is said `by` it.

A new term is also described in `ontology/talkgraph.ttl`, with its shape in `ontology/shapes.ttl`
and, for a short name in JSON-LD, in `ontology/context.jsonld`.
"""
