"""Disjoint sets: who is put together with whom, joined step by step."""

from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Partition(Generic[T]):
    """Sets of things, no two of which share one; what was not joined is alone.

    Joining n things takes O(n log n) steps in all, as the smaller set is added to the larger.

    >>> people = Partition[str]()
    >>> _ = people.join("ana", "a. lund"), people.join("a. lund", "@ana")
    >>> sorted(people.of("ana")), sorted(people.of("ben"))
    (['@ana', 'a. lund', 'ana'], ['ben'])
    """

    def __init__(self) -> None:
        """Begin with everything on its own."""
        self._sets: dict[T, set[T]] = {}

    def of(self, thing: T) -> set[T]:
        """Return the set that a thing is in: the same object for all of its members."""
        return self._sets.setdefault(thing, {thing})

    def join(self, first: T, *others: T) -> set[T]:
        """Make one set of those that the things are in, and return it."""
        joint = self.of(first)
        for other in others:
            fewer, joint = sorted((joint, self.of(other)), key=len)
            if fewer is not joint:
                joint |= fewer
                self._sets.update(dict.fromkeys(fewer, joint))
        return joint
