"""Reads what somebody typed, once: what it names becomes filters and preferences, the rest text."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from talkgraph.knowledge.understanding.events import Events
from talkgraph.knowledge.understanding.kinds import Kinds
from talkgraph.knowledge.understanding.organizations import Organizations
from talkgraph.knowledge.understanding.people import People
from talkgraph.knowledge.understanding.reading import Reading, Strength, chosen
from talkgraph.knowledge.understanding.subjects import Subjects
from talkgraph.knowledge.understanding.times import Times
from talkgraph.knowledge.understanding.words import FRAME, SAID, Ordinary, Typed, keys
from talkgraph.model import Filters, PassageKind, Search
from talkgraph.model.queries import Correction, Mention, MentionKind, Query
from talkgraph.search.stored.shelf import Dictionary, Shelf, save_shelf
from talkgraph.search.typed.english import ENGLISH, english_words
from talkgraph.search.typed.phrases import Quoted, Texts, quoted
from talkgraph.search.typed.spelling import Speller
from talkgraph.words import fold

if TYPE_CHECKING:
    from talkgraph.knowledge.opened import Parts

_TITLES: Final = "titles"
_PUNCTUATION: Final = ".,;:!?()'’\"“”-–—/&_"
_MOST_PHRASES: Final = 10
_SAYING_NOTHING: Final = (MentionKind.KIND, MentionKind.TIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What can be named in a knowledge base, ready to be found in words.

    `titles` are the keys of the words of all titles, a space between them: a whole title is no name
    and no time.
    """

    people: People
    events: Events
    organizations: Organizations
    times: Times
    kinds: Kinds
    subjects: Subjects
    speller: Speller | None = None
    titles: Collection[str] = ()

    def read(self, asked: Search, without: Collection[MentionKind] = ()) -> Query:
        """Return what a search is read as, mentions of some kinds left out.

        Their words are text again unless they say when, or of what kind.
        """
        text = asked.text
        if asked.literal:
            return Query(typed=text, text=text)
        typed = Typed(text)
        plain = [place for each in asked.plain for place in _places_of(each, text)]
        phrases = [_phrase(text)] if asked.exact else self._quoted(typed, plain)
        places = [(each.start, each.end) for each in phrases]
        taken = {word for span in (*places, *plain) for word in typed.within(*span)}
        every = self._readings(typed, taken)
        if " ".join(typed.keys(0, len(typed))) in self.titles:
            every = [each for each in every if typed.is_all(each.covered)]
        readings = [each for each in every if each.kind not in without or not each.narrows]
        covered = [*places, *plain, *(each.span(typed) for each in every)]
        corrections = () if self.speller is None else self.speller.corrections(text, covered)
        readings += chosen(self.subjects.readings(typed.corrected(corrections), taken), taken)
        mentions = [*phrases, *(each.mention(typed) for each in readings)]
        rest = self._rest(typed, every, without, corrections)
        return Query(
            typed=text,
            text=rest,
            mentions=tuple(sorted(mentions, key=lambda each: each.start)),
            corrections=corrections,
            phrases=tuple(each.label for each in phrases),
            filters=self._in_own_words(joined(each.filters for each in readings)),
            preferred=_preferred(readings),
            says=not rest and not SAID.isdisjoint(word.key for word in typed.words),
        )

    def _quoted(self, typed: Typed, plain: Sequence[tuple[int, int]]) -> list[Mention]:
        """Return what stands in quotation marks, but for plain words and nicknames in a name.

        To look for one takes long where many texts have its words: these are the first ten.
        """
        found = [each for each in quoted(typed.text) if not _is_plain(each, plain)]
        names = [each.mention(typed) for each in self.people.whole(typed, set())] if found else []
        phrases = (
            _phrase(typed.text, each)
            for each in found
            if not any(name.start < each.start and each.end < name.end for name in names)
        )
        return [*islice(phrases, _MOST_PHRASES)]

    def _readings(self, typed: Typed, taken: set[int]) -> list[Reading]:
        """Return the readings that are believed, in order of place; their words are taken."""
        held = set(taken)
        sure = [
            *self.people.whole(typed, taken),
            *self.events.readings(typed, taken),
            *self.organizations.readings(typed, taken),
            *self.times.readings(typed),
        ]
        found = list(chosen((each for each in sure if each.strength > Strength.PREFERRED), taken))
        again = True
        while again:  # what is a name tells of the words beside it
            parts = list(chosen(self.people.parts(typed, taken), taken))
            again = bool(parts) and all(each.narrows for each in parts)
            found += parts
        found += chosen((each for each in sure if each.strength is Strength.PREFERRED), taken)
        found += chosen(self.times.alone(typed, taken), taken)
        found += chosen(self.kinds.readings(typed, taken - held), taken)
        return sorted(found, key=lambda each: each.first)

    def _in_own_words(self, filters: Filters) -> Filters:
        """Narrow quotes by somebody to that person's own words."""
        if filters.kinds != {PassageKind.QUOTE} or not filters.speakers:
            return filters
        voices = frozenset(map(self.people.name, filters.speakers))
        return replace(filters, speakers=frozenset(), voices=voices)

    def _rest(
        self,
        typed: Typed,
        readings: Sequence[Reading],
        without: Collection[MentionKind],
        corrections: Sequence[Correction],
    ) -> str:
        """Return what is ranked by: what narrows and what leads to it taken out.

        Times and kinds that are not kept are taken out, too, if any other words are left.
        """
        named = [each for each in readings if each.narrows and each.kind not in without]
        beside = [
            each
            for each in readings
            if each.kind in _SAYING_NOTHING and (named or (each.narrows and each.kind in without))
        ]
        letters = list(typed.text)
        for each in (*named, *beside):
            first = each.first if each.lead is None else each.lead
            start, end = typed.words[first].start, typed.words[each.last - 1].end
            letters[start:end] = " " * (end - start)
        rest = "".join(letters)
        if self.speller is not None and corrections:
            rest = self.speller.apply(rest, corrections)
        left = _trimmed(rest) if named or beside else rest
        return left if left or named else typed.text


