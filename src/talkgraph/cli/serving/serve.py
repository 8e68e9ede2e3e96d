"""The command `talkgraph serve`: its options become the settings of the service."""

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

import click

from talkgraph.cli.folder.settings import FILE, defaults_of, name_of, no_table, table_in
from talkgraph.cli.options import examples, kb_option
from talkgraph.errors import InputError
from talkgraph.http.limits import MEBIBYTE, ServiceSettings

_DEFAULTS: Final = ServiceSettings()
_TABLE: Final = "serve"
_PREFIX: Final = "TALKGRAPH_SERVE"
_MOST_MEBIBYTES: Final = 1 << 20
Option = Callable[[Callable[..., None]], Callable[..., None]]


class _Seconds(click.FloatRange):
    """A time that ends."""

    name = "seconds"

    def __init__(self) -> None:
        super().__init__(min=0.1, max=86400)

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return the number; click lets everything pass that is neither less nor more."""
        found: float = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(f"{value} is no number of seconds; give one.", param, ctx)
        return found


_SECONDS: Final = _Seconds()
_MEBIBYTES: Final = click.IntRange(1, _MOST_MEBIBYTES)


def _option(name: str, kind: object, default: object, text: str, **more: Any) -> Option:  # noqa: ANN401 - as click has it
    return click.option(name, type=kind, default=default, show_default=True, help=text, **more)


def _number(name: str, kind: click.IntRange, default: int, text: str) -> Option:
    return _option(name, kind, default, text, metavar="N")


def _several(name: str, metavar: str, text: str) -> Option:
    several = f"{text} May be given several times."
    return click.option(name, multiple=True, metavar=metavar, help=several)


def _read_file(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Take what a file says for the options that are given neither here nor in the environment."""
    _check_variables(context)
    file = path or FILE
    told = table_in(file, _TABLE)
    if told is not None:
        context.default_map = defaults_of(file, _TABLE, told, context)
    elif path is not None:
        raise no_table(path, _TABLE)


def variable_of(option: click.Parameter) -> str:
    """Return the name that a setting has in the environment."""
    own = option.envvar if isinstance(option.envvar, str) else None
    return own or f"{_PREFIX}_{name_of(option).replace('-', '_').upper()}"


def _check_variables(context: click.Context) -> None:
    """Refuse variables that are no settings, and values that are none, under their own names."""
    options = (each for each in context.command.params if isinstance(each, click.Option))
    known = {variable_of(each): each for each in options}
    for name in sorted(os.environ):
        if name.startswith(f"{_PREFIX}_") and name not in known:
            listed = ", ".join(sorted(known))
            raise InputError(
                f"{name} stands in the environment and is no setting; there are {listed}"
            )
    for name, option in known.items():
        try:
            if (value := option.value_from_envvar(context)) is not None:
                option.type_cast_value(context, value)
        except click.BadParameter as error:
            raise click.UsageError(f"{name} in the environment: {error.message}") from error


