"""What is fitted for an encoder: when a search is sure that there is an answer, and its languages.

Cosines of one encoder are not those of another, so what is read off them stands in one table
(`FITTED`), by the encoder's name. An encoder that is not in it gets `UNKNOWN`. Whoever has
judgements of their own fits anew with ``talkgraph eval --fit``, which writes `FILE` into the
knowledge base; that is read instead where encoder and fingerprint are the same.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from talkgraph.errors import KnowledgeBaseDamaged, KnowledgeBaseRefused, because
from talkgraph.search.encoders.hashing import HASHING
from talkgraph.search.files import as_json, load, replace_file
from talkgraph.settings import PACKAGED_MODEL

if TYPE_CHECKING:
    from talkgraph.protocols import Encoder
    from talkgraph.search.query_topics import TopicSpace

FILE: Final = "fitted.json"
_VOCABULARY: Final = 50  # topics that it takes to see an encoder's own scale
_HELD: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What tells whether there is an answer.

    `near` is the mean cosine of the three nearest passages, `held` the greatest share (0 to 1)
    of the query's words, each by its rarity, that one passage holds; `passages` is the number of
    passages.
    """

    near: float
    held: float
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """How sure an encoder's cosines are, and where its search stops answering.

    How sure it is, from 0 to 1, that there is an answer is a logistic of `near` times (the
    nearness less `mean`) / `deviation`, plus `held` times the third power of the share held, less
    `size` times the logarithm of the number of passages (the more there are, the nearer the
    nearest is by chance), plus `constant`. `mean` and `deviation` are the encoder's own scale: the
    cosines between texts about different things. Below `answer`, a search has no answer.

    `languages` (BCP 47) are those that the encoder was made for; empty if that is not known.
    """

    near: float
    held: float
    size: float
    constant: float
    answer: float
    mean: float
    deviation: float
    languages: tuple[str, ...] = ()

    def nearness(self, signals: Signals) -> float:
        """Return how near the nearest passages are, in deviations of the encoder's own scale."""
        return (signals.near - self.mean) / self.deviation

    def share(self, signals: Signals) -> float:
        """Return what is made of the share of words held: a half says little, all of it a lot."""
        return float(signals.held**_HELD)

    def odds(self, signals: Signals) -> float:
        """Return the logarithm of the odds that there is an answer."""
        return (
            self.near * self.nearness(signals)
            + self.held * self.share(signals)
            - self.size * math.log(max(1, signals.passages))
            + self.constant
        )

    def sure(self, signals: Signals) -> float:
        """Return how sure it is, from 0 to 1, that there is an answer; 0 without passages."""
        if not signals.passages:
            return 0.0
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.odds(signals)))))


# Fitted on two thirds of the queries in tests/golden/judgements/sure-*.json, over collections of
# 70 to 5,600 passages of three fields; CHANGELOG.md tells what the third kept aside says.
UNKNOWN: Final = Fitted(
    near=2.65, held=5.7, size=1.25, constant=3.75, answer=0.25, mean=0.23, deviation=0.1
)
"""What is taken for an encoder that nobody fitted: the packaged one's figures, on its own scale."""

FITTED: Final[Mapping[str, Fitted]] = MappingProxyType(
    {
        PACKAGED_MODEL: replace(UNKNOWN, languages=("en",)),
        HASHING: replace(UNKNOWN, near=0.75, held=11.5, constant=4.85, mean=0.121, deviation=0.072),
    }
)


def fitted(encoder: "Encoder", space: "TopicSpace | None" = None) -> Fitted:
    """Return what is fitted for an encoder, or `UNKNOWN` on the scale that its topics have.

    A vocabulary of few topics shows no scale.
    """
    if encoder.name in FITTED:
        return FITTED[encoder.name]
    if space is None or len(space) < _VOCABULARY:
        return UNKNOWN
    mean, deviation = space.scale
    return replace(UNKNOWN, mean=mean, deviation=deviation)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What `FILE` holds: the encoder, by name and fingerprint, and what was fitted for it."""

    encoder: str
    fingerprint: str
    fitted: Fitted


def keep_fitted(kb: Path, encoder: "Encoder", found: Fitted) -> Path:
    """Write what was fitted for an encoder into a knowledge base, and return the file.

    Raises `KnowledgeBaseRefused` where nothing can be written.
    """
    path = kb / FILE
    kept = _Kept(encoder=encoder.name, fingerprint=encoder.fingerprint, fitted=found)
    try:
        replace_file(path, as_json(kept))
    except OSError as error:
        raise KnowledgeBaseRefused(f"{path} cannot be written: {because(error)}") from error
    return path


def kept_fitted(kb: Path, encoder: "Encoder") -> Fitted | None:
    """Return what was fitted in a knowledge base for this very encoder, if anything was.

    Raises `KnowledgeBaseDamaged`, naming the file, where it cannot be read.
    """
    path = kb / FILE
    if not path.is_file():
        return None
    try:
        kept = load(path, _Kept)
    except KnowledgeBaseDamaged as error:
        reason = str(error).rpartition(";")[0]
        raise KnowledgeBaseDamaged(
            f"{reason}; delete it, or fit again (talkgraph eval --fit)"
        ) from error
    same = (kept.encoder, kept.fingerprint) == (encoder.name, encoder.fingerprint)
    return kept.fitted if same else None
