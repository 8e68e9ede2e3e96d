"""The knowledge base as one object: the composition root and the Python API.

It turns questions into calls of the parts, and their answers into results with names in them.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from talkgraph import generation
from talkgraph.details import speaker_details, statistics, talk_details
from talkgraph.generation import Generation
from talkgraph.lookup import Date
from talkgraph.model import Coverage, Diagnostic, Hit, PassageKind, Person, TalkRecord, Theme
from talkgraph.parts import Parts
from talkgraph.results import (
    EventStats,
    Related,
    Results,
    Row,
    SpeakerDetails,
    SpeakerSummary,
    Stats,
    Table,
    TalkDetails,
    TalkSummary,
    ThemeSummary,
)
from talkgraph.settings import PACKAGED_MODEL, Settings
from talkgraph.topic_questions import TopicQuestions
from talkgraph.views import related_views, speaker_summaries, talk_summaries, theme_summaries
from talkgraph.whole_views import WholeViews

if TYPE_CHECKING:
    from talkgraph.graph.sparql.search import Expanded
    from talkgraph.graph.store import OxigraphStore
    from talkgraph.searching import KnowledgeFinder


def open_knowledge_base(path: str | Path) -> "KnowledgeBase":
    """Open the knowledge base in a folder, as the last build left it.

    It keeps answering from that build, whatever is built meanwhile; open it again to see more.

    Raises `KnowledgeBaseMissing` where there is none, `KnowledgeBaseMismatch` where another
    version made it, or `KnowledgeBaseDamaged`.

    >>> import talkgraph
    >>> talkgraph.open("no/such/folder")
    Traceback (most recent call last):
    ...
    talkgraph.errors.KnowledgeBaseMissing: no/such/folder: there is no knowledge base here; ...
    """
    return KnowledgeBase(generation.current(Path(path)))


def create_knowledge_base(
    notes: str | Path | Iterable[str | Path],
    kb: str | Path,
    *,
    model: str = PACKAGED_MODEL,
    overrides: str | Path | None = None,
    vocabulary: str | Path | None = None,
    themes: str | Path | None = None,
    strict: bool = False,
) -> "KnowledgeBase":
    """Build a knowledge base from notes, files or folders, in the folder `kb`, and open it.

    Only what has changed since the last build in `kb` is worked out anew; where nothing has,
    nothing is done. What was odd in the notes does not stop it: see `KnowledgeBase.diagnostics`.

    - `model`: what turns texts into vectors, a name as in `Settings`;
    - `overrides`: a file of decisions on who is who, one on a line;
    - `vocabulary`: a SKOS file (Turtle) that takes the place of the topics;
    - `themes`: a text file of themes to look for as well, one on a line;
    - `strict`: fail on any warning, and leave the last build in use.

    Raises `NotesUnreadable`, `OverridesInvalid`, `VocabularyInvalid`, `InputError` (for
    `themes`), `StrictBuildFailed`, `EncoderUnavailable` or `KnowledgeBaseLocked`.
    """
    from talkgraph.build import BuildRequest, build

    paths = (notes,) if isinstance(notes, str | Path) else tuple(notes)
    build(
        BuildRequest(
            sources=tuple(map(Path, paths)),
            kb=Path(kb),
            settings=Settings(model=model),
            overrides=Path(overrides) if overrides else None,
            vocabulary=Path(vocabulary) if vocabulary else None,
            themes=Path(themes) if themes else None,
            strict=strict,
        )
    )
    return open_knowledge_base(kb)


class KnowledgeBase(TopicQuestions, WholeViews):
    """A knowledge base opened for questions: what `talkgraph.open` returns.

    It only reads. The same question gets the same answer, in the same order, every time. Whatever
    has a name (a talk, a speaker, a topic, a theme) can be asked for by its IRI, too. A name that
    is not there raises `NotFound`, which suggests others; one that stands for several things
    raises `Ambiguous`, which lists them.

    >>> kb
    KnowledgeBase(...: 3 events, 14 talks, 88 posts, ... triples)
    """

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

        At most `limit` hits, at least 1; none where the notes hold nothing like it. A hit's
        `score` is 0 to 1 and compares within one answer. The other arguments narrow what is
        searched, before it is ranked:

        - `kind`: one or more of `post`, `note`, `quote`, `talk`; of `talk` alone, talks are
          ranked by all that was said in them;
        - `event`: events whose name is this or contains it;
        - `speaker`: a person, by name or @handle;
        - `topic`: a topic, by any of its labels, and the narrower ones;
        - `since` and `until`: dates, or texts such as `2019`, `2019-10`, `2019-10-02`, both
          included. A talk without a date passes neither.

        Raises `InputError` for a text without words, a limit or a date that cannot be, and
        `NotFound` or `Ambiguous` for a name.

        >>> [hit.title for hit in kb.search("a database that goes away", kind="post", limit=1)]
        ['Chaos: Breaking Your Systems to Make Them Unbreakable']
        """
        filters = self.parts.lookup.filters(
            kind, event=event, speaker=speaker, topic=topic, since=since, until=until
        )
        if filters.kinds == {PassageKind.TALK}:
            return Results(self.parts.engine.search_talks(text, limit=limit, filters=filters), Hit)
        return Results(self.parts.engine.search(text, limit=limit, filters=filters), Hit)

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
        parts = self.parts
        return Results(
            related_views(found, parts.passages, parts.records, parts.topics, here.iri), Related
        )

    def themes(self) -> Results[ThemeSummary]:
        """Return the themes that run across the talks, those with the most weight first.

        The weight of a theme is the geometric mean of what its talks and its passages weigh.

        >>> [theme.name for theme in kb.themes()[:2]]
        ['On-call', 'Organisational culture']
        """
        return Results(self._themes(self.parts.themes), ThemeSummary)

    def theme(self, name: str) -> ThemeSummary:
        """Return one theme, by IRI or name, or by a part of one name only.

        Raises `NotFound` or `Ambiguous`.
        """
        [theme] = self._themes([self.parts.lookup.theme(name)])
        return theme

    def talks(self) -> Results[TalkSummary]:
        """Return every talk, in order of date, then name; those without a date come last.

        >>> kb.talks()[:2].to_frame()[["date", "event"]]
                 date                     event
        0  2019-10-02  DevOpsDays Hartford 2019
        1  2019-10-02  DevOpsDays Hartford 2019
        """
        return Results(talk_summaries(self.parts.records, self.parts.topics), TalkSummary)

    def speakers(self) -> Results[SpeakerSummary]:
        """Return everybody who gave a talk, in order of name.

        >>> [(each.name, each.talks) for each in kb.speakers() if each.talks > 1]
        [('Ines Calloway', 2)]
        """
        parts = self.parts
        return Results(speaker_summaries(parts.records, parts.people, parts.names), SpeakerSummary)

    def talk(self, name: str) -> TalkDetails:
        """Return a talk (or session) with its speakers, topics, links and all that was said.

        `name` is as in `related`. Raises `NotFound` or `Ambiguous`.

        >>> talk = kb.talk("harbourconf-2022/strand")
        >>> talk.title, [speaker.name for speaker in talk.speakers], talk.said[0].line
        ('Burnout Has a Lead Time', ['Leopold Strand'], 44)
        """
        return talk_details(self.parts.store, self.parts.lookup.talk(name))

    def speaker(self, name: str) -> SpeakerDetails:
        """Return a person with their talks and quotes, by any of their names or an @handle.

        Raises `NotFound` or `Ambiguous`.

        >>> [talk.affiliation for talk in kb.speaker("Ines Calloway").talks]
        ['Tidewater Bank', None]
        """
        person = self.parts.lookup.person(name)
        return speaker_details(self.parts.store, person, self.parts.names.person(person.slug))

    def stats(self) -> Stats:
        """Return what the knowledge base holds, in numbers: by class, and by event.

        >>> kb.stats().counts["tg:Talk"]
        14
        """
        return statistics(self.parts.store)

    def find_talk(self, name: str) -> TalkRecord:
        """Return what search knows of a talk, without asking the graph.

        `name` is as in `related`. Raises `NotFound` or `Ambiguous`.
        """
        return self.parts.lookup.talk(name)

    def find_speaker(self, name: str) -> Person:
        """Return a person by IRI, name, @handle or slug; raises `NotFound` or `Ambiguous`."""
        return self.parts.lookup.person(name)

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
        store, plain = self._ready_to_ask(query)
        header, rows = store.values(plain, {**(bindings or {}), **values})
        return Table((Row(dict(zip(header, row, strict=True))) for row in rows), header)

    def answer(self, query: str, media_type: str) -> bytes:
        """Answer a SPARQL query of any form, serialised as `media_type`.

        Rows as SPARQL results in JSON, XML, CSV or TSV, triples in an RDF format. Raises
        `QueryInvalid`, also where such a query has no answer of this type.

        >>> kb.answer("SELECT (COUNT(*) AS ?talks) { ?talk a tg:Talk }", "text/csv").split()
        [b'talks', b'14']
        """
        store, plain = self._ready_to_ask(query)
        return store.answer(plain, media_type)

    def table(self, query: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Answer a SPARQL query of any form as a header and rows of plain strings.

        An unbound variable is an empty string. Raises `QueryInvalid`.
        """
        store, plain = self._ready_to_ask(query)
        return store.table(plain)

    def expand(self, query: str) -> "Expanded":
        """Return a SPARQL query with the searches inside it answered; raises `QueryInvalid`."""
        from talkgraph.graph.sparql.search import expand

        return expand(query, self.finder)

    def finder(self) -> "KnowledgeFinder":
        """Return what answers the searches inside SPARQL."""
        from talkgraph.searching import KnowledgeFinder

        return KnowledgeFinder(self.parts, self.search)

    def _ready_to_ask(self, query: str) -> "tuple[OxigraphStore, str]":
        """Return the query in plain SPARQL, and the store with the functions it calls."""
        from talkgraph.graph.sparql.search import functions

        expanded = self.expand(query)
        return self.parts.store.with_functions(functions(expanded)), expanded.sparql

    # ── itself ───────────────────────────────────────────────────────────────────────────────

    def events(self) -> Results[EventStats]:
        """Return the events in order of date, each with its counts.

        >>> [(event.name, event.talks) for event in kb.events()]
        [('DevOpsDays Hartford 2019', 6), ('HarbourConf 2021', 6), ('HarbourConf 2022', 2)]
        """
        return Results(self.stats().events, EventStats)

    def diagnostics(self) -> Results[Diagnostic]:
        """Return what was noticed in the notes when they were read, by source and line.

        >>> [each.code for each in kb.diagnostics() if each.severity == "warning"]
        ['toc-unknown-anchor']
        """
        return Results(self.parts.diagnostics, Diagnostic)

    def coverage(self) -> Results[Coverage]:
        """Return, for every source, how many of its lines are in the graph or in a diagnostic."""
        return Results(self.parts.coverage, Coverage)

    def verify(self) -> tuple[str, ...]:
        """Check size and SHA-256 of every file; return one sentence per problem.

        >>> kb.verify()
        ()
        """
        return generation.verify(self.parts.generation)

    def _themes(self, themes: Iterable[Theme]) -> Iterator[ThemeSummary]:
        return theme_summaries(themes, self.parts.passages, self.parts.records, self.parts.names)
