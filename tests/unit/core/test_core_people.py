"""Who is who: each rule with its score, its words, and the nearest case that it leaves alone."""

from collections.abc import Sequence

import pytest

from talkgraph.conclusions.people import resolve
from talkgraph.conclusions.people.overrides import Override, Overrides, Verdict
from talkgraph.errors import OverridesInvalid
from talkgraph.model import Account, MentionRole, People, Person, PersonMention, Span, TalkKey


def said(
    line: int,
    name: str | None,
    handle: str | None = None,
    *,
    talk: str | None = None,
    role: MentionRole = MentionRole.SPEAKER,
    affiliation: str | None = None,
    companions: tuple[str, ...] = (),
    service: str = "twitter",
    url: str | None = None,
    source: str | None = None,
) -> PersonMention:
    """A mention in a talk and source of its own, both called by the line, unless named."""
    return PersonMention(
        role=role,
        event="event",
        talk=talk or f"talk-{line}",
        span=Span(source=source or f"{line}.md", first=line, last=line),
        name=name,
        account=Account(service=service, handle=handle) if handle else None,
        affiliation=affiliation,
        companions=companions,
        url=url,
    )


def stated(*lines: str) -> Overrides:
    found = []
    for number, line in enumerate(lines, 1):
        verdict, left, right = line.split("|")
        found.append(Override(verdict=Verdict(verdict), left=left, right=right, line=number))
    return Overrides(source="people.txt", statements=tuple(found))


def merges(people: People) -> list[tuple[str, float, str]]:
    return [(merge.rule, merge.score, merge.evidence) for merge in people.merges]


def candidates(people: People) -> list[tuple[str, str, str, float, tuple[str, ...]]]:
    return [(one.left, one.right, one.rule, one.score, one.reasons) for one in people.candidates]


def slugs(people: People) -> list[str]:
    return [person.slug for person in people.people]


def of(people: People, slug: str) -> Person:
    return next(person for person in people.people if person.slug == slug)


# ── joined by handle ─────────────────────────────────────────────────────────────────────────


def test_one_handle_under_two_names() -> None:
    people = resolve([said(1, "Ana Lund", "AnaL"), said(2, "Ana Berg", "anal")])
    assert merges(people) == [
        (
            "handle",
            0.99,
            'both have the account @anal (twitter); written "Ana Berg" and "Ana Lund"',
        )
    ]
    assert (people.merges[0].left.first, people.merges[0].right.first) == (1, 2)
    assert people.merges[0].person == "ana-berg"
    (person,) = people.people
    assert person.accounts == (Account(service="twitter", handle="AnaL"),)
    assert person.alternate_names == ("Ana Lund",)
    assert person.aliases == ("ana-lund", "anal")
    assert people.accounts == {("twitter", "anal"): "ana-berg"}


def test_one_handle_under_one_name_needs_no_list_of_names() -> None:
    people = resolve([said(1, "Ana Lund", "anal"), said(2, "Ana Lund", "anal")])
    assert merges(people) == [("handle", 0.99, "both have the account @anal (twitter)")]


def test_a_handle_joins_whatever_else_forbids_it() -> None:
    people = resolve([said(1, "Ana M. Lund", "anal"), said(2, "Ana K. Lund", "anal")])
    assert [rule for rule, _, _ in merges(people)] == ["handle"]


def test_the_account_has_the_first_address_that_is_known() -> None:
    mentions = [
        PersonMention(
            role=MentionRole.SPEAKER,
            event="e",
            talk=str(line),
            span=Span(source="n.md", first=line, last=line),
            name="Ana Lund",
            account=Account(service="twitter", handle="anal", url=url),
        )
        for line, url in ((1, None), (2, "https://b.example"), (3, "https://a.example"))
    ]
    (person,) = resolve(mentions).people
    assert person.accounts == (Account(service="twitter", handle="anal", url="https://a.example"),)


