"""An invented event that has one of everything, and what was concluded from it."""

import datetime as dt
from collections.abc import Iterable

from pyoxigraph import Triple

from talkgraph.conclusions.organizations.resolve import affiliations_of, resolve
from talkgraph.graph.write.source import source_facts
from talkgraph.model import (
    Account,
    Affiliation,
    Aside,
    AttributionBasis,
    CitedAs,
    CitedWork,
    Credit,
    Day,
    Event,
    Hashtag,
    IdentityCandidate,
    Link,
    LinkKind,
    MentionPlace,
    Merge,
    Note,
    NoteKind,
    Organizations,
    People,
    Person,
    Post,
    Proposal,
    Quote,
    Session,
    SessionItem,
    SessionKind,
    Span,
    Speaker,
    Statements,
    Talk,
    TalkKey,
    Theme,
    ThemeMember,
    Thread,
    Topic,
    TopicAssignment,
    TopicMethod,
    Work,
    WorkCandidate,
    WorkKind,
    WorkMerge,
    Works,
)
from talkgraph.model.names import TOPIC, Names, slug
from talkgraph.model.passages import identify

SOURCE = "harbour conf 2031.md"
EVENT = "harbour-conf-2031"
TAKER = Account(service="twitter", handle="NightOwl", url="https://twitter.com/NightOwl")
MIRA = Account(service="twitter", handle="MiraSol", url="https://twitter.com/MiraSol")
REGISTERED = Account(
    service="orcid", handle="0000-0002-1825-0097", url="https://orcid.org/0000-0002-1825-0097"
)
GUEST = Account(service="example.social", handle="guest")
CREDIT = Credit(
    of=LinkKind.SKETCHNOTE,
    span=Span(source=SOURCE, first=53, last=53),
    name="Night Owl",
    account=TAKER,
    license="https://creativecommons.org/licenses/by/4.0/",
    notice="drawn for us",
    source="https://example.org/friend",
)


def at(first: int, last: int | None = None) -> Span:
    return Span(source=SOURCE, first=first, last=last or first)


def said(text: str, **more: object) -> Statements:
    return Statements(text=text, **more)  # type: ignore[arg-type]


def post(position: int, line: int, text: str, **more: object) -> Post:
    return Post(
        position=position,
        markdown=f"> {text} #HarbourConf",
        plain=f"{text} #HarbourConf",
        says=said(text, hashtags=(Hashtag(tag="HarbourConf", of_event=True),), **more),
        span=at(line),
    )


def note(position: int, line: int, text: str, **more: object) -> Note:
    says = more.pop("says", said(text))
    kind = more.pop("kind", NoteKind.ITEM)
    return Note(
        position=position,
        kind=kind,  # type: ignore[arg-type]
        markdown=f"* {text}",
        plain=text,
        says=says,  # type: ignore[arg-type]
        span=at(line),
        **more,  # type: ignore[arg-type]
    )


def link(kind: LinkKind, line: int, name: str | None = None) -> Link:
    label = name or kind.value
    return Link(url=f"https://example.org/{label}", label=label, kind=kind, span=at(line))


