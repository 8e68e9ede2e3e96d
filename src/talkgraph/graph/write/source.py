"""Turns what an event's sources say into triples: event, talks, who was there, what was said."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import Triples, date, partial_date, schema, sioc, tg
from talkgraph.graph.write.writer import SourceWriter
from talkgraph.model import (
    Aside,
    AttributionBasis,
    Event,
    Note,
    NoteKind,
    People,
    Post,
    Quote,
    Session,
    SessionItem,
    Span,
    Speaker,
    Statements,
    Talk,
    TalkKey,
    Thread,
)
from talkgraph.model.names import Names, slug
from talkgraph.model.passages import OwnerIris, StatementIris, identify


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What the sources of one event say: of their `own`, and of what others may describe alike.

    Nothing of `own` is in another event's; `shared` are accounts, organizations, hashtags and
    series. `sources` are the event's, in order. `by_source` is `own` once more, by the source
    that first tells of the subject.
    """

    own: Triples
    shared: Triples
    sources: tuple[str, ...]
    homes: Mapping[object, str] = field(repr=False)

    @property
    def by_source(self) -> Mapping[str, Triples]:
        """The triples of each source: of what only it tells, or what it is the first to tell."""
        first, *others = self.sources
        if not others:
            return {first: self.own}
        told: dict[str, Triples] = {source: [] for source in self.sources}
        for triple in self.own:
            told.get(self.homes.get(triple.subject, first), told[first]).append(triple)
        return told


def source_facts(event: Event, people: People, names: Names) -> SourceFacts:
    """Return everything that an event's sources say, what they share with others set apart.

    The lists have no repeats and no blank nodes, and depend on the arguments alone. A speaker
    whom `people` does not know appears without `tg:speaker`, which the shapes report.
    """
    writer = SourceWriter(event, people, names)
    identified = identify(event, names)
    conference = _write_event(writer)
    days = _write_days(writer, conference)
    for talk in event.talks:
        _write_talk(writer, talk, conference, days, identified.talks[talk.key])
    for session in event.sessions:
        _write_session(writer, session, conference, days, identified.sessions[session.key])
    setting = Setting(node=conference, key="", owner=event.slug, is_event=True)
    _write_posts_and_notes(writer, setting, identified.event, event.posts, event.notes)
    return SourceFacts(
        own=list(dict.fromkeys(writer.triples)),
        shared=list(dict.fromkeys(writer.shared)),
        sources=event.sources,
        homes=writer.homes,
    )


def shared_triples(shared: Iterable[Triple], described: Iterable[Triple] = ()) -> Triples:
    """Return what sources share, each triple once, in order, without what is `described` elsewhere.

    With `described` the triples about people, the graphs of a build have nothing in common,
    which is what lets the store write them fastest.
    """
    known = frozenset(described)
    return sorted({triple for triple in shared if triple not in known}, key=str)


def _write_event(writer: SourceWriter) -> NamedNode:
    event, names = writer.event, writer.names
    node = writer.describe(names.event(event.slug), tg["Conference"], schema["Event"])
    writer.text(node, schema["name"], event.name)
    writer.text(node, schema["identifier"], event.slug)
    if event.start:
        writer.say(node, schema["startDate"], date(event.start))
    elif event.year:
        writer.say(node, schema["startDate"], partial_date(event.year, event.month))
    if event.end:
        writer.say(node, schema["endDate"], date(event.end))
    writer.text(node, schema["location"], event.location)
    writer.text(node, schema["url"], event.url)
    for taker in filter(None, map(event.taker_of, event.sources)):
        writer.say(node, tg["noteTaker"], writer.account(taker))
    if event.series:
        writer.say(node, schema["superEvent"], writer.series(event.series))
    for link in event.links:
        writer.say(writer.link(event.slug, link), tg["event"], node)
    # What no line names is derived from the whole of its source.
    writer.derived(node, *(event.spans or (Span(source=event.source),)))
    return node


def _write_days(writer: SourceWriter, conference: NamedNode) -> dict[str, NamedNode]:
    nodes: dict[str, NamedNode] = {}
    for order, day in enumerate(writer.event.days, start=1):
        iri = writer.names.day(writer.event.slug, day.key)
        node = nodes[day.key] = writer.describe(iri, tg["Day"], schema["Event"])
        writer.text(node, schema["name"], day.title)
        writer.say(node, schema["superEvent"], conference)
        writer.say(node, tg["event"], conference)
        writer.number(node, schema["position"], order if day.number is None else day.number)
        if day.date:
            writer.say(node, schema["startDate"], date(day.date))
        writer.derived(node, day.span)
    return nodes


