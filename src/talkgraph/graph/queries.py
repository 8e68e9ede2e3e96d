"""The SPARQL that the program itself asks, as named text.

Prefixes are those of `names.PREFIXES`. Values are bound; only the functions at the end write
something in, which is IRIs. A variable that a caller binds is among the selected ones, because
the store substitutes only those. What is bound is looked up only if the plan begins there: a `BIND`
stands last in its group, or whatever fits the patterns after it is worked out first.
"""

from collections.abc import Iterable
from typing import Final

Leading = Iterable[tuple[str, str]]
"""What leads to a thing: subjects, and the properties by which they do, as IRIs."""

TALK_LINES: Final = """
SELECT ?talk ?source ?line WHERE {
  ?talk tg:toldIn ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
} ORDER BY ?source ?line
"""

THING_LINES: Final = """
SELECT ?thing ?source ?line WHERE {
  ?thing (prov:wasDerivedFrom|tg:toldIn)? ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
} ORDER BY ?source ?line
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
  ?lines oa:hasSource/dcterms:isVersionOf? ?source .
  OPTIONAL { ?lines tg:firstLine ?first }
  OPTIONAL { ?lines tg:lastLine ?last }
  OPTIONAL {
    ?thing prov:wasDerivedFrom|tg:toldIn ?lines .
    OPTIONAL { ?thing schema:name|schema:text ?label }
  }
} ORDER BY ?first ?last ?lines ?thing ?label
"""

