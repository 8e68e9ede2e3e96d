"""At which level the talks of a file stand, and what each of its headings is.

Every way to read a file is a hypothesis: the whole file is one talk, or the talks stand at one
level of what acts as headings (`outline.Form`). Each is scored by what the headings show, with the
weights of one table; the highest score wins. Files that lie together lean to what most of them
are (`folders`). Above the talks stand days and containers ("Keynotes", "Track 2"); below them,
parts of a talk.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.model import SessionKind
from talkgraph.sources.notes.addresses import account_of, is_thread
from talkgraph.sources.notes.event.contents import Contents
from talkgraph.sources.notes.event.dates import day_of
from talkgraph.sources.notes.event.labels import Label, has_label
from talkgraph.sources.notes.event.places import folded, when_and_where
from talkgraph.sources.notes.layout.habits import habit_of, speaker_below
from talkgraph.sources.notes.layout.outline import (
    LEVELS,
    Form,
    Heading,
    Marks,
    Outline,
    Role,
    Section,
    headings_of,
)
from talkgraph.sources.notes.layout.titles import (
    Habit,
    choose,
    cleaned,
    is_numbered,
    ways,
)
from talkgraph.sources.notes.layout.words import (
    is_container,
    is_part,
    session_words,
    sessions_held,
)
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import PieceKind, block_pieces, lines_of, text_of
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.lines import says_who, speaker_line

# ── the weights ──────────────────────────────────────────────────────────────────────────────────

OF_A_TALK: Final[Mapping[str, float]] = {
    "anchor": 1.0,
    "posts": 1.0,
    "speaker": 1.0,
    "likely speaker": 0.7,
    "numbered": 0.5,
    "programme": 0.4,
    "linked": 0.3,
    "plain": 0.05,
    "part": -0.6,
    "a name": -0.6,
    "label": -0.5,
}
"""What one heading says for talks standing at its level: the highest counts, less what is below 0.

`part` is a word that names part of a talk ("Takeaways"), `label` one that names no talk at all.
"""

OF_A_FILE: Final[Mapping[str, float]] = {
    "speaker of the file": 3.0,
    "front matter of a talk": 3.0,
    "named like its title": 1.2,
    "no other heading": 1.0,
    "a file": 0.4,
    "title of an event": -3.0,
    "title is a date": -3.0,
    "named as a day": -1.5,
    "no title": -0.2,
}
"""What speaks for a whole file being one talk."""

_TALKS_BY_TITLE: Final = 1.0
_MOST_PLAIN: Final = 0.3
_LONE: Final = -0.5

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_EVENT_WORDS: Final = re.compile(
    r"\b\w*(?:conference|conf|summit|days|camp|fest|meetup|symposium|congress|hackathon)\b"
    r"|\b[A-Z]\w+Con\b|#\d+\)?$|^(?:my\s+)?notes\s+(?:from|on|of)\b",
    re.IGNORECASE,
)
_OF_TALKS: Final = frozenset(
    {
        *(Label.THREADS, Label.POSTS, Label.NOTES, Label.VIDEOS, Label.SLIDES, Label.IMAGES),
        Label.SKETCHNOTES,
    }
)
_SURE: Final = 0.65
_FIRST: Final = 2
_FEW: Final = 2
_MANY: Final = 3


# ── what a heading shows ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a heading shows, by the names of the weights; `talkness` is their sum, -1 to 1."""

    signs: tuple[str, ...]

    @property
    def talkness(self) -> float:
        """How much it looks like a talk's heading."""
        weights = [OF_A_TALK[sign] for sign in self.signs]
        return max((w for w in weights if w > 0), default=0.0) + sum(w for w in weights if w < 0)


def shown_by(heading: Heading, habit: Habit, source: Source) -> Shown:
    """Look at a heading and at what is just below it."""
    signs: list[str] = []
    if heading.anchor or heading.listed:
        signs.append("anchor")
    if has_evidence(heading):
        signs.append("posts")
    way = choose(ways(cleaned(heading.pieces, habit), source), habit)
    if way is not None:
        signs.append("speaker" if way.sure else "likely speaker")
    below = speaker_below(heading.below, source)
    if below is not None:
        signs.append("speaker" if below else "likely speaker")
    if is_numbered(heading.title) and habit.numbered > 1:
        signs.append("numbered")
    if re.match(r"(?:opening |closing )?keynote\b|panel\b", heading.title, re.I):
        signs.append("programme")
    links = [p for p in heading.pieces if p.kind is PieceKind.LINK]
    if links and text_of(links) == heading.title:
        signs.append("linked")
    if heading.label is not None:
        signs.append("label")
    elif is_part(heading.title):
        signs.append("part")
    elif way is None and _is_name(heading, source):
        signs.append("a name")
    elif heading.title:
        signs.append("plain")
    return Shown(signs=tuple(signs))


