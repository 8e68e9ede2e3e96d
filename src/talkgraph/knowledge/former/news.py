"""What came, went and changed from one build to the next, as whoever writes the notes calls it.

Told of are events, talks, sessions and people. What is said in a talk is the talk's: where a post
came or was edited, the talk has changed. Conclusions, which any word may change, are left aside.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from talkgraph.knowledge.former.described import EVENT, TALK, Described
from talkgraph.knowledge.former.matching import Match
from talkgraph.model.names import SCHEMA, TG

_NAME: Final = f"{SCHEMA}name"
_KINDS: Final = ("event", "talk", "session", "person")
_OWNERS: Final = (TALK, f"{TG}inTalk", EVENT)
_FACTS: Final = (
    *(f"{SCHEMA}{each}" for each in ("startDate", "endDate", "location", "url", "superEvent")),
    *(f"{SCHEMA}{each}" for each in ("inLanguage", "eventStatus", "performer")),
    *(f"{TG}{each}" for each in ("startTime", "endTime", "track", "affiliationText", "account")),
    f"{TG}attributedTo",
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Named:
    """A thing by its kind (`event`, `talk`, `session` or `person`) and what it is called."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Several things of one kind that are one now: how they were called, and how that is."""

    were: tuple[Named, ...]
    now: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What came, went, became one, is called otherwise (before and now), and changed.

    Each is told by kind and name.
    """

    came: tuple[Named, ...] = ()
    went: tuple[Named, ...] = ()
    joined: tuple[Joined, ...] = ()
    renamed: tuple[tuple[Named, Named], ...] = ()
    changed: tuple[Named, ...] = ()


NO_NEWS: Final = News()


def news(
    old: Described,
    new: Described,
    matches: Mapping[str, Match],
    apart: tuple[frozenset[str], frozenset[str]],
    among: frozenset[str] | None = None,
) -> News:
    """Compare two graphs, of which the `matches` tell what is called otherwise now.

    What went and what came is `apart` in the two. Where it is known of which subjects both do not
    tell the same, these are `among` them.
    """
    now = {former: match.present for former, match in matches.items()}
    went, came = apart[0] - now.keys(), apart[1] - set(now.values())
    if among is not None:
        among = among.union(now, now.values())
    before, after = dict(_names(old, among)), dict(_names(new, among))
    were: dict[str, list[str]] = defaultdict(list)
    for iri, name in before.items():
        if (present := now.get(iri, iri)) in after:
            were[present].append(name)
    joined = {present: names for present, names in were.items() if len(names) > 1}
    renamed = {
        present: names[0]
        for present, names in were.items()
        if present not in joined and names[0] != after[present]
    }
    touched = _touched(old, new, now, (went, came), among)
    if among is not None:
        after |= dict(_names(new, touched))
    return News(
        came=_in_order(new, after, came),
        went=_in_order(old, before, went),
        joined=tuple(
            Joined(
                were=tuple(Named(kind=new.kind(iri), name=name) for name in sorted(joined[iri])),
                now=_named(new, after, iri),
            )
            for iri in sorted(joined, key=lambda iri: (after[iri], iri))
        ),
        renamed=tuple(
            (Named(kind=named.kind, name=was), named)
            for was, named in sorted((was, _named(new, after, iri)) for iri, was in renamed.items())
        ),
        changed=_in_order(new, after, touched - came - renamed.keys() - joined.keys()),
    )


def _names(graph: Described, among: frozenset[str] | None) -> Iterator[tuple[str, str]]:
    """Yield what can be told of, each with its name; of several names, the first in order."""
    found: dict[str, str] = {}
    for iri, name in graph.pairs(_NAME, among):
        if graph.kind(iri) in _KINDS:
            found[iri] = min(name, found.get(iri, name))
    yield from found.items()


def _touched(
    old: Described,
    new: Described,
    now: Mapping[str, str],
    apart: tuple[frozenset[str], frozenset[str]],
    among: frozenset[str] | None,
) -> frozenset[str]:
    """Return what is told otherwise now (IRIs of the new graph), in itself or in its parts."""
    went, came = apart
    parts = {present for iri, present in now.items() if _is_edited(old, new, iri, present)}
    of_old = {iri for iri in went if old.kind(iri) not in _KINDS}
    for fact in _FACTS:
        were = {(now.get(i, i), now.get(value, value)) for i, value in old.pairs(fact, among)}
        parts |= {iri for iri, _ in were.symmetric_difference(new.pairs(fact, among))}
    parts |= came
    owners = _owners(new, parts) | {now.get(iri, iri) for iri in _owners(old, of_old)}
    return frozenset(iri for iri in parts | owners if iri in new)


def _is_edited(old: Described, new: Described, iri: str, present: str) -> bool:
    return old.kind(iri) not in _KINDS and old.text(iri) != new.text(present)


def _owners(graph: Described, parts: Iterable[str]) -> set[str]:
    """Return the talks, sessions and events that some things are part of, which are none."""
    found: set[str] = set()
    for iri in parts:
        if graph.kind(iri) not in _KINDS and not graph.is_concluded(iri):
            owners = {edge.property: str(edge.value) for edge in graph.outward(iri)}
            found.update([owners[each] for each in _OWNERS if each in owners][:1])
    return found


def _in_order(graph: Described, names: Mapping[str, str], iris: Iterable[str]) -> tuple[Named, ...]:
    """Return the things among `iris` that can be told of: events first, people last."""
    found = (_named(graph, names, iri) for iri in iris if iri in names)
    return tuple(sorted(found, key=lambda each: (_KINDS.index(each.kind), each.name)))


def _named(graph: Described, names: Mapping[str, str], iri: str) -> Named:
    return Named(kind=graph.kind(iri), name=names[iri])
