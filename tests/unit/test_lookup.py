"""From what people type to what is meant."""

import datetime as dt
from dataclasses import replace

import pytest

from talkgraph.errors import Ambiguous, InputError, NotFound
from talkgraph.knowledge.lookup import Lookup
from talkgraph.model import Account, Filters, PassageKind, Person, Search, TalkRecord, Theme, Topic
from talkgraph.model.names import TOPIC, Names

NAMES = Names("https://example.org/id/")


def _record(event: str, key: str, title: str) -> TalkRecord:
    return TalkRecord(
        iri=f"https://example.org/id/talk/{event}/{key}",
        name=f"{event}/{key}",
        title=title,
        event=NAMES.event(event),
        event_name=event.replace("-", " ").title(),
    )


LOOKUP = Lookup(
    names=NAMES,
    records=(
        _record("harbour-2021", "ito", "Pagers and Pay"),
        _record("harbour-2022", "ito", "Pagers and Pay"),
        _record("harbour-2022", "ruiz", "Breaking Things Gently"),
    ),
    people=(
        Person(
            slug="mika-ito",
            name="Mika Ito",
            alternate_names=("Dr. Mika Itō",),
            accounts=(Account(service="twitter", handle="MikaIto"),),
        ),
        Person(slug="alex-kim-alexk", name="Alex Kim"),
        Person(slug="alex-kim-akim", name="Alex Kim"),
    ),
    topics=(
        Topic(iri=f"{TOPIC}operations", label="operations"),
        Topic(
            iri=f"{TOPIC}on-call",
            label="on-call",
            alternate_labels=("pager duty",),
            broader=(f"{TOPIC}operations",),
        ),
        Topic(iri=f"{TOPIC}alert-fatigue", label="alert fatigue", broader=(f"{TOPIC}on-call",)),
    ),
    themes=(
        Theme(slug="on-call", name="on-call", keywords=(), members=(), passages=()),
        Theme(slug="chaos", name="chaos engineering", keywords=(), members=(), passages=()),
    ),
)


@pytest.mark.parametrize(
    "name",
    [
        "harbour-2022/ruiz",
        "https://example.org/id/talk/harbour-2022/ruiz",
        "Breaking Things Gently",
        "breaking things gently!",
        "things gen",
    ],
)
def test_a_talk_by_any_of_its_names(name: str) -> None:
    assert LOOKUP.talk(name).name == "harbour-2022/ruiz"


def test_a_title_of_two_talks_lists_both() -> None:
    with pytest.raises(Ambiguous, match="harbour-2021/ito") as caught:
        LOOKUP.talk("Pagers and Pay")
    assert len(caught.value.candidates) == 2


@pytest.mark.parametrize("name", ["", "  ", "nothing like it at all"])
def test_an_unknown_talk(name: str) -> None:
    with pytest.raises(NotFound, match="no talk"):
        LOOKUP.talk(name)


def test_who_gave_it_names_a_talk() -> None:
    records = [
        TalkRecord(iri=f"x:{n}", name=f"conf/{n}", title=title, event="x:e", event_name="Conf",
                   speakers=((f"{NAMES.base}person/{who}", who),))
        for n, title, who in (("a", "Knots, or Ropes", "ida-holm"), ("b", "Sails", "ada-roth"))
    ]  # fmt: skip
    people = [
        Person(slug=s, name=n) for s, n in (("ida-holm", "Ida Holm"), ("ada-roth", "Ada Roth"))
    ]
    lookup = Lookup(names=NAMES, records=records, people=people, topics=(), themes=())
    assert lookup.talk("holm").iri == "x:a"
    assert lookup.talk("knots or").iri == "x:a"
    with pytest.raises(NotFound):
        lookup.talk("nobody")


def test_small_words_make_no_names_alike() -> None:
    records = [TalkRecord(iri="x:a", name="conf/a", title="Kubernetes at the Harbour: All of It",
                          event="x:e", event_name="Conf")]  # fmt: skip
    lookup = Lookup(names=NAMES, records=records, people=(), topics=(), themes=())
    with pytest.raises(NotFound) as raised:
        lookup.talk("nothing here at all")
    assert raised.value.suggestions == ()
    with pytest.raises(NotFound, match="Did you mean: Kubernetes at"):
        lookup.talk("kubernets harbor")


