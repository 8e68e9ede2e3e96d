"""The vocabulary as RDF terms, and the few ways in which the graph writes literals."""

import datetime as dt
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.model.names import (
    ADMS,
    CITO,
    DCAT,
    DCTERMS,
    FOAF,
    OA,
    OWL,
    PROV,
    RDF,
    SCHEMA,
    SIM,
    SIOC,
    SKOS,
    TG,
    VOID,
    XSD,
)


class Namespace:
    """Makes the terms of one namespace, each of them once.

    >>> Namespace("http://example.org/")["name"] is Namespace("http://example.org/")["name"]
    False
    >>> terms = Namespace("http://example.org/")
    >>> terms["name"] is terms["name"]
    True
    """

    def __init__(self, iri: str) -> None:
        """Start with no term made; `iri` ends in ``/`` or ``#``."""
        self._iri = iri
        self._terms: dict[str, NamedNode] = {}

    def __getitem__(self, local: str) -> NamedNode:
        """Return the term with this local name."""
        term = self._terms.get(local)
        if term is None:
            term = self._terms[local] = NamedNode(self._iri + local)
        return term


tg: Final = Namespace(TG)
schema: Final = Namespace(SCHEMA)
skos: Final = Namespace(SKOS)
sioc: Final = Namespace(SIOC)
foaf: Final = Namespace(FOAF)
prov: Final = Namespace(PROV)
oa: Final = Namespace(OA)
dcterms: Final = Namespace(DCTERMS)
sim: Final = Namespace(SIM)
void: Final = Namespace(VOID)
cito: Final = Namespace(CITO)
dcat: Final = Namespace(DCAT)
adms: Final = Namespace(ADMS)
owl: Final = Namespace(OWL)
rdf: Final = Namespace(RDF)
A: Final = rdf["type"]

_DATE: Final = NamedNode(XSD + "date")
_YEAR: Final = NamedNode(XSD + "gYear")
_MONTH: Final = NamedNode(XSD + "gYearMonth")
_DATE_TIME: Final = NamedNode(XSD + "dateTime")
_ADDRESS: Final = NamedNode(XSD + "anyURI")
_DECIMAL: Final = NamedNode(XSD + "decimal")
_FARTHEST: Final = dt.timedelta(hours=14)
"""The farthest that XML Schema lets a clock be from UTC."""

Triples = list[Triple]


def date(value: dt.date) -> Literal:
    """A date as `xsd:date`."""
    return Literal(value.isoformat(), datatype=_DATE)


def date_time(value: dt.datetime) -> Literal:
    """A time of a day as `xsd:dateTime`: with the offset of its clock, where that is known.

    An offset that `xsd:dateTime` cannot have (with seconds, or of more than 14 hours) becomes UTC.
    The text is the canonical one, in which stores give it back.

    >>> date_time(dt.datetime(2031, 5, 6, 9, 30)).value
    '2031-05-06T09:30:00'
    >>> date_time(dt.datetime(2031, 5, 6, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))).value
    '2031-05-06T09:30:00+02:00'
    """
    offset = value.utcoffset()
    if offset is not None and (offset % dt.timedelta(minutes=1) or abs(offset) > _FARTHEST):
        naive = value.replace(tzinfo=None)
        try:
            value = (naive - offset).replace(tzinfo=dt.UTC)
        except OverflowError:
            value = naive
    clock = value.replace(tzinfo=None).isoformat()
    if value.microsecond:
        clock = clock.rstrip("0")
    zone = value.isoformat()[-6:] if value.utcoffset() is not None else ""
    return Literal(clock + ("Z" if zone == "+00:00" else zone), datatype=_DATE_TIME)


def address(value: str) -> Literal:
    """An address as `xsd:anyURI`: of something of which no more is known here."""
    return Literal(string(value).value, datatype=_ADDRESS)


def partial_date(year: int, month: int | None) -> Literal:
    """A date of which only the year is known (`xsd:gYear`), or the month too (`xsd:gYearMonth`).

    >>> partial_date(2021, None).value, partial_date(2021, 9).value
    ('2021', '2021-09')
    """
    if month is None:
        return Literal(f"{year:04d}", datatype=_YEAR)
    return Literal(f"{year:04d}-{month:02d}", datatype=_MONTH)


def string(value: str) -> Literal:
    r"""A plain string; half a surrogate pair, which RDF cannot hold, becomes U+FFFD.

    >>> string("a\ud800b").value == "a\ufffdb"
    True
    """
    try:
        return Literal(value)
    except ValueError:
        return Literal(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def in_language(value: str, language: str | None) -> Literal:
    """A text with the tag of its language (BCP 47), or a plain string where that is not known.

    Stores give tags back in small letters, and so they are made.

    >>> str(in_language("cordas", "pt-BR")), str(in_language("ropes", None))
    ('"cordas"@pt-br', '"ropes"')
    """
    plain = string(value)
    return plain if language is None else Literal(plain.value, language=language.lower())


def decimal(value: float) -> Literal:
    """A number as `xsd:decimal` with at most six digits after the point.

    >>> decimal(0.85).value, decimal(1.0).value
    ('0.85', '1.0')
    """
    digits = f"{value:.6f}".rstrip("0")
    return Literal(digits + "0" if digits.endswith(".") else digits, datatype=_DECIMAL)