def _is_name(heading: Heading, source: Source) -> bool:
    """Tell whether a heading is a line of speakers, by its own label or by accounts."""
    line = speaker_line(heading.pieces, source)
    return line is not None and bool(line.speakers) and line.sure and not heading.anchor


def has_evidence(heading: Heading) -> bool:
    """Tell whether what is below a heading is a talk's: a speaker's account, a thread, posts."""
    if heading.form is not Form.HEADING:
        return False
    for n, block in enumerate(heading.below):
        if block.kind == "blockquote":
            return True
        if block.kind == "paragraph":
            links = [p for p in block_pieces(block) if p.kind is PieceKind.LINK]
            if any(is_thread(p.url) or (n == 0 and account_of(p.url)) for p in links):
                return True
            if has_label(block, Label.THREADS) or has_label(block, Label.POSTS):
                return True
    return False


# ── the hypotheses ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What is known of a file from outside its headings.

    `name` are the words of its name, without dates and numbers; `stem` is its whole name where it
    has some; `dated` is true where it is named
    by a date or a day alone; `title` is the front matter's; `talk` is true where the front matter
    is that of a talk (it names a speaker or the conference); `event` are names that the folders
    suggest; `lean` is what the files beside it say for one talk a file.
    """

    name: str = ""
    stem: str = ""
    dated: bool = False
    title: str | None = None
    talk: bool = False
    event: tuple[str, ...] = ()
    lean: float = 0.0

    def is_stem(self, title: str) -> bool:
        """Tell whether a title repeats the name of a file that has numbers in it."""
        return bool(self.stem) and folded(title) == folded(self.stem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """How a file is read: `level` is that of the talks, `None` where the whole file is one.

    `scores` has every hypothesis by its name, `reasons` what spoke for the best; `chosen` is true
    where somebody has said which it is.
    """

    level: int | None
    form: Form
    title: int | None
    scores: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    chosen: bool = False

    @property
    def best(self) -> float:
        """The score of the best level."""
        return max((s for n, s in self.scores.items() if n != "file"), default=0.0)

    @property
    def margin(self) -> float:
        """By how much the whole file being one talk is ahead."""
        whole = self.scores.get("file", 0.0)
        return whole - self.best


def read_levels(
    blocks: Sequence[Block], contents: Contents, source: Source, clues: Clues
) -> tuple[Levels, Marks, Habit]:
    """Score every hypothesis on a file, and return the best with its headings and their habit."""
    marks = {form: headings_of(blocks, contents, source, form) for form in (Form.HEADING, *LEVELS)}
    plain = marks[Form.HEADING]
    habit = habit_of(plain.headings, plain.before, source)
    scores: dict[str, float] = {}
    reasons: dict[str, tuple[str, ...]] = {}
    title = _title_place(plain.headings, clues, source)
    scores["file"], reasons["file"] = _of_file(plain, title, clues, habit, source)
    eventful = title is not None and is_of_event(plain.headings[title].title, clues)
    for level, of_level in _levels(plain.headings, title):
        shown = [shown_by(h, habit, source) for h in of_level]
        scores[f"level {level}"] = _of_level(shown, eventful=eventful)
        reasons[f"level {level}"] = _told(shown)
    habits = {Form.HEADING: habit}
    marked = any(h.anchor or h.listed for h in plain.headings)
    for form in LEVELS if not marked else ():
        of_form = [h for h in marks[form].headings if h.form is form]
        if len(of_form) < _FEW or (form is Form.QUOTE and len(of_form) < _quotes(blocks)):
            continue
        habits[form] = habit_of(of_form, (), source)
        shown = [shown_by(h, habits[form], source) for h in of_form]
        if sum(s.talkness >= _SURE - 0.2 for s in shown) * 2 >= len(shown):
            scores[form.value] = _of_level(shown, eventful=eventful)
            reasons[form.value] = _told(shown)
    best = max(scores, key=lambda name: (round(scores[name], 6), name == "file"))
    form = Form(best) if best in set(Form) - {"file"} else Form.HEADING
    level = None if best == "file" else LEVELS.get(form) or int(best.removeprefix("level "))
    reading = Levels(level=level, form=form, title=title, scores=scores, reasons=reasons[best])
    return reading, marks[form], habits.get(form, habit)


def _quotes(blocks: Sequence[Block]) -> int:
    return sum(block.kind == "blockquote" for block in blocks)


def _levels(headings: Sequence[Heading], title: int | None) -> list[tuple[int, list[Heading]]]:
    levels: dict[int, list[Heading]] = {}
    for n, heading in enumerate(headings):
        if n != title and not _is_day(heading) and (heading.title or heading.anchor):
            levels.setdefault(heading.level, []).append(heading)
    return sorted(levels.items())


def _of_level(shown: Sequence[Shown], *, eventful: bool) -> float:
    plain = OF_A_TALK["plain"]
    total = sum(s.talkness for s in shown if s.talkness != plain)
    total += min(_MOST_PLAIN, plain * sum(s.talkness == plain for s in shown))
    return total + (_TALKS_BY_TITLE if eventful else 0.0) + (_LONE if len(shown) == 1 else 0.0)


def _told(shown: Sequence[Shown]) -> tuple[str, ...]:
    counts = Counter(sign for s in shown for sign in s.signs)
    return tuple(f"{count} of {len(shown)} {sign}" for sign, count in counts.most_common())


def _of_file(
    marks: Marks, title: int | None, clues: Clues, habit: Habit, source: Source
) -> tuple[float, tuple[str, ...]]:
    headings = marks.headings
    signs = ["a file"]
    heading = headings[title] if title is not None else None
    if clues.talk:
        signs.append("front matter of a talk")
    first = heading.below if heading else marks.before
    if (heading is None and clues.title is None and not headings) or (
        heading is not None and len(headings) == 1
    ):
        signs.append("no other heading")
    if clues.name and _alike(clues.name, heading.title if heading else clues.title or ""):
        signs.append("named like its title")
    if headings and heading is None and _is_day(headings[0]):
        signs.append("title is a date")
    if heading is not None:
        shown = shown_by(heading, habit, source)
        told = shown.talkness >= _SURE
        told = told or _speaker_heading(headings, title, source)
        if told:
            signs.append("speaker of the file")
        if day_of(heading.title) or _is_dated(heading.title) or clues.is_stem(heading.title):
            signs.append("title is a date")
        elif is_of_event(heading.title, clues) and (not told or _YEAR.search(heading.title)):
            signs.append("title of an event")
    elif speaker_below(first, source) is not None:
        signs.append("speaker of the file")
    elif clues.title is not None and not headings and is_of_event(clues.title, clues):
        signs.append("title of an event")
    if heading is None and headings and clues.title is None:
        signs.append("no title")
    if clues.dated and "speaker of the file" not in signs:
        signs.append("named as a day")
    return sum(OF_A_FILE[sign] for sign in signs) + clues.lean, tuple(signs)


def _speaker_heading(headings: Sequence[Heading], title: int | None, source: Source) -> bool:
    """Tell whether the heading behind the title is a label of speakers: `## Speaker: Ana Reed`."""
    behind = headings[(title or 0) + 1 : (title or 0) + _FEW + 1]
    return any(_is_who(heading, source) for heading in behind)


def _is_who(heading: Heading, source: Source) -> bool:
    """Tell whether a heading is a line of speakers, by a label, an account or an employer."""
    line = speaker_line(heading.pieces, source)
    if line is None or not line.sure or not line.speakers:
        return False
    told = any(s.account or s.affiliation for s in line.speakers)
    return told or says_who(heading.pieces)


def _alike(name: str, title: str) -> bool:
    """Tell whether a file is named like a title: most words of the shorter are in the longer."""
    ours, theirs = set(folded(name).split()), set(folded(title).split())
    if not ours or not theirs:
        return False
    return len(ours & theirs) * 2 >= min(len(ours), len(theirs)) and bool(ours & theirs)


def is_of_event(title: str, clues: Clues) -> bool:
    """Tell whether a title is that of an event: a year, a word of events, or a folder's name."""
    if _YEAR.search(title) or _EVENT_WORDS.search(title):
        return True
    words = set(folded(title).split())
    known = [set(folded(name).split()) for name in clues.event]
    return bool(words) and any(words <= other or (other and other <= words) for other in known)


