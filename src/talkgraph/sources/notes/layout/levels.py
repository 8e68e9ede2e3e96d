"""At which level the talks of a file stand, or that the whole file is one talk.

Every way to read a file is a hypothesis: the whole file is one talk, or the talks stand at one
level of what acts as headings (`outline.Form`). Each is scored by what the headings show, with the
weights of two tables (`evidence.OF_A_TALK`, `OF_A_FILE`); the highest score wins. Files that lie
together lean to what most of them are (`folders`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.sources.notes.event.contents import Contents
from talkgraph.sources.notes.event.dates import day_of
from talkgraph.sources.notes.event.places import folded, when_and_where
from talkgraph.sources.notes.layout.evidence import (
    OF_A_TALK,
    SURE,
    Clues,
    Shown,
    are_alike,
    habit_of,
    has_evidence,
    is_dated,
    is_day,
    is_of_event,
    is_who,
    shown_by,
    speaker_below,
)
from talkgraph.sources.notes.layout.names import is_track, year_in
from talkgraph.sources.notes.layout.outline import LEVELS, Form, Heading, Marks, headings_of
from talkgraph.sources.notes.layout.titles import Habit
from talkgraph.sources.notes.layout.words.headings import is_programme, session_words
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import block_pieces, lines_of, text_of
from talkgraph.sources.notes.markdown.source import Source

OF_A_FILE: Final[Mapping[str, float]] = {
    "speaker of the file": 3.0,
    "front matter of a talk": 3.0,
    "named like its title": 1.2,
    "one of several of its day": 2.0,
    "no other heading": 1.0,
    "in the folder of an event": 1.0,
    "a file": 0.4,
    "title of an event": -3.0,
    "a programme": -3.0,
    "title is a date": -3.0,
    "title of a track": -3.0,
    "named as a day": -1.5,
    "no title": -0.2,
}
"""What speaks for a whole file being one talk."""

_TALKS_BY_TITLE: Final = 1.0
_MOST_PLAIN: Final = 0.3
_MOST_LISTED: Final = 0.6
_LONE: Final = -0.3
_TOPMOST: Final = 0.4
_LIKELY: Final = SURE - 0.2
_FEWEST_OF_FORM: Final = 2
_HEADINGS_BEHIND: Final = 2
_BLOCKS_BELOW: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """How a file is read: `level` is that of the talks, `None` where the whole file is one.

    `scores` has every hypothesis by its name, `signs` how often each sign spoke for the best, seen
    in so many `headings`; `chosen` says who has said which it is, where somebody has.
    """

    level: int | None
    form: Form
    title: int | None
    scores: Mapping[str, float] = field(default_factory=dict)
    signs: Mapping[str, int] = field(default_factory=dict)
    headings: int = 0
    chosen: str = ""

    @property
    def best(self) -> float:
        """The score of the best level."""
        return max((s for n, s in self.scores.items() if n != "file"), default=0.0)

    @property
    def margin(self) -> float:
        """By how much the whole file being one talk is ahead."""
        whole = self.scores.get("file", 0.0)
        return whole - self.best


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Looks:
    """What is seen in a file by itself, whatever is known of it from elsewhere; seen but once."""

    blocks: Sequence[Block]
    contents: Contents
    source: Source
    _marks: dict[Form, Marks] = field(default_factory=dict)
    _habits: dict[Form, Habit] = field(default_factory=dict)
    _shown: dict[int, Shown] = field(default_factory=dict)

    def marks(self, form: Form) -> Marks:
        """Return what acts as a heading with one form."""
        if form not in self._marks:
            self._marks[form] = headings_of(self.blocks, self.contents, self.source, form)
        return self._marks[form]

    def of_form(self, form: Form) -> list[Heading]:
        """Return the headings of a form alone."""
        return [heading for heading in self.marks(form).headings if heading.form is form]

    def habit(self, form: Form) -> Habit:
        """Return how the headings of a form are written."""
        if form not in self._habits:
            before = self.marks(form).before if form is Form.HEADING else ()
            self._habits[form] = habit_of(self.of_form(form), before, self.source)
        return self._habits[form]

    def shown(self, headings: Sequence[Heading], form: Form) -> list[Shown]:
        """Return what some of the headings of a form show."""
        for heading in headings:
            if id(heading) not in self._shown:
                self._shown[id(heading)] = shown_by(heading, self.habit(form), self.source)
        return [self._shown[id(heading)] for heading in headings]


def read_levels(looks: Looks, clues: Clues) -> tuple[Levels, Marks, Habit]:
    """Score every hypothesis on a file, and return the best with its headings and their habit."""
    source, plain = looks.source, looks.marks(Form.HEADING)
    habit = looks.habit(Form.HEADING)
    scores: dict[str, float] = {}
    found: dict[str, Sequence[Shown]] = {}
    title = _title_place(plain.headings, clues, source)
    signs = _of_file(plain, title, clues, habit, source)
    scores["file"] = sum(OF_A_FILE[sign] for sign in signs) + clues.lean
    if looks.contents.programme:
        scores["file"] += OF_A_FILE["a programme"]
    eventful = title is not None and is_of_event(plain.headings[title].title, clues)
    for place, (number, of_level) in enumerate(_levels(plain.headings, title)):
        shown = looks.shown(of_level, Form.HEADING)
        top = _TOPMOST if place == 0 else 0.0
        scores[f"level {number}"] = _of_level(shown, eventful=eventful) + top
        found[f"level {number}"] = shown
    marked = any(h.anchor or h.listed for h in plain.headings)
    for form in LEVELS if not marked else ():
        of_form = looks.of_form(form)
        if len(of_form) < _FEWEST_OF_FORM or (
            form is Form.QUOTE and len(of_form) < _quotes(looks.blocks)
        ):
            continue
        shown = looks.shown(of_form, form)
        breaks = sum(_is_between_talks(h.title) for h in of_form)
        if sum(s.talkness >= _LIKELY for s in shown) * 2 >= len(shown) - breaks > 1:
            scores[form.value] = _of_level(shown, eventful=eventful)
            found[form.value] = shown
    best = max(scores, key=lambda name: (round(scores[name], 6), name == "file"))
    form = Form(best) if best in {each.value for each in LEVELS} else Form.HEADING
    level = LEVELS.get(form)
    if level is None and best != "file":
        level = int(best.removeprefix("level "))
    seen = found.get(best, ())
    reading = Levels(
        level=level,
        form=form,
        title=title,
        scores=scores,
        signs=Counter(sign for s in seen for sign in s.signs) if seen else Counter(signs),
        headings=len(seen),
    )
    return reading, looks.marks(form), looks.habit(form)


def _is_between_talks(title: str) -> bool:
    return is_programme(title) or session_words(title) is not None


def _quotes(blocks: Sequence[Block]) -> int:
    return sum(block.kind == "blockquote" for block in blocks)


def _levels(headings: Sequence[Heading], title: int | None) -> list[tuple[int, list[Heading]]]:
    levels: dict[int, list[Heading]] = {}
    for n, heading in enumerate(headings):
        if heading.form is not Form.HEADING:
            continue
        if n != title and not is_day(heading) and (heading.title or heading.anchor):
            levels.setdefault(heading.level, []).append(heading)
    return sorted(levels.items())


def _of_level(shown: Sequence[Shown], *, eventful: bool) -> float:
    plain, listed = OF_A_TALK["plain"], OF_A_TALK["listed"]
    weights = [s.talkness for s in shown]
    total = sum(weight for weight in weights if weight not in {plain, listed})
    total += min(_MOST_PLAIN, plain * weights.count(plain))
    total += min(_MOST_LISTED, listed * weights.count(listed))
    lone = len(shown) == 1 and shown[0].talkness <= plain
    return total + (_TALKS_BY_TITLE if eventful else 0.0) + (_LONE if lone else 0.0)


def _of_file(
    marks: Marks, title: int | None, clues: Clues, habit: Habit, source: Source
) -> tuple[str, ...]:
    """Return what speaks for the whole file being one talk, and against it."""
    headings = marks.headings
    heading = headings[title] if title is not None else None
    signs = ["a file", *_of_name(headings, heading, clues)]
    if title is not None:
        signs += _of_title(headings, title, clues, habit, source)
    elif speaker_below(marks.before, source) is not None:
        signs.append("speaker of the file")
    elif clues.title is not None and not headings and is_of_event(clues.title, clues):
        signs.append("title of an event")
    if clues.shared:
        signs.append("one of several of its day")
    elif clues.dated and "speaker of the file" not in signs:
        signs.append("named as a day")
    return tuple(signs)


def _of_name(headings: Sequence[Heading], heading: Heading | None, clues: Clues) -> list[str]:
    """Return what the front matter, the file's name and the number of headings say."""
    signs = ["front matter of a talk"] if clues.talk else []
    titled = heading is not None or clues.title is not None
    if len(headings) == (heading is not None) and (heading is not None or not titled):
        signs.append("no other heading")
    if clues.name and are_alike(clues.name, heading.title if heading else clues.title or ""):
        signs.append("named like its title")
    if headings and heading is None and is_day(headings[0]):
        signs.append("title is a date")
    return [*signs, "no title"] if headings and not titled else signs


