"""What the words of a search are read as, rule by rule, on invented people, events and companies.

The last part shows what is misread: failures that are known, each with its reason.
"""

import datetime as dt
from dataclasses import replace

import pytest

from talkgraph.knowledge.understanding.events import Events
from talkgraph.knowledge.understanding.kinds import Kinds
from talkgraph.knowledge.understanding.named import NamedEvent, NamedOrganization
from talkgraph.knowledge.understanding.organizations import Organizations
from talkgraph.knowledge.understanding.people import People
from talkgraph.knowledge.understanding.reader import Reader
from talkgraph.knowledge.understanding.subjects import Subjects
from talkgraph.knowledge.understanding.times import Times
from talkgraph.knowledge.understanding.words import Ordinary, Typed
from talkgraph.model import Account, Filters, PassageKind, Person, Search, TalkRecord, Theme, Topic
from talkgraph.model.names import Names
from talkgraph.model.queries import NO_FILTERS, Mention, MentionKind, Query
from talkgraph.words import word_set

NAMES = Names("https://example.org/id/")
SMALL = """
a price for every page of the book; stay with the ledger, trust the crew, replay the tape and read
the rust manual; a harbour in winter, a target for latency, some people and their tide tables
"""
# What a model knows: ordinary words with their endings, and names without.
VOCABULARY = word_set(
    "knight knights price prices page pages replay replays harbour harbours target targets "
    "bond bonds okafor marlow steven stevens capital capitals grace graces maria"
)


def who(slug: str) -> str:
    return NAMES.person(slug)


def person(name: str, handle: str = "", also: tuple[str, ...] = ()) -> Person:
    accounts = (Account(service="twitter", handle=handle),) if handle else ()
    slug = name.lower().replace(" ", "-").replace("'", "")
    return Person(slug=slug, name=name, accounts=accounts, alternate_names=also)


PEOPLE = (
    person("Ngozi Okafor", "ngozi_writes"),
    person("Thomas Marlow", "tide.tom"),
    person("Lena Price"),
    person("Oliver Knight"),
    person("Ada Vasterling", also=("Ada van der Vasterling",)),
    person("Ivo Sandgren"),
    person("Petra Sandgren"),
    person("Łukasz Brzęk"),
    person("Mira O'Dell"),
    person("Grace Tolland"),
    person('Wilhelmina "Minnow" Ashby'),
    person("Kestrel"),
    person("Jo Rust"),
    person("Silent Reader"),
)


def talk(name: str, event: str, *speakers: str, day: dt.date | None = None) -> TalkRecord:
    called = {who(each.slug): each.name for each in PEOPLE}
    return TalkRecord(
        iri=f"https://example.org/id/talk/{name}",
        name=name,
        title=name.title(),
        event=f"https://example.org/id/event/{event}",
        event_name=event,
        date=day,
        speakers=tuple((who(each), called[who(each)]) for each in speakers),
    )