def test_a_misspelt_talk_gets_suggestions() -> None:
    with pytest.raises(NotFound) as caught:
        LOOKUP.talk("Breaking Thinks Gentli")
    assert "Breaking Things Gently" in caught.value.suggestions


@pytest.mark.parametrize("name", ["Mika Ito", "mika itō", "@mikaito", "MikaIto", "mika-ito"])
def test_a_person_by_any_of_their_names(name: str) -> None:
    assert LOOKUP.person(name).slug == "mika-ito"


def test_two_people_of_one_name() -> None:
    with pytest.raises(Ambiguous) as caught:
        LOOKUP.person("Alex Kim")
    assert len(caught.value.candidates) == 2
    asked_by = [candidate.split()[0] for candidate in caught.value.candidates]
    assert [LOOKUP.person(each).slug for each in asked_by] == ["alex-kim-akim", "alex-kim-alexk"]


SPOKE = replace(
    _record("harbour-2022", "two", "Two"),
    speakers=((NAMES.person("thomas-osei"), ""), (NAMES.person("asa-lindstrom"), "")),
)
PEOPLE = replace(
    LOOKUP,
    records=(SPOKE,),
    people=(
        Person(
            slug="thomas-osei",
            name="Thomas Osei",
            accounts=(Account(service="quay.example", handle="tosei@quay.example"),),
        ),
        Person(slug="asa-lindstrom", name="Åsa Lindström-Møller"),
        Person(slug="ruth-thomas", name="Ruth Thomas"),
        Person(slug="ada-osei", name="Ada Osei"),  # is only named
        Person(slug="ines-de-la-cruz", name="Inés de la Cruz"),
        Person(slug="ivo-cruzado", name="Ivo Cruzado"),
    ),
)


@pytest.mark.parametrize(
    ("part", "slug"),
    [
        ("Osei", "thomas-osei"),  # who gave a talk goes before who did not
        ("thomas", "ruth-thomas"),  # a surname goes before a given name
        ("T. Osei", "thomas-osei"),
        ("osei, ada", "ada-osei"),
        ("lindstrom møller", "asa-lindstrom"),
        ("LINDSTRÖM", "asa-lindstrom"),
        ("MOLLER", "asa-lindstrom"),
        ("dstro", "asa-lindstrom"),
        ("cruz", "ines-de-la-cruz"),  # a whole word goes before the beginning of one
        ("cruza", "ivo-cruzado"),
        ("de la", "ines-de-la-cruz"),
        ("@tosei", "thomas-osei"),
        ("@TOSEI@quay.example", "thomas-osei"),
    ],
)
def test_a_person_by_a_part_of_a_name(part: str, slug: str) -> None:
    assert PEOPLE.person(part).slug == slug


def test_a_part_of_several_names_lists_whose_it_is() -> None:
    with pytest.raises(Ambiguous) as caught:
        replace(PEOPLE, records=()).person("Osei")
    assert caught.value.candidates == (
        "ada-osei  Ada Osei, 0 talks",
        "thomas-osei  Thomas Osei, @tosei@quay.example, 0 talks",
    )
    assert "Ada Osei" in PEOPLE.nobody("speaker", "ada").suggestions
    for nobody in ("@osei", "", "--", "@", "oseis"):
        with pytest.raises(NotFound):
            PEOPLE.person(nobody)


def test_of_very_many_only_the_first_are_listed() -> None:
    crowd = tuple(Person(slug=f"ama-{n:03}", name=f"Ama X{n:03}") for n in range(90))
    with pytest.raises(Ambiguous) as caught:
        replace(PEOPLE, people=crowd).person("ama")
    assert len(caught.value.candidates) == 90
    assert str(caught.value).splitlines()[-2:] == [
        "  ama-019  Ama X019, 0 talks",
        "  … and 70 more",
    ]


def test_an_event_by_name_or_by_part_of_several_names() -> None:
    assert LOOKUP.events("Harbour 2022") == {NAMES.event("harbour-2022")}
    assert len(LOOKUP.events("harbour")) == 2
    with pytest.raises(NotFound, match="no event"):
        LOOKUP.events("mountain")


def test_a_topic_brings_the_narrower_ones() -> None:
    assert LOOKUP.topic("Pager Duty") == {f"{TOPIC}on-call", f"{TOPIC}alert-fatigue"}
    assert len(LOOKUP.topic("operations")) == 3
    with pytest.raises(NotFound, match="no topic"):
        LOOKUP.topic("gardening")


