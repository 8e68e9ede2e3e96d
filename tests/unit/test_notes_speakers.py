"""Lines of speakers in all their shapes, and prose that is none."""

import pytest

from talkgraph.model import Talk
from talkgraph.sources.notes.read import HandwrittenNotes

Row = tuple[str, str | None, str | None]


def talk(line: str, entry: str = "", more: str = "") -> Talk:
    contents = f"The talks:\n\n* [{entry}](#a)\n\n" if entry else ""
    text = f'# ExampleConf 2021\n\n{contents}## <a name="a"></a> On things\n\n{line}\n\n{more}\n'
    event = HandwrittenNotes().read_text(text, "n.md").event
    assert event is not None
    return event.talks[0]


def rows(found: Talk) -> list[Row]:
    return [
        (s.name, f"{s.account.service}:{s.account.handle}" if s.account else None, s.affiliation)
        for s in found.speakers
    ]


ANA: Row = ("Ana Reed", None, None)
BO: Row = ("Bo Lind", None, None)
LINKED: Row = ("Ana Reed", "twitter:anareed", None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ana Reed", [ANA]),
        ("Ana Reed | Bo Lind", [ANA, BO]),
        ("Ana Reed\n| Bo Lind", [ANA, BO]),
        ("Ana Reed / Bo Lind", [ANA, BO]),
        ("Ana Reed/Bo Lind", [ANA, BO]),
        ("Ana Reed & Bo Lind", [ANA, BO]),
        ("Ana Reed, Bo Lind", [ANA, BO]),
        ("Ana Reed; Bo Lind", [ANA, BO]),
        ("Ana Reed and Bo Lind", [ANA, BO]),
        ("Ana Reed with Bo Lind", [ANA, BO]),
        ("Ana Reed, Bo Lind, & Cy Dale", [ANA, BO, ("Cy Dale", None, None)]),
        ("Ana Reed, Bo Lind, and Cy Dale", [ANA, BO, ("Cy Dale", None, None)]),
        ("Presented by Ana Reed", [ANA]),
        ("Facilitated by Ana Reed and Bo Lind", [ANA, BO]),
        ("A fireside chat with [Ana Reed](https://twitter.com/anareed)", [LINKED]),
        ("Interview: Ana Reed & Bo Lind", [ANA, BO]),
        ("[Ana Reed](https://twitter.com/anareed) [[slides](https://a.example/)]", [LINKED]),
        ("Ana Reed [Acme]", [(*ANA[:2], "Acme")]),
        ("Ana Reed - Acme Inc.", [(*ANA[:2], "Acme Inc.")]),
        ("Ana Reed | [@anareed](https://twitter.com/anareed)", [LINKED]),
        ("Ana Reed | @anareed", [LINKED]),
        (
            "Ana Reed | [@bolind](https://twitter.com/bolind)",
            [ANA, ("@bolind", "twitter:bolind", None)],
        ),
        (
            "[Ana Reed](https://hachyderm.io/@reed) | [@anareed](https://twitter.com/anareed)",
            [("Ana Reed", "hachyderm.io:reed", None)],
        ),
        ("Ana Reed\nStaff Engineer, Delta Post", [(*ANA[:2], "Staff Engineer, Delta Post")]),
        (
            "[Ana Reed](https://twitter.com/anareed)  \nFoghorn Software",
            [(*LINKED[:2], "Foghorn Software")],
        ),
        ("**Speakers:** Ana Reed & Bo Lind", [ANA, BO]),
        ("Moderator: Ana Reed; Panelists: Bo Lind", [ANA, BO]),
        ("[Ana Reed](https://twitter.com/anareed)", [LINKED]),
        ("[Ana Reed](https://x.com/anareed/?s=20)", [LINKED]),
        ("**[Ana Reed](http://www.twitter.com/@anareed)**", [LINKED]),
        ("[Ana Reed](https://twitter.com/anareed) (Acme, Inc)", [(*LINKED[:2], "Acme, Inc")]),
        ("[Ana Reed (Acme)](https://twitter.com/anareed)", [(*LINKED[:2], "Acme")]),
        (
            "Dr. [Ana Reed](https://twitter.com/anareed) at Acme",
            [("Dr. Ana Reed", *LINKED[1:2], "Acme")],
        ),
        ("[Ana Reed](https://hachyderm.io/@ana)", [("Ana Reed", "hachyderm.io:ana", None)]),
        (
            "[Ana Reed](https://bsky.app/profile/ana.example)",
            [("Ana Reed", "bluesky:ana.example", None)],
        ),
        (
            "[Ana Reed](https://www.linkedin.com/in/ana-reed/)",
            [("Ana Reed", "linkedin:ana-reed", None)],
        ),
        ("[Ana Reed](https://github.com/ana)", [("Ana Reed", "github:ana", None)]),
        ("Ana Reed (@anareed)", [LINKED]),
        ("Ana Reed (@anareed, Acme)", [(*LINKED[:2], "Acme")]),
        ("Ana Reed, @anareed", [LINKED]),
        ("Ana Reed [@anareed](https://twitter.com/anareed)", [LINKED]),
        ("Ana Reed ([@anareed](https://twitter.com/anareed))", [LINKED]),
        ("@anareed", [("@anareed", "twitter:anareed", None)]),
        ("Ana Reed (UHG/Optimum & Sons, Ltd.)", [("Ana Reed", None, "UHG/Optimum & Sons, Ltd.")]),
        ("Ana Reed, Acme Corp", [("Ana Reed", None, "Acme Corp")]),
        (
            "Ana Reed, Acme | Bo Lind, Blue Bell",
            [("Ana Reed", None, "Acme"), ("Bo Lind", None, "Blue Bell")],
        ),
        ("Ana Reed - Acme", [("Ana Reed", None, "Acme")]),
        ("Ana Reed at Acme", [("Ana Reed", None, "Acme")]),
        ("Ana Reed (she/her) & Bo Lind (moderator)", [ANA, BO]),
        ("Richard I. Stone, M.D.", [("Richard I. Stone, M.D.", None, None)]),
        (
            "Prof. Ana Reed, PhD & Bo Lind Jr.",
            [("Prof. Ana Reed, PhD", None, None), ("Bo Lind Jr.", None, None)],
        ),
        ('Dominique "Dot" Frost (Acme)', [('Dominique "Dot" Frost', None, "Acme")]),
        (
            "Jean-Luc O’Neill, José Ñandú & Eli van der Gogh",
            [(n, None, None) for n in ("Jean-Luc O’Neill", "José Ñandú", "Eli van der Gogh")],
        ),
        (
            "* [Ana Reed](https://twitter.com/anareed)\n* [Bo Lind](https://twitter.com/bo)",
            [LINKED, ("Bo Lind", "twitter:bo", None)],
        ),
    ],
)
def test_speakers(line: str, expected: list[Row]) -> None:
    assert rows(talk(line)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Acme. A shop for everything, half a million customers.",
        "Everything as Code",
        "Gave a tour of the history (naming, first meetings, etc.).",
        "Senior advocate, works for Bo Lind",
        "A conversation about pagers and Bo Lind",
        "* Ana Reed",
        "(This was a change of title)",
    ],
)
def test_prose_is_not_a_line_of_speakers(line: str) -> None:
    found = talk(line)
    assert found.speakers == ()
    assert len(found.notes) == 1


