"""The phrases that tell the talks of a group from the others, as the notes spell them.

A phrase is one to four words beside each other, or two with "of" or "as" between. It is worth
as much as it finds the group: how many of the group's works have it, and how many of those that
have it are the group's (the F-measure of the two); less where it seldom ends what it is part of
("inclusive", of "inclusive communities"). Words are compared by their stems, whatever joins them
("open-source", "open source").
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.conclusions.themes.word_use import WordUse
from talkgraph.words import STOP_WORDS, fold, stem, word_set

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

Form = tuple[str, ...]
"""What makes two phrases the same: the stems of their words."""

_TOKEN: Final = re.compile(
    r"(?<![@\w/.])(?:[A-Za-z](?:\+\+|\#)(?!\w)|[^\W_][^\W_]*(?:['’.+][^\W\d_]+|[-/][^\W_]+(?:\+\+)?)*)"
)
_LINKS: Final = word_set("of as")
ENGLISH: Final = "EN"
_MOST_WORDS: Final = 4
_SHORTEST: Final = 2
_UNTITLED: Final = 0.75  # what a work counts that has the phrase, but not in its title
_FEWEST: Final = 0.12  # of a group's works
_PER_WORD: Final = 0.15  # a phrase says more than a word
_OPEN: Final = 0.5  # what a phrase is worth that never ends what it is part of
_FEW, _HOW_MANY = 8, 40  # phrases of a group

_PLAIN_WORDS: Final = """
abstract announcement approach attendee audience author based bio build built cancelled challenge
change com cover create current deep demo demonstrate describe different discuss dive easy
existing experience explain explore fast feature focus future get help http https idea implement
include intro introduce introduction issue join learn learnt lesson live modern multiple new org
overview participant people present problem project provide question replacement rescheduled share
solution speakers state story support team tool tutorial understand update user version welcome
workshop world writing www
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase of a group: how it is spelt, what it is worth, which works have it.

    `in_titles` are those that have it in their titles; `ends` is how often, from 0 to 1, it ends
    what it is part of; `own` the share of those that have it which are the group's. `is_thing`
    tells whether its last word stands for a thing.
    """

    form: Form
    spelt: str
    score: float
    works: frozenset[str]
    in_titles: frozenset[str]
    ends: float
    own: float
    is_thing: bool

    @property
    def titled(self) -> int:
        """How many works have it in their titles."""
        return len(self.in_titles)

    @property
    def is_name(self) -> bool:
        """Whether it is spelt as names are, with a capital somewhere."""
        return self.spelt != self.spelt.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A phrase of all talks: how it is spelt, which talks have it, how it is used.

    `titled` counts the works that have it in their titles; `ends` and `starts` are how often, from
    0 to 1, it ends and begins what it is part of. `named` is how often it has a capital behind a
    word in small letters (where no sentence begins, nor stands a title), out of `within` times.
    `is_thing` tells whether its last word stands for a thing.
    """

    form: Form
    spelt: str
    talks: frozenset[str]
    works: frozenset[str]
    titled: int
    ends: float
    starts: float
    named: int
    within: int
    is_thing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfTalk:
    """What is told of a talk: its title, all of its text, its speakers' names, and its work."""

    title: str
    text: str
    names: tuple[str, ...]
    work: str


class _Walk:
    """The phrases of a text in order: number i is that of words `first[i]` to `last[i]`.

    Equal phrases have equal numbers, which hold for one run of the program only.
    """

    def __init__(self, text: str, use: WordUse) -> None:
        found = _words(text, use)
        self.words, self._parts, self.language = found.words, found.stems, found.language
        ended = found.ended
        numbers, first, last, ends, starts, within = [], [], [], [], [], []
        for start, end, form in _spans(self._parts, ended):
            numbers.append(hash(form))
            first.append(start)
            last.append(end)
            ends.append(ended[end] or not self._parts[end + 1])
            starts.append(not start or ended[start - 1] or not self._parts[start - 1])
            within.append(found.within[start])
        self.numbers: Numbers = np.array(numbers, dtype=np.int64)
        self.first = np.array(first, dtype=np.int32)
        self.last = np.array(last, dtype=np.int32)
        self.ends = np.array(ends, dtype=np.bool_)
        self.starts = np.array(starts, dtype=np.bool_)
        self.within = np.array(within, dtype=np.bool_)

    def places(self, wanted: "Numbers") -> list[int]:
        """Return where phrases of these numbers are; the numbers are in order, each once.

        They are looked up, for to sort those of all talks anew for each talk would cost their
        product.
        """
        if not len(wanted):
            return []
        at = np.searchsorted(wanted, self.numbers).clip(max=len(wanted) - 1)
        found: list[int] = np.flatnonzero(wanted[at] == self.numbers).tolist()
        return found

    def form(self, place: int) -> Form:
        """Return the form of a phrase, by its place."""
        words = self._parts[self.first[place] : self.last[place] + 1]
        return tuple(part for each in words for part in each)

    def spelt(self, place: int) -> str:
        """Return the words of a phrase, by its place."""
        return " ".join(self.words[self.first[place] : self.last[place] + 1])


