"""What stands under a heading: speakers, links, threads, posts and notes, with every line's place.

A body is read block by block. Labels ("Twitter threads:", "Other notes") say what the blocks
after them are; without a label the blocks speak for themselves.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from markdown_it.token import Token

from talkgraph.model import Diagnostic, Link, NoteKind, Severity, Span, Speaker, Thread
from talkgraph.sources.notes.addresses import account_of, link_kind
from talkgraph.sources.notes.event.labels import (
    Label,
    Segment,
    cuts,
    has_label,
    is_link_line,
    label_of,
    segments,
)
from talkgraph.sources.notes.event.links import links_and_threads
from talkgraph.sources.notes.event.places import folded
from talkgraph.sources.notes.layout.words.headings import is_part
from talkgraph.sources.notes.markdown.blocks import LONGEST_PARAGRAPH, Block
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind, block_pieces, text_of
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.called import field_of, is_employer
from talkgraph.sources.notes.speakers.lines import SpeakerLine, says_who, speaker_line
from talkgraph.sources.notes.speakers.persons import NOBODY, Listed, doubt, may_be_person


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """A post or note before the event's hashtags are known; `kind` is `None` for a post.

    `parent` is the place of the note it hangs under among the body's notes, counted from 0.
    """

    kind: NoteKind | None
    tokens: tuple[Token, ...]
    span: Span
    parent: int | None = None

    @property
    def is_long(self) -> bool:
        """Whether it is too long for quotes and the like to be looked for in it."""
        return sum(len(token.content) for token in self.tokens) > LONGEST_PARAGRAPH


@dataclass(slots=True, kw_only=True)
class Body:
    """What came of reading a body; `own` are the lines that only the heading's thing stands for."""

    speakers: list[Speaker] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    posts: list[Draft] = field(default_factory=list)
    notes: list[Draft] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sure: bool = False


_ATTRIBUTION: Final = re.compile(
    r"(?:visual recording|video|recording|slides?|photos?|pictures?|images?|sketch ?notes?|drawing"
    r"|graphic|illustration|screenshot)s?\b.{0,30}?\b(?:by|from|is|are|was|were|courtesy|credit"
    r"|via|of this talk)\b",
    re.IGNORECASE,
)
_LINK_LABELS: Final = frozenset(
    {
        *(Label.THREADS, Label.VIDEOS, Label.SLIDES, Label.SKETCHNOTES, Label.IMAGES),
        Label.MATERIALS,
    }
)
_ITEM_KINDS: Final = {
    "fence": NoteKind.CODE,
    "code_block": NoteKind.CODE,
    "table": NoteKind.TABLE,
    "heading": NoteKind.HEADING,
}
_BRIEF: Final = 3


