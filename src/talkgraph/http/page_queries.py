"""The SPARQL that pages and linked data ask beside `graph.queries`: values are bound."""

from typing import Final

from pyoxigraph import NamedNode

TALK_LINES: Final = """
SELECT ?talk ?source ?line ?last WHERE {
  ?talk prov:wasDerivedFrom ?lines .
  ?lines tg:firstLine ?line ; tg:lastLine ?last ; oa:hasSource/dcterms:identifier ?source .
} ORDER BY ?source ?line ?last
"""

EVENT: Final = """
SELECT ?event ?name ?start ?end ?location ?url ?series ?source WHERE {
  ?event a tg:Conference ; schema:name ?name .
  OPTIONAL { ?event schema:startDate ?start }
  OPTIONAL { ?event schema:endDate ?end }
  OPTIONAL { ?event schema:location ?location }
  OPTIONAL { ?event schema:url ?url }
  OPTIONAL { ?event schema:superEvent/schema:name ?series }
  OPTIONAL { ?event prov:wasDerivedFrom/oa:hasSource/dcterms:identifier ?source }
} ORDER BY ?start ?event ?location ?url ?series ?source
"""

TOPIC_EVIDENCE: Final = """
SELECT ?topic ?passage ?text ?talk ?confidence ?evidence WHERE {
  ?assignment a tg:TopicAssignment ; oa:hasBody ?topic ; oa:hasTarget ?passage ;
    tg:confidence ?confidence .
  ?passage schema:text ?text ; tg:talk ?talk .
  OPTIONAL { ?assignment tg:evidence ?evidence }
} ORDER BY DESC(?confidence) ?passage ?evidence LIMIT 30
"""

PROPERTIES: Final = """
SELECT ?thing ?property ?value (isIRI(?value) AS ?link) ?label WHERE {
  ?thing ?property ?value .
  OPTIONAL {
    ?value ?naming ?label .
    FILTER(?naming IN (schema:name, skos:prefLabel, rdfs:label, dcterms:title))
  }
} ORDER BY ?property ?value ?label LIMIT 1000
"""

INCOMING: Final = """
SELECT ?thing ?property ?subject ?label WHERE {
  ?subject ?property ?thing .
  FILTER(?property != oa:hasSource)
  OPTIONAL {
    ?subject ?naming ?label .
    FILTER(?naming IN (schema:name, skos:prefLabel, rdfs:label, dcterms:title))
  }
} ORDER BY ?property ?subject ?label LIMIT 200
"""

SOURCE_LINES: Final = """
SELECT ?source ?lines ?first ?last ?thing ?label WHERE {
  ?lines oa:hasSource ?source ; tg:firstLine ?first ; tg:lastLine ?last .
  OPTIONAL {
    ?thing prov:wasDerivedFrom ?lines .
    OPTIONAL { ?thing schema:name|schema:text ?label }
  }
} ORDER BY ?first ?last ?thing ?label
"""

EXISTS: Final = """
SELECT ?thing ?property WHERE { ?thing ?property ?value } LIMIT 1
"""

VERSIONS: Final = """
SELECT ?version WHERE { ?vocabulary a owl:Ontology ; owl:versionIRI ?version } ORDER BY ?version
"""

NOW_CALLED: Final = """
SELECT ?thing ?same WHERE { ?thing owl:sameAs ?same } ORDER BY ?same LIMIT 1
"""

_DESCRIPTION: Final = """
CONSTRUCT { ?subject ?property ?value } WHERE {
  VALUES ?thing { THING }
  { ?thing ?property ?value . BIND(?thing AS ?subject) }
  UNION
  { SELECT ?thing ?subject ?property (?thing AS ?value) WHERE {
      VALUES ?thing { THING }
      ?subject ?property ?thing
    } ORDER BY ?subject ?property LIMIT 200 }
  UNION
  { ?subject oa:hasSource ?thing ; ?property ?value }
}
"""

_GRAPH: Final = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH THING { ?s ?p ?o } }"


def description(thing: NamedNode) -> str:
    """Return the query for what is said of a thing, and for some of what leads to it.

    The store binds values only where rows are asked for, so the IRI is written in; a `NamedNode`
    is one IRI and nothing else.
    """
    return _DESCRIPTION.replace("THING", str(thing))


