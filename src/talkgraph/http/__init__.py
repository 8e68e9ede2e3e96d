"""The service: a SPARQL endpoint, a JSON API, linked data and pages over one knowledge base.

`serve.serve` runs it; `app.create_app` puts it together. To add

- a route of the JSON API: see `http.api`; a page: see `http.pages` (a new group of either is called
  in its `router`);
- something that wraps every answer: a class in `middleware`, or in `guards` if it may refuse,
  and its line in `app.create_app`;
- a format of answers: a line in `media`;
- what OpenRefine may ask: see `reconcile`, and what a language model may: see `mcp`; what is handed
  out whole is in `dump`;
- a limit: a field of `limits.ServiceSettings`, its option in `cli.serving`, and whoever keeps it;
- what is kept between requests: the open knowledge base in `library`, lists in `catalog`; what a
  knowledge base keeps of its own answers is `kept` in `knowledge.base`;
- a metric: a counter in `observe.Metrics`; an error: its status in `problems`.

Handlers that work are `def`, so that they run in threads and hold up nobody. Queries of strangers
are evaluated in the processes of `sparql.pool` and nowhere else.
"""