def test_a_shared_account_is_told_with_both_names() -> None:
    people = resolve(
        [
            said(1, "Ana Lund", "acme", talk="t", companions=("Ben Ode",)),
            said(2, "Ben Ode", "acme", talk="t", companions=("Ana Lund",)),
            said(3, "Cy Dole", "acme"),
        ]
    )
    assert slugs(people) == ["ana-lund", "ben-ode", "cy-dole"]
    (complaint,) = people.diagnostics
    assert (complaint.code, complaint.severity.value) == ("account-shared", "warning")
    assert (complaint.source, complaint.line, complaint.last) == ("2.md", 2, 2)
    assert complaint.message == (
        '"Ana Lund" and "Ben Ode" speak together under one account, @acme; it is taken for '
        "nobody's own. If they are one person, say so in the overrides file"
    )
    assert all(person.accounts == () for person in people.people)


def test_namesakes_who_share_an_account_are_one() -> None:
    people = resolve(
        [
            said(1, "Ana Lund", "lund", talk="t", companions=("Bo Lund",)),
            said(2, "Bo Lund", "lund", talk="t", companions=("Ana Lund",)),
        ]
    )
    assert [rule for rule, _, _ in merges(people)] == ["handle"]
    assert people.diagnostics == ()


# ── joined by name ───────────────────────────────────────────────────────────────────────────


def test_one_full_name() -> None:
    people = resolve([said(2, "Ána Lund"), said(1, "Dr. Ana Lund")])
    assert merges(people) == [("name", 0.95, 'both are called "ana lund"')]
    assert people.people[0].name == "Ána Lund"
    assert people.candidates == ()


def test_three_of_one_name_are_joined_to_the_first() -> None:
    people = resolve([said(n, "Ana Lund") for n in (1, 2, 3)])
    assert [(m.left.first, m.right.first) for m in people.merges] == [(1, 2), (1, 3)]


def test_a_middle_initial_on_one_side_only() -> None:
    people = resolve([said(1, "Ana M. Lund"), said(2, "Ana Lund")])
    assert merges(people) == [
        ("initials", 0.93, 'both are called "ana lund", but for middle initials')
    ]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("M.", "M.", 1), ("M.", "M.N.", 1), ("M.N.", "M.", 1), ("M.", "K.", 2), ("M.N.", "M.K.", 2)],
)
def test_middle_initials_agree_where_one_begins_the_other(one: str, other: str, count: int) -> None:
    people = resolve([said(1, f"Ana {one} Lund"), said(2, f"Ana {other} Lund")])
    assert len(people.people) == count


def test_differing_middle_initials_are_a_contradicted_candidate() -> None:
    people = resolve([said(1, "Ana M. Lund"), said(2, "Ana K. Lund")])
    assert slugs(people) == ["ana-lund-k", "ana-lund-m"]
    assert candidates(people) == [
        (
            "ana-lund-k",
            "ana-lund-m",
            "name",
            0.25,
            ('both are called "ana lund"', "but their initials differ"),
        )
    ]


def test_two_handles_of_one_service_are_a_contradicted_candidate() -> None:
    people = resolve([said(1, "Ana Lund", "ana"), said(2, "Ana Lund", "lund")])
    assert slugs(people) == ["ana-lund-ana", "ana-lund-lund"]
    assert candidates(people) == [
        (
            "ana-lund-ana",
            "ana-lund-lund",
            "name",
            0.25,
            ('both are called "ana lund"', "but they have @ana and @lund"),
        )
    ]


def test_handles_of_two_services_are_one_person() -> None:
    people = resolve([said(1, "Ana Lund", "ana"), said(2, "Ana Lund", "lund", service="x.org")])
    assert merges(people) == [("name", 0.95, 'both are called "ana lund"')]
    assert [a.key for a in people.people[0].accounts] == [("twitter", "ana"), ("x.org", "lund")]


