"""Quotations: which marks open and close, how long they may be, and what stands around them."""

import pytest

from talkgraph.sources.notes.markdown.text import Prose, TextBlock
from talkgraph.sources.notes.said.quotations import Quotation, quotations
from talkgraph.sources.notes.said.utterances import is_utterance, place_of, words_of


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
    ("before", "after", "place"),
    [
        # s: starts, e: ends, w: whole, n: noun
        ("", "", "sew"),
        ("", ".", "sew"),
        ("@ana #calm ", " https://e.org #calm [fin] 👏", "sew"),
        ("2/ ", "", "sew"),
        ('"we rest" ', ' "we rise"', ""),
        ('"We rest." ', "", "e"),
        ("", " [so true]", "sew"),
        ("", " (so true)", "se"),
        ("", " (so true) indeed", "s"),
        ("", " - so true", "se"),
        ("", " so true", "s"),
        ("", ". So true", "sew"),
        ("", ". so true", "s"),
        ("", "! (So true)", "sew"),
        ("", "! (so true)", "s"),
        ("", "; so true", "s"),
        ("Ana. ", "", "se"),
        ("Ana: ", "", "se"),
        ("Ana, ", "", "e"),
        ("Ana ", " now", ""),
        ("the ", "", "en"),
        ("breathe ", "", "e"),
        ("", "-style", "sn"),
        ("", " -- Ana", "se"),
    ],
)
def test_where_a_quotation_stands(before: str, after: str, place: str) -> None:
    found = place_of(quoted("we sleep", before, after))
    shown = "".join(
        letter
        for letter, holds in (
            ("s", found.starts),
            ("e", found.ends),
            ("w", found.whole),
            ("n", found.noun),
        )
        if holds
    )
    assert shown == place


def quoted(text: str, before: str = "", after: str = "") -> Quotation:
    return Quotation(start=0, end=1, text=text, before=before, after=after)


def test_a_sentence_of_its_own_may_be_followed_by_another() -> None:
    assert place_of(quoted("We sleep.", "", " So do they.")).whole
    assert not place_of(quoted("We sleep.", "", " so do they.")).whole
    assert not place_of(quoted("We sleep", "", " So do they.")).whole


@pytest.mark.parametrize(
    ("text", "before", "after", "said"),
    [
        # all there is
        ("calm pagers at night", "", "", True),
        ("calm pagers now", "", "", False),
        ("a pager at night", "", "", True),
        ("we sleep", "", "", False),
        ("sleep!", "", "", True),
        ("", "", "", False),
        ("...", "", "", False),
        # behind something that ended
        ("calm pagers at night", "Ana: ", "", True),
        ("the pagers at night", "Ana: ", "", False),
        ("the pagers at night.", "Ana: ", "", True),
        ("sleep well.", "Ana. ", "", True),
        ("sleep well.", "Ana ", "", False),
        # used as a noun, or a title
        ("we sleep well at night", "the ", "", False),
        ("we sleep well at night", "", "-style", False),
        ("We Sleep Tonight Again", "", "", False),
        ("We Sleep Tonight Again.", "", "", True),
        ("Don't Sleep tonight again", "", "", True),
        ("WE SLEEP TONIGHT AGAIN", "", "", True),
        # inside of a sentence
        ("is everybody calm now?", "so ", " today", True),
        ("we sleep well at night", "so ", " today", False),
        ("keep it calm", "so ", " today", False),
    ],
)
def test_what_is_said(text: str, before: str, after: str, said: bool) -> None:
    assert is_utterance(quoted(text, before, after), framed=False, firm=False) is said


@pytest.mark.parametrize(
    ("text", "framed", "firm"),
    [
        ("calm", False, False),
        ("calm!", True, True),
        ("keep calm", False, False),
        ("keep calm now", False, True),
        ("keep calm and sleep", True, True),
        ("the calm pagers of night", True, True),
    ],
)
def test_what_is_said_to_be_said(text: str, framed: bool, firm: bool) -> None:
    quotation = quoted(text, "so ", " today")
    assert is_utterance(quotation, framed=True, firm=False) is framed
    assert is_utterance(quotation, framed=True, firm=True) is firm
