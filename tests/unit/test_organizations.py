"""Which bodies an affiliation names, and which names are one body."""

import random
from pathlib import Path
from time import process_time

import pytest
from graph_samples import at, people_of, source_triples

from talkgraph.conclusions.organizations.names import body_name, same_body
from talkgraph.conclusions.organizations.reading import bodies
from talkgraph.conclusions.organizations.resolve import affiliations_of, resolve
from talkgraph.conclusions.people.overrides import read_overrides
from talkgraph.errors import OverridesInvalid
from talkgraph.graph import queries
from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.conclusions import people_triples
from talkgraph.graph.write.organizations import organization_triples
from talkgraph.model import (
    Affiliation,
    Event,
    Organizations,
    People,
    Session,
    SessionItem,
    SessionKind,
    Speaker,
    Talk,
    TalkKey,
    Works,
)
from talkgraph.model.names import Names

# ── reading ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # lists
        ("Acme", ["Acme"]),
        ("Acme, Beta Works, 37 Kites", ["Acme", "Beta Works", "37 Kites"]),
        ("Acme; Beta | Gamma", ["Acme", "Beta", "Gamma"]),
        ("Acme / Beta", ["Acme", "Beta"]),
        ("Acme/Betatron", ["Acme", "Betatron"]),
        ("Acme TCP/IP", ["Acme TCP/IP"]),
        ("Acme - Beta", ["Acme", "Beta"]),
        ("Acme-Beta", ["Acme-Beta"]),
        ("Acme, ACME, Acme", ["Acme", "ACME"]),
        # one name
        ("Acme, Inc", ["Acme, Inc"]),
        ("Acme, Inc., Beta, S.A.", ["Acme, Inc.", "Beta, S.A."]),
        ("Ode, Lund & Co", ["Ode, Lund & Co"]),
        ("Ode, Lund & Berg", ["Ode, Lund & Berg"]),
        ("Ode & Lund", ["Ode & Lund"]),
        ("Kites and More", ["Kites and More"]),
        ("Kite Works, Boat Works and Sail Works", ["Kite Works", "Boat Works and Sail Works"]),
        # places
        ("Ministry of Kites, New Zealand", ["Ministry of Kites, New Zealand"]),
        ("University of California, Berkeley", ["University of California, Berkeley"]),
        ("University of Texas at Dallas", ["University of Texas at Dallas"]),
        ("Acme, Berlin, Germany", ["Acme"]),
        ("Berlin", []),
        # offices
        ("Developer", []),
        ("Senior Developer and Author", []),
        ("Web Designer, Web Developer, writer", []),
        ("CTO at Acme", ["Acme"]),
        ("CTO & Co-Founder @ Acme", ["Acme"]),
        ("engineers from Acme", ["Acme"]),
        ("Kite developer at Acme and author", ["Acme"]),
        ("engineer at Acme and lead committer for Kites", ["Acme"]),
        ("CEO, Acme", ["Acme"]),
        ("Acme, founder", ["Acme"]),
        ("founder of Acme Kites", ["Acme Kites"]),
        ("Editor-in-Chief of Acme News", ["Acme News"]),
        ("Director of Kites, Acme", ["Acme"]),
        ("creator of Kitelang", []),
        ("VP Operations", []),
        ("Co-founder Acme", ["Acme"]),
        ("Web Developer Acme", ["Acme"]),
        ("Developer Express", ["Developer Express"]),
        ("kite team at Acme", ["Acme"]),
        ("Acme, kite team", ["Acme"]),
        # what was, what describes, what addresses
        ("Acme, ex-Beta", ["Acme"]),
        ("formerly Beta", []),
        ("Developer at Acme, used to be an engineer at Beta", ["Acme"]),
        ("Acme, a small kite shop", ["Acme"]),
        ("Acme, the people who made Kites", ["Acme"]),
        ("the New Harbour Times", ["the New Harbour Times"]),
        ("@ Acme", ["Acme"]),
        ("all from Acme", ["Acme"]),
        ("Acme (formerly Beta)", ["Acme"]),
        ("ana@acme.example", []),
        ("@analund", []),
        ("26", []),
        ("~2:10pm", []),
        ("Acme?", ["Acme"]),
        ("Old\u00a0Pier", ["Old Pier"]),
        ("", []),
        ("&", []),
        (",", []),
    ],
)
def test_which_bodies_an_affiliation_names(text: str, found: list[str]) -> None:
    assert list(bodies(text)) == found


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("Acme and Beta", ["acme", "beta"], ["Acme", "Beta"]),
        ("Acme and Beta", ["acme"], ["Acme and Beta"]),
        ("Acme, Beta & Gamma", ["beta"], ["Acme", "Beta & Gamma"]),
        ("Acme cofounder", ["acme"], ["Acme"]),
        ("Acme Kites cofounder", ["acme"], ["Acme"]),
        ("Acme cofounder", [], []),
    ],
)
def test_bodies_that_stand_alone_elsewhere_tell_of_others(
    text: str, known: list[str], found: list[str]
) -> None:
    assert list(bodies(text, frozenset(known))) == found


