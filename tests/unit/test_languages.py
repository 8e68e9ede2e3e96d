"""In which language a text is: as it is found where that is sure, else as its talk is."""

import subprocess
import sys
from dataclasses import replace

import pytest
from graph_samples import people_of, rich_event
from pyoxigraph import Literal

from talkgraph.graph.write.source import source_facts
from talkgraph.graph.write.told.languages import language_of
from talkgraph.model import Abstract, Event, Span
from talkgraph.model.names import SCHEMA, Names

ENGLISH = "Whoever keeps the lamp must also be allowed to sleep."
FRENCH = "Celui qui garde la lampe doit aussi pouvoir dormir."
SHORT = "Les cordes"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (FRENCH.upper(), "fr"),
        ("Wer die Lampe hütet, muss auch einmal schlafen dürfen.", "de"),
        ("Quien cuida la lámpara también tiene que poder dormir.", "es"),
        ("ランプを守る人も眠らなければなりません。", "ja"),
        ("Каждый, кто следит за маяком, должен когда-нибудь и отдыхать.", "ru"),
        (SHORT, None),
        ("C#", None),
        ("42 / 17", None),
        ("\ud800", None),
        (" \n", None),
        ("", None),
    ],
)
def test_a_language_is_found_where_it_is_sure(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "told", "language"),
    [
        (SHORT, "fr-CA", "fr-CA"),
        (FRENCH, "fr-CA", "fr-CA"),
        (ENGLISH, "fr", "en"),
        (SHORT, "en", None),
        (FRENCH, "fr_FR.UTF-8", "fr"),
        ("", "fr", None),
    ],
)
def test_what_is_told_is_believed_where_the_text_looks_like_it(
    text: str, told: str, language: str | None
) -> None:
    assert language_of(text, told) == language


def test_the_end_of_a_long_text_changes_nothing() -> None:
    assert language_of(FRENCH * 20 + ENGLISH * 500) == "fr"


def test_the_model_is_loaded_with_the_first_text() -> None:
    code = (
        "import sys; from talkgraph.graph.write.told.languages import language_of; "
        "language_of(''); print('py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def literals(event: Event, name: str) -> dict[str, str | None]:
    triples = source_facts(event, people_of(event), Names()).own
    return {
        t.object.value: t.object.language
        for t in triples
        if t.predicate.value == SCHEMA + name and isinstance(t.object, Literal)
    }


def test_texts_have_the_tag_of_their_language_and_names_have_none() -> None:
    texts = literals(rich_event(), "text")
    assert texts["Nobody keeps the lamp alone."] == "en"
    assert {language for language in literals(rich_event(), "name").values()} == {None}


def test_an_abstract_is_in_its_own_language_or_in_its_talk_s() -> None:
    event, at = rich_event(), Span(source=rich_event().source, first=90, last=90)
    pieces = tuple(
        Abstract(position=n, markdown=text, plain=text, text=text, span=at)
        for n, text in enumerate((FRENCH, ENGLISH, SHORT), 1)
    )
    talk = replace(event.talks[0], language="fr-CA", abstracts=pieces)
    event = replace(event, talks=(talk, *event.talks[1:]))
    texts = literals(event, "text")
    assert (texts[FRENCH], texts[ENGLISH], texts[SHORT]) == ("fr-ca", "en", "fr-ca")
    assert set(literals(event, "description").values()) == {"fr-ca"}
