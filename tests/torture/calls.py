"""Watches the calls by which a process changes files, to kill it at one or to refuse one.

The kernel asks before each (`seccomp` with user notification, Linux 5.5): calls of native code and
of every thread count as well, no privilege is needed, and nothing in the process knows of it.
"""

import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from forks import be_child

_PLACES: Final = {  # which argument is the descriptor or folder, and which the path
    "write": (0, None),
    "writev": (0, None),
    "pwrite64": (0, None),
    "pwritev": (0, None),
    "pwritev2": (0, None),
    "fsync": (0, None),
    "fdatasync": (0, None),
    "sync_file_range": (0, None),
    "ftruncate": (0, None),
    "fallocate": (0, None),
    "copy_file_range": (2, None),
    "sendfile": (0, None),
    "truncate": (None, 0),
    "open": (None, 0),
    "openat": (0, 1),
    "rename": (None, 1),
    "renameat": (2, 3),
    "renameat2": (2, 3),
    "mkdir": (None, 0),
    "mkdirat": (0, 1),
    "rmdir": (None, 0),
    "unlink": (None, 0),
    "unlinkat": (0, 1),
    "link": (None, 1),
    "linkat": (2, 3),
    "symlink": (None, 1),
    "symlinkat": (1, 2),
}
FREEING: Final = frozenset({"rmdir", "unlink", "unlinkat"})
"""What a full disk never refuses."""
# The numbers of the calls above, in their order; an architecture lacks some.
_NUMBERS: Final = {
    "x86_64": (
        *(1, 20, 18, 296, 328, 74, 75, 277, 77, 285, 326, 40, 76, 2, 257, 82, 264, 316),
        *(83, 258, 84, 87, 263, 86, 265, 88, 266),
    ),
    "aarch64": (
        *(64, 66, 68, 70, 287, 82, 83, 84, 46, 47, 285, 71, 45, None, 56, None, 38, 276),
        *(None, 34, None, None, 35, None, 37, None, 36),
    ),
}
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
_FLAGS_OF: Final = {"open": 1, "openat": 2}  # opening alone changes nothing
_CHANGING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # of the filter's small machine
_ASK, _ALLOW = 0x7FC00000, 0x7FFF0000
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_LONGEST_PATH: Final = 4096

Child = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is about to change something: its name, and the path that it is about."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer to a call: it fails with this error (`errno`)."""

    error: int


class Killed:
    """An answer to a call: the process ends here, as by SIGKILL."""


Verdict = Callable[[Call], Refused | Killed | None]


def _numbers() -> dict[int, str]:
    known = _NUMBERS.get(platform.machine(), ())
    return {number: name for name, number in zip(_PLACES, known, strict=False) if number}


def _filter() -> bytes:
    """Return the program that picks the calls that are asked about."""
    numbers = _numbers()
    opening = [(number, _FLAGS_OF[name]) for number, name in numbers.items() if name in _FLAGS_OF]
    others = [number for number, name in numbers.items() if name not in _FLAGS_OF]
    rows = [(_LOAD, 0, 0, 0)]
    total = 1 + len(others) + 3 * len(opening) + 2
    ask, allow = total - 1, total - 2
    for number in others:
        rows.append((_EQUAL, ask - len(rows) - 1, 0, number))
    for number, place in opening:
        rows.append((_EQUAL, 0, 2, number))
        rows.append((_LOAD, 0, 0, 16 + 8 * place))
        rows.append((_ANY_BIT, ask - len(rows) - 1, allow - len(rows) - 1, _CHANGING))
    rows += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ASK)]
    return b"".join(struct.pack("HBBI", *row) for row in rows)


def _install() -> int:
    """Have this process asked about from now on; return where the questions come."""
    library = ctypes.CDLL(None, use_errno=True)
    code = _filter()
    kept = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(kept))
    library.prctl(38, 1, 0, 0, 0)  # without new privileges
    number = _SECCOMP.get(platform.machine(), -1)
    found = library.syscall(number, 1, 8, ctypes.create_string_buffer(program))
    if found < 0:
        raise OSError(ctypes.get_errno(), "the kernel does not ask")
    return int(found)


def watched(child: Child, folder: Path, verdict: Verdict) -> int:
    """Fork, run `child`, and ask about each call that changes something in `folder`.

    Returns the exit status, negative for a signal. Raises `OSError` where the kernel cannot ask.
    The caller has no threads.
    """
    here, there = socket.socketpair()
    process = os.fork()
    if process == 0:
        be_child(lambda: _run(child, there))
    there.close()
    with here:
        _, questions, _, _ = socket.recv_fds(here, 1, 1)
    if not questions:
        os.waitpid(process, 0)
        raise OSError(errno.ENOSYS, "the kernel does not ask")
    try:
        _answer(process, questions[0], os.fspath(folder), verdict)
    finally:
        os.close(questions[0])
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _run(child: Child, there: socket.socket) -> None:
    questions = _install()
    socket.send_fds(there, [b"q"], [questions])
    os.close(questions)
    there.close()
    child()


def _answer(process: int, questions: int, folder: str, verdict: Verdict) -> None:
    names = _numbers()
    ended = os.pidfd_open(process)
    waiting = select.poll()
    waiting.register(questions, select.POLLIN)
    waiting.register(ended, select.POLLIN)
    try:
        while True:
            ready = {descriptor for descriptor, _ in waiting.poll()}
            if ended in ready:
                return
            asked = bytearray(80)
            try:
                fcntl.ioctl(questions, _RECEIVE, asked)
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.EINTR):  # who asked has ended
                    continue
                raise
            key, thread, _, number = struct.unpack_from("QIIi", asked)
            given = struct.unpack_from("6Q", asked, 32)
            path = _path(thread, *_PLACES[names[number]], given)
            told = verdict(Call(names[number], path)) if path.startswith(folder) else None
            if isinstance(told, Killed):
                os.kill(process, signal.SIGKILL)
                return
            reply = (-told.error, 0) if told else (0, 1)
            try:
                fcntl.ioctl(questions, _SEND, struct.pack("QqiI", key, 0, *reply))
            except OSError as error:
                if error.errno != errno.ENOENT:
                    raise
    finally:
        os.close(ended)


def _path(thread: int, base: int | None, place: int | None, given: tuple[int, ...]) -> str:
    """Return what a call is about; empty where that cannot be known."""
    try:
        told = "" if place is None else _text(thread, given[place])
        if told.startswith("/"):
            return told
        descriptor = -100 if base is None else ctypes.c_int32(given[base] & 0xFFFFFFFF).value
        where = "cwd" if descriptor == -100 else f"fd/{descriptor}"
        return os.path.normpath(f"{os.readlink(f'/proc/{thread}/{where}')}/{told}")  # noqa: PTH115
    except OSError:
        return ""


def _text(thread: int, address: int) -> str:
    with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        # No further than the page ends: what follows may not be there.
        data = memory.read(min(_LONGEST_PATH, 4096 - address % 4096)) or b""
        if b"\0" not in data:
            data += memory.read(_LONGEST_PATH) or b""
    return os.fsdecode(data.partition(b"\0")[0])


@cache
def possible() -> bool:
    """Whether this machine can be asked for this."""
    try:
        return watched(lambda: None, Path("/"), lambda _: None) == 0
    except OSError:
        return False
