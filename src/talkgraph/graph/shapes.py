"""Proves that a graph keeps SHACL shapes, many times faster than a validator finds who breaks them.

The shapes are compiled once to plain functions on the store's own terms. Whatever these do not
understand, in the shapes or in a graph, proves nothing: then a validator is to judge
(`talkgraph.graph.shacl`). So a constraint here may be stricter than SHACL's, and never laxer.

To add a constraint: a row in `_ON_VALUES` if it asks each value by itself, or else a field of
`_Rule`. `tests/unit/test_shapes.py` holds all of them against pySHACL.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple, parse

from talkgraph.model.names import RDF, RDFS, XSD

_SH: Final = "http://www.w3.org/ns/shacl#"
_TYPE: Final = NamedNode(RDF + "type")
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_SUBCLASS: Final = NamedNode(RDFS + "subClassOf")  # by it a shape has targets that it does not name
_STRING: Final = NamedNode(XSD + "string")
_TAGGED: Final = NamedNode(RDF + "langString")
_UNBOUNDED: Final = 1 << 62

Term = Any
"""A term of pyoxigraph; its kinds have no common base."""
Check = Callable[[Term], bool]
"""Whether a value surely keeps a constraint."""
Told = Mapping[NamedNode, Sequence[Term]]
"""What is said of one thing: the values of each property."""


class _NotUnderstoodError(Exception):
    """Shapes say something that is not understood here."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is asked of the values that a thing has at `paths`, taken together."""

    paths: tuple[NamedNode, ...]
    least: int = 0
    most: int = _UNBOUNDED
    held: tuple[Term, ...] = ()
    checks: tuple[Check, ...] = ()
    not_after: tuple[NamedNode, ...] = ()

    def is_kept(self, told: Told) -> bool:
        values = told.get(self.paths[0], ())
        for path in self.paths[1:]:
            values = (*values, *told.get(path, ()))
        # A value may be given twice, and is one; that matters where two are wanted.
        count = len(values) if self.least < 2 else len(set(values))
        if not self.least <= count <= self.most:
            return False
        for check in self.checks:
            for value in values:
                if not check(value):
                    return False
        for value in self.held:
            if value not in values:
                return False
        for path in self.not_after:
            others = told.get(path, ())
            if not all(_is_not_after(value, other) for value in values for other in others):
                return False
        return True


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is asked of every instance of `classes`, and of everything that has a `property`."""

    classes: frozenset[Term]
    properties: frozenset[Term]
    rules: tuple[_Rule, ...]
    alternatives: tuple[tuple[_Rule, ...], ...]  # of each, one is to be kept

    def is_kept(self, told: Told) -> bool:
        return all(rule.is_kept(told) for rule in self.rules) and all(
            any(rule.is_kept(told) for rule in rules) for rules in self.alternatives
        )


class Shapes:
    """Shapes that are understood; asks what keeps them surely."""

    def __init__(self, shapes: Iterable[_Shape]) -> None:
        """Take what is asked of which things."""
        self._shapes = tuple(shapes)
        self._targeting = frozenset(p for shape in self._shapes for p in shape.properties)
        self._asked: dict[frozenset[Term], tuple[_Shape, ...]] = {}

    @classmethod
    def read(cls, path: Path) -> "Shapes | None":
        """Read the shapes of a Turtle file, or `None` if they say what is not understood here."""
        graph: dict[Term, dict[Term, list[Term]]] = {}
        for quad in parse(path=path):
            graph.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
        try:
            return cls(_shapes_in(graph))
        except (_NotUnderstoodError, LookupError, ValueError):  # the latter of what is malformed
            return None

    def are_kept_by(self, triples: Iterable[Triple]) -> bool:
        """Tell whether a graph surely keeps the shapes; if not, it is not known whether it does."""
        things: dict[Term, dict[Term, list[Term]]] = {}
        for subject, predicate, value in triples:
            told = things.get(subject)
            if told is None:
                things[subject] = {predicate: [value]}
            elif predicate in told:
                told[predicate].append(value)
            else:
                told[predicate] = [value]
        return all(self._keeps(thing, told) for thing, told in things.items())

    def _keeps(self, thing: Term, told: Told) -> bool:
        if not isinstance(thing, NamedNode) or _SUBCLASS in told:
            return False
        kind = self._targeting.intersection(told).union(told.get(_TYPE, ()))
        asked = self._asked.get(kind)
        if asked is None:
            found = (each for each in self._shapes if kind & (each.classes | each.properties))
            asked = self._asked[kind] = tuple(found)
        return all(shape.is_kept(told) for shape in asked)


# ── what the shapes say ──────────────────────────────────────────────────────────────────────

_Graph = Mapping[Term, Mapping[Term, Sequence[Term]]]


def _sh(name: str) -> NamedNode:
    return NamedNode(_SH + name)


def _shapes_in(graph: _Graph) -> Iterator[_Shape]:
    for said in graph.values():
        if _sh("NodeShape") in said.get(_TYPE, ()):
            yield _shape(graph, said)


def _shape(graph: _Graph, said: Mapping[Term, Sequence[Term]]) -> _Shape:
    classes: set[Term] = set()
    properties: set[Term] = set()
    rules: list[_Rule] = []
    alternatives: list[tuple[_Rule, ...]] = []
    for name, values in _constraints(said):
        if name == "targetClass":
            classes.update(values)
        elif name == "targetSubjectsOf":
            properties.update(values)
        elif name == "property":
            rules += [_rule(graph, graph[value]) for value in values]
        elif name == "or":
            for value in values:
                alternatives.append(
                    tuple(_rule(graph, graph[each]) for each in _listed(graph, value))
                )
        elif name != "nodeKind" or list(values) != [_sh("IRI")]:  # all things are IRIs
            raise _NotUnderstoodError(name)
    return _Shape(
        classes=frozenset(classes),
        properties=frozenset(properties),
        rules=tuple(rules),
        alternatives=tuple(alternatives),
    )


def _rule(graph: _Graph, said: Mapping[Term, Sequence[Term]]) -> _Rule:
    least, most = 0, _UNBOUNDED
    paths: list[NamedNode] = []
    held: list[Term] = []
    checks: list[Check] = []
    not_after: list[NamedNode] = []
    for name, values in _constraints(said):
        if name == "path":
            paths = [path for value in values for path in _paths(graph, value)]
        elif name == "minCount":
            least = max(int(value.value) for value in values)
        elif name == "maxCount":
            most = min(int(value.value) for value in values)
        elif name == "hasValue":
            held += values
        elif name == "lessThanOrEquals":
            not_after += values
        else:
            checks += [_check(graph, name, value) for value in values]
    if not paths:
        raise _NotUnderstoodError("no path")
    return _Rule(tuple(paths), least, most, tuple(held), tuple(checks), tuple(not_after))


def _constraints(said: Mapping[Term, Sequence[Term]]) -> Iterator[tuple[str, Sequence[Term]]]:
    for predicate, values in said.items():
        name = predicate.value
        if name.startswith(_SH) and name != _SH + "message":
            yield name.removeprefix(_SH), values


def _paths(graph: _Graph, value: Term) -> Iterator[NamedNode]:
    if isinstance(value, NamedNode):
        yield value
        return
    [(predicate, alternatives)] = graph[value].items()
    for each in _listed(graph, *alternatives):
        if predicate != _sh("alternativePath") or not isinstance(each, NamedNode):
            raise _NotUnderstoodError("path")
        yield each


def _listed(graph: _Graph, start: Term) -> Iterator[Term]:
    while start != _NIL:
        yield graph[start][_FIRST][0]
        start = graph[start][_REST][0]


# ── what is asked of each value ──────────────────────────────────────────────────────────────


def _check(graph: _Graph, name: str, value: Term) -> Check:
    if name not in _ON_VALUES:
        raise _NotUnderstoodError(name)
    return _ON_VALUES[name](graph, value)


def _has_kind(_: _Graph, kind: Term) -> Check:
    if kind != _sh("IRI"):
        raise _NotUnderstoodError(str(kind))
    return lambda value: isinstance(value, NamedNode)


def _has_datatype(_: _Graph, datatype: Term) -> Check:
    form = _FORMS.get(datatype)
    if form is None:
        raise _NotUnderstoodError(str(datatype))
    return lambda value: (
        isinstance(value, Literal) and value.datatype == datatype and form(value.value)
    )


def _has_pattern(_: _Graph, pattern: Term) -> Check:
    found = re.compile(pattern.value).search
    return lambda value: _is_text(value) and found(value.value) is not None


def _has_length(_: _Graph, least: Term) -> Check:
    length = int(least.value)
    return lambda value: _is_text(value) and len(value.value) >= length


def _is_among(graph: _Graph, listed: Term) -> Check:
    known = frozenset(_listed(graph, listed))
    return lambda value: value in known


def _is_not(graph: _Graph, shape: Term) -> Check:
    [(name, values)] = _constraints(graph[shape])
    if name != "in":  # what is not surely kept may be kept nevertheless
        raise _NotUnderstoodError(f"not {name}")
    known = frozenset(each for value in values for each in _listed(graph, value))
    return lambda value: isinstance(value, NamedNode) and value not in known


def _is_any(graph: _Graph, listed: Term) -> Check:
    choices: list[Check] = []
    for shape in _listed(graph, listed):
        [(name, [wanted])] = _constraints(graph[shape])
        choices.append(_check(graph, name, wanted))
    return lambda value: any(check(value) for check in choices)


def _bounded(holds: Callable[[float, float], bool]) -> Callable[[_Graph, Term], Check]:
    def check(_: _Graph, bound: Term) -> Check:
        limit = float(bound.value)
        return lambda value: (
            isinstance(value, Literal)
            and value.datatype in _NUMBERS
            and _FORMS[value.datatype](value.value)
            and holds(float(value.value), limit)
        )

    return check


_ON_VALUES: Final[Mapping[str, Callable[[_Graph, Term], Check]]] = {
    "nodeKind": _has_kind,
    "datatype": _has_datatype,
    "pattern": _has_pattern,
    "minLength": _has_length,
    "in": _is_among,
    "not": _is_not,
    "or": _is_any,
    "minInclusive": _bounded(float.__ge__),
    "minExclusive": _bounded(float.__gt__),
    "maxInclusive": _bounded(float.__le__),
}


def _is_text(value: Term) -> bool:
    """Whether what a validator matches is surely the value's own text: not so of numbers."""
    return isinstance(value, NamedNode) or value.datatype in (_STRING, _TAGGED)


