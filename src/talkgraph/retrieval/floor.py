"""Says how sure a search is that there is an answer, and makes scores readable.

The confidence is a logistic curve over two cosines, both in the encoder's own scale (that of
the cosines between topics): the mean of the query's three best passages, and that of its three
nearest topics. It was fitted on 67 queries that the notes of five conferences answer and 37 that
they do not, some of them near misses. With each query left out in turn, at 0.25 one query of
the 67 is turned away and two of the 37 are let in.

A hit's score is that confidence times the square of its evidence's share in the best hit's. In
the same judgements this is about how often a reader agreed: of the first ten talks and posts,
nine in ten where it is above 0.8, half where it is about 0.5, one in twelve below 0.2.
"""

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.retrieval.scores import DIGITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.retrieval.expansion import TopicSpace

    Numbers = NDArray[np.float32]

_BEST: Final = 3
_PASSAGES: Final = 3.4
_TOPICS: Final = 2.1
_CONSTANT: Final = -4.2
_VOCABULARY: Final = 50
_SCALE: Final = (0.23, 0.1)


def confidence(passages: "Numbers", topics: "Numbers | None", space: "TopicSpace | None") -> float:
    """Return, from 0 to 1, how sure it is that the passages hold an answer.

    `passages` and `topics` are the query's cosines with passages and with topics. A vocabulary
    of few topics does not say what else there is: passages then stand in for topics, and the
    scale is that of the packaged model.
    """
    if not len(passages):
        return 0.0
    small = space is None or len(space) < _VOCABULARY
    mean, deviation = _SCALE if small or space is None else (space.mean, space.deviation)
    near = (_mean_of_best(passages) - mean) / deviation
    about = near if small or topics is None else (_mean_of_best(topics) - mean) / deviation
    return 1.0 / (1.0 + math.exp(-max(-30.0, _PASSAGES * near + _TOPICS * about + _CONSTANT)))


def readable(evidence: "Numbers", best: float, sure: float) -> "Numbers":
    """Turn evidence into scores from 0 to 1, the best hit of the collection scoring `sure`.

    A score is `sure` times (evidence / best) squared; evidence below 0, which is less than a
    passage or talk has on average, scores 0. Equal to 6 decimals is equal.
    """
    if best <= 0.0:
        share = (evidence >= best).astype(np.float64)
    else:
        share = np.clip(evidence.astype(np.float64) / best, 0.0, 1.0)
    scores: Numbers = np.round(sure * share**2, DIGITS)
    return scores


def _mean_of_best(values: "Numbers") -> float:
    count = min(_BEST, len(values))
    return float(np.partition(values, len(values) - count)[len(values) - count :].mean())