@pytest.mark.parametrize(
    ("text", "words", "form"),
    [
        ("The Acme Company", "acme", "company"),
        ("ACME Co., Ltd.", "acme", "co ltd"),
        ("Acmé S.A.R.L.", "acme", "sarl"),
        ("Ode & Co", "ode", "co"),
        ("The Inc", "the", "inc"),
        ("Inc", "inc", ""),
        ("O'Dell's", "odells", ""),
        ("kites.example.org", "kites example org", ""),
        ("U.S. Kites", "us kites", ""),
        ("!!!", "", ""),
    ],
)
def test_the_words_of_a_name(text: str, words: str, form: str) -> None:
    name = body_name(text)
    assert (" ".join(name.words), name.legal_form) == (words, form)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("northwind", "northwind trading", True),
        ("trading", "northwind trading", False),
        ("northwind", "northwint", True),  # one letter changed
        ("northwind", "nrothwind", True),  # two beside each other swapped
        ("northwind", "northwin", True),  # one left out
        ("northwind", "northwxyd", False),  # two changed
        ("abcdef", "abcdeg", True),  # six letters are long enough
        ("abcde", "abcdf", False),  # five are not
        ("studio1", "studio2", False),  # digits are no slip
        ("north wind", "northwind", True),  # the words do not matter
    ],
)
def test_one_body(left: str, right: str, same: bool) -> None:
    assert same_body(tuple(left.split()), tuple(right.split())) is same
    assert same_body(tuple(right.split()), tuple(left.split())) is same


# ── who is one ───────────────────────────────────────────────────────────────────────────────


def said(*texts: str) -> list[Affiliation]:
    return [Affiliation(text=text, span=at(n)) for n, text in enumerate(texts, 1)]


def stated(folder: Path, text: str, *texts: str) -> Organizations:
    path = folder / "who.txt"
    path.write_text(text, encoding="utf-8")
    return resolve(said(*texts), read_overrides(path))


def named(found: Organizations) -> dict[str, tuple[str, ...]]:
    return {each.slug: (each.name, *each.alternate_names) for each in found.organizations}


def test_spellings_are_one_and_the_barest_is_its_name() -> None:
    found = resolve(said("RedKite, Inc", "Red Kite", "red kite", "Red Kite", "CTO at RÉDKITE"))
    assert named(found) == {
        "red-kite": ("Red Kite", "RedKite, Inc", "RÉDKITE", "red kite"),
    }
    (body,) = found.organizations
    assert body.aliases == ("redkite", "redkite-inc")
    assert set(found.named.values()) == {("red-kite",)}
    assert [(m.rule, m.score) for m in found.merges] == [
        ("spelling", 0.98),
        ("legal-form", 0.95),
        ("spelling", 0.95),
    ]
    assert all(m.left != m.right and m.organization == "red-kite" for m in found.merges)


def test_two_legal_forms_are_less_sure() -> None:
    (merge,) = resolve(said("Acme Inc", "Acme GmbH")).merges
    assert (merge.rule, merge.score) == ("legal-form", 0.9)


def test_what_names_no_body_leads_to_none() -> None:
    found = resolve(said("Developer", "Acme"))
    assert found.named == {"Developer": (), "Acme": ("acme",)}


