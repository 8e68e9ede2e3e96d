"""The things of one knowledge base that have names, and how they are found by what is typed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from talkgraph.errors import Ambiguous, Namesake, NotFound
from talkgraph.knowledge.lookup.dates import between
from talkgraph.knowledge.lookup.people import PeopleByName
from talkgraph.knowledge.understanding.words import keys
from talkgraph.model import Filters, PassageKind, Person, Search, TalkRecord, Theme, Topic
from talkgraph.model.meaning import every_label, families
from talkgraph.model.names import Names, slug
from talkgraph.search.once import once
from talkgraph.words import numbered

if TYPE_CHECKING:
    from talkgraph.knowledge.understanding.people import People

T = TypeVar("T")
# What stands for a kind of address in IRIs.
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "talk": ("talk", "session"),
    "speaker": ("person",),
    "event": ("event",),
    "theme": ("theme",),
}
_SUGGESTIONS: Final = 3
_WEIGHED: Final = 20
_ALIKE: Final = 65  # per cent
_LONG_WORD: Final = 4


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """The things of one knowledge base that have names.

    `event_slugs` name the events; those that no talk or session is at are known by nothing else.
    `present` gives the present IRI of a former one, and `None` for any other; `row`, where there
    is one, the place of the record with an IRI or a name; `by_slug` has the people, and `by_name`
    gives what knows whole names, surnames and handles, where they need not be looked for.
    """

    names: Names
    records: Sequence[TalkRecord]
    people: Sequence[Person]
    topics: Sequence[Topic]
    themes: Sequence[Theme]
    event_slugs: Iterable[str] = ()
    present: Callable[[str], str | None] = field(default=lambda iri: None)
    row: Callable[[str], int | None] | None = None
    by_slug: Mapping[str, Person] | None = None
    by_name: Callable[[], "People"] | None = None

    def talk(self, name: str) -> TalkRecord:
        """Find a talk (or session) by IRI, `event/key`, title, or a part of one title only.

        Where no title has the words, they may name who gave it. The IRI or `event/key` may be a
        former one. Raises `NotFound` with suggestions or `Ambiguous` with the candidates.
        """
        wanted = name.strip()
        if (exact := self._exactly(wanted)) is not None:
            return exact
        asked, folded = slug(wanted), wanted.casefold()
        records = self._talks
        return _only(
            self._of_former(records, "talk", wanted, lambda r: r.iri)
            or [r for r in records if wanted and slug(r.title) == asked]
            or [r for r in records if wanted and folded in r.title.casefold()]
            or [r for r in records if _has_words(r.title, asked)]
            or self._given_by(wanted),
            "talk",
            wanted,
            describe=lambda r: f"{r.name}  {r.title} ({r.event_name})",
            known=chain((r.name for r in records), (r.title for r in records)),
        )

    def _given_by(self, wanted: str) -> list[TalkRecord]:
        """Return the talks, not the sessions, of the one person who is named so."""
        try:
            iri = self.names.person(self.person(wanted).slug)
        except (NotFound, Ambiguous):
            return []
        return [r for r in self._talks if r.is_talk and iri in dict(r.speakers)]

    def _exactly(self, wanted: str) -> TalkRecord | None:
        """Return the talk with that IRI or name."""
        if self.row is None:
            return next((r for r in self._talks if wanted in (r.iri, r.name)), None)
        place = self.row(wanted)
        found = None if place is None else self.records[place]
        return None if found is None or found.is_event else found

    @property
    def _talks(self) -> list[TalkRecord]:
        return [record for record in self.records if not record.is_event]

    def person(self, name: str) -> Person:
        """Find a person by IRI or slug, present or former, name (any that is used) or @handle.

        A surname or another part of a name will do, and so will the beginning of an @handle, where
        only one person has it: see `PeopleByName`. Raises `NotFound` with suggestions, or
        `Ambiguous` with the candidates.
        """
        wanted = name.strip()
        is_handle = wanted.startswith("@")
        return _only(
            self._with_slug(wanted)
            or ([] if is_handle else self._with_name(wanted))
            or self._with_account(wanted)
            or self._formerly(wanted)
            or (self._with_handle(str.startswith, wanted) if is_handle else [])
            or ([] if is_handle else self._part_of(wanted)),
            "speaker",
            wanted,
            describe=self._told,
            known=(p.name for p in self.people),
        )

    def _with_slug(self, wanted: str) -> list[Person]:
        slugs = (wanted, self.names.address(wanted))
        people = self._by_slug if self.by_slug is None else self.by_slug
        found = (people.get(each) for each in slugs)
        return [p for p in found if p and wanted in (self.names.person(p.slug), p.slug)][:1]

    def _with_name(self, wanted: str) -> list[Person]:
        if self.by_name is None or not keys(wanted):
            return self._by_name.called(wanted)
        return self._these(self.by_name().called(wanted))

    def _with_account(self, wanted: str) -> list[Person]:
        handle = wanted.removeprefix("@").casefold()
        if self.by_name is None or not handle:
            return self._with_handle(str.__eq__, wanted)
        return self._these(self.by_name().with_account(handle))

    def _formerly(self, wanted: str) -> list[Person]:
        now = self._now("speaker", wanted)
        return self._with_slug(now) if now else []

    @once
    def _by_slug(self) -> dict[str, Person]:
        return {person.slug: person for person in self.people}

    def _part_of(self, wanted: str) -> list[Person]:
        """Return those of whose names it is a part; most often it is a surname."""
        if self.by_name is not None and (ending := self.by_name().ending(wanted)):
            spoke = [iri for iri in ending if self.by_name().talks_of(iri)]
            return self._these(spoke or ending)
        return self._by_name.part(wanted)

    def _these(self, iris: Iterable[str]) -> list[Person]:
        found = (self._with_slug(iri) for iri in iris)
        return [person for each in found for person in each]

    def _with_handle(self, is_it: Callable[[str, str], bool], wanted: str) -> list[Person]:
        handle = wanted.removeprefix("@").casefold()
        found = (p for p in self.people if any(is_it(a.key[1], handle) for a in p.accounts))
        return list(found) if handle else []

    @once
    def _by_name(self) -> PeopleByName:
        spoke = (self.names.person(p.slug) in self._talks_of for p in self.people)
        speakers = {p.slug for p, is_speaker in zip(self.people, spoke, strict=True) if is_speaker}
        return PeopleByName(self.people, speakers)

    @once
    def _talks_of(self) -> Counter[str]:
        """How many talks each person gave, by IRI; whoever held sessions alone has none."""
        spoke: Counter[str] = Counter()
        for record in self.records:
            for iri, _ in record.speakers:
                spoke[iri] += record.is_talk
        return spoke

    def _told(self, person: Person) -> str:
        """Return by what to ask for a person, the name, and what tells them from others."""
        handles = sorted({a.at_handle for a in person.accounts if not a.is_identifier})
        talks = numbered(self._talks_of[self.names.person(person.slug)], "talk", "talks")
        return f"{person.slug}  {', '.join((person.name, *handles, talks))}"

    def events(self, name: str) -> frozenset[str]:
        """Return the IRIs of all events whose IRI, slug or name is, or contains, `name`."""
        wanted = name.strip()
        events = self._events
        asked = slug(wanted)
        exact = {i for i, n in events.items() if wanted == i or asked == slug(n)}
        found = exact or set(self._of_former(events, "event", wanted, lambda i: i))
        found = found or {i for i, n in events.items() if wanted and asked in slug(n)}
        if not found:
            raise _missing("event", wanted, sorted(set(events.values())))
        return frozenset(found)

    @property
    def _events(self) -> dict[str, str]:
        """The names of the events, by IRI; the slug of one that no talk or session is at."""
        slugs = {self.names.event(each): each for each in self.event_slugs}
        return slugs | {r.event: r.event_name for r in self.records}

    def _of_former(
        self, among: Iterable[T], kind: str, wanted: str, iri: Callable[[T], str]
    ) -> list[T]:
        """Return what had the IRI, the address or the name that is asked for."""
        now = self._now(kind, wanted)
        return [each for each in among if iri(each) == now]

    def _now(self, kind: str, wanted: str) -> str | None:
        """Return the present IRI of what had the IRI, the address or the name."""
        return self.present(wanted) or self.now_at(kind, wanted) or self.now_at(kind, slug(wanted))

    def now_at(self, kind: str, address: str) -> str | None:
        """Return the present IRI of what had an address, which it has no longer; else `None`.

        `kind` is as in `addresses`, or `event`.
        """
        formers = (self.names.whole(f"{each}/{address}") for each in _KINDS.get(kind, ()))
        return next(filter(None, map(self.present, formers)), None)

    def topic(self, name: str) -> frozenset[str]:
        """Return the IRIs of a topic, by IRI, slug, label or words of it, and of those below it.

        Words are enough where only one topic has them in what it is mainly called.
        """
        return frozenset().union(*(self._families[topic.iri] for topic in self._topics(name)))

    @once
    def _topics_by_label(self) -> dict[str, list[Topic]]:
        """The topics by each of their labels in small letters: "C" is not "C++"."""
        return _by_each(self.topics, lambda topic: map(str.casefold, every_label(topic)))

    @once
    def _topics_by_slug(self) -> dict[str, list[Topic]]:
        """The topics by the slugs of their labels."""
        return _by_each(self.topics, lambda topic: map(slug, every_label(topic)))

    @once
    def _themes_by_slug(self) -> dict[str, list[Theme]]:
        """The themes by their addresses and the slugs of their names."""
        return _by_each(self.themes, lambda theme: (theme.slug, slug(theme.name)))

    @once
    def _families(self) -> dict[str, frozenset[str]]:
        return families(self.topics)

    def one_topic(self, name: str) -> Topic:
        """Return the topic with this IRI, slug, label or, where only one has them, words of one.

        Raises `NotFound` or `Ambiguous`.
        """
        found = self._topics(name)
        wanted = name.strip()
        exact = [t for t in found if wanted == t.iri or slug(wanted) == slug(t.label)]
        return _only(
            exact or found, "topic", wanted, describe=lambda t: f"{t.label}  {t.iri}", known=()
        )

    def _topics(self, name: str) -> list[Topic]:
        wanted = name.strip()
        asked, typed = slug(wanted), wanted.casefold()
        found = self._topics_by_label.get(typed)
        if found is None:
            called = {topic.iri for topic in self._topics_by_slug.get(asked, ())}
            found = [
                topic
                for topic in self.topics
                if topic.iri in called or wanted == topic.iri or asked == topic_slug(topic.iri)
            ]
        if found:
            return found
        inside = [topic for topic in self.topics if _has_words(topic.label, asked)]
        if len(inside) != 1:
            known = [topic.label for topic in self.topics]
            raise _missing("topic", wanted, known, self.namesake("theme", wanted))
        return inside

    def filters(self, asked: Search) -> Filters:
        """Return what a search is narrowed to: its names as IRIs, its texts as kinds and dates.

        Raises `NotFound` or `Ambiguous` for a name or a kind, `InputError` for what is no date, and
        where nothing lies between the two dates.
        """
        since, until = between(asked.since, asked.until)
        people = {self.names.person(self.person(asked.speaker).slug)} if asked.speaker else ()
        return Filters(
            kinds=frozenset(_kind(each) for each in asked.kinds),
            events=self.events(asked.event) if asked.event else frozenset(),
            speakers=frozenset(people),
            topics=self.topic(asked.topic) if asked.topic else frozenset(),
            since=since,
            until=until,
        )

    def theme(self, name: str) -> Theme:
        """Find a theme by IRI, slug or name, by a part of one name, or as its topic is called."""
        wanted = name.strip()
        asked = slug(wanted)
        exact = [t for t in self.themes if wanted == self.names.theme(t.slug) or asked == t.slug]
        named = [t for t in self.themes if slug(t.name) == asked]
        inside = [t for t in self.themes if wanted and asked in slug(t.name)]
        topic = self.namesake("topic", wanted)
        of_topic = [t for t in self.themes if topic and slug(t.name) == slug(topic.name)]
        return _only(
            exact
            or named
            or self._of_former(self.themes, "theme", wanted, lambda t: self.names.theme(t.slug))
            or inside
            or of_topic,
            "theme",
            wanted,
            describe=lambda t: t.name,
            known=[t.name for t in self.themes],
            namesake=topic,
        )

    def namesake(self, kind: str, name: str) -> Namesake | None:
        """Return the `topic` or `theme` that has this very name or address, if there is one.

        A topic has all its labels for names.
        """
        asked = slug(name)
        if kind == "theme":
            found = [(theme.name, theme.slug) for theme in self._themes_by_slug.get(asked, ())]
        else:
            topics = self._topics_by_slug.get(asked, ())
            found = [(topic.label, topic_slug(topic.iri)) for topic in topics]
        # The one that is called so comes before those that are called so, too; "C++" before "C".
        typed = name.strip().casefold()
        found.sort(key=lambda each: (each[0].casefold() != typed, slug(each[0]) != asked, each))
        return Namesake(kind=kind, name=found[0][0], address=found[0][1]) if found else None

    # ── by address: what follows the kind in an IRI ──────────────────────────────────────────

    def addresses(self, kind: str) -> Mapping[str, str]:
        """Return the IRIs of all talks, speakers, themes or topics by their addresses.

        `kind` is one of these words, without the s; raises `NotFound` for another. People have
        their former addresses, too.
        """
        if kind == "talk":
            found = {record.name: record.iri for record in self._talks}
        elif kind == "speaker":
            former = {alias: person.slug for person in self.people for alias in person.aliases}
            slugs = former | {person.slug: person.slug for person in self.people}
            found = {address: self.names.person(slug) for address, slug in slugs.items()}
        elif kind == "theme":
            found = {theme.slug: self.names.theme(theme.slug) for theme in self.themes}
        elif kind == "topic":
            found = {topic_slug(topic.iri): topic.iri for topic in self.topics}
        else:
            raise _no_kind(kind)
        return MappingProxyType(found)

    def nobody(self, kind: str, address: str) -> NotFound:
        """Return the error for an address that is nobody's, with the nearest names."""
        asked = address.rpartition("/")[2] if kind == "talk" else address
        searches: dict[str, Callable[[str], object]] = {
            "talk": self.talk,
            "speaker": self.person,
            "theme": self.theme,
            "topic": self.topic,
            "event": self.events,
        }
        if kind not in searches:
            return _no_kind(kind)
        near: Sequence[str] = ()
        namesake: Namesake | None = None
        for words in dict.fromkeys((address, asked.replace("-", " "))):
            try:
                found = searches[kind](words)
            except NotFound as error:
                near, namesake = near or error.suggestions, namesake or error.namesake
            except Ambiguous as error:
                near = near or error.candidates[:_SUGGESTIONS]
            else:
                near = near or self._called(found)
        return NotFound(
            f"there is no {kind} {address!r} here.",
            name=address,
            suggestions=near,
            namesake=namesake,
        )

    def _called(self, found: object) -> tuple[str, ...]:
        if isinstance(found, frozenset):
            labels = {topic.iri: topic.label for topic in self.topics}
            labels |= self._events
            return tuple(sorted(labels.get(str(iri), str(iri)) for iri in found))[:_SUGGESTIONS]
        return (str(getattr(found, "name", found)),)


