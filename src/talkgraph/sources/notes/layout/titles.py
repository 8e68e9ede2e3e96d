"""One grammar for headings of talks: the title, who speaks, and what is neither.

A heading is cut at its joints ("Title - Ana Reed", "Ana Reed: Title", "Title by Ana Reed",
"Title | Ana Reed", "Title (Ana Reed)", "Title, Ana Reed"). Each way in which one side names people
is a `Way`; which one is meant, the `Habit` of the headings beside it says.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from talkgraph.model import Account, Speaker
from talkgraph.sources.notes.addresses import account_of, handle_in
from talkgraph.sources.notes.event.dates import day_of, month_in
from talkgraph.sources.notes.formats.kinds import leads_to_notes
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind, text_of
from talkgraph.sources.notes.markdown.kept import kept_by
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.called import BY
from talkgraph.sources.notes.speakers.lines import speaker_line
from talkgraph.sources.notes.speakers.persons import may_be_person, without_titles
from talkgraph.words import WEEKDAYS, word_set

_JOINTS: Final = (
    (
        "by",
        re.compile(
            r"(?:\s*(?<![,:(|–—-])[,:(|–—-]+)?\s+(?:(?:presented|given)\s+)?"
            rf"(?:{BY})\s+",
            re.IGNORECASE,
        ),
    ),
    ("with", re.compile(r"\s+(?:with|mit|avec)\s+", re.I)),
    ("dash", re.compile(r"\s+(?:-{1,3}|–|—|―)\s+")),
    ("bar", re.compile(r"\s+\|{1,2}\s+")),
    ("colon", re.compile(r":\s+")),
    ("semicolon", re.compile(r";\s+")),
    ("on", re.compile(r"\s+on\s+")),
    ("comma", re.compile(r",\s+")),
)
_EDGE: Final = " \t:|–—-,"
_QUOTED: Final = re.compile(r"\s*[\"“”«„](?P<title>[^\"“”«»„]{3,})[\"“”»]\s*")
_CLOCK_TIME: Final = r"\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]\.?m\.?|h|uhr)?"
_CLOCK: Final = re.compile(
    rf"\s*[(\[]\s*{_CLOCK_TIME}(?:\s*(?:[-–—]|to)\s*{_CLOCK_TIME})?\s*[)\]]\s*$", re.I
)
_LANGUAGE: Final = re.compile(r"\s*[(\[](?:[A-Z]{2}|en|fr|de|es|it|pt|nl|pl)[)\]]\s*$")
_HOLLOW: Final = re.compile(r"\s*[(\[][\s|,;/&-]*[)\]]")
_DASHED_NUMBER: Final = re.compile(r"^\d{1,2}\s+[-–—]\s+(?=\S)")
_NUMBERING: Final = re.compile(r"^(?:[A-Z]\d{0,2}|\d{1,2})(?:\.[A-Z0-9])?[.):]?(?<=[.):])\s+(?=\S)")
_PREFIX: Final = re.compile(
    r"^(?:talk|session|presentation|vortrag|conférence)s?\s*#?\d{0,3}\s*[:–—-]\s+", re.I
)
_SHORT_WORD: Final = re.compile(r"\s*[a-z]{1,4}\s+")
_LINK_WORDS: Final = word_set(
    "link links slides slide video videos recording notes abstract website page talk deck repo code"
    " youtube github schedule details"
)
_KIND_OF_TALK: Final = re.compile(
    rf"(?:(?:opening|closing|{'|'.join(WEEKDAYS)}|morning"
    r"|afternoon|evening|first|second|last|final)\s+)*(?:keynotes?|talk|panel|plenary|fireside chat"
    r"|lightning talk|invited talk|interview|opening|closing|workshop|tutorial)\s*(?:#?\d+)?",
    re.I,
)
_PROGRAMME_FIRST: Final = re.compile(
    r"(?P<title>(?:(?:opening|closing)\s+)?(?:keynote|plenary))\s+(?P<name>\S+(?:\s+\S+){1,2})",
    re.I,
)
_PROGRAMME_LAST: Final = re.compile(
    r"(?P<name>\S+(?:\s+\S+){1,2})\s+(?P<title>(?:(?:opening|closing)\s+)?(?:keynote|plenary))",
    re.I,
)
_HABITUAL_JOINTS: Final = frozenset({"by", "dash", "bar"})
_WORDS: Final = re.compile(r"[^\W\d_]{2}")
_LONGEST_NAME: Final = 4
_MOST_CUTS: Final = 6
_MOST_PIECES: Final = 60
_FEWEST_BARRED: Final = 3
_LONGEST: Final = 1_000
_HABITUAL: Final = 3
_SHARE_OF_ITEMS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to read a heading: its title, its speakers, and the joint between them.

    `order` is `title` or `speaker`, whichever stands first; `sure` is true where an account, a
    "by" or a handle says who speaks; `trusted` where the words do not look like names and only
    the habit of other headings can make them some.
    """

    title: str
    speakers: tuple[Speaker, ...]
    joint: str
    order: str
    sure: bool = False
    trusted: bool = False

    @property
    def names_behind_colon(self) -> bool:
        """Whether it reads "Keynote: Ana Reed", whose title is better kept whole."""
        return self.joint == "colon" and self.order == "title"


