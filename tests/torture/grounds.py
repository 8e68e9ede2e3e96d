"""The ground of all trials: two states of a few sources, a base of each, and what these answer.

The former state (`BEFORE`) and the new one (`AFTER`) differ in every kind of source, and something
of the former is gone in the new, so that IRIs go. Bases are built with the `hashing` encoder and a
vocabulary of three topics: a build takes a part of a second and goes through all of its steps.
"""

import functools
import gc
import hashlib
import importlib
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import samples
from forks import in_child

if TYPE_CHECKING:
    from talkgraph.knowledge.base import KnowledgeBase
    from talkgraph.knowledge.build.build import BuildReport

VOCABULARY: Final = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/v> a skos:ConceptScheme .
<https://example.org/v/ropes> a skos:Concept ; skos:inScheme <https://example.org/v> ;
  skos:topConceptOf <https://example.org/v> ;
  skos:prefLabel "Ropes"@en ; skos:altLabel "knots"@en ; skos:definition "What holds."@en .
<https://example.org/v/call> a skos:Concept ; skos:inScheme <https://example.org/v> ;
  skos:prefLabel "On call"@en ; skos:definition "Being woken and paid."@en .
<https://example.org/v/splice> a skos:Concept ; skos:broader <https://example.org/v/ropes> ;
  skos:inScheme <https://example.org/v> ; skos:prefLabel "Splices"@en .
"""
BEFORE: Final = {
    "quay.md": samples.NOTES,
    "schedule.xml": samples.SCHEDULE_XML,
    "tide.ics": samples.ICAL,
    "data/tweets.js": samples.tweets(*samples.SAID),
    "data/account.js": samples.ACCOUNT,
}
AFTER: Final = {
    "quay.md": samples.NOTES.replace("Lamps After Dark", "Lamps at Dawn") + "\n* And it is paid.\n",
    "schedule.xml": samples.SCHEDULE_XML.replace("Water waits", "The moon waits"),
    "tide.ics": samples.ICAL.replace("Buoys", "Anchors"),
    "data/tweets.js": samples.tweets(*samples.SAID, "#quayconf A splice keeps its strength"),
    "data/account.js": samples.ACCOUNT,
}
_ASKED: Final = ("paid for being on call", "ropes", "water and moon", "nothing of the kind")
_STORE: Final = "graph/"  # its files have an order and numbers of their own
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Sources in a folder, what a base that is built of them alone answers, and its name."""

    sources: Path
    kb: Path
    name: str
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Two states, the vocabulary of both, and a base that went from the one to the other.

    `went` is what that one then tells of IRIs that went.
    """

    folder: Path
    vocabulary: Path
    before: State
    after: State
    grown: Path
    went: bytes

    def arguments(self, sources: Path, kb: Path) -> tuple[str, ...]:
        """Return the command that builds a base."""
        return arguments(sources, kb, self.vocabulary)

    def build(self, sources: Path, kb: Path) -> "BuildReport":
        """Build a base in this process."""
        return build(sources, kb, self.vocabulary)


def write(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, which need not be there."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def arguments(sources: Path, kb: Path, vocabulary: Path) -> tuple[str, ...]:
    """Return the command that builds a base."""
    options = ("--model", "hashing", "--vocabulary", str(vocabulary))
    return ("build", str(sources), "--kb", str(kb), *options)


def build(sources: Path, kb: Path, vocabulary: Path) -> "BuildReport":
    """Build a base in this process."""
    from talkgraph.knowledge.build.build import BuildRequest
    from talkgraph.knowledge.build.build import build as built
    from talkgraph.settings import Settings

    settings = Settings(model="hashing")
    return built(
        BuildRequest(sources=(sources,), kb=kb, vocabularies=(vocabulary,), settings=settings)
    )


def answers_of(kb: "KnowledgeBase") -> dict[str, str]:
    """Return digests of all that a base answers and of the files that it holds, by what they are.

    Two bases of the same sources agree in each, whatever they were before.
    """
    talks = kb.talks()
    told: dict[str, object] = {
        "graph": kb.export("nq"),
        "passages": tuple(kb.passages()),
        "talks": tuple(talks),
        "speakers": tuple(kb.speakers()),
        "themes": tuple(kb.themes()),
        "topics": tuple(kb.topics()),
        "diagnostics": tuple(kb.diagnostics()),
        "coverage": tuple(kb.coverage()),
        "related": {talk.iri: tuple(kb.related(talk.iri)) for talk in talks},
        **{f"search {text!r}": tuple(kb.search(text, limit=50)) for text in _ASKED},
    }
    generation = kb.generation
    for name in sorted(generation.manifest.files):
        if not name.startswith(_STORE):
            told[f"file {name}"] = (generation.folder / name).read_bytes()
    return {name: digest(value) for name, value in told.items()}


def digest(value: object) -> str:
    """Return a short digest of a value."""
    data = value if isinstance(value, bytes) else repr(value).encode("utf-8", "backslashreplace")
    return hashlib.sha256(data).hexdigest()[:16]


def opened(kb: Path) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Open a base; return its generation's name, its answers, and what `verify` finds."""
    from talkgraph.knowledge.entry import open_knowledge_base

    found = open_knowledge_base(kb)
    return found.generation.name, answers_of(found), found.verify()


