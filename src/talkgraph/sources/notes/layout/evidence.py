"""What a heading and the lines below it show: how much it looks like that of a talk."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.notes.addresses import account_of, is_thread
from talkgraph.sources.notes.event.dates import day_of
from talkgraph.sources.notes.event.labels import Label, has_label
from talkgraph.sources.notes.event.places import folded, when_and_where
from talkgraph.sources.notes.layout.names import year_in
from talkgraph.sources.notes.layout.outline import Form, Heading
from talkgraph.sources.notes.layout.titles import (
    Habit,
    Way,
    choose,
    cleaned,
    is_numbered,
    ways,
)
from talkgraph.sources.notes.layout.words.headings import is_part
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import (
    Piece,
    PieceKind,
    block_pieces,
    lines_of,
    text_of,
)
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.called import field_of
from talkgraph.sources.notes.speakers.lines import says_who, speaker_line
from talkgraph.sources.notes.speakers.persons import is_company, is_position, may_be_person

OF_A_TALK: Final[Mapping[str, float]] = {
    "anchor": 1.0,
    "posts": 1.0,
    "speaker": 1.0,
    "likely speaker": 0.7,
    "with parts": 0.6,
    "numbered": 0.5,
    "programme": 0.4,
    "linked": 0.3,
    "listed": 0.2,
    "plain": 0.05,
    "part": -0.6,
    "a name": -0.6,
    "label": -0.5,
}
"""What one heading says for talks standing at its level: the highest counts, less what is below 0.

`programme` are words such as "Keynote" or "Panel"; `part` is a heading that names part of a talk
("Takeaways"), `label` one that announces threads, notes and the like.
"""

SURE: Final = 0.65
"""From here on a heading looks like that of a talk by itself."""

_SHORT_TITLE: Final = 5
_MORE_THAN_EVENT: Final = 2
_KEYNOTE: Final = re.compile(r"(?:opening |closing )?keynote\b|panel\b", re.I)
_EVENT_WORDS: Final = re.compile(
    r"\b\w*(?:conference|conf|summit|days|camp|fest|meetup|symposium|congress|hackathon)\b"
    r"|\b[A-Z]\w+Con\b|#\d+\)?$|^(?:my\s+)?notes\s+(?:from|on|of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a heading shows, by the names of the weights.

    `habitual` is true where it names speakers as most headings of the file do, at any level.
    """

    signs: tuple[str, ...]
    habitual: bool = False

    @property
    def talkness(self) -> float:
        """How much it looks like a talk's heading: at most 1, below 0 where it looks like none."""
        weights = [OF_A_TALK[sign] for sign in self.signs]
        return max((w for w in weights if w > 0), default=0.0) + sum(w for w in weights if w < 0)


def shown_by(heading: Heading, habit: Habit, source: Source) -> Shown:
    """Look at a heading and at what is just below it."""
    way = choose(ways(cleaned(heading.pieces, habit), source), habit)
    signs = [*_of_speakers(heading, way, habit, source)]
    if heading.anchor:
        signs.append("anchor")
    elif heading.listed:
        signs.append("listed")
    if has_evidence(heading):
        signs.append("posts")
    if is_numbered(heading.title) and habit.numbered > 1:
        signs.append("numbered")
    signs += _of_words(heading)
    if heading.label is not None:
        return Shown(signs=(*signs, "label"))
    if is_part(heading.title):
        return Shown(signs=(*signs, "part"))
    if way is None and _is_name(heading, source):
        return Shown(signs=(*signs, "a name"))
    return Shown(
        signs=(*signs, "plain") if heading.title else tuple(signs),
        habitual=way is not None and not way.names_behind_colon and _is_usual(way, habit),
    )


def _is_usual(way: Way, habit: Habit) -> bool:
    return way.order == "title" and habit.is_sure_of(way.joint, way.order)


def _of_words(heading: Heading) -> Iterator[str]:
    """Yield what the words of a heading and of the next one say."""
    if heading.parts:
        yield "with parts"
    if _KEYNOTE.match(heading.title):
        yield "programme"
    links = [p for p in heading.pieces if p.kind is PieceKind.LINK]
    if links and text_of(links) == heading.title:
        yield "linked"


def _of_speakers(heading: Heading, way: Way | None, habit: Habit, source: Source) -> Iterator[str]:
    """Yield what a heading, the lines below it and the heading below it say of speakers."""
    if way is not None:
        yield "speaker" if way.sure else "likely speaker"
    below = speaker_below(heading.below, source)
    if below is not None:
        yield "speaker" if below else "likely speaker"
    if habit.headings_speak and names_somebody(heading.under, source):
        yield "speaker"


def _is_name(heading: Heading, source: Source) -> bool:
    """Tell whether a heading is a line of speakers: by its label, by accounts, or by its place."""
    line = speaker_line(heading.pieces, source)
    if line is None or not line.speakers or heading.anchor:
        return False
    return line.sure or (heading.follows and " at " not in heading.title)


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


def is_who(heading: Heading, source: Source) -> bool:
    """Tell whether a heading is a line of speakers, by a label, an account or an employer."""
    line = speaker_line(heading.pieces, source)
    if line is None or not line.sure or not line.speakers:
        return False
    told = any(s.account or s.affiliation for s in line.speakers)
    return told or says_who(heading.pieces)


def is_date_line(heading: Heading) -> bool:
    """Tell whether a heading says when, and where, the event was, and names no single day."""
    if heading.anchor or heading.listed or day_of(heading.title):
        return False
    found = when_and_where(heading.title)
    return found is not None and (not found.dates.one_day or found.location is not None)


def is_day(heading: Heading) -> bool:
    """Tell whether a heading is that of a day of the event."""
    day = day_of(heading.title)
    if day is None or heading.listed:
        return False
    return day.certain or not (heading.anchor or has_evidence(heading))


