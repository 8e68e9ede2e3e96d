"""Phrases of talks, and the names, keywords and descriptions made of them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.conclusions.themes.groups import Group
from talkgraph.conclusions.themes.naming import Called, Naming
from talkgraph.conclusions.themes.phrases import SaidOfTalk, TalkPhrases, form_of, usual
from talkgraph.conclusions.themes.word_use import WordUse
from talkgraph.model import Topic


def said(title: str, text: str, *names: str, work: str = "") -> SaidOfTalk:
    return SaidOfTalk(title=title, text=f"{title}\n{text}", names=names, work=work or title)


def talks(*those: SaidOfTalk, events: tuple[str, ...] = ()) -> TalkPhrases:
    return TalkPhrases(dict(zip("abcdefghij", those, strict=False)), events)


def phrases(some: TalkPhrases, of: str) -> dict[str, float]:
    return {each.spelt: each.score for each in some.of_group(dict.fromkeys(of, 1.0))}


def group(of: str, **more: object) -> Group:
    return Group(
        talks=dict.fromkeys(of, 0.5),
        passages={},
        topics={},
        **more,  # type: ignore[arg-type]
    )


def topic(iri: str, label: str, *others: str) -> Topic:
    return Topic(iri=iri, label=label, alternate_labels=others)


KILNS = (
    said("Electric kilns at home", "An electric kiln is small. It fires clay."),
    said("Mending kilns", "My electric kiln cracked, and the clay with it."),
    said("Sailing", "A small boat. The clay of the shore."),
    said("Rowing", "A boat with oars."),
)


def test_the_best_phrase_is_said_in_the_groups_talks_and_in_no_other() -> None:
    found = phrases(talks(*KILNS), "ab")
    assert next(iter(found)) == "electric kiln"
    assert found["electric kiln"] > found["kiln"] > found["clay"]


def test_precision_and_recall_make_the_score() -> None:
    some = talks(said("Kiln", "clay"), said("Kiln", "clay.", work="w"), said("Boat", "clay"))
    # "kiln" is the title of both and of no other; "clay" is in no title, and in one talk more.
    recall, precision = 0.75, 2 / 3
    assert phrases(some, "ab") == {
        "Kiln": 1.0,
        "clay": round(2 * precision * recall / (precision + recall), 6),
    }


def test_a_word_that_only_tells_of_another_is_worth_less() -> None:
    some = talks(said("Inclusive fairs", "inclusive fairs"), said("Fairs", "inclusive fairs"))
    found = phrases(some, "ab")
    assert found["inclusive fairs"] > found["inclusive"]


def test_two_deliveries_of_one_talk_are_one_witness() -> None:
    one = said("A wobbling wheel", "wheel", work="w")
    some = talks(one, one, said("Clay", "clay"), said("Clay pots", "clay"))
    assert next(iter(phrases(some, "abcd"))) == "clay"


def test_names_of_speakers_and_events_are_no_phrases() -> None:
    some = talks(
        said("Okoro's kiln", "Okoro fires at ClayCon", "Ada Okoro"),
        said("Okoro's oven", "Okoro bakes at ClayCon", "Ada Okoro"),
        said("A kiln by Okoro", "Okoro is quoted"),
        events=("ClayCon 2031",),
    )
    found = {form for each in some.of_group({"a": 1.0, "b": 1.0}) for form in each.form}
    assert {"okoro", "claycon", "2031"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They wrote it in Go for a wheel", {"Go"}),
        ("It is time to go", set()),
        ("A talk on C++ and C#", {"C++", "C#"}),
        ("the freedom of speech", {"freedom", "freedom of speech", "speech"}),
        ("in 2031 we met", {"met"}),
        ("the kiln, the oven", {"kiln", "oven"}),
        ("un forno per il pane, e la pala per il forno", {"forno", "pane", "pala"}),
    ],
)
def test_what_can_be_a_phrase(text: str, found: set[str]) -> None:
    some = TalkPhrases({"a": SaidOfTalk(title="", text=text, names=(), work="w")}, ())
    spelt = {each.spelt for each in some.of_group({"a": 1.0})}
    assert found <= spelt
    assert spelt <= found | {"wrote", "wheel", "wheel for", "time", "talk"}


@given(
    texts=st.lists(
        st.sets(st.sampled_from(["kiln", "clay", "boat", "oar", "shore", "tide"])), max_size=8
    ),
    fewest=st.integers(1, 9),
)
def test_a_phrase_is_spread_over_all_that_have_it(texts: list[set[str]], fewest: int) -> None:
    those = [said(f"{place}", ". ".join(sorted(each))) for place, each in enumerate(texts)]
    having = {
        word: {f"{place}" for place, each in enumerate(texts) if word in each}
        for word in set().union(*texts)
    }
    found = {each.spelt: each.works for each in talks(*those).spread(fewest)}
    assert found == {word: works for word, works in having.items() if len(works) >= fewest}


def test_forms_and_spellings() -> None:
    assert form_of("Supply-chain attacks") == form_of("supply chain attack")
    assert usual(Counter({"Kiln": 5, "kiln": 2})) == "Kiln"
    assert usual(Counter({"Kiln": 4, "kiln": 2})) == "kiln"
    assert usual(Counter({"eBPF": 1, "EBPF": 3})) == "EBPF"


# ── names ────────────────────────────────────────────────────────────────────────────────────


def called(
    some: TalkPhrases, *groups: Group, passages: tuple[str, ...] = (), found_by: str = ""
) -> list[Called]:
    naming = Naming(some, [topic("k", "Kilns and ovens"), topic("l", "KILNS and ovens")])
    found = naming.call(groups, {"k": Counter(found_by.split())}, [passages for _ in groups])
    return [each for each in found if each is not None]


def test_a_theme_is_called_what_a_user_says_then_its_concept_then_its_best_phrase() -> None:
    some = talks(*KILNS)
    found = called(some, group("ab", name="my kilns", head="k"), group("ab", head="k"), group("ab"))
    assert [each.name for each in found] == ["my kilns", "Kilns and ovens", "Electric kiln"]


def test_no_two_themes_have_one_name() -> None:
    some = talks(*KILNS)
    twins = [group("ab", head="k"), group("cd", head="l"), group("ab"), group("ab")]
    names = [each.name for each in called(some, *twins)]
    # The last has no other name.
    assert names == ["Kilns and ovens", "KILNS and ovens 2", "Electric kiln"]


def test_a_name_is_not_what_another_theme_s_concept_is_called_too() -> None:
    some = talks(*KILNS, said("The electric kiln", "A kiln of bricks."))
    naming = Naming(some, [topic("k", "Firing", "electric kilns")])
    taken, other = naming.call([group("cd", head="k"), group("abe")], {}, [(), ()])
    assert taken is not None
    assert taken.name == "Firing"
    assert other is None


def test_an_everyday_word_alone_is_no_name() -> None:
    some = talks(
        said("Glaze in layers", "A glaze of ash."),
        said("Glaze and colour", "The glaze runs."),
        said("Sailing", "A small boat."),
    )
    assert Naming(some, []).call([group("ab")], {}, [()]) == [None]


def test_the_form_of_talks_is_no_name() -> None:
    some = talks(
        said("Lightning of Friday", "Five minutes each."),
        said("Lightning of Sunday", "Whoever comes first."),
        said("Sailing", "A small boat."),
    )
    assert Naming(some, []).call([group("ab")], {}, [()]) == [None]


def test_alike_talks_that_share_no_words_are_no_theme() -> None:
    some = talks(*KILNS, said("Knots", "Rope."), said("Bees", "Honey."))
    assert Naming(some, []).call([group("ef")], {}, [()]) == [None]
    # A phrase of two in six is too little.
    assert Naming(some, []).call([group("abcdef")], {}, [()]) == [None]
    assert Naming(some, []).call([group("ef", name="asked for")], {}, [()])[0] is not None


def test_keywords_are_what_the_concept_was_found_by_then_other_phrases() -> None:
    made = Group(talks=dict.fromkeys("ab", 1.0), passages={}, topics={"k": 1.0}, head="k")
    (found,) = called(talks(*KILNS), made, found_by="kilns kilns oven")
    assert found.keywords[:2] == ("kilns", "oven")
    assert "clay" in found.keywords
    assert len(found.keywords) <= 8


def test_the_description_is_a_sentence_on_the_matter_and_not_on_the_talk() -> None:
    passages = (
        "In this talk we look at the electric kiln and at clay.",
        "Hot!",
        "Why does an electric kiln crack the clay so often?",
        "An electric kiln fires clay at a thousand degrees. See https://kiln.example for more.",
    )
    (found,) = called(talks(*KILNS), group("ab"), passages=passages)
    assert found.description == "An electric kiln fires clay at a thousand degrees."
    (found,) = called(talks(*KILNS), group("ab"), passages=("Too short.",))
    assert found.description == ""


# ── words that can be names ──────────────────────────────────────────────────────────────────


def test_a_thing_is_what_stands_after_an_article_and_not_after_to() -> None:
    use = WordUse()
    for before, word in [("the", "kiln")] * 3 + [("to", "kiln")] + [("to", "glaze")] * 4:
        use.read(word, before)
    assert use.is_thing("kiln")
    assert use.is_thing("Kilns")
    assert not use.is_thing("glaze")
    assert not use.is_thing("red glaze")
    # What has a capital is a name, and of what is hardly used nothing is known.
    assert use.is_thing("Red Glaze")
    assert use.is_thing("trowel")


@pytest.mark.parametrize("word", ["deploy", "begins", "outside", "scale", "fight", "quickly"])
def test_an_everyday_word_is_no_name_by_itself(word: str) -> None:
    assert not WordUse().is_thing(word)
    assert WordUse().is_thing(f"clay {word}")


@pytest.mark.parametrize("word", ["deployment", "performance", "collaboration", "outsourcing"])
def test_a_noun_made_of_an_everyday_word_can_be_one(word: str) -> None:
    assert WordUse().is_thing(word)
