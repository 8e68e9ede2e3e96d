"""What a build takes over of the graph before: the result is what a build from nothing gives."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.errors import KnowledgeBaseRefused
from talkgraph.graph.grown import GrownStore
from talkgraph.graph.write.source import SourceFacts, facts_of
from talkgraph.graph.write.told.known import Known
from talkgraph.knowledge.build import build as building
from talkgraph.knowledge.build.build import BuildReport, BuildRequest, build
from talkgraph.knowledge.build.traces import events, write
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.former.changes import Changes, changes_since_last
from talkgraph.knowledge.generation import GRAPH
from talkgraph.model import Event
from talkgraph.model.names import Names
from talkgraph.protocols import Altered
from talkgraph.settings import Settings

VOCABULARY: Final = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/v> a skos:ConceptScheme .
<https://example.org/v/ropes> a skos:Concept ; skos:inScheme <https://example.org/v> ;
  skos:topConceptOf <https://example.org/v> ; skos:prefLabel "Ropes"@en .
<https://example.org/v/lamps> a skos:Concept ; skos:inScheme <https://example.org/v> ;
  skos:topConceptOf <https://example.org/v> ; skos:prefLabel "Lamps"@en .
"""
QUAY: Final = """# Quay Conf 2031

May 4-5, 2031 — Bergen, Norway

## Ropes That Hold

Mara Lind (@maralind), Quay Ltd

> Ropes hold. "Hope is no knot", says @maralind #quayconf

## Lamps After Dark

Ben Ode

> A lamp burns all night. [fin]
"""
TIDE: Final = """# Tide Conf 2032

June 1, 2032

## Tides by Hand

Ida Holt

> Read "The Long Quay" by Mara Lind. Ropes and lamps are lit by hand.
"""
LAMP: Final = """# Lamp Days 2030

## Small Lamps

Ben Ode

> Small lamps are lamps. #lampdays
"""
BELL: Final = """# Bell Days 2029

## Bells

Ada Quill

> Bells ring.
"""
# Most of the graph, in which nothing changes: else a build writes it from nothing.
SAND: Final = "# Sand Days 2028\n" + "".join(
    f"\n## Sand {n}\n\nKit Moor {n}\n\n> Sand number {n} is sand.\n" for n in range(20)
)
FILES: Final = {
    "quay.md": QUAY,
    "tide.md": TIDE,
    "lamp.md": LAMP,
    "bell.md": BELL,
    "sand.md": SAND,
}
CALENDAR: Final = """BEGIN:VCALENDAR\r
VERSION:2.0\r
X-WR-CALNAME:{name}\r
BEGIN:VEVENT\r
UID:1@x.example\r
DTSTART:20310504T090000Z\r
DURATION:PT30M\r
SUMMARY:Ropes That Hold - {who}\r
LOCATION:Hall\r
END:VEVENT\r
END:VCALENDAR\r
"""
BASE: Final = "https://social.example/users/lamp"


def outbox(*posts: tuple[str, str]) -> str:
    """Return an archive of posts, each of a day: it tells of all events that these are of."""
    told = [
        {
            **{"id": f"{BASE}/statuses/{n}/activity", "type": "Create", "actor": BASE},
            "object": {
                **{"id": f"{BASE}/statuses/{n}", "type": "Note", "content": f"<p>{text}</p>"},
                **{"published": f"{day}T08:{n}:00Z", "cc": [], "tag": [], "attachment": []},
                **{"url": f"https://social.example/@lamp/{n}"},
                "to": ["https://www.w3.org/ns/activitystreams#Public"],
            },
        }
        for n, (day, text) in enumerate(posts, 10)
    ]
    return json.dumps({"type": "OrderedCollection", "orderedItems": told})


POSTS: Final = (
    ("2031-05-04", "#quayconf Ropes That Hold: ropes are work"),
    ("2032-06-01", "#tideconf Tides by Hand: tides wait for nobody"),
)


@dataclass(frozen=True, kw_only=True)
class State:
    """Sources and what the user says of them."""

    files: Mapping[str, str | None] = field(default_factory=dict)
    overrides: str = ""
    links: str = ""

    def built(self, top: Path, kb: str) -> BuildReport:
        """Build a base of these files beside those that there always are; `None`: without one."""
        notes = top / "notes"
        shutil.rmtree(notes, ignore_errors=True)
        for name, text in {**FILES, **self.files}.items():
            if text is not None:
                (notes / name).parent.mkdir(parents=True, exist_ok=True)
                (notes / name).write_text(text, encoding="utf-8")
        for name, said in (("v.ttl", VOCABULARY), ("o.txt", self.overrides), ("l.csv", self.links)):
            (top / name).write_text(said, encoding="utf-8")
        return build(
            BuildRequest(
                sources=(notes,),
                kb=top / kb,
                settings=Settings(model="hashing"),
                vocabularies=(top / "v.ttl",),
                overrides=top / "o.txt" if self.overrides else None,
                links=(top / "l.csv",) if self.links else (),
            )
        )


