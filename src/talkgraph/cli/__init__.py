"""The command line: commands parse and call, what they print with stands in files of its own.

To add a command: a function in `questions` (asks a knowledge base for something) or in `upkeep`
(makes one, checks it, hands it out whole), what it prints in `printing_answers` or `printing`, and
its line in the list at the end of this file; `make golden` then writes down the help text.

Exit codes: 0 all went well; 1 the input or the question was at fault; 2 the command was used
wrongly; 3 the knowledge base is missing, damaged or made by another version.
"""

import errno
import sys
from typing import Any

import click

from talkgraph.cli import iris, notes, questions, serve, topics, upkeep
from talkgraph.cli.printing import harmless
from talkgraph.cli.printing_answers import command_of
from talkgraph.errors import NotFound, TalkgraphError
from talkgraph.version import __version__

__all__ = ["main"]


class _Commands(click.Group):
    """A group whose commands end in one sentence and an exit code, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except TalkgraphError as error:
            click.echo(f"Error: {harmless(str(error))}{_way_to_namesake(error)}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            place = str(error.filename) if error.filename else "the output"
            text = f"{place} cannot be written: {error.strerror}; make room, or write elsewhere"
            click.echo(f"Error: {harmless(text)}", err=True)
            ctx.exit(1)


def _way_to_namesake(error: TalkgraphError) -> str:
    if not isinstance(error, NotFound) or error.namesake is None:
        return ""
    return f" Ask: {command_of(error.namesake)}"


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="talkgraph")
def main() -> None:
    """Ask questions of the notes, programmes and posts that tell of conference talks.

    Build a knowledge base from files, folders and archives of them, then search it, ask for
    related talks and themes, or query it with SPARQL.
    """


for command in (
    upkeep.build,
    upkeep.layout,
    upkeep.validate,
    upkeep.export,
    notes.notes,
    iris.iris,
    upkeep.stats,
    upkeep.verify,
    upkeep.evaluate,
    questions.search,
    questions.related,
    questions.themes,
    topics.topics,
    questions.talk,
    questions.speaker,
    questions.questions,
    questions.sparql,
    serve.serve,
):
    main.add_command(command)
