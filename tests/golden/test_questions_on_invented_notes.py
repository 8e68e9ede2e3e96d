"""What the sample cannot answer: the same questions on notes and a programme made up for them."""

import json
from typing import Any, Final

import pytest

import talkgraph
from talkgraph.graph.questions import question
from talkgraph.model.names import Names

YEARS: Final = {2030: "Lumen Works", 2031: "Lumen Works", 2032: "Quarry Labs"}
SECOND: Final = """
## <a name="tar"></a> Tar and Feathers

Bo Quill (Quarry Labs)

[sketchnote](https://pictures.example.org/tar.png)

> Visual recording by [Ada Ink](https://ada.example.org/), CC BY 4.0

**My livetweet contents**

> Everything Ilse said about ropes holds for tar. #QuayConf

> "A rope has no opinion." - Ilse Brandt #QuayConf
"""


def notes(year: int, company: str) -> str:
    title = "Ropes That Hold" if year > 2030 else "A First Knot"
    told = f"""# QuayConf {year}

May 1, {year} — Quay Town

The talks:

* [Ilse Brandt — {title}](#ropes)

## <a name="ropes"></a> {title}

[Ilse Brandt](https://social.example.org/@ilse) ({company})

> {"Oil your ropes." if year < 2032 else "Burn your ropes."} #QuayConf
"""
    return told + (SECOND if year == 2032 else "")


def programme() -> dict[str, Any]:
    entry = {
        "id": 1,
        "guid": "11111111-0000-4000-8000-000000000001",
        "date": "2032-05-01T10:00:00+02:00",
        "start": "10:00",
        "duration": "00:40",
        "room": "Hall 1",
        "slug": "quayconf-2032-1",
        "title": "Ropes That Hold",
        "subtitle": "",
        "language": "en",
        "abstract": "Which ropes hold, and why.",
        "persons": [{"id": 1, "name": "Norma Pell"}],
        "links": [],
    }
    day = {"index": 1, "date": "2032-05-01", "rooms": {"Hall 1": [entry]}}
    conference = {"acronym": "quayconf2032", "title": "QuayConf 2032", "start": "2032-05-01"}
    return {"schedule": {"version": "1", "conference": {**conference, "days": [day]}}}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> talkgraph.KnowledgeBase:
    folder = tmp_path_factory.mktemp("quay")
    for year, company in YEARS.items():
        (folder / f"quayconf-{year}.md").write_text(notes(year, company), encoding="utf-8")
    (folder / "schedule.json").write_text(json.dumps(programme()), encoding="utf-8")
    links = folder / "links.csv"
    ilse = f"{Names().base}person/ilse-brandt"
    links.write_text(
        f"iri,relation,target\n{ilse},schema:sameAs,http://www.wikidata.org/entity/Q42\n",
        encoding="utf-8",
    )
    talkgraph.create(folder, folder / "kb", model="hashing", links=links)
    return talkgraph.open(folder / "kb")


def asked(kb: talkgraph.KnowledgeBase, name: str, *columns: str) -> list[tuple[object, ...]]:
    rows = kb.sparql(question(name).text)
    return [tuple(row[column] for column in columns) for row in rows]


def test_speakers_at_three_events(kb: talkgraph.KnowledgeBase) -> None:
    assert asked(kb, "speakers-at-several-events", "name", "events", "where") == [
        ("Ilse Brandt", 3, "QuayConf 2030; QuayConf 2031; QuayConf 2032")
    ]


def test_who_changed_employer(kb: talkgraph.KnowledgeBase) -> None:
    assert asked(kb, "changed-employer", "name", "year", "company", "unsure") == [
        ("Ilse Brandt", year, company, False) for year, company in YEARS.items()
    ]


def test_what_contradicts(kb: talkgraph.KnowledgeBase) -> None:
    assert asked(
        kb, "contradictions", "name", "property", "followed", "followedIn", "other", "otherIn"
    ) == [
        (
            "Ropes That Hold",
            "performer",
            "Norma Pell",
            "schedule.json#/schedule/conference/days/0/rooms/Hall 1/0",
            "Ilse Brandt",
            "quayconf-2032.md:9",
        )
    ]


def test_companies_of_each_year(kb: talkgraph.KnowledgeBase) -> None:
    assert asked(kb, "companies-by-year", "year", "company", "speakers", "talks") == [
        (2030, "Lumen Works", 1, 1),
        (2031, "Lumen Works", 1, 1),
        (2032, "Quarry Labs", 2, 2),
    ]


def test_who_is_quoted_in_another_talk(kb: talkgraph.KnowledgeBase) -> None:
    found = asked(kb, "quotes-of-other-talks", "title", "text", "how", "whose", "other")
    assert found == [
        (
            "Tar and Feathers",
            "A rope has no opinion.",
            "quotes",
            "Ilse Brandt",
            "A First Knot; Ropes That Hold",
        )
    ]


def test_how_the_times_of_one_talk_differ(kb: talkgraph.KnowledgeBase) -> None:
    assert asked(kb, "repeated-talks", "name", "event") == [
        ("Ropes That Hold", "QuayConf 2031"),
        ("Ropes That Hold", "QuayConf 2032"),
    ]
    found = asked(kb, "how-repeats-differ", "what", "value", "in", "times", "of")
    assert ("company", "Lumen Works", "QuayConf 2031, 2031-05-01", 1, 2) in found
    assert ("minutes", "40", "QuayConf 2032, 2032-05-01", 1, 2) in found
    assert ("speaker", "Norma Pell", "QuayConf 2032, 2032-05-01", 1, 2) in found
    assert not [row for row in found if row[1] == "Ilse Brandt"]


def test_the_length_of_a_talk_is_known_to_a_programme_only(kb: talkgraph.KnowledgeBase) -> None:
    assert asked(kb, "talk-length", "title", "event", "minutes") == [
        ("Ropes That Hold", "QuayConf 2032", 40)
    ]


def test_who_made_a_picture(kb: talkgraph.KnowledgeBase) -> None:
    assert asked(kb, "picture-credits", "address", "credit", "licence", "title") == [
        (
            "https://pictures.example.org/tar.png",
            "Ada Ink",
            "https://creativecommons.org/licenses/by/4.0/",
            "Tar and Feathers",
        )
    ]


def test_by_which_identifiers_things_are_known(kb: talkgraph.KnowledgeBase) -> None:
    found = asked(kb, "external-identifiers", "kind", "name", "relation", "identifier")
    assert ("person", "Ilse Brandt", "sameAs", "http://www.wikidata.org/entity/Q42") in found
    assert ("talk", "Ropes That Hold", "number in its source", "1") in found


def test_from_what_it_was_built(kb: talkgraph.KnowledgeBase) -> None:
    found = asked(kb, "builds", "kind", "used", "software")
    assert ("encoder", "hashing", "talkgraph") in found
    assert ("file", "links.csv", "talkgraph") in found
    assert ("programme", "schedule.json", "talkgraph") in found
    notes = [used for kind, used, _ in found if kind == "notes"]
    assert notes == [f"quayconf-{year}.md" for year in YEARS]
    assert all(row[0] is not None for row in asked(kb, "builds", "started"))


def test_what_everything_is_concluded_by(kb: talkgraph.KnowledgeBase) -> None:
    kinds = {row[0] for row in asked(kb, "how-sure", "kind")}
    assert {"identity evidence", "work evidence", "quote attribution"} <= kinds
    assert ("named", 1, 0.97) in asked(kb, "methods", "method", "times", "most")
