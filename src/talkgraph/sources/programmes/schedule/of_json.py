"""schedule.json as a programme: days with rooms with entries or, in its second version, flat."""

from collections.abc import Iterator
from typing import Any, Final

from talkgraph.sources.programmes.json_values import json_of, json_problem, mapping_of, pointer_part
from talkgraph.sources.programmes.schedule.programme import (
    Entry,
    Fields,
    Part,
    Programme,
    Unreadable,
    items,
    line,
    text,
)

_PERSONS: Final = ("persons", "participants", "speakers")
_LINKS: Final = ("links", "attachments", "recordings")
_FLAT: Final = ("events", "sessions", "talks")


def read_json(data: bytes) -> Programme:
    """Read the bytes of a schedule.json. Raises `Unreadable`, with line and column if it can."""
    try:
        root = json_of(data)
    except ValueError as error:
        raise Unreadable(json_problem(error)) from error
    above = "/schedule" if isinstance(mapping_of(root).get("schedule"), dict) else ""
    schedule = mapping_of(mapping_of(root).get("schedule")) if above else mapping_of(root)
    return _programme(schedule, above, mapping_of(root))


def _programme(schedule: Fields, path: str, root: Fields) -> Programme:
    conference = dict(mapping_of(schedule.get("conference")))
    within = f"{path}/conference"
    days: list[Part] = []
    entries: list[Entry] = []
    flat: list[Entry] = []
    for owner, place in ((conference, within), (schedule, path)):
        for key, day in items(owner.get("days") if not days else None):
            if isinstance(day, dict):
                where = f"{place}/days/{pointer_part(key)}"
                entries += _entries(day, where, len(days))
                days.append(Part(path=where, fields=day))
        for name in _FLAT:
            flat += (
                _entry(each, f"{place}/{name}/{pointer_part(key)}", None, "")
                for key, each in items(owner.get(name))
                if isinstance(each, dict)
            )
    for key in ("base_url", "url", "time_zone_name"):
        conference.setdefault(key, schedule.get(key))
    form = "schedule.json" if entries or not flat else "schedule.json, flat"
    generator = line({"is": root.get("generator") or schedule.get("generator")}, "is")
    return Programme(
        form=f"{form} ({generator.split()[0]})" if generator else form,
        path=within,
        conference=conference,
        days=tuple(days),
        entries=(*entries, *flat),
        persons=_known(schedule.get("persons"), conference.get("persons")),
        names=_names(conference.get("tracks"), conference.get("rooms")),
    )


def _entries(day: Fields, path: str, number: int) -> Iterator[Entry]:
    """Yield a day's entries: in rooms by name, in rooms with a list of their own, or in none."""
    for key, told in items(day.get("rooms")):
        place, room = f"{path}/rooms/{pointer_part(key)}", key
        if isinstance(told, dict):
            name = next((each for each in _FLAT if each in told), "")
            place, room = f"{place}/{name}", line(told, "name") or key
            told = told.get(name)
        yield from _listed(told, place, number, room)
    for name in _FLAT:
        yield from _listed(day.get(name), f"{path}/{name}", number, "")


def _listed(told: object, path: str, day: int, room: str) -> Iterator[Entry]:
    for key, each in items(told):
        if isinstance(each, dict):
            yield _entry(each, f"{path}/{pointer_part(key)}", day, room)


def _entry(told: Fields, path: str, day: int | None, room: str) -> Entry:
    return Entry(
        path=path,
        fields=told,
        day=day,
        room=room,
        persons=tuple(_parts(told, path, _PERSONS)),
        links=tuple(_parts(told, path, _LINKS)),
    )


def _parts(told: Fields, path: str, names: tuple[str, ...]) -> Iterator[Part]:
    """Yield persons or links: objects, plain texts, or what a converter from XML made of them."""
    for name in names:
        value: Any = told.get(name)
        place = f"{path}/{name}"
        if isinstance(value, dict) and name[:-1] in value:
            value, place = value[name[:-1]], f"{place}/{name[:-1]}"
        if isinstance(value, dict | str):
            yield Part(path=place, fields=_as_fields(value, name))
            continue
        for key, each in items(value):
            if isinstance(each, dict | str):
                yield Part(path=f"{place}/{pointer_part(key)}", fields=_as_fields(each, name))


def _as_fields(value: dict[str, Any] | str, name: str) -> Fields:
    return {**value, "in": name} if isinstance(value, dict) else {"#text": value, "in": name}


def _known(*lists: object) -> dict[str, Fields]:
    """Return the persons that are listed once for all entries, by each of their identifiers."""
    known: dict[str, Fields] = {}
    for told in lists:
        for _, each in items(told):
            for key in ("guid", "code", "id", "@id"):
                identifier = text(mapping_of(each).get(key))
                if identifier:
                    known.setdefault(identifier, mapping_of(each))
    return known


def _names(*lists: object) -> dict[str, str]:
    names: dict[str, str] = {}
    for told in lists:
        for _, each in items(told):
            name = line(mapping_of(each), "name", "title")
            for key in ("guid", "slug", "id"):
                identifier = text(mapping_of(each).get(key))
                if identifier and name:
                    names.setdefault(identifier, name)
    return names