SIMILAR_TALKS: Final = """
SELECT ?left ?right ?weight WHERE {
  ?similarity a tg:TalkSimilarity ; sim:element ?left , ?right ; tg:confidence ?weight .
  FILTER(STR(?left) < STR(?right))
} ORDER BY ?left ?right
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

REPLACED: Final = """
SELECT ?graph ?former ?present WHERE {
  GRAPH ?graph { ?former dcterms:isReplacedBy ?present }
} ORDER BY ?former ?present
"""

VERSIONS_OF: Final = """
SELECT ?source ?version WHERE {
  ?version dcterms:isVersionOf ?source ; tg:sha256 ?sha256
} ORDER BY ?version
"""

REVISED: Final = """
SELECT ?thing ?version ?source WHERE {
  ?version prov:wasRevisionOf ?thing . ?thing dcterms:isVersionOf ?source .
} ORDER BY ?version
"""

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

# ── one talk (bind ?talk; sessions answer too) ───────────────────────────────────────────────

TALK_SPEAKERS: Final = """
SELECT ?talk ?person ?name ?asWritten ?affiliation ?position WHERE {
  ?appearance a tg:Appearance ; tg:inTalk ?talk ; tg:speaker ?person ;
    schema:name ?asWritten ; tg:position ?position .
  ?person schema:name ?name .
  OPTIONAL { ?appearance tg:affiliationText ?affiliation }
} ORDER BY ?position ?person ?affiliation
"""

TALK_POSTS: Final = """
SELECT ?talk ?post ?position ?text ?source ?line WHERE {
  ?post a tg:Post ; tg:talk ?talk ; schema:position ?position ; schema:text ?text ;
    prov:wasDerivedFrom ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
} ORDER BY ?position ?line
"""

TALK_NOTES: Final = """
SELECT ?talk ?note ?kind ?position ?text ?source ?line WHERE {
  ?note tg:noteKind ?kind ; tg:talk ?talk ; schema:position ?position ; schema:text ?text ;
    prov:wasDerivedFrom ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
} ORDER BY ?position ?line
"""

TALK_QUOTES: Final = """
SELECT ?talk ?quote ?text ?who ?whoName ?basis ?in ?source ?line WHERE {
  ?quote a tg:Quote ; tg:talk ?talk ; schema:text ?text ; schema:isPartOf ?in ;
    prov:wasDerivedFrom ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
  OPTIONAL { ?quote tg:attributedTo ?who . ?who schema:name ?whoName }
  OPTIONAL {
    ?finding tg:quote ?quote ; tg:method ?method .
    BIND(IF(?method = tg:method-only-speaker, "speaker", "explicit") AS ?basis)
  }
} ORDER BY ?source ?line ?quote
"""

TALK_ASIDES: Final = """
SELECT ?talk ?aside ?text ?in ?source ?line WHERE {
  ?aside a tg:Aside ; tg:talk ?talk ; schema:text ?text ; schema:isPartOf ?in ;
    prov:wasDerivedFrom ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
} ORDER BY ?source ?line ?aside
"""

# What programmes and archives tell beside the rest: one row for each fact, since there may be
# several of a kind, and all of them in one row would be every combination.
TALK_FACTS: Final = """
SELECT ?talk ?fact ?value WHERE {
  VALUES (?property ?fact) {
    (tg:programmeType "type") (schema:url "url") (tg:sourceIdentifier "identifier")
    (schema:description "abstract")
  }
  ?talk ?property ?value .
} ORDER BY ?fact ?value
"""

TALK_ABSTRACTS: Final = """
SELECT ?talk ?abstract ?position ?text ?source ?line WHERE {
  ?abstract a tg:Abstract ; tg:talk ?talk ; schema:position ?position ; schema:text ?text ;
    prov:wasDerivedFrom ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
} ORDER BY ?source ?position ?line ?abstract
"""

TALK_POST_FACTS: Final = """
SELECT ?talk ?post ?fact ?value WHERE {
  ?post a tg:Post ; tg:talk ?talk .
  VALUES (?property ?fact) {
    (schema:url "url") (schema:dateCreated "time") (sioc:reply_of "reply") (tg:inReplyTo "reply")
  }
  ?post ?property ?value .
} ORDER BY ?post ?fact ?value
"""

TALK_POST_AUTHORS: Final = """
SELECT ?talk ?post ?handle WHERE {
  ?post a tg:Post ; tg:talk ?talk ; sioc:has_creator/foaf:accountName ?handle .
} ORDER BY ?post ?handle
"""

TALK_MEDIA: Final = """
SELECT ?talk ?post ?kind ?url ?label WHERE {
  ?post a tg:Post ; tg:talk ?talk ; schema:associatedMedia ?media .
  ?media schema:url ?url .
  OPTIONAL { ?media tg:linkKind ?kind }
  OPTIONAL { ?media schema:description ?label }
} ORDER BY ?post ?url ?kind ?label
"""

TALK_LINKS: Final = """
SELECT ?talk ?link ?kind ?url ?label ?source ?line WHERE {
  ?link a tg:Link ; tg:talk ?talk ; tg:linkKind ?kind ; schema:url ?url ;
    tg:toldIn ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
  OPTIONAL { ?link schema:name ?label }
} ORDER BY ?source ?line ?url ?kind ?label
"""

TALK_THREADS: Final = """
SELECT ?talk ?thread ?url ?label ?source ?line WHERE {
  ?thread a tg:Thread ; tg:talk ?talk ; schema:url ?url ; tg:toldIn ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
  OPTIONAL { ?thread schema:name ?label }
} ORDER BY ?source ?line ?url ?label
"""

TALK_TOPICS: Final = """
SELECT ?talk ?label WHERE {
  ?talk schema:about ?topic .
  ?assignment a tg:TopicAssignment ; oa:hasTarget ?talk ; oa:hasBody ?topic ;
    tg:confidence ?confidence .
  ?topic skos:prefLabel ?label .
} ORDER BY DESC(?confidence) ?topic
"""

SESSION_ITEMS: Final = """
SELECT ?session ?title WHERE {
  ?item a tg:ListedTalk ; schema:superEvent ?session ; schema:name ?title ;
    tg:position ?position .
} ORDER BY ?position ?title
"""

# ── one person (bind ?person) ────────────────────────────────────────────────────────────────

SPEAKER_NAMES: Final = """
SELECT DISTINCT ?person ?name WHERE {
  { ?person schema:alternateName ?name }
  UNION { ?appearance tg:speaker ?person ; schema:name ?name }
  ?person schema:name ?canonical .
  FILTER(?name != ?canonical)
} ORDER BY ?name
"""

SPEAKER_ACCOUNTS: Final = """
SELECT ?person ?service ?handle WHERE {
  ?person foaf:account ?account .
  ?account foaf:accountName ?handle ; tg:service ?service .
} ORDER BY ?service ?handle
"""

SPEAKER_ELSEWHERE: Final = """
SELECT DISTINCT ?person ?target WHERE { ?person schema:sameAs ?target } ORDER BY ?target
"""

SPEAKER_TALKS: Final = """
SELECT ?person ?talk ?title ?event ?eventName ?date ?affiliation ?status WHERE {
  ?appearance tg:speaker ?person ; tg:inTalk ?talk .
  ?talk schema:name ?title ; tg:event ?event .
  ?event schema:name ?eventName .
  OPTIONAL { ?talk schema:startDate ?date }
  OPTIONAL { ?appearance tg:affiliationText ?affiliation }
  OPTIONAL { ?talk schema:eventStatus ?status }
} ORDER BY ?date ?talk ?affiliation
"""

SPEAKER_QUOTES: Final = """
SELECT ?person ?quote ?text ?talk ?title ?basis ?source ?line WHERE {
  ?finding tg:person ?person ; tg:quote ?quote ; tg:method ?method .
  ?quote a tg:Quote ; schema:text ?text ; tg:talk ?talk ; prov:wasDerivedFrom ?lines .
  ?talk schema:name ?title .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL { ?lines tg:firstLine ?line }
  BIND(IF(?method = tg:method-only-speaker, "speaker", "explicit") AS ?basis)
} ORDER BY ?talk ?source ?line ?quote
"""

# ── everything ───────────────────────────────────────────────────────────────────────────────

CLASS_COUNTS: Final = """
SELECT ?class (COUNT(?thing) AS ?count) WHERE {
  VALUES ?class {
    tg:Conference tg:Day tg:Talk tg:Session tg:ListedTalk schema:Person sioc:UserAccount
    schema:Organization tg:Thread tg:Post tg:Note tg:Abstract tg:Attribution tg:Quote tg:Aside
    tg:Link tg:Hashtag tg:TalkWork tg:TopicAssignment tg:Theme tg:TalkSimilarity
  }
  ?thing a ?class .
} GROUP BY ?class ORDER BY ?class
"""

MADE_AT: Final = """
SELECT ?whole ?time WHERE { ?whole prov:generatedAtTime ?time }
"""

NAMED_GRAPHS: Final = """
SELECT ?graph ?title ?triples ?source WHERE {
  ?whole void:subset ?graph .
  ?graph dcterms:title ?title ; void:triples ?triples .
  OPTIONAL { ?graph prov:wasDerivedFrom ?source }
} ORDER BY ?graph
"""

EVENTS: Final = """
SELECT ?event ?name ?start ?end ?location ?url ?series ?source WHERE {
  ?event a tg:Conference ; schema:name ?name .
  OPTIONAL { ?event schema:startDate ?start }
  OPTIONAL { ?event schema:endDate ?end }
  OPTIONAL {
    ?event schema:location ?place .
    ?place schema:name ?location .
    FILTER NOT EXISTS { ?concluded tg:locatedEvent ?event ; tg:place ?place }
  }
  OPTIONAL { ?event schema:url ?url }
  OPTIONAL { ?event schema:superEvent/schema:name ?series }
  OPTIONAL { ?event tg:toldIn/oa:hasSource/dcterms:identifier ?source }
} ORDER BY ?start ?event ?location ?url ?series ?source
"""

# One query for each count: a store that joins them all in one needs minutes for a large one.
# Posts and notes are those of the sessions too, and those of the event itself.
EVENT_TALKS: Final = """
SELECT ?event (COUNT(?talk) AS ?count) WHERE {
  ?talk a tg:Talk ; tg:event ?event
} GROUP BY ?event
"""

EVENT_SPEAKERS: Final = """
SELECT ?event (COUNT(DISTINCT ?speaker) AS ?count) WHERE {
  ?talk a tg:Talk ; tg:event ?event ; schema:performer ?speaker
} GROUP BY ?event
"""

EVENT_POSTS: Final = """
SELECT ?event (COUNT(?post) AS ?count) WHERE {
  { ?post a tg:Post ; tg:talk ?part . ?part tg:event ?event }
  UNION
  { ?post a tg:Post ; tg:event ?event }
} GROUP BY ?event
"""

EVENT_NOTES: Final = """
SELECT ?event (COUNT(?note) AS ?count) WHERE {
  { ?note a tg:Note ; tg:talk ?part . ?part tg:event ?event }
  UNION
  { ?note a tg:Note ; tg:event ?event }
} GROUP BY ?event
"""

# ── topics (bind ?topic) ─────────────────────────────────────────────────────────────────────

TOPIC_COUNTS: Final = """
SELECT ?topic (COUNT(?assignment) AS ?count) WHERE {
  ?assignment oa:hasBody ?topic ; tg:method ?method .
  FILTER(?method != tg:method-aggregate)
} GROUP BY ?topic ORDER BY ?topic
"""

TOPIC_COUNTS_OF_TALKS: Final = """
SELECT ?topic ?talk (COUNT(?assignment) AS ?count) WHERE {
  ?assignment oa:hasBody ?topic ; oa:hasTarget/tg:talk ?talk ; tg:method ?method .
  FILTER(?method != tg:method-aggregate)
} GROUP BY ?topic ?talk ORDER BY ?topic ?talk
"""

# ── what machines gave, to be written as notes (bind ?event) ─────────────────────────────────

# One query for each way in which things hang on an event, which a store answers fastest.
EVENT_ITSELF: Final = """
SELECT ?event ?thing ?property ?value WHERE {
  ?event a tg:Conference ; ?property ?value .
  BIND(?event AS ?thing)
} ORDER BY ?property ?value
"""

EVENT_PARTS: Final = """
SELECT ?event ?thing ?property ?value WHERE {
  ?thing tg:event ?event ; ?property ?value .
} ORDER BY ?thing ?property ?value
"""

EVENT_SAID: Final = """
SELECT ?event ?thing ?property ?value WHERE {
  ?part tg:event ?event .
  ?thing tg:talk ?part ; ?property ?value .
} ORDER BY ?thing ?property ?value
"""

EVENT_APPEARANCES: Final = """
SELECT ?event ?thing ?property ?value WHERE {
  ?part tg:event ?event .
  ?thing tg:inTalk ?part ; ?property ?value .
} ORDER BY ?thing ?property ?value
"""

EVENT_MEDIA: Final = """
SELECT DISTINCT ?event ?thing ?property ?value WHERE {
  { ?part tg:event ?event . ?post tg:talk ?part } UNION { ?post tg:event ?event }
  ?post schema:associatedMedia ?thing .
  ?thing ?property ?value .
} ORDER BY ?thing ?property ?value
"""

SOURCES_OF: Final = """
SELECT DISTINCT ?event ?source ?version ?kind WHERE {
  ?event a tg:Conference ; tg:toldIn/oa:hasSource ?version .
  ?version dcterms:isVersionOf? ?source .
  ?source tg:sourceKind ?kind .
} ORDER BY ?event ?source
"""

PLACES: Final = """
SELECT ?place ?name WHERE {
  VALUES ?class { schema:Place schema:VirtualLocation }
  ?place a ?class ; schema:name ?name .
  FILTER NOT EXISTS { ?concluded tg:locatedEvent ?event ; tg:place ?place }
} ORDER BY ?place ?name
"""

ACCOUNTS: Final = """
SELECT ?account ?service ?handle ?url WHERE {
  ?account a sioc:UserAccount ; tg:service ?service ; foaf:accountName ?handle .
  OPTIONAL { ?account schema:url ?url }
} ORDER BY ?account ?url
"""

SHARED_NAMES: Final = """
SELECT ?thing ?name WHERE {
  VALUES ?class { schema:EventSeries tg:Hashtag }
  ?thing a ?class ; schema:name ?name .
} ORDER BY ?thing ?name
"""

# ── what things are told apart by, to match others with them ─────────────────────────────────

APPEARANCES: Final = """
SELECT DISTINCT ?person ?talk ?body ?bodyName WHERE {
  ?appearance tg:speaker ?person ; tg:inTalk ?talk ; tg:affiliation ?body .
  ?body schema:name ?bodyName .
} ORDER BY ?person ?talk ?body ?bodyName
"""

ORGANIZATIONS: Final = """
SELECT DISTINCT ?body ?name ?other WHERE {
  ?body a schema:Organization ; schema:name ?name .
  OPTIONAL { ?body schema:alternateName ?other }
} ORDER BY ?body ?name ?other
"""

# A person's former IRIs are `owl:sameAs` the present one; what is meant here lies elsewhere.
ELSEWHERE: Final = """
SELECT DISTINCT ?thing ?relation ?target WHERE {
  VALUES ?relation {
    schema:sameAs skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch
  }
  ?thing ?relation ?target .
} ORDER BY ?thing ?relation ?target
"""

EVENT_COUNTRIES: Final = """
SELECT DISTINCT ?event ?country WHERE {
  ?event a tg:Conference ; schema:location/schema:address/schema:addressCountry ?country .
} ORDER BY ?event ?country
"""

# ── with IRIs written in: the store plans best for what stands in the text ───────────────────

# What a document on a thing says, in every format. Beside what the graph says of the thing and of
# what leads to it, the types and names of its neighbours; where it is, down to the address; and
# what follows from all that for those who know schema.org alone. The clock's times are its dates;
# a part of an event is where the event is, which may be on the net; whoever spoke for a body is
# affiliated with it; the pages of somebody's accounts are pages on them; and the address of a
# recording is that of its file, or tells that of its player.
# The thing is written into every part of the union: a store answers each part by itself.
_DESCRIPTION: Final = """
  { THING ?property ?value . BIND(THING AS ?subject)
    FILTER NOT EXISTS {
      VALUES (?property ?clock) { (schema:startDate tg:startTime) (schema:endDate tg:endTime) }
      THING ?clock ?time
    } }
  UNION
  { VALUES (?clock ?property) { (tg:startTime schema:startDate) (tg:endTime schema:endDate) }
    THING ?clock ?value . BIND(THING AS ?subject) }
  UNION
  { VALUES (?subject ?property) { LEADING } BIND(THING AS ?value) }
  PLACES
  AROUND
  UNION
  { THING a schema:Event ; tg:event/schema:location ?value .
    FILTER NOT EXISTS { THING schema:location ?own }
    BIND(THING AS ?subject) BIND(schema:location AS ?property) }
  UNION
  { THING a schema:Event ; tg:event?/schema:location/rdf:type schema:VirtualLocation .
    BIND(THING AS ?subject) BIND(schema:eventAttendanceMode AS ?property)
    BIND(schema:OnlineEventAttendanceMode AS ?value) }
  UNION
  { ?appearance tg:speaker THING ; tg:affiliation ?value .
    BIND(THING AS ?subject) BIND(schema:affiliation AS ?property) }
  UNION
  { THING foaf:account/schema:url ?page .
    BIND(THING AS ?subject) BIND(schema:sameAs AS ?property) BIND(IRI(?page) AS ?value) }
  UNION
  { THING (schema:recordedIn|^tg:talk)? ?subject .
    ?subject schema:url ?page ; rdf:type ?class . FILTER(?class = schema:VideoObject)
    VALUES (?property ?known ?whole) {
      (schema:contentUrl "^https?://[^?#]+[.](m4v|mov|mp4|ogv|webm)$" "$0")
      (schema:embedUrl "^https?://youtu[.]be/([A-Za-z0-9_-]{11})([?&#].*)?$" PLAYER)
      (schema:embedUrl
        "^https?://(?:(?:www|m)[.])?youtube[.]com/watch[?](?:[^#]*&)?v=([A-Za-z0-9_-]{11})([&#].*)?$"
        PLAYER)
    }
    FILTER(REGEX(?page, ?known)) BIND(IRI(REPLACE(?page, ?known, ?whole)) AS ?value) }
