"""Writes the graph of a build, and takes over from the one before what would be made alike.

The triples of an event, and what SHACL says of them, follow from the event, from who is meant at
its places, and from the answers to what its writer asks (`graph.write.told.known`). `events` keeps
the hash of the first two and the questions with their answers, a verifying trace (Mokhov, Mitchell,
Peyton Jones, "Build systems à la carte", 2018): if all are what they were, the triples are, too.
`kept` has these on disk, with what else there is to know of a graph that is not made again.

The new store begins as a copy of the former one (`store`), in which `write` leaves the graphs of
sources whose events are told alike, and makes the others anew; what these have in common with
former ones stays (`graph.grown`). Of the largest of the other graphs only what some subjects have
is made (`subjects`); the rest is made whole and compared. What a store leaves behind of what was
taken away is counted (`Manifest.gone`), and it is written from nothing before that is more than
is in it. The result is what a build from nothing gives: `tests/unit/test_taken_over.py`.
"""
