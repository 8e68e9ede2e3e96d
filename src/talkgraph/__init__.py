"""A knowledge graph and semantic search over the notes people take at conference talks.

>>> import talkgraph
>>> kb = talkgraph.open("build/demo")  # doctest: +SKIP
>>> [hit.title for hit in kb.search("experiments that break things", kind="talk", limit=1)]
['Chaos: Breaking Your Systems to Make Them Unbreakable']

Everything else follows from `open`, which returns a `KnowledgeBase`; `create` makes one from notes.
Names are loaded when they are asked for: importing talkgraph loads none of the libraries it uses.

What there is beside them:

- `talkgraph.plots` draws a knowledge base;
- `talkgraph.knowledge.tables` has the sequences that it answers with, which turn into pandas;
- `talkgraph.knowledge.hits` has what a search answers with: hits, and what was understood;
- `talkgraph.knowledge.answers` and `talkgraph.model` have the values in these (the classes of
  both kinds of answers can be imported from `talkgraph`, too);
- `talkgraph.errors` has every error that is raised on purpose;
- `talkgraph.magic`, by `%load_ext talkgraph`, lets a notebook speak SPARQL.

In the examples of this reference, `kb` is a knowledge base of the sample notes in `data/`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from talkgraph.version import __version__

if TYPE_CHECKING:
    from talkgraph import plots
    from talkgraph.errors import TalkgraphError
    from talkgraph.knowledge.answers import *
    from talkgraph.knowledge.base import KnowledgeBase
    from talkgraph.knowledge.entry import create_knowledge_base as create
    from talkgraph.knowledge.entry import open_knowledge_base as open
    from talkgraph.knowledge.hits import Card, Hits, Understood
    from talkgraph.knowledge.tables import Results, Row, Table
    from talkgraph.magic import load_ipython_extension
    from talkgraph.model.names import IRI
    from talkgraph.settings import Imprint, Settings

_HOMES: Final = {
    "Card": ("talkgraph.knowledge.hits", "Card"),
    "Hits": ("talkgraph.knowledge.hits", "Hits"),
    "IRI": ("talkgraph.model.names", "IRI"),
    "Imprint": ("talkgraph.settings", "Imprint"),
    "KnowledgeBase": ("talkgraph.knowledge.base", "KnowledgeBase"),
    "Results": ("talkgraph.knowledge.tables", "Results"),
    "Row": ("talkgraph.knowledge.tables", "Row"),
    "Table": ("talkgraph.knowledge.tables", "Table"),
    "Settings": ("talkgraph.settings", "Settings"),
    "TalkgraphError": ("talkgraph.errors", "TalkgraphError"),
    "Understood": ("talkgraph.knowledge.hits", "Understood"),
    "create": ("talkgraph.knowledge.entry", "create_knowledge_base"),
    "load_ipython_extension": ("talkgraph.magic", "load_ipython_extension"),
    "open": ("talkgraph.knowledge.entry", "open_knowledge_base"),
    "plots": ("talkgraph", "plots"),
}

__all__ = [
    "IRI",
    "Announced",
    "Card",
    "EventStats",
    "Hit",
    "Hits",
    "Imprint",
    "KnowledgeBase",
    "LinkView",
    "Outside",
    "PassageView",
    "PostPair",
    "ProposedTopic",
    "QuoteSummary",
    "QuoteView",
    "Reasons",
    "Related",
    "Results",
    "Row",
    "Said",
    "Settings",
    "SpeakerDetails",
    "SpeakerSummary",
    "SpeakerView",
    "Stats",
    "Table",
    "TalkDetails",
    "TalkGiven",
    "TalkHits",
    "TalkSummary",
    "TalkgraphError",
    "ThemeCount",
    "ThemePost",
    "ThemeSummary",
    "ThemeTalk",
    "Told",
    "TopicName",
    "TopicPage",
    "TopicPassage",
    "TopicSummary",
    "TopicTalk",
    "Understood",
    "__version__",
    "create",
    "load_ipython_extension",
    "open",
    "plots",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the kinds differ, type checkers see above
    """Load a public name from its module."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES.get(name, ("talkgraph.knowledge.answers", name))
    if module == __name__:
        return import_module(f"{module}.{attribute}")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
