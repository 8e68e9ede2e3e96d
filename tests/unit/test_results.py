"""Answers: sequences that print as tables, show as safe HTML and turn into pandas."""

import copy
import json
import pickle
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from pydantic import TypeAdapter
from pydantic_core import to_json

from talkgraph.knowledge.answers import Hit, Said, TalkSummary
from talkgraph.knowledge.hits import Hits, Understood
from talkgraph.knowledge.tables import WIDTH, Results, Row, Table
from talkgraph.model import PassageKind, Why
from talkgraph.model.names import IRI


def _talk(number: int, **more: object) -> TalkSummary:
    values: dict[str, object] = {
        "iri": f"https://example.org/talk/{number}",
        "name": f"event/{number}",
        "title": f"Talk number {number}",
        "event": "An Event",
        "date": "2031-05-06",
        "speakers": ("Ada", "Eve"),
        "topics": ("Alerting",),
    }
    return TalkSummary(**{**values, **more})  # type: ignore[arg-type]


def _hit(text: str) -> Hit:
    return Hit(
        iri="https://example.org/post/1",
        kind=PassageKind.POST,
        score=0.5,
        text=text,
        talk="https://example.org/talk/1",
        title="A title",
        event="An Event",
        speakers=("Ada",),
        source="notes.md",
        line=71,
        path="",
        why=Why(words=("a",), similarity=0.25, topics=()),
    )


def _found(*hits: tuple[str, str, float, str | None]) -> Hits:
    return Hits(
        replace(_hit(text), talk=talk, score=score, date=date) for text, talk, score, date in hits
    )


FOUND = _found(
    ("one", "a", 0.9, "2031-05-06"),
    ("two", "b", 0.8, "2032"),
    ("three", "a", 0.7, "2031-05-06"),
    ("four", "c", 0.6, None),
    ("five", "d", 0.5, "2031-05"),
)
TALKS = Results([_talk(n) for n in range(15)])


def test_a_slice_is_an_answer_and_an_item_is_a_value() -> None:
    assert isinstance(TALKS[2:5], Results)
    assert TALKS[2:5] == tuple(TALKS)[2:5]
    assert TALKS[-1] == _talk(14)
    assert TALKS[:0].to_frame().columns.tolist() == TALKS.to_frame().columns.tolist()


def test_it_prints_as_a_table_that_fits() -> None:
    long = Results([_talk(1, title="word " * 60), _talk(2, event="An Event " * 20)])
    lines = repr(long).splitlines()
    assert lines[0] == "2 talks"
    assert lines[1].split() == ["date", "title", "speakers", "event", "told"]
    assert max(map(len, lines)) <= WIDTH
    assert "…" in lines[2]
    assert repr(TALKS).splitlines()[-1].strip() == "… and 5 more"
    assert repr(TALKS[:1]).startswith("1 talk\n")
    assert repr(TALKS[:0]) == "0 talks"


def test_a_value_prints_one_attribute_a_line() -> None:
    assert repr(_talk(3)).splitlines()[:3] == [
        "TalkSummary",
        "  iri       https://example.org/talk/3",
        "  name      event/3",
    ]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize(
    "answer",
    [
        Results([_hit("<script>alert(1)</script> & <img src=x onerror=y>")]),
        Table([Row({"<b>": "<script>x</script>", "b": IRI('https://x/"onload=')})], ("<b>", "b")),
        _hit("<script>"),
        _talk(1, title="<iframe src=https://example.org>"),
    ],
)
def test_html_is_escaped_and_brings_nothing_from_elsewhere(answer: Results[Hit]) -> None:
    parser = _Tags()
    parser.feed(answer._repr_html_())
    assert set(parser.tags) <= {"p", "table", "thead", "tbody", "tr", "th", "td"}
    assert parser.attributes <= {"style"}
    assert "td" in parser.tags