RECORDS = (
    talk("crews", "sailconf-lund-2018", "ngozi-okafor", "lena-price", day=dt.date(2018, 5, 3)),
    talk("tides", "sailconf-malmo-2019", "thomas-marlow", "oliver-knight"),
    talk("maps", "sailconf-malmo-2019", "ada-vasterling", "ivo-sandgren", "mira-odell"),
    talk("ropes", "replay-2019", "petra-sandgren", "łukasz-brzęk", "grace-tolland"),
    talk("knots", "replay-2019", 'wilhelmina-"minnow"-ashby', "kestrel", "jo-rust"),
    talk("chains", "sailops-yearly-summit-2017", "ngozi-okafor", day=dt.date(2017, 6, 1)),
)
EVENTS = tuple(
    NamedEvent(
        iri=f"https://example.org/id/event/{slug}",
        name=name,
        series=series,
        start=start,
        location=location,
    )
    for slug, name, series, start, location in (
        ("sailconf-lund-2018", "SailConf Lund 2018", "SailConf", "2018-05-03", "Lund, Sweden"),
        ("sailconf-malmo-2019", "SailConf Malmö 2019", "SailConf", "2019-05-02", "Malmö, Sweden"),
        ("replay-2019", "Replay 2019", "Replay", "2019-09", "Port Ellery, Canada"),
        (
            "sailops-yearly-summit-2017",
            "SailOps Yearly Summit 2017",
            "SailOps Yearly Summit",
            "2017-06-01",
            "Port Ellery, Canada",
        ),
    )
)
BODIES = (
    NamedOrganization(
        iri="https://example.org/id/organization/tidewater-bank",
        names=("Tidewater Bank, Inc.", "Tidewater Bank"),
        staff=((who("ngozi-okafor"), RECORDS[0].iri),),
    ),
    NamedOrganization(
        iri="https://example.org/id/organization/target",
        names=("Target",),
        staff=((who("thomas-marlow"), RECORDS[1].iri),),
    ),
)
TOPICS = (
    Topic(iri="https://example.org/t#load", label="Load shedding", alternate_labels=("LS",)),
    Topic(iri="https://example.org/t#mooring", label="Mooring"),
)
THEMES = (Theme(slug="night-watches", name="Night watches", keywords=(), members=(), passages=()),)


@pytest.fixture(scope="module")
def reader() -> Reader:
    elsewhere = [(f"talk-{n}", "we wrote it in Rust, and then in Rust again") for n in range(4)]
    ordinary = Ordinary([("talk", SMALL), *elsewhere], VOCABULARY)
    events = Events(EVENTS, RECORDS, ordinary)
    return Reader(
        people=People(PEOPLE, RECORDS, NAMES, ordinary),
        events=events,
        organizations=Organizations(BODIES, ordinary),
        times=Times(events.talks_of_years),
        kinds=Kinds([RECORDS[0].iri]),
        subjects=Subjects(TOPICS, THEMES, NAMES),
        titles=frozenset({"welcome to replay 2019", "replay 2019"}),
    )


def mentions(query: Query, kind: MentionKind) -> list[Mention]:
    return [each for each in query.mentions if each.kind is kind]


def speakers(query: Query) -> set[str]:
    return {iri.rsplit("/", 1)[-1] for iri in query.filters.speakers}


def events(query: Query) -> set[str]:
    return {iri.rsplit("/", 1)[-1] for iri in query.filters.events}


def test_a_whole_title_is_no_name(reader: Reader) -> None:
    query = reader.read(Search(text="Welcome to Replay 2019"))
    assert (query.text, query.mentions, query.filters) == (query.typed, (), NO_FILTERS)
    assert events(reader.read(Search(text="welcome at Replay 2019"))) == {"replay-2019"}
    assert events(reader.read(Search(text="Replay 2019"))) == {"replay-2019"}, "an event's name"


# ── people ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "slug", "rest"),
    [
        ("Ngozi Okafor", "ngozi-okafor", ""),
        ("ngozi okafor", "ngozi-okafor", ""),
        ("NGOZI OKAFOR on crews", "ngozi-okafor", "crews"),
        ("what did Ngozi Okafor say", "ngozi-okafor", ""),
        ("What has Ngozi Okafor said about trust in crews?", "ngozi-okafor", "trust in crews?"),
        ("Lukasz Brzek", "łukasz-brzęk", ""),
        ("Mira O’Dell's maps", "mira-odell", "maps"),
        ("Ada van der Vasterling", "ada-vasterling", ""),
        ('Wilhelmina "Minnow" Ashby', 'wilhelmina-"minnow"-ashby', ""),
        ("lena price on tides", "lena-price", "tides"),
    ],
)
def test_a_whole_name_narrows_in_any_letter_case(
    reader: Reader, text: str, slug: str, rest: str
) -> None:
    query = reader.read(Search(text=text))
    assert speakers(query) == {slug}
    assert query.text == rest
    assert not query.phrases


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("@ngozi_writes", "ngozi-okafor"),
        ("ngozi_writes on trust", "ngozi-okafor"),
        ("talks by @Ngozi_Writes", "ngozi-okafor"),
        ("@tide.tom", "thomas-marlow"),
    ],
)
def test_a_handle_names_whose_it_is(reader: Reader, text: str, slug: str) -> None:
    assert speakers(reader.read(Search(text=text))) == {slug}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Okafor", "ngozi-okafor"),
        ("okafor", "ngozi-okafor"),
        ("trust according to okafor", "ngozi-okafor"),
        ("van der Vasterling", "ada-vasterling"),
        ("Price", "lena-price"),
        ("what did Price say about tides", "lena-price"),
        ("talks by Knight", "oliver-knight"),
        ("Tom Marlow", "thomas-marlow"),
        ("what did Ngozi say", "ngozi-okafor"),
        ("ngozi on crews", "ngozi-okafor"),
        ("kestrel", "kestrel"),
    ],
)
def test_a_part_of_a_name_narrows_where_it_can_be_nothing_else(
    reader: Reader, text: str, slug: str
) -> None:
    assert speakers(reader.read(Search(text=text))) == {slug}