"""
_PLAYER: Final = '"https://www.youtube.com/embed/$1"'
_PLACES: Final = "UNION { ?subject oa:hasSource THING ; ?property ?value }"
_AROUND: Final = """UNION
  { { SELECT DISTINCT ?subject WHERE {
        { THING ?leads ?subject . FILTER(isIRI(?subject) && ?leads != rdf:type) }
        UNION { VALUES (?subject ?leads) { LEADING } }
        UNION { ?appearance tg:speaker THING ; tg:affiliation ?subject }
    } }
    ?subject ?property ?value .
    FILTER(?property IN (rdf:type, schema:name, skos:prefLabel, rdfs:label, dcterms:title,
      foaf:accountName, schema:url, dcterms:identifier, tg:firstLine, tg:lastLine, oa:hasSource)) }
  UNION
  { { SELECT DISTINCT ?subject WHERE {
        { THING schema:location/schema:containedInPlace?/schema:address? ?subject }
        UNION { THING schema:containedInPlace?/schema:address ?subject }
        UNION { THING a schema:Event ; tg:event/schema:location/schema:address? ?subject
          FILTER NOT EXISTS { THING schema:location ?own } }
    } }
    ?subject ?property ?value }
"""
_STATEMENTS: Final = """
  { { THING ?property ?value . BIND(THING AS ?subject) }
    UNION
    { VALUES (?subject ?property) { LEADING } BIND(THING AS ?value) }
    PLACES
    AROUND }
  OPTIONAL { GRAPH ?graph { ?subject ?property ?value } }