@dataclass(slots=True, kw_only=True)
class BodyReader:
    """Reads the blocks below one heading.

    Where no post is a blockquote, the items of a list below their label are the posts. `known` are
    the speakers' names that the table of contents gives. With `items_speak`, the first item of a
    list is a speaker's where it looks like a name; so is a first heading (`lone`) with
    `headings_speak`, or in a `whole` file where it is alone at its level, if it shares no word with
    the `title`. With `of_event`, nobody speaks and a blockquote is a note; with `sure_only`, words
    that merely look like a name are not a speaker's. Lines in `passed` have been understood
    elsewhere. `fresh` is how many speakers the line before named, lines of other keys aside.
    """

    source: Source
    known: Listed = NOBODY
    of_event: bool = False
    sure_only: bool = False
    passed: Collection[int] = ()
    body: Body = field(default_factory=Body)
    label: Label | None = None
    speakers_open: bool = True
    items_speak: bool = False
    title: str = ""
    headings_speak: bool = False
    whole: bool = False
    lone: tuple[Block, ...] = ()
    posts_labelled: bool = False
    posts_begun: bool = False
    posts_quoted: bool = True
    lead: int | None = None
    fresh: int = 0

    def read(self, blocks: Sequence[Block]) -> Body:
        """Read the blocks in order and return what they hold."""
        self.label, self.lead = None, None
        self.posts_labelled = any(has_label(block, Label.POSTS) for block in blocks)
        self.posts_quoted = any(block.kind == "blockquote" for block in blocks)
        first = blocks[0] if blocks and blocks[0].kind == "heading" else None
        trusted = self.headings_speak or (self.whole and _is_lone(blocks))
        self.lone = (first,) if first is not None and trusted else ()
        for block in blocks:
            lead, self.lead = self.lead, None
            self._block(block, lead)
        return self.body

    def _block(self, block: Block, lead: int | None) -> None:
        if self._is_passed(block.span):
            return
        if block.kind == "paragraph":
            for segment in segments(block, self.source, self.passed):
                self._segment(segment, block)
        elif block.kind == "heading":
            self._heading(block)
        elif block.kind == "blockquote":
            self._quote(block)
        elif block.is_list:
            self._list(block, lead)
        elif block.kind == "html_block":
            self._html(block)
        elif block.kind in {"fence", "code_block"}:
            self._note(NoteKind.CODE, block.tokens, block.span)
        elif block.kind == "table":
            self._note(NoteKind.TABLE, block.tokens, block.span)
        else:
            self._own(block.span)

    def _is_passed(self, span: Span) -> bool:
        if span.first not in self.passed:
            return False
        lines = span.lines
        return all(n in self.passed or self.source.is_blank(n) for n in lines)

    # ── accounting ───────────────────────────────────────────────────────────────────────────

    def _own(self, span: Span) -> None:
        self.body.own.update(span.lines)

    def _note(
        self, kind: NoteKind, tokens: Sequence[Token], span: Span, parent: int | None = None
    ) -> int:
        self.speakers_open, self.fresh = False, 0
        self.body.notes.append(Draft(kind=kind, tokens=tuple(tokens), span=span, parent=parent))
        return len(self.body.notes) - 1

    # ── paragraphs ───────────────────────────────────────────────────────────────────────────

    def _begin(self, label: Label) -> None:
        self.label = label
        self.posts_begun = self.posts_begun or label is Label.POSTS
        self.speakers_open = self.speakers_open and label is not Label.NOTES

    def _segment(self, segment: Segment, block: Block) -> None:
        if segment.label is not None:
            self._begin(segment.label)
            self.body.own.add(segment.span.first)
        fresh, self.fresh = self.fresh, 0
        if segment.employer and self._employs(segment.employer, segment.span, fresh):
            return
        if segment.apart:
            self._field(segment)
            self.fresh = self.fresh or fresh
            return
        shown = [p for p in segment.pieces if p.kind not in {PieceKind.ANCHOR, PieceKind.BREAK}]
        words = [p for p in shown if p.kind is not PieceKind.COMMENT]
        if not words or not any(p.text.strip() or p.url for p in words):
            self._wordless(shown, segment)
        elif self._is_speakers(segment) or self._is_links(segment):
            pass
        elif rest := self._after_speakers(segment, block):
            self._segment(rest, block)
        else:
            tokens = segment.whole or segment.tokens
            index = self._note(NoteKind.PARAGRAPH, tokens, segment.span)
            if text_of(segment.pieces).endswith(":"):
                self.lead = index
            if self.label in _LINK_LABELS:
                self._links(segment.pieces, segment.span)

    def _employs(self, employer: str, span: Span, fresh: int) -> bool:
        """Give the only speaker named just before the employer that a line of its own names."""
        if fresh != 1 or self.of_event or self.body.speakers[-1].affiliation:
            return False
        self.body.speakers[-1] = replace(self.body.speakers[-1], affiliation=employer)
        self._own(span)
        return True

    def _field(self, segment: Segment) -> None:
        """Keep a line of a key and a value as it is; lines that say who speaks may follow."""
        still_open = self.speakers_open
        self.label = None if self.label is Label.SPEAKERS else self.label
        line = speaker_line(segment.pieces, self.source, self.known)
        if self._may_name_speakers and says_who(segment.pieces) and line and line.speakers:
            self._add_speakers(line, segment.span)
            return
        self._note(NoteKind.PARAGRAPH, segment.tokens, segment.span)
        self.speakers_open = still_open
        if self.label in _LINK_LABELS:
            self._links(segment.pieces, segment.span)

    def _wordless(self, shown: Sequence[Piece], segment: Segment) -> None:
        if shown and segment.label is None:
            self._comment(segment.span)
        else:
            self._own(segment.span)

    def _comment(self, span: Span) -> None:
        html = "<!--" in self.source.lines[span.first - 1]
        message = f"{'an HTML comment' if html else 'a comment or a property'} is not read"
        self.body.diagnostics.append(Diagnostic.at(span, "html-comment", message, Severity.INFO))

    @property
    def _may_name_speakers(self) -> bool:
        named = self.label in {None, Label.SPEAKERS}
        return named and self.speakers_open and not self.of_event

    def _is_speakers(self, segment: Segment) -> bool:
        if not self._may_name_speakers:
            return bool(segment.said) and self._late_speakers(segment)
        line = speaker_line(segment.pieces, self.source, self.known, label=segment.said)
        if line is None or not self._believes(line):
            return False
        self._add_speakers(line, segment.span)
        return True

    def _late_speakers(self, segment: Segment) -> bool:
        """Read a labelled line of speakers that stands below notes, if nobody is named before."""
        if self.of_event or self.body.speakers:
            return False
        line = speaker_line(segment.pieces, self.source, self.known)
        if line is None or not line.speakers:
            return False
        if not all(may_be_person(speaker.name) for speaker in line.speakers):
            return False
        self._add_speakers(line, segment.span)
        self.label = None
        return True

    def _believes(self, line: SpeakerLine) -> bool:
        if self.label is Label.SPEAKERS or not line.speakers or line.sure:
            return True
        if self.sure_only or self.body.speakers:
            return False
        return not any(may_be_person(name) for name in self.known.names)

    def _after_speakers(self, segment: Segment, block: Block) -> Segment | None:
        """Read the speakers that the first lines of prose name, and return what is left."""
        if (self.label is not None and not segment.said) or not self._may_name_speakers:
            return None
        for head, rest in cuts(segment, block, self.source):
            line = speaker_line(head.pieces, self.source, self.known, label=segment.said)
            if line and line.speakers and line.sure and not text_of(rest.pieces)[:1].islower():
                self._add_speakers(line, head.span)
                self.label = None
                return rest
        return None

    def _add_speakers(self, line: SpeakerLine, span: Span) -> None:
        body = self.body
        count = len(body.speakers)
        body.speakers += [replace(s, position=count + s.position) for s in line.speakers]
        body.sure = body.sure or line.sure
        self.fresh = len(line.speakers)
        body.diagnostics += [doubt(words, span) for words in line.doubtful]
        if line.others:
            self._links(line.others, span)
        self._own(span)

    def _is_links(self, segment: Segment) -> bool:
        threads = self.label is Label.THREADS and any(
            piece.kind is PieceKind.LINK for piece in segment.pieces
        )
        if not is_link_line(segment.pieces) and not (threads and _is_brief(segment.pieces)):
            return False
        self._links(segment.pieces, segment.span)
        self._own(segment.span)
        return True

    def _links(self, pieces: Sequence[Piece], span: Span) -> None:
        """Add the links among pieces, each with the lines from its own to the next line break."""
        breaks = [number for number, piece in enumerate(pieces) if piece.kind is PieceKind.BREAK]
        for index, piece in enumerate(pieces):
            following = bisect_left(breaks, index)
            ends = pieces[breaks[following]].line if following < len(breaks) else piece.line
            last = max(piece.line, min(ends, span.last))
            place = self.source.span(min(piece.line, span.last), last)
            self.link(piece, place)

    def link(self, piece: Piece, place: Span, label: Label | None = None) -> None:
        """Add a link, an image or a thread that stands at `place`."""
        links, threads = links_and_threads((piece,), label or self.label, place)
        self.body.links += links
        if self.of_event:
            self.body.links += [
                Link(url=t.url, label=t.label, kind=link_kind(t.url, t.label), span=t.span)
                for t in threads
            ]
        else:
            self.body.threads += threads

    def heading_links(self, pieces: Sequence[Piece], span: Span) -> None:
        """Add the links that stand in the heading itself."""
        for piece in pieces:
            if piece.kind is PieceKind.LINK and account_of(piece.url) is None:
                self.link(piece, span)

    # ── other blocks ─────────────────────────────────────────────────────────────────────────

    def _heading(self, block: Block) -> None:
        label = label_of(text_of(block_pieces(block)))
        if label:
            self._begin(label)
            self._own(block.span)
        elif self._names_speakers(block):
            pass
        elif text_of(block_pieces(block)):
            first = len(self.body.notes) <= 1 and not self.body.speakers
            still_open = first and is_part(text_of(block_pieces(block)))
            self._note(NoteKind.HEADING, block.inner, block.span)
            self.speakers_open = still_open
        else:
            self._own(block.span)

    def _names_speakers(self, block: Block) -> bool:
        """Read a heading of nothing but speakers, below the title: `### [Ana Reed](...)`."""
        if not self._may_name_speakers:
            return False
        line = speaker_line(block_pieces(block), self.source, self.known)
        lone = block in self.lone and not self._repeats_title(text_of(block_pieces(block)))
        if not (line and line.speakers and (line.sure or lone)):
            return False
        self._add_speakers(line, block.span)
        return True

    def _repeats_title(self, text: str) -> bool:
        """Tell whether words share one with the title, which a name seldom does."""
        return bool(set(folded(text).split()) & set(folded(self.title).split()))

    def _quote(self, block: Block) -> None:
        text = " ".join(
            text_of(block_pieces(leaf)) for leaf in block.leaves() if leaf.kind != "html_block"
        )
        if not any(token.content.strip() for token in block.tokens):
            self._own(block.span)
            return
        self.speakers_open = False
        credit = _ATTRIBUTION.match(text.strip()) is not None
        if self.of_event:
            kind: NoteKind | None = NoteKind.ATTRIBUTION if credit else NoteKind.PARAGRAPH
        elif self.posts_labelled:
            kind = None if self.posts_begun else NoteKind.ATTRIBUTION
        else:
            kind = NoteKind.ATTRIBUTION if credit else None
        draft = Draft(kind=kind, tokens=block.inner, span=block.span)
        (self.body.posts if kind is None else self.body.notes).append(draft)

    def _html(self, block: Block) -> None:
        pieces = block_pieces(block)
        kinds = {piece.kind for piece in pieces if piece.text.strip() or piece.url}
        if any(piece.kind is PieceKind.TEXT and piece.text.strip() for piece in pieces):
            self._note(NoteKind.PARAGRAPH, block.tokens, block.span)
        for piece in pieces:
            self.link(piece, block.span)
        if kinds == {PieceKind.COMMENT}:
            self._comment(block.span)
        else:
            self._own(block.span)

    # ── lists ────────────────────────────────────────────────────────────────────────────────

    def _list(self, block: Block, lead: int | None) -> None:
        if self.label is Label.POSTS and not (self.of_event or self.posts_quoted):
            self.speakers_open = False
            self.body.posts += [
                Draft(kind=None, tokens=item.inner, span=item.span) for item in block.children
            ]
            return
        links_allowed = self.label in _LINK_LABELS or (self.speakers_open and self.label is None)
        taken = self._field_items(block) or self._speaker_items(block)
        for item in block.children[taken:]:
            if not (links_allowed and self._is_link_item(item)):
                self._item(item, lead)

    def _speaker_items(self, block: Block) -> int:
        """Read the speakers at the start of a list, and return how many items they take."""
        if not self._may_name_speakers:
            return 0
        for count, item in enumerate(block.children):
            if self._may_precede_speakers(item, block.children[count:]):
                continue
            if self._asks_who(item):
                self.body.own.add(item.span.first)
                for inner in item.children[1:]:
                    self.label = Label.SPEAKERS
                    self._list(inner, None)
                self.label = None
                continue
            first = item.children[0] if item.children else None
            if first is None or first.kind != "paragraph":
                return count
            line = speaker_line(block_pieces(first), self.source, self.known)
            likely = self.items_speak and not self.body.speakers
            if line is None or not line.speakers or not (line.sure or self.label or likely):
                return count
            if self.body.speakers and not self.label and _are_handles(line):
                return count
            self._add_speakers(line, self.source.span(item.span.first, first.span.last))
            for inner in item.children[1:]:
                self._below_speakers(inner)
        return len(block.children)

    def _field_items(self, block: Block) -> int:
        """Read a list that begins with keys and values, of which one says who speaks.

        Return how many items that takes.
        """
        keyed: list[Block] = []
        for item in block.children if self._may_name_speakers else ():
            only = item.children[0] if len(item.children) == 1 else None
            if only is None or only.kind != "paragraph":
                break
            if field_of(text_of(block_pieces(only))) is None:
                break
            keyed.append(item)
        firsts = [item.children[0] for item in keyed]
        who = [n for n, first in enumerate(firsts) if has_label(first, Label.SPEAKERS)]
        if not who or len(keyed) == 1:
            return 0
        for item, first in zip(keyed, firsts, strict=True):
            fresh, self.fresh = self.fresh, 0
            key, value = field_of(text_of(block_pieces(first))) or ("", "")
            line = speaker_line(block_pieces(first), self.source, self.known)
            if says_who(block_pieces(first)) and line and line.speakers:
                self._add_speakers(line, item.span)
            elif is_employer(key) and self._employs(value, item.span, fresh):
                continue
            elif not self._is_link_item(item):
                self._item(item, None)
                self.fresh = fresh
        self.speakers_open = True
        return len(keyed)

    def _may_precede_speakers(self, item: Block, rest: Sequence[Block]) -> bool:
        """Take an item of nothing but a link that stands before one of the speakers."""
        behind = next((i.children[0] for i in rest[1:2] if i.children), None)
        first = item.children[0] if item.children else None
        if behind is None or behind.kind != "paragraph" or self.body.speakers or first is None:
            return False
        own = speaker_line(block_pieces(first), self.source, self.known)
        if own is not None and own.speakers:
            return False
        line = speaker_line(block_pieces(behind), self.source, self.known)
        return bool(line and line.sure and line.speakers) and self._is_link_item(item)

    def _asks_who(self, item: Block) -> bool:
        """Tell whether an item is no more than "Who", with the answer nested in it."""
        if len(item.children) < 2 or not item.children[1].is_list:
            return False
        return label_of(text_of(block_pieces(item.children[0]))) is Label.SPEAKERS

    def _below_speakers(self, block: Block) -> None:
        """Keep what is nested below a speaker's name as notes."""
        self.speakers_open = False
        if block.is_list:
            for inner in block.children:
                self._item(inner, None)
        else:
            self._block(block, None)

    def _is_link_item(self, item: Block) -> bool:
        only = item.children[0] if len(item.children) == 1 else None
        if only is None or only.kind != "paragraph" or not only.may_hold_links:
            return False
        found = segments(only, self.source, ())
        if len(found) != 1 or not is_link_line(found[0].pieces):
            return False
        place = item.span
        for piece in found[0].pieces:
            self.link(piece, place, found[0].label)
        self._own(place)
        return True

    def _item(self, item: Block, parent: int | None) -> None:
        """Make a note of each piece of text in an item; what it holds hangs under its first."""
        if not item.children:
            self._own(item.span)
            return
        index: int | None = None
        for child in item.children:
            if child.is_list:
                for inner in child.children:
                    self._item(inner, parent if index is None else index)
            elif child.kind in {"html_block", "hr"}:
                self._block(child, None)
            elif child.span.first in self.passed:
                continue
            elif index is None:
                span = self.source.span(item.span.first, child.span.last)
                kind = _ITEM_KINDS.get(child.kind, NoteKind.ITEM)
                index = self._note(kind, _content(child), span, parent)
                if self.label in _LINK_LABELS:
                    self._links(block_pieces(child), span)
            else:
                kind = _ITEM_KINDS.get(child.kind, NoteKind.PARAGRAPH)
                self._note(kind, _content(child), child.span, index)
        if index is None and item.span.first not in self.passed:
            self.body.own.add(item.span.first)


def _is_lone(blocks: Sequence[Block]) -> bool:
    """Tell whether a first heading has no other as high."""
    rest = [block for block in blocks[1:] if block.kind == "heading"]
    return bool(rest) and all(other.level > blocks[0].level for other in rest)


def _are_handles(line: SpeakerLine) -> bool:
    return all(speaker.name.startswith("@") for speaker in line.speakers)


def _content(block: Block) -> tuple[Token, ...]:
    return block.inner if block.kind in {"blockquote", "heading"} else block.tokens


def _is_brief(pieces: Sequence[Piece]) -> bool:
    words = " ".join(p.text for p in pieces if p.kind is PieceKind.TEXT).split()
    return len([word for word in words if word.isalpha()]) <= _BRIEF * max(
        1, sum(1 for p in pieces if p.kind is PieceKind.LINK)
    )
