"""A knowledge base: made (`build`), kept on disk (`generation`), opened, and asked.

`entry` opens or makes one; `base` is the Python API, on top of the `holdings` that other tools work
on; `opened` holds the parts of a generation, each loaded when needed. `answers` are the values that
it answers with, made in `views` (lists) and `details` (one thing in full, as the graph tells it),
shown by `tables`. `lookup` reads names and filters; `finder` serves the searches inside SPARQL;
`networks` are networkx graphs. `reconcile` matches names from elsewhere; `former` follows IRIs from
one build to the next; `topics` writes down those that talks suggest, and checks vocabularies.

A field of a hit is added in `answers.Hit` and `views.hits`; JSON, the API and pandas follow,
tables and pages show it where `Hit.COLUMNS`, `cli.printing.answers.print_hits` and
`templates/search.html` say so; what search itself has to find out is a field of `model.Found`, set
in `search.engine`.
"""