class _Grouped(click.Command):
    """Shows its options in groups; a group begins with the option of that name."""

    groups: ClassVar = {
        "config": "What is served, and where",
        "base_url": "Who asks",
        "timeout": "SPARQL queries",
        "connections": "Connections",
        "grace": "The rest",
    }

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options as click does, with more headings."""
        rows: dict[str, list[tuple[str, str]]] = {}
        heading = ""
        for param in self.get_params(ctx):
            heading = self.groups.get(param.name or "", heading)
            if row := param.get_help_record(ctx):
                rows.setdefault(heading, []).append(row)
        for title, listed in rows.items():
            with formatter.section(title):
                formatter.write_dl(listed)


@click.command(
    cls=_Grouped,
    context_settings={"auto_envvar_prefix": _PREFIX},
    epilog=examples("serve", "serve --port 8080 --timeout 10"),
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_read_file,
    help="A TOML file whose table [serve] has these settings, by the names of the options; without "
    "it, talkgraph.toml here is asked.",
)
@kb_option
@_option("--host", str, "127.0.0.1", "The address to listen on; :: is both kinds of addresses.")
@_number(
    "--port",
    click.IntRange(0, 65535),
    8000,
    "The port to listen on; 0 takes any that is free.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="The public address, where a proxy leads here: https://example.org/kb.",
)
@_several(
    "--proxy",
    "ADDRESS",
    "A proxy's address, or network: it is believed in X-Forwarded-For, -Proto, -Host and -Prefix.",
)
@_several("--allow-host", "NAME", "A further name to be asked by; * for any.")
@_several(
    "--allow-origin",
    "ORIGIN",
    "Whose pages may read the data from a browser: https://example.org, or * for all.",
)
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who may ask: a name and a token a line, or sha256: and its hash; read again if changed.",
)
@click.option(
    "--public",
    is_flag=True,
    help="Answer anybody who can reach an address that is not this machine's alone.",
)
@_option(
    "--timeout",
    _SECONDS,
    _DEFAULTS.timeout,
    "Seconds after which a SPARQL query is stopped.",
)
@_number(
    "--workers",
    click.IntRange(1, 64),
    _DEFAULTS.workers,
    "How many SPARQL queries are worked on at a time.",
)
@_number(
    "--queue",
    click.IntRange(0, 256),
    _DEFAULTS.queue,
    "How many more may wait; the rest is sent away (429).",
)
@_number(
    "--memory",
    click.IntRange(64, _MOST_MEBIBYTES),
    _DEFAULTS.memory // MEBIBYTE,
    "MiB of memory for one SPARQL query.",
)
@_number(
    "--rows",
    click.IntRange(1, 1_000_000_000),
    _DEFAULTS.rows,
    "How many rows or triples a SPARQL answer may have.",
)
@_number(
    "--result-size",
    _MEBIBYTES,
    _DEFAULTS.result_bytes // MEBIBYTE,
    "MiB that a SPARQL answer may have.",
)
@_number(
    "--connections",
    click.IntRange(8, 1 << 20),
    _DEFAULTS.connections,
    "How many connections are open at a time; the idlest makes room for a new one.",
)
@_number(
    "--connections-of-one",
    click.IntRange(1, 1 << 20),
    _DEFAULTS.connections_of_one,
    "How many of them from one address that is no --proxy.",
)
@_option(
    "--head-seconds",
    _SECONDS,
    _DEFAULTS.head_seconds,
    "Seconds for a request's head.",
)
@_option(
    "--body-seconds",
    _SECONDS,
    _DEFAULTS.body_seconds,
    "Seconds for a request's body.",
)
@_option(
    "--reader-seconds",
    _SECONDS,
    _DEFAULTS.reader_seconds,
    "Seconds for a client to go on reading.",
)
@_option(
    "--idle-seconds",
    _SECONDS,
    _DEFAULTS.idle_seconds,
    "Seconds for a client to ask again on the same connection; a proxy has to give up sooner.",
)
@_option(
    "--grace",
    _SECONDS,
    _DEFAULTS.grace,
    "Seconds for what is being answered when the service is told to stop.",
)
@_number(
    "--log-lines",
    click.IntRange(1, 1_000_000),
    _DEFAULTS.lines_a_second,
    "How many lines of one kind the log takes a second; how many more there were is told.",
)
def serve(kb: Path, host: str, port: int, **given: Any) -> None:  # noqa: ANN401 - the options
    """Serve pages, a JSON API, SPARQL and linked data.

    What is built meanwhile is taken up without a restart. Stop it with Ctrl-C.

    \b
    talkgraph serve --kb kb
    talkgraph serve --kb kb --base-url https://example.org/kb --proxy 127.0.0.1

    Everything is read-only. Each setting can stand in a file (--config) or in the environment
    (--base-url as TALKGRAPH_SERVE_BASE_URL, several values with blanks between); an option goes
    before the environment, and that before the file.
    """  # noqa: D301 - \b is for click
    from talkgraph.http.serve import serve as run

    settings = ServiceSettings(
        timeout=given["timeout"],
        workers=given["workers"],
        queue=given["queue"],
        memory=given["memory"] * MEBIBYTE,
        rows=given["rows"],
        result_bytes=given["result_size"] * MEBIBYTE,
        connections=given["connections"],
        connections_of_one=given["connections_of_one"],
        head_seconds=given["head_seconds"],
        body_seconds=given["body_seconds"],
        reader_seconds=given["reader_seconds"],
        idle_seconds=given["idle_seconds"],
        grace=given["grace"],
        lines_a_second=given["log_lines"],
        base_url=given["base_url"],
        proxies=given["proxy"],
        hosts=given["allow_host"],
        origins=given["allow_origin"],
    )
    run(kb, host, port, settings, token_file=given["token_file"], public=given["public"])
