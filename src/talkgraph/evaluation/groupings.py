"""Measures what the knowledge base groups: themes, who is who, and which talks are one."""

from itertools import combinations

from talkgraph.evaluation.findings import BUILT_IN, Found, Measurement, Outcome, mean_of
from talkgraph.evaluation.judgements import SAME_TALK, JudgedPerson, Judgements
from talkgraph.evaluation.matching import MISSING, Matching, names_of
from talkgraph.evaluation.measures import PairScores, best_match, score_pairs
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model.names import slug


def themes(kb: KnowledgeBase, judgements: Judgements, matching: Matching) -> Found:
    """Measure, for each judged theme, the F1 of the theme that matches it best."""
    found = kb.themes()
    groups = [{talk.iri for talk in theme.talks} for theme in found]
    names = names_of(kb)
    outcomes = []
    for number, judged in enumerate(judgements.themes, 1):
        talks = {iri for iri, grade in matching.talks(judged.talks).items() if grade > 0}
        if not talks:
            continue
        score, place = best_match(talks, groups)
        group = () if place is None else (found[place].name, *_sorted_names(groups[place], names))
        outcomes.append(
            Outcome(
                task="themes",
                id=f"theme {number}",
                question=judged.theme,
                measure="best F1",
                score=score,
                expected=_sorted_names(talks, names),
                found=group,
            )
        )
    if not outcomes:
        return (), ()
    best = mean_of("themes", "best F1", BUILT_IN, [outcome.score for outcome in outcomes])
    how_many = Measurement(
        task="themes",
        measure="themes",
        system=BUILT_IN,
        value=float(len(found)),
        count=len(outcomes),
    )
    return (best, how_many), tuple(outcomes)


def _sorted_names(talks: set[str], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(names.get(talk, talk) for talk in talks))


def people(kb: KnowledgeBase, judgements: Judgements, matching: Matching) -> Found:
    """Measure who is who: pairs of appearances, names and handles that are one person.

    What the notes do not know (a name or handle from elsewhere) does not count. A talk at which
    nobody has one of the person's names counts as an appearance of nobody.
    """
    known = _People(kb)
    judged: list[int] = []
    found: list[str] = []
    for number, person in enumerate(judgements.people):
        for label in _labels(person, known, matching):
            judged.append(number)
            found.append(label)
    scores = score_pairs(judged, found)
    return _pairs("who is who", scores, len(judged)), ()


def _labels(person: JudgedPerson, known: "_People", matching: Matching) -> list[str]:
    """Return whom each appearance, name and handle of a person stands for."""
    names = {slug(name) for name in (person.name, *person.aliases)}
    labels = []
    for talk in person.talks:
        iri = matching.talk(talk)
        if iri is not None:
            labels.append(known.at(iri, names) or f"{MISSING}{person.name} at {talk}")
    for name in sorted(names):
        labels.extend(known.named(name))
    for handle in sorted({handle.casefold().lstrip("@") for handle in person.handles}):
        labels.extend(known.with_handle(handle))
    return labels


class _People:
    """The people of a knowledge base, by name, handle and talk."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._names: dict[str, set[str]] = {}
        self._handles: dict[str, set[str]] = {}
        self._written: dict[str, set[str]] = {}
        for person in kb.people:
            iri = kb.names.person(person.slug)
            written = {slug(name) for name in (person.name, *person.alternate_names)}
            self._written[iri] = written
            for name in written:
                self._names.setdefault(name, set()).add(iri)
            for account in person.accounts:
                self._handles.setdefault(account.key[1], set()).add(iri)
        self._speakers = {
            talk: [iri for iri, _ in record.speakers] for talk, record in kb.records.items()
        }

    def at(self, talk: str, names: set[str]) -> str | None:
        """Return the speaker of a talk who has one of the names."""
        for speaker in self._speakers.get(talk, ()):
            if names & self._written.get(speaker, set()):
                return speaker
        return None

    def named(self, name: str) -> list[str]:
        """Return everybody with a name."""
        return sorted(self._names.get(name, ()))

    def with_handle(self, handle: str) -> list[str]:
        """Return everybody with a handle."""
        return sorted(self._handles.get(handle, ()))


def same_talks(kb: KnowledgeBase, judgements: Judgements, matching: Matching) -> Found:
    """Measure which talks are one talk, over all talks of the events that the groups name.

    A talk in no group of that kind is judged to be like no other.
    """
    records = {iri: record for iri, record in kb.records.items() if record.is_talk}
    judged: dict[str, int] = {}
    events: set[str] = set()
    for number, group in enumerate(judgements.repeat_groups):
        for talk in group.talks:
            iri = matching.talk(talk)
            if iri is None:
                continue
            events |= {records[iri].event} if iri in records else set()
            if group.kind.casefold() == SAME_TALK:
                judged[iri] = number
    if not events:
        return (), ()
    scope = [iri for iri, record in records.items() if record.event in events]
    scope += [iri for iri in judged if iri not in records]
    scores = score_pairs(
        [judged.get(iri, iri) for iri in scope],
        [(records[iri].work or iri) if iri in records else iri for iri in scope],
    )
    outcomes = tuple(
        Outcome(
            task="same talk",
            id=f"pair {left} {right}",
            question=f"{left} and {right}",
            measure="pair F1",
            score=float(one == expected),
            expected=("one talk" if expected else "two talks",),
            found=("one talk" if one else "two talks",),
        )
        for left, right, one, expected in _named_pairs(kb, judgements, matching)
    )
    return _pairs("same talk", scores, len(scope)), outcomes


def _named_pairs(
    kb: KnowledgeBase, judgements: Judgements, matching: Matching
) -> list[tuple[str, str, bool, bool]]:
    works = {iri: record.work or iri for iri, record in kb.records.items()}
    return [
        (left, right, works.get(a, a) == works.get(b, b), group.kind.casefold() == SAME_TALK)
        for group in judgements.repeat_groups
        for left, right in combinations(group.talks, 2)
        if (a := matching.talk(left)) is not None and (b := matching.talk(right)) is not None
    ]


def _pairs(task: str, scores: PairScores | None, count: int) -> tuple[Measurement, ...]:
    if scores is None:
        return ()
    values = {
        "pair F1": scores.f1,
        "precision": scores.precision,
        "recall": scores.recall,
    }
    return tuple(
        Measurement(task=task, measure=name, system=BUILT_IN, value=value, count=count)
        for name, value in values.items()
    )
