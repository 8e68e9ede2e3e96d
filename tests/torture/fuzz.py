"""Spoilt sources of every format, many at a time, between two that are sound.

Whatever the bytes: nothing is raised, what is said of a file is of that file and its lines, every
line of notes is accounted for, the neighbours tell all that they tell, and it takes no longer than
its size allows. Now and then a base is built of some of them.
"""

import random
import shutil
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forks import ChildFailed, in_child
from grounds import build, write
from mutations import spoilt
from smallest import smallest
from trials import Trial

if TYPE_CHECKING:
    from talkgraph.model import Event, Reading, SourceFile

_GROUPS: Final = 25
_IN_A_GROUP: Final = 20
_SECONDS: Final = 5.0
_SECONDS_A_BYTE: Final = 0.001
_LEAST: Final = 2
NEIGHBOURS: Final = {
    "neighbour/anvil-2029.md": (
        "# Anvil Days 2029\n\nMarch 3, 2029\n\n## Hammers and Tongs\n\nUlla Smed\n\n"
        "> Strike while it glows.\n\n> Cool it slowly, says the smith.\n"
    ),
    "neighbour/schedule.xml": (
        "<schedule><conference><acronym>forge</acronym><title>Forge Week 2028</title>"
        "<start>2028-02-02</start><end>2028-02-02</end></conference><day index='1' "
        "date='2028-02-02'><room name='Yard'><event id='9'><date>2028-02-02T10:00:00+01:00</date>"
        "<start>10:00</start><duration>00:30</duration><title>Bellows in the Wind</title>"
        "<persons><person id='8'>Ove Brand</person></persons></event></room></day></schedule>"
    ),
}
_THEIRS: Final = (
    *("Hammers and Tongs", "Strike while it glows.", "Cool it slowly, says the smith."),
    *("Ulla Smed", "Bellows in the Wind", "Ove Brand"),
)


def fuzz(trial: Trial) -> None:
    """Read groups of spoilt sources; `part` is the one group that is read alone."""
    groups = range(_GROUPS) if trial.part is None else [trial.part]
    for group in groups:
        chance = random.Random(f"{trial.seed}/fuzz/{trial.number}/{group}")
        folder = trial.folder / str(group)
        names = write_group(folder, chance)
        trial.tell(f"group {group}")
        found = list(read_group(folder, names))
        for each in found:
            trial.fault(each, group)
        if found and trial.part is not None:
            trial.fault(_smallest(folder, names, found[0]), group)
        trial.tried += len(names)
    if trial.part is not None or trial.number % 4 == 0:
        _build(trial, trial.part or 0)


def write_group(folder: Path, chance: random.Random) -> list[str]:
    """Write spoilt sources, each in a folder of its own, and return their names."""
    write(folder, NEIGHBOURS)
    names = []
    for number in range(_IN_A_GROUP):
        name, data = spoilt(chance)
        names.append(f"{number}/{name}")
        write(folder, {names[-1]: data})
    return names


def read_group(folder: Path, names: Sequence[str]) -> Iterator[str]:
    """Read sources as a build reads them, and say what is wrong with what came of it."""
    from talkgraph.errors import NotesUnreadable
    from talkgraph.knowledge.build.sources import gather
    from talkgraph.model import SourceFile
    from talkgraph.sources import registry

    files = [SourceFile(path=folder / name, name=name) for name in (*NEIGHBOURS, *names)]
    size = sum(each.path.stat().st_size for each in files)
    began = time.process_time()
    try:
        readings = registry.read_all(files)
        events = gather(sorted(readings, key=lambda each: each.source)).events
    except NotesUnreadable as error:
        yield f"the neighbours are gone: {error}"
        return
    except Exception:  # whatever it is, it is what is looked for
        yield traceback.format_exc()[-1200:]
        return
    seconds = time.process_time() - began
    if seconds > _SECONDS + _SECONDS_A_BYTE * size:
        yield f"{size} bytes took {seconds:.1f} s"
    for source, reading in zip(files, readings, strict=True):
        yield from _odd(source, reading)
    yield from _lost(events)


