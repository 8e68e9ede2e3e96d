"""Values are read from JSON as they were written, and what is none is refused with its place."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pytest
from pydantic_core import to_json

from talkgraph.search.stored.values import Misfit, reader, value_of


class _Rig(StrEnum):
    SLOOP = "sloop"
    KETCH = "ketch"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Boat:
    name: str
    rig: _Rig
    length: float = 1.0
    crew: tuple[tuple[str, int], ...] = ()
    built: dt.date | None = None
    sails_at: dt.datetime | None = None
    flags: frozenset[str] = frozenset()
    log: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    number: int | str | None = None
    is_afloat: bool = True


FULL = _Boat(
    name="Ä",
    rig=_Rig.KETCH,
    length=9.5,
    crew=(("Ida", 1), ("Bo", 2)),
    built=dt.date(1931, 4, 9),
    sails_at=dt.datetime(2031, 4, 9, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=-4))),
    flags=frozenset({"blue"}),
    log={"depth": (1.0, 2.25)},
    number="7b",
    is_afloat=False,
)


@pytest.mark.parametrize("boat", [FULL, _Boat(name="", rig=_Rig.SLOOP, number=3)])
def test_a_value_is_read_as_it_was_written(boat: _Boat) -> None:
    assert value_of(_Boat, json.loads(to_json(boat))) == boat


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"name": None}, "a text at name"),
        ({"rig": "raft"}, "'sloop' or 'ketch' at rig"),
        ({"length": True}, "a number at length"),
        ({"crew": [["Ida", 1], ["Bo"]]}, "a list of 2 at crew.1"),
        ({"crew": [["Ida", "1"]]}, "a whole number at crew.0.1"),
        ({"built": "1931"}, "a date at built"),
        ({"sails_at": 3}, "a time at sails_at"),
        ({"flags": "blue"}, "a list at flags"),
        ({"log": {"depth": [1, "2"]}}, "a number at log.depth.1"),
        ({"number": 1.5}, "a whole number at number"),
        ({"is_afloat": 1}, "true or false at is_afloat"),
    ],
)
def test_another_value_is_refused_with_its_place(more: dict[str, Any], says: str) -> None:
    with pytest.raises(Misfit) as caught:
        value_of(_Boat, {"name": "Ida", "rig": "sloop", **more})
    assert str(caught.value) == f"it should be {says}"


def test_a_type_that_nothing_reads_is_an_error_of_the_program() -> None:
    with pytest.raises(TypeError, match="complex"):
        reader(complex)
