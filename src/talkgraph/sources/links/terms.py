"""The relations that a link may have, and IRIs as people write them: whole, or with a prefix."""

import re
from collections.abc import Mapping
from typing import Final

from talkgraph.model.names import OWL, PREFIXES, RDFS, SCHEMA, SKOS

SAME: Final = SCHEMA + "sameAs"
MATCHES: Final = tuple(
    f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
)
SEE_ALSO: Final = RDFS + "seeAlso"
URL: Final = SCHEMA + "url"
IDENTIFIER: Final = SCHEMA + "identifier"
RELATIONS: Final = (SAME, *MATCHES, SEE_ALSO, URL, IDENTIFIER)

NOTHING: Final = "https://w3id.org/sssom/NoTermFound"
"""What SSSOM writes for a subject or an object that does not exist."""

BUILT_IN: Final[Mapping[str, str]] = {
    **PREFIXES,
    "sssom": "https://w3id.org/sssom/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "orcid": "https://orcid.org/",
    "wd": "http://www.wikidata.org/entity/",
}
"""The prefixes that need no `curie_map`: the project's, those of SSSOM, and two of identifiers."""

_SCHEMES: Final = frozenset({"http", "https", "urn", "doi", "mailto", "ftp", "info", "ark", "hdl"})
_PREFIXED: Final = re.compile(r"([A-Za-z_][\w.-]*):(?!//)(.*)")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.+)")
_INSECURE: Final = "http://schema.org/"


class NotUsable(ValueError):
    """A cell that cannot be used; the message says what is wrong, and what to do."""


def expanded(text: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI that is written with a prefix, or between angle brackets, as it is in full.

    What has no known prefix is returned as it stands.

    >>> expanded("wd:Q42", BUILT_IN), expanded("<https://example.org/a>", {})
    ('http://www.wikidata.org/entity/Q42', 'https://example.org/a')
    """
    bare = text.strip()
    if bare.startswith("<") and bare.endswith(">"):
        return bare[1:-1]
    match = _PREFIXED.fullmatch(bare)
    if match is None or match[1] not in prefixes:
        return bare
    return prefixes[match[1]] + match[2]


def absolute(text: str, prefixes: Mapping[str, str]) -> str:
    """Return an absolute IRI in full; raises `NotUsable`.

    >>> absolute("orcid:0000-0002-1825-0097", BUILT_IN)
    'https://orcid.org/0000-0002-1825-0097'
    >>> absolute("Q42", BUILT_IN)
    Traceback (most recent call last):
    ...
    talkgraph.sources.links.terms.NotUsable: 'Q42' is no absolute IRI; write it in full, ...
    """
    iri = expanded(text, prefixes)
    match = _SCHEME.fullmatch(iri)
    if match is None or not _is_whole(iri):
        raise NotUsable(f"{_shown(text)} is no absolute IRI; write it in full, from http on")
    if match[1].lower() not in _SCHEMES:
        raise NotUsable(
            f"the prefix of {_shown(text)} is not known; declare {match[1]!r} in the curie_map, or"
            " write the IRI in full"
        )
    return iri


def relation_of(text: str, prefixes: Mapping[str, str]) -> str:
    """Return the relation that a text names, one of `RELATIONS`; raises `NotUsable`.

    >>> relation_of("skos:exactMatch", BUILT_IN) == SKOS + "exactMatch"
    True
    """
    iri = expanded(text, prefixes)
    if iri.startswith(_INSECURE):
        iri = SCHEMA + iri.removeprefix(_INSECURE)
    if iri in RELATIONS:
        return iri
    known = "schema:sameAs, skos:exactMatch (closeMatch, broadMatch, narrowMatch, relatedMatch),"
    known += " rdfs:seeAlso, schema:url and schema:identifier"
    if iri == f"{OWL}sameAs":
        raise NotUsable(
            "owl:sameAs is not taken, for all that is said elsewhere of the one would hold here of"
            " the other; write schema:sameAs or, for a topic, skos:exactMatch"
        )
    raise NotUsable(f"{_shown(text)} is no relation that links may have; there are {known}")


def _is_whole(iri: str) -> bool:
    """Tell whether an IRI is one for the store, and has a host where its scheme wants one."""
    from pyoxigraph import NamedNode

    try:
        NamedNode(iri)
    except ValueError:
        return False
    scheme, _, rest = iri.partition(":")
    if scheme.lower() not in ("http", "https"):
        return True
    host = rest.removeprefix("//").split("/")[0]
    return rest.startswith("//") and bool(host) and not host.startswith(":")


def _shown(text: str) -> str:
    bare = " ".join(text.split())
    return repr(bare if len(bare) <= 80 else f"{bare[:79]}…")
