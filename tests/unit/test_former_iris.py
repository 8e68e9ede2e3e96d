"""What went from one build to the next is found again, kept, and goes on answering."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.errors import InputError, StrictBuildFailed
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildReport, BuildRequest, build
from talkgraph.knowledge.build.former import FormerIris
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.former.journal import WentIri, went_iris
from talkgraph.knowledge.former.keeping import keep_iris
from talkgraph.model import FormerIri, Span
from talkgraph.model.names import IRI, Names, slug
from talkgraph.settings import Settings
from talkgraph.sources.former_iris import IRIS_FILE, read_rows

YEAR = "harbourconf-2021"
PLATFORM = f"{YEAR}/a-platform-nobody-asked-for"
UNWANTED = f"{YEAR}/a-platform-that-nobody-wanted"
RETITLED = ("A Platform Nobody Asked For", "A Platform That Nobody Wanted")
# Of what is concluded, IRIs are digests: what they follow is tested by what they are about.
CONCLUDED = ("assignment/", "membership/", "similarity/", "identity/", "attribution/")
PLAIN = Settings(model="hashing")


@dataclass(frozen=True)
class Place:
    """Notes that may be edited, and the knowledge base that is built from them."""

    notes: Path
    kb: Path

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        text = (self.notes / name).read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        (self.notes / name).write_text(text, encoding="utf-8")

    def build(self, *, strict: bool = False) -> BuildReport:
        sources = (self.notes,)
        return build(BuildRequest(sources=sources, kb=self.kb, settings=PLAIN, strict=strict))

    def went(self) -> dict[str, str]:
        """What is called how now, of what is told, but for versions: one goes at every edit."""
        return {
            each.former: each.present
            for each in went_iris(self.kb)
            if not each.former.startswith((*CONCLUDED, "version/"))
        }

    def open(self) -> KnowledgeBase:
        return open_knowledge_base(self.kb)

    def replaced(self) -> dict[str, str]:
        """What the graph says of former IRIs, without the base."""
        kb = self.open()
        rows = kb.sparql(
            "SELECT ?old ?new { GRAPH ?graph { ?old dcterms:isReplacedBy ?new } }",
            graph=IRI(kb.names.graph("former")),
        )
        return {kb.names.below(row["old"]): kb.names.below(row["new"]) for row in rows}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Place:
    folder = tmp_path_factory.mktemp("former")
    place = Place(notes=shutil.copytree(sample, folder / "notes"), kb=folder / "kb")
    place.build()
    return place


@pytest.fixture
def place(built: Place, tmp_path: Path) -> Place:
    notes = shutil.copytree(built.notes, tmp_path / "notes")
    return Place(notes=notes, kb=shutil.copytree(built.kb, tmp_path / "kb"))


# ── matching: one of each kind of edit ───────────────────────────────────────────────────────────


def _things_of(place: Place) -> set[str]:
    kb = place.open()
    rows = kb.sparql("SELECT DISTINCT ?thing { ?thing a ?class }")
    below = {kb.names.below(row["thing"]) for row in rows}
    skipped = (*CONCLUDED, "version/", "graph/", "selector/", "scheme/", "http", "build/")
    return {iri for iri in below if iri and not iri.startswith(skipped)}


def _moved(place: Place, *changes: tuple[str, str]) -> dict[str, str]:
    """What all IRIs with something in them that changes must be called, if it is there now."""
    found = {}
    for iri in sorted(_things_of(place)):
        now = iri
        for before, after in changes:
            now = now.replace(before, after)
        if now != iri:
            found[iri] = now
    return found


def test_of_a_retitled_talk_everything_is_found(place: Place) -> None:
    work = "work/a-platform-nobody-asked-for-by-gwendolyn-pryce"
    expected = _moved(place, (PLATFORM, UNWANTED))
    place.edit(f"{YEAR}.md", RETITLED)
    report = place.build()
    expected[work] = "work/a-platform-that-nobody-wanted-by-gwendolyn-pryce"
    assert len(expected) > 15
    assert place.went() == expected
    assert report.iris.went == report.iris.came == report.iris.matched == len(expected)


def test_a_talk_with_a_wholly_other_title_is_found_by_what_was_said_there(place: Place) -> None:
    place.edit(f"{YEAR}.md", (RETITLED[0], "Leaving Is a Signal"))
    place.build()
    went = place.went()
    assert went[f"talk/{PLATFORM}"] == f"talk/{YEAR}/leaving-is-a-signal"
    assert all(went.values())


def test_a_title_with_an_anchor_only_changes_the_work(place: Place) -> None:
    place.edit(f"{YEAR}.md", ("Four Questions to Ask a Trace", "What to Ask of Traces"))
    place.build()
    assert place.went() == {
        "work/four-questions-to-ask-a-trace-by-priya-venkatarao": (
            "work/what-to-ask-of-traces-by-priya-venkatarao"
        )
    }


def test_of_a_renamed_event_everything_is_found(place: Place) -> None:
    name = "devopsdays-hartford-2019"
    expected = _moved(place, (f"/{name}", "/riverside-operations-days-2019"))
    expected = {old: new for old, new in expected.items() if not old.startswith("source/")}
    place.edit(f"{name}.md", ("# DevOpsDays Hartford 2019", "# Riverside Operations Days 2019"))
    place.build()
    went = place.went()
    assert {old: went.get(old) for old in expected} == expected
    # A series of another name is another series.
    assert {old: new for old, new in went.items() if old not in expected} == {
        "series/devopsdays": ""
    }


@pytest.mark.parametrize("name", ["Leopolt Strand", "L. Strand", "Leopold von Strand"])
def test_a_speaker_who_is_spelt_otherwise_is_the_same(place: Place, name: str) -> None:
    for file in ("harbourconf-2022.md", "harbourconf-2022-schedule.json"):
        place.edit(file, ("Leopold Strand", name))
    place.build()
    went = place.went()
    there = _things_of(place)
    assert {old.partition("/")[0] for old in went} >= {"person", "appearance", "work"}
    assert all(new in there for new in went.values())
    assert went["person/leopold-strand"].startswith("person/l")


def test_a_name_that_is_corrected_to_one_that_is_there(place: Place) -> None:
    place.edit("harbourconf-2022.md", ("Leopold Strand", "Inez Calloway"))
    place.edit("harbourconf-2022-schedule.json", ("Leopold Strand", "Inez Calloway"))
    place.edit("harbourconf-2022.md", ("people.example.org/leopold-strand", "people.example.org/i"))
    place.build()
    assert "person/inez-calloway" in _things_of(place)
    for file in ("harbourconf-2022.md", "harbourconf-2022-schedule.json"):
        place.edit(file, ("Inez Calloway", "Ines Calloway"))
    place.build()
    assert place.went()["person/inez-calloway"] == "person/ines-calloway"


def test_another_speaker_is_nobody_else_under_a_new_name(place: Place) -> None:
    place.edit(f"{YEAR}.md", ("Rufus Okonedo", "Wilma Hagelund"))
    place.edit(
        f"{YEAR}.md", ("https://people.example.org/rufus-okonedo", "https://hagelund.example")
    )
    place.build()
    assert place.went()["person/rufus-okonedo"] == ""


def test_an_organization_that_is_spelt_otherwise(place: Place) -> None:
    place.edit(f"{YEAR}.md", ("Saltmarsh Insurance", "Saltmarch Insurance"))
    place.build()
    assert place.went() == {"organization/saltmarsh-insurance": "organization/saltmarch-insurance"}


def test_another_organization_is_another(place: Place) -> None:
    place.edit(f"{YEAR}.md", ("Saltmarsh Insurance", "Otter & Sons"))
    place.build()
    assert place.went() == {"organization/saltmarsh-insurance": ""}


NEW_TALK = """## Trimming the Wick

