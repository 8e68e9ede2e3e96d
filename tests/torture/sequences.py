"""Random edits of notes, programmes and archives, one after another, and a base built after each.

Such a base is, to the last byte of all that it answers and of its files but for the store's own,
what one is that was built once of the same sources.
"""

import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import samples
from forks import in_child
from grounds import answers_of, build, differences
from trials import Trial

_EDITS: Final = 10
_FORMS: Final = ("notes", "xml", "ics", "tweets", "outbox")
_NAMES: Final = {
    "notes": "{0}/notes.md",
    "xml": "{0}/schedule.xml",
    "ics": "{0}/{0}.ics",
    "tweets": "{0}/data/tweets.js",
    "outbox": "{0}/outbox.json",
}
_EVENTS: Final = ("Quay Conf 2031", "Tide Conf 2031", "Lamp Days 2030")
_TITLES: Final = (
    *("Ropes That Hold", "Lamps After Dark", "Tides by Hand", "Moon and Water", "Small Boats"),
    *("Paying for Pagers", "Ropes That Held", "Bells"),
)
_PEOPLE: Final = ("Mara Lind", "Ben Ode", "Ida Holt", "Dr. Ida Holt", "Ida Holt (Quay Ltd)", "")
_SAID: Final = (
    "Being on call is work and has to be paid like work. #quayconf",
    "Alerts that nobody acts on teach people to ignore alerts. #tideconf",
    '"Hope is not a plan for the database", says Mara Lind #quayconf',
    "We rehearse incidents until the rehearsal bores us. [I doubt it.] #lampdays",
    "Dashboards show what we expected to break. Traces show the rest. [fin] #quayconf",
)


@dataclass(slots=True)
class Told:
    """What a file tells: an event, its talks, and the words said in each."""

    form: str
    event: str
    talks: list[tuple[str, str, list[str]]] = field(default_factory=list)


Files = dict[str, Told]


def sequence(trial: Trial) -> None:
    """Edit ten times, build after each, and compare at the end and once before."""
    for each in in_child(lambda: list(_edited(trial))):
        trial.fault(each)


def _edited(trial: Trial) -> Iterator[str]:
    chance = trial.chance
    folder, grown = trial.folder / "sources", trial.folder / "grown"
    files: Files = {}
    for form in _FORMS[: 3 + trial.number % 3]:
        _new_file(files, chance, form)
    compared = {_EDITS, chance.randrange(1, _EDITS)}
    done: list[str] = []
    for number in range(1, _EDITS + 1):
        done.append(_edit(files, chance))
        trial.tell(" > ".join(done))
        _write(folder, files, packed=chance.random() < 0.2)
        first = _built(folder, grown, trial)
        if number in compared:
            anew = trial.folder / f"anew-{number}"
            other = _differences(first, _built(folder, anew, trial))
            if other:
                yield f"after {' > '.join(done)}: {other}"
            shutil.rmtree(anew, ignore_errors=True)


def _built(folder: Path, kb: Path, trial: Trial) -> dict[str, str] | str:
    """Build, and return what the base answers, or why there is none."""
    from talkgraph.errors import NotesUnreadable
    from talkgraph.knowledge.entry import open_knowledge_base

    try:
        report = build(folder, kb, trial.ground.vocabulary)
    except NotesUnreadable as error:
        return str(error)
    found = open_knowledge_base(kb)
    counts = {key: value for key, value in report.counts.items() if key != "embedded"}
    return {
        **answers_of(found),
        "name": report.generation.name,
        "counts": str(sorted(counts.items())),
        "verify": str(found.verify()),
    }


def _differences(one: dict[str, str] | str, other: dict[str, str] | str) -> str:
    if isinstance(one, str) or isinstance(other, str):
        return "" if one == other else f"{one} and {other}"
    return differences(one, other)


# ── edits ────────────────────────────────────────────────────────────────────────────────────


def _edit(files: Files, chance: random.Random) -> str:
    """Change something, and return in words what."""
    name = chance.choice(sorted(files)) if files else ""
    if not name or (len(files) < 3 and chance.random() < 0.3):
        return f"new {_new_file(files, chance, chance.choice(_FORMS))}"
    way = chance.choice(sorted(_EDITS_OF))
    _EDITS_OF[way](files, name, chance)
    return f"{way} {name}"


def _new_file(files: Files, chance: random.Random, form: str) -> str:
    name = _NAMES[form].format(chance.choice("abc"))
    files[name] = Told(form, chance.choice(_EVENTS))
    for _ in range(chance.randint(1, 3)):
        _add_talk(files, name, chance)
    return name


def _add_talk(files: Files, name: str, chance: random.Random) -> None:
    said = chance.choices(_SAID, k=chance.randint(0, 3))
    talk = (chance.choice(_TITLES), chance.choice(_PEOPLE), said)
    files[name].talks.insert(chance.randint(0, len(files[name].talks)), talk)


