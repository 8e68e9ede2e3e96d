"""Says why two talks are related: matching passages, shared topics, shared people."""

from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING, Final

from talkgraph.model import Passage, PassageKind, PassagePair, TalkRecord
from talkgraph.model.passages import SPOKEN
from talkgraph.words import stem, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.conclusions.related.talks import TalkVectors

_PAIRS: Final = 3
_TOPICS: Final = 5
_ANNOUNCING: Final = 0.5  # of the words
_LEAST_CENTRED: Final = 0.2  # below, the best that two talks have in common is not a reason


def matching_pairs(
    vectors_of: "TalkVectors",
    pair: tuple[int, int],
    telling: tuple[Sequence[int], Sequence[int]],
    passages: Sequence[Passage],
    vectors: "NDArray[np.float32]",
) -> tuple[PassagePair, ...]:
    """Return at most three pairs of passages that are each other's nearest, the best first.

    `pair` are the positions of the two talks, `telling` which of their rows may stand in a pair
    (`telling_rows`). Passages are chosen by their centred vectors, which ask what is special to
    them; `similarity` is the plain cosine.
    """
    left, right = pair
    if not telling[0] or not telling[1]:
        return ()
    cosines = vectors_of.centred(left)[telling[0]] @ vectors_of.centred(right)[telling[1]].T
    best_right, best_left = cosines.argmax(axis=1), cosines.argmax(axis=0)
    mutual = [
        (-float(cosines[i, j]), i, int(j))
        for i, j in enumerate(best_right)
        if best_left[j] == i and cosines[i, j] >= _LEAST_CENTRED
    ]
    pairs = []
    for _, i, j in sorted(mutual)[:_PAIRS]:
        one = int(vectors_of.rows(left)[telling[0][i]])
        two = int(vectors_of.rows(right)[telling[1][j]])
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
    """Return at most five topics that both talks are said to be about, the rare and sure first.

    What only compares them, for either is hardly about it, is no reason: nobody sees it there.
    """
    about = set(left.topics_by_confidence).intersection(right.topics_by_confidence)
    weights = {
        topic: rarity[topic] * min(left.topics[topic], right.topics[topic]) for topic in about
    }
    return tuple(sorted(weights, key=lambda topic: (-weights[topic], topic))[:_TOPICS])


def shared_people(left: TalkRecord, right: TalkRecord) -> tuple[str, ...]:
    """Return the IRIs of those who speak in both talks, in the order of the first."""
    speakers = {iri for iri, _ in right.speakers}
    return tuple(iri for iri, _ in left.speakers if iri in speakers)


def announces(text: str, named: Set[str]) -> bool:
    """Tell whether a text does little more than name the talk and who gives it.

    At least half of the words in it that carry meaning are in those names.
    """
    said = set(map(stem, words(text)))
    return len(said & named) >= _ANNOUNCING * len(said)


def name_stems(record: TalkRecord) -> set[str]:
    """Return the stems of the words in the title, and in the names of the speakers."""
    names = (record.title, *(name for _, name in record.speakers))
    return {stem(word) for name in names for word in words(name)}


def telling_rows(
    rows: "NDArray[np.int64]", record: TalkRecord, passages: Sequence[Passage]
) -> list[int]:
    """Return which of a talk's rows say something of their own or, where none does, all.

    An abstract stands in only for a talk of which nothing is noted; a title, or a post that only
    announces the talk, only for one of which nothing else is known.
    """
    spoken = [i for i, row in enumerate(rows) if passages[row].kind in SPOKEN]
    named = name_stems(record)
    telling = [i for i in spoken if not announces(passages[rows[i]].text, named)]
    abstract = [i for i, row in enumerate(rows) if passages[row].kind is PassageKind.ABSTRACT]
    return telling or abstract or spoken or list(range(len(rows)))