def rich_event() -> Event:
    mira = Speaker(
        name="Dr. Mira Sol",
        position=1,
        span=at(12),
        account=MIRA,
        more_accounts=(REGISTERED,),
        affiliation="Lighthouse Ltd",
        url="https://example.org/mira",
    )
    lone = Talk(
        key="sol",
        title="Lamps That Burn All Night",
        position=1,
        spans=(at(4), at(11)),
        anchor="sol",
        day="day-1",
        date=dt.date(2031, 5, 6),
        speakers=(mira,),
        threads=(
            Thread(url="https://example.org/t/1", label="guest", span=at(14), account=GUEST),
            Thread(
                url="https://example.org/t/2",
                label="NightOwl (me)",
                span=at(15),
                account=TAKER,
                by_note_taker=True,
            ),
        ),
        links=tuple(link(kind, 16 + n) for n, kind in enumerate(LinkKind)),
        posts=(
            post(
                1,
                31,
                'Keepers rest in turns: "Nobody keeps the lamp alone."',
                quotes=(
                    Quote(
                        text="Nobody keeps the lamp alone.",
                        span=at(31),
                        basis=AttributionBasis.SPEAKER,
                    ),
                ),
                mentions=(MIRA,),
            ),
            post(
                2,
                33,
                '"Fog is only weather" (Ada Quay), see the almanac',
                quotes=(
                    Quote(
                        text="Fog is only weather",
                        span=at(33),
                        basis=AttributionBasis.EXPLICIT,
                        name="Ada Quay",
                    ),
                ),
                links=(link(LinkKind.OTHER, 33, "almanac"),),
                works=(
                    CitedWork(
                        title="The Long Almanac: A History",
                        kind=WorkKind.BOOK,
                        span=at(33),
                        author="Ada Quay",
                        url="https://example.org/book",
                        ways=(CitedAs.RECOMMENDED,),
                    ),
                ),
            ),
            post(
                3,
                35,
                '"Ring twice" said @guest',
                quotes=(
                    Quote(
                        text="Ring twice",
                        span=at(35),
                        basis=AttributionBasis.EXPLICIT,
                        account=GUEST,
                    ),
                ),
                asides=(Aside(text="The bell is real.", span=at(35)),),
            ),
            post(4, 37, ""),
            post(5, 39, "Same words again"),
            post(6, 41, "Same words again"),
        ),
    )
    pair = Talk(
        key="charts",
        title="Charts for Two",
        position=2,
        spans=(at(50),),
        day="day-2",
        date=dt.date(2031, 5, 7),
        speakers=(
            Speaker(name="Ada Quay", position=1, span=at(51)),
            Speaker(name="Ola Berg", position=2, span=at(51), affiliation="Lighthouse Ltd"),
        ),
        links=(
            link(LinkKind.SKETCHNOTE, 52, "drawn"),
            link(LinkKind.VIDEO, 52, "elsewhere"),
        ),
        notes=(
            note(
                1,
                53,
                "Visual recording by a friend",
                kind=NoteKind.ATTRIBUTION,
                says=said(
                    "Visual recording by a friend",
                    links=(link(LinkKind.OTHER, 53, "friend"),),
                    credits=(CREDIT,),
                    recorded_at="Pier Days, May 1, 2030",
                ),
            ),
            note(2, 55, "Draw the coast first:"),
            note(
                3,
                56,
                'then the depths, "never the other way"',
                parent=2,
                says=said(
                    'then the depths, "never the other way"',
                    quotes=(Quote(text="never the other way", span=at(56)),),
                ),
            ),
            note(4, 58, "print(depth)", kind=NoteKind.CODE),
        ),
    )
    short = Session(
        key="short-talks",
        kind=SessionKind.IGNITES,
        title="Ignites",
        position=1,
        spans=(at(70),),
        day="day-2",
        date=dt.date(2031, 5, 7),
        location="Boat House",
        items=(
            SessionItem(
                title="Knots",
                position=1,
                span=at(71),
                speakers=(Speaker(name="Ola Berg", position=1, span=at(71)),),
            ),
            SessionItem(title="Knots", position=2, span=at(72)),
        ),
        posts=(post(1, 74, "Short talks are hard to follow"),),
    )
    return Event(
        name="Harbour Conf 2031",
        slug=EVENT,
        source=SOURCE,
        spans=(at(1), at(2)),
        series="Harbour Conf",
        start=dt.date(2031, 5, 6),
        end=dt.date(2031, 5, 7),
        location="Old Pier, Nowhere",
        url="https://example.org/",
        note_taker=TAKER,
        days=(
            Day(key="day-1", title="Day 1", span=at(9), number=1, date=dt.date(2031, 5, 6)),
            Day(key="day-2", title="Day 2", span=at(48)),
        ),
        talks=(lone, pair),
        sessions=(short,),
        links=(link(LinkKind.WEBSITE, 7, "site"),),
        notes=(note(1, 8, "Held in a tent.", kind=NoteKind.PARAGRAPH),),
    )


def mention_places(event: Event) -> Iterable[tuple[MentionPlace, str]]:
    """Give every speaker and every quoted name a person of that name's slug."""
    parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
    for part in parts:
        key = TalkKey(event=event.slug, talk=part.key)
        items = part.items if isinstance(part, Session) else ()
        for speaker in (*part.speakers, *(s for item in items for s in item.speakers)):
            yield (key, speaker.span, speaker.name), slug(speaker.name.removeprefix("Dr. "))
        statements: tuple[Post | Note, ...] = (*part.posts, *part.notes)
        for statement in statements:
            for quote in statement.says.quotes:
                if quote.basis is AttributionBasis.EXPLICIT:
                    label = quote.name or (f"@{quote.account.handle}" if quote.account else "")
                    yield (key, quote.span, label), slug(label)


