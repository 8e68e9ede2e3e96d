"""Turns what is said of a talk's pictures and recordings into triples: whose they are, of what."""

from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import A, Triples, dcterms, schema, tg
from talkgraph.graph.write.told.makers import Finding, concluded
from talkgraph.graph.write.told.writer import SourceWriter
from talkgraph.model import (
    Account,
    Credit,
    Event,
    Link,
    LinkKind,
    Note,
    Post,
    Session,
    Talk,
)
from talkgraph.words import fold

RELATIONS: Final = {
    LinkKind.VIDEO: schema["recordedIn"],
    LinkKind.SLIDES: schema["workFeatured"],
    LinkKind.SKETCHNOTE: schema["subjectOf"],
    LinkKind.BLOG: schema["subjectOf"],
}
"""What the links of a talk are to it, by their kind."""

_PICTURES: Final = (LinkKind.SKETCHNOTE, LinkKind.IMAGE)


def write_materials(writer: SourceWriter, part: Talk | Session, node: NamedNode) -> None:
    """Write what a talk's links are to it: its recording, its slides, what tells of it.

    A recording that a source says is of another event is of another delivery, not of this one. A
    picture that is credited as a visual recording of the talk is a sketchnote.
    """
    owner = f"{writer.event.slug}/{part.key}"
    elsewhere, drawn = _elsewhere(part), _drawn(part)
    for link in part.links:
        source, other = link.span.source, elsewhere.get(link.url)
        to = writer.link(owner, link)
        writer.say(to, tg["talk"], node, source)
        if other is not None:
            writer.say(to, tg["recordsOtherDeliveryOf"], node, other[1])
            writer.text(to, tg["recordedAt"], other[0], other[1])
        elif link.kind in RELATIONS:
            writer.say(node, RELATIONS[link.kind], to, source)
        elif link.url in drawn:
            writer.say(to, A, tg["Sketchnote"], source)
            writer.say(node, schema["subjectOf"], to, source)


def _elsewhere(part: Talk | Session) -> Mapping[str, tuple[str, str]]:
    """Return where else recordings are from, by address: in the words of which source."""
    told = {
        note.span.source: note.says.recorded_at
        for note in reversed(part.notes)
        if note.says.recorded_at
    }
    return {
        link.url: (told[link.span.source], link.span.source)
        for link in part.links
        if link.kind is LinkKind.VIDEO and link.span.source in told
    }


def _drawn(part: Talk | Session) -> frozenset[str]:
    """Return the addresses of the pictures that a note credits as sketchnotes."""
    return frozenset(
        picture.url
        for note in part.notes
        for credit in note.says.credits
        if credit.of is LinkKind.SKETCHNOTE
        for picture in _pictures(credit, note, part.links)
    )


def write_credits(
    writer: SourceWriter, owner: str, links: Sequence[Link], said: Sequence[Note | Post]
) -> None:
    """Write who made the pictures; `links` are the talk's or event's, `owner` as in `link`.

    A picture in a post or note is the one that its words credit; else it is those of the talk that
    the same source tells of.
    """
    told = [(each, credit) for each in said for credit in each.says.credits]
    accounts = _accounts_by_name(writer.event) if told else {}
    for statement, credit in told:
        for picture in _pictures(credit, statement, links):
            node = writer.link_node(owner, picture.url, picture.span.source)
            _write_credit(writer, node, credit, owner)
            _write_maker(writer, node, credit, accounts, writer.place(statement.span))


def _pictures(credit: Credit, statement: Note | Post, links: Sequence[Link]) -> list[Link]:
    """Return the pictures that a credit means; those of its kind, if there are any."""
    own = [*(statement.media if isinstance(statement, Post) else ()), *statement.says.links]
    held = [link for link in own if link.kind in _PICTURES]
    if not held:
        source = statement.span.source
        held = [each for each in links if each.kind in _PICTURES and each.span.source == source]
    return [link for link in held if credit.of in (None, link.kind)] or held


def _accounts_by_name(event: Event) -> dict[str, Account]:
    """Return the account of each name that a credit of the event gives together with it."""
    parts: tuple[Event | Talk | Session, ...] = (event, *event.talks, *event.sessions)
    says = [note.says for part in parts for note in part.notes]
    says += [post.says for part in parts for post in part.posts]
    known: dict[str, Account] = {}
    for credit in (each for said in says for each in said.credits):
        if credit.name and credit.account:
            known.setdefault(fold(credit.name), credit.account)
    return known


def _write_maker(
    writer: SourceWriter,
    picture: NamedNode,
    credit: Credit,
    accounts: Mapping[str, Account],
    place: NamedNode,
) -> None:
    """Write who made a picture: by the account beside it, else by one known for the name."""
    source, names = credit.span.source, writer.names
    known = accounts.get(fold(credit.name or ""))
    account = credit.account or known
    owner = writer.owner_of(account) if account else None
    found: Triples = []
    if credit.account is not None:
        writer.say(picture, tg["creditedTo"], writer.account(credit.account), source)
    elif known is not None:
        whose = [writer.account(known)]
        found += concluded(picture, tg["creditedTo"], whose, Finding.OTHER_CREDIT, place, names)
    if owner is None:
        people, finding = writer.named(credit.name or ""), Finding.FULL_NAME
        found += concluded(picture, schema["creator"], people, finding, place, names)
    elif credit.account is not None:
        writer.say(picture, schema["creator"], owner, source)
    else:
        found += concluded(picture, schema["creator"], [owner], Finding.OTHER_CREDIT, place, names)
    for each in found:
        writer.add(each, source)


def _write_credit(writer: SourceWriter, picture: NamedNode, credit: Credit, owner: str) -> None:
    source = credit.span.source
    label = credit.name or (credit.account.at_handle if credit.account else None)
    writer.text(picture, schema["creditText"], label, source)
    if credit.license:
        license = NamedNode(credit.license)
        writer.say(picture, schema["license"], license, source)
        writer.shared.append(Triple(license, A, schema["CreativeWork"]))
    writer.text(picture, schema["copyrightNotice"], credit.notice, source)
    if credit.source:
        page = writer.link_node(owner, credit.source, source)
        writer.say(picture, dcterms["source"], page, source)
