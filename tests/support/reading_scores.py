"""How well notes are read: what a reader found in files against what a person read there.

Titles are one where they are equal without regard to accents, case and marks, or similar by
`TITLES`; so are names of people and events, with limits of their own. A talk that the person calls
something else than a talk (a workshop, say) counts neither as missed nor as false.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rapidfuzz import fuzz

from talkgraph.model import Event, Reading, Speaker, Talk

TITLES: Final = 82.0
NAMES: Final = 85.0
EVENTS: Final = 90.0


@dataclass(slots=True, kw_only=True)
class Counts:
    """What was found that is right, what was missed, and what was found but is not there."""

    right: int = 0
    missed: int = 0
    false: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        wrong = self.missed + self.false
        return 2 * self.right / (2 * self.right + wrong) if self.right or wrong else 1.0

    def __str__(self) -> str:
        return f"{self.f1:.3f} ({self.right} right, {self.missed} missed, {self.false} false)"


@dataclass(slots=True, kw_only=True)
class Share:
    """How many of all are right."""

    right: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.right / self.of if self.of else 1.0

    def count(self, right: bool) -> None:
        self.right += right
        self.of += 1

    def __str__(self) -> str:
        return f"{self.right}/{self.of}"


@dataclass(slots=True, kw_only=True)
class Figures:
    """The figures of some files; `faults` has a line for each fault."""

    titles: Counts = field(default_factory=Counts)
    speakers: Counts = field(default_factory=Counts)
    events: Share = field(default_factory=Share)
    dates: Share = field(default_factory=Share)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"F1 of titles {self.titles}, of speakers {self.speakers};"
            f" events {self.events}, dates {self.dates}"
        )


def score(
    gold: Iterable[Mapping[str, Any]],
    readings: Mapping[str, Reading],
    authors: Collection[str] | None = None,
) -> Figures:
    """Compare readings, by the names that `gold` gives their files, with what is right there.

    With `authors`, only their files count.
    """
    figures = Figures()
    for file in gold:
        if authors is None or file["author"] in authors:
            reading = readings.get(file["file"])
            _score_file(file, reading.event if reading else None, figures)
    return figures


def _score_file(file: Mapping[str, Any], event: Event | None, figures: Figures) -> None:
    talks = list(event.talks) if event else []
    scored = [talk for talk in file["talks"] if talk["kind"] == "talk"]
    others = [talk for talk in file["talks"] if talk["kind"] != "talk"]
    pairs = _matched(scored, talks)
    found = {id(talk) for _, talk in pairs}
    rest = [talk for talk in talks if id(talk) not in found]
    neither = {id(talk) for _, talk in _matched(others, rest)}
    extra = [talk for talk in rest if id(talk) not in neither]
    known = {id(wanted) for wanted, _ in pairs}
    missed = [wanted for wanted in scored if id(wanted) not in known]

    def fault(what: str) -> None:
        figures.faults.append(f"{file['file']}: {what}")

    figures.titles.right += len(pairs)
    figures.titles.missed += len(missed)
    figures.titles.false += len(extra)
    for wanted in missed:
        figures.speakers.missed += len(wanted["speakers"])
        fault(f"no talk {wanted['title']!r}")
    for talk in extra:
        figures.speakers.false += len(talk.speakers)
        fault(f"talk {talk.title!r} is none")
    for wanted, talk in pairs:
        right = _people_right(wanted["speakers"], talk.speakers)
        figures.speakers.right += right
        figures.speakers.missed += len(wanted["speakers"]) - right
        figures.speakers.false += len(talk.speakers) - right
        if not right == len(wanted["speakers"]) == len(talk.speakers):
            names = [speaker.name for speaker in talk.speakers]
            fault(f"{talk.title!r} is by {names}, not {wanted['speakers']}")
    names = [file["event"], *file["event_alt"]]
    named = event is not None and _likeness(event.name, names) >= EVENTS
    figures.events.count(named)
    if not named:
        fault(f"the event is {event.name if event else None!r}, not {names[0]!r}")
    if file["date"] is not None:
        dated = event is not None and _is_dated(event, file["date"])
        figures.dates.count(dated)
        if not dated:
            fault(f"the date is not {file['date']}")


def _matched(
    gold: Sequence[Mapping[str, Any]], talks: Sequence[Talk]
) -> list[tuple[Mapping[str, Any], Talk]]:
    """Pair what is right with what was found, the most alike first, each but once."""
    alike = sorted(
        (
            (-_likeness(talk.title, [wanted["title"], *wanted["title_alt"]]), n, k)
            for n, wanted in enumerate(gold)
            for k, talk in enumerate(talks)
        )
    )
    taken: dict[int, int] = {}
    for unlike, n, k in alike:
        if -unlike >= TITLES and n not in taken and k not in taken.values():
            taken[n] = k
    return [(gold[n], talks[k]) for n, k in sorted(taken.items())]


def _people_right(names: Sequence[str], speakers: Sequence[Speaker]) -> int:
    """Count the names that some speaker has, by the name or the handle, each speaker but once."""
    left = list(speakers)
    for name in names:
        same = next((each for each in left if _is_called(each, name)), None)
        if same is not None:
            left.remove(same)
    return len(speakers) - len(left)


def _is_called(speaker: Speaker, name: str) -> bool:
    handle = speaker.account is not None and folded(name) == folded(speaker.account.handle)
    return handle or _likeness(speaker.name, [name]) >= NAMES


def _likeness(found: str, names: Sequence[str]) -> float:
    return max(fuzz.ratio(folded(found), folded(name)) for name in names)


def folded(text: str) -> str:
    """Return the words of a text without regard to accents, case and marks.

    >>> folded("Crème  brûlée: (THE talk)")
    'creme brulee the talk'
    """
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare.casefold()))


def _is_dated(event: Event, wanted: str) -> bool:
    """Tell whether a year, a month, a day or a range ("a/b") is that of the event or its talks."""
    days = [talk.date for talk in event.talks if talk.date is not None]
    first, slash, last = wanted.partition("/")
    if slash:
        ends = {(event.start, event.end), (min(days, default=None), max(days, default=None))}
        return (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) in ends
    if event.start is not None:
        days.append(event.start)
    known = [day.isoformat() for day in days]
    if event.year is not None:
        month = f"-{event.month:02}" if event.month is not None else ""
        known.append(f"{event.year}{month}")
    return any(day[: len(wanted)] == wanted for day in known)
