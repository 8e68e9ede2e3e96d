"""Which page tells of a thing: from IRIs to paths of this service."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from talkgraph.errors import QueryInvalid
from talkgraph.graph import queries
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.texts import KeptTexts
from talkgraph.knowledge.lookup import topic_slug
from talkgraph.model.names import TG, TOPIC

ONTOLOGY: Final = TG.rstrip("#")
_PAGES: Final = {
    "talk": "talk",
    "session": "talk",
    "person": "speaker",
    "theme": "theme",
    "event": "event",
}
_PASSAGES: Final = frozenset({"post", "note", "quote", "aside", "abstract"})
SOURCE: Final = "/source/"
_LINES: Final = re.compile(r"line=(\d{1,9}),(\d{1,9})")
_KEPT: Final = 4096  # a page asks for the same few, again and again
_SAFE: Final = "/%-._~@!$&'()*+,;=:"


@lru_cache(maxsize=_KEPT)
def encoded(path: str) -> str:
    """Return a part of an IRI as a URL has it: what is escaped stays, the rest is escaped."""
    return quote(path, safe=_SAFE)


def page_of(kb: KnowledgeBase, iri: str) -> str | None:
    """Return the path of the page on a thing, or `None` for what is not of this place."""
    slug, topics = topic_slug(iri), kb.addresses("topic")
    if iri.startswith(kb.names.base) and iri != topics.get(slug):
        return _own(kb, iri.removeprefix(kb.names.base))
    if iri == ONTOLOGY or iri.startswith(TG):
        return f"/ontology{iri.removeprefix(ONTOLOGY)}"
    if iri.startswith(TOPIC) or iri == topics.get(slug):
        return f"/topic/{encoded(slug)}" if slug in topics else f"/resource/topic/{encoded(slug)}"
    return None


def texts(kb: KnowledgeBase) -> KeptTexts:
    """Return the notes that are kept with a knowledge base."""
    return kb.kept("texts", lambda: KeptTexts(kb.generation))


def at_line(page: str, first: int, last: int | None = None) -> str:
    """Return where some lines are shown on the page of a source, or where they are listed.

    >>> at_line("/source/a.md", 71, 73), at_line("/resource/source/a.md", 71)
    ('/source/a.md?line=71-73#L71', '/resource/source/a.md#line=70,71')
    """
    if not page.startswith(SOURCE):
        return f"{page}#line={first - 1},{last or first}"
    several = f"-{last}" if last and last > first else ""
    return f"{page}?line={first}{several}#L{first}"


def data_name(kb: KnowledgeBase, iri: str) -> str:
    """Return what stands between /data/ and the extension for a thing."""
    whole = iri.partition("#")[0]
    if whole == ONTOLOGY:
        return "ontology"
    if whole.startswith(TOPIC):
        return encoded(f"topic/{whole.removeprefix(TOPIC)}")
    return encoded(whole.removeprefix(kb.names.base))


def _own(kb: KnowledgeBase, rest: str) -> str:
    kind, _, name = rest.partition("/")
    if kind in ("source", "version") and (place := _in_text(kb, kind, name)):
        return place
    if kind in _PAGES:
        return f"/{_PAGES[kind]}/{encoded(name)}"
    parts = name.split("/")
    if kind in _PASSAGES and len(parts) == 3:
        return f"/talk/{encoded('/'.join(parts[:2]))}#{kind}-{encoded(parts[2])}"
    if kind in _PASSAGES and len(parts) == 2:  # of an event's own notes
        return f"/event/{encoded(parts[0])}#{kind}-{encoded(parts[1])}"
    path, _, fragment = rest.partition("#")
    return f"/resource/{encoded(path)}" + (f"#{encoded(fragment)}" if fragment else "")


def _in_text(kb: KnowledgeBase, kind: str, name: str) -> str | None:
    """Return where a source, its present version or a place in it is shown, if it is kept."""
    path, _, fragment = name.partition("#")
    if kind == "version":
        path, _, digest = path.rpartition("/")
        if not kb.names.versions.get(unquote(path), "").startswith(digest):
            return None  # an earlier one, whose lines were others
    if unquote(path) not in texts(kb):
        return None
    lines = _LINES.fullmatch(fragment)
    page = f"{SOURCE}{encoded(path)}"
    return at_line(page, int(lines[1]) + 1, int(lines[2])) if lines else page


def is_described(kb: KnowledgeBase, iri: str) -> bool:
    """Tell whether the graph says anything of a thing; of a topic that nothing has it does not."""
    try:
        return any(kb.select(queries.EXISTS, {"thing": iri}))
    except (QueryInvalid, ValueError):  # not an IRI
        return False


def mark(iri: str) -> str:
    """Return the identifier that a passage has on the page of its talk, or of its event.

    >>> mark("https://w3id.org/talkgraph/id/post/some-event/some-talk/0123456789")
    'post-0123456789'
    """
    parts = iri.split("/")
    kinds = (part for part in (*parts[-4:-3], *parts[-3:-2]) if part in _PASSAGES)
    return "-".join([*islice(kinds, 1), parts[-1]])


def spellings(path: str) -> Iterator[str]:
    """Yield the ways in which an IRI may spell a path that a client has sent (still escaped).

    Clients escape what is not ASCII, and some of them more; IRIs here have the letters as they
    are and escape what is no letter.
    """
    plain = unquote(path)
    yield from dict.fromkeys((path, plain, quote(plain, safe="/-._~@"), _letters(path)))


def _letters(path: str) -> str:
    """Undo the escapes of what is not ASCII only."""
    return "".join(
        quote(c, safe="") if c.isascii() and not (c.isalnum() or c in _SAFE) else c
        for c in unquote(path)
    )


@lru_cache(maxsize=_KEPT)
def http_url(text: str) -> str | None:
    """Return an address from the notes if it is one that may be followed, else `None`.

    >>> http_url("javascript:alert(1)") is None
    True
    """
    url = text.strip()
    if " " in url or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None
