"""The block at the top of our own notes: what is told of the event itself, a key a line."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import yaml

from talkgraph.model import Account, Diagnostic, Event, SourceKind, Span
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.written.times import read_date
from talkgraph.sources.written.values import account, one_line, read_account

MARKER: Final = "talkgraph: notes 1"
"""The line by which such notes are known, and the version of their format."""

_MARKED: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:(?!---)[^\r\n]*\r?\n){0,20}?"
    rb"talkgraph:[ \t]*[\"']?notes[ \t]+\d+[\"']?[ \t]*(?:\r?\n|\Z)"
)
_LARGEST: Final = 262_144
_PLAIN: Final = re.compile(r"[^\W_][\w .,()/+&%-]*(?<! )")
_OTHER_TYPE: Final = re.compile(r"[\d.,:_+-]+|true|false|yes|no|on|off|null|y|n", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d?))?")
_KEYS: Final = frozenset(
    {
        *("talkgraph", "from", "event", "series", "start", "end", "zone", "place", "url"),
        *("acronym", "tags", "accounts", "note-taker"),
    }
)


def is_marked(head: bytes) -> bool:
    r"""Tell by the beginning of a file whether it is in our own format.

    >>> is_marked(b"---\ntalkgraph: notes 1\nevent: HarbourConf 2031\n---\n")
    True
    """
    return _MARKED.match(head) is not None


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def front_lines(event: Event) -> Iterator[str]:
    """Yield the lines of the block, `---` included."""
    yield "---"
    yield MARKER
    told: dict[str, str | None] = {
        "from": event.kind.value,
        "event": _scalar(event.name),
        "series": _scalar(event.series),
        "start": event.start.isoformat() if event.start else _partial(event),
        "end": event.end.isoformat() if event.end else None,
        "zone": _scalar(event.time_zone),
        "place": _scalar(event.location),
        "url": _scalar(event.url),
        "acronym": _scalar(event.acronym),
    }
    yield from (f"{key}: {value}" for key, value in told.items() if value)
    yield from _list("tags", event.tags)
    yield from _list("accounts", [account(each) for each in event.accounts])
    if event.note_taker:
        yield f"note-taker: {_scalar(account(event.note_taker))}"
    yield "---"


def _partial(event: Event) -> str | None:
    if event.year is None:
        return None
    return f"{event.year:04d}" if event.month is None else f"{event.year:04d}-{event.month:02d}"


def _list(key: str, values: Sequence[str]) -> Iterator[str]:
    if values:
        yield f"{key}:"
        yield from (f"  - {_scalar(value)}" for value in values)


def _scalar(value: str | None) -> str | None:
    r"""Return a text as YAML has it, in quotes only where it needs them.

    >>> _scalar("HarbourConf 2031"), _scalar("Ropes: a day"), _scalar("2031")
    ('HarbourConf 2031', '"Ropes: a day"', '"2031"')
    """
    text = one_line(value or "")
    if not text:
        return None
    if _PLAIN.fullmatch(text) and text.isprintable() and not _OTHER_TYPE.fullmatch(text):
        return text
    return "".join(_character(each) for each in json.dumps(text, ensure_ascii=False))


def _character(each: str) -> str:
    """Return a character as YAML lets it stand in a text in quotes."""
    return each if each.isprintable() else f"\\U{ord(each):08X}"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontValue:
    """The texts of a value (one, but for a list) and its lines."""

    texts: tuple[str, ...]
    span: Span


@dataclass(slots=True, kw_only=True)
class Front:
    """What the block says; `last` is its closing line; `own` are the lines that were understood."""

    last: int
    values: dict[str, FrontValue] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def text(self, key: str) -> str | None:
        """Return the text of a key, or `None`."""
        value = self.values.get(key)
        return (
            next((one_line(text) for text in value.texts if text.strip()), None) if value else None
        )

    def date(self, key: str) -> dt.date | None:
        """Return the date of a key; what is none has a diagnostic."""
        text = self.text(key)
        date = read_date(text) if text else None
        if text and date is None:
            self.refuse(key, f"{text!r} is no date; write {key}: 2031-05-06")
        return date

    def start(self) -> tuple[dt.date | None, int | None, int | None]:
        """Return the date of the start or, where no more is known, the year and the month."""
        match = _DATE.fullmatch(self.text("start") or "")
        if match is None:
            return self.date("start"), None, None
        month = int(match[2]) if match[2] else None
        if int(match[1]) and (month is None or 1 <= month <= 12):
            return None, int(match[1]), month
        self.refuse("start", f"{match[0]!r} is no month; write start: 2031-05-06 or 2031-05")
        return None, None, None

    def accounts(self, key: str) -> tuple[Account, ...]:
        """Return the accounts of a key; what is none has a diagnostic."""
        value = self.values.get(key)
        known = [(text, read_account(text.strip())) for text in (value.texts if value else ())]
        for text, found in known:
            if found is None:
                self.refuse(key, f'{text!r} is no account; write "@ana" or "@ana@example.org"')
        return tuple(found for _, found in known if found)

    def kind(self) -> SourceKind:
        """Return what kind of source told this first."""
        text = self.text("from")
        try:
            return SourceKind(text.lower()) if text else SourceKind.NOTES
        except ValueError:
            kinds = ", ".join(kind.value for kind in SourceKind)
            self.refuse("from", f"{text!r} is no kind of source; write one of {kinds}")
            return SourceKind.NOTES

    def refuse(self, key: str, message: str) -> None:
        """Say what is wrong with the value of a key."""
        self.diagnostics.append(Diagnostic.at(self.values[key].span, "value-unreadable", message))


def read_front(source: Source) -> Front:
    """Read the block at the top; one that is no YAML is named, and nothing is read of it."""
    closing = (n for n, line in enumerate(source.lines[1:], 2) if line.rstrip() in {"---", "..."})
    last = next(closing, 0)
    front = Front(last=last, own={1, last} if last else {1})
    text = "".join(line.rstrip("\r\n") + "\n" for line in source.lines[1 : last - 1 if last else 0])
    if not last:
        front.last = 1
        message = "the block at the top has no end; write --- on a line of its own below it"
        front.diagnostics.append(Diagnostic.at(source.span(1, 1), "front-matter-unclosed", message))
        return front
    try:
        node = yaml.compose(text[:_LARGEST], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        _read_lines(source, front, error)
        return front
    if isinstance(node, yaml.MappingNode):
        _read_keys(node, source, front)
    front.own |= {n for n in range(1, last) if source.lines[n - 1].lstrip().startswith("#")}
    return front


def _read_lines(source: Source, front: Front, error: Exception) -> None:
    """Say why the block is no YAML, and take its plain lines as they stand."""
    mark = getattr(error, "problem_mark", None)
    here = min(mark.line + 2, front.last) if mark else 1
    message = (
        f"the block at the top is no YAML ({getattr(error, 'problem', None) or error!s}); put"
        " values with a colon in quotation marks. Its plain lines were read one by one"
    )
    span = source.span(here, here)
    front.diagnostics.append(Diagnostic.at(span, "front-matter-invalid", message))
    for number, line in enumerate(source.lines[1 : front.last - 1], 2):
        name, colon, rest = line.partition(":")
        text = rest.strip().strip("\"'")
        span = source.span(number, number)
        if colon and name.lower() in _KEYS - front.values.keys() and text:
            front.values[name.lower()] = FrontValue(texts=(text,), span=span)
            front.own.add(number)
        elif line.strip():
            message = "of a block that is no YAML, only plain lines of known keys are read"
            front.diagnostics.append(Diagnostic.at(span, "front-matter-unused", message))


def _read_keys(node: yaml.MappingNode, source: Source, front: Front) -> None:
    starts = [key.start_mark.line + 2 for key, _ in node.value] + [front.last]
    for place, (key, value) in enumerate(node.value):
        span = source.span(starts[place], max(starts[place], starts[place + 1] - 1))
        name = str(key.value).lower() if isinstance(key, yaml.ScalarNode) else ""
        texts = _texts(value)
        if name not in _KEYS or name in front.values or texts is None:
            why = (
                f"{name!r} is no key of these notes"
                if name not in _KEYS
                else f"{name!r} stands here twice; the first is taken"
                if name in front.values
                else f"{name!r} has other keys below it, where a text is wanted"
            )
            keys = ", ".join(sorted(_KEYS))
            message = f"{why}; the keys are {keys}"
            front.diagnostics.append(Diagnostic.at(span, "front-matter-unused", message))
            continue
        front.values[name] = FrontValue(texts=texts, span=span)
        front.own.update(span.lines)


def _texts(node: yaml.Node) -> tuple[str, ...] | None:
    if isinstance(node, yaml.ScalarNode):
        return (str(node.value),)
    if isinstance(node, yaml.SequenceNode):
        found = [_texts(each) for each in node.value if isinstance(each, yaml.ScalarNode)]
        whole = len(found) == len(node.value)
        return tuple(text for each in found if each for text in each) if whole else None
    return None
