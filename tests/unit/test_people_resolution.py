"""Who is who: every rule on invented people."""

import random

import pytest

from talkgraph.conclusions.people import resolve
from talkgraph.conclusions.people.overrides import Override, Overrides, Verdict
from talkgraph.errors import OverridesInvalid
from talkgraph.model import Account, MentionRole, People, PersonMention, Span


def mention(
    name: str | None,
    handle: str | None = None,
    *,
    event: str = "first-2019",
    talk: str = "t",
    line: int = 1,
    role: MentionRole = MentionRole.SPEAKER,
    affiliation: str | None = None,
    companions: tuple[str, ...] = (),
    service: str = "twitter",
    url: str | None = None,
) -> PersonMention:
    return PersonMention(
        role=role,
        event=event,
        talk=talk,
        span=Span(source=f"{event}.md", first=line, last=line),
        name=name,
        account=Account(service=service, handle=handle) if handle else None,
        affiliation=affiliation,
        companions=companions,
        url=url,
    )


def quoted(name: str | None, handle: str | None = None, line: int = 50) -> PersonMention:
    return mention(name, handle, line=line, role=MentionRole.QUOTED)


def at(number: int, name: str | None, handle: str | None = None, **more: str) -> PersonMention:
    return mention(name, handle, event=f"event-{number}", line=number, **more)  # type: ignore[arg-type]


def statements(*lines: tuple[str, str, str]) -> Overrides:
    return Overrides(
        source="people.txt",
        statements=tuple(
            Override(verdict=Verdict(verdict), left=left, right=right, line=number)
            for number, (verdict, left, right) in enumerate(lines, 1)
        ),
    )


def names(people: People) -> list[str]:
    return sorted(person.name for person in people.people)


def slugs(people: People) -> list[str]:
    return [person.slug for person in people.people]


def rules(people: People) -> list[str]:
    return [merge.rule for merge in people.merges]


# ── accounts ─────────────────────────────────────────────────────────────────────────────────


def test_a_handle_joins_whatever_the_name() -> None:
    people = resolve([at(1, "Ana Lund", "anaL"), at(2, "Ana Berg", "ANAL"), at(3, None, "anal")])
    (person,) = people.people
    assert (person.name, person.slug) == ("Ana Berg", "ana-berg")
    assert person.alternate_names == ("Ana Lund",)
    assert "ana-lund" in person.aliases
    assert rules(people) == ["handle", "handle"]
    assert people.accounts == {("twitter", "anal"): "ana-berg"}
    assert set(people.who.values()) == {"ana-berg"}


def test_every_merge_says_why_and_where() -> None:
    people = resolve([at(1, "Ana Lund", "analund"), at(2, "Annie Lund", "analund")])
    (merge,) = people.merges
    assert "@analund" in merge.evidence
    assert '"Annie Lund"' in merge.evidence
    assert (merge.left.source, merge.right.source) == ("event-1.md", "event-2.md")
    assert 0.9 < merge.score <= 1.0


def test_one_label_of_one_source_needs_no_merge() -> None:
    people = resolve([mention("Ana Lund", "analund", line=n, talk=str(n)) for n in range(5)])
    assert len(people.people) == 1
    assert people.merges == ()
    assert len(people.who) == 5


def test_an_account_of_two_who_speak_together_is_nobodys() -> None:
    people = resolve(
        [
            mention("Ana Lund", "acme", companions=("Ben Ode",)),
            mention("Ben Ode", "acme", companions=("Ana Lund",), line=2),
        ]
    )
    assert slugs(people) == ["ana-lund", "ben-ode"]
    assert people.accounts == {}
    assert [one.code for one in people.diagnostics] == ["account-shared"]
    assert people.diagnostics[0].place == "first-2019.md:2"


def test_co_speakers_with_one_handle_and_a_name_in_common_are_one() -> None:
    people = resolve(
        [
            mention("Ana Lund", "ana", companions=("A. Lund",)),
            mention("A. Lund", "ana", companions=("Ana Lund",), line=2),
        ]
    )
    assert names(people) == ["Ana Lund"]


def test_a_bare_handle_is_a_person_only_if_quoted() -> None:
    author = mention(None, "watcher", role=MentionRole.THREAD_AUTHOR)
    assert resolve([author]).people == ()
    assert resolve([author]).accounts == {}
    people = resolve([author, quoted(None, "Watcher")])
    assert [(one.name, one.slug) for one in people.people] == [("@Watcher", "watcher")]
    assert people.accounts == {("twitter", "watcher"): "watcher"}


