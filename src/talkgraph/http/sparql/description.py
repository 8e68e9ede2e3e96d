"""What the service says of itself: SPARQL Service Description and VoID."""

from collections.abc import Iterable, Mapping
from typing import Final

from fastapi import Request, Response
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from talkgraph.graph.exports import written
from talkgraph.graph.queries import CLASS_COUNTS, NAMED_GRAPHS
from talkgraph.graph.sparql.search import (
    LIMIT,
    MATCHES,
    PARAMETERS,
    QUERY,
    RELATED_TO,
    SCORE,
    SIMILARITY,
    TALK,
)
from talkgraph.graph.write.terms import A, Namespace, Triples, dcterms, void
from talkgraph.http.library import Library
from talkgraph.http.media import DOCUMENTS, FORMATS, GRAPHS, VARY, best
from talkgraph.http.problems import Problem
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model.names import PREFIXES, curie

_SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
_VOCABULARIES: Final = (
    "tg",
    "schema",
    "skos",
    "sioc",
    "foaf",
    "prov",
    "oa",
    "dcterms",
    "sim",
    "cito",
)
_EXAMPLES: Final = 5


def service_description(request: Request, library: Library) -> Response:
    """Return the description of the endpoint (SPARQL 1.1 Service Description)."""
    kb = library.current()
    return _negotiated(request, _service_triples(kb, _endpoint(request)))


def void_description(request: Request, library: Library) -> Response:
    """Return the description of the data set (VoID)."""
    kb = library.current()
    return _negotiated(request, _void_triples(kb, _endpoint(request)))


def _service_triples(kb: KnowledgeBase, endpoint: str) -> Triples:
    service, dataset = NamedNode(endpoint), NamedNode(f"{endpoint}#dataset")
    union = NamedNode(f"{endpoint}#union")
    triples = [
        Triple(service, A, _SD["Service"]),
        Triple(service, dcterms["title"], Literal("talkgraph")),
        Triple(service, _SD["endpoint"], service),
        Triple(service, _SD["supportedLanguage"], _SD["SPARQL11Query"]),
        Triple(service, _SD["feature"], _SD["UnionDefaultGraph"]),
        Triple(service, _SD["propertyFeature"], NamedNode(MATCHES)),
        Triple(service, _SD["propertyFeature"], NamedNode(RELATED_TO)),
        Triple(service, _SD["extensionFunction"], NamedNode(SIMILARITY)),
        *_search_terms(),
        *(Triple(service, _SD["resultFormat"], _FORMATS[form.registered]) for form in FORMATS),
        Triple(service, _SD["defaultDataset"], dataset),
        Triple(dataset, A, _SD["Dataset"]),
        Triple(dataset, _SD["defaultGraph"], union),
        Triple(union, A, _SD["Graph"]),
        Triple(union, void["triples"], Literal(kb.generation.manifest.counts["triples"])),
    ]
    for row in kb.select(NAMED_GRAPHS):
        name = NamedNode(f"{endpoint}#named-{len(triples)}")
        graph = NamedNode(row["graph"])
        triples += [
            Triple(dataset, _SD["namedGraph"], name),
            Triple(name, A, _SD["NamedGraph"]),
            Triple(name, _SD["name"], graph),
            Triple(name, _SD["graph"], graph),
            Triple(graph, A, _SD["Graph"]),
            Triple(graph, dcterms["title"], Literal(row["title"])),
            Triple(graph, void["triples"], Literal(int(row["triples"]))),
        ]
    return triples


def _search_terms() -> Iterable[Triple]:
    comment = NamedNode(PREFIXES["rdfs"] + "comment")
    for iri, text in (
        (
            MATCHES,
            _use(
                "?post",
                MATCHES,
                {QUERY: '"..."', LIMIT: "20", SCORE: "?score"},
                "finds posts, notes, quotes, abstracts and talks by words and meaning",
            ),
        ),
        (
            RELATED_TO,
            _use(
                "<talk>",
                RELATED_TO,
                {TALK: "?other", LIMIT: "5", SCORE: "?score"},
                "finds the talks related to a talk",
            ),
        ),
        (SIMILARITY, 'tg:similarity(?node, "text") is the cosine of a text with a node.'),
    ):
        yield Triple(NamedNode(iri), comment, Literal(text))
    yield Triple(NamedNode(SIMILARITY), A, _SD["Function"])
    yield Triple(NamedNode(MATCHES), A, _SD["Feature"])
    yield Triple(NamedNode(RELATED_TO), A, _SD["Feature"])


