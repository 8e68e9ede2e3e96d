"""The command line: commands parse and call, what they print with stands in files of its own.

To add a command: a function in `questions` (asks a knowledge base for something), in `lists` (lists
what it holds), in `upkeep` (checks it, hands it out whole) or in `folder` (makes one; for whoever
works on notes), what it prints in `printing`, and its line in `_HOMES`; `make golden` then writes
down the help text. A command's module is loaded when it is asked for. Those in `_ANSWERING` print
what somebody reads, page by page where it is long and goes to a terminal.


Exit codes: 0 all went well; 1 the input, the question or the output was at fault; 2 the command was
used wrongly; 3 the knowledge base is missing, damaged, made by another version, or the system lets
nobody read or write it. `boundary` has what all commands have in common: streams, signals, errors.
"""

import gc
import os
import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from itertools import takewhile
from threading import active_count
from typing import Any, Final, NoReturn

import click

from talkgraph.cli.options import examples, with_output_options
from talkgraph.version import __version__

__all__ = ["main"]

_HOMES: Final = {
    "init": "folder.beginning",
    "build": "folder.building",
    "watch": "folder.watching",
    "layout": "upkeep",
    "validate": "upkeep",
    "export": "upkeep",
    "notes": "notes",
    "iris": "iris",
    "stats": "upkeep",
    "verify": "upkeep",
    "eval": "upkeep",
    "search": "questions",
    "events": "lists",
    "talks": "lists",
    "speakers": "lists",
    "quotes": "lists",
    "related": "questions",
    "themes": "questions",
    "topics": "topics",
    "talk": "questions",
    "speaker": "questions",
    "questions": "questions",
    "sparql": "questions",
    "open": "folder.opening",
    "serve": "serving.serve",
    "mcp": "serving.mcp",
}
_SERVING: Final = "serving."
_ANSWERING: Final = frozenset(
    {
        *("search", "related", "themes", "topics", "talk", "speaker", "questions", "sparql"),
        *("events", "talks", "speakers", "quotes", "stats", "iris", "layout", "eval", "validate"),
    }
)
_ASKING: Final = ("lists", "questions", "topics")
# How many new objects Python makes before it looks for what is no longer needed: importing and
# reading make very many that all are.
_COLLECTED_AFTER: Final = 50_000
_CALLED: Final = {"eval": "evaluate", "open": "open_"}


class _Loaded(MutableMapping[str, click.Command]):
    """The commands by their names, each loaded when it is asked for."""

    def __init__(self) -> None:
        self._others: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name in self._others:
            return self._others[name]
        home = import_module(f"talkgraph.cli.{_HOMES[name]}")
        command: click.Command = getattr(home, _CALLED.get(name, name))
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._others[name] = command

    def __delitem__(self, name: str) -> None:
        del self._others[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**_HOMES, **self._others})

    def __len__(self) -> int:
        return len({**_HOMES, **self._others})


class _Commands(click.Group):
    """A group whose commands end in one sentence and an exit code, never in a traceback."""

    def __call__(self, *arguments: Any, **options: Any) -> NoReturn:  # noqa: ANN401 - click's own
        """Run as a process of its own, as the script and ``python -m`` do.

        What only asks ends as soon as its answer is written: to take down one by one the values
        and modules of a process that ends takes a fifth of the time that a search does.
        """
        gc.set_threshold(_COLLECTED_AFTER)
        try:
            self.main(*arguments, **options)
            code: object = 0
        except SystemExit as end:
            code = end.code or 0
        named = (each for each in sys.argv[1:] if not each.startswith("-"))
        if _HOMES.get(next(named, "")) in _ASKING and isinstance(code, int) and active_count() == 1:
            os._exit(code)
        raise SystemExit(code)

    def main(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - click's own
        from talkgraph.cli import boundary

        return boundary.run(lambda: super(_Commands, self).main(*arguments, **options))

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's own
    ) -> click.Context:
        """Return the context of a command, or say where an option belongs that is not here."""
        from talkgraph.cli import boundary

        boundary.PLAIN.set("--no-color" in takewhile("--".__ne__, args))
        with boundary.shown_as_ours():
            try:
                return super().make_context(info_name, args, parent, **extra)
            except click.NoSuchOption as error:
                option = error.option_name
                if not any(
                    option in p.opts for each in self.commands.values() for p in each.params
                ):
                    raise
                words = f"write {option} behind a command, as in: talkgraph talks {option} ..."
                raise click.UsageError(words, error.ctx) from None

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        """Run the command that is named."""
        from talkgraph.cli import boundary

        with boundary.shown_as_ours():
            return super().invoke(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, which takes what is said of output as well as the group does."""
        command = super().get_command(ctx, cmd_name)
        if command is not None and not _HOMES.get(cmd_name, "").startswith(_SERVING):
            inner = command.commands.values() if isinstance(command, click.Group) else ()
            for each in (command, *inner):
                with_output_options(each, hidden=True)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from talkgraph.cli import boundary

        name, command, rest = super().resolve_command(ctx, args)
        if not _HOMES.get(name or "", "").startswith(_SERVING):  # which stops in its own way
            ctx.with_resource(boundary.stoppable())
        if name in _ANSWERING:
            from talkgraph.cli.printing.pages import paged

            ctx.with_resource(paged(ctx))
        return name, command, rest


@click.group(
    cls=_Commands,
    commands=_Loaded(),
    epilog=examples("build data", "search paying people for on call"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="talkgraph")
def main() -> None:
    """Ask questions of the notes, programmes and posts that tell of conference talks.

    Build a knowledge base from files, folders and archives of them, then search it, ask for
    related talks and themes, or query it with SPARQL.
    """


with_output_options(main)
