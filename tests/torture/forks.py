"""Runs what is tried in processes of their own, forked from one in which all is loaded.

A fork takes milliseconds where a new interpreter takes seconds. Whoever forks has no threads: what
starts some (the store, above all) is only ever used in a child.
"""

import os
import pickle
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class ChildFailed(Exception):
    """What ran in a child process raised, or the process died; the message says how."""


def in_child(function: Callable[[], T]) -> T:
    """Call a function in a child process and return what it returned (by `pickle`)."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _tell(function, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        answer = told.read()
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if status or not answer:
        raise ChildFailed(f"the process ended with {status} and said nothing")
    well, found = pickle.loads(answer)
    if not well:
        raise ChildFailed(found)
    returned: T = found
    return returned


def _tell(function: Callable[[], object], writing: int) -> None:
    try:
        try:
            answer = pickle.dumps((True, function()))
        except BaseException:  # whatever it is, the parent is told
            answer = pickle.dumps((False, traceback.format_exc()))
        with os.fdopen(writing, "wb") as told:
            told.write(answer)
        os._exit(0)
    finally:
        os._exit(71)


def said_to(file: Path) -> None:
    """Have all that this process says from now on go to a file."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        with suppress(ValueError, OSError):
            stream.flush()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def command(arguments: tuple[str, ...], words: Path) -> None:
    """Run a command of talkgraph in this process, which ends with its exit status."""
    from talkgraph.cli import main

    said_to(words)
    try:
        main(list(arguments), prog_name="talkgraph")
    except SystemExit:
        raise
    except BaseException:
        traceback.print_exc()
        raise SystemExit(99) from None
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(ValueError, OSError):
                stream.flush()


def run_command(arguments: tuple[str, ...], words: Path) -> tuple[int, str]:
    """Run a command of talkgraph in a child process; return its exit status and what it said."""
    process = os.fork()
    if process == 0:
        code = 72
        try:
            command(arguments, words)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    said = words.read_text(encoding="utf-8", errors="replace") if words.exists() else ""
    words.unlink(missing_ok=True)
    return status, said
