"""A programme, notes and an archive of one event become one event, and one person one person."""

import datetime as dt
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from talkgraph.conclusions.people import mentions_of, read_overrides, resolve
from talkgraph.graph.write.source import source_facts
from talkgraph.model import (
    Abstract,
    Account,
    Event,
    People,
    Post,
    Severity,
    SourceKind,
    Span,
    Speaker,
    Statements,
    Talk,
    TalkStatus,
)
from talkgraph.model.names import PROV, Names, slug
from talkgraph.sources.join import join
from talkgraph.sources.notes.accounts import spans_of

NOTES, PROGRAMME, ARCHIVE = SourceKind.NOTES, SourceKind.PROGRAMME, SourceKind.ARCHIVE
FILES = {NOTES: "notes.md", PROGRAMME: "schedule.json", ARCHIVE: "tweets.js"}
FIRST = dt.date(2031, 5, 1)
ZONE = dt.timezone(dt.timedelta(hours=2))
NINE = dt.datetime(2031, 5, 1, 9, tzinfo=ZONE)


def at(kind: SourceKind, place: int = 1) -> Span:
    if kind is NOTES:
        return Span(source=FILES[kind], first=place, last=place)
    if kind is ARCHIVE:
        return Span(source=FILES[kind], address=f"https://example.org/{place}")
    return Span(source=FILES[kind], path=f"/talks/{place}")


def event(kind: SourceKind, name: str, *talks: Talk, **more: Any) -> Event:  # noqa: ANN401
    spans = (at(kind),)
    made = Event(name=name, slug=slug(name), source=FILES[kind], spans=spans, kind=kind, **more)
    return replace(made, talks=talks)


def talk(
    kind: SourceKind,
    title: str,
    *names: str | Speaker,
    place: int = 1,
    **more: Any,  # noqa: ANN401
) -> Talk:
    speakers = tuple(
        replace(name, position=n, span=at(kind, place))
        if isinstance(name, Speaker)
        else Speaker(name=name, position=n, span=at(kind, place))
        for n, name in enumerate(names, 1)
    )
    key = more.pop("key", slug(title or "x"))
    spans = (at(kind, place),)
    return Talk(key=key, title=title, position=place, spans=spans, speakers=speakers, **more)


def known(name: str, handle: str, service: str = "twitter") -> Speaker:
    account = Account(service=service, handle=handle)
    return Speaker(name=name, position=1, span=Span(source=""), account=account)


def post(kind: SourceKind, text: str, place: int = 1, **more: Any) -> Post:  # noqa: ANN401
    says = Statements(text=text)
    return Post(position=1, markdown=text, plain=text, says=says, span=at(kind, place), **more)


def only(*told: Event) -> Event:
    [whole], _ = join(told)
    return whole