def _write_part(
    writer: SourceWriter,
    part: Talk | Session,
    node: NamedNode,
    conference: NamedNode,
    days: dict[str, NamedNode],
) -> None:
    """Write what talks and sessions have in common, apart from what was said there."""
    writer.text(node, schema["name"], part.title)
    writer.say(node, tg["event"], conference)
    writer.say(node, schema["superEvent"], days.get(part.day or "", conference))
    if part.date:
        writer.say(node, schema["startDate"], date(part.date))
    writer.number(node, schema["position"], part.position)
    writer.derived(node, *part.spans)
    owner = f"{writer.event.slug}/{part.key}"
    for link in part.links:
        writer.say(writer.link(owner, link), tg["talk"], node)


def _write_talk(
    writer: SourceWriter,
    talk: Talk,
    conference: NamedNode,
    days: dict[str, NamedNode],
    iris: OwnerIris,
) -> None:
    node = writer.describe(iris.owner, tg["Talk"], schema["Event"])
    writer.text(node, schema["identifier"], talk.anchor or talk.key)
    writer.text(node, tg["shortName"], f"{writer.event.slug}/{talk.key}")
    _write_part(writer, talk, node, conference, days)
    _write_appearances(writer, node, talk.key, talk.key, talk.speakers)
    _write_said(writer, talk, node, iris)


def _write_session(
    writer: SourceWriter,
    session: Session,
    conference: NamedNode,
    days: dict[str, NamedNode],
    iris: OwnerIris,
) -> None:
    node = writer.describe(iris.owner, tg["Session"], schema["Event"])
    writer.text(node, schema["identifier"], session.key)
    writer.text(node, tg["shortName"], f"{writer.event.slug}/{session.key}")
    writer.text(node, tg["sessionKind"], session.kind.value)
    writer.text(node, schema["location"], session.location)
    _write_part(writer, session, node, conference, days)
    _write_appearances(writer, node, session.key, session.key, session.speakers)
    used: set[str] = set()
    for item in session.items:
        _write_item(writer, session, item, node, conference, used)
    _write_said(writer, session, node, iris)


def _write_item(
    writer: SourceWriter,
    session: Session,
    item: SessionItem,
    node: NamedNode,
    conference: NamedNode,
    used: set[str],
) -> None:
    title = _unused(item.title, used)
    key = TalkKey(event=writer.event.slug, talk=session.key)
    listed = writer.describe(writer.names.item(key, title), tg["ListedTalk"], schema["Event"])
    writer.text(listed, schema["name"], item.title)
    writer.say(listed, tg["event"], conference)
    writer.say(listed, schema["superEvent"], node)
    if session.date:
        writer.say(listed, schema["startDate"], date(session.date))
    writer.number(listed, schema["position"], item.position)
    writer.derived(listed, item.span)
    _write_appearances(writer, listed, session.key, f"{session.key}/{slug(title)}", item.speakers)


def _unused(title: str, used: set[str]) -> str:
    """Return a title whose slug no earlier item of the session has."""
    candidate, count = title, 1
    while slug(candidate) in used:
        count += 1
        candidate = f"{title} {count}"
    used.add(slug(candidate))
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
            writer.text(seen[who], schema["alternateName"], speaker.name)
        else:
            key = TalkKey(event=writer.event.slug, talk=own_key)
            iri = writer.names.appearance(key, who)
            node = seen[who] = writer.describe(iri, tg["Appearance"], schema["Role"])
            writer.say(node, tg["inTalk"], talk)
            writer.number(node, schema["position"], speaker.position)
            writer.text(node, schema["name"], speaker.name)
        if person is not None:
            writer.say(seen[who], tg["speaker"], writer.person(person))
            writer.say(talk, schema["performer"], writer.person(person))
        _write_particulars(writer, seen[who], speaker)


def _write_particulars(writer: SourceWriter, node: NamedNode, speaker: Speaker) -> None:
    if speaker.affiliation:
        writer.say(node, tg["affiliation"], writer.organization(speaker.affiliation))
    if speaker.account:
        writer.say(node, tg["account"], writer.account(speaker.account))
    writer.text(node, schema["url"], speaker.url)
    writer.derived(node, speaker.span)


