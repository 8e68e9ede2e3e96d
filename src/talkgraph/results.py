"""What the knowledge base answers with: sequences of frozen values that turn into tables.

The attributes carry the names that the JSON formats of the command line use.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


class Results(tuple[T, ...]):
    """An answer: an immutable sequence of values, which pandas can hold."""

    __slots__ = ()

    def to_frame(self) -> "pd.DataFrame":
        """Return a pandas DataFrame with one row per value and one column per attribute."""
        import pandas as pd

        rows = [as_row(value) for value in self]
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        """Tell how many there are, and show the first few."""
        shown = "".join(f"\n  {value!r}" for value in self[:5])
        more = f"\n  ... and {len(self) - 5} more" if len(self) > 5 else ""
        return f"{len(self)} results{shown}{more}"


def as_row(value: object) -> dict[str, Any]:
    """Return a value's attributes as a dictionary, nested values included."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return {"value": value}


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkSummary:
    """A talk in a list."""

    iri: str
    name: str
    title: str
    event: str
    date: str | None
    speakers: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerSummary:
    """A person who spoke, in a list: `talks` counts the talks, `handles` are with service."""

    iri: str
    name: str
    also_known_as: tuple[str, ...]
    handles: tuple[str, ...]
    talks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPair:
    """Two passages that say similar things: one of each talk, and their cosine similarity."""

    similarity: float
    here: str
    there: str
    here_iri: str
    there_iri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why a talk is related: pairs of passages, labels of shared topics, shared speakers."""

    posts: tuple[PostPair, ...]
    topics: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A related talk: what `related --format json` prints. `score` is 0 to 1."""

    iri: str
    title: str
    event: str
    speakers: tuple[str, ...]
    score: float
    repeat: bool
    reasons: Reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTalk:
    """A talk's part in a theme (`weight` 0 to 1)."""

    iri: str
    weight: float
    title: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePost:
    """A passage that stands for a theme."""

    iri: str
    text: str
    talk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSummary:
    """A theme: what `themes --format json` prints. Talks are in order of weight."""

    iri: str
    name: str
    keywords: tuple[str, ...]
    talks: tuple[ThemeTalk, ...]
    posts: tuple[ThemePost, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """A quotation, who said it (if anybody is named), and where it stands."""

    iri: str
    text: str
    who: str | None
    basis: str | None
    talk: str
    source: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A post, note or attribution (`kind`) of a talk, with the first line it stands on."""

    iri: str
    kind: str
    position: int
    text: str
    source: str
    line: int
    quotes: tuple[QuoteView, ...]
    asides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerView:
    """Somebody at one talk: the canonical name, the handles, the affiliation given there."""

    iri: str
    name: str
    handles: tuple[str, ...]
    affiliation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link of a talk."""

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkDetails:
    """A talk with everything the notes hold about it: what `talk --format json` prints.

    `listed` are the titles of the short talks that a session lists.
    """

    iri: str
    name: str
    title: str
    event: str
    date: str | None
    speakers: tuple[SpeakerView, ...]
    topics: tuple[str, ...]
    links: tuple[LinkView, ...]
    threads: tuple[LinkView, ...]
    listed: tuple[str, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkGiven:
    """A talk in a speaker's list."""

    iri: str
    title: str
    event: str
    date: str | None
    affiliation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerDetails:
    """A person with everything the notes hold: what `speaker --format json` prints."""

    iri: str
    name: str
    also_known_as: tuple[str, ...]
    handles: tuple[str, ...]
    talks: tuple[TalkGiven, ...]
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStats:
    """An event in numbers."""

    iri: str
    name: str
    start: str | None
    end: str | None
    talks: int
    speakers: int
    posts: int
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """A knowledge base in numbers: counts by kind of thing, then the events by date."""

    counts: Mapping[str, int]
    events: tuple[EventStats, ...]
