"""Sequences of answers: tuples that print as tables and turn into pandas."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from html import escape
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Self,
    SupportsIndex,
    TypeVar,
    get_args,
    get_type_hints,
    overload,
)

from talkgraph.words import cut

if TYPE_CHECKING:
    import pandas as pd


WIDTH: Final = 100
"""The most characters of a line of text."""

_LINES: Final = 10
_HTML_ROWS: Final = 20
_NARROWEST: Final = 8
_LONGEST_CELL: Final = 300
_TABLE: Final = '<table style="text-align:left">'
_CELL: Final = ' style="text-align:left;vertical-align:top;max-width:40em;white-space:normal"'
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
# A browser may break a date at its hyphens.
_DAY: Final = ' style="text-align:left;vertical-align:top;white-space:nowrap"'
_NUMBER: Final = ' style="text-align:right;vertical-align:top"'


class Shown:
    """A base for frozen dataclasses that are shown as a list of their attributes.

    `PLURAL` says what several of them are called; `COLUMNS` names the attributes that a table of
    them shows.
    """

    __slots__ = ()
    PLURAL: ClassVar[str] = "results"
    COLUMNS: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        """Show one attribute a line."""
        return listing(type(self).__name__, _attributes(self))

    def _repr_html_(self) -> str:
        """Show one attribute a row."""
        return html_listing(_attributes(self))


def row_of(value: object) -> dict[str, object]:
    """Return what a table shows of a value, by column."""
    if isinstance(value, Mapping):
        return dict(value)
    columns = getattr(value, "COLUMNS", ())
    if not columns and is_dataclass(value):
        columns = tuple(field.name for field in fields(value))
    if columns:
        return {name: getattr(value, name) for name in columns}
    return {"value": value}


def counted(values: Sequence[object], kind: type | None) -> str:
    """Return how many values there are of a kind, in words.

    >>> counted([1, 2], None)
    '2 results'
    """
    plural = str(getattr(kind, "PLURAL", Shown.PLURAL))
    return f"{len(values)} {plural.removesuffix('s') if len(values) == 1 else plural}"


def cell(value: object) -> str:
    """Return a value as it stands in a table: short, and on one line.

    >>> cell(0.98765), cell(("a", "b")), cell(None)
    ('0.988', 'a, b', '')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {cell(each)}" for key, each in value.items())
    if isinstance(value, tuple | list):
        if value and is_dataclass(value[0]):
            return counted(value, type(value[0]))
        return ", ".join(map(cell, value))
    if is_dataclass(value) and not isinstance(value, type):
        return "; ".join(
            f"{name}: {shown}" for name, each in _attributes(value).items() if (shown := cell(each))
        )
    curie = getattr(value, "curie", None)
    return " ".join(str(curie or value).split())


def table(header: str, rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as a table of text below a header line, at most `WIDTH` characters wide."""
    shown = [{name: cell(value) for name, value in row.items()} for row in rows[:_LINES]]
    if not shown:
        return header
    names = list(shown[0])
    widths = _widths({name: max(len(name), *(len(r[name]) for r in shown)) for name in names})
    right = {name for name in names if _is_numeric(row[name] for row in rows[:_LINES])}
    lines = [header, _line({name: name for name in names}, widths, right)]
    lines += (_line(row, widths, right) for row in shown)
    if len(rows) > _LINES:
        lines.append(f"  … and {len(rows) - _LINES} more")
    return "\n".join(line.rstrip() for line in lines)


def html_table(header: str, rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as an HTML table, everything escaped, below a header line."""
    shown = rows[:_HTML_ROWS]
    names = list(shown[0]) if shown else []
    right = {name for name in names if _is_numeric(row[name] for row in shown)}
    head = "".join(f"<th{_NUMBER if n in right else _CELL}>{escape(n)}</th>" for n in names)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_NUMBER if name in right else _style(value)}>{_html(value)}</td>"
            for name, value in row.items()
        )
        + "</tr>"
        for row in shown
    )
    more = f"<p>… and {len(rows) - _HTML_ROWS} more</p>" if len(rows) > _HTML_ROWS else ""
    if not names:
        return f"<p>{escape(header)}</p>"
    return (
        f"<p>{escape(header)}</p>{_TABLE}<thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{more}"
    )


