"""What is spoken: the server object of the library `mcp`, with our tools and resources.

The same object speaks over any transport. What tools do is done in threads, within the limits of
the service; what goes wrong is told in the sentences of the JSON API, so that a model can mend it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import anyio
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from mcp.types import Tool as Declared
from pydantic import ValidationError

from talkgraph.errors import InputError, KnowledgeBaseError, TalkgraphError
from talkgraph.http.guards.turns import Threads
from talkgraph.http.mcp.places import located
from talkgraph.http.mcp.resources import KINDS, MEDIA_TYPE, document
from talkgraph.http.mcp.tools import TOOLS, Desk, Tool
from talkgraph.version import __version__

if TYPE_CHECKING:
    from talkgraph.http.problems import Problem
    from talkgraph.http.sparql.endpoint import Endpoint
    from talkgraph.http.sparql.pool import Client
    from talkgraph.knowledge.base import KnowledgeBase

Context = ServerRequestContext[Any, Any]
Result = TypeVar("Result")
_FAULT_HERE: Final = 500
_EVENTS_AT_A_TIME: Final = 100
_LONGEST_CURSOR: Final = 9  # digits
_MOST_ARGUMENTS: Final = 50
_LONGEST: Final = 120.0  # seconds
_KIND: Final = "tools"  # of what is asked: as one, they take turns with the rest
_TOO_LONG: Final = "this takes too long; ask again later"
_INSTRUCTIONS: Final = (
    "A knowledge graph of conference talks, made from notes, programmes and posts. Begin with "
    "`search`; give what it names (IRIs, short names of talks) to `talk`, `speaker`, `related` and "
    "`themes`, and ask `sparql` for what has to be counted. Each thing has a `place`, the file and "
    "line where it is told, and a `link`: cite them. A post is what a note-taker understood; only "
    "a quote has the speaker's words."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the server answers from; all of it is made when it is first asked for.

    `current` opens the knowledge base as it is now; `endpoint` answers SPARQL; `address` is the
    address of the service by a request of its own (`None` on stdio), or nothing. Work is done in
    `threads`.
    """

    current: "Callable[[], KnowledgeBase]"
    endpoint: "Callable[[], Endpoint]"
    address: Callable[[Any], str | None]
    threads: Threads


