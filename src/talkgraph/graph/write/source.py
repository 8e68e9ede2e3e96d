"""Turns what an event's sources say into triples: the event, its programme, and who was there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import (
    Triples,
    date,
    date_time,
    partial_date,
    schema,
    tg,
)
from talkgraph.graph.write.told.credits import write_credits, write_materials
from talkgraph.graph.write.told.known import Answer, Known, Question
from talkgraph.graph.write.told.places import write_place, write_room
from talkgraph.graph.write.told.said import Setting, addresses_of, write_posts_and_notes, write_said
from talkgraph.graph.write.told.writer import SourceWriter
from talkgraph.model import (
    NO_ORGANIZATIONS,
    Account,
    Event,
    Hashtag,
    Organizations,
    People,
    Session,
    SessionItem,
    Span,
    Speaker,
    Talk,
    TalkKey,
    TalkStatus,
)
from talkgraph.model.links import whole_address
from talkgraph.model.names import Names, slug
from talkgraph.model.passages import OwnerIris, identify

_STATUSES: Final = {
    TalkStatus.GIVEN: schema["EventScheduled"],
    TalkStatus.CANCELLED: schema["EventCancelled"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What the sources of one event say: of their `own`, and of what others may describe alike.

    Nothing of `own` is in another event's, but the description of a source that tells of both;
    `shared` are accounts, organizations, hashtags and series. `sources` are the event's, in order.
    `by_source` is `own` once more, by the source that says it. `asked` has what was asked of what
    is known beside the event, with the answers.
    """

    own: Triples
    shared: Triples
    sources: tuple[str, ...]
    asked: Mapping[Question, Answer]
    homes: Mapping[object, str] = field(repr=False)
    tellers: Mapping[Triple, str] = field(repr=False)

    @property
    def by_source(self) -> Mapping[str, Triples]:
        """The triples of each source: what it alone says, or is the first to say.

        Of a statement of which it is not known who makes it, that is who first tells of its
        subject.
        """
        first, *others = self.sources
        if not others:
            return {first: self.own}
        told: dict[str, Triples] = {source: [] for source in self.sources}
        for triple in self.own:
            source = self.tellers.get(triple) or self.homes.get(triple.subject, first)
            told.get(source, told[first]).append(triple)
        return told


def source_facts(
    event: Event,
    people: People,
    names: Names,
    organizations: Organizations = NO_ORGANIZATIONS,
) -> SourceFacts:
    """Return everything that an event's sources say; see `facts_of`."""
    return facts_of(event, Known(people, names, organizations))


def facts_of(event: Event, known: Known) -> SourceFacts:
    """Return everything that an event's sources say, what they share with others set apart.

    The lists have no repeats and no blank nodes, and depend on the arguments alone. A speaker
    who is not known appears without `tg:speaker`, which the shapes report; of an affiliation that
    names no body that is known, only the words are told.
    """
    writer = SourceWriter(event, known)
    identified = identify(event, known.names)
    addresses = addresses_of(event, identified)
    conference = _write_event(writer)
    days = _write_days(writer, conference)
    for talk in event.talks:
        iris = identified.talks[talk.key]
        write_said(writer, talk, _write_talk(writer, talk, conference, days, iris), iris, addresses)
    for session in event.sessions:
        iris = identified.sessions[session.key]
        node = _write_session(writer, session, conference, days, iris)
        write_said(writer, session, node, iris, addresses)
    setting = Setting(node=conference, key="", owner=event.slug, is_event=True, addresses=addresses)
    write_posts_and_notes(writer, setting, identified.event, event.posts, event.notes)
    write_credits(writer, event.slug, event.links, (*event.notes, *event.posts))
    return SourceFacts(
        own=list(dict.fromkeys(writer.triples)),
        shared=list(dict.fromkeys(writer.shared)),
        sources=event.sources,
        asked=writer.asked,
        homes=writer.homes,
        tellers=writer.tellers,
    )


def shared_triples(shared: Iterable[Triple], described: Iterable[Triple] = ()) -> Triples:
    """Return what sources share, each triple once, in order, without what is `described` elsewhere.

    With `described` the triples about people, the graphs of a build have nothing in common,
    which is what lets the store write them fastest.
    """
    known = frozenset(described)
    return sorted({triple for triple in shared if triple not in known}, key=str)