@dataclass(slots=True, kw_only=True)
class Habit:
    """How the headings of a file or a folder are written, as counts of what is plain in them.

    `orders` counts ways by joint and order; `numbered` headings begin as those of a list do. Of
    the lines of speakers below, `employed` and `persons` have an employer or a person behind a
    comma, and `items` are items of a list; `under` are smaller headings that name speakers.
    """

    orders: Counter[tuple[str, str]] = field(default_factory=Counter)
    headings: int = 0
    numbered: int = 0
    employed: int = 0
    persons: int = 0
    items: int = 0
    under: int = 0

    def add(self, other: "Habit") -> None:
        """Count another file's headings too."""
        self.orders.update(other.orders)
        self.headings += other.headings
        self.numbered += other.numbered
        self.employed += other.employed
        self.persons += other.persons
        self.items += other.items
        self.under += other.under

    @property
    def employs(self) -> bool:
        """Whether what stands behind a comma in lines of speakers is an employer here."""
        return self.employed > self.persons

    @property
    def items_speak(self) -> bool:
        """Whether the first item below a heading often is who speaks."""
        return self.items >= _HABITUAL and _SHARE_OF_ITEMS * self.items >= self.headings

    @property
    def headings_speak(self) -> bool:
        """Whether who speaks often stands in a smaller heading directly below the title."""
        return self.under > 1

    def prefers(self, joint: str, order: str) -> bool:
        """Tell whether most headings with this joint have this order, and not by chance."""
        ours = self.orders[joint, order]
        other = self.orders[joint, "speaker" if order == "title" else "title"]
        return ours > 0 and ours > 2 * other

    def is_sure_of(self, joint: str, order: str) -> bool:
        """Tell whether several headings agree on what stands on which side of a joint."""
        return self.orders[joint, order] > 1 and self.prefers(joint, order)

    def is_joint(self, joint: str) -> bool:
        """Tell whether at least half of the headings, and three, have this joint before names."""
        count = self.orders[joint, "title"]
        return count >= _HABITUAL and 2 * count >= self.headings


def cleaned(pieces: Sequence[Piece], habit: Habit | None = None) -> tuple[Piece, ...]:
    """Return a heading's pieces without times, numbering, languages and bracketed links.

    Numbering goes where several headings have it.
    """
    kept = [p for p in pieces if p.kind not in {PieceKind.ANCHOR, PieceKind.COMMENT}]
    kept = [_unbroken(p) for p in kept]
    kept = _without_bracketed_links(kept)
    if kept and kept[0].kind is PieceKind.TEXT:
        text = _PREFIX.sub("", _DASHED_NUMBER.sub("", kept[0].text.lstrip()))
        if habit is not None and habit.numbered > 1:
            text = _PREFIX.sub("", _NUMBERING.sub("", text))
        kept[0] = saying(kept[0], text)
    if kept and kept[-1].kind is PieceKind.TEXT:
        text = kept[-1].text
        for noise in (_CLOCK, _LANGUAGE, _HOLLOW):
            text = noise.sub("", text)
        kept[-1] = saying(kept[-1], text)
    return tuple(p for p in kept if p.text or p.url)


def saying(piece: Piece, text: str) -> Piece:
    """Return a piece with a text, which mostly is its own."""
    return piece if text == piece.text else replace(piece, text=text)


def _unbroken(piece: Piece) -> Piece:
    """Take a line break in a heading for a blank."""
    return replace(piece, kind=PieceKind.TEXT, text=" ") if piece.kind is PieceKind.BREAK else piece


