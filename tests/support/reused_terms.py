"""What the vocabularies that are reused say of their terms: facts, to hold the graph against.

From the published vocabularies: schema.org 29, SKOS (2009), SIOC Core (2018), FOAF 0.1 (2014),
PROV-O (2013), Web Annotation (2017), DCMI Terms (2020), the Similarity Ontology (2010), VoID
(2011), DCAT 2 (2020), CiTO 2.8 and VANN. A property stands with the classes of its domain and of
its range; none means that the vocabulary does not limit it. `LITERAL` is any literal.
"""

from typing import Final

from talkgraph.model.names import (
    DCTERMS,
    FOAF,
    OA,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SIM,
    SIOC,
    SKOS,
    VOID,
)

LITERAL: Final = "literal"
_PREFIXES: Final = {
    "schema": SCHEMA,
    "skos": SKOS,
    "sioc": SIOC,
    "foaf": FOAF,
    "prov": PROV,
    "oa": OA,
    "dcterms": DCTERMS,
    "dc": "http://purl.org/dc/elements/1.1/",
    "sim": SIM,
    "void": VOID,
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "dcat": "http://www.w3.org/ns/dcat#",
    "cito": "http://purl.org/spar/cito/",
    "vann": "http://purl.org/vocab/vann/",
    "spdx": "http://spdx.org/rdf/terms#",
    "sssom": "https://w3id.org/sssom/",
}


def expand(name: str) -> str:
    """Return the IRI of `prefix:local`; `literal` stays what it is."""
    prefix, colon, local = name.partition(":")
    return _PREFIXES[prefix] + local if colon else name


# ── classes: each with the classes right above it ────────────────────────────────────────────

_ABOVE: Final = """
schema:Thing
schema:Event schema:Thing
schema:EventSeries schema:Event schema:Series
schema:Series schema:Intangible
schema:Intangible schema:Thing
schema:CreativeWork schema:Thing
schema:Quotation schema:CreativeWork
schema:Comment schema:CreativeWork
schema:Article schema:CreativeWork
schema:ScholarlyArticle schema:Article
schema:Book schema:CreativeWork
schema:Report schema:Article
schema:Episode schema:CreativeWork
schema:PodcastEpisode schema:Episode
schema:Movie schema:CreativeWork
schema:BlogPosting schema:SocialMediaPosting
schema:SocialMediaPosting schema:Article
schema:WebPage schema:CreativeWork
schema:MediaObject schema:CreativeWork
schema:VideoObject schema:MediaObject
schema:ImageObject schema:MediaObject
schema:DigitalDocument schema:CreativeWork
schema:PresentationDigitalDocument schema:DigitalDocument
schema:Person schema:Thing
schema:Organization schema:Thing
schema:Place schema:Thing
schema:VirtualLocation schema:Intangible
schema:PostalAddress schema:ContactPoint
schema:ContactPoint schema:StructuredValue
schema:StructuredValue schema:Intangible
schema:PropertyValue schema:StructuredValue
schema:Role schema:Intangible
schema:DefinedTerm schema:Intangible
schema:SoftwareApplication schema:CreativeWork
schema:Dataset schema:CreativeWork
skos:Concept
skos:ConceptScheme
sioc:Item
sioc:Post sioc:Item foaf:Document
sioc:Container
sioc:Thread sioc:Container
sioc:UserAccount foaf:OnlineAccount
foaf:OnlineAccount
foaf:Document
foaf:Agent
foaf:Person foaf:Agent
prov:Entity
prov:Activity
prov:Agent
prov:Person prov:Agent
prov:Organization prov:Agent
prov:SoftwareAgent prov:Agent
prov:Plan prov:Entity
oa:Annotation
oa:SpecificResource
oa:Selector
oa:FragmentSelector oa:Selector
oa:XPathSelector oa:Selector
oa:Motivation skos:Concept
sim:Association
sim:Similarity sim:Association
void:Dataset
dcat:Resource
dcat:Dataset dcat:Resource
dcat:Distribution
dcat:DataService dcat:Resource
dcterms:Agent
dcterms:LicenseDocument
dcterms:Standard
spdx:Checksum
sssom:Mapping
sssom:MappingSet
owl:Ontology
owl:Class
owl:ObjectProperty
owl:DatatypeProperty
owl:AnnotationProperty
owl:SymmetricProperty
owl:NamedIndividual
owl:Thing
rdf:Property
rdfs:Resource
"""
CLASSES: Final = {
    expand(first): frozenset(map(expand, above))
    for first, *above in map(str.split, filter(None, _ABOVE.splitlines()))
}

