"""The YAML or TOML block at the top of a source: what it says of the event, on which lines."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import yaml

from talkgraph.model import Diagnostic, Severity, Span
from talkgraph.sources.notes.markdown.source import Source

FENCE: Final = "+++"
OVERRULES: Final = "talkgraph"
"""The key below which a file says how it is to be read (`layout.overrules`); it may hold keys."""

_TOML_KEY: Final = re.compile(r"(?P<key>[\w-]+|\"[^\"]*\"|'[^']*')\s*=")
_TABLE: Final = re.compile(r"\[")


_JOINER: Final = "\x1f"
"""Stands between the texts of a list until the value is made."""


# ── TOML ─────────────────────────────────────────────────────────────────────────────────────────


def toml_entries(lines: Sequence[str]) -> list[tuple[str, str | None, int]]:
    """Return each topmost key, its text (`None` where it is none) and its line, from 0.

    Tables are one entry without a text. Raises `ValueError` where the lines are not TOML.

    >>> toml_entries(['title = "A"', "date = 2021-11-03", "[params]", "a = 1"])
    [('title', 'A', 0), ('date', '2021-11-03', 1), ('[params]', None, 2)]
    """
    values = tomllib.loads("".join(line.rstrip("\r\n") + "\n" for line in lines))
    entries: dict[str, tuple[str, str | None, int]] = {}
    for number, line in enumerate(lines):
        if _TABLE.match(line):
            name = line.strip()
            entries[name] = (name, None, number)
            break
        match = _TOML_KEY.match(line)
        key = match["key"].strip("\"'") if match else ""
        if key in values:
            entries.setdefault(key, (key, _text(values[key]), number))
    return list(entries.values())


def _text(value: object) -> str | None:
    if isinstance(value, list):
        return _JOINER.join(str(one) for one in value if isinstance(one, str)) or None
    return None if isinstance(value, bool | dict) else str(value)


# ── the block ────────────────────────────────────────────────────────────────────────────────────

_LARGEST: Final = 65_536
_WIKI: Final = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_KEY: Final = re.compile(r"[A-Za-z_]+\s*:")
_CLOSING: Final = {"---": frozenset({"---", "..."}), FENCE: frozenset({FENCE})}
_USED: Final = {
    "title": "title",
    "date": "date",
    "summary": "summary",
    "description": "summary",
    "location": "location",
    "place": "location",
    "venue": "location",
    "url": "url",
    "website": "url",
    "event": "event",
    "conference": "event",
    "meetup": "event",
    "speaker": "speakers",
    "speakers": "speakers",
    "presenter": "speakers",
    "presenters": "speakers",
    "video": "video",
    "recording": "video",
    "youtube": "video",
    "slides": "slides",
    "slide": "slides",
    "category": "categories",
    "categories": "categories",
    OVERRULES: OVERRULES,
}


def is_used(key: str) -> bool:
    """Tell whether a key of front matter is one that is read."""
    return key.casefold() in _USED


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value as text, and its lines (the key's included); the texts of a list are `items`."""

    text: str
    span: Span
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the block says; `last` is its closing line, 0 where a source has no such block.

    `values` has some of title, date, summary, location, url, event, speakers, video, slides,
    categories, talkgraph. `own` are the lines that the event
    stands for; every other line of the block is named in a diagnostic.
    """

    last: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)
    own: frozenset[int] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()


def read_front_matter(source: Source) -> FrontMatter:
    """Read the block, if there is one; nothing in it can stop the reading of the body."""
    last = _closing(source)
    if last is None:
        return FrontMatter(diagnostics=_unclosed(source))
    text = "".join(source.lines[1 : last - 1])
    try:
        if len(text) > _LARGEST:
            raise yaml.YAMLError(f"it has more than {_LARGEST:,} characters")
        if source.lines[0].rstrip() == FENCE:
            return _front_matter(source, last, toml_entries(source.lines[1 : last - 1]))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _broken(source, last, error)
    if node is None:
        return FrontMatter(last=last, own=frozenset({1, last}))
    if not isinstance(node, yaml.MappingNode):
        message = "the front matter is not a list of keys and values; it was passed over"
        whole = Span(source=source.name, first=1, last=last)
        found = Diagnostic.at(whole, "front-matter-invalid", message)
        return FrontMatter(last=last, diagnostics=(found,))
    return _front_matter(source, last, [_entry(key, value) for key, value in node.value])


def with_values(
    front: FrontMatter, found: Mapping[str, tuple[str, int]], source: Source
) -> FrontMatter:
    """Add what the header of another format says, each key with its text and its line."""
    values = dict(front.values)
    own = set(front.own)
    for name, (text, line) in found.items():
        span = Span(source=source.name, first=line, last=line)
        known = _USED.get(name.casefold())
        if known is not None and text.strip():
            values.setdefault(known, Value(text=text.strip(), span=span, items=(text.strip(),)))
        own.add(line)
    return replace(front, values=values, own=frozenset(own)) if found else front


def _entry(key: yaml.Node, value: yaml.Node) -> tuple[str, str | None, int]:
    """Return a key, its text (`None` where it is none) and its line in the block, from 0."""
    name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
    if isinstance(value, yaml.SequenceNode):
        inner = [str(one.value) for one in value.value if isinstance(one, yaml.ScalarNode)]
        return name, _JOINER.join(inner) or None, key.start_mark.line
    plain = isinstance(value, yaml.ScalarNode) and not value.tag.endswith((":null", ":bool"))
    return name, str(value.value) if plain else None, key.start_mark.line


def _closing(source: Source) -> int | None:
    if not source.lines or source.lines[0].rstrip() not in _CLOSING:
        return None
    number = _closing_mark(source)
    if source.lines[0].rstrip() == FENCE:
        return number
    return number if number and _is_yaml(source.lines[1 : number - 1]) else None


def _is_yaml(lines: Sequence[str]) -> bool:
    """Tell a YAML block from prose between two thematic breaks."""
    filled = [line for line in lines if line.strip()]
    return any(":" in line for line in filled) or all(line[0] in "-# " for line in filled)


def _unclosed(source: Source) -> tuple[Diagnostic, ...]:
    opened = len(source) > 1 and source.lines[0].rstrip() == "---"
    if not (opened and _KEY.match(source.lines[1]) and _closing_mark(source) is None):
        return ()
    message = "front matter seems to begin here, but no line --- ends it; it is read as text"
    first = Span(source=source.name, first=1, last=1)
    return (Diagnostic.at(first, "front-matter-unclosed", message),)


def _closing_mark(source: Source) -> int | None:
    marks = _CLOSING[source.lines[0].rstrip()]
    ends = (n for n, line in enumerate(source.lines[1:], 2) if line.rstrip() in marks)
    return next(ends, None)


def _front_matter(
    source: Source, last: int, entries: Sequence[tuple[str, str | None, int]]
) -> FrontMatter:
    values: dict[str, Value] = {}
    own = {1, last}
    found: list[Diagnostic] = []
    starts = [line + 2 for _, _, line in entries]
    for place, (name, text, _) in enumerate(entries):
        first = starts[place]
        stop = (starts[place + 1] if place + 1 < len(starts) else last) - 1
        span = Span(source=source.name, first=first, last=max(first, stop))
        known = _USED.get(name.casefold())
        if known is None or known in values:
            message = f"the key {name!r} of the front matter is not used"
            found.append(Diagnostic.at(span, "front-matter-unused", message, Severity.INFO))
        elif text is None and known != OVERRULES:
            message = f"the front matter's {name} is not text and was passed over"
            found.append(Diagnostic.at(span, "front-matter-type", message))
        else:
            texts = (text or "").split(_JOINER)
            items = tuple(_WIKI.sub(r"\1", " ".join(one.split())) for one in texts)
            values[known] = Value(text=", ".join(items), span=span, items=items)
            own.update(span.lines)
    own.update(range(2, min(starts, default=last)))
    return FrontMatter(last=last, values=values, own=frozenset(own), diagnostics=tuple(found))


def _broken(source: Source, last: int, error: Exception) -> FrontMatter:
    """Report what cannot be read, and take the plain `key: value` lines as they stand."""
    is_toml = isinstance(error, tomllib.TOMLDecodeError)
    kind, joint = ("TOML", "=") if is_toml else ("YAML", ":")
    mark = getattr(error, "problem_mark", None)
    line = min(last, mark.line + 2) if mark else 1
    problem = getattr(error, "problem", None) or (str(error) if is_toml else type(error).__name__)
    advice = "text" if is_toml else "values with a colon"
    message = (
        f"the front matter is not {kind} ({problem}); put {advice} in quotation marks."
        " Its plain lines were read one by one"
    )
    rest = f"of front matter that is not {kind}, only plain lines of known keys are used"
    here = Span(source=source.name, first=line, last=line)
    whole = Span(source=source.name, first=1, last=last)
    found = (
        Diagnostic.at(here, "front-matter-invalid", message),
        Diagnostic.at(whole, "front-matter-lines", rest, Severity.INFO),
    )
    values: dict[str, Value] = {}
    for number, text in enumerate(source.lines[1 : last - 1][:1000], 2):
        key, colon, rest = text.partition(joint)
        known = _USED.get(key.strip().casefold())
        plain = rest.strip().strip("\"'")
        if colon and known and plain and not key[0].isspace() and plain[0] not in ">|[{&*!":
            span = Span(source=source.name, first=number, last=number)
            values.setdefault(known, Value(text=plain, span=span))
    own = frozenset(value.span.first for value in values.values())
    return FrontMatter(last=last, values=values, own=own, diagnostics=found)
