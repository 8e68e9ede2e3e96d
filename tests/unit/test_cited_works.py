"""Which works a post or note names, by whom, and why; and what only looks like one."""

import datetime as dt
from typing import Final

import pytest

from talkgraph.graph.write.told.post_numbers import posted_at
from talkgraph.model import CitedAs, CitedWork, Post, Span, WorkKind
from talkgraph.model.names import Names
from talkgraph.sources.archives.posted import post_of, told
from talkgraph.sources.notes.markdown.blocks import parse
from talkgraph.sources.notes.markdown.source import Source, split_lines
from talkgraph.sources.notes.markdown.text import prose
from talkgraph.sources.notes.said.statements import statements

PLACE: Final = Span(source="notes.md", first=1, last=9)


def works(text: str) -> tuple[CitedWork, ...]:
    """Return the works that a piece of Markdown names."""
    blocks = parse(Source(name="notes.md", lines=split_lines(text))).blocks
    source = prose([token for block in blocks for token in block.tokens])
    return statements(source, PLACE, event_tags=frozenset(), speakers=("Mara Lind",)).works


def named(text: str) -> list[tuple[str, str, str | None]]:
    return [(work.title, work.kind.value, work.author) for work in works(text)]


@pytest.mark.parametrize(
    ("text", "title", "kind", "author"),
    [
        ("Read the book *Quays at Night*", "Quays at Night", "book", None),
        ("as the book “Quays at Night” has it", "Quays at Night", "book", None),
        ("she wrote the book Tidewater, about lamps", "Tidewater", "book", None),
        ("a book about lamps (The Art of Wicks)", "The Art of Wicks", "book", None),
        ("Book: *Quays at Night* by Ana Reed", "Quays at Night", "book", "Ana Reed"),
        ("Book: Ana Reed, *Quays at Night*", "Quays at Night", "book", "Ana Reed"),
        ("Paper: Why Lamps Go Out (Pier 2031)", "Why Lamps Go Out", "paper", None),
        ('paper: "the wear of wicks"', "the wear of wicks", "paper", None),
        ('The "Wear of Wicks" paper', "Wear of Wicks", "paper", None),
        (
            "*Quays at Night* by Ana Reed and Bo Lind",
            "Quays at Night",
            "work",
            "Ana Reed and Bo Lind",
        ),
        ("*Quays at Night*, Ana Reed (2031)", "Quays at Night", "work", "Ana Reed"),
        ('"Wear of Old Wicks" (Reed et al., 2031)', "Wear of Old Wicks", "work", "Reed et al."),
        ("Ana Reed's *Tidewater* is worth it", "Tidewater", "work", "Ana Reed"),
        ('Ana Reed "Quays at Night"', "Quays at Night", "work", "Ana Reed"),
        ("Ana Reed: Quays at Night (book)", "Quays at Night", "book", "Ana Reed"),
        ('The talk "Lamps for Everybody" by Ana Reed', "Lamps for Everybody", "talk", "Ana Reed"),
        ("the documentary Night on the Pier shows it", "Night on the Pier", "film", None),
        ("Reference: *Quays at Night*.", "Quays at Night", "work", None),
        ("Good read: [Quays at Night](https://q.example/x)", "Quays at Night", "work", None),
        ('chapter 3 of "Quays at Night"', "Quays at Night", "book", None),
        ("look up the LANTERN report", "LANTERN report", "report", None),
        ("le livre « Quays at Night »", "Quays at Night", "book", None),
        (
            "- [Quays at night](https://www.amazon.com/Quays/dp/0123456789), by Ana Reed",
            "Quays at night",
            "book",
            "Ana Reed",
        ),
        ("see [Wear of wicks](https://arxiv.org/abs/3101.00001)", "Wear of wicks", "paper", None),
    ],
)
def test_a_work_is_named(text: str, title: str, kind: str, author: str | None) -> None:
    assert named(text) == [(title, kind, author)]


@pytest.mark.parametrize(
    "text",
    [
        "*Lantern Keeping Agreement* is signed at the pier",
        'we call it "Keep the Lamp Lit"',
        '"The lamp is never lit alone" by Ana Reed',
        "the book Ana Reed wrote",
        "the book I read last",
        "the address book Quays",
        "Talk: *Quays at Night*",
        'Next up: her talk "Quays at Night"',
        "Quays at Night (presentation)",
        "Reference: [Lamp docs](https://lamp.example/docs)",
        "Reference to follow up: LIT – Lamps In Turn",
        "[Lamp service](https://aws.amazon.com/lamp/) is a store",
        "[here](https://arxiv.org/abs/3101.00001) is the paper",
        "Blog post: https://lamp.example/post Lamp Registry: https://lamp.example/list",
        "one article: 66 % of keepers sleep",
        "`the book *Quays at Night*`",
        "a paper by the University of Nowhere (University of Nowhere)",
    ],
)
def test_nothing_is_named(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("Recommended reading: *Quays at Night*", (CitedAs.RECOMMENDED,)),
        ("Everybody should read the book *Quays at Night*", (CitedAs.RECOMMENDED,)),
        ('"Lamps want company." from the book *Quays at Night*', (CitedAs.QUOTED,)),
        ("According to the book *Quays at Night* lamps go out", (CitedAs.EVIDENCE,)),
        ("The book *Quays at Night* shows that lamps go out", (CitedAs.EVIDENCE,)),
        ("I disagree with the book *Quays at Night*", (CitedAs.DISPUTED,)),
        ("The book *Quays at Night* is long", ()),
        ("It is not recommended. The book *Quays at Night* is long", ()),
    ],
)
def test_why_it_is_named(text: str, ways: tuple[CitedAs, ...]) -> None:
    [work] = works(text)
    assert work.ways == ways


