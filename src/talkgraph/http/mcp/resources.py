"""The resources: what the graph says of a thing, by its IRI, as the document on it in JSON-LD."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from talkgraph.errors import NotFound
from talkgraph.model.names import TOPIC

if TYPE_CHECKING:
    from talkgraph.knowledge.base import KnowledgeBase

MEDIA_TYPE: Final = "application/ld+json"
_PASSAGE: Final = "{event}/{talk}/{passage}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of things: what ends their IRIs, as a URI template (RFC 6570)."""

    name: str
    rest: str
    description: str
    base: str | None = None

    def template(self, base: str) -> str:
        """Return the template of whole IRIs; `base` is what those of the notes begin with."""
        return f"{self.base or base}{self.rest}"


KINDS: Final = (
    Kind(name="event", rest="event/{event}", description="A conference, a meetup, a podcast."),
    Kind(name="talk", rest="talk/{event}/{talk}", description="A talk with all that is said."),
    Kind(name="session", rest="session/{event}/{talk}", description="What is no single talk."),
    Kind(name="speaker", rest="person/{person}", description="Somebody whom the notes name."),
    Kind(name="theme", rest="theme/{theme}", description="Talks that belong together."),
    Kind(name="post", rest=f"post/{_PASSAGE}", description="A post on a talk."),
    Kind(name="note", rest=f"note/{_PASSAGE}", description="A note on a talk."),
    Kind(name="quote", rest=f"quote/{_PASSAGE}", description="Words that somebody said."),
    Kind(name="aside", rest=f"aside/{_PASSAGE}", description="A remark of the note-taker."),
    Kind(name="abstract", rest=f"abstract/{_PASSAGE}", description="What was announced."),
    Kind(name="topic", rest="{topic}", description="An entry of the vocabulary.", base=TOPIC),
)


def document(kb: "KnowledgeBase", iri: str, context: str | None) -> str:
    """Return the document on a thing; a former IRI leads to what it is now.

    `context` is the address of the JSON-LD context; without one the context is in the document.
    Raises `NotFound`.
    """
    from talkgraph.http.pages.addresses import is_described
    from talkgraph.http.pages.documents import json_ld

    known = (each for each in _spelt(kb, iri) if is_described(kb, each))
    found = next(known, None) or kb.present(iri)
    if found is None:
        raise NotFound(f"nothing in this knowledge base is about {iri}", name=iri)
    told = json_ld(kb, found)
    return told.linked(context).decode("utf-8") if context else told.embedded()


def _spelt(kb: "KnowledgeBase", iri: str) -> Iterator[str]:
    """Yield the IRIs that a client may mean by one: some escape what is no ASCII."""
    from talkgraph.http.pages.addresses import spellings

    for base in (kb.names.base, TOPIC):
        if iri.startswith(base):
            yield from (base + rest for rest in spellings(iri.removeprefix(base)))
            return
    yield iri
