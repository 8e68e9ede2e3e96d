"""What is written as notes of our own reads back as the same graph, whatever it holds."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import count
from typing import TypeVar

from graph_samples import source_triples
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from talkgraph.conclusions.people import NO_OVERRIDES, mentions_of, resolve
from talkgraph.graph.store import OxigraphStore
from talkgraph.knowledge.exports.written import events_of
from talkgraph.model import (
    Abstract,
    Account,
    Day,
    Event,
    Link,
    LinkKind,
    Note,
    NoteKind,
    Post,
    Session,
    SessionItem,
    SessionKind,
    SourceKind,
    Span,
    Speaker,
    Statements,
    Talk,
    TalkStatus,
    Thread,
)
from talkgraph.model.names import OA, PROV, TG, Names, slug
from talkgraph.sources.notes.markdown.blocks import parse
from talkgraph.sources.notes.markdown.source import Source, split_lines
from talkgraph.sources.notes.markdown.text import prose
from talkgraph.sources.notes.said.statements import statements
from talkgraph.sources.programmes.announced import Markup, abstracts_of
from talkgraph.sources.written.reading import WrittenNotes
from talkgraph.sources.written.writing import written

T = TypeVar("T")
AT = Span(source="harbour.json", path="/talks/0")

# ── what stands in an event ──────────────────────────────────────────────────────────────────────

PIECES = [
    *(
        "Ropes",
        "hold",
        "C#",
        "# 1",
        "*",
        "**bold**",
        "_a_",
        "snake_case",
        "`code`",
        "``",
        "\\",
        "\\*",
    ),
    *(
        "[x]",
        "[x](y)",
        "](z)",
        "![p](q)",
        "{#key}",
        "{-}",
        "<b>",
        "<https://a.example/b_c>",
        "&amp;",
    ),
    *(
        "(Quay)",
        ")",
        "(",
        ",",
        "a, b",
        "·",
        "–",
        "— posted",
        "-",
        "- a",
        "> b",
        "1. c",
        "~~~",
        "```",
    ),
    *('"we keep what we promise each other"', "[an aside of mine]", "@ada", "@ada@social.example"),
    *(
        "#harbour",
        "#other",
        "שלום",
        "🚢",
        "e\u0301",
        "|",
        "a | b",
        ":",
        "Next up: me",
        "[fin]",
        "@",
        "Ä",
    ),
    *(
        "https://example.org/x_(y)?a=1&b=2",
        "true",
        "2031",
        "Speaker: Ada",
        "…",
        "'",
        "\x7f",
        "\u200b",
    ),
]
LINE_ENDS = [
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\n    ",
    "  \n",
    "\t",
    "\n- ",
    "\n# ",
    "\n> ",
]
MOST = dt.datetime(2031, 5, 9, 23, 59)


@st.composite
def phrases(draw: st.DrawFn) -> str:
    return " ".join(
        " ".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5))).split()
    )


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = draw(
        st.lists(st.tuples(st.sampled_from(LINE_ENDS), st.sampled_from(PIECES)), max_size=8)
    )
    return "".join(end + piece for end, piece in parts).lstrip(" ")


def some(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy


urls = st.sampled_from(
    [
        *(
            "https://example.org/a",
            "https://example.org/a_(b)",
            "https://example.org/a<b>",
            "x y z",
        ),
        *(
            "https://example.org/\\",
            "https://example.org/ü?q=*a*&b=`c`#d",
            "mailto:ada@quay.example",
        ),
    ]
)
accounts = st.builds(
    Account,
    service=st.sampled_from(["twitter", "social.example", "github"]),
    handle=st.sampled_from(["ada", "Ben_Ode", "c.d-e", "_x_"]),
    url=some(urls),
)
links = st.builds(
    Link,
    url=urls,
    label=st.just("") | phrases() | urls,
    kind=st.sampled_from(LinkKind),
    span=st.just(AT),
)
dates = st.dates(dt.date(2031, 5, 5), dt.date(2031, 5, 9))
zones = st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=-5, minutes=-30))])
clocks = st.datetimes(dt.datetime(2031, 5, 5), MOST) | st.datetimes(
    dt.datetime(2031, 5, 5), MOST
).map(lambda time: time.replace(second=0, microsecond=0))
times = st.builds(lambda time, zone: time.replace(tzinfo=zone), clocks, zones)
names = st.sampled_from(
    [
        *("Mara (Mo) Lind", "R. B. \\ Ode, PhD", "d*m*n_x_", "Zoë `Zed` Hall", "שלום כהן"),
        *("Li & Lu <li@quay.example>", "Tom [TR] Reed (they), Esq.", "@nobody", "J@n #1 Ito"),
    ]
)
speakers = st.builds(
    Speaker,
    name=names,
    position=st.just(1),
    span=st.just(AT),
    account=st.none(),
    url=some(urls),
    affiliation=some(phrases()),
) | st.builds(
    Speaker,
    name=st.sampled_from(["Ada Quay", "Ben Ode", "Dr. Ada Quay"]),
    position=st.just(1),
    span=st.just(AT),
    account=accounts,
    more_accounts=st.lists(accounts, max_size=2).map(tuple),
    url=some(urls),
    affiliation=some(phrases()),
)
threads = st.builds(
    Thread,
    url=urls,
    label=phrases(),
    span=st.just(AT),
    account=st.none() | accounts,
    by_note_taker=st.booleans(),
)


def said(
    text: str,
    tags: frozenset[str],
    names: Sequence[str],
    kind: NoteKind | None = None,
    *,
    under: bool = False,
) -> tuple[str, Statements]:
    source = Source(name=AT.source, lines=split_lines(text))
    tokens = [token for block in parse(source).blocks for token in block.tokens]
    told = prose(tokens, 1, max(1, len(source)))
    return told.text, statements(told, AT, event_tags=tags, speakers=names, kind=kind, under=under)


@st.composite
def posts(draw: st.DrawFn, tags: frozenset[str], names: Sequence[str]) -> tuple[Post, ...]:
    found = []
    for n, text in enumerate(draw(st.lists(texts(), max_size=3)), 1):
        plain, says = said(text, tags, names)
        found.append(
            Post(
                position=n,
                markdown=text,
                plain=plain,
                says=says,
                span=AT,
                identifier=draw(some(st.sampled_from(["17", "a·b", "x_y"]))),
                url=draw(
                    some(st.sampled_from([f"https://example.org/@ana/{k}" for k in range(4)]))
                ),
                time=draw(st.none() | times),
                author=draw(st.none() | accounts),
                reply_to=draw(
                    some(st.sampled_from(["https://example.org/@ana/1", "https://e.x/9"]))
                ),
                media=tuple(draw(st.lists(links, max_size=2))),
            )
        )
    return tuple(found)


@st.composite
def notes(draw: st.DrawFn, tags: frozenset[str], names: Sequence[str]) -> tuple[Note, ...]:
    found = []
    for n, text in enumerate(draw(st.lists(texts(), max_size=3)), 1):
        kind = draw(st.sampled_from(NoteKind))
        parent = draw(st.none() | st.integers(1, n - 1)) if n > 1 else None
        plain, says = said(text, tags, names, kind, under=parent is not None)
        found.append(
            Note(
                position=n, kind=kind, markdown=text, plain=plain, says=says, span=AT, parent=parent
            )
        )
    return tuple(found)


@st.composite
def talks(
    draw: st.DrawFn, key: str, position: int, days: Sequence[Day], tags: frozenset[str]
) -> Talk:
    who = draw(st.lists(speakers, max_size=3))
    names = [each.name for each in who]
    return Talk(
        key=key,
        title=draw(phrases()),
        position=position,
        spans=(AT,),
        anchor=draw(some(st.sampled_from(["Quay Ode", "k%20"]))),
        day=draw(st.sampled_from([None, "gone", *(day.key for day in days)])),
        date=draw(st.none() | dates),
        start=draw(st.none() | times),
        end=draw(st.none() | times),
        room=draw(some(phrases())),
        track=draw(some(phrases())),
        language=draw(some(st.sampled_from(["en", "pt-BR"]))),
        type=draw(some(phrases())),
        status=draw(st.none() | st.sampled_from(TalkStatus)),
        url=draw(some(urls)),
        identifiers=tuple(draw(st.lists(phrases(), max_size=2))),
        speakers=tuple(
            Speaker(
                name=each.name,
                position=n,
                span=AT,
                account=each.account,
                more_accounts=each.more_accounts,
                url=each.url,
                affiliation=each.affiliation,
            )
            for n, each in enumerate(who, 1)
        ),
        abstracts=draw(abstracts()),
        threads=tuple(draw(st.lists(threads, max_size=2, unique_by=lambda each: each.url))),
        links=tuple(draw(st.lists(links, max_size=3))),
        posts=draw(posts(tags, names)),
        notes=draw(notes(tags, names)),
    )


@st.composite
def abstracts(draw: st.DrawFn) -> tuple[Abstract, ...]:
    text = "\n\n".join(draw(st.lists(texts() | st.just("Long words. " * 60), max_size=4)))
    return abstracts_of(text, draw(st.sampled_from([None, Markup.MARKDOWN, Markup.PLAIN])), AT)


def as_session(
    talk: Talk, position: int, kind: SessionKind, items: Sequence[SessionItem]
) -> Session:
    names = ("key", "title", "spans", "day", "date", "start", "end", "url", "identifiers")
    more = ("speakers", "abstracts", "threads", "links", "posts", "notes")
    told = {name: getattr(talk, name) for name in (*names, *more)}
    return Session(kind=kind, position=position, location=talk.room, items=tuple(items), **told)


def apart(value: T, places: Iterator[int]) -> T:
    """Return a value with a place of its own for everything in it, as in a file."""
    if isinstance(value, Span):
        return replace(value, path=f"/{next(places)}")
    if isinstance(value, tuple):
        return tuple(apart(each, places) for each in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        told = {each.name: apart(getattr(value, each.name), places) for each in fields(value)}
        return replace(value, **told)
    return value


def events() -> st.SearchStrategy[Event]:
    return _events().map(lambda event: apart(event, count()))


@st.composite
def _events(draw: st.DrawFn) -> Event:
    tags = tuple(draw(st.lists(st.sampled_from(["harbour", "Other"]), unique=True)))
    folded = frozenset(tag.casefold() for tag in tags)
    keys = draw(st.lists(st.sampled_from(["2031-05-06", "day-2", "x"]), unique=True))
    days = tuple(
        Day(
            key=key,
            title=draw(phrases() | st.just("2031-05-06")),
            span=AT,
            number=draw(st.none() | st.integers(0, 9)),
            date=draw(st.none() | dates),
        )
        for key in keys
    )
    parts = draw(st.lists(st.sampled_from(["ropes", "k-2", "k", "said"]), unique=True))
    told = [draw(talks(key, n, days, folded)) for n, key in enumerate(parts, 1)]
    cut = draw(st.integers(0, len(told)))
    sessions = [
        as_session(
            talk,
            position,
            draw(st.sampled_from(SessionKind)),
            [
                SessionItem(title=draw(phrases()), position=n, span=AT, speakers=talk.speakers)
                for n in range(1, draw(st.integers(1, 3)))
            ],
        )
        for position, talk in enumerate(told[cut:], 1)
    ]
    name = f"HarbourConf {draw(phrases())}"
    start = draw(st.none() | dates)
    return Event(
        name=name,
        slug=slug(name),
        source=AT.source,
        spans=(AT,),
        series=draw(some(phrases())),
        start=start,
        end=draw(st.none() | dates),
        year=None if start else draw(st.none() | st.just(2031)),
        month=None if start else draw(st.none() | st.integers(1, 12)),
        location=draw(some(phrases())),
        url=draw(some(urls)),
        kind=draw(st.sampled_from(SourceKind)),
        acronym=draw(some(phrases())),
        tags=tags,
        accounts=tuple(draw(st.lists(accounts, max_size=2))),
        time_zone=draw(some(st.just("Europe/Lisbon"))),
        note_taker=draw(st.none() | accounts),
        days=days,
        talks=tuple(told[:cut]),
        sessions=tuple(sessions),
        links=tuple(draw(st.lists(links, max_size=2))),
        posts=draw(posts(folded, ())),
        notes=draw(notes(folded, ())),
    )


# ── the graph, without the places of its sources ─────────────────────────────────────────────────

_PLACES = {PROV + "wasDerivedFrom", TG + "toldIn", OA + "hasSource"}


def told(event: Event) -> set[Triple]:
    """Return the triples of an event but for those about places in sources."""
    names = Names()
    people = resolve(mentions_of((event,)), NO_OVERRIDES)
    sources = {names.source(name) for name in event.sources}
    return {
        triple
        for triple in source_triples(event, people, names)
        if triple.predicate.value not in _PLACES
        and isinstance(triple.subject, NamedNode)
        and triple.subject.value.split("#")[0] not in sources
        and not triple.subject.value.startswith(f"{names.base}selector/")
    }


def again(event: Event) -> Event:
    reading = WrittenNotes().read_text(written(event), "harbour.md")
    assert [str(each) for each in reading.diagnostics] == []
    assert reading.coverage is not None
    assert reading.coverage.in_graph == reading.coverage.content
    [back] = reading.events
    return back


@given(events())
def test_what_is_written_as_notes_reads_back_as_the_same_graph(event: Event) -> None:
    back = again(event)
    assert told(event) - told(back) == set()
    assert told(back) - told(event) == set()
    assert back.kind is event.kind


@given(events())
def test_notes_that_were_read_are_written_byte_for_byte(event: Event) -> None:
    assert written(again(event)) == written(event)


def from_graph(event: Event) -> Event:
    """Return an event as a store that holds its triples gives it back."""
    people = resolve(mentions_of((event,)), NO_OVERRIDES)
    store = OxigraphStore.in_memory()
    store.load("https://example.org/g", source_triples(event, people, Names()))
    [found] = events_of(store)
    return found


ACCOUNTS = {
    "Ada Quay": (Account(service="twitter", handle="ada", url="https://twitter.com/ada"),),
    "Ben Ode": (
        Account(service="github", handle="ben_ode"),
        Account(service="social.example", handle="ben", url="https://social.example/@ben"),
    ),
}
"""Whose accounts are whose: what a graph does not tell is which of them was named first."""


def sensible(value: T) -> T:
    """Return an event in which everybody has accounts of their own."""
    if isinstance(value, Speaker):
        own = ACCOUNTS.get(value.name.removeprefix("Dr. "), ())
        return replace(value, account=next(iter(own), None), more_accounts=own[1:])
    if isinstance(value, Account):
        return replace(value, url=None)
    if isinstance(value, Thread):
        return replace(value, account=ACCOUNTS["Ada Quay"][0])
    if isinstance(value, tuple):
        return tuple(sensible(each) for each in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        told = {each.name: sensible(getattr(value, each.name)) for each in fields(value)}
        return replace(value, **told)
    return value


def programmes() -> st.SearchStrategy[Event]:
    return events().map(lambda event: replace(sensible(event), kind=SourceKind.PROGRAMME))


@given(programmes())
def test_a_programme_goes_through_graph_and_notes_and_is_the_same_graph(event: Event) -> None:
    back = again(from_graph(event))
    assert told(event) - told(back) == set()
    assert told(back) - told(event) == set()
