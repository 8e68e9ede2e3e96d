"""Of which event and talk the posts of an archive are."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from posted_samples import OWNER, conferences, event_of, groups_of

from talkgraph.knowledge.build.sources import find_sources, gather, read_sources
from talkgraph.model import (
    Account,
    Event,
    Hints,
    LinkKind,
    PostGroup,
    Reading,
    SourceKind,
    Span,
    Speaker,
    Talk,
)
from talkgraph.model.names import slug
from talkgraph.sources.archives.meetings import Meetings, meeting_of, zone_by_pauses
from talkgraph.sources.archives.placing import place, placed
from talkgraph.sources.archives.posted import Posted, post_of
from talkgraph.sources.archives.talks import plain_name
from talkgraph.sources.archives.threads import grouped

Told = tuple[str, str] | tuple[str, str, int]


def groups(
    *told: Told, zone: str = "UTC", owner: Account = OWNER, source: str = "tweets.js", **names: str
) -> tuple[PostGroup, ...]:
    """Return posts of a time and a text, and of the number of that which they reply to."""
    called = tuple(
        (Account(service="twitter", handle=handle), name) for handle, name in names.items()
    )
    posts = []
    for n, (time, text, *answers) in enumerate(told, 1):
        post = post_of(
            text,
            source=source,
            identifier=str(n),
            url=f"https://twitter.com/{owner.handle}/status/{n}",
            time=dt.datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(zone)),
            author=owner,
        )
        to = str(answers[0]) if answers else None
        posts.append(Posted(post=post, sequence=n, answers=to, names=called))
    return grouped(posts, owner).groups


def event(
    name: str = "LampConf 2019", *talks: tuple[str, str, str | None], **more: object
) -> Event:
    """Return an event of talks: title, handle, and the time at which it starts."""
    place_ = Span(source="programme.json")
    zone = ZoneInfo(str(more.get("time_zone") or "UTC"))
    made = []
    for n, (title, handle, start) in enumerate(talks, 1):
        at = dt.datetime.fromisoformat(start).replace(tzinfo=zone) if start else None
        who = Account(service="twitter", handle=handle) if handle else None
        speakers = (Speaker(name=handle.title(), position=1, span=place_, account=who),)
        made.append(
            Talk(
                key=slug(title),
                title=title,
                position=n,
                spans=(place_,),
                date=at.date() if at else None,
                start=at,
                speakers=speakers if handle else (),
            )
        )
    days: dict[str, Any] = {"start": dt.date(2019, 5, 6), "end": dt.date(2019, 5, 7)} | more
    return Event(
        name=name,
        slug=slug(name),
        source="programme.json",
        spans=(place_,),
        kind=SourceKind.PROGRAMME,
        talks=tuple(made),
        **days,
    )


def kept(events: tuple[Event, ...]) -> dict[str, list[str | None]]:
    found = {talk.key: [p.identifier for p in talk.posts] for e in events for talk in e.talks}
    apart = [post.identifier for each in events for post in each.posts]
    return found | ({"": apart} if apart else {})


# ── which event ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tag", "of"),
    [
        *(
            ("LampConf", True),
            ("lampconf2019", True),
            ("lampconf19", True),
            ("LampConf_2019", True),
        ),
        *(("lc19", True), ("lc2019", True), ("lampconf2018", False), ("lc", False)),
        *(("lamps", False), ("glow19", True), ("glow", True), ("lampconf_hq", True)),
    ],
)
def test_an_event_is_known_by_its_tags(tag: str, of: bool) -> None:
    told = event(acronym="glow-2019", accounts=(Account(service="twitter", handle="lampconf_hq"),))
    [group] = groups(("2019-05-06T10:00", f"oil #{tag}"))
    found = Meetings([told], Hints()).of(group.posts[0])
    assert (found is not None) is of


@pytest.mark.parametrize(
    ("time", "of"),
    [
        *(("2019-05-05T09:00", True), ("2019-05-08T06:59", True), ("2019-05-09T07:01", False)),
        *(("2019-05-05T06:59", False), ("2020-05-06T12:00", False)),
    ],
)
def test_an_event_is_known_by_its_days_in_its_zone(time: str, of: bool) -> None:
    told = event(time_zone="America/Los_Angeles")
    [group] = groups((time, "oil #lampconf"))
    assert (Meetings([told], Hints()).of(group.posts[0]) is not None) is of


def test_of_two_events_the_one_that_is_spelt_out_is_taken() -> None:
    one = event("LampDays Oslo 2019", series="LampDays")
    two = event("LampDays Rome 2019", series="LampDays")
    meetings = Meetings([two, one], Hints())
    for tag, name in (("lampdaysrome", two.name), ("lampdays", one.name)):
        [group] = groups(("2019-05-06T10:00", f"oil #{tag}"))
        found = meetings.of(group.posts[0])
        assert found is not None
        assert found.event.name == name


def test_hinted_tags_are_of_the_hinted_event_or_of_the_one_at_that_time() -> None:
    told = event()
    [group] = groups(("2019-05-06T10:00", "oil #nightlife"))
    tags = ("NightLife",)
    for hints in (Hints(event="LampConf 2019", tags=tags), Hints(tags=tags)):
        found = Meetings([told], hints).of(group.posts[0])
        assert found is not None
        assert found.event == told
    assert Meetings([told], Hints()).of(group.posts[0]) is None
    two = event("RopeConf 2019")
    assert Meetings([told, two], Hints(tags=tags)).of(group.posts[0]) is None


def test_the_zone_is_the_events_or_the_users_or_that_of_its_talks() -> None:
    talk = ("Lamps", "ana", "2019-05-06T10:00")
    own = meeting_of(event(time_zone="Europe/Oslo"), Hints(zone="Asia/Tokyo"))
    assert own.zone == ZoneInfo("Europe/Oslo")
    assert meeting_of(event(), Hints(zone="Asia/Tokyo")).zone == ZoneInfo("Asia/Tokyo")
    offset = meeting_of(event("LampConf 2019", talk), Hints(zone="No/Where")).zone
    assert offset == dt.timezone(dt.timedelta())
    assert meeting_of(event(), Hints()).zone is None


def test_days_are_cut_at_night_where_no_zone_is_known() -> None:
    evening = groups(("2023-09-12T16:00", "a #x1"), ("2023-09-13T01:30", "b #x2"))
    zone = zone_by_pauses(post for group in evening for post in group.posts)
    days = {p.time.astimezone(zone).date() for g in evening for p in g.posts if p.time}
    assert days == {dt.date(2023, 9, 12)}


# ── which talk ───────────────────────────────────────────────────────────────────────────────────

TALKS = (
    ("Wicks, Oil and Other Dependencies", "ana", "2019-05-06T10:00"),
    ("Trimming Your Build", "ben", "2019-05-06T10:00"),
    ("Keeping Watch at Night", "cho", "2019-05-06T11:00"),
)


def test_slot_and_handle_decide() -> None:
    found, noticed = place(
        groups(("2019-05-06T10:04", "with @ben now #lampconf"), ("2019-05-06T10:30", "cut", 1)),
        [event("LampConf 2019", *TALKS)],
    )
    assert kept(found) == {"trimming-your-build": ["1", "2"]}
    assert noticed == ()
    [talk] = found[0].talks
    assert (talk.title, talk.date) == ("Trimming Your Build", dt.date(2019, 5, 6))
    assert [(s.name, s.account and s.account.handle) for s in talk.speakers] == [("Ben", "ben")]
    assert [(t.url, t.by_note_taker, t.account) for t in talk.threads] == [
        ("https://twitter.com/lamplog/status/1", True, OWNER)
    ]
    assert found[0].kind is SourceKind.ARCHIVE
    assert (found[0].start, found[0].note_taker) == (None, OWNER)


def test_a_title_decides_without_a_slot() -> None:
    told = [(title, handle, None) for title, handle, _ in TALKS]
    found, _ = place(
        groups(("2019-05-07T22:00", "My notes on keeping watch at night #lampconf")),
        [event("LampConf 2019", *told)],
    )
    assert kept(found) == {"keeping-watch-at-night": ["1"]}


def test_neither_a_hashtag_nor_a_slot_decides() -> None:
    found, noticed = place(
        groups(("2019-05-06T11:10", "So many people here #lampconf")),
        [event("LampConf 2019", *TALKS)],
    )
    assert kept(found) == {"": ["1"]}
    assert noticed == ()


def test_what_is_unsure_is_kept_and_told_of_with_its_score() -> None:
    found, noticed = place(
        groups(("2019-05-06T16:00", "Talked about wicks and oil with @ana #lampconf")),
        [event("LampConf 2019", *TALKS)],
    )
    assert kept(found) == {"": ["1"]}
    [unsure] = noticed
    assert unsure.code == "posts-of-unsure-talk"
    assert unsure.weighty
    assert "'Wicks, Oil and Other Dependencies' (score 0." in unsure.message
    assert unsure.path == "https://twitter.com/lamplog/status/1"


def test_a_run_is_cut_where_the_next_slot_begins_but_not_before_an_announcement() -> None:
    told = event("LampConf 2019", *TALKS)
    found, _ = place(
        groups(
            ("2019-05-06T10:40", "#lampconf @ana: oil is a promise"),
            ("2019-05-06T10:57", "#lampconf Next up: @cho"),
            ("2019-05-06T11:04", "#lampconf nights are long"),
            ("2019-05-06T11:20", "#lampconf @cho: sleep is a feature"),
        ),
        [told],
    )
    assert kept(found) == {
        "wicks-oil-and-other-dependencies": ["1"],
        "keeping-watch-at-night": ["2", "3", "4"],
    }
    found, _ = place(
        groups(
            ("2019-05-06T10:45", "#lampconf @ana: oil is a promise"),
            ("2019-05-06T11:09", "#lampconf watch at night, keeping it short"),
        ),
        [told],
    )
    assert kept(found) == {
        "wicks-oil-and-other-dependencies": ["1"],
        "keeping-watch-at-night": ["2"],
    }


def test_groups_of_one_talk_are_one_talk() -> None:
    found, _ = place(
        groups(
            ("2019-05-06T10:04", "with @ben now #lampconf"),
            ("2019-05-06T10:10", "cut", 1),
            ("2019-05-06T10:20", "#lampconf @ben: cut more"),
        ),
        [event("LampConf 2019", *TALKS)],
    )
    assert kept(found) == {"trimming-your-build": ["1", "2", "3"]}
    assert [post.position for post in found[0].talks[0].posts] == [1, 2, 3]


def test_names_of_mentioned_accounts_are_compared() -> None:
    told = event("LampConf 2019", ("Wicks", "", "2019-05-06T10:00"))
    name = Speaker(name="Dr. Ana Reed", position=1, span=Span(source="programme.json"))
    told = replace(told, talks=(replace(told.talks[0], speakers=(name,)),))
    found, _ = place(
        groups(("2019-05-06T10:04", "Now @areed #lampconf"), areed="Ana Reed (she/her) 🚀"), [told]
    )
    [talk] = found[0].talks
    assert [(s.name, s.account and s.account.handle) for s in talk.speakers] == [
        ("Dr. Ana Reed", "areed")
    ]


def test_slides_in_posts_are_links_of_the_talk() -> None:
    found, _ = place(
        groups(
            ("2019-05-06T10:04", "with @ben now #lampconf"),
            ("2019-05-06T10:20", "Slides: https://example.org/x and https://example.org/y", 1),
        ),
        [event("LampConf 2019", *TALKS)],
    )
    assert [(link.url, link.kind) for link in found[0].talks[0].links] == [
        ("https://example.org/x", LinkKind.SLIDES)
    ]


# ── events that posts make ───────────────────────────────────────────────────────────────────────

DAY = (
    ("2019-05-06T09:00", "Coffee at #RopeConf19"),
    ("2019-05-06T10:00", 'Next up: @ana on "Ropes That Hold" #RopeConf19'),
    ("2019-05-06T10:10", "splice", 2),
    ("2019-05-06T12:00", "#RopeConf19 @ben: wires are ropes"),
    ("2019-05-06T12:10", "#RopeConf19 @ben: and chains"),
)


def test_posts_of_no_known_event_make_one() -> None:
    found, noticed = place(groups(*DAY, ana="Ana Reed", ben="ben 🪢"), ())
    [made] = found
    assert (made.name, made.start, made.end) == ("RopeConf19", *[dt.date(2019, 5, 6)] * 2)
    assert [(t.key, t.title, [s.name for s in t.speakers]) for t in made.talks] == [
        ("ropes-that-hold", "Ropes That Hold", ["Ana Reed"]),
        ("ben-2019-05-06", "", ["ben"]),
    ]
    assert kept(found)[""] == ["1"]
    assert noticed == ()


def test_what_is_hardly_an_event_is_left_out_and_counted() -> None:
    chat = [(f"2019-0{m}-06T10:0{n}", f"good #oilchat {n}") for m in range(1, 6) for n in range(9)]
    fans = [("2019-05-06T10:00", "#ff @ana @ben @cho"), ("2019-05-07T10:00", "so true #fail")]
    found, noticed = place(groups(*chat, *fans), ())
    assert found == ()
    [note] = noticed
    assert note.message.startswith("47 posts are left out: their hashtags are of no event")
    assert "good" not in repr(noticed)


def test_years_of_one_tag_are_events_of_their_own() -> None:
    other = [(told[0].replace("2019", "2020"), *told[1:]) for told in DAY[:2]]
    more = [
        ("2020-05-06T12:00", "#RopeConf19 @ben: wires"),
        ("2020-05-06T12:10", "Now @cho #RopeConf19"),
    ]
    found, _ = place(groups(*DAY, *other, *more), ())
    assert [each.name for each in found] == ["RopeConf19 2019", "RopeConf19 2020"]


def test_a_name_by_which_somebody_goes() -> None:
    assert plain_name("Ana Reed | she/her") == "Ana Reed"
    assert plain_name("Ana Reed also @ana@example.org") == "Ana Reed"
    assert plain_name("🎃") == ""


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_order_of_groups_and_events_does_not_matter(data: st.DataObject) -> None:
    told = conferences(seen=True)
    found = [group for each in told for group in groups_of(each)]
    events = [event_of(each) for each in told]
    expected = place(found, events)
    assert place(data.draw(st.permutations(found)), data.draw(st.permutations(events))) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(min_value=0, max_value=9000),
            st.lists(
                st.sampled_from(
                    ("#lampconf", "#x2019", "@ana", ":", "Next up", "on", "Wicks", '"', "oil", "by")
                ),
                max_size=8,
            ),
            st.none() | st.integers(min_value=1, max_value=8),
        ),
        max_size=20,
    )
)
def test_every_post_is_told_once_or_counted(told: list[tuple[int, list[str], int | None]]) -> None:
    start = dt.datetime(2019, 5, 6)
    posts = [
        ((start + dt.timedelta(minutes=m)).isoformat(), " ".join(words), *((to,) if to else ()))
        for m, words, to in told
    ]
    found = groups(*posts)
    events, noticed = place(found, [event("LampConf 2019", *TALKS)])
    placed_ = [p.identifier for e in events for talk in e.talks for p in talk.posts]
    placed_ += [p.identifier for e in events for p in e.posts]
    assert len(placed_) == len(set(placed_))
    counted = [d for d in noticed if d.code == "posts-of-no-event"]
    left = sum(int(d.message.split()[0].replace(",", "")) for d in counted)
    assert len(placed_) + left == sum(len(group.posts) for group in found)
    for each in events:
        keys = [talk.key for talk in each.talks]
        assert len(keys) == len(set(keys))
        assert [talk.position for talk in each.talks] == list(range(1, len(keys) + 1))


def test_a_post_of_two_archives_is_told_once() -> None:
    first = groups(("2019-05-06T10:04", "with @ben now #lampconf"), source="a/tweets.js")
    second = groups(("2019-05-06T10:04", "with @ben now #lampconf"), source="b/tweets.js")
    found, noticed = place((*second, *first), [event("LampConf 2019", *TALKS)])
    assert [each.source for each in found] == ["a/tweets.js"]
    assert [str(each) for each in noticed] == [
        "b/tweets.js: info: 1 post is in a/tweets.js, too, and taken from there [posts-told-twice]"
    ]


def test_readings_keep_nothing_of_what_is_not_placed() -> None:
    told = groups(
        ("2019-05-06T10:04", "with @ben now #lampconf"), ("2019-05-08T10:04", "bread #bread")
    )
    readings = (
        Reading(source="tweets.js", sha256="1", groups=told),
        Reading(source="programme.json", sha256="2", events=(event("LampConf 2019", *TALKS),)),
    )
    archive, programme = placed(readings)
    assert kept(archive.events) == {"trimming-your-build": ["1"]}
    assert archive.groups == ()
    assert "#bread" not in repr(archive)
    assert programme == readings[1]


def test_an_archive_is_joined_with_the_notes_of_its_event(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(
        "# LampConf 2019\n\nMay 6, 2019\n\n## Trimming Your Build\n\nBen Ode (@ben)\n\n> Cut.\n"
    )
    data = tmp_path / "data"
    data.mkdir()
    (data / "tweets.js").write_text(
        'window.YTD.tweets.part0 = [{"tweet": {"id_str": "1", "full_text": '
        '"Trimming your build, now by @ben #lampconf", '
        '"created_at": "Mon May 06 10:04:00 +0000 2019"}}]'
    )
    (data / "account.js").write_text('window.YTD.account.part0 = [{"account": {"username": "me"}}]')
    facts = gather(read_sources(find_sources([tmp_path])))
    [joined] = facts.events
    assert joined.sources == ("notes.md", "data/tweets.js")
    [talk] = joined.talks
    assert [post.plain for post in talk.posts] == [
        "Cut.",
        "Trimming your build, now by @ben #lampconf",
    ]
    assert {person.name for person in facts.people.people} == {"Ben Ode"}
