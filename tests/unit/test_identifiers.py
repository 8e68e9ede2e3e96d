"""ORCID iDs, Wikidata entities, DBLP records and profiles: known, and used for who is who."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import talkgraph
from talkgraph.conclusions.people import resolve
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.model import Account, MentionRole, PersonMention, Span
from talkgraph.model.people import Person
from talkgraph.settings import Settings
from talkgraph.sources.notes.addresses import account_of, handle_in
from talkgraph.sources.notes.identifiers import orcid
from talkgraph.sources.notes.read import HandwrittenNotes
from talkgraph.sources.programmes.handles import accounts_in

ORCID: Final = "0000-0002-1825-0097"
OTHER_ORCID: Final = "0000-0001-5109-3700"
ORCID_IRI: Final = f"https://orcid.org/{ORCID}"


@pytest.mark.parametrize(
    ("address", "service", "handle", "iri"),
    [
        (ORCID_IRI, "orcid", ORCID, ORCID_IRI),
        (f"http://www.orcid.org/{ORCID}/", "orcid", ORCID, ORCID_IRI),
        (f"https://orcid.org/{ORCID.replace('-', '')}", "orcid", ORCID, ORCID_IRI),
        ("https://orcid.org/0000-0002-1694-233x", "orcid", "0000-0002-1694-233X", None),
        ("https://www.wikidata.org/wiki/Q42", "wikidata", "Q42", None),
        ("http://www.wikidata.org/entity/Q42", "wikidata", "Q42", None),
        ("https://m.wikidata.org/wiki/Q42", "wikidata", "Q42", None),
        ("https://dblp.org/pid/65/9612.html", "dblp", "65/9612", "https://dblp.org/pid/65/9612"),
        ("https://dblp.uni-trier.de/pid/l/AnaLund", "dblp", "l/AnaLund", None),
        ("https://gitlab.com/ana", "gitlab", "ana", "https://gitlab.com/ana"),
        ("https://codeberg.org/ana", "codeberg", "ana", None),
        ("https://bsky.app/profile/ana.example", "bluesky", "ana.example", None),
    ],
)
def test_profiles_and_entries_are_known(
    address: str, service: str, handle: str, iri: str | None
) -> None:
    found = account_of(address)
    assert found is not None
    assert (found.service, found.handle) == (service, handle)
    assert iri is None or found.url == iri


@pytest.mark.parametrize(
    "address",
    [
        "https://orcid.org/0000-0002-1825-0098",
        "https://orcid.org/about",
        f"https://orcid.org/{ORCID}/print",
        "https://www.wikidata.org/wiki/Property:P31",
        "https://www.wikidata.org/wiki/Wikidata:Main_Page",
        "https://www.wikidata.org/wiki/Q0",
        "https://dblp.org/db/conf/icse/index.html",
        "https://dblp.org/rec/conf/icse/Lund20",
        "https://gitlab.com/ana/project",
        "https://notorcid.org/0000-0002-1825-0097",
    ],
)
def test_other_addresses_are_nobodys(address: str) -> None:
    assert account_of(address) is None


def test_an_entry_is_no_account() -> None:
    entry, account = account_of(ORCID_IRI), account_of("https://gitlab.com/ana")
    assert entry is not None
    assert account is not None
    assert (entry.is_identifier, account.is_identifier) == (True, False)
    assert (entry.at_handle, account.at_handle) == (ORCID, "@ana")


@given(st.from_regex(r"\d{15}", fullmatch=True), st.integers(0, 14), st.integers(1, 9))
def test_one_slip_of_the_pen_makes_no_orcid(digits: str, place: int, off: int) -> None:
    right = [each for last in "0123456789X" if (each := orcid(digits + last))]
    assert len(right) == 1
    number = right[0].handle.replace("-", "")
    slip = str((int(number[place]) + off) % 10)
    assert orcid(number[:place] + slip + number[place + 1 :]) is None


def test_a_handle_below_bluesky_is_bluesky_s() -> None:
    found = handle_in("@ana.bsky.social")
    assert found is not None
    assert found.key == ("bluesky", "ana.bsky.social")


def test_programmes_name_entries_by_number_or_address() -> None:
    told = {
        "orcid": ORCID,
        "wikidata": "https://www.wikidata.org/wiki/Q42",
        "dblp": "65/9612",
        "gitlab": "@ana",
        "twitter": "ana",
    }
    assert [each.key for each in accounts_in(told)] == [
        ("twitter", "ana"),
        ("gitlab", "ana"),
        ("orcid", ORCID),
        ("wikidata", "q42"),
        ("dblp", "65/9612"),
    ]
    assert accounts_in({"orcid": "0000-0002-1825-0098", "wikidata": "unknown", "dblp": "Ana"}) == ()


def test_notes_name_entries_by_links() -> None:
    text = (
        f"# ExampleConf 2021\n\n## On things\n\n[Ana Reed]({ORCID_IRI})\n\n> something was said\n"
    )
    event = HandwrittenNotes().read_text(text, "n.md").event
    assert event is not None
    (speaker,) = event.talks[0].speakers
    assert (speaker.name, speaker.url) == ("Ana Reed", None)
    assert speaker.account == account_of(ORCID_IRI)


# ── who is who ───────────────────────────────────────────────────────────────────────────────


def people(*named: tuple[str, str]) -> list[Person]:
    mentions = [
        PersonMention(
            role=MentionRole.SPEAKER,
            event=f"event-{n}",
            talk="t",
            span=Span(source=f"{n}.md", first=1, last=1),
            name=name,
            account=account_of(address),
        )
        for n, (name, address) in enumerate(named)
    ]
    return list(resolve(mentions).people)


def test_one_entry_is_one_person_whatever_the_name() -> None:
    (person,) = people(("Ana Reed", ORCID_IRI), ("A. R. Lindqvist", ORCID_IRI))
    assert {person.name, *person.alternate_names} == {"Ana Reed", "A. R. Lindqvist"}


def test_two_entries_of_one_register_are_two_people() -> None:
    assert (
        len(people(("Ana Reed", ORCID_IRI), ("Ana Reed", f"https://orcid.org/{OTHER_ORCID}"))) == 2
    )


# ── in the graph ─────────────────────────────────────────────────────────────────────────────


def talk(title: str, person: dict[str, Any], start: str) -> dict[str, Any]:
    return {
        "title": title,
        "date": f"2031-05-03T{start}:00+02:00",
        "start": start,
        "duration": "00:30",
        "persons": [person],
    }


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("identified")
    ana = {
        "public_name": "Ana Reed",
        "links": [
            {"title": "Code", "url": "https://gitlab.com/ana-reed"},
            {"title": "Site", "url": "https://ana-reed.example/"},
        ],
        "answers": [{"question": "Your number", "answer": ORCID}],
    }
    rooms = {
        "Hall": [
            talk("Ropes That Hold", ana, "10:00"),
            talk("Tides by Hand", {"public_name": "A. Lindqvist", "url": ORCID_IRI}, "11:00"),
        ]
    }
    day = {"index": 1, "date": "2031-05-03", "rooms": rooms}
    conference = {"title": "QuayConf 2031", "acronym": "quay31", "days": [day]}
    programme = {"schedule": {"version": "1", "conference": conference}}
    (folder / "schedule.json").write_text(json.dumps(programme), encoding="utf-8")
    build(
        BuildRequest(
            sources=(folder / "schedule.json",),
            kb=folder / "kb",
            settings=Settings(model="hashing"),
        )
    )
    return talkgraph.open(folder / "kb")


def test_the_graph_tells_entries_from_accounts(kb: KnowledgeBase) -> None:
    (person,) = kb.people
    assert {person.name, *person.alternate_names} == {"Ana Reed", "A. Lindqvist"}
    rows = kb.sparql(
        "SELECT ?same ?service ?page { ?p a schema:Person ; schema:sameAs ?same ;"
        " foaf:account/tg:service ?service ; schema:url ?page }"
    )
    assert [tuple(row.values()) for row in rows] == [
        (ORCID_IRI, "gitlab", "https://ana-reed.example/")
    ]
    told = kb.sparql("SELECT ?name { ?a tg:identifiedBy ?iri ; schema:name ?name } ORDER BY ?name")
    assert [row["name"] for row in told] == ["A. Lindqvist", "Ana Reed"]
    assert not kb.sparql("ASK { ?a a sioc:UserAccount ; tg:service 'orcid' }")[0]["answer"]


def test_somebody_is_found_by_their_number(kb: KnowledgeBase) -> None:
    assert kb.speaker(ORCID).iri == kb.speaker("Ana Reed").iri


def test_notes_of_a_programme_keep_what_identifies(kb: KnowledgeBase, tmp_path: Path) -> None:
    for name, text in kb.notes().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert f"]({ORCID_IRI})" in text
    again = tmp_path / "kb"
    build(BuildRequest(sources=(tmp_path,), kb=again, settings=Settings(model="hashing")))
    asked = (
        "SELECT ?s ?p ?o { ?s ?p ?o FILTER(?p IN (tg:identifiedBy, schema:sameAs, tg:account)) }"
        " ORDER BY ?s ?p ?o"
    )
    assert [*talkgraph.open(again).sparql(asked)] == [*kb.sparql(asked)]


def test_an_account_without_an_address_in_a_register_stays_one() -> None:
    assert not Account(service="orcid", handle="ana").is_identifier
