"""Sees to it that what a build reads is what it has hashed.

A build is named after the hashes of its inputs. A file that is hashed at one moment, changed, read,
and put back would give a base that calls itself unchanged for ever and holds words that are nowhere
in the notes. So each file is looked at before it is hashed, and again when all have been read: the
time of its last change (`ctime`), which nobody can set, is then what it was, or all begins anew.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from talkgraph.knowledge.generation import file_digest

_TICK: Final = 20_000_000  # nanoseconds within which two changes may have one time
REST: Final = 0.05
"""Seconds after which a change is no longer one of just now."""
_COARSE_TICK: Final = 2_000_000_000  # where a file system keeps whole seconds
_SECOND: Final = 1_000_000_000
_Stamp = tuple[int, int, int, int] | None


class InputChanged(Exception):
    """A file was changed while it was read; `path` is that file."""

    def __init__(self, path: Path) -> None:
        """Keep which."""
        super().__init__(str(path))
        self.path = path


@dataclass(slots=True)
class Witness:
    """The hashes of files that are read, and what shows whether one was changed since.

    `since` is when somebody began to look at the files (nanoseconds of the system's clock).
    """

    since: int = field(default_factory=time.time_ns)
    _stamps: dict[Path, _Stamp] = field(default_factory=dict)
    _digests: dict[Path, str] = field(default_factory=dict)

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file in hex, or why it has none; the same whenever asked."""
        if path not in self._digests:
            self._stamps[path] = _settled(path)
            try:
                self._digests[path] = file_digest(path)
            except OSError as error:
                self._digests[path] = f"unreadable: {error.strerror}"
        return self._digests[path]

    def check(self) -> None:
        """Raise `InputChanged` if a file is not what it was when somebody began to look."""
        now = time.time_ns() + _TICK
        for path, stamp in self._stamps.items():
            late = stamp is not None and self.since - _tick(stamp[3]) < stamp[3] < now
            if late or _stamp(path) != stamp:
                raise InputChanged(path)


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _settled(path: Path) -> _Stamp:
    """Return the stamp of a file once a further change would show in it."""
    stamp = _stamp(path)
    if stamp is not None:
        age = time.time_ns() - stamp[3]
        if 0 <= age < (tick := _tick(stamp[3])):
            time.sleep((tick - age) / _SECOND)
            return _stamp(path)
    return stamp


def _tick(changed: int) -> int:
    return _TICK if changed % _SECOND else _COARSE_TICK
