"""Topics, themes over time and what is outside them, asked of the sample notes."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.errors import NotFound
from talkgraph.graph import queries
from talkgraph.graph.questions import question
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.meaning import families


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


def _run(kb: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--kb", str(kb)])


# ── topics ───────────────────────────────────────────────────────────────────────────────────


def test_topics_are_counted_and_those_of_most_talks_come_first(kb: KnowledgeBase) -> None:
    topics = kb.topics()
    counts = [(-each.talks, -each.passages, each.label) for each in topics]
    assert counts == sorted(counts)
    first = kb.topic(topics[0].label)
    assert (len(first.talks), len(first.passages)) == (topics[0].talks, topics[0].passages)


def test_a_topic_s_page_has_its_evidence_and_where_it_stands(
    kb: KnowledgeBase, sample: Path
) -> None:
    page = kb.topic("oncall")
    assert page.label == "On-call"
    assert "Incident management" in {other.label for other in page.broader}
    assert "Alerting" in {other.label for other in page.related}
    assert [each.confidence for each in page.talks] == sorted(
        (each.confidence for each in page.talks), reverse=True
    )
    assert page.passages
    assert [each.line for each in page.passages if each.kind == "abstract"] == [None]
    for each in page.passages:
        assert 0 < each.confidence <= 1
        assert (each.method, each.evidence in each.text) == ("label", True)
        if each.line is None:
            continue
        line = (sample / each.source).read_text("utf-8").splitlines()[each.line - 1]
        assert line.strip()
    assert any("on call" in each.evidence.casefold() for each in page.passages)


def test_narrower_topics_are_those_that_say_it_of_themselves(kb: KnowledgeBase) -> None:
    assert "On-call" in {other.label for other in kb.topic("Incident management").narrower}


def test_an_unknown_topic_is_met_with_suggestions(kb: KnowledgeBase) -> None:
    with pytest.raises(NotFound) as found:
        kb.topic("Incident managemnt")
    assert "Incident management" in found.value.suggestions


@pytest.mark.parametrize("form", ["table", "json", "csv", "tsv"])
def test_topics_on_the_command_line(sample_kb: Path, form: str) -> None:
    listed = _run(sample_kb, "topics", "--format", form)
    page = _run(sample_kb, "topics", "on call", "--format", form)
    assert listed.exit_code == page.exit_code == 0
    assert "On-call" in listed.stdout
    if form == "json":
        assert json.loads(page.stdout)["label"] == "On-call"
        assert {"iri", "label", "talks", "passages"} <= json.loads(listed.stdout)[0].keys()
    else:
        assert "label" in page.stdout
        assert ".md:" in page.stdout


# ── themes over time, and outside ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("by", ["year", "event"])
def test_a_theme_s_counts_add_up(kb: KnowledgeBase, by: str) -> None:
    for theme in kb.themes():
        counts = kb.theme_counts(theme.name, by)
        assert sum(each.talks for each in counts) == len(theme.talks)
        assert sum(each.of for each in counts) == len(kb.talks())
        weights = sum(talk.weight for talk in theme.talks)
        assert sum(each.weight for each in counts) == pytest.approx(weights, abs=1e-3)
        assert all(each.share == pytest.approx(each.weight / each.of, abs=1e-3) for each in counts)


def test_years_are_in_order_and_events_with_them(kb: KnowledgeBase) -> None:
    name = kb.themes()[0].name
    assert [each.period for each in kb.theme_counts(name)] == ["2019", "2021", "2022"]
    assert [each.period[-4:] for each in kb.theme_counts(name, "event")] == ["2019", "2021", "2022"]
    with pytest.raises(NotFound):
        kb.theme_counts(name, "moon")


def test_what_is_outside_is_what_no_theme_holds(kb: KnowledgeBase) -> None:
    outside = kb.outside_themes()
    held = {talk.iri for theme in kb.themes() for talk in theme.talks}
    everything = {talk.iri for talk in kb.talks()}
    assert {talk.iri for talk in outside.talks} == everything - held
    shown = {post.iri for theme in kb.themes() for post in theme.posts}
    assert shown.isdisjoint(passage.iri for passage in outside.passages)
    assert outside.passages


def test_themes_over_time_and_outside_on_the_command_line(
    sample_kb: Path, kb: KnowledgeBase
) -> None:
    name = kb.themes()[0].name
    years = _run(sample_kb, "themes", name, "--by", "year", "--format", "json")
    assert [row["period"] for row in json.loads(years.stdout)] == ["2019", "2021", "2022"]
    assert "2021" in _run(sample_kb, "themes", name, "--by", "year").stdout
    outside = json.loads(_run(sample_kb, "themes", "--outside", "--format", "json").stdout)
    assert outside.keys() == {"talks", "passages"}
    assert "In no theme" in _run(sample_kb, "themes", "--outside").stdout


@pytest.mark.parametrize("arguments", [["--by", "year"], ["a theme", "--outside"]])
def test_options_that_do_not_go_together_are_refused(
    sample_kb: Path, arguments: Sequence[str]
) -> None:
    assert _run(sample_kb, "themes", *arguments).exit_code == 2


# ── what the graph says ──────────────────────────────────────────────────────────────────────

THEME_TALKS = """
SELECT ?theme ?name ?talk ?title ?weight WHERE {
  ?theme a tg:Theme ; skos:prefLabel ?name .
  ?part tg:theme ?theme ; tg:member ?talk ; tg:confidence ?weight .
  ?talk schema:name ?title .
} ORDER BY ?name DESC(?weight) ?talk
"""


def test_the_graph_has_the_themes_with_members_and_weights(kb: KnowledgeBase) -> None:
    members = {
        (row["name"], row["talk"]): float(row["weight"])
        for row in kb.parts.store.select(THEME_TALKS)
    }
    assert members == {
        (theme.name, talk.iri): pytest.approx(talk.weight, abs=1e-4)
        for theme in kb.themes()
        for talk in theme.talks
    }


def test_the_topics_of_a_theme_are_those_of_the_passages_that_carry_it(kb: KnowledgeBase) -> None:
    near: dict[str, list[str]] = {}
    for row in kb.parts.store.select(question("theme-topics").query):
        near.setdefault(row["name"], []).append(row["label"])
    labels = {topic.label for topic in kb.parts.topics}
    themes = [theme.name for theme in kb.parts.themes if theme.name in labels]
    assert themes
    assert all(near[name] for name in themes)
    # First comes the concept that names the theme, or a narrower one.
    label = {topic.iri: topic.label for topic in kb.parts.topics}
    held = {label[iri]: {label[n] for n in each} for iri, each in families(kb.parts.topics).items()}
    first = {name: near[name][0] for name in themes}
    assert sum(first[name] in held[name] for name in themes) > len(themes) / 2, first


def test_the_reasons_of_related_talks_come_with_a_query_that_runs(
    kb: KnowledgeBase, sample_kb: Path
) -> None:
    (first, *_) = kb.related("harbourconf-2021/calloway", limit=3)
    facts: set[tuple[object, object]] = {
        (row["fact"], row["label"]) for row in kb.sparql(first.reasons.sparql)
    }
    assert {("topic", label) for label in first.reasons.topics} <= facts
    assert first.repeat
    assert "same talk" in {fact for fact, _ in facts}
    told = _run(sample_kb, "related", "harbourconf-2021/calloway", "--format", "json")
    answer: list[Mapping[str, Mapping[str, str]]] = json.loads(told.stdout)
    assert answer[0]["reasons"]["sparql"] == first.reasons.sparql
    table = _run(sample_kb, "related", "harbourconf-2021/calloway").stdout
    assert table.index("The same talk elsewhere") < table.index("Related to")


def test_nothing_but_an_iri_gets_into_the_query_of_related_talks() -> None:
    with pytest.raises(ValueError, match="IRI"):
        queries.related_facts("https://example.org/a> } #", "https://example.org/b")


def test_a_likeness_rests_on_passages_of_both_talks(kb: KnowledgeBase) -> None:
    rows = kb.parts.store.select(
        """SELECT ?likeness ?passage ?talk WHERE {
          ?likeness a tg:TalkSimilarity ; tg:evidence ?passage .
          ?likeness sim:element ?talk . ?passage tg:talk? ?talk }"""
    )
    told: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        told.setdefault(row["likeness"], set()).add((row["passage"], row["talk"]))
    assert told
    for pairs in told.values():
        assert len({passage for passage, _ in pairs}) == len({talk for _, talk in pairs}) == 2
