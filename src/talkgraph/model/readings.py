"""What a reader is given (files, hints), and what it gives: events and diagnostics."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from talkgraph.model.events import Event
from talkgraph.model.spans import Coverage, Diagnostic, Span
from talkgraph.model.statements import PostGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that may be a source, and the `name` by which spans and diagnostics call it.

    `given` is true where the user named the file itself, and not only a folder above it. Where it
    lies in an `archive`, `path` is where it would lie if that were a folder, `member` is its name
    in it, and `archive_given` is true where the user named the archive; what is packed alone
    (`schedule.xml.gz`) has the path that it has when unpacked.
    Open it with `talkgraph.sources.opening`, which knows of archives.
    """

    path: Path
    name: str
    given: bool = False
    archive: Path | None = None
    member: str = ""
    archive_given: bool = False

    @property
    def is_member(self) -> bool:
        """Whether it lies in an archive among others, and is not merely packed."""
        return self.archive is not None and self.path.is_relative_to(self.archive)


NOT_NOTES: Final = "not-notes"
"""The code of the diagnostic that a file can be read, but tells of no event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFor:
    """What a file was taken for when it was read, and why, in words for people.

    `what` is "event", "day", "talk", "index", "left out" or "settings"; for what machines write
    "programme" or "archive", whose format has a name ("schedule.xml", "pyvideo"), and "part" for a
    file that is only of use beside another. `named_by` is what named its event: "front matter",
    "folder" and so on. `scores` has every way in which the file could be read, by its name; the
    highest won, unless somebody has said which it is (`chosen`).
    """

    what: str
    why: str
    named_by: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    chosen: bool = False
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerIri:
    """That something whose IRI was `former` has the IRI `present` now, and where that is said.

    Both are without the base of the knowledge base, unless they are of another.
    """

    former: str
    present: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading one source: events, or none, and what was noticed on the way.

    `groups` are posts of an archive of which it has to be found out to what talk they belong.
    `source` is the name by which spans and diagnostics call it; `sha256` is of its bytes
    (empty where it could not be read). `coverage` is `None` where the source has no lines.
    `taken_for` is `None` where the reader has nothing to choose from. `former_iris` are what a
    `talkgraph-iris.tsv` says.
    """

    source: str
    sha256: str
    events: tuple[Event, ...] = ()
    groups: tuple[PostGroup, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    coverage: Coverage | None = None
    taken_for: TakenFor | None = None
    former_iris: tuple[FormerIri, ...] = ()

    @property
    def event(self) -> Event | None:
        """The first of its events, which is the only one of most sources."""
        return next(iter(self.events), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the user says of sources that do not say it themselves.

    `event` is the name of the event of a programme that names none, or of what was posted; `tags`
    are hashtags, without the `#`, of posts that are of an event; `zone` is the IANA name of the
    time zone for times that are given without. With `unlisted`, posts that anybody may see but
    that are listed nowhere are read as well.
    """

    event: str | None = None
    tags: tuple[str, ...] = ()
    zone: str | None = None
    unlisted: bool = False


NO_HINTS: Final = Hints()
