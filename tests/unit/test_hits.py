"""What hits carry beside their text, and what need not be shown twice."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from graph_samples import rich_event, rich_people

from talkgraph.cli.printing.search import remarks
from talkgraph.errors import TalkgraphError
from talkgraph.knowledge.build.passages import page_of, passages_of
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.hits import Card, Understood
from talkgraph.model import (
    Event,
    Link,
    LinkKind,
    Passage,
    PassageKind,
    Search,
    Span,
    Talk,
    TalkRecord,
    Thread,
)
from talkgraph.model.names import Names
from talkgraph.model.queries import Correction, Mention, MentionKind, Rewriting
from talkgraph.search.announcing import announcing

NAMES = Names("https://example.org/id/")
HERE = Span(source="quay.md")


# ── who, where, when ─────────────────────────────────────────────────────────────────────────


def test_a_quote_is_whose_the_graph_says_it_is() -> None:
    passages = passages_of(rich_event(), NAMES, rich_people())
    quotes = {each.text: each for each in passages if each.kind is PassageKind.QUOTE}
    assert {text: (each.who, each.basis) for text, each in quotes.items()} == {
        "Nobody keeps the lamp alone.": ("Mira Sol", "speaker"),
        "Fog is only weather": ("Ada Quay", "explicit"),
        "Ring twice": ("@guest", "explicit"),
        "never the other way": (None, None),
    }
    assert not any(each.who or each.basis for each in passages if each.kind != PassageKind.QUOTE)
    unknown = passages_of(rich_event(), NAMES)
    assert not any(each.who or each.basis for each in unknown)


def test_what_was_posted_leads_to_the_note_takers_thread() -> None:
    passages = passages_of(rich_event(), NAMES, rich_people())
    posts = {each.url for each in passages if each.kind is PassageKind.POST and "/sol" in each.talk}
    assert posts == {"https://example.org/t/2"}
    assert {each.url for each in passages if each.kind is PassageKind.NOTE} == {None}


def _talk(*links: tuple[str, LinkKind], page: str | None = None, thread: str | None = None) -> Talk:
    return Talk(
        key="ropes",
        title="Ropes",
        position=1,
        spans=(HERE,),
        links=tuple(Link(url=url, label="", kind=kind, span=HERE) for url, kind in links),
        url=page,
        threads=(Thread(url=thread, label="", span=HERE),) if thread else (),
    )


@pytest.mark.parametrize(
    ("talk", "found"),
    [
        (
            _talk(
                ("https://slides.example/1", LinkKind.SLIDES),
                ("https://video.example/1", LinkKind.VIDEO),
                page="https://quay.example/ropes",
            ),
            "https://video.example/1",
        ),
        (_talk(page="https://quay.example/ropes"), "https://quay.example/ropes"),
        (_talk(thread="https://social.example/1"), "https://social.example/1"),
        (_talk(("ropes.mp4", LinkKind.VIDEO)), "https://quay.example"),
        (_talk(("javascript:alert(1)", LinkKind.VIDEO)), "https://quay.example"),
        (None, "https://quay.example"),
    ],
)
def test_a_talk_leads_to_the_nearest_page(talk: Talk | None, found: str) -> None:
    event = Event(
        name="Quay", slug="quay", source="quay.md", spans=(HERE,), url="https://quay.example"
    )
    assert page_of(event, talk) == found
    assert page_of(replace(event, url=None), None) is None


def _record(**told: object) -> TalkRecord:
    about = {"iri": "t", "name": "quay/ropes", "title": "Ropes", "event": "e", "event_name": "Quay"}
    return TalkRecord(**{**about, **told})  # type: ignore[arg-type]


def test_a_date_is_as_exact_as_it_is_known() -> None:
    day = dt.date(2031, 5, 6)
    assert _record(date=day, event_dates=(day, dt.date(2031, 5, 8))).when == "2031-05-06"
    assert _record(event_dates=(day, day)).when == "2031-05-06"
    assert _record(event_dates=(day, dt.date(2031, 5, 8))).when == "2031-05"
    assert _record(event_dates=(day, dt.date(2031, 6, 1))).when == "2031"
    assert _record(event_dates=(dt.date(2031, 12, 31), dt.date(2032, 1, 1))).when is None
    assert _record().when is None


def test_hits_carry_all_that_is_known(sample_kb: Path) -> None:
    kb = open_knowledge_base(sample_kb)
    for hit in kb.search("on call", limit=60, kind=("post", "quote", "talk")):
        assert hit.date
        assert hit.url is None or hit.url.startswith("https://")
        assert (hit.who is None) == (hit.basis is None)
        assert hit.who is None or hit.kind is PassageKind.QUOTE
    assert {hit.who for hit in kb.search("sleep", kind="quote", limit=60)} > {None}


# ── posts that announce their talk ───────────────────────────────────────────────────────────

TITLE = "Drafting: Success on the Water"


@pytest.mark.parametrize(
    ("text", "announces"),
    [
        ("First talk of the day: @holm on Drafting, success on the water.", True),
        ("Drafting: Success on the Water, with Ida Holm!", True),
        ("Drafting - success on the water", True),
        ("@holm says that drafting is success on the water", False),
        ("Drafting is no success on the water", False),
        ("Why draft? Success on the water!", False),
        ("@holm on ropes", False),
        (
            "@holm told of ships, storms, ropes, knots and tides: Drafting: Success on the Water",
            False,
        ),
    ],
)
def test_a_post_that_only_announces_its_talk(text: str, announces: bool) -> None:
    title = Passage(iri="t", kind=PassageKind.TALK, talk="t", text=TITLE)
    post = Passage(iri="p", kind=PassageKind.POST, talk="t", text=text)
    record = _record(title=TITLE, speakers=(("i", "Ida Holm"),))
    assert announcing([title, post], [record]).tolist() == [False, announces]
    assert announcing([post], [record]).tolist() == [False], "there is no title to show instead"


def test_a_speakers_name_in_the_title_names_nobody() -> None:
    title = Passage(iri="t", kind=PassageKind.TALK, talk="t", text="Holm")
    post = Passage(iri="p", kind=PassageKind.POST, talk="t", text="holm rope knots")
    record = _record(title="Holm", speakers=(("i", "Ida Holm"),))
    assert announcing([title, post], [record]).tolist() == [False, False]


def test_an_announcing_post_is_left_to_the_title(tmp_path: Path) -> None:
    from talkgraph.knowledge.build.build import BuildRequest, build
    from talkgraph.settings import Settings

    notes = (
        "# QuayConf 2031\n\n## Splicing Ropes by Night\n\nIda Holm\n\n"
        "> Next, @holm on Splicing Ropes by Night.\n\n> Ropes want patience.\n"
    )
    (tmp_path / "quay.md").write_text(notes, encoding="utf-8")
    kb = tmp_path / "kb"
    build(BuildRequest(sources=(tmp_path,), kb=kb, settings=Settings(model="hashing")))
    opened = open_knowledge_base(kb)
    asked = {"limit": 5, "literal": True}
    found = opened.search("splicing ropes", event="quay", **asked)  # type: ignore[arg-type]
    assert {hit.kind.value for hit in found} == {"talk", "post"}
    assert not any("@holm" in hit.text for hit in found)
    posts = opened.search("splicing ropes", kind="post", **asked)  # type: ignore[arg-type]
    assert any("@holm" in hit.text for hit in posts)


# ── what is wrong is said before anything heavy is loaded ────────────────────────────────────


@pytest.mark.parametrize(
    "asked",
    [
        Search(text="ropes", event="nowhere at all"),
        Search(text="ropes", speaker="Nobody At All"),
        Search(text="ropes", topic="gardening in space"),
        Search(text="ropes", kinds=("song",)),
        Search(text="ropes", since="soon"),
        Search(text="ropes", since="2022", until="2021"),
        Search(text="ropes", limit=0),
        Search(text=" !? "),
    ],
    ids=str,
)
def test_a_wrong_argument_loads_no_model(sample_kb: Path, asked: Search) -> None:
    kb = open_knowledge_base(sample_kb)
    with pytest.raises(TalkgraphError):
        kb.find(asked)
    assert not kb.parts.has_loaded("encoder")
    assert not kb.parts.has_loaded("engine")


# ── in words ─────────────────────────────────────────────────────────────────────────────────


def _mention(kind: MentionKind, text: str) -> Mention:
    return Mention(kind=kind, start=0, end=len(text), text=text, label=text.title())


def _correction(typed: str, meant: tuple[str, ...], how: Rewriting) -> Correction:
    return Correction(start=0, end=len(typed), typed=typed, meant=meant, how=how)


def test_a_card_says_what_there_is_in_the_terminal_too() -> None:
    held = Card(kind=MentionKind.PERSON, iri="i", name="Ida", about="@ida", talks=0, sessions=1)
    bare = Card(kind=MentionKind.TOPIC, iri="t", name="Ropes", about="What holds.", talks=0)
    assert list(remarks(Understood(cards=(held, bare)))) == [
        "Ida, 1 session: @ida",
        "Ropes: What holds.",
    ]


def test_what_was_understood_is_said_in_words() -> None:
    understood = Understood(
        typed="ida holm in 2031 roeps r4s",
        text="ropes",
        mentions=(_mention(MentionKind.PERSON, "ida holm"),),
        dropped=(_mention(MentionKind.TIME, "2031"),),
        corrections=(
            _correction("roeps", ("ropes",), Rewriting.SPELLING),
            _correction("r4s", ("riggers",), Rewriting.NUMERONYM),
        ),
        found_phrase=False,
        language="de",
        cards=(Card(kind=MentionKind.PERSON, iri="i", name="Ida Holm", about="@holm", talks=1),),
    )
    assert list(remarks(understood)) == [
        "understood: Ida Holm (person); ranked by “ropes”",
        "Ida Holm, 1 talk: @holm",
        "searched for “ropes” for “roeps”; exactly what you typed: --literal",
        "searched for “riggers” for “r4s”, too; only what you typed: --literal",
        "not kept, since nothing would be left: 2031 (time)",
        "nothing has these words one after the other; what is found is only near",
        "the words seem to be of another language (de) than the model:"
        " what they mean may be missed",
    ]
    assert list(remarks(Understood(typed="ropes", text="ropes", sure=0.5))) == []
    phrase = Understood(
        typed='"ropes"',
        text='"ropes"',
        mentions=(_mention(MentionKind.PHRASE, "ropes"),),
        found_phrase=True,
    )
    assert list(remarks(phrase)) == [
        "understood: Ropes (phrase)",
        "what has these words one after the other comes first",
    ]


def test_what_is_only_listed_is_known_as_such(sample_kb: Path) -> None:
    kb = open_knowledge_base(sample_kb)
    assert kb.search("Ines Calloway").is_listed
    assert not kb.search("sleep").is_listed
    assert not kb.search("sleep")[:0].is_listed
