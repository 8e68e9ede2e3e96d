"""Finds which bodies the user's statements speak of, among all that are named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talkgraph.conclusions.organizations.names import body_name
from talkgraph.conclusions.organizations.spellings import Spelling
from talkgraph.conclusions.people.overrides import Override, Overrides, Verdict, folded
from talkgraph.conclusions.people.partition import Partition
from talkgraph.model import Diagnostic

Stated = tuple[Override, frozenset[str], frozenset[str]]
"""A statement, and the names that each of its sides means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What is one and what is not, by the names as written, and complaints."""

    overrides: Overrides
    same: tuple[Stated, ...] = ()
    apart: tuple[Stated, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def may_join(self, one: set[str], other: set[str]) -> bool:
        """Tell whether no statement keeps two sets of names apart."""
        return self._between(one, other) is None

    def refuse_contradictions(self, sets: Partition[str]) -> None:
        """Raise `OverridesInvalid` if what is stated to be one is stated apart, too."""
        for statement, left, _ in self.same:
            joint = sets.of(min(left))
            if (apart := self._between(joint, joint)) is not None:
                raise self.overrides.contradiction(statement, apart)

    def _between(self, one: set[str], other: set[str]) -> Override | None:
        for statement, left, right in self.apart:
            if (one & left and other & right) or (one & right and other & left):
                return statement
        return None


def statements(spellings: Sequence[Spelling], overrides: Overrides) -> Statements:
    """Find which names each statement on organizations means: those written so, else those alike.

    What is alike differs in letter case, accents, gaps and legal form alone.
    """
    if not overrides.on_organizations():
        return Statements(overrides=overrides)
    exact: dict[str, set[str]] = {}
    alike: dict[str, set[str]] = {}
    for spelling in spellings:
        exact.setdefault(folded(spelling.text), set()).add(spelling.text)
        alike.setdefault(spelling.name.key, set()).add(spelling.text)
    found: dict[Verdict, list[Stated]] = {}
    diagnostics: list[Diagnostic] = []
    for one in overrides.on_organizations():
        left, right = (_meant(side, exact, alike) for side in one.sides)
        if one.verdict is Verdict.NOT_SAME_ORGANIZATION and left & right:
            left, right = (left - right or left), (right - left or right)
        missing = [s for s, names in zip(one.sides, (left, right), strict=True) if not names]
        if missing or left == right:
            diagnostics.append(overrides.unused(one, missing))
        else:
            found.setdefault(one.verdict, []).append((one, frozenset(left), frozenset(right)))
    return Statements(
        overrides=overrides,
        same=tuple(found.get(Verdict.SAME_ORGANIZATION, ())),
        apart=tuple(found.get(Verdict.NOT_SAME_ORGANIZATION, ())),
        diagnostics=tuple(diagnostics),
    )


def _meant(
    side: str, exact: Mapping[str, set[str]], alike: Mapping[str, set[str]]
) -> frozenset[str]:
    found = exact.get(folded(side)) or alike.get(body_name(side).key) or ()
    return frozenset(found)