def _without_bracketed_links(pieces: list[Piece]) -> list[Piece]:
    """Drop links such as `([slides](...))`, whose words say only what they lead to."""
    words = [p for p in pieces if p.kind is PieceKind.TEXT and p.text.strip(" ()[]|,;/&-")]
    if not words:
        return pieces
    return [
        piece
        for n, piece in enumerate(pieces)
        if not (
            piece.kind is PieceKind.LINK
            and n > 0
            and set(piece.text.casefold().split()) <= _LINK_WORDS
            and pieces[n - 1].kind is PieceKind.TEXT
            and pieces[n - 1].text.rstrip().endswith(("(", "[", "|", ",", "/", "-"))
        )
    ]


def is_numbered(text: str) -> bool:
    """Tell whether a heading begins as one of a list does: `A. `, `3) `."""
    return _NUMBERING.match(text) is not None


def title_text(pieces: Sequence[Piece]) -> str:
    """Return the words of a title, out of quotation marks that stand around all of them."""
    text = _HOLLOW.sub("", text_of(pieces)).strip()
    match = _QUOTED.fullmatch(text)
    return match["title"].strip() if match else text


def ways(pieces: Sequence[Piece], source: Source) -> tuple[Way, ...]:
    """Return every way in which a heading (`cleaned`) names speakers beside a title."""
    if len(pieces) > _MOST_PIECES or sum(len(piece.text) for piece in pieces) > _LONGEST:
        return ()
    return _ways(source, tuple(pieces))


@kept_by
def _ways(source: Source, pieces: tuple[Piece, ...]) -> tuple[Way, ...]:
    found: list[Way] = []
    seen: set[tuple[str, tuple[str, ...]]] = set()
    barred = tuple(_with_bars(pieces, source))
    for way in barred or (*_cuts(pieces, source), *_behind_link(pieces, source)):
        same = (way.title, tuple(s.name for s in way.speakers))
        words = _WORDS.search(way.title)
        if words and same not in seen and not is_day(way.title):
            seen.add(same)
            found.append(way)
    linked = [way for way in found if way.title == _linked_title(pieces)]
    return tuple(linked or found)


def _linked_title(pieces: Sequence[Piece]) -> str | None:
    """Return the words that lead to a file of notes: what that is called, and no name of anybody.

    So it is where a heading begins with them, as in `[Unsafe, Carefully](unsafe.md) - Ana Reed`.
    """
    first = next((p for p in pieces if p.text.strip()), None)
    if first is None or first.kind is not PieceKind.LINK or not leads_to_notes(first.url):
        return None
    return title_text((first,)).strip(_EDGE)


def is_day(title: str) -> bool:
    """Tell whether a title is no more than that of a day, or a month: "Nov '22"."""
    day, month = day_of(title), month_in(title)
    alone = month is not None and not (title[: month.at] + title[month.stop :]).strip(_EDGE)
    return alone or (day is not None and day.certain)


def choose(found: Sequence[Way], habit: Habit, *, trusting: bool = False) -> Way | None:
    """Return the way that is meant: the sure one, the only one, or what the habit says.

    With `trusting`, all ways are known to name speakers of the talk.
    """
    sure = [way for way in found if way.sure]
    if sure:
        return next((way for way in sure if habit.prefers(way.joint, way.order)), sure[0])
    open_ways = [way for way in found if trusting or _plausible(way, habit)]
    liked = [way for way in open_ways if habit.prefers(way.joint, way.order)]
    if liked:
        return liked[0]
    bare = [way for way in open_ways if not any(s.affiliation for s in way.speakers)]
    for ways_left in (open_ways, bare):
        if len({way.title for way in ways_left}) == 1:
            return ways_left[0]
    return None


def _plausible(way: Way, habit: Habit) -> bool:
    """Tell whether a way may stand without a habit; colons and commas more often part titles."""
    if way.trusted:
        return (
            habit.prefers(way.joint, way.order) if way.joint == "by" else habit.is_joint(way.joint)
        )
    if way.joint == "comma" and not habit.is_sure_of(way.joint, way.order):
        return "," not in way.title and len(way.title.split()) > 1
    if way.joint == "colon" and way.order == "title":
        return _is_kind_of_talk(way.title) or habit.is_sure_of(way.joint, way.order)
    if way.joint == "colon" and not habit.prefers(way.joint, way.order):
        return len(way.title.split()) > 1
    return True


# ── the cuts ─────────────────────────────────────────────────────────────────────────────────────


