"""Finds the labels of a vocabulary in text, and links passages to topics by them alone.

A label matches whole words only, the longest first. Its words may stand apart, joined or with
hyphens ("game day", "game-day", "gameday"); words of a label of several are compared by their
stems (Snowball English), a single word by its singular, plural and, where the label is neither
a plural nor a word in -ing, its verb forms. An abbreviation in capitals ("CI", "SLO") matches
as written or in the plural. A word that also means something else ("Go", "sprint") is a context
label: it counts only in a talk whose other labels speak of such things (`context`), or in a
passage that does so as a whole. Labels in another language are found in talks in that language,
beside the English ones: what is a word in one may be another in English.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from talkgraph.conclusions.topics.context import neighbours, topics_of_talks
from talkgraph.model import Passage, Topic, TopicAssignment, TopicMethod
from talkgraph.words import stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ELIDED: Final = r"(?i:[cdjlmnst]|qu)['’]"  # "l'intégration"
_WORD: Final = re.compile(  # "C++" and "C#" too
    rf"(?:(?<![^\W_]){_ELIDED}(?=[^\W_]{{2}}))?"
    r"(?P<word>[^\W_]+(?:['’][^\W_]+)*(?:\+\+|#(?!\w))?)"
)
_GAPS: Final = rf"\s+(?:{_ELIDED})?|[-‐‑._]|\s*[/&]\s*"  # what may stand between a label's words
_GAP: Final = re.compile(_GAPS)
_COMMA_GAP: Final = re.compile(rf",\s*|{_GAPS}")
_ENDS: Final = ".!?:;\n"  # after them, anything has a capital
_LEANING: Final = " \t\"'“‘(*•–—-"  # what may stand between them and the first word
_COINED: Final = re.compile(r".*[a-z].*[A-Z].*")  # "PyTorch" is no everyday word
_INITIAL: Final = re.compile(r"[.&'’‐‑-]")  # beside a single letter that is no name of anything
_JOINT: Final = re.compile(r"\s|[-‐‑]?")  # what may stand where a word is written in two
_ABBREVIATION: Final = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Za-z0-9]{2,5}")
_SHORTEST_JOINED: Final = 6
_LONGEST_JOINED: Final = 60  # letters; nobody writes a longer name as one word, or as two
_SHORTEST_STEMMED: Final = 3

# How far a label is to be trusted when nothing else is known. A phrase seldom means something
# else; a single word other than the preferred one sometimes does; a misspelling is a guess.
PHRASE: Final = 0.9
ABBREVIATION: Final = 0.85
PREFERRED_WORD: Final = 0.85
OTHER_WORD: Final = 0.7
MISSPELLING: Final = 0.65
_REPEATED: Final = 0.05
_HIGHEST: Final = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelMatch:
    """A label found in a text: the topic's IRI, the place, and how far to trust it (0 to 1).

    What is `doubtful` counts only where the rest of the talk speaks of such things.
    """

    topic: str
    start: int
    end: int
    trust: float
    doubtful: bool = False


class _Token(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Label:
    topic: str
    text: str
    trust: float
    doubtful: bool = False

    @property
    def commas(self) -> bool:
        return "," in self.text

    def stands_in(self, text: str, start: int, end: int) -> bool:
        """Tell whether a context label with a capital stands there as a name would."""
        if not self.doubtful or self.text == self.text.casefold():
            return True
        if _ABBREVIATION.fullmatch(self.text):
            return True
        before = text[:start].rstrip(_LEANING)
        if text[start:end] != self.text or not before or before[-1] in _ENDS:
            return False
        beside = text[max(start - 1, 0) : start] + text[end : end + 1]
        return end - start > 1 or not _INITIAL.search(beside)


class LabelIndex:
    """Finds the labels of a fixed vocabulary in any text."""

    def __init__(self, vocabulary: Sequence[Topic], language: str | None = None) -> None:
        """Prepare every label; where two would match the same words, the first topic keeps them.

        Those in other languages than English are left out but for the one that is given.
        """
        self._phrases: dict[tuple[str, ...], _Label] = {}
        self._words: dict[str, _Label] = {}
        self._abbreviations: dict[str, _Label] = {}
        self._joined: dict[str, _Label] = {}
        self._reach: dict[str, int] = {}
        self._beginnings: set[tuple[str, ...]] = set()
        self._parts: set[str] = set()
        self.neighbours = neighbours(vocabulary)
        self.languages = frozenset(
            language for topic in vocabulary for language, _ in topic.labels_elsewhere
        )
        self._vocabulary = vocabulary
        self._elsewhere: dict[str, LabelIndex] = {}
        for label in _labels(vocabulary, language):
            self._add(label)
        # Texts have few words, again and again.
        self._of_word = lru_cache(maxsize=65536)(self._single)
        self._longest = lru_cache(maxsize=65536)(self._find_longest)

    def of(self, language: str | None) -> "LabelIndex":
        """Return the index for texts in a language: with its labels, too, if there are any."""
        if language is None or language not in self.languages:
            return self
        if language not in self._elsewhere:
            self._elsewhere[language] = LabelIndex(self._vocabulary, language)
        return self._elsewhere[language]

    def _add(self, label: _Label) -> None:
        words = [token.text for token in _tokens(label.text)]
        if not words:
            return
        if len(words) > 1:
            stems = tuple(_stem(word) for word in words)
            self._phrases.setdefault(stems, label)
            self._reach[stems[0]] = max(self._reach.get(stems[0], 1), len(words))
            self._beginnings.update(stems[:end] for end in range(2, len(stems)))
            if not label.commas:
                self._add_joined("".join(words), label)
        elif _ABBREVIATION.fullmatch(words[0]):
            self._abbreviations.setdefault(words[0], label)
            if len(words[0]) > 2:
                self._abbreviations.setdefault(f"{words[0].casefold()}s", label)
        else:
            for form in _forms(words[0]):
                self._words.setdefault(form, label)
            self._add_joined(words[0], label)

    def _add_joined(self, word: str, label: _Label) -> None:
        if _SHORTEST_JOINED <= len(word) <= _LONGEST_JOINED:
            joined = _singular(word)
            self._joined.setdefault(joined, label)
            self._parts.update(joined[:end] for end in range(1, len(joined)))

    def matches(self, text: str) -> tuple[LabelMatch, ...]:
        """Return the labels in a text, in order of place; none overlaps another."""
        tokens = _tokens(text)
        candidates: list[tuple[int, int, int, _Label]] = []
        for first, token in enumerate(tokens):
            label = self._of_word(token.text)
            if label is not None and label.stands_in(text, token.start, token.end):
                candidates.append((-1, first, first + 1, label))
            if (longest := self._longest(token.text)) > 1:
                candidates += [
                    (-(last - first), first, last, label)
                    for last, label in self._longer(text, tokens, first, longest)
                    if label.stands_in(text, token.start, tokens[last - 1].end)
                ]
        taken: set[int] = set()
        found: list[LabelMatch] = []
        for _, first, last, label in sorted(candidates, key=lambda c: c[:3]):
            if taken.isdisjoint(range(first, last)):
                taken.update(range(first, last))
                found.append(
                    LabelMatch(
                        topic=label.topic,
                        start=tokens[first].start,
                        end=tokens[last - 1].end,
                        trust=label.trust,
                        doubtful=label.doubtful,
                    )
                )
        return tuple(sorted(found, key=lambda match: match.start))

    def _find_longest(self, word: str) -> int:
        """Return how many words a label that begins with this one can have."""
        reach = self._reach.get(_stem(word), 1)
        return max(reach, 2) if _spelling(word) in self._parts else reach

    def _longer(
        self, text: str, tokens: Sequence[_Token], first: int, longest: int
    ) -> Iterator[tuple[int, _Label]]:
        """Yield the labels of two to `longest` words that begin with the `first`: where they end.

        Nothing is looked at behind words with which no label begins.
        """
        stems: tuple[str, ...] = (_stem(tokens[first].text),)
        has_commas = False
        for last in range(first + 1, min(first + longest, len(tokens))):
            gap = text[tokens[last - 1].end : tokens[last].start]
            if not _COMMA_GAP.fullmatch(gap):
                return
            has_commas = has_commas or not _GAP.fullmatch(gap)
            stems = (*stems, _stem(tokens[last].text))
            label = self._phrases.get(stems)
            if label is None or (has_commas and not label.commas):
                label = self._in_one(tokens[first].text, gap, tokens[last].text, len(stems))
            if label is not None:
                yield last + 1, label
            if stems not in self._beginnings:
                return

    def _in_one(self, left: str, gap: str, right: str, words: int) -> _Label | None:
        """Return the label that two words are if they are written as one."""
        joined = left + right
        if words != 2 or len(joined) < _SHORTEST_JOINED or not _JOINT.fullmatch(gap):
            return None
        return self._joined.get(_singular(joined))

    def _single(self, word: str) -> _Label | None:
        bare = re.sub(r"['’]s?$", "", word)
        plural = re.fullmatch(r"([A-Z0-9]{2,5})s", bare)
        for form in (bare, bare.casefold() if len(bare) > 3 else bare):
            if form in self._abbreviations:
                return self._abbreviations[form]
        if plural and plural[1] in self._abbreviations:
            return self._abbreviations[plural[1]]
        folded = _spelling(bare)
        return self._words.get(folded) or self._joined.get(_singular(bare))


class LabelLinker:
    """Links passages to the topics whose labels stand in them (the plain `TopicLinker`)."""

    def __init__(self, vocabulary: Sequence[Topic]) -> None:
        """Prepare the labels of the vocabulary."""
        self._index = LabelIndex(vocabulary)

    def link(
        self, passages: Sequence[Passage], vectors: "NDArray[np.float32]"
    ) -> tuple[TopicAssignment, ...]:
        """Assign topics by label; the vectors are not looked at.

        `start` and `end` are the offsets of the surest match, the first of equals.
        """
        return surest(a for found in labelled(passages, self._index) for a in found)


def surest(assignments: Iterable[TopicAssignment]) -> tuple[TopicAssignment, ...]:
    """Return the surest assignment, the first of equals, for each target and topic, in order."""
    found: dict[tuple[str, str], TopicAssignment] = {}
    for each in assignments:
        known = found.get(key := (each.target, each.topic))
        if known is None or each.confidence > known.confidence:
            found[key] = each
    return tuple(found[key] for key in sorted(found))


def _never(place: int, topic: str) -> bool:
    return False


def labelled(
    passages: Sequence[Passage],
    index: LabelIndex,
    speaks_of: Callable[[int, str], bool] = _never,
) -> tuple[tuple[TopicAssignment, ...], ...]:
    """Return the assignments of each passage, one for each topic that has a label in it, by topic.

    The context of a label is what its talk says elsewhere, and the passage itself if
    `speaks_of`, which is given its place and the topic, says so.
    """
    languages = _languages(passages) if index.languages else {}
    matches = [index.of(languages.get(p.talk)).matches(p.text) for p in passages]
    clear = topics_of_talks(
        (passage.talk, match.topic)
        for passage, found in zip(passages, matches, strict=True)
        for match in found
        if not match.doubtful
    )
    return tuple(
        _assignments(
            passage,
            [
                match
                for match in found
                if not match.doubtful
                or not clear[passage.talk].isdisjoint(index.neighbours[match.topic])
                or speaks_of(place, match.topic)
            ],
        )
        for place, (passage, found) in enumerate(zip(passages, matches, strict=True))
    )


def _languages(passages: Sequence[Passage]) -> dict[str, str]:
    """Return the language of each talk: that which most of its passages surely are in."""
    from talkgraph.graph.write.told.languages import language_of

    found: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in passages:
        language = language_of(passage.text)
        if language is not None:
            found[passage.talk][language] += 1
    return {talk: min(each, key=lambda name: (-each[name], name)) for talk, each in found.items()}


def _assignments(passage: Passage, found: Iterable[LabelMatch]) -> tuple[TopicAssignment, ...]:
    by_topic: dict[str, list[LabelMatch]] = {}
    for match in found:
        by_topic.setdefault(match.topic, []).append(match)
    assignments = []
    for topic in sorted(by_topic):
        matches = by_topic[topic]
        best = min(matches, key=lambda match: (-match.trust, match.start))
        confidence = min(_HIGHEST, best.trust + _REPEATED * (len(matches) - 1))
        assignments.append(
            TopicAssignment(
                target=passage.iri,
                topic=topic,
                confidence=round(confidence, 4),
                method=TopicMethod.LABEL,
                evidence=passage.text[best.start : best.end],
                start=best.start,
                end=best.end,
            )
        )
    return tuple(assignments)


def _labels(vocabulary: Sequence[Topic], language: str | None) -> list[_Label]:
    labels = []
    for topic in sorted(vocabulary, key=lambda t: t.iri):
        if topic.label not in topic.context_labels:
            labels.append(_Label(topic.iri, topic.label, _trust(topic.label, PREFERRED_WORD)))
        labels.extend(
            _Label(topic.iri, text, _trust(text, OTHER_WORD)) for text in topic.alternate_labels
        )
        labels.extend(
            _Label(topic.iri, text, _trust(text, PREFERRED_WORD))
            for each, text in topic.labels_elsewhere
            if each == language
        )
        labels.extend(_Label(topic.iri, text, MISSPELLING) for text in topic.hidden_labels)
        labels.extend(_Label(topic.iri, text, OTHER_WORD, True) for text in topic.context_labels)
    # The surer label wins where two topics' labels become equal by stemming.
    return sorted(labels, key=lambda label: (-label.trust, label.topic, label.text))


def _trust(text: str, word: float) -> float:
    if len(_tokens(text)) > 1:
        return PHRASE
    is_name = _ABBREVIATION.fullmatch(text) or _COINED.fullmatch(text)
    return ABBREVIATION if is_name else word


def has_words(label: str) -> bool:
    """Tell whether a label holds what is looked for in texts: "@someone" and "--" do not."""
    return bool(_tokens(label))


def _tokens(text: str) -> list[_Token]:
    """Split into words; an account's handle is a name, so it is left out."""
    return [
        _Token(match["word"], match.start("word"), match.end())
        for match in _WORD.finditer(text)
        if not (match.start() and text[match.start() - 1] == "@")
    ]


