"""Posts, notes and announcements in our own notes: how they are written, and read again.

What would not read back as it is, were it written as people write, is written as a blockquote,
which keeps every byte; a last line below it says what else is known of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from talkgraph.model import (
    Abstract,
    Account,
    Diagnostic,
    Link,
    Note,
    NoteKind,
    Post,
    Span,
    Speaker,
    Statements,
    Thread,
)
from talkgraph.sources.notes.event.body import BodyReader
from talkgraph.sources.notes.markdown.blocks import LONGEST_PARAGRAPH, parse
from talkgraph.sources.notes.markdown.source import Source, split_lines
from talkgraph.sources.notes.markdown.text import Prose, prose
from talkgraph.sources.notes.said.statements import statements
from talkgraph.sources.programmes.announced import Markup, abstracts_of, passage_of
from talkgraph.sources.written.outline import Quote, Text, is_text, quoted
from talkgraph.sources.written.times import Clock, moment, read_moment
from talkgraph.sources.written.values import (
    account,
    media,
    one_line,
    read_account,
    read_link,
    read_media,
    split,
    target,
    words,
)

_POSTED: Final = re.compile(r"[—–-] posted\b *(.*)", re.DOTALL)
_NOTED: Final = re.compile(r"[—–-] noted as (?P<kind>[a-z]+)(?: below (?P<parent>\d{1,6}))?")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def post_lines(post: Post) -> Iterator[str]:
    """Yield the lines of a post, with what is known of it in the last, if anything is."""
    told = [*_when_and_who(post), *(media(each) for each in post.media)]
    if post.reply_to:
        told.insert(1, f"reply to <{post.reply_to}>")
    tail = " ".join(["— posted", " · ".join(part for part in told if part)]).rstrip()
    last = (split_lines(post.markdown) or ("",))[-1].strip()
    text = post.markdown
    if any(told) or _POSTED.fullmatch(last) or _NOTED.fullmatch(last):
        yield from _with_tail(text, tail)
    else:
        yield from _whole(quoted(text))


def _when_and_who(post: Post) -> Iterator[str]:
    when = [moment(post.time, None)] if post.time else []
    who = [f"by {account(post.author)}"] if post.author else []
    yield " ".join([*when, *who])
    if post.url:
        yield f"<{target(post.url).strip('<>')}>"
    if post.identifier:
        yield f"id {words(post.identifier, '·')}"


def _whole(lines: Sequence[str]) -> list[str]:
    """Return the lines of a blockquote, the last one with its line end."""
    return [*lines[:-1], lines[-1] + "\n"]


def _with_tail(text: str, tail: str) -> list[str]:
    return [*_whole(quoted(text)), ">\n", f"> {tail}\n"]


def announced_lines(abstracts: Sequence[Abstract]) -> Iterator[str]:
    """Yield the lines of what was announced: as text, if that reads back as the same passages."""
    text = "\n\n".join(each.markdown for each in abstracts)
    lines = split_lines(text)
    if is_text(lines) and _same_passages(abstracts, read_text_announced(text, _NOWHERE)):
        yield from _whole(lines)
        return
    for n, each in enumerate(abstracts):
        yield from ["\n"] if n else []
        yield from _whole(quoted(each.markdown))


_NOWHERE: Final = Span(source="")


def _same_passages(abstracts: Sequence[Abstract], others: Sequence[Abstract]) -> bool:
    told = [(each.markdown, each.text) for each in others]
    return [(each.markdown, each.text) for each in abstracts] == told


def note_lines(notes: Sequence[Note], *, of_event: bool) -> Iterator[str]:
    """Yield the lines of notes: as people write them, if that reads back as the same notes."""
    plain = _plain_notes(notes)
    if plain and _reads_back(notes, plain, of_event=of_event):
        yield from plain
        return
    for n, note in enumerate(notes):
        below = "" if note.parent is None else f" below {note.parent}"
        yield from ["\n"] if n else []
        yield from _with_tail(note.markdown, f"— noted as {note.kind.value}{below}")


def _plain_notes(notes: Sequence[Note]) -> list[str]:
    lines: list[str] = []
    before: Note | None = None
    for note in notes:
        listed = before is not None and before.kind is note.kind is NoteKind.ITEM
        lines += [] if before is None or listed else ["\n"]
        lines += _whole(split_lines(note.markdown) or ("",))
        before = note
    return lines


def _reads_back(notes: Sequence[Note], lines: Sequence[str], *, of_event: bool) -> bool:
    if not is_text(lines):
        return False
    source = Source(name="", lines=tuple(lines))
    said = Said(source=source, event_tags=frozenset(), of_event=of_event)
    said.read_text(Text(span=source.whole))
    told = [(each.kind, each.markdown, each.plain, each.parent) for each in said.notes]
    same = [(each.kind, each.markdown, each.plain, each.parent) for each in notes] == told
    return same and not (said.links or said.threads or said.speakers or said.diagnostics)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def read_announced(content: Quote | Text, source: Source) -> tuple[Abstract, ...]:
    """Return the passages of what was announced: a blockquote is one, text is put together."""
    if isinstance(content, Quote):
        return (as_passage(content.text, content.span),)
    return read_text_announced(source.markdown(content.span), content.span)


def read_text_announced(text: str, span: Span) -> tuple[Abstract, ...]:
    """Return the passages of a text; one that says nothing is none."""
    return abstracts_of(text, Markup.MARKDOWN, span)


def as_passage(markdown: str, span: Span) -> Abstract:
    """Return a text as one passage, as it is."""
    return passage_of(1, markdown, span)


def plain_of(markdown: str) -> str:
    """Return the plain text of a post or note."""
    source = Source(name="", lines=split_lines(markdown))
    tokens = [token for block in parse(source).blocks for token in block.tokens]
    return prose(tokens, 1, max(1, len(source))).text


@dataclass(slots=True, kw_only=True)
class Said:
    """Reads what was said of one thing: a talk, a session or (`of_event`) the event.

    `event_tags` are casefolded; `voices` are the names of the talk's speakers and
    `title` is the talk's.
    `own` are lines that the thing itself stands for.
    """

    source: Source
    event_tags: frozenset[str]
    of_event: bool = False
    posts: list[Post] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)
    voices: Sequence[str] = ()
    title: str = ""
    own: set[int] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def read(self, contents: Sequence[Quote | Text]) -> None:
        """Read what stands below a heading."""
        for content in contents:
            if isinstance(content, Text):
                self.read_text(content)
            else:
                self._read_quote(content)

    def _read_quote(self, quote: Quote) -> None:
        lines = list(split_lines(quote.text))
        last = lines[-1].strip() if lines else ""
        posted, noted = _POSTED.fullmatch(last), _NOTED.fullmatch(last)
        if posted or noted:
            lines.pop()
            if lines and not lines[-1].strip():
                lines.pop()
            text = "".join(lines).removesuffix("\n").removesuffix("\r")
            quote = Quote(text=text, span=quote.span)
        if noted and noted["kind"] in set(NoteKind):
            self._add_note(quote, NoteKind(noted["kind"]), noted["parent"])
            return
        plain, says = self._statements(quote)
        post = Post(
            position=len(self.posts) + 1,
            markdown=quote.text,
            plain=plain,
            says=says,
            span=quote.span,
        )
        self.posts.append(self._with_particulars(post, posted[1]) if posted else post)

    def _add_note(self, quote: Quote, kind: NoteKind, parent: str | None) -> None:
        plain, says = self._statements(quote, kind=kind, under=bool(parent))
        above = int(parent) if parent else None
        self.notes.append(
            Note(
                position=len(self.notes) + 1,
                kind=kind,
                markdown=quote.text,
                plain=plain,
                says=says,
                span=quote.span,
                parent=above if above is not None and 0 < above <= len(self.notes) else None,
            )
        )

    def _statements(
        self, quote: Quote, *, kind: NoteKind | None = None, under: bool = False
    ) -> tuple[str, Statements]:
        """Take apart the text of a blockquote, whose lines are those of its text."""
        inner = Source(name=self.source.name, lines=split_lines(quote.text))
        tokens = [token for block in parse(inner).blocks for token in block.tokens]
        text = _moved(prose(tokens, 1, max(1, len(inner))), quote.span.first - 1)
        if sum(len(token.content) for token in tokens) > LONGEST_PARAGRAPH:
            return text.text, Statements(text=text.text)
        says = statements(
            text,
            quote.span,
            event_tags=self.event_tags,
            speakers=self.voices,
            title=self.title,
            kind=kind,
            under=under,
        )
        return text.text, says

    # ── the last line of a post ──────────────────────────────────────────────────────────────

    def _with_particulars(self, post: Post, tail: str) -> Post:
        """Return a post with what its last line says; what that does not say is named."""
        span = self.source.span(post.span.last, post.span.last)
        pictures: list[Link] = []
        for part in split(tail, "·"):
            when, by, who = part.partition("by ")
            picture = read_media(part, post.span)
            if not part:
                continue
            if part.startswith("id "):
                post = replace(post, identifier=one_line(_unescaped(part[3:])))
            elif part.startswith("reply to "):
                post = replace(post, reply_to=_address(part[9:]))
            elif picture is not None:
                pictures.append(picture)
            elif by and (not when or when.endswith(" ")):
                post = self._by(self._at(post, when.strip(), span), who, span)
            elif part[0] in "<[" or "://" in part:
                post = replace(post, url=_address(part))
            else:
                post = self._at(post, part, span)
        return replace(post, media=tuple(pictures))

    def _at(self, post: Post, text: str, span: Span) -> Post:
        if not text:
            return post
        time = read_moment(text, Clock(date=None, zone=None))
        if time is None:
            message = f"{text!r} is no time of a post; write 2031-05-06 09:41:07 +01:00"
            self.diagnostics.append(Diagnostic.at(span, "value-unreadable", message))
            return post
        return replace(post, time=time)

    def _by(self, post: Post, text: str, span: Span) -> Post:
        author: Account | None = read_account(text.strip())
        if author is None:
            message = f"{text.strip()!r} is no account; write @ana or @ana@example.org"
            self.diagnostics.append(Diagnostic.at(span, "value-unreadable", message))
            return post
        return replace(post, author=author)

    # ── text, as people write it ─────────────────────────────────────────────────────────────

    def read_text(self, text: Text) -> None:
        """Read text as notes by hand are read."""
        before = text.span.first - 1
        lines = self.source.lines[before : text.span.last]
        inner = Source(name=self.source.name, lines=lines)
        reader = BodyReader(source=inner, of_event=self.of_event, speakers_open=False)
        body = reader.read(parse(inner).blocks)
        above = len(self.notes)
        for draft in body.notes:
            assert draft.kind is not None
            span = _below(draft.span, before)
            told = prose(draft.tokens, draft.span.first, draft.span.last)
            says = Statements(text=told.text)
            if not draft.is_long:
                says = statements(
                    _moved(told, before),
                    span,
                    event_tags=self.event_tags,
                    speakers=self.voices,
                    title=self.title,
                    kind=draft.kind,
                    under=draft.parent is not None,
                )
            self.notes.append(
                Note(
                    position=len(self.notes) + 1,
                    kind=draft.kind,
                    markdown=inner.markdown(draft.span),
                    plain=told.text,
                    says=says,
                    span=span,
                    parent=None if draft.parent is None else above + draft.parent + 1,
                )
            )
        self.links += [replace(each, span=_below(each.span, before)) for each in body.links]
        self.threads += [replace(each, span=_below(each.span, before)) for each in body.threads]
        self.speakers += [replace(each, span=_below(each.span, before)) for each in body.speakers]
        self.own |= {line + before for line in body.own}
        self.diagnostics += [
            replace(each, line=each.line + before, last=(each.last or each.line) + before)
            if each.line
            else each
            for each in body.diagnostics
        ]


def _moved(text: Prose, lines: int) -> Prose:
    return replace(text, lines=tuple(line + lines for line in text.lines))


def _below(span: Span, lines: int) -> Span:
    return replace(span, first=span.first + lines, last=span.last + lines)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~·])", r"\1", text)


def _address(text: str) -> str:
    found = read_link(text.strip())
    return found[1] if found else text.strip().strip("<>")