def _write_event(writer: SourceWriter) -> NamedNode:
    event, names, told = writer.event, writer.names, dict(writer.event.told_by)
    node = writer.describe(names.event(event.slug), tg["Conference"], schema["Event"])
    writer.text(node, schema["name"], event.name, told.get("name"))
    writer.text(node, schema["identifier"], event.slug)
    if event.start:
        writer.say(node, schema["startDate"], date(event.start), told.get("start"))
    elif event.year:
        when = partial_date(event.year, event.month)
        writer.say(node, schema["startDate"], when, told.get("year"))
    if event.end:
        writer.say(node, schema["endDate"], date(event.end), told.get("end"))
    write_place(writer, node, told.get("location"))
    writer.page(node, event.url, told.get("url", event.source))
    writer.text(node, tg["acronym"], event.acronym, told.get("acronym"))
    writer.text(node, tg["timeZone"], event.time_zone, told.get("time_zone"))
    for tag in event.tags:
        writer.hashtag(Hashtag(tag=tag, of_event=True), told.get("tags"))
    for account in event.accounts:
        writer.say(node, tg["ownAccount"], writer.account(account), told.get("accounts"))
    for source in event.sources:
        taker = event.taker_of(source)
        if taker is not None:
            writer.say(node, tg["noteTaker"], writer.account(taker), source)
    if event.series:
        writer.say(node, schema["superEvent"], writer.series(event.series), told.get("series"))
    for link in event.links:
        writer.say(writer.link(event.slug, link), tg["event"], node, link.span.source)
    # What no line names is told by the whole of its source.
    writer.told(node, *(event.spans or (Span(source=event.source),)))
    return node


def _write_days(writer: SourceWriter, conference: NamedNode) -> dict[str, NamedNode]:
    nodes: dict[str, NamedNode] = {}
    for order, day in enumerate(writer.event.days, start=1):
        iri = writer.names.day(writer.event.slug, day.key)
        node = nodes[day.key] = writer.describe(iri, tg["Day"], schema["Event"])
        writer.text(node, schema["name"], day.title)
        writer.say(node, schema["superEvent"], conference)
        writer.say(node, tg["event"], conference)
        writer.number(node, tg["position"], order if day.number is None else day.number)
        if day.date:
            writer.say(node, schema["startDate"], date(day.date))
        writer.told(node, day.span)
    return nodes


def _write_part(
    writer: SourceWriter,
    part: Talk | Session,
    node: NamedNode,
    conference: NamedNode,
    days: dict[str, NamedNode],
) -> None:
    """Write what talks and sessions have in common, apart from what was said there."""
    told = dict(part.told_by)
    writer.text(node, schema["name"], part.title, told.get("title"))
    writer.say(node, tg["event"], conference)
    writer.say(node, schema["superEvent"], days.get(part.day or "", conference), told.get("day"))
    # The day is the programme's; the times are the clock's, which is past midnight some nights.
    if part.date:
        writer.say(node, schema["startDate"], date(part.date), told.get("date"))
    if part.start:
        writer.say(node, tg["startTime"], date_time(part.start), told.get("start"))
    if part.end:
        writer.say(node, tg["endTime"], date_time(part.end), told.get("end"))
    writer.number(node, tg["position"], part.position)
    writer.page(node, part.url, told.get("url", part.spans[0].source if part.spans else ""))
    for identifier in part.identifiers:
        writer.text(node, tg["sourceIdentifier"], identifier, told.get("identifiers"))
    writer.told(node, *part.spans)
    write_materials(writer, part, node)


def _write_talk(
    writer: SourceWriter,
    talk: Talk,
    conference: NamedNode,
    days: dict[str, NamedNode],
    iris: OwnerIris,
) -> NamedNode:
    told = dict(talk.told_by)
    node = writer.describe(iris.owner, tg["Talk"], schema["Event"])
    writer.text(node, schema["identifier"], talk.anchor or talk.key)
    writer.text(node, tg["shortName"], f"{writer.event.slug}/{talk.key}")
    _write_part(writer, talk, node, conference, days)
    write_room(writer, node, talk.room, told.get("room"))
    writer.text(node, tg["track"], talk.track, told.get("track"))
    writer.text(node, schema["inLanguage"], talk.language, told.get("language"))
    writer.text(node, tg["programmeType"], talk.type, told.get("type"))
    if talk.status:
        writer.say(node, schema["eventStatus"], _STATUSES[talk.status], told.get("status"))
    _write_appearances(writer, node, talk.key, talk.key, talk.speakers)
    return node


