"""One graph of each kind that a knowledge base has, made of the sample events."""

from dataclasses import replace
from typing import Final

from graph_samples import (
    EVENT,
    SOURCE,
    people_of,
    rich_assignments,
    rich_event,
    rich_organizations,
    rich_people,
    rich_proposals,
    rich_themes,
    rich_works,
    source_triples,
)
from joined_samples import joined_event
from maker_samples import makers_event
from pyoxigraph import Triple

from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.conclusions import (
    assignment_triples,
    people_triples,
    similarity_triples,
    theme_triples,
)
from talkgraph.graph.write.contradictions import contradiction_triples
from talkgraph.graph.write.dataset import Contents, Ingredient, Making, describe
from talkgraph.graph.write.organizations import organization_triples
from talkgraph.graph.write.proposals import proposal_triples
from talkgraph.graph.write.told.places import place_triples
from talkgraph.model import Contradiction, Event, TalkKey
from talkgraph.model.names import Names
from talkgraph.model.places import Address, Place, PlaceMethod
from talkgraph.settings import Imprint

NAMES: Final = Names(versions={SOURCE: "1f" * 32})
PIER: Final = Address(country="PT", region="Norte", locality="Nowhere")


def placed(place: Place) -> Event:
    return replace(rich_event(), place=place)


def sample_graphs() -> dict[str, list[Triple]]:
    people, works = rich_people(), rich_works()
    making = Making(
        fingerprint="0" * 64,
        version="1",
        ingredients=(Ingredient(kind="themes", name="themes.txt", sha256="1" * 64),),
        imprint=Imprint(license="https://example.org/licence", creators=("Mira Sol",)),
    )
    store = OxigraphStore.in_memory()
    describe(store, Contents(), making, NAMES)
    talks = [NAMES.talk(TalkKey(event=EVENT, talk=key)) for key in ("sol", "charts")]
    place = rich_event().talks[0].spans[0]
    dispute = Contradiction(
        code="talk-rooms-differ",
        talk="sol",
        followed="Lower Deck",
        followed_in=place,
        other="Loft",
        other_in=place,
    )
    disputed = replace(rich_event(), contradictions=(dispute,))
    return {
        "source": source_triples(rich_event(), people, NAMES),
        "joined": source_triples(joined_event(), people_of(joined_event()), NAMES),
        "makers": source_triples(makers_event(), people, NAMES),
        "virtual": source_triples(placed(Place(name="online", is_virtual=True)), people, NAMES),
        "whole": source_triples(placed(Place(name="Old Pier", address=PIER)), people, NAMES),
        "places": place_triples(
            [
                placed(Place(name="Old Pier", address=PIER, method=PlaceMethod.GAZETTEER)),
                placed(Place(name="Nowhere", address=PIER, method=PlaceMethod.EVENT_NAME)),
            ],
            NAMES,
        ),
        "people": people_triples(people, works, NAMES),
        "organizations": organization_triples(rich_organizations(), NAMES),
        "assignments": [*assignment_triples(rich_assignments(NAMES), NAMES)],
        "themes": theme_triples(rich_themes(NAMES), NAMES),
        "proposals": [*proposal_triples(rich_proposals(NAMES), NAMES)],
        "dataset": [*store.scan(None)],
        "contradictions": contradiction_triples([disputed], NAMES),
        "similarity": similarity_triples({(talks[0], talks[1]): 0.5}, {}, NAMES),
    }


GRAPHS: Final = sample_graphs()
