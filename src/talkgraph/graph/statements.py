"""Turns posts, notes, quotes and asides into triples."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from talkgraph.graph.terms import schema, sioc, tg
from talkgraph.graph.writer import SourceWriter
from talkgraph.model import (
    Aside,
    AttributionBasis,
    Note,
    NoteKind,
    Post,
    Quote,
    Speaker,
    Statements,
)
from talkgraph.model.passages import OwnerIris, StatementIris


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """In what something was said: a talk, a session, or (`is_event`) the event itself.

    `key` is the talk's or session's key, empty for the event; `owner` is `event` or
    `event/key`; `thread` is the note-taker's thread; `speakers` are those of the talk.
    """

    node: NamedNode
    key: str
    owner: str
    is_event: bool = False
    thread: NamedNode | None = None
    speakers: Sequence[Speaker] = ()

    @property
    def relation(self) -> NamedNode:
        """How what was said refers to the setting."""
        return tg["event"] if self.is_event else tg["talk"]


def write_statements(
    writer: SourceWriter,
    setting: Setting,
    iris: OwnerIris,
    posts: Sequence[Post],
    notes: Sequence[Note],
) -> None:
    """Write the posts and notes of one setting, with what they quote, remark and refer to."""
    for post, of_post in zip(posts, iris.posts, strict=True):
        _write_post(writer, setting, post, of_post)
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
    node = writer.describe(
        iris.iri, tg["Post"], sioc["Post"], schema["SocialMediaPosting"], schema["CreativeWork"]
    )
    if setting.thread is not None:
        writer.say(node, schema["isPartOf"], setting.thread)
    _write_text(writer, setting, node, post)
    _write_statements(writer, setting, node, post.says, iris)
    return node


def _write_note(
    writer: SourceWriter, setting: Setting, note: Note, iris: StatementIris
) -> NamedNode:
    own = tg["Attribution"] if note.kind is NoteKind.ATTRIBUTION else tg["Note"]
    node = writer.describe(iris.iri, own, schema["CreativeWork"])
    writer.text(node, tg["noteKind"], note.kind.value)
    _write_text(writer, setting, node, note)
    _write_statements(writer, setting, node, note.says, iris)
    return node


def _write_text(
    writer: SourceWriter, setting: Setting, node: NamedNode, statement: Post | Note
) -> None:
    writer.say(node, setting.relation, setting.node)
    writer.number(node, schema["position"], statement.position)
    # The clean text may be empty (a post of hashtags alone), but it is always said.
    writer.string(node, schema["text"], statement.says.text)
    writer.string(node, tg["markdown"], statement.markdown)
    writer.derived(node, statement.span)


def _write_statements(
    writer: SourceWriter,
    setting: Setting,
    node: NamedNode,
    says: Statements,
    iris: StatementIris,
) -> None:
    for quote, iri in zip(says.quotes, iris.quotes, strict=True):
        _write_quote(writer, setting, node, quote, iri)
    for aside, iri in zip(says.asides, iris.asides, strict=True):
        _write_aside(writer, setting, node, aside, iri)
    for account in says.mentions:
        writer.say(node, schema["mentions"], writer.account(account))
    for hashtag in says.hashtags:
        writer.say(node, sioc["topic"], writer.hashtag(hashtag))
    for link in says.links:
        writer.say(node, schema["citation"], writer.link(setting.owner, link))


def _write_quote(
    writer: SourceWriter, setting: Setting, part_of: NamedNode, quote: Quote, iri: str
) -> None:
    node = writer.describe(iri, tg["Quote"], schema["Quotation"], schema["CreativeWork"])
    writer.say(node, setting.relation, setting.node)
    writer.say(node, schema["isPartOf"], part_of)
    writer.string(node, schema["text"], quote.text)
    writer.derived(node, quote.span)
    if quote.basis is None:
        return
    writer.text(node, tg["attribution"], quote.basis.value)
    label = quote.name or (f"@{quote.account.handle}" if quote.account else None)
    writer.text(node, schema["creditText"], label)
    who = _quoted(writer, setting, quote, label)
    if who is not None:
        writer.say(node, tg["attributedTo"], who)


def _quoted(
    writer: SourceWriter, setting: Setting, quote: Quote, label: str | None
) -> NamedNode | None:
    slug: str | None = None
    if quote.basis is AttributionBasis.EXPLICIT and label:
        slug = writer.mentioned(setting.key, quote.span, label)
        if slug is None and quote.account is not None:
            return writer.owner_of(quote.account)
    elif quote.basis is AttributionBasis.SPEAKER and len(setting.speakers) == 1:
        slug = writer.speaker(setting.key, setting.speakers[0])
    return None if slug is None else writer.person(slug)


def _write_aside(
    writer: SourceWriter, setting: Setting, part_of: NamedNode, aside: Aside, iri: str
) -> None:
    node = writer.describe(iri, tg["Aside"], schema["Comment"], schema["CreativeWork"])
    writer.say(node, setting.relation, setting.node)
    writer.say(node, schema["isPartOf"], part_of)
    writer.string(node, schema["text"], aside.text)
    writer.derived(node, aside.span)
    account = writer.event.note_taker
    if account is not None:
        writer.say(node, sioc["has_creator"], writer.account(account))
        owner = writer.owner_of(account)
        if owner is not None:
            writer.say(node, tg["attributedTo"], owner)