def test_a_thread_author_known_by_one_word_is_named_by_it() -> None:
    author = mention("Heide", "ferret", role=MentionRole.THREAD_AUTHOR)
    assert names(resolve([author])) == ["Heide"]
    assert names(resolve([author, at(2, "Heide Wasser", "ferret")])) == ["Heide Wasser"]


# ── names ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("Ana Lund", "ana  lund", "name"),
        ("Dr. José Núñez", "Jose Nunez, PhD", "name"),
        ("Professor Ida Falk", "Ida Falk", "name"),
        ("Ida M. Falk, M.D.", "Dr. Ida Falk", "initials"),
        ('Oluwaseun "Seun" Ade', "Seun Ade", "name"),
        ('Oluwaseun "Seun" Ade', "Oluwaseun Ade", "name"),
        ("Kim O’Dell", "Kim O'Dell", "name"),
        ("Lena Berg-Holm", "Lena Berg Holm", "name"),
    ],
)
def test_forms_of_one_name_are_one_person(one: str, other: str, rule: str) -> None:
    people = resolve([at(1, one), at(2, other)])
    assert len(people.people) == 1
    assert rules(people) == [rule]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ode", "Ben Ode"),
        ("Ben", "Ben Ode"),
        ("B. Ode", "Ben Ode"),
        ("Ana Ode", "Ben Ode"),
        ("Ben Ode", "Ben Lund"),
        ("Peter Ode", "Patrick Ode"),
        ("Ian Ode", "John Ode"),
        ("Matthew Ode", "Matthias Ode"),
        ("Ida M. Falk", "Ida K. Falk"),
        ("Jean-Luc Falk", "Jean Falk"),
        ("Erik Ode", "Eric Ode"),
        ("Mario Gonzales", "Maria Gonzales"),
        ("Matt Ode", "Matthew Ode"),
        ("Matty Ode", "Matt Ode"),
        ("Bob Ode", "Robert Ode"),
        ("Erica Morrison", "Erica Morisson"),
    ],
)
def test_less_than_a_full_name_joins_nobody(one: str, other: str) -> None:
    assert len(resolve([at(1, one), at(2, other)]).people) == 2


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("B. Ode", "Ben Ode", "initials"),
        ("Jean-Luc Falk", "Jean Falk", "alike-names"),
        ("Erik Ode", "Eric Ode", "spelling"),
        ("Erika Morrison", "Erika Morisson", "spelling"),
        ("Matt Ode", "Matthew Ode", "nickname"),
        ("Ida M. Falk", "Ida K. Falk", "name"),
    ],
)
def test_near_names_are_candidates_by_a_rule(one: str, other: str, rule: str) -> None:
    (candidate,) = resolve([at(1, one), at(2, other)]).candidates
    assert candidate.rule == rule
    assert candidate.score == (0.25 if rule == "name" else 0.5)
    assert candidate.left < candidate.right
    assert candidate.reasons


def test_equal_single_words_are_one_person_and_nobody_else() -> None:
    people = resolve([quoted("Vega"), at(2, "Vega"), at(3, "Vega", "vega"), at(4, "Ana Vega")])
    assert names(people) == ["Ana Vega", "Vega", "Vega"]
    assert slugs(people) == ["ana-vega", "vega", "vega-vega"]


def test_a_word_quoted_in_a_talk_of_one_so_named_is_a_candidate() -> None:
    people = resolve([mention("Ana Vega"), quoted("Vega")])
    (candidate,) = people.candidates
    assert (candidate.left, candidate.right, candidate.score) == ("ana-vega", "vega", 0.5)


def test_a_short_form_of_two_names_joins_neither() -> None:
    people = resolve([at(1, "Matt Ode"), at(2, "Matthew Ode"), at(3, "Matthias Ode")])
    assert len(people.people) == 3
    assert {(one.left, one.right) for one in people.candidates} == {
        ("matt-ode", "matthew-ode"),
        ("matt-ode", "matthias-ode"),
    }


def test_a_short_form_is_suggested_first_where_the_company_agrees() -> None:
    people = resolve(
        [
            at(1, "Matt Ode", affiliation="Acme Inc."),
            at(2, "Matthew Ode", affiliation="ACME"),
            at(3, "Matthias Ode", affiliation="Beta"),
        ]
    )
    assert names(people) == ["Matt Ode", "Matthew Ode", "Matthias Ode"]
    assert [(one.left, one.right, one.score) for one in people.candidates] == [
        ("matt-ode", "matthew-ode", 0.75),
        ("matt-ode", "matthias-ode", 0.5),
    ]


