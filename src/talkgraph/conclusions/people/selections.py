"""Finds whom the statements of the overrides speak of, among all who are named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from talkgraph.conclusions.people.names import written_name
from talkgraph.conclusions.people.namings import Naming
from talkgraph.conclusions.people.overrides import (
    PERSON_PREFIX,
    Override,
    Overrides,
    Verdict,
    folded,
)
from talkgraph.conclusions.people.partition import Partition
from talkgraph.model import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """One statement and the namings of its two sides, by index."""

    override: Override
    left: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selections:
    """The statements that speak of somebody, and complaints about the others."""

    same: tuple[Selection, ...] = ()
    apart: tuple[Selection, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def names_slugs(overrides: Overrides) -> bool:
    """Tell whether a statement names somebody by their slug."""
    return any(
        side.startswith(PERSON_PREFIX) for one in overrides.on_people() for side in one.sides
    )


def without_slugs(overrides: Overrides) -> Overrides:
    """Return the statements that name nobody by their slug."""
    return Overrides(
        source=overrides.source,
        statements=tuple(
            one
            for one in overrides.statements
            if not any(side.startswith(PERSON_PREFIX) for side in one.sides)
        ),
    )


def selections(
    namings: Sequence[Naming], overrides: Overrides, slugs: Mapping[str, Iterable[int]]
) -> Selections:
    """Find whom each statement on people speaks of; `slugs` gives the namings behind a slug.

    Raises `OverridesInvalid` for statements that contradict each other on these namings.
    """
    same: list[Selection] = []
    apart: list[Selection] = []
    diagnostics: list[Diagnostic] = []
    for override in overrides.on_people():
        left = _side(override.left, override, namings, slugs)
        right = _side(override.right, override, namings, slugs)
        missing = [
            side for side, found in zip(override.sides, (left, right), strict=True) if not found
        ]
        if override.verdict is Verdict.NOT_SAME:
            left, right = _disjoint(override, left, right)
        if missing or not left or not right or left == right:
            diagnostics.append(overrides.unused(override, missing))
            continue
        target = same if override.verdict is Verdict.SAME else apart
        target.append(
            Selection(override=override, left=tuple(sorted(left)), right=tuple(sorted(right)))
        )
    _refuse_contradicting_names(overrides, same, apart)
    return Selections(same=tuple(same), apart=tuple(apart), diagnostics=tuple(diagnostics))


def _side(
    side: str, override: Override, namings: Sequence[Naming], slugs: Mapping[str, Iterable[int]]
) -> frozenset[int]:
    if side.startswith(PERSON_PREFIX):
        return frozenset(slugs.get(side.removeprefix(PERSON_PREFIX), ()))
    if _is_handle(side):
        return frozenset(_with_handle(side, namings))
    found = _with_name(side, namings)
    if override.verdict is Verdict.SAME and any(map(_is_handle, override.sides)):
        # Who has a handle already is not given another by a name that they may only share.
        found = [index for index in found if namings[index].account is None] or found
    return frozenset(found)


def _is_handle(side: str) -> bool:
    return side.startswith("@")


def _with_handle(side: str, namings: Sequence[Naming]) -> list[int]:
    handle, _, service = side[1:].casefold().partition("@")
    return [
        index
        for index, naming in enumerate(namings)
        if naming.account is not None
        and naming.account[1] == handle
        and service in ("", naming.account[0])
    ]


def _with_name(side: str, namings: Sequence[Naming]) -> list[int]:
    text = folded(side)
    named = [(index, naming.name) for index, naming in enumerate(namings) if naming.name]
    exactly = [index for index, name in named if name.text.casefold() == text]
    if exactly:
        return exactly
    readings = set(written_name(side).readings)
    return [index for index, name in named if readings & set(name.readings)]


def _disjoint(
    override: Override, left: frozenset[int], right: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Give what both sides match to one: a handle before a name, then whoever says it narrower.

    Where that would leave nothing of the other side, the other side keeps it.
    """
    ways = [(left, right - left), (left - right, right)]
    if (_is_handle(override.right), -len(right)) >= (_is_handle(override.left), -len(left)):
        ways.reverse()
    return next((way for way in ways if all(way)), ways[0])


def _refuse_contradicting_names(
    overrides: Overrides, same: Sequence[Selection], apart: Sequence[Selection]
) -> None:
    joined = Partition[int]()
    for selection in same:
        joined.join(*selection.left, *selection.right)
        for other in apart:
            if any(not joined.of(index).isdisjoint(other.right) for index in other.left):
                raise overrides.contradiction(selection.override, other.override)
