"""How near whole talks are to topics in meaning: to tell what a talk is about from what it names.

A word in one line says that a topic is named, not that the talk is about it. Where the title and
the talk as a whole are near to the topic, too, it mostly is.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from talkgraph.model import Passage, PassageKind, Topic

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats

Near = Callable[[str, str], float]
"""Takes the IRIs of a talk and of a topic."""

_DIGITS: Final = 4  # what differs by less is equally near, whatever machine adds it up
_SHORTEST: Final = 1e-9  # of texts that cancel each other out


def near_talks(
    passages: Sequence[Passage], vectors: "Floats", topics: Sequence[Topic], of_topics: "Floats"
) -> Near:
    """Return how near talks are to topics, in standard deviations of those between topics.

    It is the nearness of the talk's title plus that of the mean of its passages, quotes left out
    as they are said twice; of a talk without a title, twice that of the mean. Row i of `vectors`
    is that of passage i, row j of `of_topics` that of topic j, each of length 1.
    """
    from talkgraph.search.scores import scale_between

    titles: dict[str, int] = {}
    rows: dict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        if passage.kind is PassageKind.TALK:
            titles.setdefault(passage.talk, row)
        if passage.kind is not PassageKind.QUOTE:
            rows[passage.talk].append(row)
    position = {topic.iri: row for row, topic in enumerate(topics)}
    mean, deviation = scale_between(of_topics)

    @cache
    def whole(talk: str) -> "Floats":
        centre: Floats = vectors[rows[talk]].mean(axis=0)
        centre /= max(float(centre @ centre) ** 0.5, _SHORTEST)
        return centre

    def near(talk: str, topic: str) -> float:
        of_topic = of_topics[position[topic]]
        told = float(whole(talk) @ of_topic)
        title = float(vectors[titles[talk]] @ of_topic) if talk in titles else told
        return round((told + title - 2 * mean) / deviation, _DIGITS)

    return near