class TalkPhrases:
    """The phrases of talks, read once."""

    def __init__(self, talks: Mapping[str, SaidOfTalk], events: Iterable[str]) -> None:
        """Read the talks; what is in the name of an event is no phrase by itself."""
        self._talks = talks
        self._use = WordUse()
        self._walks = {talk: _Walk(said.text, self._use) for talk, said in talks.items()}
        self._titles = {talk: _Walk(said.title, WordUse()) for talk, said in talks.items()}
        self._events = {part for name in events for part in form_of(name)}
        works: dict[str, list[Numbers]] = {}
        for talk, said in talks.items():
            works.setdefault(said.work, []).append(self._walks[talk].numbers)
        each = [np.unique(np.concatenate(numbers)) for numbers in works.values()]
        self._known, self._spread = np.unique(
            np.concatenate([*each, np.zeros(0, dtype=np.int64)]), return_counts=True
        )

    def spread(self, fewest: int) -> list[Spread]:
        """Return what so many works have, but for the names of speakers and events, in order."""
        wanted = self._known[self._spread >= fewest]
        found: dict[int, _Spreading] = {}
        for talk, walk in self._walks.items():
            said = self._talks[talk]
            own = {stem(fold(part)) for name in said.names for part in name.split()}
            titled = set(self._titles[talk].numbers.tolist())
            for place in walk.places(wanted):
                number = int(walk.numbers[place])
                known = found.get(number)
                if known is None:
                    known = found[number] = _Spreading(walk.form(place))
                if own.isdisjoint(known.form):
                    known.add(walk, place, talk, said.work, number in titled)
        kept = (each for each in found.values() if len(each.works) >= fewest)
        told = [each.told(self._use) for each in kept if not self._events.issuperset(each.form)]
        return sorted(told, key=lambda each: each.form)

    def languages(self) -> dict[str, str]:
        """Return the language of each talk, as far as its small words tell ("EN" by default)."""
        return {talk: walk.language for talk, walk in self._walks.items()}

    def of_group(self, group: Mapping[str, float]) -> list[Phrase]:
        """Return the best phrases of a group of talks with their weights, the best first.

        What only one of its works has comes last, and only where there is little else.
        """
        works: dict[str, float] = {}
        for talk, weight in group.items():
            work = self._talks[talk].work
            works[work] = max(weight, works.get(work, 0.0))
        found = self._best(group, works, max(2.0, _FEWEST * len(works)))
        if len(found) < _FEW:
            forms = {each.form for each in found}
            found += [each for each in self._best(group, works, 1.0) if each.form not in forms]
        return found[:_HOW_MANY]

    def _best(
        self, group: Collection[str], works: Mapping[str, float], fewest: float
    ) -> list[Phrase]:
        found = self._candidates(group, fewest)
        phrases = [
            each.judged(works, self._works_with(form), self._use) for form, each in found.items()
        ]
        return sorted(phrases, key=lambda each: (-each.score, each.form))

    def _works_with(self, form: Form) -> int:
        return int(self._spread[np.searchsorted(self._known, hash(form))])

    def _candidates(self, group: Collection[str], fewest: float) -> "dict[Form, _Candidate]":
        """Return what so many works of the group have, but for names of speakers and events."""
        by_work: dict[str, list[Numbers]] = {}
        for talk in group:
            by_work.setdefault(self._talks[talk].work, []).append(self._walks[talk].numbers)
        each = [np.unique(np.concatenate(numbers)) for numbers in by_work.values()]
        numbers, counts = np.unique(np.concatenate(each), return_counts=True)
        wanted = numbers[counts >= fewest]
        found: dict[Form, _Candidate] = {}
        for talk in group:
            said, walk = self._talks[talk], self._walks[talk]
            own = {stem(fold(part)) for name in said.names for part in name.split()}
            titled = set(self._titles[talk].numbers.tolist())
            for place in walk.places(wanted):
                form = walk.form(place)
                if own.isdisjoint(form) and not self._events.issuperset(form):
                    candidate = found.setdefault(form, _Candidate(form))
                    in_title = int(walk.numbers[place]) in titled
                    candidate.add(walk.spelt(place), said.work, in_title, bool(walk.ends[place]))
        return {form: each for form, each in found.items() if len(each.works) >= fewest}


