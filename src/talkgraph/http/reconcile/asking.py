"""What a client of the reconciliation service asks, in parameters of an address or a form."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from talkgraph.http.forms import FORM, parameters_in, read_content
from talkgraph.http.problems import Problem
from talkgraph.knowledge.reconcile.index import Asked
from talkgraph.knowledge.reconcile.kinds import BY_ID, Kind, Property, kind_called
from talkgraph.knowledge.reconcile.names import LONGEST
from talkgraph.words import cut

Json = Any
MOST_QUERIES: Final = 100
MOST_THINGS: Final = 1000
MOST_PROPERTIES: Final = 40
LARGEST: Final = 2 * 1024 * 1024
"""The most bytes that a form may have."""

_MOST_CANDIDATES: Final = 100
_SOME_CANDIDATES: Final = 10
_MOST_VALUES: Final = 20
_MOST_FIELDS: Final = 50
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,3}", re.ASCII)
_NO_KIND: Final = Kind(iri="", name="", plural="")
"""Stands for a type that there is not here, so that nothing is of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Of which things which properties are wanted."""

    iris: tuple[str, ...]
    properties: tuple[Property, ...]


async def read_form(request: Request) -> bytes:
    """Read the content of a request; raises `Problem` (413) where it is too long."""
    too_long = f"a form may have {LARGEST} bytes at the most; ask for less at once"
    return await read_content(request, LARGEST, too_long)


def parameters(request: Request, content: bytes) -> dict[str, str]:
    """Return the parameters of the address and of the form, the first of each name.

    Raises `Problem`: 400 for what is not UTF-8, 415 for content that is no form.
    """
    found = _decoded(request.url.query.encode("ascii", "replace"), "the address")
    if request.method == "POST":
        kind = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
        if kind != FORM:
            raise Problem(
                415,
                f"what is asked is posted as {FORM}, not as {kind[:80]}",
                headers={"Accept-Post": FORM},
            )
        found = {**found, **_decoded(content, "the form")}
    return found


def _decoded(content: bytes, place: str) -> dict[str, str]:
    too_many = f"more than {_MOST_FIELDS} parameters"
    return dict(reversed(parameters_in(content, place, _MOST_FIELDS, too_many)))


def callback_of(asked: Mapping[str, str]) -> str | None:
    """Return the function that a JSONP client names; raises `Problem` for what is none."""
    name = asked.get("callback")
    if name is not None and not _CALLBACK.fullmatch(name):
        raise Problem(400, f"callback {cut(name, 80)!r} is no name of a function")
    return name


# ── queries ──────────────────────────────────────────────────────────────────────────────────


def queries_in(text: str) -> dict[str, Asked]:
    """Return the queries of a batch, by their keys.

    Raises `Problem`: 400 for what is no batch, with the key of the query that is wrong, 413 for one
    that is too large.
    """
    batch = _json(text, "queries")
    if not isinstance(batch, dict):
        raise Problem(400, 'queries is no JSON object; write it like {"q0": {"query": "a name"}}')
    if len(batch) > MOST_QUERIES:
        raise Problem(413, f"a batch may have {MOST_QUERIES} queries at the most")
    return {key: _query(value, f"query {cut(key, 80)!r}") for key, value in batch.items()}


def single_query(text: str) -> Asked:
    """Return a query that stands alone: a JSON object, or just a name. Raises `Problem`."""
    if not text.lstrip().startswith("{"):
        return _query({"query": text}, "query")
    return _query(_json(text, "query"), "query")


def _query(value: Json, place: str) -> Asked:
    if not isinstance(value, dict):
        raise Problem(400, f"{place} is no JSON object")
    name = value.get("query", "")
    if not isinstance(name, str):
        raise Problem(400, f"{place}: its query is no text")
    properties = _properties(value.get("properties"), place)
    if not name.strip() and not properties:
        raise Problem(400, f"{place} has neither a query nor properties to look for")
    return Asked(
        name=name.strip()[:LONGEST],
        kinds=_kinds(value.get("type"), place),
        properties=properties,
        limit=_limit(value.get("limit"), place),
    )


def _kinds(value: Json, place: str) -> frozenset[Kind]:
    listed = value if isinstance(value, list) else [value]
    names = [each.get("id") if isinstance(each, dict) else each for each in listed if each]
    if not _are(names, str):
        raise Problem(400, f"{place}: its type is neither a text nor a list of texts")
    return frozenset(kind_called(str(each)) or _NO_KIND for each in names)


def _limit(value: Json, place: str) -> int:
    if value is None:
        return _SOME_CANDIDATES
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 1 <= value < float("inf"):
        raise Problem(400, f"{place}: its limit is no positive number")
    return min(int(value), _MOST_CANDIDATES)


def _properties(value: Json, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the properties that are known here, with the values they may have."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_PROPERTIES:
        raise Problem(400, f"{place}: its properties are no list of at most {MOST_PROPERTIES}")
    found: dict[str, tuple[str, ...]] = {}
    for each in value:
        name = each.get("pid") or each.get("p") if isinstance(each, dict) else None
        if not isinstance(name, str) or "v" not in each:
            raise Problem(400, f"{place}: each of its properties needs a pid and a v")
        values = _values(each["v"], place)
        if name in BY_ID and values:
            found[name] = (*found.get(name, ()), *values)
    return tuple(found.items())


def _values(value: Json, place: str) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    if len(listed) > _MOST_VALUES:
        raise Problem(400, f"{place}: a property may have {_MOST_VALUES} values at the most")
    found = []
    for each in listed:
        one = each.get("id") if isinstance(each, dict) else each
        if isinstance(one, float) and one.is_integer():
            one = int(one)
        if isinstance(one, str | int | float):
            found.append(str(one).strip()[:LONGEST])
        elif one is not None:
            raise Problem(400, f"{place}: a value is no text, number or thing with an id")
    return tuple(each for each in found if each)


# ── more of things that are known ────────────────────────────────────────────────────────────


def extension_in(text: str) -> Extension:
    """Return what more is wanted of which things; raises `Problem`."""
    asked = _json(text, "extend")
    how = 'write it like {"ids": ["..."], "properties": [{"id": "..."}]}'
    members = asked if isinstance(asked, dict) else {}
    iris, wanted = members.get("ids"), members.get("properties")
    if not (_are(iris, str) and _are(wanted, dict)):
        raise Problem(400, f"extend lacks a list of ids, or one of properties; {how}")
    chosen = [each.get("id") for each in wanted or ()]
    return Extension(iris=_things(iris or ()), properties=_chosen(chosen))


def _things(iris: Sequence[str]) -> tuple[str, ...]:
    if len(iris) > MOST_THINGS:
        raise Problem(413, f"more of at most {MOST_THINGS} things can be had at a time")
    return tuple(dict.fromkeys(iris))


def _chosen(names: Sequence[Json]) -> tuple[Property, ...]:
    if len(names) > MOST_PROPERTIES:
        raise Problem(413, f"at most {MOST_PROPERTIES} properties can be had at a time")
    for name in names:
        if not isinstance(name, str) or name not in BY_ID:
            known = ", ".join(BY_ID)
            raise Problem(400, f"there is no property {cut(str(name), 80)!r}; there are {known}")
    return tuple(BY_ID[name] for name in dict.fromkeys(names))


def _are(value: Json, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(each, kind) for each in value)


def _json(text: str, name: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = (
            error.msg
            if isinstance(error, json.JSONDecodeError)
            else "it is nested too deeply, or has too long a number"
        )
        raise Problem(400, f"{name} is not JSON: {reason}") from None