def _write_session(
    writer: SourceWriter,
    session: Session,
    conference: NamedNode,
    days: dict[str, NamedNode],
    iris: OwnerIris,
) -> NamedNode:
    node = writer.describe(iris.owner, tg["Session"], schema["Event"])
    writer.text(node, schema["identifier"], session.key)
    writer.text(node, tg["shortName"], f"{writer.event.slug}/{session.key}")
    writer.text(node, tg["sessionKind"], session.kind.value)
    write_room(writer, node, session.location, dict(session.told_by).get("location"))
    _write_part(writer, session, node, conference, days)
    _write_appearances(writer, node, session.key, session.key, session.speakers)
    used: dict[str, int] = {}
    for item in session.items:
        _write_item(writer, session, item, node, conference, used)
    return node


def _write_item(
    writer: SourceWriter,
    session: Session,
    item: SessionItem,
    node: NamedNode,
    conference: NamedNode,
    used: dict[str, int],
) -> None:
    title = _unused(item.title, used)
    key = TalkKey(event=writer.event.slug, talk=session.key)
    listed = writer.describe(writer.names.item(key, title), tg["ListedTalk"], schema["Event"])
    writer.text(listed, schema["name"], item.title)
    writer.say(listed, tg["event"], conference)
    writer.say(listed, schema["superEvent"], node)
    if session.date:
        writer.say(listed, schema["startDate"], date(session.date))
    writer.number(listed, tg["position"], item.position)
    writer.told(listed, item.span)
    _write_appearances(writer, listed, session.key, f"{session.key}/{slug(title)}", item.speakers)


def _unused(title: str, used: dict[str, int]) -> str:
    """Return a title whose slug no earlier item of the session has.

    `used` has for each slug the number up to which those made of it are used, too.
    """
    wanted = slug(title)
    candidate, count = title, used.get(wanted, 1)
    while slug(candidate) in used:
        count += 1
        candidate = f"{title} {count}"
    used[wanted] = count
    used.setdefault(slug(candidate), 1)
    return candidate


def _write_appearances(
    writer: SourceWriter,
    talk: NamedNode,
    mention_key: str,
    own_key: str,
    speakers: Iterable[Speaker],
) -> None:
    """Write who appeared; `mention_key` finds the person, `own_key` names the appearance."""
    seen: dict[str, NamedNode] = {}
    for speaker in chain.from_iterable(each.namings for each in speakers):
        person = writer.speaker(mention_key, speaker)
        who = person or slug(speaker.name)
        if who in seen:
            writer.text(seen[who], schema["alternateName"], speaker.name, speaker.span.source)
        else:
            key = TalkKey(event=writer.event.slug, talk=own_key)
            iri = writer.names.appearance(key, who)
            node = seen[who] = writer.describe(iri, tg["Appearance"], schema["Role"])
            writer.say(node, tg["inTalk"], talk)
            writer.number(node, tg["position"], speaker.position)
            writer.text(node, schema["name"], speaker.name)
        if person is not None:
            writer.say(seen[who], tg["speaker"], writer.person(person))
            writer.say(talk, schema["performer"], writer.person(person), speaker.span.source)
        _write_particulars(writer, seen[who], speaker)


def _write_particulars(writer: SourceWriter, node: NamedNode, speaker: Speaker) -> None:
    told, source = dict(speaker.told_by), speaker.span.source
    if speaker.affiliation:
        teller = told.get("affiliation", source)
        writer.text(node, tg["affiliationText"], speaker.affiliation, teller)
        for body in writer.organizations(speaker.affiliation):
            writer.say(node, tg["affiliation"], body, teller)
    if speaker.account:
        _write_account(writer, node, speaker.account, told.get("account", source))
    for other in speaker.more_accounts:
        _write_account(writer, node, other, told.get("more_accounts", source))
    # What is relative is no page of the speaker's own, but one of the notes or a handle.
    page = whole_address(speaker.url) if speaker.url else None
    writer.text(node, schema["url"], page, told.get("url", source))
    writer.told(node, speaker.span)


def _write_account(writer: SourceWriter, node: NamedNode, account: Account, by: str) -> None:
    """Write an account of who appeared, or the entry on them in a register."""
    if account.is_identifier:
        writer.say(node, tg["identifiedBy"], NamedNode(account.url or ""), by)
    else:
        writer.say(node, tg["account"], writer.account(account), by)
