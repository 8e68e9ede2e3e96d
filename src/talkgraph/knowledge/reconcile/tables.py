"""Writes things as a table, for matching them with what others know of them."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.reconcile.index import reconciler
from talkgraph.knowledge.reconcile.kinds import KINDS, properties_of
from talkgraph.knowledge.reconcile.things import Named, Value
from talkgraph.words import one_line

SEPARATOR: Final = "|"
"""Stands between several values in one cell, as in SSSOM."""


def things_as_csv(kb: KnowledgeBase, which: str) -> bytes:
    """Return all things of a kind (one of `kinds.TABLES`) as CSV in UTF-8, in order of name.

    The columns are `iri`, `name`, and the kind's properties (`kinds.PROPERTIES`); of other things,
    the names stand there.
    """
    kind = next(each for each in KINDS if each.plural == which)
    properties = properties_of(kind)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["iri", "name", *(each.id for each in properties)])
    for thing in reconciler(kb).things:
        if thing.kind is kind:
            cells = (_cell(thing.values.get(each.id, ())) for each in properties)
            writer.writerow([thing.iri, thing.name, *cells])
    return stream.getvalue().encode("utf-8", "replace")


def _cell(values: Iterable[Value]) -> str:
    shown = (each.name if isinstance(each, Named) else str(each) for each in values)
    return SEPARATOR.join(one_line(each) for each in shown)
