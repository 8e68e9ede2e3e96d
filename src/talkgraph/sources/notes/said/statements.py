"""Statements: what one post or note says, taken apart into text, quotes, asides and the like."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from talkgraph.model import (
    Aside,
    AttributionBasis,
    Hashtag,
    Link,
    NoteKind,
    Quote,
    Span,
    Statements,
)
from talkgraph.sources.notes.addresses import (
    bare_urls,
    blanked,
    image_kind,
    link_kind,
    without_urls,
)
from talkgraph.sources.notes.markdown.text import Prose
from talkgraph.sources.notes.said.attribution import NOBODY, Said, attribution
from talkgraph.sources.notes.said.credits import credits_in, recorded_at
from talkgraph.sources.notes.said.quotations import Quotation, quotations
from talkgraph.sources.notes.said.tags import HASHTAG, mentions_of, tags_of
from talkgraph.sources.notes.said.utterances import (
    is_utterance,
    may_be_utterance,
    place_of,
    words_of,
)
from talkgraph.sources.notes.said.works import works_in
from talkgraph.words import folded_words

FIN: Final = re.compile(r"\[\s*/?\s*fin\s*[.!]?\s*/?\s*\]", re.IGNORECASE)
_NEXT_UP: Final = re.compile(
    r"\s*next\s+up\b(?P<at>\s+at\s+(?P<tag>[#＃]\w+))?(?P<mark>\s*[:,;!.–—-]+(?!\w))?\s*",
    re.IGNORECASE,
)
_MARKS_AT_START: Final = re.compile(r"^(?:[,;:|/–—-]+|\.(?!\.))(?=\s|$)\s*")
_MARKS_AT_END: Final = re.compile(r"(?:\s*[,;]|\s+[|/–—-]+)$")
_CLOSING: Final = ",.;:!?)]}…%"
_MAY_CHANGE: Final = re.compile(r"[#＃\[]|://|www\.|^next\s+up\b", re.IGNORECASE)
_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "“": "”", '"': '"'}
_MOST_PASSES: Final = 8

_Removal = tuple[int, int, bool]


def clean(text: str, event_tags: frozenset[str], *, urls: bool = True) -> str:
    """Remove URLs, the event's hashtags, `[fin]` and a leading "Next up:" from plain text.

    Punctuation that a removal left dangling goes too; no other word or mark does. Cleaning a
    clean text changes nothing. With `urls` false, URLs stay.
    """
    text = " ".join(text.split())
    if not _MAY_CHANGE.search(text):
        return text
    for _ in range(_MOST_PASSES):
        shorter = _without_announcement(text, event_tags)
        shorter = _without(shorter, sorted(_removals(shorter, event_tags, urls=urls)))
        if shorter == text or not _MAY_CHANGE.search(shorter):
            return shorter
        text = shorter
    return text


def _removals(text: str, event_tags: frozenset[str], *, urls: bool) -> Iterator[_Removal]:
    if urls:
        yield from ((start, end, True) for start, end in bare_urls(text))
    for match in FIN.finditer(text):
        yield (*match.span(), False)
    for match in HASHTAG.finditer(without_urls(text)):
        if match.group(1).casefold() in event_tags:
            yield (*match.span(), False)


def _without(text: str, removals: list[_Removal]) -> str:
    """Cut the pieces out one after the other; only the last piece kept is looked at again."""
    kept: list[str] = []
    position, was_url = 0, False
    for start, end, is_url in removals:
        piece = text[position:start]
        if piece.strip() or not position:
            _append(kept, piece, is_url=was_url)
            was_url = False
        position, was_url = max(position, end), was_url or is_url
    if removals:
        _append(kept, text[position:], is_url=was_url)
        return "".join(kept).strip()
    return text


def _append(kept: list[str], right: str, *, is_url: bool) -> None:
    """Add what stood behind a removed piece to what stood before it."""
    if not kept:
        kept.append(right)
        return
    left = kept.pop()
    touching = not left[-1:].isspace() and not right[:1].isspace()
    left, right = _without_pairs(left.rstrip(), right.lstrip())
    if not left and not kept:
        right = _MARKS_AT_START.sub("", right, count=1)
    elif not right:
        left = _end(left, is_url=is_url)
    elif left:
        left, right = _one_mark(left, right)
        closed = not right or right[0] in _CLOSING or left[-1:] in "([{“„«"
        if not closed and not (touching and right[0] in "’'”\""):
            left += " "
    kept.extend(part for part in (left, right) if part)
    if not kept:
        kept.append("")


def _without_pairs(left: str, right: str) -> tuple[str, str]:
    """Take away the brackets and quotation marks that now have nothing between them."""
    end, start = len(left), 0
    while end and start < len(right) and _PAIRS.get(left[end - 1]) == right[start]:
        end, start = end - 1, start + 1
        while end and left[end - 1].isspace():
            end -= 1
        while start < len(right) and right[start].isspace():
            start += 1
    return left[:end], right[start:]


def _one_mark(left: str, right: str) -> tuple[str, str]:
    """Where marks now meet, keep the stronger."""
    first, second = left[-1], right[0]
    if right.startswith("..") or second not in ",.;:!?":
        return left, right
    if first in ".!?…" and second in ",.;:":
        return left, right[1:].lstrip()
    if first in ",;:":
        return (left[:-1], right) if second in ".!?" else (left, right[1:].lstrip())
    return left, right


def _end(left: str, *, is_url: bool) -> str:
    ended = _MARKS_AT_END.sub("", left)
    return re.sub(r"\s*:$", "", ended) if is_url else ended


def _without_announcement(text: str, event_tags: frozenset[str]) -> str:
    match = _NEXT_UP.match(text)
    if match is None:
        return text
    rest = text[match.end() :]
    tag = match["tag"]
    if tag is not None and tag[1:].casefold() not in event_tags:
        return text
    follows_directly = match["mark"] is None and tag is None and rest[:1].islower()
    return text if follows_directly else rest


_NO_ASIDE: Final = re.compile(r"\s*(?:[xX]|\^.*|\d+(?:\s*[,–-]\s*\d+)*|sic!?|[.…\s*]*)\s*")


def brackets(source: Prose) -> tuple[tuple[int, int], ...]:
    """Find the asides: where each opens, and where it ends (behind its bracket).

    They may nest (the outermost counts), follow one another or span paragraphs. A link's text,
    code, `[fin]`, a checkbox, a footnote mark, `[sic]`, `[...]` and letters put into a word are
    no asides.
    """
    if "[" not in source.bare:
        return ()
    found = []
    anchors = ((each.start, each.end) for each in source.anchors)
    for start, end in _outermost(blanked(source.bare, anchors)):
        inner = source.text[start + 1 : end - 1]
        whole = source.text[start:end]
        if (
            _NO_ASIDE.fullmatch(inner)
            or FIN.fullmatch(whole)
            or _in_a_word(source.text, start, end)
        ):
            continue
        found.append((start, end))
    return tuple(found)


def _outermost(text: str) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for place, character in enumerate(text):
        if character == "[":
            opened.append(place)
        elif character == "]" and opened:
            start = opened.pop()
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            pairs.append((start, place + 1))
    yield from pairs


def _in_a_word(text: str, start: int, end: int) -> bool:
    attached = text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum()
    return attached and " " not in text[start:end]


_FEW_WORDS: Final = 3
_FEWEST_LISTED: Final = 8


def statements(
    source: Prose,
    span: Span,
    *,
    event_tags: frozenset[str],
    speakers: Sequence[str] = (),
    title: str = "",
    kind: NoteKind | None = None,
    under: bool = False,
) -> Statements:
    """Take apart the text of a post or note, whose lines are `span`.

    `event_tags` are casefolded, `speakers` are the names of the talk's, and its `title` is nobody's
    words. Of an only speaker is what "she" is said to have said, and a quotation that is all the
    text, unless in an aside. `kind` is that of a note, which may hang `under` another: a heading,
    a point of a point and a short item of a list are not the speaker's for being quoted.
    """
    quoted = quotations(source)
    openings = [each.start for each in quoted]
    asides = tuple(
        part
        for part in brackets(source)
        if not _is_insertion(
            source, part, quoted[max(bisect_right(openings, part[0]) - 1, 0)] if quoted else None
        )
    )
    fewest = _FEWEST_LISTED if kind is NoteKind.ITEM else 0
    voices = _Voices(
        names=frozenset(word for name in speakers for word in name.casefold().split()),
        sole=len(speakers) == 1 and kind is not NoteKind.ATTRIBUTION,
        title=folded_words(title),
        whole=None if under or kind is NoteKind.HEADING else fewest,
    )
    quotes = (_quote(source, each, asides, event_tags, span, voices) for each in quoted)
    return Statements(
        text=clean(source.text, event_tags),
        quotes=tuple(quote for quote in quotes if quote is not None),
        asides=tuple(
            Aside(text=text, span=_span(source, start, end, span))
            for start, end in asides
            if (text := clean(source.text[start + 1 : end - 1], event_tags, urls=False))
        ),
        mentions=mentions_of(source),
        hashtags=_hashtags(source, event_tags),
        links=links_in(source, span),
        works=works_in(source, quoted, span),
        credits=credits_in(source, span),
        recorded_at=recorded_at(source),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voices:
    """The words of the speakers' names and of the title; whether there is an only speaker.

    `whole` is how many words a quotation needs to be the speaker's for being all the text; `None`
    where that is never enough.
    """

    names: frozenset[str]
    title: list[str]
    sole: bool
    whole: int | None


def _quote(
    source: Prose,
    quotation: Quotation,
    asides: Sequence[tuple[int, int]],
    event_tags: frozenset[str],
    span: Span,
    voices: _Voices,
) -> Quote | None:
    if not may_be_utterance(quotation.text):
        return None
    around = _around(asides, quotation.start)
    quotation = _within(quotation, around)
    said = attribution(quotation, voices.names)
    if folded_words(quotation.text) == voices.title:
        said = NOBODY
    named = said is not None and (said.account or said.name) is not None
    firm = said is not None and said.firm and (named or said.speaker)
    if not is_utterance(quotation, framed=said is not None, firm=firm):
        return None
    basis = None
    if named:
        basis = AttributionBasis.EXPLICIT
    elif voices.sole and around is None and _is_speakers(quotation, said, voices.whole):
        basis = AttributionBasis.SPEAKER
    return Quote(
        text=clean(quotation.text, event_tags, urls=False).rstrip(" ,;"),
        span=_span(source, quotation.start, quotation.end, span),
        basis=basis,
        name=said.name if said else None,
        account=said.account if said else None,
    )


def _is_speakers(quotation: Quotation, said: Said | None, whole: int | None) -> bool:
    if said is not None:
        return said.speaker
    enough = whole is not None and len(words_of(quotation.text)) >= whole
    return enough and place_of(quotation).whole


def _around(parts: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    number = bisect_right(parts, place, key=itemgetter(0)) - 1
    return parts[number] if number >= 0 and place < parts[number][1] else None


def _within(quotation: Quotation, around: tuple[int, int] | None) -> Quotation:
    """Limit what surrounds a quotation in an aside to the aside."""
    if around is None:
        return quotation
    return Quotation(
        start=quotation.start,
        end=quotation.end,
        text=quotation.text,
        before=quotation.before[max(len(quotation.before) + around[0] + 1 - quotation.start, 0) :],
        after=quotation.after[: max(around[1] - 1 - quotation.end, 0)],
    )


def _is_insertion(source: Prose, part: tuple[int, int], quoted: Quotation | None) -> bool:
    """Tell the editor's few words inside a quotation ("if [you] build it") from an aside."""
    short = len(source.text[part[0] : part[1]].split()) <= _FEW_WORDS
    return short and quoted is not None and quoted.start < part[0] and part[1] < quoted.end


