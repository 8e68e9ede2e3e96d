"""Names, keywords and descriptions of themes, in the words of the notes.

A theme is named after the concept whose talks it holds or, if there is none, after the phrase
that best tells its talks from the others. Only what stands for a thing, and often in titles, is a
name, and an everyday word alone says too little ("game", "image"). The description is a sentence of
the best passages that says the name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from talkgraph.conclusions.themes.groups import Group
from talkgraph.conclusions.themes.phrases import Form, Phrase, TalkPhrases, form_of, parts_of, usual
from talkgraph.model import Topic
from talkgraph.model.names import slug
from talkgraph.words import GENERIC_TITLE_WORDS, one_line, with_capital

_MOST: Final = 8  # keywords
_MOST_PHRASES: Final = 4  # of them those by which concepts were found
_WHOLE: Final = 0.75  # of the works that have a phrase
_MOST_OF: Final = 0.5  # of a group; what is said in less of it does not name it
_LEAST: Final = 0.3  # what finds its group less well is no name
_PER_WORD: Final = 0.1  # a phrase says more than a word
_ENDS: Final = 0.4  # of the times that a name's phrase is said, it ends what it is part of


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a theme is called: its name, at most eight keywords, and a sentence or nothing."""

    name: str
    keywords: tuple[str, ...]
    description: str = ""


class Naming:
    """Names the groups of one corpus."""

    def __init__(self, phrases: TalkPhrases, topics: Iterable[Topic]) -> None:
        """Use the phrases of the talks, and the labels of the concepts."""
        self._phrases = phrases
        self._labels = {topic.iri: topic.label for topic in topics}
        self._forms = {
            topic.iri: {form_of(label) for label in (topic.label, *topic.alternate_labels)}
            for topic in topics
        }

    def call(
        self,
        groups: Sequence[Group],
        found_by: Mapping[str, Counter[str]],
        best: Sequence[Sequence[str]],
    ) -> list[Called | None]:
        """Name the groups; no two have names of one slug.

        A group of alike talks has none where no phrases find it well: what nothing can be called
        by is no theme. None has a name that says another's concept in other words. `found_by` has
        the words by which concepts were found, with how often; `best` the texts of each group's
        best passages.
        """
        telling = [self._phrases.of_group(group.talks) for group in groups]
        given = self._given(groups)
        taken = {form_of(name) for name in given if name}.union(
            *(self._forms.get(group.head or "", ()) for group in groups)
        )
        called: list[Called | None] = []
        for group, phrases, name, passages in zip(groups, telling, given, best, strict=True):
            names = (
                [name]
                if name
                else [e for e in _names(phrases, len(group.talks)) if form_of(e) not in taken]
            )
            if not names:
                called.append(None)
                continue
            taken.add(form_of(names[0]))
            said: Counter[str] = Counter()
            for topic in group.topics:
                said.update(found_by.get(topic, {}))
            keywords = _keywords(said, phrases)
            called.append(
                Called(
                    name=names[0],
                    keywords=keywords,
                    description=_description(passages, (names[0], *keywords)),
                )
            )
        return called

    def _given(self, groups: Sequence[Group]) -> list[str | None]:
        """Return what a user called the groups, and the labels of their concepts."""
        taken = {slug(group.name) for group in groups if group.name}
        labels = [None if group.name else self._labels.get(group.head or "") for group in groups]
        return [
            group.name or (label and _unused(label, taken))
            for group, label in zip(groups, labels, strict=True)
        ]


def _names(phrases: Sequence[Phrase], works: int) -> list[str]:
    """Return the phrases of a group of so many works that may name it, the best first."""
    found = {
        each: _found(each, works)
        for each in phrases
        if len(each.works) > 1 and each.titled and _is_fit(each) and not _is_fragment(each, phrases)
    }
    enough = [each for each, worth in found.items() if worth >= _LEAST]
    ordered = sorted(enough, key=lambda each: (-found[each], each.form))
    return [with_capital(each.spelt) for each in ordered]