def told(report: BuildReport) -> dict[str, object]:
    """Return all that a base answers and holds, but for the store's own files."""
    kb = open_knowledge_base(report.generation.folder.parents[1])
    files = report.generation.manifest.files
    return {
        "name": report.generation.name,
        "counts": {k: v for k, v in report.counts.items() if k != "embedded"},
        "graph": kb.export("nq"),
        "verify": kb.verify(),
        "diagnostics": report.diagnostics,
        **{n: each for n, each in files.items() if not n.startswith(f"{GRAPH}/")},
    }


def watched(patch: pytest.MonkeyPatch, module: ModuleType) -> list[str]:
    """Return where the slugs of events are noted whose triples a module has made."""
    made: list[str] = []

    def noted(event: Event, known: Known) -> SourceFacts:
        made.append(event.slug)
        return facts_of(event, known)

    patch.setattr(module, "facts_of", noted)
    return made


def compared_twice(patch: pytest.MonkeyPatch) -> list[str]:
    """Have what changed since the last build found by what was altered, and without that."""
    found: list[str] = []

    def both(kb: Path, graph: Path, names: Names, altered: Mapping[Path, Altered]) -> Changes:
        quickly = changes_since_last(kb, graph, names, altered)
        slowly = changes_since_last(kb, graph, names)
        assert altered
        assert replace(quickly, things=()) == replace(slowly, things=())
        found.append("alike")
        return quickly

    patch.setattr(building, "changes_since_last", both)
    return found


