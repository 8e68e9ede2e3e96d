"""Search inside SPARQL: `SERVICE tg:search { ... }` becomes VALUES before the store sees it.

::

    SERVICE tg:search { ?post tg:matches [ tg:query "on-call" ; tg:limit 20 ; tg:score ?score ] }
    SERVICE tg:search { VALUES ?talk { "event/talk" }
                        ?talk tg:relatedTo [ tg:talk ?other ; tg:limit 5 ; tg:score ?score ] }

`tg:similarity(?node, "text")` is a function: the cosine of the text with a passage or, of a talk
or session, with the nearest of its passages. Its text is a constant, so that its cosines are
known before the query is evaluated, wherever that may be.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode

from talkgraph.errors import InputError, QueryInvalid
from talkgraph.graph.asking import Functions, check_syntax
from talkgraph.graph.search_block import BlockReader
from talkgraph.graph.search_terms import (
    LONGEST_TEXT,
    SEARCH,
    SIMILARITY,
    Matches,
    RelatedTo,
    requests,
)
from talkgraph.graph.sparql_tokens import Kind, Token, iri_of, place, prefixes, text_of, tokens
from talkgraph.graph.terms import decimal

MOST_SEARCHES: Final = 10
_DIGITS: Final = 6


class Finder(Protocol):
    """What answers the questions inside a query."""

    def matches(self, asked: Matches) -> Sequence[tuple[str, float]]:
        """Return what matches, best first: IRIs with their scores."""
        ...

    def related(self, talk: str, limit: int) -> tuple[str, Sequence[tuple[str, float]]]:
        """Return the IRI of a talk (IRI or name), and its related talks, best first."""
        ...

    def similarities(self, text: str) -> Mapping[str, float]:
        """Return the cosine of a text with everything that has one, by IRI."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """A query in plain SPARQL, and for each text of `tg:similarity` its cosines by IRI."""

    sparql: str
    similarities: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A block in a query: from SERVICE to the closing brace, and what stands between."""

    start: int
    end: int
    tokens: tuple[Token, ...]


def plan(sparql: str) -> "Plan | None":
    """Return what is to be found for a query, or `None` where it asks for no search.

    Raises `QueryInvalid` for what is wrong with a search.
    """
    if not any(word in sparql for word in ("search", "similarity", "\\")):
        return None
    found = tokens(sparql)
    declared = prefixes(found)
    blocks = _blocks(sparql, found, declared)
    texts = _similarity_texts(sparql, found, declared)
    if not blocks and not texts:
        return None
    _refuse_many(len(blocks) + len(texts))
    wanted = []
    for block in blocks:
        reader = BlockReader(sparql, block.tokens, declared)
        wanted.append((block, tuple(requests(reader.read(), reader, block.start))))
    _refuse_many(sum(len(asked) for _, asked in wanted) + len(texts))
    return Plan(sparql=sparql, wanted=tuple(wanted), texts=texts)


