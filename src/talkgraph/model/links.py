"""Where things are outside of the sources: accounts at services, and links."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from talkgraph.model.spans import Span

REGISTERS: Final = frozenset({"orcid", "wikidata", "dblp"})
"""The services that are registers of people, and have entries where others have accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account at a service: a handle as written, without the `@`.

    An entry on somebody in a register (`is_identifier`) is one as well: the register's name is the
    service, the number there is the handle, and `url` is the IRI that the register gives.

    `service` is a short lower-case name (`twitter`) or, for federated services, a host name
    (`hachyderm.io`). Handles compare without regard to case: use `key`.
    """

    service: str
    handle: str
    url: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the account: the service and the handle in lower case."""
        return (self.service, self.handle.casefold())

    @property
    def is_identifier(self) -> bool:
        """Whether it is an entry in a register: an ORCID iD, a Wikidata entity, a DBLP record."""
        return self.service in REGISTERS and self.url is not None

    @property
    def at_handle(self) -> str:
        """The handle with its `@`; a number in a register as it is."""
        return self.handle if self.is_identifier else f"@{self.handle}"


class LinkKind(StrEnum):
    """What a link leads to."""

    VIDEO = "video"
    SLIDES = "slides"
    SKETCHNOTE = "sketchnote"
    IMAGE = "image"
    THUMBNAIL = "thumbnail"
    BLOG = "blog"
    WEBSITE = "website"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to something about a talk or an event; `label` is the text that carried it."""

    url: str
    label: str
    kind: LinkKind
    span: Span