def test_a_frame_is_flat() -> None:
    frame = Results([_hit("a text")]).to_frame()
    columns = frame.columns.tolist()
    assert columns[-10:-7] == ["why_words", "why_similarity", "why_topics"]
    assert columns[-7:] == ["start", "room", "status", "date", "url", "who", "basis"]
    assert frame.loc[0, "why_similarity"] == 0.25
    assert frame.loc[0, "speakers"] == ["Ada"]
    assert (frame.loc[0, "source"], frame.loc[0, "line"]) == ("notes.md", 71)
    assert frame.loc[0, "kind"] == "post"
    assert Results((), Hit).to_frame().columns.tolist() == frame.columns.tolist()
    exploded = TALKS.to_frame().explode("speakers")
    assert exploded["speakers"].value_counts().to_dict() == {"Ada": 15, "Eve": 15}


def test_hits_are_put_together_by_talk_in_the_order_of_the_best() -> None:
    talks = FOUND.by_talk()
    assert [(each.talk, each.score, len(each.hits)) for each in talks] == [
        ("a", 0.9, 2),
        ("b", 0.8, 1),
        ("c", 0.6, 1),
        ("d", 0.5, 1),
    ]
    assert [hit.text for hit in talks[0].hits] == ["one", "three"]
    assert repr(talks).splitlines()[0] == "4 talks"
    assert "hits" in Hits().by_talk().to_frame().columns
    newest = FOUND.newest_first()
    assert newest.by_talk()[0].talk == "b"
    assert json.loads(to_json(talks))[0]["hits"][1]["text"] == "three"


def test_the_newest_come_first_and_those_without_a_date_last() -> None:
    understood = Understood(typed="x", text="x")
    newest = Hits(FOUND, understood=understood).newest_first()
    assert [hit.text for hit in newest] == ["two", "one", "three", "five", "four"]
    assert newest.understood is understood
    assert newest[1:].understood is understood
    assert Hits().newest_first() == ()


def test_a_table_keeps_its_columns_and_types() -> None:
    rows = [Row({"b": 1, "a": None, "x": 0.5}), Row({"b": None, "a": "t", "x": 2})]
    table = Table(rows, ("b", "a", "x"))
    frame = table.to_frame()
    assert frame.columns.tolist() == ["b", "a", "x"]
    assert str(frame["b"].dtype) == "Int64"
    assert str(frame["x"].dtype) == "float64"
    assert frame["b"].isna().tolist() == [False, True]
    assert table[1:].columns == table.columns
    assert Table((), ("b", "a")).to_frame().columns.tolist() == ["b", "a"]
    assert table[0] == {"b": 1, "a": None, "x": 0.5}
    assert isinstance(table[0], Mapping)
    assert len({rows[0], Row(dict(rows[0]))}) == 1


def test_iris_print_short() -> None:
    table = Table([Row({"c": IRI("https://w3id.org/talkgraph/ontology#Talk")})], ("c",))
    assert "tg:Talk" in repr(table)
    assert repr(table[0]) == "Row(c='tg:Talk')"
    assert table.to_frame()["c"].tolist() == ["https://w3id.org/talkgraph/ontology#Talk"]


@pytest.mark.parametrize(
    "answer",
    [TALKS, FOUND, FOUND.by_talk(), Table([Row({"a": 1})], ("a",)), Results((), Hit)],
)
def test_answers_can_be_copied_and_pickled(answer: Results[object]) -> None:
    for again in (copy.copy(answer), copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
        assert again == answer
        assert repr(again) == repr(answer)
        assert type(again) is type(answer)
        pd.testing.assert_frame_equal(again.to_frame(), answer.to_frame())


def test_json_and_pydantic_see_an_array() -> None:
    said = Said(
        iri="i", kind="post", position=1, text="t", source="s", line=2, quotes=(), asides=("a",)
    )
    data = to_json(Results([said]))
    assert json.loads(data)[0]["asides"] == ["a"]
    adapter = TypeAdapter(Results[Said])
    assert adapter.validate_json(data) == (said,)
    assert isinstance(adapter.validate_json(data), Results)
    assert adapter.json_schema()["type"] == "array"