def _refuse_many(searches: int) -> None:
    if searches > MOST_SEARCHES:
        raise QueryInvalid(f"a query may search {MOST_SEARCHES} times at the most")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The searches in a query, and the texts of its calls of `tg:similarity`."""

    sparql: str
    wanted: tuple[tuple["_Found", tuple[Matches | RelatedTo, ...]], ...]
    texts: tuple[str, ...]

    @property
    def outline(self) -> str:
        """The query with its searches empty: what is wrong in it keeps its line and column."""
        outline = self.sparql
        for block, _ in self.wanted:
            inside = outline[block.start + 1 : block.end - 1]
            blank = "".join(letter if letter in "\r\n" else " " for letter in inside)
            outline = f"{outline[: block.start]}{{{blank}}}{outline[block.end :]}"
        return outline

    def answered(self, finder: Finder) -> Expanded:
        """Return the query with its searches answered; raises `QueryInvalid`."""
        parts, last = [], 0
        for block, asked in self.wanted:
            parts.append(self.sparql[last : block.start])
            parts.append(
                " ".join(_answer(self.sparql, block.start, each, finder) for each in asked)
            )
            last = block.end
        return Expanded(
            sparql="".join([*parts, self.sparql[last:]]),
            similarities={text: finder.similarities(text) for text in self.texts},
        )


def expand(sparql: str, finder: Callable[[], Finder]) -> Expanded:
    """Return a query with its searches answered; any other query is returned as it is.

    The `finder` is asked for only where there is something to find. Raises `QueryInvalid` for
    what is wrong with a search, or with the query around it.
    """
    planned = plan(sparql)
    if planned is None:
        return Expanded(sparql=sparql)
    check_syntax(planned.outline, EMPTY_FUNCTIONS)
    return planned.answered(finder())


def functions(expanded: Expanded) -> Functions:
    """Return the functions that an expanded query may call."""
    return {SIMILARITY: _similarity(expanded.similarities)} if expanded.similarities else {}


def _similarity(
    similarities: Mapping[str, Mapping[str, float]],
) -> Callable[..., Literal | None]:
    def similarity(*given: object) -> Literal | None:
        node, text = given if len(given) == 2 else (None, None)
        if not isinstance(node, NamedNode) or not isinstance(text, Literal):
            return None
        cosine = similarities.get(text.value, {}).get(node.value)
        return None if cosine is None else decimal(cosine)

    return similarity


EMPTY_FUNCTIONS: Final[Functions] = {SIMILARITY: _similarity({})}
"""The functions of a query that is only checked."""


# ── finding ──────────────────────────────────────────────────────────────────────────────────


def _blocks(sparql: str, found: Sequence[Token], declared: Mapping[str, str]) -> tuple[_Found, ...]:
    blocks: list[_Found] = []
    after = 0
    for at, token in enumerate(found):
        if at < after or not token.is_word("SERVICE"):
            continue
        silent = at + 1 < len(found) and found[at + 1].is_word("SILENT")
        name = at + 2 if silent else at + 1
        if name >= len(found) or iri_of(found[name], declared) != SEARCH:
            continue
        if name + 1 >= len(found) or not found[name + 1].is_mark("{"):
            raise QueryInvalid(f"{place(sparql, token.start)}: SERVICE tg:search needs a {{ }}")
        close = _closing(sparql, found, name + 1)
        after = close + 1
        blocks.append(
            _Found(start=token.start, end=found[close].end, tokens=tuple(found[name + 2 : close]))
        )
    return tuple(blocks)


def _closing(sparql: str, found: Sequence[Token], opening: int) -> int:
    """Return where the brace is closed that is opened there."""
    depth = 0
    for at in range(opening, len(found)):
        depth += found[at].is_mark("{") - found[at].is_mark("}")
        if depth == 0:
            return at
    where = place(sparql, found[opening].start)
    raise QueryInvalid(f"{where}: the {{ of SERVICE tg:search is not closed")


def _similarity_texts(
    sparql: str, found: Sequence[Token], declared: Mapping[str, str]
) -> tuple[str, ...]:
    texts: dict[str, None] = {}
    for at, token in enumerate(found[:-1]):
        if found[at + 1].is_mark("(") and iri_of(token, declared) == SIMILARITY:
            given = _second_argument(found[at + 2 :])
            if given is None:
                raise QueryInvalid(
                    f"{place(sparql, token.start)}: tg:similarity takes a node and a text in "
                    'quotation marks: tg:similarity(?post, "...")'
                )
            if len(text := text_of(given)) > LONGEST_TEXT:
                raise QueryInvalid(
                    f"{place(sparql, given.start)}: the text of tg:similarity may have "
                    f"{LONGEST_TEXT} characters at the most"
                )
            texts[text] = None
    return tuple(texts)


def _second_argument(rest: Sequence[Token]) -> Token | None:
    """Return the text between the comma and the bracket that end a call, if it is one."""
    depth = 0
    for at, token in enumerate(rest):
        depth += token.is_mark("(") - token.is_mark(")")
        if depth < 0:
            return None
        if depth == 0 and token.is_mark(","):
            whole = at + 2 < len(rest) and rest[at + 2].is_mark(")")
            return rest[at + 1] if whole and rest[at + 1].kind is Kind.STRING else None
    return None


# ── answering ────────────────────────────────────────────────────────────────────────────────


def _answer(sparql: str, at: int, asked: Matches | RelatedTo, finder: Finder) -> str:
    try:
        if isinstance(asked, Matches):
            return _values(
                (asked.node, asked.score),
                [(_iri(iri), _number(score)) for iri, score in finder.matches(asked)],
            )
        rows = []
        for name in asked.talks:
            talk, others = finder.related(name, asked.limit)
            rows += [(_iri(talk), _iri(iri), _number(score)) for iri, score in others]
        return _values((asked.node, asked.other, asked.score), rows)
    except QueryInvalid:
        raise
    except InputError as error:
        raise QueryInvalid(f"{place(sparql, at)}: in SERVICE tg:search, {error}") from error


def _values(variables: Sequence[str | None], rows: Sequence[Sequence[str]]) -> str:
    """Return a VALUES block of those columns that have a variable."""
    kept = [at for at, name in enumerate(variables) if name is not None]
    head = " ".join(f"?{variables[at]}" for at in kept)
    body = " ".join(f"({' '.join(row[at] for at in kept)})" for row in rows)
    return f"VALUES ({head}) {{ {body} }}"


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _number(score: float) -> str:
    return f'"{decimal(round(score, _DIGITS)).value}"^^<http://www.w3.org/2001/XMLSchema#decimal>'
