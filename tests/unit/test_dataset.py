"""What a knowledge base says of itself: counts that are true, a licence, and how it was made."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse
from rdflib import RDF, Dataset, URIRef

import talkgraph
from talkgraph.cli import main
from talkgraph.errors import InputError
from talkgraph.graph.write.dataset import agent_iri
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildReport, BuildRequest, build
from talkgraph.knowledge.build.imprint import checked_imprint, license_iri
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.names import DCAT, OWL, TG, VOID
from talkgraph.settings import Imprint, Settings
from talkgraph.sources.hints import checked_hints

NOTES: Final = """\
# Quay Conf 2031

May 6, 2031 in Port Ellery

## Rope Work for Beginners
**Speaker:** Ada Quill

- A knot is a promise.
- "Never tie what you cannot untie."

## Tides and Deadlines
**Speaker:** Bo Marlow ([@marlow](https://twitter.com/marlow))

- The tide does not negotiate.
"""
IMPRINT: Final = Imprint(
    title="Talks by the quay",
    license="CC-BY-SA-4.0",
    creators=("Ada Quill", "https://orcid.org/0000-0002-1825-0097"),
    publisher="The Quay Society",
    description="Notes on talks about rope.",
    homepage="https://quay.example/talks",
)
COUNTED: Final = "SELECT ?kind ?count { ?part void:class ?kind ; void:entities ?count }"


def built(folder: Path, imprint: Imprint = IMPRINT, overrides: Path | None = None) -> BuildReport:
    notes = folder / "quay.md"
    notes.write_text(NOTES)
    settings = Settings(model="hashing", imprint=imprint)
    return build(
        BuildRequest(sources=(notes,), kb=folder / "kb", settings=settings, overrides=overrides)
    )


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("quay")
    overrides = folder / "who is who.txt"
    overrides.write_text('not-same "Ada Quill" "Bo Marlow"\n')
    return open_knowledge_base(built(folder, overrides=overrides).generation.folder.parents[1])


# ── the licence, and who made it ─────────────────────────────────────────────────────────────

CC: Final = "https://creativecommons.org/"


@pytest.mark.parametrize(
    ("said", "iri"),
    [
        ("CC-BY-4.0", f"{CC}licenses/by/4.0/"),
        ("cc by-nc-sa 3.0", f"{CC}licenses/by-nc-sa/3.0/"),
        ("CC-BY-3.0-DE", f"{CC}licenses/by/3.0/de/"),
        ("CC-BY-NC-ND-1.0", f"{CC}licenses/by-nd-nc/1.0/"),
        ("CC0-1.0", f"{CC}publicdomain/zero/1.0/"),
        ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        ("https://quay.example/licence", "https://quay.example/licence"),
        (" urn:quay:licence ", "urn:quay:licence"),
    ],
)
def test_a_licence_is_an_iri_or_a_short_name(said: str, iri: str) -> None:
    assert license_iri(said) == iri
    assert checked_imprint(Imprint(license=said)).license == iri


@pytest.mark.parametrize(
    "said",
    ["CC-BY", "CC-BY-9.0", "CC-ND-4.0", "MIT", "https://", "http://a b/", "ftp://a/b", "urn:"],
)
def test_a_licence_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(InputError, match=r"licence .* is not known; give the address"):
        license_iri(said)


@pytest.mark.parametrize(
    "said",
    [
        Imprint(title="Quay\udcff"),
        Imprint(creators=("Ada", "Ad\udce9")),
        Imprint(publisher="\udcff"),
        Imprint(description="a\ud800"),
    ],
)
def test_what_is_not_utf_8_is_refused(said: Imprint) -> None:
    with pytest.raises(InputError, match="is not UTF-8"):
        checked_imprint(said)
    with pytest.raises(InputError, match="is not UTF-8"):
        checked_hints("Quay\udcff 2031")


def test_who_and_where_must_be_iris_if_they_look_like_them() -> None:
    with pytest.raises(InputError, match="homepage"):
        checked_imprint(Imprint(homepage="quay"))
    with pytest.raises(InputError, match=r"'https://quay one/' is not an IRI"):
        checked_imprint(Imprint(creators=("Ada", "https://quay one/")))
    kept = checked_imprint(Imprint(creators=(" Ada  Quill", "", "Ada Quill"), title="  "))
    assert kept == Imprint(creators=("Ada Quill",))
    assert agent_iri("Quill: notes and more") is None
    assert agent_iri("urn:isni:0000") is not None


def test_the_imprint_is_in_the_graph(kb: KnowledgeBase) -> None:
    rows = kb.sparql(
        """SELECT ?title ?licence ?home ?publisher ?about {
             ?whole a dcat:Dataset, void:Dataset ; dcterms:title ?title ; dcterms:license ?licence ;
               foaf:homepage ?home ; dcterms:publisher/foaf:name ?publisher ;
               dcterms:description ?about }"""
    )
    assert [tuple(row.values()) for row in rows] == [
        (
            IMPRINT.title,
            f"{CC}licenses/by-sa/4.0/",
            IMPRINT.homepage,
            IMPRINT.publisher,
            IMPRINT.description,
        )
    ]
    creators = kb.sparql(
        "SELECT ?who ?name { ?d a dcat:Dataset ; dcterms:creator ?who"
        " OPTIONAL { ?who foaf:name ?name } }"
    )
    assert {row["name"] or row["who"] for row in creators} == set(IMPRINT.creators)
    assert kb.stats().imprint.title == IMPRINT.title
    assert not list(kb.sparql("SELECT ?c { ?d a dcat:Dataset ; rdfs:comment ?c }"))


def test_a_licence_that_nobody_states_is_said_to_be_missing(tmp_path: Path) -> None:
    notes = tmp_path / "quay.md"
    notes.write_text(NOTES)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--kb", str(tmp_path / "kb")])

    making = ("build", str(notes), "--model", "hashing")
    assert run(*making).output.count("no licence is stated") == 1
    assert "no licence is stated" in run("stats").output
    kb = talkgraph.open(tmp_path / "kb")
    assert not list(kb.sparql("SELECT ?l { ?d dcterms:license ?l . ?d a dcat:Dataset }"))
    assert "No licence is stated" in kb.export("nt").decode()
    assert kb.stats().imprint == Imprint()
    done = run(*making, "--license", "CC0-1.0", "--creator", "Ada Quill", "--creator", "Bo Marlow")
    assert "built" in done.output
    assert f"licence: {CC}publicdomain/zero/1.0/" in done.output
    told = run("stats").output
    assert f"licence: {CC}publicdomain/zero/1.0/\nmade by: Ada Quill; Bo Marlow\n" in told
    failed = run(*making, "--license", "none")
    assert failed.exit_code == 1
    assert "the licence 'none' is not known" in failed.output


# ── what exports hold ────────────────────────────────────────────────────────────────────────

TALK: Final = URIRef(f"{TG}Talk")


def quads(kb: KnowledgeBase, form: str = "nq") -> list[Quad]:
    forms = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}
    return list(parse(kb.export(form), format=forms[form]))


def count(
    kb: KnowledgeBase, query: str = "SELECT ?n { ?d a dcat:Dataset ; void:triples ?n }"
) -> int:
    (row,) = kb.sparql(query)
    return int(row["n"])


def test_the_description_counts_what_exports_hold(kb: KnowledgeBase) -> None:
    told = quads(kb)
    assert count(kb) == len(told) == len(set(told)) == kb.generation.manifest.counts["triples"]
    assert set(quads(kb, "trig")) == set(quads(kb, "jsonld")) == set(told)
    assert len(kb.export("nt").splitlines()) == len(told)
    by_graph = Counter(getattr(quad.graph_name, "value", "") for quad in told)
    rows = kb.sparql("SELECT ?graph ?n { ?whole void:subset ?graph . ?graph void:triples ?n }")
    assert {str(row["graph"]): row["n"] for row in rows} == {g: n for g, n in by_graph.items() if g}
    kinds = Counter(q.object.value for q in told if q.predicate.value == str(RDF.type))  # type: ignore[union-attr]
    told_kinds = {kind: n for kind, n in kinds.items() if not kind.startswith((OWL, VOID, DCAT))}
    assert {str(row["kind"]): row["count"] for row in kb.sparql(COUNTED)} == told_kinds
    assert any(kind.startswith(OWL) for kind in kinds)
    used = {str(row["v"]) for row in kb.sparql("SELECT ?v { ?d void:vocabulary ?v }")}
    assert all(any(q.predicate.value.startswith(each) for each in used) for q in told)


def test_the_default_graph_of_an_export_holds_its_description_only(kb: KnowledgeBase) -> None:
    default = {quad.triple for quad in quads(kb) if isinstance(quad.graph_name, DefaultGraph)}
    assert default == set(kb.contents())
    about = tuple(f"{kb.names.base}{kind}" for kind in ("graph/", "class/", "build/", "agent/"))
    about += tuple(f"{kb.names.base}{kind}" for kind in ("software/", "ingredient/"))
    subjects = {triple.subject.value for triple in default}  # type: ignore[union-attr]
    assert {each for each in subjects if not each.startswith(about)} == {kb.names.base}
    # Over SPARQL, and in the Dataset that the API gives, it is the union.
    assert count(kb, "SELECT (COUNT(?t) AS ?n) { ?t a tg:Talk }") == 2
    assert len(set(kb.rdf().subjects(RDF.type, TALK))) == 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("form", "rdflibs"), [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")]
)
def test_rdflib_reads_an_export(kb: KnowledgeBase, form: str, rdflibs: str) -> None:
    plain, union = Dataset(), Dataset(default_union=True)
    for dataset in (plain, union):
        dataset.parse(data=kb.export(form), format=rdflibs)
    assert not list(plain.subjects(RDF.type, TALK))
    assert len(list(union.subjects(RDF.type, TALK))) == 2
    assert sum(1 for _ in union.quads()) == count(kb)


@pytest.mark.parametrize(
    ("form", "rappers"), [("nq", "nquads"), ("trig", "trig"), ("turtle", "turtle")]
)
def test_rapper_reads_an_export(kb: KnowledgeBase, tmp_path: Path, form: str, rappers: str) -> None:
    rapper = shutil.which("rapper")
    if rapper is None:
        pytest.skip("rapper is not installed")
    file = tmp_path / "export"
    file.write_bytes(kb.export(form))
    run = subprocess.run(
        [rapper, "-c", "-i", rappers, str(file)], capture_output=True, text=True, check=True
    )
    assert f"returned {count(kb)} triples" in run.stderr


def test_a_dump_is_the_export_in_another_order(kb: KnowledgeBase) -> None:
    pieces = list(kb.dump())
    assert sorted(b"".join(pieces).splitlines()) == sorted(kb.export("nq").splitlines())
    assert b"".join(kb.dump()) == b"".join(pieces)
    with pytest.raises(InputError, match="does not keep graphs apart"):
        kb.quads("SELECT ?g ?s ?p ?o { ?s ?p ?o }", "text/turtle")


# ── how it was made ──────────────────────────────────────────────────────────────────────────

MADE: Final = """
SELECT ?began ?ended ?software ?version ?encoder ?file ?sha256 {
  ?build a prov:Activity ; prov:startedAtTime ?began ; prov:endedAtTime ?ended ;
    prov:wasAssociatedWith [ a prov:SoftwareAgent ; foaf:name ?software ;
      schema:softwareVersion ?version ] ;
    prov:used [ tg:ingredientKind "encoder" ; dcterms:identifier ?encoder ] ;
    prov:used ?source .
  ?source dcterms:isVersionOf ?any ; dcterms:identifier ?file ; tg:sha256 ?sha256 .
  ?graph prov:wasDerivedFrom ?source ; prov:wasGeneratedBy ?build .
}
"""


def test_it_can_be_asked_when_by_what_and_from_which_version(kb: KnowledgeBase) -> None:
    (made,) = kb.sparql(MADE)
    (source,) = kb.generation.manifest.sources
    assert (made["file"], made["sha256"]) == ("quay.md", source.sha256)
    assert (made["software"], made["version"]) == ("talkgraph", talkgraph.__version__)
    assert made["encoder"] == "hashing"
    assert made["began"] < made["ended"]
    rows = kb.sparql(
        "SELECT ?kind ?name { ?build prov:used ?it . ?it tg:ingredientKind ?kind ;"
        " dcterms:identifier ?name } ORDER BY ?kind"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("encoder", "hashing"),
        ("overrides", "who is who.txt"),
        ("vocabulary", "topics"),
    ]
    ungenerated = "SELECT ?g { ?d void:subset ?g FILTER NOT EXISTS { ?g prov:wasGeneratedBy ?b } }"
    assert not list(kb.sparql(ungenerated))


def test_two_builds_of_the_same_notes_differ_in_their_hours_alone(tmp_path: Path) -> None:
    first, second = (tmp_path / name for name in ("first", "second"))
    for folder in (first, second):
        folder.mkdir()
        assert built(folder).changed
    one, other = (talkgraph.open(folder / "kb") for folder in (first, second))
    for form in ("trig", "nq", "jsonld", "nt", "turtle"):
        assert one.export(form) == other.export(form), form
        assert b"AtTime" not in one.export(form)
    assert list(one.dump()) == list(other.dump())
    assert set(one.hours()).isdisjoint(other.hours())
    assert len(one.hours()) == 3
    assert not built(first).changed
    assert set(talkgraph.open(first / "kb").hours()) == set(one.hours())


def test_what_is_said_of_the_data_is_an_input(tmp_path: Path) -> None:
    assert built(tmp_path, Imprint()).changed
    assert not built(tmp_path, Imprint(title=" ")).changed
    assert built(tmp_path, Imprint(title="Ropes")).changed
    assert "Ropes" in talkgraph.open(tmp_path / "kb").export("nt").decode()
