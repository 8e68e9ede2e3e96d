"""What can be asked in `SERVICE tg:search`: the terms, and how their parameters are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.graph.search_block import Block, BlockReader, Statement, Term
from talkgraph.graph.sparql_tokens import Kind
from talkgraph.model.names import TG, curie

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
DEFAULT_LIMIT: Final = 10
LARGEST_LIMIT: Final = 10_000
MOST_TALKS: Final = 100
LONGEST_TEXT: Final = 5_000
"""How many letters a text may have that is searched for or compared with: more than a model reads,
and few enough that splitting it into words takes no time to speak of."""
_PLACES: Final = (Kind.VARIABLE, Kind.BLANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """A search for passages: what is asked for, and the variables that get the answers.

    The filters are those of `search`; `score` is `None` where no score is wanted.
    """

    node: str
    score: str | None
    query: str
    limit: int
    kinds: tuple[str, ...]
    event: str | None
    speaker: str | None
    topic: str | None
    since: str | None
    until: str | None


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


def requests(block: Block, reader: BlockReader, at: int) -> Sequence[Matches | RelatedTo]:
    """Return what a block asks for; raises `QueryInvalid` for what it cannot ask."""
    asked = [s for s in block.statements if s.predicate in PARAMETERS]
    owners = {s.object.value: s for s in asked if s.object.kind in _PLACES}
    if not asked:
        raise reader.fail(
            at, "SERVICE tg:search asks for nothing; it needs tg:matches or tg:relatedTo"
        )
    for statement in block.statements:
        if statement not in asked and statement.subject.value not in owners:
            raise reader.fail(
                statement.at,
                f"{curie(statement.predicate)} is not answered by SERVICE tg:search; "
                "write it outside of its braces",
            )
    return [_request(statement, block, reader) for statement in asked]


def _request(asked: Statement, block: Block, reader: BlockReader) -> Matches | RelatedTo:
    if asked.object.kind not in _PLACES:
        raise reader.fail(
            asked.object.at,
            f"{curie(asked.predicate)} takes its parameters in [ ... ], not a {asked.object.kind}",
        )
    given = [s for s in block.statements if s.subject.value == asked.object.value]
    found = _Parameters(asked, given, reader)
    return _matches(asked, found) if asked.predicate == MATCHES else _related(asked, found, block)


def _matches(asked: Statement, given: "_Parameters") -> Matches:
    if asked.subject.kind is not Kind.VARIABLE:
        raise given.reader.fail(asked.subject.at, "tg:matches needs a variable before it")
    return Matches(
        node=asked.subject.value,
        score=given.variable(SCORE, other_than=asked.subject.value),
        query=given.query(),
        limit=given.limit(),
        kinds=given.texts(KIND),
        event=given.name(EVENT),
        speaker=given.name(SPEAKER),
        topic=given.name(TOPIC),
        since=given.name(SINCE),
        until=given.name(UNTIL),
    )


def _related(asked: Statement, given: "_Parameters", block: Block) -> RelatedTo:
    subject = asked.subject
    other = given.variable(TALK, other_than=subject.value)
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
        score=given.variable(SCORE, other_than=subject.value),
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
            raise self.reader.fail(terms[1].at, f"{curie(iri)} is given twice")
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
            return DEFAULT_LIMIT
        digits = term.value.removeprefix("+")
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 0
        if term.kind is not Kind.NUMBER or not 1 <= number <= LARGEST_LIMIT:
            raise self.reader.fail(
                term.at, f"tg:limit must be a whole number from 1 to {LARGEST_LIMIT}"
            )
        return number

    def variable(self, iri: str, *, other_than: str) -> str | None:
        term = self._one(iri)
        if term is None:
            return None
        if term.kind is not Kind.VARIABLE or term.value == other_than:
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
