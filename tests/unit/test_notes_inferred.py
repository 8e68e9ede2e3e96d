"""Speakers that no line of speakers names, and names that only the anchor or the contents tell."""

import pytest

from talkgraph.model import Event, Reading
from talkgraph.sources.notes.event.places import series_of
from talkgraph.sources.notes.read import HandwrittenNotes
from talkgraph.sources.notes.said.tags import event_hashtags

HEAD = "# QuayConf 2019\n\nMay 1, 2019 — Harbour\n\n"


def reading_of(body: str, contents: str = "") -> Reading:
    return HandwrittenNotes().read_text(f"{HEAD}{contents}\n\n{body}\n", "n.md")


def event_of(reading: Reading) -> Event:
    assert reading.event is not None
    return reading.event


def speakers(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    return [
        (s.name, s.account.handle if s.account else None, s.affiliation)
        for s in event_of(reading).talks[0].speakers
    ]


def codes(reading: Reading) -> set[str]:
    return {d.code for d in reading.diagnostics}


ANCHORED = '## <a name="reed"></a> Slow Fires\n\n'
LISTED = "* [Ana Reed — Slow Fires](#reed)"


@pytest.mark.parametrize("contents", ["", LISTED])
def test_a_speaker_named_by_the_first_sentence(contents: str) -> None:
    reading = reading_of(f"{ANCHORED}[Ana](https://twitter.com/ana) talks about fires.", contents)
    assert speakers(reading) == [("Ana Reed" if contents else "Ana", "ana", None)]
    assert "speakers-from-prose" in codes(reading)
    assert len(event_of(reading).talks[0].notes) == 1


def test_somebody_else_in_the_first_sentence_is_no_speaker() -> None:
    reading = reading_of(f"{ANCHORED}[Kim](https://twitter.com/kim) asked first.", LISTED)
    assert speakers(reading) == [("Ana Reed", None, None)]
    assert "speakers-from-contents" in codes(reading)


def test_a_sentence_on_the_line_below_the_speakers_is_a_note() -> None:
    reading = reading_of(f"{ANCHORED}[Ana Reed](https://twitter.com/ana)\nShe burns slowly.")
    assert speakers(reading) == [("Ana Reed", "ana", None)]
    assert [note.plain for note in event_of(reading).talks[0].notes] == ["She burns slowly."]
    assert (
        event_of(reading).talks[0].notes[0].span.first
        == event_of(reading).talks[0].notes[0].span.last
    )


@pytest.mark.parametrize(
    "heading", ["How Fires End — Ana Reed", "Ana Reed — How Fires End", "How Fires End (Ana Reed)"]
)
def test_a_speaker_in_the_heading(heading: str) -> None:
    reading = reading_of(f"## {heading}\n\n> One thing.\n\n> Another.")
    assert event_of(reading).talks[0].title == "How Fires End"
    assert speakers(reading) == [("Ana Reed", None, None)]
    assert "speakers-from-heading" in codes(reading)


def test_a_heading_that_may_be_read_in_two_ways_is_kept_and_reported() -> None:
    reading = reading_of("## Slow Fires — Ana Reed\n\n> One.")
    assert event_of(reading).talks[0].title == "Slow Fires — Ana Reed"
    assert codes(reading) == {"speaker-unclear"}


def test_a_title_of_names_and_a_dash_is_left_alone_below_a_line_of_speakers() -> None:
    heading = "Fight or Freeze — Releasing Old Trauma"
    reading = reading_of(f"## {heading}\n\n[Ana Reed](https://twitter.com/ana)\n\n> One.")
    assert event_of(reading).talks[0].title == heading
    assert speakers(reading) == [("Ana Reed", "ana", None)]


def test_the_anchor_tells_a_second_speaker_from_a_company() -> None:
    line = "Ana Reed, Bo Lind"
    two = reading_of(
        f'## <a name="reed-lind"></a> Slow Fires\n\n{line}', LISTED[:-5] + "reed-lind)"
    )
    assert speakers(two) == [("Ana Reed", None, None), ("Bo Lind", None, None)]
    one = reading_of(f"{ANCHORED}{line}", LISTED)
    assert speakers(one) == [("Ana Reed", None, "Bo Lind")]
    assert "speaker-or-company" in codes(one)


def test_a_handle_gets_its_name_from_the_contents() -> None:
    reading = reading_of(f"{ANCHORED}[@ana](https://twitter.com/ana)", LISTED)
    assert speakers(reading) == [("Ana Reed", "ana", None)]


def test_a_handle_and_a_company_linked_behind_the_speaker_are_theirs() -> None:
    line = "Ana Reed\n[@ana](https://twitter.com/ana), [Quay Works](https://quay.example)"
    assert speakers(reading_of(ANCHORED + line, LISTED)) == [("Ana Reed", "ana", "Quay Works")]


@pytest.mark.parametrize("joint", ["\n& ", " &\n", "\n/ ", "\nand ", "\n+ "])
def test_joiners_at_either_end_of_a_line(joint: str) -> None:
    links = ("[Ana Reed](https://twitter.com/ana)", "[Bo Lind](https://twitter.com/bo)")
    assert [s[0] for s in speakers(reading_of(ANCHORED + joint.join(links)))] == [
        "Ana Reed",
        "Bo Lind",
    ]


def test_an_entry_with_a_stale_anchor_means_the_talk_of_its_title() -> None:
    reading = reading_of("## Slow Fires\n\nAna Reed\n\n> One.", LISTED.replace("#reed", "#rede"))
    (talk,) = event_of(reading).talks
    assert 5 in {line for span in talk.spans for line in range(span.first, span.last + 1)}
    assert codes(reading) == {"toc-unknown-anchor"}


def test_a_link_in_the_heading_is_the_talks() -> None:
    reading = reading_of("## [Slow Fires](https://quay.example/fires)\n\nAna Reed\n\n> One.")
    assert [link.url for link in event_of(reading).talks[0].links] == ["https://quay.example/fires"]


@pytest.mark.parametrize(
    ("name", "location", "series"),
    [
        ("HarbourDays Quay 2020", "Virtual", "HarbourDays"),
        ("Flow Leaders Summit Quay — Virtual 2020", "Virtual", "Flow Leaders Summit"),
        ("QuayCon Winter 2020 (Virtual)", "Online", "QuayCon"),
        ("All Day Quay 2020", "Virtual", "All Day Quay"),
        ("QuayConf for Beginners 2020", "Virtual", "QuayConf for Beginners"),
    ],
)
def test_a_series_is_told_from_the_place_of_an_event_held_elsewhere(
    name: str, location: str, series: str
) -> None:
    assert series_of(name, location, 2020) == series


def test_an_events_initials_and_series_are_its_hashtags() -> None:
    tags = [[["FLS19", "flow"], ["fls2019"]]]
    found = event_hashtags(tags, "Flow Leaders Summit Quay 2019", "Flow Leaders Summit")
    assert {"fls19", "fls2019", "flowleaderssummit"} <= found
    assert "flow" not in found


def test_ignites_with_the_speaker_in_brackets() -> None:
    body = "## Ignites\n\n* Bees! (Ana Reed)\n* “Wasps” — Bo Lind\n* A title (with brackets)"
    (session,) = event_of(reading_of(body)).sessions
    assert [(i.title, [s.name for s in i.speakers]) for i in session.items] == [
        ("Bees!", ["Ana Reed"]),
        ("Wasps", ["Bo Lind"]),
        ("A title (with brackets)", []),
    ]
