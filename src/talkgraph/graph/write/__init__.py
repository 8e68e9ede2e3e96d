"""Values to triples: what sources say (`source`, `told`), and what follows (`conclusions`).

A triple about an event, its programme or its speakers is added in `source`; about abstracts,
threads, posts and notes, works, pictures and places in `told`; about people, topics or themes in
`conclusions`; about bodies in `organizations`. What one of several sources says is said `by` it.
What sources say differently is in `contradictions`, links that users give in `outward`, what IRIs
were before in `former`, and what a knowledge base says of itself in `dataset`.

A new term is also described in `ontology/talkgraph.ttl`, with its shape in `ontology/shapes.ttl`
and, for a short name in JSON-LD, in `ontology/context.jsonld`.
"""
