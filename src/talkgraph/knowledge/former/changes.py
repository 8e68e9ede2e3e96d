"""Which IRIs went and which came from one build to the next, and what is called otherwise now."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.knowledge import generation
from talkgraph.knowledge.former.described import Described
from talkgraph.knowledge.former.matching import Match, match
from talkgraph.knowledge.former.news import NO_NEWS, News, news
from talkgraph.model.names import Names
from talkgraph.protocols import Altered
from talkgraph.sources.former_iris import IRIS_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class IriChanges:
    """How many IRIs of things that are told of went and came, and of how many it is known to what.

    Not counted are conclusions, which come and go with what they rest on, and versions of files.
    """

    went: int = 0
    came: int = 0
    matched: int = 0


NO_CHANGES: Final = IriChanges()
NOTHING_KNOWN: Final[Mapping[Path, Altered]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between two builds.

    `went` are the IRIs that are to be remembered, `things` has all those that there are now;
    `matches` has, by former IRI, what is called otherwise now, and `news` tells people of all that.
    """

    counts: IriChanges = NO_CHANGES
    went: frozenset[str] = frozenset()
    things: Container[str] = frozenset()
    matches: Mapping[str, Match] = field(default_factory=dict)
    news: News = NO_NEWS


def changes_since_last(
    kb: Path, graph: Path, names: Names, altered: Mapping[Path, Altered] = NOTHING_KNOWN
) -> Changes:
    """Compare a graph that was just built with that of the build in use, if it has the same base.

    That may be one that another version of talkgraph has made: its graph can be read. Where it is
    known what of that very one (by its folder) was `altered`, not all of both is looked at.
    """
    from talkgraph.graph.store import open_graph

    new = Described(open_graph(graph), names)
    last = generation.last_graph(kb, names.base)
    if last is None:
        return Changes(things=new)
    try:
        old = Described(open_graph(last), names)
        known = altered.get(last)
        if known:
            went = frozenset(iri for iri in known.less if iri in old and iri not in new)
            came = frozenset(iri for iri in known.more if iri in new and iri not in old)
        else:
            former, present = old.things(), new.things()
            went, came = former - present, present - former
        return _compared(old, new, went, came, known.subjects if known else None)
    except KnowledgeBaseDamaged:
        return Changes(things=new)


def _compared(
    old: Described,
    new: Described,
    went: frozenset[str],
    came: frozenset[str],
    among: frozenset[str] | None,
) -> Changes:
    if not went:
        counts = IriChanges(came=len(_told(new, came)))
        return Changes(counts=counts, things=new, news=news(old, new, {}, (went, came), among))
    matches = match(old, new, went, came)
    told = _told(old, went)
    versions = frozenset(iri for iri in went if old.kind(iri) == "version")
    ours = frozenset(iri for iri in versions if iri.split("/")[-2] == IRIS_FILE)
    counts = IriChanges(
        went=len(told), came=len(_told(new, came)), matched=len(told & matches.keys())
    )
    # The file that keeps them changes with each that is kept, which is not to be kept in turn.
    # A conclusion that nothing follows any more is no longer true, and has nothing to lead to.
    return Changes(
        counts=counts,
        went=frozenset(told | versions | matches.keys()) - ours,
        things=new,
        matches=matches,
        news=news(old, new, matches, (went, came), among),
    )


def _told(graph: Described, iris: frozenset[str]) -> frozenset[str]:
    return frozenset(
        iri for iri in iris if graph.kind(iri) != "version" and not graph.is_concluded(iri)
    )