def test_an_ambiguous_name_goes_to_the_one_whom_something_speaks_for() -> None:
    people = resolve(
        [
            said(1, "Ana Lund", "ana", affiliation="Acme Inc"),
            said(2, "Ana Lund", "lund", affiliation="Beta"),
            said(3, "Ana Lund", affiliation="Acme"),
        ]
    )
    assert merges(people) == [
        (
            "name",
            0.85,
            'both are called "ana lund"; both are with acme, which holds for no other of that name',
        )
    ]
    assert (people.merges[0].left.first, people.merges[0].right.first) == (1, 3)


def test_an_ambiguous_name_that_both_might_have_stays_alone() -> None:
    people = resolve(
        [
            said(1, "Ana Lund", "ana", affiliation="Acme"),
            said(2, "Ana Lund", "lund", affiliation="Acme"),
            said(3, "Ana Lund", affiliation="Acme"),
            said(4, "Ana Lund"),
        ]
    )
    assert merges(people) == [("name", 0.95, 'both are called "ana lund"')]
    assert (people.merges[0].left.first, people.merges[0].right.first) == (3, 4)
    supported = ('both are called "ana lund"', "both are with acme")
    assert candidates(people) == [
        ("ana-lund", "ana-lund-ana", "name", 0.75, supported),
        ("ana-lund", "ana-lund-lund", "name", 0.75, supported),
        (
            "ana-lund-ana",
            "ana-lund-lund",
            "name",
            0.25,
            tuple(sorted((*supported, "but they have @ana and @lund"))),
        ),
    ]


@pytest.mark.parametrize(
    ("context", "reason"),
    [
        ({"url": "https://ana.example"}, "both have the page https://ana.example"),
        ({"affiliation": "Northwint"}, "both are with northwind / northwint"),
        ({"companions": ("Dr. Eve Holm", "Zoe")}, "both speak beside eve holm"),
    ],
)
def test_what_speaks_for_one_person(context: dict[str, str], reason: str) -> None:
    known = {
        "url": "https://ana.example",
        "affiliation": "Northwind",
        "companions": ("Eve Holm", "Zoe"),
    }
    people = resolve(
        [
            said(1, "Ana Lund", "ana", **known),  # type: ignore[arg-type]
            said(2, "Ana Lund", "lund"),
            said(3, "Ana Lund", **context),  # type: ignore[arg-type]
        ]
    )
    assert merges(people) == [
        (
            "name",
            0.85,
            f'both are called "ana lund"; {reason}, which holds for no other of that name',
        )
    ]


def test_one_handle_at_two_services_speaks_for_one_person() -> None:
    people = resolve(
        [
            said(1, "Ana Lund", "ana"),
            said(2, "Ana Lund", "lund"),
            said(3, "Ana Lund", "ana", service="x.org"),
        ]
    )
    assert merges(people) == [
        (
            "name",
            0.85,
            'both are called "ana lund"; both use the handle @ana, which holds for no other of '
            "that name",
        )
    ]


