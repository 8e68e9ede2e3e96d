"""What programmes and archives tell, as Python, the command line and the API answer with it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from programme_samples import FIRST, LAMPS, PICTURE, ROPES, TIDES

from talkgraph.cli import main
from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.knowledge.answers import Hit
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.tables import Results
from talkgraph.model import PassageKind, TalkStatus


@pytest.fixture(scope="module")
def kb(quayconf_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(quayconf_kb)


def run(kb: Path, *arguments: str) -> str:
    ran = CliRunner().invoke(main, [*arguments, "--kb", str(kb)])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def by_kind(found: Results[Hit]) -> list[tuple[str, str]]:
    return [(hit.kind.value, hit.talk.rpartition("/")[2]) for hit in found]


# ── what is known of a talk ──────────────────────────────────────────────────────────────────


def test_a_talk_in_full(kb: KnowledgeBase) -> None:
    talk = kb.talk(ROPES)
    assert (talk.start, talk.end) == ("2031-05-06T09:30:00+01:00", "2031-05-06T10:10:00+01:00")
    assert (talk.room, talk.track, talk.language, talk.type) == (
        *("Quay Hall", "Rigging", "en", "keynote"),
    )
    assert (talk.status, talk.is_cancelled) == (TalkStatus.GIVEN, False)
    assert (talk.url, talk.identifiers) == ("https://quayconf.example.org/ropes", ("QC-7",))
    assert [(each.position, each.text[:10]) for each in talk.announced] == [
        (1, "Every harb"),
        (2, "You will l"),
    ]
    assert talk.abstract == "\n\n".join(each.text for each in talk.announced)
    assert all(each.source and each.line is None for each in talk.announced)


def test_a_post_as_its_network_knows_it(kb: KnowledgeBase) -> None:
    first, second = kb.talk(ROPES).said
    assert (first.url, first.author, first.reply_to) == (FIRST, "@ana", None)
    assert first.time == "2031-05-06T08:31:00Z"
    assert [(each.kind, each.label, each.url) for each in first.media] == [
        ("image", "Two strands, half spliced", PICTURE)
    ]
    assert (second.reply_to, second.media) == (first.iri, ())


def test_what_notes_do_not_know_is_none(sample_kb: Path) -> None:
    talk = open_knowledge_base(sample_kb).talk("harbourconf-2021/calloway")
    unknown = (talk.start, talk.end, talk.room, talk.track, talk.language, talk.type, talk.status)
    assert unknown == (None,) * 7
    assert (talk.url, talk.identifiers, talk.abstract, talk.announced) == (None, (), None, ())
    for said in talk.said:
        assert (said.url, said.time, said.author, said.reply_to, said.media) == (*[None] * 4, ())


def test_a_session_has_a_room_and_an_abstract_too(kb: KnowledgeBase) -> None:
    workshop = kb.talk("Workshop: Knots")
    assert (workshop.room, workshop.start) == ("Loft", "2031-05-07T14:00:00+01:00")
    assert workshop.abstract == "Bring a rope of your own."


def test_talks_are_listed_by_day_and_time(kb: KnowledgeBase) -> None:
    listed = [(talk.date, talk.start, talk.room, talk.status) for talk in kb.talks()]
    assert listed == [
        ("2031-05-06", "2031-05-06T09:30:00+01:00", "Quay Hall", "given"),
        ("2031-05-06", "2031-05-07T00:30:00+01:00", "Lantern Room", None),
        ("2031-05-07", "2031-05-07T09:00:00+01:00", "Quay Hall", "cancelled"),
        ("2031-05-07", None, None, None),
    ]
    frame = kb.talks().to_frame()
    assert (frame.loc[1, "track"], frame.loc[1, "language"]) == ("Light", "pt")
    assert frame.loc[0, "end"] == "2031-05-06T10:10:00+01:00"


# ── search ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_comes_before_what_was_announced(kb: KnowledgeBase) -> None:
    found = kb.search("a splice that keeps its strength for years", kind=("post", "abstract"))
    assert by_kind(found)[:2] == [("post", "ropes-that-hold"), ("abstract", "ropes-that-hold")]
    assert found[0].score > found[1].score


def test_abstracts_are_found_by_kind_and_never_as_quotes(kb: KnowledgeBase) -> None:
    found = kb.search("the oil of a lighthouse lamp", kind="abstract")
    assert by_kind(found)[0] == ("abstract", "lamps-after-dark")
    assert {hit.kind for hit in found} == {PassageKind.ABSTRACT}
    quotes = kb.search("the oil of a lighthouse lamp", kind="quote", limit=50)
    assert {hit.talk for hit in quotes} <= {kb.at("talk", ROPES)}


def test_a_talk_is_found_by_what_was_announced_of_it(kb: KnowledgeBase) -> None:
    found = kb.search("counting the oil of the lighthouse", kind="talk")
    assert found[0].talk == kb.at("talk", LAMPS)
    assert (found[0].start, found[0].room) == ("2031-05-07T00:30:00+01:00", "Lantern Room")


def test_what_was_cancelled_is_found_with_a_mark(kb: KnowledgeBase) -> None:
    found = kb.search("tides with a pencil and a table")
    assert found[0].talk == kb.at("talk", TIDES)
    assert {hit.status for hit in found if hit.talk == found[0].talk} == {TalkStatus.CANCELLED}


def test_days_of_the_programme_narrow_a_search(kb: KnowledgeBase) -> None:
    # Past midnight, the lamps are still of the day before.
    found = kb.search("lighthouse lamp", until="2031-05-06", kind="abstract", limit=50)
    assert {hit.talk for hit in found} == {kb.at("talk", ROPES), kb.at("talk", LAMPS)}
    later = kb.search("lighthouse lamp", since="2031-05-07", kind="abstract", limit=50)
    assert kb.at("talk", LAMPS) not in {hit.talk for hit in later}


def test_what_was_cancelled_is_near_to_nothing_and_in_no_theme(kb: KnowledgeBase) -> None:
    tides = kb.at("talk", TIDES)
    for talk in kb.talks():
        related = [each.iri for each in kb.related(talk.iri)]
        assert tides not in related
        assert related
    assert tides not in kb.network("talks")
    assert all(tides not in {talk.iri for talk in theme.talks} for theme in kb.themes())
    assert tides not in {talk.iri for talk in kb.outside_themes().talks}


def test_pairs_of_what_is_alike_are_taken_from_abstracts_where_nothing_was_said(
    kb: KnowledgeBase,
) -> None:
    texts = {each.text for each in kb.talk(LAMPS).announced}
    told = [pair.here for each in kb.related(LAMPS) for pair in each.reasons.posts]
    assert set(told) <= texts


# ── on the command line ──────────────────────────────────────────────────────────────────────


def test_the_head_of_a_talk_comes_first(quayconf_kb: Path) -> None:
    lines = run(quayconf_kb, "talk", ROPES).splitlines()
    assert lines[:8] == [
        "Ropes That Hold",
        "QuayConf 2031",
        "Tue 6 May 2031, 09:30–10:10 +01:00 · Quay Hall · Rigging · en · keynote",
        "by Mara Lind",
        "video: https://quayconf.example.org/ropes.mp4",
        "slides: https://quayconf.example.org/ropes.pdf",
        "website: https://quayconf.example.org/knots",
        "programme: https://quayconf.example.org/ropes",
    ]
    announced, said = lines.index("Announced"), lines.index("Said")
    assert announced < lines.index("You will leave knowing when a rope has to be thrown away.")
    assert said > announced
    post = lines.index("Mara Lind begins with a splice that keeps its strength for years.")
    assert post > said
    assert lines[post - 1] == f"quayconf.programme · @ana · Tue 6 May 2031, 09:31 +01:00 · {FIRST}"
    assert lines[post + 1] == f"    image: Two strands, half spliced  {PICTURE}"


def test_a_cancelled_talk_says_so_first(quayconf_kb: Path) -> None:
    lines = run(quayconf_kb, "talk", TIDES).splitlines()
    assert lines[1] == "cancelled: this was announced, but not given"
    assert "Said" not in lines
    assert "[cancelled]" in run(quayconf_kb, "search", "tides pencil table")
    assert "[cancelled]" in run(quayconf_kb, "speaker", "Ida Holt")


def test_kinds_are_shown_in_words_and_printed_as_they_are(quayconf_kb: Path) -> None:
    asked = ("search", "lighthouse lamp oil", "--kind", "abstract")
    assert "announced" in run(quayconf_kb, *asked)
    found = json.loads(run(quayconf_kb, *asked, "--format", "json"))
    assert {hit["kind"] for hit in found} == {"abstract"}
    assert {"start", "room", "status"} <= set(found[0])


# ── in the API ───────────────────────────────────────────────────────────────────────────────


def test_the_api_answers_with_the_same(quayconf_kb: Path) -> None:
    with TestClient(create_app(Library(quayconf_kb)), base_url="http://127.0.0.1") as client:
        talk = client.get(f"/api/v1/talks/{ROPES}").json()
        listed = client.get("/api/v1/talks").json()["items"]
        found = client.get("/api/v1/search?q=lighthouse+lamp&kind=abstract").json()["items"]
        schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert talk == json.loads(run(quayconf_kb, "talk", ROPES, "--format", "json"))
    assert talk["said"][0]["media"][0]["url"] == PICTURE
    assert [each["status"] for each in listed] == ["given", None, "cancelled", None]
    assert found[0]["kind"] == "abstract"
    names = {"start", "end", "room", "track", "language", "type", "status", "url", "identifiers"}
    assert names <= set(schemas["TalkDetails"]["properties"])
    assert {"url", "time", "author", "reply_to", "media"} <= set(schemas["Said"]["properties"])
