"""Files of links that a user gives: how they are read, what is refused, what the graph has."""

import datetime as dt
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from knowledge_bases import SAMPLE

import talkgraph
from talkgraph.errors import InputError, StrictBuildFailed
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildReport, BuildRequest, build
from talkgraph.model import Diagnostic, Severity
from talkgraph.model.links import LinkFile
from talkgraph.model.names import SCHEMA, SKOS
from talkgraph.settings import Settings
from talkgraph.sources.links.read import read_links

BASE: Final = "https://w3id.org/talkgraph/id/"
INES: Final = f"{BASE}person/ines-calloway"
WIKIDATA: Final = "http://www.wikidata.org/entity/"
SSSOM: Final = """\
# mapping_set_id: https://example.org/sets/people
# mapping_set_title: People of the sample
# license: https://creativecommons.org/publicdomain/zero/1.0/
# mapping_provider: https://example.org/
# curie_map:
#   ours: https://w3id.org/talkgraph/id/
#   w: http://www.wikidata.org/entity/
"""
HEADER: Final = (
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tauthor_id\t"
    "mapping_date\tcomment\n"
)
FULL_ROW: Final = (
    "ours:person/ines-calloway\tschema:sameAs\tw:Q1\tsemapv:ManualMappingCuration\t0.9\t"
    "orcid:0000-0002-1825-0097|https://example.org/me\t2024-05-06\tmet her\n"
)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str, name: str = "links.csv") -> tuple[LinkFile, list[Diagnostic]]:
    file, noticed = read_links(written(folder, name, text))
    return file, list(noticed)


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def test_sssom_with_a_head_is_read_whole(tmp_path: Path) -> None:
    file, noticed = read(tmp_path, SSSOM + HEADER + FULL_ROW, "people.sssom.tsv")
    (link,) = file.links
    assert noticed == []
    assert file.identifier == "https://example.org/sets/people"
    assert file.title == "People of the sample"
    assert file.license == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert file.provider == "https://example.org/"
    assert (link.subject, link.relation, link.target) == (INES, f"{SCHEMA}sameAs", f"{WIKIDATA}Q1")
    assert link.justification == "https://w3id.org/semapv/vocab/ManualMappingCuration"
    assert link.authors == ("https://orcid.org/0000-0002-1825-0097", "https://example.org/me")
    assert (link.date, link.confidence) == (dt.date(2024, 5, 6), 0.9)
    assert link.comment == "met her"
    assert (link.span.first, link.span.last) == (9, 9)


@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_plain_table_needs_three_columns(tmp_path: Path, separator: str, end: str) -> None:
    rows = (
        ("target", "iri", "relation"),
        (f"{WIKIDATA}Q2", "person/ana", "schema:sameAs"),
        ("", "", ""),
        (
            "<https://example.org/a>",
            "topic:on-call",
            "http://www.w3.org/2004/02/skos/core#exactMatch",
        ),
    )
    file, noticed = read(tmp_path, end.join(map(separator.join, rows)) + end)
    assert noticed == []
    assert [(link.subject, link.relation, link.target, link.span.first) for link in file.links] == [
        ("person/ana", f"{SCHEMA}sameAs", f"{WIKIDATA}Q2", 2),
        (
            "https://w3id.org/talkgraph/topic/on-call",
            f"{SKOS}exactMatch",
            "https://example.org/a",
            4,
        ),
    ]


def test_rows_of_several_lines_name_their_first(tmp_path: Path) -> None:
    text = 'iri,relation,target,comment\na,rdfs:seeAlso,http://x.org/,"one\ntwo"\nb,odd,http://x.org/\n'
    file, noticed = read(tmp_path, text)
    assert [(link.span.first, link.span.last) for link in file.links] == [(2, 3)]
    assert [each.line for each in noticed] == [4]


