"""Makes values of what JSON says: the dataclasses, enums, dates, tuples and mappings of `model`.

Why not with pydantic, which writes them: every command reads a few values, and importing pydantic
and having it plan for their types took longer than all of the rest of opening a knowledge base. The
plan for a type is made once a process here, too, and is a function for each of its fields.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Reader = Callable[[Any], Any]
_REPEATED: Final = (tuple, frozenset)


class Misfit(ValueError):
    """What JSON says is no value of its type: what is wanted, and where in it."""

    def __init__(self, wanted: str) -> None:
        """Begin where it was noticed."""
        super().__init__(wanted)
        self._wanted = wanted
        self._path: list[str] = []

    def within(self, place: object) -> "Misfit":
        """Return it as seen from around that place."""
        self._path.insert(0, str(place))
        return self

    def __str__(self) -> str:
        """Tell what is wanted, and where."""
        return f"it should be {self._wanted} at {'.'.join(self._path) or 'the top'}"


def value_of(kind: type[T], told: Any) -> T:  # noqa: ANN401 - whatever JSON says
    """Return what JSON says as a value of a type; raises `Misfit`.

    >>> value_of(tuple[dt.date, ...], ["2019-10-02"])
    (datetime.date(2019, 10, 2),)
    >>> value_of(dict[str, tuple[int, str]], {"a": [1, 2]})
    Traceback (most recent call last):
    ...
    talkgraph.search.stored.values.Misfit: it should be a text at a.1
    """
    made: T = reader(kind)(told)
    return made


def reader(kind: Any) -> _Reader:  # noqa: ANN401 - a type, or what `typing` makes of types
    """Return what makes values of a type of what JSON says, or raises `Misfit`.

    Raises `TypeError` itself for a type that nothing here knows.
    """
    return _planned(kind)


@cache
def _planned(kind: Any) -> _Reader:  # noqa: ANN401
    if kind in _SCALARS:
        return _SCALARS[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _either(arguments)
    if origin in _REPEATED and (origin is frozenset or arguments[1:] == (...,)):
        return _several(origin, reader(arguments[0]))
    if origin is tuple:
        return _fixed([*map(reader, arguments)])
    if origin in (dict, Mapping):
        return _mapping(reader(arguments[0]), reader(arguments[1]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _parsed(kind, " or ".join(repr(each.value) for each in kind))
    if dataclasses.is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"no value of {kind} is kept in a file")


def _exactly(kind: type, wanted: str) -> _Reader:
    def read(told: Any) -> Any:  # noqa: ANN401
        if type(told) is not kind:
            raise Misfit(wanted)
        return told

    return read


def _number(told: Any) -> float:  # noqa: ANN401
    if type(told) is not float and type(told) is not int:
        raise Misfit("a number")
    return float(told)


def _parsed(parse: Callable[[Any], Any], wanted: str) -> _Reader:
    def read(told: Any) -> Any:  # noqa: ANN401
        try:
            return parse(told)
        except (ValueError, TypeError):
            raise Misfit(wanted) from None

    return read


_SCALARS: Final[Mapping[Any, _Reader]] = {
    Any: lambda told: told,
    str: _exactly(str, "a text"),
    int: _exactly(int, "a whole number"),
    bool: _exactly(bool, "true or false"),
    NoneType: _exactly(NoneType, "null"),
    float: _number,
    dt.date: _parsed(dt.date.fromisoformat, "a date"),
    dt.datetime: _parsed(dt.datetime.fromisoformat, "a time"),
}


def _either(kinds: tuple[Any, ...]) -> _Reader:
    readers = [reader(kind) for kind in kinds if kind is not NoneType]
    may_be_none = NoneType in kinds
    [first, *others] = readers

    def read(told: Any) -> Any:  # noqa: ANN401
        if told is None and may_be_none:
            return None
        for each in others:
            try:
                return each(told)
            except Misfit:
                continue
        return first(told)

    return read


def _several(kind: Callable[[Any], Any], one: _Reader) -> _Reader:
    def read(told: Any) -> Any:  # noqa: ANN401
        if type(told) is not list:
            raise Misfit("a list")
        try:
            return kind([one(each) for each in told])
        except Misfit:
            raise _misfit_among(enumerate(told), one) from None

    return read


def _fixed(readers: list[_Reader]) -> _Reader:
    def read(told: Any) -> Any:  # noqa: ANN401
        if type(told) is not list or len(told) != len(readers):
            raise Misfit(f"a list of {len(readers)}")
        found = []
        for place, (one, each) in enumerate(zip(readers, told, strict=True)):
            try:
                found.append(one(each))
            except Misfit as misfit:
                raise misfit.within(place) from None
        return tuple(found)

    return read


def _mapping(key: _Reader, value: _Reader) -> _Reader:
    def read(told: Any) -> Any:  # noqa: ANN401
        if type(told) is not dict:
            raise Misfit("an object")
        try:
            return {key(name): value(each) for name, each in told.items()}
        except Misfit:
            raise _misfit_among(told.items(), value) from None

    return read


def _misfit_among(items: Any, one: _Reader) -> Misfit:  # noqa: ANN401 - pairs of place and value
    """Return the misfit of the first value that is one, with its place; else that of a key."""
    for place, each in items:
        try:
            one(each)
        except Misfit as misfit:
            return misfit.within(place)
    return Misfit("an object with other keys")


def _record(kind: Any) -> _Reader:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(kind)
    fields = [each for each in dataclasses.fields(kind) if each.init]
    readers = [(each.name, reader(hints[each.name])) for each in fields]
    absent = dataclasses.MISSING
    needed = [
        each.name for each in fields if each.default is absent and each.default_factory is absent
    ]

    def read(told: Any) -> Any:  # noqa: ANN401
        if type(told) is not dict:
            raise Misfit("an object")
        given = {}
        for name, one in readers:
            if name in told:
                try:
                    given[name] = one(told[name])
                except Misfit as misfit:
                    raise misfit.within(name) from None
        if len(given) < len(readers):
            for name in needed:
                if name not in given:
                    raise Misfit("there").within(name)
        return kind(**given)

    return read
