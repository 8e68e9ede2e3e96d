"""What may be meant by the beginnings of some words, while somebody still types them.

Every name is cut into folded words once. What is typed fits a name if each of its words begins one
of the name's, in whatever order ("call on", "mont bru"). The words stand in a sorted list, so that
those with a beginning lie together; of several words typed, the one that fewest names have is
looked up, and the others are only compared with these.

Where nothing fits, words that begin no name are read as those of names that are nearest to them
("Caloway"); where nothing fits then either, the last of the words are taken for what is meant, as
in a sentence that comes to a name ("paying people for on-ca").
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import nsmallest
from itertools import islice, product
from typing import ClassVar, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.hits import talks_and_sessions
from talkgraph.knowledge.tables import Shown
from talkgraph.words import cut, folded_words, one_line

_OF_A_KIND: Final = 3
_LONGEST: Final = 120
_MOST_WORDS: Final = 12
_NAMES_A_THING: Final = 4
_AFTER_ALL: Final = "\U0010ffff"
_MISSPELT: Final = 4
"""Letters from which on a word can be one that is misspelt, and the end of a sentence a name."""
_TWO_MISTAKES: Final = 8
_READINGS: Final = 3
_OTHER_NAME: Final = "also called"


class NameKind(StrEnum):
    """What a name is of, in the order in which names are suggested."""

    PERSON = "person"
    EVENT = "event"
    TOPIC = "topic"
    THEME = "theme"
    TALK = "talk"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Suggestion(Shown):
    """Something that may be meant: its kind, its name, and a line that tells it from others.

    `talks` counts its talks (of a talk, itself).
    """

    PLURAL: ClassVar[str] = "suggestions"
    COLUMNS: ClassVar[tuple[str, ...]] = ("kind", "name", "about")

    kind: NameKind
    iri: str
    name: str
    about: str
    talks: int


def suggestions(kb: KnowledgeBase) -> "Suggestions":
    """Return what suggests names of a knowledge base, which is kept with it."""
    return kb.kept("suggestions", lambda: Suggestions(_named(kb)))


class Suggestions:
    """All names, and what finds those that begin as something typed does."""

    def __init__(self, named: Iterable[tuple[Suggestion, Sequence[str]]]) -> None:
        """Index some things, each with all the names that it has, its usual one first."""
        things: dict[NameKind, list[tuple[Suggestion, Sequence[str]]]] = {k: [] for k in NameKind}
        for thing, called in named:
            things[thing.kind].append((thing, called))
        # The other labels of topics are phrases: a word in their middle means something else.
        self._indexes = {
            kind: _Index(things[kind], usual_only=kind is NameKind.TOPIC) for kind in NameKind
        }

    def of(self, typed: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return what may be meant, at most three of a kind unless there is room for more.

        Names that begin as the text does come first, then those of many talks. Nothing is
        suggested for a text without letters and digits.
        """
        words = folded_words(typed)[-_MOST_WORDS:]
        if not words or limit < 1:
            return ()
        if found := self._of(words, limit):
            return found
        readings = [self._readings(word) for word in words]
        return self._nearly(readings, limit) or self._ending(words, readings, limit)

    def _readings(self, word: str) -> Sequence[str]:
        """Return a word that begins a name, or the words of names that are nearest to it."""
        indexes = self._indexes.values()
        if len(word) < _MISSPELT or any(index.has(word) for index in indexes):
            return (word,)
        near = sorted({each for index in indexes for each in index.near(word)})
        return tuple(name for apart, name in near if apart == near[0][0])[:_READINGS] or (word,)

    def _nearly(self, readings: Sequence[Sequence[str]], limit: int) -> tuple[Suggestion, ...]:
        """Return what is meant if words that begin no name are misspelt."""
        found: dict[str, Suggestion] = {}
        for meant in islice(product(*readings), _READINGS * _READINGS):
            found |= {each.iri: each for each in self._of(meant, limit)}
        return tuple(found.values())[:limit]

    def _ending(
        self, words: Sequence[str], readings: Sequence[Sequence[str]], limit: int
    ) -> tuple[Suggestion, ...]:
        """Return what has a name that the longest end of a sentence begins; no talks.

        A single word has to be of its usual name: it begins too many of the others.
        """
        for start in range(1, len(words)):
            if sum(map(len, words[start:])) < _MISSPELT:
                break
            named = tuple(
                each
                for each in self._nearly(readings[start:], limit)
                if each.kind is not NameKind.TALK
                and (start < len(words) - 1 or not each.about.startswith(_OTHER_NAME))
            )
            if named:
                return named
        return ()

    def _of(self, words: Sequence[str], limit: int) -> tuple[Suggestion, ...]:
        """Return what has a name with words that begin so."""
        found = {kind: self._indexes[kind].of(words, limit) for kind in NameKind}
        topics = {thing.name.casefold() for thing in found[NameKind.TOPIC]}
        found[NameKind.THEME] = [  # of one name, the page of the topic leads to the theme
            theme for theme in found[NameKind.THEME] if theme.name.casefold() not in topics
        ]
        shown = {kind: min(_OF_A_KIND, len(things)) for kind, things in found.items()}
        for kind in reversed(NameKind):  # what room is left is first of all for talks
            more = limit - sum(shown.values())
            shown[kind] += max(0, min(more, len(found[kind]) - shown[kind]))
        return tuple(thing for kind in NameKind for thing in found[kind][: shown[kind]])[:limit]