def test_a_thread_or_video_on_the_line_is_not_a_speaker() -> None:
    line = (
        "[Ana Reed](https://twitter.com/anareed) | [video](https://youtu.be/1)"
        " | [bo (me)](https://twitter.com/bo/status/12)"
    )
    found = talk(line)
    assert rows(found) == [LINKED]
    assert [link.kind for link in found.links] == ["video"]
    assert [thread.url for thread in found.threads] == ["https://twitter.com/bo/status/12"]


def test_a_personal_page_is_not_an_account() -> None:
    found = talk("[Ana Reed](https://anareed.example/about)").speakers
    assert (found[0].account, found[0].url) == (None, "https://anareed.example/about")


def test_the_table_of_contents_decides_where_words_alone_do_not() -> None:
    assert rows(talk("Code Monkey", "Code Monkey — On things")) == [("Code Monkey", None, None)]
    assert rows(talk("Ana Reed, Blue Bell", "Ana Reed — On things")) == [
        ("Ana Reed", None, "Blue Bell")
    ]
    assert rows(talk("Value Chain", "Ana Reed — On things")) == [ANA]


def test_speakers_come_from_the_table_of_contents_if_need_be() -> None:
    assert rows(talk("> A post.", "Ana Reed & Bo Lind — On things")) == [ANA, BO]


