"""What is worked out once: by one thread for all, and by each owner for itself."""

import threading

import pytest
from waiting import HANGS

from talkgraph.search.once import make_all, once


class Counted:
    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.gate = threading.Event()
        self.begun = threading.Event()

    @once
    def value(self) -> object:
        """What is counted."""
        self.begun.set()
        self.gate.wait(HANGS)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_many_threads_get_what_one_of_them_makes() -> None:
    counted = Counted("first", "second")
    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(counted.value)) for _ in range(8)]
    for thread in threads:
        thread.start()
    counted.begun.wait(HANGS)
    counted.gate.set()
    for thread in threads:
        thread.join(HANGS)
    assert got == ["first"] * 8
    assert Counted.value.__doc__ == "What is counted."


def test_one_that_never_gets_done_stops_no_other_of_its_kind() -> None:
    hanging, other = Counted("late"), Counted("there")
    thread = threading.Thread(target=lambda: hanging.value)
    thread.start()
    hanging.begun.wait(HANGS)
    other.gate.set()
    assert other.value == "there"
    hanging.gate.set()
    thread.join(HANGS)


def test_what_failed_is_made_again() -> None:
    counted = Counted(ValueError("not yet"), "there")
    counted.gate.set()
    with pytest.raises(ValueError, match="not yet"):
        _ = counted.value
    assert counted.value == "there"
    assert "value" in vars(counted)


class Slotted:
    __slots__ = ("held",)

    def __init__(self, held: object) -> None:
        self.held = held


class Apart(Counted):
    pass


def test_all_is_made_of_what_is_ours_and_of_what_that_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for kind in (Counted, Slotted, Apart):
        monkeypatch.setattr(kind, "__module__", "talkgraph.somewhere")
    inner, left = Counted("inner"), Apart("left")
    outer = Counted("outer")
    for each in (inner, left, outer):
        each.gate.set()
    vars(outer)["others"] = Slotted(inner)
    vars(outer)["apart"] = left
    vars(inner)["back"] = outer
    make_all(outer, apart_from=(Apart,))
    assert ("value" in vars(outer), "value" in vars(inner)) == (True, True)
    assert "value" not in vars(left)
