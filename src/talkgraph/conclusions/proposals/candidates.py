"""Phrases that may be topics: those of several works and speakers that no vocabulary has.

A candidate is a name (a word that has a capital within sentences), a phrase of several words, a
word that no dictionary has, or what somebody called so: a track, a hashtag, a heading, a link.
What only adds an everyday word to a known topic ("Kubernetes workloads") is none, and neither
are people, bodies and places, which a knowledge base tells of anyway.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.conclusions.places.gazetteer import cities_named, country_named
from talkgraph.conclusions.themes.corpus import ThemeCorpus
from talkgraph.conclusions.themes.phrases import ENGLISH, Form, Spread, form_of
from talkgraph.conclusions.topics.labels import LabelIndex
from talkgraph.model import TalkRecord
from talkgraph.search.scores import unit
from talkgraph.search.threads import one_thread
from talkgraph.search.typed.english import english_words
from talkgraph.words import MONTHS, STOP_WORDS, WEEKDAYS, fold, word_set

if TYPE_CHECKING:
    from talkgraph.protocols import Encoder
    from talkgraph.search.scores import Floats

_FEWEST_WORKS: Final = 3
_FEWEST_SPEAKERS: Final = 2
_MOST: Final = 0.15  # of all works; what is in more of them is a topic of everything
_ALWAYS_ALLOWED: Final = 4  # works that are not too many, however few there are in all
_NAME: Final = 0.75  # of the times within a sentence, a name has a capital
_WHOLE: Final = 0.5  # of the times, a phrase ends, and begins, what it is part of
_EVERYDAY: Final = 0.025  # of all works, and two at least, have an everyday word
_SPOKEN: Final = 20  # talks of a language that tell what its talks have in common
_SAMPLE: Final = 2000  # talks with which those of a phrase are compared
_ACTING: Final = re.compile(r"\w+(?:ing|ed|ly)\b|.*(?:ing|ed|ly)$")  # "relies heavily"
_SHORTEST_NAME: Final = 3  # letters; "HP", unless it stands in as many titles as this
_OFTEN_TITLED: Final = 2
_SHORTEST_WORD: Final = 5  # letters; "mgmt", unless it stands in a title
_LONG: Final = 7  # letters of a word that may be misspelt
_JARGON: Final = word_set(
    "bof codebase devroom lifecycle repo skillset timeframe toolset tradeoff usecase walkthrough "
    "workgroup"
)
_BEFORE: Final = ("re", "un")  # "repurpose"
_ENDINGS: Final = ("", "e", "ed", "er", "ing", "s", "y")
_SMALL: Final = frozenset(("as", "of"))
_NO_NAMES: Final = frozenset((*STOP_WORDS, *MONTHS, *WEEKDAYS, *_JARGON))


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenName:
    """What somebody called a talk or a part of it: a track, a hashtag, a heading or a link."""

    name: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A phrase that may be a topic, how many people spoke of it, and what speaks for it.

    `meant` is how much nearer to it its talks are than other talks of their language, in standard
    deviations; `ordinary` whether it is made of words that a dictionary has; `given` are the ways
    in which somebody called something so. `vector` is the phrase's, of length 1.
    """

    phrase: Spread
    speakers: int
    meant: float
    ordinary: bool
    given: tuple[str, ...]
    vector: "Floats"