def test_two_handles_of_one_service_are_two_people() -> None:
    people = resolve([at(1, "Alex Falk", "alexf"), at(2, "Alex Falk", "falky")])
    assert slugs(people) == ["alex-falk-alexf", "alex-falk-falky"]
    assert people.accounts[("twitter", "falky")] == "alex-falk-falky"
    (candidate,) = people.candidates
    assert candidate.score < 0.5
    assert all("alex-falk" not in one.aliases for one in people.people)


def test_handles_of_two_services_and_one_name_are_one_person() -> None:
    people = resolve([at(1, "Alex Falk", "alexf"), at(2, "Alex Falk", "af", service="a.example")])
    (person,) = people.people
    assert [one.service for one in person.accounts] == ["a.example", "twitter"]
    assert rules(people) == ["name"]


def test_an_ambiguous_name_without_a_handle_stays_alone() -> None:
    people = resolve([at(1, "Alex Falk", "alexf"), at(2, "Alex Falk", "falky"), at(3, "Alex Falk")])
    assert slugs(people) == ["alex-falk", "alex-falk-alexf", "alex-falk-falky"]
    assert len(people.candidates) == 3


@pytest.mark.parametrize(
    "context",
    [
        {"affiliation": "Acme, Inc."},
        {"affiliation": "Beta; Acme"},
        {"companions": ("Ida Holm",)},
        {"url": "https://falk.example"},
    ],
)
def test_context_decides_on_an_ambiguous_name(context: dict[str, str]) -> None:
    owner = mention(
        "Alex Falk",
        "alexf",
        affiliation="Acme",
        companions=("Ida Holm",),
        url="https://falk.example",
    )
    people = resolve([owner, at(2, "Alex Falk", "falky"), at(3, "Alex Falk", **context)])
    assert slugs(people) == ["alex-falk-alexf", "alex-falk-falky"]
    (merge,) = people.merges
    assert (merge.person, merge.rule) == ("alex-falk-alexf", "name")
    assert "no other" in merge.evidence


def test_context_that_fits_both_decides_nothing() -> None:
    people = resolve(
        [at(n, "Alex Falk", handle, affiliation="Acme") for n, handle in enumerate("ab", 1)]
        + [at(3, "Alex Falk", affiliation="Acme")]
    )
    assert len(people.people) == 3


def test_middle_initials_that_differ_keep_people_apart() -> None:
    people = resolve(
        [at(n, f"Ida {i}. Falk") for n, i in enumerate("MKM", 1)] + [at(9, "Ida Falk")]
    )
    assert slugs(people) == ["ida-falk", "ida-falk-k", "ida-falk-m"]
    assert rules(people) == ["name"]


def test_a_nickname_that_fits_two_people_joins_neither() -> None:
    people = resolve([at(1, 'Ida "Jo" Falk'), at(2, "Ida Falk", "ida"), at(3, "Jo Falk", "jo")])
    assert len(people.people) == 3


def test_another_spelling_joins_nobody_whatever_supports_it() -> None:
    people = resolve(
        [
            at(1, "Marc Imbrado", affiliation="Acme"),
            at(2, "Mark Imbrado", "markimbrado", affiliation="The Acme Company"),
        ]
    )
    assert names(people) == ["Marc Imbrado", "Mark Imbrado"]
    (candidate,) = people.candidates
    assert (candidate.rule, candidate.score) == ("spelling", 0.75)
    assert "both are with acme" in candidate.reasons


def test_known_given_names_one_letter_apart_are_not_a_misspelling() -> None:
    people = resolve(
        [at(1, "Dan Petersen", affiliation="Acme"), at(2, "Don Petersen", affiliation="Acme")]
    )
    assert len(people.people) == 2


def test_people_who_speak_together_are_never_one() -> None:
    people = resolve(
        [
            mention("Matt Ode", companions=("Matthew Ode",), affiliation="Acme"),
            mention("Matthew Ode", companions=("Matt Ode",), affiliation="Acme", line=2),
        ]
    )
    assert slugs(people) == ["matt-ode", "matthew-ode"]
    assert people.candidates == ()


def test_merges_are_a_spanning_tree() -> None:
    people = resolve([at(n, "Ana Lund", "ana" if n % 3 else None) for n in range(1, 10)])
    assert len(people.people) == 1
    assert len(people.merges) == 8


# ── what the user states ─────────────────────────────────────────────────────────────────────


def test_same_bridges_two_handles() -> None:
    both = [at(1, "Alex Falk", "alexf"), at(2, "Alex Falk", "falky")]
    people = resolve(both, statements(("same", "@alexf", "@falky")))
    assert slugs(people) == ["alex-falk"]
    assert rules(people) == ["override"]
    assert "people.txt:1" in people.merges[0].evidence


