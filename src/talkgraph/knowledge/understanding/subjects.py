"""Reads topics and themes in a query. They narrow nothing: their cards stand above the hits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from talkgraph.knowledge.understanding.reading import Reading, spans
from talkgraph.knowledge.understanding.words import Typed, keys
from talkgraph.model import Theme, Topic
from talkgraph.model.names import Names
from talkgraph.model.queries import MentionKind
from talkgraph.words import STOP_WORDS

_LONGEST: Final = 6


class Subjects:
    """Topics and themes by their labels."""

    def __init__(self, topics: Iterable[Topic], themes: Iterable[Theme], names: Names) -> None:
        """Index labels, alternate labels, and the plain plural or singular of each."""
        self._labels: dict[str, str] = {}
        self._topics: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._themes: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for topic in topics:
            self._labels[topic.iri] = topic.label
            for label in (topic.label, *topic.alternate_labels, *topic.context_labels):
                for words in _numbers(keys(label)):
                    self._topics[words].add(topic.iri)
        for theme in themes:
            iri = names.theme(theme.slug)
            self._labels[iri] = theme.name
            for words in _numbers(keys(theme.name)):
                self._themes[words].add(iri)

    def readings(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        """Yield labels of several words, and those of one word that are all that is asked for."""
        for first, last in spans(len(typed), _LONGEST, taken):
            words = typed.keys(first, last)
            if last - first == 1 and (not typed.is_all([first], taken) or _is_small(typed, first)):
                continue
            for kind, known in (
                (MentionKind.TOPIC, self._topics),
                (MentionKind.THEME, self._themes),
            ):
                if iris := known.get(words):
                    yield self._reading(kind, first, last, sorted(iris))
                    break

    def _reading(self, kind: MentionKind, first: int, last: int, iris: list[str]) -> Reading:
        return Reading(
            kind=kind, first=first, last=last, label=self._labels[iris[0]], iris=tuple(iris)
        )


def _is_small(typed: Typed, place: int) -> bool:
    """Tell whether a word is one of those that say nothing, which "DID" in capitals is not."""
    text = typed.words[place].text
    return text in STOP_WORDS


def _numbers(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a label as it is, and in the other number ("moorings", "watch" for "watches")."""
    if not words:
        return
    *rest, last = words
    yield words
    if last.endswith("s"):
        yield (*rest, last.removesuffix("s"))
        yield (*rest, last.removesuffix("es"))
    else:
        yield (*rest, f"{last}s")
