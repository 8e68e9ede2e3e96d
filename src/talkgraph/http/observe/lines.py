"""The log: one JSON object a line on standard error, written by a thread of its own.

At a terminal, where a person reads, a line has the same in words.

Whoever logs never waits. Where nobody reads what is written, or the disk is full, lines are lost;
of one kind, no more than some a second are taken. Both are counted, and told in a line of their
own as soon as that can be.
"""

import json
import logging
import os
import select
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final

_LOGGER: Final = logging.getLogger("talkgraph.http")
_FIELDS: Final = "fields"
_KIND: Final = "kind"
LOST, HELD_BACK, WRITTEN = "lost", "held_back", "written"
_MOST_BYTES: Final = 4 << 20
_LONGEST_TRACEBACK: Final = 8000
_LAST_SECONDS: Final = 0.3
_SECOND: Final = 1.0


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON: time, level, event, then what the record carries."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, _FIELDS, {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)[-_LONGEST_TRACEBACK:]
        return json.dumps(line, ensure_ascii=False, default=str)


class WordsFormatter(logging.Formatter):
    """Writes a record for a person at a terminal: the time of day, the event, what it carries.

    Nothing of it moves the cursor, whatever a request had in its path.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback stands below."""
        moment = time.strftime("%H:%M:%S", time.localtime(record.created))
        fields: Mapping[str, object] = getattr(record, _FIELDS, {})
        told = (f"{name}={_in_words(value)}" for name, value in fields.items())
        line = " ".join((moment, _in_words(record.getMessage()), *told))
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return "\n".join((line, *map(_in_words, trace[-_LONGEST_TRACEBACK:].splitlines())))