# ── what was said ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """In what something was said: a talk, a session, or (`is_event`) the event itself.

    `key` is the talk's or session's key, empty for the event; `owner` is `event` or
    `event/key`; `threads` has each source's thread of its note-taker; `speakers` are the talk's.
    """

    node: NamedNode
    key: str
    owner: str
    is_event: bool = False
    threads: Mapping[str, NamedNode] = field(default_factory=dict)
    speakers: Sequence[Speaker] = ()

    @property
    def relation(self) -> NamedNode:
        """How what was said refers to the setting."""
        return tg["event"] if self.is_event else tg["talk"]


def _write_said(
    writer: SourceWriter, part: Talk | Session, node: NamedNode, iris: OwnerIris
) -> None:
    key = TalkKey(event=writer.event.slug, talk=part.key)
    threads = [_write_thread(writer, key, thread, node) for thread in part.threads]
    setting = Setting(
        node=node,
        key=part.key,
        owner=str(key),
        threads=_note_takers(part.threads, threads),
        speakers=part.speakers,
    )
    _write_posts_and_notes(writer, setting, iris, part.posts, part.notes)


def _write_thread(writer: SourceWriter, key: TalkKey, thread: Thread, talk: NamedNode) -> NamedNode:
    iri = writer.names.thread(key, thread.url)
    node = writer.describe(iri, tg["Thread"], sioc["Thread"], schema["CreativeWork"])
    writer.say(node, tg["talk"], talk)
    writer.text(node, schema["url"], thread.url)
    writer.text(node, schema["name"], thread.label)
    if thread.account:
        writer.say(node, sioc["has_creator"], writer.account(thread.account))
    author = _author(writer, key, thread)
    if author is not None:
        writer.say(node, schema["author"], author)
    writer.derived(node, thread.span)
    return node


def _author(writer: SourceWriter, key: TalkKey, thread: Thread) -> NamedNode | None:
    """Return the person who wrote a thread, by the name given there or by the account."""
    label = thread.name or (thread.account.at_handle if thread.account else "")
    person = writer.mentioned(key.talk, thread.span, label)
    if person is not None:
        return writer.person(person)
    return writer.owner_of(thread.account) if thread.account else None


def _note_takers(threads: Sequence[Thread], nodes: Sequence[NamedNode]) -> dict[str, NamedNode]:
    """Return the thread to which each source's posts belong: the note-taker's, else the only one.

    A source that names several threads, and none of them as the note-taker's, has none.
    """
    found: dict[str, NamedNode] = {}
    named = Counter(thread.span.source for thread in threads)
    for thread, node in zip(threads, nodes, strict=True):
        if thread.by_note_taker or named[thread.span.source] == 1:
            found.setdefault(thread.span.source, node)
    return found


def _write_posts_and_notes(
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


def _write_post(writer: SourceWriter, setting: Setting, post: Post, iris: StatementIris) -> None:
    node = writer.describe(
        iris.iri, tg["Post"], sioc["Post"], schema["SocialMediaPosting"], schema["CreativeWork"]
    )
    thread = setting.threads.get(post.span.source)
    if thread is not None:
        writer.say(node, schema["isPartOf"], thread)
    _write_text(writer, setting, node, post)
    _write_says(writer, setting, node, post.says, iris)


def _write_note(
    writer: SourceWriter, setting: Setting, note: Note, iris: StatementIris
) -> NamedNode:
    own = tg["Attribution"] if note.kind is NoteKind.ATTRIBUTION else tg["Note"]
    node = writer.describe(iris.iri, own, schema["CreativeWork"])
    writer.text(node, tg["noteKind"], note.kind.value)
    _write_text(writer, setting, node, note)
    _write_says(writer, setting, node, note.says, iris)
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


def _write_says(
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
    _write_excerpt(writer, setting, part_of, quote, node)
    if quote.basis is None or _is_doubtful(writer, setting, quote):
        return
    writer.text(node, tg["attribution"], quote.basis.value)
    label = quote.name or (quote.account.at_handle if quote.account else None)
    writer.text(node, schema["creditText"], label)
    who = _quoted(writer, setting, quote, label)
    if who is not None:
        writer.say(node, tg["attributedTo"], who)


def _is_doubtful(writer: SourceWriter, setting: Setting, quote: Quote) -> bool:
    """Tell whether a source takes the speaker for granted where another names somebody else."""
    namings = [naming for speaker in setting.speakers for naming in speaker.namings]
    if quote.basis is not AttributionBasis.SPEAKER or len(namings) < 2:
        return False
    known = {writer.speaker(setting.key, naming) for naming in namings}
    return len(known) > 1


def _quoted(
    writer: SourceWriter, setting: Setting, quote: Quote, label: str | None
) -> NamedNode | None:
    slug: str | None = None
    if quote.basis is AttributionBasis.EXPLICIT and label:
        slug = writer.mentioned(setting.key, quote.span, label)
        if slug is None and quote.account is not None:
            return writer.owner_of(quote.account)
    elif quote.basis is AttributionBasis.SPEAKER and setting.speakers:
        slug = writer.speaker(setting.key, setting.speakers[0])
    return None if slug is None else writer.person(slug)


def _write_aside(
    writer: SourceWriter, setting: Setting, part_of: NamedNode, aside: Aside, iri: str
) -> None:
    node = writer.describe(iri, tg["Aside"], schema["Comment"], schema["CreativeWork"])
    _write_excerpt(writer, setting, part_of, aside, node)
    account = writer.event.taker_of(aside.span.source)
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
    writer.string(node, schema["text"], excerpt.text)
    writer.derived(node, excerpt.span)