def listing(name: str, attributes: Mapping[str, object]) -> str:
    """Return attributes as text, one a line, below a name."""
    width = max(map(len, attributes), default=0)
    lines = (
        cut(f"  {key:<{width}}  {shown}", WIDTH)
        for key, value in attributes.items()
        if (shown := cell(value))
    )
    return "\n".join([name, *lines])


def html_listing(attributes: Mapping[str, object]) -> str:
    """Return attributes as an HTML table of two columns, everything escaped."""
    rows = "".join(
        f"<tr><th{_CELL}>{escape(name)}</th><td{_style(value)}>{_html(value)}</td></tr>"
        for name, value in attributes.items()
    )
    return f"{_TABLE}<tbody>{rows}</tbody></table>"


def _attributes(value: object) -> dict[str, object]:
    return {f.name: getattr(value, f.name) for f in fields(value)}  # type: ignore[arg-type]


def _html(value: object) -> str:
    if isinstance(value, tuple | list) and value and is_dataclass(value[0]):
        rows = [row_of(each) for each in value]
        return html_table(counted(value, type(value[0])), rows)
    return escape(cut(cell(value), _LONGEST_CELL))


def _style(value: object) -> str:
    return _DAY if _DATE.fullmatch(cell(value)) else _CELL


def _is_numeric(values: Iterable[object]) -> bool:
    found = [value for value in values if value is not None]
    return bool(found) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in found
    )


def _widths(wanted: Mapping[str, int]) -> dict[str, int]:
    """Make the widest columns narrower until the line fits."""
    widths = dict(wanted)
    room = WIDTH - 2 * len(widths)
    while sum(widths.values()) > room:
        widest = max(widths, key=lambda name: widths[name])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _line(row: Mapping[str, str], widths: Mapping[str, int], right: set[str]) -> str:
    cells = (
        f"{cut(row[name], width):{'>' if name in right else '<'}{width}}"
        for name, width in widths.items()
    )
    return "  " + "  ".join(cells)


T = TypeVar("T")


class Results(tuple[T, ...]):
    """An answer: an immutable sequence of frozen values, which pandas can hold.

    It is a tuple: it has a length, can be looped over, indexed and compared. It prints as a table
    (of the first ten values, cut to 100 characters a line), a notebook shows it as one (of the
    first twenty), and a slice of it is again such an answer. `kind` is the class of the values,
    where it is known; then an answer without values still knows its columns.

    >>> Results(["a", "b", "c"])[1:]
    2 results
      value
      b
      c
    """

    kind: type | None

    def __new__(cls, values: Iterable[T] = (), kind: type | None = None) -> Self:
        """Hold the values in the order given."""
        self = super().__new__(cls, tuple(values))
        self.kind = kind or (type(self[0]) if self else None)
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        """Tell pickle and copy what `__new__` needs."""
        return (tuple(self), self.kind)

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, index: "slice[Any, Any, Any]") -> Self: ...
    def __getitem__(self, index: "SupportsIndex | slice[Any, Any, Any]") -> "T | Self":
        """Return a value or, for a slice, an answer with fewer of them."""
        found = super().__getitem__(index)
        return self._like(found) if isinstance(index, slice) else found  # type: ignore[arg-type, return-value]

    def _like(self, values: Iterable[T]) -> Self:
        return type(self)(values, self.kind)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:  # noqa: ANN401
        """Tell pydantic that this is an array of what is in the brackets."""
        from pydantic_core import core_schema

        [item] = get_args(source) or (Any,)
        array = core_schema.tuple_variable_schema(handler.generate_schema(item))
        return core_schema.no_info_after_validator_function(cls, array)

    def to_frame(self) -> "pd.DataFrame":
        """Return a pandas DataFrame with one row per value.

        Its columns are the values' attributes, in order. The attributes of a value inside a value
        get columns of their own (`why.similarity` becomes `why_similarity`); what is a sequence
        stays one list in one cell, and values in it become dictionaries. `explode` gives a row to
        each.

        >>> kb.search("sleep", limit=3).to_frame()[["kind", "why_words"]].shape
        (3, 2)
        """
        import pandas as pd

        rows = [_flat(value) for value in self]
        return pd.DataFrame(rows, columns=None if rows else _columns(self.kind))

    def __repr__(self) -> str:
        """Show the first values as a table of text."""
        return table(counted(self, self.kind), [row_of(value) for value in self])

    def _repr_html_(self) -> str:
        """Show the first values as a table of HTML, with nothing from elsewhere."""
        return html_table(counted(self, self.kind), [row_of(value) for value in self])