# ── properties: domain | range ───────────────────────────────────────────────────────────────

_LIMITS: Final = """
schema:name | schema:Thing | literal
schema:alternateName | schema:Thing | literal
schema:description | schema:Thing | literal
schema:identifier | schema:Thing | literal schema:PropertyValue
schema:url | schema:Thing | literal
schema:sameAs | schema:Thing | literal schema:Thing
schema:image | schema:Thing | literal schema:ImageObject
schema:subjectOf | schema:Thing | schema:CreativeWork schema:Event
schema:startDate | schema:Event schema:Role schema:Series | literal
schema:endDate | schema:Event schema:Role schema:Series | literal
schema:location | schema:Event | schema:Place schema:PostalAddress schema:VirtualLocation literal
schema:superEvent | schema:Event | schema:Event
schema:subEvent | schema:Event | schema:Event
schema:performer | schema:Event | schema:Person schema:Organization
schema:organizer | schema:Event | schema:Person schema:Organization
schema:eventStatus | schema:Event | schema:EventStatusType
schema:eventAttendanceMode | schema:Event |
schema:workPerformed | schema:Event | schema:CreativeWork
schema:workFeatured | schema:Event | schema:CreativeWork
schema:recordedIn | schema:Event | schema:CreativeWork
schema:about | schema:CreativeWork schema:Event | schema:Thing
schema:inLanguage | schema:CreativeWork schema:Event | literal
schema:abstract | schema:CreativeWork | literal
schema:text | schema:CreativeWork | literal
schema:position | schema:CreativeWork | literal
schema:isPartOf | schema:CreativeWork | schema:CreativeWork literal
schema:author | schema:CreativeWork | schema:Person schema:Organization
schema:creator | schema:CreativeWork | schema:Person schema:Organization
schema:creditText | schema:CreativeWork | literal
schema:license | schema:CreativeWork | literal schema:CreativeWork
schema:copyrightNotice | schema:CreativeWork | literal
schema:citation | schema:CreativeWork | schema:CreativeWork literal
schema:mentions | schema:CreativeWork | schema:Thing
schema:dateCreated | schema:CreativeWork | literal
schema:datePublished | schema:CreativeWork | literal
schema:associatedMedia | schema:CreativeWork | schema:MediaObject
schema:address | schema:Place schema:Organization schema:Person | schema:PostalAddress literal
schema:containedInPlace | schema:Place | schema:Place
schema:addressCountry | schema:PostalAddress | literal
schema:addressRegion | schema:PostalAddress | literal
schema:addressLocality | schema:PostalAddress | literal
schema:affiliation | schema:Person | schema:Organization
schema:softwareVersion | schema:SoftwareApplication | literal
schema:domainIncludes | |
schema:rangeIncludes | |
skos:prefLabel | | literal
skos:altLabel | | literal
skos:hiddenLabel | | literal
skos:definition | | literal
skos:inScheme | | skos:ConceptScheme
skos:topConceptOf | skos:Concept | skos:ConceptScheme
skos:hasTopConcept | skos:ConceptScheme | skos:Concept
skos:broader | skos:Concept | skos:Concept
skos:narrower | skos:Concept | skos:Concept
skos:related | skos:Concept | skos:Concept
skos:relatedMatch | skos:Concept | skos:Concept
skos:exactMatch | skos:Concept | skos:Concept
skos:closeMatch | skos:Concept | skos:Concept
skos:broadMatch | skos:Concept | skos:Concept
skos:narrowMatch | skos:Concept | skos:Concept
sioc:has_creator | sioc:Item | sioc:UserAccount
sioc:has_owner | | sioc:UserAccount
sioc:reply_of | sioc:Item | sioc:Item
sioc:topic | |
sioc:id | | literal
foaf:account | foaf:Agent | foaf:OnlineAccount
foaf:accountName | foaf:OnlineAccount | literal
foaf:homepage | | foaf:Document
foaf:primaryTopic | foaf:Document |
prov:wasDerivedFrom | prov:Entity | prov:Entity
prov:wasRevisionOf | prov:Entity | prov:Entity
prov:wasGeneratedBy | prov:Entity | prov:Activity
prov:wasAttributedTo | prov:Entity | prov:Agent
prov:used | prov:Activity | prov:Entity
prov:wasAssociatedWith | prov:Activity | prov:Agent
prov:startedAtTime | prov:Activity | literal
prov:endedAtTime | prov:Activity | literal
prov:generatedAtTime | prov:Entity | literal
prov:value | prov:Entity | literal
oa:hasSource | oa:SpecificResource |
oa:hasSelector | | oa:Selector
oa:hasTarget | oa:Annotation |
oa:hasBody | oa:Annotation |
oa:motivatedBy | oa:Annotation | oa:Motivation
oa:classifying | |
sim:element | sim:Association |
rdf:value | |
rdf:type | |
rdfs:label | | literal
rdfs:comment | | literal
rdfs:seeAlso | |
rdfs:isDefinedBy | |
rdfs:subClassOf | |
rdfs:subPropertyOf | |
rdfs:domain | |
rdfs:range | |
owl:sameAs | |
owl:disjointWith | |
owl:inverseOf | |
owl:deprecated | |
owl:versionIRI | |
owl:versionInfo | |
owl:priorVersion | |
dcterms:title | | literal
dcterms:description | |
dcterms:identifier | | literal
dcterms:isVersionOf | |
dcterms:hasVersion | |
dcterms:isReplacedBy | |
dcterms:replaces | |
dcterms:conformsTo | | dcterms:Standard
dcterms:source | |
dcterms:references | |
cito:citesAsRecommendedReading | |
cito:includesQuotationFrom | |
cito:citesAsEvidence | |
cito:disagreesWith | |
dcterms:relation | |
dcterms:license | | dcterms:LicenseDocument
dcterms:creator | | dcterms:Agent
dcterms:publisher | | dcterms:Agent
dcterms:issued | | literal
dcterms:modified | | literal
dcterms:created | | literal
dcterms:format | |
dc:creator | |
dc:publisher | |
dcterms:references | |
foaf:name | | literal
dcat:version | | literal
dcat:distribution | dcat:Dataset | dcat:Distribution
dcat:mediaType | dcat:Distribution |
dcat:downloadURL | dcat:Distribution |
dcat:endpointURL | dcat:DataService |
dcat:servesDataset | dcat:DataService | dcat:Dataset
cito:citesAsRecommendedReading | |
cito:includesQuotationFrom | |
cito:citesAsEvidence | |
cito:disagreesWith | |
vann:preferredNamespacePrefix | | literal
vann:preferredNamespaceUri | | literal
void:triples | void:Dataset | literal
void:subset | void:Dataset | void:Dataset
void:sparqlEndpoint | void:Dataset |
void:uriSpace | void:Dataset | literal
void:feature | void:Dataset |
void:vocabulary | void:Dataset |
void:exampleResource | void:Dataset |
void:rootResource | void:Dataset |
void:classPartition | void:Dataset | void:Dataset
void:class | void:Dataset |
void:entities | void:Dataset | literal
void:dataDump | void:Dataset |
void:inDataset | foaf:Document | void:Dataset
"""


def _parted(line: str) -> tuple[str, tuple[frozenset[str], frozenset[str]]]:
    name, domain, range_ = (part.split() for part in line.split("|"))
    return expand(name[0]), (frozenset(map(expand, domain)), frozenset(map(expand, range_)))


PROPERTIES: Final = dict(map(_parted, filter(None, _LIMITS.splitlines())))
"""Domain and range of each property, as the IRIs of classes."""


def with_above(classes: set[str], above: dict[str, frozenset[str]]) -> set[str]:
    """Return classes with all those above them, by what stands right above each."""
    found, waiting = set(classes), list(classes)
    while waiting:
        for each in above.get(waiting.pop(), frozenset()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found
