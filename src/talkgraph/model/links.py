"""Where things are outside of the sources: accounts at services, addresses, and links.

Links of two kinds: what the sources lead to, and what a user says to be the same elsewhere.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from talkgraph.model.spans import Span
from talkgraph.words import word_set

REGISTERS: Final = frozenset({"orcid", "wikidata", "dblp"})
"""The services that are registers of people, and have entries where others have accounts."""

TWITTER: Final = frozenset({"twitter.com", "x.com"})
_NOT_FEDERATED: Final = word_set(
    "dev.to medium.com substack.com threads.com threads.net tiktok.com youtube.com"
)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d+(?:[/?#]|$))")
_NO_SCHEME: Final = re.compile(r":?//(?=[^/])")
# Of the ends of host names only those that are no usual ends of the names of files.
_HOST: Final = re.compile(
    r"(?:www\.(?:[\w-]+\.)+[\w-]+"
    r"|(?:[\w-]+\.)+(?:com|org|net|edu|gov|int|info|io|ly|me|ai|tv|im|dev|app|eu|uk|de|ch|nl|jp))"
    r"(?::\d+)?(?=[/?#]|$)",
    re.IGNORECASE,
)


def whole_address(url: str) -> str | None:
    """Return an address that holds wherever it is read, or `None` for one below another address.

    One that begins with the name of a host, as people write it, gets the scheme that browsers
    try first; what can also be the name of a file is none.

    >>> whole_address("www.example.org/a"), whole_address("//example.org")
    ('http://www.example.org/a', 'http://example.org')
    >>> whole_address("slides.md") is None
    True
    """
    text = url.strip()
    if _SCHEME.match(text):
        return url
    bare = _NO_SCHEME.sub("", text, count=1) if _NO_SCHEME.match(text) else text
    return f"http://{bare}" if bare != text or _HOST.match(text) else None


def host_and_path(url: str) -> tuple[str, tuple[str, ...]]:
    """Return the host, in lower case without `www.` or `mobile.`, and the path's segments.

    An address that cannot be read has neither.

    >>> host_and_path("https://www.Twitter.com/ana/?s=20")
    ('twitter.com', ('ana',))
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ()
    for prefix in ("www.", "mobile.", "m."):
        host = host.removeprefix(prefix)
    return host, tuple(segment for segment in parts.path.split("/") if segment)


def is_federated(host: str) -> bool:
    """Tell whether a host (as `host_and_path` has it) may be one of the servers of a network."""
    return "." in host and host not in _NOT_FEDERATED and host not in TWITTER


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