@pytest.mark.parametrize(
    "text",
    [
        "the price of downtime",
        "Price of downtime",
        "Page and price",
        "Knight Capital",
        "knight capital",
        "Replaying the Price Is Hard",
        "Steven Okafor",
        "steven okafor",
        "with grace and charm",
        "Grace periods for shutdown",
        "writing drivers in Rust",
        "Rust",
        "sailing with ngozi in the north",
        "Okafor's law",
        "what do people say about tides",
    ],
)
def test_an_ordinary_word_or_another_name_is_not_read_as_a_person(
    reader: Reader, text: str
) -> None:
    query = reader.read(Search(text=text))
    assert not query.filters.speakers
    assert query.text == text


def test_a_surname_of_two_prefers_both_and_narrows_to_none(reader: Reader) -> None:
    query = reader.read(Search(text="Sandgren on ropes"))
    [mention] = query.mentions
    assert mention.label == "Ivo Sandgren / Petra Sandgren"
    assert not mention.narrows
    assert dict(query.preferred) == {RECORDS[2].iri: 1.0, RECORDS[3].iri: 1.0}
    assert query.text == "Sandgren on ropes"


def test_several_people_narrow_to_any_and_prefer_what_they_gave_together(reader: Reader) -> None:
    query = reader.read(Search(text="Okafor and Price"))
    assert speakers(query) == {"ngozi-okafor", "lena-price"}
    assert set(query.preferred) == {RECORDS[0].iri}
    assert query.text == ""


def test_who_never_spoke_is_named_but_narrows_to_nothing(reader: Reader) -> None:
    query = reader.read(Search(text="Silent Reader"))
    assert [each.narrows for each in query.mentions] == [False]
    assert query.filters == Filters()
    assert query.text == "Silent Reader"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Ngosi Okafor", "ngozi-okafor"),
        ("Ngozi Okafro", "ngozi-okafor"),
        ("Lena Pice", "lena-price"),
        ("Vasterlig", "ada-vasterling"),
        ("what did Toland say", "grace-tolland"),
    ],
)
def test_a_misspelt_name_names_whom_it_is_nearest_to(reader: Reader, text: str, slug: str) -> None:
    query = reader.read(Search(text=text))
    assert speakers(query) == {slug}
    assert mentions(query, MentionKind.PERSON)[0].label != text