@pytest.mark.parametrize(("count", "pairs"), [(40, 40 * 39 // 2), (41, 40)])
def test_of_many_of_one_name_each_is_compared_with_the_first_only(count: int, pairs: int) -> None:
    people = resolve([said(n, "Ana Lund", f"ana{n}") for n in range(count)])
    assert len(people.people) == count
    assert len(people.candidates) == pairs


# ── alike by a nickname or by spelling ───────────────────────────────────────────────────────

FORMS = '"robert" and "bob" are forms of one given name, with the same surname "lee ode"'


def test_a_short_form_of_the_given_name_is_a_candidate() -> None:
    people = resolve([said(1, "Robert Lee Ode"), said(2, "Bob Lee Ode")])
    assert merges(people) == []
    assert candidates(people) == [("bob-lee-ode", "robert-lee-ode", "nickname", 0.5, (FORMS,))]


def test_what_supports_a_short_form_is_said() -> None:
    people = resolve(
        [said(1, "Robert Lee Ode", affiliation="Acme"), said(2, "Bob Lee Ode", affiliation="Acme")]
    )
    assert merges(people) == []
    assert candidates(people) == [
        ("bob-lee-ode", "robert-lee-ode", "nickname", 0.75, (FORMS, "both are with acme"))
    ]


def test_a_short_form_of_two_is_a_candidate_with_both() -> None:
    people = resolve(
        [said(1, "Robert Ode", "rob"), said(2, "Bob Ode"), said(3, "Robert Ode", "other")]
    )
    assert merges(people) == []
    assert [c[:4] for c in candidates(people)] == [
        ("bob-ode", "robert-ode-other", "nickname", 0.5),
        ("bob-ode", "robert-ode-rob", "nickname", 0.5),
        ("robert-ode-other", "robert-ode-rob", "name", 0.25),
    ]


def test_a_spelling_variant_is_a_candidate() -> None:
    alike = '"eric holm" and "erik holm" are spelt alike'
    people = resolve([said(1, "Eric Holm"), said(2, "Erik Holm")])
    assert merges(people) == []
    assert candidates(people) == [("eric-holm", "erik-holm", "spelling", 0.5, (alike,))]
    people = resolve([said(1, "Eric Holm", url="u"), said(2, "Erik Holm", url="u")])
    assert merges(people) == []
    assert candidates(people) == [
        ("eric-holm", "erik-holm", "spelling", 0.75, (alike, "both have the page u"))
    ]


def test_the_surest_of_several_rules_names_a_pair() -> None:
    people = resolve([said(1, "B. Ode", "bob"), said(2, "Bob Ode", "bob"), said(3, "Bobby Ode")])
    assert candidates(people) == [
        (
            "bob-ode",
            "bobby-ode",
            "nickname",
            0.5,
            (
                '"b." may stand for the given name; both are "ode"',
                '"bob" and "bobby" are forms of one given name, with the same surname "ode"',
            ),
        )
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Qada Lindholm", "Qada Lindhold", True),  # one letter changed, in twelve
        ("Qada Lindholm", "Qada Lnidholm", True),  # two swapped
        ("Qada Lindholm", "Qada Lindhol", True),  # one left out
        ("Qada Lindholm", "Qada Lindxxlm", False),  # two changed
        ("Qada Lindxholm", "Qada Lindholym", False),  # one put in and another one left out
        ("Qadx Holmes", "Qady Holmes", True),  # ten letters
        ("Qadx Holme", "Qady Holme", False),  # nine
        ("Robert Lindholm", "Rupert Lindholm", False),
        ("Jane Lindholm", "June Lindholm", False),  # both are names
        ("Jane Lindholm", "Jxne Lindholm", True),  # one of them is none
        ("Qada Lind Holm", "Qada Lindholm", False),  # not as many words
    ],
)
def test_what_is_spelt_alike(one: str, other: str, alike: bool) -> None:
    people = resolve([said(1, one), said(2, other)])
    assert [rule for _, _, rule, _, _ in candidates(people)] == (["spelling"] if alike else [])


# ── less than a full name ────────────────────────────────────────────────────────────────────


def test_one_and_the_same_single_word() -> None:
    people = resolve([said(1, "Ana"), said(2, "Ana"), said(3, "Ana", "ana"), said(4, "Ana Lund")])
    assert merges(people) == [("name", 0.6, 'both are called only "ana"')]
    assert len(people.people) == 3


def test_an_initial_may_stand_for_a_given_name() -> None:
    people = resolve([said(1, "A. Lund"), said(2, "Ana Lund"), said(3, "B. Lund")])
    assert candidates(people) == [
        (
            "a-lund",
            "ana-lund",
            "initials",
            0.5,
            ('"a." may stand for the given name; both are "lund"',),
        )
    ]


def test_a_middle_name_on_one_side_only() -> None:
    people = resolve([said(1, "Ana Maria Lund"), said(2, "Ana Lund"), said(3, "Ana Eva Lund")])
    reason = ('both are called "ana lund", but for a middle name',)
    assert candidates(people) == [
        ("ana-eva-lund", "ana-lund", "alike-names", 0.5, reason),
        ("ana-lund", "ana-maria-lund", "alike-names", 0.5, reason),
    ]


def test_an_initial_before_the_name_one_goes_by() -> None:
    people = resolve([said(1, "J. Ana Lund"), said(2, "Ana Lund")])
    assert candidates(people) == [
        (
            "ana-lund",
            "j-ana-lund",
            "alike-names",
            0.5,
            ('both are called "ana lund", but for a middle name',),
        )
    ]


def test_a_word_quoted_in_the_talk_of_one_who_has_it() -> None:
    quoted = MentionRole.QUOTED
    people = resolve(
        [
            said(1, "Ana Lund", talk="t"),
            said(2, "Lund", talk="t", role=quoted),
            said(3, "Lund", talk="u", role=quoted, source="x.md"),
            said(4, "Eva Lund", talk="t", role=MentionRole.THREAD_AUTHOR),
        ]
    )
    assert candidates(people) == [
        (
            "ana-lund",
            "lund",
            "alike-names",
            0.5,
            ('"lund" is quoted in a talk of somebody whose name holds that word',),
        )
    ]


def test_a_pair_has_one_score_and_all_its_reasons() -> None:
    people = resolve(
        [
            said(1, "Ana Lund", talk="t", affiliation="Acme"),
            said(2, "A. Lund", talk="t", affiliation="Acme"),
        ]
    )
    assert candidates(people) == [
        (
            "a-lund",
            "ana-lund",
            "initials",
            0.75,
            ('"a." may stand for the given name; both are "lund"', "both are with acme"),
        )
    ]


# ── who may never be one ─────────────────────────────────────────────────────────────────────


def test_who_speak_beside_each_other_are_two() -> None:
    beside = [
        said(1, "Ana Lund", talk="t", companions=("Annie Lund",)),
        said(2, "Annie Lund", talk="t", companions=("Ana Lund",)),
    ]
    people = resolve(beside)
    assert slugs(people) == ["ana-lund", "annie-lund"]
    assert people.candidates == ()


def test_the_same_group_told_twice_is_one_group() -> None:
    people = resolve(
        [
            said(1, "Ana Lund", talk="t", companions=("Ben Ode",), source="a.md"),
            said(2, "Ana Lund", talk="t", companions=("Ben Ode",), source="b.md"),
        ]
    )
    assert merges(people) == [("name", 0.95, 'both are called "ana lund"')]


# ── slugs and aliases ────────────────────────────────────────────────────────────────────────


def test_of_those_with_one_slug_one_without_a_handle_keeps_it() -> None:
    people = resolve([said(1, "Ana Lund", "ana"), said(2, "Ana Lund", "lund"), said(3, "Ana Lund")])
    assert slugs(people) == ["ana-lund", "ana-lund-ana", "ana-lund-lund"]
    assert people.who == {
        (
            TalkKey(event="event", talk=f"talk-{n}"),
            Span(source=f"{n}.md", first=n, last=n),
            "Ana Lund",
        ): s
        for n, s in ((1, "ana-lund-ana"), (2, "ana-lund-lund"), (3, "ana-lund"))
    }
    assert [person.aliases for person in people.people] == [(), ("ana",), ("lund",)]


def test_one_handle_at_two_services_is_told_apart_by_the_service() -> None:
    people = resolve(
        [
            said(1, "Ana Lund", "ana", talk="t", companions=("Ana B. Lund",)),
            said(2, "Ana B. Lund", "ana", service="x.org", talk="t", companions=("Ana Lund",)),
            said(3, "Ana K. Lund"),
        ],
        stated("not-same|@ana@twitter|@ana@x.org"),
    )
    assert "ana-lund-ana-twitter" in slugs(people)
    assert "ana-lund-ana-x-org" in slugs(people)


def test_a_bare_handle_is_somebody_only_where_it_is_quoted() -> None:
    people = resolve([said(1, None, "ana"), said(2, None, "eve", role=MentionRole.QUOTED)])
    assert [(p.slug, p.name, p.aliases) for p in people.people] == [("eve", "@eve", ())]
    assert people.accounts == {("twitter", "eve"): "eve"}
    assert list(people.who.values()) == ["eve"]


def test_an_alias_that_two_might_mean_leads_to_neither() -> None:
    people = resolve([said(1, "Ana Lund", "boss"), said(2, "Eve Holm", "boss", service="x.org")])
    assert [person.aliases for person in people.people] == [(), ()]


def test_people_without_a_name_that_can_be_read_keep_apart() -> None:
    people = resolve([said(1, ""), said(2, "  ")])
    assert people.people == ()
    assert people.who == {}


def test_pages_are_kept_in_order() -> None:
    people = resolve([said(1, "Ana Lund", url="b"), said(2, "Ana Lund", url="a")])
    assert people.people[0].urls == ("a", "b")


# ── what the user states ─────────────────────────────────────────────────────────────────────


def test_a_statement_is_a_merge_with_its_line() -> None:
    people = resolve([said(1, "Ana Lund"), said(2, "Eve Holm")], stated("same|Ana Lund|Eve Holm"))
    assert merges(people) == [
        ("override", 1.0, "stated in people.txt:1: same 'Ana Lund' 'Eve Holm'")
    ]


def test_statements_set_apart_by_name_and_by_handle() -> None:
    mentions = [said(1, "Ana Lund"), said(2, "Ana Lund", "ana")]
    assert len(resolve(mentions).people) == 1
    apart = resolve(mentions, stated("not-same|Ana Lund|@ana"))
    assert slugs(apart) == ["ana-lund", "ana-lund-ana"]
    assert apart.candidates == ()


def test_a_name_exactly_as_written_goes_before_one_that_reads_alike() -> None:
    mentions = [said(1, "Ana Lund"), said(2, "Dr. Ana Lund")]
    assert len(resolve(mentions, stated("not-same|Dr. Ana Lund|ana lund")).people) == 2


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["same|Ana Lund|Eve Holm", "not-same|Eve Holm|Ana Lund"], 2),
        (["not-same|Ana Lund|Cy Dole", "same|Ana Lund|Eve Holm", "same|Eve Holm|Cy Dole"], 3),
    ],
)
def test_statements_that_contradict(lines: Sequence[str], line: int) -> None:
    with pytest.raises(OverridesInvalid, match="contradicts") as caught:
        resolve([said(1, "Ana Lund"), said(2, "Eve Holm"), said(3, "Cy Dole")], stated(*lines))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("same|Ana Lund|Zed Zed", "nothing in the notes matches 'Zed Zed'"),
        ("same|@no|Zed Zed", "nothing in the notes matches @no and 'Zed Zed'"),
        ("same|Ana Lund|Dr. Ana Lund", "both sides mean the same"),
        ("same|person:nobody|Ana Lund", "nothing in the notes matches person:nobody"),
    ],
)
def test_a_statement_without_effect(line: str, why: str) -> None:
    people = resolve([said(1, "Ana Lund")], stated(line))
    (told,) = people.diagnostics
    assert (told.code, told.severity.value) == ("override-unused", "warning")
    assert (told.source, told.line, told.last) == ("people.txt", 1, 1)
    written = line.replace("|", " ", 1).split("|")[0].split()[0]
    assert told.message.startswith(f"this had no effect: {written} ")
    assert told.message.endswith(f" ({why}); correct the line or remove it")


@pytest.mark.parametrize(
    ("line", "joined"),
    [
        ("same|@ana|@eve", 2),
        ("same|@ana@twitter|@eve@x.org", 2),
        ("same|@ana@x.org|@eve", 3),
        ("same|person:ana-lund|person:eve-holm", 2),
        ("same|person:ana|person:eve", 2),  # by their handles, which are aliases
        ("same|ana  LUND|Eve Holm", 2),
    ],
)
def test_how_a_statement_names_people(line: str, joined: int) -> None:
    people = resolve(
        [
            said(1, "Ana Lund", "ana"),
            said(2, "Eve Holm", "eve", service="x.org"),
            said(3, "Cy Dole"),
        ],
        stated(line),
    )
    assert len(people.people) == joined
