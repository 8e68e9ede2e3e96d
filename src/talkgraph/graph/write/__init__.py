"""Values to triples: what one source says (`source`), and what follows from all (`conclusions`).

A triple about an event, talk or post is added in `source`; about what sources share (accounts,
places, links) in `writer`; about people, topics or themes in `conclusions`. A new term is also
described in `ontology/talkgraph.ttl`, with its shape in `ontology/shapes.ttl` and, for a short name
in JSON-LD, in `ontology/context.jsonld`.
"""