def _forms(word: str) -> set[str]:
    """Return the spellings under which a single-word label is found."""
    base = _spelling(word)
    single = _singular(word)
    forms = {base, single, _plural(single)}
    if base == single and not base.endswith("ing") and len(base) >= _SHORTEST_STEMMED:
        root = base.removesuffix("e")
        forms |= {f"{root}ed", f"{root}ing"}
    return forms


@lru_cache(maxsize=65536)
def _singular(word: str) -> str:
    base = _spelling(word)
    if base.endswith("ies") and len(base) > 4:
        return f"{base[:-3]}y"
    if re.search(r"(ss|x|ch|sh)es$", base):
        return base[:-2]
    if base.endswith("s") and not re.search(r"(ss|us|is)$", base) and len(base) > 3:
        return base[:-1]
    return base


def _plural(single: str) -> str:
    if re.search(r"[^aeiou]y$", single):
        return f"{single[:-1]}ies"
    return f"{single}es" if re.search(r"(s|x|ch|sh)$", single) else f"{single}s"


@lru_cache(maxsize=65536)
def _spelling(word: str) -> str:
    """Fold case, the apostrophe, and British -ise, -isation into -ize, -ization."""
    folded = word.casefold().replace("’", "'")
    return re.sub(r"(?<=[a-z]{3})is(?=(e|ed|es|ing|ation|ations|ational)$)", "iz", folded)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    base = re.sub(r"'s?$", "", _spelling(word))
    return stem(base) if len(base) >= _SHORTEST_STEMMED else base
