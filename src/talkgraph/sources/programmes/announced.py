"""Abstracts: what was announced of a talk, from HTML, Markdown, reStructuredText or plain text.

Whatever a text is written in, it becomes Markdown, which is read as notes are, block by block.
Blocks are then put together to passages of a length that an encoder can take in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from markdownify import ATX, MarkdownConverter

from talkgraph.model import Abstract, Link, Span
from talkgraph.sources.notes.formats.kinds import Format, format_of
from talkgraph.sources.notes.formats.marks import SPECIAL, escaped
from talkgraph.sources.notes.formats.rst import rst_as_markdown
from talkgraph.sources.notes.formats.text import text_as_markdown
from talkgraph.sources.notes.markdown.blocks import Block, parse
from talkgraph.sources.notes.markdown.html import finished, unescaped
from talkgraph.sources.notes.markdown.source import Source, split_lines
from talkgraph.sources.notes.markdown.text import Prose, prose
from talkgraph.sources.notes.said.statements import clean, links_in

LONGEST: Final = 50_000
"""Characters of one text that are read; real abstracts have some thousands."""
FULL: Final = 900
"""Characters of a passage: an encoder of 256 word pieces reads that much of most languages."""
SHORT: Final = 240
"""Characters of a paragraph that is hardly worth a passage of its own."""
_DEEPEST: Final = 100
"""Levels of HTML elements that are read; deeper ones, and what is left open, lose their tags."""


class Markup(StrEnum):
    """What an abstract is written in."""

    HTML = "html"
    MARKDOWN = "markdown"
    RST = "rst"
    PLAIN = "plain"


def abstracts_of(text: str | None, markup: Markup | None, span: Span) -> tuple[Abstract, ...]:
    r"""Return what was announced, passage by passage; without `markup` it is found out.

    Short paragraphs are kept with their neighbours and lists with what leads in to them, up to
    about 900 characters; longer paragraphs are cut between sentences.

    >>> [told] = abstracts_of("<p>Why &amp; how: <em>ropes</em></p>", None, Span(source="a.xml"))
    >>> told.text
    'Why & how: ropes'
    """
    return all_abstracts((text,), markup, span)


def all_abstracts(
    texts: Iterable[str | None], markup: Markup | None, span: Span
) -> tuple[Abstract, ...]:
    """Return what several texts announce of one talk: a subtitle, an abstract, a description.

    What one of them says again is told once.
    """
    told: set[str] = set()
    parts: list[_Part] = []
    for text in texts:
        said = [(_folded(part.prose.text), part) for part in _parts(text or "", markup)]
        parts += (part for words, part in said if words not in told)
        told.update(words for words, _ in said)
    return tuple(_abstract(n, each, span) for n, each in enumerate(_passages(parts), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A block of an abstract."""

    markdown: str
    prose: Prose
    is_heading: bool = False
    is_list: bool = False

    @property
    def leads(self) -> bool:
        """Whether it belongs to what follows it."""
        return self.is_heading or self.prose.text.endswith(":")


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold())) or text.strip()


def _abstract(position: int, parts: Sequence[_Part], span: Span) -> Abstract:
    return passage_of(position, "\n\n".join(part.markdown for part in parts), span)


def passage_of(position: int, markdown: str, span: Span) -> Abstract:
    """Return one passage of what was announced; its Markdown alone says what its text is."""
    source = Source(name=span.source, lines=split_lines(markdown))
    told = [
        prose(block.tokens, block.span.first, block.span.last) for block in parse(source).blocks
    ]
    told = [each for each in told if each.text]
    plain = " ".join(each.text for each in told)
    links: dict[str, Link] = {}
    for each in told:
        for link in links_in(each, span):
            links.setdefault(link.url, replace(link, span=span))
    return Abstract(
        position=position,
        markdown=markdown,
        plain=plain,
        text=clean_lines(told) or plain,
        span=span,
        links=tuple(links.values()),
    )


def clean_lines(texts: Iterable[Prose]) -> str:
    """Return clean text: a line for each paragraph and, behind a bullet, for each item."""
    lines: list[str] = []
    for each in texts:
        for block in each.blocks:
            line = clean(each.text[block.start : block.end], frozenset())
            if line:
                lines.append(f"• {line}" if block.item else line)
    return "\n".join(lines)


# ── blocks, and passages of them ─────────────────────────────────────────────────────────────────


