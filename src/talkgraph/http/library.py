"""The `Library`: keeps the knowledge base that is served open, and watches for a new build of it.

A generation is opened in a thread of its own, part by part, and is in use once all of it is open:
no request waits for anything to be loaded. The next one is opened beside the one in use and takes
its place at once. What cannot be opened is tried again, ever later; what does not get done is tried
anew beside the first try, for that may only be slow. Meanwhile the generation in use goes on
answering.
"""

import gc
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from talkgraph.errors import KnowledgeBaseDamaged, TalkgraphError
from talkgraph.http.observe import log, log_error, log_warning
from talkgraph.http.problems import Problem
from talkgraph.knowledge import generation
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import Part, usable_knowledge_base, what_stands_in

_Mark = tuple[int, int, int]
PartsOf = Callable[[KnowledgeBase], Mapping[str, Part]]
_LONGEST_DELAY: Final = 60.0
_LONGEST_LIMIT: Final = 3600.0
_WHOLE: Final = "generation"
_SOON: Final = "2"  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the library waits for what, in seconds.

    It looks for a new generation `between_looks`. A request waits for the first one at most
    `of_requests`. One that could not be opened is tried again `after_failure`, one that does not
    get done `after_beginning`; both are doubled each time.
    """

    between_looks: float = 0.5
    of_requests: float = 20.0
    after_failure: float = 1.0
    after_beginning: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether questions can be answered, from which generation, and what stands in the way.

    `opened` are the parts that are open, `missing` those that are not.
    """

    ready: bool
    generation: str | None
    problem: str | None
    opened: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class _Opening:
    """One try to open a generation with all its parts."""

    def __init__(self, mark: _Mark | None) -> None:
        """Note what is opened, and since when."""
        self.mark = mark
        self.since = time.monotonic()
        self.at = _WHOLE
        self.opened: list[str] = []
        self.missing: list[str] = [_WHOLE]
        self.lacks: TalkgraphError | None = None
        self.is_over = False

    def run(self, kb: Path, older: KnowledgeBase | None, parts_of: PartsOf) -> KnowledgeBase:
        """Open it, and return it; raises what its parts raise.

        Where a part says in a sentence of its own what is wrong (there is no such model here), that
        is kept in `lacks`, and the other parts are opened.
        """
        base = usable_knowledge_base(kb)
        if older is not None:
            if base.generation.problem:  # what is open already is no older than what stands in
                raise KnowledgeBaseDamaged(base.generation.problem)
            base = base.after(older)
        parts = parts_of(base)
        self.missing = [*parts]
        for name, open_part in parts.items():
            self.at = name
            try:
                open_part()
            except TalkgraphError as error:
                self.lacks = self.lacks or error
            else:
                self.missing.remove(name)
                self.opened.append(name)
        return base

    @property
    def seconds(self) -> float:
        """How long it has been tried."""
        return time.monotonic() - self.since

    def told(self) -> str:
        """Say how far it has got."""
        whole = len(self.opened) + len(self.missing)
        return (
            f"{self.at} is not open yet, after {self.seconds:.0f} seconds; "
            f"{len(self.opened)} of {whole} parts are"
        )