def test_several_paragraphs_of_speakers_and_a_name_like_note() -> None:
    found = talk("Ana Reed (Acme)\n\nBo Lind (Acme)\n\nValue Chain")
    assert [s.name for s in found.speakers] == ["Ana Reed", "Bo Lind"]
    assert [s.position for s in found.speakers] == [1, 2]
    assert [note.plain for note in found.notes] == ["Value Chain"]


def test_a_heading_of_nothing_but_a_speaker() -> None:
    found = talk("### [Ana Reed](https://twitter.com/anareed)", more="### Q & A\n\nOne.")
    assert rows(found) == [LINKED]
    assert [note.plain for note in found.notes] == ["Q & A", "One."]


@pytest.mark.parametrize(
    "heading",
    [
        "On things by [Ana Reed](https://twitter.com/anareed)",
        "On things — [Ana Reed](https://twitter.com/anareed)",
        "On things ([Ana Reed](https://twitter.com/anareed))",
        "[Ana Reed](https://twitter.com/anareed): On things",
        "[Ana Reed](https://twitter.com/anareed) on On things",
    ],
)
def test_a_linked_speaker_in_the_heading(heading: str) -> None:
    event = (
        HandwrittenNotes().read_text(f"# ExampleConf 2021\n\n## {heading}\n\n> one\n", "n.md").event
    )
    assert event is not None
    assert [(t.title, rows(t)) for t in event.talks] == [("On things", [LINKED])]


def test_slides_in_brackets_are_kept() -> None:
    for line in ("([slides](https://a.example/))", "[[slides](https://a.example/)]"):
        found = talk(f"[Ana Reed](https://twitter.com/anareed) {line}")
        assert [(link.kind, link.url) for link in found.links] == [("slides", "https://a.example/")]


def test_a_long_title_in_the_contents_leaves_the_speaker() -> None:
    title = "A rather long title that goes on and on, and that the contents repeat word for word"
    text = f"# ExampleConf 2021\n\nTalks:\n\n* [Ana Reed — {title}](#a)\n\n"
    text += f'## <a name="a"></a> {title}\n\n> one\n'
    event = HandwrittenNotes().read_text(text, "n.md").event
    assert event is not None
    assert [s.name for s in event.talks[0].speakers] == ["Ana Reed"]


@pytest.mark.parametrize("mark", ["{}: {}\n", "**{}:** {}\n", "- {}: {}\n"])
def test_lines_of_keys_and_values_are_read_one_by_one(mark: str) -> None:
    told = [("Track", "Big Hall"), ("Speaker", "Ana Reed"), ("Company", "Acme"), ("Rating", "4")]
    found = talk("".join(mark.format(key, value) for key, value in told))
    assert rows(found) == [("Ana Reed", None, "Acme")]
    assert [note.plain for note in found.notes] == ["Track: Big Hall", "Rating: 4"]


def test_an_employer_on_its_own_line_is_that_of_one_speaker_just_before() -> None:
    found = talk("Speakers: Ana Reed, Bo Lind\nCompany: Acme")
    assert rows(found) == [ANA, BO]
    assert [note.plain for note in found.notes] == ["Company: Acme"]
    found = talk("Speaker: Ana Reed\nRoom: 4\nCompany: Acme")
    assert rows(found) == [("Ana Reed", None, "Acme")]
    assert [note.plain for note in found.notes] == ["Room: 4"]
    found = talk("Speaker: Ana Reed\n\nAll of this was good.\n\nCompany: Acme")
    assert rows(found) == [ANA]
    assert [note.plain for note in found.notes] == ["All of this was good.", "Company: Acme"]


def test_keys_that_are_not_used_stay_beside_those_that_are() -> None:
    text = "# Ropes\n\nSpeaker: Ana Reed\nDate: 2021-03-04\nCompany: Acme\nRating: 4\n\n- a\n"
    event = HandwrittenNotes().read_text(text, "n.md").event
    assert event is not None
    assert rows(event.talks[0]) == [("Ana Reed", None, "Acme")]
    assert [note.plain for note in event.talks[0].notes] == ["Rating: 4", "a"]


