"""Topics that talks suggest: what is proposed, written down, decided on and given back."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

import talkgraph
from talkgraph.cli import main
from talkgraph.conclusions.proposals.spelt_out import spelt_out
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.topics.check import check_topics
from talkgraph.knowledge.topics.suggested import suggested
from talkgraph.model import Diagnostic, Severity

_TALKS: Mapping[str, tuple[str, str]] = {
    "Wenna Sorrel": (
        "Glazing with Vitralux",
        "We glaze every tile with Vitralux and fire it twice. The salt kiln keeps an even heat. "
        "Our digital glaze ledger (DGL) tells each batch apart.",
    ),
    "Ode Marchetti": (
        "A cheaper salt kiln",
        "A salt kiln needs no gas. We moved from lead to Vitralux in a year. Nobody kept a digital "
        "glaze ledger before us.",
    ),
    "Piet Lindgaard": (
        "What the ash says",
        "Ash settles where the salt kiln is cold. With Vitralux it melts early, and the digital "
        "glaze ledger shows it.",
    ),
    "Sanne Okonjo": ("Bees on the roof", "Bees need water, clover and a wall out of the wind."),
    "Ruth Abara": ("Keeping bees warm", "In winter bees need sugar and a dry roof, and no visits."),
    "Ivo Tanaka": ("Sails by hand", "A sail is sewn by hand, and mended twice a year by hand."),
}


def notes(folder: Path) -> Path:
    """Write the notes of an event in which three speakers speak of the same things."""
    folder.mkdir(exist_ok=True)
    lines = ["# QuayConf 2031", ""]
    for speaker, (title, said) in _TALKS.items():
        lines += [f"## {speaker} — {title}", ""]
        lines += [f"- {each.rstrip('.')}." for each in said.split(". ")] + [""]
    (folder / "quayconf-2031.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return notes(tmp_path_factory.mktemp("proposals") / "notes")


@pytest.fixture(scope="module")
def kb(source: Path) -> KnowledgeBase:
    return talkgraph.create(source, source.parent / "kb", model="hashing")


def proposed(kb: KnowledgeBase) -> set[str]:
    return {each.topic.label for each in kb.parts.proposals}


def test_what_three_works_of_two_speakers_have_is_proposed(kb: KnowledgeBase) -> None:
    assert proposed(kb) >= {"Vitralux", "Digital glaze ledger"}
    [vitralux] = [each for each in kb.parts.proposals if each.topic.label == "Vitralux"]
    assert (len(vitralux.talks), vitralux.speakers) == (3, 3)
    assert 0.7 <= vitralux.confidence <= 0.95
    by_iri = {each.iri: each.text for each in kb.passages()}
    texts = [by_iri[iri] for iri in vitralux.evidence]
    assert all("Vitralux" in text for text in texts)
    assert len(texts) == 3


def test_a_knowledge_base_lists_them(kb: KnowledgeBase) -> None:
    listed = {each.label: each for each in kb.proposed_topics()}
    assert listed.keys() == proposed(kb)
    assert (listed["Vitralux"].talks, listed["Vitralux"].speakers) == (3, 3)
    assert listed["Digital glaze ledger"].also_known_as == ("DGL",)


def test_everyday_words_people_and_known_topics_are_not(kb: KnowledgeBase) -> None:
    lower = {label.casefold() for label in proposed(kb)}
    assert lower.isdisjoint({"bees", "year", "sail", "kiln", "glaze ledger", "wenna", "quayconf"})


def test_short_forms_are_other_labels_of_what_they_stand_for(kb: KnowledgeBase) -> None:
    [ledger] = [e for e in kb.parts.proposals if e.topic.label == "Digital glaze ledger"]
    assert ledger.topic.alternate_labels == ("DGL",)
    assert spelt_out(["of the Law of the Sea (LOS) and more (AND)"]) == {"LOS": "Law of the Sea"}


def test_they_stand_in_a_graph_of_their_own_with_what_they_rest_on(kb: KnowledgeBase) -> None:
    rows = kb.sparql(
        """SELECT ?label ?sure (COUNT(?passage) AS ?passages) WHERE { GRAPH ?g {
          ?finding a tg:TopicProposal ; tg:proposedTopic ?topic ; tg:confidence ?sure ;
            tg:method tg:method-phrase-of-talks ; tg:evidence ?passage .
          ?topic a skos:Concept ; skos:prefLabel ?label ; adms:status tg:status-proposed .
        } FILTER(STRENDS(STR(?g), "graph/proposals")) } GROUP BY ?label ?sure"""
    )
    assert {row["label"] for row in rows} == proposed(kb)
    assert "Vitralux" not in {each.label for each in kb.vocabulary()}


def test_the_same_notes_suggest_the_same_in_the_same_bytes(
    kb: KnowledgeBase, source: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "quayconf-2031.md").write_text(
        "# QuayConf 2031\n\n## A B — C\n\n- D e.\n"
    )
    talkgraph.create(tmp_path / "notes", other, model="hashing")
    grown = talkgraph.create(source, other, model="hashing")
    assert grown.parts.proposals == kb.parts.proposals
    assert suggested(grown) == suggested(kb)


# ── written down, decided on, given back ─────────────────────────────────────────────────────


def run(*arguments: object) -> str:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_head_quotes_the_file_and_a_missing_folder_is_named(
    kb: KnowledgeBase, source: Path, tmp_path: Path
) -> None:
    assert "--vocabulary 'my topics; x.ttl'\n" in suggested(kb, "my topics;\nx.ttl")
    out = tmp_path / "none" / "topics.ttl"
    command = ["topics", "suggest", "--kb", str(source.parent / "kb"), "--out", str(out)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    assert f"{out} cannot be written: there is no folder {out.parent}; make it" in done.output


def test_a_person_decides_in_a_file_and_a_build_takes_it_back(
    kb: KnowledgeBase, source: Path, tmp_path: Path
) -> None:
    file = tmp_path / "topics.ttl"
    told = run("topics", "suggest", "--kb", source.parent / "kb", "--out", file)
    assert f"{len(kb.parts.proposals)} topics" in told
    text = file.read_text(encoding="utf-8")
    assert "# Vitralux: 3 talks, 3 speakers, confidence 0." in text
    assert "quayconf-2031.md:5: We glaze every tile with Vitralux and fire it twice" in text
    again = CliRunner().invoke(
        main, ["topics", "suggest", "--kb", str(source.parent / "kb"), "--out", str(file)]
    )
    assert (again.exit_code, "may have been edited" in again.output) == (1, True)
    status = "    adms:status tg:status-proposed ;\n"
    accepted = text.replace(f":vitralux a skos:Concept ;\n{status}", ":vitralux a skos:Concept ;\n")
    ledger = ":digital-glaze-ledger a skos:Concept ;\n"
    rejected = status.replace("proposed", "rejected")
    file.write_text(accepted.replace(f"{ledger}{status}", f"{ledger}{rejected}"), encoding="utf-8")
    decided = talkgraph.create(
        source, tmp_path / "kb", model="hashing", vocabulary=("shipped", file)
    )
    assert len(decided.topic("Vitralux").talks) == 3
    assert proposed(decided) == proposed(kb) - {"Vitralux", "Digital glaze ledger"}
    with pytest.raises(talkgraph.TalkgraphError):
        decided.topic("Digital glaze ledger")


def test_every_suggestion_is_readable_skos(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "all.ttl"
    text = suggested(kb, "all.ttl").replace("    adms:status tg:status-proposed ;\n", "")
    file.write_text(text, encoding="utf-8")
    found = check_topics(kb, [file])
    assert {each.code for each in found if each.weighty} == {"topic-same-talks"}
    assert "vocabulary-no-definition" in {each.code for each in found}


# ── checks ───────────────────────────────────────────────────────────────────────────────────

_CHECKED = """\
@prefix : <https://example.org/t/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

