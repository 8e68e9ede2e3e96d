"""Calendars as programmes: what stands where, and what real calendars do wrong."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkgraph.model import NOT_NOTES, Event, Hints, Reading, SourceFile, Talk, TalkStatus
from talkgraph.sources.programmes.ical.read import ICalendar
from talkgraph.sources.programmes.ical.summaries import taken_apart
from talkgraph.sources.whole import BROKEN

NAMED = Hints(event="HarbourConf 2031")


def entry(summary: str, *lines: str, start: str = "DTSTART:20310504T100000") -> str:
    return "\n".join(("BEGIN:VEVENT", start, f"SUMMARY:{summary}", *lines, "END:VEVENT"))


def calendar(*parts: str) -> str:
    return "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""))


def read(
    folder: Path, content: str | bytes, hints: Hints = NAMED, name: str = "harbour.ics"
) -> Reading:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    source = SourceFile(path=path, name=name)
    [reading] = ICalendar().read([source], hints)
    assert ICalendar().read([source], hints) == (reading,)
    assert reading.coverage is None or reading.coverage.missing == ()
    return reading


def event_of(reading: Reading) -> Event:
    assert reading.event is not None, [str(d) for d in reading.diagnostics]
    return reading.event


def only_talk(reading: Reading) -> Talk:
    [talk] = event_of(reading).talks
    return talk


def names(talk: Talk) -> list[str]:
    return [speaker.name for speaker in talk.speakers]


def test_a_talk(tmp_path: Path) -> None:
    talk = only_talk(
        read(
            tmp_path,
            calendar(
                entry(
                    "Lamps\\, in winter",
                    "DURATION:PT45M",
                    "LOCATION:Hall A",
                    "DESCRIPTION:Oil.\\n\\nTal",
                    " low.",
                    "URL:https://example.org/lamps",
                    "CATEGORIES:Lecture",
                    "UID:1",
                    'ATTENDEE;ROLE=REQ-PARTICIPANT;CUTYPE=INDIVIDUAL;CN="Ida Holt":invalid:nomail',
                    "ATTENDEE;PARTSTAT=ACCEPTED;CN=A Guest:mailto:guest@example.org",
                    start="DTSTART;TZID=Europe/Oslo:20310504T100000",
                )
            ),
        )
    )
    assert (talk.title, talk.room, talk.type, talk.track) == (
        "Lamps, in winter",
        "Hall A",
        "Lecture",
        None,
    )
    assert str(talk.start) == "2031-05-04 10:00:00+02:00"
    assert str(talk.end) == "2031-05-04 10:45:00+02:00"
    assert names(talk) == ["Ida Holt"]
    assert talk.url == "https://example.org/lamps"
    assert (talk.spans[0].first, talk.spans[0].last) == (3, 15)
    assert " ".join(each.plain for each in talk.abstracts) == "Oil. Tallow."


@pytest.mark.parametrize(
    ("head", "start", "zone", "expected", "day"),
    [
        ("X-A:b", "DTSTART:20310504T230000Z", None, "2031-05-04 23:00:00+00:00", "2031-05-04"),
        (
            "X-WR-TIMEZONE:Asia/Tokyo",
            "DTSTART:20310504T230000Z",
            None,
            "2031-05-05 08:00:00+09:00",
            "2031-05-05",
        ),
        (
            "X-WR-TIMEZONE:Asia/Tokyo",
            "DTSTART:20310504T100000",
            None,
            "2031-05-04 10:00:00+09:00",
            "2031-05-04",
        ),
        (
            "X-WR-TIMEZONE:UTC",
            "DTSTART:20310504T230000Z",
            "Asia/Tokyo",
            "2031-05-05 08:00:00+09:00",
            "2031-05-05",
        ),
        ("X-A:b", "DTSTART:20310504T100000", None, "2031-05-04 10:00:00", "2031-05-04"),
        ("X-A:b", "DTSTART;TZID=Nowhere/At:20310504T100000", None, "2031-05-04 10:00:00", ""),
        ("X-A:b", "DTSTART;TZID=Europe:20310504T100000", None, "2031-05-04 10:00:00", ""),
        ("X-A:b", 'DTSTART;TZID="America":20310504T100000', None, "2031-05-04 10:00:00", ""),
        ("X-A:b", "DTSTART;VALUE=DATE:20310504", None, "None", "2031-05-04"),
    ],
)
def test_times(
    tmp_path: Path, head: str, start: str, zone: str | None, expected: str, day: str
) -> None:
    hints = Hints(event="H 2031", zone=zone)
    reading = read(tmp_path, calendar(head, entry("Lamps", start=start)), hints)
    talk = only_talk(reading)
    assert str(talk.start) == expected
    assert str(talk.date) == (day or "2031-05-04")
    in_utc = [d.code for d in reading.diagnostics] == ["zone-unknown"]
    assert in_utc == expected.endswith("+00:00")


def test_a_zone_of_the_calendar_is_not_known_to_the_next(tmp_path: Path) -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Harbour/Own\nBEGIN:STANDARD\nDTSTART:20000101T000000\n"
        "TZOFFSETFROM:+0330\nTZOFFSETTO:+0330\nEND:STANDARD\nEND:VTIMEZONE"
    )
    lamps = entry("Lamps", start="DTSTART;TZID=Harbour/Own:20310504T100000")
    assert str(only_talk(read(tmp_path, calendar(zone, lamps))).start).endswith("+03:30")
    assert only_talk(read(tmp_path, calendar(lamps))).start == dt.datetime(2031, 5, 4, 10)


def test_what_is_no_talk(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        calendar(
            entry("Lunch"),
            entry(""),
            entry(
                "HarbourConf",
                "DTEND;VALUE=DATE:20310507",
                start="DTSTART;VALUE=DATE:20310504",
            ),
            entry("Lamps", "STATUS:CANCELLED"),
            entry("Ropes", "RRULE:FREQ=WEEKLY;COUNT=3"),
        ),
    )
    talks = event_of(reading).talks
    assert [(t.title, t.status) for t in talks] == [
        ("Lamps", TalkStatus.CANCELLED),
        ("Ropes", None),
    ]
    assert sorted(d.code for d in reading.diagnostics) == ["no-talk"] * 3 + ["repeats"]


def test_identifiers_that_are_all_the_same_are_no_versions(tmp_path: Path) -> None:
    content = calendar(
        entry("Lamps", "UID:1", "SEQUENCE:0"),
        entry("Ropes", "UID:1", "SEQUENCE:0"),
        entry("Ropes", "UID:1", "SEQUENCE:0"),
        entry("Sails"),
        entry("Oars"),
    )
    reading = read(tmp_path, content)
    assert [t.title for t in event_of(reading).talks] == ["Lamps", "Ropes", "Sails", "Oars"]
    assert [d.code for d in reading.diagnostics] == ["event-repeated"]


def test_a_later_version_replaces_an_earlier(tmp_path: Path) -> None:
    content = calendar(
        entry("Lamps, moved", "UID:1", "SEQUENCE:2", start="DTSTART:20310504T140000"),
        entry("Lamps", "UID:1", "SEQUENCE:1"),
        entry("Other", "UID:1", "RECURRENCE-ID:20310511T100000"),
    )
    reading = read(tmp_path, content)
    assert [t.title for t in event_of(reading).talks] == ["Lamps, moved", "Other"]
    assert [d.code for d in reading.diagnostics] == ["event-repeated"]


def test_broken_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = calendar(
        "BROKEN HEAD",
        entry("Lamps", "DTEND:2031050T10", "no property", "nor this", "URL:https://e.org/1"),
        "BEGIN:VEVENT\nSUMMARY:Ropes\nDTSTART:20310504T110000",
        entry("Sails"),
    )
    reading = read(tmp_path, content)
    assert [t.title for t in event_of(reading).talks] == ["Lamps", "Ropes", "Sails"]
    assert [(d.line, d.last, d.code) for d in reading.diagnostics] == [
        (7, 9, "line-not-understood"),
        (14, 14, "line-not-understood"),
    ]


def test_a_calendar_in_a_comment_and_one_cut_short(tmp_path: Path) -> None:
    assert only_talk(read(tmp_path, f"<!--\n{calendar(entry('Lamps'))}-->\n")).title == "Lamps"
    cut = calendar(entry("Lamps")).removesuffix("END:VEVENT\nEND:VCALENDAR\n")
    assert only_talk(read(tmp_path, cut)).title == "Lamps"


def test_other_encodings(tmp_path: Path) -> None:
    text = calendar(entry("Lämps"))
    for encoding in ("utf-8-sig", "utf-16"):
        assert ICalendar().accepts(text.encode(encoding)[:8192], "x")
        assert only_talk(read(tmp_path, text.encode(encoding))).title == "Lämps"
    reading = read(tmp_path, text.replace("\n", "\r\n").encode("latin-1"))
    assert only_talk(reading).title == "L\N{REPLACEMENT CHARACTER}mps"
    assert [d.code for d in reading.diagnostics] == ["not-utf8"]


@pytest.mark.parametrize(
    ("head", "uid", "hints", "file", "name", "acronym"),
    [
        (
            "X-WR-CALNAME:HarbourConf 2031",
            "1",
            Hints(event="Other"),
            "a.ics",
            "HarbourConf 2031",
            0,
        ),
        ("X-WR-CALNAME;VALUE=TEXT:Harbour 2031 Schedule", "1", Hints(), "a.ics", "Harbour 2031", 0),
        ("X-WR-CALNAME:Schedule for HarbourConf 2031", "1", Hints(), "", "HarbourConf 2031", 0),
        ("X-WR-CALNAME:iCal", "1@harbour-2031@example.org", Hints(), "", "harbour-2031", 1),
        ("X-WR-CALNAME:iCal", "1@harbour-2031@e.org", NAMED, "", "HarbourConf 2031", 1),
        ("PRODID:-//pretalx//e.org//harbour-2031", "1", Hints(), "", "harbour-2031", 1),
        ("X-A:b", "pretalx-harbour-2031-ABCDEF@e.org", Hints(), "", "harbour-2031", 1),
        ("X-A:b", "1", Hints(), "harbour-2031/schedule.ics", "harbour 2031", 0),
    ],
)
def test_what_the_event_is_called(
    tmp_path: Path, head: str, uid: str, hints: Hints, file: str, name: str, acronym: int
) -> None:
    content = calendar(head, entry("Lamps", f"UID:{uid}"))
    event = event_of(read(tmp_path, content, hints, file or "schedule.ics"))
    assert (event.name, event.acronym) == (name, "harbour-2031" if acronym else None)


def test_a_calendar_that_nothing_names(tmp_path: Path) -> None:
    reading = read(tmp_path, calendar(entry("Lamps")), Hints(), "calendar.ics")
    assert [d.code for d in reading.diagnostics] == ["event-unnamed"]


def test_an_empty_calendar(tmp_path: Path) -> None:
    assert [d.code for d in read(tmp_path, calendar()).diagnostics] == [NOT_NOTES]


def test_one_address_for_all_is_the_events(tmp_path: Path) -> None:
    place = "LOCATION:Quay 5\\, Hartwell"
    event = event_of(read(tmp_path, calendar(entry("Lamps", place), entry("Ropes", place))))
    assert event.location == "Quay 5, Hartwell"
    assert {talk.room for talk in event.talks} == {None}


def test_a_group_that_meets_has_no_dates(tmp_path: Path) -> None:
    later = entry("Ropes", start="DTSTART:20320504T100000")
    event = event_of(read(tmp_path, calendar(entry("Lamps"), later)))
    assert (event.start, event.days) == (None, ())


def test_speakers_in_the_description(tmp_path: Path) -> None:
    told = "DESCRIPTION:Lamps - Ida Holt\\nSpeaker: Ida Holt\\nTrack: Light\\nOil burns."
    talk = only_talk(read(tmp_path, calendar(entry("Lamps - Ida Holt", told))))
    assert (talk.title, names(talk), talk.track) == ("Lamps", ["Ida Holt"], "Light")
    assert [each.plain for each in talk.abstracts] == ["Oil burns."]


def test_organizers_are_speakers_where_each_talk_has_its_own(tmp_path: Path) -> None:
    def by(name: str) -> str:
        return f"ORGANIZER;CN={name}:MAILTO:info@quayworks.example"

    who = ("Ida Holt", "Bo Lind", "Cy Dale", "Quay Works")
    titles = ("Lamps", "Ropes", "Sails", "Prizes")
    content = calendar(*(entry(t, by(name)) for t, name in zip(titles, who, strict=True)))
    talks = event_of(read(tmp_path, content)).talks
    assert [names(talk) for talk in talks] == [["Ida Holt"], ["Bo Lind"], ["Cy Dale"], []]
    content = calendar(*(entry(title, by("Ida Holt")) for title in titles))
    assert [names(talk) for talk in event_of(read(tmp_path, content)).talks] == [[]] * 4


WAYS = {
    "{title} - {names}": True,
    "{names} - {title}": True,
    "{title} -- {names}": True,
    "{names}: {title}": True,
    "{title} ({names})": True,
    "{title} (talk by {names})": True,
    "{title} | {names}": True,
    "{title} by {names}": True,
}
TALKS = [
    ("Lamps: what burns - and why", ["Ida Holt"]),
    ("Introduction to ropes", ["Bo Lind", "Cy Dale"]),
    ("The sails of tomorrow", ["Eva María Ruiz"]),
    ("Oars", ["Gil O'Dea"]),
]


@pytest.mark.parametrize("way", WAYS)
def test_ways_to_put_speakers_into_a_summary(way: str) -> None:
    lines = [way.format(title=title, names=" and ".join(who)) for title, who in TALKS]
    apart = taken_apart([*lines, "Lunch", "Opening"], [()] * 6)
    assert [(each.title, list(each.names)) for each in apart] == [
        *TALKS,
        ("Lunch", []),
        ("Opening", []),
    ]


def test_names_may_have_companies() -> None:
    lines = [
        "Ropes - Ana Reed, Director, Quay Works",
        "Knots: a Life - Bo Lind, Tallow Inc & Cy Dale, Harbour Labs",
        "Sails - Dee Moss, Quay Works; Eve Sand, Wick Ltd",
        "Oars - Fay Hill, Blue Lamp",
        "Tides - how and why",
    ]
    ropes, knots, sails, oars, tides = taken_apart(lines, [()] * 5)
    assert (ropes.title, ropes.companies) == ("Ropes", (("Ana Reed", "Director, Quay Works"),))
    assert (knots.title, knots.names) == ("Knots: a Life", ("Bo Lind", "Cy Dale"))
    assert sails.companies == (("Dee Moss", "Quay Works"), ("Eve Sand", "Wick Ltd"))
    assert oars.companies == (("Fay Hill", "Blue Lamp"),)
    assert (tides.title, tides.names) == ("Tides - how and why", ())


def test_a_company_is_the_speakers_affiliation(tmp_path: Path) -> None:
    people = ("Ana Reed", "Bo Lind", "Cy Dale")
    entries = [entry(f"Ropes {n} - {who}\\, Quay Works") for n, who in enumerate(people)]
    talks = event_of(read(tmp_path, calendar(*entries))).talks
    assert [(s.name, s.affiliation) for talk in talks for s in talk.speakers] == [
        (who, "Quay Works") for who in people
    ]


def test_one_line_alone_is_not_taken_apart() -> None:
    for line in ("Lamps - Ida Holt", "Ida Holt: Lamps", "Lamps by Ida Holt"):
        assert taken_apart([line], [()])[0].title == line


def test_a_tool_that_is_known_to_put_speakers_last(tmp_path: Path) -> None:
    head = "PRODID:-//pretalx//example.org//harbour-2031"
    content = calendar(head, entry("Lamps - oil - nan\\, Bo Lind\\, PhD"), entry("Ropes - "))
    lamps, ropes = event_of(read(tmp_path, content)).talks
    assert (lamps.title, names(lamps)) == ("Lamps - oil", ["nan", "Bo Lind, PhD"])
    assert (ropes.title, names(ropes)) == ("Ropes", [])


def test_what_is_accepted() -> None:
    accepts = ICalendar().accepts
    assert accepts(b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nVERSION:2.0", "talks.txt")
    assert accepts(b"<!--\nbegin:vcalendar\n", "a.ics")
    assert not accepts(b"A file may have BEGIN:VCALENDAR in it", "a.ics")
    assert not accepts(b"", "a.ics")


LINES = st.sampled_from(
    [
        *("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE"),
        *("END:VTIMEZONE", "BEGIN:VALARM", "END:VALARM", "SUMMARY:Lamps - Ida Holt", "SUMMARY:"),
        *("DTSTART:20310504T100000Z", "DTSTART;TZID=Europe/Oslo:20310504T100000", "DTSTART:1"),
        *("DTSTART;VALUE=DATE:20310504", "DTEND:99991231T235959Z", "DURATION:P99999999D", "DTEND:"),
        *("DURATION:PT1H", "RRULE:FREQ=SECONDLY", "TZID:Odd", "SEQUENCE:-1", "SEQUENCE:٣", "UID:1"),
        *("ATTENDEE;CN=:x", "ATTENDEE;CN=Ida Holt:x", 'ORGANIZER;CN="a":b', "CATEGORIES:a,b"),
        *(
            "DTSTART:00010101T000000Z",
            "RECURRENCE-ID:20310504",
            "X-WR-TIMEZONE:Odd/Zone",
            " folded",
        ),
        *(
            "URL:https://[x",
            "DESCRIPTION:Speaker: Bo Lind\\n\\\\",
            "GEO:x",
            "X-WR-TIMEZONE:Asia/Tokyo",
        ),
        *(
            "BEGIN:STANDARD",
            "END:STANDARD",
            "TZOFFSETTO:+9999",
            "TZOFFSETFROM:+0100",
            "BEGIN:",
            "END:",
        ),
    ]
)
SOUP = st.lists(LINES | st.text(max_size=15), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(soup=SOUP, wrapped=st.booleans())
def test_junk_never_raises(tmp_path: Path, soup: list[str], wrapped: bool) -> None:
    text = "\n".join(soup)
    content = calendar(entry("Ropes", text)) if wrapped else text
    read(tmp_path, content.encode("utf-8", "surrogatepass"), Hints(event="H", zone="Asia/Tokyo"))


def test_an_event_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    content = calendar(entry("Lamps", "END:VALARM", "BEGIN:VALARM"), entry("Ropes"))
    reading = read(tmp_path, content)
    assert [t.title for t in event_of(reading).talks][-1] == "Ropes"
    assert BROKEN in {d.code for d in reading.diagnostics} or len(event_of(reading).talks) == 2


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Splicing at Night - Ben Ode", "Knots for Two - Ann Lee"], [("Ben Ode",), ("Ann Lee",)]),
        (["Splicing at Night - Ben Ode", "Knots for Two"], [(), ()]),
        (["Splicing at Night - Ben Ode"], [()]),
    ],
)
def test_two_lines_tell_their_form_if_there_are_no_others(
    lines: list[str], names: list[tuple[str, ...]]
) -> None:
    assert [told.names for told in taken_apart(lines, [()] * len(lines))] == names
