"""What shows that a word with several meanings means a topic: another label near by in the talk.

"Go" may be a language or a verb. A talk that says "goroutine", or names another language, means
the language; so a context label counts where the talk has another label, one that is clear by
itself, of the same topic or of a neighbour of it in the vocabulary.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from talkgraph.model import Topic
from talkgraph.model.meaning import kin


def neighbours(vocabulary: Sequence[Topic]) -> dict[str, frozenset[str]]:
    """Return each topic with those broader, narrower, related, or under the same broader one.

    Only of topics that have a label that needs context: all of a flat vocabulary are beside each
    other.

    >>> rust = Topic(iri="rust", label="Rust", broader=("languages",), context_labels=("Rust",))
    >>> ada = Topic(iri="ada", label="Ada language", broader=("languages",))
    >>> near = neighbours([rust, ada, Topic(iri="languages", label="languages")])
    >>> {iri: sorted(others) for iri, others in near.items()}
    {'rust': ['ada', 'languages', 'rust']}
    """
    under: dict[str, set[str]] = defaultdict(set)
    for topic in vocabulary:
        for above in topic.broader:
            under[above].add(topic.iri)
    near = kin(vocabulary)
    return {
        topic.iri: frozenset({topic.iri}).union(
            near.get(topic.iri, ()), *(under[above] for above in topic.broader)
        )
        for topic in vocabulary
        if topic.context_labels
    }


def topics_of_talks(named: Iterable[tuple[str, str]]) -> Mapping[str, Set[str]]:
    """Return the topics of each talk, given pairs of talk and topic; of another talk, none."""
    found: dict[str, set[str]] = defaultdict(set)
    for talk, topic in named:
        found[talk].add(topic)
    return found