def _parts(text: str, markup: Markup | None) -> Iterator[_Part]:
    """Yield the blocks of a text that say something."""
    markdown = as_markdown(text, markup)
    if not markdown:
        return
    source = Source(name="", lines=split_lines(markdown))
    for block in parse(source).blocks:
        for piece in _cut(block, source):
            if piece.prose.text:
                yield piece


def _cut(block: Block, source: Source) -> Iterator[_Part]:
    """Yield a block or, where it is longer than a passage, its items or sentences."""
    whole = _part(block, source)
    if len(whole.prose.text) <= FULL:
        yield whole
    elif block.children:
        for child in block.children:
            yield from _cut(child, source) if block.is_list else (_part(child, source),)
    elif block.kind == "paragraph":
        for piece in _sentences(whole.markdown):
            own = Source(name="", lines=split_lines(piece))
            yield from (_part(each, own) for each in parse(own).blocks)
    else:
        yield whole


def _part(block: Block, source: Source) -> _Part:
    said = prose(block.tokens, block.span.first, block.span.last)
    return _Part(
        markdown=source.markdown(block.span),
        prose=said,
        is_heading=block.kind == "heading",
        is_list=block.is_list or block.kind == "list_item",
    )


_SENTENCE: Final = re.compile(r"(?<=[.!?…])[\"”’)]*\s+|\n")
_MARKS: Final = re.compile(r"[\[\](){}*_`<>]")


def _sentences(markdown: str) -> Iterator[str]:
    """Yield a long paragraph in pieces; none begins within a link, code or words in bold."""
    begin, last, depth, seen = 0, 0, 0, 0
    for match in _SENTENCE.finditer(markdown):
        if match.end() - begin > FULL and last > begin:
            yield markdown[begin:last].strip()
            begin = last
        depth += _open(markdown[seen : match.end()])
        seen = match.end()
        if not depth:
            last = match.end()
    if len(markdown) - begin > FULL and last > begin:
        yield markdown[begin:last].strip()
        begin = last
    yield markdown[begin:].strip()


def _open(text: str) -> int:
    """Return how many of the marks in a text wait for another, odd ones of a kind as one."""
    marks = _MARKS.findall(text)
    brackets = sum((mark in "[({<") - (mark in "])}>") for mark in marks)
    return brackets + sum(marks.count(mark) % 2 for mark in "`")


