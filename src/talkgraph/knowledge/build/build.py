"""Turns a folder of notes into a new generation of a knowledge base.

A build is a function of its inputs: the notes, the overrides, the vocabularies, the settings,
the encoder and the code that works on them. Their hash names the generation, so building the same
again does nothing. Vectors of texts that the previous generation knew are taken over, and of its
graph what is made of the same facts, with SHACL's verdicts; everything else is computed anew, so
that an incremental build equals one from scratch.
"""

import datetime as dt
import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.conclusions.people import NO_OVERRIDES, read_overrides
from talkgraph.conclusions.themes.seeds import read_seeds
from talkgraph.conclusions.topics import read_vocabularies, vocabulary_files
from talkgraph.errors import InputError, KnowledgeBaseError, StrictBuildFailed
from talkgraph.graph.store import open_graph
from talkgraph.graph.write.dataset import Ingredient, Making
from talkgraph.knowledge import generation
from talkgraph.knowledge.build.conclude import Analysis, analyse, write_analysis
from talkgraph.knowledge.build.former import FormerIris
from talkgraph.knowledge.build.imprint import checked_imprint
from talkgraph.knowledge.build.named_graphs import (
    Told,
    derived_graphs,
    settled_links,
)
from talkgraph.knowledge.build.outward import read_all_links
from talkgraph.knowledge.build.places import Options, given_no_more, remember_given
from talkgraph.knowledge.build.sources import (
    Facts,
    Progress,
    accounts_of,
    find_sources,
    gather,
    no_progress,
    read_sources,
    speakers_of,
)
from talkgraph.knowledge.build.texts import forget_texts, keep_texts
from talkgraph.knowledge.build.traces.events import trace
from talkgraph.knowledge.build.traces.kept import EVENTS, read_traces, write_traces
from talkgraph.knowledge.build.traces.write import write_store
from talkgraph.knowledge.build.witness import REST, InputChanged, Witness
from talkgraph.knowledge.former.changes import NO_CHANGES, IriChanges, changes_since_last
from talkgraph.knowledge.former.journal import remember
from talkgraph.knowledge.former.news import NO_NEWS, News
from talkgraph.knowledge.generation import EncoderMark, Generation, Manifest, SourceMark
from talkgraph.knowledge.indexes import write_indexes
from talkgraph.knowledge.understanding import named
from talkgraph.model import (
    NO_HINTS,
    Coverage,
    Diagnostic,
    Event,
    Hints,
    Reading,
    SourceFile,
)
from talkgraph.model.names import Names
from talkgraph.search.files import known_vectors, load, save
from talkgraph.search.stored.lines import save_table, slug_keys
from talkgraph.settings import SHIPPED, Settings, ontology_file
from talkgraph.sources.collector import collector_paused
from talkgraph.sources.discover import Sources
from talkgraph.sources.opening import held_open
from talkgraph.version import __version__
from talkgraph.words import printable

_OF_DISKS: Final = "lost+found"  # lies in a folder that is a disk of its own

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.protocols import Encoder

_PARTS: Final = frozenset({EVENTS, "vectors.npy", "vectors.jsonl"})
_ONTOLOGY: Final = ("talkgraph.ttl", "shapes.ttl")
_NAME_LENGTH: Final = 16
_ATTEMPTS: Final = 3
_READ_BESIDE: Final = frozenset({"settings", "part"})  # what serves to read the others
# The rooms and files whose code decides what a build gives; the others only ask and show.
_DECIDING: Final = (
    "conclusions",
    "graph",
    "knowledge/build",
    "knowledge/details.py",  # this and the next two work out what is kept
    "knowledge/indexes.py",
    "knowledge/understanding",
    "model",
    "search",
    "settings.py",
    "sources",
    "words.py",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """What to build: `sources` are files and folders, `kb` is the knowledge base's folder.

    `vocabularies` are those of the topics, the first before the others (`SHIPPED` is the one that
    comes with talkgraph, and all there is where none is given); `overrides` is the file of
    decisions on who is who; `themes` is the file of themes that are asked for;
    a `strict` build fails on any warning or error; `hints` are what the user says of sources that
    do not say it themselves; `links` are files of links out.
    """

    sources: tuple[Path, ...]
    kb: Path
    settings: Settings = field(default_factory=Settings)
    overrides: Path | None = None
    vocabularies: tuple[Path, ...] = ()
    themes: Path | None = None
    strict: bool = False
    hints: Hints = NO_HINTS
    links: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What came of a build. `changed` is false where the input was that of the generation in use.

    `counts` has events, talks, people, posts, passages, triples and so on, `speakers`: how many
    of the people gave talks, as `KnowledgeBase.speakers` lists them, and `embedded`: how many texts
    had to be encoded. Of the last build, if there was one, `before` has the counts, and `no_more`
    the options that it was given and this one was not; `iris` tells how many IRIs went and came
    since, and `news` who and what that was.
    """

    generation: Generation
    changed: bool
    counts: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...]
    coverage: tuple[Coverage, ...]
    iris: IriChanges = NO_CHANGES
    before: Mapping[str, int] = field(default_factory=dict)
    news: News = NO_NEWS
    no_more: Options = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found: the problems, the accounting of lines, how many events were read."""

    diagnostics: tuple[Diagnostic, ...]
    coverage: tuple[Coverage, ...]
    events: int


def build(request: BuildRequest, progress: Progress = no_progress) -> BuildReport:
    """Build the knowledge base that `request` describes, or find that it is there already.

    Raises `NotesUnreadable` if nothing could be read, `StrictBuildFailed` if the build is strict
    and met warnings or errors (the generation in use stays), `KnowledgeBaseLocked` if another
    process is building, `KnowledgeBaseRefused` if nothing can be written, `EncoderUnavailable` if
    the model cannot be used, and `InputError` for an imprint with a bad IRI and for sources in the
    folder of the knowledge base.
    """
    from talkgraph.search.encoders.registry import open_encoder

    imprint = checked_imprint(request.settings.imprint)
    request = replace(request, settings=replace(request.settings, imprint=imprint))
    refuse_folder(request.kb, request.sources)
    encoder = open_encoder(request.settings.model)
    changed: InputChanged | None = None
    for _ in range(_ATTEMPTS):
        try:
            with held_open(), collector_paused():
                witness = Witness()
                sources = find_sources(request.sources)
                return _build_unless_known(request, sources, encoder, witness, progress)
        except InputChanged as error:
            changed = error
            time.sleep(REST)
    raise InputError(
        f"{changed} was changed while it was read, {_ATTEMPTS} times; build again when nobody "
        "writes to it"
    )


def refuse_folder(kb: Path, sources: Sequence[Path]) -> None:
    """Refuse to build in a folder that is somebody's own, or that the sources lie in.

    The build would read what it has written, or strew its files among others. Raises `InputError`.
    """
    place = kb.resolve()
    for source in sources:
        if place in (source.resolve(), *source.resolve().parents):
            raise InputError(
                f"{source} is in the knowledge base {kb}, which is a folder of its own; "
                "name another folder with --kb, such as one beside the notes"
            )
    if generation.is_begun(kb):
        return
    own = next((name for name in _inside(kb) if not name.startswith(".") and name != _OF_DISKS), "")
    if own:
        raise InputError(
            f"{printable(kb)} is no knowledge base and not empty ({printable(own)} lies there); "
            "name another folder with --kb, which need not be there yet"
        )


def _inside(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - the names alone
    except OSError:  # it is not there, or writing to it will complain
        return []


def _build_unless_known(
    request: BuildRequest,
    sources: Sources,
    encoder: "Encoder",
    witness: Witness,
    progress: Progress,
) -> BuildReport:
    with generation.writer(request.kb):
        fingerprint = _fingerprint(request, sources, encoder, witness)
        witness.check()
        previous = _whole(request.kb)
        if previous and not previous.problem and previous.manifest.fingerprint == fingerprint:
            report = _report_on(previous)
        else:
            known = _reusable(previous)
            report = _build(request, sources, encoder, fingerprint, witness, known, progress)
        no_more = given_no_more(request.kb, request)
        remember_given(request.kb, request)
    return replace(report, no_more=no_more)


def check(
    paths: Sequence[Path], progress: Progress = no_progress, hints: Hints = NO_HINTS
) -> CheckReport:
    """Read and validate sources without building.

    Raises `NotesUnreadable` if there is no source at all.
    """
    with held_open(), collector_paused():
        sources = find_sources(paths)
        readings = read_sources(sources, progress, hints)
        diagnostics = (*sources.diagnostics, *(d for r in readings for d in r.diagnostics))
        events = 0
        if any(reading.events for reading in readings):
            facts = gather(readings, found=sources.diagnostics)
            events = len(facts.events)
            traced = trace(facts, Names(), progress=progress)
            diagnostics = (*facts.diagnostics, *traced.verdicts)
    return CheckReport(
        diagnostics=diagnostics,
        coverage=accounts_of(sources, readings, diagnostics),
        events=events,
    )


def _refuse_if_strict(request: BuildRequest, diagnostics: Sequence[Diagnostic]) -> None:
    problems = [each for each in diagnostics if each.weighty]
    if request.strict and problems:
        listing = "".join(f"\n  {problem}" for problem in problems)
        raise StrictBuildFailed(
            f"{len(problems)} warnings or errors in a strict build; nothing was written:{listing}",
            count=len(problems),
        )


# ── is there anything to do? ─────────────────────────────────────────────────────────────────


def _fingerprint(
    request: BuildRequest, sources: Sources, encoder: "Encoder", witness: Witness
) -> str:
    parts = [
        *_rules(request),
        request.settings.language,
        str(request.settings.imprint),
        f"texts {request.settings.keep_texts}",
        encoder.fingerprint,
        *(f"{each.kind} {each.sha256}" for each in _files(request, witness)),
        *sorted(f"links {path.name}\t{witness.digest(path)}" for path in request.links),
        *_digests(sources.files, witness),
        str(request.hints),
        *sorted(each.name for each in sources.files if each.given),
        *map(str, sources.diagnostics),
    ]
    # A name may hold what is not UTF-8.
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _rules(request: BuildRequest) -> tuple[str, ...]:
    """Return what decides which triples are made of facts, whatever these are."""
    return (
        f"format {generation.FORMAT_VERSION}",
        __version__,
        program_digest(Path(__file__).parents[2]),
        request.settings.base_iri,
        *(generation.file_digest(ontology_file(name)) for name in _ONTOLOGY),
    )


def _files(request: BuildRequest, witness: Witness) -> Iterator[Ingredient]:
    """Yield the files that a build uses beside the sources, as they are."""
    for each in vocabulary_paths(request.vocabularies):
        sha256 = _vocabulary_digest(each, witness)
        yield Ingredient(kind="vocabulary", name=printable(each.name), sha256=sha256)
    for kind, path in (("overrides", request.overrides), ("themes", request.themes)):
        if path is not None:
            name = printable(path.name)
            yield Ingredient(kind=kind, name=name, sha256=witness.digest(path))


def vocabulary_paths(given: Sequence[Path]) -> tuple[Path, ...]:
    """Return where the vocabularies lie that a user gave; none means the shipped one."""
    shipped = ontology_file("topics")
    return tuple(shipped if str(path) == SHIPPED else path for path in given) or (shipped,)


def _vocabulary_digest(path: Path, witness: Witness) -> str:
    """Return the hash of a file, or of the names and hashes of the files in a folder."""
    if not path.is_dir():
        return witness.digest(path)
    told = (f"{file.name}\t{witness.digest(file)}" for file in vocabulary_files(path))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def program_digest(package: Path) -> str:
    """Return a hash of the code that decides what a build gives, wherever the package lies.

    Changed rules are so applied to old notes, and another page or command builds nothing anew.
    """
    places = [package / name for name in _DECIDING]
    files = [file for place in places for file in sorted(place.rglob("*.py")) or [place]]
    told = (
        f"{file.relative_to(package).as_posix()}\t{generation.file_digest(file)}" for file in files
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _digests(files: Sequence[SourceFile], witness: Witness) -> Iterator[str]:
    """Yield what tells each file from others: of one in an archive, the archive and its name."""
    for each in files:
        path = each.archive or each.path
        yield f"{each.name}\t{each.member}\t{witness.digest(path)}"
        if not os.path.lexists(path):  # it was there when the folder was listed
            raise InputChanged(path)


def _whole(kb: Path) -> Generation | None:
    """Return the generation that is read now if all it holds is what was built."""
    try:
        found = generation.usable(kb)
    except KnowledgeBaseError:
        return None
    return found if generation.is_whole(found) else None


def _reusable(previous: Generation | None) -> Generation | None:
    """Return the previous generation if it holds what this version writes."""
    if previous is None:
        return None
    return previous if previous.manifest.files.keys() >= _PARTS else None


def _report_on(previous: Generation) -> BuildReport:
    return BuildReport(
        generation=previous,
        changed=False,
        counts={**previous.manifest.counts, "embedded": 0},
        diagnostics=load(previous.folder / generation.DIAGNOSTICS, tuple[Diagnostic, ...]),
        coverage=load(previous.folder / generation.COVERAGE, tuple[Coverage, ...]),
    )


# ── the build itself ─────────────────────────────────────────────────────────────────────────


def _build(
    request: BuildRequest,
    sources: Sources,
    encoder: "Encoder",
    fingerprint: str,
    witness: Witness,
    previous: Generation | None,
    progress: Progress,
) -> BuildReport:
    started = dt.datetime.now(dt.UTC)
    overrides = read_overrides(request.overrides) if request.overrides else NO_OVERRIDES
    vocabulary = read_vocabularies(vocabulary_paths(request.vocabularies))
    given, doubts = read_all_links(request.links)
    readings = read_sources(sources, progress, request.hints)
    seeds = read_seeds(request.themes) if request.themes else ()
    witness.check()  # all that is read has been read
    facts = gather(readings, found=sources.diagnostics, overrides=overrides)
    _refuse_if_strict(request, facts.diagnostics)

    versions = {each.source: each.sha256 for each in given}
    versions |= {each.source: each.sha256 for each in readings}
    names = Names(request.settings.base_iri, versions=versions)
    kept = read_traces(previous)
    traced = trace(facts, names, kept, progress, _rules(request))
    diagnostics = (*facts.diagnostics, *vocabulary.diagnostics, *traced.verdicts)
    _refuse_if_strict(request, diagnostics)

    known = _vectors_of(previous, encoder)
    analysis = analyse(facts, names, vocabulary, encoder, known, progress, seeds)

    iris = [row for each in readings for row in each.former_iris]
    told = Told(facts=facts, names=names)
    links, noticed = settled_links(given, told, analysis, vocabulary, iris)
    odd = sorted((*doubts, *noticed), key=lambda each: (each.source, each.line or 0))
    diagnostics = (*diagnostics, *odd)
    _refuse_if_strict(request, diagnostics)

    name = fingerprint[:_NAME_LENGTH]
    with generation.building(request.kb, name) as folder:
        derived = derived_graphs(analysis, vocabulary, names, links)
        former = FormerIris(iris, names)
        making = Making(
            fingerprint=fingerprint,
            version=__version__,
            ingredients=(_as_ingredient(encoder), *_files(request, witness)),
            sources=(*_used(facts), *(each.source for each in given)),
            imprint=request.settings.imprint,
            started=started,
        )
        graph = folder / generation.GRAPH
        written = write_store(graph, traced, derived, making, progress, former, kept)
        past = written.past
        _refuse_if_strict(request, past.diagnostics)
        diagnostics = (*diagnostics, *past.diagnostics)
        save_table(folder / generation.PEOPLE, facts.people.people, slug_keys)
        save(folder / named.FILE, named.named_in(open_graph(graph)))
        coverage = accounts_of(sources, facts.readings, facts.diagnostics)
        write_analysis(folder, analysis, request.settings.language)
        save(folder / generation.DIAGNOSTICS, diagnostics)
        save(folder / generation.COVERAGE, coverage)
        write_traces(
            folder, traced.events, traced.numbers, traced.lines, written.graphs, written.subjects
        )
        marks = tuple(_mark(each, facts.events) for each in facts.readings)
        if request.settings.keep_texts:
            # What has no account of its lines has none to show.
            lined = {each.source for each in facts.readings if each.coverage}
            keep_texts(folder, sources.files, [each for each in marks if each.source in lined])
            witness.check()
        manifest = Manifest(
            fingerprint=fingerprint,
            version=__version__,
            base_iri=request.settings.base_iri,
            language=request.settings.language,
            imprint=request.settings.imprint,
            encoder=EncoderMark(
                name=encoder.name,
                fingerprint=encoder.fingerprint,
                dimension=encoder.dimension,
            ),
            sources=marks,
            counts=_counts(facts, analysis, written.triples),
            gone=written.gone,
            files={},
        )
        write_indexes(folder, manifest, (analysis.passages, analysis.records), encoder)
        manifest = replace(manifest, files=generation.contents(folder))
        changes = changes_since_last(request.kb, graph, names, written.altered)
        remember(request.kb, changes, {*past.replaced, *past.revised}, names)
        published = generation.publish(request.kb, folder, name, manifest)
        if not request.settings.keep_texts:
            forget_texts(request.kb)
        return BuildReport(
            generation=published,
            changed=True,
            counts={**manifest.counts, "embedded": analysis.embedded},
            diagnostics=diagnostics,
            coverage=coverage,
            iris=changes.counts,
            news=changes.news,
            before=previous.manifest.counts if previous else {},
        )


def _mark(reading: Reading, events: Sequence[Event]) -> SourceMark:
    taken = reading.taken_for
    made = taken is not None and taken.what in {"programme", "archive", "part"}
    return SourceMark(
        source=reading.source,
        sha256=reading.sha256,
        events=tuple(each.slug for each in events if reading.source in each.sources),
        kind=taken.what if taken is not None and made else "",
        format=taken.format if taken is not None and made else "",
    )


def _as_ingredient(encoder: "Encoder") -> Ingredient:
    # A model may be called by the path of its folder, which is nobody's business.
    return Ingredient(kind="encoder", name=Path(encoder.name).name, version=encoder.fingerprint)


def _used(facts: Facts) -> tuple[str, ...]:
    """Return the sources that decide what is told: not those that were read for nothing."""
    telling = {name for event in facts.events for name in event.sources}
    beside = {
        each.source
        for each in facts.readings
        if each.taken_for is not None and each.taken_for.what in _READ_BESIDE
    }
    known = {each.source for each in facts.readings if each.sha256}
    return tuple(sorted((telling | beside) & known))


def _vectors_of(
    previous: Generation | None, encoder: "Encoder"
) -> "Mapping[str, NDArray[np.float32]]":
    if previous is None or previous.manifest.encoder.fingerprint != encoder.fingerprint:
        return {}
    return known_vectors(previous.folder)


def _counts(facts: Facts, analysis: Analysis, triples: int) -> dict[str, int]:
    kinds = Counter(passage.kind.value for passage in analysis.passages)
    events = facts.events
    speakers = {
        slug
        for event in events
        for talk in event.talks
        for slug in speakers_of(event, talk, facts.people)
    }
    return {
        "sources": len(facts.readings),
        "events": len(events),
        "talks": sum(len(event.talks) for event in events),
        "sessions": sum(len(event.sessions) for event in events),
        "works": len(facts.works.works),
        "people": len(facts.people.people),
        "speakers": len(speakers),
        "posts": kinds["post"],
        "notes": kinds["note"],
        "quotes": kinds["quote"],
        "passages": len(analysis.passages),
        "assignments": len(analysis.assignments),
        "themes": len(analysis.themes),
        "proposals": len(analysis.proposals),
        "triples": triples,
    }