:vitralux a skos:Concept ; skos:prefLabel "Vitralux" ; skos:altLabel "vitreous lux" .
:kiln a skos:Concept ; skos:prefLabel "Salt kiln" .
:kilns a skos:Concept ; skos:prefLabel "Kiln of salt" ; skos:altLabel "kiln, salt" .
:vitrolux a skos:Concept ; skos:prefLabel "Vitrolux" .
:we a skos:Concept ; skos:prefLabel "We" ; skos:altLabel "bees", "sail", "ash", "kiln" .
"""


def test_a_check_names_what_is_odd_with_file_and_line(
    kb: KnowledgeBase, source: Path, tmp_path: Path
) -> None:
    file = tmp_path / "odd.ttl"
    file.write_text(_CHECKED, encoding="utf-8")
    found = check_topics(kb, [file])

    def told(code: str) -> list[Diagnostic]:
        return [each for each in found if each.code == f"topic-{code}"]

    assert [each.place for each in told("in-no-talk")] == ["odd.ttl:6", "odd.ttl:7"]
    [everywhere] = told("in-nearly-all")
    assert (everywhere.place, "6 of 6 talks" in everywhere.message) == ("odd.ttl:8", True)
    nowhere = told("label-never-found")[0]
    assert (nowhere.place, "'vitreous lux'" in nowhere.message) == ("odd.ttl:4", True)
    alike = [(each.place, each.message) for each in told("labels-alike")]
    assert [place for place, _ in alike] == ["odd.ttl:6", "odd.ttl:7"]
    assert "odd.ttl:4" in alike[1][1]
    [same] = told("same-talks")
    assert (same.place, "'Salt kiln'" in same.message) == ("odd.ttl:4", True)
    command = ["topics", "check", str(file), "--kb", str(source.parent / "kb")]
    assert "odd.ttl:6: info: 'Kiln of salt' is in no talk" in run(*command)
    assert CliRunner().invoke(main, [*command, "--strict"]).exit_code == 1


def test_without_a_file_the_topics_of_the_base_are_checked(kb: KnowledgeBase) -> None:
    found = check_topics(kb)
    assert {each.severity for each in found if each.code == "topic-in-no-talk"} == {Severity.INFO}
    assert {each.source for each in found} == {"topics"}


def test_topics_can_be_listed_and_shown_as_before(source: Path) -> None:
    where = ("--kb", str(source.parent / "kb"))
    assert run("topics", *where) == run("topics", "show", *where)
    shown = CliRunner().invoke(main, ["topics", "no such topic", *where])
    assert (shown.exit_code, "no topic" in shown.output) == (1, True)
    told = run("topics", "--help")
    assert all(name in told for name in ("suggest", "check", "show"))


def test_a_check_of_a_file_alone_knows_the_topics_that_ship(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    file = tmp_path / "topics.ttl"
    head = suggested(kb).partition("\n:")[0]
    file.write_text(
        f'{head}\n:pods a skos:Concept ; skos:prefLabel "Pods of clay" ;\n'
        "    dcterms:isReplacedBy topic:kubernetes .\n"
        ':kilns a skos:Concept ; skos:prefLabel "Kilns" ; skos:broader topic:none-such .\n',
        encoding="utf-8",
    )
    found = check_topics(kb, [file])
    assert {each.source for each in found} == {"topics.ttl"}
    [lost] = [each for each in found if each.code == "vocabulary-unknown-concept"]
    assert "none-such" in lost.message


def test_names_of_a_series_are_no_slips_and_thousands_are_soon_compared(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    file = tmp_path / "series.ttl"
    lines = [
        f':c{n} a skos:Concept ; skos:prefLabel "Glaze recipe {n}" ; skos:definition "-" .'
        for n in range(3000)
    ]
    more = ':slip a skos:Concept ; skos:prefLabel "Glase recipe 7" ; skos:definition "-" .'
    head = suggested(kb).partition("\n:")[0]
    file.write_text("\n".join((head, *lines, more)), encoding="utf-8")
    assert not [each for each in check_topics(kb, [file]) if each.code == "topic-labels-alike"]
    file.write_text("\n".join((head, *lines[:7], more)), encoding="utf-8")
    alike = [each for each in check_topics(kb, [file]) if each.code == "topic-labels-alike"]
    assert alike
    assert all("Glase recipe" in each.message for each in alike)
