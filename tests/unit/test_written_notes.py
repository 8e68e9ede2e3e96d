"""What people do to notes that a machine wrote: all of it is read, or named with its line."""

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest

from talkgraph.model import (
    Event,
    LinkKind,
    NoteKind,
    Post,
    Reading,
    SessionKind,
    SourceFile,
    SourceKind,
)
from talkgraph.sources import registry
from talkgraph.sources.join import join
from talkgraph.sources.written.reading import WrittenNotes
from talkgraph.sources.written.writing import written

NOTES = """\
---
talkgraph: notes 1
from: programme
event: "HarbourConf: Spring"
start: 2031-05-06
end: 2031-05-07
zone: Europe/Lisbon
place: Porto
tags: [harbour]
note-taker: "@ana"
---

# HarbourConf: Spring

- Website: <https://harbour.example/>

## Tuesday {#2031-05-06}

- Date: 2031-05-06

### Ropes That Hold {#ropes-that-hold}

- Speaker: Ada Quay (@adaquay, [@ada@social.example](https://social.example/@ada), Quay Works, Inc.)
- Time: 2031-05-06 09:30–10:15 +01:00
- Room: Pier 2

#### Announced

Which ropes hold, and why.

#### Said

> "A rope is a promise that you keep", says @adaquay #harbour
>
> — posted 2031-05-06 09:41:07 +01:00 by @ana · <https://example.org/@ana/7> · id 7 · ![a rope](https://example.org/rope.jpg)

## Wednesday {#2031-05-07}

- Date: 2031-05-07

### Lamps {#lamps}

- Kind: ignites

#### Talks

- On Oil
  - Speaker: Ben Ode
"""


def read(text: str) -> Reading:
    reading = WrittenNotes().read_text(text, "harbour.md")
    account = reading.coverage
    assert account is not None
    assert account.missing == ()
    return reading


def event_of(text: str, *problems: str) -> Event:
    """Return the event of notes, in which just these problems are found."""
    reading = read(text)
    assert [str(each) for each in reading.diagnostics] == list(problems)
    return reading.events[0]


def edited(*changes: tuple[str, str]) -> str:
    text = NOTES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_everything_is_read_and_written_again() -> None:
    event = event_of(NOTES)
    assert (event.name, event.kind, event.location) == (
        "HarbourConf: Spring",
        SourceKind.PROGRAMME,
        "Porto",
    )
    [talk] = event.talks
    [speaker] = talk.speakers
    assert [account.key for account in speaker.accounts] == [
        ("twitter", "adaquay"),
        ("social.example", "ada"),
    ]
    assert (speaker.affiliation, talk.room) == ("Quay Works, Inc.", "Pier 2")
    assert talk.start is not None
    assert talk.start.isoformat() == "2031-05-06T09:30:00+01:00"
    [post] = talk.posts
    assert post.markdown == '"A rope is a promise that you keep", says @adaquay #harbour'
    assert (post.identifier, post.url, post.span.first, post.span.last) == (
        "7",
        "https://example.org/@ana/7",
        33,
        35,
    )
    assert [(each.kind, each.label) for each in post.media] == [(LinkKind.IMAGE, "a rope")]
    assert [quote.span.first for quote in post.says.quotes] == [33]
    assert [tag.of_event for tag in post.says.hashtags] == [True]
    [session] = event.sessions
    assert session.kind is SessionKind.IGNITES
    assert [(each.title, each.speakers[0].name) for each in session.items] == [
        ("On Oil", "Ben Ode")
    ]
    assert written(event) == NOTES.replace("tags: [harbour]", "tags:\n  - harbour")


@pytest.mark.parametrize("last", ["— posted", "    — posted", "\t— noted as item"])
def test_a_post_that_ends_as_our_own_last_lines_do_keeps_its_words(last: str) -> None:
    text = f"Ropes\n\n{last}"
    event = event_of(NOTES)
    [post] = event.talks[0].posts
    bare = Post(position=1, markdown=text, plain=text, says=post.says, span=post.span)
    talk = replace(event.talks[0], posts=(bare,))
    [back] = event_of(written(replace(event, talks=(talk,)))).talks[0].posts
    assert back.markdown == text


def test_the_reader_is_known_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / "harbour.md").write_text(NOTES)
    (tmp_path / "other.md").write_text("# TideConf 2030\n\n## Tides\n\n> Water waits.\n")
    for name, reader in (("harbour.md", "WrittenNotes"), ("other.md", "HandwrittenNotes")):
        found = registry.reader_of(SourceFile(path=tmp_path / name, name=name))
        assert type(found).__name__ == reader


