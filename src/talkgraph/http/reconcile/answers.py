"""What the reconciliation service answers, in the shapes that its specification has."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from talkgraph.http.reconcile.asking import MOST_QUERIES, Extension
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.reconcile.index import Candidate, Reconciler
from talkgraph.knowledge.reconcile.kinds import KINDS, Kind, Property
from talkgraph.knowledge.reconcile.things import Named, Thing, Value
from talkgraph.model.names import TG
from talkgraph.version import __version__

Json = dict[str, Any]
PATH: Final = "/reconcile"
WIDTH: Final = 420
HEIGHT: Final = 220
_DATES: Final = frozenset({"date", "startDate", "endDate"})
_WHOLE_DATE: Final = 10


def manifest(kb: KnowledgeBase, root: str) -> Json:
    """Return what the service says of itself; `root` is its address without a slash at the end."""
    here = f"{root}{PATH}"

    def suggest(what: str) -> Json:
        return {
            "service_url": root,
            "service_path": f"{PATH}/suggest/{what}",
            "flyout_service_url": root,
            "flyout_service_path": f"{PATH}/flyout/{what}?id=${{id}}",
        }

    return {
        "versions": ["0.2"],
        "name": "talkgraph",
        "identifierSpace": kb.names.base,
        "schemaSpace": TG,
        "documentation": f"{root}/ontology",
        "serviceVersion": __version__,
        "defaultTypes": [type_of(kind) for kind in KINDS],
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {what: suggest(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": root, "service_path": f"{PATH}/properties"},
            "property_settings": [],
        },
        "batchSize": MOST_QUERIES,
    }


def type_of(kind: Kind) -> Json:
    """Return a kind as a type."""
    return {"id": kind.iri, "name": kind.name}


def result(candidates: Sequence[Candidate]) -> Json:
    """Return the answer to one query."""
    return {"result": [_candidate(each) for each in candidates]}


def _candidate(each: Candidate) -> Json:
    features: list[Json] = [{"id": "exact", "value": each.is_exact}]
    if each.name is not None:
        features.append({"id": "name", "value": round(each.name, 1)})
    features += [
        {"id": f"property:{name}", "value": round(fit, 1)} for name, fit in each.properties.items()
    ]
    return {
        "id": each.thing.iri,
        "name": each.thing.name,
        "description": each.thing.description,
        "type": [type_of(each.thing.kind)],
        "score": each.score,
        "match": each.is_match,
        "features": features,
    }


def suggested_things(things: Iterable[Thing]) -> Json:
    """Return the answer of a suggest service for entities."""
    return {
        "result": [
            {
                "id": thing.iri,
                "name": thing.name,
                "description": thing.description,
                "notable": [type_of(thing.kind)],
            }
            for thing in things
        ]
    }


def suggested_kinds(kinds: Iterable[Kind]) -> Json:
    """Return the answer of a suggest service for types."""
    return {"result": [{**type_of(kind), "description": f"all {kind.plural}"} for kind in kinds]}


def suggested_properties(properties: Iterable[Property]) -> Json:
    """Return the answer of a suggest service for properties."""
    return {
        "result": [
            {
                "id": each.id,
                "name": each.name,
                "description": f"of {', '.join(kind.plural for kind in each.of)}",
            }
            for each in properties
        ]
    }


def proposed(asked: str, properties: Iterable[Property], limit: int | None) -> Json:
    """Return the properties that things of a type have; `asked` is the type as it was given."""
    listed = [{"id": each.id, "name": each.name} for each in properties]
    if limit is None:
        return {"type": asked, "properties": listed}
    return {"type": asked, "properties": listed[:limit], "limit": limit}


def extended(found: Reconciler, asked: Extension) -> Json:
    """Return the values of properties; a thing that is not there has none."""
    return {
        "meta": [_meta(each) for each in asked.properties],
        "rows": {
            iri: {each.id: _values(found.thing(iri), each) for each in asked.properties}
            for iri in asked.iris
        },
    }


def _meta(each: Property) -> Json:
    told: Json = {"id": each.id, "name": each.name}
    return told if each.leads_to is None else {**told, "type": type_of(each.leads_to)}


def _values(thing: Thing | None, wanted: Property) -> list[Json]:
    return [] if thing is None else [_value(v, wanted) for v in thing.values.get(wanted.id, ())]


def _value(value: Value, wanted: Property) -> Json:
    if isinstance(value, Named):
        return {"id": value.iri, "name": value.name}
    if isinstance(value, int):
        return {"int": value}
    if wanted.id in _DATES and len(value) == _WHOLE_DATE:
        return {"date": f"{value}T00:00:00Z"}
    return {"str": value}
