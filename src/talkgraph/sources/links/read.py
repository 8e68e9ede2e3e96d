r"""Reads a file of links: SSSOM as TSV, or a table of IRI, relation and target.

SSSOM (https://mapping-commons.github.io/sssom/) has columns of its own names, and may have YAML in
comments at its head::

    # mapping_set_id: https://example.org/speakers.sssom.tsv
    # license: https://creativecommons.org/publicdomain/zero/1.0/
    # curie_map:
    #   wikidata: http://www.wikidata.org/entity/
    subject_id        predicate_id   object_id      mapping_justification
    person/ana-reed   schema:sameAs  wikidata:Q42   semapv:ManualMappingCuration

The other form has the columns `iri`, `relation` and `target`, and may have those of SSSOM beside
them. Both may be separated by tabs or commas. A row that cannot be used is left out and named by a
diagnostic; a file without these columns is an error.
"""

import csv
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from talkgraph.errors import InputError
from talkgraph.model import Diagnostic, Severity, Span
from talkgraph.model.links import LinkFile, OutwardLink
from talkgraph.sources.links.terms import (
    BUILT_IN,
    NOTHING,
    NotUsable,
    absolute,
    expanded,
    relation_of,
)
from talkgraph.sources.programmes.plain_values import (
    Value,
    block_at,
    lines_at,
    mapping,
    yaml_values,
)
from talkgraph.words import printable

_LARGEST: Final = 32 * 1024 * 1024
_LARGEST_HEAD: Final = 65_536
_LONGEST_CELL: Final = 100_000
_PLAIN: Final = {"iri": "subject_id", "relation": "predicate_id", "target": "object_id"}
_NEEDED: Final = tuple(_PLAIN.values())
_HOW: Final = (
    "a file of links has the columns subject_id, predicate_id and object_id (SSSOM), or iri,"
    " relation and target"
)
_NEGATED: Final = frozenset({"not", "sssom:negatedpredicate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What the comments at the head say: their values, and on which line each key stands."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]
    prefixes: Mapping[str, str]

    def text(self, key: str) -> str | None:
        return block_at(self.values, key) or None


def read_links(path: Path) -> tuple[LinkFile, tuple[Diagnostic, ...]]:
    """Read a file of links (UTF-8): what it holds, and what is odd in it.

    Subjects are as they are written; which things they are is for others to find. Raises
    `InputError`, with the line where there is one, for a file that cannot be read as a whole.
    """
    name = printable(path.name)
    content = _content(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name}:{number}: this line is not UTF-8; save the file as UTF-8"
        ) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head, begin = _head(lines, name)
    header, delimiter = _header(lines, begin, name)
    found: list[OutwardLink] = []
    noticed: list[Diagnostic] = []
    for first, last, cells in _rows(lines, begin + 1, delimiter, name):
        span = Span(source=name, first=first, last=last)
        row = {key: cell.strip() for key, cell in zip(header, cells, strict=False) if cell.strip()}
        if row:
            link = _link(row, span, head.prefixes)
            if isinstance(link, Diagnostic):
                noticed.append(link)
            else:
                found.append(link)
    about, doubts = _about(head, name)
    whole = replace(
        about,
        sha256=hashlib.sha256(content).hexdigest(),
        links=tuple(found),
    )
    return whole, (*doubts, *noticed)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(
                f"{printable(path)}: the file is too large for a list of links; split it"
            )
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise InputError(
            f"{printable(path)}: the links cannot be read: {reason}; check the path"
        ) from None


# ── the head ─────────────────────────────────────────────────────────────────────────────────────


def _head(lines: Sequence[str], name: str) -> tuple[_Head, int]:
    """Return what the comments at the head say, and the place of the line after them."""
    end = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    told = [line.removeprefix("#") for line in lines[:end]]
    if all(line.startswith(" ") for line in told if line.strip()):
        told = [line[1:] for line in told]
    text = "\n".join(told)
    if len(text) > _LARGEST_HEAD:
        raise InputError(
            f"{name}:1: the comments at the head are too long for what a file says; shorten them"
        )
    try:
        known = mapping(yaml_values(text))
    except ValueError as error:
        raise InputError(
            f"{name}:{_line_of(error)}: the comments at the head cannot be read: {error}; correct"
            " them, or leave them out"
        ) from None
    at = {line.split(":")[0].strip(): number for number, line in enumerate(told, 1) if ":" in line}
    own = known.get("curie_map")
    mapped = own.items() if isinstance(own, dict) else ()
    prefixes = {key: value for key, value in mapped if isinstance(value, str) and value}
    return _Head(values=known, lines=at, prefixes={**BUILT_IN, **prefixes}), end