def _span(source: Prose, start: int, end: int, whole: Span) -> Span:
    return Span(source=whole.source, first=source.line_of(start), last=source.line_of(end - 1))


def _hashtags(source: Prose, event_tags: frozenset[str]) -> tuple[Hashtag, ...]:
    found: dict[str, Hashtag] = {}
    for tag in tags_of(source):
        key = tag.casefold()
        found.setdefault(key, Hashtag(tag=tag, of_event=key in event_tags))
    return tuple(found.values())


def links_in(source: Prose, span: Span) -> tuple[Link, ...]:
    """Return Markdown links, images and bare URLs in order, each URL once."""
    parts = [
        (each.start, each.end, each.url, each.image)
        for each in source.anchors
        if each.url and not each.url.startswith(("#", "mailto:"))
    ]
    carried = {place for each in source.anchors for place in range(each.start, each.end)}
    parts += [
        (start, end, source.text[start:end], False)
        for start, end in bare_urls(source.visible)
        if start not in carried
    ]
    found: dict[str, Link] = {}
    for start, end, url, image in sorted(parts):
        label = source.text[start:end]
        kind = image_kind(url, label) if image else link_kind(url, label)
        place = min(start, len(source.text) - 1)
        lines = _span(source, place, max(end, place + 1), span) if source.text else span
        found.setdefault(url, Link(url=url, label=label, kind=kind, span=lines))
    return tuple(found.values())