def _smallest(folder: Path, names: Sequence[str], found: str) -> str:
    """Say which source it is, and how little of it is enough."""
    for name in names:
        path = folder / name

        def fails(data: bytes, path: Path = path, name: str = name) -> bool:
            path.write_bytes(data)
            return any(each[-40:] == found[-40:] for each in read_group(folder, [name]))

        whole = path.read_bytes()
        if fails(whole):
            little = smallest(whole, fails)
            return f"the smallest that does it: {name.partition('/')[2]} with {little!r}"
    return "none of the sources does it alone"


def _odd(source: "SourceFile", reading: "Reading") -> Iterator[str]:
    """Say what is wrong with the reading of a file."""
    if reading.source != source.name:
        yield f"{source.name} is told of as {reading.source}"
    if not (reading.events or reading.groups or reading.diagnostics or reading.taken_for):
        yield f"{source.name} tells of nothing, and nothing says why"
    data = source.path.read_bytes()
    lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\0") + _LEAST
    for each in reading.diagnostics:
        text = str(each)
        if each.line is not None and not 1 <= each.line <= lines:
            yield f"{text}: there is no line {each.line}"
        if not each.message or "\n" in each.message or "Traceback" in text:
            yield f"{text!r} is no sentence"
    coverage = reading.coverage
    if coverage is not None and coverage.missing:
        yield f"{source.name}: lines {coverage.missing[:9]} are unaccounted for"


def _lost(events: "Sequence[Event]") -> Iterator[str]:
    told: set[str] = set()
    for event in events:
        for talk in event.talks:
            told.update((talk.title, *(each.name for each in talk.speakers)))
            told.update(each.plain for each in talk.posts)
            told.update(each.plain for each in talk.notes)
    missing = [text for text in _THEIRS if text not in told]
    if missing:
        yield f"the neighbours lost {missing}"


def _build(trial: Trial, group: int) -> None:
    """Build a base of one group, which has to open and to be whole."""
    sources = trial.folder / str(group)
    found = _built(trial, sources)
    for each in found:
        trial.fault(f"a base of it: {each}", group)
    if found and trial.part is not None:
        names = sorted(path.relative_to(sources).as_posix() for path in sources.rglob("*.*"))
        trial.fault(_smallest_built(trial, sources, names, found[0]), group)
    trial.counts["bases built of some"] += 1


def _smallest_built(trial: Trial, sources: Path, names: Sequence[str], found: str) -> str:
    alone = trial.folder / "alone"
    for name in names:

        def fails(data: bytes, name: str = name) -> bool:
            shutil.rmtree(alone, ignore_errors=True)
            write(alone, {**NEIGHBOURS, name: data})
            return any(each[-40:] == found[-40:] for each in _built(trial, alone))

        whole = (sources / name).read_bytes()
        if name not in NEIGHBOURS and fails(whole):
            return f"the smallest that does it: {name} with {smallest(whole, fails, 200)!r}"
    return "none of the sources does it alone"


def _built(trial: Trial, sources: Path) -> Sequence[str]:
    """Say what is wrong with a base that is built of sources."""

    def tried() -> tuple[str, ...]:
        from talkgraph.knowledge.entry import open_knowledge_base

        kb = sources.with_name(f"{sources.name}-kb")
        shutil.rmtree(kb, ignore_errors=True)
        build(sources, kb, trial.ground.vocabulary)
        opened = open_knowledge_base(kb)
        texts = {each.text for each in opened.passages()}
        lost = {text for text in _THEIRS if text.endswith(".")} - texts
        opened.export("nq")
        return (*opened.verify(), *(f"lost {text}" for text in lost))

    try:
        return in_child(tried)
    except ChildFailed as error:
        return (str(error).rstrip()[-1200:],)