"""

_GRAPH: Final = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH THING { ?s ?p ?o } }"

# `related_facts` names the talks in every part: a store answers each part of a union by itself.
RELATED_FACTS: Final = """
SELECT DISTINCT ?talk ?other ?fact ?thing ?label ?here ?there WHERE {
  {
    # the two talks
    ?mine oa:hasTarget ?talk ; oa:hasBody ?thing ; tg:confidence ?here .
    ?theirs oa:hasTarget ?other ; oa:hasBody ?thing ; tg:confidence ?there .
    ?thing skos:prefLabel ?label .
    BIND("topic" AS ?fact)
  } UNION {
    # the two talks
    ?talk schema:performer ?thing . ?other schema:performer ?thing .
    ?thing a schema:Person ; schema:name ?label .
    BIND("speaker" AS ?fact)
  } UNION {
    # the two talks
    ?talk schema:workPerformed ?thing . ?other schema:workPerformed ?thing .
    ?thing schema:name ?label .
    BIND("same talk" AS ?fact)
  } UNION {
    # the two talks
    ?thing sim:element ?talk , ?other ; a tg:TalkSimilarity ; tg:confidence ?here .
    BIND("similarity" AS ?fact)
  }
} ORDER BY ?fact DESC(?here) ?thing
"""


def description(thing: str, leading: Leading) -> str:
    """Return the query for what is said of a thing (an IRI), and of what is `leading` to it."""
    about = _about(_DESCRIPTION, thing, leading, _PLACES)
    return f"CONSTRUCT {{ ?subject ?property ?value }} WHERE {{ {about} }}"


def told_in_page(thing: str, leading: Leading) -> str:
    """Return the query for what a page says of a thing: without each place of a whole source."""
    about = _about(_DESCRIPTION, thing, leading, "")
    return f"CONSTRUCT {{ ?subject ?property ?value }} WHERE {{ {about} }}"


def description_quads(thing: str, leading: Leading) -> str:
    """Return the query for those statements of `description` that are in the graph, and where.

    What follows from them has no graph, and is left out. `?graph` is unbound for the default graph.
    """
    about = _about(_STATEMENTS, thing, leading, _PLACES)
    return f"SELECT DISTINCT ?graph ?subject ?property ?value WHERE {{ {about} }}"


def _about(query: str, thing: str, leading: Leading, places: str) -> str:
    pairs = " ".join(f"({_written(subject)} {_written(by)})" for subject, by in leading)
    query = query.replace("AROUND", _AROUND).replace("PLACES", places).replace("PLAYER", _PLAYER)
    return query.replace("THING", _written(thing)).replace("LEADING", pairs)


def whole_graph(name: str) -> str:
    """Return the query for all that a named graph says."""
    return _GRAPH.replace("THING", _written(name))


def whole_graph_quads(name: str) -> str:
    """Return the query for all that a named graph says, each statement with the graph."""
    graph = _written(name)
    return f"SELECT ({graph} AS ?graph) ?s ?p ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"


def told(things: Iterable[str]) -> str:
    """Return the query for the places at which things (IRIs) are told, in order."""
    return f"""
SELECT ?thing ?source ?line ?lines WHERE {{
  VALUES ?thing {{ {" ".join(map(_written, things))} }}
  ?thing prov:wasDerivedFrom|tg:toldIn ?lines .
  ?lines oa:hasSource/dcterms:identifier ?source .
  OPTIONAL {{ ?lines tg:firstLine ?line }}
}} ORDER BY ?thing ?source ?line ?lines
"""


def related_facts(talk: str, other: str) -> str:
    """Return the query for what two talks, named by IRIs, have in common; it stands alone."""
    pair = f"VALUES (?talk ?other) {{ ({_written(talk)} {_written(other)}) }}"
    return RELATED_FACTS.replace("# the two talks", pair).strip()


def _written(iri: str) -> str:
    """Return an IRI as SPARQL has it; raises `ValueError` for a text that is none.

    A `NamedNode` is one IRI and nothing else.
    """
    from pyoxigraph import NamedNode

    return str(NamedNode(iri))
