"""The searches in a query, between a worker, which reads them, and the service, which answers them.

A query is a stranger's text, so it is read and expanded where its time and memory are limited; the
indexes are in the service. A worker therefore tells what is searched for (`told`), the service
finds it (`answered`), and the worker puts the answers in (`Replayed`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from talkgraph.errors import InputError
from talkgraph.graph.sparql.search import Finder, Matches, Plan

if TYPE_CHECKING:
    from talkgraph.model import Search

_Scores = Sequence[tuple[str, float]]


def told(plan: Plan | None) -> bytes:
    """Return what a query searches for, as `answered` reads it; nothing for `None`."""
    if plan is None:
        return b""
    searches = [
        {"matches": asdict(each.asked)}
        if isinstance(each, Matches)
        else {"talks": each.talks, "limit": each.limit}
        for each in plan.requests
    ]
    return json.dumps({"searches": searches, "texts": plan.texts}).encode()


def answered(asked: bytes, finder: Finder) -> bytes:
    """Return the answers to what a query searches for, as `Replayed` reads them.

    Where one cannot be given, its error stands in its place.
    """
    wanted = json.loads(asked)
    return json.dumps(
        {
            "found": [_found(each, finder) for each in wanted["searches"]],
            "similarities": {text: finder.similarities(text) for text in wanted["texts"]},
        }
    ).encode()


def _found(wanted: Mapping[str, Any], finder: Finder) -> list[Any]:
    from talkgraph.model import Search

    try:
        if "matches" in wanted:
            given = wanted["matches"]
            lists = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
            return [finder.matches(Search(**{**given, **lists}))]
        return [finder.related(talk, wanted["limit"]) for talk in wanted["talks"]]
    except InputError as error:
        return [str(error)]


class Replayed:
    """A finder that gives, in their order, the answers that were found elsewhere."""

    def __init__(self, answers: bytes) -> None:
        """Take what `answered` has written."""
        read = json.loads(answers)
        self._found: Iterator[Any] = iter([each for several in read["found"] for each in several])
        self._similarities: Mapping[str, Mapping[str, float]] = read["similarities"]

    def matches(self, asked: "Search") -> _Scores:
        """Return the next answer, or raise `InputError` where there is none."""
        found: _Scores = self._next()
        return found

    def related(self, talk: str, limit: int) -> tuple[str, _Scores]:
        """Return the next answer, or raise `InputError` where there is none."""
        iri, others = self._next()
        return iri, others

    def similarities(self, text: str) -> Mapping[str, float]:
        """Return the cosines of a text."""
        return self._similarities[text]

    def _next(self) -> Any:  # noqa: ANN401 - as JSON has it
        found = next(self._found)
        if isinstance(found, str):
            raise InputError(found)
        return found