@pytest.mark.parametrize(
    ("one", "other", "rule", "score"),
    [
        ("Acme", "Acme International", "part-of-name", 0.8),
        ("Acme", "Acme New Zealand", "part-of-name", 0.7),
        ("Acme", "Acme Kites", "part-of-name", 0.5),
        ("Harbormaster", "Harbourmaster", "alike-names", 0.85),
        ("Kitelab", "Kitelub", "alike-names", 0.7),
        ("Harbormaster", "Harbourmaster Kites", "alike-names", 0.5),
        ("ABW", "Acme Bike Works", "acronym", 0.5),
    ],
)
def test_what_may_be_one(one: str, other: str, rule: str, score: float) -> None:
    found = resolve(said(one, other))
    assert len(found.organizations) == 2
    (candidate,) = found.candidates
    assert (candidate.rule, candidate.score) == (rule, score)
    assert candidate.left < candidate.right
    assert candidate.left_span != candidate.right_span


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Beta"),
        ("Bank", "Bank of Lund"),
        ("Kite", "Kiter"),
        ("Abw", "Acme Bike Works"),
        ("AB", "Acme Bikes"),
        ("Studio 1234", "Studio 1235"),
    ],
)
def test_what_is_not_even_likely(one: str, other: str) -> None:
    assert resolve(said(one, other)).candidates == ()


def test_one_person_in_both_makes_it_likelier() -> None:
    both = [
        Affiliation(text=text, span=at(n), person="ana-lund")
        for n, text in enumerate(("Acme", "Acme Kites"), 1)
    ]
    (candidate,) = resolve(both).candidates
    assert candidate.score == 0.6
    assert "ana-lund is said to be with both" in candidate.reasons


def test_the_order_of_what_is_said_does_not_matter() -> None:
    texts = ["Acme", "ACME Inc", "acme", "Acme GmbH", "Acme Kites", "Beta, Gamma", "Gamma & Beta"]
    told = [*said(*texts), *said(*reversed(texts))]
    expected = resolve(told)
    shuffled = random.Random(3)
    for _ in range(10):
        shuffled.shuffle(told)
        assert resolve(told) == expected


# ── what the user states ─────────────────────────────────────────────────────────────────────


def test_a_statement_makes_one_of_two_and_names_it(tmp_path: Path) -> None:
    found = stated(
        tmp_path, 'same-organization "Acme Kites" acme', "Acme", "ACME", "Acme Kites", "ACME"
    )
    assert named(found) == {"acme-kites": ("Acme Kites", "ACME", "Acme")}
    assert [(m.rule, m.score) for m in found.merges] == [("override", 1.0), ("spelling", 0.98)]
    assert found.merges[0].evidence == "stated: same-organization 'Acme Kites' acme"
    assert found.candidates == ()


def test_a_statement_keeps_two_apart(tmp_path: Path) -> None:
    found = stated(tmp_path, 'not-same-organization Acme "Acme, Inc"', "Acme", "Acme, Inc", "ACME")
    assert named(found) == {"acme": ("ACME", "Acme"), "acme-inc": ("Acme, Inc",)}
    assert found.candidates == ()
    found = stated(tmp_path, 'not-same-organization Acme "Acme Kites"', "Acme", "Acme Kites")
    assert found.candidates == ()


def test_two_that_share_a_slug_get_different_ones(tmp_path: Path) -> None:
    found = stated(tmp_path, 'not-same-organization Red-Kite "Red Kite"', "Red-Kite", "Red Kite")
    slugs = [each.slug for each in found.organizations]
    assert slugs[0] == "red-kite"
    assert slugs[1].startswith("red-kite-")
    assert found.named["Red-Kite"] != found.named["Red Kite"]


def test_an_affiliation_that_is_named_whole_is_one_name(tmp_path: Path) -> None:
    line = 'same-organization "Kites, Boats, Sails" KBS'
    found = stated(tmp_path, line, "Kites, Boats, Sails", "KBS")
    assert named(found) == {"kites-boats-sails": ("Kites, Boats, Sails", "KBS")}


def test_a_statement_without_effect_is_told(tmp_path: Path) -> None:
    found = stated(tmp_path, "same-organization Acme Beta\nsame-organization Acme ACME", "Acme")
    assert [(d.code, d.line) for d in found.diagnostics] == [
        ("override-unused", 1),
        ("override-unused", 2),
    ]
    assert "Beta" in found.diagnostics[0].message


