"""schedule.xml as a programme; without document types, and with no entities but the five."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from talkgraph.sources.programmes.schedule.programme import (
    Entry,
    Fields,
    Part,
    Programme,
    Unreadable,
    line,
)

_PERSONS: Final = ("persons", "speakers", "participants")
_LINKS: Final = ("links", "attachments", "recordings")


def read_xml(data: bytes) -> Programme:
    """Read the bytes of a schedule.xml. Raises `Unreadable` with line and column."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        row, column = error.position
        reason = f"{str(error).split(':')[0]} in line {row}, column {column + 1}"
        raise Unreadable(reason) from error
    except DefusedXmlException as error:
        reason = "it has a document type (<!DOCTYPE …>), which is never read; take it out"
        raise Unreadable(reason) from error
    except (ValueError, LookupError) as error:
        raise Unreadable(f"its encoding is not known ({error})") from error
    return _programme(root)


def _programme(root: Element) -> Programme:
    conference: dict[str, Any] = {}
    days: list[Part] = []
    entries: list[Entry] = []
    names: dict[str, str] = {}
    generator = ""
    for path, each in _children(root, f"/{_name(root)}"):
        name = _name(each)
        if name == "conference":
            conference = {**_fields(each), **conference}
        elif name == "day":
            entries += _entries(each, path, len(days))
            days.append(Part(path=path, fields=dict(each.attrib)))
        elif name == "event":
            entries.append(_entry(each, path, None, ""))
        elif name == "tracks":
            names.update((track.get("slug", ""), _text(track)) for track in each)
        elif name == "generator":
            generator = each.get("name") or _text(each)
        else:
            conference.setdefault(name, _text(each))
    generator = generator or line(conference, "generator")
    return Programme(
        form=f"schedule.xml ({generator.split()[0]})" if generator.strip() else "schedule.xml",
        path=f"/{_name(root)}/conference",
        conference=conference,
        days=tuple(days),
        entries=tuple(entries),
        names={key: name for key, name in names.items() if key and name},
    )


def _entries(day: Element, path: str, number: int) -> Iterator[Entry]:
    for place, each in _children(day, path):
        if _name(each) == "event":
            yield _entry(each, place, number, "")
        elif _name(each) == "room":
            for within, event in _children(each, place):
                if _name(event) == "event":
                    yield _entry(event, within, number, each.get("name", ""))


def _entry(event: Element, path: str, day: int | None, room: str) -> Entry:
    persons: list[Part] = []
    links: list[Part] = []
    for place, each in _children(event, path):
        parts = links if _name(each) in _LINKS else persons if _name(each) in _PERSONS else None
        if parts is not None:
            parts += (
                Part(path=within, fields={**_fields(one), "in": _name(each)})
                for within, one in _children(each, place)
            )
    return Entry(
        path=path,
        fields=_fields(event, without=(*_LINKS, *_PERSONS)),
        day=day,
        room=room,
        persons=tuple(persons),
        links=tuple(links),
    )


def _fields(element: Element, without: tuple[str, ...] = ()) -> Fields:
    """Return an element's attributes, children and (`#text`) own words."""
    told: dict[str, Any] = {_local(key): value for key, value in element.attrib.items()}
    told["#text"] = (element.text or "").strip()
    for child in element:
        name = _name(child)
        if name not in without:
            told[name] = told.get(name) or _text(child)
    return told


def _text(element: Element) -> str:
    """Return the text of an element; HTML that was not escaped stays HTML, if not too deep."""
    try:
        inner = [tostring(child, encoding="unicode") for child in element]
    except RecursionError:
        return "".join(element.itertext())
    return "".join((element.text or "", *inner))


def _children(element: Element, path: str) -> Iterator[tuple[str, Element]]:
    """Yield the child elements, each with its path."""
    counts: Counter[str] = Counter()
    for child in element:
        name = _name(child)
        counts[name] += 1
        yield f"{path}/{name}[{counts[name]}]", child


def _name(element: Element) -> str:
    return _local(element.tag) if isinstance(element.tag, str) else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2]