def _cuts(pieces: Sequence[Piece], source: Source) -> Iterator[Way]:
    for joint, pattern in _JOINTS:
        places = [
            (n, match)
            for n, piece in enumerate(pieces)
            if piece.kind is PieceKind.TEXT
            for match in pattern.finditer(_padded(piece, n, len(pieces)))
        ][:_MOST_CUTS]
        for place in places:
            left, right = cut(pieces, *place)
            if joint == "comma" and text_of(right).startswith(("and ", "& ", "or ")):
                continue
            if joint != "on":
                yield from _title_first(left, right, joint, source)
            if joint in {"dash", "colon", "bar", "on"}:
                yield from _speaker_first(left, right, joint, source)
    yield from _beside_programme(pieces, source)
    yield from _bracketed(pieces, source)
    yield from _before_quotation(pieces, source)


def _padded(piece: Piece, n: int, count: int) -> str:
    """Pad a text that stands beside a link, where the joint's blank may be missing."""
    return f"{' ' if n else ''}{piece.text}{' ' if n + 1 < count else ''}"


def cut(
    pieces: Sequence[Piece], at: int, match: re.Match[str]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cut pieces in two at a match in the (padded) text of one of them."""
    piece, padded = pieces[at], match.string
    before = replace(piece, text=padded[: match.start()])
    after = replace(piece, text=padded[match.end() :])
    left = (*pieces[:at], *([before] if before.text.strip() else []))
    right = (*([after] if after.text.strip() else []), *pieces[at + 1 :])
    return left, right


def _title_first(
    left: Sequence[Piece], right: Sequence[Piece], joint: str, source: Source
) -> Iterator[Way]:
    title = _bare_title(left)
    people = _people(right, source, by=joint in _HABITUAL_JOINTS)
    if joint == "with" and not _is_kind_of_talk(title):
        return
    if people and title:
        sure = people[1] or (joint in {"by", "with"} and not people[2])
        yield Way(
            title=title,
            speakers=people[0],
            joint=joint,
            order="title",
            sure=sure,
            trusted=people[2],
        )


def _bare_title(pieces: Sequence[Piece]) -> str:
    """Return a title without the language or the time that stands behind it."""
    title = title_text(pieces).strip(_EDGE)
    for noise in (_CLOCK, _LANGUAGE):
        title = noise.sub("", title)
    return title.strip(_EDGE)


def _speaker_first(
    left: Sequence[Piece], right: Sequence[Piece], joint: str, source: Source
) -> Iterator[Way]:
    title = title_text(right).strip(_EDGE)
    people = _people(left, source, by=False)
    if people and title and (people[1] or joint != "on"):
        yield Way(title=title, speakers=people[0], joint=joint, order="speaker", sure=people[1])


def _beside_programme(pieces: Sequence[Piece], source: Source) -> Iterator[Way]:
    """Read `Keynote Ana Reed` and `Ana Reed Keynote`."""
    text = text_of(pieces)
    line = pieces[0].line if pieces else 1
    for pattern, order in ((_PROGRAMME_FIRST, "title"), (_PROGRAMME_LAST, "speaker")):
        match = pattern.fullmatch(text)
        if match is None or not may_be_person(match["name"]):
            continue
        name = Piece(kind=PieceKind.TEXT, text=match["name"], line=line)
        people = _people((name,), source, by=False)
        if people:
            title = match["title"]
            yield Way(title=title, speakers=people[0], joint="keynote", order=order)


def _bracketed(pieces: Sequence[Piece], source: Source) -> Iterator[Way]:
    """Read `Title (Ana Reed)`; the names may be links."""
    text = text_of(pieces)
    if not text.endswith((")", "]")) or not pieces:
        return
    opening = max((n for n, p in enumerate(pieces) if "(" in p.text or "[" in p.text), default=None)
    if opening is None or pieces[opening].kind is not PieceKind.TEXT:
        return
    piece = pieces[opening]
    at = max(piece.text.rfind("("), piece.text.rfind("["))
    left = (*pieces[:opening], replace(piece, text=piece.text[:at]))
    inner = (replace(piece, text=piece.text[at + 1 :]), *pieces[opening + 1 :])
    last = inner[-1]
    right = (*inner[:-1], replace(last, text=last.text.rstrip().rstrip(")]")))
    people = _people([p for p in right if p.text or p.url], source, by=False)
    title = title_text(left).strip(_EDGE)
    if people and title:
        yield Way(title=title, speakers=people[0], joint="brackets", order="title", sure=people[1])


def _before_quotation(pieces: Sequence[Piece], source: Source) -> Iterator[Way]:
    """Read `Ana Reed "Title"` and `"Title" Ana Reed`."""
    text = text_of(pieces)
    match = _QUOTED.search(text)
    if match is None or not (match.start() == 0 or match.end() == len(text)):
        return
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip(_EDGE)
    line = pieces[0].line if pieces else 1
    names = [p for p in pieces if p.kind is PieceKind.LINK and account_of(p.url)]
    shown = names or [Piece(kind=PieceKind.TEXT, text=rest, line=line)]
    people = _people(shown, source, by=False) if rest else None
    if people:
        order = "title" if match.start() == 0 else "speaker"
        title = match["title"].strip()
        yield Way(title=title, speakers=people[0], joint="quotation", order=order, sure=True)


def _behind_link(pieces: Sequence[Piece], source: Source) -> Iterator[Way]:
    """Read `[Title](...) be Ana Reed`: a linked title and names behind some short word."""
    first, rest = pieces[:1], pieces[1:]
    if not rest or first[0].kind is not PieceKind.LINK or account_of(first[0].url):
        return
    match = _SHORT_WORD.match(rest[0].text) if rest[0].kind is PieceKind.TEXT else None
    if match is None:
        return
    names = [p for p in (replace(rest[0], text=rest[0].text[match.end() :]), *rest[1:]) if p.text]
    people = _people(names, source, by=False)
    if people:
        title = title_text(first)
        yield Way(title=title, speakers=people[0], joint="by", order="title", trusted=True)


def _with_bars(pieces: Sequence[Piece], source: Source) -> Iterator[Way]:
    """Read three and more parts: `Ana Reed | @ana | Acme | "Title"`, in either order."""
    parts = [part.strip() for part in text_of(pieces).split(" | ")]
    if len(parts) < _FEWEST_BARRED or not all(parts):
        return
    line = pieces[0].line
    for title, others, order in (
        (parts[-1], parts[:-1], "speaker"),
        (parts[0], parts[1:], "title"),
    ):
        speaker = _of_parts(others, source, line)
        if speaker and not handle_in(title):
            clean = title_text([Piece(kind=PieceKind.TEXT, text=title, line=line)])
            quoted = clean != title
            yield Way(title=clean, speakers=(speaker,), joint="bar", order=order, sure=quoted)


def _of_parts(parts: Sequence[str], source: Source, line: int) -> Speaker | None:
    """Read a person from a name, then handles and employers in any order."""
    if not may_be_person(parts[0]):
        return None
    account: Account | None = None
    told: list[str] = []
    for part in parts[1:]:
        if account is None and handle_in(part):
            account = handle_in(part)
        else:
            told.append(part)
    return Speaker(
        name=parts[0],
        position=1,
        span=source.span(line, line),
        account=account,
        affiliation=", ".join(told) or None,
    )


def _is_kind_of_talk(title: str) -> bool:
    return _KIND_OF_TALK.fullmatch(title.strip(_EDGE)) is not None


def _people(
    pieces: Sequence[Piece], source: Source, *, by: bool
) -> tuple[tuple[Speaker, ...], bool, bool] | None:
    """Return those whom one side of a joint names, whether that is sure, and if it is on trust."""
    if not pieces:
        return None
    line = speaker_line(pieces, source)
    if line is None or not line.speakers:
        return _on_trust(pieces, source) if by else None
    speakers = line.speakers
    linked = any(s.account or s.url for s in speakers)
    if linked or all(_is_name(s.name) for s in speakers):
        return speakers, linked, False
    return _on_trust(pieces, source) if by else None


def _is_name(name: str) -> bool:
    if handle_in(name):
        return True
    words = without_titles(name).split()
    return may_be_person(name) and len(words) <= _LONGEST_NAME


def _on_trust(
    pieces: Sequence[Piece], source: Source
) -> tuple[tuple[Speaker, ...], bool, bool] | None:
    """Read names of one word, or in capitals, where "by" or the habit says that they are some."""
    line = speaker_line(pieces, source, trusted=True)
    if line is None or not all(_begins_name(s.name) for s in line.speakers):
        return None
    return (line.speakers, False, True) if line.speakers else None


def _begins_name(name: str) -> bool:
    return not name[:1].islower() or (" " not in name and not name.isalpha())
