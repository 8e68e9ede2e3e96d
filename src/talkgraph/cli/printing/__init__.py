"""Prints what commands answer: rows in every format, texts in words, nothing that commands.

Nothing but the answer goes to standard output; progress and remarks go to standard error.
"""

from talkgraph.cli.printing.console import console, harmless
from talkgraph.cli.printing.rows import print_json, print_rows

__all__ = ["console", "harmless", "print_json", "print_rows"]
