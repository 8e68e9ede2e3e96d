"""Whatever several sources tell of one event, joining loses nothing and depends on no order."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from talkgraph.model import (
    Account,
    Day,
    Event,
    Note,
    NoteKind,
    Post,
    Session,
    SessionItem,
    SessionKind,
    Span,
    Speaker,
    Statements,
    Talk,
)
from talkgraph.sources.join import join
from talkgraph.sources.notes.accounts import spans_of

TITLES = ["Ropes", "ropes!", "Ropes That Hold", "Ropes That Hold.", "Keynote", "Panel", "???", ""]
NAMES = ["Mara Lind", "Dr. Mara Lind", "Mara", "Tom Reed", "Ines Hall"]
DATES = st.none() | st.dates(dt.date(2021, 12, 28), dt.date(2022, 1, 4))
ACCOUNTS = st.none() | st.builds(
    Account, service=st.sampled_from(["twitter", "social.example"]), handle=st.sampled_from("mt")
)


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    lines = count(1)
    sources = draw(st.lists(st.sampled_from(["a.md", "b.md", "d/a.md", "z.md"]), max_size=5))
    return [_event(draw, source, lines) for source in sources]


def _event(draw: st.DrawFn, source: str, lines: "count[int]") -> Event:
    def at() -> Span:
        line = next(lines)
        return Span(source=source, first=line, last=line)

    keys = draw(st.lists(st.sampled_from(["2021-12-30", "day-1", "day-2"]), unique=True))
    days = tuple(Day(key=key, title=key, span=at(), date=draw(DATES)) for key in keys)
    parts = draw(st.lists(st.sampled_from(["k", "k-2", "ropes", "x"]), unique=True))
    held = [(draw(st.booleans()), key) for key in parts]

    def speakers() -> tuple[Speaker, ...]:
        names = draw(st.lists(st.sampled_from(NAMES), max_size=2))
        return tuple(
            Speaker(name=name, position=n, span=at(), account=draw(ACCOUNTS))
            for n, name in enumerate(names, 1)
        )

    def said() -> tuple[tuple[Post, ...], tuple[Note, ...]]:
        posts = [at() for _ in range(draw(st.integers(0, 2)))]
        notes = [at() for _ in range(draw(st.integers(0, 3)))]
        return (
            tuple(
                Post(
                    position=n,
                    markdown=str(span.first),
                    plain="same",
                    says=Statements(text="same"),
                    span=span,
                )
                for n, span in enumerate(posts, 1)
            ),
            tuple(
                Note(
                    position=n,
                    kind=NoteKind.ITEM,
                    markdown=str(span.first),
                    plain="same",
                    says=Statements(text="same"),
                    span=span,
                    parent=draw(st.none() | st.integers(1, n - 1)) if n > 1 else None,
                )
                for n, span in enumerate(notes, 1)
            ),
        )

    talks: list[Talk] = []
    sessions: list[Session] = []
    for is_talk, key in held:
        posts, notes = said()
        day = draw(st.none() | st.sampled_from([*keys, "elsewhere"]))
        date = draw(DATES)
        title = draw(st.sampled_from(TITLES))
        if is_talk:
            talks.append(
                Talk(
                    key=key,
                    title=title,
                    position=len(talks) + 1,
                    spans=(at(),),
                    day=day,
                    date=date,
                    speakers=speakers(),
                    posts=posts,
                    notes=notes,
                )
            )
        else:
            items = draw(st.lists(st.sampled_from(TITLES), max_size=2))
            sessions.append(
                Session(
                    key=key,
                    kind=draw(st.sampled_from(list(SessionKind))),
                    title=title,
                    position=len(sessions) + 1,
                    spans=(at(),),
                    day=day,
                    date=date,
                    items=tuple(
                        SessionItem(title=item, position=n, span=at(), speakers=speakers())
                        for n, item in enumerate(items, 1)
                    ),
                    speakers=speakers(),
                    posts=posts,
                    notes=notes,
                )
            )
    return Event(
        name=draw(st.sampled_from(["HarbourConf", "harbourconf", ""])),
        slug=draw(st.sampled_from(["harbourconf", "aberlane"])),
        source=source,
        spans=tuple(at() for _ in range(draw(st.integers(0, 2)))),
        start=draw(DATES),
        end=draw(DATES),
        note_taker=draw(ACCOUNTS),
        days=days,
        talks=tuple(talks),
        sessions=tuple(sessions),
        notes=said()[1],
    )


def parts_of(event: Event) -> tuple[Talk | Session, ...]:
    return (*event.talks, *event.sessions)


def statements(event: Event) -> Iterator[tuple[str, Post | Note]]:
    """Yield all that is said, with the slug of the event."""
    for note in event.notes:
        yield event.slug, note
    for part in parts_of(event):
        yield from ((event.slug, each) for each in part.posts)
        yield from ((event.slug, each) for each in part.notes)


def all_said(told: Sequence[Event]) -> Counter[tuple[str, type, Span, str]]:
    return Counter(
        (slug, type(each), each.span, each.markdown)
        for event in told
        for slug, each in statements(event)
    )


def parents(told: Sequence[Event]) -> dict[Span, Span | None]:
    """Return the place of the note above each note, by its place."""
    found: dict[Span, Span | None] = {}
    for event in told:
        for notes in (event.notes, *(part.notes for part in parts_of(event))):
            places = {note.position: note.span for note in notes}
            found |= {n.span: places[n.parent] if n.parent else None for n in notes}
    return found


def positions(event: Event) -> Iterator[list[int]]:
    yield [note.position for note in event.notes]
    yield [talk.position for talk in event.talks]
    yield [session.position for session in event.sessions]
    for part in parts_of(event):
        yield [post.position for post in part.posts]
        yield [note.position for note in part.notes]
        yield [speaker.position for speaker in part.speakers]
    for session in event.sessions:
        yield [item.position for item in session.items]
        for item in session.items:
            yield [speaker.position for speaker in item.speakers]


@given(events())
def test_everything_is_in_one_event(told: list[Event]) -> None:
    joined, _ = join(told)
    assert {event.slug for event in joined} == {event.slug for event in told}
    assert len({event.slug for event in joined}) == len(joined)
    assert all_said(joined) == all_said(told)
    assert parents(joined) == parents(told)
    spans = {span for event in told for span in spans_of(event)}
    assert spans <= {span for event in joined for span in spans_of(event)}
    where = {span: part.key for event in joined for part in parts_of(event) for span in part.spans}
    for event in told:
        for part in parts_of(event):
            [home] = [
                each
                for other in joined
                for each in parts_of(other)
                if other.slug == event.slug and part.spans[0] in each.spans
            ]
            assert type(home) is type(part)
            assert where[part.spans[0]] == home.key
            assert {post.span for post in part.posts} <= {post.span for post in home.posts}


@given(events())
def test_keys_and_positions_are_as_in_an_event_of_one_source(told: list[Event]) -> None:
    for event in join(told)[0]:
        keys = [part.key for part in parts_of(event)]
        assert len(keys) == len(set(keys))
        days = [day.key for day in event.days]
        assert len(days) == len(set(days))
        for found in positions(event):
            assert found == list(range(1, len(found) + 1))
        if len(event.tellings) > 1:
            assert {part.day for part in parts_of(event)} <= {None, *days}
            assert event.start is None or event.end is None or event.start <= event.end
            assert event.source == event.tellings[0].source == event.spans[0].source


@given(events(), st.randoms(use_true_random=False))
def test_the_order_of_the_sources_does_not_matter(told: list[Event], chance: object) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert join(shuffled) == join(told)


@given(events())
def test_what_one_source_tells_is_left_alone(told: list[Event]) -> None:
    for event in told:
        [same], problems = join([event])
        assert same is event or not all(talk.title for talk in event.talks)
        assert problems == ()
    joined, _ = join(told)
    again, problems = join(joined)
    assert Counter(map(id, again)) == Counter(map(id, joined))
    assert problems == ()
