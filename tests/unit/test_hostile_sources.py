"""Programmes and archives made to do harm: none takes long, and none raises."""

import json
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from talkgraph.model import Reading, SourceFile
from talkgraph.sources import registry, whole

UNITS = (
    *("#", " ", "\n", "\t", " #", "- ", "a: ", "a:\n", "{", "[", '{"a":', '["', "\\", "<", "<!--"),
    *(
        "<?",
        "<!DOCTYPE ",
        "---\n",
        "+++\n",
        "BEGIN:",
        "# a\n",
        "- a: b\n  c: d\n",
        "<schedule",
        "\r",
    ),
)
NAMES = (
    *("a.md", "a.json", "a.xml", "a.ics", "a.txt", "tweets.js", "outbox.json", "videos/a.json"),
    *("data/events/2031/quay/main.yml", "content/events/2031-quay/program/a.md"),
    *("data/quay/quay-2031/videos.yml", "data/speakers.yml"),
)


def read(folder: Path, name: str, data: str | bytes) -> Reading:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return registry.read(SourceFile(path=path, name=name))


@pytest.mark.parametrize("before", ["", "---\n", "{", "<?xml version='1.0'?>", "\ufeff", "a: b\n"])
def test_no_beginning_keeps_a_reader_busy(before: str) -> None:
    start = time.process_time()
    for unit in UNITS:
        for size in (40, 8000):
            head = (before + unit * (size // len(unit)) + "x").encode()[:8192]
            for each in registry.READERS:
                for name in NAMES:
                    each.accepts(head, name)
    assert time.process_time() - start < 30


def event(extra: str = "", *, date: str = "2031-05-04T10:00:00+02:00", length: str = "0:30") -> str:
    return (
        f"<event id='1'><title>Ropes</title><date>{date}</date><start>10:00</start>"
        f"<duration>{length}</duration><persons><person>Ida Holm</person></persons>{extra}</event>"
    )


def schedule(events: str, *, date: str = "2031-05-04", count: str = "1") -> str:
    return (
        f"<schedule><conference><title>QuayConf</title><start>{date}</start><end>{date}</end>"
        f"<days>{count}</days></conference><day index='1' date='{date[:10]}'><room name='A'>"
        f"{events}</room></day></schedule>"
    )


def test_an_abstract_nested_deeper_than_any_html_keeps_its_words(tmp_path: Path) -> None:
    deep = f"<abstract>{'<b>' * 50_000}knots{'</b>' * 50_000}</abstract>"
    reading = read(tmp_path, "a.xml", schedule(event(deep)))
    assert [each.text for each in reading.events[0].talks[0].abstracts] == ["knots"]


def ends() -> Iterator[tuple[str, str, str]]:
    dates = (
        *("0001-01-01T00:30:00+14:00", "9999-12-31T23:59:59-12:00", "2031-05-04T10:00:00+99:99"),
        *("0000-01-01", "9999-12-31", "2031-13-45", "-2031-05-04", "20310504T100000"),
    )
    lengths = ("-01:00", "99999999:00", "PT999999999H", "NaN", "9" * 5000)
    yield from ((date, length, "\u00b2") for date in dates for length in lengths)


@pytest.mark.parametrize(("date", "length", "count"), list(ends()))
def test_no_time_is_beyond_the_calendar(tmp_path: Path, date: str, length: str, count: str) -> None:
    programme = schedule(event(date=date, length=length), date=date, count=count)
    (tmp_path / "a.xml").write_text(programme, encoding="utf-8")
    told = [
        {"id_str": str(n), "full_text": "Ropes by Ida Holm #quayconf", "created_at": at}
        for n, at in enumerate((date, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"), 1 << 40)
    ]
    (tmp_path / "tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps(told)}")
    files = [SourceFile(path=tmp_path / name, name=name) for name in ("a.xml", "tweets.js")]
    assert registry.read_all(files)[0].events[0].talks[0].title == "Ropes"


@pytest.mark.parametrize("words", ["<![x ", "<![x> ", f"&#{'1' * 5000};", "<!-- a", "<a b='"])
def test_no_html_is_refused(tmp_path: Path, words: str) -> None:
    tweet = {"id_str": str(1 << 40), "full_text": f"#quayconf {words} b"}
    note = {
        **{"type": "Note", "to": "as:Public", "id": "https://m.example/1"},
        **{"content": f"<p>#quayconf {words} b</p>", "published": "2031-05-04T10:00:00Z"},
    }
    box = {"type": "OrderedCollection", "orderedItems": [{"type": "Create", "object": note}]}
    announced = f"<abstract>&lt;p&gt;{escape(escape(words))} b&lt;/p&gt;</abstract>"
    read(tmp_path, "tweets.js", f"window.YTD.tweets.part0 = {json.dumps([tweet])}")
    read(tmp_path, "outbox.json", json.dumps(box))
    read(tmp_path, "a.xml", schedule(event(announced)))
    read(tmp_path, "a.xml", schedule(event(f"<abstract>{escape(f'<p>{words} b</p>')}</abstract>")))


@pytest.mark.parametrize("unit", [" ", "\n", "\u2026 ", "... https://t.co/a ", "<a ", "@a ", "#a "])
def test_a_long_post_takes_no_time(tmp_path: Path, unit: str) -> None:
    words = f"#quayconf {unit * (20_000 // len(unit))}"
    tweet = {"id_str": str(1 << 40), "full_text": words, "created_at": words}
    note = {
        **{"type": "Note", "to": "as:Public", "id": "https://m.example/1", "content": words},
        "published": "2031-05-04T10:00:00Z",
    }
    activity = {"type": "Create", "to": "as:Public", "object": note}
    box = {"type": "OrderedCollection", "orderedItems": [activity]}
    start = time.process_time()
    read(tmp_path, "tweets.js", f"window.YTD.tweets.part0 = {json.dumps([tweet])}")
    read(tmp_path, "outbox.json", json.dumps(box))
    assert time.process_time() - start < 5


def calendar(within: str = "", before: str = "") -> str:
    return (
        f"BEGIN:VCALENDAR\nX-WR-CALNAME:QuayConf 2031\n{before}"
        "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Harbour:20310504T100000\nSUMMARY:Ropes - Ida Holm\n"
        f"{within}END:VEVENT\nEND:VCALENDAR\n"
    )


def zone(rule: str, start: str = "19700329T020000", times: int = 1) -> str:
    change = (
        f"BEGIN:STANDARD\nDTSTART:{start}\nRRULE:{rule}\nTZOFFSETFROM:+0100\n"
        "TZOFFSETTO:+0200\nEND:STANDARD\n"
    )
    return f"BEGIN:VTIMEZONE\nTZID:Harbour\n{change * times}END:VTIMEZONE\n"


@pytest.mark.parametrize(
    "text",
    [
        calendar(before=zone("FREQ=SECONDLY")),
        calendar(before=zone("FREQ=SECO\n NDLY;COUNT=99999999")),
        calendar(before=zone("FREQ=YEARLY;BYHOUR=1,2,3,4,5,6,7;BYMINUTE=1,2,3,4,5,6,7,8,9")),
        calendar(before=zone("FREQ=YEARLY", "00010101T000000")),
        calendar(before=zone("FREQ=YEARLY", times=2000)),
        calendar(within=zone("FREQ=SECONDLY")),
    ],
)
def test_a_time_zone_that_never_ends_is_refused(tmp_path: Path, text: str) -> None:
    start = time.process_time()
    reading = read(tmp_path, "a.ics", text)
    assert time.process_time() - start < 5
    assert "source-broken" in {each.code for each in reading.diagnostics}


def test_a_time_zone_of_a_calendar_s_own_is_read(tmp_path: Path) -> None:
    rule = "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"
    reading = read(tmp_path, "a.ics", calendar(before=zone(rule, "16010325T020000")))
    assert str(reading.events[0].talks[0].start) == "2031-05-04 10:00:00+02:00"


def test_many_days_take_no_time(tmp_path: Path) -> None:
    day = f"<day index='1' date='2031-05-04'><room name='A'>{event(date='')}</room></day>"
    start = time.process_time()
    read(tmp_path, "a.xml", schedule("").replace("</schedule>", f"{day * 8000}</schedule>"))
    assert time.process_time() - start < 10


def test_a_file_that_grows_while_it_is_read_is_not_read_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(b"BEGIN:VCALENDAR" * 10)
    monkeypatch.setattr(whole, "size_of", lambda source: 0)
    told = whole.read_whole(SourceFile(path=path, name="a.ics"), largest=100)
    assert isinstance(told, Reading)
    assert [each.code for each in told.diagnostics] == ["source-too-large"]