def test_what_people_add_is_read_as_their_notes() -> None:
    event = event_of(
        NOTES.replace(
            "## Wednesday {#2031-05-07}",
            "\n> A post of mine [and a thought about it]\n\n"
            "What I think:\n\n- one thing\n  - and below it\n\n```\n# no heading\n```\n\n"
            "### Anchors\n\n- Speakers: Cho Dock (Dock Ltd), Ida Holt\n- Time: 23:30-00:10\n"
            "- Level: hard\n\nProse.\n\n## Sails\n\n> Wind.\n\n## Wednesday {#2031-05-07}",
        )
    )
    ropes, anchors, sails = event.talks
    assert [post.markdown for post in ropes.posts][1:] == [
        "A post of mine [and a thought about it]"
    ]
    assert [aside.text for aside in ropes.posts[1].says.asides] == ["and a thought about it"]
    assert [(note.kind, note.plain, note.parent) for note in ropes.notes] == [
        (NoteKind.PARAGRAPH, "What I think:", None),
        (NoteKind.ITEM, "one thing", 1),
        (NoteKind.ITEM, "and below it", 2),
        (NoteKind.CODE, "# no heading", None),
    ]
    assert [(who.name, who.affiliation) for who in anchors.speakers] == [
        ("Cho Dock", "Dock Ltd"),
        ("Ida Holt", None),
    ]
    assert (anchors.key, anchors.day) == ("anchors", "2031-05-06")
    assert anchors.end is not None
    assert anchors.end.isoformat() == "2031-05-07T00:10:00+01:00"
    assert [note.plain for note in anchors.notes] == ["Level: hard", "Prose."]
    assert (sails.title, [post.markdown for post in sails.posts]) == ("Sails", ["Wind."])


@pytest.mark.parametrize(
    ("written_as", "start", "end"),
    [
        ("10:00", "2031-05-06T10:00:00+01:00", None),
        ("10:00 - 11:30", "2031-05-06T10:00:00+01:00", "2031-05-06T11:30:00+01:00"),
        ("10:00–11:30 UTC", "2031-05-06T10:00:00+00:00", "2031-05-06T11:30:00+00:00"),
        ("2031-05-07 09:00-09:20 -05:00", "2031-05-07T09:00:00-05:00", "2031-05-07T09:20:00-05:00"),
        ("2031-05-06 10:00 local", "2031-05-06T10:00:00", None),
    ],
)
def test_times_may_leave_out_what_is_known(written_as: str, start: str, end: str | None) -> None:
    event = event_of(edited(("2031-05-06 09:30–10:15 +01:00", written_as)))
    [talk] = event.talks
    assert talk.start == dt.datetime.fromisoformat(start)
    assert talk.end == (dt.datetime.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "09:30–10:15",
            "25:00",
            "harbour.md:24: warning: '2031-05-06 25:00 +01:00' is no time; write Time: "
            "2031-05-06 09:30–10:15 +01:00 [value-unreadable]",
        ),
        (
            "- Date: 2031-05-06",
            "- Date: 2031-05-66",
            "harbour.md:19: warning: '2031-05-66' is no date; write Date: 2031-05-06 "
            "[value-unreadable]",
        ),
        (
            "start: 2031-05-06",
            "start: soon",
            "harbour.md:5: warning: 'soon' is no date; write start: 2031-05-06 [value-unreadable]",
        ),
        (
            "Europe/Lisbon",
            "Lisbon time",
            "harbour.md:7: warning: 'Lisbon time' is no time zone; write one as Europe/Lisbon "
            "[value-unreadable]",
        ),
        (
            "09:41:07 +01:00 by",
            "at noon by",
            "harbour.md:35: warning: '2031-05-06 at noon' is no time of a post; write 2031-05-06 "
            "09:41:07 +01:00 [value-unreadable]",
        ),
        (
            "- Room: Pier 2",
            "- Room: Pier 2\n- Status: perhaps",
            "harbour.md:26: warning: 'perhaps' is no status; write Status: cancelled "
            "[value-unreadable]",
        ),
        (
            "place: Porto",
            "where: Porto",
            "harbour.md:8: warning: 'where' is no key of these notes; the keys are accounts, "
            "acronym, end, event, from, note-taker, place, series, start, tags, talkgraph, url, "
            "zone [front-matter-unused]",
        ),
        (
            "### Lamps {#lamps}",
            "### Lamps {#ropes-that-hold}",
            "harbour.md:41: warning: {#ropes-that-hold} stands here twice; this one is called "
            "{#ropes-that-hold-2} [duplicate-key]",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, problem: str) -> None:
    event_of(edited((old, new)), problem)


def test_a_title_may_be_mended_without_another_name_for_its_talk() -> None:
    event = event_of(edited(("### Ropes That Hold", "#### *Ropes* that hold!")))
    assert [(talk.key, talk.title) for talk in event.talks] == [
        ("ropes-that-hold", "Ropes that hold!")
    ]


def test_notes_beside_their_programme_are_one_event_without_doubles() -> None:
    event = event_of(NOTES)
    again = WrittenNotes().read_text(written(event), "again.md").events[0]
    (both,), problems = join([event, again])
    assert problems == ()
    assert [len(each) for each in (both.talks, both.sessions, both.talks[0].posts)] == [1, 1, 1]
    assert len(both.talks[0].abstracts) == 1


ODD = (
    *("```", "> x", "- Time: 99:99", "#", "## Day 2", "- a", "  - b", "---", "- Speaker: ("),
    *("- Speakers: a, b (c", "#### Talks", "<!-- c", "- Kind: x", "- Date: 0000-00-00", "    code"),
    *("| a |\n|---|\n| 1 |", "[x]: y", "Title\n=====", "> — posted · · by", "- Thread: x", "\x0b"),
)


@pytest.mark.parametrize("seed", range(8))
def test_no_line_is_lost_whatever_becomes_of_the_notes(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        lines = NOTES.split("\n")
        for _ in range(chance.randint(1, 30)):
            at = chance.randrange(len(lines))
            lines[at : at + chance.randint(0, 2)] = [chance.choice((*ODD, *lines))]
            lines = lines or [""]
        account = read("\n".join(lines)).coverage
        assert account is not None
        assert account.content == account.in_graph + account.in_diagnostics + account.left_out
