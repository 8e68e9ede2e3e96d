"""SPARQL in a notebook: `%load_ext talkgraph`, `%talkgraph open PATH`, and `%%sparql` cells.

    %load_ext talkgraph
    %talkgraph open build/demo

    %%sparql --bind event --out rows
    SELECT ?title { ?talk schema:name ?title ; tg:event/schema:name ?event }

`%talkgraph open PATH [--as NAME]` opens a knowledge base as a variable: `kb`, or the one named.

`%%sparql [--kb NAME] [--bind VARIABLE]... [--out NAME]` makes the rest of the cell a query. It is
put to the knowledge base that the variable `kb` (or the one named) holds, and the cell shows the
answer, a `talkgraph.knowledge.tables.Table`. `--bind x` gives the query's `?x` the value of the
Python variable `x`; `--out` keeps the answer in a variable.

What is wrong with either is told in one sentence, an IPython `UsageError`.
"""

import shlex
from typing import TYPE_CHECKING, Any, Final

from talkgraph.errors import TalkgraphError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from talkgraph.knowledge.base import KnowledgeBase
    from talkgraph.knowledge.tables import Table

_DEFAULT: Final = "kb"


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Add `%talkgraph` and `%%sparql` to an IPython session; `%load_ext talkgraph` calls this."""
    register: Any = shell.register_magic_function
    register(_Open(shell), "line", "talkgraph")
    register(_Sparql(shell), "cell", "sparql")


class _Open:
    """`%talkgraph open PATH [--as NAME]`: open a knowledge base as a variable (`kb`)."""

    def __init__(self, shell: "InteractiveShell") -> None:
        self._shell = shell

    def __call__(self, line: str) -> "KnowledgeBase":
        words = _words(line)
        if len(words) not in (2, 4) or words[0] != "open" or words[2:3] not in ([], ["--as"]):
            raise _usage("%talkgraph open PATH [--as NAME]")
        from talkgraph.knowledge.entry import open_knowledge_base

        name = words[3] if len(words) == 4 else _DEFAULT
        try:
            kb = open_knowledge_base(words[1])
        except TalkgraphError as error:
            raise _usage(str(error)) from error
        self._shell.user_ns[name] = kb
        return kb


class _Sparql:
    """`%%sparql [--kb NAME] [--bind VARIABLE]... [--out NAME]`: the cell is the query.

    It is put to the knowledge base that the variable NAME holds (`kb`). `--bind x` gives the
    query's `?x` the value of the Python variable `x`; `--out` keeps the answer in a variable.
    """

    def __init__(self, shell: "InteractiveShell") -> None:
        self._shell = shell

    def __call__(self, line: str, cell: str) -> "Table":
        kb_name, bound, out = _options(line)
        kb = self._variable(kb_name)
        if not hasattr(kb, "sparql"):
            raise _usage(f"{kb_name} is not a knowledge base")
        bindings = {name: self._variable(name) for name in bound}
        try:
            answer: Table = kb.sparql(cell, bindings)
        except TalkgraphError as error:
            raise _usage(str(error)) from error
        if out is not None:
            self._shell.user_ns[out] = answer
        return answer

    def _variable(self, name: str) -> Any:  # noqa: ANN401 - whatever the user made
        if name not in self._shell.user_ns:
            raise _usage(f"there is no variable {name}; open a knowledge base as one first")
        return self._shell.user_ns[name]


def _options(line: str) -> tuple[str, tuple[str, ...], str | None]:
    kb, bound, out = _DEFAULT, [], None
    words = iter(_words(line))
    for word in words:
        value = next(words, None)
        if value is None or word not in ("--kb", "--bind", "--out"):
            raise _usage("%%sparql [--kb NAME] [--bind VARIABLE]... [--out NAME]")
        if word == "--kb":
            kb = value
        elif word == "--bind":
            bound.append(value.lstrip("?$"))
        else:
            out = value
    return kb, tuple(bound), out


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise _usage(f"{line!r} cannot be read: {error}") from error


def _usage(message: str) -> Exception:
    """Return an error that IPython shows as one sentence, without a traceback."""
    from IPython.core.error import UsageError

    error: Exception = UsageError(message)
    return error