def make_reader(parts: "Parts") -> Reader:
    """Return what reads queries, from all that has a name in the parts of a generation."""
    vocabulary = parts.encoder.words()
    told = [(each.talk, each.text) for each in parts.passages]
    ordinary = Ordinary(told, vocabulary, _dictionary(parts))
    events = Events(parts.named.events, parts.records, ordinary)
    titles = [record.title for record in parts.records]
    return Reader(
        people=People(parts.people, parts.records, parts.names, ordinary),
        events=events,
        organizations=Organizations(parts.named.organizations, ordinary),
        times=Times(events.talks_of_years, titles),
        kinds=Kinds(parts.named.with_slides),
        subjects=Subjects(parts.topics, parts.themes, parts.names),
        speller=_speller(parts, vocabulary, titles),
        titles=frozenset(" ".join(keys(title)) for title in titles),
    )


def save_reader(path: Path, reader: Reader) -> None:
    """Write what `stored_reader` takes."""
    every: dict[str, Dictionary] = {_TITLES: dict.fromkeys(reader.titles, ())}
    parts = (reader.people, reader.events, reader.times, reader.subjects, reader.speller)
    for each in (reader.people.ordinary, *filter(None, parts)):
        every |= each.shelved()
    save_shelf(path, every)


def stored_reader(parts: "Parts", shelf: Shelf) -> Reader:
    """Return the reader of a generation, of which `save_reader` has kept what takes long."""
    dictionary = _dictionary(parts)
    ordinary = Ordinary.stored(shelf, dictionary)
    events = Events.stored(shelf, ordinary)
    return Reader(
        people=People.stored(shelf, ordinary),
        events=events,
        organizations=Organizations(parts.named.organizations, ordinary),
        times=Times.stored(shelf, events.talks_of_years),
        kinds=Kinds(parts.named.with_slides),
        subjects=Subjects.taken(shelf),
        speller=Speller.stored(
            shelf,
            Texts(parts.passages),
            parts.lexical,
            language=parts.manifest.language,
            dictionary=dictionary,
        ),
        titles=shelf.dictionary(_TITLES),
    )


