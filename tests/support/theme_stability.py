"""Measures how much themes change when some of the talks are left out.

Each theme of the whole is compared with the theme of the same name among those found without
the talks left out: by the Jaccard index of their members among the talks that remain.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from talkgraph.conclusions.themes.corpus import ThemeCorpus, ThemeRules
from talkgraph.conclusions.themes.themes import map_themes
from talkgraph.model import Passage, TalkRecord, Theme, Topic, TopicAssignment

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How stable themes are, 0 to 1, over `compared` comparisons of a theme with its namesake.

    `members` is the mean Jaccard index, 0 for a theme that is gone; `names` is the share of
    themes that are still there under their name. Themes of which fewer than two works remain
    are not compared: they cannot be themes any more. Both are 1 if there is nothing to compare.
    """

    members: float
    names: float
    compared: int


def stability(
    passages: Sequence[Passage],
    records: Sequence[TalkRecord],
    vectors: "NDArray[np.float32]",
    topics: Sequence[Topic],
    assignments: Sequence[TopicAssignment],
    left_out: Iterable[Set[str]],
) -> Stability:
    """Compare the themes of all talks with those found without each set of talks (IRIs).

    The other arguments are those of `ThemeCorpus` and `map_themes`, which are called once for each
    set.
    """
    rules = ThemeRules()
    works = {record.iri: record.work or record.iri for record in records}
    corpus = ThemeCorpus(passages, records, vectors, rules)
    whole = map_themes(corpus, topics, assignments).themes
    scores: list[float] = []
    kept = 0
    for gone in left_out:
        rows = [i for i, passage in enumerate(passages) if passage.talk not in gone]
        left = ThemeCorpus(
            [passages[i] for i in rows],
            [record for record in records if record.iri not in gone],
            vectors[rows],
            rules,
        )
        rest = map_themes(left, topics, assignments).themes
        names = {theme.slug: theme for theme in rest}
        for theme in whole:
            before = _talks(theme) - gone
            if len({works[talk] for talk in before}) < 2:
                continue
            after = _talks(names[theme.slug]) if theme.slug in names else set()
            kept += theme.slug in names
            scores.append(len(before & after) / len(before | after))
    compared = len(scores)
    return Stability(
        members=sum(scores) / compared if compared else 1.0,
        names=kept / compared if compared else 1.0,
        compared=compared,
    )


def events_of(records: Iterable[TalkRecord]) -> tuple[frozenset[str], ...]:
    """Return the talks and sessions of each event, to be left out in turn, by the event's IRI."""
    found: dict[str, set[str]] = {}
    for record in records:
        found.setdefault(record.event, set()).add(record.iri)
    return tuple(frozenset(found[event]) for event in sorted(found))


def _talks(theme: Theme) -> set[str]:
    return {member.talk for member in theme.members}
