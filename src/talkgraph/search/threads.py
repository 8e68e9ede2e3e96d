"""How many threads the arithmetic takes.

BLAS shares a product out to every core. For the many small products of an encoder, and of talks
that are compared, its threads cost several times what they save, waiting for each other in a loop:
there one thread is faster, and others may use the cores that are left.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any


class _OneThread:
    """Counts who wants BLAS on one thread: its number of threads is one of the whole process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanting = 0
        self._limited: Any = None

    def enter(self) -> None:
        """Set one thread, if nobody has yet."""
        with self._lock:
            if not self._wanting:
                self._limited = _blas()[0].limit(limits=1)
            self._wanting += 1

    def leave(self) -> None:
        """Put the number of threads back, if nobody else wants one."""
        with self._lock:
            self._wanting -= 1
            if not self._wanting:
                self._limited.restore_original_limits()


_ONE_THREAD = _OneThread()


@contextmanager
def one_thread() -> Iterator[None]:
    """Let BLAS work in the threads that ask it, while this lasts; for any number of them at once.

    ```python
    with one_thread():
        rows @ query
    ```
    """
    _ONE_THREAD.enter()
    try:
        yield
    finally:
        _ONE_THREAD.leave()


def blas_threads() -> int:
    """Return how many threads BLAS uses where nobody limits it."""
    return _blas()[1]


@lru_cache(maxsize=1)
def _blas() -> tuple[Any, int]:
    """Return the BLAS libraries that NumPy brought, and how many threads they would use."""
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    libraries = ThreadpoolController().select(user_api="blas")
    return libraries, max((each["num_threads"] for each in libraries.info()), default=1)
