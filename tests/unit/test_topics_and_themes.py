"""Whoever asks for a topic by a theme's name, or the reverse, is sent there."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from talkgraph.cli import main
from talkgraph.errors import Namesake, NotFound
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.lookup import Lookup
from talkgraph.model import Theme, Topic
from talkgraph.model.meaning import TOPICS_AND_THEMES
from talkgraph.model.names import TOPIC, Names
from talkgraph.words import numbered

LOOKUP = Lookup(
    names=Names("https://example.org/id/"),
    records=(),
    people=(),
    topics=(
        Topic(iri=f"{TOPIC}ropes", label="Ropes", alternate_labels=("cordage",)),
        Topic(iri=f"{TOPIC}rope-work", label="Rope work", alternate_labels=("ropes",)),
        Topic(iri=f"{TOPIC}lamps", label="Lamps"),
    ),
    themes=(
        Theme(slug="night-watch", name="Night watch", keywords=(), members=(), passages=()),
        Theme(slug="ropes", name="Ropes", keywords=(), members=(), passages=()),
    ),
)


def test_a_topic_that_is_a_theme() -> None:
    with pytest.raises(
        NotFound, match=r"no topic 'night watch'.*: Night watch is a theme"
    ) as error:
        LOOKUP.one_topic("night watch")
    assert error.value.namesake == Namesake(kind="theme", name="Night watch", address="night-watch")
    assert error.value.suggestions == ()
    # A search that is narrowed to it fails the same way.
    with pytest.raises(NotFound, match="Night watch is a theme"):
        LOOKUP.topic("Night watch")


def test_a_theme_that_is_a_topic() -> None:
    with pytest.raises(NotFound, match="Lamps is a topic") as error:
        LOOKUP.theme("lamps")
    assert error.value.namesake == Namesake(kind="topic", name="Lamps", address="lamps")


def test_a_theme_is_known_by_what_its_topic_is_called() -> None:
    assert LOOKUP.theme("cordage").name == "Ropes"
    assert LOOKUP.theme("ropes").name == "Ropes"


def test_what_is_called_so_comes_before_what_is_called_so_too() -> None:
    assert LOOKUP.namesake("topic", "ropes") == Namesake(
        kind="topic", name="Ropes", address="ropes"
    )
    assert LOOKUP.namesake("topic", "Cordage") == LOOKUP.namesake("topic", "ropes")
    assert LOOKUP.namesake("theme", "Ropes") == Namesake(
        kind="theme", name="Ropes", address="ropes"
    )


def test_a_name_as_typed_comes_before_one_that_is_spelt_alike() -> None:
    plain = Topic(iri=f"{TOPIC}reed", label="R")
    signed = Topic(iri=f"{TOPIC}r-plus-plus", label="R++")
    lookup = replace(LOOKUP, topics=(plain, signed))
    named = [lookup.namesake("topic", name) for name in ("r++", "r")]
    assert [each and each.address for each in named] == ["r-plus-plus", "reed"]


@pytest.mark.parametrize("kind", ["theme", "topic"])
def test_a_part_of_a_name_or_none_is_no_namesake(kind: str) -> None:
    assert LOOKUP.namesake(kind, "night") is None
    assert LOOKUP.namesake(kind, "") is None


def test_an_address_that_is_the_other_s_says_so() -> None:
    assert LOOKUP.nobody("topic", "night-watch").namesake == Namesake(
        kind="theme", name="Night watch", address="night-watch"
    )
    assert LOOKUP.nobody("theme", "lamps").namesake == Namesake(
        kind="topic", name="Lamps", address="lamps"
    )
    assert LOOKUP.nobody("theme", "nothing").namesake is None


# ── on the command line ──────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


def _run(kb: Path, *arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(main, [*arguments, "--kb", str(kb)])
    return answer.exit_code, answer.output


def test_the_error_names_the_command(sample_kb: Path, kb: KnowledgeBase) -> None:
    themes = " ".join(theme.name for theme in kb.themes())
    alone = next(each.label for each in kb.topics() if each.label not in themes)
    code, told = _run(sample_kb, "themes", alone)
    assert code == 1
    assert f"{alone} is a topic. Ask: talkgraph topics " in told


def test_each_names_the_other_where_both_are(sample_kb: Path, kb: KnowledgeBase) -> None:
    topics = {topic.label for topic in kb.topics()}
    both = next(theme.name for theme in kb.themes() if theme.name in topics)
    belong, speak = len(kb.theme(both).talks), len(kb.topic(both).talks)
    topic, theme = (_run(sample_kb, kind, both)[1] for kind in ("topics", "themes"))
    told = numbered(belong, "talk belongs", "talks belong")
    assert f"also a theme, to which {told}: talkgraph themes " in topic
    told = numbered(speak, "talk speaks", "talks speak")
    assert f"also a topic, of which {told}: talkgraph topics " in theme
    assert "Talks that speak of it" in topic
    assert "Talks that belong to it" in theme
    assert "talkgraph topics" in _run(sample_kb, "themes")[1].splitlines()[-1]


@pytest.mark.parametrize("command", ["topics", "themes"])
def test_the_help_tells_the_difference(command: str) -> None:
    told = " ".join(CliRunner().invoke(main, [command, "--help"]).output.split())
    assert TOPICS_AND_THEMES in told
