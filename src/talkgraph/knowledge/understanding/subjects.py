"""Reads topics and themes in a query. They narrow nothing: their cards stand above the hits."""

from collections.abc import Iterable, Iterator
from typing import Final

from talkgraph.knowledge.understanding.reading import Reading, spans
from talkgraph.knowledge.understanding.words import Typed, keys
from talkgraph.model import Theme, Topic
from talkgraph.model.names import Names
from talkgraph.model.queries import MentionKind
from talkgraph.search.stored.shelf import Dictionary, Shelved, sets
from talkgraph.words import STOP_WORDS

_LONGEST: Final = 6


class Subjects(Shelved):
    """Topics and themes by the words of their labels, a space between them."""

    ON_SHELF = ("_labels", "_topics", "_themes")

    def __init__(self, topics: Iterable[Topic], themes: Iterable[Theme], names: Names) -> None:
        """Index labels and alternate labels."""
        labels: dict[str, tuple[str]] = {}
        of_topics, of_themes = sets(), sets()
        for topic in topics:
            labels[topic.iri] = (topic.label,)
            for label in (topic.label, *topic.alternate_labels, *topic.context_labels):
                of_topics[" ".join(keys(label))].add(topic.iri)
        for theme in themes:
            iri = names.theme(theme.slug)
            labels[iri] = (theme.name,)
            of_themes[" ".join(keys(theme.name))].add(iri)
        self._labels: Dictionary = labels
        self._topics: Dictionary = of_topics
        self._themes: Dictionary = of_themes

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
                iris = {iri for each in _numbers(words) for iri in known.get(" ".join(each), ())}
                if iris:
                    yield self._reading(kind, first, last, sorted(iris))
                    break

    def _reading(self, kind: MentionKind, first: int, last: int, iris: list[str]) -> Reading:
        [label] = self._labels[iris[0]]
        return Reading(kind=kind, first=first, last=last, label=label, iris=tuple(iris))


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
