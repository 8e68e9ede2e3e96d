"""The Model Context Protocol (MCP): the knowledge base as tools and resources of a language model.

`server.create_server` says what there is; `stdio.serve` speaks it with the process that started
this one, and `routes.router` at /mcp. To add a tool: what it takes in `asked`, and its line in
`tools.TOOLS`. It gives the values of the Python API, as the JSON API does; `places` adds to each
thing in them where it stands and the address of its page.

What speaks the protocol is the library `mcp`, an extra: it brings a library for cryptography that
nothing else here needs, and changes often. It takes half a second to load, so it is loaded by
whoever speaks, and what a tool needs by the first call of it.
"""

from importlib.util import find_spec

from talkgraph.errors import InputError


def check_installed() -> None:
    """Raise `InputError` where the library that speaks the protocol is not installed."""
    if find_spec("mcp") is None:
        raise InputError("MCP takes a library that is not installed: pip install 'talkgraph[mcp]'")
