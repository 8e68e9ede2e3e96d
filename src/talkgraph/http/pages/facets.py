"""What an answer can be narrowed to: events, years, speakers, topics and kinds, each with counts.

Choosing one asks anew, so that what is narrowed away is gone before anything is ranked; all of it
stands in the address. Counts are of what was found: of talks, and of passages for the kinds. Just
so many are found then, with two exceptions that the page names: where it counts the best alone, and
of a kind, which is ranked anew without the others, such as the post that stands for its quote.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import Request

from talkgraph.knowledge.answers import Hit, TalkHits
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import PassageKind, Search, TalkRecord

_SHOWN: Final = 6
_MOST: Final = 30
_OF_KINDS: Final = "Of the passages here. A kind alone is ranked anew: there may be more, or fewer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to narrow to, how much there is of it, and the address of the narrowed search.

    Of what is chosen, the address leads back, and `count` is `None` if nothing of it was found.
    What all that was found has in common can be chosen, too: it stays when another choice goes.
    """

    label: str
    count: int | None
    address: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A way of narrowing down: the choices shown at once, and those behind them.

    `note` tells what the counts are of, where it is not how many will be found.
    """

    title: str
    note: str = ""
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


def facets(
    request: Request, kb: KnowledgeBase, wanted: Search, talks: Sequence[TalkHits]
) -> tuple[Facet, ...]:
    """Return what the answer to a search can be narrowed to, and what it is narrowed to already."""
    records = [kb.records[each.talk] for each in talks]
    hits = [hit for talk in talks for hit in talk.hits]
    address = _addresses(request)
    return tuple(
        facet
        for facet in (
            _of("Event", _event(kb, wanted), _events(records), lambda v: address(event=v)),
            _of("Year", _period(wanted), _years(records), lambda v: address(since=v, until=v)),
            _of("Speaker", wanted.speaker, _speakers(kb, records), lambda v: address(speaker=v)),
            _of("Topic", wanted.topic, _topics(kb, records), lambda v: address(topic=v)),
            _kinds(request, kb, wanted, hits),
        )
        if facet is not None
    )


_Counted = list[tuple[str, str, int]]
"""What can be chosen: how it is called, the value in an address, how many there are."""


def _of(
    title: str, chosen: str | None, counted: _Counted, address: Callable[[str], str]
) -> Facet | None:
    if chosen:
        counts = {value: count for _, value, count in counted}
        labels = {value: label for label, value, _ in counted}
        back = Choice(
            label=labels.get(chosen, chosen),
            count=counts.get(chosen),
            address=address(""),
            is_chosen=True,
        )
        return Facet(title=title, first=(back,), more=())
    if not counted:
        return None
    choices = [
        Choice(label=label, count=count, address=address(value))
        for label, value, count in counted[:_MOST]
    ]
    return Facet(title=title, first=tuple(choices[:_SHOWN]), more=tuple(choices[_SHOWN:]))


def called(kind: PassageKind) -> str:
    """Return what passages of a kind are called where they are chosen."""
    return "announced" if kind is PassageKind.ABSTRACT else f"{kind.value}s"


def _kinds_of(kb: KnowledgeBase) -> frozenset[PassageKind]:
    """Return the kinds of passages that there are, whichever an answer has: any may be chosen."""
    kinds = tuple(PassageKind)
    return kb.kept(
        "kinds", lambda: frozenset(kinds[each] for each in set(kb.of_passages()[1].tolist()))
    )


def _kinds(
    request: Request, kb: KnowledgeBase, wanted: Search, hits: Iterable[Hit]
) -> Facet | None:
    counts = Counter(hit.kind for hit in hits)
    chosen = {kind for kind in PassageKind if kind.value in wanted.kinds}
    shown = [kind for kind in PassageKind if kind in chosen or (counts and kind in _kinds_of(kb))]
    if not shown:
        return None
    choices = (
        Choice(
            label=called(kind),
            count=counts[kind] or None,
            address=_changed(request, "kind", *sorted(k.value for k in chosen ^ {kind})),
            is_chosen=kind in chosen,
        )
        for kind in shown
    )
    note = "" if chosen or len(shown) < 2 else _OF_KINDS
    return Facet(title="Kind", note=note, first=tuple(choices), more=())


def _most_first(found: Counter[tuple[str, str]]) -> _Counted:
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return [(label, value, count) for (label, value), count in ordered]


def _event(kb: KnowledgeBase, wanted: Search) -> str | None:
    """Return the event that a search is narrowed to, by its name if it is given by IRI or slug."""
    found = (each.name for each in kb.events() if wanted.event in (each.iri, each.slug))
    return next(found, wanted.event) if wanted.event else None


def _events(records: Iterable[TalkRecord]) -> _Counted:
    return _most_first(Counter((each.event_name, each.event_name) for each in records))


def _years(records: Iterable[TalkRecord]) -> _Counted:
    years = Counter(str(each.dates[0].year) for each in records if each.dates)
    return [(year, year, count) for year, count in sorted(years.items(), reverse=True)]


def _period(wanted: Search) -> str | None:
    """Return the time that a search is narrowed to, in words."""
    if wanted.since == wanted.until:
        return str(wanted.since) if wanted.since else None
    sides = (("since", wanted.since), ("until", wanted.until))
    return " ".join(f"{side} {day}" for side, day in sides if day)


def prepare(kb: KnowledgeBase) -> None:
    """Work out what counts need of a whole knowledge base, which is kept with it."""
    _shared_names(kb)
    _kinds_of(kb)
    _labels(kb)
    _families(kb)


def _speakers(kb: KnowledgeBase, records: Iterable[TalkRecord]) -> _Counted:
    shared = _shared_names(kb)
    return _most_first(
        Counter(
            (name, iri.rpartition("/")[2] if name in shared else name)
            for each in records
            for iri, name in each.speakers
        )
    )


def _shared_names(kb: KnowledgeBase) -> frozenset[str]:
    return kb.kept("names of several", lambda: _names_of_several(kb))


def _names_of_several(kb: KnowledgeBase) -> frozenset[str]:
    """Return the names that several people have, who are told apart by their addresses."""
    names = Counter(name for person in kb.people for name in {person.name, *person.alternate_names})
    return frozenset(name for name, count in names.items() if count > 1)


def _labels(kb: KnowledgeBase) -> Mapping[str, str]:
    return kb.kept("labels", lambda: {topic.iri: topic.label for topic in kb.vocabulary()})


def _families(kb: KnowledgeBase) -> Mapping[str, frozenset[str]]:
    """Return, by IRI, what a filter for each topic that talks have lets pass."""
    return kb.kept("families", lambda: _passed_by_topics(kb))


def _passed_by_topics(kb: KnowledgeBase) -> dict[str, frozenset[str]]:
    having = (topic for topic in kb.topics() if topic.talks)
    return {each.iri: kb.filters(Search(topic=each.label)).topics for each in having}


def _topics(kb: KnowledgeBase, records: Sequence[TalkRecord]) -> _Counted:
    """Count the talks of the topics that most are said to be about, as a filter passes them.

    It passes talks of narrower topics, and those that are less surely about one, too.
    """
    labels, families = _labels(kb), _families(kb)
    about = Counter(iri for each in records for iri in each.topics_by_confidence if iri in labels)
    passed: Counter[tuple[str, str]] = Counter()
    for iri in sorted(about, key=lambda iri: (-about[iri], iri))[:_MOST]:
        family, label = families.get(iri, frozenset({iri})), labels[iri]
        passed[label, label] = sum(not family.isdisjoint(each.topics) for each in records)
    return _most_first(passed)


def _addresses(request: Request) -> Callable[..., str]:
    def address(**values: str) -> str:
        kept = [(k, v) for k, v in _parameters(request) if k not in values]
        return _at(request, [*kept, *((k, v) for k, v in values.items() if v)])

    return address


def _changed(request: Request, name: str, *values: str) -> str:
    kept = [(k, v) for k, v in _parameters(request) if k != name]
    return _at(request, [*kept, *((name, value) for value in values)])


def _parameters(request: Request) -> Iterator[tuple[str, str]]:
    return ((k, v) for k, v in request.query_params.multi_items() if k != "page" and v)


def _at(request: Request, query: Sequence[tuple[str, str]]) -> str:
    return f"{request.url.path}?{urlencode(query)}"
