"""Labels such as "Twitter threads:", however they are spelt, and the segments they begin."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from markdown_it.token import Token
from rapidfuzz.distance import OSA

from talkgraph.model import Span
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import (
    Piece,
    PieceKind,
    block_pieces,
    lines_of,
    text_of,
)
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.called import (
    ENGLISH_LABELS,
    SPEAKER_LABELS,
    field_of,
    is_employer,
    without_forms,
)
from talkgraph.words import fold, word_set


class Label(StrEnum):
    """What a label announces."""

    THREADS = "threads"
    POSTS = "posts"
    NOTES = "notes"
    VIDEOS = "videos"
    SLIDES = "slides"
    SKETCHNOTES = "sketchnotes"
    IMAGES = "images"
    MATERIALS = "materials"
    WEBSITE = "website"
    SPEAKERS = "speakers"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A label at the start of a line, its own words, and what follows it on that line."""

    label: Label
    rest: tuple[Piece, ...]
    words: str = ""


_QUALIFIERS: Final = word_set(
    "a additional all and any bluesky by event extra from further general its live mastodon "
    "media misc miscellaneous more my of on other our own personal raw related social some "
    "the their these this tweet twitter various x talk session sessions conference toot "
    "fediverse"
)
_HEADS: Final[dict[Label, tuple[str, ...]]] = {
    Label.THREADS: ("threads", "thread", "tweetstorm"),
    Label.POSTS: (
        *("livetweet", "livetweets", "livetweeting", "livetweeted", "tweets", "livetoot"),
        *("livetoots", "toots", "livepost", "liveposts", "posts", "liveblog", "skeets"),
    ),
    Label.NOTES: ("notes", "note", "commentary", "takeaways"),
    Label.VIDEOS: ("video", "videos", "recording", "recordings"),
    Label.SLIDES: ("slides", "slide", "slidedeck", "deck", "decks"),
    Label.SKETCHNOTES: ("sketchnote", "sketchnotes", "sketches"),
    Label.IMAGES: ("images", "image", "photos", "pictures"),
    Label.MATERIALS: ("materials", "material", "links", "link", "resources", "resource", "reading"),
    Label.WEBSITE: ("website", "site", "homepage", "webpage"),
    Label.SPEAKERS: tuple(sorted(SPEAKER_LABELS)),
    Label.CONTENTS: (
        *("talks", "schedule", "contents", "content", "program", "programme", "agenda", "index"),
    ),
}
_UNMISTAKEN: Final = SPEAKER_LABELS - {*ENGLISH_LABELS, "panelists"}
_KNOWN: Final = {word: label for label, words in _HEADS.items() for word in words}
_TAILS: Final = word_set(
    "content contents segment segments clip clips deck text transcript below here notes"
)
_ASIDE: Final = re.compile(
    r"\((?:part|pt|continued|cont|mine|me|from|by|day|first|second|\d)[^()]*\)"
    r"|(?:[,–—-]|\b)\s*(?:part|pt\.?)\s+\w+\s*(?=:?$)|[,–—-]\s*continued\s*(?=:?$)"
)
_OWNER: Final = re.compile(
    r"^\W*@?[\w.-]+(?:\s[\w.-]+)?(?:'s|(?<=s)')\s(?=\s*(?:live|tweet|toot|thread|notes))"
)
_COLON: Final = re.compile(r":(?!in(?:nen)?\b)")
_LONGEST: Final = 6
_LONGEST_TEXT: Final = 60
_LONGEST_LABEL: Final = 200
_OF_PROGRAMMES: Final = word_set(
    "type track room level rating format duration tags date time language audience category status "
    "day stage raum saal ort datum zeit sala hora fecha data salle heure langue"
)
_NEEDS_LINK: Final = frozenset(
    {
        *(Label.THREADS, Label.VIDEOS, Label.SLIDES, Label.SKETCHNOTES, Label.IMAGES),
        *(Label.MATERIALS, Label.WEBSITE),
    }
)


