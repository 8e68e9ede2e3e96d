"""Turns who made a work or a picture into triples, with a record where that is concluded.

What a source says outright is a fact and has no record: the account beside a picture, and so the
person whose account that is. A name is only words; whom it names is concluded, and so is who wrote
"her book".
"""

from collections.abc import Iterable
from enum import Enum
from typing import Final

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import A, Triples, decimal, schema, tg
from talkgraph.model.names import Names


class Finding(Enum):
    """How a maker is found: the method's name in `tg:methods`, and how sure that makes it.

    The numbers are estimates: see "Where the numbers come from" in ontology/README.md.
    """

    FULL_NAME = ("method-full-name", 0.9)
    SPEAKERS_OWN = ("method-speakers-own", 0.9)
    OTHER_CREDIT = ("method-other-credit", 0.95)


# Of what is concluded: the class of the records, and the property that leads to the object.
_RECORDS: Final = {
    schema["author"]: (tg["AuthorEvidence"], tg["person"]),
    schema["creator"]: (tg["CreatorEvidence"], tg["person"]),
    tg["creditedTo"]: (tg["CreditEvidence"], tg["maker"]),
}


def concluded(
    made: NamedNode,
    relation: NamedNode,
    makers: Iterable[NamedNode],
    finding: Finding,
    evidence: NamedNode,
    names: Names,
) -> Triples:
    """Return that `makers` made something, and for each of them why; `evidence` names them.

    One thing that is found in one way in several places has one record, with all of them.
    """
    own, leads_to = _RECORDS[relation]
    method, confidence = finding.value
    triples: Triples = []
    for maker in makers:
        node = NamedNode(names.attribution(made.value, relation.value, maker.value, method))
        triples += [
            Triple(made, relation, maker),
            Triple(node, A, own),
            Triple(node, tg["creation"], made),
            Triple(node, leads_to, maker),
            Triple(node, tg["confidence"], decimal(confidence)),
            Triple(node, tg["method"], tg[method]),
            Triple(node, tg["evidence"], evidence),
        ]
    return triples
