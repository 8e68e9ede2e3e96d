"""A knowledge graph and semantic search over the notes people take at conference talks.

>>> import talkgraph
>>> kb = talkgraph.open("kb")                                    # doctest: +SKIP
>>> kb.search("paying people for being on call").to_frame()      # doctest: +SKIP

Everything else follows from `open`, which returns a `KnowledgeBase`; `talkgraph.build` makes one.
Names are loaded when they are asked for: importing talkgraph loads none of the libraries it uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from talkgraph.version import __version__

if TYPE_CHECKING:
    from talkgraph.config import Settings
    from talkgraph.errors import TalkgraphError
    from talkgraph.workspace import KnowledgeBase
    from talkgraph.workspace import open_knowledge_base as open

_HOMES: Final = {
    "KnowledgeBase": ("talkgraph.workspace", "KnowledgeBase"),
    "Settings": ("talkgraph.config", "Settings"),
    "TalkgraphError": ("talkgraph.errors", "TalkgraphError"),
    "open": ("talkgraph.workspace", "open_knowledge_base"),
}

__all__ = [
    "KnowledgeBase",
    "Settings",
    "TalkgraphError",
    "__version__",
    "open",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the kinds differ, type checkers see above
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