class _Candidate:
    """What is known of a phrase in a group."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.works: dict[str, bool] = {}
        self._spellings: Counter[str] = Counter()
        self._ends = 0

    def add(self, spelt: str, work: str, in_title: bool, ends: bool) -> None:
        self._spellings[spelt] += 1
        self.works[work] = in_title or self.works.get(work, False)
        self._ends += ends

    def judged(self, group: Mapping[str, float], everywhere: int, use: WordUse) -> Phrase:
        """Return it with its score, by the weights of the group's works and how many have it."""
        titled = sum(group[work] for work, in_title in self.works.items() if in_title)
        held = sum(group[work] for work in self.works)
        whole = sum(group.values())
        recall = (titled + _UNTITLED * (held - titled)) / whole
        precision = held / (everywhere * whole / len(group))
        score = 2 * precision * recall / (precision + recall)
        ends = self._ends / self._spellings.total()
        score *= (1 + _PER_WORD * (len(self.form) - 1)) * (_OPEN + (1 - _OPEN) * ends)
        spelt = usual(self._spellings)
        return Phrase(
            form=self.form,
            spelt=spelt,
            score=round(score, 6),
            works=frozenset(self.works),
            in_titles=frozenset(work for work, in_title in self.works.items() if in_title),
            ends=round(ends, 6),
            own=round(len(self.works) / everywhere, 6),
            is_thing=use.is_thing(spelt),
        )


