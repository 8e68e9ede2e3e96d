"""The command `talkgraph mcp`: a language model's tools, over standard input and output."""

import gc
from pathlib import Path

import click

from talkgraph.cli.options import examples, kb_option


@click.command(
    context_settings={"auto_envvar_prefix": "TALKGRAPH_MCP"},
    epilog=examples("mcp", "mcp --kb kb --base-url http://127.0.0.1:8000"),
)
@kb_option
@click.option(
    "--base-url",
    metavar="URL",
    show_envvar=True,
    help="The address of a service of the same base, to whose pages links lead.",
)
def mcp(kb: Path, base_url: str | None) -> None:
    """Answer a language model by the Model Context Protocol.

    It is spoken over standard input and output. A client starts this command itself; name it there.
    What is built meanwhile is taken up without a restart. `talkgraph serve` speaks the same
    protocol at /mcp.
    """
    from talkgraph.http.limits import ServiceSettings
    from talkgraph.http.mcp import check_installed
    from talkgraph.knowledge.generation import usable

    check_installed()
    usable(kb)
    gc.disable()  # nothing of what is loaded now is garbage, and looking for it takes a fifth
    from talkgraph.http.mcp.stdio import serve

    gc.freeze()
    gc.enable()
    serve(kb, ServiceSettings(base_url=base_url))
