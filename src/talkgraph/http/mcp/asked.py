"""What the tools take, within the bounds of the JSON API."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from talkgraph.http.limits import FARTHEST, LONGEST_DATE, LONGEST_NAME, LONGEST_WORDS
from talkgraph.knowledge.lookup import A_PERSON
from talkgraph.model import PassageKind, Search

_MOST: Final = 50
_MOST_ROWS: Final = 200
_DAYS: Final = "A day, month, quarter or year, included: 2019-10-02, 2019-10, 2019-Q4, 2019."

_Words = Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS)]
_Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
_Day = Annotated[str | None, Field(max_length=LONGEST_DATE, description=_DAYS)]
_TALK: Final = "Its IRI, its short name event/talk, or a title (or a part of one) of one talk only."


class Asked(BaseModel):
    """What a tool takes; nothing else is understood."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Listed(Asked):
    """What a tool takes that gives a list."""

    limit: int = Field(default=10, ge=1, le=_MOST, description="How many at the most.")
    offset: int = Field(default=0, ge=0, le=FARTHEST, description="How many to leave out.")


class SearchAsked(Listed):
    """What is searched for, and where."""

    query: _Words = Field(description="Words, or a sentence that says what is looked for.")
    kind: tuple[PassageKind, ...] = Field(
        default=(), max_length=len(PassageKind), description="Which passages; all by default."
    )
    event: _Name | None = Field(default=None, description="Events whose name contains this.")
    speaker: _Name | None = Field(default=None, description=A_PERSON)
    topic: _Name | None = Field(default=None, description="A topic, narrower ones included.")
    since: _Day = None
    until: _Day = None
    exact: bool = Field(default=False, description="Find the words as one phrase.")
    newest: bool = Field(default=False, description="The newest of the best first.")

    def search(self) -> Search:
        """Return it as a knowledge base takes it."""
        return Search(
            text=self.query,
            kinds=tuple(sorted(set(self.kind))),
            event=self.event,
            speaker=self.speaker,
            topic=self.topic,
            since=self.since,
            until=self.until,
            exact=self.exact,
            newest=self.newest,
        )


class RelatedAsked(Listed):
    """The talk to which others are related."""

    talk: _Name = Field(description=_TALK)


class ThemesAsked(Listed):
    """Which themes: one, or those of the list."""

    theme: _Name | None = Field(
        default=None, description="The name or IRI of one theme, which is given in full."
    )


class TalkAsked(Asked):
    """One talk."""

    talk: _Name = Field(description=_TALK)


class SpeakerAsked(Asked):
    """One person."""

    speaker: _Name = Field(description=f"{A_PERSON} Or an IRI.")


class SparqlAsked(Asked):
    """A query; how long it may be is said by whoever answers it."""

    query: str = Field(min_length=1, description="A SPARQL 1.1 query of any form, no update.")
    limit: int = Field(
        default=50, ge=1, le=_MOST_ROWS, description="How many rows or triples at the most."
    )
