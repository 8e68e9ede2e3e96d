"""An invented event of which a programme, notes and an archive of posts tell together."""

import datetime as dt

from graph_samples import said

from talkgraph.model import (
    Abstract,
    Account,
    Day,
    Event,
    Hashtag,
    Link,
    LinkKind,
    Post,
    Quote,
    Session,
    SessionKind,
    SourceKind,
    Span,
    Speaker,
    Talk,
    TalkStatus,
    Telling,
    Thread,
)

PROGRAMME = "programme.json"
NOTES = "tide conf 2032.md"
ARCHIVE = "outbox.json"
TIDE = "tide-conf-2032"
ODD_PATH = '/conf/"Hall [2]"/talks~1é%/0 #1'
ZONE = dt.timezone(dt.timedelta(hours=2))
WRITER = Account(service="example.social", handle="Wren", url="https://example.social/@Wren")
CONFERENCE = Account(service="example.social", handle="tideconf")
THREAD = "https://example.social/@Wren/100"


def in_programme(path: str) -> Span:
    return Span(source=PROGRAMME, path=path)


def in_notes(line: int) -> Span:
    return Span(source=NOTES, first=line, last=line)


def in_archive(number: int) -> Span:
    return Span(source=ARCHIVE, address=f"https://example.social/@Wren/{number}")


def posted(position: int, number: int, reply_to: str | None = None, **more: object) -> Post:
    """Return a post of the archive, an hour into the talk and some minutes."""
    text = f"Post {number} [sic] on tides"
    address = f"https://example.social/@Wren/{number}"
    details: dict[str, object] = {
        "identifier": str(number),
        "url": address,
        "time": dt.datetime(2032, 5, 1, 22, number % 60, tzinfo=dt.UTC),
        "author": WRITER,
        "reply_to": reply_to,
        **more,
    }
    return Post(
        position=position,
        markdown=text,
        plain=text,
        says=said(text, hashtags=(Hashtag(tag="TideConf", of_event=True),)),
        span=in_archive(number),
        **details,  # type: ignore[arg-type]
    )


def joined_talk() -> Talk:
    picture = Link(
        url="https://example.social/media/1.png",
        label="A buoy, seen from above",
        kind=LinkKind.IMAGE,
        span=in_archive(102),
    )
    seen = Link(
        url="https://example.org/tides",
        label="the tables",
        kind=LinkKind.OTHER,
        span=in_programme(ODD_PATH),
    )
    return Talk(
        key="tides",
        title="Tides, Told Twice",
        position=1,
        spans=(in_programme(ODD_PATH), in_notes(9)),
        day="day-1",
        date=dt.date(2032, 5, 1),
        start=dt.datetime(2032, 5, 2, 0, 10, tzinfo=ZONE),
        end=dt.datetime(2032, 5, 2, 0, 55, tzinfo=ZONE),
        room="Lower Deck",
        track="Water",
        language="pt-BR",
        type="late talk",
        status=TalkStatus.GIVEN,
        url="https://example.org/talks/17",
        identifiers=("17", "TIDES7"),
        speakers=(
            Speaker(
                name="Ines Mar",
                position=1,
                span=in_programme("/people/0"),
                account=Account(service="twitter", handle="inesmar"),
                more_accounts=(Account(service="example.social", handle="ines"),),
                affiliation="Salt & Co",
                told_by=(("affiliation", NOTES),),
            ),
        ),
        abstracts=(
            Abstract(
                position=1,
                markdown='"Why twice?" See [the tables](https://example.org/tides).',
                plain='"Why twice?" See the tables.',
                text='"Why twice?" See the tables.',
                span=in_programme(f"{ODD_PATH}/abstract"),
                links=(seen,),
            ),
            Abstract(
                position=2,
                markdown="All *about* water.",
                plain="All about water.",
                text="All about water.",
                span=in_programme(f"{ODD_PATH}/abstract"),
            ),
            Abstract(
                position=3,
                markdown="The same in short.",
                plain="The same in short.",
                text="The same in short.",
                span=in_notes(10),
            ),
        ),
        threads=(Thread(url=THREAD, label="Wren", span=in_archive(100), account=WRITER),),
        posts=(
            Post(
                position=1,
                markdown='> "Water keeps no diary."',
                plain='"Water keeps no diary."',
                says=said(
                    '"Water keeps no diary."',
                    quotes=(Quote(text="Water keeps no diary.", span=in_notes(12)),),
                ),
                span=in_notes(12),
            ),
            posted(2, 100),
            posted(3, 101, THREAD),
            posted(4, 102, "https://example.social/@Wren/101", media=(picture,)),
            posted(5, 103, "https://elsewhere.example/@gull/7"),
            posted(6, 104),
        ),
        told_by=(("end", NOTES), ("track", NOTES)),
    )


def joined_event() -> Event:
    return Event(
        name="Tide Conf 2032",
        slug=TIDE,
        source=PROGRAMME,
        spans=(in_programme("/conf"), in_notes(1)),
        series="Tide Conf",
        start=dt.date(2032, 5, 1),
        end=dt.date(2032, 5, 1),
        location="Aberlane",
        kind=SourceKind.PROGRAMME,
        acronym="tc32",
        tags=("TideConf", "tc32"),
        accounts=(CONFERENCE,),
        time_zone="Europe/Lisbon",
        days=(
            Day(
                key="day-1",
                title="Day 1",
                span=in_programme("/conf/days/0"),
                date=dt.date(2032, 5, 1),
            ),
        ),
        talks=(joined_talk(),),
        sessions=(
            Session(
                key="knots",
                kind=SessionKind.WORKSHOP,
                title="Knots",
                position=2,
                spans=(in_programme("/conf/days/0/1"),),
                day="day-1",
                date=dt.date(2032, 5, 1),
                start=dt.datetime(2032, 5, 1, 10, 0),
                end=dt.datetime(2032, 5, 1, 12, 0),
                location="Loft",
                url="https://example.org/talks/18",
                identifiers=("18",),
                abstracts=(
                    Abstract(
                        position=1,
                        markdown="Bring a rope.",
                        plain="Bring a rope.",
                        text="Bring a rope.",
                        span=in_programme("/conf/days/0/1"),
                    ),
                ),
            ),
        ),
        posts=(posted(1, 99),),
        tellings=(
            Telling(source=ARCHIVE, spans=(), note_taker=WRITER, kind=SourceKind.ARCHIVE),
            Telling(source=PROGRAMME, spans=(in_programme("/conf"),), kind=SourceKind.PROGRAMME),
            Telling(source=NOTES, spans=(in_notes(1),)),
        ),
        told_by=(("location", NOTES),),
    )