def _of_form(pattern: str, read: Callable[[str], object] = str) -> Callable[[str], bool]:
    """Return what tells whether a text has a form, and `read` can read it."""
    fits = re.compile(pattern, re.ASCII).fullmatch

    def is_such(text: str) -> bool:
        if fits(text) is None:
            return False
        try:
            read(text)
        except ValueError:
            return False
        return True

    return is_such


_FORMS: Final[Mapping[Term, Callable[[str], bool]]] = {
    _STRING: lambda _: True,
    _TAGGED: lambda _: True,
    NamedNode(XSD + "anyURI"): lambda _: True,
    NamedNode(XSD + "integer"): _of_form(r"-?\d{1,15}"),
    NamedNode(XSD + "decimal"): _of_form(r"-?\d{1,15}(\.\d{1,15})?"),
    NamedNode(XSD + "boolean"): _of_form("true|false"),
    NamedNode(XSD + "date"): _of_form(r"\d{4}-\d\d-\d\d", dt.date.fromisoformat),
    NamedNode(XSD + "gYear"): _of_form(r"[12]\d{3}"),
    NamedNode(XSD + "gYearMonth"): _of_form(r"[12]\d{3}-(0[1-9]|1[0-2])"),
    NamedNode(XSD + "dateTime"): _of_form(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?", dt.datetime.fromisoformat
    ),
}
"""The plain forms of values; a validator knows more of them, and is asked about those."""
_NUMBERS: Final = (NamedNode(XSD + "integer"), NamedNode(XSD + "decimal"))


def _is_not_after(value: Term, other: Term) -> bool:
    """Whether two values can surely be compared, and the first is not the greater."""
    if not (isinstance(value, Literal) and isinstance(other, Literal)):
        return False
    read = _COMPARED.get(value.datatype)
    if read is None or value.datatype != other.datatype:
        return False
    form = _FORMS[value.datatype]
    if not (form(value.value) and form(other.value)):
        return False
    try:
        return bool(read(value.value) <= read(other.value))
    except TypeError:  # one clock is known, the other is not
        return False


_COMPARED: Final[Mapping[Term, Callable[[str], Any]]] = {
    NamedNode(XSD + "integer"): int,
    NamedNode(XSD + "date"): dt.date.fromisoformat,
    NamedNode(XSD + "dateTime"): dt.datetime.fromisoformat,
}
