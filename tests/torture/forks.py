"""Runs what is tried in processes of their own, forked from one in which all is loaded.

A fork takes milliseconds where a new interpreter takes seconds. Whoever forks has no threads: what
starts some (the store, above all) is only ever used in a child.
"""

import fcntl
import os
import pickle
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, TypeVar

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


def said_to(descriptor: int) -> None:
    """Have all that this process says from now on go to a descriptor."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(ValueError, OSError):
            stream.flush()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


class Words:
    """A pipe for what a command says: no full disk and no limit of files is in its way."""

    def __init__(self) -> None:
        """Open it, wide enough for all that a command says."""
        self._reading, self._writing = os.pipe()
        with suppress(OSError, AttributeError):
            fcntl.fcntl(self._writing, fcntl.F_SETPIPE_SZ, 1 << 20)
        os.set_blocking(self._reading, False)

    def of_command(self, arguments: tuple[str, ...]) -> None:
        """Run a command of talkgraph in this process, which ends with its exit status."""
        from talkgraph.cli import main

        said_to(self._writing)
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

    def close(self) -> str:
        """Return what was said, once nobody says any more."""
        os.close(self._writing)
        with os.fdopen(self._reading, "rb") as told:
            return (told.read() or b"").decode("utf-8", "replace")


def forked(child: Callable[[], None]) -> int:
    """Run `child` in a child process and return the exit status, negative for a signal."""
    process = os.fork()
    if process == 0:
        be_child(child)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def be_child(child: Callable[[], None]) -> NoReturn:
    """Run `child` in this process, which ends with it."""
    code = 72
    try:
        child()
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    finally:
        os._exit(code)


def run_command(*arguments: str) -> tuple[int, str]:
    """Run a command of talkgraph in a child process; return its exit status and what it said."""
    words = Words()
    status = forked(lambda: words.of_command(arguments))
    return status, words.close()
