"""Where a thing stands in the notes: from a talk, an IRI or `notes.md:71` to a file and a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from talkgraph.errors import InputError, NotFound, QueryInvalid
from talkgraph.graph import queries
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.places import where_is, where_it_was
from talkgraph.knowledge.build.texts import KeptTexts
from talkgraph.knowledge.generation import file_digest
from talkgraph.model import PassageKind
from talkgraph.words import printable

_MOST_NAMES: Final = 3
_AT_LINE: Final = re.compile(r"(?P<source>.+?):(?P<line>[1-9]\d{0,8})(:\d*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a source, or the whole of one that has no lines; `iri` is what stands there."""

    source: str
    line: int | None = None
    iri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """The file that a source is, with the line as it is now; `moved` if that is no longer there."""

    path: Path
    line: int | None = None
    moved: bool = False


# ── in the knowledge base ────────────────────────────────────────────────────────────────────


def place_of(kb: KnowledgeBase, what: str) -> Place:
    """Return where something stands: an IRI, `event/key`, a (part of a) title, or `notes.md:71`.

    Raises `NotFound`, `Ambiguous` or, for what stands nowhere, `InputError`.
    """
    wanted = what.strip()
    named = _named(kb, wanted)
    if named is not None:
        return named
    iri = kb.names.whole(wanted)
    found = next(_places(kb, kb.present(iri) or iri), None)
    if found is not None:
        return found
    if _is_told_of(kb, iri):
        raise InputError(
            f"{wanted} stands in no one place of the notes; see its page with --browser"
        )
    try:
        talk = kb.find_talk(wanted)
    except NotFound as error:
        raise _unknown(kb, wanted) or error from None
    found = next(_places(kb, talk.iri), None)
    if found is None:
        raise InputError(f"where {talk.name} stands is not known; build again")
    return found


def _unknown(kb: KnowledgeBase, wanted: str) -> NotFound | None:
    """Return the error for a place in no source of the knowledge base, if it is written as one."""
    match = _AT_LINE.fullmatch(wanted)
    if match is None:
        return None
    names = [mark.source for mark in kb.generation.manifest.sources]
    last = Path(match["source"]).name
    found = [name for name in names if name.rsplit("/", 1)[-1] == last]
    return NotFound(
        f"there is no source {match['source']!r} in this knowledge base.",
        name=match["source"],
        suggestions=found[:_MOST_NAMES] or get_close_matches(last, names),
    )


def _named(kb: KnowledgeBase, wanted: str) -> Place | None:
    """Return the place that is named by a source, whole or its last part, and a line.

    A path that ends in the name of a source will do, as shells complete it.
    """
    names = [mark.source for mark in kb.generation.manifest.sources]
    match = _AT_LINE.fullmatch(wanted)
    source, line = (match["source"], int(match["line"])) if match else (wanted, None)
    found = [name for name in names if name == source]
    found = found or [name for name in names if name.rsplit("/", 1)[-1] == source]
    found = found or [name for name in names if f"/{source}".endswith(f"/{name}")]
    return Place(source=found[0], line=line) if len(found) == 1 else None


def _places(kb: KnowledgeBase, iri: str) -> Iterator[Place]:
    """Yield the places of a thing, the best first: notes before programmes, a title before all."""
    handwritten = {mark.source for mark in kb.generation.manifest.sources if not mark.kind}
    found: dict[Place, tuple[bool, bool, str, int]] = {}
    for each in kb.passages():
        if each.source and iri in (each.iri, each.talk):
            is_title = each.kind is PassageKind.TALK or each.iri == iri
            place = Place(source=each.source, line=each.line, iri=iri)
            order = (each.source not in handwritten, not is_title, each.source, each.line or 0)
            found[place] = min(order, found.get(place, order))
    if not found:
        found = {
            place: (place.source not in handwritten, False, place.source, place.line or 0)
            for place in _in_graph(kb, iri)
        }
    yield from sorted(found, key=lambda place: found[place])


def _in_graph(kb: KnowledgeBase, iri: str) -> Iterator[Place]:
    try:
        for row in kb.select(queries.THING_LINES, {"thing": iri}):
            line = int(row["line"]) if "line" in row else None
            yield Place(source=row["source"], line=line, iri=iri)
    except (QueryInvalid, ValueError):  # it is no IRI
        return


def _is_told_of(kb: KnowledgeBase, iri: str) -> bool:
    try:
        return any(kb.select(queries.EXISTS, {"thing": iri}))
    except (QueryInvalid, ValueError):  # as above
        return False


# ── on this machine ──────────────────────────────────────────────────────────────────────────


def lying(kb: KnowledgeBase, folder: Path, place: Place) -> Lying:
    """Return the file to open, and its line, also where others were written before it since.

    `folder` is that of the knowledge base. Raises `InputError`.
    """
    name = printable(place.source)
    found = where_is(folder, place.source)
    if found is None:
        was = where_it_was(folder, place.source)
        if was is None:
            raise InputError(
                f"where {name} lies is not known to {folder}; build again, or see the page of it "
                "with --browser"
            )
        raise InputError(
            f"{printable(was)} is gone: it was there when {folder} was built, unless that "
            "was moved since; put it back or build again, or see what was made of it with --browser"
        )
    if found.archive is not None:
        raise InputError(
            f"{name} lies in {printable(found.archive)}, where no editor can change it: unpack "
            "that and build again, or see the page of it with --browser"
        )
    if place.line is None:
        return Lying(path=found.path)
    digests = (mark.sha256 for mark in kb.generation.manifest.sources if mark.source == name)
    if file_digest(found.path) == next(digests, ""):
        most = len(found.path.read_bytes().splitlines())
        if place.line > most:
            raise InputError(f"{name} has no line {place.line:,}; name one up to {most:,}")
        return Lying(path=found.path, line=place.line)
    texts = KeptTexts(kb.generation)
    kept = texts.of(place.source) if place.source in texts else b""
    line = _now_at(kept.splitlines(), found.path.read_bytes().splitlines(), place.line)
    return Lying(path=found.path, line=line or place.line, moved=line is None)


def _now_at(before: list[bytes], now: list[bytes], line: int) -> int | None:
    """Return the number that a line has now: of lines that are alike, of the one in its order.

    >>> _now_at([b"# A", b"- x", b"# B", b"- x"], [b"# A", b"", b"- x", b"# B", b"- x"], 4)
    5
    """
    if line > len(before):
        return None
    text = before[line - 1]
    order = before[: line - 1].count(text)
    alike = [number for number, each in enumerate(now, start=1) if each == text]
    return alike[order] if len(alike) == before.count(text) else None