# ── events ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found", "rest"),
    [
        ("SailConf Lund 2018", {"sailconf-lund-2018"}, ""),
        ("sailconf malmo", {"sailconf-malmo-2019"}, ""),
        ("SailConf 2019", {"sailconf-malmo-2019"}, ""),
        ("sailconf2019", {"sailconf-malmo-2019"}, ""),
        ("Sail Conf in Lund", {"sailconf-lund-2018"}, ""),
        ("SailConf", {"sailconf-lund-2018", "sailconf-malmo-2019"}, ""),
        ("SOYS 2017", {"sailops-yearly-summit-2017"}, ""),
        ("SYS17 keynotes", {"sailops-yearly-summit-2017"}, "keynotes"),
        ("Lund 2018", {"sailconf-lund-2018"}, ""),
        ("Port Ellery 2019", {"replay-2019"}, ""),
        ("Malmö", {"sailconf-malmo-2019"}, ""),
        ("trust in Lund", {"sailconf-lund-2018"}, "trust"),
        ("what was said at Replay about ropes", {"replay-2019"}, "ropes"),
        ("replay 2019 ropes", {"replay-2019"}, "ropes"),
        ("Replay", {"replay-2019"}, ""),
    ],
)
def test_an_event_narrows_by_name_series_acronym_place_and_year(
    reader: Reader, text: str, found: set[str], rest: str
) -> None:
    query = reader.read(Search(text=text))
    assert events(query) == found
    assert query.text == rest


@pytest.mark.parametrize("text", ["replay keynote about ropes", "ropes Lund style", "Replay tapes"])
def test_a_series_or_place_among_other_words_only_prefers(reader: Reader, text: str) -> None:
    query = reader.read(Search(text=text))
    assert query.filters == Filters()
    assert query.text == text
    assert query.preferred
    assert max(query.preferred.values()) < 1.0


def test_an_event_that_is_called_exactly_so_comes_first_in_its_series() -> None:
    plain = NamedEvent(iri=EVENTS[2].iri, name="Replay", series="Replay")
    other = NamedEvent(iri=EVENTS[0].iri, name="Replay 2018", series="Replay", start="2018")
    [reading] = Events((plain, other), RECORDS, Ordinary([], frozenset())).readings(
        Typed("Replay"), set()
    )
    assert set(reading.iris) == {plain.iri, other.iri}
    assert reading.foremost == {RECORDS[3].iri, RECORDS[4].iri}


def test_an_edition_that_is_not_there_is_not_another(reader: Reader) -> None:
    query = reader.read(Search(text="SailConf Lund 2012 keynotes"))
    assert not query.filters.events


def test_quotes_by_several_of_one_name_are_the_words_of_each(reader: Reader) -> None:
    people = (person("Ann Lee", also=("A Lee",)), person("Anders Lee", also=("A Lee",)))
    spoke = replace(RECORDS[0], speakers=tuple((who(p.slug), p.name) for p in people))
    named = replace(reader, people=People(people, [spoke], NAMES, Ordinary([], frozenset())))
    filters = named.read(Search(text="quotes by A Lee")).filters
    assert filters.kinds == {PassageKind.QUOTE}
    assert filters.voices == {"Ann Lee", "Anders Lee"}
    assert not filters.speakers


def test_a_word_of_the_dictionary_is_no_name_among_other_words() -> None:
    people = (*PEOPLE, person("Sigrid Sandstone"))
    text = Typed("walls of sandstone")
    plain = People(people, RECORDS, NAMES, Ordinary([], VOCABULARY))
    assert [each.iris for each in plain.parts(text, set())] == [(who("sigrid-sandstone"),)]
    words = frozenset({"sandstone", "sandstones"})
    found = People(people, RECORDS, NAMES, Ordinary([], VOCABULARY, lambda: words))
    assert not [*found.parts(text, set())]
    assert [*found.parts(Typed("what did sandstone say"), set())]


@pytest.mark.parametrize("text", ["bond", "what did bond say"])
def test_an_ordinary_word_that_no_note_has_is_a_name_where_nothing_else_is_asked(
    text: str,
) -> None:
    ordinary = Ordinary([("talk", SMALL)], VOCABULARY)
    people = (*PEOPLE, person("Sigrid Bond"))
    found = People(people, RECORDS, NAMES, ordinary)
    readings = [*found.parts(Typed(text), set())]
    assert [each.iris for each in readings] == [(who("sigrid-bond"),)]
    assert not [*found.parts(Typed("bond issues"), set())]
    assert not [*found.parts(Typed("price"), set())], "the notes have this word"
    ordinary = Ordinary([("talk", SMALL), ("other", "moored by the Bond quay")], VOCABULARY)
    found = People(people, RECORDS, NAMES, ordinary)
    assert not [*found.parts(Typed("bond"), set())], "they have it as another name"


