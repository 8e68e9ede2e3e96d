"""The YAML files of RubyEvents: which is which, and what each holds, as plain text."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from talkgraph.model import Reading, SourceFile, Span
from talkgraph.sources.formats import CUT
from talkgraph.sources.programmes.plain_values import Value, yaml_values
from talkgraph.sources.whole import broken, read_whole
from talkgraph.words import word_set


class Role(StrEnum):
    """What a file of RubyEvents is, in words for people."""

    EVENT = "event.yml (RubyEvents)"
    VIDEOS = "videos.yml (RubyEvents)"
    SCHEDULE = "schedule.yml (RubyEvents)"
    SPEAKERS = "speakers.yml (RubyEvents)"
    SERIES = "series.yml (RubyEvents)"


_LARGEST: Final = 16 * 1024 * 1024
_KEY: Final = re.compile(r"^([a-z_]+):", re.MULTILINE)
_OF_LIST: Final = re.compile(r"^(?:- |  )([a-z_]+):", re.MULTILINE)
_IN_FRONT: Final = re.compile(r"\ufeff?---[ \t]*\r?\n.*?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_LIST: Final = re.compile(r"^- [a-z_]+:", re.MULTILINE)
_EVENT_ONLY: Final = word_set(
    "banner_background channel_id coordinates featured_background location playlist timezone"
    " website"
)
_SERIES_ONLY: Final = word_set(
    "default_country_code frequency playlist_matcher youtube_channel_id youtube_channel_name"
    " youtube_channels"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file of RubyEvents; `folder` is the one it lies in, as far as that is known."""

    source: str
    sha256: str
    role: Role
    folder: PurePosixPath
    value: Value

    @property
    def whole(self) -> Span:
        """The place of all that the file says."""
        return Span(source=self.source)


def role_of(head: str) -> Role | None:
    r"""Tell what a file is by how it begins.

    >>> role_of('id: "lampconf-2031"\ntitle: "LampConf 2031"\nstart_date: "2031-05-02"\n') is None
    True
    >>> role_of('name: "LampConf"\nkind: "conference"\nfrequency: "yearly"\n').value
    'series.yml (RubyEvents)'
    """
    if _IN_FRONT.match(head):
        return None
    keys = set(_KEY.findall(head))
    if {"id", "title"} <= keys and keys & {"kind", "start_date"} and keys & _EVENT_ONLY:
        return Role.EVENT
    if "name" in keys and keys & {"kind", "frequency", "language"} and keys & _SERIES_ONLY:
        return Role.SERIES
    if "days" in keys and re.search(r"^\s+grid:", head, re.M) and "slots:" in head:
        return Role.SCHEDULE
    return _role_of_list(head) if _LIST.search(head) else None


def _role_of_list(head: str) -> Role | None:
    keys = set(_OF_LIST.findall(head))
    if "title" in keys and ("video_provider" in keys or {"raw_title", "event_name"} <= keys):
        return Role.VIDEOS
    return Role.SPEAKERS if {"name", "slug", "github"} <= keys else None


def open_data_file(source: SourceFile) -> DataFile | Reading:
    """Open a file, or return the reading that says why it cannot be read."""
    file = read_whole(source, _LARGEST)
    if isinstance(file, Reading):
        return file
    data, sha256 = file.data, file.sha256
    role = role_of(data[:CUT].decode("utf-8", "ignore")) or Role.EVENT
    try:
        value = yaml_values(data.decode("utf-8-sig"))
    except ValueError as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        return broken(source.name, sha256, role, why)
    is_list = role in {Role.VIDEOS, Role.SPEAKERS}
    if isinstance(value, list) != is_list:
        why = "it is no list" if is_list else "it is no list of keys and values"
        return broken(source.name, sha256, role, why)
    folder = PurePosixPath(source.name).parent
    return DataFile(source=source.name, sha256=sha256, role=role, folder=folder, value=value)