ROW: Final = "iri,relation,target\n"
SAME: Final = "https://orcid.org/0000-0002-1825-0097"
CASES: Final[dict[str, tuple[State, State, int]]] = {
    # How many events there is something to do for, of those that are told.
    "nothing but a word": (State(), State(files={"bell.md": BELL.replace("ring", "rang")}), 1),
    "a talk moved to another file": (
        State(),
        State(
            files={
                "lamp.md": LAMP + QUAY[QUAY.index("\n## Lamps") :],
                "quay.md": QUAY[: QUAY.index("## Lamps")],
            }
        ),
        2,
    ),
    "somebody is somebody else": (State(), State(overrides='same "Ben Ode" "Ida Holt"\n'), 1),
    "a speaker elsewhere has the same account": (
        State(),
        State(files={"bell.md": BELL.replace("Ada Quill", "M. A. Lind (@maralind)")}),
        1,
    ),
    "a name is somebody's no more": (
        State(),
        State(files={"bell.md": BELL.replace("Ada Quill", "Mara Lind (@other)")}),
        3,
    ),
    "a file is gone": (State(), State(files={"tide.md": None}), 0),
    "a file comes": (State(files={"bell.md": None}), State(), 1),
    "a file has another name": (State(), State(files={"bell.md": None, "a/b.md": BELL}), 1),
    "one source tells of several events": (
        State(files={"outbox.json": outbox(*POSTS)}),
        State(files={"outbox.json": outbox(*POSTS, ("2031-05-04", "#quayconf And hold"))}),
        2,
    ),
    "two sources tell of one event": (
        State(files={"q.ics": CALENDAR.format(name="Quay Conf 2031", who="Mara Lind")}),
        State(files={"q.ics": CALENDAR.format(name="Quay Conf 2031", who="Ada Quill")}),
        1,
    ),
    "another source tells first": (
        State(files={"z.ics": CALENDAR.format(name="Quay Conf 2031", who="Mara Lind")}),
        State(files={"a.ics": CALENDAR.format(name="Quay Conf 2031", who="Mara Lind")}),
        1,
    ),
    "one source less tells of an event": (
        State(files={"q.ics": CALENDAR.format(name="Quay Conf 2031", who="Mara Lind")}),
        State(),
        1,
    ),
    "a link says what the graph says": (
        State(links=f"{ROW}person/mara-lind,same,{SAME}\n"),
        State(
            links=f"{ROW}person/mara-lind,same,{SAME}\nperson/ben-ode,same,{SAME}1\n",
            files={"bell.md": BELL.replace("Ada Quill", f"Mara Lind ({SAME})")},
        ),
        1,
    ),
    "a link comes and another goes": (
        State(links=f"{ROW}person/mara-lind,same,{SAME}\n"),
        State(links=f"{ROW}person/ben-ode,same,{SAME}\n"),
        0,
    ),
    "former IRIs": (
        State(),
        State(files={"talkgraph-iris.tsv": "former\tpresent\nperson/x\tperson/mara-lind\n"}),
        0,
    ),
    "former IRIs no more": (
        State(files={"talkgraph-iris.tsv": "former\tpresent\nperson/x\tperson/mara-lind\n"}),
        State(),
        0,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_update_is_what_a_build_from_nothing_is(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after, expected = CASES[case]
    before.built(tmp_path, "kb")
    with monkeypatch.context() as patch:
        made = watched(patch, events)
        compared = compared_twice(patch)
        updated = told(after.built(tmp_path, "kb"))
    assert len(made) == expected
    assert compared == ["alike"]
    assert updated == told(after.built(tmp_path, "anew"))
    assert updated["verify"] == ()
    # And back again.
    assert told(before.built(tmp_path, "kb")) == told(before.built(tmp_path, "first"))


def test_the_cases_are_what_they_say(tmp_path: Path) -> None:
    """One archive tells of two events, and one event is told by two sources."""
    before, _, _ = CASES["one source tells of several events"]
    [outbox] = [m for m in before.built(tmp_path, "kb").generation.manifest.sources if m.kind]
    assert len(outbox.events) == 2
    before, _, _ = CASES["two sources tell of one event"]
    marks = before.built(tmp_path, "kb").generation.manifest.sources
    assert [m.events for m in marks].count(("quay-conf-2031",)) == 2


def test_nothing_is_made_of_what_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    State().built(tmp_path, "kb")
    made = watched(monkeypatch, write)
    State(files={"bell.md": BELL + "\n> And ring.\n"}).built(tmp_path, "kb")
    assert made == ["bell-days-2029"]


def test_what_two_sources_say_alike_is_the_first_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No two do, as long as nobody writes such a thing: the graph is then written from nothing."""
    node = NamedNode("https://w3id.org/talkgraph/id/odd")
    odd = Triple(node, NamedNode("https://schema.org/name"), Literal("odd"))
    saying = {"bell-days-2029", "lamp-days-2030"}

    def said(event: Event, known: Known) -> SourceFacts:
        facts = facts_of(event, known)
        return replace(facts, own=[*facts.own, odd]) if event.slug in saying else facts

    for module in (events, write):
        monkeypatch.setattr(module, "facts_of", said)
    after = State(files={"tide.md": TIDE.replace("lit", "made")})
    State().built(tmp_path, "kb")
    assert told(after.built(tmp_path, "kb")) == told(after.built(tmp_path, "anew"))
    gone = State(files={"bell.md": None})  # which had it, as its source comes first
    assert told(gone.built(tmp_path, "kb")) == told(gone.built(tmp_path, "without"))
    assert told(after.built(tmp_path, "kb")) == told(after.built(tmp_path, "again"))


def test_a_store_that_was_damaged_since_it_was_looked_at_is_not_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = State().built(tmp_path, "kb").generation
    after = State(files={"bell.md": BELL + "\n> And ring.\n"})
    copy = shutil.copyfile

    def damaged(source: Path, target: Path) -> None:
        copy(source, target)
        data = bytearray(target.read_bytes())
        if source.suffix == ".sst":
            data[len(data) // 2] ^= 1
            target.write_bytes(data)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", damaged)
        updated = after.built(tmp_path, "kb")
    assert told(updated) == told(after.built(tmp_path, "anew"))
    inodes = {path.stat().st_ino for path in (former.graph).iterdir()}
    assert inodes.isdisjoint(path.stat().st_ino for path in updated.generation.graph.iterdir())


def test_no_room_for_a_copy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = State().built(tmp_path, "kb")

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(source))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(KnowledgeBaseRefused, match="No space left on device; make room"):
        State(files={"bell.md": BELL + "\n> And ring.\n"}).built(tmp_path, "kb")
    assert open_knowledge_base(tmp_path / "kb").generation == first.generation
    assert len(list((tmp_path / "kb" / "generations").iterdir())) == 1


def test_what_a_store_leaves_behind_does_not_grow_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = [State(), State(files={"bell.md": BELL.replace("ring", "rang")})]

    def gone() -> int:
        states.reverse()
        return states[0].built(tmp_path, "kb").generation.manifest.gone

    assert gone() == 0
    once = gone()
    assert 0 < once < gone()
    with monkeypatch.context() as patch:
        much = Altered(less=frozenset(), more=frozenset(), subjects=frozenset(), gone=10**6)
        patch.setattr(GrownStore, "altered", lambda _: much)
        assert gone() > much.gone
    assert [gone(), gone()] == [0, once]