def test_a_theme_by_part_of_its_name() -> None:
    assert LOOKUP.theme("chaos").name == "chaos engineering"
    with pytest.raises(NotFound, match="no theme"):
        LOOKUP.theme("gardening")


def test_a_search_is_narrowed_to_what_its_names_mean() -> None:
    asked = Search(
        text="pay",
        kinds=("note", "post"),
        event="harbour",
        speaker="@mikaito",
        topic="pager duty",
        since="2021",
        until="2022-02",
    )
    filters = LOOKUP.filters(asked)
    assert filters == Filters(
        kinds=frozenset({PassageKind.POST, PassageKind.NOTE}),
        events=frozenset({NAMES.event("harbour-2021"), NAMES.event("harbour-2022")}),
        speakers=frozenset({NAMES.person("mika-ito")}),
        topics=frozenset({f"{TOPIC}on-call", f"{TOPIC}alert-fatigue"}),
        since=dt.date(2021, 1, 1),
        until=dt.date(2022, 2, 28),
    )
    given = Search(since=dt.date(2021, 5, 6), until=dt.date(2021, 5, 7))
    assert LOOKUP.filters(given) == Filters(since=given.since, until=given.until)  # type: ignore[arg-type]
    assert LOOKUP.filters(Search(text="pay", limit=3)) == Filters()


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        (Search(kinds=("post", "poem")), NotFound, "no kind of passage 'poem'"),
        (Search(event="mountain"), NotFound, "no event"),
        (Search(speaker="Alex Kim"), Ambiguous, "any of these 2 speakers"),
        (Search(topic="gardening"), NotFound, "no topic"),
        (Search(since="no"), InputError, "'no' is not a date"),
        (Search(until=""), InputError, "'' is not a date"),
        (Search(since="2022", until="2021-12"), InputError, "since 2022 and until 2021-12"),
    ],
)
def test_what_a_search_cannot_be_narrowed_to(
    asked: Search, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        LOOKUP.filters(asked)


def test_words_and_a_limit_narrow_nothing() -> None:
    assert not Search(text="pay", limit=3).narrowed
    assert Search(text="pay", kinds=("talk",)).narrowed
    assert Search(until="2022").narrowed


def test_everything_has_an_address_and_people_keep_their_former_ones() -> None:
    assert LOOKUP.addresses("talk")["harbour-2022/ruiz"] == LOOKUP.talk("harbour-2022/ruiz").iri
    assert LOOKUP.addresses("theme") == {each: NAMES.theme(each) for each in ("on-call", "chaos")}
    assert LOOKUP.addresses("topic")["on-call"] == f"{TOPIC}on-call"
    renamed = replace(LOOKUP.people[0], aliases=("dr-mika-ito", "alex-kim-akim"))
    people = replace(LOOKUP, people=(renamed, *LOOKUP.people[1:])).addresses("speaker")
    assert people["dr-mika-ito"] == people["mika-ito"] == NAMES.person("mika-ito")
    assert people["alex-kim-akim"] == NAMES.person("alex-kim-akim")
    with pytest.raises(NotFound, match="no addresses of 'city'") as raised:
        LOOKUP.addresses("city")
    assert raised.value.suggestions == LOOKUP.nobody("city", "x").suggestions


@pytest.mark.parametrize(
    ("kind", "address", "near"),
    [
        ("talk", "harbour-2021/itto", "harbour-2021/ito"),
        ("speaker", "mika-itoh", "Mika Ito"),
        ("topic", "alert-fatige", "alert fatigue"),
        ("theme", "kaos", "chaos engineering"),
        ("event", "harbour-2020", "Harbour 2021"),
    ],
)
def test_an_address_of_nobody_is_met_with_near_names(kind: str, address: str, near: str) -> None:
    error = LOOKUP.nobody(kind, address)
    assert str(error).startswith(f"there is no {kind} {address!r} here.")
    assert near in error.suggestions


def test_a_label_as_typed_comes_before_one_that_is_spelt_alike() -> None:
    plain = Topic(iri=f"{TOPIC}reed", label="Reed language", context_labels=("R",))
    signed = Topic(iri=f"{TOPIC}r-plus-plus", label="R++")
    lookup = replace(LOOKUP, topics=(signed, plain))
    assert lookup.one_topic("r") == plain
    assert lookup.one_topic("R++") == lookup.one_topic("r-plus-plus") == signed
