"""Clean text, asides, mentions, hashtags, links and spans, on invented posts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from talkgraph.model import Account, LinkKind, Span, Statements
from talkgraph.sources.notes.addresses import bare_urls
from talkgraph.sources.notes.markdown.text import prose
from talkgraph.sources.notes.said.statements import clean, statements
from talkgraph.sources.notes.said.tags import HASHTAG, event_hashtags, tags_of

_EVENT_TAGS = frozenset({"lanternconf", "lanternconf2031"})


def _says(markdown: str) -> Statements:
    span = Span(source="notes.md", first=1, last=markdown.count("\n") + 1)
    text = prose(MarkdownIt().parse(markdown), span.first, span.last)
    return statements(text, span, event_tags=_EVENT_TAGS, speakers=("Mara Lind",))


# ── plain text ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("> A *soft* and **strong** `code` word", "A soft and strong code word"),
        (
            "> [slides](https://example.org/s) and <https://example.org>",
            "slides and https://example.org",
        ),
        ("> One\n> two\n>\n> three\n>\n> * four\n> * five", "One two three four five"),
        ("> Keep #this, [that] and www.example.org", "Keep #this, [that] and www.example.org"),
        ("> a<br>b <b>c</b>", "a b c"),
        ("```\nx =  1\n```", "x = 1"),
        ("", ""),
    ],
)
def test_plain(markdown: str, expected: str) -> None:
    assert prose(MarkdownIt().parse(markdown)).text == expected


# ── clean text ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("> Pay people. #LanternConf", "Pay people."),
        ("> #lanternconf: Pay people.", "Pay people."),
        ("> At #lanternconf we pay people.", "At we pay people."),
        ("> Pay people (see #LANTERNCONF), always.", "Pay people (see), always."),
        ("> Pay people (#lanternconf), always.", "Pay people, always."),
        ("> Pay, #lanternconf, people", "Pay, people"),
        ("> Pay people, #lanternconf. Now.", "Pay people. Now."),
        ("> Pay people! [fin] #lanternconf #lanternconf2031", "Pay people!"),
        ("> Pay people. [/fin]", "Pay people."),
        ("> Pay people. (fin)", "Pay people. (fin)"),
        ("> The finish line [final thoughts]", "The finish line [final thoughts]"),
        ("> Next up: @bea_q on pay. #lanternconf", "@bea_q on pay."),
        ("> Next up at #lanternconf : @bea_q on pay.", "@bea_q on pay."),
        ("> Next up, Bea Quist on pay.", "Bea Quist on pay."),
        ("> #lanternconf Next up: pay", "pay"),
        ("> next up is a break", "next up is a break"),
        ("> Next up at #othertag: lunch", "Next up at #othertag: lunch"),
        ("> Traces with #OpenTelemetry are 💥 #lanternconf", "Traces with #OpenTelemetry are 💥"),
        ("> It was at https://example.org/a, then gone.", "It was at, then gone."),
        ("> Slides: https://example.org/a #lanternconf", "Slides"),
        ("> See [the slides](https://example.org/a).", "See the slides."),
        ("> Rates fell - #lanternconf", "Rates fell"),
        ("> ... and so on #lanternconf", "... and so on"),
        ("> Call f() and g[] first , please #lanternconf", "Call f() and g[] first , please"),
        ("> Three themes:\n>\n> * one\n> * two\n>\n> #lanternconf", "Three themes: one two"),
        ("> #lanternconf", ""),
    ],
)
def test_clean_text(markdown: str, expected: str) -> None:
    assert _says(markdown).text == expected


@pytest.mark.parametrize("markdown", ["> Bye [fin]", "> Bye [Fin] #lanternconf", "> [ /FIN ]"])
def test_fin_is_no_aside(markdown: str) -> None:
    assert not _says(markdown).asides


_PIECES = st.one_of(
    st.sampled_from(
        [
            "#lanternconf", "#LanternConf2031", "#otel", "[fin]", "[/Fin]", "Next up:", "next up",
            "https://example.org/a_(b)", "www.example.org,", "(", ")", "[", "]", ",", ".", ":", "-",
            "—", "“", "”", '"', "word", "Größe", "🎉", "at", "...", "!", "@bea_q",
        ]
    ),
    st.text(max_size=5),
)  # fmt: skip
_POSTS = st.lists(st.tuples(_PIECES, st.sampled_from(["", " ", "  "])), max_size=14).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)


@given(_POSTS)
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    once = clean(text, _EVENT_TAGS)

    assert clean(once, _EVENT_TAGS) == once


@given(_POSTS)
def test_no_event_tag_and_no_url_is_left(text: str) -> None:
    cleaned = clean(text, _EVENT_TAGS)

    assert not {match.group(1).casefold() for match in HASHTAG.finditer(cleaned)} & _EVENT_TAGS
    assert not list(bare_urls(cleaned))


@given(st.lists(st.sampled_from(["pay", "people", "(", ")", "#lanternconf", "[fin]", ",", "."])))
def test_no_word_is_lost(parts: list[str]) -> None:
    words = [part for part in parts if part.isalpha()]

    cleaned = clean(" ".join(parts), _EVENT_TAGS)

    assert [word for word in cleaned.replace(",", " ").split() if word.strip("().")] or not words
    assert "".join(c for c in cleaned if c.isalpha()) == "".join(words)


@given(_POSTS)
def test_any_text_is_taken_apart(text: str) -> None:
    says = _says(text)

    assert says.text == clean(prose(MarkdownIt().parse(text)).text, _EVENT_TAGS)
    last = text.count("\n") + 1
    spans = [each.span for each in says.quotes] + [each.span for each in says.asides]
    for each in spans + [link.span for link in says.links]:
        assert 1 <= each.first <= each.last <= last


# ── asides ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("> [This is the whole post.] #lanternconf", ["This is the whole post."]),
        ("> One [aside] and [another one].", ["aside", "another one"]),
        ("> [Outer [inner] aside]", ["Outer [inner] aside"]),
        ("> [Starts here.\n>\n> Ends here. #lanternconf]", ["Starts here. Ends here."]),
        ("> See [the slides](https://example.org)", []),
        ("> [as in [the slides](https://example.org), slide 3]", ["as in the slides, slide 3"]),
        ("> It says so[1] and so [2, 3], too [^note].", []),
        ("* [ ] open\n* [x] done", []),
        ('> "When [they] ship, it breaks [sic] [...]"', []),
        ("> develop[er]s and list[0]", []),
        ("> an [unclosed one", []),
        ("> a closed] one [and this]", ["and this"]),
        ("> `[code]`", []),
    ],
)
def test_asides(markdown: str, expected: list[str]) -> None:
    assert [aside.text for aside in _says(markdown).asides] == expected


def test_an_aside_keeps_its_own_lines() -> None:
    (aside,) = _says("> One\n> two [three\n> four] five\n> six").asides

    assert (aside.span.first, aside.span.last) == (2, 3)


# ── mentions, hashtags, links ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("> @bea_q's talk with @Otto9, @bea_Q!", ["bea_q", "Otto9"]),
        ("> .@bea_q speaks (@otto).", ["bea_q", "otto"]),
        ("> mail bea@example.org or x.y+z@example.org", []),
        ("> https://example.org/@bea and medium.com/@otto/text", []),
        ("> `@decorator` @", []),
        ("> starts @9am with @5", []),
        ("> _@bea_q_ and **@otto**", ["bea_q", "otto"]),
    ],
)
def test_mentions(markdown: str, expected: list[str]) -> None:
    assert [account.handle for account in _says(markdown).mentions] == expected


def test_federated_mentions() -> None:
    says = _says("> @bea@tide.example and [@otto](https://shore.example/@otto) and @ada")

    assert says.mentions == (
        Account(service="tide.example", handle="bea"),
        Account(service="shore.example", handle="otto"),
        Account(service="twitter", handle="ada"),
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("> #One two #three_4, #Größe. #42 #9s", ("One", "three_4", "Größe", "9s")),
        ("> https://example.org/#part `#code` C# a#b &#35;c", ("c",)),
        ("> #日本語 #On-call", ("日本語", "On")),
    ],
)
def test_hashtags(markdown: str, expected: tuple[str, ...]) -> None:
    assert tuple(tags_of(prose(MarkdownIt().parse(markdown)))) == expected


def test_hashtags_are_marked_as_the_events_own() -> None:
    found = [
        (each.tag, each.of_event) for each in _says("> #LanternConf #otel #lanternConf").hashtags
    ]

    assert found == [("LanternConf", True), ("otel", False)]


def test_links() -> None:
    says = _says(
        "> [video](https://example.org/v) https://youtu.be/abc. <https://noti.st/x>\n"
        "> ![chart](https://example.org/c.png) (see www.example.org/a_(b)) bea@example.org"
    )

    assert [(link.url, link.kind, link.span.first) for link in says.links] == [
        ("https://example.org/v", LinkKind.VIDEO, 1),
        ("https://youtu.be/abc", LinkKind.VIDEO, 1),
        ("https://noti.st/x", LinkKind.SLIDES, 1),
        ("https://example.org/c.png", LinkKind.IMAGE, 2),
        ("www.example.org/a_(b)", LinkKind.OTHER, 2),
    ]


# ── the event's own hashtags ─────────────────────────────────────────────────────────────────


def test_a_tag_of_most_posts_is_the_events() -> None:
    talk = [["Lantern", "otel"], ["LANTERN"], ["lantern"], []]

    assert "lantern" in event_hashtags([talk, talk], "Harbour 2031")
    assert "otel" not in event_hashtags([talk, talk], "Harbour 2031")


def test_a_tag_frequent_in_one_talk_of_several_is_content() -> None:
    others = [["lantern"], ["lantern"]]
    talk = [["lantern", "otel"], ["lantern", "otel"]]

    assert "otel" not in event_hashtags([talk, others, others], "Harbour 2031")


def test_two_talks_of_many_do_not_make_a_tag_the_events() -> None:
    plain_talk = [["lantern"], ["lantern"]]
    talk = [["lantern", "otel"], ["lantern", "otel"]]

    assert "otel" not in event_hashtags([talk, talk, *[plain_talk] * 8], "Harbour 2031")


def test_the_only_talk_needs_three_posts() -> None:
    assert "lantern" in event_hashtags([[["lantern"], ["lantern"], []]], "Harbour 2031")
    assert "lantern" not in event_hashtags([[["lantern"], ["lantern"]]], "Harbour 2031")


def test_the_name_with_and_without_year() -> None:
    own = event_hashtags([], "Fjörd Days 2031")

    assert {"fjorddays", "fjorddays2031"} <= own


def test_slips_of_the_keyboard() -> None:
    talk = [["lanternconf"], ["lanternconf"], ["lanterconf", "lanternconf2030", "lantern"]]

    own = event_hashtags([talk, talk], "LanternConf 2031")

    assert "lanterconf" in own
    assert "lanternconf2030" not in own
    assert "lantern" not in own
