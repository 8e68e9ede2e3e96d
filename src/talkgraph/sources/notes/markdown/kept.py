"""What was read of a block or a source is kept for as long as there is that block or source.

A file is gone through for every way to read it. A memory of a fixed size would help small files
alone: a larger one is gone through in order, and what comes next has always just been forgotten.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

Of = TypeVar("Of", bound=Hashable)
More = ParamSpec("More")
Found = TypeVar("Found")


def kept(function: Callable[[Of], Found]) -> Callable[[Of], Found]:
    """Keep what a function returns for a thing, which it must not hold itself."""
    memory: WeakKeyDictionary[Of, Found] = WeakKeyDictionary()

    @wraps(function)
    def remembering(of: Of, /) -> Found:
        if of not in memory:
            memory[of] = function(of)
        return memory[of]

    return remembering


def kept_by(
    function: Callable[Concatenate[Of, More], Found],
) -> Callable[Concatenate[Of, More], Found]:
    """Keep what a function returns for a thing and further arguments, all by their places."""
    memory: WeakKeyDictionary[Of, dict[object, Found]] = WeakKeyDictionary()

    @wraps(function)
    def remembering(of: Of, /, *more: More.args, **named: More.kwargs) -> Found:
        assert not named
        known = memory.setdefault(of, {})
        if more not in known:
            known[more] = function(of, *more, **named)
        return known[more]

    return remembering