def _dictionary(parts: "Parts") -> Callable[[], frozenset[str]]:
    return english_words if parts.manifest.language == ENGLISH else frozenset


def _speller(parts: "Parts", vocabulary: Collection[str], titles: Sequence[str]) -> Speller:
    count = Counter(topic for record in parts.records for topic in record.topics)
    topics = sorted(parts.topics, key=lambda topic: (-count[topic.iri], topic.iri))
    people = (name for each in parts.people for name in (each.name, *each.alternate_names))
    handles = (account.handle for each in parts.people for account in each.accounts)
    events = (part for e in parts.named.events for part in (e.name, e.location or ""))
    bodies = (name for each in parts.named.organizations for name in each.names)
    return Speller(
        [passage.text for passage in parts.passages],
        parts.lexical,
        labels=[
            label
            for each in topics
            for label in (each.label, *each.alternate_labels, *each.context_labels)
        ],
        titles=titles,
        known=(*people, *handles, *events, *bodies),
        vocabulary=vocabulary,
        language=parts.manifest.language,
        dictionary=_dictionary(parts),
    )


def joined(filters: Iterable[Filters]) -> Filters:
    """Return the filters of several names as one: any of each kind of name, all kinds."""
    every = tuple(filters)
    return Filters(
        kinds=frozenset[PassageKind]().union(*(each.kinds for each in every)),
        events=frozenset[str]().union(*(each.events for each in every)),
        speakers=frozenset[str]().union(*(each.speakers for each in every)),
        talks=frozenset[str]().union(*(each.talks for each in every)),
        since=max((each.since for each in every if each.since), default=None),
        until=min((each.until for each in every if each.until), default=None),
    )


def _preferred(readings: Sequence[Reading]) -> Mapping[str, float]:
    """Return the talks of what is named without narrowing, and those of all people named."""
    weights: dict[str, float] = defaultdict(float)
    for each in readings:
        weights.update(dict.fromkeys(each.foremost, 1.0))
        if not each.narrows:
            for talk in each.talks:
                weights[talk] = max(weights[talk], each.weight)
    people = [each.talks for each in readings if each.kind is MentionKind.PERSON and each.narrows]
    if len(people) > 1:
        for talk in frozenset.intersection(*people):
            weights[talk] = 1.0
    return MappingProxyType({talk: weights[talk] for talk in sorted(weights)})


def _phrase(text: str, found: Quoted | None = None) -> Mention:
    found = found or Quoted(0, len(text), " ".join(text.split()))
    return Mention(
        kind=MentionKind.PHRASE,
        start=found.start,
        end=found.end,
        text=text[found.start : found.end],
        label=found.phrase,
        narrows=False,
    )


def _is_plain(found: Quoted, plain: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a quotation is taken for plain words, with its marks or without."""
    return any(start <= found.start + 1 and found.end - 1 <= end for start, end in plain)


def _places_of(plain: str, text: str) -> list[tuple[int, int]]:
    """Return where words stand in the text, letter case aside."""
    words = r"\s+".join(map(re.escape, plain.split()))
    if not words:
        return []
    return [m.span() for m in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)]


def _trimmed(text: str) -> str:
    """Return a text without the words at its ends that say nothing by themselves."""
    words = text.split()
    while words and _is_loose(words[0]):
        words.pop(0)
    while words and _is_loose(words[-1]):
        words.pop()
    return " ".join(words)


def _is_loose(word: str) -> bool:
    bare = fold(word).strip(_PUNCTUATION)
    is_word = any(letter.isalnum() for letter in bare) and bare != "s"
    return not is_word or bare.removesuffix("'s").removesuffix("’s") in FRAME
