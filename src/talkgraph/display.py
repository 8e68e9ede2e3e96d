"""How values look: as text for a terminal and a REPL, as HTML for a notebook.

What is shown is cut to fit; nothing here is meant to be read by a program.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from html import escape
from typing import ClassVar, Final

WIDTH: Final = 100
"""The most characters of a line of text."""

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


def table(header: str, rows: Sequence[Mapping[str, object]], *, most: int = 10) -> str:
    """Return rows as a table of text below a header line, at most `WIDTH` characters wide."""
    shown = [{name: cell(value) for name, value in row.items()} for row in rows[:most]]
    if not shown:
        return header
    names = list(shown[0])
    widths = _widths({name: max(len(name), *(len(r[name]) for r in shown)) for name in names})
    right = {name for name in names if _is_numeric(row[name] for row in rows[:most])}
    lines = [header, _line({name: name for name in names}, widths, right)]
    lines += (_line(row, widths, right) for row in shown)
    if len(rows) > most:
        lines.append(f"  … and {len(rows) - most} more")
    return "\n".join(line.rstrip() for line in lines)


def html_table(header: str, rows: Sequence[Mapping[str, object]], *, most: int = 20) -> str:
    """Return rows as an HTML table, everything escaped, below a header line."""
    shown = rows[:most]
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
    more = f"<p>… and {len(rows) - most} more</p>" if len(rows) > most else ""
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


def cut(text: str, width: int) -> str:
    """Return a text of at most `width` characters, the last one an ellipsis if it was longer."""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"
