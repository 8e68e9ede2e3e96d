"""The reader of schedule.xml and schedule.json."""

import codecs
import re
from collections.abc import Sequence
from typing import Final

from talkgraph.model import Hints, Reading, SourceFile, TakenFor
from talkgraph.sources.programmes.schedule.event import event_of
from talkgraph.sources.programmes.schedule.of_json import read_json
from talkgraph.sources.programmes.schedule.of_xml import read_xml
from talkgraph.sources.programmes.schedule.programme import Programme, Unreadable
from talkgraph.sources.whole import broken, read_whole

_XML: Final = re.compile(
    r"\s*+(?:(?><\?[^<>]*\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)\s*+)*+"
    r"<(?:\w+:)?schedule[\s>]",
    re.DOTALL,
)
_IN_XML: Final = re.compile(r"<(?:\w+:)?(?:(?:conference|event)[\s>/]|room\s[^<>]*\bname\s*=)")
_CONFERENCE: Final = re.compile(r'"conference"\s*:\s*\{')
_WRAPPED: Final = re.compile(r'\s*\{.*?"schedule"\s*:\s*\{', re.DOTALL)
_BARE: Final = re.compile(r'"(?:acronym|daysCount|timeslot_duration|time_zone_name|day_start)"\s*:')
_WIDE: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class ScheduleProgrammes:
    """Reads schedule.xml and schedule.json; implements `talkgraph.protocols.SourceReader`."""

    def looks_for(self, name: str) -> bool:
        """Tell whether a file's name ends as those of programmes do."""
        return name.casefold().endswith((".xml", ".json"))

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell a schedule from other files, which may be called like one, by how it begins."""
        text = _decoded(head)
        if text.lstrip()[:1] == "<":
            return bool(_XML.match(text) and _IN_XML.search(text))
        if text.lstrip()[:1] != "{" or not _CONFERENCE.search(text):
            return False
        return bool(_WRAPPED.match(text) or _BARE.search(text))

    def read(self, sources: Sequence[SourceFile], hints: Hints) -> tuple[Reading, ...]:
        """Read each file by itself."""
        return tuple(_read(source, hints) for source in sources)


def _decoded(head: bytes) -> str:
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    return head.decode("utf-8", "replace")


def _read(source: SourceFile, hints: Hints) -> Reading:
    file = read_whole(source)
    if isinstance(file, Reading):
        return file
    data, sha256 = file.data, file.sha256
    is_xml = _decoded(data[:1024]).lstrip()[:1] == "<"
    what = "a schedule.xml" if is_xml else "a schedule.json"
    try:
        programme = read_xml(data) if is_xml else read_json(data)
    except Unreadable as error:
        return broken(source.name, sha256, what, error.reason, error.path)
    return _reading(source.name, sha256, programme, hints)


def _reading(name: str, sha256: str, programme: Programme, hints: Hints) -> Reading:
    event, found = event_of(programme, name, hints)
    return Reading(
        source=name,
        sha256=sha256,
        events=(event,) if event else (),
        diagnostics=found,
        taken_for=TakenFor(
            what="programme", why=programme.form, format=programme.form.split(" (", 1)[0]
        ),
    )