def _line_of(error: ValueError) -> int:
    """Return the line of what is no YAML."""
    mark = getattr(error.__cause__, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _about(head: _Head, name: str) -> tuple[LinkFile, list[Diagnostic]]:
    """Return what a file says of itself; what should be an IRI and is none is left out."""
    doubts: list[Diagnostic] = []

    def iri(key: str, text: str | None) -> str | None:
        try:
            return absolute(text, head.prefixes) if text else None
        except NotUsable as error:
            line = head.lines.get(key, 1)
            span = Span(source=name, first=line, last=line)
            message = f"{key}: {error}; until then the file is read without it"
            doubts.append(Diagnostic.at(span, "link-head", message))
            return None

    creators = lines_at(head.values, "creator_id")
    about = LinkFile(
        source=name,
        sha256="",
        identifier=iri("mapping_set_id", head.text("mapping_set_id")),
        title=head.text("mapping_set_title"),
        version=head.text("mapping_set_version"),
        license=iri("license", head.text("license")),
        provider=iri("mapping_provider", head.text("mapping_provider")),
        creators=tuple(known for each in creators if (known := iri("creator_id", each))),
    )
    return about, doubts


# ── the rows ─────────────────────────────────────────────────────────────────────────────────────


def _header(lines: Sequence[str], place: int, name: str) -> tuple[list[str], str]:
    """Return the names of the columns as SSSOM has them, and what separates them."""
    line = lines[place] if place < len(lines) else ""
    delimiter = "\t" if "\t" in line else ","
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise InputError(
            f"{name}:{place + 1}: the names of the columns cannot be read ({error}); {_HOW}"
        ) from None
    names = [cell.strip().casefold() for cell in cells]
    columns = [_PLAIN.get(each, each) for each in names]
    missing = [each for each in _NEEDED if each not in columns]
    if missing:
        raise InputError(
            f"{name}:{place + 1}: there is no column {' or '.join(missing)}; {_HOW}, named in the"
            " first line that is no comment"
        )
    doubled = next((each for each in _NEEDED if columns.count(each) > 1), None)
    if doubled:
        raise InputError(f"{name}:{place + 1}: the column {doubled} is there twice; keep one")
    return columns, delimiter


def _rows(
    lines: Sequence[str], begin: int, delimiter: str, name: str
) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the first and the last line of each row (from 1), and its cells.

    In a TSV a quotation mark that is not closed does not swallow the rows after it.
    """
    if delimiter == "\t":
        for number, line in enumerate(lines[begin:], begin + 1):
            yield number, number, [_unquoted(cell) for cell in line.split("\t")]
        return
    reader = csv.reader(f"{line}\n" for line in lines[begin:])
    first = begin + 1
    try:
        for cells in reader:
            yield first, begin + reader.line_num, cells
            first = begin + reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{name}:{first}: this row cannot be read ({error}); close its quotation marks"
        ) from None


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    if len(bare) > 1 and bare.startswith('"') and bare.endswith('"'):
        return bare[1:-1].replace('""', '"')
    return bare


def _link(
    row: Mapping[str, str], span: Span, prefixes: Mapping[str, str]
) -> OutwardLink | Diagnostic:
    """Return the link of a row, or what is the matter with it."""
    lacking = [key for key in _NEEDED if key not in row]
    if lacking:
        return _fault(span, f"it has no {' and no '.join(lacking)}")
    absent = {expanded(row[key], prefixes) for key in ("subject_id", "object_id")}
    if row.get("predicate_modifier", "").casefold() in _NEGATED or NOTHING in absent:
        message = "this row says what is not the same, or is nowhere; nothing follows from it here"
        return Diagnostic.at(span, "link-negated", message, Severity.INFO)
    try:
        return OutwardLink(
            subject=expanded(row["subject_id"], prefixes),
            relation=relation_of(row["predicate_id"], prefixes),
            target=absolute(row["object_id"], prefixes),
            span=span,
            justification=_iri(row, "mapping_justification", prefixes),
            authors=tuple(absolute(each, prefixes) for each in _several(row.get("author_id", ""))),
            author_names=_several(row.get("author_label", "")),
            date=_date(row.get("mapping_date")),
            confidence=_confidence(row.get("confidence")),
            comment=row.get("comment", "")[:_LONGEST_CELL] or None,
        )
    except NotUsable as error:
        return _fault(span, str(error))


def _fault(span: Span, what: str) -> Diagnostic:
    return Diagnostic.at(span, "link-row", f"this link is left out: {what}", Severity.ERROR)


def _iri(row: Mapping[str, str], key: str, prefixes: Mapping[str, str]) -> str | None:
    return absolute(row[key], prefixes) if key in row else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in text.split("|") if each.strip()))


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise NotUsable(f"mapping_date {text!r} is no date; write it like 2024-05-06") from None


def _confidence(text: str | None) -> float | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise NotUsable(f"confidence {text!r} is no number from 0 to 1")
    return number