def test_statements_that_contradict_each_other(tmp_path: Path) -> None:
    text = 'same-organization Acme "Acme Kites"\nnot-same-organization ACME "Acme Kites"'
    with pytest.raises(OverridesInvalid, match=r"line 1.*line 2") as error:
        stated(tmp_path, text, "Acme", "ACME", "Acme Kites", "acme")
    assert (error.value.source, error.value.line) == ("who.txt", 2)


# ── where they stand ─────────────────────────────────────────────────────────────────────────


def test_where_affiliations_come_from() -> None:
    speaker = Speaker(name="Ana Lund", position=1, span=at(4), affiliation="Acme")
    also = Speaker(name="A. Lund", position=1, span=at(5), affiliation="Acme, Inc")
    listed = Speaker(name="Ben Ode", position=1, span=at(8), affiliation="Beta")
    talk = Talk(
        key="kites",
        title="Kites",
        position=1,
        spans=(at(3),),
        speakers=(
            Speaker(
                name=speaker.name,
                position=1,
                span=speaker.span,
                affiliation=speaker.affiliation,
                also=(also,),
            ),
            Speaker(name="Nobody", position=2, span=at(6)),
        ),
    )
    session = Session(
        key="ignites",
        title="Ignites",
        position=2,
        spans=(at(7),),
        kind=SessionKind.IGNITES,
        items=(SessionItem(title="Sails", position=1, span=at(8), speakers=(listed,)),),
    )
    event = Event(
        name="First Days",
        slug="first-days",
        source="a.md",
        spans=(),
        talks=(talk,),
        sessions=(session,),
    )
    key = TalkKey(event="first-days", talk="kites")
    people = People(people=(), who={(key, at(4), "Ana Lund"): "ana-lund"}, accounts={})
    assert affiliations_of([event], people) == (
        Affiliation(text="Acme", span=at(4), person="ana-lund"),
        Affiliation(text="Acme, Inc", span=at(5)),
        Affiliation(text="Beta", span=at(8)),
    )


def test_each_body_is_in_the_graph_and_the_speaker_once() -> None:
    speaker = Speaker(name="Ana Lund", position=1, span=at(4), affiliation="Acme, Beta Inc")
    other = Speaker(name="Ben Ode", position=1, span=at(7), affiliation="ACME")
    talks = (
        Talk(key="kites", title="Kites", position=1, spans=(at(3),), speakers=(speaker,)),
        Talk(key="sails", title="Sails", position=2, spans=(at(6),), speakers=(other,)),
    )
    event = Event(name="First Days", slug="first-days", source="a.md", spans=(), talks=talks)
    people, names = people_of(event), Names()
    told = affiliations_of([event], people)
    store = OxigraphStore.in_memory()
    triples = [
        *source_triples(event, people, names),
        *people_triples(people, Works(works=()), names),
        *organization_triples(resolve(told), names),
    ]
    store.load(None, dict.fromkeys(triples))
    names_of = store.select("SELECT ?x { ?a tg:affiliation/schema:name ?x } ORDER BY ?x ?a")
    assert [row["x"] for row in names_of] == ["ACME", "ACME", "Beta Inc"]
    key = names.talk(TalkKey(event="first-days", talk="kites"))
    (row,) = store.select(queries.TALK_SPEAKERS, {"talk": key})
    assert (row["name"], row["affiliation"]) == ("Ana Lund", "Acme, Beta Inc")
    (merge,) = store.select(
        "SELECT ?body ?sure ?method { ?e a tg:OrganizationEvidence ; tg:organization ?body ;"
        " tg:confidence ?sure ; tg:method ?method }"
    )
    assert (merge["body"], merge["sure"]) == (names.organization("acme"), "0.98")
    assert merge["method"].endswith("#method-spelling")


def test_the_work_grows_with_their_number_and_not_its_square() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"

    def seconds(count: int) -> float:
        draw = random.Random(5)
        texts = ["".join(draw.choices(letters, k=9)) + " Kites" for _ in range(count)]
        told = said(*texts)
        began = process_time()
        resolve(told)
        return process_time() - began

    seconds(200)
    small, large = min(seconds(500) for _ in range(3)), seconds(4000)
    # Eight times as many; were it the square, it would take 64 times as long.
    assert large < 32 * small
