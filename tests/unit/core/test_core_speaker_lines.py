"""Lines that say who speaks: labels in several languages, joiners, employers, slips of the pen."""

import pytest
from note_lines import pieces_of

from talkgraph.sources.notes.speakers.called import field_of, is_employer, is_plural
from talkgraph.sources.notes.speakers.lines import names_in, says_who, speaker_line
from talkgraph.sources.notes.speakers.persons import Listed


def read(
    text: str, *, trusted: bool = False, employs: bool = False
) -> list[tuple[str, str | None, str | None]] | None:
    """Return names, employers and handles; `None` where the line is prose."""
    pieces, source = pieces_of(text)
    line = speaker_line(pieces, source, Listed(employs=employs), trusted=trusted)
    if line is None:
        return None
    return [(s.name, s.affiliation, s.account.handle if s.account else None) for s in line.speakers]


def names(text: str, *, trusted: bool = False) -> list[str] | None:
    found = read(text, trusted=trusted)
    return None if found is None else [name for name, _, _ in found]


LABELS = [
    *("Speaker", "Speakers", "Speaker(s)", "speaker", "SPEAKER", "Keynote speaker", "Presenter"),
    *("Presenters", "Author", "Authors", "Who", "Panelists", "Panellist", "Moderator", "Host"),
    *("Facilitators", "Talk by", "By", "Presented by", "With"),
    *("Sprecher", "Sprecherin", "Referent", "Referentin", "Vortragende", "Vortragender"),
    *("Orateur", "Oratrice", "Orateurs", "Intervenant", "Intervenante", "Intervenants"),
    *("Conférencier", "Conférencière", "Ponente", "Ponentes", "Relatore", "Relatori"),
    *("Spreker", "Sprekers", "Palestrante"),
    *("Referenten", "Referentinnen", "Referent:innen", "Referent*innen", "Sprecher/in"),
    *("Sprecherinnen", "Redner", "Intervenantes", "Conférenciers", "Conférencières", "Oradores"),
    *("Oradora", "Relatrice", "Relatrici", "Palestrantes", "Föreläsare", "Talare", "👤 Speaker"),
]


@pytest.mark.parametrize("label", LABELS)
def test_a_label(label: str) -> None:
    pieces, source = pieces_of(f"{label}: Tom Reed")
    line = speaker_line(pieces, source)
    assert line is not None
    assert [s.name for s in line.speakers] == ["Tom Reed"]
    assert line.sure
    assert says_who(pieces)


@pytest.mark.parametrize("text", ["Tom Reed", "Speak: Tom Reed", "Byron Lind", "Speakers wanted"])
def test_no_label(text: str) -> None:
    assert not says_who(pieces_of(text)[0])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("spaker: Tom Reed", ["Tom Reed"]),
        ("speakr: Tom Reed", ["Tom Reed"]),
        ("Speekers: Tom Reed, Ines Hall", ["Tom Reed", "Ines Hall"]),
        ("presentr: Tom Reed", ["Tom Reed"]),
        ("sepaker: Tom Reed", ["Tom Reed"]),
        ("spakr: Tom Reed", None),
        ("boats: Tom Reed", None),
        ("speaker Tom Reed", None),
    ],
)
def test_slips_in_a_label(text: str, found: list[str] | None) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Mara Lind and Tom Reed",
        "Mara Lind & Tom Reed",
        "Mara Lind, Tom Reed",
        "Mara Lind, and Tom Reed",
        "Mara Lind | Tom Reed",
        "Mara Lind; Tom Reed",
        "Mara Lind / Tom Reed",
        "Mara Lind/Tom Reed",
        "Mara Lind + Tom Reed",
        "Mara Lind with Tom Reed",
        "Mara Lind et Tom Reed",
        "Mara Lind und Tom Reed",
        "Mara Lind\nTom Reed",
        "Mara Lind · Tom Reed",
    ],
)
def test_joiners(text: str) -> None:
    assert names(text) == ["Mara Lind", "Tom Reed"]


