"""What a TOML file says for the options of a command: each in the command's table, by its name.

`talkgraph.toml` in the folder that a command runs in holds for it: what stands there takes the
place of an option that is given neither on the command line nor in the environment. `[build]` says
also where the notes and the knowledge base are. In a folder of notes the same file says how these
are to be read (`sources.notes.layout.overrules`); neither reader minds the other's words.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from talkgraph.errors import InputError
from talkgraph.words import printable

FILE: Final = Path("talkgraph.toml")
BUILD: Final = "build"
NOTES: Final = "notes"
KB: Final = "kb"
_DEFAULT_KB: Final = Path("kb")


class Settled(click.Command):
    """A command whose options may stand in `talkgraph.toml`, in the table `table` or of its name.

    What is wrong there is said, whatever is given on the command line.
    """

    table: str | None = None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what the file says for what is not given."""
        told = table_in(FILE, self.table or str(self.name)) or {}
        ctx.default_map = defaults_of(FILE, self.table or str(self.name), told, ctx)
        return super().parse_args(ctx, args)


class KbPath(click.Path):
    """The folder of a knowledge base, which need not be there yet."""

    name = "directory"

    def __init__(self) -> None:
        """Take what is no file."""
        super().__init__(path_type=Path, file_okay=False)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path; click refuses a file, or an address."""
        told = os.fsdecode(value)
        if not told:
            self.fail("it is empty; name the folder that talkgraph build writes to", param, ctx)
        if "://" in told:
            self.fail(
                f"{told} is an address, and a knowledge base is a folder on this machine; name "
                "the folder that talkgraph build writes to",
                param,
                ctx,
            )
        if os.path.isfile(told):  # noqa: PTH113 - whatever is wrong with it, is told later
            self.fail(
                f"{printable(told)} is a file, and a knowledge base is a folder; name the folder "
                "that talkgraph build writes to",
                param,
                ctx,
            )
        return Path(told)


class SourcePath(click.Path):
    """A file, folder or archive to read; what cannot be read there is said by who reads it."""

    name = "path"

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path; nothing is no name, and not this folder."""
        told = os.fsdecode(value)
        if not told:
            self.fail("it is empty; for the folder you are in, write a dot", param, ctx)
        return Path(told)


def kb_here() -> Path:
    """Return where the knowledge base is if nobody says: as `talkgraph.toml` here has it, or `kb`.

    Raises `InputError`.
    """
    told = (table_in(FILE, BUILD) or {}).get(KB, str(_DEFAULT_KB))
    if not isinstance(told, str) or not told:
        raise InputError(_wrong(FILE, BUILD, KB, "a text in quotation marks", told))
    return Path(told).expanduser()


def table_in(path: Path, name: str) -> Mapping[str, object] | None:
    """Return a table of a TOML file, or `None` if it has no such table, or is not there.

    Raises `InputError`.
    """
    if not os.path.lexists(path):
        return None
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get(name)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: the settings cannot be read: {error}; correct it") from error
    if told is not None and not isinstance(told, dict):
        raise no_table(path, name)
    return told


def no_table(path: Path, name: str) -> InputError:
    """Return the error for a file without the table that its settings stand in."""
    return InputError(
        f"{path}: the settings stand in a table [{name}], and there is none; write [{name}] above "
        "them"
    )


def defaults_of(
    path: Path, table: str, told: Mapping[str, object], context: click.Context
) -> dict[str, Any]:
    """Return what a table says for the parameters of a command, by their names in Python.

    Raises `InputError` for what is no setting of it, or no value that it can have.
    """
    known = {name_of(param): param for param in settings_of(context.command)}
    for name, value in told.items():
        if name not in known:
            listed = ", ".join(sorted(known))
            raise InputError(f"{path}: [{table}] has no setting {name!r}; it has {listed}")
        _check(path, table, known[name], value, context)
    return {known[name].name or "": _at_home(known[name], told[name]) for name in told}


def settings_of(command: click.Command) -> list[click.Parameter]:
    """Return the parameters that are settings: all but what names their file, and is of output."""
    params = (each for each in command.params if not getattr(each, "hidden", False))
    return [each for each in params if each.name != "config"]


def name_of(param: click.Parameter) -> str:
    """Return the name that a setting has in a file."""
    if isinstance(param, click.Option):
        return next(each for each in param.opts if each.startswith("--")).removeprefix("--")
    return NOTES if param.name == "sources" else str(param.name)


def _check(
    path: Path, table: str, param: click.Parameter, value: object, context: click.Context
) -> None:
    """Refuse a value that is not of the kind, or out of the bounds, that a parameter has."""
    name = name_of(param)
    if param.multiple or param.nargs == -1:
        right, wanted = isinstance(value, list), 'a list of texts, such as ["a", "b"]'
        right = right and all(isinstance(each, str) for each in value)  # type: ignore[attr-defined]
    elif getattr(param, "is_flag", False):
        right, wanted = isinstance(value, bool), "true or false"
    elif isinstance(param.type, click.types.IntParamType):
        right, wanted = type(value) is int, "a whole number"
    elif isinstance(param.type, click.types.FloatParamType):
        right, wanted = type(value) in (int, float), "a number"
    else:
        right, wanted = isinstance(value, str), "a text in quotation marks"
    if not right:
        raise InputError(_wrong(path, table, name, wanted, value))
    try:
        param.type_cast_value(context, _at_home(param, value))
    except click.BadParameter as error:
        raise InputError(f"{path}: [{table}] {name}: {error.message}") from error


def _wrong(path: Path, table: str, name: str, wanted: str, value: object) -> str:
    return f"{path}: [{table}] {name} is {wanted}, and not {value!r}"


def _at_home(param: click.Parameter, value: object) -> object:
    """Return a value with the home folder in place of ~, which no shell has seen, if of a path."""
    if not isinstance(param.type, click.Path):
        return value
    if isinstance(value, list):
        return [str(Path(each).expanduser()) for each in value]
    return str(Path(str(value)).expanduser())
