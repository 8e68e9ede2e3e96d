"""The version of talkgraph."""

__version__ = "0.1.0.dev0"
