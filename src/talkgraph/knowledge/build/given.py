"""What people called things: the tracks of programmes, hashtags, headings, `[[links]]`."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from talkgraph.conclusions.proposals.candidates import GivenName
from talkgraph.model import Event, Note, NoteKind, Post, Session, Talk
from talkgraph.words import one_line

_APART: Final = re.compile(r"\s*[,;&/()]\s*|\s+and\s+")  # "Big Data & Data Science"
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # "ServiceMesh"
_LINK: Final = re.compile(r"\[\[([^\[\]|#]+)")


def given_names(events: Iterable[Event]) -> tuple[GivenName, ...]:
    """Return every name once for each way in which it is given, in order."""
    found = {(one_line(name), way) for event in events for name, way in _given(event)}
    return tuple(GivenName(name=name, way=way) for name, way in sorted(found) if name)


def _given(event: Event) -> Iterator[tuple[str, str]]:
    parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
    for part in parts:
        if isinstance(part, Talk) and part.track:
            yield part.track, "track"
            yield from ((name, "track") for name in _APART.split(part.track))
        statements: tuple[Post | Note, ...] = (*part.posts, *part.notes)
        for said in statements:
            yield from _said(said)


def _said(said: Post | Note) -> Iterator[tuple[str, str]]:
    for each in said.says.hashtags:
        if not each.of_event:
            yield _HUMP.sub(" ", each.tag.replace("_", " ")), "hashtag"
    yield from ((match[1], "link") for match in _LINK.finditer(said.markdown))
    if isinstance(said, Note) and said.kind is NoteKind.HEADING:
        yield said.says.text, "heading"
