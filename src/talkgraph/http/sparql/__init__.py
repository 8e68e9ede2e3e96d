"""SPARQL over HTTP: the endpoint, its description, and the processes that evaluate."""
