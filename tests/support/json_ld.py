"""A JSON-LD processor that knows our own context and never asks the network."""

import json
from typing import Any, Final

from pyld import jsonld
from pyoxigraph import Quad, RdfFormat, parse

from talkgraph.settings import ontology_file

CONTEXT: Final = "http://127.0.0.1/context.jsonld"


def _load(address: str, _options: object) -> dict[str, Any]:
    if address != CONTEXT:
        raise AssertionError(f"a document asks for {address}")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": json.loads(ontology_file("context.jsonld").read_text("utf-8")),
    }


OPTIONS: Final = {"documentLoader": _load, "base": "http://127.0.0.1/none"}


def quads(document: object) -> set[Quad]:
    """Return what a document says, by a processor that is not ours."""
    text = jsonld.to_rdf(document, {**OPTIONS, "format": "application/n-quads"})
    return set(parse(text.encode(), format=RdfFormat.N_QUADS))


def compacted(document: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a document expanded, and compacted again with the context that it has.

    What leads to a thing is always in arrays, as we have it and compaction has not.
    """
    expanded = jsonld.expand(document, OPTIONS)
    found = jsonld.compact(expanded, document["@context"], OPTIONS)
    for key, held in found.get("@reverse", {}).items():
        found["@reverse"][key] = held if isinstance(held, list) else [held]
    return found


def framed(document: Any, frame: Any) -> Any:  # noqa: ANN401 - JSON
    """Return the part of a document that a frame asks for, as its context calls things."""
    return jsonld.frame(document, {"@context": document["@context"], **frame}, OPTIONS)