def test_http_schema_org_is_the_same_vocabulary(tmp_path: Path) -> None:
    file, _ = read(tmp_path, "iri,relation,target\na,http://schema.org/sameAs,http://x.org/\n")
    assert file.links[0].relation == f"{SCHEMA}sameAs"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,owl:sameAs,http://x.org/", "write schema:sameAs"),
        ("a,schema:knows,http://x.org/", "no relation that links may have"),
        ("a,schema:sameAs,Q42", "no absolute IRI"),
        ("a,schema:sameAs,/person/a", "no absolute IRI"),
        ("a,schema:sameAs,nope:Q42", "declare 'nope' in the curie_map"),
        ("a,schema:sameAs,http://", "no absolute IRI"),
        ("a,schema:sameAs,http://x.org/a b", "no absolute IRI"),
        ("a,schema:sameAs,http://x.org/{a}", "no absolute IRI"),
        ("a,schema:sameAs,http://x.org/%zz", "no absolute IRI"),
        ("a,schema:sameAs,http://[x", "no absolute IRI"),
        ("a,schema:sameAs,http://x.org/#a#b", "no absolute IRI"),
        ("a,schema:sameAs,javascript:alert(1)", "is not known"),
        ("a,schema:sameAs", "no object_id"),
        (",,http://x.org/", "no subject_id and no predicate_id"),
        ("a,schema:sameAs,http://x.org/,1.2", "from 0 to 1"),
        ("a,schema:sameAs,http://x.org/,nan", "from 0 to 1"),
        ("a,schema:sameAs,http://x.org/,sure", "from 0 to 1"),
        ("a,schema:sameAs,http://x.org/,,6 May", "no date"),
        ("a,schema:sameAs,http://x.org/,,,somebody", "no absolute IRI"),
    ],
)
def test_a_bad_row_is_left_out_and_named(tmp_path: Path, row: str, said: str) -> None:
    head = "iri,relation,target,confidence,mapping_date,author_id\n"
    good = "b,rdfs:seeAlso,https://example.org/b\n"
    file, noticed = read(tmp_path, head + good + row + "\n")
    assert [link.subject for link in file.links] == ["b"]
    (problem,) = noticed
    assert problem.place == "links.csv:3"
    assert problem.severity is Severity.ERROR
    assert said in problem.message


@pytest.mark.parametrize("modifier", ["Not", "not", "sssom:NegatedPredicate"])
def test_what_is_not_the_same_is_not_asserted(tmp_path: Path, modifier: str) -> None:
    text = f"iri,relation,target,predicate_modifier\na,schema:sameAs,http://x.org/,{modifier}\n"
    file, (remark,) = read(tmp_path, text)
    assert file.links == ()
    assert (remark.code, remark.severity) == ("link-negated", Severity.INFO)


def test_what_was_not_found_is_not_asserted(tmp_path: Path) -> None:
    text = "iri,relation,target\na,schema:sameAs,sssom:NoTermFound\n"
    file, (remark,) = read(tmp_path, text)
    assert (file.links, remark.code) == ((), "link-negated")


@pytest.mark.parametrize(
    "told",
    [
        "creator_id: *a15",
        "curie_map: {x: *a15}",
        "<<: *m15",
        f"mapping_set_version: 0x{'f' * 9999}",
    ],
)
def test_comments_at_the_head_cannot_exhaust_who_reads_them(tmp_path: Path, told: str) -> None:
    head = ["a0: &a0 [x, x]", "m0: &m0 {k: v}"]
    for number in range(1, 16):
        many, tables = ", ".join([f"*a{number - 1}"] * 9), ", ".join([f"*m{number - 1}"] * 9)
        head += [f"a{number}: &a{number} [{many}]", f"m{number}: &m{number} {{<<: [{tables}]}}"]
    lines = [
        *(f"# {line}" for line in (*head, told)),
        "iri,relation,target",
        "a,schema:sameAs,wd:Q1",
    ]
    path = tmp_path / "links.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    file, doubts = read_links(path)
    assert [link.target for link in file.links] == ["http://www.wikidata.org/entity/Q1"]
    assert (file.creators, doubts) == ((), ())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ":1: there is no column subject_id or predicate_id or object_id"),
        (b"# license: x\n", "2: there is no column"),
        (b"iri,target\n", ":1: there is no column predicate_id"),
        (b"iri,relation,target,iri\n", ":1: the column subject_id is there twice"),
        (b"iri,relation,target\na,\xff,c\n", ":2: this line is not UTF-8"),
        (b"#\n# a: ]\niri,relation,target\n", ":2: the comments at the head cannot be read"),
        (b"# " + b"[" * 5000 + b"\niri,relation,target\n", "it is nested more than 50 deep"),
        (b"# " + b"a" * 70_000 + b"\niri,relation,target\n", "too long"),
        (b'iri,relation,target\n"' + b"a" * 200_000 + b"\n", ":2: this row cannot be read"),
        (b"iri,relation,target," + b"a" * 200_000 + b"\n", ":1: the names of the columns cannot"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"^links\.csv:\d+: ") as caught:
        read_links(path)
    assert said in str(caught.value)


def test_a_head_that_is_wrong_is_a_warning(tmp_path: Path) -> None:
    text = "# mapping_set_title: ours\n# license: CC0\niri,relation,target\n"
    file, (doubt,) = read(tmp_path, text)
    assert (file.title, file.license) == ("ours", None)
    assert (doubt.place, doubt.code) == ("links.csv:2", "link-head")


# ── building ─────────────────────────────────────────────────────────────────────────────────