def test_what_people_say_in_turn_is_one_paragraph() -> None:
    found = talk("Speaker: Ana Reed\n\nMara: all of it\nTom: no")
    assert [note.plain for note in found.notes] == ["Mara: all of it Tom: no"]
    found = talk("Speaker: Ana Reed\n\nTrack: B\nTom: no")
    assert [note.plain for note in found.notes] == ["Track: B", "Tom: no"]


def test_lines_that_go_on_with_a_key_stay_with_it() -> None:
    found = talk("Speaker: Ana Reed\nCompany: Acme\nFirst.\nSecond.")
    assert rows(found) == [("Ana Reed", None, "Acme")]
    assert [note.plain for note in found.notes] == ["First. Second."]
    found = talk("Speaker: Ana Reed\nRoom: 4\nAbstract: On ropes\nand nets.")
    assert [note.plain for note in found.notes] == ["Room: 4", "Abstract: On ropes and nets."]


def test_a_label_that_names_nobody_stays_in_the_notes() -> None:
    found = talk("Speaker: to be announced by the crew")
    assert found.speakers == ()
    assert [note.plain for note in found.notes] == ["Speaker: to be announced by the crew"]


def test_prose_may_follow_a_labelled_line_and_stand_before_it() -> None:
    for body in ("Speaker: Ana Reed\nThis was good.", "This was good.\n\nSpeaker: Ana Reed"):
        found = talk(body)
        assert rows(found) == [ANA]
        assert [note.plain for note in found.notes] == ["This was good."]


def test_a_label_of_several_parts_people_though_other_lines_have_employers() -> None:
    text = "# ExampleConf 2021\n\n## Ropes\n\nSpeakers: Ana Reed (Acme), Bo Lind\n\n- a\n\n"
    for n, name in enumerate(("Cy Dale", "Di Moor", "Ed Hall")):
        text += f"## Boats {n}\n\n{name}, Quay Works Ltd\n\n- a\n\n"
    event = HandwrittenNotes().read_text(text, "n.md").event
    assert event is not None
    assert rows(event.talks[0]) == [("Ana Reed", None, "Acme"), BO]


def test_titles_above_labelled_lines_in_plain_text() -> None:
    text = "EXAMPLE CAMP 2015\nOct 8-9 2015, Turku\n\n"
    text += '"Ropes That Hold"\nSpeaker: Ana Reed\n\n- a\n\nSmall boats\nSpeaker: Bo Lind\n\n- b\n'
    event = HandwrittenNotes().read_text(text, "n.txt").event
    assert event is not None
    assert (event.name, str(event.start)) == ("EXAMPLE CAMP 2015", "2015-10-08")
    found = [(t.title, rows(t)) for t in event.talks]
    assert found == [("Ropes That Hold", [ANA]), ("Small boats", [BO])]


def test_headings_of_speakers_above_labelled_titles() -> None:
    text = "# ExampleConf 2021\n\n## Ana Reed\n\n**Talk:** Ropes That Hold\n\n- a\n\n"
    text += "## Bo Lind\n\n**Talk:** Small boats\n\n- b\n"
    event = HandwrittenNotes().read_text(text, "n.md").event
    assert event is not None
    found = [(t.title, rows(t)) for t in event.talks]
    assert found == [("Ropes That Hold", [ANA]), ("Small boats", [BO])]


def test_properties_of_org() -> None:
    text = "#+TITLE: ExampleConf 2021\n\n* Ropes That Hold\n:PROPERTIES:\n:CUSTOM_ID: ropes\n"
    text += ":SPEAKER: Ana Reed\n:COMPANY: Acme\n:ROOM: Hall 3\n:END:\n- a\n"
    reading = HandwrittenNotes().read_text(text, "n.org")
    assert reading.event is not None
    found = reading.event.talks[0]
    assert rows(found) == [("Ana Reed", None, "Acme")]
    assert [note.plain for note in found.notes] == ["Room: Hall 3", "a"]
    comments = [d.message for d in reading.diagnostics if d.code == "html-comment"]
    assert comments == ["a comment or a property is not read"]