def test_same_gives_an_ambiguous_name_to_a_handle() -> None:
    three = [at(1, "Alex Falk", "alexf"), at(2, "Alex Falk", "falky"), at(3, "Alex Falk")]
    people = resolve(three, statements(("same", "Alex Falk", "@falky")))
    assert slugs(people) == ["alex-falk-alexf", "alex-falk-falky"]
    assert people.who[three[2].place] == "alex-falk-falky"


def test_not_same_undoes_a_merge_by_name() -> None:
    two = [at(1, "Alex Falk", "alexf"), at(2, "Alex Falk")]
    assert len(resolve(two).people) == 1
    people = resolve(two, statements(("not-same", "Alex Falk", "@alexf")))
    assert slugs(people) == ["alex-falk", "alex-falk-alexf"]
    assert people.candidates == ()
    assert people.diagnostics == ()


def test_not_same_undoes_a_merge_by_handle() -> None:
    two = [at(1, "Ana Lund", "team"), at(2, "Ben Ode", "team"), quoted(None, "team")]
    assert len(resolve(two).people) == 1
    people = resolve(two, statements(("not-same", "Ana Lund", "Ben Ode")))
    assert names(people) == ["@team", "Ana Lund", "Ben Ode"]
    assert people.accounts == {("twitter", "team"): "team"}


def test_not_same_beside_a_handle_means_all_of_that_name() -> None:
    three = [
        at(1, "Alex Falk", "eh", service="a.example"),
        at(2, "Alex Falk", "falky"),
        at(3, "Alex Falk"),
    ]
    assert len(resolve(three).people) == 1
    people = resolve(three, statements(("not-same", "Alex Falk", "@eh")))
    who = [people.who[one.place] for one in three]
    assert who[0] not in who[1:]


@pytest.mark.parametrize("sides", [("Ana Lund", "@team"), ("@team", "Ana Lund")])
def test_not_same_takes_a_name_from_a_handle_of_several(sides: tuple[str, str]) -> None:
    two = [at(1, "Ana Lund", "team"), at(2, "Ben Ode", "team")]
    people = resolve(two, statements(("not-same", *sides)))
    assert names(people) == ["Ana Lund", "Ben Ode"]
    assert people.diagnostics == ()


def test_not_same_holds_through_a_third() -> None:
    three = [at(1, "Seun Ade"), at(2, 'Oluwaseun "Seun" Ade'), at(3, "Oluwaseun Ade")]
    assert len(resolve(three).people) == 1
    people = resolve(three, statements(("not-same", "Seun Ade", "Oluwaseun Ade")))
    assert people.who[three[0].place] != people.who[three[2].place]


def test_a_slug_names_a_person() -> None:
    two = [at(1, "Alex Falk", "alexf"), at(2, "Alex Falk", "falky"), at(3, "Sandy Falk")]
    people = resolve(two, statements(("same", "person:alex-falk-falky", "person:sandy-falk")))
    assert people.who[two[1].place] == people.who[two[2].place]
    assert len(people.people) == 2


@pytest.mark.parametrize(
    "line",
    [
        ("same", "Nobody Here", "@alexf"),
        ("not-same", "person:gone", "@alexf"),
        ("same", "@x", "@y"),
    ],
)
def test_a_statement_that_matches_nothing_is_a_diagnostic(line: tuple[str, str, str]) -> None:
    people = resolve([at(1, "Alex Falk", "alexf")], statements(line))
    (diagnostic,) = people.diagnostics
    assert (diagnostic.code, diagnostic.place) == ("override-unused", "people.txt:1")


def test_a_contradiction_names_both_lines() -> None:
    two = [at(1, "Alex Falk", "alexf"), at(2, "Alexander Falk")]
    both = statements(
        ("same", "Alexander Falk", "@alexf"), ("not-same", "Alex Falk", "Alexander Falk")
    )
    with pytest.raises(OverridesInvalid, match=r"people\.txt:2.*line 1.*line 2"):
        resolve(two, both)


# ── laws on one example ──────────────────────────────────────────────────────────────────────


def test_order_does_not_matter() -> None:
    mentions = [
        at(1, "Alex Falk", "alexf"),
        at(2, "Alex Falk", "falky"),
        at(3, "Alex Falk", affiliation="Acme"),
        at(4, "Alexander Falk", "alexf", affiliation="Acme"),
        at(5, "Sandy Falk"),
        at(6, "A. Falk"),
        quoted("Falk"),
        quoted(None, "someone"),
    ]
    expected = resolve(mentions)
    for seed in range(20):
        shuffled = random.Random(seed).sample(mentions, len(mentions))
        assert resolve(shuffled) == expected


def test_no_mentions_give_no_people() -> None:
    assert resolve([]).people == ()