def whole_graph(name: NamedNode) -> str:
    """Return the query for all that a named graph says; see `description`."""
    return _GRAPH.replace("THING", str(name))


TERMS: Final = """
SELECT ?term ?kind ?label ?comment ?above ?domain ?range WHERE {
  ?term a ?kind .
  FILTER(?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, rdf:Property,
    owl:NamedIndividual))
  FILTER(STRSTARTS(STR(?term), STR(tg:)))
  OPTIONAL { ?term rdfs:label ?label }
  OPTIONAL { ?term rdfs:comment ?comment }
  OPTIONAL { ?term rdfs:subClassOf|rdfs:subPropertyOf ?above }
  OPTIONAL { ?term rdfs:domain ?domain }
  OPTIONAL { ?term rdfs:range ?range }
  BIND(IF(?kind = owl:Class, 1, IF(?kind = owl:ObjectProperty, 2, IF(?kind =
    owl:DatatypeProperty, 3, IF(?kind = rdf:Property, 4, 5)))) AS ?rank)
} ORDER BY ?rank ?term ?above ?domain ?range
"""

EXAMPLES: Final[tuple[tuple[str, str], ...]] = (
    (
        "Who spoke about a topic?",
        """SELECT DISTINCT ?speaker ?talk ?confidence WHERE {
  ?topic skos:prefLabel|skos:altLabel ?label .
  FILTER(LCASE(STR(?label)) = "on-call")
  ?assignment oa:hasBody ?topic ; oa:hasTarget ?node ; tg:confidence ?confidence .
  ?node a tg:Talk ; schema:name ?talk ; schema:performer/schema:name ?speaker .
} ORDER BY DESC(?confidence) ?speaker
""",
    ),
    (
        "What exactly was said about something, and in which line?",
        """SELECT ?text ?title ?source ?line WHERE {
  ?post a tg:Post ; tg:talk/schema:name ?title ; schema:text ?text ;
    prov:wasDerivedFrom ?lines .
  ?lines tg:firstLine ?line ; oa:hasSource/dcterms:identifier ?source .
  FILTER(CONTAINS(LCASE(?text), "rest"))
} ORDER BY ?source ?line
""",
    ),
    (
        "Which talks were given at which event, by whom, for whom did they work?",
        """SELECT ?event ?date ?title ?speaker ?company WHERE {
  ?talk a tg:Talk ; schema:name ?title ; tg:event/schema:name ?event .
  ?appearance tg:inTalk ?talk ; tg:speaker/schema:name ?speaker .
  OPTIONAL { ?talk schema:startDate ?date }
  OPTIONAL { ?appearance tg:affiliation/schema:name ?company }
} ORDER BY ?event ?date ?title ?speaker
""",
    ),
    (
        "Which talks were given more than once?",
        """SELECT ?name (COUNT(?talk) AS ?times) (GROUP_CONCAT(?event; separator=", ") AS ?events)
WHERE {
  ?talk schema:workPerformed ?work ; tg:event/schema:name ?event .
  ?work schema:name ?name .
} GROUP BY ?work ?name HAVING(COUNT(?talk) > 1) ORDER BY ?name
""",
    ),
    (
        "Which topics did the events have over time?",
        """SELECT ?start ?event ?label (COUNT(DISTINCT ?talk) AS ?talks) WHERE {
  ?talk a tg:Talk ; schema:about ?topic ; tg:event ?node .
  ?topic skos:prefLabel ?label .
  ?node schema:name ?event ; schema:startDate ?start .
} GROUP BY ?start ?event ?label ORDER BY ?start ?event DESC(?talks) ?label
""",
    ),
    (
        "Who is quoted, by whom, and in whose talk?",
        """SELECT ?quoted ?text ?basis ?noteTaker ?title WHERE {
  ?quote a tg:Quote ; tg:attributedTo/schema:name ?quoted ; tg:attribution ?basis ;
    schema:text ?text ; tg:talk ?talk .
  ?talk schema:name ?title ; tg:event/tg:noteTaker/foaf:accountName ?noteTaker .
} ORDER BY ?quoted ?text
""",
    ),
)
"""The competency questions of the data model, as titles and SPARQL."""
