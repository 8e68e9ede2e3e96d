"""`once`: an attribute that is worked out when it is first asked for, and kept with its owner.

`functools.cached_property` has one lock for all owners in Python 3.11, so that one that never gets
done stops every other of its class, and none later, so that threads may load a model twice. Here
each owner has its own.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any, Final, Generic, Self, TypeVar, overload

T = TypeVar("T")
_OURS: Final = __name__.partition(".")[0] + "."


class once(Generic[T]):  # noqa: N801 - it is used like `property`
    """Make an attribute of a method: worked out once, however many threads are the first to ask.

    What raises is asked again.

    >>> class Told:
    ...     @once
    ...     def words(self) -> int:
    ...         print("counting")
    ...         return 3
    >>> told = Told()
    >>> told.words + told.words
    counting
    6
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        """Take what works it out."""
        self._make = make
        self._name = make.__name__
        self._lock = f"{self._name} is being made"
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type | None = None) -> Self: ...

    @overload
    def __get__(self, owner: object, kind: type | None = None) -> T: ...

    def __get__(self, owner: object | None, kind: type | None = None) -> Self | T:
        """Return the value; called only as long as the owner does not hold it."""
        if owner is None:
            return self
        held = vars(owner)
        with held.setdefault(self._lock, RLock()):
            if self._name not in held:
                held[self._name] = self._make(owner)
                held.pop(self._lock, None)
        value: T = held[self._name]
        return value


def make_all(value: object, *, apart_from: tuple[type, ...] = ()) -> None:
    """Work out whatever is worked out once of a value, and of what its attributes hold.

    Some kinds of what they hold can be left out, and so is what stands in lists and the like.
    """
    seen: set[int] = set()
    left = [value]
    while left:
        each = left.pop()
        kind = type(each)
        if id(each) in seen or not kind.__module__.startswith(_OURS) or kind in apart_from:
            continue
        seen.add(id(each))
        for name in _made_once(kind):
            getattr(each, name)
        left += vars(each).values() if hasattr(each, "__dict__") else ()
        left += (getattr(each, name, None) for name in _slots(kind))


def _made_once(kind: type) -> list[str]:
    found = (name for base in kind.__mro__ for name, each in vars(base).items() if _is_once(each))
    return list(dict.fromkeys(found))


def _is_once(attribute: object) -> bool:
    return isinstance(attribute, once)


def _slots(kind: type) -> list[str]:
    return [name for base in kind.__mro__ for name in getattr(base, "__slots__", ())]
