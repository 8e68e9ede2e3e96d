"""The command `talkgraph serve`: its options become the settings of the service."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from talkgraph.cli.options import kb_option
from talkgraph.errors import InputError
from talkgraph.http.limits import MEBIBYTE, ServiceSettings

_DEFAULTS: Final = ServiceSettings()
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_TABLE: Final = "serve"
Option = Callable[[Callable[..., None]], Callable[..., None]]


def _option(name: str, kind: object, default: object, text: str, **more: Any) -> Option:  # noqa: ANN401 - as click has it
    return click.option(
        name, type=kind, default=default, show_default=True, show_envvar=True, help=text, **more
    )


def _several(name: str, metavar: str, text: str) -> Option:
    return click.option(name, multiple=True, metavar=metavar, show_envvar=True, help=text)


def _read_file(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Take what a file says for the options that are given neither here nor in the environment."""
    if path is None:
        return
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get(_TABLE, {})
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: the settings cannot be read: {error}") from error
    known = {p.name: p for p in context.command.params if p.name not in ("config", None)}
    names = {str(name).replace("-", "_"): name for name in told}
    for name, written in names.items():
        if name not in known:
            listed = ", ".join(sorted(each.replace("_", "-") for each in known if each))
            raise InputError(f"{path}: [{_TABLE}] has no setting {written!r}; it has {listed}")
    context.default_map = {name: told[written] for name, written in names.items()}


@click.command(context_settings={"auto_envvar_prefix": "TALKGRAPH_SERVE"})
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_read_file,
    show_envvar=True,
    help="A TOML file whose table [serve] has these settings, by the names of the options.",
)
@kb_option
@_option("--host", str, "127.0.0.1", "The address to listen on; :: is both kinds of addresses.")
@_option(
    "--port",
    click.IntRange(0, 65535),
    8000,
    "The port to listen on; 0 takes any that is free.",
)
@click.option(
    "--base-url",
    metavar="URL",
    show_envvar=True,
    help="The public address, where a proxy leads here: https://example.org/kb.",
)
@_several(
    "--proxy",
    "ADDRESS",
    "The address of a proxy that is believed in X-Forwarded-For, -Proto, -Host and -Prefix.",
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
    show_envvar=True,
    help="Who may ask: a name and a token a line (or sha256: and its hash).",
)
@click.option(
    "--public",
    is_flag=True,
    show_envvar=True,
    help="Answer anybody who can reach an address that is not this machine's alone.",
)
@_option(
    "--timeout",
    click.FloatRange(min=0.1),
    _DEFAULTS.timeout,
    "Seconds after which a SPARQL query is stopped.",
)
@_option(
    "--workers",
    click.IntRange(1, 64),
    _DEFAULTS.workers,
    "How many SPARQL queries are worked on at a time.",
)
@_option(
    "--queue",
    click.IntRange(0, 256),
    _DEFAULTS.queue,
    "How many more may wait; the rest is sent away (429).",
)
@_option(
    "--memory",
    click.IntRange(min=64),
    _DEFAULTS.memory // MEBIBYTE,
    "MiB of memory for one SPARQL query.",
)
@_option(
    "--rows",
    click.IntRange(min=1),
    _DEFAULTS.rows,
    "How many rows or triples a SPARQL answer may have.",
)
@_option(
    "--result-size",
    click.IntRange(min=1),
    _DEFAULTS.result_bytes // MEBIBYTE,
    "MiB that a SPARQL answer may have.",
)
@_option(
    "--connections",
    click.IntRange(min=8),
    _DEFAULTS.connections,
    "How many connections are open at a time; the idlest makes room for a new one.",
)
@_option(
    "--connections-of-one",
    click.IntRange(min=1),
    _DEFAULTS.connections_of_one,
    "How many of them from one address that is no --proxy.",
)
@_option(
    "--head-seconds",
    click.FloatRange(min=0.1),
    _DEFAULTS.head_seconds,
    "Seconds for a request's head.",
)
@_option(
    "--body-seconds",
    click.FloatRange(min=0.1),
    _DEFAULTS.body_seconds,
    "Seconds for a request's body.",
)
@_option(
    "--reader-seconds",
    click.FloatRange(min=0.1),
    _DEFAULTS.reader_seconds,
    "Seconds for a client to go on reading.",
)
def serve(kb: Path, host: str, port: int, **given: Any) -> None:  # noqa: ANN401 - the options
    """Serve the knowledge base: pages, a JSON API, a SPARQL endpoint, linked data.

    What is built meanwhile is taken up without a restart. Stop it with Ctrl-C.

    Everything is read-only. Each setting can stand in a file (--config) or in the environment,
    too; an option goes before the environment, and that before the file.
    """
    if host not in _LOOPBACK and not given["token_file"] and not given["public"]:
        raise InputError(
            f"whoever can reach {host} could read everything: say who may with --token-file, or "
            "that all may with --public"
        )
    from talkgraph.http.access import read_tokens
    from talkgraph.http.serve import serve as run

    token_file: Path | None = given["token_file"]
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
        base_url=given["base_url"],
        proxies=given["proxy"],
        hosts=given["allow_host"],
        origins=given["allow_origin"],
        tokens=read_tokens(token_file) if token_file else {},
    )
    run(kb, host, port, settings)
