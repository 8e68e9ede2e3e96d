"""The `Library`: keeps the knowledge base that is served open, and watches for a new build of it.

A new generation is opened beside the old one and takes its place at once; one that cannot be opened
is tried again later, while the old one goes on answering.
"""

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from talkgraph.errors import KnowledgeBaseDamaged, TalkgraphError
from talkgraph.http.observe import log, log_error, log_warning
from talkgraph.knowledge import generation
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import usable_knowledge_base, what_stands_in

_Mark = tuple[int, int, int]
# Seconds after which a generation that could not be opened is tried again, ever later.
_FIRST_DELAY: Final = 1.0
_LONGEST_DELAY: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether questions can be answered, from which generation, and what stands in the way."""

    ready: bool
    generation: str | None
    problem: str | None


class Library:
    """Holds the generation in use open, and moves to the next one once that is open too.

    Whoever has asked for `current` keeps what it got for as long as it likes; a generation
    outlives the build after it. Safe to use from several threads.
    """

    def __init__(self, kb: Path, *, check_every: float = 0.5) -> None:
        """Serve the knowledge base in a folder; look for a new generation that often (seconds)."""
        self._kb = kb
        self._check_every = check_every
        self._lock = threading.Lock()
        self._opened: KnowledgeBase | None = None
        self._mark: _Mark | None = None
        self._refused: _Mark | None = None
        self._next_attempt = 0.0
        self._delay = _FIRST_DELAY
        self._next_check = 0.0
        self._renewing = False
        self._problem: str | None = None
        self._gone = False

    def current(self) -> KnowledgeBase:
        """Return the knowledge base as it is now.

        Only the first call waits for it to be opened. Raises what `usable_knowledge_base` raises
        as long as none could be opened.
        """
        opened = self._opened
        if opened is None:
            return self._open_first()
        if time.monotonic() >= self._next_check:
            self._look()
        return opened

    def warm(self) -> None:
        """Load what searches need (the model, the indexes), so that the first is not slow."""
        self.current().warm()

    def readiness(self) -> Readiness:
        """Tell whether questions can be answered."""
        try:
            opened = self.current()
        except TalkgraphError as error:
            return Readiness(ready=False, generation=None, problem=str(error))
        if self._gone:
            problem = (
                f"{self._kb}: what is served is gone from the disk; put it back, or build it anew"
            )
            return Readiness(ready=False, generation=opened.generation.name, problem=problem)
        return Readiness(ready=True, generation=opened.generation.name, problem=self._problem)

    def _open_first(self) -> KnowledgeBase:
        with self._lock:
            if self._opened is None:
                mark = generation.mark(self._kb)
                self._opened = usable_knowledge_base(self._kb)
                self._problem = what_stands_in(self._opened)
                if self._problem:
                    log_warning("former generation answers", problem=self._problem)
                self._mark = mark
                self._next_check = time.monotonic() + self._check_every
            return self._opened

    def _look(self) -> None:
        """Start to open the next generation if there is one; never twice at a time."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._next_check = time.monotonic() + self._check_every
            self._see_whether_gone()
            mark = generation.mark(self._kb)
            if mark is None or mark == self._mark or self._renewing:
                return
            if mark != self._refused:
                self._delay = _FIRST_DELAY
            elif time.monotonic() < self._next_attempt:
                return
            self._renewing = True
        finally:
            self._lock.release()
        threading.Thread(
            target=self._renew, args=(mark,), name="talkgraph-library", daemon=True
        ).start()

    def _see_whether_gone(self) -> None:
        """Notice that what is served was deleted: what is in memory answers, no new worker does."""
        gone = self._opened is not None and not self._opened.generation.graph.is_dir()
        if gone and not self._gone:
            log_warning("knowledge base gone", kb=str(self._kb))
        self._gone = gone

    def _renew(self, mark: _Mark) -> None:
        try:
            following = usable_knowledge_base(self._kb)
            if following.generation.problem:  # what is open already is no older than that
                raise KnowledgeBaseDamaged(following.generation.problem)
            if self._opened is not None:
                following = following.after(self._opened)
            self._opened, self._mark, self._problem = following, mark, None
            log("generation", generation=following.generation.name)
        except Exception as error:
            # The generation in use goes on answering.
            self._problem = f"a new generation cannot be opened: {error}"
            self._refused, self._next_attempt = mark, time.monotonic() + self._delay
            self._delay = min(self._delay * 2, _LONGEST_DELAY)
            log_error("generation refused")
        finally:
            self._renewing = False
