"""Checks the topics of a vocabulary against the talks: what is in none, in all, or there twice.

Only labels are looked for, as anybody can follow them; what a passage means is not weighed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Final

from talkgraph.conclusions.themes.phrases import form_of
from talkgraph.conclusions.topics import Vocabulary, read_vocabularies, vocabulary_files
from talkgraph.conclusions.topics.context import neighbours, topics_of_talks
from talkgraph.conclusions.topics.labels import LabelIndex
from talkgraph.conclusions.topics.vocabulary import read_concepts
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Diagnostic, Passage, Severity, Topic
from talkgraph.model.meaning import every_label, kin
from talkgraph.model.names import TOPIC
from talkgraph.settings import ontology_file
from talkgraph.words import cut, fold, folded_words, numbered

_NEARLY_ALL: Final = 0.5  # of the talks; what more have tells none from another, and is no theme
_ALWAYS_ALLOWED: Final = 4  # talks that are not nearly all, however few there are
_SAME_TALKS: Final = 0.8  # of the talks of two topics together, both have
_FEWEST_SAME: Final = 3  # talks
_ALIKE: Final = 0.85  # of two names, the letters that are the same in the same order
_LONG: Final = 6  # letters of a name that may be misspelt
_LONGEST: Final = 60  # letters of a name; of longer ones, none is a slip for another
_MOST_COMPARED: Final = 100  # names that are compared with each other
_DIGITS: Final = re.compile(r"\d+")
_SHOWN: Final = 5  # labels in one line
_NOWHERE: Final = "0" * 24  # begins a name that no text has
_BY_BASE: Final = "topics"  # where a knowledge base's topics stand, of which no file is known


def check_topics(kb: KnowledgeBase, vocabularies: Sequence[Path] = ()) -> tuple[Diagnostic, ...]:
    """Return what is odd about vocabularies for the talks of a knowledge base, in order of place.

    Without vocabularies its own topics are checked. What refers to topics that come with talkgraph
    is checked beside these, of which themselves nothing is said. Raises `VocabularyInvalid` where
    one cannot be read.
    """
    told = read_vocabularies(_with_shipped(vocabularies)) if vocabularies else None
    topics = kb.parts.topics if told is None else _in_order_given(told)
    places = _places(told, topics)
    given = [record.iri for record in kb.parts.records if record.is_given]
    found = _Found(topics, kb.parts.passages, frozenset(given))
    odd = [
        *_of_talks(topics, found, len(given), places),
        *_of_labels(topics, found, places),
        *_alike(topics, places),
        *_together(topics, found, places),
        *(() if told is None else told.diagnostics),
    ]
    files = {file.name for path in vocabularies for file in vocabulary_files(path)}
    return tuple(sorted((e for e in odd if not files or e.source in files), key=_in_order))


def _with_shipped(vocabularies: Sequence[Path]) -> Sequence[Path]:
    """Put the vocabulary that comes with talkgraph before others if they refer to it."""
    shipped = ontology_file("topics")
    if shipped in vocabularies:
        return vocabularies
    refer = any(
        iri.startswith(TOPIC)
        for path in vocabularies
        for each in read_concepts(path).concepts
        for iri in (each.iri, each.replaced or "", *each.broader, *each.narrower, *each.related)
    )
    return (shipped, *vocabularies) if refer else vocabularies


def _in_order_given(told: Vocabulary) -> tuple[Topic, ...]:
    """Return the topics of the first vocabulary before others, so that the later are named."""
    first = {each.iri: each.vocabulary for each in reversed(told.concepts)}
    return tuple(sorted(told.topics, key=lambda topic: (first[topic.iri], topic.iri)))


def _in_order(each: Diagnostic) -> tuple[str, int, str, str]:
    return each.source, each.line or 0, each.code, each.message


@dataclass(frozen=True, slots=True)
class _Place:
    source: str = _BY_BASE
    line: int | None = None

    def note(self, code: str, text: str, severity: Severity = Severity.WARNING) -> Diagnostic:
        return Diagnostic(
            code=f"topic-{code}",
            severity=severity,
            message=text,
            source=self.source,
            line=self.line,
        )


def _places(told: Vocabulary | None, topics: Iterable[Topic]) -> Mapping[str, _Place]:
    known = {} if told is None else {e.iri: e for e in reversed(told.concepts)}
    return {
        topic.iri: _Place(known[topic.iri].source, known[topic.iri].line)
        if topic.iri in known
        else _Place()
        for topic in topics
    }


class _Found:
    """Which talks have a label of each topic, and how often each label is found."""

    def __init__(
        self, topics: Sequence[Topic], passages: Iterable[Passage], given: frozenset[str]
    ) -> None:
        # Each label is looked for as if it were a topic, so that it is known which was found.
        labels = [(topic, label) for topic in topics for label in every_label(topic)]
        index = LabelIndex([_alone(topic, label, at) for at, (topic, label) in enumerate(labels)])
        owner = {str(at): (topic.iri, label) for at, (topic, label) in enumerate(labels)}
        near = neighbours(topics)
        self.times: Counter[tuple[str, str]] = Counter()
        self.talks: dict[str, set[str]] = defaultdict(set)
        doubtful: list[tuple[str, str]] = []
        for passage in passages:
            for match in index.matches(passage.text):
                topic, label = owner[match.topic]
                self.times[topic, label] += 1
                if match.doubtful:
                    doubtful.append((topic, passage.talk))
                elif passage.talk in given:
                    self.talks[topic].add(passage.talk)
        clear = topics_of_talks(
            (talk, topic) for topic, talks in self.talks.items() for talk in talks
        )
        for topic, talk in doubtful:
            if talk in given and not clear[talk].isdisjoint(near[topic]):
                self.talks[topic].add(talk)


def _alone(topic: Topic, label: str, place: int) -> Topic:
    """Return one label as a topic; of equal ones, that of the first topic is found."""
    if label in topic.context_labels:
        return Topic(iri=str(place), label=f"{_NOWHERE}{place}", context_labels=(label,))
    return Topic(iri=str(place), label=label)


def _of_talks(
    topics: Iterable[Topic], found: _Found, talks: int, places: Mapping[str, _Place]
) -> Iterator[Diagnostic]:
    for topic in topics:
        having = len(found.talks[topic.iri])
        if not having:
            text = f"{_name(topic)} is in no talk"
            yield places[topic.iri].note("in-no-talk", text, Severity.INFO)
        elif having > max(_ALWAYS_ALLOWED, _NEARLY_ALL * talks):
            text = f"{_name(topic)} is in {having} of {talks} talks: it tells none from another"
            yield places[topic.iri].note("in-nearly-all", text)


def _of_labels(
    topics: Iterable[Topic], found: _Found, places: Mapping[str, _Place]
) -> Iterator[Diagnostic]:
    """Yield the topics of which some labels stand in no text, though others do."""
    for topic in topics:
        held = {form_of(label) for label in every_label(topic) if found.times[topic.iri, label]}
        missing = [label for label in every_label(topic) if form_of(label) not in held]
        if held and missing:
            shown = ", ".join(map(_quoted, missing[:_SHOWN]))
            more = f" and {len(missing) - _SHOWN} more" if missing[_SHOWN:] else ""
            count = numbered(len(missing), "label", "labels")
            verb = "are" if missing[1:] else "is"
            text = f"{count} of {_name(topic)} {verb} nowhere in the texts: {shown}{more}"
            yield places[topic.iri].note("label-never-found", text, Severity.INFO)


def _alike(topics: Sequence[Topic], places: Mapping[str, _Place]) -> Iterator[Diagnostic]:
    """Yield topics with names of the same words, or of nearly the same letters."""
    owners: dict[tuple[str, ...], tuple[Topic, str]] = {}
    for topic in topics:
        for label in every_label(topic):
            key = _words_of(label)
            other, theirs = owners.setdefault(key, (topic, label)) if key else (topic, label)
            if other.iri != topic.iri:
                text = (
                    f"{_name(topic)} has the label {_quoted(label)}, and {_name(other)} "
                    f"({_at(other, places)}) has {_quoted(theirs)}"
                )
                yield places[topic.iri].note("labels-alike", text)
    names = {fold(topic.label): topic for topic in topics if len(topic.label) <= _LONGEST}
    for held in _beginning_alike(list(names.values())):
        for left, right in combinations(held, 2):
            if _is_slip(left.label, right.label):
                text = f"{_name(right)} and {_name(left)} ({_at(left, places)}) are nearly one name"
                yield places[right.iri].note("labels-alike", text)


def _beginning_alike(topics: Sequence[Topic], letters: int = 2) -> Iterator[Sequence[Topic]]:
    """Yield topics whose names begin with the same letters, with more of them where many do."""
    starts: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics:
        starts[fold(topic.label)[:letters]].append(topic)
    for held in starts.values():
        if len(held) <= _MOST_COMPARED:
            yield held
        elif letters < _LONGEST:
            yield from _beginning_alike(held, letters + 1)


def _words_of(label: str) -> tuple[str, ...]:
    """Return what two names of the same words have in common, whatever their order.

    A word alone is compared as it is spelt, for many different ones have one stem ("puppeteer").
    """
    form = form_of(label)
    if len(form) > 1:
        return tuple(sorted(form))
    word = fold(label).strip()
    return (word.removesuffix("s") if len(word) >= _LONG else word,)


def _name(topic: Topic) -> str:
    return _quoted(topic.label)


def _quoted(label: str) -> str:
    return repr(cut(label, _LONGEST))


def _at(topic: Topic, places: Mapping[str, _Place]) -> str:
    place = places[topic.iri]
    return topic.iri if place.line is None else f"{place.source}:{place.line}"


def _is_slip(left: str, right: str) -> bool:
    one, other = " ".join(folded_words(left)), " ".join(folded_words(right))
    if _DIGITS.sub("", one) == _DIGITS.sub("", other):
        return False  # two of a series, or the same words
    if min(len(one), len(other)) < _LONG or abs(len(one) - len(other)) > 2:
        return False
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.real_quick_ratio() >= _ALIKE and match.ratio() >= _ALIKE


def _together(
    topics: Sequence[Topic], found: _Found, places: Mapping[str, _Place]
) -> Iterator[Diagnostic]:
    """Yield topics that the same talks have, unless one is broader than the other or related."""
    known = {topic.iri: topic for topic in topics}
    near = kin(topics)
    of_talk: dict[str, list[str]] = defaultdict(list)
    for topic in sorted(found.talks):
        for talk in found.talks[topic]:
            of_talk[talk].append(topic)
    common = Counter(pair for held in of_talk.values() for pair in combinations(held, 2))
    for (one, other), both in sorted(common.items()):
        either = len(found.talks[one] | found.talks[other])
        if both < _FEWEST_SAME or both < _SAME_TALKS * either or other in near.get(one, ()):
            continue
        left, right = known[one], known[other]
        text = (
            f"{_name(right)} and {_name(left)} ({_at(left, places)}) are in the same talks: "
            f"{both} of {either}"
        )
        yield places[other].note("same-talks", text)