def _no_kind(kind: str) -> NotFound:
    known = ("talk", "speaker", "event", "theme", "topic")
    return NotFound(f"there are no addresses of {kind!r} here.", name=kind, suggestions=known)


def topic_slug(iri: str) -> str:
    """Return the last part of a topic's IRI.

    >>> topic_slug("https://example.org/vocabulary#on-call")
    'on-call'
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def _by_each(things: Iterable[T], names: Callable[[T], Iterable[str]]) -> dict[str, list[T]]:
    """Return the things by each of their names, in their order, each once."""
    found: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        for name in dict.fromkeys(names(thing)):
            found[name].append(thing)
    return found


def _only(
    found: Sequence[T],
    kind: str,
    name: str,
    *,
    describe: Callable[[T], str],
    known: Iterable[str],
    namesake: Namesake | None = None,
) -> T:
    if not found:
        raise _missing(kind, name, known, namesake)
    if len(found) > 1:
        raise Ambiguous(
            f"{name!r} may be any of these {len(found)} {kind}s; name one of them:",
            name=name,
            candidates=sorted(describe(each) for each in found),
        )
    return found[0]


def _has_words(name: str, asked: str) -> bool:
    """Tell whether a name has words, given as a slug, one after the other."""
    return bool(asked) and f"-{asked}-" in f"-{slug(name)}-"


def _is_alike(asked: str, name: str) -> bool:
    """Tell whether two slugs are alike as wholes, or a word of one is like a word of the other.

    >>> _is_alike("hardford", "devopsdays-hartford-2019"), _is_alike("on-kall", "ruby-on-rails")
    (True, False)
    """
    from rapidfuzz import fuzz

    words = [each for each in asked.split("-") if len(each) >= _LONG_WORD]
    return fuzz.ratio(asked, name) >= _ALIKE or any(
        fuzz.ratio(word, other) >= _ALIKE for word in words for other in name.split("-")
    )


def _missing(
    kind: str, name: str, known: Iterable[str], namesake: Namesake | None = None
) -> NotFound:
    from rapidfuzz import fuzz, process, utils

    names = list(dict.fromkeys(known))
    inside = [each for each in names if _has_words(each, slug(name))]
    near = process.extract(
        name,
        [each for each in names if 2 * len(slug(each)) >= len(slug(name))],  # else all are alike
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=_WEIGHED,
        score_cutoff=60,
    )
    # "On" and "at" make many names alike that have nothing else of what is asked for.
    alike = (match for match, _, _ in near if _is_alike(slug(name), slug(match)))
    suggestions = dict.fromkeys([*inside, *alike])
    return NotFound(
        f"there is no {kind} {name!r} in this knowledge base.",
        name=name,
        suggestions=[*suggestions][:_SUGGESTIONS],
        namesake=namesake,
        kind=kind,
    )


def _kind(text: str) -> PassageKind:
    try:
        return PassageKind(text)
    except ValueError:
        raise NotFound(
            f"there is no kind of passage {text!r}.",
            name=text,
            suggestions=[kind.value for kind in PassageKind],
        ) from None
