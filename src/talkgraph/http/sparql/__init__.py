"""SPARQL over HTTP: the endpoint, its description, and the processes that evaluate.

A request is read in `protocol`, answered by `endpoint`, evaluated in a process of the `pool` that
runs `worker`; `table` is what people see of an answer. A new format of `media` or parameter of
`graph.sparql.search` is in the description by itself.
"""