def people_of(event: Event) -> People:
    """Return people made from the mentions by their names alone."""
    who = dict(mention_places(event))
    named: dict[str, str] = {}
    accounts: dict[tuple[str, str], str] = {}
    owned: dict[str, list[Account]] = {}
    for (_, _, label), person in who.items():
        named.setdefault(person, label.removeprefix("Dr. "))
    parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
    for part in parts:
        for speaker in part.speakers:
            if speaker.account and speaker.account.key not in accounts:
                person = who[(TalkKey(event=event.slug, talk=part.key), speaker.span, speaker.name)]
                accounts[speaker.account.key] = person
                owned.setdefault(person, []).append(speaker.account)
    return People(
        people=tuple(
            Person(slug=person, name=name, accounts=tuple(owned.get(person, ())))
            for person, name in sorted(named.items())
        ),
        who=who,
        accounts=accounts,
    )


def rich_people() -> People:
    event = rich_event()
    base = people_of(event)
    owl = Person(
        slug="nora-owl",
        name="Nora Owl",
        alternate_names=("N. Owl",),
        accounts=(TAKER,),
        urls=("https://example.org/nora",),
        aliases=("n-owl",),
    )
    return People(
        people=(*base.people, owl),
        who=base.who,
        accounts={**base.accounts, TAKER.key: owl.slug},
        merges=(
            Merge(
                person=owl.slug,
                rule="initials",
                score=0.9,
                evidence="N. Owl stands for Nora Owl",
                left=at(14),
                right=at(15),
            ),
        ),
        candidates=(
            IdentityCandidate(
                left="ada-quay",
                right="ola-berg",
                rule="initials",
                score=0.5,
                reasons=("initials",),
            ),
        ),
    )


def rich_works() -> Works:
    sol = TalkKey(event=EVENT, talk="sol")
    charts = TalkKey(event=EVENT, talk="charts")
    return Works(
        works=(Work(slug="lamps", title="Lamps That Burn All Night", deliveries=(sol,)),),
        merges=(
            WorkMerge(
                work="lamps",
                rule="same-title",
                score=0.9,
                evidence="the same title",
                left=charts,
                right=sol,
            ),
        ),
        candidates=(
            WorkCandidate(
                left=charts,
                right=sol,
                rule="alike-titles",
                score=0.5,
                reasons=("the same speaker",),
            ),
        ),
    )


def rich_assignments(names: Names) -> tuple[TopicAssignment, ...]:
    iris = identify(rich_event(), names).talks["sol"]
    return (
        TopicAssignment(
            target=iris.posts[0].iri,
            topic=f"{TOPIC}on-call",
            confidence=0.85,
            method=TopicMethod.LABEL,
            evidence="rest in turns",
            start=8,
            end=21,
        ),
        TopicAssignment(
            target=iris.owner,
            topic=f"{TOPIC}on-call",
            confidence=0.7,
            method=TopicMethod.AGGREGATE,
            evidence=iris.posts[0].iri,
        ),
    )


def rich_proposals(names: Names) -> tuple[Proposal, ...]:
    iris = identify(rich_event(), names).talks["sol"]
    lamps = Topic(iri=names.proposed("storm-lamps"), label="Storm lamps", alternate_labels=("SL",))
    wicks = Topic(iri=names.proposed("wicks"), label="Wicks", broader=(lamps.iri,))
    return (
        Proposal(
            topic=lamps,
            confidence=0.9,
            talks=(iris.owner,),
            speakers=2,
            evidence=(iris.posts[0].iri,),
        ),
        Proposal(topic=wicks, confidence=0.7, talks=(iris.owner,), speakers=2, evidence=()),
    )


def rich_themes(names: Names) -> tuple[Theme, ...]:
    iris = identify(rich_event(), names).talks["sol"]
    passages = (iris.posts[0].iri, iris.posts[1].iri)
    member = ThemeMember(talk=iris.owner, weight=0.75, passages=passages)
    return (
        Theme(
            slug="night-work",
            name="night work",
            keywords=("lamp", "night"),
            members=(member,),
            passages=passages,
        ),
        Theme(
            slug="lamps",
            name="Lamps",
            keywords=("lamp",),
            members=(member,),
            passages=passages,
            description="A lamp is all that one has at night.",
            parent="night-work",
            alike=True,
        ),
    )


def source_triples(event: Event, people: People, names: Names) -> list[Triple]:
    """Everything that one source says, its own and what it shares."""
    facts = source_facts(event, people, names, resolve(affiliations_of([event], people)))
    return [*facts.own, *facts.shared]


def rich_organizations() -> Organizations:
    """Bodies with another spelling, and one candidate by each rule."""
    texts = ("Lighthouse Ltd", "Lighthouse", "Lighthouse International", "LIGHTHOUSE")
    more = ("Harbourmaster", "Harbourmastar", "Old Pier Works", "OPW")
    return resolve([Affiliation(text=text, span=at(51)) for text in (*texts, *more)])
