"""What the service says of itself (SPARQL Service Description), and of the data set (DCAT, VoID).

The data set describes itself, in the same words as in every export; here stands where it can be
had, and since when it is as it is.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from fastapi import Request, Response
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from talkgraph.graph.exports import written
from talkgraph.graph.queries import NAMED_GRAPHS
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
from talkgraph.graph.write.dataset import CLOCK
from talkgraph.graph.write.terms import A, Namespace, Triples, dcat, dcterms, prov, void
from talkgraph.http.dump import MEDIA_TYPE as DUMP_TYPE
from talkgraph.http.dump import PATH as DUMP
from talkgraph.http.guards.place import address_of
from talkgraph.http.library import Library
from talkgraph.http.media import (
    DOCUMENTS,
    FORMATS,
    GRAPHS,
    VARY,
    best,
    is_page,
    quality,
    ranges,
    wanted,
)
from talkgraph.http.problems import Problem
from talkgraph.http.sparql.protocol import form_in
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Search
from talkgraph.model.names import PREFIXES, curie

_SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
_MEDIA_TYPES: Final = Namespace("https://www.iana.org/assignments/media-types/")
_PROTOCOL: Final = "https://www.w3.org/TR/sparql11-protocol/"
_SPARQL: Final = "/sparql"
_UNLESS: Final = f"without tg:limit, {Search().limit} at the most"
_VOID: Final = "/.well-known/void"


def service_description(request: Request, library: Library) -> Response:
    """Return the description of the endpoint (SPARQL 1.1 Service Description)."""
    kb = library.current()
    return _negotiated(request, _service_triples(kb, address_of(request) + _SPARQL))


def void_description(request: Request, library: Library) -> Response:
    """Return the description of the data set (DCAT and VoID), with how to get it here.

    Browsers are led to the page on it.
    """
    if wants_page(request):
        return Response(status_code=303, headers={"location": "/resource/", **VARY})
    return _negotiated(request, _dataset(library.current(), address_of(request)))


def wants_page(request: Request) -> bool:
    """Tell whether a description is asked for to be read by people."""
    form = _form(request)
    if form is not None:
        return is_page(form)
    accepted = ranges(request.headers.get("accept", ""))
    return quality(accepted, "text/html") > quality(accepted, "text/turtle")


def _form(request: Request) -> str | None:
    return form_in({name: request.query_params.getlist(name) for name in request.query_params})


def _service_triples(kb: KnowledgeBase, endpoint: str) -> Triples:
    service, dataset = NamedNode(endpoint), NamedNode(f"{endpoint}#dataset")
    union, hours = NamedNode(f"{endpoint}#union"), len(kb.hours())
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
        Triple(union, void["triples"], Literal(kb.generation.manifest.counts["triples"] + hours)),
    ]
    graphs = [(row["graph"], row["title"], int(row["triples"])) for row in kb.select(NAMED_GRAPHS)]
    for iri, title, count in (*graphs, (kb.names.graph(CLOCK), CLOCK, hours)):
        name = NamedNode(f"{endpoint}#named-{len(triples)}")
        graph = NamedNode(iri)
        triples += [
            Triple(dataset, _SD["namedGraph"], name),
            Triple(name, A, _SD["NamedGraph"]),
            Triple(name, _SD["name"], graph),
            Triple(name, _SD["graph"], graph),
            Triple(graph, A, _SD["Graph"]),
            Triple(graph, dcterms["title"], Literal(title)),
            Triple(graph, void["triples"], Literal(count)),
        ]
    return triples


def _search_terms() -> Iterable[Triple]:
    comment = NamedNode(PREFIXES["rdfs"] + "comment")
    for iri, text in (
        (
            MATCHES,
            _use(
                "?hit",
                MATCHES,
                {QUERY: '"..."', LIMIT: "20", SCORE: "?score"},
                "finds posts, notes, quotes, abstracts and talks by words and meaning, each with "
                f"its words or its title (?hit schema:text|schema:name ?text); {_UNLESS}",
            ),
        ),
        (
            RELATED_TO,
            _use(
                "<talk>",
                RELATED_TO,
                {TALK: "?other", LIMIT: "5", SCORE: "?score"},
                f"finds the talks related to a talk; {_UNLESS}",
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


def _dataset(kb: KnowledgeBase, root: str) -> Triples:
    """Return what the data set says of itself, and how this service gives it."""
    whole, service = NamedNode(kb.names.base), NamedNode(f"{root}{_SPARQL}")
    dumped, file = NamedNode(f"{root}{_VOID}#dump"), NamedNode(f"{root}{DUMP}")
    said = sorted(
        (*kb.contents(), *kb.hours()), key=lambda triple: (triple.subject != whole, str(triple))
    )
    return [
        *said,
        *(
            Triple(whole, dcterms["modified"], triple.object)
            for triple in said
            if triple.subject == whole and triple.predicate == prov["generatedAtTime"]
        ),
        Triple(whole, void["sparqlEndpoint"], service),
        Triple(whole, void["dataDump"], file),
        *(
            Triple(whole, void["feature"], _FORMATS[form.registered])
            for form in FORMATS
            if form in DOCUMENTS
        ),
        Triple(whole, dcat["distribution"], dumped),
        Triple(dumped, A, dcat["Distribution"]),
        Triple(dumped, dcterms["title"], Literal("All of it, as N-Quads")),
        Triple(dumped, dcat["downloadURL"], file),
        Triple(dumped, dcat["accessURL"], file),
        Triple(dumped, dcat["mediaType"], _MEDIA_TYPES["application/n-quads"]),
        Triple(dumped, dcat["compressFormat"], _MEDIA_TYPES[DUMP_TYPE]),
        *(
            Triple(dumped, triple.predicate, triple.object)
            for triple in said
            if triple.subject == whole and triple.predicate == dcterms["license"]
        ),
        Triple(service, A, dcat["DataService"]),
        Triple(service, dcterms["title"], Literal("SPARQL 1.1")),
        Triple(service, dcterms["conformsTo"], NamedNode(_PROTOCOL)),
        Triple(service, dcat["endpointURL"], service),
        Triple(service, dcat["endpointDescription"], service),
        Triple(service, dcat["servesDataset"], whole),
    ]


def _negotiated(request: Request, triples: Triples) -> Response:
    form, accept = _form(request), request.headers.get("accept")
    media_type = best(accept, list(GRAPHS)) if form is None else wanted(None, form).graph
    if media_type is None:
        listed = list(dict.fromkeys(GRAPHS.values()))
        raise Problem(406, f"this description is given as {', '.join(listed)}", available=listed)
    rdf = RdfFormat.from_media_type(GRAPHS[media_type])
    if rdf is None:
        raise Problem(406, f"there is no {media_type}")
    by_subject: dict[object, list[Triple]] = {}
    for triple in dict.fromkeys(triples):
        by_subject.setdefault(triple.subject, []).append(triple)
    content = written([triple for group in by_subject.values() for triple in group], rdf)
    return Response(content, media_type=media_type, headers=VARY)