@pytest.mark.parametrize(
    ("text", "employer"),
    [
        ("Tom Reed, Quay Works Ltd", "Quay Works Ltd"),
        ("Tom Reed (Quay Works)", "Quay Works"),
        ("Tom Reed - Quay Works", "Quay Works"),
        ("Tom Reed – Quay Works", "Quay Works"),
        ("Tom Reed at Quay Works", "Quay Works"),
        ("Tom Reed from Quay Works", "Quay Works"),
        ("Tom Reed of Quay Works", "Quay Works"),
        ("Tom Reed @ Quay Works", "Quay Works"),
        ("Tom Reed, Engineer", "Engineer"),
        ("Tom Reed, Evaluation Officer, Aberlane Trust", "Evaluation Officer, Aberlane Trust"),
        ("Tom Reed, Director at Quay Works", "Director at Quay Works"),
        ("Tom Reed\nSoftware Engineer", "Software Engineer"),
        ("Speaker: Tom Reed, Weil Harbour", "Weil Harbour"),
        ("Presenter: Tom Reed, Weil Harbour", "Weil Harbour"),
        ("Sprecher: Tom Reed, Weil Harbour", "Weil Harbour"),
        ("[Tom Reed](https://twitter.com/tom) (Quay Works)", "Quay Works"),
        ("[Tom Reed, Quay Works Inc](https://example.org/tom)", "Quay Works Inc"),
        ("Tom Reed", None),
        ("Tom Reed (he/him)", None),
        ("Tom Reed (@tom)", None),
    ],
)
def test_employers(text: str, employer: str | None) -> None:
    found = read(text)
    assert found is not None
    assert [(name, told) for name, told, _ in found] == [("Tom Reed", employer)]


def test_behind_a_label_of_several_a_comma_parts_people() -> None:
    assert names("Speakers: Tom Reed, Weil Harbour") == ["Tom Reed", "Weil Harbour"]
    assert names("Tom Reed, Weil Harbour") == ["Tom Reed", "Weil Harbour"]
    habitual = read("Tom Reed, Weil Harbour", employs=True)
    assert habitual == [("Tom Reed", "Weil Harbour", None)]


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("Tom Reed @tom", "tom"),
        ("Tom Reed (@tom)", "tom"),
        ("Tom Reed, @tom", "tom"),
        ("Tom Reed - @tom", "tom"),
        ("[Tom Reed](https://twitter.com/tom)", "tom"),
        ("Tom Reed ([@tom](https://twitter.com/tom))", "tom"),
        ("Tom Reed [twitter](https://twitter.com/tom)", "tom"),
        ("Tom Reed (Quay Works, @tom)", "tom"),
        ("Tom Reed", None),
    ],
)
def test_accounts(text: str, handle: str | None) -> None:
    found = read(text)
    assert found is not None
    assert [(name, account) for name, _, account in found] == [("Tom Reed", handle)]


@pytest.mark.parametrize(
    "text",
    [
        "Tom Reed talked about boats.",
        "We learned a lot about ropes",
        "Boats, and how they float",
        "Use the right rope",
        "Universal Serial Bug is not a person",
        "Tom",
        "tom reed",
    ],
)
def test_prose(text: str) -> None:
    assert names(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("Tom", ["Tom"]), ("Tom and Ines", ["Tom", "Ines"])],
)
def test_on_trust(text: str, found: list[str]) -> None:
    assert names(text) is None
    assert names(text, trusted=True) == found
    assert names(f"Speakers: {text}") == found


def test_names_in_capitals() -> None:
    assert names("TOM REED") == ["TOM REED"]
    assert names("SQL API") is None


def test_names_of_an_entry() -> None:
    _, source = pieces_of("x")
    assert [s.name for s in names_in("Mara Lind et Tom Reed", source, 1)] == [
        "Mara Lind",
        "Tom Reed",
    ]
    assert [(s.name, s.position) for s in names_in("Mara, Tom", source, 1)] == [
        ("Mara", 1),
        ("Tom", 2),
    ]


def test_positions_and_places_of_speakers() -> None:
    pieces, source = pieces_of("Mara Lind\nTom Reed, Ines Hall")
    line = speaker_line(pieces, source)
    assert line is not None
    assert [(s.position, s.span.first) for s in line.speakers] == [(1, 1), (2, 2), (3, 2)]