# ── organizations ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("talks by people from Tidewater Bank", ""),
        ("what do engineers at Tidewater Bank say", ""),
        ("trust at tidewater bank", "trust"),
        ("crews at Tidewater Bank, Inc.", "crews"),
    ],
)
def test_from_an_organization_narrows_to_the_talks_of_its_people(
    reader: Reader, text: str, rest: str
) -> None:
    query = reader.read(Search(text=text))
    assert query.filters.talks == {RECORDS[0].iri}
    assert query.text == rest


@pytest.mark.parametrize(("text", "weight"), [("Target", 1.0), ("how Target sails", 0.2)])
def test_an_organization_by_itself_prefers(reader: Reader, text: str, weight: float) -> None:
    query = reader.read(Search(text=text))
    assert dict(query.preferred) == {RECORDS[1].iri: weight}
    assert query.text == text


def test_of_an_organization_are_people_and_not_what_is_done_with_it(reader: Reader) -> None:
    query = reader.read(Search(text="engineers of Tidewater Bank on crews"))
    assert query.filters.talks
    query = reader.read(Search(text="a barge instead of Tidewater Bank"))
    assert not query.filters.talks
    assert query.preferred


@pytest.mark.parametrize("text", ["a target for latency", "latency at target"])
def test_an_organization_called_as_an_ordinary_word_needs_its_capital(
    reader: Reader, text: str
) -> None:
    assert not reader.read(Search(text=text)).mentions


# ── times ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "since", "until", "rest"),
    [
        ("crews in 2019", "2019-01-01", "2019-12-31", "crews"),
        ("since 2018 crews", "2018-01-01", None, "crews"),
        ("crews from 2018 on", "2018-01-01", None, "crews"),
        ("crews after 2018", "2019-01-01", None, "crews"),
        ("crews before 2018", None, "2017-12-31", "crews"),
        ("crews until 2018", None, "2018-12-31", "crews"),
        ("crews between 2016 and 2018", "2016-01-01", "2018-12-31", "crews"),
        ("crews from 2016 to 2018", "2016-01-01", "2018-12-31", "crews"),
        ("crews 2016-2018", "2016-01-01", "2018-12-31", "crews"),
        ("crews in May 2018", "2018-05-01", "2018-05-31", "crews"),
        ("crews in spring 2018", "2018-03-01", "2018-05-31", "crews"),
        ("2018", "2018-01-01", "2018-12-31", ""),
        ("crews on 3 May 2018", "2018-05-03", "2018-05-03", "crews"),
        ("crews on the 3rd of may 2018", "2018-05-03", "2018-05-03", "crews"),
        ("crews since May 3, 2018", "2018-05-03", None, "crews"),
        # A month or a day of a year is hardly anything else.
        ("crews may 2018", "2018-05-01", "2018-05-31", "crews"),
        ("3 May 2018 crews", "2018-05-03", "2018-05-03", "crews"),
        ("crews 2018-05-03", "2018-05-03", "2018-05-03", "crews"),
    ],
)
def test_times_narrow(
    reader: Reader, text: str, since: str | None, until: str | None, rest: str
) -> None:
    query = reader.read(Search(text=text))
    bounds = (query.filters.since, query.filters.until)
    assert tuple(each.isoformat() if each else None for each in bounds) == (since, until)
    assert query.text == rest


@pytest.mark.parametrize(
    "text", ["last year", "in the last 10 years", "2000 sails", "error 2049", "a 1999 vintage"]
)
def test_what_is_no_year_of_the_notes_is_no_time(reader: Reader, text: str) -> None:
    query = reader.read(Search(text=text))
    assert not query.mentions
    assert query.text == text


def test_a_year_beside_other_words_only_prefers(reader: Reader) -> None:
    query = reader.read(Search(text="tide tables 2018"))
    assert query.filters == Filters()
    assert set(query.preferred) == {RECORDS[0].iri}