class _Index:
    """The names of one kind, by number: the lower, the sooner it is suggested."""

    def __init__(
        self, named: Iterable[tuple[Suggestion, Sequence[str]]], *, usual_only: bool
    ) -> None:
        """Index names by their words, with `usual_only` all but the usual one as wholes."""
        ranked = sorted(
            ((place > 0, -thing.talks, thing.name, thing.iri, name), thing)
            for thing, called in named
            for place, name in enumerate(dict.fromkeys(called))
        )
        self._things = [_called(thing, key[-1]) for key, thing in ranked]
        self._names = [tuple(folded_words(key[-1])) for key, _ in ranked]
        having: dict[str, list[int]] = {}
        for number, words in enumerate(self._names):
            is_usual = not ranked[number][0][0]
            for word in dict.fromkeys(words) if is_usual or not usual_only else ():
                having.setdefault(word, []).append(number)
        self._words = sorted(having)
        self._having = [having[word] for word in self._words]
        whole = sorted((" ".join(words), number) for number, words in enumerate(self._names))
        self._whole = [name for name, _ in whole]
        self._numbers = [number for _, number in whole]

    def of(self, typed: Sequence[str], limit: int) -> list[Suggestion]:
        """Return the things of which a name has these beginnings of words, at most `limit`."""
        found: dict[str, Suggestion] = {}
        for number in (*self._beginning(typed, limit), *self._with_words(typed, limit)):
            found.setdefault(self._things[number].iri, self._things[number])
        return list(found.values())[:limit]

    def has(self, beginning: str) -> bool:
        """Tell whether a word of a name begins so."""
        start, end = _beginning_with(beginning, self._words)
        return start < end

    def near(self, typed: str) -> Iterator[tuple[int, str]]:
        """Yield the words that may have been meant, each with the mistakes in what was typed.

        They have its first letter, and may go on where it ends.
        """
        most = 1 if len(typed) < _TWO_MISTAKES else 2
        words = self._words[slice(*_beginning_with(typed[0], self._words))]
        for more in range(-most, most + 1):
            begun = [word[: len(typed) + more] for word in words]
            found = process.extract_iter(typed, begun, scorer=OSA.distance, score_cutoff=most)
            for _, apart, place in found:
                yield int(apart), words[place]

    def _beginning(self, typed: Sequence[str], limit: int) -> list[int]:
        """Return the first names that begin as something typed does."""
        start, end = _beginning_with(" ".join(typed), self._whole)
        return nsmallest(_NAMES_A_THING * limit, self._numbers[start:end])

    def _with_words(self, typed: Sequence[str], limit: int) -> Iterator[int]:
        """Yield the first names that have words with these beginnings, in any order."""
        spans = [self._having[slice(*_beginning_with(word, self._words))] for word in typed]
        rarest = min(spans, key=lambda span: sum(map(len, span)))
        candidates = sorted({number for numbers in rarest for number in numbers})
        fitting = (number for number in candidates if _fits(self._names[number], typed))
        return islice(fitting, _NAMES_A_THING * limit)


def _called(thing: Suggestion, name: str) -> Suggestion:
    """Return a thing as one of its names suggests it, which says so if it is not the usual one."""
    return thing if name == thing.name else replace(thing, about=f"{_OTHER_NAME} {name}")


def _beginning_with(text: str, texts: Sequence[str]) -> tuple[int, int]:
    """Return from where to where those are, of some texts in order, that begin with a text."""
    return bisect_left(texts, text), bisect_left(texts, text + _AFTER_ALL)


def _fits(words: Sequence[str], typed: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in typed)


# ── what has a name ──────────────────────────────────────────────────────────────────────────


def _named(kb: KnowledgeBase) -> Iterator[tuple[Suggestion, Sequence[str]]]:
    yield from _people(kb)
    for event in kb.events():
        about = ", ".join(part for part in (event.start, event.location) if part)
        yield _suggestion(NameKind.EVENT, event.iri, event.name, about, event.talks), [event.name]
    entries = {topic.iri: topic for topic in kb.parts.topics}
    for topic in (each for each in kb.topics() if each.talks):
        found = _suggestion(NameKind.TOPIC, topic.iri, topic.label, topic.definition, topic.talks)
        yield found, [topic.label, *entries[topic.iri].alternate_labels]
    for theme in kb.themes():
        about, count = ", ".join(theme.keywords), len(theme.talks)
        yield _suggestion(NameKind.THEME, theme.iri, theme.name, about, count), [theme.name]
    bare = {talk.iri: talk.told.bare for talk in kb.talks()}
    for record in kb.records.values():
        if not record.is_event:
            parts = (", ".join(record.speaker_names), record.event_name, bare.get(record.iri))
            about = " · ".join(filter(None, parts))
            found = _suggestion(NameKind.TALK, record.iri, record.title, about, 1)
            yield found, [record.title]


def _people(kb: KnowledgeBase) -> Iterator[tuple[Suggestion, Sequence[str]]]:
    talks = {speaker.iri: speaker.talks for speaker in kb.speakers()}
    sessions = Counter(
        iri for each in kb.records.values() if not each.is_talk for iri, _ in each.speakers
    )
    for person in kb.people:
        iri = kb.names.person(person.slug)
        handles = [each.at_handle for each in person.accounts if not each.is_identifier]
        count = talks.get(iri, 0)
        told = talks_and_sessions(count, sessions[iri]) or "quoted, but gave no talk"
        about = ", ".join([*handles[:1], told])
        found = _suggestion(NameKind.PERSON, iri, person.name, about, count)
        yield found, [person.name, *person.alternate_names, *handles]


def _suggestion(kind: NameKind, iri: str, name: str, about: str, talks: int) -> Suggestion:
    return Suggestion(
        kind=kind,
        iri=iri,
        name=name,
        about=cut(one_line(about), _LONGEST),
        talks=talks,
    )
