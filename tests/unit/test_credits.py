"""Who made a picture, under which licence, and where a recording is from, as a line says."""

from typing import Final

import pytest

from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.source import shared_triples, source_facts
from talkgraph.model import Credit, LinkKind, People, Span
from talkgraph.model.names import Names
from talkgraph.sources.notes.markdown.blocks import parse
from talkgraph.sources.notes.markdown.source import Source, split_lines
from talkgraph.sources.notes.markdown.text import Prose, prose
from talkgraph.sources.notes.read import HandwrittenNotes
from talkgraph.sources.notes.said.credits import credits_in, recorded_at

PLACE: Final = Span(source="notes.md", first=1, last=9)


def written(text: str) -> Prose:
    blocks = parse(Source(name="notes.md", lines=split_lines(text))).blocks
    return prose([token for block in blocks for token in block.tokens])


def credit(text: str) -> Credit:
    [found] = credits_in(written(text), PLACE)
    return found


@pytest.mark.parametrize(
    ("text", "name", "handle", "of"),
    [
        (
            "Visual recording by [Ink & Quay](https://ink.example/)",
            "Ink & Quay",
            None,
            "sketchnote",
        ),
        ("Sketchnote by @inkquay.", None, "inkquay", "sketchnote"),
        ("Sketchnotes by [@ink](https://q.example/@ink)", None, "ink", "sketchnote"),
        ("Drawing made by Ana Reed", "Ana Reed", None, "image"),
        ("Photo: Ana Reed", "Ana Reed", None, "image"),
        ("Photos by Dr. Ana Reed.", "Dr. Ana Reed", None, "image"),
        ("Photo credit: Bo Lind", "Bo Lind", None, "image"),
        ("Image courtesy of Quay Works", "Quay Works", None, None),
        (
            "![the pier](https://q.example/p.png) The pier, credits: [Ana](https://a.example)",
            "Ana",
            None,
            None,
        ),
    ],
)
def test_who_made_it(text: str, name: str | None, handle: str | None, of: str | None) -> None:
    found = credit(text)
    account = found.account.handle if found.account else None
    assert (found.name, account, found.of) == (name, handle, LinkKind(of) if of else None)


@pytest.mark.parametrize(
    "text",
    [
        "Image: a quay at night",
        "Photos from the second day",
        "Pictures by the speaker",
        "Visual recording by Ana Reed. She drew it while we all were talking.",
        "She showed a drawing by Ana Reed",
        "Sketchnotes are by far the best notes",
        "Photo: Me",
    ],
)
def test_no_credit(text: str) -> None:
    assert credits_in(written(text), PLACE) == ()


@pytest.mark.parametrize(
    ("told", "license", "notice"),
    [
        ("(CC BY-NC 2.0)", "https://creativecommons.org/licenses/by-nc/2.0/", None),
        ("(CC-BY-SA-4.0)", "https://creativecommons.org/licenses/by-sa/4.0/", None),
        ("(CC0)", "https://creativecommons.org/publicdomain/zero/1.0/", None),
        ("(CC BY)", None, "CC BY"),
        (
            "(Creative Commons Attribution-NonCommercial-NoDerivs 3.0)",
            "https://creativecommons.org/licenses/by-nc-nd/3.0/",
            None,
        ),
        (
            "([licence](http://www.creativecommons.org/licenses/by/4.0/deed.fr))",
            "https://creativecommons.org/licenses/by/4.0/",
            None,
        ),
        ("", None, None),
    ],
)
def test_the_licence(told: str, license: str | None, notice: str | None) -> None:
    found = credit(f"Sketchnote by @inkquay {told}")
    assert (found.license, found.notice) == (license, notice)


def test_the_page_from_which_it_is_taken() -> None:
    page = "https://twitter.com/InkQuay/status/1500000000000000000"
    found = credit(
        f"Visual recording by [Ink Quay](https://ink.example/), included from [here]({page})."
    )
    assert (found.name, found.source) == ("Ink Quay", page)
    assert found.account is not None
    assert found.account.key == ("twitter", "inkquay")


def test_somebody_elses_page_is_not_the_makers() -> None:
    page = "https://twitter.com/wren/status/1500000000000000000"
    found = credit(
        f"Visual recording by [Ink Quay](https://ink.example/), included from [here]({page})."
    )
    assert (found.source, found.account) == (page, None)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (
            "Video is a version of this talk recorded at QuayConf, May 2, 2031.",
            "QuayConf, May 2, 2031",
        ),
        (
            "Sketchnote by @ink. The video is another version of this talk, from Pier Days 2030.",
            "Pier Days 2030",
        ),
        ("The video of this talk is short.", None),
        ("She recorded a version of this talk at home and at QuayConf", None),
    ],
)
def test_where_else_it_was_recorded(text: str, where: str | None) -> None:
    assert recorded_at(written(text)) == where


NOTES: Final = """# Quay Conf 2031

May 6, 2031

## <a name="reed"></a> Lamps for Everybody

[Ana Reed](https://twitter.com/anareed)

> Visual recording by [Ink Quay](https://ink.example/),
> included from [here](https://twitter.com/inkquay/status/1500000000000000000).
> Video is a version of this talk recorded at Pier Days, May 29, 2030.

<img src="https://q.example/drawn.jpg" alt="Visual recording of Ana Reed's talk">

[video](https://www.youtube.com/watch?v=abc)

**My livetweet contents**

> Lamps are for everybody.

## <a name="lind"></a> Wicks

[Bo Lind](https://twitter.com/bolind)

> Visual recording by [Ink Quay](https://ink.example/),
> included from [here](https://twitter.com/wren/status/1500000000000000001).

<img src="https://q.example/wicks.jpg" alt="Visual recording of Bo Lind's talk">

[video](https://www.youtube.com/watch?v=def)

**My livetweet contents**

> Wicks are long.
"""


def test_notes_give_pictures_their_makers_and_talks_their_recordings() -> None:
    [event] = HandwrittenNotes().read_text(NOTES, "notes.md").events
    people = People(people=(), who={}, accounts={})
    facts = source_facts(event, people, Names())
    store = OxigraphStore.in_memory()
    store.load(Names().graph("a"), [*facts.own, *shared_triples(facts.shared)])
    drawn = """SELECT ?talk ?who ?handle { ?i a tg:Sketchnote ; tg:talk/schema:name ?talk ;
      schema:creditText ?who ; tg:creditedTo/foaf:accountName ?handle } ORDER BY ?talk"""
    assert [tuple(row.values()) for row in store.select(drawn)] == [
        ("Lamps for Everybody", "Ink Quay", "inkquay"),
        ("Wicks", "Ink Quay", "inkquay"),
    ]
    pictures = "SELECT ?t { ?x schema:subjectOf ?i ; schema:name ?t . ?i tg:linkKind 'image' }"
    assert sorted(row["t"] for row in store.select(pictures)) == ["Lamps for Everybody", "Wicks"]
    recorded = "SELECT ?t ?v { ?x schema:recordedIn/schema:url ?v ; schema:name ?t }"
    assert [row["t"] for row in store.select(recorded)] == ["Wicks"]
    other = "SELECT ?t ?at { ?v tg:recordsOtherDeliveryOf/schema:name ?t ; tg:recordedAt ?at }"
    assert [(row["t"], row["at"]) for row in store.select(other)] == [
        ("Lamps for Everybody", "Pier Days, May 29, 2030")
    ]
    assert not list(store.select("SELECT ?x { ?x schema:citation ?y }"))