class Row(Mapping[str, Any]):
    """A row of a SPARQL answer: the value of each variable, `None` where it has none.

    A mapping from variables, without their question marks.

    >>> [row] = kb.sparql("SELECT (COUNT(*) AS ?talks) { ?talk a tg:Talk }")
    >>> row["talks"]
    14
    """

    __slots__ = ("_values",)
    PLURAL: ClassVar[str] = "rows"

    def __init__(self, values: Mapping[str, Any]) -> None:
        """Hold the values in the order given."""
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - the kinds differ
        """Return the value of a variable (without its question mark)."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the variables in the order in which they are selected."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return how many variables there are."""
        return len(self._values)

    def __hash__(self) -> int:
        """Equal rows have equal hashes."""
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        """Show the variables and their values, IRIs shortened."""
        return f"Row({', '.join(f'{name}={cell(value)!r}' for name, value in self.items())})"


class Table(Results[Row]):
    """The answer to a SPARQL query: rows under `columns`, the variables in order."""

    columns: tuple[str, ...]

    def __new__(cls, rows: Iterable[Row] = (), columns: Sequence[str] = ()) -> Self:
        """Hold rows that have these columns."""
        self = super().__new__(cls, rows, Row)
        self.columns = tuple(columns)
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        """Tell pickle and copy what `__new__` needs."""
        return (tuple(self), self.columns)

    def _like(self, values: Iterable[Row]) -> Self:
        return type(self)(values, self.columns)

    def to_frame(self) -> "pd.DataFrame":
        """Return a pandas DataFrame with one row per row and one column per variable, in order.

        Whole numbers are `int64`, or `Int64` where some are missing; other numbers `float64`;
        everything else stays as it is in the rows: `talkgraph.IRI`, `str`, `bool`, `date`.
        """
        import pandas as pd

        data = {name: [row[name] for row in self] for name in self.columns}
        return pd.DataFrame({name: _series(values) for name, values in data.items()})


def _series(values: list[Any]) -> "pd.Series[Any]":
    import pandas as pd

    known = [value for value in values if value is not None]
    whole = bool(known) and all(type(value) is int for value in known)
    if whole:
        return pd.Series(values, dtype="int64" if len(known) == len(values) else "Int64")
    number = bool(known) and all(type(value) in (int, float) for value in known)
    return pd.Series(values, dtype="float64" if number else "object")


def _flat(value: object) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, each in as_row(value).items():
        if isinstance(each, dict) and is_dataclass(getattr(value, name, None)):
            flat |= {f"{name}_{inner}": _plain(kept) for inner, kept in each.items()}
        else:
            flat[name] = each
    return flat


def _columns(kind: type | None) -> list[str]:
    if kind is None or not is_dataclass(kind):
        return []
    hints = get_type_hints(kind)
    columns: list[str] = []
    for field in fields(kind):
        inner = hints[field.name]
        if is_dataclass(inner):
            columns += (f"{field.name}_{each.name}" for each in fields(inner))
        else:
            columns.append(field.name)
    return columns


def as_row(value: object) -> dict[str, Any]:
    """Return a value's attributes as a dictionary, nested values included."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return {"value": value}


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
