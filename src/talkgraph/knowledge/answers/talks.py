"""Talks and those who gave them: in lists and in full."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from talkgraph.knowledge.tables import Results, Shown
from talkgraph.model import TalkStatus


class Told(StrEnum):
    """How much the sources tell of a talk: what was said, what was announced, or the title only."""

    SAID = "said"
    ANNOUNCED = "announced"
    TITLE = "title"

    @property
    def bare(self) -> str:
        """What is shown of a talk of which nothing was said; empty where something was."""
        return {Told.ANNOUNCED: "announced only", Told.TITLE: "title only"}.get(self, "")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkSummary(Shown):
    """A talk in a list: what `KnowledgeBase.talks` returns.

    `name` is its short name, `event/anchor`. `topics` are labels, the surest first. `told` is the
    most that is told of it, and `said` how many posts and notes there are. The rest is what
    programmes say.
    """

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("date", "title", "speakers", "event", "told")

    iri: str
    name: str
    title: str
    event: str
    date: str | None
    speakers: tuple[str, ...]
    topics: tuple[str, ...]
    start: str | None = None
    end: str | None = None
    room: str | None = None
    track: str | None = None
    language: str | None = None
    status: TalkStatus | None = None
    told: Told = Told.TITLE
    said: int = 0

    @property
    def is_cancelled(self) -> bool:
        """Whether it was announced, but not given."""
        return self.status is TalkStatus.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerSummary(Shown):
    """A person who spoke, in a list: what `KnowledgeBase.speakers` returns.

    `talks` counts the talks; `also_known_as` are other spellings of the name; `handles` are with
    their service, as in `@ines (social.example.org)`.
    """

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles", "talks", "also_known_as")

    iri: str
    name: str
    also_known_as: tuple[str, ...]
    handles: tuple[str, ...]
    talks: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QuoteView(Shown):
    """A quotation, who said it, and where it stands; `talk` is the title.

    `basis` says why it is theirs: `explicit`, the notes name them; `speaker`, the notes name
    nobody, but only one person was speaking. Where neither holds, `who` and `basis` are `None`.
    `line` is `None` where the `source` has no lines.
    """

    PLURAL: ClassVar[str] = "quotes"
    COLUMNS: ClassVar[tuple[str, ...]] = ("text", "who", "basis", "line")

    iri: str
    text: str
    who: str | None
    basis: str | None
    talk: str
    source: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QuoteSummary(Shown):
    """A quotation in a list: what `KnowledgeBase.quotes` returns.

    `talk`, `title`, `event`, `speakers` and `date` are of the talk, as in `Hit`; the rest is as in
    `QuoteView`.
    """

    PLURAL: ClassVar[str] = "quotes"
    COLUMNS: ClassVar[tuple[str, ...]] = ("text", "who", "title", "event")

    iri: str
    text: str
    who: str | None
    basis: str | None
    talk: str
    title: str
    event: str
    date: str | None
    speakers: tuple[str, ...]
    source: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LinkView(Shown):
    """A link of a talk: its `kind` (such as video, slides, thread), text and address."""

    PLURAL: ClassVar[str] = "links"
    COLUMNS: ClassVar[tuple[str, ...]] = ("kind", "label", "url")

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Said(Shown):
    """Something said in a talk, with the first line it stands on (`None`: it has no lines).

    `kind` is post, note or attribution (a line that says where the rest was taken from);
    `position` counts from 1 within the talk; `text` is without markup and without the `asides`,
    which are the note-taker's own remarks.

    The rest is what the network itself knows of a post: its `url`, the `time` at which it was sent
    (with an offset), its `author` (an @handle), the post that it answers (`reply_to`: its IRI where
    that is in the graph, else its address), and the pictures and recordings with it (`media`),
    whose labels say what they show.
    """

    PLURAL: ClassVar[str] = "passages"
    COLUMNS: ClassVar[tuple[str, ...]] = ("line", "kind", "text")

    iri: str
    kind: str
    position: int
    text: str
    source: str
    line: int | None
    quotes: tuple[QuoteView, ...]
    asides: tuple[str, ...]
    url: str | None = None
    time: str | None = None
    author: str | None = None
    reply_to: str | None = None
    media: tuple["LinkView", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Announced(Shown):
    """A paragraph of what was announced of a talk before it was given, and where it stands.

    `position` counts from 1 within the talk and the source; `text` is without markup.
    """

    PLURAL: ClassVar[str] = "paragraphs"
    COLUMNS: ClassVar[tuple[str, ...]] = ("position", "text")

    iri: str
    position: int
    text: str
    source: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerView(Shown):
    """Somebody at one talk: the canonical name, the @handles, the affiliation given there."""

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles", "affiliation")

    iri: str
    name: str
    handles: tuple[str, ...]
    affiliation: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkDetails(Shown):
    """A talk with all that the sources hold: what `KnowledgeBase.talk` returns.

    `talk --format json` prints the same. `name` is its short name, `event/anchor`; `topics` are
    labels, the surest first; `listed` are the titles of the short talks that a session lists;
    `said` is in the order of the notes, of each source in turn where several tell of the talk.

    What programmes say: `type` is the programme's own word for what kind of talk it is, `url` its
    page there, `identifiers` its numbers and codes; `abstract` is all that the programme announced,
    as one text, and `announced` the same in paragraphs, those of every programme in turn.
    """

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("date", "title", "event")

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
    said: Results[Said]
    start: str | None
    end: str | None
    room: str | None
    track: str | None
    language: str | None
    type: str | None
    status: TalkStatus | None
    url: str | None
    identifiers: tuple[str, ...]
    abstract: str | None
    announced: Results[Announced]

    @property
    def is_signed(self) -> bool:
        """Whether readers have to be told who wrote each post: not of one note-taker's notes."""
        authors = {said.author for said in self.said if said.author}
        return len(authors) > 1 or any(said.url for said in self.said)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was announced, but not given."""
        return self.status is TalkStatus.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkGiven(Shown):
    """A talk in a speaker's list, with the affiliation given there, if any."""

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("date", "title", "event", "affiliation")

    iri: str
    title: str
    event: str
    date: str | None
    affiliation: str | None
    status: TalkStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerDetails(Shown):
    """A person with all that the notes hold: what `KnowledgeBase.speaker` returns.

    `speaker --format json` prints the same. `talks` are in order of date; `quotes` are their
    words, in whosever talk; `same_as` are the IRIs of the person elsewhere (ORCID, Wikidata), as
    sources and files of links give them; for the others see `SpeakerSummary`.
    """

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles")

    iri: str
    name: str
    also_known_as: tuple[str, ...]
    handles: tuple[str, ...]
    talks: Results[TalkGiven]
    quotes: Results[QuoteView]
    same_as: tuple[str, ...] = ()