def _is_dated(title: str) -> bool:
    return re.fullmatch(r"[\d\s./_-]{6,}(?:\w+)?", title.strip()) is not None


# ── the roles ────────────────────────────────────────────────────────────────────────────────────


def outline(
    reading: Levels,
    marks: Marks,
    habit: Habit,
    contents: Contents,
    source: Source,
) -> Outline:
    """Give every heading its role, and gather the blocks below those that count."""
    roles, kinds = _roles(reading, marks.headings, habit, contents, source)
    preamble = list(marks.before)
    sections: list[tuple[Role, Heading | None, list[Block], SessionKind | None]] = []
    blocks = preamble
    at = 0
    for heading, below in marks.groups:
        if heading is None:
            blocks = list(below)
            if blocks:
                sections.append((Role.EVENT_PART, None, blocks, None))
            continue
        role, kind = roles[at], kinds[at]
        at += 1
        if role is Role.INNER:
            blocks += [heading.block, *heading.below]
            continue
        blocks = list(heading.below)
        sections.append((role, heading, blocks, kind))
    return Outline(
        preamble=tuple(preamble),
        sections=tuple(
            Section(role=role, heading=heading, blocks=tuple(held), kind=kind)
            for role, heading, held, kind in sections
        ),
    )


def _roles(
    reading: Levels,
    headings: Sequence[Heading],
    habit: Habit,
    contents: Contents,
    source: Source,
) -> tuple[list[Role], list[SessionKind | None]]:
    kinds: list[SessionKind | None] = [None] * len(headings)
    if reading.level is None:
        roles = [Role.INNER] * len(headings)
        if reading.title is not None:
            roles[reading.title] = Role.SECTION
        return roles, kinds
    given: list[Role | None] = [None] * len(headings)
    if reading.title is not None:
        given[reading.title] = Role.TITLE
    for n, heading in enumerate(headings):
        if given[n] is None and n < _FIRST and _is_date_line(heading):
            given[n] = Role.EVENT_PART
        elif given[n] is None and _is_day(heading):
            given[n] = Role.DAY
    shown = [shown_by(h, habit, source) for h in headings]
    any_contents = any(h.listed for h in headings)
    held: tuple[int, SessionKind | None] | None = None
    begun = False
    for n, heading in enumerate(headings):
        if held is not None and heading.level <= held[0]:
            held = None
        if given[n] is not None:
            continue
        role = _role(n, headings, shown, given, reading.level, any_contents=any_contents)
        named_part = heading.label in _OF_TALKS or "part" in shown[n].signs
        if named_part and heading.level >= reading.level and not heading.anchor:
            role = Role.INNER if begun else Role.EVENT_PART
        inside = held is not None and heading.level > held[0]
        if role is Role.CONTAINER:
            held = (heading.level, sessions_held(heading.title))
        elif role is Role.SECTION and inside:
            assert held is not None
            kinds[n] = held[1]
        given[n] = role
        begun = begun or role is Role.SECTION
    return [role or Role.INNER for role in given], kinds


