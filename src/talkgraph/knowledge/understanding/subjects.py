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
        """Index labels and alternate labels."""
        self._labels: dict[str, str] = {}
        self._topics: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._themes: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for topic in topics:
            self._labels[topic.iri] = topic.label
            for label in (topic.label, *topic.alternate_labels, *topic.context_labels):
                self._topics[keys(label)].append(topic.iri)
        for theme in themes:
            iri = names.theme(theme.slug)
            self._labels[iri] = theme.name
            self._themes[keys(theme.name)].append(iri)

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
                iris = {iri for each in _numbers(words) for iri in known.get(each, ())}
                if iris:
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
    """Yield the labels that words may stand for: they themselves, and in the other number.

    >>> [*_numbers(("moorings",))], ("watches",) in _numbers(("watch",))
    ([('moorings',), ('mooringses',), ('mooring',)], True)
    """
    *rest, last = words
    yield words
    if not last.endswith("s"):
        yield (*rest, f"{last}s")
    yield (*rest, f"{last}es")
    if last.endswith("s") and not last.endswith("ss"):
        yield (*rest, last.removesuffix("s"))