@lru_cache(maxsize=65536)
def label_of(text: str) -> Label | None:
    """Return what a label announces, or `None` where the words are not a label's.

    >>> label_of("**Twitter thrads:**"), label_of("My livetweet contents")
    (<Label.THREADS: 'threads'>, <Label.POSTS: 'posts'>)
    >>> label_of("Note the difference") is None
    True
    """
    words = re.findall(r"[a-z]+", _bare(text)) if len(text) <= _LONGEST_LABEL else []
    if not words or len(words) > _LONGEST or re.search(r"[.?!]\s*\S", text):
        return None
    if words == ["table", "of", "contents"]:
        return Label.CONTENTS
    joined = _live(words)
    meant = [_nearest(word) for word in joined if _nearest(word) not in _QUALIFIERS]
    if not meant:
        return None
    if meant[-1] in _HEADS[Label.THREADS] and len(meant) <= 2:
        return Label.THREADS if all(w in _KNOWN for w in meant) else None
    head, tail = meant[0], meant[1:]
    if head not in _KNOWN or not all(word in _TAILS for word in tail):
        return None
    return _KNOWN[head]


def _bare(text: str) -> str:
    """Return the words that matter: no "(part 2)", no "Bo's", in lower case."""
    words = _ASIDE.sub(" ", without_forms(text).replace("’", "'"))
    return _OWNER.sub("", words, count=1)


def labelled(line: Sequence[Piece]) -> Labelled | None:
    """Read the label at the start of a line: a bold run, words before a colon, or the line."""
    shown = [piece for piece in line if piece.kind is not PieceKind.ANCHOR]
    if not shown or shown[0].kind is not PieceKind.TEXT:
        return _whole(shown)
    bold = [piece for piece in shown if piece.bold]
    if bold and shown[0].bold:
        count = next((n for n, piece in enumerate(shown) if not piece.bold), len(shown))
        found = label_of(text_of(shown[:count]))
        if found:
            words = text_of(shown[:count])
            return Labelled(label=found, rest=_without_colon(shown[count:]), words=words)
    before, colon, after = _at_colon(shown[0].text)
    found = label_of(before) if colon and len(before) <= _LONGEST_TEXT else None
    if found is None:
        return _whole(shown)
    rest = _without_colon((replace(shown[0], text=after), *shown[1:]))
    if text_of(rest) and not _may_follow(found, rest):
        return None
    return Labelled(label=found, rest=rest, words=before)


def _at_colon(text: str) -> tuple[str, str, str]:
    """Cut a text at its first colon that does not stand inside a word ("Referent:innen:")."""
    at = _COLON.search(text)
    return (text[: at.start()], ":", text[at.end() :]) if at else (text, "", "")


def _whole(line: Sequence[Piece]) -> Labelled | None:
    if any(piece.kind is not PieceKind.TEXT for piece in line):
        return None
    text = text_of(line)
    if len(text) > _LONGEST_TEXT:
        return None
    found = label_of(text) if not text.endswith((".", "!", "?")) else None
    return Labelled(label=found, rest=(), words=text) if found else None


def _may_follow(label: Label, rest: Sequence[Piece]) -> bool:
    """Without bold type, `Notes: ...` begins prose, but `Slides: <link>` is a label."""
    if label is Label.SPEAKERS:
        return True
    return label in _NEEDS_LINK and rest[0].kind is PieceKind.LINK


def _without_colon(rest: Sequence[Piece]) -> tuple[Piece, ...]:
    pieces = list(rest)
    while pieces and pieces[0].kind is PieceKind.TEXT:
        text = pieces[0].text.lstrip(" \t:")
        if text:
            pieces[0] = replace(pieces[0], text=text)
            break
        pieces.pop(0)
    return tuple(pieces)


def _live(words: Sequence[str]) -> list[str]:
    """Join "live tweets" and "live-tweet" to one word."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "live" and word not in {"notes", "note", "stream"}:
            joined[-1] = f"live{word}"
        else:
            joined.append(word)
    return joined


@lru_cache(maxsize=65536)
def _nearest(word: str) -> str:
    """Return the vocabulary's word that is meant, allowing for a slip of the finger or two."""
    if word in _KNOWN or word in _QUALIFIERS or word in _TAILS or len(word) < 5:
        return word
    allowed = 1 if len(word) < 8 else 2
    near = [
        (OSA.distance(word, known), known)
        for known in (*_KNOWN, *_TAILS, "twitter", "mastodon", "other")
        if len(known) >= 5 and known not in _UNMISTAKEN
    ]
    distance, known = min(near)
    return known if distance <= allowed else word


