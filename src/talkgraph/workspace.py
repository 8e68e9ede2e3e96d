"""The knowledge base as one object: the composition root and the Python API.

It turns questions into calls of the parts, and their answers into results with names in them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talkgraph import generation
from talkgraph.details import speaker_details, statistics, talk_details
from talkgraph.errors import NotFound
from talkgraph.generation import Generation
from talkgraph.lookup import day
from talkgraph.model import (
    Filters,
    Hit,
    PassageKind,
    Person,
    TalkRecord,
    Theme,
)
from talkgraph.parts import Parts
from talkgraph.results import (
    PostPair,
    Reasons,
    Related,
    Results,
    SpeakerDetails,
    SpeakerSummary,
    Stats,
    TalkDetails,
    TalkSummary,
    ThemePost,
    ThemeSummary,
    ThemeTalk,
)

if TYPE_CHECKING:
    import networkx as nx
    import rdflib


Date = str | dt.date
"""A date, or a text such as `2019`, `2019-10` or `2019-10-02`."""


def open_knowledge_base(path: str | Path) -> "KnowledgeBase":
    """Open the generation in use of the knowledge base in a folder.

    The result keeps answering from that generation, whatever is built meanwhile.

    Raises `KnowledgeBaseMissing`, `KnowledgeBaseMismatch` or `KnowledgeBaseDamaged`.
    """
    return KnowledgeBase(generation.current(Path(path)))


class KnowledgeBase:
    """A knowledge base opened for questions; see `open_knowledge_base`."""

    def __init__(self, opened: Generation) -> None:
        """Answer from a generation that has been checked."""
        self.parts = Parts(opened)

    def __repr__(self) -> str:
        """Tell where it is and what it holds."""
        counts = self.parts.manifest.counts
        held = ", ".join(f"{counts[key]} {key}" for key in ("events", "talks", "posts", "triples"))
        return f"KnowledgeBase({str(self.parts.folder.parents[1])!r}: {held})"

    # ── questions ────────────────────────────────────────────────────────────────────────────

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        kind: str | Iterable[str] = (),
        event: str | None = None,
        speaker: str | None = None,
        topic: str | None = None,
        since: Date | None = None,
        until: Date | None = None,
    ) -> Results[Hit]:
        """Find posts, notes, quotes or talks by words and meaning, best first.

        Everything but `text` and `limit` narrows what is searched before it is ranked: `kind`
        to one or more of post, note, quote, talk; `event` to events whose name contains it;
        `speaker` to a person by name or @handle; `topic` to a topic and the narrower ones;
        `since` and `until` to days, both included.

        Raises `InputError` (or one of its kinds) if one of these cannot be understood.
        """
        filters = self._filters(kind, event, speaker, topic, since, until)
        if filters.kinds == {PassageKind.TALK}:
            return Results(self.parts.engine.search_talks(text, limit=limit, filters=filters))
        return Results(self.parts.engine.search(text, limit=limit, filters=filters))

    def related(self, talk: str, *, limit: int = 10) -> Results[Related]:
        """Find the talks related to one, best first, each with its reasons.

        `talk` is an IRI, `event/anchor`, or a title that only one talk has.
        """
        here = self.parts.lookup.talk(talk)
        texts = {passage.iri: passage.text for passage in self.parts.passages}
        records = {record.iri: record for record in self.parts.records}
        labels = {each.iri: each.label for each in self.parts.topics}
        names = {iri: name for record in self.parts.records for iri, name in record.speakers}
        return Results(
            Related(
                iri=found.talk,
                title=records[found.talk].title,
                event=records[found.talk].event_name,
                speakers=tuple(name for _, name in records[found.talk].speakers),
                score=found.score,
                repeat=found.repeat,
                reasons=Reasons(
                    posts=tuple(
                        PostPair(
                            similarity=pair.similarity,
                            here=texts[pair.left],
                            there=texts[pair.right],
                            here_iri=pair.left,
                            there_iri=pair.right,
                        )
                        for pair in found.pairs
                    ),
                    topics=tuple(labels.get(iri, iri) for iri in found.topics),
                    people=tuple(names.get(iri, iri) for iri in found.people),
                ),
            )
            for found in self.parts.relater.related(here.iri, limit=limit)
        )

    def themes(self) -> Results[ThemeSummary]:
        """Return the themes that run across the talks, the widest first."""
        return Results(self._summary(theme) for theme in self.parts.themes)

    def theme(self, name: str) -> ThemeSummary:
        """Return one theme, by IRI or name."""
        return self._summary(self.parts.lookup.theme(name))

    def talks(self) -> Results[TalkSummary]:
        """Return every talk, in order of date, then name."""
        labels = {each.iri: each.label for each in self.parts.topics}
        ordered = sorted(
            (record for record in self.parts.records if record.is_talk),
            key=lambda record: (record.date or dt.date.max, record.name),
        )
        return Results(
            TalkSummary(
                iri=record.iri,
                name=record.name,
                title=record.title,
                event=record.event_name,
                date=record.date.isoformat() if record.date else None,
                speakers=tuple(name for _, name in record.speakers),
                topics=tuple(labels.get(iri, iri) for iri in _by_weight(record.topics)),
            )
            for record in ordered
        )

    def speakers(self) -> Results[SpeakerSummary]:
        """Return everybody who gave a talk, in order of name."""
        given: dict[str, int] = {}
        for record in self.parts.records:
            for iri, _ in record.speakers if record.is_talk else ():
                given[iri] = given.get(iri, 0) + 1
        return Results(
            SpeakerSummary(
                iri=self.parts.names.person(person.slug),
                name=person.name,
                also_known_as=person.alternate_names,
                handles=tuple(f"@{a.handle} ({a.service})" for a in person.accounts),
                talks=given[self.parts.names.person(person.slug)],
            )
            for person in sorted(self.parts.people, key=lambda person: (person.name, person.slug))
            if self.parts.names.person(person.slug) in given
        )

    def talk(self, name: str) -> TalkDetails:
        """Return a talk with its speakers, topics, links and every post; see `related`."""
        return talk_details(self.parts.store, self.parts.lookup.talk(name))

    def speaker(self, name: str) -> SpeakerDetails:
        """Return a person with their talks and quotes; `name` may be a name or an @handle."""
        person = self.parts.lookup.person(name)
        return speaker_details(self.parts.store, person, self.parts.names.person(person.slug))

    def stats(self) -> Stats:
        """Return what the knowledge base holds, in numbers."""
        return statistics(self.parts.store)

    def find_talk(self, name: str) -> TalkRecord:
        """Return what is known of a talk without the graph; see `related` for `name`."""
        return self.parts.lookup.talk(name)

    def find_speaker(self, name: str) -> Person:
        """Return a person by IRI, name, @handle or slug."""
        return self.parts.lookup.person(name)

    def sparql(
        self, query: str, bindings: Mapping[str, str] | None = None
    ) -> Results[Mapping[str, str]]:
        """Answer a SPARQL 1.1 SELECT query over the union of all graphs.

        `bindings` gives IRIs to variables of the query by value. The prefixes of `PREFIXES` need
        not be declared. Raises `QueryInvalid`.
        """
        return Results(self.parts.store.select(query, bindings))

    def answer(self, query: str, media_type: str) -> bytes:
        """Answer a SPARQL query of any form, serialised as `media_type`."""
        return self.parts.store.answer(query, media_type)

    def table(self, query: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Answer a SPARQL query of any form as a header and rows of plain strings."""
        return self.parts.store.table(query)

    def export(self, form: str) -> bytes:
        """Return everything as turtle, trig, nt, nq, jsonld, or graphml (similar talks)."""
        if form == "graphml":
            import networkx as nx

            return "\n".join(nx.generate_graphml(self.network("talks"))).encode() + b"\n"
        from talkgraph.graph import export

        return export(self.parts.store, form)

    def rdf(self) -> "rdflib.Dataset":
        """Return an rdflib Dataset over the store, whose default graph is the union of all."""
        from talkgraph.graph import as_rdflib_dataset

        return as_rdflib_dataset(self.parts.folder / "graph")

    def network(self, kind: str = "talks") -> "nx.Graph[Any]":
        """Return a networkx graph: `talks` by similarity, `people` with events and topics, or
        `topics` with talks.
        """  # noqa: D205 - one sentence
        from talkgraph.retrieval import network

        views = {
            "talks": lambda: network.talk_network(
                self.parts.records, self.parts.relater.similarities(), self.parts.topics
            ),
            "people": lambda: network.people_network(self.parts.records, self.parts.topics),
            "topics": lambda: network.topic_network(self.parts.records, self.parts.topics),
        }
        if kind not in views:
            raise NotFound(f"there is no network of {kind!r}.", name=kind, suggestions=list(views))
        return views[kind]()

    def verify(self) -> tuple[str, ...]:
        """Check every file against the manifest; return one sentence per problem."""
        return generation.verify(self.parts.generation)

    def _filters(
        self,
        kind: str | Iterable[str],
        event: str | None,
        speaker: str | None,
        topic: str | None,
        since: Date | None,
        until: Date | None,
    ) -> Filters:
        look = self.parts.lookup
        kinds = (kind,) if isinstance(kind, str) else tuple(kind)
        return Filters(
            kinds=frozenset(_kind(each) for each in kinds),
            events=look.events(event) if event else frozenset(),
            speakers=(
                frozenset({self.parts.names.person(look.person(speaker).slug)})
                if speaker
                else frozenset()
            ),
            topics=look.topic(topic) if topic else frozenset(),
            since=day(since) if isinstance(since, str) else since,
            until=day(until, last=True) if isinstance(until, str) else until,
        )

    def _summary(self, theme: Theme) -> ThemeSummary:
        records = {record.iri: record for record in self.parts.records}
        passages = {passage.iri: passage for passage in self.parts.passages}
        return ThemeSummary(
            iri=self.parts.names.theme(theme.slug),
            name=theme.name,
            keywords=theme.keywords,
            talks=tuple(
                ThemeTalk(
                    iri=member.talk,
                    weight=member.weight,
                    title=records[member.talk].title,
                    event=records[member.talk].event_name,
                )
                for member in theme.members
            ),
            posts=tuple(
                ThemePost(iri=iri, text=passages[iri].text, talk=passages[iri].talk)
                for iri in theme.passages
            ),
        )


def _kind(text: str) -> PassageKind:
    try:
        return PassageKind(text)
    except ValueError:
        raise NotFound(
            f"there is no kind of passage {text!r}.",
            name=text,
            suggestions=[kind.value for kind in PassageKind],
        ) from None


def _by_weight(topics: Mapping[str, float]) -> list[str]:
    return sorted(topics, key=lambda iri: (-topics[iri], iri))
