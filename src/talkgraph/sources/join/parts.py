"""What is one talk or session of several sources, united: what was announced and what was said."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final, TypeVar

from talkgraph.model import Abstract, Link, Note, Post, Session, SessionItem, Span, Talk
from talkgraph.sources.join.precedence import distinct, settled
from talkgraph.sources.join.same_parts import Group, title_words
from talkgraph.sources.join.speakers import united

P = TypeVar("P", Talk, Session)
Said = TypeVar("Said", Post, Note)
Told = TypeVar("Told", Post, Abstract)

_OF_SESSION: Final = ("title", "day", "date", "start", "end", "location", "url", "identifiers")
_OF_TALK: Final = (
    *("title", "anchor", "day", "date", "start", "end", "room", "track", "language", "type"),
    *("status", "url", "identifiers"),
)


def talk_of(group: Group[Talk], position: int, noted: frozenset[str]) -> Talk:
    """Return a talk as all its sources tell it, at a position; `noted` are the sources of notes."""
    return _whole(group, position, noted, _OF_TALK)


def session_of(group: Group[Session], position: int, noted: frozenset[str]) -> Session:
    """Return a session as all its sources tell it, at a position; `noted` are those of notes."""
    whole = _whole(group, position, noted, _OF_SESSION)
    if len(group.parts) == 1:
        return whole
    items, listed = _items(part.items for part in group.parts)
    return replace(whole, items=items, spans=distinct((*whole.spans, *listed)))


def _whole(group: Group[P], position: int, noted: frozenset[str], fields: Iterable[str]) -> P:
    """Return what talks and sessions have in common; `fields` are facts of which one is right."""
    parts = group.parts
    if len(parts) == 1:
        return replace(parts[0], key=group.key, position=position)
    speakers, spare = united(part.speakers for part in parts)
    places = [span for part in parts for span in part.spans]
    places += [speaker.span for speaker in spare]
    whole = replace(parts[0], **_facts(parts, fields))
    return replace(
        whole,
        key=group.key,
        position=position,
        spans=distinct(places),
        identifiers=distinct(chain.from_iterable(part.identifiers for part in parts)),
        speakers=speakers,
        abstracts=once((part.abstracts for part in parts), frozenset()),
        threads=tuple(thread for part in parts for thread in part.threads),
        links=_links(part.links for part in parts),
        posts=once((part.posts for part in parts), noted),
        notes=notes_of(part.notes for part in parts),
    )


def _facts(parts: Sequence[P], fields: Iterable[str]) -> dict[str, Any]:
    return settled(parts, [_source(part) for part in parts], fields)


def _source(part: Talk | Session) -> str:
    return part.spans[0].source if part.spans else ""


def notes_of(told: Iterable[Sequence[Note]]) -> tuple[Note, ...]:
    """Return the notes of several sources one after the other, each below its own parent."""
    kept: list[Note] = []
    for notes in told:
        before = len(kept)
        places = {note.position: before + n for n, note in enumerate(notes, 1)}
        parents = [None if note.parent is None else places.get(note.parent) for note in notes]
        kept += (replace(note, parent=up) for note, up in zip(notes, parents, strict=True))
    return tuple(replace(note, position=n) for n, note in enumerate(kept, 1))


def once(told: Iterable[Sequence[Told]], noted: frozenset[str]) -> tuple[Told, ...]:
    """Return what several sources tell, the same words once, with every place of them in `again`.

    Two note-takers who write down the same words both said them, and are both kept; `noted` are the
    sources of notes.
    """
    kept: list[Told] = []
    known: dict[str, list[int]] = {}
    for source in told:
        free = {plain: list(places) for plain, places in known.items()}
        for each in source:
            same = free.get(each.plain, [])
            at = next((n for n in same if not _by_hand(kept[n], each, noted)), None)
            if at is None:
                known.setdefault(each.plain, []).append(len(kept))
                kept.append(each)
            else:
                same.remove(at)
                kept[at] = _fuller(kept[at], each)
    return tuple(replace(each, position=n) for n, each in enumerate(kept, 1))


def _by_hand(one: Told, other: Told, noted: frozenset[str]) -> bool:
    return one.span.source in noted and other.span.source in noted


def _fuller(one: Told, other: Told) -> Told:
    """Return what was told first, with what only the other knows of it."""
    again = distinct((*one.again, other.span, *other.again))
    if isinstance(one, Abstract) or isinstance(other, Abstract):
        return replace(one, again=again)
    if other.identifier and not one.identifier:
        return replace(other, again=distinct((*other.again, one.span, *one.again)))
    return replace(one, again=again)


def _links(told: Iterable[Sequence[Link]]) -> tuple[Link, ...]:
    """Return every link; where several sources have one, the first says of what kind it is."""
    links = list(chain.from_iterable(told))
    kinds = {link.url: link.kind for link in reversed(links)}
    return tuple(replace(link, kind=kinds[link.url]) for link in links)


def _items(told: Iterable[Sequence[SessionItem]]) -> tuple[tuple[SessionItem, ...], list[Span]]:
    """Return the short talks that several sources list, each once, and the spans of the others."""
    kept: list[SessionItem] = []
    spare: list[Span] = []
    for items in told:
        known = {title_words(item.title): n for n, item in reversed(list(enumerate(kept)))}
        for item in items:
            at = known.pop(title_words(item.title), None)
            if at is None:
                kept.append(item)
                continue
            speakers, dropped = united((kept[at].speakers, item.speakers))
            kept[at] = replace(kept[at], speakers=speakers)
            spare += (item.span, *(speaker.span for speaker in dropped))
    return tuple(replace(each, position=n) for n, each in enumerate(kept, 1)), spare
