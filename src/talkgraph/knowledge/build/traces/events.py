"""Traces every event: what SHACL says of it, what it shares, and by what that is known again."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from talkgraph.graph.exports import lines_of
from talkgraph.graph.shacl import keeps_shapes, validate_graph
from talkgraph.graph.write.source import facts_of
from talkgraph.graph.write.told.known import Known
from talkgraph.knowledge.build.sources import Facts, Progress, no_progress
from talkgraph.knowledge.build.traces.kept import EventTrace, Kept, SharedLines
from talkgraph.model import Diagnostic, Event, People, Span
from talkgraph.model.names import Names
from talkgraph.sources.collector import circles_collected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


_AS: Final = ("utf-8", "surrogatepass")  # a name may hold what is not UTF-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The traces of all `events`, in their order; `numbers` are those of the `lines` they share."""

    facts: Facts
    known: Known
    events: tuple[EventTrace, ...]
    numbers: "tuple[NDArray[np.int32], ...]"
    lines: SharedLines

    @property
    def verdicts(self) -> Iterable[Diagnostic]:
        """What SHACL says of the events, in their order."""
        return (each for event in self.events for each in event.verdict)

    def shared(self) -> set[bytes]:
        """Return all that events share with others, as lines of N-Triples."""
        import numpy as np

        used = np.unique(np.concatenate([np.empty(0, dtype=np.int32), *self.numbers]))
        return {self.lines[number] for number in used.tolist()}

    def marks(self) -> Mapping[str, str]:
        """Return, by source, a hash of all that its graph is made of."""
        told: defaultdict[str, Any] = defaultdict(hashlib.sha256)
        for event, trace in zip(self.facts.events, self.events, strict=True):
            digest = hashlib.sha256(f"{trace.imprint} {trace.asked!r}".encode(*_AS)).digest()
            for source in event.sources:
                told[source].update(digest)
        return {source: each.hexdigest() for source, each in told.items()}


def trace(
    facts: Facts,
    names: Names,
    kept: Kept | None = None,
    progress: Progress = no_progress,
    rules: Sequence[str] = (),
) -> Traced:
    """Hold what is said of every event against the SHACL shapes, by all its sources together.

    What is `kept` of an event that is told alike is taken over. `rules` name all that decides
    beside the facts what is made of them: the program, the shapes, the base of the IRIs.
    """
    kept = kept or Kept()
    known = Known(facts.people, names, facts.organizations)
    meant = _meant(facts.people)
    head = "\n".join(rules).encode(*_AS)
    events, numbers = [], []
    for done, event in enumerate(facts.events, start=1):
        told = repr((event, sorted(meant.get(event.slug, ())))).encode(*_AS)
        imprint = hashlib.sha256(head + told).hexdigest()
        former = kept.events.get(imprint)
        if former and all(known.answer(asked) == answer for asked, answer in former.asked):
            events.append(former)
            numbers.append(kept.numbers[imprint])
        else:
            made, lines = _made(event, known, imprint)
            events.append(made)
            numbers.append(kept.lines.number(lines))
        progress("validating", done, len(facts.events))
    return Traced(
        facts=facts,
        known=known,
        events=tuple(events),
        numbers=tuple(numbers),
        lines=kept.lines,
    )


def _made(event: Event, known: Known, imprint: str) -> tuple[EventTrace, list[bytes]]:
    """Return the trace of an event, and the lines that it shares with others."""
    said = facts_of(event, known)
    triples = [*said.own, *said.shared]
    verdict: tuple[Diagnostic, ...] = ()
    if not keeps_shapes(triples):
        with circles_collected():
            verdict = validate_graph(triples, event.source)
    asked = tuple(said.asked.items())
    made = EventTrace(imprint=imprint, asked=asked, verdict=verdict, shared=len(said.shared))
    return made, lines_of(said.shared)


def _meant(people: People) -> Mapping[str, list[tuple[str, Span, str, str]]]:
    """Return who is meant at each place of each event."""
    found: defaultdict[str, list[tuple[str, Span, str, str]]] = defaultdict(list)
    for (key, span, label), who in people.who.items():
        found[key.event].append((key.talk, span, label, who))
    return found