# ── what is known from elsewhere ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What is known of a file from outside its headings.

    `name` are the words of its name, without dates and numbers; `stem` is its whole name where it
    has more than words; `dated` is true where it is named by a date or a day alone, `dates` where
    it has a date among other words, `shared` where files beside it have the same date. `title` is
    the front matter's; `talk` is true where the front matter is that of a talk (it names a speaker
    or the conference). `event` are names that the folders suggest, surely where it is `placed`.
    `lean` is what the files beside it say for one talk a file.
    """

    name: str = ""
    stem: str = ""
    dated: bool = False
    title: str | None = None
    talk: bool = False
    event: tuple[str, ...] = ()
    placed: bool = False
    dates: bool = False
    shared: bool = False
    lean: float = 0.0

    def is_stem(self, title: str) -> bool:
        """Tell whether a title repeats the name of a file that has numbers in it."""
        return bool(self.stem) and title.strip().casefold() == self.stem.casefold()


def is_of_event(title: str, clues: Clues) -> bool:
    """Tell whether a title is that of an event: a year, a word of events, or a folder's name.

    Where the folders name the event surely, a long title with such a word is that of a talk.
    """
    words = set(folded(title).split())
    marked = year_in(title) or _EVENT_WORDS.search(title)
    spelt = sum(not word.isdigit() for word in words)
    if marked and (not clues.placed or spelt < _SHORT_TITLE):
        return True
    known = [set(folded(name).split()) for name in clues.event]
    return bool(words) and any(_is_named(words, other) for other in known)


def _is_named(words: set[str], event: set[str]) -> bool:
    more = len(words) - len(event)
    return words <= event or (bool(event) and event <= words and more <= _MORE_THAN_EVENT)


def is_dated(title: str) -> bool:
    """Tell whether a title is made of numbers, as a date is."""
    return re.fullmatch(r"[\d\s./_-]{6,}(?:\w+)?", title.strip()) is not None


def are_alike(name: str, title: str) -> bool:
    """Tell whether a file is named like a title: most words of the shorter are in the longer."""
    ours, theirs = set(folded(name).split()), set(folded(title).split())
    if not ours or not theirs:
        return False
    return len(ours & theirs) * 2 >= min(len(ours), len(theirs)) and bool(ours & theirs)


# ── how headings are written here ────────────────────────────────────────────────────────────────

_FIRST_BLOCKS: Final = 2
_ANY_NUMBERING: Final = Habit(numbered=2)


def habit_of(headings: Sequence[Heading], before: Sequence[Block], source: Source) -> Habit:
    """Count what headings and the lines below them plainly say.

    `before` are the blocks that stand before the first heading.
    """
    habit = Habit()
    for heading in headings:
        habit.headings += 1
        habit.numbered += is_numbered(text_of(heading.pieces))
        found = ways(cleaned(heading.pieces, _ANY_NUMBERING), source)
        decided = [w for w in found if w.sure] or [w for w in found if not w.trusted]
        if len({(w.joint, w.order) for w in decided}) == 1:
            habit.orders[decided[0].joint, decided[0].order] += 1
        habit.under += names_somebody(heading.under, source)
        _count_below(heading.below, habit, source)
    _count_below(before, habit, source)
    return habit


def _count_below(below: Sequence[Block], habit: Habit, source: Source) -> None:
    block = next(iter(below[:1]), None)
    pieces = first_line(block) if block is not None else None
    line = speaker_line(pieces, source) if pieces else None
    if block is None or pieces is None or line is None or not line.speakers:
        return
    habit.items += block.is_list
    text = text_of(pieces)
    _, comma, rest = text.partition(", ")
    if not comma or not may_be_person(line.speakers[0].name):
        return
    if " and " in rest or " & " in rest:
        habit.persons += may_be_person(rest.split(" and ")[0].split(" & ")[0])
    elif is_company(rest) or is_position(rest) or not may_be_person(rest.split(" (")[0]):
        habit.employed += 1


def speaker_below(below: Sequence[Block], source: Source) -> bool | None:
    """Tell whether the first lines below a heading name speakers: surely, likely, or not at all."""
    for block in below[:_FIRST_BLOCKS]:
        pieces = first_line(block)
        if pieces is None:
            continue
        if field_of(text_of(pieces)) is not None and _has_field_of_speakers(block):
            return True
        line = speaker_line(pieces, source)
        if line is None or not line.speakers:
            return None
        return line.sure
    return None


def says_who_below(heading: Heading) -> bool:
    """Tell whether one of the first lines below a heading says by a label who speaks."""
    lines = (first_line(block) for block in heading.below[:_FIRST_BLOCKS])
    return any(pieces is not None and says_who(pieces) for pieces in lines)


def _has_field_of_speakers(block: Block) -> bool:
    """Tell whether one of some lines or items of keys and values says who speaks."""
    firsts = [item.children[0] for item in block.children if item.children]
    return any(has_label(each, Label.SPEAKERS) for each in (firsts if block.is_list else [block]))


def names_somebody(pieces: Sequence[Piece], source: Source) -> bool:
    """Tell whether the words of a heading are those of a line of speakers."""
    line = speaker_line(pieces, source) if pieces else None
    return line is not None and bool(line.speakers)


def first_line(block: Block) -> tuple[Piece, ...] | None:
    """Return the first line of a paragraph, a heading or a list's first item."""
    if block.is_list:
        item = block.children[0] if block.children else None
        block = item.children[0] if item and item.children else block
    if block.kind not in {"paragraph", "heading"}:
        return None
    lines = lines_of(block_pieces(block))
    return lines[0] if lines else None