def _role(
    n: int,
    headings: Sequence[Heading],
    shown: Sequence[Shown],
    given: Sequence[Role | None],
    level: int,
    *,
    any_contents: bool,
) -> Role:
    heading = headings[n]
    if heading.listed:
        return Role.SECTION
    if not (heading.title or heading.anchor):
        return Role.INNER
    if heading.level > level:
        deep = bool(heading.anchor) and (not any_contents or has_evidence(heading))
        return Role.SECTION if deep or _under_container(n, headings, shown, given) else Role.INNER
    if heading.level < level:
        return _above(n, headings, shown, level)
    if heading.label is not None or (heading.over_contents and not heading.anchor):
        return Role.EVENT_PART
    if _may_hold(heading.title) and _holds_talks(n, headings, shown):
        return Role.CONTAINER
    if _is_stray(n, headings, shown, level):
        return Role.EVENT_PART
    return Role.SECTION


def _is_stray(n: int, headings: Sequence[Heading], shown: Sequence[Shown], level: int) -> bool:
    """Tell a last heading without a number from the talks, which all have one."""
    places = [k for k, h in enumerate(headings) if h.level == level]
    numbered = [k for k in places if "numbered" in shown[k].signs]
    if n in numbered or shown[n].talkness >= _SURE or 5 * len(numbered) < 4 * (len(places) - 1):
        return False
    return bool(numbered) and n > numbered[-1]


