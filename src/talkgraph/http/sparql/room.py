"""The room that large answers take on the disk while they are fetched."""

import threading
import weakref
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from talkgraph.http.problems import Problem
from talkgraph.http.sparql.pool import Client


class Room:
    """Bounds what lies on the disk for clients to fetch. Safe to use from several threads.

    Whoever asks for much and reads it slowly, on many connections, would fill the disk of all
    others, and take all descriptors. As with workers, one client that has a name leaves half of
    the room to them.
    """

    def __init__(self, most: int, files: int) -> None:
        """Let so many bytes lie there, in so many files."""
        self._most = most
        self._least = most // files
        self._lock = threading.RLock()  # a file may be given up while another one is laid
        self._taken: Counter[str] = Counter()

    def lay(self, file: Path, size: int, client: Client | None) -> BinaryIO:
        """Open a file, which takes room until nobody holds it; raises `Problem` (503)."""
        name = client.name if client else ""
        size = max(size, self._least)
        with self._lock:
            whole, own = self._taken.total() + size, self._taken[name] + size
            if whole > self._most or (name and own > self._most // 2):
                raise Problem(
                    503,
                    "too many large answers are being fetched; read them, or try again later",
                    headers={"Retry-After": "10"},
                )
            laid = file.open("rb")
            self._taken[name] += size
        weakref.finalize(laid, self._leave, name, size).atexit = False
        return laid

    def _leave(self, name: str, size: int) -> None:
        with self._lock:
            self._taken[name] -= size
            if not self._taken[name]:
                del self._taken[name]