def _passages(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Yield the parts, put together to passages."""
    passage: list[_Part] = []
    length = 0
    for part in parts:
        more = len(part.prose.text)
        if passage and not (length + more <= FULL and _belong(passage, length, part)):
            yield passage
            passage, length = [], 0
        passage.append(part)
        length += more + 1
    if passage:
        yield passage


def _belong(passage: Sequence[_Part], length: int, part: _Part) -> bool:
    if part.is_heading:
        return passage[-1].is_heading
    alike = part.is_list or length < SHORT or len(part.prose.text) < SHORT
    return alike or passage[-1].leads


# ── what it is written in ────────────────────────────────────────────────────────────────────────

_BLOCK_TAGS: Final = "p|div|ul|ol|li|h[1-6]|table|tr|blockquote|section|article|pre|dl"
_INLINE_TAGS: Final = "a|b|i|em|strong|br|span|u|code|tt|sub|sup|small|img|hr|font|script|style"
_TAG: Final = re.compile(rf"</?(?:{_BLOCK_TAGS}|{_INLINE_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK: Final = re.compile(rf"</?(?:{_BLOCK_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPED_TAG: Final = re.compile(
    rf"&(?:amp;)?lt;/?(?:{_BLOCK_TAGS}|{_INLINE_TAGS})(?:\s.{{0,300}}?)?/?&(?:amp;)?gt;",
    re.IGNORECASE | re.DOTALL,
)
_CODE: Final = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END: Final = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_HIDDEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?[^<>]*>|<!\w[^<>]*>"
    r"|<(script|style|template|iframe|object|noscript|head|title)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)


def as_markdown(text: str, markup: Markup | None) -> str:
    r"""Return a text as Markdown; without `markup` it is found out what it is written in.

    >>> as_markdown("&lt;p&gt;Ropes&lt;/p&gt;", None), as_markdown("Ropes\r\n\r\n- sails", None)
    ('Ropes', 'Ropes\n\n- sails')
    """
    text = _LINE_END.sub("\n", _CONTROL.sub("", text[:LONGEST])).strip()
    if not text:
        return ""
    text = _unescaped(text) if markup in {None, Markup.HTML} else text
    markup = markup or markup_of(text)
    if markup is Markup.HTML:
        return _of_html(text)
    if markup is Markup.RST:
        return "\n".join(rst_as_markdown(text.split("\n")).lines).strip()
    if markup is Markup.PLAIN:
        lines = [line.strip() for line in unescaped(text).split("\n")]
        return "\n".join(text_as_markdown(lines).lines).strip()
    return _inline_html(text)


def markup_of(text: str) -> Markup:
    """Find out what a text is written in; what has no marks at all is Markdown, too.

    >>> markup_of("<p>Ropes</p>"), markup_of("**Ropes** <b>hold</b>")
    (<Markup.HTML: 'html'>, <Markup.MARKDOWN: 'markdown'>)
    """
    bare = _CODE.sub("", text)
    if _BLOCK.search(bare):
        return Markup.HTML
    is_rst = format_of("", text.split("\n")) is Format.RST and not _TAG.search(bare)
    return Markup.RST if is_rst else Markup.MARKDOWN


def _unescaped(text: str) -> str:
    """Undo an escape of HTML, or two, where the tags themselves were escaped."""
    for _ in range(2):
        if _TAG.search(text) or not _ESCAPED_TAG.search(_CODE.sub("", text)):
            break
        text = unescaped(text)
    return text


_A: Final = re.compile(
    r"<a\s[^<>]{0,200}?href\s{0,9}=\s{0,9}([\"']?)(?P<url>[^\"'<>\s]{1,2000})\1[^<>]{0,500}>"
    r"(?P<text>[^<>]{0,1000})</a\s*>",
    re.IGNORECASE,
)
_STRONG: Final = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_EMPHASIS: Final = re.compile(r"</?(?:i|em)>", re.IGNORECASE)
_BREAK: Final = re.compile(r"<br\s*/?>\n?", re.IGNORECASE)
_IN_LINE: Final = re.compile(rf"</?(?:{_INLINE_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_NO_TAG: Final = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>]*>|[\w.+-]+@)")


def _inline_html(text: str) -> str:
    """Write the few tags that people put into Markdown as Markdown; what only looks so stays."""
    if "<" not in text:
        return text
    kept: list[str] = []
    at = 0
    for match in (*_CODE.finditer(text), None):
        end = match.start() if match else len(text)
        piece = _HIDDEN.sub("", text[at:end])
        piece = _A.sub(lambda a: f"[{' '.join(a['text'].split())}]({a['url']})", piece)
        piece = _BREAK.sub("\n", _EMPHASIS.sub("*", _STRONG.sub("**", piece)))
        kept.append(_NO_TAG.sub(r"\<", _IN_LINE.sub("", piece)))
        if match:
            kept.append(match[0])
            at = match.end()
    return "".join(kept).strip()


class _Converter(MarkdownConverter):
    """Writes HTML as the Markdown that notes are written in."""

    class Options:
        """What markdownify is told."""

        heading_style = ATX
        bullets = "-"

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape what begins HTML or an entity, too."""
        done = super().escape(text, parent_tags)  # type: ignore[misc] # its stubs leave this out
        return re.sub(SPECIAL, escaped, done)


_CONVERTER: Final = _Converter()
_ANY_TAG: Final = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*?(/?)>")
_EMPTY: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "source"})
_CLOSES_ITSELF: Final = frozenset({"p", "li"})


def _of_html(text: str) -> str:
    """Return HTML as Markdown; what is nested too deep loses its tags."""
    text = _HIDDEN.sub(" ", text)
    if "<p" not in text.casefold():
        text = re.sub(r"\n\s*\n", "<br><br>", text)
    if _depth(text) > _DEEPEST:
        return unescaped(_ANY_TAG.sub("\n\n", text)).strip()
    markdown = _CONVERTER.convert(finished(_closed(text)))
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", markdown.replace("\xa0", " ")).strip()


def _closed(text: str) -> str:
    """End a paragraph where the next begins, as browsers do."""
    if text.casefold().count("<p") <= text.casefold().count("</p"):
        return text
    return re.sub(r"(?i)</?p(?:\s[^<>]*)?>", "\n<br><br>\n", text)


def _depth(text: str) -> int:
    """Return how deep elements are nested at most."""
    depth = deepest = 0
    for closing, name, alone in _ANY_TAG.findall(text):
        if alone or name.lower() in _EMPTY or name.lower() in _CLOSES_ITSELF:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest
