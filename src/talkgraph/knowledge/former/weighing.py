"""Weighs what speaks for two things being one that are called otherwise: names, neighbours, texts.

What both have in common weighs 1 if nothing else of the kind has it, and the less the more have it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from talkgraph.knowledge.former.alike import (
    NAMES_ALIKE,
    name_likeness,
    person_likeness,
    text_likeness,
)
from talkgraph.knowledge.former.described import NAMING, URL, Described, Edge
from talkgraph.model.names import FOAF, SCHEMA, TG, curie

# Whose name is all that they are: another name is another thing, unless it is only spelt otherwise.
_BY_NAME: Final = frozenset(
    {"organization", "account", "hashtag", "place", "address", "series", "theme"}
)
# Whose address is all that they are.
_BY_ADDRESS: Final = frozenset({"link", "thread"})
# Whom nobody knows under a wholly other name but by what is theirs alone: another may have spoken
# in their place.
_SOMEBODY: Final = frozenset({"person", "appearance"})
_THEIRS: Final = frozenset(
    {f"{FOAF}account", f"{TG}account", f"{TG}speaker", f"{SCHEMA}url", f"{SCHEMA}sameAs"}
)
# Where and when in a programme: others take the place of what is dropped.
_SLOTS: Final = frozenset(
    {
        *(f"{TG}{name}" for name in ("position", "startTime", "endTime", "track", "event")),
        *(f"{SCHEMA}{name}" for name in ("startDate", "endDate", "superEvent", "location")),
    }
)
_SLOT: Final = 0.25
_MANY: Final = 1 / 200
_ENOUGH: Final = 0.5
_LEAST_COVERAGE: Final = 0.4
_LEAST_CONTENT: Final = 0.25
# What is nothing without what it belongs to, and is the same only where that is.
_BELONGING: Final = frozenset({"appearance", "day", "item"})
_OWNERS: Final = frozenset(
    {f"{TG}inTalk", f"{TG}talk", f"{TG}event", f"{SCHEMA}superEvent", f"{SCHEMA}isPartOf"}
)
_CITING: Final = frozenset({f"{SCHEMA}citation", f"{SCHEMA}associatedMedia"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A pair of things, and what speaks for it.

    `weight` is that of all they have in common (`shared`, and `texts`, a number), `own` without
    where and when in a programme; `coverage` its share (0 to 1) of what is known of the former
    one; `likeness` is that of their names, 0 to 1.
    """

    former: str
    present: str
    weight: float
    own: float
    coverage: float
    likeness: float
    shared: tuple[Edge, ...]
    texts: int

    @property
    def score(self) -> float:
        """What compares with other pairs."""
        return self.weight + self.likeness


class Scales:
    """Weighs pairs of things of an old graph and a new one."""

    def __init__(self, old: Described, new: Described) -> None:
        """Weigh what these two tell."""
        self.old, self.new = old, new
        self._weights: dict[tuple[str, Edge, Edge], float] = {}

    def weigh(
        self,
        kind: str,
        former: str,
        present: str,
        edges: Mapping[Edge, Edge],
        texts: tuple[Counter[str], Counter[str]] = (Counter(), Counter()),
        gained: Collection[Edge] | None = None,
    ) -> Weighed:
        """Weigh a pair of a kind.

        `edges` has what is said of the former one and, in the words of the new graph, what that is
        now; `texts` are those said in both; `gained` is what is said of the present one since then,
        if it was there before.
        """
        there = self.new.evidence(present) if gained is None else gained
        shared = [(edge, now) for edge, now in edges.items() if now in there]
        common = (texts[0] & texts[1]).total()
        enough = min(texts[0].total(), texts[1].total())
        if enough and common < _LEAST_CONTENT * enough:
            shared, common = [], 0  # what was said there is not what is said here
        if not _belongs(kind, edges, there):
            shared = []
        weights = {edge: self._rarity(kind, edge, now) for edge, now in shared}
        weight = common + sum(weights.values())
        known = sum(
            self._rarity(kind, edge, edge)
            for edge, now in edges.items()
            if now in there or edge.property not in NAMING
        )
        return Weighed(
            former=former,
            present=present,
            weight=weight,
            own=common
            + sum(w for edge, w in weights.items() if edge.property not in _SLOTS or edge.inward),
            coverage=weight / max(weight, known + enough, 1e-9),
            likeness=self._likeness(kind, former, present),
            shared=tuple(now for _, now in shared),
            texts=common,
        )

    def _rarity(self, kind: str, edge: Edge, now: Edge) -> float:
        """Return what an edge weighs: less the more things of the kind have it, then or now."""
        key = (kind, edge, now)
        known = self._weights.get(key)
        if known is None:
            known = self._weights[key] = self._weight(kind, edge, now)
        return known

    def _weight(self, kind: str, edge: Edge, now: Edge) -> float:
        counts = [self.old.having(edge, kind)]
        if now is not edge:
            counts.append(self.new.having(now, kind))
        weight = min(_MANY if found is None else 1 / max(len(found), 1) for found in counts)
        return min(weight, _SLOT) if edge.property in _SLOTS else weight

    def _likeness(self, kind: str, former: str, present: str) -> float:
        properties = (URL,) if kind in _BY_ADDRESS else tuple(sorted(NAMING))
        return max(
            (
                _measure(kind)(one, other)
                for each in properties
                for one in self.old.values(former, each)
                for other in self.new.values(present, each)
            ),
            default=0.0,
        )


def _measure(kind: str) -> Callable[[str, str], float]:
    """Return how the names of a kind of things are compared."""
    if kind == "series":
        # One series of conferences may have all words of another: a city's, and all cities'.
        return text_likeness
    return person_likeness if kind in _SOMEBODY else name_likeness


def _belongs(kind: str, edges: Mapping[Edge, Edge], there: Collection[Edge]) -> bool:
    """Tell whether something that belongs to others still belongs to one of them."""
    if kind not in _BELONGING | _BY_ADDRESS:
        return True
    owners = [now for now in edges.values() if now.property in (_CITING if now.inward else _OWNERS)]
    return any(now in there for now in owners) or not (owners or kind in _BELONGING)


def convinces(kind: str, pair: Weighed) -> bool:
    """Tell whether a pair is one thing beyond doubt, if no other pair comes near it."""
    if not pair.weight or pair.coverage < _LEAST_COVERAGE:
        return False
    if pair.likeness >= NAMES_ALIKE:
        return True
    if kind in _BY_NAME or kind in _BY_ADDRESS:
        return False
    if kind in _SOMEBODY:
        return any(e.property in _THEIRS and not e.inward for e in pair.shared)
    return pair.own >= _ENOUGH


def why(pair: Weighed) -> str:
    """Say in words what speaks for a pair."""
    counts = Counter(f"{curie(e.property)} of" * e.inward or curie(e.property) for e in pair.shared)
    told = [f"{name} ({n})" if n > 1 else name for name, n in sorted(counts.items())]
    if pair.texts:
        told.append(f"{pair.texts} texts")
    if pair.likeness >= NAMES_ALIKE:
        told.append("a name alike")
    return f"the same: {', '.join(told)}"