# ── the segments of a paragraph ──────────────────────────────────────────────────────────────────

_JOINERS: Final = re.compile(
    r"(?:[\s|/&,;·•+:*()\[\]\-–—.!]|\b(?:and|or|also|here|part|\d+)\b)*", re.IGNORECASE
)
_MOST_CUTS: Final = 4
_BRACKETS: Final = re.compile(r"\([^()]{0,60}\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Some lines of a paragraph: under `label`, if they begin with one, and what they hold.

    `said` are the label's own words, and `whole` the tokens with them. `employer` is what a line
    such as "Company: Quay Works" names, and `apart` is true of it and of lines like it.
    """

    label: Label | None
    pieces: tuple[Piece, ...]
    span: Span
    tokens: tuple[Token, ...]
    said: str = ""
    whole: tuple[Token, ...] = ()
    employer: str = ""
    apart: bool = False


def segments(block: Block, source: Source, passed: Collection[int]) -> tuple[Segment, ...]:
    """Cut a paragraph before each line that begins with a label; lines in `passed` fall out."""
    lines = lines_of(block_pieces(block))
    starts = [line[0].line for line in lines]
    fields = _fields(lines)
    cuts: list[_Cut] = []
    after_gap = True
    for n, (line, start) in enumerate(zip(lines, starts, strict=True)):
        if start in passed:
            after_gap = True
            continue
        found = labelled(line)
        if found:
            held = [found.rest] if found.rest else []
            cuts.append(_Cut(start=start, held=held, lines=[line], found=found))
        elif after_gap or n in fields or _is_of_employer(cuts[-1]):
            cuts.append(_Cut(start=start, held=[line], lines=[line], field=n in fields))
        else:
            cuts[-1].held.append(line)
            cuts[-1].lines.append(line)
        after_gap = False
    if not lines:
        return (_whole_block(block),)
    ends = _ends(block, starts, [cut.start for cut in cuts], passed)
    whole = len(cuts) == 1 and cuts[0].start == block.span.first and ends == [block.span.last]
    return tuple(
        _segment(block, cut, source.span(cut.start, end), whole=whole)
        for cut, end in zip(cuts, ends, strict=True)
    )


@dataclass(slots=True, kw_only=True)
class _Cut:
    """Lines of a paragraph on the way to be a segment: as `held` without the label, and whole."""

    start: int
    held: list[tuple[Piece, ...]]
    lines: list[tuple[Piece, ...]]
    found: Labelled | None = None
    field: bool = False


def _is_of_employer(cut: _Cut) -> bool:
    """Tell whether a line names an employer, so that the next one does not go on with it."""
    found = field_of(text_of(cut.held[0])) if cut.field and len(cut.held) == 1 else None
    return found is not None and is_employer(found[0])


def _segment(block: Block, cut: _Cut, span: Span, *, whole: bool) -> Segment:
    label = cut.found.label if cut.found else None
    field = field_of(text_of(cut.held[0])) if cut.held and label is None else None
    who = label is Label.SPEAKERS
    return Segment(
        label=label,
        pieces=_joined(cut.held),
        span=span,
        tokens=_tokens(block, cut.held, whole=whole and label is None),
        said=cut.found.words if cut.found and who else "",
        whole=_tokens(block, cut.lines, whole=whole) if who else (),
        employer=field[1] if field and is_employer(field[0]) and len(cut.held) == 1 else "",
        apart=cut.field,
    )


def _fields(lines: Sequence[Sequence[Piece]]) -> set[int]:
    """Return which lines are read one by one: a run of keys and values, of which one says who.

    Lines of nothing but short ones are so too, if one has a key of programmes ("Room: 4").
    """
    told = [field_of(text_of(line)) for line in lines]
    count = next((n for n, one in enumerate(told) if one is None), len(told))
    read = (labelled(line) for line in lines[:count])
    if any(one is not None and one.label is Label.SPEAKERS for one in read):
        return set(range(count))
    found = [one for one in told if one is not None and len(one[1]) <= _LONGEST_TEXT]
    usual = any(is_employer(key) or fold(key) in _OF_PROGRAMMES for key, _ in found)
    return set(range(count)) if usual and len(found) == len(told) > 1 else set()


def cuts(segment: Segment, block: Block, source: Source) -> Iterator[tuple[Segment, Segment]]:
    """Yield a segment cut in two at each of its first line breaks, the longest head first."""
    lines = lines_of(segment.pieces)
    for count in range(min(len(lines) - 1, _MOST_CUTS), 0, -1):
        start = lines[count][0].line
        halves = ((lines[:count], segment.span.first, start - 1), (lines[count:], start, None))
        head, rest = (
            Segment(
                label=None,
                pieces=_joined(held),
                span=source.span(first, last or segment.span.last),
                tokens=_tokens(block, held, whole=False),
            )
            for held, first, last in halves
        )
        yield head, rest


def _whole_block(block: Block) -> Segment:
    return Segment(label=None, pieces=(), span=block.span, tokens=block.tokens)


def _ends(
    block: Block, starts: Sequence[int], firsts: Sequence[int], passed: Collection[int]
) -> list[int]:
    """Return the last line of each cut: the one before the next cut or the next line passed."""
    stops = sorted({*firsts, *(line for line in starts if line in passed)})
    return [next((s - 1 for s in stops if s > first), block.span.last) for first in firsts]


def _joined(lines: Sequence[Sequence[Piece]]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for line in lines:
        if joined:
            joined.append(Piece(kind=PieceKind.BREAK, text="\n", line=line[0].line - 1))
        joined += line
    return tuple(joined)


def _tokens(block: Block, lines: Sequence[Sequence[Piece]], *, whole: bool) -> tuple[Token, ...]:
    """Return a paragraph's tokens with only the inline children of these lines."""
    inline = block.inline
    if whole or inline is None or not lines:
        return block.tokens
    children = list(inline.children or ())
    first = lines[0][0].first_token
    last = _line_end(children, lines[-1][-1].first_token)
    kept = children[first:last]
    start = lines[0][0].line - 1
    if lines[0][0].kind is PieceKind.TEXT and kept and kept[0].type == "text":
        kept[0] = replace(kept[0], content=lines[0][0].text)
    stop = lines[-1][-1].line
    part = replace(
        inline, children=kept, map=[start, stop], content="".join(t.content for t in kept)
    )
    return tuple(part if token is inline else token for token in block.tokens)


def lines_as_block(block: Block, lines: Sequence[Sequence[Piece]], source: Source) -> Block:
    """Return some whole lines of a paragraph as a paragraph of its own."""
    span = source.span(lines[0][0].line, lines[-1][-1].line)
    return replace(block, span=span, tokens=_tokens(block, lines, whole=False))


def _line_end(children: Sequence[Token], at: int) -> int:
    while at < len(children) and children[at].type not in {"softbreak", "hardbreak"}:
        at += 1
    return at


def is_link_line(pieces: Sequence[Piece]) -> bool:
    """Tell whether pieces are links and images with nothing but joiners and brackets between."""
    links = [p for p in pieces if p.kind in {PieceKind.LINK, PieceKind.IMAGE}]
    words = "".join(p.text if p.kind is PieceKind.TEXT else " " for p in pieces)
    return bool(links) and _JOINERS.fullmatch(_BRACKETS.sub(" ", words)) is not None


def has_label(block: Block, label: Label) -> bool:
    """Tell whether a heading, or a line of a paragraph, is this label."""
    if block.kind == "heading":
        return label_of(text_of(block_pieces(block))) is label
    if block.kind != "paragraph":
        return False
    found = (labelled(line) for line in lines_of(block_pieces(block)))
    return any(one is not None and one.label is label for one in found)
