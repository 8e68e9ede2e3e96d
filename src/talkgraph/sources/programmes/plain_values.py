"""YAML and TOML as people write them: every value is text, and nothing in it can do harm.

YAML 1.1 makes 630 of an unquoted `10:30`, and a point in time of a date with an offset, whose day
is then easily another. So no value is interpreted here; who needs a date or a time reads it from
the text. Values are built from the parser's events, which nesting and aliases cannot exhaust.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

import yaml

from talkgraph.words import one_line

Value: TypeAlias = str | list["Value"] | dict[str, "Value"]
"""A text, a list, or a mapping; what is null is an empty text."""

_DEEPEST: Final = 50
_NULLS: Final = frozenset({"~", "null", "Null", "NULL"})
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


# ── YAML and TOML ────────────────────────────────────────────────────────────────────────────


def yaml_values(text: str) -> Value:
    r"""Return the first document of a YAML text. Raises `ValueError` where it is not YAML.

    >>> yaml_values("start: 10:30\nday: 2031-05-02T23:59:59-04:00\nroom: ~")
    {'start': '10:30', 'day': '2031-05-02T23:59:59-04:00', 'room': ''}
    """
    try:
        return _built(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or one_line(str(error))
        where = f" in line {mark.line + 1}" if mark else ""
        raise ValueError(f"it is not YAML ({problem}{where})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _built(events: Iterator[yaml.Event]) -> Value:
    root: list[Value] = []
    open_: list[tuple[list[Value], str, bool]] = [(root, "", True)]
    anchors: dict[str, Value] = {}
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            if len(open_) > _DEEPEST:
                raise ValueError(f"it is nested more than {_DEEPEST} deep")
            is_list = isinstance(event, yaml.SequenceStartEvent)
            open_.append(([], event.anchor or "", is_list))
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            items, anchor, is_list = open_.pop()
            value: Value = items if is_list else _mapping(items)
        elif isinstance(event, yaml.ScalarEvent):
            anchor, value = event.anchor or "", _scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            anchor, value = "", anchors.get(event.anchor or "", "")
        elif isinstance(event, yaml.DocumentEndEvent):
            break
        else:
            continue
        if anchor:
            anchors[anchor] = value
        open_[-1][0].append(value)
    return root[0] if root else ""


def _scalar(event: yaml.ScalarEvent) -> str:
    return "" if not event.style and event.value in _NULLS else str(event.value)


def _mapping(items: list[Value]) -> dict[str, Value]:
    pairs = zip(items[::2], items[1::2], strict=False)
    return {key: value for key, value in pairs if isinstance(key, str)}


def toml_values(text: str) -> dict[str, Value]:
    """Return a TOML text as YAML is returned. Raises `ValueError` where it is not TOML."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"it is not TOML ({error})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return {key: _of_toml(value) for key, value in values.items()}


def _of_toml(value: object) -> Value:
    if isinstance(value, list):
        return [str(each) if isinstance(each, str | int | float) else "" for each in value]
    return "" if isinstance(value, dict) else str(value)


# ── what values say ──────────────────────────────────────────────────────────────────────────


def mapping(value: Value | None) -> dict[str, Value]:
    """Return a mapping by its keys in small letters; what is none is empty.

    >>> mapping({"Title": "Lamps"}), mapping("Lamps")
    ({'title': 'Lamps'}, {})
    """
    if not isinstance(value, dict):
        return {}
    return {key.casefold(): each for key, each in value.items()}


def items(value: Value | None) -> list[Value]:
    """Return a list, or a single value as a list of one; nothing is an empty list."""
    if isinstance(value, list):
        return value
    return [value] if value else []


def line_at(values: Mapping[str, Value], *keys: str) -> str:
    """Return the first text that stands at any of some keys, on one line, or an empty text."""
    return next((line for key in keys if (line := one_line(block_at(values, key)))), "")


def block_at(values: Mapping[str, Value], key: str) -> str:
    """Return a text with its lines, or an empty one where there is none."""
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""


def lines_at(values: Mapping[str, Value], key: str) -> list[str]:
    """Return the texts of a list, or of a single text, each on one line; none is empty."""
    texts = (one_line(each) for each in items(values.get(key)) if isinstance(each, str))
    return [text for text in texts if text]
