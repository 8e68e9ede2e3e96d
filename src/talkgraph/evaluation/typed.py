"""Measures whether what people type first is found first: names of people, and of events.

Whatever the notes are, they hold their own questions: everybody who spoke should be found by name,
by surname (where nobody else has it), and by "what did … say"; every event by its name. A question
is answered right where the first hit is of a talk that the one who is named gave, or of the event.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from talkgraph.evaluation.findings import BUILT_IN, Found, Measurement, Outcome, mean_of
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.words import folded_words

_MOST: Final = 200
_MEASURE: Final = "first hit"

_Asked = tuple[str, frozenset[str]]
"""What is typed, and the talks, sessions and events (IRIs) that a hit may be of."""


def evaluate_typed(kb: KnowledgeBase) -> Found:
    """Measure names, surnames, what was said, and events, each at most 200 times."""
    tasks: Mapping[str, Sequence[_Asked]] = {
        "name": _spread(_names(kb, "{}")),
        "surname": _spread(_surnames(kb)),
        "what was said": _spread(_names(kb, "what did {} say")),
        "event": _spread(_events(kb)),
    }
    measurements: list[Measurement] = []
    outcomes: list[Outcome] = []
    for task, asked in tasks.items():
        found = [_asked(kb, task, text, right) for text, right in asked]
        if found:
            scores = [each.score for each in found]
            measurements.append(mean_of(task, _MEASURE, BUILT_IN, scores))
            outcomes += found
    return tuple(measurements), tuple(outcomes)


def _asked(kb: KnowledgeBase, task: str, text: str, right: frozenset[str]) -> Outcome:
    hits = kb.search(text, limit=1)
    first = hits[0].talk if hits else None
    return Outcome(
        task=task,
        id=text,
        question=text,
        measure=_MEASURE,
        score=float(first in right),
        expected=tuple(_called(kb, right)),
        found=tuple(_called(kb, [first] if first else [])),
    )


def _called(kb: KnowledgeBase, talks: Iterable[str]) -> list[str]:
    return sorted(kb.records[iri].name for iri in talks)


def _given(kb: KnowledgeBase) -> dict[str, set[str]]:
    """Return the talks and sessions of everybody who spoke, by IRI."""
    found: dict[str, set[str]] = {}
    for record in kb.records.values():
        for person, _ in record.speakers:
            found.setdefault(person, set()).add(record.iri)
    return found


def _names(kb: KnowledgeBase, question: str) -> Iterator[_Asked]:
    """Yield a question for every name: the talks of all who have it."""
    given = _given(kb)
    called: dict[str, set[str]] = {}
    for person in kb.people:
        if talks := given.get(kb.names.person(person.slug)):
            called.setdefault(person.name, set()).update(talks)
    for name, talks in called.items():
        yield question.format(name), frozenset(talks)


def _surnames(kb: KnowledgeBase) -> Iterator[_Asked]:
    """Yield every surname that nobody else has, as surname or only name."""
    given = _given(kb)
    count = Counter(
        last
        for person in kb.people
        for last in {_last(name) for name in (person.name, *person.alternate_names)}
    )
    for person in kb.people:
        talks = given.get(kb.names.person(person.slug))
        if talks and len(folded_words(person.name)) > 1 and count[_last(person.name)] == 1:
            yield person.name.split()[-1], frozenset(talks)


def _last(name: str) -> str:
    return folded_words(name)[-1] if folded_words(name) else name


def _events(kb: KnowledgeBase) -> Iterator[_Asked]:
    held: dict[str, set[str]] = {}
    for record in kb.records.values():
        held.setdefault(record.event_name, set()).add(record.iri)
    for name, records in held.items():
        yield name, frozenset(records)


def _spread(asked: Iterable[_Asked]) -> list[_Asked]:
    """Return all questions or, of too many, some at even distances."""
    every = sorted(asked, key=lambda each: each[0])
    if len(every) <= _MOST:
        return every
    return [every[number * len(every) // _MOST] for number in range(_MOST)]
