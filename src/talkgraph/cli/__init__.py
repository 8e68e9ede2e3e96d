"""The command line: `commands` parses and calls, `printing` prints.

Exit codes: 0 all went well; 1 the input or the question was at fault; 2 the command was used
wrongly; 3 the knowledge base is missing, damaged or made by another version.
"""

from talkgraph.cli.commands import main

__all__ = ["main"]