Wilma Hagelund

> A lamp is a promise to whoever is out there.

> Whoever trims the wick at noon sleeps at night.

"""


@pytest.mark.parametrize(
    ("former", "present", "same"),
    [
        ("O. Lund", "Ottoline Lund", True),
        ("Robert Lund", "Bob Lund", True),
        ("O. Lund", "Ingrid Lund", False),
        ("O. Lund", "O. Quist", False),
    ],
)
def test_a_speaker_whose_given_name_is_told_in_full(
    place: Place, former: str, present: str, same: bool
) -> None:
    talk = NEW_TALK.replace("Wilma Hagelund", former)
    place.edit(f"{YEAR}.md", ("## A Platform Nobody", f"{talk}## A Platform Nobody"))
    place.build()
    place.edit(f"{YEAR}.md", (former, present))
    place.build()
    went = place.went()
    person, now = (f"person/{slug(name)}" for name in (former, present))
    assert went[person] == (now if same else "")


def test_a_talk_that_is_put_before_others_moves_nothing(place: Place) -> None:
    place.edit(f"{YEAR}.md", ("## A Platform Nobody", f"{NEW_TALK}## A Platform Nobody"))
    report = place.build()
    assert place.went() == {}
    assert report.iris.went == 0
    assert report.iris.came > 3


def test_a_talk_in_the_place_of_another_is_not_it(place: Place) -> None:
    file = place.notes / f"{YEAR}.md"
    before, after = file.read_text(encoding="utf-8").split("## A Platform Nobody Asked For")
    rest = "".join(re.findall(r"(?s)\n##? .*", after))
    file.write_text(f"{before}{NEW_TALK}{rest}", encoding="utf-8")
    place.build()
    went = place.went()
    assert f"talk/{PLATFORM}" in went
    assert set(went.values()) == {""}


@pytest.mark.parametrize("name", ["2019/hartford.md", "notes of hartford.md"])
def test_a_file_that_is_renamed_or_moved(place: Place, name: str) -> None:
    file = "devopsdays-hartford-2019.md"
    (place.notes / name).parent.mkdir(exist_ok=True)
    (place.notes / file).rename(place.notes / name)
    place.build()
    quoted = name.replace(" ", "%20")
    assert place.went() == {f"source/{file}": f"source/{quoted}"}
    versions = [each for each in went_iris(place.kb) if each.former.startswith("version/")]
    assert [each.present.rpartition("/")[2] for each in versions] == [
        each.former.rpartition("/")[2] for each in versions
    ]
    keep_iris(went_iris(place.kb), place.notes)
    place.build()
    assert place.replaced() == {
        f"source/{file}": f"source/{quoted}",
        f"graph/source/{file}": f"graph/source/{quoted}",
        versions[0].former: versions[0].present,
    }


def test_posts_whose_words_are_corrected(place: Place) -> None:
    place.edit(
        "harbourconf-2022.md",
        ("Slack in the plan is not waste.", "Slack in a plan is never a waste."),
        ("holidays that are moved, postmortems", "holidays that get moved, and post-mortems"),
    )
    place.build()
    went = place.went()
    assert len(went) == 2
    kb = place.open()
    said = {each.iri: each.text for each in kb.talk("harbourconf-2022/strand").said}
    now = {kb.names.below(iri): text for iri, text in said.items()}
    assert sorted(now[new][:10] for new in went.values()) == ["Leading si", "Slack in a"]


def test_a_post_in_the_place_of_another_is_not_it(place: Place) -> None:
    place.edit(
        "harbourconf-2022.md",
        (
            "Slack in the plan is not waste. It is where an incident lands without pushing"
            " somebody over the edge.",
            "Three quick questions from the room, all of them on parental leave and on pensions.",
        ),
    )
    place.build()
    assert list(place.went().values()) == [""]


# ── keeping ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_kept_is_in_the_graph_and_leaves_the_list(place: Place) -> None:
    place.edit(f"{YEAR}.md", RETITLED)
    place.build()
    went = went_iris(place.kb)
    kept = keep_iris(went, place.notes / f"{YEAR}.md")
    assert kept.file == place.notes / IRIS_FILE
    assert kept.rows == kept.added == len(went)
    report = place.build()
    assert report.changed
    assert went_iris(place.kb) == ()
    replaced = place.replaced()
    told = {e.former: e.present for e in went if not e.former.startswith("version/")}
    assert replaced == told
    kb = place.open()
    assert kb.talk(PLATFORM).title == RETITLED[1]
    assert kb.at("talk", PLATFORM) == kb.find_talk(UNWANTED).iri
    [revised] = kb.sparql("SELECT ?new ?old { ?new prov:wasRevisionOf ?old }")
    assert {kb.names.below(revised["old"])} == {e.former for e in went} - set(told)
    keep_iris(went_iris(place.kb), place.notes)
    assert not place.build().changed


def test_the_file_that_keeps_them_is_not_kept_in_turn(place: Place) -> None:
    for change in (RETITLED, RETITLED[::-1], RETITLED):
        place.edit(f"{YEAR}.md", change)
        place.build()
        keep_iris(went_iris(place.kb), place.notes)
        place.build()
    assert IRIS_FILE not in {e.former.split("/")[1] for e in went_iris(place.kb)}
    rows, _ = read_rows((place.notes / IRIS_FILE).read_bytes(), IRIS_FILE)
    assert not any(IRIS_FILE in row.former for row in rows)


def test_nothing_is_lost_between_two_builds_and_chains_are_followed(place: Place) -> None:
    place.edit(f"{YEAR}.md", RETITLED)
    place.build()
    place.edit(f"{YEAR}.md", (RETITLED[1], "Nobody Asked"))
    place.build()
    last = f"talk/{YEAR}/nobody-asked"
    assert place.went()[f"talk/{PLATFORM}"] == place.went()[f"talk/{UNWANTED}"] == last
    keep_iris(went_iris(place.kb), place.notes)
    place.build()
    place.edit(f"{YEAR}.md", ("Nobody Asked", "Somebody Asked"))
    report = place.build()
    unknown = {each.code for each in report.diagnostics if each.source == IRIS_FILE}
    assert unknown == {"iris-present-unknown"}
    keep_iris(went_iris(place.kb), place.notes)
    report = place.build()
    assert not any(each.source == IRIS_FILE for each in report.diagnostics)
    now = f"talk/{YEAR}/somebody-asked"
    assert place.replaced()[f"talk/{PLATFORM}"] == place.replaced()[last] == now


def test_an_iri_that_is_there_again_leaves_the_list(place: Place) -> None:
    place.edit(f"{YEAR}.md", RETITLED)
    place.build()
    place.edit(f"{YEAR}.md", (RETITLED[1], RETITLED[0]))
    place.build()
    assert f"talk/{PLATFORM}" not in place.went()
    assert place.went()[f"talk/{UNWANTED}"] == f"talk/{PLATFORM}"


def test_a_delta_equals_a_rebuild_with_former_iris_too(place: Place, tmp_path: Path) -> None:
    place.edit(f"{YEAR}.md", RETITLED)
    place.build()
    keep_iris(went_iris(place.kb), place.notes)
    delta = place.build()
    anew = Place(notes=place.notes, kb=tmp_path / "anew")
    assert anew.build().generation.name == delta.generation.name
    assert anew.open().export("nq") == place.open().export("nq")


def test_another_base_iri_does_not_spoil_the_file(place: Place, tmp_path: Path) -> None:
    place.edit(f"{YEAR}.md", RETITLED)
    place.build()
    keep_iris(went_iris(place.kb), place.notes)
    base = "https://example.org/talks/"
    settings = Settings(model="hashing", base_iri=base)
    build(BuildRequest(sources=(place.notes,), kb=tmp_path / "own", settings=settings))
    kb = open_knowledge_base(tmp_path / "own")
    assert kb.present(f"{base}talk/{PLATFORM}") == f"{base}talk/{UNWANTED}"


def test_a_strict_build_refuses_a_row_that_leads_nowhere(place: Place) -> None:
    (place.notes / f"{YEAR}.md").unlink()  # of which a warning tells
    (place.notes / IRIS_FILE).write_text("talk/a/b\ttalk/a/c\n", encoding="utf-8")
    with pytest.raises(StrictBuildFailed, match=rf"{IRIS_FILE}:1: warning: talk/a/b is said"):
        place.build(strict=True)
    assert place.open().talk(PLATFORM)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# a comment\n\nformer\tpresent\ntalk/a/b\ttalk/a/c\t\n", []),
        ("talk/a/b\n", [(1, "iris-no-row")]),
        ("\ntalk/a/b\t\ttalk/a/c\n", [(2, "iris-no-row")]),
        ("talk/a/b\ttalk/a/c d\n", [(1, "iris-no-iri")]),
        ("<talk/a/b>\ttalk/a/c\n", [(1, "iris-no-iri")]),
        ("talk/a/b\ttalk/a/b\n", [(1, "iris-same")]),
        ("talk/a/%zz\ttalk/a/c\n", [(1, "iris-no-iri")]),
        ("talk/a/b\thttp://[::1/c\n", [(1, "iris-no-iri")]),
        (f"talk/a/{'x' * 9999} y\ttalk/a/c\n", [(1, "iris-no-iri")]),
    ],
)
def test_lines_that_are_not_understood(text: str, found: list[tuple[int, str]]) -> None:
    _, problems = read_rows(text.encode(), IRIS_FILE)
    assert [(each.line, each.code) for each in problems] == found
    assert all(len(each.message) < 500 for each in problems)


def test_a_file_that_is_not_utf_8() -> None:
    rows, [problem] = read_rows(b"talk/a/b\ttalk/a/c\ntalk/\xff\ttalk/a/c\n", IRIS_FILE)
    assert rows == ()
    assert (problem.line, problem.code, problem.severity) == (2, "iris-broken", "error")


def _settled(*rows: tuple[str, str], there: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    names = Names()
    told = [
        FormerIri(former=old, present=new, span=Span(source=IRIS_FILE, first=n, last=n))
        for n, (old, new) in enumerate(rows, 1)
    ]
    former = FormerIris(told, names)
    past = former.settled({*map(names.whole, there)}.__contains__)
    replaced = {names.below(old): names.below(new) for old, new in past.replaced.items()}
    return replaced, [f"{each.line} {each.code}" for each in past.diagnostics]


@pytest.mark.parametrize(
    ("rows", "replaced", "problems"),
    [
        (
            [("talk/a", "talk/b"), ("talk/b", "talk/z")],
            {"talk/a": "talk/z", "talk/b": "talk/z"},
            [],
        ),
        ([("talk/a", "talk/b")], {}, ["1 iris-present-unknown"]),
        ([("talk/y", "talk/z")], {}, ["1 iris-both"]),
        ([("talk/y", "talk/x")], {}, ["1 iris-former-again"]),
        (
            [("talk/y", "talk/x"), ("talk/x", "talk/y")],
            {"talk/x": "talk/y"},
            ["1 iris-former-again"],
        ),
        ([("talk/a", "talk/z"), ("talk/a", "talk/y")], {"talk/a": "talk/z"}, ["2 iris-twice"]),
        ([("a", "b"), ("b", "a")], {}, ["1 iris-in-circle", "2 iris-in-circle"]),
        ([("http://other.example/x", "talk/z")], {"http://other.example/x": "talk/z"}, []),
        ([("source/a.md", "talk/z")], {"source/a.md": "talk/z"}, []),
        ([("version/a.md/0123", "talk/z")], {}, ["1 iris-no-file"]),
        ([("a", "b"), ("b", "c"), ("c", "b")], {}, [f"{n} iris-in-circle" for n in (1, 2, 3)]),
    ],
)
def test_what_becomes_of_rows(
    rows: list[tuple[str, str]], replaced: dict[str, str], problems: list[str]
) -> None:
    assert _settled(*rows, there=("talk/y", "talk/z")) == (replaced, problems)


@pytest.mark.parametrize(("kind", "weighty"), [("talk", True), ("similarity", False)])
def test_rows_that_nobody_can_correct_are_only_remarked_on(kind: str, weighty: bool) -> None:
    names = Names()
    rows = [(f"{kind}/a", f"{kind}/gone"), (f"{kind}/y", f"{kind}/z")]
    told = [
        FormerIri(former=old, present=new, span=Span(source=IRIS_FILE, first=n, last=n))
        for n, (old, new) in enumerate(rows, 1)
    ]
    former = FormerIris(told, names)
    nodes = {names.whole(f"{kind}/{each}") for each in "yz"}
    found = former.settled(nodes.__contains__).diagnostics
    assert [each.code for each in found] == ["iris-present-unknown", "iris-both"]
    assert {each.weighty for each in found} == {weighty}


def test_what_was_renamed_very_often_is_followed_in_one_go(tmp_path: Path) -> None:
    steps = [(f"talk/{n}", f"talk/{n + 1}") for n in range(30_000)]
    wanted = {former: "talk/30000" for former, _ in steps}
    assert _settled(*steps, there=("talk/30000",)) == (wanted, [])
    kept = keep_iris([WentIri(former=old, present=new) for old, new in steps], tmp_path)
    rows, _ = read_rows(kept.file.read_bytes(), IRIS_FILE)
    assert {row.former: row.present for row in rows} == wanted


def test_keeping_leaves_what_people_wrote(tmp_path: Path) -> None:
    file = tmp_path / IRIS_FILE
    file.write_text("# ours since May\ntalk/a\ttalk/b\n", encoding="utf-8")
    kept = keep_iris([WentIri(former="talk/b", present="talk/c"), WentIri(former="post/x")], file)
    assert (kept.rows, kept.added, kept.unknown) == (2, 1, 1)
    text = file.read_text(encoding="utf-8")
    assert "# ours since May\n" in text
    assert text.endswith("former\tpresent\ntalk/a\ttalk/c\ntalk/b\ttalk/c\n")
    keep_iris([], tmp_path)
    assert file.read_text(encoding="utf-8") == text


def test_keeping_spoils_no_file_that_it_does_not_understand(tmp_path: Path) -> None:
    file = tmp_path / IRIS_FILE
    file.write_text("talk/a to talk/b\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"{IRIS_FILE}:1"):
        keep_iris([WentIri(former="talk/b", present="talk/c")], tmp_path)
    assert file.read_text(encoding="utf-8") == "talk/a to talk/b\n"
    with pytest.raises(InputError, match="no file or folder"):
        keep_iris([], tmp_path / "nowhere")


# ── the commands ─────────────────────────────────────────────────────────────────────────────────


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return result


def test_the_commands_from_an_edit_to_an_answer(place: Place) -> None:
    building = ("build", place.notes, "--kb", place.kb, "--model", "hashing")
    assert "IRIs went" not in run(*building).stdout
    assert "no IRI went" in run("iris", "--kb", place.kb).stdout
    assert run("iris", "--kb", place.kb, "--format", "json").stdout.strip() == "[]"
    place.edit(f"{YEAR}.md", RETITLED)
    said = run(*building).stdout
    assert re.search(r"(\d+) IRIs went, \1 came; \1 of these", said)
    assert f"talkgraph iris keep NOTES --kb {place.kb}" in said
    listed = run("iris", "--kb", place.kb, "--format", "tsv").stdout
    assert f"talk/{PLATFORM}\ttalk/{UNWANTED}\t" in listed
    assert "now build again" in run("iris", "--kb", place.kb, "keep", place.notes).stdout
    run(*building)
    assert RETITLED[1] in run("talk", PLATFORM, "--kb", place.kb).stdout
    layout = run("layout", place.notes, "--format", "json").stdout
    assert "former IRIs are called now" in layout


def test_an_export_below_everybodys_base_says_so_once(place: Place, tmp_path: Path) -> None:
    exported = run("export", "--kb", place.kb, "--format", "nq")
    assert exported.stderr.count("--base-iri") == 1
    assert "--base-iri" not in exported.stdout
    own = ("--base-iri", "https://example.org/talks/")
    run("build", place.notes, "--kb", tmp_path / "own", "--model", "hashing", *own)
    assert run("export", "--kb", tmp_path / "own", "--format", "nq").stderr == ""


def test_a_pipe_in_place_of_what_went_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "iris-went.tsv")
    assert went_iris(tmp_path) == ()