class Library:
    """Holds the generation in use open, and moves to the next one once that is open too.

    Whoever has asked for `current` keeps what it got for as long as it likes; a generation
    outlives the build after it. Safe to use from several threads.
    """

    def __init__(self, kb: Path, patience: Patience | None = None) -> None:
        """Serve the knowledge base in a folder; nothing is opened before somebody asks."""
        self._kb = kb
        self._patience = patience or Patience()
        self._before_use: list[PartsOf] = []
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._started = False
        self._opened: KnowledgeBase | None = None
        self._in_use: _Opening | None = None  # what opened it
        self._last: _Opening | None = None  # the last try, and below: what became of it
        self._problem: str | None = None
        self._failure: Exception | None = None
        self._told: set[str] = set()
        self._delay = self._limit = self._next_try = 0.0
        self._gone = False

    def open_before_use(self, parts_of: PartsOf) -> None:
        """Have more parts of each generation opened before it is used; without, none is."""
        self._before_use.append(parts_of)

    def start(self) -> None:
        """Begin to open what is there, and to look for what is new; returns at once."""
        with self._changed:
            if self._started:
                return
            self._started = True
        threading.Thread(target=self._watch, name="talkgraph-library", daemon=True).start()

    def close(self) -> None:
        """Look for nothing new any more."""
        self._closed.set()

    @property
    def is_open(self) -> bool:
        """Tell whether there is a generation to answer from."""
        return self._opened is not None

    @property
    def is_worth_waiting_for(self) -> bool:
        """Tell whether the first generation is there, or is being opened as it should."""
        return self._opened is not None or self._problem is None

    def current(self) -> KnowledgeBase:
        """Return the knowledge base as it is now; it waits only as long as there is none at all.

        Raises what `usable_knowledge_base` raises if none can be opened, and `Problem` (503) if
        none is open in time.
        """
        if (opened := self._opened) is not None:
            return opened
        self.start()
        with self._changed:
            self._changed.wait_for(
                lambda: self._opened or not self.is_worth_waiting_for, self._patience.of_requests
            )
            if self._opened is not None:
                return self._opened
            failure = self._failure
        raise failure.with_traceback(None) if failure else self.not_open()

    def after(self, kb: KnowledgeBase, seconds: float) -> KnowledgeBase | None:
        """Return what has taken the place of a knowledge base whose files are gone.

        While there is something newer on the disk it is waited for, so many seconds; `None` if
        there is nothing, or it is not open in time.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._opened is not kb or self._is_up_to_date(generation.mark(self._kb)),
                seconds,
            )
            return None if self._opened is kb else self._opened

    def not_open(self) -> Problem:
        """Return what a request is told for which there is no generation."""
        if self._failure is None:
            sentence, after = "the knowledge base is not open yet", _SOON
        else:
            sentence = "the knowledge base cannot be opened; the service's log says why"
            after = str(max(1, round(self._next_try - time.monotonic())))
        return Problem(503, sentence, headers={"Retry-After": after})

    def readiness(self) -> Readiness:
        """Tell whether questions can be answered; returns at once."""
        self.start()
        with self._changed:
            problem, opening = self._problem, self._in_use or self._last or _Opening(None)
            if self._opened is None:
                problem = problem or opening.told()
            elif self._gone:
                problem = (
                    f"{self._kb}: what is served is gone from the disk; put it back, or build it "
                    "anew"
                )
            return Readiness(
                ready=self._opened is not None and not (self._gone or opening.missing),
                generation=self._opened.generation.name if self._opened else None,
                problem=problem,
                opened=tuple(opening.opened),
                missing=tuple(opening.missing),
            )

    # ── what is on the disk ──────────────────────────────────────────────────────────────────

    def _watch(self) -> None:
        while True:
            try:
                self._look()
            except Exception:  # there is no memory or no thread left, say
                log_error("looking for a new generation failed")
            if self._closed.wait(self._patience.between_looks):
                return

    def _look(self) -> None:
        """Begin to open what is there, if that is new, or it is time to try again."""
        self._see_whether_gone()
        mark = generation.mark(self._kb)
        with self._changed:
            if self._is_up_to_date(mark) or not self._is_time_to_try(mark):
                return
            opening = self._last = _Opening(mark)
            self._next_try = opening.since + self._limit
        threading.Thread(
            target=self._open, args=(opening,), name="talkgraph-opening", daemon=True
        ).start()

    def _is_up_to_date(self, mark: _Mark | None) -> bool:
        if self._in_use is None:
            return False
        return mark is None or (mark == self._in_use.mark and not self._in_use.missing)

    def _is_time_to_try(self, mark: _Mark | None) -> bool:
        last = self._last
        if last is None or last.mark != mark:
            self._problem = self._failure = None
            self._told.clear()
            self._delay, self._limit = self._patience.after_failure, self._patience.after_beginning
            return True
        if time.monotonic() < self._next_try:
            return False
        if not last.is_over:
            self._problem = last.told()
            if self._is_new("hangs"):
                log_warning("generation hangs", problem=self._problem)
            self._limit = min(self._limit * 2, _LONGEST_LIMIT)
            self._changed.notify_all()
        return True

    def _see_whether_gone(self) -> None:
        """Notice that what is served was deleted: what is in memory answers, no new worker does."""
        gone = self._opened is not None and not self._opened.generation.graph.is_dir()
        if gone and not self._gone:
            log_warning("knowledge base gone", kb=str(self._kb))
        self._gone = gone

    # ── a generation, in a thread of its own ─────────────────────────────────────────────────

    def _open(self, opening: _Opening) -> None:
        try:
            base = opening.run(self._kb, self._opened, self._all_parts)
        except Exception as error:
            with self._over(opening):
                self._refuse(opening, error)
        else:
            with self._over(opening):
                self._take(opening, base)

    @contextmanager
    def _over(self, opening: _Opening) -> Iterator[None]:
        """Note that a try is over, and at the same moment what became of it."""
        with self._changed:
            opening.is_over = True
            yield
            self._changed.notify_all()
        # What was served before holds files open until it is collected; builds come faster.
        gc.collect()

    def _all_parts(self, base: KnowledgeBase) -> Mapping[str, Part]:
        return {name: part for more in self._before_use for name, part in more(base).items()}

    def _take(self, opening: _Opening, base: KnowledgeBase) -> None:
        """Use what is open, unless something newer is wanted, or less would be lacking without."""
        used = self._in_use
        if used is not None and (
            opening.mark != (self._last or opening).mark or self._is_up_to_date(opening.mark)
        ):
            return
        if opening.lacks is None:
            self._failure = None
            self._problem = what_stands_in(base)
            if self._problem and self._is_new(self._problem):
                log_warning("former generation answers", problem=self._problem)
        else:
            self._refuse(opening, opening.lacks)
            if used is not None and not set(opening.missing) <= set(used.missing):
                return
        self._opened, self._in_use = base, opening
        seconds = round(opening.seconds, 2)
        log("generation", generation=base.generation.name, seconds=seconds)

    def _refuse(self, opening: _Opening, error: Exception) -> None:
        """Note what is wrong with a generation, and try it again later."""
        if self._last is None or opening.mark != self._last.mark:
            return
        at = opening.missing[0] if opening.lacks else opening.at
        is_new = self._in_use is not None and self._in_use.mark != opening.mark
        where = f"a new generation ({at})" if is_new else at
        self._problem = f"{where} cannot be opened: {error}"
        self._failure = error
        self._next_try = time.monotonic() + self._delay
        # To open all but one part again and again is dear, and gains little.
        self._delay = min(self._delay * 2, _LONGEST_LIMIT if opening.lacks else _LONGEST_DELAY)
        if self._is_new(self._problem):
            if isinstance(error, TalkgraphError):  # whose sentence says all
                log_warning("generation refused", problem=self._problem)
            else:
                log_error("generation refused", problem=self._problem)

    def _is_new(self, sentence: str) -> bool:
        """Tell whether the log has not been told something of this generation."""
        new = sentence not in self._told
        self._told.add(sentence)
        return new