def test_a_day_in_the_title_of_a_talk_only_prefers() -> None:
    times = Times({"2018": frozenset({RECORDS[0].iri})}, ["The crews of May 2018"])
    (title,) = times.alone(Typed("crews may 2018"), set())
    (other,) = times.alone(Typed("crews june 2018"), set())
    assert (title.narrows, other.narrows) == (False, True)


def test_a_year_beside_a_name_narrows(reader: Reader) -> None:
    query = reader.read(Search(text="Okafor 2018"))
    assert query.filters.since == dt.date(2018, 1, 1)
    assert query.text == ""


# ── kinds, topics, phrases ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("quotes by Okafor", PassageKind.QUOTE, ""),
        ("show me all quotes about trust", PassageKind.QUOTE, "trust"),
        ("posts about tides", PassageKind.POST, "tides"),
        ("talks by Ngozi Okafor about tides", PassageKind.TALK, "tides"),
        ("Okafor's quotes", PassageKind.QUOTE, ""),
        ("talks at SailConf", PassageKind.TALK, ""),
    ],
)
def test_a_kind_narrows_where_it_governs(
    reader: Reader, text: str, kind: PassageKind, rest: str
) -> None:
    query = reader.read(Search(text=text))
    assert query.filters.kinds == {kind}
    assert query.text == rest


def test_slides_narrow_to_the_talks_that_have_some(reader: Reader) -> None:
    query = reader.read(Search(text="slides by Okafor"))
    assert query.filters.talks == {RECORDS[0].iri}
    assert speakers(query) == {"ngozi-okafor"}
    assert query.text == ""


@pytest.mark.parametrize(
    "text", ["quotes", "how to give talks", "notes on blindness", "quotes by customers", "posts"]
)
def test_a_kind_that_does_not_govern_is_a_word(reader: Reader, text: str) -> None:
    query = reader.read(Search(text=text))
    assert query.filters == Filters()
    assert query.text == text


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("load shedding under pressure", MentionKind.TOPIC, "Load shedding"),
        ("LS", MentionKind.TOPIC, "Load shedding"),
        ("moorings", MentionKind.TOPIC, "Mooring"),
        ("night watch", MentionKind.THEME, "Night watches"),
    ],
)
def test_topics_and_themes_are_named_and_narrow_nothing(
    reader: Reader, text: str, kind: MentionKind, label: str
) -> None:
    query = reader.read(Search(text=text))
    assert [(each.kind, each.label, each.narrows) for each in query.mentions] == [
        (kind, label, False)
    ]
    assert query.text == text
    assert query.filters == Filters()


def test_a_topic_of_one_word_is_named_only_by_itself(reader: Reader) -> None:
    assert not reader.read(Search(text="a mooring that broke")).mentions


def test_what_stands_in_quotation_marks_is_a_phrase_and_no_name(reader: Reader) -> None:
    query = reader.read(Search(text='"Ngozi Okafor" and "the tide"'))
    assert query.phrases == ("Ngozi Okafor", "the tide")
    assert {each.kind for each in query.mentions} == {MentionKind.PHRASE}
    assert query.text == '"Ngozi Okafor" and "the tide"'


def test_exact_takes_the_whole_text_for_a_phrase(reader: Reader) -> None:
    query = reader.read(Search(text="Okafor in 2018", exact=True))
    assert query.phrases == ("Okafor in 2018",)
    assert query.filters == Filters()


# ── together ─────────────────────────────────────────────────────────────────────────────────


def test_all_that_is_named_narrows_together(reader: Reader) -> None:
    query = reader.read(Search(text="what did Okafor say about crews at SailConf Lund since 2018"))
    assert speakers(query) == {"ngozi-okafor"}
    assert events(query) == {"sailconf-lund-2018"}
    assert query.filters.since == dt.date(2018, 1, 1)
    assert query.text == "crews"


def test_mentions_tell_their_places_in_order(reader: Reader) -> None:
    text = "crews in 2018 by Ngozi Okafor"
    query = reader.read(Search(text=text))
    assert [text[each.start : each.end] for each in query.mentions] == ["in 2018", "Ngozi Okafor"]
    assert [each.text for each in query.mentions] == ["in 2018", "Ngozi Okafor"]


