"""Says why two talks are related: matching passages, shared topics, shared people."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from talkgraph.model import Passage, PassageKind, PassagePair, TalkRecord

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.retrieval.talk_vectors import TalkVectors

_PAIRS: Final = 3
_TOPICS: Final = 5
_LEAST_CENTRED: Final = 0.2  # below, the best that two talks have in common is not a reason


def matching_pairs(
    talks: "TalkVectors",
    left: int,
    right: int,
    passages: Sequence[Passage],
    vectors: "NDArray[np.float32]",
) -> tuple[PassagePair, ...]:
    """Return at most three pairs of passages that are each other's nearest, the best first.

    They are chosen by their centred vectors, which ask what is special to them; `similarity`
    is the plain cosine. A title stands in only for a talk of which nothing else is known.
    """
    rows = [_spoken(talks.rows[talk], passages) for talk in (left, right)]
    if not len(rows[0]) or not len(rows[1]):
        return ()
    cosines = talks.centred(left)[rows[0]] @ talks.centred(right)[rows[1]].T
    best_right, best_left = cosines.argmax(axis=1), cosines.argmax(axis=0)
    mutual = [
        (-float(cosines[i, j]), i, int(j))
        for i, j in enumerate(best_right)
        if best_left[j] == i and cosines[i, j] >= _LEAST_CENTRED
    ]
    pairs = []
    for _, i, j in sorted(mutual)[:_PAIRS]:
        one = int(talks.rows[left][rows[0][i]])
        two = int(talks.rows[right][rows[1][j]])
        pairs.append(
            PassagePair(
                left=passages[one].iri,
                right=passages[two].iri,
                similarity=round(float(vectors[one] @ vectors[two]), 4),
            )
        )
    return tuple(pairs)


def shared_topics(
    left: TalkRecord, right: TalkRecord, rarity: Mapping[str, float]
) -> tuple[str, ...]:
    """Return at most five topics of both talks, the rare and sure ones first."""
    weights = {
        topic: rarity[topic] * min(left.topics[topic], right.topics[topic])
        for topic in left.topics.keys() & right.topics.keys()
    }
    return tuple(sorted(weights, key=lambda topic: (-weights[topic], topic))[:_TOPICS])


def shared_people(left: TalkRecord, right: TalkRecord) -> tuple[str, ...]:
    """Return the IRIs of those who speak in both talks, then the accounts both mention."""
    speakers = {iri for iri, _ in right.speakers}
    return (
        *(iri for iri, _ in left.speakers if iri in speakers),
        *sorted(set(left.mentions) & set(right.mentions)),
    )


def _spoken(rows: "NDArray[np.int64]", passages: Sequence[Passage]) -> list[int]:
    """Return which of a talk's rows are posts or notes, or all where none is."""
    spoken = [i for i, row in enumerate(rows) if passages[row].kind is not PassageKind.TALK]
    return spoken or list(range(len(rows)))