def _in_words(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if text.isprintable() else json.dumps(text)


class Allowance:
    """How many lines of each kind are taken in one second."""

    def __init__(self, a_second: int) -> None:
        """Allow so many."""
        self._most = a_second
        self._taken: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._ends = 0.0
        self._told_at = 0.0

    def takes(self, kind: str, now: float) -> bool:
        """Tell whether one more is taken."""
        if now >= self._ends:
            self._taken.clear()
            self._ends = now + _SECOND
        if self._taken[kind] < self._most:
            self._taken[kind] += 1
            return True
        if not self._held:
            self._told_at = now + _SECOND
        self._held[kind] += 1
        return False

    def held_back(self, now: float) -> Mapping[str, int]:
        """Return how many of each kind were held back, at most once a second."""
        if now < self._told_at:
            return {}
        held, self._held = self._held, Counter()
        return held

    @property
    def holds_back(self) -> bool:
        """Tell whether some were, of which nobody has been told."""
        return bool(self._held)


class QueueingHandler(logging.Handler):
    """Takes records, and writes them in a thread; safe to use from several threads.

    `descriptor` is the file written to, `a_second` how many lines of one kind are taken in one
    second, and `most_bytes` how much may wait to be written.
    """

    def __init__(self, descriptor: int, a_second: int, most_bytes: int = _MOST_BYTES) -> None:
        """Start the thread."""
        super().__init__()
        self.setFormatter(WordsFormatter() if os.isatty(descriptor) else JsonFormatter())
        self._descriptor = descriptor
        self._allowance = Allowance(a_second)
        self._most_bytes = most_bytes
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._writing = False
        self._torn = False
        self._untold = 0
        self._counts = Counter({WRITTEN: 0, HELD_BACK: 0, LOST: 0})
        threading.Thread(target=self._write_on, name="talkgraph-log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record, if there is room for one more of its kind; returns at once."""
        kind = getattr(record, _KIND, None) or f"{record.name} {record.levelname.lower()}"
        with self._changed:
            if not self._allowance.takes(kind, time.monotonic()):
                self._counts[HELD_BACK] += 1
                self._changed.notify_all()
                return
        try:
            line = self.format(record)
        except Exception:  # as logging has it: what cannot be told stops nobody
            self.handleError(record)
            return
        with self._changed:
            self._put(line)

    def counts(self) -> Mapping[str, int]:
        """Return how many lines were written, held back and lost."""
        with self._changed:
            return dict(self._counts)

    def flush(self, seconds: float = _LAST_SECONDS) -> None:
        """Wait until all is written, but not for long."""
        with self._changed:
            self._tell_held_back()
            self._changed.wait_for(lambda: not self._waiting and not self._writing, seconds)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - as logging has it
        """Count a record that cannot be written, and say nothing of it on standard error."""
        with self._changed:
            self._lose(1)

    def _put(self, line: str) -> None:
        encoded = line.encode("utf-8", "backslashreplace") + b"\n"
        if self._size + len(encoded) > self._most_bytes:
            self._lose(1)
            return
        self._waiting.append(encoded)
        self._size += len(encoded)
        self._changed.notify_all()

    def _lose(self, lines: int) -> None:
        self._counts[LOST] += lines
        self._untold += lines

    def _tell_held_back(self, now: float | None = None) -> None:
        ends = float("inf") if now is None else now
        for kind, lines in sorted(self._allowance.held_back(ends).items()):
            self._put(self._own_line("lines held back", of=kind, lines=lines))

    def _own_line(self, event: str, **fields: object) -> str:
        record = logging.makeLogRecord(
            {"levelname": "WARNING", "msg": event, _FIELDS: fields, "name": _LOGGER.name}
        )
        return self.format(record)

    def _write_on(self) -> None:
        while True:
            with self._changed:
                pause = _SECOND if self._allowance.holds_back else None
                self._changed.wait_for(lambda: self._waiting, pause)
                self._tell_held_back(time.monotonic())
                if not self._waiting:
                    continue
                line = self._waiting.popleft()
                self._size -= len(line)
                self._writing = True
            written = self._write(line)
            with self._changed:
                self._writing = False
                if written:
                    self._counts[WRITTEN] += 1
                    self._tell_lost()
                else:
                    self._lose(1)
                self._changed.notify_all()

    def _tell_lost(self) -> None:
        """Say how many lines were lost, now that lines are written faster than they come."""
        if self._untold and self._size <= self._most_bytes // 2:
            lost, self._untold = self._untold, 0
            self._put(self._own_line("lines lost", lines=lost))

    def _wait_for_room(self) -> None:
        waiting = select.poll()  # which takes descriptors of any number
        waiting.register(self._descriptor, select.POLLOUT)
        waiting.poll(_SECOND * 1000)

    def _write(self, line: bytes) -> bool:
        """Write a line, however long that takes; tell whether it could be written."""
        left = b"\n" + line if self._torn else line
        whole = len(left)
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                self._wait_for_room()
            except OSError:
                self._torn = self._torn or len(left) < whole
                return False
        self._torn = False
        return True


def configure(a_second: int) -> None:
    """Send all records to standard error, so many of one kind in one second.

    Records of libraries from warnings upward, Python's warnings, and errors that nobody has
    handled are among them: nothing else may write to a pipe that nobody reads, and wait for it.
    """
    try:
        descriptor = sys.stderr.fileno()
    except (AttributeError, OSError):  # closed, or none that is a file
        handler: logging.Handler = logging.NullHandler()
    else:
        handler = QueueingHandler(descriptor, a_second)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _LOGGER.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    sys.excepthook = _unhandled
    threading.excepthook = lambda given: _unhandled(
        given.exc_type, given.exc_value, given.exc_traceback
    )
    sys.unraisablehook = lambda given: _unhandled(
        given.exc_type, given.exc_value, given.exc_traceback
    )


def _unhandled(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    value = error if error is not None else kind()
    _LOGGER.error("unhandled error", exc_info=(kind, value, trace))


def counts() -> Mapping[str, int]:
    """Return how many lines were written, held back and lost; nought where nothing is written."""
    for handler in _ours():
        return handler.counts()
    return {WRITTEN: 0, HELD_BACK: 0, LOST: 0}


def flush(seconds: float) -> None:
    """Wait until all is written, at most so long."""
    for handler in _ours():
        handler.flush(seconds)


def _ours() -> list[QueueingHandler]:
    return [each for each in logging.getLogger().handlers if isinstance(each, QueueingHandler)]


def log(event: str, **fields: object) -> None:
    """Write one record with its fields."""
    log_of_kind(event, event, fields)


def log_warning(event: str, **fields: object) -> None:
    """Write one record with its fields of what somebody should see to."""
    _LOGGER.warning(event, extra={_FIELDS: fields, _KIND: event})


def log_error(event: str, **fields: object) -> None:
    """Write one record with its fields, and the error that is being handled."""
    _LOGGER.exception(event, extra={_FIELDS: fields, _KIND: f"{event} error"})


def log_of_kind(kind: str, event: str, fields: Mapping[str, object]) -> None:
    """Write one record with its fields, of a kind other than its event."""
    _LOGGER.info(event, extra={_FIELDS: fields, _KIND: kind})
