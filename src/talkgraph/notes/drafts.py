"""What has been read below a heading, before anything is known of the rest of the notes."""

from dataclasses import dataclass, field

from markdown_it.token import Token

from talkgraph.model import Diagnostic, Link, NoteKind, Span, Speaker, Thread
from talkgraph.notes.blocks import LONGEST_PARAGRAPH


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """A post or note before the event's hashtags are known; `kind` is `None` for a post.

    `parent` is the place of the note it hangs under among the body's notes, counted from 0.
    """

    kind: NoteKind | None
    tokens: tuple[Token, ...]
    span: Span
    parent: int | None = None

    @property
    def is_long(self) -> bool:
        """Whether it is too long for quotes and the like to be looked for in it."""
        return sum(len(token.content) for token in self.tokens) > LONGEST_PARAGRAPH


@dataclass(slots=True, kw_only=True)
class Body:
    """What came of reading a body; `own` are the lines that only the heading's thing stands for."""

    speakers: list[Speaker] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    posts: list[Draft] = field(default_factory=list)
    notes: list[Draft] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sure: bool = False
