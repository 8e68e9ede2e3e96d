"""Speakers that no line of speakers names: from the heading, a first sentence or the contents."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from talkgraph.model import Diagnostic, NoteKind, Severity, Span, Speaker
from talkgraph.sources.notes.addresses import account_of, handle_in
from talkgraph.sources.notes.event.body import Body, Draft
from talkgraph.sources.notes.layout.titles import Habit, Way, choose
from talkgraph.sources.notes.markdown.inline import PieceKind, pieces_of, text_of
from talkgraph.sources.notes.speakers.persons import Listed, may_be_person

_TALKED: Final = re.compile(
    r"(?:[Ii]n this (?:talk|session|keynote),?\s+)?(?P<name>(?:[A-ZÀ-Þ][\w.'’-]+\s+){1,3}?"
    r"[A-ZÀ-Þ][\w.'’-]+)(?:,[^,.]{2,60},|\s+(?:from|of|at)\s+[^,.]{2,40}?|\s+\([^()]*\))?\s+"
    r"(?:talked|talks|spoke|speaks|gave|gives|presented|presents|explained|explains|showed|shows"
    r"|discussed|discusses|described|describes|walked|shared|introduced|told|opened|kicked|started"
    r"|delivered|began)\b"
)
_GIVEN_BY: Final = re.compile(
    r"(?:(?:an?\s+)?(?:\w+\s+)?(?:talk|keynote|session|lecture|presentation)\s+)?"
    r"(?:(?:given|held|presented)\s+)?by\s+(?P<name>(?:[A-ZÀ-Þ][\w.'’-]+\s+){1,3}?[A-ZÀ-Þ][\w'’-]+)"
    r"(?=\.\s|,\s|\s+(?:about|on|from|at|\()\b)",
    re.IGNORECASE,
)
_UNCLEAR = (
    "either side of the dash may be the speaker, and no line below names one; the title is kept"
    " whole. Add a line with the speaker"
)


def settle(
    span: Span,
    body: Body,
    found: Sequence[Way],
    habit: Habit,
    listed: Sequence[Speaker],
    known: Listed,
) -> str | None:
    """Complete a talk's speakers, and return the title without the names that stand in it.

    `found` are the ways to read the heading, at `span`; `listed` are the speakers of the table of
    contents and `known` their names. What is inferred is said in a diagnostic. Returns `None`
    where the heading is all title.
    """
    people = [speaker for speaker in listed if may_be_person(speaker.name)]
    if people:
        found = [way for way in found if any(known.has(s.name) for s in way.speakers)]
    way = choose(found, habit, trusting=bool(people))
    if body.speakers:
        named = way.speakers if way else ()
        body.speakers = _with_names(body.speakers, (*listed, *named), known)
        if way is None or way.names_behind_colon or not _agrees(way, body.speakers):
            return None
        return way.title
    if way is not None:
        _take(body, span, way.speakers, "heading", "taken from the heading")
        return way.title
    told = _in_prose(body, people)
    if told:
        _take(body, span, (told,), "prose", "taken from the first sentence")
    elif people:
        _take(body, span, people, "contents", "taken from the table of contents")
    elif len({w.title for w in found if not w.trusted}) > 1:
        _report(body, span, "speaker-unclear", _UNCLEAR)
    return None


def _agrees(way: Way, speakers: Sequence[Speaker]) -> bool:
    """Tell whether the heading names those whom the line below names, or them by name at last."""
    names = Listed(names=tuple(speaker.name for speaker in speakers))
    accounts = {s.account.key for s in speakers if s.account}
    return all(
        names.has(s.name) or (s.account is not None and s.account.key in accounts)
        for s in way.speakers
    )


def _with_names(
    speakers: Sequence[Speaker], listed: Sequence[Speaker], known: Listed
) -> list[Speaker]:
    """Give those who are known by a handle alone the names that are left."""
    bare = [speaker for speaker in speakers if speaker.name.startswith("@")]
    others = Listed(names=tuple(s.name for s in speakers if not s.name.startswith("@")))
    left = [s for s in listed if not others.has(s.name) and may_be_person(s.name)]
    left = list({s.name: s for s in left}.values())
    if not bare or len(bare) != len(left):
        return list(speakers)
    if known.names and len(known.names) != len(speakers):
        return list(speakers)
    names = iter(left)
    return [_named(s, next(names)) if s.name.startswith("@") else s for s in speakers]


def _named(speaker: Speaker, other: Speaker) -> Speaker:
    affiliation = speaker.affiliation or other.affiliation
    return replace(speaker, name=other.name, affiliation=affiliation)


def _take(body: Body, span: Span, speakers: Sequence[Speaker], where: str, taken: str) -> None:
    body.speakers += [replace(s, position=n) for n, s in enumerate(speakers, 1)]
    names = ", ".join(speaker.name for speaker in speakers)
    _give_account(body)
    message = f"no line of speakers below the heading; {names} {taken}"
    _report(body, span, f"speakers-from-{where}", message)


def _give_account(body: Body) -> None:
    """Give the only speaker the only account that the body links to as a handle."""
    handles = [link for link in body.links if handle_in(link.label) and account_of(link.url)]
    if len(handles) == 1 and len(body.speakers) == 1 and body.speakers[0].account is None:
        body.speakers = [replace(body.speakers[0], account=account_of(handles[0].url))]
        body.own.update(range(handles[0].span.first, handles[0].span.last + 1))
        body.links.remove(handles[0])


def _report(body: Body, span: Span, code: str, message: str) -> None:
    body.diagnostics.append(Diagnostic.at(span, code, message, Severity.INFO))


def _in_prose(body: Body, people: Sequence[Speaker]) -> Speaker | None:
    """Read whom the body's first sentence names: "[Ana](https://twitter.com/ana) talks about"."""
    first = body.notes[0] if body.notes else None
    if first is None or first.kind not in {NoteKind.PARAGRAPH, NoteKind.ITEM} or len(people) > 1:
        return None
    link = _first_link(first)
    if link is None:
        return _told_plainly(first) if not people else None
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


def _told_plainly(draft: Draft) -> Speaker | None:
    """Read whom a first sentence without links names: "Ana Reed talked about ropes".

    So too "Talk given by Ana Reed. A full room."
    """
    inline = next((token for token in draft.tokens if token.type == "inline"), None)
    pieces = pieces_of(inline.children if inline else None, draft.span.first)
    text = text_of(pieces)
    match = _TALKED.match(text) or _GIVEN_BY.match(text)
    if match is None or not may_be_person(match["name"]):
        return None
    place = replace(draft.span, last=draft.span.first)
    return Speaker(name=match["name"], position=1, span=place)


def _first_link(draft: Draft) -> tuple[str, str] | None:
    inline = next((token for token in draft.tokens if token.type == "inline"), None)
    pieces = pieces_of(inline.children if inline else None, draft.span.first)
    piece = next((p for p in pieces if p.kind is not PieceKind.TEXT or p.text.strip()), None)
    return (piece.text, piece.url) if piece and piece.kind is PieceKind.LINK else None
