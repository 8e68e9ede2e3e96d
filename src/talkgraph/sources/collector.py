"""Pauses Python's garbage collector where very many values are made, and none of them in a circle.

It looks at everything that lives again and again, which is a fifth of a build; whatever stands in
no circle goes without it as soon as nobody holds it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let the collector rest while this lasts, unless it rests already."""
    pause = gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


@contextmanager
def circles_collected() -> Iterator[None]:
    """Let the collector work on what is made while this lasts, and look at nothing older.

    Graphs are made of circles: those of a validator, and those in which groups are looked for.
    """
    is_paused = not gc.isenabled()
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        if is_paused:
            gc.disable()