ROWS: Final = """\
iri,relation,target,confidence
person/ines-calloway,schema:sameAs,wd:Q1,0.8
harbourconf-2021,schema:sameAs,wd:Q2,
harbourconf-2021/calloway,rdfs:seeAlso,https://example.org/page,
topic:on-call,skos:closeMatch,wd:Q3,
theme/on-call,skos:exactMatch,wd:Q4,
person/ines-calloway,schema:url,https://ines.example/,
person/ines-caloway,schema:sameAs,wd:Q5,
harbourconf-2021,skos:exactMatch,wd:Q6,
topic:on-call,schema:sameAs,wd:Q7,
harbourconf-2021/calloway,schema:url,https://example.org/page,
person/ines-calloway,schema:sameAs,https://w3id.org/talkgraph/id/event/harbourconf-2021,
person/ines-calloway,schema:sameAs,wd:Q1,
topic:fortran,skos:broadMatch,wd:Q8,
"""


def made(
    kb: Path, *links: Path, strict: bool = False, sources: Iterable[Path] = (SAMPLE,)
) -> BuildReport:
    return build(
        BuildRequest(
            sources=tuple(sources),
            kb=kb,
            settings=Settings(model="hashing"),
            links=links,
            strict=strict,
        )
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("links")
    written(folder, "out.csv", ROWS)
    written(folder, "people.sssom.tsv", SSSOM + HEADER + FULL_ROW)
    return folder


@pytest.fixture(scope="module")
def linked(folder: Path) -> KnowledgeBase:
    made(folder / "kb", folder / "people.sssom.tsv", folder / "out.csv")
    return talkgraph.open(folder / "kb")


def test_links_stand_in_a_graph_of_their_file(linked: KnowledgeBase) -> None:
    asked = (
        "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(?p IN (schema:sameAs, rdfs:seeAlso,"
        " skos:closeMatch, skos:exactMatch, schema:url)) } ORDER BY ?s ?p ?o"
    )
    found = linked.sparql(asked, g=talkgraph.IRI(f"{BASE}graph/links/out.csv"))
    told = {(row["s"].removeprefix(BASE), talkgraph.IRI(row["p"]).curie, row["o"]) for row in found}
    assert told == {
        ("person/ines-calloway", "schema:sameAs", f"{WIKIDATA}Q1"),
        ("person/ines-calloway", "schema:url", "https://ines.example/"),
        ("event/harbourconf-2021", "schema:sameAs", f"{WIKIDATA}Q2"),
        ("talk/harbourconf-2021/calloway", "rdfs:seeAlso", "https://example.org/page"),
        ("https://w3id.org/talkgraph/topic/on-call", "skos:closeMatch", f"{WIKIDATA}Q3"),
        ("theme/on-call", "skos:exactMatch", f"{WIKIDATA}Q4"),
    }


def test_a_topic_that_only_a_link_tells_of_is_described(linked: KnowledgeBase) -> None:
    asked = "SELECT ?label { ?topic skos:broadMatch wd:Q8 ; skos:prefLabel ?label }"
    assert [row["label"] for row in linked.sparql(f"PREFIX wd: <{WIKIDATA}> {asked}")] == [
        "Fortran"
    ]


def test_what_does_not_fit_is_named_with_its_line(linked: KnowledgeBase) -> None:
    found = [each for each in linked.diagnostics() if each.source == "out.csv"]
    assert [(each.line, each.code) for each in found] == [
        (8, "link-unknown-subject"),
        (9, "link-misfit"),
        (10, "link-misfit"),
        (11, "link-misfit"),
        (12, "link-misfit"),
        (13, "link-repeated"),
    ]
    assert "did you mean person/ines-calloway?" in found[0].message
    assert "write schema:sameAs" in found[1].message
    assert "write skos:exactMatch" in found[2].message
    assert "--overrides" in found[4].message


def test_a_graph_of_links_says_where_it_is_from(linked: KnowledgeBase, folder: Path) -> None:
    from hashlib import sha256

    rows = linked.sparql(
        "SELECT ?version ?hash ?file ?license { ?g prov:wasDerivedFrom ?version ;"
        " dcterms:license ?license . ?version tg:sha256 ?hash ; dcterms:isVersionOf ?source ."
        " ?source dcterms:identifier ?file }",
        g=talkgraph.IRI(f"{BASE}graph/links/people.sssom.tsv"),
    )
    digest = sha256((folder / "people.sssom.tsv").read_bytes()).hexdigest()
    (row,) = rows
    assert (row["hash"], row["file"]) == (digest, "people.sssom.tsv")
    assert row["version"] == f"{BASE}version/people.sssom.tsv/{digest[:16]}"
    assert row["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_no_triple_stands_in_two_graphs(linked: KnowledgeBase) -> None:
    quads = linked.export("nq").splitlines()
    assert len(quads) == len(set(quads)) == len(set(linked.export("nt").splitlines()))


def test_a_speaker_tells_what_is_the_same_elsewhere(linked: KnowledgeBase) -> None:
    assert linked.speaker("Ines Calloway").same_as == (f"{WIKIDATA}Q1",)
    assert linked.speaker("Leopold Strand").same_as == ()


def test_a_link_may_name_what_a_thing_was_called_before(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    shutil.copy(SAMPLE / "harbourconf-2022.md", notes)
    written(
        notes, "talkgraph-iris.tsv", "talk/harbourconf-2022/old\ttalk/harbourconf-2022/strand\n"
    )
    links = written(
        tmp_path, "a.csv", "iri,relation,target\nharbourconf-2022/old,rdfs:seeAlso,wd:Q1\n"
    )
    made(tmp_path / "kb", links, strict=True, sources=[notes])
    rows = talkgraph.open(tmp_path / "kb").sparql("SELECT ?talk { ?talk rdfs:seeAlso ?target }")
    assert [row["talk"] for row in rows] == [f"{BASE}talk/harbourconf-2022/strand"]


def test_only_a_row_that_says_more_has_a_record(linked: KnowledgeBase) -> None:
    rows = linked.sparql(
        "PREFIX sssom: <https://w3id.org/sssom/> PREFIX pav: <http://purl.org/pav/>"
        " SELECT ?file ?target ?sure (COUNT(?author) AS ?authors) ?line"
        " { ?set sssom:mappings ?record . ?record a owl:Axiom ; owl:annotatedTarget ?target ;"
        " sssom:confidence ?sure ; prov:wasDerivedFrom ?place ."
        " ?place tg:firstLine ?line ; oa:hasSource/dcterms:identifier ?file"
        " OPTIONAL { ?record pav:authoredBy ?author } }"
        " GROUP BY ?file ?target ?sure ?line ORDER BY ?file ?target"
    )
    assert [
        (row["file"], row["target"], row["sure"], row["authors"], row["line"]) for row in rows
    ] == [
        ("out.csv", f"{WIKIDATA}Q1", 0.8, 0, 2),
        ("people.sssom.tsv", f"{WIKIDATA}Q1", 0.9, 2, 9),
    ]


def test_links_are_an_input_and_a_delta_equals_a_rebuild(folder: Path, tmp_path: Path) -> None:
    kb, links = tmp_path / "kb", tmp_path / "out.csv"
    shutil.copy(folder / "out.csv", links)
    notes = SAMPLE / "harbourconf-2021.md"
    assert made(kb, sources=[notes]).changed
    assert made(kb, links, sources=[notes]).changed
    assert not made(kb, links, sources=[notes]).changed
    links.write_text("iri,relation,target\nharbourconf-2021,schema:sameAs,wd:Q9\n")
    assert made(kb, links, sources=[notes]).changed
    made(tmp_path / "anew", links, sources=[notes])
    exported = [talkgraph.open(each).export("nq") for each in (kb, tmp_path / "anew")]
    assert exported[0] == exported[1]
    assert b"wikidata.org/entity/Q9" in exported[0]
    assert b"wikidata.org/entity/Q1>" not in exported[0]


def test_a_strict_build_refuses_links_that_are_left_out(tmp_path: Path) -> None:
    links = written(tmp_path, "out.csv", "iri,relation,target\nnobody,schema:sameAs,wd:Q1\n")
    notes = SAMPLE / "harbourconf-2022.md"
    with pytest.raises(StrictBuildFailed, match=r"out\.csv:2: error: .*'nobody'"):
        made(tmp_path / "kb", links, strict=True, sources=[notes])
    assert not (tmp_path / "kb" / "CURRENT").exists()


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    files = [written(place, "a.csv", ROWS) for place in (tmp_path, tmp_path / "other")]
    with pytest.raises(InputError, match=r"two files of links are called 'a\.csv'"):
        made(tmp_path / "kb", *files)


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(b"iri,relation,target\n" + content)
    places = []
    try:
        file, noticed = read_links(path)
    except InputError as error:
        places.append(str(error))
    else:
        places += [each.place for each in noticed]
        assert len(file.links) + len(noticed) <= content.count(b"\n") + content.count(b"\r") + 1
    assert all(place.startswith("links.csv:") for place in places)


CELL = st.sampled_from(
    ["person/ana", "wd:Q1", "schema:sameAs", "skos:exactMatch", "<http://x.org/>", "a b", "", "]"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_read_can_be_written(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    from talkgraph.graph.write.outward import outward_triples
    from talkgraph.model.names import Names

    path = tmp_path / "links.tsv"
    lines = ["iri\trelation\ttarget", *("\t".join(row) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    file, _ = read_links(path)
    known = replace(file, links=tuple(replace(each, subject=INES) for each in file.links))
    told = {triple.predicate.value for triple in outward_triples(known, Names())}
    assert {each.relation for each in known.links} <= told