def _is_fit(phrase: Phrase) -> bool:
    """Tell whether a phrase can stand alone: a name, or words that often end what is said.

    What names the form of a talk alone ("Lightning") says nothing of what it is about.
    """
    if GENERIC_TITLE_WORDS.issuperset(phrase.spelt.casefold().split()):
        return False
    return phrase.is_thing and (phrase.is_name or (len(phrase.form) > 1 and phrase.ends >= _ENDS))


def _is_fragment(phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Tell whether nearly all works that have a phrase have a longer one that holds it."""
    return any(
        phrase.form in parts_of(other.form)
        and len(other.works) >= _WHOLE * len(phrase.works)
        and other.is_thing
        for other in phrases
    )


def _found(phrase: Phrase, works: int) -> float:
    """Return how well a phrase finds a group: F-measure, titles counting more than what is said."""
    inside, titled = len(phrase.works), len(phrase.in_titles)
    if inside < _MOST_OF * works or titled < min(2, works - 2):
        return 0.0
    recall = (inside + titled) / (2 * works)
    precision = phrase.own
    longer = len(phrase.form) - 1
    return round(2 * precision * recall / (precision + recall) * (1 + _PER_WORD * longer), 6)


def _unused(name: str, taken: set[str]) -> str:
    """Return a name that is not taken, if need be with a number, and take it."""
    numbered = (f"{name} {number}" for number in count(2))
    found = next(each for each in chain([name], numbered) if slug(each) not in taken)
    taken.add(slug(found))
    return found


def _keywords(said: Mapping[str, int], phrases: Sequence[Phrase]) -> tuple[str, ...]:
    """Return the phrases by which the concepts were found, then the most telling others."""
    forms: dict[tuple[str, ...], Counter[str]] = {}
    for spelt, times in said.items():
        forms.setdefault(form_of(spelt) or (spelt,), Counter())[one_line(spelt)] += times
    ordered = sorted(forms, key=lambda form: (-forms[form].total(), form))[:_MOST_PHRASES]
    chosen = {form: usual(forms[form]) for form in ordered}
    parts = {part for form in chosen for part in form}
    for each in phrases:
        if len(chosen) == _MOST:
            break
        if each.is_thing and not parts.issuperset(each.form):
            chosen[each.form] = each.spelt
            parts.update(each.form)
    return tuple(chosen.values())


_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"“])|\n+")
_SHORT, _LONG = 40, 240  # characters of a description
_ABOUT_TALK: Final = re.compile(
    r"^\W*(?:in this|this (?:talk|session|presentation|tutorial|workshop)|we|i|i'm|i’m|my|our|"
    r"the (?:talk|session|speaker|presentation)|come|join|let's|so|and|but|also)\b",
    re.IGNORECASE,
)
_NO_SENTENCE: Final = re.compile(r"https?:|[<>{}|]|^\W*\*|@\w")


def _description(passages: Sequence[str], said: Sequence[str]) -> str:
    """Return the sentence that says most of what is given, the name first; of equals the first."""
    forms = [form for each in said if (form := form_of(each))]
    best, found = 0.0, ""
    for place, passage in enumerate(passages):
        for sentence in map(one_line, _SENTENCE.split(passage)):
            if not _SHORT <= len(sentence) <= _LONG or _NO_SENTENCE.search(sentence):
                continue
            score = _says(sentence, forms) - 0.02 * place
            if round(score - best, 6) > 0:
                best, found = score, sentence
    return found


def _says(sentence: str, forms: Sequence[Form]) -> float:
    """Return how well a sentence describes: it is whole, of the matter and not of the talk."""
    stems = frozenset(form_of(sentence))
    score = sum(
        (2.0 if place == 0 else 0.5) for place, form in enumerate(forms) if stems.issuperset(form)
    )
    score += 0.5 * (sentence[-1] in ".!?") + 0.5 * sentence[0].isupper()
    return score - 1.0 * bool(_ABOUT_TALK.match(sentence)) - 1.0 * sentence.endswith("?")