def _may_hold(title: str) -> bool:
    return is_container(title) and session_words(title) is None


def _above(n: int, headings: Sequence[Heading], shown: Sequence[Shown], level: int) -> Role:
    """Say what a heading is that stands above the level of the talks."""
    heading = headings[n]
    if shown[n].talkness >= _SURE or heading.anchor:
        return Role.SECTION
    if any(h.level == level for h in _within(n, headings)):
        return Role.CONTAINER
    if shown[n].talkness >= OF_A_TALK["programme"]:
        return Role.SECTION
    return Role.EVENT_PART


def _within(n: int, headings: Sequence[Heading]) -> list[Heading]:
    held: list[Heading] = []
    for heading in headings[n + 1 :]:
        if heading.level <= headings[n].level:
            break
        held.append(heading)
    return held


def _holds_talks(n: int, headings: Sequence[Heading], shown: Sequence[Shown]) -> bool:
    """Tell whether the headings just below one look like those of talks."""
    held = _within(n, headings)
    if not held or shown[n].talkness >= _SURE:
        return False
    top = min(h.level for h in held)
    places = [n + 1 + k for k, h in enumerate(held) if h.level == top]
    return 2 * sum(shown[p].talkness >= _SURE for p in places) >= len(places)


def _under_container(
    n: int,
    headings: Sequence[Heading],
    shown: Sequence[Shown],
    given: Sequence[Role | None],
) -> bool:
    """Tell whether a heading stands just below a container that stands at the level of talks."""
    for m in range(n - 1, -1, -1):
        if headings[m].level < headings[n].level:
            return given[m] is Role.CONTAINER and shown[n].talkness > 0
    return False


def _title_place(headings: Sequence[Heading], clues: Clues, source: Source) -> int | None:
    """Return the place of the heading that is the file's title: the first one or none."""
    if not headings or headings[0].anchor or headings[0].listed or not headings[0].title:
        return None
    first, rest = headings[0], [h for h in headings[1:] if not _is_day(h)]
    if clues.title is not None:
        ours, theirs = set(folded(first.title).split()), set(folded(clues.title).split())
        alike = len(ours & theirs) * 2 >= max(len(ours), len(theirs))
        return 0 if alike or (_YEAR.search(first.title) and not _is_day(first)) else None
    if _is_day(first):
        return None
    above = all(first.level < other.level for other in rest)
    dated = any(
        when_and_where(text_of(line)) is not None
        for block in first.below[:3]
        if block.kind == "paragraph"
        for line in lines_of(block_pieces(block))[:1]
    )
    if above or dated or _YEAR.search(first.title) or _is_led(headings, source):
        return 0
    if is_of_event(first.title, clues) and not has_evidence(first):
        return 0
    return 0 if _opens_talk(headings, clues, source) else None


def _opens_talk(headings: Sequence[Heading], clues: Clues, source: Source) -> bool:
    """Tell whether the first heading is a talk's and those as high are parts of it.

    So it is where it has the name of the file, and no other names a speaker.
    """
    first, rest = headings[0], [h for h in headings[1:] if h.level <= headings[0].level]
    if not clues.name or not _alike(clues.name, first.title):
        return False
    plain = Habit()
    shown = [shown_by(h, plain, source) for h in rest]
    return not any(s.talkness >= _SURE or "anchor" in s.signs for s in shown)


def _is_led(headings: Sequence[Heading], source: Source) -> bool:
    """Tell whether the first heading alone is followed by a smaller one of who speaks."""
    named = [n for n, heading in enumerate(headings) if _is_who(heading, source)]
    return named == [1] and headings[1].level > headings[0].level


def _is_date_line(heading: Heading) -> bool:
    if heading.anchor or heading.listed or day_of(heading.title):
        return False
    found = when_and_where(heading.title)
    return found is not None and (not found.dates.one_day or found.location is not None)


def _is_day(heading: Heading) -> bool:
    day = day_of(heading.title)
    if day is None or heading.listed:
        return False
    return day.certain or not (heading.anchor or has_evidence(heading))
