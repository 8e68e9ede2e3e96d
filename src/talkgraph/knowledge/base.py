"""The Python API: the knowledge base as one object, which `talkgraph.open` returns.

It turns questions into calls of the parts, and their answers into results with names in them.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from heapq import nsmallest
from itertools import islice
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from talkgraph.errors import EncoderUnavailable, InputError, Namesake, NotFound
from talkgraph.graph import EXPORT_FORMATS
from talkgraph.knowledge import generation
from talkgraph.knowledge.answers import (
    EventStats,
    Outside,
    PassageView,
    ProposedTopic,
    QuoteSummary,
    Related,
    SpeakerDetails,
    SpeakerSummary,
    Stats,
    TalkDetails,
    TalkSummary,
    ThemeCount,
    ThemeSummary,
    TopicPage,
    TopicSummary,
    TopicTalk,
)
from talkgraph.knowledge.details import (
    proposed_topics,
    speaker_details,
    talk_details,
    topic_page,
    topic_passages,
    topic_talks,
)
from talkgraph.knowledge.finder import KnowledgeFinder
from talkgraph.knowledge.generation import Generation
from talkgraph.knowledge.hits import Hits
from talkgraph.knowledge.opened import Parts
from talkgraph.knowledge.tables import Results, Row, Table
from talkgraph.knowledge.understanding.asking import answer
from talkgraph.knowledge.views import (
    outside,
    passage_views,
    quote_summaries,
    related_views,
    speaker_summaries,
    talk_summaries,
    theme_counts,
    theme_summaries,
    themes_by_talk,
)
from talkgraph.model import Coverage, Date, Diagnostic, Filters, Person, Search, TalkRecord
from talkgraph.model.names import OA, Names
from talkgraph.protocols import AnswerForm, Question

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import rdflib
    from numpy.typing import NDArray
    from pyoxigraph import Triple

    from talkgraph.graph.sparql.search import Expanded
    from talkgraph.search.encoders.fitted import Fitted, Signals


T = TypeVar("T")
_LOOKED_AT: Final = 5000  # things that lead to another, which has tens of thousands at times


def _kept(method: "Callable[[KnowledgeBase], T]") -> "Callable[[KnowledgeBase], T]":
    """Answer a question without parameters once: a generation never changes."""

    @wraps(method)
    def ask(self: "KnowledgeBase") -> T:
        return self.kept(method.__name__, lambda: method(self))

    return ask


class KnowledgeBase:
    """A knowledge base opened for questions: what `talkgraph.open` returns.

    It only reads. The same question gets the same answer, in the same order, every time. Whatever
    has a name (a talk, a speaker, a topic, a theme) can be asked for by its IRI, too. A name that
    is not there raises `NotFound`, which suggests others; one that stands for several things
    raises `Ambiguous`, which lists them.

    >>> kb
    KnowledgeBase(...: 3 events, 14 talks, 88 posts, ... triples)
    """

    def __init__(self, parts: Parts) -> None:
        """Answer from the parts of a generation."""
        self.parts = parts
        self._answers: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, Lock] = {}

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
        exact: bool = False,
        literal: bool = False,
        plain: Iterable[str] = (),
        newest: bool = False,
    ) -> Hits:
        """Find posts, notes, quotes, abstracts or talks by words and meaning, best first.

        What was said comes before what was only announced, if both speak to it about as much.

        At most `limit` hits, at least 1; none where the notes hold nothing like it. A hit's
        `score` is 0 to 1 and compares within one answer. The other arguments narrow what is
        searched, before it is ranked:

        - `kind`: one or more of `post`, `note`, `quote`, `abstract`, `talk`; of `talk` alone,
          talks are ranked by all that is told of them;
        - `event`: events whose name is this or contains it;
        - `speaker`: a person, by name, a part of one that only one has, or @handle;
        - `topic`: a topic, by any of its labels, and the narrower ones;
        - `since` and `until`: dates, or texts such as `2019`, `2019-10`, `2019-10-02`, `2019-W23`,
          `2 October 2019`, `spring 2019`, both included. A talk whose day is not told is as old as
          its event.

        The words themselves are read for names, times and phrases in quotation marks, and for words
        that are misspelt; `found.understood` tells what was made of them. `plain` names those that
        mean no more than they say; `literal` takes all of them as they stand, and `exact` wants
        them as one phrase. `newest` sorts what is found by date; `found.by_talk()` groups it.

        Raises `InputError` for a text without words, a limit or a date that cannot be, and
        `NotFound` or `Ambiguous` for a name.

        >>> [hit.title for hit in kb.search("a database that goes away", kind="post", limit=1)]
        ['Chaos: Breaking Your Systems to Make Them Unbreakable']
        """
        return self.find(
            Search(
                text=text,
                kinds=(kind,) if isinstance(kind, str) else tuple(kind),
                event=event,
                speaker=speaker,
                topic=topic,
                since=since,
                until=until,
                limit=limit,
                exact=exact,
                literal=literal,
                plain=(plain,) if isinstance(plain, str) else tuple(plain),
                newest=newest,
            )
        )

    def find(self, asked: Search) -> Hits:
        """Answer a search that is given as one value; for the rest see `search`."""
        from talkgraph.search.engine import check

        # Before the model is loaded, which takes longer than to say what is wrong.
        check(asked.text, asked.limit)
        found = answer(self.parts, asked)
        return found.newest_first() if asked.newest else found

    def related(self, talk: str, *, limit: int = 10) -> Results[Related]:
        """Find the talks related to one, at most `limit`, best first, each with its reasons.

        `talk` is an IRI, `event/anchor`, or a title (or a part of one) that only one talk has.
        Scores are 0 to 1 and the same both ways. The same talk given elsewhere is marked
        `repeat`.

        Raises `NotFound` or `Ambiguous`.

        >>> [each.event for each in kb.related("harbourconf-2021/calloway") if each.repeat]
        ['HarbourConf 2022']
        """
        here = self.parts.lookup.talk(talk)
        found = self.parts.relater.related(here.iri, limit=limit)
        return Results(related_views(found, self.parts, here.iri), Related)

    def nearest(self, talk: str, *, limit: int = 10) -> tuple[tuple[str, float], ...]:
        """Return the IRIs of the talks that `related` finds, with their scores, and no more.

        `talk` is an IRI. Much faster where many talks are asked for. Raises `NotFound`.

        >>> kb.nearest(kb.at("talk", "harbourconf-2021/calloway"), limit=1)[0][0]
        'https://w3id.org/talkgraph/id/talk/harbourconf-2022/calloway'
        """
        return tuple((each.talk, each.score) for each in self.parts.relater.related(talk, limit))

    @_kept
    def themes(self) -> Results[ThemeSummary]:
        """Return the themes that run across the talks, the strongest first.

        A theme is a group of talks that belong together, found in what they say; for the entries
        of the vocabulary see `topics`.

        The strength of a theme is the sum of what its talks weigh, divided by the root of their
        number, times the fourth root of how alike they are: what is sure and close comes first,
        not what is wide.

        >>> [theme.name for theme in kb.themes()[:2]]
        ['Organisational culture', 'On-call']
        """
        parts = self.parts
        found = theme_summaries(parts.themes, parts.said, parts.talks, parts.names)
        return Results(found, ThemeSummary)

    def theme(self, name: str) -> ThemeSummary:
        """Return one theme, by IRI or name, or by a part of one name only.

        Raises `NotFound` or `Ambiguous`.
        """
        iri = self.names.theme(self.parts.lookup.theme(name).slug)
        return next(theme for theme in self.themes() if theme.iri == iri)

    def themes_of(self, talk: str) -> Results[ThemeSummary]:
        """Return the themes of a talk (IRI), the one it carries most first.

        >>> [theme.name for theme in kb.themes_of(kb.at("talk", "harbourconf-2022/calloway"))]
        ['On-call']
        """
        return Results(self._themes_by_talk().get(talk, ()), ThemeSummary)

    @_kept
    def _themes_by_talk(self) -> Mapping[str, Sequence[ThemeSummary]]:
        return themes_by_talk(self.themes())

    def namesake(self, kind: str, name: str) -> Namesake | None:
        """Return the `topic` or the `theme` that has this very name, if there is one.

        A topic is an entry of the vocabulary, a theme a group of talks: one name may stand for
        both.

        >>> kb.namesake("topic", "on-call").name, kb.namesake("topic", "no such thing")
        ('On-call', None)
        """
        return self.parts.lookup.namesake(kind, name)

    def theme_counts(self, name: str, by: str = "year") -> Results[ThemeCount]:
        """Return how much of a theme there is in each `year` or at each `event`, in order.

        `name` is as in `theme`; a talk without a date counts in the year of its
        event. Years and events without the theme are there too.

        Raises `NotFound` for a theme or a way of counting that there is not.
        """
        weights = {member.talk: member.weight for member in self.parts.lookup.theme(name).members}
        return Results(theme_counts(self.parts.records, weights, self.year, by), ThemeCount)

    def outside_themes(self) -> Outside:
        """Return the talks, and the posts and notes, that are in no theme, in order of IRI."""
        parts = self.parts
        return outside(parts.themes, self.talks(), self.passages(), parts.outside_themes)

    def topics(self) -> Results[TopicSummary]:
        """Return the topics that anything has, those of most talks first.

        A topic is an entry of the vocabulary, given to every talk that speaks of it; for groups of
        talks that belong together see `themes`.
        """
        having = (topic for topic in self.vocabulary() if topic.talks or topic.passages)
        return Results(having, TopicSummary)

    @_kept
    def vocabulary(self) -> Results[TopicSummary]:
        """Return all topics that talks are filed under, also those that nothing has."""
        return Results(self.parts.vocabulary, TopicSummary)

    def proposed_topics(self) -> Results[ProposedTopic]:
        """Return the topics that the talks suggest and no vocabulary has, the surest first.

        Nothing is filed under them; `talkgraph topics suggest` writes them for you to decide on.
        """
        parts = self.parts
        return Results(proposed_topics(parts.proposals, parts.topics), ProposedTopic)

    def topic(self, name: str, *, most: int | None = None) -> TopicPage:
        """Return a topic, by IRI or any of its labels, with the evidence for it.

        At most so many talks and so many passages, the surest, if `most` is given. Raises
        `NotFound`, with labels that come near.

        >>> found = kb.topic("on-call", most=1)
        >>> len(found.talks), len(found.passages), found.talks_in_all > 1
        (1, 1, True)
        """
        parts = self.parts
        topic = parts.lookup.one_topic(name)
        about = self.talks_about(topic.iri)
        told = parts.assigned.having(parts.topics.index(topic))
        return topic_page(
            topic,
            parts.topics,
            self.topic_talks(topic.iri, about[:most].tolist()),
            tuple(
                topic_passages(
                    parts.store,
                    parts.names,
                    topic.iri,
                    (parts.passages[row] for row in told[:most].tolist()),
                    parts.talks,
                )
            ),
            (len(about), len(told)),
        )

    def talks_about(self, topic: str) -> "NDArray[np.int64]":
        """Return which of the `records` have a topic (an IRI): their places, the surest first.

        Sessions are among them; shape (n,).
        """
        return self.parts.columns.about(topic)

    def topic_talks(self, topic: str, rows: Iterable[int]) -> tuple[TopicTalk, ...]:
        """Return what a topic (an IRI) is to talks that have it, by their places among all."""
        return topic_talks(topic, self.records_at(rows))

    @_kept
    def talks(self) -> Results[TalkSummary]:
        """Return every talk, in order of date, time and name; those without a date come last.

        Those that were cancelled are among them: see `status`.

        >>> kb.talks()[:2].to_frame()[["date", "event"]]
                 date                     event
        0  2019-10-02  DevOpsDays Hartford 2019
        1  2019-10-02  DevOpsDays Hartford 2019
        """
        parts = self.parts
        return Results(talk_summaries(parts.records, parts.topics, parts.passages), TalkSummary)

    @_kept
    def quotes(self) -> Results[QuoteSummary]:
        """Return every quote with whose words it is, in the order of `talks`.

        >>> kb.quotes()[0].who, kb.quotes()[0].event
        ('@littleidea', 'DevOpsDays Hartford 2019')
        """
        return Results(quote_summaries(self.parts.passages, self.parts.talks), QuoteSummary)

    @_kept
    def speakers(self) -> Results[SpeakerSummary]:
        """Return everybody who gave a talk, in order of name.

        >>> [(each.name, each.talks) for each in kb.speakers() if each.talks > 1]
        [('Ines Calloway', 2)]
        """
        parts = self.parts
        return Results(speaker_summaries(parts.records, parts.people, parts.names), SpeakerSummary)

    def talk(self, name: str) -> TalkDetails:
        """Return a talk (or session) in full: when and where, by whom, announced, said.

        `name` is as in `related`. Raises `NotFound` or `Ambiguous`.

        >>> talk = kb.talk("harbourconf-2022/strand")
        >>> talk.title, [speaker.name for speaker in talk.speakers], talk.said[0].line
        ('Burnout Has a Lead Time', ['Leopold Strand'], 44)
        """
        return talk_details(self.parts.store, self.parts.lookup.talk(name))

    def speaker(self, name: str) -> SpeakerDetails:
        """Return a person with their talks and quotes, by any of their names or an @handle.

        A part of a name will do, if only one person's is like it: a surname, or how words begin.
        Raises `NotFound` or `Ambiguous`.

        >>> [talk.affiliation for talk in kb.speaker("Ines Calloway").talks]
        ['Tidewater Bank', None]
        """
        person = self.parts.lookup.person(name)
        return speaker_details(self.parts.store, person, self.parts.names.person(person.slug))

    @_kept
    def stats(self) -> Stats:
        """Return what the knowledge base holds, in numbers: by class, and by event.

        >>> kb.stats().counts["tg:Talk"]
        14
        """
        return self.parts.stats

    def find_talk(self, name: str) -> TalkRecord:
        """Return what search knows of a talk, without asking the graph.

        `name` is as in `related`. Raises `NotFound` or `Ambiguous`.
        """
        return self.parts.lookup.talk(name)

    def find_speaker(self, name: str) -> Person:
        """Return a person, found as by `speaker`, without asking the graph.

        Raises `NotFound` or `Ambiguous`.
        """
        return self.parts.lookup.person(name)

    def year(self, talk: str) -> int | None:
        """Return the year of a talk (IRI): its own or, where no day is told, that of the event."""
        dates = self.records[talk].dates
        return dates[0].year if dates else None

    def years(self) -> "tuple[NDArray[np.int64], NDArray[np.bool_]]":
        """Return the `year` of each of the `records`, 0 where none is told, and which were given.

        Both of shape (records,).
        """
        columns = self.parts.columns
        return columns.years, columns.is_talk & ~columns.is_cancelled

    def rows_of(self, talks: Iterable[str]) -> "NDArray[np.int64]":
        """Return the places among the `records` of talks (IRIs) that are among them, shape (n,)."""
        import numpy as np

        rows = (self.parts.row(talk) for talk in talks)
        return np.array([row for row in rows if row is not None], dtype=np.int64)

    def sparql(
        self, query: str, bindings: Mapping[str, object] | None = None, /, **values: object
    ) -> Table:
        """Answer a SPARQL 1.1 query over the union of all graphs: rows, with their columns.

        A SELECT gives its variables in order; ASK gives one row with `answer`; CONSTRUCT and
        DESCRIBE give `subject`, `predicate`, `object`. Cells are `talkgraph.IRI`, `str`, `int`,
        `float` (of xsd:decimal too), `bool`, `date` or `datetime`, or `None` where unbound.

        The prefixes of the project need not be declared. Variables are given values by name, or
        in `bindings`: an IRI as `talkgraph.IRI` (or rdflib's URIRef), anything else as a literal
        of its type. Values are bound as terms and can never be read as a part of the query.
        `SERVICE tg:search` and the function `tg:similarity` search inside it, as
        `02-sparql-tour.ipynb` shows; at most ten times in a query.

        Raises `QueryInvalid` for what is no query, is an update, calls another service, or has
        no variable of the name given; `InputError` for a value that cannot be bound.

        >>> kb.sparql(
        ...     "SELECT ?title ?date { ?talk a tg:Talk ; schema:name ?title ;"
        ...     "  schema:startDate ?date ; tg:event/schema:name ?event } ORDER BY ?title",
        ...     event="HarbourConf 2022",
        ... )
        2 rows
          title                                                        date
          Burnout Has a Lead Time                                      2022-09-15
          Paid to Sleep Badly: What On-Call Costs and Who Pays For It  2022-09-15
        """
        from talkgraph.graph.sparql.bindings import term_of, value_of

        terms = {name: term_of(value) for name, value in {**(bindings or {}), **values}.items()}
        found = self.parts.store.rows(replace(self._question(query), bindings=terms))
        rows = (dict(zip(found.header, map(value_of, row), strict=True)) for row in found.rows)
        return Table(map(Row, rows), found.header)

    def answer(self, query: str, media_type: str) -> bytes:
        """Answer a SPARQL query of any form, serialised as `media_type`.

        Rows as SPARQL results in JSON, XML, CSV or TSV, triples in an RDF format. Raises
        `QueryInvalid`, also where such a query has no answer of this type.

        >>> kb.answer("SELECT (COUNT(*) AS ?talks) { ?talk a tg:Talk }", "text/csv").split()
        [b'talks', b'14']
        """
        form = AnswerForm(rows=media_type, graph=media_type)
        return self.parts.store.answer(self._question(query), form).content

    def table(self, query: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Answer a SPARQL query of any form as a header and rows of plain strings.

        An unbound variable is an empty string. Raises `QueryInvalid`.
        """
        from talkgraph.graph.sparql.bindings import plain

        found = self.parts.store.rows(self._question(query))
        return found.header, tuple(tuple(map(plain, row)) for row in found.rows)

    def expand(self, query: str) -> "Expanded":
        """Return a SPARQL query with the searches inside it answered; raises `QueryInvalid`."""
        from talkgraph.graph.sparql.search import expand

        return expand(query, self.finder)

    def finder(self) -> KnowledgeFinder:
        """Return what answers the searches inside SPARQL."""
        return KnowledgeFinder(self.parts, self.find)

    def _question(self, query: str) -> Question:
        """Return the query in plain SPARQL, with the functions that it calls."""
        from talkgraph.graph.sparql.search import functions

        expanded = self.expand(query)
        return Question(sparql=expanded.sparql, functions=functions(expanded))

    # ── itself ───────────────────────────────────────────────────────────────────────────────

    def events(self) -> Results[EventStats]:
        """Return the events in order of date, each with its counts.

        >>> [(event.name, event.talks) for event in kb.events()]
        [('DevOpsDays Hartford 2019', 6), ('HarbourConf 2021', 6), ('HarbourConf 2022', 2)]
        """
        return Results(self.stats().events, EventStats)

    def event(self, iri: str) -> EventStats:
        """Return one of the events, by its IRI; raises `NotFound`."""
        for event in self.events():
            if event.iri == iri:
                return event
        raise NotFound(f"there is no event {iri!r} in this knowledge base.", name=iri)

    def diagnostics(self) -> Results[Diagnostic]:
        """Return what was noticed in the notes when they were read, by source and line.

        >>> [each.code for each in kb.diagnostics() if each.severity == "warning"]
        ['toc-unknown-anchor']
        """
        return Results(self.parts.diagnostics, Diagnostic)

    def coverage(self) -> Results[Coverage]:
        """Return, for every source, how many of its lines are in the graph, named, or left out.

        Files of the folders that nobody reads are among them, with the reason; many alike are one.
        """
        return Results(self.parts.coverage, Coverage)

    def verify(self) -> tuple[str, ...]:
        """Check size and SHA-256 of every file, and of the model; return one sentence per problem.

        A model that is not installed is none: all but search answers without it.

        >>> kb.verify()
        ()
        """
        from talkgraph.search.encoders.registry import check_encoder

        problems = generation.verify(self.parts.generation)
        try:
            check_encoder(self.parts.manifest.encoder.name)
        except EncoderUnavailable as error:
            return (*problems, str(error))
        return problems

    # ── the whole of it, for other tools to work on ──────────────────────────────────────────

    def export(self, form: str) -> bytes:
        """Return everything as turtle, trig, nt, nq, jsonld, or graphml (similar talks).

        UTF-8. `turtle` and `nt` are the union of all graphs, `trig`, `nq` and `jsonld` keep them
        apart: their default graph holds only the description of the data set, so that rdflib finds
        a talk in a `Dataset(default_union=True)`, and none in a plain `Dataset()`. When it was
        built is left out: the same notes give the same bytes. Raises `InputError` for another
        format.

        >>> len(kb.export("nt").splitlines()) > 8000
        True
        """
        if form == "graphml":
            import networkx as nx

            return "\n".join(nx.generate_graphml(self.network("talks"))).encode() + b"\n"
        from talkgraph.graph.exports import export

        if form not in EXPORT_FORMATS:
            known = ", ".join(sorted((*EXPORT_FORMATS, "graphml")))
            raise InputError(f"no export format {form!r}; there are {known}")
        return export(self.parts.store, form, self._hours)

    def dump(self) -> Iterator[bytes]:
        r"""Yield what the export `nq` holds in another order, piece by piece; for large ones.

        One thread has to read it to the end.

        >>> sum(piece.count(b"\n") for piece in kb.dump()) == len(kb.export("nq").splitlines())
        True
        """
        from talkgraph.graph.exports import dump

        return dump(self.parts.store, self._hours)

    def contents(self) -> "list[Triple]":
        """Return what the data set says of itself, its graphs and its build.

        It is what exports have in their default graph, and SPARQL here as a part of the union.
        """
        return [*self.parts.store.scan(None)]

    def hours(self) -> "list[Triple]":
        """Return what tells when it was built, which exports leave out."""
        return [triple for graph in self._hours for triple in self.parts.store.scan(graph)]

    def leading_to(self, thing: str, most: int) -> "list[tuple[str, str]]":
        """Return what leads to a thing (an IRI): subjects and properties, the first in order.

        Places in a source that lead to the whole of it are not among them. Of what many thousands
        lead to, some are looked at, the same ones each time.
        """
        from pyoxigraph import NamedNode

        from talkgraph.graph.sparql.bindings import plain

        # A store sorts its answer to SPARQL more slowly than it gives them all.
        found = self.parts.store.fitting(value=NamedNode(thing))
        others = (each for each in found if each.predicate.value != f"{OA}hasSource")
        looked_at = islice(others, max(_LOOKED_AT, most))
        return nsmallest(most, {(plain(each.subject), each.predicate.value) for each in looked_at})

    def triples(self, query: str) -> "list[Triple]":
        """Answer a query for a graph (CONSTRUCT) in which no search is; raises `QueryInvalid`."""
        from pyoxigraph import Triple

        rows: Iterable[Any] = self.parts.store.rows(Question(sparql=query)).rows
        return [Triple(*row) for row in rows]

    def quads(self, query: str, media_type: str) -> bytes:
        """Answer a SELECT of graphs, subjects, predicates and objects as TriG or N-Quads.

        Raises `QueryInvalid`.
        """
        from pyoxigraph import RdfFormat

        from talkgraph.graph.exports import quads

        form = RdfFormat.from_media_type(media_type)
        if form is None or not form.supports_datasets:
            raise InputError(
                f"{media_type} does not keep graphs apart; ask for application/trig, or for "
                "application/n-quads"
            )
        return quads(self.parts.store.rows(Question(sparql=query)).rows, form)

    @property
    def _hours(self) -> tuple[str, ...]:
        """The graphs that tell when it was built, and so are no part of the data set."""
        from talkgraph.graph.write.dataset import CLOCK

        return (self.parts.names.graph(CLOCK),)

    def notes(self, event: str | None = None) -> dict[str, str]:
        """Return what programmes and archives gave as notes to edit: Markdown, by file name.

        One file an event; with `event`, only for events whose name is this or contains it. Read
        again, it is the same graph. Raises `InputError` where no machine told of any.
        """
        from talkgraph.knowledge.exports.written import notes_of

        wanted = None if event is None else self.parts.lookup.events(event)
        found = notes_of(self.parts.store, wanted)
        if not found:
            what = "it" if event else "any event"
            raise InputError(
                f"no programme and no archive tells of {what}; edit what people noted themselves,"
                " which is Markdown already"
            )
        return {f"{slug}.md": text for slug, text in sorted(found.items())}

    def rdf(self) -> "rdflib.Dataset":
        """Return an rdflib Dataset over the store itself, for reading.

        Its default graph is the union of all graphs, as SPARQL sees them here, with the hours of
        the build; nothing is copied. An export read with rdflib has no such union unless it is
        read into `rdflib.Dataset(default_union=True)`. It suits walking along the graph; for
        SPARQL, `sparql` is much faster.

        >>> from rdflib import RDF, URIRef
        >>> len(set(kb.rdf().subjects(RDF.type, URIRef("https://schema.org/Quotation"))))
        12
        """
        return self.parts.store.dataset()

    def network(self, kind: str = "talks") -> "nx.Graph[Any]":
        """Return a networkx graph, whose nodes are IRIs with a `label` and further attributes.

        - `talks` are linked by similarity. Nodes have a `name`, `event`, `date`, `speakers` and
          `topics` (up to five, the surest first); edges a `weight` (the similarity, 0 to 1), a
          `distance` (1 - `weight`), and `repeat`: 1 between deliveries of one talk, else 0.
        - `people` are linked with the events they spoke at and the topics they spoke about. Nodes
          have a `kind` (`person`, `event`, `topic`), people also `talks`, a number; edges a
          `relation` (`spoke-at`, `spoke-about`, `spoke-with`) and a `weight`: a number of talks
          or, for topics, the sum of their confidence in these talks.
        - `topics` are linked with talks. Nodes have a `kind` (`topic`, `talk`) and `bipartite`
          (1, 0); topics also `talks`, a number, and `broader`; edges a `weight`: the confidence,
          0 to 1.

        Attributes are texts and numbers only, as GraphML wants them; several names in one are
        separated by "; ". Raises `NotFound` for another kind.

        >>> talks = kb.network("talks")
        >>> talks.number_of_nodes()
        14
        >>> [sorted(data) for _, _, data in talks.edges(data=True)][0]
        ['distance', 'repeat', 'weight']
        """
        from talkgraph.knowledge.exports import networks

        views = {
            "talks": lambda: networks.talk_network(
                self.parts.records, self.parts.relater.similarities(), self.parts.topics
            ),
            "people": lambda: networks.people_network(self.parts.records, self.parts.topics),
            "topics": lambda: networks.topic_network(self.parts.records, self.parts.topics),
        }
        if kind not in views:
            raise NotFound(f"there is no network of {kind!r}.", name=kind, suggestions=list(views))
        return views[kind]()

    # ── what the service, the evaluation and the like ask for ────────────────────────────────

    @property
    def generation(self) -> Generation:
        """The build that it answers from: its name, its folder and its manifest."""
        return self.parts.generation

    @property
    def names(self) -> Names:
        """How it names things: what IRIs are made of."""
        return self.parts.names

    @property
    def records(self) -> Mapping[str, TalkRecord]:
        """What search knows of every talk and session, by IRI, in the order of the notes."""
        return self.parts.talks

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody whom the notes name, with all names and accounts, speaker or not."""
        return tuple(self.parts.people)

    def addresses(self, kind: str) -> Mapping[str, str]:
        """Return the IRIs of all talks, speakers, events, themes or topics by their addresses.

        `kind` is one of these words, without the s. An address is what follows the kind in an IRI
        and in the paths of the service. People have their former addresses, too. Raises `NotFound`
        for another kind.
        """

        def made() -> Mapping[str, str]:
            if kind == "event":
                return MappingProxyType({event.slug: event.iri for event in self.events()})
            return self.parts.lookup.addresses(kind)

        return self.kept(("addresses", kind), made)

    def at(self, kind: str, address: str) -> str:
        """Return the IRI of what has, or had, an address; raises `NotFound`, with near names.

        >>> kb.at("speaker", "ines-calloway")
        'https://w3id.org/talkgraph/id/person/ines-calloway'
        """
        try:
            return self.addresses(kind)[address]
        except KeyError:
            now = self.parts.lookup.now_at(kind, address)
            if now is not None and now in self.addresses(kind).values():
                return now
            raise self.parts.lookup.nobody(kind, address) from None

    def present(self, iri: str) -> str | None:
        """Return the present IRI of something by its former one, and `None` for any other.

        >>> kb.present("https://w3id.org/talkgraph/id/person/ines-calloway") is None
        True
        """
        return self.parts.former.get(iri)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` makes of it, made once, however many threads ask for that `key`."""
        if key not in self._answers:
            # One lock for each key: what takes long holds up none but those who ask for it.
            with self._locks.setdefault(key, Lock()):
                if key not in self._answers:
                    self._answers[key] = make()
        answer: T = self._answers[key]
        return answer

    def after(self, older: "KnowledgeBase") -> "KnowledgeBase":
        """Return it ready to take the place of an older one, with its model if that is the same."""
        return KnowledgeBase(self.parts.after(older.parts))

    def without(self, hidden: Iterable[PassageView]) -> "KnowledgeBase":
        """Return it with some passages, and what stands in their text, taken out of search.

        Nothing that rests on them is left: not their vectors, not their words among those of
        the talk, not the topics that the talk has on their account. The graph stays as it is.
        """
        return KnowledgeBase(self.parts.without((each.talk, each.text) for each in hidden))

    def select(
        self, query: str, things: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Ask one of the program's own queries: rows of plain strings, unbound variables absent.

        `things` gives IRIs to variables. Raises `QueryInvalid`.
        """
        return self.parts.store.select(query, things)

    def signals(self, text: str) -> "Signals":
        """Return what tells whether there is an answer to a text; raises `InputError` as search."""
        return self.parts.engine.signals(text)

    def usual_fit(self) -> "Fitted":
        """Return what is fitted for its encoder where nobody fitted it to this knowledge base."""
        from talkgraph.search.encoders.fitted import fitted

        return fitted(self.parts.encoder, self.parts.engine.topics)

    def keep_fit(self, found: "Fitted") -> Path:
        """Keep what was fitted for its encoder, for whoever opens it next; return the file."""
        from talkgraph.search.encoders.fitted import keep_fitted

        return keep_fitted(self.parts.folder.parents[1], self.parts.encoder, found)

    def filters(self, asked: Search) -> Filters:
        """Return what a search is narrowed to: names as IRIs, kinds and dates.

        Raises `InputError`, and `NotFound` or `Ambiguous` for a name.
        """
        return self.parts.lookup.filters(asked)

    # ── texts and their vectors ──────────────────────────────────────────────────────────────

    def passages(self) -> Results[PassageView]:
        """Return every text that has a vector, in the order of the rows of `vectors`.

        Posts, notes, quotes, abstracts and titles; within an event, talks stand in the order of
        the notes.
        """
        return Results(passage_views(self.parts.passages, self.parts.talks), PassageView)

    def passages_at(self, rows: "Iterable[int]") -> Results[PassageView]:
        """Return some of the `passages`, by their places among all."""
        chosen = [self.parts.passages[row] for row in rows]
        return Results(passage_views(chosen, self.parts.talks), PassageView)

    def of_passages(self) -> "tuple[NDArray[np.int64], NDArray[np.uint8]]":
        """Return what each of the `passages` is of, and what it is, without reading any.

        The places of their talks among `records`, and of their kinds among all `PassageKind`s, in
        their order; each of shape (passages,).
        """
        columns = self.parts.columns
        return columns.talks, columns.kinds

    def passages_of(self, talk: str) -> "NDArray[np.int64]":
        """Return the places among the `passages` of those of a talk (an IRI), in their order."""
        row = self.parts.row(talk)
        ordered, starts = self.parts.by_talk
        return ordered[:0] if row is None else ordered[starts[row] : starts[row + 1]]

    def records_of(self, event: str) -> list[TalkRecord]:
        """Return the records of an event (an IRI), in their order, without reading others."""
        import numpy as np

        there = self.parts.columns.passing(Filters(events=frozenset({event})))
        return self.records_at(np.flatnonzero(there).tolist())

    def records_at(self, rows: Iterable[int]) -> list[TalkRecord]:
        """Return some of the `records`, by their places among all, without reading others."""
        return [self.parts.records[row] for row in rows]

    def similar(self) -> "tuple[NDArray[np.int64], NDArray[np.float64]]":
        """Return the pairs of talks that the graph calls similar, and how similar they are.

        The places of two talks among `records`, shape (pairs, 2), and 0 to 1, shape (pairs,).
        """
        return self.parts.similar

    def vectors(self) -> "NDArray[np.float32]":
        """Return the vectors of the passages, for reading.

        float32 of shape (passages, dimension); row i, of length 1, is that of `passages()[i]`.

        >>> kb.vectors().shape[0] == len(kb.passages())
        True
        """
        return self.parts.vectors.rows()

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode texts with the encoder of this knowledge base.

        float32 of shape (len(texts), dimension), rows of length 1: the product with the transpose
        of `vectors()` is the cosine similarity to each passage.

        Raises `InputError` for a single text; `EncoderUnavailable` or `KnowledgeBaseMismatch` if
        the model cannot be used, or is not the one that made the vectors.

        >>> (kb.embed(["who carries the pager?"]) @ kb.vectors().T).shape == (1, len(kb.passages()))
        True
        """
        if isinstance(texts, str):
            raise InputError("give a list of texts: embed([text])")
        return self.parts.encoder.encode(list(texts))