def _of_title(
    headings: Sequence[Heading], title: int, clues: Clues, habit: Habit, source: Source
) -> list[str]:
    """Return what the heading that is the title says, with the lines below it."""
    heading = headings[title]
    told = shown_by(heading, habit, source).talkness >= SURE
    told = told or _speaker_heading(headings, title, source)
    signs = ["speaker of the file"] if told else []
    named = clues.is_stem(heading.title)
    if named and (clues.shared or not clues.dates):
        return signs
    if is_track(heading.title) and not told and len(headings) > 1:
        signs.append("title of a track")
    elif named or day_of(heading.title) or is_dated(heading.title):
        signs.append("title is a date")
    elif is_of_event(heading.title, clues) and (not told or year_in(heading.title)):
        signs.append("title of an event")
    elif clues.placed and not clues.dated:
        signs.append("in the folder of an event")
    return signs


def _speaker_heading(headings: Sequence[Heading], title: int, source: Source) -> bool:
    """Tell whether the heading behind the title is a label of speakers: `## Speaker: Ana Reed`."""
    behind = headings[title + 1 : title + _HEADINGS_BEHIND + 1]
    return any(is_who(heading, source) for heading in behind)


def _title_place(headings: Sequence[Heading], clues: Clues, source: Source) -> int | None:
    """Return the place of the heading that is the file's title: the first one or none."""
    if not headings or headings[0].anchor or headings[0].listed or not headings[0].title:
        return None
    first, rest = headings[0], [h for h in headings[1:] if not is_day(h)]
    if clues.is_stem(first.title):
        return 0
    if clues.title is not None:
        ours, theirs = set(folded(first.title).split()), set(folded(clues.title).split())
        alike = len(ours & theirs) * 2 >= max(len(ours), len(theirs))
        return 0 if alike or (year_in(first.title) and not is_day(first)) else None
    if is_day(first):
        return None
    above = all(first.level < other.level for other in rest)
    dated = any(
        when_and_where(text_of(line)) is not None
        for block in first.below[:_BLOCKS_BELOW]
        if block.kind == "paragraph"
        for line in lines_of(block_pieces(block))[:1]
    )
    if above or dated or year_in(first.title) or _is_led(headings, source):
        return 0
    if is_of_event(first.title, clues) and not has_evidence(first):
        return 0
    return 0 if _opens_talk(headings, clues, source) else None


def _opens_talk(headings: Sequence[Heading], clues: Clues, source: Source) -> bool:
    """Tell whether the first heading is a talk's and those as high are parts of it.

    So it is where it has the name of the file, and no other names a speaker.
    """
    first, rest = headings[0], [h for h in headings[1:] if h.level <= headings[0].level]
    if not clues.name or not are_alike(clues.name, first.title):
        return False
    plain = Habit()
    shown = [shown_by(h, plain, source) for h in rest]
    return not any(s.talkness >= SURE or "anchor" in s.signs for s in shown)


def _is_led(headings: Sequence[Heading], source: Source) -> bool:
    """Tell whether the first heading alone is followed by a smaller one of who speaks."""
    named = [n for n, heading in enumerate(headings) if is_who(heading, source)]
    return named == [1] and headings[1].level > headings[0].level
