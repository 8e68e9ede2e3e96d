"""Collects the triples of one event, and writes what its facts share: places, accounts, links.

A shared thing is described once per event, however often the event's sources speak of it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.graph.write.terms import (
    A,
    Triples,
    dcterms,
    foaf,
    in_language,
    oa,
    prov,
    rdf,
    schema,
    sioc,
    string,
    tg,
)
from talkgraph.graph.write.told.known import (
    BODIES,
    NAMED,
    OWNER,
    VERSION,
    Answer,
    Known,
    Question,
)
from talkgraph.graph.write.told.languages import language_of
from talkgraph.graph.write.told.places import whereabouts
from talkgraph.model import (
    Account,
    Event,
    Hashtag,
    Link,
    LinkKind,
    Quote,
    SourceKind,
    Span,
    Speaker,
    TalkKey,
)
from talkgraph.model.names import Names
from talkgraph.words import fold

_LINES_SYNTAX: Final = NamedNode("http://tools.ietf.org/rfc/rfc5147")
_POINTER_SYNTAX: Final = NamedNode("http://tools.ietf.org/rfc/rfc6901")
_LINK_CLASSES: Final = {
    LinkKind.VIDEO: (schema["VideoObject"],),
    LinkKind.SLIDES: (schema["PresentationDigitalDocument"],),
    LinkKind.SKETCHNOTE: (tg["Sketchnote"], schema["ImageObject"]),
    LinkKind.IMAGE: (schema["ImageObject"],),
    LinkKind.THUMBNAIL: (schema["ImageObject"],),
    LinkKind.BLOG: (schema["WebPage"],),
    LinkKind.WEBSITE: (schema["WebPage"],),
    LinkKind.OTHER: (schema["WebPage"],),
}


class SourceWriter:
    """Holds the triples of one event while they are made.

    `triples` grows in the order of the calls, which follow the order of the event's values, so
    that the same event gives the same list; what is said again stands there again. `shared`
    describes what other events may describe in the same words: accounts, organizations,
    hashtags, series, and what picks lines out of a source. `homes` names the source that first
    tells of a thing: of what is not there, the event's first one does. `tellers` names the
    source of a triple where it is another than its subject's. `archives` are the event's
    sources that are archives of posts; `whereabouts` are its places; `languages` has
    those of what has a text. `asked` has what was asked of `known`, with the answers.
    """

    def __init__(self, event: Event, known: Known) -> None:
        """Start with no triple; the sources themselves are described at once."""
        self.event = event
        self.names = names = known.names
        self.asked: dict[Question, Answer] = {}
        self.triples: Triples = []
        self.shared: Triples = []
        self.homes: dict[object, str] = {}
        self.tellers: dict[Triple, str] = {}
        told = event.tellings or (event,)
        self._kinds = {each.source: each.kind for each in told}
        self.archives = {name for name, kind in self._kinds.items() if kind is SourceKind.ARCHIVE}
        self._several = len(event.sources) > 1
        self.whereabouts = whereabouts(event, names)
        self.languages: dict[NamedNode, str | None] = {}
        self._known = known
        self._people = known.people
        self._numbers: dict[int, Literal] = {}
        self._places: dict[Span, NamedNode] = {}
        self._seen: dict[tuple[str, ...], NamedNode] = {}
        self._persons: dict[str, NamedNode] = {}
        self._sources: dict[str, NamedNode] = {}
        self._versions: dict[str, NamedNode] = {}
        for name in event.sources:
            self.source(name)
        for telling in event.tellings:
            if telling.note_taker:
                taker = self.account(telling.note_taker)
                self.say(self.source(telling.source), sioc["has_owner"], taker)

    def say(
        self,
        subject: NamedNode,
        predicate: NamedNode,
        value: NamedNode | Literal,
        by: str | None = None,
    ) -> None:
        """Add one triple, told by the source `by` or else by the one that tells of its subject.

        What several sources say in the same words is the first one's.
        """
        self.add(Triple(subject, predicate, value), by)

    def add(self, triple: Triple, by: str | None = None) -> None:
        """Add a triple; `by` is as in `say`."""
        self.triples.append(triple)
        if by is not None and self._several:
            self.tellers.setdefault(triple, by)

    def describe(self, iri: str, *classes: NamedNode) -> NamedNode:
        """Add the classes of a thing and return its node."""
        node = NamedNode(iri)
        for name in classes:
            self.triples.append(Triple(node, A, name))
        return node

    def text(
        self, subject: NamedNode, predicate: NamedNode, value: str | None, by: str | None = None
    ) -> None:
        """Add a plain string, unless it is empty or missing; `by` is as in `say`."""
        if value:
            self.say(subject, predicate, string(value), by)

    def page(self, subject: NamedNode, url: str | None, by: str) -> None:
        """Add the address of a thing, unless it is missing, as one that holds outside of `by`."""
        if url:
            self.say(subject, schema["url"], string(self.names.resolved(url, by)), by)

    def string(self, subject: NamedNode, predicate: NamedNode, value: str) -> None:
        """Add a plain string, even an empty one."""
        self.triples.append(Triple(subject, predicate, string(value)))

    def prose(
        self,
        subject: NamedNode,
        predicate: NamedNode,
        value: str,
        told: str | None = None,
        by: str | None = None,
    ) -> None:
        """Add a text, even an empty one, in its language; `told`: see `language_of`."""
        language = self.languages[subject] = language_of(value, told)
        self.say(subject, predicate, in_language(value, language), by)

    def number(self, subject: NamedNode, predicate: NamedNode, value: int) -> None:
        """Add an integer."""
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = Literal(value)
        self.triples.append(Triple(subject, predicate, number))

    def derived(self, subject: NamedNode, *spans: Span) -> None:
        """Say from which lines or other places the words of a text come, and describe them."""
        self._tell(subject, prov["wasDerivedFrom"], spans)

    def told(self, subject: NamedNode, *spans: Span) -> None:
        """Say which lines or other places tell of a thing that is itself no text of theirs."""
        self._tell(subject, tg["toldIn"], spans)

    def _tell(self, subject: NamedNode, relation: NamedNode, spans: Iterable[Span]) -> None:
        for span in spans:
            self.homes.setdefault(subject, span.source)
            self.say(subject, relation, self.place(span), span.source)

    def place(self, span: Span) -> NamedNode:
        """Return the node of a place in a source, described."""
        return self._places.get(span) or self._describe_place(span)

    def source(self, name: str) -> NamedNode:
        """Return the node of a source file, described."""
        node = self._sources.get(name)
        if node is None:
            node = self._sources[name] = self.describe(self.names.source(name), prov["Entity"])
            self.text(node, dcterms["identifier"], name)
            self.text(node, tg["sourceKind"], self._kinds.get(name, SourceKind.NOTES).value)
            self.homes[node] = name
        return node

    def version(self, name: str) -> NamedNode:
        """Return the node of a source file as it was read, described."""
        node = self._versions.get(name)
        if node is None:
            self._ask(VERSION, name)
            source = self.source(name)
            node = self._versions[name] = NamedNode(self.names.version(name))
            self.homes[node] = name
            if node != source:
                self.say(node, A, prov["Entity"])
                self.text(node, dcterms["identifier"], name)
                self.text(node, tg["sha256"], self.names.versions[name])
                self.say(node, dcterms["isVersionOf"], source)
        return node

    def _describe_place(self, span: Span) -> NamedNode:
        version = self.version(span.source)
        # As `names.place` makes it, without quoting the source's name for every line.
        node = NamedNode(f"{version.value}#{span.fragment}")
        self._places[span] = node
        self.homes[node] = span.source
        self.say(node, A, oa["SpecificResource"])
        self.say(node, oa["hasSource"], version)
        if span.first:
            self.number(node, tg["firstLine"], span.first)
            self.number(node, tg["lastLine"], span.last)
        if span.address:
            self.string(node, schema["url"], span.address)
        elif span.fragment:
            self.say(node, oa["hasSelector"], self._selector(span))
        return node

    def _selector(self, span: Span) -> NamedNode:
        """Return what picks lines or a path out of a source (Web Annotation 4.2), described."""
        key = ("selector", span.fragment)
        node = self._seen.get(key)
        if node is None:
            node = self._seen[key] = NamedNode(self.names.selector(span))
            value = string(span.path or span.fragment)
            self.shared.append(Triple(node, rdf["value"], value))
            if "[" in span.path:
                self.shared.append(Triple(node, A, oa["XPathSelector"]))
            else:
                syntax = _LINES_SYNTAX if span.first else _POINTER_SYNTAX
                self.shared.append(Triple(node, A, oa["FragmentSelector"]))
                self.shared.append(Triple(node, dcterms["conformsTo"], syntax))
        return node

    # ── who ──────────────────────────────────────────────────────────────────────────────────

    def person(self, slug: str) -> NamedNode:
        """Return the node of a person, whom another graph describes."""
        node = self._persons.get(slug)
        if node is None:
            node = self._persons[slug] = NamedNode(self.names.person(slug))
        return node

    def mentioned(self, talk: str, span: Span, label: str) -> str | None:
        """Return the slug of the person who is named there, if that is known."""
        return self._people.who.get((TalkKey(event=self.event.slug, talk=talk), span, label))

    def speaker(self, talk: str, speaker: Speaker) -> str | None:
        """Return the slug of a talk's or session's speaker, if that is known."""
        return self.mentioned(talk, speaker.span, speaker.name)

    def quoted(self, quote: Quote, talk: str, speakers: Sequence[Speaker]) -> NamedNode | None:
        """Return the person whose words a quote is, if that is known."""
        key = TalkKey(event=self.event.slug, talk=talk)
        if quote.account:
            self._ask(OWNER, *quote.account.key)
        slug = self._people.quoted(quote, key, speakers)
        return None if slug is None else self.person(slug)

    def is_doubtful(self, quote: Quote, talk: str, speakers: Sequence[Speaker]) -> bool:
        """Tell whether the sources do not agree on whose words a quote would be."""
        key = TalkKey(event=self.event.slug, talk=talk)
        return self._people.is_doubtful(quote, key, speakers)

    def owner_of(self, account: Account) -> NamedNode | None:
        """Return the person to whom an account belongs, if that is known."""
        return next(map(self.person, self._ask(OWNER, *account.key)), None)

    def named(self, names: str) -> list[NamedNode]:
        """Return the people of these full names ("Ana Reed and Bo Lind"): those that are one's.

        Somebody is found by the whole of a name of two words or more, if nobody else has it.
        """
        parts = re.split(r", | and ", names)
        slugs = (self._ask(NAMED, fold(each)) for each in parts if " " in each.strip())
        return [self.person(slug) for found in slugs for slug in found]

    def account(self, account: Account) -> NamedNode:
        """Return the node of an account, described."""
        key = ("account", *account.key, account.url or "")
        node = self._seen.get(key)
        if node is None:
            node = self._seen[key] = NamedNode(self.names.account(account))
            self.shared += account_triples(account, self.names)
        return node

    def organizations(self, affiliation: str) -> tuple[NamedNode, ...]:
        """Return the nodes of the bodies that an affiliation names, described, where known."""
        told = self._ask(BODIES, affiliation)
        return tuple(
            self._share(self.names.organization(body), schema["Organization"], name)
            for body, name in zip(told[::2], told[1::2], strict=True)
        )

    def _ask(self, *question: str) -> Answer:
        answer = self.asked.get(question)
        if answer is None:
            answer = self.asked[question] = self._known.answer(question)
        return answer

    # ── what else ────────────────────────────────────────────────────────────────────────────

    def hashtag(self, hashtag: Hashtag, by: str | None = None) -> NamedNode:
        """Return the node of a hashtag, described; `by` is the source that has it."""
        node = self._share(self.names.hashtag(hashtag.tag), tg["Hashtag"], hashtag.tag.casefold())
        if hashtag.of_event:
            self.say(NamedNode(self.names.event(self.event.slug)), tg["hashtag"], node, by)
        return node

    def series(self, name: str) -> NamedNode:
        """Return the node of a series of conferences, described."""
        return self._share(self.names.series(name), schema["EventSeries"], name)

    def _share(self, iri: str, own: NamedNode, name: str) -> NamedNode:
        """Return the node of something that other sources may describe too, with its name."""
        key = (iri, name)
        node = self._seen.get(key)
        if node is None:
            node = self._seen[key] = NamedNode(iri)
            self.shared.append(Triple(node, A, own))
            self.shared.append(Triple(node, schema["name"], string(name)))
        return node

    def link(self, owner: str, link: Link) -> NamedNode:
        """Return the node of a link, described; `owner` is `event` or `event/talk`."""
        node = self._link(owner, link)
        self.text(node, schema["name"], link.label, link.span.source)
        return node

    def media(self, owner: str, link: Link) -> NamedNode:
        """Return the node of a picture or a recording that hangs on a post, described.

        Its label says what is to be seen, for those who do not see it: that is no name.
        """
        node = self._link(owner, link)
        self.text(node, schema["description"], link.label, link.span.source)
        return node

    def link_node(self, owner: str, url: str, source: str) -> NamedNode:
        """Return the node of a link by its address, for two files may call two things by one."""
        return NamedNode(self.names.link(owner, self.names.resolved(url, source)))

    def _link(self, owner: str, link: Link) -> NamedNode:
        key = ("link", owner, link.url, link.kind, link.span.source)
        node = self._seen.get(key)
        if node is None:
            node = self._seen[key] = self.link_node(owner, link.url, link.span.source)
            for name in (tg["Link"], schema["CreativeWork"], *_LINK_CLASSES[link.kind]):
                self.say(node, A, name, link.span.source)
            self.page(node, link.url, link.span.source)
            self.text(node, tg["linkKind"], link.kind.value, link.span.source)
        self.told(node, link.span)
        return node


def account_triples(account: Account, names: Names) -> Triples:
    """Return what is said of an account, wherever it is named."""
    node = NamedNode(names.account(account))
    service, handle = account.key
    triples = [
        Triple(node, A, sioc["UserAccount"]),
        Triple(node, foaf["accountName"], string(handle)),
        Triple(node, tg["service"], string(service)),
    ]
    if account.url:
        triples.append(Triple(node, schema["url"], string(account.url)))
    return triples
