"""What a search finds: passages, and the talks that they are in."""

from dataclasses import dataclass
from typing import ClassVar

from talkgraph.knowledge.tables import Results, Shown
from talkgraph.model import PassageKind, TalkStatus, Why
from talkgraph.model.spans import written_place


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Hit(Shown):
    """A passage that answers a search: what `search --format json` prints.

    `talk` is an IRI, `title` and `event` are names, `speakers` are names in order: those of the
    talk, whoever said the words. A note of an event that is of no talk and no session has the
    event's IRI as its `talk`, and "" as `title`. Scores compare within one answer only. It stands
    in the file `source`, from `line` on; where that has no lines, `path` is the path or the address
    of the place in it. `source` is empty where the knowledge base was built before places were
    kept: build it again.

    `date` is the day of the talk or, where that is not told, the month or the year of its event
    (`2019-10`). `url` is the nearest address outside: of the post or the thread it is in, else of
    the talk's recording, its page, a thread on it, else of the event's page. Of a quote, `who` is
    whose words it is and `basis` why, as in `QuoteView`; both are `None` where nobody is named, and
    of whatever is no quote.
    """

    PLURAL: ClassVar[str] = "hits"
    COLUMNS: ClassVar[tuple[str, ...]] = ("score", "kind", "text", "title", "speakers", "event")

    iri: str
    kind: PassageKind
    score: float
    text: str
    talk: str
    title: str
    event: str
    speakers: tuple[str, ...]
    source: str
    line: int | None
    path: str
    why: Why
    start: str | None = None
    room: str | None = None
    status: TalkStatus | None = None
    date: str | None = None
    url: str | None = None
    who: str | None = None
    basis: str | None = None

    @property
    def place(self) -> str:
        """Where it stands, as in `notes.md:71` or `talks.json#/talks/0`."""
        return written_place(self.source, self.line, self.path)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkHits(Shown):
    """A talk (or session, or event) with those of its passages that answer a search, best first.

    `talk`, `title`, `event`, `speakers` and `date` are as in `Hit`; `score` is that of the best.
    """

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("score", "date", "title", "speakers", "event", "hits")

    talk: str
    title: str
    event: str
    speakers: tuple[str, ...]
    date: str | None
    score: float
    hits: Results[Hit]
    start: str | None = None
    room: str | None = None
    status: TalkStatus | None = None
