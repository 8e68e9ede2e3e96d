"""The garbage collector rests while values are made that stand in no circle, and only then."""

import gc
import weakref

import pytest

from talkgraph.sources.collector import circles_collected, collector_paused


class Ring:
    """What holds itself."""

    def __init__(self) -> None:
        self.next = self


def test_the_collector_rests_and_works_again_whatever_happens() -> None:
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    with pytest.raises(ValueError, match="tide"), collector_paused():
        raise ValueError("tide")
    assert gc.isenabled()


def test_circles_are_collected_while_the_collector_rests() -> None:
    with collector_paused():
        older = weakref.ref(Ring())
        with circles_collected():
            newer = weakref.ref(Ring())
        assert newer() is None
        assert older() is not None  # nothing older was looked at
        assert not gc.isenabled()
    gc.collect()
    assert older() is None
