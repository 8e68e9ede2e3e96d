"""What every thread is doing, written to the log where a signal asks for it.

The interpreter writes the stacks at once into a pipe, even where its main thread is stuck; a thread
makes a line of the log of them. The pipe is never waited for: what does not fit is cut off.
"""

import faulthandler
import fcntl
import os
import select
import signal
import threading
from contextlib import suppress
from typing import Final

from talkgraph.http.observe.lines import log_warning

SIGNAL: Final = signal.SIGUSR1
_ROOM: Final = 1 << 20
_COMPLETE_AFTER: Final = 0.2


def tell_stacks() -> None:
    """Write all stacks to the log whenever the signal comes, from now on."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(AttributeError, OSError):  # Linux alone lets a pipe grow
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _ROOM)
    faulthandler.register(SIGNAL, file=writing, all_threads=True)
    threading.Thread(target=_tell, args=(reading,), name="talkgraph-stacks", daemon=True).start()


def _tell(reading: int) -> None:
    more = select.poll()  # which, unlike select, takes descriptors of any number
    more.register(reading, select.POLLIN)
    while text := os.read(reading, _ROOM):
        while more.poll(_COMPLETE_AFTER * 1000):
            text += os.read(reading, _ROOM)
        log_warning("stacks", stacks=text.decode("utf-8", "replace").splitlines())
