"""Reads the views of Sessionize's API in JSON: All, Sessions, GridSmart, GridTable, Speakers.

The views nest the same sessions in different ways (in a list, by group, by day and room), so they
are looked for wherever they stand. No view names the event, and times are local, without zone.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from talkgraph.model import (
    NO_HINTS,
    NOT_NOTES,
    Account,
    Diagnostic,
    Event,
    Hints,
    Link,
    LinkKind,
    Reading,
    Severity,
    SourceFile,
    SourceKind,
    Span,
    Speaker,
    TakenFor,
    Talk,
)
from talkgraph.model.links import host_and_path
from talkgraph.model.names import slug
from talkgraph.sources.notes.addresses import account_of
from talkgraph.sources.notes.layout.words.headings import is_pause
from talkgraph.sources.notes.speakers.persons import is_position
from talkgraph.sources.programmes.announced import abstracts_of
from talkgraph.sources.programmes.json_values import (
    json_of,
    json_problem,
    keys_at_head,
    list_of,
    mapping_of,
    mappings_in,
    pointer_part,
    text_of,
)
from talkgraph.sources.programmes.languages import language_tag
from talkgraph.sources.programmes.listing import (
    event_named,
    is_somebody,
    listed,
    not_somebody,
    programme_days,
    unnamed,
)
from talkgraph.sources.programmes.telling import title_and_status
from talkgraph.sources.times import day_of, in_zone, moment_of, zone_named
from talkgraph.sources.whole import broken, read_whole
from talkgraph.words import fold, folded_words, numbered, one_line, word_set

_WHAT: Final = "JSON of Sessionize"
_SIGNS: Final = (b'"isServiceSession"', b'"isPlenumSession"')
_VIEW_ALL: Final = word_set("sessions speakers questions categories rooms")
_OF_SPEAKER: Final = frozenset({"fullName", "firstName", "lastName", "tagLine", "isTopSpeaker"})
_OF_SESSION: Final = frozenset({"isServiceSession", "isPlenumSession", "startsAt"})
_ACCEPTED: Final = frozenset({"", "accepted"})
_TRACKS: Final = word_set("track tracks stream streams devroom")
_LANGUAGES: Final = word_set("language languages sprache idioma langue lingua taal jezik")
_FORMATS: Final = word_set("format formats type types sessionsformat formato formaat")
_WORKS_AT: Final = re.compile(r"(?P<role>[^|,;/]+?)\s+(?:at|@)\s+(?P<company>[^|,;]+)")
_PERSONAL: Final = ("Blog", "Other", "Company_Website")
_DEEPEST: Final = 12


class Sessionize:
    """Reads Sessionize's JSON. Implements `talkgraph.protocols.SourceReader`."""

    def looks_for(self, name: str) -> bool:
        """Tell whether a file is JSON by its name."""
        return name.casefold().endswith(".json")

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell by Sessionize's own words whether a file is one of its views."""
        if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in {b"{", b"["}:
            return False
        if any(sign in head for sign in _SIGNS):
            return True
        keys = frozenset(keys_at_head(head))
        return keys >= _VIEW_ALL or len(keys & _OF_SPEAKER) > 2

    def read(self, sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
        """Read views, each by itself."""
        return tuple(_read(source, hints) for source in sources)


def _read(source: SourceFile, hints: Hints) -> Reading:
    file = read_whole(source)
    if isinstance(file, Reading):
        return file
    try:
        told = json_of(file.data)
    except ValueError as error:
        why = json_problem(error)
        return broken(source.name, file.sha256, _WHAT, why)
    view = _View(source.name, told, hints)
    talks = view.talks()
    found, whole = list(view.found), Span(source=source.name)
    name, by = event_named(source, "", hints)
    if not name:
        found.append(unnamed(source.name))
    elif not talks:
        found.append(
            Diagnostic.at(
                whole,
                NOT_NOTES,
                "this lists no session that is a talk; check that it is the right file",
            )
        )
    events: tuple[Event, ...] = ()
    if name and talks:
        event = Event(
            name=name,
            slug=slug(name),
            source=source.name,
            spans=(whole,),
            kind=SourceKind.PROGRAMME,
            time_zone=hints.zone if zone_named(hints.zone) else None,
        )
        events = (listed(event, talks),)
    return Reading(
        source=source.name,
        sha256=file.sha256,
        events=events,
        diagnostics=tuple(found),
        taken_for=TakenFor(what="programme", why="Sessionize", format="Sessionize", named_by=by),
    )


# ── where sessions stand ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An object of a view: its JSON pointer, and the day and the room that it stands under."""

    told: Mapping[str, object]
    path: str
    day: dt.date | None = None
    room: str = ""


def _objects(told: object) -> Iterator[_Found]:
    """Yield the sessions and the speakers of a view, in order, wherever they stand."""
    stack: list[tuple[object, _Found, int]] = [(told, _Found(told={}, path=""), 0)]
    while stack:
        value, above, depth = stack.pop()
        inside: Iterable[tuple[str, object]]
        if isinstance(value, dict):
            here = _within(mapping_of(value), above)
            if _is_session(here.told) or _is_speaker(here.told):
                yield here
                continue
            inside = mapping_of(value).items()
        else:
            here, inside = above, ((str(n), each) for n, each in enumerate(list_of(value)))
        if depth < _DEEPEST:
            below = [
                (each, replace(here, path=f"{above.path}/{pointer_part(key)}"), depth + 1)
                for key, each in inside
                if isinstance(each, dict | list)
            ]
            stack += reversed(below)


def _within(told: Mapping[str, object], above: _Found) -> _Found:
    day = day_of(moment_of(text_of(told.get("date"))))
    room = text_of(told.get("name")) if "sessions" in told or "session" in told else ""
    return replace(above, told=told, day=day or above.day, room=room or above.room)


def _is_session(told: Mapping[str, object]) -> bool:
    return "title" in told and not _OF_SESSION.isdisjoint(told)


def _is_speaker(told: Mapping[str, object]) -> bool:
    return len(_OF_SPEAKER & told.keys()) > 1


# ── what a view tells ────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _LeftOut:
    """Which sessions are no talks, and how many are not accepted."""

    service: list[str] = field(default_factory=list)
    by_status: Counter[str] = field(default_factory=Counter)


class _View:
    """One view of an event: its speakers, rooms and categories by their numbers, its talks."""

    def __init__(self, source: str, told: object, hints: Hints) -> None:
        self.source = source
        self.zone = zone_named(hints.zone)
        self.found: list[Diagnostic] = []
        objects = list(_objects(told))
        self.sessions = [each for each in objects if _is_session(each.told)]
        self.people = [each for each in objects if not _is_session(each.told)]
        self.by_id = {text_of(each.told.get("id")): each for each in self.people}
        whole = mapping_of(told)
        self.rooms = {
            text_of(room.get("id")): text_of(room.get("name"))
            for room in mappings_in(whole.get("rooms"))
        }
        self.items = {
            text_of(item.get("id")): (text_of(category.get("title")), text_of(item.get("name")))
            for category in mappings_in(whole.get("categories"))
            for item in mappings_in(category.get("items"))
        }

    def talks(self) -> list[Talk]:
        """Return the talks, in order, each once; those of a list of speakers if it is that."""
        if not self.sessions:
            return self._talks_of_people()
        left, talks, seen = _LeftOut(), list[Talk](), set[str]()
        days: list[dt.date | None] = []
        for each in self.sessions:
            talk = self._talk(each, left)
            mark = text_of(each.told.get("id")) or each.path
            if talk and mark not in seen:
                seen.add(mark)
                talks.append(talk)
                days.append(each.day)
        self._account(left)
        told = programme_days([talk.start for talk in talks])
        return [
            replace(talk, date=day or by_clock or talk.date)
            for talk, day, by_clock in zip(talks, days, told, strict=True)
        ]

    def _account(self, left: _LeftOut) -> None:
        whole = Span(source=self.source)
        if left.service:
            told = numbered(
                len(left.service),
                "session is a break or the like, no talk, and is left out",
                "sessions are breaks or the like, not talks, and are left out",
            )
            message = f"{told}: {', '.join(map(repr, dict.fromkeys(left.service)))}"
            self.found.append(Diagnostic.at(whole, "no-talk", message, Severity.INFO))
        for status, count in sorted(left.by_status.items()):
            has, out = ("session has", "is") if count == 1 else ("sessions have", "are")
            message = f"{count:,} {has} the status {status!r} and {out} left out"
            self.found.append(Diagnostic.at(whole, "not-accepted", message, Severity.INFO))

    def _talk(self, found: _Found, left: _LeftOut) -> Talk | None:
        told, span = found.told, Span(source=self.source, path=found.path)
        title, status = title_and_status(text_of(told.get("title")))
        accepted = one_line(text_of(told.get("status")))
        speakers = self._speakers(told, span)
        if not title:
            message = "this session has no title and is left out"
            self.found.append(Diagnostic.at(span, "no-title", message))
            return None
        if accepted.casefold() not in _ACCEPTED:
            left.by_status[accepted] += 1
            return None
        if not speakers and (told.get("isServiceSession") is True or is_pause(title)):
            left.service.append(title)
            return None
        named = dict(self._categories(told))
        start, end = self._time(told, "startsAt", span), self._time(told, "endsAt", span)
        identifier = text_of(told.get("id"))
        return Talk(
            key="",
            title=title,
            position=1,
            spans=(span,),
            date=day_of(start),
            start=start if isinstance(start, dt.datetime) else None,
            end=end if isinstance(end, dt.datetime) else None,
            room=one_line(self._room(found)) or None,
            track=named.get("track"),
            language=language_tag(named.get("language")),
            type=named.get("type"),
            status=status,
            identifiers=(identifier,) if identifier else (),
            speakers=speakers,
            abstracts=abstracts_of(text_of(told.get("description")), None, span),
            links=tuple(_recordings(told, span)),
        )

    def _room(self, found: _Found) -> str:
        told = found.told
        return (
            text_of(told.get("room"))
            or self.rooms.get(text_of(told.get("roomId")), "")
            or found.room
        )

    def _time(self, told: Mapping[str, object], key: str, span: Span) -> dt.date | None:
        written = text_of(told.get(key)).strip()
        moment = moment_of(written)
        if written and moment is None:
            message = (
                f"{written[:40]!r} is no time that can be read; write it like 2031-05-04T10:00:00"
            )
            self.found.append(Diagnostic.at(span, "date-not-understood", message))
        return in_zone(moment, self.zone) if isinstance(moment, dt.datetime) else moment

    def _categories(self, told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        """Yield what the categories of a session say that a talk has a place for."""
        chosen = [self.items.get(text_of(n), ("", "")) for n in list_of(told.get("categoryItems"))]
        for category in mappings_in(told.get("categories")):
            title = text_of(category.get("name")) or text_of(category.get("title"))
            items = mappings_in(category.get("categoryItems"))
            chosen += [(title, text_of(item.get("name"))) for item in items]
        for title, name in reversed(chosen):
            words = set(folded_words(title))
            meaning = ((_TRACKS, "track"), (_LANGUAGES, "language"), (_FORMATS, "type"))
            kind = next((kind for known, kind in meaning if words & known), None)
            if kind and one_line(name):
                yield kind, one_line(name)

    # ── who speaks ───────────────────────────────────────────────────────────────────────────────

    def _speakers(self, told: Mapping[str, object], span: Span) -> tuple[Speaker, ...]:
        kept: dict[str, Speaker] = {}
        for each in list_of(told.get("speakers")):
            reference = mapping_of(each)
            person = self.by_id.get(text_of(reference.get("id")) or text_of(each))
            speaker = self._speaker(person.told if person else reference, span)
            if speaker and not is_somebody(speaker.name):
                self.found += not_somebody((speaker.name,), span)
            elif speaker:
                kept.setdefault(speaker.name, speaker)
            elif text_of(each):
                known = text_of(each)[:60]
                message = f"the view tells of no speaker with the id {known!r}; it is left out"
                self.found.append(Diagnostic.at(span, "speaker-unknown", message))
        return tuple(replace(each, position=n) for n, each in enumerate(kept.values(), 1))

    def _speaker(self, told: Mapping[str, object], span: Span) -> Speaker | None:
        parts = (text_of(told.get("firstName")), text_of(told.get("lastName")))
        written = text_of(told.get("fullName")) or text_of(told.get("name")) or " ".join(parts)
        name = one_line(written)
        if not name:
            return None
        links = [
            (text_of(link.get("linkType")), text_of(link.get("url")).strip())
            for link in mappings_in(told.get("links"))
        ]
        accounts = _accounts(url for _, url in links)
        return Speaker(
            name=name,
            position=1,
            span=span,
            account=accounts[0] if accounts else None,
            more_accounts=accounts[1:],
            url=_own_page(name, links, accounts),
            affiliation=_affiliation(text_of(told.get("tagLine"))),
        )

    def _talks_of_people(self) -> list[Talk]:
        """Return the talks that a list of speakers names: no more than titles and who speaks."""
        titles: dict[str, str] = {}
        speakers: dict[str, list[Speaker]] = {}
        for person in self.people:
            span = Span(source=self.source, path=person.path)
            speaker = self._speaker(person.told, span)
            for session in mappings_in(person.told.get("sessions")):
                mark, title = text_of(session.get("id")), one_line(text_of(session.get("name")))
                if title and speaker and is_somebody(speaker.name):
                    titles.setdefault(mark or title, title)
                    speakers.setdefault(mark or title, []).append(speaker)
        return [
            Talk(
                key="",
                title=title,
                position=1,
                spans=tuple(speaker.span for speaker in speakers[mark]),
                identifiers=(mark,) if mark != title else (),
                speakers=tuple(replace(s, position=n) for n, s in enumerate(speakers[mark], 1)),
            )
            for mark, title in titles.items()
        ]


def _recordings(told: Mapping[str, object], span: Span) -> Iterator[Link]:
    for key, label in (("recordingUrl", "recording"), ("liveUrl", "livestream")):
        url = text_of(told.get(key)).strip()
        if url.casefold().startswith(("http://", "https://")):
            yield Link(url=url, label=label, kind=LinkKind.VIDEO, span=span)


def _accounts(urls: Iterable[str]) -> tuple[Account, ...]:
    """Return the accounts that addresses are, each once; those where people post come first."""
    known = {account.key: account for url in urls if (account := account_of(url))}
    last = {"github": 1, "linkedin": 2}
    return tuple(sorted(known.values(), key=lambda account: last.get(account.service, 0)))


def _own_page(
    name: str, links: Sequence[tuple[str, str]], accounts: Sequence[Account]
) -> str | None:
    """Return a speaker's own page: a blog, or a site whose address has a part of the name."""
    words = [word for word in re.findall(r"[a-z]{3,}", fold(name))]
    words += [account.handle.casefold() for account in accounts]
    for kind in _PERSONAL:
        for told, url in links:
            host, _ = host_and_path(url)
            bare = re.sub(r"[^a-z0-9]", "", host)
            theirs = told == "Blog" or any(word in bare for word in words)
            if told == kind and host and theirs and account_of(url) is None:
                return url
    return None


def _affiliation(line: str) -> str | None:
    """Return a company from a line under a name, where the line is no more than that.

    >>> _affiliation("Staff Engineer at Quay Works"), _affiliation("Looking at clouds, and tea")
    ('Quay Works', None)
    """
    found = _WORKS_AT.fullmatch(one_line(line))
    if found is None or not is_position(found["role"]) or not found["company"][:1].isupper():
        return None
    return found["company"].rstrip(".")