def create_server(held: Held) -> Server:
    """Return a server that has all tools and resources."""
    declared = [_declared(tool) for tool in TOOLS.values()]

    async def list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=declared)

    async def call_tool(context: Context, asked: CallToolRequestParams) -> CallToolResult:
        tool = TOOLS.get(asked.name)
        if tool is None:
            listed = ", ".join(TOOLS)
            raise MCPError(INVALID_PARAMS, f"there is no tool {asked.name!r}; there are {listed}")
        call = _Call(held, tool, asked.arguments or {}, context.request)
        return await (call.with_process() if tool.is_apart else call.in_time())

    async def list_resources(
        _: Context, asked: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        return await _given(_events, held, asked.cursor if asked else None)

    async def list_templates(
        _: Context, __: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        return await _given(_templates, held)

    async def read_resource(
        context: Context, asked: ReadResourceRequestParams
    ) -> ReadResourceResult:
        return await _given(_read, held, asked.uri, held.address(context.request))

    return Server(
        "talkgraph",
        version=__version__,
        title="talkgraph",
        instructions=_INSTRUCTIONS,
        get_tool_input_schema=_input_schema,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def _input_schema(name: str) -> dict[str, Any] | None:
    return TOOLS[name].input_schema if name in TOOLS else None


def _declared(tool: Tool[Any]) -> Declared:
    return Declared(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=ToolAnnotations(
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of a tool; `request` is that of HTTP, if it came by that."""

    held: Held
    tool: Tool[Any]
    arguments: dict[str, Any]
    request: Any

    async def in_time(self) -> CallToolResult:
        """Answer in a thread; whoever asked is told where that does not get done."""
        try:
            return await _in_time(self.held, self.answer, by=self._by)
        except TimeoutError:
            return CallToolResult(content=[_text(_TOO_LONG)], is_error=True)

    async def with_process(self) -> CallToolResult:
        """Answer by means of a process; its work ends if whoever asked waits no longer."""
        from talkgraph.http.sparql.pool import Client

        # Not one of those threads for which searches wait.
        endpoint = await Threads(1).run(self.held.endpoint)
        client = Client(self._by)

        async def watch() -> None:
            try:
                await anyio.sleep_forever()
            finally:
                client.leave()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(watch)
            result = await endpoint.threads.run(lambda: self.answer(client))
            tasks.cancel_scope.cancel()
        return result

    @property
    def _by(self) -> str:
        """Who calls, if it is by HTTP."""
        from talkgraph.http.guards.access import who

        return who(self.request) if self.request else ""

    def answer(self, client: "Client | None" = None) -> CallToolResult:
        """Return the answer, or the error in a sentence."""
        try:
            told = self._told(client)
        except Exception as error:
            # Whoever started this command may know where things lie on the machine.
            own = self.request is None and isinstance(error, KnowledgeBaseError)
            sentence = str(error) if own else _sentence(error)
            return CallToolResult(content=[_text(sentence)], is_error=True)
        return CallToolResult(
            content=[_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")))],
            structured_content=told,
        )

    def _told(self, client: "Client | None") -> dict[str, Any]:
        if (given := len(self.arguments)) > _MOST_ARGUMENTS:  # each wrong one would be told
            raise InputError(f"{self.tool.name} takes no {given} arguments")
        asked = self.tool.takes.model_validate(self.arguments)
        kb = self.held.current()
        desk = Desk(
            kb=kb, table=lambda query, bounds: self.held.endpoint().table(query, bounds, client)
        )
        told = self.tool.does(desk, asked).model_dump(mode="json")
        address = self.held.address(self.request)
        found: dict[str, Any] = located(told, kb, lambda iri: _link(kb, iri, address))
        return found


def _text(text: str) -> TextContent:
    return TextContent(text=text)


def _link(kb: "KnowledgeBase", iri: str, address: str | None) -> str:
    from talkgraph.http.pages.addresses import page_of

    page = page_of(kb, iri) if address is not None else None
    return iri if page is None else f"{address}{page}"


def _sentence(error: Exception) -> str:
    """Return what is said of an error; of one that nobody expected, the log says more."""
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
            for each in error.errors(include_input=False)
        )
    return _problem(error).detail


def _problem(error: Exception) -> "Problem":
    from talkgraph.http.observe import log_error
    from talkgraph.http.problems import Problem, problem_of

    if not isinstance(error, TalkgraphError | Problem) or isinstance(error, KnowledgeBaseError):
        log_error("MCP request failed")
    return problem_of(error)


async def _in_time(held: Held, work: Callable[[], Result], *, by: str = "") -> Result:
    """Do some work in a thread; raises `TimeoutError`, and leaves the thread, if it hangs.

    On stdio the first call that needs a part of the knowledge base waits for it to be loaded.
    """
    with anyio.fail_after(_LONGEST):
        return await held.threads.run(work, by=by, kind=_KIND, is_left=True)


async def _given(work: Callable[..., Result], held: Held, *arguments: object) -> Result:
    """Do some work in a thread; what goes wrong is told as the protocol has it."""

    def answer() -> Result:
        try:
            return work(held, *arguments)
        except Exception as error:
            problem = _problem(error)
            code = INTERNAL_ERROR if problem.status >= _FAULT_HERE else INVALID_PARAMS
            raise MCPError(code, problem.detail) from error

    try:
        return await _in_time(held, answer)
    except TimeoutError:
        raise MCPError(INTERNAL_ERROR, _TOO_LONG) from None


def _events(held: Held, cursor: str | None) -> ListResourcesResult:
    whole = held.current().events()
    begin = int(cursor[:_LONGEST_CURSOR]) if cursor and cursor.isdecimal() else 0
    end = begin + _EVENTS_AT_A_TIME
    return ListResourcesResult(
        resources=[
            Resource(uri=event.iri, name=event.slug, title=event.name, mime_type=MEDIA_TYPE)
            for event in whole[begin:end]
        ],
        next_cursor=str(end) if end < len(whole) else None,
    )


def _templates(held: Held) -> ListResourceTemplatesResult:
    base = held.current().names.base
    return ListResourceTemplatesResult(
        resource_templates=[
            ResourceTemplate(
                name=kind.name,
                uri_template=kind.template(base),
                description=kind.description,
                mime_type=MEDIA_TYPE,
            )
            for kind in KINDS
        ]
    )


def _read(held: Held, uri: str, address: str | None) -> ReadResourceResult:
    context = f"{address}/context.jsonld" if address else None
    text = document(held.current(), uri, context)
    return ReadResourceResult(
        contents=[TextResourceContents(uri=uri, mime_type=MEDIA_TYPE, text=text)]
    )
