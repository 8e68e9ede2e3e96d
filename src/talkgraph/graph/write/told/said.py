"""Turns what was said, and what was announced, into triples: posts, notes, quotes, abstracts."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from talkgraph.graph.write.terms import address, date_time, dcterms, decimal, schema, sioc, tg
from talkgraph.graph.write.told.cited import write_cited
from talkgraph.graph.write.told.credits import write_credits
from talkgraph.graph.write.told.post_numbers import posted_at
from talkgraph.graph.write.told.writer import SourceWriter
from talkgraph.model import (
    Account,
    Aside,
    AttributionBasis,
    Event,
    Note,
    NoteKind,
    Post,
    Quote,
    Session,
    Speaker,
    Talk,
    TalkKey,
    Thread,
)
from talkgraph.model.passages import Identified, OwnerIris, StatementIris

# How surely a quote is theirs, by why it is attributed: see "Where the numbers come from" in
# ontology/README.md.
_ATTRIBUTED: Final = {
    AttributionBasis.EXPLICIT: ("method-named", 0.97),
    AttributionBasis.SPEAKER: ("method-only-speaker", 0.9),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """In what something was said: a talk, a session, or (`is_event`) the event itself.

    `key` and `title` are the talk's or session's, empty for the event; `owner` is `event` or
    `event/key`; `threads` has, post by post, the thread of which it is part; `speakers` are the
    talk's; `addresses` has the IRI of every post of the event whose address is known. `writers` are
    those of the threads, where that is known.
    """

    node: NamedNode
    key: str
    owner: str
    is_event: bool = False
    threads: Sequence[NamedNode | None] = ()
    speakers: Sequence[Speaker] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    writers: Mapping[NamedNode, Account] = field(default_factory=dict)

    @property
    def relation(self) -> NamedNode:
        """How what was said refers to the setting."""
        return tg["event"] if self.is_event else tg["talk"]


def addresses_of(event: Event, identified: Identified) -> dict[str, str]:
    """Return the IRI of each post of an event whose address is known, by that address."""
    told = [(event.posts, identified.event)]
    told += [(talk.posts, identified.talks[talk.key]) for talk in event.talks]
    told += [(session.posts, identified.sessions[session.key]) for session in event.sessions]
    found: dict[str, str] = {}
    for posts, iris in told:
        for post, of_post in zip(posts, iris.posts, strict=True):
            if post.url:
                found.setdefault(post.url, of_post.iri)
    return found


def write_said(
    writer: SourceWriter,
    part: Talk | Session,
    node: NamedNode,
    iris: OwnerIris,
    addresses: Mapping[str, str],
) -> None:
    """Write what was announced of a talk or session, its threads, and what was said there."""
    key = TalkKey(event=writer.event.slug, talk=part.key)
    _write_abstracts(writer, str(key), part, node, iris)
    threads = [_write_thread(writer, key, thread, node) for thread in part.threads]
    setting = Setting(
        node=node,
        key=part.key,
        owner=str(key),
        threads=_threads_of_posts(part, threads, writer.archives),
        speakers=part.speakers,
        addresses=addresses,
        title=part.title,
        writers=_writers(writer, part.threads, threads),
    )
    write_posts_and_notes(writer, setting, iris, part.posts, part.notes)
    write_credits(writer, str(key), part.links, (*part.notes, *part.posts))


def _write_abstracts(
    writer: SourceWriter,
    owner: str,
    part: Talk | Session,
    talk: NamedNode,
    iris: OwnerIris,
) -> None:
    """Write the pieces of what was announced; the talk itself has all that the first source has."""
    abstracts = part.abstracts
    language = part.language if isinstance(part, Talk) else None
    for abstract, iri in zip(abstracts, iris.abstracts, strict=True):
        node = writer.describe(iri, tg["Abstract"], schema["CreativeWork"])
        writer.say(node, tg["talk"], talk)
        writer.number(node, schema["position"], abstract.position)
        writer.prose(node, schema["text"], abstract.text, language)
        writer.string(node, tg["markdown"], abstract.markdown)
        for link in abstract.links:
            writer.say(node, schema["citation"], writer.link(owner, link), abstract.span.source)
        writer.derived(node, abstract.span, *abstract.again)
    if abstracts:
        first = abstracts[0].span.source
        pieces = [each.text for each in abstracts if each.text and each.span.source == first]
        if pieces:
            writer.prose(talk, schema["description"], "\n\n".join(pieces), language, first)


def _write_thread(writer: SourceWriter, key: TalkKey, thread: Thread, talk: NamedNode) -> NamedNode:
    source = thread.span.source
    iri = writer.names.thread(key, writer.names.resolved(thread.url, source))
    node = writer.describe(iri, tg["Thread"], sioc["Thread"], schema["CreativeWork"])
    writer.say(node, tg["talk"], talk)
    writer.page(node, thread.url, source)
    writer.text(node, schema["name"], thread.label, source)
    if thread.account:
        writer.say(node, sioc["has_owner"], writer.account(thread.account), source)
    author = _author(writer, key, thread)
    if author is not None:
        writer.say(node, schema["author"], author, source)
    posted = posted_at(thread.url)
    if posted is not None:
        writer.say(node, schema["dateCreated"], date_time(posted), source)
    writer.told(node, thread.span)
    return node


def _author(writer: SourceWriter, key: TalkKey, thread: Thread) -> NamedNode | None:
    """Return the person who wrote a thread, by the name given there or by the account."""
    label = thread.name or (thread.account.at_handle if thread.account else "")
    person = writer.mentioned(key.talk, thread.span, label)
    if person is not None:
        return writer.person(person)
    return writer.owner_of(thread.account) if thread.account else None


def _writers(
    writer: SourceWriter, threads: Sequence[Thread], nodes: Sequence[NamedNode]
) -> dict[NamedNode, Account]:
    """Return who wrote each thread, where that is known."""
    found: dict[NamedNode, Account] = {}
    for thread, node in zip(threads, nodes, strict=True):
        taker = writer.event.taker_of(thread.span.source) if thread.by_note_taker else None
        account = thread.account or taker
        if account is not None:
            found.setdefault(node, account)
    return found


def _threads_of_posts(
    part: Talk | Session, nodes: Sequence[NamedNode], archives: Collection[str]
) -> list[NamedNode | None]:
    """Return, post by post, the thread of which it is part.

    An archive knows, and so do notes that were written of one: it is the thread that begins with
    the post itself, or with the one to which it replies, or to which that one replies. A post
    without an address, as notes have them, is of the note-taker's thread, else of the only one that
    the source names, unless somebody else wrote the post; in a source that names several threads,
    and none of them as the note-taker's, it is of none.
    """
    named = Counter(thread.span.source for thread in part.threads)
    taken: dict[str, tuple[Thread, NamedNode]] = {}
    by_address: dict[str, NamedNode] = {}
    for thread, node in zip(part.threads, nodes, strict=True):
        if thread.url:
            by_address.setdefault(thread.url, node)
        source = thread.span.source
        if source not in archives and (thread.by_note_taker or named[source] == 1):
            taken.setdefault(source, (thread, node))
    found: list[NamedNode | None] = []
    for post in part.posts:
        known = by_address.get(post.url or "") or by_address.get(post.reply_to or "")
        in_notes = None if post.url else taken.get(post.span.source)
        if known is None and in_notes is not None and _may_be_in(post, in_notes[0]):
            known = in_notes[1]
        if known is not None and post.url:
            by_address.setdefault(post.url, known)
        found.append(known)
    return found


def _may_be_in(post: Post, thread: Thread) -> bool:
    """Tell whether who wrote a post may have written the thread."""
    if post.author is None or thread.account is None:
        return True
    return post.author.key == thread.account.key


def write_posts_and_notes(
    writer: SourceWriter,
    setting: Setting,
    iris: OwnerIris,
    posts: Sequence[Post],
    notes: Sequence[Note],
) -> None:
    """Write the posts and notes of one setting, with what they quote, remark and refer to."""
    threads = setting.threads or [None] * len(posts)
    for post, of_post, thread in zip(posts, iris.posts, threads, strict=True):
        node = _write_post(writer, setting, post, of_post)
        if thread is not None:
            writer.say(node, schema["isPartOf"], thread)
        creator = _creator(writer, setting, post, thread)
        if creator is not None:
            writer.say(node, sioc["has_creator"], writer.account(creator))
    by_position = {
        note.position: NamedNode(of.iri) for note, of in zip(notes, iris.notes, strict=True)
    }
    for note, of_note in zip(notes, iris.notes, strict=True):
        node = _write_note(writer, setting, note, of_note)
        parent = by_position.get(note.parent) if note.parent is not None else None
        if parent is not None and parent != node:
            writer.say(node, tg["parent"], parent)


def _write_post(
    writer: SourceWriter, setting: Setting, post: Post, iris: StatementIris
) -> NamedNode:
    node = writer.describe(iris.iri, tg["Post"], sioc["Post"], schema["SocialMediaPosting"])
    _write_text(writer, setting, node, post)
    _write_posting(writer, setting, node, post)
    _write_says(writer, setting, node, post, iris)
    return node


def _creator(
    writer: SourceWriter, setting: Setting, post: Post, thread: NamedNode | None
) -> Account | None:
    """Return who wrote a post: its author, who wrote its thread, or else who took the notes."""
    if post.author is not None:
        return post.author
    if thread is not None:
        return setting.writers.get(thread)
    return writer.event.taker_of(post.span.source)


def _write_posting(writer: SourceWriter, setting: Setting, node: NamedNode, post: Post) -> None:
    """Write what the network itself knows of a post."""
    writer.text(node, sioc["id"], post.identifier)
    writer.page(node, post.url, post.span.source)
    if post.time:
        writer.say(node, schema["dateCreated"], date_time(post.time))
    if post.reply_to:
        other = setting.addresses.get(post.reply_to)
        if other is None:
            known = writer.names.resolved(post.reply_to, post.span.source)
            writer.say(node, tg["inReplyTo"], address(known))
        elif other != node.value:
            writer.say(node, sioc["reply_of"], NamedNode(other))
    for media in post.media:
        writer.say(node, schema["associatedMedia"], writer.media(setting.owner, media))


def _write_note(
    writer: SourceWriter, setting: Setting, note: Note, iris: StatementIris
) -> NamedNode:
    own = tg["Attribution"] if note.kind is NoteKind.ATTRIBUTION else tg["Note"]
    node = writer.describe(iris.iri, own, schema["CreativeWork"])
    writer.text(node, tg["noteKind"], note.kind.value)
    _write_text(writer, setting, node, note)
    _write_says(writer, setting, node, note, iris)
    return node


def _write_text(
    writer: SourceWriter, setting: Setting, node: NamedNode, statement: Post | Note
) -> None:
    writer.say(node, setting.relation, setting.node)
    writer.number(node, schema["position"], statement.position)
    # The clean text may be empty (a post of hashtags alone), but it is always said.
    writer.prose(node, schema["text"], statement.says.text)
    writer.string(node, tg["markdown"], statement.markdown)
    writer.derived(node, statement.span)
    if isinstance(statement, Post):
        writer.derived(node, *statement.again)


def _write_says(
    writer: SourceWriter,
    setting: Setting,
    node: NamedNode,
    statement: Post | Note,
    iris: StatementIris,
) -> None:
    says, source = statement.says, statement.span.source
    for quote, iri in zip(says.quotes, iris.quotes, strict=True):
        _write_quote(writer, setting, node, quote, iri)
    author = statement.author if isinstance(statement, Post) else None
    for aside, iri in zip(says.asides, iris.asides, strict=True):
        _write_aside(writer, setting, node, aside, iri, author)
    for account in says.mentions:
        writer.say(node, schema["mentions"], writer.account(account))
    for hashtag in says.hashtags:
        writer.say(node, sioc["topic"], writer.hashtag(hashtag, source))
    # Who made a picture, and where it is from, is no work that is cited.
    credits = isinstance(statement, Note) and statement.kind is NoteKind.ATTRIBUTION
    cites = dcterms["references"] if credits or says.credits else schema["citation"]
    for link in says.links:
        writer.say(node, cites, writer.link(setting.owner, link))
    if not credits:
        speaker = _only_speaker(writer, setting)
        write_cited(writer, node, setting.title, speaker, statement)


def _write_quote(
    writer: SourceWriter, setting: Setting, part_of: NamedNode, quote: Quote, iri: str
) -> None:
    node = writer.describe(iri, tg["Quote"], schema["Quotation"])
    _write_excerpt(writer, setting, part_of, quote, node)
    if quote.basis is None or writer.is_doubtful(quote, setting.key, setting.speakers):
        return
    label = quote.name or (quote.account.at_handle if quote.account else None)
    writer.text(node, schema["creditText"], label)
    who = writer.quoted(quote, setting.key, setting.speakers)
    if who is not None:
        writer.say(node, tg["attributedTo"], who)
        _write_finding(writer, node, who, part_of, quote.basis)


def _write_finding(
    writer: SourceWriter,
    quote: NamedNode,
    who: NamedNode,
    part_of: NamedNode,
    basis: AttributionBasis,
) -> None:
    """Write why a quote is somebody's, and how surely."""
    node = writer.describe(writer.names.attribution(quote.value), tg["QuoteAttribution"])
    method, confidence = _ATTRIBUTED[basis]
    writer.say(node, tg["quote"], quote)
    writer.say(node, tg["person"], who)
    writer.say(node, tg["confidence"], decimal(confidence))
    writer.say(node, tg["method"], tg[method])
    writer.say(node, tg["evidence"], part_of)
    writer.homes[node] = writer.homes[quote]


