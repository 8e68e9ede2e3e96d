"""What the user says of sources that do not say it themselves, checked before it is used."""

import re
from collections.abc import Iterable
from typing import Final
from zoneinfo import available_timezones

from talkgraph.errors import InputError
from talkgraph.model import Hints
from talkgraph.sources.times import zone_named
from talkgraph.words import is_utf_8, one_line

_TAG: Final = re.compile(r"[#\uff03]?(\w+)")
_OFFSET: Final = re.compile(r"[+-]?\d|(?:UTC|GMT)[+-]")


def checked_hints(
    event: str | None = None,
    tags: Iterable[str] = (),
    zone: str | None = None,
    *,
    unlisted: bool = False,
) -> Hints:
    """Return hints that can be used. Raises `InputError`, saying what to write instead.

    >>> checked_hints(" HarbourConf  2031", ["#HarbourConf"], "europe/brussels")
    Hints(event='HarbourConf 2031', tags=('HarbourConf',), zone='Europe/Brussels', unlisted=False)
    """
    name = None if event is None else one_line(event)
    if name == "":
        raise InputError("the name of the event is empty; write one, such as 'HarbourConf 2031'")
    if name is not None and not is_utf_8(name):
        raise InputError(f"the event {name!r} is not UTF-8; write it in a terminal that uses UTF-8")
    return Hints(
        event=name,
        tags=tuple(dict.fromkeys(map(_tag, tags))),
        zone=None if zone is None else _zone(zone),
        unlisted=unlisted,
    )


def _tag(text: str) -> str:
    match = _TAG.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{text!r} is no hashtag; write one word, with or without the #")
    return match[1]


def _zone(text: str) -> str:
    name = text.strip()
    known = {each.casefold(): each for each in available_timezones()}
    chosen = known.get(name.casefold())
    if chosen is None or zone_named(chosen) is None:
        raise InputError(_unknown(text, known.values()))
    return chosen


def _unknown(text: str, known: Iterable[str]) -> str:
    """Say that a zone is not known, and which has a place of that name."""
    place = text.strip().rsplit("/", 1)[-1].replace(" ", "_").casefold()
    near = sorted(name for name in known if name.rsplit("/", 1)[-1].casefold() == place)
    what = "is an offset, which changes in summer" if _OFFSET.match(text.strip()) else "is unknown"
    wanted = near[0] if near else "Europe/Brussels"
    return f"the time zone {text!r} {what}; write the name of a zone's place, such as {wanted}"
