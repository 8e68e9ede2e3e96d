"""Quotations: which marks open and close, how long they may be, and what stands around them."""

import pytest

from talkgraph.sources.notes.markdown.text import Prose, TextBlock
from talkgraph.sources.notes.said.quotations import Quotation, quotations
from talkgraph.sources.notes.said.utterances import clause_of, is_utterance, words_of


def written(*blocks: str, bare: str | None = None) -> Prose:
    """Text of paragraphs; those that begin with "- " are items of a list."""
    text, kept = "", []
    for block in blocks:
        item = block.startswith("- ")
        text += " " if text else ""
        start = len(text)
        text += block.removeprefix("- ")
        kept.append(TextBlock(start=start, end=len(text), item=item))
    return Prose(
        text=text,
        visible=text,
        bare=text if bare is None else bare,
        starts=(0,),
        lines=(1,),
        blocks=tuple(kept),
        anchors=(),
    )


def texts(*blocks: str) -> list[str]:
    return [found.text for found in quotations(written(*blocks))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('she said "be calm" twice', ["be calm"]),
        ("she said “be calm” twice", ["be calm"]),
        ("she said “be calm“ twice", ["be calm"]),
        ("she said ”be calm” twice", ["be calm"]),
        ("she said „be calm“ twice", ["be calm"]),
        ("she said „be calm” twice", ["be calm"]),
        ("she said «be calm» twice", ["be calm"]),
        ("she said « be calm » twice", ["be calm"]),
        ("she said »be calm« twice", ["be calm"]),
        ("she said ‘be calm’ twice", ["be calm"]),
        ("she said 'be calm' twice", ["be calm"]),
        ("she said 'be calm’ twice", ["be calm"]),
        ('"be" and "calm"', ["be", "calm"]),
        ('("be calm")', ["be calm"]),
        ('"be calm".', ["be calm"]),
        ('"be calm"', ["be calm"]),
        ("no marks at all", []),
        # what does not open
        ('a 5" disk', []),
        ('a 5" disk and a "term"', ["term"]),
        ('word" be "calm"', ["calm"]),
        ('he said." be calm"', []),
        ('50%" be calm"', []),
        ('a " be calm" b', []),
        ('a "', []),
        # what does not close
        ('"be "calm', []),
        ('"be calm"ish', []),
        ('"be calm', []),
        ('"be "calm"', ["calm"]),  # the first was never closed
        # nested: the outermost
        ("“be «very» calm” now", ["be «very» calm"]),
        ("“be 'very' calm” now", ["be 'very' calm"]),
        ('“be "very" calm” now', ['be "very" calm']),
        ('“be "very «so»" calm” now', ['be "very «so»" calm']),
        # apostrophes
        ("don't be 'calm' now", ["calm"]),
        ("the teams' work isn't done", []),
        ("'tis calm, isn't it'", []),
        ("'til then' we", []),
        ("'90s music' we", []),
        ("'cause we' said", []),
        ("rock 'n roll' we", []),
        ("the 'teams' work' we did", ["teams' work"]),
        ("the 'teams' work we did", ["teams"]),
        ("the 'teams', we", ["teams"]),
        ("the 'team' work' we", ["team"]),
        ("she said.'be calm' b", []),
        ("(a)'be calm' b", []),
        ("a 'be (calm)' b", ["be (calm)"]),
        ("a '@ana is calm' b", ["@ana is calm"]),
        ("a '#calm' b", ["#calm"]),
        ("a '[calm]' b", ["[calm]"]),
        ("a '-calm' b", []),
        ("a 'be 'calm' b", ["be 'calm"]),
        ("a 'be calm'b c' d", ["be calm'b c"]),
        ("'be calm' 'be loud'", ["be calm", "be loud"]),
        ("'be \"very\" calm' now", ['be "very" calm']),
    ],
)
def test_what_is_quoted(text: str, found: list[str]) -> None:
    assert texts(text) == found


def test_single_marks_reach_four_hundred_characters() -> None:
    for length, found in ((396, 1), (397, 1), (398, 1), (399, 0), (400, 0)):
        text = f"a '{'x' * length}' b"
        assert len(texts(text)) == found, length


def test_a_quotation_runs_over_paragraphs_but_not_over_items() -> None:
    assert texts('"one', 'two" three') == ["one two"]
    assert texts('"one', "two", "three", "four", 'five" six') == ["one two three four five"]
    assert texts('"one', "two", "three", "four", "five", 'six" seven') == []
    assert texts('- "one', '- two" three') == []
    assert texts('"one', '- two" three') == []
    assert texts('- "one', 'two" three') == []
    assert texts('- "one" a', '- "two" b') == ["one", "two"]
    assert texts('"one', '"two" three') == ['one "two']  # the mark is repeated
    assert texts("'one", "two' three") == []
    # What was open over an item no longer is.
    assert texts('"one', "- two", '"three" four') == ["three"]