def _only_speaker(writer: SourceWriter, setting: Setting) -> str | None:
    if len(setting.speakers) != 1:
        return None
    return writer.speaker(setting.key, setting.speakers[0])


def _write_aside(
    writer: SourceWriter,
    setting: Setting,
    part_of: NamedNode,
    aside: Aside,
    iri: str,
    author: Account | None,
) -> None:
    """Write an aside: its voice is that of the post's `author`, or else the note-taker's."""
    node = writer.describe(iri, tg["Aside"], sioc["Item"], schema["Comment"])
    _write_excerpt(writer, setting, part_of, aside, node)
    account = author or writer.event.taker_of(aside.span.source)
    if account is not None:
        writer.say(node, sioc["has_creator"], writer.account(account))
        owner = writer.owner_of(account)
        if owner is not None:
            writer.say(node, tg["attributedTo"], owner)


def _write_excerpt(
    writer: SourceWriter,
    setting: Setting,
    part_of: NamedNode,
    excerpt: Quote | Aside,
    node: NamedNode,
) -> None:
    """Write what quotes and asides have in common."""
    writer.say(node, setting.relation, setting.node)
    writer.say(node, schema["isPartOf"], part_of)
    writer.prose(node, schema["text"], excerpt.text, writer.languages.get(part_of))
    writer.derived(node, excerpt.span)
