"""The command `talkgraph serve`: its options become the settings of the service."""

from pathlib import Path
from typing import Final

import click

from talkgraph.cli.options import kb_option
from talkgraph.http.limits import MEBIBYTE, ServiceSettings

_DEFAULTS: Final = ServiceSettings()


@click.command()
@kb_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on; 0 takes any that is free.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=_DEFAULTS.timeout,
    show_default=True,
    help="Seconds after which a SPARQL query is stopped.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=_DEFAULTS.workers,
    show_default=True,
    help="How many SPARQL queries are worked on at a time.",
)
@click.option(
    "--queue",
    type=click.IntRange(0, 256),
    default=_DEFAULTS.queue,
    show_default=True,
    help="How many more may wait; the rest is sent away (429).",
)
@click.option(
    "--memory",
    type=click.IntRange(min=64),
    default=_DEFAULTS.memory // MEBIBYTE,
    show_default=True,
    help="MiB of memory for one SPARQL query.",
)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    default=_DEFAULTS.rows,
    show_default=True,
    help="How many rows or triples a SPARQL answer may have.",
)
@click.option(
    "--result-size",
    type=click.IntRange(min=1),
    default=_DEFAULTS.result_bytes // MEBIBYTE,
    show_default=True,
    help="MiB that a SPARQL answer may have.",
)
def serve(
    kb: Path,
    host: str,
    port: int,
    timeout: float,
    workers: int,
    queue: int,
    memory: int,
    rows: int,
    result_size: int,
) -> None:
    """Serve the knowledge base: pages, a JSON API, a SPARQL endpoint, linked data.

    What is built meanwhile is taken up without a restart. Stop it with Ctrl-C.
    """
    from talkgraph.http.serve import serve as run

    settings = ServiceSettings(
        timeout=timeout,
        workers=workers,
        queue=queue,
        memory=memory * MEBIBYTE,
        rows=rows,
        result_bytes=result_size * MEBIBYTE,
    )
    run(kb, host, port, settings)