def test_open_paragraphs_are_counted_from_the_one_that_opens() -> None:
    many = ["a"] * 7
    assert texts(*many, '"one', "two", 'three" b') == ["one two three"]


def test_what_stands_around_a_quotation() -> None:
    (found,) = quotations(written("First.", 'She said "be calm" twice', "Last."))
    assert found == Quotation(
        start=16, end=25, text="be calm", before="She said ", after=" twice", following=""
    )


@pytest.mark.parametrize(
    ("after", "following", "shown"),
    [
        ("", "- Ana", "- Ana"),
        (" #calm [fin].", "Ana", "Ana"),
        (" [/fin]", "Ana", "Ana"),
        (" so", "Ana", ""),
        ("", "Ana " + "x" * 400, ("Ana " + "x" * 400)[:300]),
    ],
)
def test_the_next_paragraph_where_a_quotation_ends_its_own(
    after: str, following: str, shown: str
) -> None:
    (found,) = quotations(written(f'"be calm"{after}', following))
    assert found.following == shown


def test_a_following_item_of_the_same_list_has_no_dash() -> None:
    (found,) = quotations(written('- "be calm"', "- Ana"))
    assert found.following == "Ana"
    (found,) = quotations(written('- "be calm"', "Ana"))
    assert found.following == "Ana"
    (found,) = quotations(written('"be calm"'))
    assert found.following == ""


def test_before_and_after_are_three_hundred_characters_at_most() -> None:
    (found,) = quotations(written("a" * 299 + " " + '"be calm" ' + "b" * 400))
    assert found.before == "a" * 299 + " "
    assert found.after == " " + "b" * 299
    (found,) = quotations(written("a" * 300 + " " + '"be calm"'))
    assert found.before == "a" * 299 + " "


def test_before_begins_with_the_paragraph_that_opens() -> None:
    (found,) = quotations(written("Zero.", 'One "be', 'calm" two', "three"))
    assert (found.before, found.after, found.following) == ("One ", " two", "")


def test_marks_in_code_open_nothing_and_code_is_shown() -> None:
    text = 'a "b `"` c" d'
    (found,) = quotations(written(text, bare='a "b     c" d'))
    assert found.text == 'b `"` c'


# ── utterance or term ────────────────────────────────────────────────────────────────────────


def test_words_in_lower_case_with_straight_apostrophes() -> None:
    assert words_of("Don’t PANIC—e.g. 5-4 'x'") == ("don't", "panic", "e.g", "5-4", "x")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        # f: finite, p: with a pronoun, i: imperative, n: nominal
        ("we need calm", "fp"),
        ("calm is good", "f"),
        ("calm matters", "f"),
        ("nobody cares", "fp"),
        ("to be calm", ""),
        ("to need calm", ""),
        ("calm pagers", ""),
        ("that is calm", "fp"),
        ("the is calm", ""),
        ("is", ""),
        ("is it calm", "fp"),
        ("is the pager calm", "f"),
        ("isn't calm good", "f"),
        ("do you know", "fpi"),
        ("do calm work", "i"),
        ("have calm nights", "i"),
        ("don't panic", "i"),
        ("don't we panic", "fpi"),
        ("will power", ""),
        ("will it run", "fp"),
        ("may the code run", ""),
        ("what are they", "fp"),
        ("what was it", "fp"),
        ("let's be calm", "fi"),
        ("lets be calm", "f"),
        ("so let's go", "f"),
        ("so lets go", ""),
        ("we're calm", "fp"),
        ("it's calm", "fp"),
        ("what's calm", "f"),
        ("ana's calm", ""),
        ("ana'd calm", ""),
        ("ana'll go", "f"),
        ("they'd go", "fp"),
        ("you calm down", "fp"),
        ("so you calm", ""),
        ("i slept", "fp"),
        ("we the people", ""),
        ("pagers broke", "f"),
        ("pagers wake us", "f"),
        ("pagers wake people", "fp"),
        ("pagers wake loudly", ""),
        ("pager wakes us", "f"),
        ("pager wakes loudly", "f"),
        ("the deployed code", ""),
        ("code deployed", ""),
        ("ana deployed the code", "f"),
        ("it deployed", "fp"),
        ("of deployed the", ""),
        ("ana ran it", "fp"),
        ("ana tests code", ""),
        ("ana tests the code", "f"),
        ("boss test the code", ""),
        ("boxes tests of", ""),
        ("boxes test of", "f"),
        ("the plan we do", "fp"),
        ("that works", ""),
        ("so that works", "fp"),
        ("we always work", "fp"),
        ("always work", "fi"),
        ("calm always works", "f"),
        ("calm works", ""),
        ("the code we do", "n"),
        ("work we do", "n"),
        ("the code we do today", "fp"),
        ("work that matters", "n"),
        ("what we need", "n"),
        ("what matters", ""),
        ("what is it", "fp"),
        ("what is it now", "fp"),
        ("what are the odds", "n"),
        ("why we sleep", "n"),
        ("why calm is good", "f"),
        ("say what we need", "fpi"),
        ("keep calm", "i"),
        ("calm keep", "f"),
        ("make it work that matters", "fpi"),
        ("people who sleep", "fp"),
        ("a pager who sleeps", "n"),
        ("it really is", "fp"),
        ("really", ""),
        ("", ""),
    ],
)
def test_what_makes_a_clause(text: str, kinds: str) -> None:
    found = clause_of(words_of(text))
    shown = "".join(
        letter
        for letter, holds in (
            ("f", found.finite),
            ("p", found.pronoun),
            ("i", found.imperative),
            ("n", found.nominal),
        )
        if holds
    )
    assert shown == kinds