def _drop_talk(files: Files, name: str, chance: random.Random) -> None:
    if len(files[name].talks) > 1:
        files[name].talks.pop(chance.randrange(len(files[name].talks)))


def _retitle(files: Files, name: str, chance: random.Random) -> None:
    talks = files[name].talks
    place = chance.randrange(len(talks))
    talks[place] = (chance.choice(_TITLES), *talks[place][1:])


def _other_speaker(files: Files, name: str, chance: random.Random) -> None:
    talks = files[name].talks
    place = chance.randrange(len(talks))
    talks[place] = (talks[place][0], chance.choice(_PEOPLE), talks[place][2])


def _say(files: Files, name: str, chance: random.Random) -> None:
    chance.choice(files[name].talks)[2].append(chance.choice(_SAID))


def _unsay(files: Files, name: str, chance: random.Random) -> None:
    said = chance.choice(files[name].talks)[2]
    if said:
        said.pop(chance.randrange(len(said)))


def _shuffle(files: Files, name: str, chance: random.Random) -> None:
    chance.shuffle(files[name].talks)


def _other_event(files: Files, name: str, chance: random.Random) -> None:
    files[name].event = chance.choice(_EVENTS)


def _remove(files: Files, name: str, _: random.Random) -> None:
    if len(files) > 1:
        del files[name]


def _move(files: Files, name: str, chance: random.Random) -> None:
    told = files.pop(name)
    files[_NAMES[told.form].format(chance.choice("abcd"))] = told


def _copy(files: Files, name: str, chance: random.Random) -> None:
    told = files[name]
    talks = [(title, who, list(said)) for title, who, said in told.talks]
    files[_NAMES[told.form].format(chance.choice("abcd"))] = Told(told.form, told.event, talks)


def _nothing(_: Files, __: str, ___: random.Random) -> None:
    """Write all anew as it is."""


_EDITS_OF: Final[dict[str, Callable[[Files, str, random.Random], None]]] = {
    "a talk more in": _add_talk,
    "a talk less in": _drop_talk,
    "another title in": _retitle,
    "another speaker in": _other_speaker,
    "more said in": _say,
    "less said in": _unsay,
    "another order in": _shuffle,
    "another event in": _other_event,
    "removed": _remove,
    "moved": _move,
    "copied": _copy,
    "nothing in": _nothing,
}


# ── writing ──────────────────────────────────────────────────────────────────────────────────


def _write(folder: Path, files: Files, *, packed: bool) -> None:
    """Write all sources anew, some of them in an archive."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    names = sorted(files)
    inside = names[: len(names) // 2] if packed else []
    for name in names:
        if name not in inside:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of(files[name]), encoding="utf-8")
    if inside:
        with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
            for name in inside:
                archive.writestr(zipfile.ZipInfo(name), text_of(files[name]))


def text_of(told: Told) -> str:
    """Return what a file has in it that tells this."""
    if told.form == "notes":
        return _notes(told)
    if told.form == "xml":
        return _xml(told)
    if told.form == "ics":
        return _ics(told)
    words = [f"{title}, {who}: {text}" for title, who, said in told.talks for text in said]
    return samples.tweets(*words) if told.form == "tweets" else samples.outbox(*words)


def _notes(told: Told) -> str:
    lines = [f"# {told.event}", "", "May 4-5, 2031 — Bergen, Norway", ""]
    for title, who, said in told.talks:
        lines += [f"## {title}", "", who, "", *(f"> {text}\n" for text in said)]
    return "\n".join(lines)


def _xml(told: Told) -> str:
    events = "".join(
        f"<event id='{n}'><date>2031-05-04T{9 + n % 9:02d}:00:00+02:00</date>"
        f"<start>{9 + n % 9:02d}:00</start><duration>00:30</duration><title>{title}</title>"
        f"<abstract>{' '.join(said).replace('&', '&amp;')}</abstract>"
        f"<persons>{f'<person>{who}</person>' if who else ''}</persons></event>"
        for n, (title, who, said) in enumerate(told.talks, 1)
    )
    return (
        f"<schedule><conference><title>{told.event}</title><start>2031-05-04</start>"
        "<end>2031-05-04</end></conference><day index='1' date='2031-05-04'><room name='A'>"
        f"{events}</room></day></schedule>"
    )


def _ics(told: Told) -> str:
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@x.example\r\nDTSTART:20310504T{9 + n % 9:02d}0000Z\r\n"
        f"DURATION:PT30M\r\nSUMMARY:{title}{f' - {who}' if who else ''}\r\nEND:VEVENT\r\n"
        for n, (title, who, _) in enumerate(told.talks, 1)
    )
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:{told.event}\r\n"
    return f"{head}{entries}END:VCALENDAR\r\n"