def test_several_works_stand_in_their_order_each_once() -> None:
    text = "author of *Quays at Night*, *Tides and Men* and *Quays at Night*"
    assert [work.title for work in works(text)] == ["Quays at Night", "Tides and Men"]


def test_a_work_has_its_own_line() -> None:
    [work] = works("Lamps go out.\nRead the book *Quays\nat Night* now.")
    assert (work.title, work.span.first, work.span.last) == ("Quays at Night", 2, 3)


@pytest.mark.parametrize(
    "text", ["Her book (Quays at Night) is out", "their new book *Quays at Night*"]
)
def test_her_book_is_the_speakers(text: str) -> None:
    [work] = works(text)
    assert (work.title, work.by_speaker, work.author) == ("Quays at Night", True, None)


def test_a_link_leads_to_the_work() -> None:
    [work] = works("Book: [*Quays at Night*](https://q.example/quays)")
    assert (work.title, work.kind, work.url) == (
        "Quays at Night",
        WorkKind.BOOK,
        "https://q.example/quays",
    )


def posted(text: str) -> Post:
    post = post_of(
        text,
        source="posts.json",
        identifier="7",
        url="https://q.example/@ana/7",
        time=dt.datetime(2031, 5, 6, tzinfo=dt.UTC),
        author=None,
    )
    return told(post, 1, event_tags=frozenset(), speakers=())


@pytest.mark.parametrize("mark", ["*", "_", '"'])
def test_posts_of_an_archive_name_works_too(mark: str) -> None:
    [work] = posted(f"Everybody: read {mark}Quays at Night{mark} by Ana Reed!").says.works
    assert (work.title, work.author) == ("Quays at Night", "Ana Reed")
    assert work.span == Span(source="posts.json", address="https://q.example/@ana/7")


def test_a_work_is_known_by_its_title() -> None:
    cited = Names().cited
    same = ("The Long Quay", "the long quay", "Long Quay: A History", "A Long Quay – a history")
    assert len({cited(title) for title in same}) == 1
    assert cited("Quay: A History") != cited("Quay: The Novel")


# ── the time in a post's number ──────────────────────────────────────────────────────────────


def number(milliseconds: int, bits: int) -> int:
    return milliseconds << bits


@pytest.mark.parametrize(
    ("url", "time"),
    [
        ("https://twitter.com/ana/status/1500000000000000000", "2022-03-05T06:47:23+00:00"),
        (
            "https://mobile.twitter.com/ana/status/1500000000000000000?s=20#m",
            "2022-03-05T06:47:23+00:00",
        ),
        ("https://x.com/i/web/status/1500000000000000000", "2022-03-05T06:47:23+00:00"),
        (
            "https://threadreaderapp.com/thread/1500000000000000000.html",
            "2022-03-05T06:47:23+00:00",
        ),
        ("https://twitter.com/ana/status/29700859247", "2010-11-04T01:43:01+00:00"),
        ("https://q.example/@ana/109300000000000000", "2022-11-07T01:47:24+00:00"),
        ("https://q.example/users/ana/statuses/109300000000000000", "2022-11-07T01:47:24+00:00"),
    ],
)
def test_a_number_tells_the_time(url: str, time: str) -> None:
    found = posted_at(url)
    assert found is not None
    assert found.isoformat() == time


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com/ana/status/29700859246",  # the last that only counts
        "https://twitter.com/ana/status/20",
        "https://twitter.com/ana",
        "https://twitter.com/i/moments/1500000000000000000",
        "https://twitter.com/ana/status/99999999999999999999",
        f"https://q.example/@ana/{number(1_506_000_000_000, 16)}",  # before Mastodon 2.0
        "https://q.example/@ana/123456",
        "https://threads.net/@ana/109300000000000000",
        "https://q.example/ana/109300000000000000",
        "http://[broken",
        "",
    ],
)
def test_no_time_is_guessed(url: str) -> None:
    assert posted_at(url) is None