def says(text: str, before: str = "", after: str = "", *, attributed: bool = False) -> bool:
    return is_utterance(text, before, after, attributed=attributed)


@pytest.mark.parametrize(
    ("text", "before", "after", "said"),
    [
        # alone
        ("calm pagers at night", "", "", True),
        ("calm pagers now", "", "", False),
        ("we sleep", "", "", True),
        ("sleep", "", "", False),
        ("", "", "", False),
        ("42", "", "", False),
        ("stop!", "", "", True),
        ("stop", "", "", False),
        ("calm?", "", "", False),
        ("calm now?", "", "", True),
        ("calm pagers now.", "", "", True),
        ("calm pagers.", "", "", False),
        ("not calm pagers", "", "", True),
        ("the calm pagers", "", "", False),
        ("the calm pagers.", "", "", True),
        ("keep pagers calm", "", "", True),
        ("keep calm", "", "", False),
        ("yes, calm.", "", "", True),
        ("work that matters", "", "", False),
        # alone behind something that ended
        ("calm pagers at night", "Ana:", "", False),
        ("calm pagers for the whole long night", "Ana.", "", True),
        ("calm pagers for the whole night", "Ana.", "", False),
        ("calm pagers now.", "Ana.", "", True),
        ("the whole long night of calm pagers", "Ana.", "", False),
        # named or used as a noun
        ("we sleep", "a talk called", "", False),
        ("we sleep", "her book,", "", False),
        ("we sleep", "her book:", "", True),
        ("we sleep", "her book!", "", True),
        ("we sleep", "it is called,", "", False),
        ("we sleep", "that means", "", False),
        ("we sleep", "the", "problem", False),
        ("we sleep", "the", "", False),
        ("we sleep.", "the", "", False),
        ("we sleep", "", "-style", False),
        ("we sleep", "this", "problem of ours", False),
        ("we sleep", "", "problem", False),
        ("We Sleep Tonight Again", "", "", False),
        ("We Sleep Tonight Again.", "", "", True),
        ("we Sleep Tonight again", "", "", True),
        ("WE SLEEP TONIGHT", "", "", True),
        # introduced or attributed
        ("calm", "she says", "", False),
        ("calm pagers now.", "she says", "today", False),
        ("yes", "she says", "today", True),
        ("yes", "", "said Ana", True),
        ("yes", "so", "as she said", True),
        ("yes", "so", "is what Ana says", True),
        ("yes", "so", "today", False),
        ("yes", "so motto is", "today", True),
        ("yes", "so it is", "today", False),
        ("yes", "she ended with", "today", True),
        ("yes", "she closes the day with:", "today", True),
        ("yes", "in Ana's words,", "today", True),
        ("yes", "says Ana,", "today", True),
        ("yes", "says Ana and then Bo,", "today", False),
        ("yes", "says it.", "today", False),
        ("yes", "she says;", "today", False),
        # inside of a sentence
        ("calm now?", "so", "today", True),
        ("calm?", "so", "today", False),
        ("so calm now!", "so", "today", True),
        ("calm now!", "so", "today", False),
        ("we sleep well at night", "so", "today", True),
        ("we sleep well", "so", "today", True),
        ("we sleep", "so", "today", False),
        ("calm is good", "so", "today", False),
        ("calm is so good", "so", "today", True),
        ("keep it calm", "so", "today", True),
        ("keep pagers calm", "so", "today", False),
        ("keep pagers calm.", "so", "today", True),
        ("keep it calm", "you can", "today", False),
        ("keep the pagers calm", "", "today", True),
        ("keep our pagers", "", "today", False),
        ("calm pagers", "so", "today", False),
        ("yes!", "", "today", True),
        ("yes!", "so", "today", False),
        # what stands around without saying anything
        ("calm pagers at night", "@ana #calm", "https://e.org #calm [fin]", True),
    ],
)
def test_what_is_said(text: str, before: str, after: str, said: bool) -> None:
    assert says(text, f"{before} " if before else "", f" {after}" if after else "") is said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("calm", False),
        ("calm pagers", False),
        ("calm pagers now", True),
        ("keep calm", True),
        ("yes", True),
        ("we sleep", True),
    ],
)
def test_what_is_attributed_to_somebody(text: str, said: bool) -> None:
    assert says(text, "so ", " today", attributed=True) is said
