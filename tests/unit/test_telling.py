"""What all programmes are told by: titles and their marks, persons, languages, abstracts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.model import LinkKind, Span, TalkStatus
from talkgraph.sources.programmes.announced import FULL, Markup, abstracts_of, all_abstracts
from talkgraph.sources.programmes.languages import language_tag
from talkgraph.sources.programmes.telling import is_person, title_and_status

HERE = Span(source="programme.json", path="/schedule/talks/0")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("[CANCELED] On Lamps", "On Lamps"),
        ("CANCELLED: Harbours: A Tour", "Harbours: A Tour"),
        ("(Cancelled) On Lamps (and Oil)", "On Lamps (and Oil)"),
        ("Talk cancelled: On Lamps", "On Lamps"),
        ("Cancelled – On Lamps", "On Lamps"),
        ("[Cancelled due to illness] On Lamps", "On Lamps"),
        ("❌ CANCELLED On Lamps", "On Lamps"),
        ("Abgesagt: Über Lampen", "Über Lampen"),
        ("[Entfällt] Über Lampen", "Über Lampen"),
        ("ANNULÉ : Les Lampes", "Les Lampes"),
        ("On Lamps (abgesagt)", "On Lamps"),
        ("On Lamps [CANCELLED - storm]", "On Lamps"),
        ("On Lamps - CANCELLED", "On Lamps"),
        ("CANCELLED", "CANCELLED"),
    ],
)
def test_a_mark_says_that_a_talk_was_cancelled(written: str, title: str) -> None:
    assert title_and_status(written) == (title, TalkStatus.CANCELLED)


@pytest.mark.parametrize(
    "title",
    [
        "On Ropes (TALK REPLACES CANCELLED TALK)",
        "On Lamps - CANCELLED, replaced by On Ropes",
        "Cancelled Sailings: A History",
        "CANCELLED SAILINGS AND OTHERS",
        "Cancelling Subscriptions",
        "Why I cancelled: a Story",
        "[REPLACEMENT] On Ropes",
        "My ferry was cancelled",
    ],
)
def test_words_of_a_title_are_no_mark(title: str) -> None:
    assert title_and_status(title) == (title, None)


@pytest.mark.parametrize(
    "name",
    [
        *("", "-", "???", "N.N.", "TBA", "tbd", "To be announced", "Speaker to be confirmed"),
        *("Staff", "HarbourConf Staff", "The Organizers", "Orga-Team", "Lampwrights team"),
        *("Various speakers", "Several Presenters", "Lightning talk speakers", "all attendees"),
        *("Verschiedene Referenten", "Équipe", "divers intervenants", "et al.", "Mystery Speaker"),
    ],
)
def test_who_stands_for_somebody_is_no_person(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize(
    "name",
    ["Ana Ode", "l4mp", "wick_99", "Jane Staff", "Ben Host", "Al L.", "Jo", "李华", "Team Quay"],
)
def test_names_and_handles_are_persons(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        *(("en", "en"), ("ENG", "en"), ("ger", "de"), ("deu", "de"), ("fre", "fr"), ("fra", "fr")),
        *(("English", "en"), ("Deutsch", "de"), ("en_us", "en-US"), ("zh-hant-tw", "zh-Hant-TW")),
        *(("de-formal", "de"), ("en, de", "en"), ("nds", "nds"), ("", None), (None, None)),
        *(("und", None), ("a language of birds", None)),
    ],
)
def test_languages_are_told_in_one_way(written: str | None, tag: str | None) -> None:
    assert language_tag(written) == tag


def _texts(text: str, markup: Markup | None = None) -> list[str]:
    return [each.text for each in abstracts_of(text, markup, HERE)]


@pytest.mark.parametrize(
    "written",
    [
        "<p>Lamps &amp; <em>wicks</em>.</p>",
        "&lt;p&gt;Lamps &amp;amp; &lt;em&gt;wicks&lt;/em&gt;.&lt;/p&gt;",
        "&amp;lt;p&amp;gt;Lamps &amp;amp;amp; wicks.&amp;lt;/p&amp;gt;",
        "Lamps &amp; **wicks**.\r\n",
        "Lamps & <b>wicks</b>.",
        "<p>Lamps &amp; wicks.</p><script>alert(1)</script><style>p {}</style><!-- oil -->",
    ],
)
def test_what_an_abstract_is_written_in_is_found_out(written: str) -> None:
    assert _texts(written) == ["Lamps & wicks."]


def test_html_becomes_markdown_with_its_lists_and_links() -> None:
    written = (
        "<p>Read <a href='https://quay.example/a_b'>the book</a>, then:</p>\n"
        "<ul><li>trim</li><li>light <ul><li>slowly</li></ul></li></ul>"
        "<p>Vec&lt;Lamp&gt; of <code>a &lt; b</code></p>"
    )
    [told] = abstracts_of(written, None, HERE)
    assert told.markdown == (
        "Read [the book](https://quay.example/a_b), then:\n\n- trim\n- light\n  - slowly\n\n"
        "Vec\\<Lamp> of `a < b`"
    )
    assert told.text == "Read the book, then:\n• trim\n• light\n• slowly\nVec<Lamp> of a < b"
    assert [(link.url, link.label, link.kind, link.span) for link in told.links] == [
        ("https://quay.example/a_b", "the book", LinkKind.OTHER, HERE)
    ]


def test_tags_within_markdown_are_read_and_what_only_looks_so_stays() -> None:
    written = (
        'See <a href="https://quay.example/">the quay</a>.<br/>Use `<p>`, a Map<Key> and I <3 it.'
    )
    [told] = abstracts_of(written, None, HERE)
    assert told.text == "See the quay. Use <p>, a Map<Key> and I <3 it."
    assert [link.url for link in told.links] == ["https://quay.example/"]


def test_other_markups_are_read_as_such() -> None:
    rst = "Lamps\n~~~~~\n\n``wick`` and `oil <https://oil.example/>`_"
    [told] = abstracts_of(rst, None, HERE)
    assert told.markdown == "# Lamps\n\n`wick` and [oil](https://oil.example/)"
    [plain] = abstracts_of("    indented & <p>\n\n• one\n• two", Markup.PLAIN, HERE)
    assert plain.text == "indented & <p>\n• one\n• two"


def test_passages_fit_an_encoder_and_keep_together_what_belongs_together() -> None:
    sentence = "A lamp that burns all night needs a wick that is trimmed. "
    short = "# Lamps\n\n" + sentence * 3 + "\n\nWe will see:\n\n- one\n- two\n\n" + sentence * 14
    told = _texts(short)
    assert [each.startswith(word) for each, word in zip(told, ("Lamps", "A lamp"), strict=True)]
    assert told[0].endswith("• one\n• two")
    long = _texts(sentence * 60)
    assert all(len(each) <= FULL and each.endswith(".") for each in long)
    assert " ".join(long) == (sentence * 60).strip()
    items = _texts("\n".join(f"- {sentence * 4}" for _ in range(9)))
    assert all(len(each) <= FULL for each in items)


def test_what_is_said_twice_is_told_once() -> None:
    told = all_abstracts(("On wicks", "<p>We trim.</p>", "We trim.\n\nThen we light."), None, HERE)
    assert [each.text for each in told] == ["On wicks\nWe trim.\nThen we light."]


def test_hostile_texts_are_read_in_no_time() -> None:
    for text in ("<div>" * 20_000, "<p>" * 20_000, "[" * 50_000, "<a href=" * 9_000, "*a" * 40_000):
        abstracts_of(text, None, HERE)
        all_abstracts((text, text), Markup.HTML, HERE)


@given(st.text(alphabet=st.sampled_from("<>/pali&;#*_[]()`\r\n -=.:\"'\x00\x85é"), max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    for markup in (None, *Markup):
        for position, each in enumerate(abstracts_of(text, markup, HERE), 1):
            assert each.position == position
            assert each.text
            assert each.plain
    title_and_status(text)
    is_person(text)
    language_tag(text)
