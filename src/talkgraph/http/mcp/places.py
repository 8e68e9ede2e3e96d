"""Where each thing in an answer stands, and where more is told of it: its `place` and its `link`.

They are put into an answer as it goes out as JSON, and into its schema, beside each `iri` (and
beside each `here_iri` as `here_place` and `here_link`), so that answers need no types of their own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from talkgraph.graph import queries
from talkgraph.model.spans import written_place

if TYPE_CHECKING:
    from talkgraph.knowledge.base import KnowledgeBase

Json = Any
_NAME: Final = re.compile(r"((?:\w+_)?)(?<!\bis_)iri")
_TERM: Final = "is_iri"
_ABSOLUTE: Final = re.compile(r'[^\s<>"{}|\\^`\x00-\x20]+')
_MOST: Final = 500
_TEXT: Final = {"anyOf": [{"type": "string"}, {"type": "null"}]}
_DEFINED: Final = {
    "Place": {
        **_TEXT,
        "description": "The file and line where it is told first, as in notes.md:71, or the place "
        "in a file without lines; null where no file tells of it by itself.",
    },
    "Link": {**_TEXT, "description": "The address of its page or, without one, its IRI."},
}


def located_schema(schema: Mapping[str, Json]) -> dict[str, Json]:
    """Return the JSON Schema of an answer with the place and the link of each thing in it."""

    def with_more(part: Mapping[str, Json]) -> dict[str, Json]:
        properties = dict(part.get("properties", {}))
        for prefix in [*_prefixes(properties), *([""] if _TERM in properties else [])]:
            properties[f"{prefix}place"] = {"$ref": "#/$defs/Place"}
            properties[f"{prefix}link"] = {"$ref": "#/$defs/Link"}
        return {**part, "properties": properties} if properties else dict(part)

    parts = {name: with_more(part) for name, part in schema.get("$defs", {}).items()}
    return {**with_more(schema), "$defs": {**parts, **_DEFINED}}


def located(answer: Json, kb: "KnowledgeBase", link: Callable[[str], str]) -> Json:
    """Return an answer (JSON) with the place and the link of each thing in it.

    `link` gives the address at which more is told of an IRI.
    """
    told = _told(kb, dict.fromkeys(_unplaced(answer, kb.names.base)))

    def at(value: Json) -> Json:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [at(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        found = {name: at(each) for name, each in value.items()}
        for prefix, iri in _things(value):
            place = None if prefix else _own_place(value)
            found |= {f"{prefix}place": place or told.get(iri), f"{prefix}link": link(iri)}
        return found

    return at(answer)


def _prefixes(names: Iterable[str]) -> Iterator[str]:
    """Yield what stands before `iri` in the names that say that an IRI is their value."""
    for name in names:
        if match := _NAME.fullmatch(name):
            yield match[1]


def _things(value: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield the IRIs in an object, with what stands before `iri` in their names."""
    for prefix in _prefixes(value):
        if iri := value[f"{prefix}iri"]:
            yield prefix, iri
    if value.get(_TERM):
        yield "", value["text"]


def _unplaced(value: Json, base: str) -> Iterator[str]:
    """Yield the IRIs of the things of which an answer does not say where they stand."""
    if isinstance(value, Mapping):
        for prefix, iri in _things(value):
            if iri.startswith(base) and (prefix or not _own_place(value)):
                yield iri
        value = list(value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _unplaced(each, base)


def _own_place(value: Mapping[str, Json]) -> str | None:
    if not value.get("source"):
        return None
    return written_place(value["source"], value.get("line"), value.get("path", ""))


def _told(kb: "KnowledgeBase", things: Iterable[str]) -> dict[str, str]:
    """Return the first place of each thing that is told at one."""
    found: dict[str, str] = {}
    asked = [iri for iri in things if _ABSOLUTE.fullmatch(iri)][:_MOST]
    for row in kb.select(queries.told(asked)) if asked else ():
        line = int(row["line"]) if "line" in row else None
        path = unquote(row["lines"].partition("#")[2])
        found.setdefault(row["thing"], written_place(row["source"], line, path))
    return found
