"""Links that a user gives: from what a knowledge base tells of to the same thing elsewhere."""

import datetime as dt
from dataclasses import dataclass

from talkgraph.model.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class OutwardLink:
    """One row of a file of links: who or what (`subject`), how, and which thing elsewhere.

    In a file, `subject` is what stands there (an IRI, or a short name such as `person/ana-reed`);
    once it is settled, it is an IRI of the knowledge base. `relation` and `target` are absolute
    IRIs. The rest is what SSSOM says of a mapping, where the row says it: why it is right, by whom
    (IRIs, and names of those who have none), when, how sure (0 to 1), and a remark.
    """

    subject: str
    relation: str
    target: str
    span: Span
    justification: str | None = None
    authors: tuple[str, ...] = ()
    author_names: tuple[str, ...] = ()
    date: dt.date | None = None
    confidence: float | None = None
    comment: str | None = None

    @property
    def has_record(self) -> bool:
        """Whether the row says more than the link itself."""
        told = (self.justification, self.date, self.confidence, self.comment)
        return any(each is not None for each in told) or bool(self.authors or self.author_names)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFile:
    """A file of links: its name, the SHA-256 of its bytes, and what it says of itself.

    `identifier`, `license` and `provider` are IRIs; `title` and `version` are texts.
    """

    source: str
    sha256: str
    links: tuple[OutwardLink, ...] = ()
    identifier: str | None = None
    title: str | None = None
    version: str | None = None
    license: str | None = None
    provider: str | None = None
    creators: tuple[str, ...] = ()
