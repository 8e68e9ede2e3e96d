"""Speakers that no line of speakers names: from the contents, the heading, the first sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from talkgraph.model import Diagnostic, NoteKind, Severity, Span, Speaker
from talkgraph.sources.notes.addresses import account_of, handle_in
from talkgraph.sources.notes.event.body import Body, Draft
from talkgraph.sources.notes.event.outline import DASHES, Heading
from talkgraph.sources.notes.markdown.inline import PieceKind, block_pieces, pieces_of, text_of
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.lines import names_in, speaker_line
from talkgraph.sources.notes.speakers.persons import Listed, may_be_person

_JOINT_BEFORE = re.compile(
    r"\s*(?:[:,|(–—-]+|[:,|(–—-]*\s*\b(?:(?:presented\s+)?by|with|featuring))\s*$", re.IGNORECASE
)
_JOINT_AFTER = re.compile(r"\s*(?:[:|–—-]+|on)\s+", re.IGNORECASE)
_SHORTEST_NAME = 2
_LONGEST_NAME = 3
_UNCLEAR = (
    "either side of the dash may be the speaker, and no line below names one; the title is kept"
    " whole. Add a line with the speaker"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """Speakers that a heading names, and the title that is left of it."""

    title: str
    speakers: tuple[Speaker, ...]


def settle(
    heading: Heading, body: Body, listed: Sequence[Speaker], known: Listed, source: Source
) -> Heading:
    """Complete a talk's speakers, and return its heading without the names that stand in it.

    `listed` are those of the table of contents; `known` are their names. What is inferred is
    said in a diagnostic.
    """
    if body.speakers:
        body.speakers = _with_names(body.speakers, listed, known)
        return heading
    people = [speaker for speaker in listed if may_be_person(speaker.name)]
    ways = _in_heading(heading, known if people else None, source)
    named = _linked_in_heading(heading, source) or (ways[0] if len(ways) == 1 else None)
    if named:
        _take(body, heading, named.speakers, "heading", "taken from the heading")
        return replace(heading, title=named.title)
    told = _in_prose(body, people)
    if told:
        _take(body, heading, (told,), "prose", "taken from the first sentence")
    elif people:
        _take(body, heading, people, "contents", "taken from the table of contents")
    elif ways:
        _report(body, heading, "speaker-unclear", _UNCLEAR)
    return heading


def _with_names(
    speakers: Sequence[Speaker], listed: Sequence[Speaker], known: Listed
) -> list[Speaker]:
    """Give those who are known by a handle alone the names that the contents have left."""
    bare = [speaker for speaker in speakers if speaker.name.startswith("@")]
    others = Listed(names=tuple(s.name for s in speakers if not s.name.startswith("@")))
    left = [s.name for s in listed if not others.has(s.name) and may_be_person(s.name)]
    if not bare or len(bare) != len(left) or len(known.names) != len(speakers):
        return list(speakers)
    names = iter(left)
    return [replace(s, name=next(names)) if s.name.startswith("@") else s for s in speakers]


def _take(
    body: Body, heading: Heading, speakers: Sequence[Speaker], where: str, taken: str
) -> None:
    body.speakers += [replace(s, position=n) for n, s in enumerate(speakers, 1)]
    names = ", ".join(speaker.name for speaker in speakers)
    _give_account(body)
    message = f"no line of speakers below the heading; {names} {taken}"
    _report(body, heading, f"speakers-from-{where}", message)


def _give_account(body: Body) -> None:
    """Give the only speaker the only account that the body links to as a handle."""
    handles = [link for link in body.links if handle_in(link.label) and account_of(link.url)]
    if len(handles) == 1 and len(body.speakers) == 1 and body.speakers[0].account is None:
        body.speakers = [replace(body.speakers[0], account=account_of(handles[0].url))]
        body.own.update(range(handles[0].span.first, handles[0].span.last + 1))
        body.links.remove(handles[0])


def _report(body: Body, heading: Heading, code: str, message: str) -> None:
    body.diagnostics.append(Diagnostic.at(heading.block.span, code, message, Severity.INFO))


def _in_heading(heading: Heading, known: Listed | None, source: Source) -> list[_Named]:
    """Read `Title — Ana Reed`, `Ana Reed — Title` or `Title (Ana Reed)`.

    With `known` the names must be among them; without, they look like names. Each way to read it
    is returned.
    """
    span = heading.block.span
    return [
        _Named(title=title, speakers=speakers)
        for title, names in (*_sides(heading.title), *_before_colon(heading.title, known))
        if title and (speakers := _people(names, known, source, span))
    ]


def _linked_in_heading(heading: Heading, source: Source) -> _Named | None:
    """Read `Title by [Ana Reed](account)` or `[Ana Reed](account): Title`."""
    pieces = [p for p in block_pieces(heading.block) if p.kind is not PieceKind.ANCHOR]
    places = [n for n, p in enumerate(pieces) if p.kind is PieceKind.LINK and account_of(p.url)]
    if not places:
        return None
    before, after = text_of(pieces[: places[0]]), text_of(pieces[places[-1] + 1 :])
    if before:
        title, names = _JOINT_BEFORE.sub("", before), pieces[places[0] :]
    else:
        title = after[match.end() :] if (match := _JOINT_AFTER.match(after)) else ""
        names = pieces[: places[-1] + 1]
    line = speaker_line(names, source) if title else None
    return _Named(title=title, speakers=line.speakers) if line and line.speakers else None


def _before_colon(title: str, known: Listed | None) -> list[tuple[str, str]]:
    """Cut `Ana Reed: Title`, which only the table of contents tells from a title with a colon."""
    names, colon, rest = title.partition(": ")
    return [(rest.strip(), names.strip())] if colon and known is not None else []


def _sides(title: str) -> list[tuple[str, str]]:
    """Return each way to cut a heading as (title, names)."""
    sides: list[tuple[str, str]] = []
    for dash in DASHES:
        before, found, after = title.partition(dash)
        if found:
            sides.append((after.strip(), before.strip()))
            before, _, after = title.rpartition(dash)
            sides.append((before.strip(), after.strip()))
    if title.endswith(")") and "(" in title:
        before, _, inside = title.removesuffix(")").rpartition("(")
        sides.append((before.strip(), inside.strip()))
    return sides


def _people(names: str, known: Listed | None, source: Source, span: Span) -> tuple[Speaker, ...]:
    speakers = names_in(names, source, span.first)
    lengths = (len(speaker.name.split()) for speaker in speakers)
    plausible = all(may_be_person(s.name) for s in speakers)
    if not plausible or not all(_SHORTEST_NAME <= n <= _LONGEST_NAME for n in lengths):
        return ()
    return speakers if known is None or any(known.has(s.name) for s in speakers) else ()


def _in_prose(body: Body, people: Sequence[Speaker]) -> Speaker | None:
    """Read whom the body's first sentence names: "[Ana](https://twitter.com/ana) talks about"."""
    first = body.notes[0] if body.notes else None
    if first is None or first.kind not in {NoteKind.PARAGRAPH, NoteKind.ITEM} or len(people) > 1:
        return None
    link = _first_link(first)
    if link is None:
        return None
    name, url = link
    account = account_of(url)
    if account is None or account.service == "github" or not may_be_person(name, linked=True):
        return None
    if people:
        if name.split()[0].casefold() not in people[0].name.casefold().split():
            return None
        name = people[0].name
    place = replace(first.span, last=first.span.first)
    return Speaker(name=name, position=1, span=place, account=account)


def _first_link(draft: Draft) -> tuple[str, str] | None:
    inline = next((token for token in draft.tokens if token.type == "inline"), None)
    pieces = pieces_of(inline.children if inline else None, draft.span.first)
    piece = next((p for p in pieces if p.kind is not PieceKind.TEXT or p.text.strip()), None)
    return (piece.text, piece.url) if piece and piece.kind is PieceKind.LINK else None
