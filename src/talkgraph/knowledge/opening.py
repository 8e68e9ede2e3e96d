"""What answers rest on, part by part: for whoever wants all of it open before the first question.

Without that, each part is loaded by the first question that needs it.
"""

from collections.abc import Callable, Mapping
from typing import Final

from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.opened import Parts
from talkgraph.knowledge.reconcile.suggestions import suggestions
from talkgraph.search.once import make_all

Part = Callable[[], object]
_KINDS: Final = ("talk", "speaker", "event", "theme", "topic")
# With a mistake in it, so that the dictionary is opened, too, and whatever libraries load at first.
_REHEARSED: Final = "an exampel of a question"


def parts_of(kb: KnowledgeBase) -> Mapping[str, Part]:
    """Return what opens each part of a knowledge base, by name, in the order to call them in.

    What only a build or the command line asks for is not among them. Each call raises what the
    first question would raise.
    """
    parts = kb.parts

    def whole(*values: object) -> bool:
        for value in values:
            make_all(value, apart_from=(Parts, KnowledgeBase))
        return True

    return {
        "graph": lambda: (parts.store, parts.former),
        "texts": lambda: (parts.talks, parts.said, parts.topic_labels),
        "names": lambda: (parts.people, parts.lookup, *map(kb.addresses, _KINDS)),
        "lists": lambda: (kb.stats(), kb.talks(), kb.speakers(), kb.vocabulary()),
        "themes": lambda: (kb.themes(), kb.themes_of("")),
        "model": lambda: whole(parts.encoder),
        "search": lambda: whole(parts.engine),
        "words": lambda: (whole(parts.reader, parts.cards), kb.search(_REHEARSED)),
        "related": lambda: whole(parts.relater),
        "suggestions": lambda: suggestions(kb),
    }