def differences(found: Answers, wanted: Answers) -> str:
    """Name what differs; empty if nothing does."""
    names = found.keys() | wanted.keys()
    return ", ".join(sorted(name for name in names if found.get(name) != wanted.get(name)))


def prepared(folder: Path) -> Ground:
    """Load all that trials need, write the sources, and build their bases."""
    vocabulary = folder / "topics.ttl"
    vocabulary.write_text(VOCABULARY, encoding="utf-8")
    first = write(folder / "before", BEFORE)
    second = write(folder / "after", AFTER)
    _load(in_child(lambda: _modules(first, folder / "warm", vocabulary)))
    _warm(first)
    before = _state(first, folder / "kb-before", vocabulary)
    after = _state(second, folder / "kb-after", vocabulary)
    grown = folder / "kb-grown"
    shutil.copytree(before.kb, grown)
    name = in_child(lambda: build(second, grown, vocabulary).generation.name)
    went = (grown / "iris-went.tsv").read_bytes()
    if name != after.name or differences(in_child(lambda: opened(grown))[1], after.answers):
        raise SystemExit("a base that was built twice is not what one is that was built once")
    gc.collect()
    gc.freeze()  # so that forks share what is loaded
    return Ground(
        folder=folder, vocabulary=vocabulary, before=before, after=after, grown=grown, went=went
    )


def _state(sources: Path, kb: Path, vocabulary: Path) -> State:
    in_child(lambda: build(sources, kb, vocabulary).generation.name)
    name, answers, found = in_child(lambda: opened(kb))
    if found:
        raise AssertionError(f"a base that was just built: {found}")
    return State(sources=sources, kb=kb, name=name, answers=answers)


def _modules(sources: Path, kb: Path, vocabulary: Path) -> list[str]:
    """Return the modules that building and answering loads."""
    from talkgraph.cli import questions, upkeep  # noqa: F401
    from talkgraph.cli.folder import building  # noqa: F401

    build(sources, kb, vocabulary)
    opened(kb)
    return [name for name in sys.modules if not name.startswith("__")]


def _load(names: list[str]) -> None:
    from talkgraph.knowledge.build import build as building

    for name in names:
        with suppress(ImportError):
            importlib.import_module(name)
    # A good part of the time of a small build, and the code stays what it is.
    known = functools.cache(building.program_digest)
    known(Path(building.__file__).parents[2])
    building.program_digest = known


def _warm(sources: Path) -> None:
    """Have read what is read once a process: the shapes, the languages, the zones."""
    from talkgraph.knowledge.build.build import check

    check([sources])
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise AssertionError("something started a thread, and what is forked would lack it")
