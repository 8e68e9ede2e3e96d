"""Finds the words that tell a group of passages from the others, and a name made of them.

Words are weighed by class-based TF-IDF (Grootendorst 2022, "BERTopic"): how often a word stands
in the group, times ln(1 + A / f), with A the mean size of the groups and f the word's total.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from talkgraph.conclusions.themes.groups import Group
from talkgraph.model import Passage, TalkRecord
from talkgraph.words import spelled_words, stem, words

_MOST: Final = 8
_MOST_PHRASES: Final = 4
_SHORTEST: Final = 3
_COMMON: Final = 0.25  # of the passages; a word in more of them distinguishes nothing


class ThemeWords:
    """Keywords for groups of one corpus."""

    def __init__(
        self, passages: Sequence[Passage], records: Iterable[TalkRecord], groups: Sequence[Group]
    ) -> None:
        """Count the words of each group; the names of speakers are left out."""
        names = {
            stem(word) for record in records for _, name in record.speakers for word in _words(name)
        }
        self._texts = [_words(passage.text) for passage in passages]
        frequency = Counter(stem(w) for text in self._texts for w in set(text))
        limit = max(5.0, _COMMON * len(passages))
        self._unwanted = names | {term for term, count in frequency.items() if count > limit}
        counts = [self._counts(group) for group in groups]
        self._totals: Counter[str] = Counter()
        for each in counts:
            self._totals.update(each)
        self._mean_size = sum(sum(each.values()) for each in counts) / max(1, len(counts))

    def keywords(self, group: Group, phrases: Mapping[str, int]) -> tuple[str, ...]:
        """Return at most eight keywords, each as it is usually spelt.

        First the phrases by which the group's topics were found (with how often), then the most
        telling words beside them; words of one passage only where there are too few others.
        """
        chosen = _distinct(phrases)
        said = {term for phrase in chosen for term in _form(phrase)}
        told = (word for word in self._telling(group) if not said.issuperset(_form(word)))
        return tuple([*chosen, *told][:_MOST])

    def _telling(self, group: Group) -> list[str]:
        counts = self._counts(group)
        spread: Counter[str] = Counter()
        spellings: dict[str, Counter[str]] = {}
        for position in group.weights:
            for term in {stem(word) for word in self._texts[position]}:
                spread[term] += 1
            for word, spelt in self._texts[position].items():
                spellings.setdefault(stem(word), Counter())[spelt] += 1
        scores = {
            term: weight * math.log(1 + self._mean_size / max(self._totals[term], 1e-9))
            for term, weight in counts.items()
        }
        ordered = sorted(scores, key=lambda term: (spread[term] < 2, -scores[term], term))
        return [_usual(spellings[term]) for term in ordered[: 2 * _MOST]]

    def _counts(self, group: Group) -> dict[str, float]:
        found: dict[str, float] = {}
        for position, weight in group.weights.items():
            for term in sorted({stem(word) for word in self._texts[position]} - self._unwanted):
                found[term] = found.get(term, 0.0) + weight
        return found


def theme_name(group: Group, labels: Mapping[str, str], keywords: Sequence[str]) -> str:
    """Name a group after the topic at its head or, if it has none, by its keywords."""
    if group.head is not None:
        return labels[group.head]
    name = ", ".join(keywords[:3])
    return f"{name[:1].upper()}{name[1:]}"


def _words(text: str) -> dict[str, str]:
    """Return the words worth showing, in small letters, with how they are to be spelt."""
    return {
        spelt.casefold(): _shown(spelt) for spelt in spelled_words(text) if len(spelt) >= _SHORTEST
    }


def _distinct(phrases: Mapping[str, int]) -> list[str]:
    """Return the most frequent phrases that differ by more than spelling."""
    forms: dict[tuple[str, ...], Counter[str]] = {}
    for phrase, count in phrases.items():
        spelt = " ".join(_shown(part) for part in phrase.split())
        forms.setdefault(_form(phrase), Counter())[spelt] += count
    ordered = sorted(forms, key=lambda form: (-forms[form].total(), form))
    return [_usual(forms[form]) for form in ordered[:_MOST_PHRASES]]


def _form(phrase: str) -> tuple[str, ...]:
    """Return what makes two phrases the same: the stems of their words, however joined."""
    parts = re.split(r"[\s/‐‑-]+", phrase.casefold())
    return tuple(stem(word) for part in parts for word in words(part)) or (phrase.casefold(),)


def _shown(word: str) -> str:
    return word if sum(c.isupper() for c in word.split("-")[0]) > 1 else word.casefold()


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda word: (-spellings[word], len(word), word))
