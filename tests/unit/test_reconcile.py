"""Matching names: how alike two are, which is a match, the tables for doing it elsewhere."""

import csv
import io
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.cli import main
from talkgraph.knowledge.reconcile.index import Asked, Candidate, Reconciler
from talkgraph.knowledge.reconcile.kinds import (
    EVENT,
    KINDS,
    PERSON,
    PROPERTIES,
    TALK,
    Kind,
    kind_called,
)
from talkgraph.knowledge.reconcile.names import folded, likeness
from talkgraph.knowledge.reconcile.things import Named, Thing, Value
from talkgraph.model.names import Names

NAMES: Final = Names("https://base.example/")


def thing(
    iri: str,
    name: str,
    kind: Kind = PERSON,
    also: tuple[str, ...] = (),
    handles: tuple[str, ...] = (),
    **values: tuple[Value, ...],
) -> Thing:
    return Thing(
        iri=f"{NAMES.base}{iri}",
        kind=kind,
        name=name,
        also=also,
        handles=handles,
        description="",
        values=values,
    )


QUAY: Final = Named(name="Quay Works", iri=f"{NAMES.base}organization/quay-works")
MILL: Final = Named(name="Mill Street Labs", iri=f"{NAMES.base}organization/mill-street-labs")
THINGS: Final = (
    thing("person/ana-lund", "Ana Lund", handles=("analund",), affiliation=(QUAY,)),
    thing("person/ana-lund-2", "Ana Lund", handles=("otherana",), affiliation=(MILL,)),
    thing("person/robert-ode", "Robert Ode", also=("Bob Ode",), affiliation=(QUAY,)),
    thing("person/etienne-o-brien", "Étienne O'Brien", handles=("eob",)),
    thing("talk/a/tides", "The Tides of Change", TALK, date=("2021-05-06",), year=(2021,)),
    thing("talk/b/tides", "The Tides of Change", TALK, date=("2022-05-06",), year=(2022,)),
    thing("event/a", "HarbourConf 2021", EVENT, year=(2021,)),
)
RECONCILER: Final = Reconciler(THINGS, NAMES)


def found(name: str = "", *kinds: Kind, limit: int = 10, **told: str) -> tuple[Candidate, ...]:
    properties = tuple((key, (value,)) for key, value in told.items())
    return RECONCILER.find(
        Asked(name=name, kinds=frozenset(kinds), properties=properties, limit=limit)
    )


def match(name: str = "", *kinds: Kind, **told: str) -> str | None:
    sure = [each for each in found(name, *kinds, limit=10, **told) if each.is_match]
    assert len(sure) <= 1
    return sure[0].thing.iri.removeprefix(NAMES.base) if sure else None


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Robert Ode", "person/robert-ode"),
        ("BOB ODE", "person/robert-ode"),
        ("Ode, Robert", "person/robert-ode"),
        ("Etienne OBrien", "person/etienne-o-brien"),
        ("@eob", "person/etienne-o-brien"),
        ("@AnaLund", "person/ana-lund"),
        ("person/ana-lund-2", "person/ana-lund-2"),
        ("harbourconf-2021", None),
        ("Ana Lund", None),
        ("Robert Odes", None),
        ("R. Ode", None),
        ("analund", None),
        ("Nobody Here", None),
        ("  ", None),
        ("!?", None),
    ],
)
def test_a_match_is_one_exact_name(name: str, iri: str | None) -> None:
    assert match(name, PERSON) == iri


def test_a_property_tells_namesakes_apart() -> None:
    assert match("Ana Lund", affiliation="Quay Works") == "person/ana-lund"
    assert match("Ana Lund", affiliation=MILL.iri) == "person/ana-lund-2"
    assert match("Ana Lund", affiliation="Somebody Else") is None
    assert match("The Tides of Change", year="2022") == "talk/b/tides"
    assert match("The Tides of Change", date="2021-05") == "talk/a/tides"
    assert match("The Tides of Change") is None


def test_namesakes_come_in_one_order() -> None:
    assert [each.thing.iri.rpartition("/")[2] for each in found("Ana Lund", PERSON)][:2] == [
        "ana-lund",
        "ana-lund-2",
    ]


