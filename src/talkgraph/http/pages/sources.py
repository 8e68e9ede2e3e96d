"""The notes as they are: every line with its number, and what was made of it.

A text is shown as it stands in the file, or as the Markdown that it is. Either is a stranger's: of
HTML in it nothing works, links lead to the web or nowhere, and no picture is loaded.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Final
from urllib.parse import unquote, urlencode

from fastapi import Request
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from talkgraph.graph import queries
from talkgraph.http.pages.addresses import http_url, page_of, texts
from talkgraph.http.pages.views import Part, part_of
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model.names import slug
from talkgraph.sources.notes.markdown.blocks import flat_tokens
from talkgraph.sources.notes.markdown.front_matter import read_front_matter
from talkgraph.sources.notes.markdown.source import Source, decode
from talkgraph.words import cut

_LINES: Final = 1000
_LONGEST_LINE: Final = 4000
_LABEL: Final = 160
_SHOWN: Final = 6
_IN_BAR: Final = 3
_MARKDOWN: Final = (".md", ".markdown")
_WANTED: Final = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?")
_ANCHOR: Final = re.compile(r"</?a\b[^<>]*>", re.IGNORECASE)
_NAMED: Final = re.compile(r"""<a\s[^<>]*?\b(?:name|id)\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
_LONGEST_RENDERED: Final = 128_000
"""Characters up to which a text is shown as Markdown: a table of more makes megabytes of HTML."""
_OPTIONS: Final = OptionsDict(
    {
        "maxNesting": 100,
        "html": False,
        "linkify": False,
        "typographer": False,
        "quotes": "“”‘’",
        "xhtmlOut": False,
        "breaks": False,
        "langPrefix": "language-",
        "highlight": None,
    }
)
# What is told of a line again by what stands on it.
_PASSED_OVER: Final = frozenset({"appearance", "assignment", "mapping", "selector"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Something that was made of a line: what it is in a word, what it is called, its page."""

    kind: str
    label: str
    page: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a source, without its end; `more` counts what was made of it beside `made`."""

    number: int
    text: str
    is_wanted: bool
    made: tuple[Made, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A part of a source as its page shows it; `rendered` is the whole as the Markdown that it is.

    `wanted` are the first and the last of the lines that are asked for, `nowhere` is what was
    asked for where there is no such line, `made` what was made of those that are; `raw` and
    `as_markdown` are the addresses of the same lines shown otherwise (empty where it is no
    Markdown).
    """

    name: str
    part: Part[str]
    lines: tuple[Line, ...]
    count: int
    wanted: tuple[int, int] | None
    nowhere: str
    made: tuple[Made, ...]
    rendered: Markup | None
    raw: str
    as_markdown: str


def source_page(
    request: Request, kb: KnowledgeBase, name: str, *, line: str, view: str, number: int | None
) -> SourcePage:
    """Return a source as it is shown; `name` is one of `texts`.

    `line` is the number of a line, or of the first and the last of some (`71-73`); `number` is the
    page that is wanted, `None` that of the line.
    """
    source = _source(kb, name)
    wanted = _wanted(line, len(source))
    is_markdown = name.casefold().endswith(_MARKDOWN)
    is_markdown = is_markdown and sum(map(len, source.lines)) <= _LONGEST_RENDERED
    rendered = render(source, wanted) if is_markdown and view == "rendered" else None
    told = list(_told(kb, name)) if wanted or rendered is None else []
    made = {} if rendered is not None else _made(told)
    first = wanted[0] if wanted else 1
    part = part_of(request, source.lines, number or 1 + (first - 1) // _LINES, _LINES)
    return SourcePage(
        name=name,
        part=part,
        lines=tuple(
            _line(at, text, wanted, made.get(at, ()))
            for at, text in enumerate(part.items, start=part.first)
        ),
        count=len(source),
        wanted=wanted,
        nowhere="" if wanted else cut(line.strip(), _LABEL),
        made=_made_of(told, wanted) if wanted else (),
        rendered=rendered,
        raw=_at(request, line, ""),
        as_markdown=_at(request, line, "rendered") if is_markdown else "",
    )


def _at(request: Request, line: str, view: str) -> str:
    query = urlencode([(k, v) for k, v in (("line", line), ("view", view)) if v])
    first = line.partition("-")[0]
    return f"{request.url.path}{'?' if query else ''}{query}{'#L' if first else ''}{first}"


def _source(kb: KnowledgeBase, name: str) -> Source:
    """Return a source as its reader numbered its lines."""
    found = decode(texts(kb).of(name), name).source
    assert found is not None, name  # else nothing was read of it, and it is not kept
    return found


def _wanted(text: str, count: int) -> tuple[int, int] | None:
    match = _WANTED.fullmatch(text.strip())
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, min(max(first, last), count)) if 1 <= first <= count else None


def _line(number: int, text: str, wanted: tuple[int, int] | None, made: Sequence[Made]) -> Line:
    return Line(
        number=number,
        text=cut(text.rstrip("\r\n"), _LONGEST_LINE),
        is_wanted=wanted is not None and wanted[0] <= number <= wanted[1],
        made=tuple(made[:_SHOWN]),
        more=len(made) - len(made[:_SHOWN]),
    )


_Told = tuple[int, int, Made]
"""The first and the last of some lines, and something that was made of them."""


def _told(kb: KnowledgeBase, name: str) -> Iterator[_Told]:
    """Yield what was made of the lines of a source, in order of the lines."""
    for row in kb.select(queries.SOURCE_LINES, {"source": kb.names.source(name)}):
        if "first" not in row or "thing" not in row:
            continue
        kind = _kind(kb, row["thing"])
        if kind in _PASSED_OVER:
            continue
        page = page_of(kb, row["thing"])
        label = cut(row.get("label") or kb.names.short(row["thing"]), _LABEL)
        yield (
            int(row["first"]),
            int(row.get("last", row["first"])),
            Made(kind=kind, label=label, page=page),
        )


def _made(told: Iterable[_Told]) -> Mapping[int, Sequence[Made]]:
    """Return what was made of lines, by the first line of each."""
    found: dict[int, dict[tuple[str, str | None], Made]] = {}
    for first, _, made in told:
        found.setdefault(first, {}).setdefault((made.kind, made.page), made)
    return {line: list(made.values()) for line, made in found.items()}


def _made_of(told: Iterable[_Told], wanted: tuple[int, int]) -> tuple[Made, ...]:
    """Return what was made of the lines that are wanted and has a page, each page once."""
    found = {
        made.page: made
        for first, last, made in reversed(list(told))
        if made.page and first <= wanted[1] and wanted[0] <= last
    }
    return tuple(reversed(found.values()))[:_IN_BAR]


def _kind(kb: KnowledgeBase, iri: str) -> str:
    return iri.removeprefix(kb.names.base).partition("/")[0]


# ── as Markdown ──────────────────────────────────────────────────────────────────────────────


def render(source: Source, wanted: tuple[int, int] | None = None) -> Markup:
    """Return a source as HTML in which nothing works, its blocks named by their lines.

    Front matter is shown as it stands. Of HTML, anchors and comments are left out and the rest is
    text; pictures are named and not loaded; blocks that hold `wanted` lines are marked. A link to
    an anchor of the same file leads to its block.
    """
    last = read_front_matter(source).last
    read = flat_tokens(source, last)
    anchors = _anchors(source, read)
    tokens = [_tamed(token, anchors) for token in read]
    _name_lines(tokens, wanted)
    body = Markup(RendererHTML().render(tokens, _OPTIONS, {}))
    if not last:
        return body
    head = "".join(source.lines[:last])
    return Markup('<pre id="L1" class="front-matter"><code>{}</code></pre>\n').format(head) + body


def _anchors(source: Source, tokens: Sequence[Token]) -> Mapping[str, str]:
    """Return where links to the anchors of a file lead on its page: to the blocks they name."""
    blocks = sorted(
        token.map[0] + 1
        for token in tokens
        if token.map and token.nesting >= 0 and token.type not in ("inline", "html_block")
    )
    found: dict[str, str] = {}
    for number, line in enumerate(source.lines, start=1):
        for match in _NAMED.finditer(line):
            at = bisect_left(blocks, number)
            if at < len(blocks):
                found.setdefault(f"#{match[1]}", f"#L{blocks[at]}")
    for opened, held in pairwise(tokens):
        if opened.type == "heading_open" and opened.map:
            found.setdefault(f"#{slug(_bare(held.content))}", f"#L{opened.map[0] + 1}")
    return found


def _tamed(token: Token, anchors: Mapping[str, str]) -> Token:
    """Return a token of which nothing works but links to the web, and within the file."""
    token.attrs = {k: v for k, v in token.attrs.items() if k in ("href", "start")}
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1:]) + 1)}"  # the page has its own first heading
    if token.type == "html_block":
        return _text(_bare(token.content).strip(), token)
    if token.children is not None:
        token.children = list(_tamed_inline(token.children, anchors))
    return token


def _bare(html: str) -> str:
    """Return HTML without anchors and comments; a comment without an end is a text."""
    parts: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start)) >= 0:
        parts.append(html[at:start])
        at = end + len("-->")
    return _ANCHOR.sub("", "".join((*parts, html[at:])))


def _tamed_inline(tokens: Iterable[Token], anchors: Mapping[str, str]) -> Iterator[Token]:
    is_dead: list[bool] = []
    for token in tokens:
        if token.type == "html_inline":
            yield _text(_bare(token.content))
        elif token.type == "image":
            address = str(token.attrs.get("src", ""))
            yield from _link(address, f"picture: {token.content or address}")
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            inside, href = anchors.get(unquote(address)), http_url(address)
            is_dead.append(not (inside or href))
            if inside:
                yield _opening("link_open", "a", {"href": inside})
            elif href:
                yield _opening("link_open", "a", _outward(href))
            else:
                nowhere = {"class": "dead", "title": f"leads nowhere: {address}"}
                yield _opening("link_open", "span", nowhere)
        elif token.type == "link_close":
            yield Token("link_close", "span" if is_dead and is_dead.pop() else "a", -1)
        else:
            token.attrs = {}
            yield token


def _link(address: str, label: str) -> Iterator[Token]:
    href = http_url(address)
    if href:
        yield _opening("link_open", "a", _outward(href))
    yield _text(label)
    if href:
        yield Token("link_close", "a", -1)


def _outward(href: str) -> dict[str, str]:
    return {"class": "outside", "href": href, "rel": "noopener noreferrer nofollow external"}


def _opening(kind: str, tag: str, attributes: Mapping[str, str]) -> Token:
    return Token(kind, tag, 1, attrs=dict(attributes))


def _text(content: str, like: Token | None = None) -> Token:
    """Return a token that is rendered as text, in a paragraph's place if it is `like` a block."""
    if like is None:
        return Token("text", "", 0, content=content)
    inline = Token("inline", "", 0, content=content, map=like.map)
    inline.children = [Token("text", "", 0, content=content)]
    return inline


def _name_lines(tokens: Iterable[Token], wanted: tuple[int, int] | None) -> None:
    """Give the first block on each line its number as a name, and mark the innermost wanted."""
    named: set[int] = set()
    holding: list[Token] = []
    for token in tokens:
        if token.map and token.nesting >= 0 and not token.hidden and token.type != "inline":
            first, last = token.map[0] + 1, token.map[1]
            if first not in named:
                named.add(first)
                token.attrs["id"] = f"L{first}"
            if wanted and first <= wanted[1] and wanted[0] <= last:
                holding.append(token)
    for token, following in zip_longest(holding, holding[1:]):
        # They are in order: what holds any of the others holds the next.
        if following is None or following.level <= token.level:
            token.attrs["class"] = "cited"