class Corpus:
    """The talks in which candidates are looked for, with what is known of them already.

    `labels` finds the topics that there are, and `others` are the names of people and bodies.
    """

    def __init__(
        self,
        themes: ThemeCorpus,
        records: Iterable[TalkRecord],
        labels: LabelIndex,
        others: Iterable[str] = (),
    ) -> None:
        """Read how far phrases are spread."""
        self.themes = themes
        self._speakers = {r.iri: frozenset(iri for iri, _ in r.speakers) for r in records}
        # Where no source names a speaker, works alone have to do.
        self._fewest_speakers = _FEWEST_SPEAKERS if any(self._speakers.values()) else 0
        self.languages = themes.phrases.languages()
        self.works = len({themes.works[talk] for talk in themes.talks})
        self._spread = themes.phrases.spread(_FEWEST_WORKS)
        self._labels = labels
        self._others = {form_of(name) for name in others}
        self._place = {talk: place for place, talk in enumerate(themes.talks)}
        spoken: dict[str, list[int]] = defaultdict(list)
        for talk, place in self._place.items():
            spoken[self.languages[talk]].append(place)
        meaning = themes.likeness.meaning
        everything = _some(list(self._place.values()))
        self._everything = (everything, meaning[everything])
        some = {name: _some(held) for name, held in spoken.items() if len(held) >= _SPOKEN}
        self._spoken = {name: (held, meaning[held]) for name, held in some.items()}
        everyday = max(2.0, _EVERYDAY * self.works)
        self._everyday = {
            part
            for each in self._spread
            if len(each.form) == 1 and len(each.works) >= everyday
            for part in each.form
        }

    def candidates(self, given: Iterable[GivenName], encoder: "Encoder") -> list[Candidate]:
        """Return what may be a topic, in order of form."""
        ways: dict[Form, dict[str, None]] = defaultdict(dict)
        for each in given:
            ways[form_of(each.name)][each.way] = None
        words = english_words() | encoder.words()
        kept = [each for each in self._spread if self._may_be(each, each.form in ways, words)]
        if not kept:
            return []
        vectors = unit(encoder.encode([each.spelt for each in kept]))
        with one_thread():
            return [
                Candidate(
                    phrase=each,
                    speakers=len(self.speaking(each.talks)),
                    meant=self._meant(vector, each.talks),
                    ordinary=_is_ordinary(each, words),
                    given=tuple(sorted(ways.get(each.form, ()))),
                    vector=vector,
                )
                for each, vector in zip(kept, vectors, strict=True)
            ]

    def speaking(self, talks: Iterable[str]) -> frozenset[str]:
        """Return who gave any of the talks."""
        return frozenset[str]().union(*(self._speakers.get(t, frozenset()) for t in talks))

    def _may_be(self, phrase: Spread, given: bool, words: Set[str]) -> bool:
        if len(phrase.works) > max(_ALWAYS_ALLOWED, _MOST * self.works):
            return False
        if len(self.speaking(phrase.talks)) < self._fewest_speakers:
            return False
        if not given and not (_is_name(phrase) or self._is_term(phrase, words)):
            return False
        return phrase.form not in self._others and not _is_place(phrase) and self._is_new(phrase)

    def _is_term(self, phrase: Spread, words: Set[str]) -> bool:
        """Tell whether a phrase is a whole one of several words, or a word of no dictionary."""
        if " " in phrase.spelt:
            whole = phrase.ends >= _WHOLE and phrase.starts >= _WHOLE
            return whole and not _ACTING.match(phrase.spelt)
        english = all(self.languages[talk] == ENGLISH for talk in phrase.talks)
        return english and _is_rare_word(phrase, words)

    def _is_new(self, phrase: Spread) -> bool:
        """Tell whether a phrase says more than topics that there are, with everyday words."""
        text = f"a {phrase.spelt}"  # a label that needs context is no first word
        left = list(text[1:])
        found = self._labels.matches(text)
        for each in found:
            left[each.start - 1 : each.end - 1] = " " * (each.end - each.start)
        rest = form_of("".join(left))
        return not found or not self._everyday.issuperset(rest)

    def _meant(self, vector: "Floats", talks: Collection[str]) -> float:
        counts = Counter(self.languages[talk] for talk in talks)
        language = min(counts, key=lambda name: (-counts[name], name))
        meaning = self.themes.likeness.meaning
        places = sorted(self._place[talk] for talk in talks)
        spoken, meant = self._spoken.get(language, self._everything)
        beside = np.isin(spoken, places, invert=True)
        if not beside.any():
            return 0.0
        own, others = meaning[places] @ vector, (meant @ vector)[beside]
        spread = max(float(np.std(others, dtype=np.float64)), 1e-3)
        found = float(np.mean(own, dtype=np.float64) - np.mean(others, dtype=np.float64))
        return round(found / spread, 4)


def _some(places: Sequence[int]) -> list[int]:
    """Return so many of the talks, from all over, that the cost does not grow with their square."""
    count = len(places)
    return (
        [places[at * count // _SAMPLE] for at in range(_SAMPLE)] if count > _SAMPLE else [*places]
    )


def _is_name(phrase: Spread) -> bool:
    """Tell whether a phrase is spelt as names are, nearly always, where no sentence begins."""
    if phrase.named < max(2, _NAME * phrase.within) or fold(phrase.spelt) in _NO_NAMES:
        return False
    if len(phrase.spelt) < _SHORTEST_NAME and phrase.titled < _OFTEN_TITLED:
        return False
    if any(word.islower() and word not in _SMALL for word in phrase.spelt.split()):
        return False
    return len(phrase.form) == 1 or (phrase.ends >= _WHOLE and phrase.starts >= _WHOLE)


def _is_ordinary(phrase: Spread, words: Set[str]) -> bool:
    if len(phrase.form) > 1:
        return not _is_name(phrase)
    return fold(phrase.spelt) in words and not phrase.spelt.isupper()


def _is_rare_word(phrase: Spread, words: Set[str]) -> bool:
    """Tell whether it is a word of no dictionary that is no slip, jargon, or form of another."""
    word = fold(phrase.spelt)
    if len(phrase.form) > 1 or not phrase.is_thing or _JARGON.intersection((word, phrase.form[0])):
        return False
    if len(word) < _SHORTEST_WORD and not phrase.titled:
        return False
    if word in words or any(phrase.form[0] + ending in words for ending in _ENDINGS):
        return False
    if any(word.startswith(each) and word.removeprefix(each) in words for each in _BEFORE):
        return False
    return len(word) < _LONG or words.isdisjoint(_slips(word))


def _slips(word: str) -> Iterator[str]:
    """Yield the words that differ in one letter, or in two that change places."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _is_place(phrase: Spread) -> bool:
    if not phrase.spelt[0].isupper() or phrase.spelt.isupper():
        return False
    return country_named(phrase.spelt) is not None or bool(cities_named(phrase.spelt))
