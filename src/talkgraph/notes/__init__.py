"""Notes in Markdown become frozen values: `MarkdownNotes` reads, `discover` finds the files."""

from talkgraph.notes.discover import discover, met_in_passing
from talkgraph.notes.read import MarkdownNotes
from talkgraph.notes.source import LARGEST_SOURCE

__all__ = ["LARGEST_SOURCE", "MarkdownNotes", "discover", "met_in_passing"]
