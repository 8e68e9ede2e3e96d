"""Runs commands of talkgraph where their output cannot go where it should: a child for each.

All that is loaded is loaded once, by the process that forks; a child has its descriptors as a
shell would have given them, and the streams that Python makes of these.

Reads a list of cases (`arguments`, `condition`) as JSON from standard input, and writes a list of
results: `code`, `out` and `err`, where there is something to read.
"""

import io
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from talkgraph.graph.write.told.languages import language_of

CONDITIONS: Final = ("full", "nobody reads", "closed", "ascii")
RARE: Final = ("all closed", "latin-1", "told full")
_LOADED: Final = (
    "bm25s",
    "py3langid.langid",
    "rich.console",
    "rich.table",
    *(f"talkgraph.cli.{name}" for name in ("iris", "notes", "questions", "topics", "upkeep")),
    *("talkgraph.cli.serving.mcp", "talkgraph.cli.serving.serve"),
    "talkgraph.evaluation.against_judgements",
    "talkgraph.graph.queries",
    *("talkgraph.knowledge.build.build", "talkgraph.knowledge.details"),
    *("talkgraph.knowledge.exports.written", "talkgraph.knowledge.topics.check"),
    *("talkgraph.knowledge.understanding.cards", "talkgraph.knowledge.understanding.reader"),
    *("talkgraph.search.encoders.hashing", "talkgraph.search.engine"),
)
_CRASHED: Final = 99
_PATIENCE: Final = 60.0


def in_conditions(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run commands in conditions, in a process of their own that has done nothing before."""
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def results(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run the cases, one after the other."""
    for name in _LOADED:
        import_module(name)
    language_of("a text", None)
    return [_result(case) for case in cases]


def _result(case: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _become(case, out.fileno(), err.fileno())
        code = _ended(child)
        return {"code": code, "out": _content(out), "err": _content(err)}


def _ended(child: int) -> int:
    ended = os.pidfd_open(child)
    waiting = select.poll()
    waiting.register(ended, select.POLLIN)
    try:
        if not waiting.poll(_PATIENCE * 1000):
            os.kill(child, 9)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        os.close(ended)


def _content(file: Any) -> str:  # noqa: ANN401 - a temporary file
    file.seek(0)
    return str(file.read().decode("utf-8", "backslashreplace"))


def _become(case: dict[str, Any], out: int, err: int) -> None:
    """Be the command, in its condition; never returns."""
    code = _CRASHED
    try:
        os.dup2(err, 2)
        _PREPARED[case["condition"]](out)
        if "most_bytes" in case:
            resource.setrlimit(resource.RLIMIT_FSIZE, (case["most_bytes"],) * 2)
        from talkgraph.cli import main

        main(case["arguments"], prog_name="talkgraph")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        os.write(err, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _written(encoding: str) -> Callable[[int], None]:
    def prepare(out: int) -> None:
        os.dup2(out, 1)
        sys.stdout = sys.__stdout__ = io.TextIOWrapper(  # type: ignore[misc]
            io.FileIO(1, "wb", closefd=False), encoding=encoding, write_through=True
        )

    return prepare


def _to(path: str, *descriptors: int) -> Callable[[int], None]:
    def prepare(out: int) -> None:
        _written("utf-8")(out)
        full = os.open(path, os.O_WRONLY)
        for descriptor in descriptors:
            os.dup2(full, descriptor)

    return prepare


def _closed(*descriptors: int) -> Callable[[int], None]:
    def prepare(_: int) -> None:
        for descriptor in descriptors:
            os.close(descriptor)
            name = ("stdin", "stdout", "stderr")[descriptor]
            setattr(sys, name, None)
            setattr(sys, f"__{name}__", None)

    return prepare


def _unread(out: int) -> None:
    _written("utf-8")(out)
    read, write = os.pipe()
    os.close(read)
    os.dup2(write, 1)


_PREPARED: Final = {
    "": _written("utf-8"),
    "full": _to("/dev/full", 1),
    "closed": _closed(1),
    "all closed": _closed(0, 1, 2),
    "nobody reads": _unread,
    "latin-1": _written("latin-1"),
    "ascii": _written("ascii"),
    "told full": _to("/dev/full", 2),
}

if __name__ == "__main__":
    json.dump(results(json.load(sys.stdin)), sys.stdout)
