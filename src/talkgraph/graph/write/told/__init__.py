"""What sources tell, as triples: the parts that `graph.write.source` puts together for an event.

`writer` collects the triples and describes places and accounts; `said` has posts, notes, quotes and
abstracts, `cited` the works that they name, `credits` whose pictures and recordings there are,
`places` where things are, `languages` in which language texts are, `post_numbers` when they were
posted.
"""
