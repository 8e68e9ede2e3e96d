"""A store that begins as the copy of a former one holds what a new one does."""

from collections.abc import Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store, Triple

from talkgraph.graph.grown import GrownStore
from talkgraph.graph.store import OxigraphStore
from talkgraph.model.names import XSD
from talkgraph.protocols import GraphWriter

EX = "http://example.org/"
NUMBER = NamedNode(f"{XSD}integer")
VALUES = [Literal("a"), Literal("a\nb\r"), Literal("a", language="en"), NamedNode(EX + "a")]

Graphs = Mapping[str | None, list[Triple]]
TRIPLES = st.builds(
    Triple,
    st.sampled_from([NamedNode(f"{EX}s{n}") for n in range(2)]),
    st.just(NamedNode(EX + "p")),
    st.sampled_from(VALUES),
)
GRAPHS = st.dictionaries(
    st.sampled_from([None, *(f"{EX}g{n}" for n in range(4))]), st.lists(TRIPLES, max_size=6)
)


def loaded(store: GraphWriter, graphs: Graphs) -> dict[str | None, int]:
    """Load each graph in two goes; return what the store counts."""
    return {
        name: store.load(name, triples[:2]) + store.load(name, triples[2:])
        for name, triples in graphs.items()
    }


def held(store: OxigraphStore) -> Mapping[str | None, list[str]]:
    return {name: sorted(map(str, store.scan(name))) for name in (None, *store.graphs())}


@given(GRAPHS, GRAPHS, st.sets(st.sampled_from([f"{EX}g{n}" for n in range(4)])))
def test_it_is_what_a_new_one_is(former: Graphs, graphs: Graphs, kept: set[str]) -> None:
    before = Store()
    loaded(old := OxigraphStore(before), former)
    stay: Graphs = {name: list(old.scan(name)) for name in old.graphs() if name in kept}
    graphs = {name: triples for name, triples in graphs.items() if name not in stay}
    new = OxigraphStore.in_memory()
    loaded(new, stay)
    grown = GrownStore(before, "memory", kept)
    assert loaded(grown, graphs) == loaded(new, graphs)
    for iri in (f"{EX}s0", f"{EX}s1"):
        assert grown.tells_of(iri) == new.tells_of(iri)
    grown.publish()
    assert held(OxigraphStore(before)) == held(new)


@given(GRAPHS, st.lists(TRIPLES, max_size=6), st.sets(st.sampled_from([f"{EX}s0", f"{EX}s1"])))
def test_what_is_told_of_some_subjects_is_altered(
    former: Graphs, triples: list[Triple], subjects: set[str]
) -> None:
    altered = f"{EX}g0"
    before = Store()
    loaded(old := OxigraphStore(before), former)
    graphs: dict[str | None, list[Triple]] = {name: list(old.scan(name)) for name in old.graphs()}
    old_default = list(old.scan(None))
    of_subjects = {NamedNode(iri) for iri in subjects}
    wanted = [t for t in triples if t.subject in of_subjects]
    grown = GrownStore(before, "memory", {*old.graphs()} - {altered})
    gone = grown.alter(altered, sorted(subjects))
    assert (gone is None) == (altered not in graphs)
    if gone is None:
        return
    stay = [t for t in graphs.pop(altered) if t.subject not in of_subjects]
    loaded(new := OxigraphStore.in_memory(), {**graphs, altered: stay})
    assert grown.load(altered, wanted) == new.load(altered, wanted)
    grown.publish()
    assert held(OxigraphStore(before)) == held(new)
    assert grown.altered().gone == len(set(gone) - set(wanted)) + len(old_default)


def test_a_graph_of_which_another_took_something_is_written_whole() -> None:
    triples = [Triple(NamedNode(EX + "s"), NamedNode(EX + "p"), Literal(n)) for n in range(3)]
    before = Store()
    loaded(old := OxigraphStore(before), {EX + "g": triples})
    assert old.graphs() == (EX + "g",)
    grown = GrownStore(before, "memory", ())
    assert grown.load(EX + "first", triples[:1]) == 1
    assert grown.alter(EX + "g", [EX + "s"]) is None
    assert grown.load(EX + "g", triples) == 2


def test_a_triple_that_stores_write_otherwise_stays() -> None:
    triple = Triple(NamedNode(EX + "s"), NamedNode(EX + "p"), Literal("01", datatype=NUMBER))
    before = Store()
    first = OxigraphStore(before)
    first.load(EX + "g", [triple])
    first.graphs()
    for _ in range(2):
        grown = GrownStore(before, "memory", ())
        assert grown.load(EX + "g", [triple]) == 1
        grown.publish()
        assert [t.object for t in OxigraphStore(before).scan(EX + "g")] == [
            Literal("1", datatype=NUMBER)
        ]


def test_it_is_opened_like_any_other(tmp_path: Path) -> None:
    place = NamedNode(EX + "s"), NamedNode(EX + "p")
    store = OxigraphStore.create(tmp_path / "graph")
    store.load(EX + "kept", [Triple(*place, Literal(n)) for n in range(9)])
    store.load(EX + "other", [Triple(*place, Literal(n)) for n in range(9, 20)])
    store.publish()
    grown = GrownStore.grow(tmp_path / "graph", {EX + "kept"})
    assert grown.load(EX + "other", [Triple(*place, Literal(n)) for n in range(5, 12)]) == 3
    grown.publish()
    grown.publish()
    opened = OxigraphStore.open(tmp_path / "graph")
    assert {len(list(opened.scan(name))) for name in opened.graphs()} == {9, 3}


def test_a_number_takes_the_place_of_one_that_a_store_on_disk_finds_beside_it(
    tmp_path: Path,
) -> None:
    thing, number = NamedNode("http://example.org/thing"), NamedNode("http://example.org/number")
    former = OxigraphStore.create(tmp_path / "graph")
    former.load(None, [Triple(thing, number, Literal(300))])
    former.publish()
    grown = GrownStore.grow(tmp_path / "graph", ())
    assert grown.load(None, [Triple(thing, number, Literal(255))]) == 1
    grown.publish()
    [left] = OxigraphStore.open(tmp_path / "graph").scan(None)
    assert left == Triple(thing, number, Literal(255))