@pytest.mark.parametrize(
    ("label", "plural"),
    [
        *(("Speaker", False), ("Keynote speaker", False), ("Sprecher", False), ("Ponente", False)),
        *(("Speakers", True), ("Speaker(s)", True), ("Referenten", True), ("Sprecher/in", True)),
        *(("Conférencières", True), ("Who", None), ("Vortragende", None), ("Room", None)),
    ],
)
def test_labels_in_the_plural(label: str, plural: bool | None) -> None:
    assert is_plural(label) is plural


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Company: Quay Works", ("Company", "Quay Works")),
        ("Company:: Quay Works", ("Company", "Quay Works")),
        ("🏢 Company: Quay Works", ("Company", "Quay Works")),
        ("Talk type: Boats", ("Talk type", "Boats")),
        ("Referent:innen: Tom Reed", ("Referent:innen", "Tom Reed")),
        ("company: Quay Works", None),
        ("Company:", None),
        ("See https://example.org", None),
        ("All that we said was: no", None),
        ("At 10:30 we went", None),
    ],
)
def test_keys_and_values(line: str, found: tuple[str, str] | None) -> None:
    assert field_of(line) == found


@pytest.mark.parametrize("key", ["Company", "Firma", "Affiliation", "Organización", "Entreprise"])
def test_keys_of_employers(key: str) -> None:
    assert is_employer(key)
    assert not is_employer(f"{key} size")


@pytest.mark.parametrize("sign", ["👤", "🎤", "🎙️", "🗣", "👩‍💻", "👨🏽"])
def test_the_picture_of_a_person(sign: str) -> None:
    pieces, _ = pieces_of(f"{sign} Tom Reed")
    assert says_who(pieces)
    assert names(f"{sign} Tom Reed") == ["Tom Reed"]
    assert names(f"{sign} what a great talk") is None


@pytest.mark.parametrize("joint", ["y", "e", "en", "och", "og", "i", "ja"])
def test_joiners_that_are_parts_of_names_too(joint: str) -> None:
    assert names(f"Mara Lind {joint} Tom Reed") == ["Mara Lind", "Tom Reed"]
    assert names(f"Ines Hall, Mara Lind {joint} Tom Reed") == ["Ines Hall", "Mara Lind", "Tom Reed"]
    assert names(f"Ponentes: Mara {joint} Tom") == ["Mara", "Tom"]
    assert names(f"Ponente: Mara {joint} Tom") == [f"Mara {joint} Tom"]
    linked = "[{0}](https://twitter.com/{0})"
    text = f"{linked.format('mara')} {joint} {linked.format('tom')}"
    assert names(text) == ["mara", "tom"]


@pytest.mark.parametrize("name", ["José Ortega y Gasset", "Ana Souza e Silva"])
def test_names_with_a_joiner_in_them(name: str) -> None:
    assert names(name) == [name]
    assert names(f"Speakers: {name}, Tom Reed") == [name, "Tom Reed"]


@pytest.mark.parametrize("name", ["Ola By", "Mara With", "Jin On"])
def test_surnames_like_a_joiner_behind_a_label(name: str) -> None:
    assert names(f"Speaker: {name}") == [name]


def test_an_employer_in_brackets_or_a_plural_leaves_people_behind_a_comma() -> None:
    people = [("Tom Reed", "Quay Works", None), ("Ines Hall", None, None)]
    assert read("Tom Reed (Quay Works), Ines Hall", employs=True) == people
    assert read("Speakers: Tom Reed (Quay Works), Ines Hall", employs=True) == people
    assert read("Tom Reed, Ines Hall", employs=True) == [("Tom Reed", "Ines Hall", None)]


def test_a_clause_behind_a_label_is_no_name() -> None:
    assert names("Speaker: Tom Reed said so") is None
    assert names("Speaker: Tom van der Berg") == ["Tom van der Berg"]
    assert names("Speaker: tom reed") == ["tom reed"]


def test_a_label_that_stood_before() -> None:
    pieces, source = pieces_of("Tom, Ines")
    assert speaker_line(pieces, source) is None
    line = speaker_line(pieces, source, label="Speakers")
    assert line is not None
    assert ([s.name for s in line.speakers], line.sure) == (["Tom", "Ines"], True)
    assert read("Speakers: Tom Reed, Acme") == [("Tom Reed", "Acme", None)]