def test_plain_words_are_not_read_and_literal_text_not_at_all(reader: Reader) -> None:
    asked = Search(text="Ngozi Okafor in 2018")
    plain = reader.read(replace(asked, plain=("ngozi okafor",)))
    assert not plain.filters.speakers
    assert plain.filters.since == dt.date(2018, 1, 1)
    assert plain.text == "Ngozi Okafor"
    literal = reader.read(replace(asked, literal=True))
    assert literal == Query(typed=asked.text, text=asked.text)


def test_no_more_phrases_are_looked_for_than_anybody_types(reader: Reader) -> None:
    query = reader.read(Search(text=" ".join(f'"the {number}"' for number in range(200))))
    assert query.phrases == tuple(f"the {number}" for number in range(10))


@pytest.mark.parametrize("plain", ['"ngozi  okafor"', "Ngozi Okafor"])
def test_plain_words_are_no_phrase(reader: Reader, plain: str) -> None:
    query = reader.read(Search(text='"Ngozi Okafor" on "the tide"', plain=(plain,)))
    assert query.phrases == ("the tide",)
    assert not query.filters.speakers


def test_a_kind_of_mention_can_be_left_out(reader: Reader) -> None:
    asked = Search(text="Ngozi Okafor in 2012")
    query = reader.read(asked, without={MentionKind.TIME})
    assert query.filters == Filters(speakers=frozenset({who("ngozi-okafor")}))
    assert query.text == ""
    nothing = reader.read(asked, without={MentionKind.TIME, MentionKind.PERSON})
    assert nothing.text == "Ngozi Okafor"
    alone = reader.read(Search(text="in 2012"), without={MentionKind.TIME})
    assert alone.text == "in 2012"
    others = reader.read(Search(text="quotes on tides since 2030"), without=set(MentionKind))
    assert others.text == "tides"


def test_reading_is_the_same_every_time(reader: Reader) -> None:
    asked = Search(text="Sandgren and Okafor at Replay on load shedding in 2019")
    assert reader.read(asked) == reader.read(asked)


@pytest.mark.parametrize(
    ("text", "slugs", "rest"),
    [
        # Small, and a word of the notes: a name where only a name makes sense.
        ("what did price say about tides", {"lena-price"}, "tides"),
        ("talks by price", {"lena-price"}, ""),
        ("price's slides", {"lena-price"}, ""),
        ("what does the price say about tides", set(), None),
        ("sorted by price", set(), None),
        ("what did they say about prices", set(), None),
        # A word that the notes do not have is a name where it is all that is asked for.
        ("knight", {"oliver-knight"}, ""),
        ("what knight said", {"oliver-knight"}, ""),
        ("price", set(), None),
        ("the knight and the tides", set(), None),
        # An acronym is no part of the name beside it.
        ("Okafor TLS", {"ngozi-okafor"}, "TLS"),
        ("Okafor Tlingit", set(), None),
    ],
)
def test_a_surname_that_is_a_word_is_a_name_where_nothing_else_makes_sense(
    reader: Reader, text: str, slugs: set[str], rest: str | None
) -> None:
    query = reader.read(Search(text=text))
    assert speakers(query) == slugs
    assert query.text == (text if rest is None else rest)


# ── what is misread ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        pytest.param("Price on tides", {"lena-price"}, id="a capital that begins what is typed"),
        pytest.param("tides price", {"lena-price"}, id="an ordinary word written small"),
        pytest.param("Rust on ropes", {"jo-rust"}, id="a name that the notes give to other things"),
        pytest.param("marlow bond", set(), id="an ordinary word as another's surname"),
    ],
)
@pytest.mark.xfail(strict=True, reason="it may as well be something else, or may as well be a name")
def test_known_failures(reader: Reader, text: str, slugs: set[str]) -> None:
    assert speakers(reader.read(Search(text=text))) == slugs