def test_properties_alone_find_all_that_have_them() -> None:
    assert {each.thing.name for each in found(affiliation="quay works")} == {
        "Ana Lund",
        "Robert Ode",
    }
    assert match(affiliation="Mill Street Labs") == "person/ana-lund-2"
    assert [each.thing.name for each in found(year="2021")] == [
        "HarbourConf 2021",
        "The Tides of Change",
    ]
    assert found(year="2021", affiliation="Quay Works") == ()


def test_what_nothing_is_known_of_is_no_contradiction() -> None:
    assert match("Étienne O'Brien", affiliation="Quay Works") == "person/etienne-o-brien"
    (first, *_) = found("Étienne O'Brien", affiliation="Quay Works")
    assert (first.score, first.properties) == (85.0, {"affiliation": 50.0})


def test_the_limit_does_not_make_a_match() -> None:
    (only,) = found("Ana Lund", limit=1)
    assert not only.is_match


def test_parts_of_a_name_are_like_it_and_others_are_not() -> None:
    assert [each.thing.name for each in found("tides")][:1] == ["The Tides of Change"]
    assert found("Completely Different", PERSON) == ()


NAME: Final = st.text(st.characters(codec="utf-8"), max_size=40)


@given(NAME, NAME, st.booleans())
def test_likeness_is_the_same_both_ways(left: str, right: str, of_people: bool) -> None:
    one, other = folded(left), folded(right)
    alike = likeness(one, other, of_people=of_people)
    assert alike == likeness(other, one, of_people=of_people)
    assert 0 <= alike <= 100
    assert (alike == 100) == (bool(one.words) and one.text == other.text)


@given(NAME)
def test_any_text_can_be_looked_for(name: str) -> None:
    for each in found(name):
        assert 0 <= each.score <= 100
    RECONCILER.beginning(name)


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_are_known_by_their_names(kind: Kind) -> None:
    for text in (kind.iri, kind.name, kind.plural, kind.name.upper(), f"x:{kind.name}"):
        assert kind_called(text) is kind
    assert kind_called("thing") is None
    assert kind_called("") is None


def test_every_kind_has_properties_that_things_have(sample_kb: Path) -> None:
    from talkgraph.knowledge.entry import open_knowledge_base
    from talkgraph.knowledge.reconcile.things import things_in

    things = things_in(open_knowledge_base(sample_kb))
    assert {each.kind for each in things} == set(KINDS)
    known = {each.id: each for each in PROPERTIES}
    for each in things:
        assert all(each.kind in known[name].of for name in each.values)
    # What no note of the sample tells: countries, and links out.
    used = {name for each in things for name in each.values}
    assert set(known) - used <= {"country", "sameAs"}


# ── tables ───────────────────────────────────────────────────────────────────────────────────


def table(kb: Path, which: str, *more: str) -> list[dict[str, str]]:
    result = CliRunner().invoke(main, ["export", "--kb", str(kb), "--table", which, *more])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_people_are_a_table(sample_kb: Path) -> None:
    rows = {row["name"]: row for row in table(sample_kb, "people")}
    ines = rows["Ines Calloway"]
    assert ines["iri"] == "https://w3id.org/talkgraph/id/person/ines-calloway"
    assert ines["affiliation"] == "Tidewater Bank"
    assert ines["event"] == "HarbourConf 2021|HarbourConf 2022"
    assert ines["talks"] == "2"


@pytest.mark.parametrize("which", [kind.plural for kind in KINDS])
def test_every_kind_is_a_table_with_its_columns(sample_kb: Path, which: str) -> None:
    rows = table(sample_kb, which)
    assert rows
    assert list(rows[0])[:2] == ["iri", "name"]
    assert len({row["iri"] for row in rows}) == len(rows)
    assert rows == sorted(rows, key=lambda row: (row["name"], row["iri"]))


def test_a_table_goes_to_a_file(sample_kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    assert table(sample_kb, "topics", "--output", str(path)) == []
    assert path.read_text(encoding="utf-8").startswith("iri,name,alternateName,broader,definition")
