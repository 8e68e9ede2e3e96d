"""A knowledge graph and semantic search over the notes people take at conference talks."""

from talkgraph.version import __version__

__all__ = ["__version__"]
