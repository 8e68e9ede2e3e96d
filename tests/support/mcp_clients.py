"""Speaks MCP with talkgraph by the library's own client, and raw, line by line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import anyio
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, TextContent, TextResourceContents, Tool

Json = Any
_INTRODUCTION: Final = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}


@dataclass
class Heard:
    """What a server has said: its tools, what they answered by name, and what it has to read."""

    tools: dict[str, Tool] = field(default_factory=dict)
    answers: dict[str, CallToolResult] = field(default_factory=dict)
    resources: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def command(kb: Path, *options: str) -> list[str]:
    """Return the command that speaks over standard input and output."""
    return [sys.executable, "-m", "talkgraph", "mcp", "--kb", str(kb), *options]


def by_stdio(kb: Path, *options: str) -> StdioServerParameters:
    """Return how the library starts that command."""
    program, *arguments = command(kb, *options)
    return StdioServerParameters(command=program, args=arguments, env=dict(os.environ))


def hear(
    server: StdioServerParameters | str, calls: Mapping[str, Mapping[str, Json]], *iris: str
) -> Heard:
    """Ask for everything: what there is, some calls (by a name of ours), some documents.

    A call is of the tool that its name begins with.
    """
    heard = Heard()

    async def converse() -> None:
        async with Client(server) as client:
            heard.tools = {each.name: each for each in (await client.list_tools()).tools}
            heard.resources = [each.uri for each in (await client.list_resources()).resources]
            templates = (await client.list_resource_templates()).resource_templates
            heard.templates = [each.uri_template for each in templates]
            for name, arguments in calls.items():
                tool = name.partition(" ")[0]
                try:
                    heard.answers[name] = await client.call_tool(tool, dict(arguments))
                except MCPError as error:
                    heard.errors[name] = error.message
            for iri in iris:
                try:
                    [found] = (await client.read_resource(iri)).contents
                except MCPError as error:
                    heard.errors[iri] = error.message
                    continue
                assert isinstance(found, TextResourceContents)
                heard.documents[iri] = found.text

    anyio.run(converse)
    return heard


def text_of(answer: CallToolResult) -> str:
    """Return the text of an answer."""
    [part] = answer.content
    assert isinstance(part, TextContent)
    return part.text


def asking(method: str, number: int = 1, **params: Json) -> dict[str, Json]:
    """Return a request as it goes over the wire."""
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def calling(tool: str, number: int = 1, **arguments: Json) -> dict[str, Json]:
    """Return the request that calls a tool."""
    return asking("tools/call", number, name=tool, arguments=arguments)


OPENING: Final = asking("initialize", 0, **_INTRODUCTION)


class Lines:
    """A process that speaks, one line at a time."""

    def __init__(self, kb: Path) -> None:
        """Start it."""
        self.process = subprocess.Popen(
            command(kb),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def say(self, said: Json) -> None:
        """Send a message, or a line that is none."""
        assert self.process.stdin is not None
        self.process.stdin.write((said if isinstance(said, str) else json.dumps(said)) + "\n")
        self.process.stdin.flush()

    def ask(self, said: Json) -> Json:
        """Send a message and return the next one that comes back."""
        assert self.process.stdout is not None
        self.say(said)
        return json.loads(self.process.stdout.readline())

    def end_of_input(self) -> None:
        """Say that nothing more will be asked."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


@contextmanager
def lines(kb: Path) -> Iterator[Lines]:
    """Have a process speak for as long as the block lasts."""
    running = Lines(kb)
    try:
        yield running
    finally:
        running.close()