def _use(before: str, asked: str, shown: Mapping[str, str], finds: str) -> str:
    """Return a sentence on a search: an example, what it finds, the parameters not in `shown`."""
    example = " ; ".join(f"{curie(iri)} {value}" for iri, value in shown.items())
    others = [curie(iri) for iri in PARAMETERS[asked] if iri not in shown]
    listed = " and ".join(filter(None, (", ".join(others[:-1]), *others[-1:])))
    more = f"; it also takes {listed}" if others else ""
    return f"SERVICE tg:search {{ {before} {curie(asked)} [ {example} ] }} {finds}{more}."


def _void_triples(kb: KnowledgeBase, endpoint: str) -> Triples:
    base = kb.names.base
    whole = NamedNode(base)
    records = [record for record in kb.records.values() if record.is_talk]
    triples = [
        Triple(whole, A, void["Dataset"]),
        Triple(whole, dcterms["title"], Literal("talkgraph knowledge base")),
        Triple(whole, void["sparqlEndpoint"], NamedNode(endpoint)),
        Triple(whole, void["triples"], Literal(kb.generation.manifest.counts["triples"])),
        Triple(whole, void["uriSpace"], Literal(base)),
        *(
            Triple(whole, void["feature"], _FORMATS[form.registered])
            for form in FORMATS
            if form in DOCUMENTS
        ),
        *(Triple(whole, void["vocabulary"], NamedNode(PREFIXES[n])) for n in _VOCABULARIES),
        *(
            Triple(whole, void["exampleResource"], NamedNode(record.iri))
            for record in sorted(records, key=lambda record: record.iri)[:_EXAMPLES]
        ),
        *(
            Triple(whole, void["rootResource"], NamedNode(iri))
            for iri in sorted({record.event for record in records})
        ),
    ]
    for row in kb.select(CLASS_COUNTS):
        part = NamedNode(f"{endpoint}#class-{curie(row['class']).replace(':', '-')}")
        triples += [
            Triple(whole, void["classPartition"], part),
            Triple(part, A, void["Dataset"]),
            Triple(part, void["class"], NamedNode(row["class"])),
            Triple(part, void["entities"], Literal(int(row["count"]))),
        ]
    for row in kb.select(NAMED_GRAPHS):
        graph = NamedNode(row["graph"])
        triples += [
            Triple(whole, void["subset"], graph),
            Triple(graph, A, void["Dataset"]),
            Triple(graph, dcterms["title"], Literal(row["title"])),
            Triple(graph, void["triples"], Literal(int(row["triples"]))),
        ]
        if "source" in row:
            triples.append(Triple(graph, dcterms["source"], NamedNode(row["source"])))
    return triples


def _endpoint(request: Request) -> str:
    return str(request.base_url).rstrip("/") + "/sparql"


def _negotiated(request: Request, triples: Triples) -> Response:
    media_type = best(request.headers.get("accept"), list(GRAPHS))
    if media_type is None:
        listed = list(dict.fromkeys(GRAPHS.values()))
        raise Problem(406, f"this description is given as {', '.join(listed)}", available=listed)
    form = RdfFormat.from_media_type(GRAPHS[media_type])
    if form is None:
        raise Problem(406, f"there is no {media_type}")
    by_subject: dict[object, list[Triple]] = {}
    for triple in dict.fromkeys(triples):
        by_subject.setdefault(triple.subject, []).append(triple)
    content = written([triple for group in by_subject.values() for triple in group], form)
    return Response(content, media_type=media_type, headers=VARY)