class _Spreading:
    """What is known by now of a phrase in all talks."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.works: dict[str, bool] = {}
        self._talks: set[str] = set()
        self._spellings: Counter[str] = Counter()
        self._ends = self._starts = self._named = self._within = 0

    def add(self, walk: _Walk, place: int, talk: str, work: str, in_title: bool) -> None:
        spelt = walk.spelt(place)
        self._spellings[spelt] += 1
        self._talks.add(talk)
        self.works[work] = in_title or self.works.get(work, False)
        self._ends += bool(walk.ends[place])
        self._starts += bool(walk.starts[place])
        if walk.within[place]:
            self._within += 1
            self._named += spelt != spelt.casefold()

    def told(self, use: WordUse) -> Spread:
        spelt = usual(self._spellings)
        times = self._spellings.total()
        return Spread(
            form=self.form,
            spelt=spelt,
            talks=frozenset(self._talks),
            works=frozenset(self.works),
            titled=sum(self.works.values()),
            ends=round(self._ends / times, 6),
            starts=round(self._starts / times, 6),
            named=self._named,
            within=self._within,
            is_thing=use.is_thing(spelt),
        )


def form_of(phrase: str) -> Form:
    """Return what makes two phrases the same: the stems of their words, however joined.

    >>> form_of("Open-Source") == form_of("open source")
    True
    """
    return tuple(part for token in _TOKEN.finditer(phrase) for part in _stems(token[0]))


@lru_cache(maxsize=65536)
def parts_of(form: Form) -> frozenset[Form]:
    """Return the shorter phrases within a phrase.

    >>> sorted(parts_of(("fast", "cold", "start")))
    [('cold',), ('cold', 'start'), ('fast',), ('fast', 'cold'), ('start',)]
    """
    ends = range(1, len(form) + 1)
    return frozenset(form[start:end] for end in ends for start in range(end)) - {form}


@lru_cache(maxsize=65536)
def _stems(token: str) -> Form:
    token = token.replace("’", "'")
    pieces = [token] if token[-1] in "+#" else re.split(r"[-/]", token)
    return tuple(stem(fold(piece).removesuffix("'s")) for piece in pieces if piece)


@dataclass(slots=True)
class _Words:
    """The words of a text that are worth looking at, in order.

    A small word that may stand within a phrase has no stems. `ended` tells whether nothing goes on
    after a word, `within` whether it stands in a sentence, behind a word in small letters.
    """

    language: str
    words: list[str] = field(default_factory=list)
    stems: list[Form] = field(default_factory=list)
    ended: list[bool] = field(default_factory=list)
    within: list[bool] = field(default_factory=list)


def _words(text: str, use: WordUse) -> _Words:
    """Return the words worth looking at; `use` counts how words are used."""
    last, before = -1, ""
    tokens = list(_TOKEN.finditer(text))
    language = _language(Counter(match[0].casefold() for match in tokens))
    stop_words = _STOP_WORDS if language == ENGLISH else _STOP_WORDS | _listed()[language]
    found = _Words(language)
    for match in tokens:
        token = match[0]
        word = token.casefold().replace("’", "'")
        between = text[last : match.start()] if last >= 0 else "."
        beside = between.isspace() and "\n" not in between
        # "Go" and "IT" are names within a sentence, and no stop words.
        named = beside and before.islower() and token[0].isupper() and "'" not in word
        said = _is_word(word) and (named or word not in stop_words)
        if found.ended and not beside:
            found.ended[-1] = True
        if beside:
            use.read(token, before.casefold())
        if said or (word in _LINKS and beside):
            found.words.append(token[:-2] if word.endswith("'s") else token)
            found.stems.append(_stems(token) if said else ())
            found.ended.append(False)
            found.within.append(beside and before.islower())
        elif found.ended:
            found.ended[-1] = True
        last, before = match.end(), token
    if found.ended:
        found.ended[-1] = True
    return found


def _is_word(word: str) -> bool:
    return (len(word) >= _SHORTEST or not word.isalnum()) and not word[0].isdigit()


def _language(words: Counter[str]) -> str:
    """Return the language of which most small words stand in a text; English of equals."""
    counts = dict.fromkeys(_listed(), 0)
    for word, times in words.items():
        for name in _listing().get(word, ()):
            counts[name] += times
    return min(counts, key=lambda name: (-counts[name], name != ENGLISH, name))


@lru_cache(maxsize=1)
def _listed() -> dict[str, frozenset[str]]:
    from bm25s import stopwords

    names = [name for name in sorted(vars(stopwords)) if name.startswith("STOPWORDS_")]
    listed = {name.removeprefix("STOPWORDS_"): frozenset(vars(stopwords)[name]) for name in names}
    return {**listed, ENGLISH: listed.pop("EN_PLUS")}


@lru_cache(maxsize=1)
def _listing() -> dict[str, list[str]]:
    """Return the languages in which each small word is one."""
    found: dict[str, list[str]] = {}
    for name, listed in _listed().items():
        for word in listed:
            found.setdefault(word, []).append(name)
    return found


def _spans(stems: Sequence[Form], ended: Sequence[bool]) -> Iterator[tuple[int, int, Form]]:
    """Yield the phrases: the places of their first and last words, and their forms."""
    for start, first in enumerate(stems):
        if not first or _PLAIN.issuperset(first[:1]):
            continue
        form: Form = ()
        linked = 0
        for end in range(start, len(stems)):
            form = (*form, *stems[end])
            linked += not stems[end]
            if len(form) + linked > _MOST_WORDS:
                break
            if stems[end] and form[-1] not in _PLAIN:
                yield start, end, form
            if ended[end]:
                break


_STOP_WORDS: Final = STOP_WORDS - {"open"}  # as in "open data"
_PLAIN: Final = frozenset(stem(word) for word in word_set(_PLAIN_WORDS))


def usual(spellings: Mapping[str, int]) -> str:
    """Return the usual spelling; in small letters if a third of the times it is in those.

    >>> usual({"Tea": 3, "tea": 2, "teas": 4})
    'tea'
    """
    by_word = sorted(spellings, key=lambda word: (fold(word), -spellings[word], word))
    same = {key: list(group) for key, group in groupby(by_word, key=fold)}
    total = {key: sum(spellings[word] for word in group) for key, group in same.items()}
    chosen = same[min(total, key=lambda key: (-total[key], len(key), key))]
    small = [word for word in chosen if word == word.casefold()]
    if small and 3 * spellings[small[0]] >= sum(spellings[word] for word in chosen):
        return small[0]
    return min(chosen, key=lambda word: (-spellings[word], word))
