"""Search inside SPARQL: `SERVICE tg:search { ... }` becomes VALUES before the store sees it.

::

    SERVICE tg:search { ?post tg:matches [ tg:query "on-call" ; tg:limit 20 ; tg:score ?score ] }
    SERVICE tg:search { VALUES ?talk { "event/talk" }
                        ?talk tg:relatedTo [ tg:talk ?other ; tg:limit 5 ; tg:score ?score ] }

`tg:similarity(?node, "text")` is a function: the cosine of the text with a passage or, of a talk
or session, with the nearest of its passages. Its text is a constant, so that its cosines are
known before the query is evaluated, wherever that may be.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from pyoxigraph import Literal, NamedNode

from talkgraph.errors import InputError, QueryInvalid
from talkgraph.graph.sparql.ask import check_syntax
from talkgraph.graph.sparql.safety import refuse_depth
from talkgraph.graph.sparql.search_block import NODES, Block, BlockReader, Statement, Term
from talkgraph.graph.sparql.tokens import (
    Kind,
    Names,
    Token,
    closing,
    graphs_named,
    names,
    place,
    text_of,
    tokens,
)
from talkgraph.graph.write.terms import decimal
from talkgraph.model.names import TG, curie
from talkgraph.protocols import GraphChoice, Question

if TYPE_CHECKING:
    from talkgraph.model import Search

SEARCH: Final = TG + "search"
SIMILARITY: Final = TG + "similarity"
MATCHES: Final = TG + "matches"
RELATED_TO: Final = TG + "relatedTo"
QUERY: Final = TG + "query"
LIMIT: Final = TG + "limit"
SCORE: Final = TG + "score"
KIND: Final = TG + "kind"
EVENT: Final = TG + "event"
SPEAKER: Final = TG + "speaker"
TOPIC: Final = TG + "topic"
SINCE: Final = TG + "since"
UNTIL: Final = TG + "until"
TALK: Final = TG + "talk"

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    MATCHES: (QUERY, LIMIT, SCORE, KIND, EVENT, SPEAKER, TOPIC, SINCE, UNTIL),
    RELATED_TO: (TALK, LIMIT, SCORE),
}
LARGEST_LIMIT: Final = 10_000
MOST_TALKS: Final = 100
LONGEST_TEXT: Final = 5_000
"""How many letters a text may have that is searched for or compared with: more than a model reads,
and few enough that splitting it into words takes no time to speak of."""
_NOT_LINE_ENDS: Final = re.compile(r"[^\r\n]")
_WHOLE: Final = re.compile(r"\+?0*([0-9]{1,8})(?:\.0*)?")


# ── what is asked ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """A search for passages, and the variables that get the answers.

    `score` is `None` where no score is wanted.
    """

    node: str
    score: str | None
    asked: "Search"

    @property
    def variables(self) -> tuple[str | None, ...]:
        """The columns of its answer; `None` for one that is not wanted."""
        return self.node, self.score


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedTo:
    """A question for related talks: of which talks (IRI or name), and the variables.

    `node` is `None` where the talk stands there as a constant.
    """

    node: str | None
    talks: tuple[str, ...]
    other: str
    score: str | None
    limit: int

    @property
    def variables(self) -> tuple[str | None, ...]:
        """The columns of its answer; `None` for one that is not wanted."""
        return self.node, self.other, self.score


def requests(block: Block, reader: BlockReader, at: int) -> Sequence[Matches | RelatedTo]:
    """Return what a block asks for; raises `QueryInvalid` for what it cannot ask."""
    asked = [s for s in block.statements if s.predicate in PARAMETERS]
    owners = {s.object.value: s for s in asked if s.object.kind in NODES}
    if not asked:
        raise reader.fail(
            at, "SERVICE tg:search asks for nothing; it needs tg:matches or tg:relatedTo"
        )
    for statement in block.statements:
        if statement.predicate not in PARAMETERS and statement.subject.value not in owners:
            raise reader.fail(
                statement.at,
                f"{curie(statement.predicate)} is not answered by SERVICE tg:search; "
                "write it outside of its braces",
            )
    _refuse_many(len(asked))
    return [_request(statement, block, reader) for statement in asked]


def _request(asked: Statement, block: Block, reader: BlockReader) -> Matches | RelatedTo:
    if asked.object.kind not in NODES:
        raise reader.fail(
            asked.object.at,
            f"{curie(asked.predicate)} takes its parameters in [ ... ], not a {asked.object.kind}",
        )
    given = [s for s in block.statements if s.subject.value == asked.object.value]
    found = _Parameters(asked, given, reader)
    return _matches(asked, found) if asked.predicate == MATCHES else _related(asked, found, block)


def _matches(asked: Statement, given: "_Parameters") -> Matches:
    from talkgraph.model import Search

    if asked.subject.kind is not Kind.VARIABLE:
        raise given.reader.fail(asked.subject.at, "tg:matches needs a variable before it")
    return Matches(
        node=asked.subject.value,
        score=given.variable(SCORE, asked.subject.value),
        asked=Search(
            text=given.query(),
            limit=given.limit(),
            kinds=given.texts(KIND),
            event=given.name(EVENT),
            speaker=given.name(SPEAKER),
            topic=given.name(TOPIC),
            since=given.name(SINCE),
            until=given.name(UNTIL),
        ),
    )


def _related(asked: Statement, given: "_Parameters", block: Block) -> RelatedTo:
    subject = asked.subject
    other = given.variable(TALK, subject.value)
    if other is None:
        raise given.reader.fail(
            asked.at, "tg:relatedTo needs a variable for the other talk: tg:talk ?other"
        )
    if subject.kind is Kind.IRI:
        talks: tuple[str, ...] = (subject.value,)
        node = None
    elif subject.value in block.values:
        talks, node = tuple(_names(block.values[subject.value], given.reader)), subject.value
        if len(talks) > MOST_TALKS:
            raise given.reader.fail(subject.at, f"VALUES may name {MOST_TALKS} talks at the most")
    else:
        raise given.reader.fail(
            subject.at,
            "tg:relatedTo must know its talk: write the talk's IRI, or give the variable its "
            'values inside SERVICE tg:search, as in VALUES ?talk { "event/talk" }',
        )
    return RelatedTo(
        node=node,
        talks=talks,
        other=other,
        score=given.variable(SCORE, subject.value, other),
        limit=given.limit(),
    )


def _names(terms: Iterable[Term], reader: BlockReader) -> Iterable[str]:
    for term in terms:
        if term.kind not in (Kind.IRI, Kind.STRING):
            raise reader.fail(term.at, "a talk is named by its IRI or by a text")
        yield term.value


class _Parameters:
    """The parameters of one request, checked."""

    def __init__(self, asked: Statement, given: Sequence[Statement], reader: BlockReader) -> None:
        self.reader = reader
        self._asked = asked
        self._given: dict[str, list[Term]] = {}
        allowed = PARAMETERS[asked.predicate]
        for statement in given:
            if statement.predicate not in allowed:
                raise reader.fail(
                    statement.at,
                    f"{curie(asked.predicate)} has no parameter {curie(statement.predicate)}; "
                    f"it has {', '.join(map(curie, allowed))}",
                )
            self._given.setdefault(statement.predicate, []).append(statement.object)

    def _one(self, iri: str) -> Term | None:
        terms = self._given.get(iri, [])
        if len(terms) > 1:
            raise self.reader.fail(terms[1].at, f"{curie(iri)} is given twice; keep one")
        return terms[0] if terms else None

    def query(self) -> str:
        term = self._one(QUERY)
        if term is None:
            raise self.reader.fail(
                self._asked.at, 'tg:matches needs what to search for: tg:query "..."'
            )
        if term.kind is not Kind.STRING or not term.value.strip():
            raise self.reader.fail(term.at, "tg:query must be a text in quotation marks")
        if len(term.value) > LONGEST_TEXT:
            raise self.reader.fail(
                term.at, f"tg:query may have {LONGEST_TEXT} characters at the most"
            )
        return term.value

    def limit(self) -> int:
        term = self._one(LIMIT)
        if term is None:
            from talkgraph.model import Search

            return Search().limit
        number = _whole(term.value) if term.kind is Kind.NUMBER else 0
        if not 1 <= number <= LARGEST_LIMIT:
            raise self.reader.fail(
                term.at, f"tg:limit must be a whole number from 1 to {LARGEST_LIMIT}"
            )
        return number

    def variable(self, iri: str, *others: str) -> str | None:
        term = self._one(iri)
        if term is None:
            return None
        if term.kind is not Kind.VARIABLE or term.value in others:
            raise self.reader.fail(term.at, f"{curie(iri)} must be a variable of its own")
        return term.value

    def name(self, iri: str) -> str | None:
        term = self._one(iri)
        if term is None:
            return None
        if term.kind not in (Kind.STRING, Kind.IRI):
            raise self.reader.fail(term.at, f"{curie(iri)} must be an IRI or a text")
        return term.value

    def texts(self, iri: str) -> tuple[str, ...]:
        terms = self._given.get(iri, [])
        for term in terms:
            if term.kind is not Kind.STRING:
                raise self.reader.fail(term.at, f"{curie(iri)} must be a text")
        return tuple(term.value for term in terms)


def _whole(number: str) -> int:
    """Return a whole number, however it is written; 0 for what is none.

    >>> _whole("+020"), _whole("20.0"), _whole("2.5")
    (20, 20, 0)
    """
    match = _WHOLE.fullmatch(number)
    return int(match[1]) if match else 0


# ── the query around it ──────────────────────────────────────────────────────────────────────

MOST_SEARCHES: Final = 10
Functions = Mapping[str, Callable[..., NamedNode | Literal | None]]
"""Functions that a query may call: see `protocols.Question`."""


class Finder(Protocol):
    """What answers the questions inside a query."""

    def matches(self, asked: "Search") -> Sequence[tuple[str, float]]:
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


def may_search(sparql: str) -> bool:
    """Tell, by a look at its words alone, whether a query may ask for a search."""
    return any(word in sparql for word in ("search", "similarity", "\\"))


def plan(sparql: str, base: str = "", graphs: GraphChoice | None = None) -> "Plan | None":
    """Return what is to be found for a query, or `None` where it asks for no search.

    `base` and `graphs` are those of the question. Raises `QueryInvalid` for what is wrong with a
    search.
    """
    if not may_search(sparql):
        return None
    found = tokens(sparql)
    refuse_depth(found)
    named_by = names(found, base)
    blocks = _blocks(sparql, found, named_by)
    texts = _similarity_texts(sparql, found, named_by)
    if not blocks and not texts:
        return None
    _refuse_many(len(blocks) + len(texts))
    if blocks and (graphs or graphs_named(sparql, base)):
        raise QueryInvalid(
            f"{place(sparql, blocks[0].start)}: SERVICE tg:search searches the whole knowledge "
            "base, and cannot be held to the graphs of FROM or default-graph-uri; leave these out, "
            "and ask for the graph behind the search: GRAPH <...> { ... }"
        )
    wanted = []
    for block in blocks:
        reader = BlockReader(sparql, block.tokens, named_by)
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
        """The query with searches that find nothing: what is wrong keeps its line and column.

        Each is laid over its block, which is longer, as it holds these variables and more. They
        stay, because what is outside may not bind them again.
        """
        parts, last = [], 0
        for block, asked in self.wanted:
            bound = dict.fromkeys(name for each in asked for name in each.variables)
            empty = _values(tuple(bound), ())
            line, *rest = _NOT_LINE_ENDS.sub(" ", self.sparql[block.start : block.end]).split("\n")
            parts += [self.sparql[last : block.start], "\n".join([empty.ljust(len(line)), *rest])]
            last = block.end
        return "".join([*parts, self.sparql[last:]])

    @property
    def requests(self) -> tuple[Matches | RelatedTo, ...]:
        """What is searched for, in the order in which `answered` asks for it."""
        return tuple(asked for _, several in self.wanted for asked in several)

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
    check_syntax(Question(sparql=planned.outline, functions=EMPTY_FUNCTIONS))
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


def _blocks(sparql: str, found: Sequence[Token], named_by: Names) -> tuple[_Found, ...]:
    blocks: list[_Found] = []
    after = 0
    for at, token in enumerate(found):
        if at < after or not token.is_word("SERVICE"):
            continue
        silent = at + 1 < len(found) and found[at + 1].is_word("SILENT")
        name = at + 2 if silent else at + 1
        if name >= len(found) or named_by.iri(found[name]) != SEARCH:
            continue
        if name + 1 >= len(found) or not found[name + 1].is_mark("{"):
            raise QueryInvalid(f"{place(sparql, token.start)}: SERVICE tg:search needs a {{ }}")
        close = closing(found, name + 1)
        if close is None:
            where = place(sparql, found[name + 1].start)
            raise QueryInvalid(f"{where}: the {{ of SERVICE tg:search is not closed; close it")
        after = close + 1
        blocks.append(
            _Found(start=token.start, end=found[close].end, tokens=tuple(found[name + 2 : close]))
        )
    return tuple(blocks)


def _similarity_texts(sparql: str, found: Sequence[Token], named_by: Names) -> tuple[str, ...]:
    texts: dict[str, None] = {}
    for at, token in enumerate(found[:-1]):
        if found[at + 1].is_mark("(") and named_by.iri(token) == SIMILARITY:
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
            # A language changes nothing, as in tg:query.
            given = [each for each in rest[at + 1 : at + 4] if each.kind is not Kind.TAG]
            whole = given[1:] and given[0].kind is Kind.STRING and given[1].is_mark(")")
            return given[0] if whole else None
    return None


# ── answering ────────────────────────────────────────────────────────────────────────────────


def _answer(sparql: str, at: int, asked: Matches | RelatedTo, finder: Finder) -> str:
    try:
        if isinstance(asked, Matches):
            return _values(
                asked.variables,
                [
                    (str(NamedNode(iri)), str(decimal(score)))
                    for iri, score in finder.matches(asked.asked)
                ],
            )
        rows = []
        for name in asked.talks:
            talk, others = finder.related(name, asked.limit)
            rows += [
                (str(NamedNode(talk)), str(NamedNode(iri)), str(decimal(score)))
                for iri, score in others
            ]
        return _values(asked.variables, rows)
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
