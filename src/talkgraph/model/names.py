"""Namespaces, prefixes and slugs: the only file that mints an IRI.

An IRI depends on what a thing is, never on the path of its source, its place in a list or the
day of the build:

==============  ===========================================  ====================================
thing           IRI below the base                           decided by
==============  ===========================================  ====================================
event           ``event/EVENT``                              the event's name
talk            ``talk/EVENT/TALK``                          the anchor, else the title
person          ``person/PERSON``                            the canonical name
post and so on  ``post/EVENT/TALK/0123456789``               its text (SHA-256, 10 hex digits)
source          ``source/FILE.md``                           the file's name below its folder
version         ``version/FILE.md/0123456789abcdef``         that name, and its bytes (SHA-256)
==============  ===========================================  ====================================

A place in a source is a place in one version of it, ``VERSION#line=70,71``: what is cited today
names the same words for ever, or nothing.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from talkgraph.model.links import whole_address
from talkgraph.settings import DEFAULT_BASE
from talkgraph.words import fold

if TYPE_CHECKING:
    from talkgraph.model.links import Account
    from talkgraph.model.people import TalkKey
    from talkgraph.model.places import Address
    from talkgraph.model.spans import Span

TG: Final = "https://w3id.org/talkgraph/ontology#"
TOPIC: Final = "https://w3id.org/talkgraph/topic/"
SCHEMA: Final = "https://schema.org/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SIOC: Final = "http://rdfs.org/sioc/ns#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SIM: Final = "http://purl.org/ontology/similarity/"
VOID: Final = "http://rdfs.org/ns/void#"
CITO: Final = "http://purl.org/spar/cito/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
ADMS: Final = "http://www.w3.org/ns/adms#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final[dict[str, str]] = {
    "tg": TG,
    "topic": TOPIC,
    "schema": SCHEMA,
    "skos": SKOS,
    "sioc": SIOC,
    "foaf": FOAF,
    "prov": PROV,
    "oa": OA,
    "dcterms": DCTERMS,
    "sim": SIM,
    "void": VOID,
    "cito": CITO,
    "dcat": DCAT,
    "adms": ADMS,
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
}

_DIGEST_LENGTH: Final = 10
_VERSION_LENGTH: Final = 16
_LONGEST_SLUG: Final = 100
_TAIL: Final = re.compile(r"([^?#]*)([?#]?)(.*)", re.DOTALL)
_SUBTITLE: Final = re.compile(r":\s|\s[–—-]\s")
_ARTICLE: Final = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)


def digest(*parts: str) -> str:
    """Return 10 hex digits of the SHA-256 of the parts, white space folded, in NFC.

    >>> digest("Put  people first.") == digest("Put people first.")
    True
    """
    text = "\x00".join(" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]


def slug(text: str) -> str:
    """Return lower-case words joined by hyphens, diacritics removed, other scripts kept.

    A text without a letter or digit gives its digest; a long one is cut and gets its digest.

    >>> slug("DevOpsDays Montréal 2019")
    'devopsdays-montreal-2019'
    >>> slug("This IS NOT Fine: Putting Out (Code) Fires")
    'this-is-not-fine-putting-out-code-fires'
    """
    bare = re.sub(r"['’ʼ]", "", fold(text))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", bare))
    name = "-".join(words)
    if not name:
        return digest(text)
    if len(name) > _LONGEST_SLUG:
        return f"{name[:_LONGEST_SLUG].rsplit('-', 1)[0]}-{digest(text)}"
    return name


def unused(key: str, taken: dict[str, int]) -> str:
    """Return a key that is not taken yet, and take it: itself, or with `-2` and so on.

    `taken` has for each key the number up to which those made of it are taken, too.

    >>> taken: dict[str, int] = {}
    >>> unused("keynote", taken), unused("keynote", taken)
    ('keynote', 'keynote-2')
    """
    candidate, count = key, taken.get(key, 0)
    while candidate in taken:
        count += 1
        candidate = f"{key}-{count}"
    taken[key], taken[candidate] = max(count, 1), 1
    return candidate


def curie(iri: str) -> str:
    """Shorten an IRI with the known prefixes, or return it as it is.

    >>> curie("https://w3id.org/talkgraph/ontology#Talk")
    'tg:Talk'
    """
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and re.fullmatch(r"[\w-]+", local):
            return f"{prefix}:{local}"
    return iri


class IRI(str):
    """A text that names a thing, and is not just any text: what SPARQL writes as `<...>`.

    >>> IRI("https://w3id.org/talkgraph/ontology#Talk").curie
    'tg:Talk'
    """

    __slots__ = ()

    @property
    def curie(self) -> str:
        """The IRI shortened with the known prefixes: see `curie`."""
        return curie(self)


@dataclass(frozen=True, slots=True)
class Names:
    """Mints the IRIs of one knowledge base below `base` (which ends in ``/`` or ``#``).

    `versions` has the SHA-256, in hex, of the bytes of every source, by the source's name.
    """

    base: str = DEFAULT_BASE
    versions: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def address(self, iri: str) -> str:
        """What follows the kind in an IRI minted here, as in ``harbourconf-2021/calloway``."""
        return iri.removeprefix(self.base).partition("/")[2]

    def below(self, iri: str) -> str:
        """An IRI without the base, or one of another base as it is: how files tell of IRIs.

        >>> Names().below(Names().person("ana-lund"))
        'person/ana-lund'
        """
        return iri.removeprefix(self.base)

    def whole(self, told: str) -> str:
        """The IRI that is told as by `below`.

        >>> Names().whole("person/ana-lund") == Names().person("ana-lund")
        True
        """
        return told if re.match(r"[a-z][a-z\d+.-]*:", told, re.IGNORECASE) else self.base + told

    def short(self, iri: str) -> str:
        """An IRI as people read it: with a known prefix, or without the base."""
        local = iri.removeprefix(self.base)
        return local if local and local != iri else curie(iri)

    def event(self, event: str) -> str:
        """An edition of a conference, by its slug."""
        return f"{self.base}event/{event}"

    def series(self, name: str) -> str:
        """A series of conferences, by its name."""
        return f"{self.base}series/{slug(name)}"

    def day(self, event: str, day: str) -> str:
        """A day of an event, by the day's key."""
        return f"{self.base}day/{event}/{day}"

    def talk(self, key: "TalkKey") -> str:
        """A talk as given at one event."""
        return f"{self.base}talk/{key}"

    def session(self, key: "TalkKey") -> str:
        """A part of a programme that is not a talk."""
        return f"{self.base}session/{key}"

    def item(self, session: "TalkKey", title: str) -> str:
        """A short talk that a session lists."""
        return f"{self.base}item/{session}/{slug(title)}"

    def work(self, work: str) -> str:
        """A talk as such, by the work's slug."""
        return f"{self.base}work/{work}"

    def cited(self, title: str) -> str:
        """A work that somebody names, by its title: without an article before and a subtitle after.

        A subtitle behind a single word stays: many works are called by that word alone.

        >>> Names("").cited("The Long Quay: A History") == Names("").cited("Long Quay")
        True
        """
        bare = _ARTICLE.sub("", title)
        head = _SUBTITLE.split(bare, maxsplit=1)[0]
        return f"{self.base}cited/{slug(head if ' ' in head.strip() else bare)}"

    def person(self, person: str) -> str:
        """A person, by their slug."""
        return f"{self.base}person/{person}"

    def account(self, account: "Account") -> str:
        """An account at a service."""
        service, handle = account.key
        return f"{self.base}account/{_segment(service)}/{_segment(handle)}"

    def organization(self, name: str) -> str:
        """A company or another body, by its name."""
        return f"{self.base}organization/{slug(name)}"

    def appearance(self, key: "TalkKey", person: str) -> str:
        """A person's part in one talk."""
        return f"{self.base}appearance/{key}/{person}"

    def thread(self, key: "TalkKey", url: str) -> str:
        """A thread of posts about a talk."""
        return f"{self.base}thread/{key}/{digest(url)}"

    def venue(self, event: str) -> str:
        """Where an event is: a place of its own, for others may mean another by the same words."""
        return f"{self.base}place/{event}"

    def room(self, event: str, room: str) -> str:
        """A room of an event, by the slug of its name."""
        return f"{self.base}place/{event}/{room}"

    def postal_address(self, address: "Address") -> str:
        """A city, region or country; without a region there is a ``-`` before the city."""
        parts = [address.country.lower(), slug(address.region) if address.region else "-"]
        if address.locality:
            parts.append(slug(address.locality))
        return f"{self.base}address/{'/'.join(parts).removesuffix('/-')}"

    def link(self, owner: str, url: str) -> str:
        """A link of a talk or an event; `owner` is `event` or `event/talk`."""
        return f"{self.base}link/{owner}/{digest(url)}"

    def passage(self, kind: str, owner: str, mark: str) -> str:
        """A post, note, abstract and so on (`kind`) of a talk or event, by `mark`: see `Marks`."""
        return f"{self.base}{kind}/{owner}/{mark}"

    def hashtag(self, tag: str) -> str:
        """A hashtag, without the ``#``; case does not matter."""
        return f"{self.base}hashtag/{_segment(tag.casefold())}"

    def contradiction(self, *parts: str) -> str:
        """What two sources say of one thing that cannot both be right."""
        return f"{self.base}contradiction/{digest(*parts)}"

    def proposed(self, topic: str) -> str:
        """A topic that the talks suggest, by its slug."""
        return f"{self.base}concept/{topic}"

    def proposal(self, topic: str) -> str:
        """The finding that such a topic (an IRI) is one."""
        return f"{self.base}proposal/{digest(topic)}"

    def theme(self, theme: str) -> str:
        """A theme, by its slug."""
        return f"{self.base}theme/{theme}"

    def membership(self, theme: str, talk: str) -> str:
        """A talk's part in a theme (`talk` is an IRI)."""
        return f"{self.base}membership/{theme}/{digest(talk)}"

    def assignment(self, target: str, topic: str) -> str:
        """The assignment of a topic to a passage or a talk (both IRIs)."""
        return f"{self.base}assignment/{digest(target, topic)}"

    def similarity(self, left: str, right: str) -> str:
        """The similarity of two things (IRIs), whichever is named first."""
        return f"{self.base}similarity/{digest(*sorted((left, right)))}"

    def attribution(self, *parts: str) -> str:
        """The finding whose words a quote (an IRI) is, or who made a thing, found in which way."""
        return f"{self.base}attribution/{digest(*parts)}"

    def scheme(self, name: str) -> str:
        """A concept scheme that a build makes, such as that of the themes."""
        return f"{self.base}scheme/{name}"

    def identity(self, *parts: str) -> str:
        """A piece of evidence on who is who, or on which talks are one."""
        return f"{self.base}identity/{digest(*parts)}"

    def source(self, source: str) -> str:
        """A source file, by its name below the folder it was read from."""
        return f"{self.base}source/{quote(source, safe='/-._~')}"

    def version(self, source: str) -> str:
        """A source as it was when it was read, by its bytes; the source itself without a hash."""
        sha256 = self.versions.get(source)
        if not sha256:
            return self.source(source)
        path = quote(source, safe="/-._~")
        return f"{self.base}version/{path}/{sha256[:_VERSION_LENGTH]}"

    def resolved(self, url: str, source: str) -> str:
        """An address that stands in a source, as one that holds everywhere.

        A relative one leads from the source's own IRI, and never above all sources: where the
        files were published nobody knows.

        >>> Names("http://example.org/").resolved("../b/talk 2.md#end", "a/talk.md")
        'http://example.org/source/b/talk%202.md#end'
        """
        whole = whole_address(url)
        if whole is not None:
            return whole
        path, mark, rest = _TAIL.fullmatch(url.strip()).groups()  # type: ignore[union-attr]
        if not path:
            return f"{self.source(source)}{mark}{rest}"
        above = [] if path.startswith("/") else source.split("/")[:-1]
        steps: list[str] = []
        for step in (*above, *unquote(path).split("/")):
            if step == "..":
                steps = steps[:-1]
            elif step not in (".", ""):
                steps.append(step)
        return f"{self.source('/'.join(steps))}{'/' if path.endswith('/') else ''}{mark}{rest}"

    def place(self, span: "Span") -> str:
        """A place in a version: line 71 is ``#line=70,71`` (RFC 5147); others: `Span.fragment`."""
        return f"{self.version(span.source)}#{span.fragment}"

    def selector(self, span: "Span") -> str:
        """What picks a place out of any source: the same for the same lines of all of them."""
        name = span.fragment if span.first else digest(span.fragment)
        return f"{self.base}selector/{name}"

    def mapping(self, *parts: str) -> str:
        """What a user's file of links says of one link: who says so, why, how surely."""
        return f"{self.base}mapping/{digest(*parts)}"

    def links_graph(self, source: str) -> str:
        """The named graph with the links of one file that a user gave."""
        return f"{self.base}graph/links/{quote(source, safe='/-._~')}"

    def graph(self, name: str) -> str:
        """A named graph that belongs to no source: `people`, `topics`, `similarity` ..."""
        return f"{self.base}graph/{name}"

    def source_graph(self, source: str) -> str:
        """The named graph with the facts of one source."""
        return f"{self.base}graph/source/{quote(source, safe='/-._~')}"

    def build(self, fingerprint: str) -> str:
        """The build of everything that has this fingerprint, be it made once or again."""
        return f"{self.base}build/{fingerprint[:_VERSION_LENGTH]}"

    def software(self, version: str) -> str:
        """A version of talkgraph, which builds."""
        return f"{self.base}software/talkgraph/{_segment(version)}"

    def ingredient(self, kind: str, *parts: str) -> str:
        """What a build used beside the sources: an encoder, a file of decisions and so on."""
        return f"{self.base}ingredient/{slug(kind)}/{digest(*parts)}"

    def agent(self, name: str) -> str:
        """Who made or publishes the data set, by name."""
        return f"{self.base}agent/{slug(name)}"

    def instances(self, kind: str) -> str:
        """The part of the data set that tells of the instances of a class (an IRI)."""
        name = curie(kind)
        return f"{self.base}class/{digest(kind) if name == kind else name.replace(':', '/')}"


class Marks:
    """Gives each text of one talk its mark: its digest, with ``-2`` and so on for a repeat.

    >>> marks = Marks()
    >>> marks.of("a") == marks.of("b")
    False
    >>> marks.of("a").endswith("-2")
    True
    """

    def __init__(self) -> None:
        """Start with no text seen."""
        self._seen: dict[str, int] = {}

    def of(self, text: str) -> str:
        """Return the mark of the next text."""
        mark = digest(text)
        count = self._seen[mark] = self._seen.get(mark, 0) + 1
        return mark if count == 1 else f"{mark}-{count}"


def _segment(text: str) -> str:
    return quote(text, safe="-._~@", errors="surrogatepass")
