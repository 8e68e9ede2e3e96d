"""Laws of deciding who is who, on arbitrary small worlds of easily confused people."""

from hypothesis import assume, given
from hypothesis import strategies as st

from talkgraph.conclusions.people import find_works, resolve
from talkgraph.conclusions.people.overrides import Override, Overrides, Verdict
from talkgraph.errors import OverridesInvalid
from talkgraph.model import Account, MentionRole, PersonMention, Span, TalkDelivery, TalkKey

NAMES = [
    "Alex Falk",
    "Alexander Falk",
    "Alexandra Falk",
    "A. Falk",
    "Alex M. Falk",
    "Alex K. Falk",
    'Alexander "Sasha" Falk',
    "Sasha Falk",
    "Falk",
    "Dr. Alex Falk",
    "Erik Holmberg",
    "Eric Holmberg",
    "Erik Holmberk",
    "!!!",
]
HANDLES = ["alexf", "falky", "eh"]


@st.composite
def mentions(draw: st.DrawFn) -> PersonMention:
    name = draw(st.none() | st.sampled_from(NAMES))
    handle = draw(st.none() | st.sampled_from(HANDLES)) if name else draw(st.sampled_from(HANDLES))
    event = draw(st.sampled_from(["e1", "e2", "e3"]))
    line = draw(st.integers(1, 6))
    return PersonMention(
        role=draw(st.sampled_from(list(MentionRole))),
        event=event,
        talk=draw(st.sampled_from(["", "t", "u"])),
        span=Span(source=f"{event}.md", first=line, last=line),
        name=name,
        account=Account(service=draw(st.sampled_from(["twitter", "a.example"])), handle=handle)
        if handle
        else None,
        affiliation=draw(st.sampled_from([None, "Acme", "Beta Works"])),
        companions=draw(st.sampled_from([(), ("Ida Lund",), ("Alexander Falk",)])),
    )


# Two of one label in one line cannot be told apart by place.
worlds = st.lists(mentions(), max_size=14, unique_by=lambda mention: mention.place)
sides = st.sampled_from([*NAMES[:10], *(f"@{handle}" for handle in HANDLES)])


@given(world=worlds, data=st.data())
def test_order_does_not_matter(world: list[PersonMention], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(world))
    assert resolve(shuffled) == resolve([*world, *world])


@given(world=worlds)
def test_the_result_is_whole(world: list[PersonMention]) -> None:
    people = resolve(world)
    slugs = [person.slug for person in people.people]
    assert slugs == sorted(set(slugs))
    assert {one.place for one in world if one.name is not None} <= people.who.keys()
    assert set(people.who.values()) == set(slugs)
    assert set(people.accounts.values()) <= set(slugs)
    aliases = [alias for person in people.people for alias in person.aliases]
    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & set(slugs)
    assert {merge.person for merge in people.merges} <= set(slugs)
    for candidate in people.candidates:
        assert candidate.left < candidate.right
        assert 0 < candidate.score < 1
        assert {candidate.left, candidate.right} <= set(slugs)


@given(world=worlds)
def test_a_person_has_one_handle_of_a_service(world: list[PersonMention]) -> None:
    for person in resolve(world).people:
        services = [account.service for account in person.accounts]
        assert len(services) == len(set(services))


@given(world=worlds, data=st.data())
def test_not_same_is_heeded(world: list[PersonMention], data: st.DataObject) -> None:
    names = {one.name for one in world if one.name}
    present = sorted(names | {f"@{one.account.handle}" for one in world if one.account})
    assume(len(present) > 1)
    one, other = data.draw(st.permutations(present))[:2]
    statement = Override(verdict=Verdict.NOT_SAME, left=one, right=other, line=1)
    people = resolve(world, Overrides(source="people.txt", statements=(statement,)))

    def of(side: str, beside: str) -> set[str]:
        return {
            people.who[mention.place]
            for mention in world
            if mention.place in people.who and _is(mention, side) and not _is(mention, beside)
        }

    # What both sides match goes with one of them; what only one matches never meets the other.
    unused = [diagnostic for diagnostic in people.diagnostics if diagnostic.line == 1]
    assert not of(one, other) & of(other, one) or "override-unused" in {d.code for d in unused}


def _is(mention: PersonMention, side: str) -> bool:
    if side.startswith("@"):
        return mention.account is not None and mention.account.handle == side[1:]
    return mention.name == side


@given(world=worlds, one=sides, other=sides)
def test_same_is_heeded(world: list[PersonMention], one: str, other: str) -> None:
    statement = Override(verdict=Verdict.SAME, left=one, right=other, line=1)
    people = resolve(world, Overrides(source="people.txt", statements=(statement,)))
    handles = [side[1:] for side in (one, other) if side.startswith("@")]
    if len(handles) == 2 and not people.diagnostics:
        owners = {owner for (_, handle), owner in people.accounts.items() if handle in handles}
        assert len(owners) <= 1


@given(world=worlds)
def test_an_unrelated_person_changes_nobody(world: list[PersonMention]) -> None:
    stranger = PersonMention(
        role=MentionRole.SPEAKER,
        event="e0",
        talk="z",
        span=Span(source="e0.md", first=1, last=1),
        name="Umeko Zimmer",
        account=Account(service="twitter", handle="umeko"),
    )
    before, after = resolve(world), resolve([stranger, *world])
    assert {**after.who, **before.who} == after.who
    assert set(after.people) - set(before.people) == {
        person for person in after.people if person.slug == "umeko-zimmer"
    }


@given(world=worlds, lines=st.lists(st.tuples(st.sampled_from(Verdict), sides, sides), max_size=4))
def test_any_statements_are_heeded_or_refused(
    world: list[PersonMention], lines: list[tuple[Verdict, str, str]]
) -> None:
    overrides = Overrides(
        source="people.txt",
        statements=tuple(
            Override(verdict=verdict, left=left, right=right, line=number)
            for number, (verdict, left, right) in enumerate(lines, 1)
        ),
    )
    refusal: OverridesInvalid | None = None
    try:
        people = resolve(world, overrides)
    except OverridesInvalid as error:
        refusal = error
    if refusal is not None:
        assert 1 <= refusal.line <= len(lines)
        return
    assert {one.place for one in world if one.name is not None} <= people.who.keys()


TITLES = ["Calm Pagers for All", "Calm pagers, for all!", "Calm Pagers for All: Part 2", "Keynote"]


@given(
    data=st.data(),
    talks=st.lists(
        st.tuples(st.sampled_from(TITLES), st.sets(st.sampled_from("abc"))), max_size=10
    ),
)
def test_works_part_the_deliveries(data: st.DataObject, talks: list[tuple[str, set[str]]]) -> None:
    deliveries = [
        TalkDelivery(key=TalkKey(event=f"e{n % 4}", talk=str(n)), title=title, people=tuple(people))
        for n, (title, people) in enumerate(talks)
    ]
    works = find_works(deliveries)
    assert find_works(data.draw(st.permutations(deliveries))) == works
    keys = [key for work in works.works for key in work.deliveries]
    assert sorted(keys) == sorted(one.key for one in deliveries)
    assert len({work.slug for work in works.works}) == len(works.works)