# ── one event ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("programme", "notes"),
    [
        ({"name": "HarbourConf 2031"}, {"name": "HarbourConf 2031"}),
        ({"name": "HarbourConf 2031"}, {"name": "HarbourConf", "year": 2031}),
        ({"name": "HarbourConf 2031"}, {"name": "HarbourConf"}),
        ({"name": "15th Congress of Harbours", "acronym": "hc15"}, {"name": "HC15"}),
        ({"name": "Harbours in May", "acronym": "harbourconf-2031"}, {"name": "HarbourConf 2031"}),
        ({"name": "Harbours in May", "acronym": "hbc31"}, {"name": "HBC 2031"}),
        ({"name": "Harbours in May", "tags": ("hbc31",)}, {"name": "HBC31"}),
        (
            {"name": "Harbours", "accounts": (Account(service="twitter", handle="harbourconf"),)},
            {"name": "HarbourConf 2031"},
        ),
    ],
)
def test_events_are_one_by_any_of_their_names(
    programme: dict[str, Any], notes: dict[str, Any]
) -> None:
    whole = only(
        event(PROGRAMME, start=FIRST, end=FIRST, **programme),
        event(NOTES, **notes),
    )
    assert whole.sources == ("schedule.json", "notes.md")
    assert [each.kind for each in whole.tellings] == [PROGRAMME, NOTES]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "HarbourConf 2031", "start": FIRST}, {"name": "HarbourConf", "year": 2030}),
        ({"name": "HarbourConf", "start": FIRST}, {"name": "HarbourConf 2032"}),
        ({"name": "HarbourConf North", "start": FIRST}, {"name": "HarbourConf", "start": FIRST}),
        ({"name": "HarbourConf 2031"}, {"name": "TideConf 2031"}),
    ],
)
def test_events_of_other_years_and_names_are_two(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    whole, problems = join([event(PROGRAMME, **one), event(NOTES, **other)])
    assert (len(whole), problems) == (2, ())


def test_notes_that_fit_several_years_stay_alone() -> None:
    years = [
        replace(event(PROGRAMME, f"HarbourConf {y}", start=dt.date(y, 5, 1)), source=f"{y}.xml")
        for y in (2030, 2031)
    ]
    assert len(join([*years, event(NOTES, "HarbourConf")])[0]) == 3


def test_events_of_the_same_days_and_talks_are_one() -> None:
    ropes = "Ropes That Hold"
    told = (
        event(PROGRAMME, "HarbourConf North 2031", talk(PROGRAMME, ropes), start=FIRST),
        event(NOTES, "HarbourConf", talk(NOTES, ropes), start=FIRST),
    )
    assert only(*told).name == "HarbourConf North 2031"
    assert len(join([told[0], replace(told[1], talks=())])[0]) == 2


def test_every_order_gives_the_same() -> None:
    told = [
        event(PROGRAMME, "HarbourConf 2031", talk(PROGRAMME, "Ropes", "Ann Lee"), start=FIRST),
        event(NOTES, "HarbourConf", talk(NOTES, "Ropes", "Ana Lee")),
        event(ARCHIVE, "HarbourConf", talk(ARCHIVE, "Ropes", known("@annlee", "annlee"))),
    ]
    assert len({join(order) for order in permutations(told)}) == 1


# ── one talk ─────────────────────────────────────────────────────────────────────────────────


def test_the_programme_gives_the_facts_and_the_notes_what_was_said() -> None:
    abstract = Abstract(
        position=1, markdown="On *ropes*.", plain="On ropes.", text="On ropes.", span=at(PROGRAMME)
    )
    whole = only(
        event(
            NOTES,
            "HarbourConf 2031",
            replace(
                talk(NOTES, "ropes that hold!", "Mara Lind", anchor="lind", key="lind"),
                posts=(post(NOTES, "Splice first."),),
                room="Big Hall",
            ),
        ),
        event(
            PROGRAMME,
            "HarbourConf 2031",
            replace(
                talk(PROGRAMME, "Ropes That Hold", known("Mara Lind", "mara")),
                abstracts=(abstract,),
                room="Hall 1",
                start=NINE,
                end=NINE + dt.timedelta(minutes=30),
                status=TalkStatus.GIVEN,
                identifiers=("17",),
            ),
            start=FIRST,
        ),
    )
    [one] = whole.talks
    assert (one.title, one.key, one.anchor) == ("Ropes That Hold", "lind", "lind")
    assert (one.room, one.start, one.identifiers) == ("Hall 1", NINE, ("17",))
    assert [each.text for each in one.abstracts] == ["On ropes."]
    assert [each.plain for each in one.posts] == ["Splice first."]
    [mara] = one.speakers
    assert (mara.name, mara.account and mara.account.handle) == ("Mara Lind", "mara")
    assert {span.source for span in one.spans} == {"notes.md", "schedule.json"}


def test_a_slot_without_a_title_gets_it_from_the_notes() -> None:
    slot = talk(PROGRAMME, "", known("Matty Reed", "mattreed"), date=FIRST, start=NINE, key="matty")
    noted = talk(NOTES, "Fog Is Fine", known("Matt Reed", "mattreed"), date=FIRST)
    [one] = only(
        event(PROGRAMME, "HarbourConf 2031", slot, start=FIRST),
        event(NOTES, "HarbourConf 2031", noted, start=FIRST),
    ).talks
    assert (one.title, one.start) == ("Fog Is Fine", NINE)
    alone = only(event(PROGRAMME, "HarbourConf 2031", slot))
    assert [each.title for each in alone.talks] == ["Talk by Matty Reed"]


@pytest.mark.parametrize(
    ("title", "more", "count"),
    [
        ("Ropes", {"start": NINE}, 1),  # another title, but the same slot
        ("Ropes", {"start": NINE.replace(tzinfo=None)}, 1),  # by the clock there
        ("Ropes", {"start": NINE + dt.timedelta(hours=3)}, 2),
        ("Lamps That Shine at Night", {"date": FIRST}, 1),  # a part of the title
        ("Ropes", {"date": FIRST}, 2),
        ("Lamps That Shine at Night", {"date": FIRST + dt.timedelta(1)}, 2),
    ],
)
def test_talks_are_one_by_speaker_and_slot(title: str, more: dict[str, Any], count: int) -> None:
    whole = only(
        event(
            PROGRAMME,
            "HarbourConf 2031",
            talk(
                PROGRAMME,
                "Lamps That Shine at Night: A Practical Guide",
                "Ann Lee",
                date=FIRST,
                start=NINE,
            ),
        ),
        event(NOTES, "HarbourConf 2031", talk(NOTES, title, "Ann Lee", **more)),
    )
    assert len(whole.talks) == count


def test_what_an_archive_and_notes_tell_alike_is_one_post() -> None:
    noted = replace(talk(NOTES, "Ropes"), posts=(post(NOTES, "Oil."), post(NOTES, "Tar.", 2)))
    kept = post(ARCHIVE, "Oil.", identifier="7", url="https://example.org/7")
    posted = replace(talk(ARCHIVE, "Ropes"), posts=(kept,))
    [one] = only(event(NOTES, "HarbourConf", noted), event(ARCHIVE, "HarbourConf", posted)).talks
    assert [(each.plain, each.identifier, each.position) for each in one.posts] == [
        ("Oil.", "7", 1),
        ("Tar.", None, 2),
    ]
    assert one.posts[0].again == (at(NOTES),)


def test_what_contradicts_is_named_with_who_is_followed() -> None:
    told = [
        event(
            PROGRAMME,
            "HarbourConf 2031",
            talk(PROGRAMME, "Ropes That Hold", "Ann Lee", date=FIRST, room="Hall 1"),
            start=FIRST,
        ),
        event(
            NOTES,
            "HarbourConf 2031",
            talk(NOTES, "Ropes that hold", "Bob Ode", date=FIRST + dt.timedelta(1), room="Attic"),
            talk(NOTES, "Ropes That Hold", "Bob Ode", date=FIRST, place=2),
        ),
    ]
    _, problems = join(told)
    found = [(each.code, each.severity, each.source) for each in problems]
    assert found == [("speakers-differ", Severity.WARNING, "notes.md")]
    assert "Ann Lee by schedule.json, but Bob Ode by notes.md" in problems[0].message
    assert "the programme is followed" in problems[0].message
    later = replace(told[1], talks=(replace(told[1].talks[0], speakers=told[0].talks[0].speakers),))
    [whole], problems = join([told[0], later])
    assert [each.code for each in problems] == ["talk-dates-differ", "talk-rooms-differ"]
    room = whole.contradictions[1]
    assert (room.code, room.talk) == ("talk-rooms-differ", whole.talks[0].key)
    assert (room.followed, room.other) == ("Hall 1", "Attic")
    assert (room.followed_in, room.other_in) == (at(PROGRAMME), at(NOTES))


def test_two_note_takers_may_contradict_each_other_without_a_warning() -> None:
    rooms = {"a.md": "Hall 1", "b.md": "Attic"}
    told = []
    for source, room in rooms.items():
        one = talk(NOTES, "Ropes That Hold", "Ann Lee", room=room)
        span = Span(source=source, first=3, last=3)
        noted = event(NOTES, "HarbourConf 2031", replace(one, spans=(span,)), start=FIRST)
        told.append(replace(noted, source=source, spans=(replace(span, first=1, last=1),)))
    [whole], problems = join(told)
    assert problems == ()
    assert [(each.followed, each.other) for each in whole.contradictions] == [("Hall 1", "Attic")]


# ── one person ───────────────────────────────────────────────────────────────────────────────

SAME_TALK = [
    (known("Mottaqui Karim", "the_taqui"), known("Taq Karim", "taqkarim"), 1),
    (
        known("Matty Reed", "mattreed"),
        Speaker(name="Matt Reed", position=1, span=Span(source="")),
        1,
    ),
    (known("Ada Quay", "adaquay"), known("@adaquay", "adaquay", "example.social"), 1),
    (Speaker(name="legion", position=1, span=Span(source="")), known("Hans Brandt", "hb"), 1),
    (known("Anna Silva", "anna"), known("Bruno Silva", "bruno"), 2),
    (known("Ann Lee", "ann"), known("Bob Ode", "bob"), 2),
]


def both(one: Speaker, other: Speaker) -> tuple[Event, ...]:
    return join(
        [
            event(PROGRAMME, "HarbourConf 2031", talk(PROGRAMME, "Ropes That Hold", one)),
            event(NOTES, "HarbourConf 2031", talk(NOTES, "Ropes That Hold", other)),
        ]
    )[0]


@pytest.mark.parametrize(("one", "other", "count"), SAME_TALK)
def test_two_names_of_one_talk_are_one_person(one: Speaker, other: Speaker, count: int) -> None:
    events = both(one, other)
    people = resolve(mentions_of(events))
    assert len(people.people) == count
    if count == 1:
        [merge] = people.merges
        assert merge.rule in {"same-talk", "handle"}
        assert {merge.left.source, merge.right.source} == {"notes.md", "schedule.json"}


def test_the_evidence_of_one_talk_is_recorded_and_undone(tmp_path: Path) -> None:
    one, other, _ = SAME_TALK[0]
    [merge] = resolve(mentions_of(both(one, other))).merges
    assert merge.rule == "same-talk"
    assert "gave one talk, harbourconf-2031/ropes-that-hold" in merge.evidence
    file = tmp_path / "people.txt"
    file.write_text('not-same "Mottaqui Karim" "Taq Karim"\n', encoding="utf-8")
    overrides = read_overrides(file)
    assert len(resolve(mentions_of(both(one, other)), overrides).people) == 2


def test_what_is_told_twice_is_derived_from_both_places() -> None:
    kept = post(ARCHIVE, "Oil.", identifier="7")
    noted = replace(talk(NOTES, "Ropes"), posts=(post(NOTES, "Oil."),))
    posted = replace(talk(ARCHIVE, "Ropes"), posts=(kept,))
    whole = only(event(NOTES, "HarbourConf", noted), event(ARCHIVE, "HarbourConf", posted))
    said = source_facts(whole, People(people=(), who={}, accounts={}), Names())
    places = {
        (source, str(triple.object))
        for source, triples in said.by_source.items()
        for triple in triples
        if "/post/" in str(triple.subject) and str(triple.predicate) == f"<{PROV}wasDerivedFrom>"
    }
    assert {source for source, _ in places} == {"notes.md", "tweets.js"}
    assert len(places) == 2


def test_who_is_called_otherwise_keeps_the_place_where_that_is_said() -> None:
    ropes = talk(NOTES, "Ropes", "Skipper", place=7)
    told = (
        event(PROGRAMME, "HarbourConf 2031", talk(PROGRAMME, "Ropes", "Mara Lind")),
        event(NOTES, "HarbourConf 2031", replace(ropes, spans=(at(NOTES, 6),))),
    )
    assert {span for each in told for span in spans_of(each)} <= set(spans_of(only(*told)))
