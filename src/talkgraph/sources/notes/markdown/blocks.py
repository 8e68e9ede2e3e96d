"""The source as a tree of Markdown blocks, each with its lines, from markdown-it's tokens."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from talkgraph.model import Span
from talkgraph.sources.notes.markdown.source import Source

_DEEPEST: Final = 40
"""Levels of nested blocks that are read (a list counts twice: the list and its item)."""

LONGEST_PARAGRAPH: Final = 20_000
"""Characters of one paragraph whose inline Markdown is read; a longer one is plain text."""

_MOST_BRACKETS: Final = 1_000
"""Opening brackets of one paragraph that are tried as links, each against all that follow."""


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True, eq=False)
class Block:
    """A block: its `kind`, its lines, its tokens (open and close included) and what it holds.

    `kind` is the token's type without `_open`: heading, paragraph, blockquote, bullet_list,
    ordered_list, list_item, table, fence, code_block, html_block, hr. `level` is a heading's.
    """

    kind: str
    span: Span
    tokens: tuple[Token, ...]
    children: tuple["Block", ...] = ()
    level: int = 0

    @property
    def inline(self) -> Token | None:
        """The inline token of a heading or a paragraph."""
        for token in self.tokens:
            if token.type == "inline":
                return token
        return None

    @property
    def may_hold_links(self) -> bool:
        """Whether it is worth looking for links in the block: true if it holds one."""
        texts = (token.content for token in self.tokens if token.type == "inline")
        return any("]" in text or "<" in text or "://" in text for text in texts)

    @property
    def inner(self) -> tuple[Token, ...]:
        """The tokens without the block's own opening and closing one."""
        return self.tokens[1:-1] if self.tokens[0].nesting == 1 else self.tokens

    @property
    def is_list(self) -> bool:
        """Whether it is a bullet list or a numbered list."""
        return self.kind in {"bullet_list", "ordered_list"}

    def leaves(self) -> Iterator["Block"]:
        """Yield the blocks that hold text themselves, in order."""
        if self.kind in _CONTAINERS:
            for child in self.children:
                yield from child.leaves()
        else:
            yield self


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The top blocks of a source, and the lines that define link references."""

    blocks: tuple[Block, ...]
    reference_lines: frozenset[int]
    long_paragraphs: tuple[Span, ...] = ()
    too_deep: tuple[Span, ...] = ()


_CONTAINERS: Final = frozenset({"blockquote", "bullet_list", "ordered_list", "list_item"})


def _is_long(text: str) -> bool:
    return len(text) > LONGEST_PARAGRAPH or text.count("[") > _MOST_BRACKETS


def _long_paragraphs_as_text(state: StateCore) -> None:
    """Give a huge paragraph one text child, since reading its inline Markdown may take minutes."""
    for token in state.tokens:
        if token.type == "inline" and _is_long(token.content):
            token.type = "long"


def _long_paragraphs_back(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "long":
            text = Token("text", "", 0, content=" ".join(token.content.split()))
            token.type, token.children = "inline", [text]
            state.env.setdefault("long", []).append(token.map)


_BlockRule = Callable[[StateBlock, int, int, bool], bool]


def _no_deeper(rule: _BlockRule) -> _BlockRule:
    """Let a rule that nests blocks fail below the deepest level, so that its markers are text.

    markdown-it's own limit would pass over the rest of the document.
    """

    def limited(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if state.level < _DEEPEST:
            return rule(state, start, end, silent)
        if rule(state, start, end, True):
            state.env.setdefault("deep", []).append(start + 1)
        return False

    return limited


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 2 * _DEEPEST}).enable("table")
    for name, rule, ends in (
        ("blockquote", blockquote, ["paragraph", "reference", "blockquote", "list"]),
        ("list", list_block, ["paragraph", "reference", "blockquote"]),
    ):
        parser.block.ruler.at(name, _no_deeper(rule), RuleOptionsType(alt=ends))
    parser.core.ruler.before("inline", "long_out", _long_paragraphs_as_text)
    parser.core.ruler.after("inline", "long_back", _long_paragraphs_back)
    return parser


_PARSER: Final = _parser()


def flat_tokens(
    source: Source, after: int = 0, env: dict[str, object] | None = None
) -> list[Token]:
    """Return the tokens of a source; the lines up to `after` (the front matter) are passed over."""
    return _PARSER.parse(source.masked(after), {} if env is None else env)


def parse(source: Source, after: int = 0) -> Document:
    """Parse a source; the lines up to `after` (the front matter) are passed over."""
    env: dict[str, object] = {}
    tokens = flat_tokens(source, after, env)
    deep = env.get("deep", [])
    assert isinstance(deep, list)
    return Document(
        too_deep=source.spans(deep),
        blocks=_tree(tokens, source),
        reference_lines=_references(env),
        long_paragraphs=tuple(
            source.span(first + 1, last)
            for first, last in env.get("long", [])  # type: ignore[attr-defined]
        ),
    )


def _references(env: dict[str, object]) -> frozenset[int]:
    known = env.get("references", {})
    again = env.get("duplicate_refs", [])
    assert isinstance(known, dict)
    assert isinstance(again, list)
    maps = [entry.get("map") for entry in (*known.values(), *again)]
    return frozenset(line for m in maps if m for line in range(m[0] + 1, m[1] + 1))


def _tree(tokens: Sequence[Token], source: Source) -> tuple[Block, ...]:
    """Fold the flat tokens into blocks; tables, headings and paragraphs are leaves."""
    levels: list[list[Block]] = [[]]
    starts: list[int] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind in _CONTAINERS and token.nesting == 1:
            starts.append(at)
            levels.append([])
        elif kind in _CONTAINERS:
            start = starts.pop()
            children = tuple(levels.pop())
            levels[-1].append(_block(kind, tokens[start : at + 1], source, children))
        else:
            last = _closing(tokens, at)
            levels[-1].append(_block(kind, tokens[at : last + 1], source, ()))
            at = last
        at += 1
    return tuple(levels[0])


def _closing(tokens: Sequence[Token], at: int) -> int:
    if tokens[at].nesting != 1:
        return at
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1


def _block(
    kind: str, tokens: Sequence[Token], source: Source, children: tuple[Block, ...]
) -> Block:
    first, last = tokens[0].map or [0, 1]
    level = int(tokens[0].tag[1:]) if kind == "heading" else 0
    span = source.span(first + 1, last)
    return Block(kind=kind, span=span, tokens=tuple(tokens), children=children, level=level)
