"""The files of a DevOpsDays website: which is which, and what each says, as plain text."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from talkgraph.model import Reading, SourceFile, Span
from talkgraph.sources.formats import CUT
from talkgraph.sources.programmes.devopsdays.labels import labelled
from talkgraph.sources.programmes.plain_values import (
    Value,
    line_at,
    mapping,
    toml_values,
    yaml_values,
)
from talkgraph.sources.whole import broken, read_whole
from talkgraph.words import word_set


class Role(StrEnum):
    """What a file of the website is, in words for people."""

    EVENT = "the data of an event (DevOpsDays)"
    SLOTS = "the programme of an event (DevOpsDays)"
    TALK = "the page of a talk (DevOpsDays)"
    SPEAKER = "the page of a speaker (DevOpsDays)"
    PAGE = "another page of an event's website (DevOpsDays)"


_LARGEST: Final = 4 * 1024 * 1024
_FRONT: Final = re.compile(
    r"\ufeff?(?P<fence>\+{3}|-{3})[ \t]*\r?\n(?P<block>.*?)^(?P=fence)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_KEY: Final = re.compile(r"^([A-Za-z_]+)[ \t]*[=:][ \t]*([^\r\n]*)", re.MULTILINE)
_SLOTS: Final = re.compile(r"(?:\ufeff|---|#[^\n]*+|\s)*+(?:program|ignites):")
_SLOT: Final = re.compile(r"^[ \t-]+start_time:", re.MULTILINE)
_FOLDERS: Final = re.compile(r"(?:^|/)(\d{4}-[^/]+)/(?:(?:program|speakers)/)?[^/]+\.md$", re.I)
_DATA: Final = re.compile(r"(?:^|/)(\d{4})[/-]([^/]+?)(?:/[^/]+)?\.ya?ml$", re.I)

_OF_TALKS: Final = frozenset({"talk", "keynote", "ignite", "workshop", "panel"})
_OF_TIMES: Final = frozenset({"talk_date", "talk_start_time", "talk_end_time"})
_OF_PAGES: Final = word_set(
    "conduct contact event location program propose registration speakers sponsor welcome"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """A file of the website: its values by keys in small letters, and where it belongs.

    `event` is "2031-harbour" where the folders or the file itself say so, else empty; `slug` is
    what other files call it by. `front` and `body` are the lines of a page's two parts, none where
    a part is empty; `content` counts those that are not blank.
    """

    source: str
    sha256: str
    role: Role
    event: str
    slug: str
    values: dict[str, Value]
    text: str = ""
    front: Span
    body: Span | None = None
    content: int = 0


def role_of(head: str, name: str) -> Role | None:
    r"""Tell what a file is by its beginning and, where that leaves it open, by its folders.

    >>> role_of('+++\nTitle = "Lamps"\nType = "talk"\nTalk_date = ""\n+++\n', "lamps.md").name
    'TALK'
    >>> role_of("---\ntitle: Lamps\ntype: talk\n---\n", "lamps.md") is None
    True
    """
    front = _FRONT.match(head)
    if front is None or not name.lower().endswith(".md"):
        return _role_of_data(head)
    keys = {key.casefold(): text.strip(" \t\"'") for key, text in _KEY.findall(front["block"])}
    kind, folder = keys.get("type", "").casefold(), PurePosixPath(name).parent.name
    of_event = bool(_FOLDERS.search(name))
    if kind in _OF_TALKS and (
        not _OF_TIMES.isdisjoint(keys)
        or {"city", "year"} <= keys.keys()
        or (of_event and folder == "program" and "speakers" in keys)
    ):
        return Role.TALK
    if kind == "event" and of_event and folder == "program" and labelled(head[front.end() :]):
        return Role.TALK
    if kind == "speaker" and ("linktitle" in keys or (of_event and folder == "speakers")):
        return Role.SPEAKER
    is_page = of_event and folder not in {"program", "speakers"} and kind in _OF_PAGES
    return Role.PAGE if is_page else None


def _role_of_data(head: str) -> Role | None:
    keys = {key.casefold() for key, _ in _KEY.findall(head)}
    if {"city", "startdate"} <= keys and not {"name", "year"}.isdisjoint(keys):
        return Role.EVENT
    return Role.SLOTS if _SLOTS.match(head) and _SLOT.search(head) else None


def open_site_file(source: SourceFile) -> SiteFile | Reading:
    """Open a file, or return the reading that says why it cannot be read."""
    file = read_whole(source, _LARGEST)
    if isinstance(file, Reading):
        return file
    data, sha256 = file.data, file.sha256
    name = _whole_name(source)
    role = role_of(data[:CUT].decode("utf-8", "ignore"), name) or Role.PAGE
    try:
        return _read(data.decode("utf-8-sig"), source.name, sha256, name, role)
    except ValueError as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        return broken(source.name, sha256, role, why)


def _whole_name(source: SourceFile) -> str:
    """Return the path with the folders above, where the name has none of them."""
    path = source.path.as_posix()
    return path if path.endswith(f"/{source.name}") else source.name


def _read(text: str, source: str, sha256: str, name: str, role: Role) -> SiteFile:
    slug = PurePosixPath(name).stem.casefold()
    front = _FRONT.match(text)
    if role in {Role.EVENT, Role.SLOTS} or front is None:
        values = mapping(yaml_values(text))
        return SiteFile(
            source=source,
            sha256=sha256,
            role=role,
            event=_event_of_data(values, name),
            slug=slug,
            values=values,
            front=Span(source=source),
        )
    block = front["block"].replace("\r\n", "\n")
    values = mapping(toml_values(block) if front["fence"] == "+++" else yaml_values(block))
    folders = _FOLDERS.search(name)
    year, city = line_at(values, "year"), line_at(values, "city")
    by_itself = f"{year}-{city}".casefold().replace(" ", "-") if year and city else ""
    lines = text.splitlines()
    last = len(front[0].splitlines())
    filled = [n for n, line in enumerate(lines, 1) if n > last and line.strip()]
    return SiteFile(
        source=source,
        sha256=sha256,
        role=role,
        event=folders[1].casefold() if folders else by_itself,
        slug=slug,
        values=values,
        text=text[front.end() :].replace("\r\n", "\n").strip(),
        front=Span(source=source, first=1, last=last),
        body=Span(source=source, first=filled[0], last=filled[-1]) if filled else None,
        content=sum(bool(line.strip()) for line in lines),
    )


def _event_of_data(values: dict[str, Value], name: str) -> str:
    folders = _DATA.search(name)
    if folders:
        return f"{folders[1]}-{folders[2]}".casefold()
    return line_at(values, "name").casefold().replace(" ", "-")
