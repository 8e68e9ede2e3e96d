"""Themes, with their talks and the passages that stand for them."""

from dataclasses import dataclass
from typing import ClassVar

from talkgraph.knowledge.tables import Results, Shown
from talkgraph.model import PassageKind


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemeCount(Shown):
    """How much of a theme there is in one year or at one event (`period`).

    `talks` counts the members, `weight` sums their weights, and `share` is the weight over
    `of`, the number of all talks there.
    """

    PLURAL: ClassVar[str] = "periods"
    COLUMNS: ClassVar[tuple[str, ...]] = ("period", "talks", "of", "weight", "share")

    period: str
    talks: int
    of: int
    weight: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemeTalk(Shown):
    """A talk's part in a theme.

    `weight`, 0 to 1, is how surely and how closely the talk is of the theme. Themes overlap: the
    weights of a talk in several of them do not add up to 1.
    """

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("weight", "title", "event")

    iri: str
    weight: float
    title: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemePost(Shown):
    """A passage that stands for a theme, and where it stands; `talk` is an IRI."""

    PLURAL: ClassVar[str] = "posts"
    COLUMNS: ClassVar[tuple[str, ...]] = ("text",)

    iri: str
    text: str
    talk: str
    source: str
    line: int | None
    kind: PassageKind


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemeSummary(Shown):
    """A theme: what `KnowledgeBase.themes` returns and `themes --format json` prints.

    `keywords` are the words most its own; `talks` are in order of weight, and `talks_in_all` counts
    them where not all are given; `posts` are up to six passages that stand for it, of different
    talks first, what was said before what was announced. `description` is a sentence of its
    passages, or nothing; `parent` is the name of the theme that holds its talks and more, and
    `parent_iri` its IRI, if there is one.
    """

    PLURAL: ClassVar[str] = "themes"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "keywords", "talks", "posts")

    iri: str
    name: str
    keywords: tuple[str, ...]
    talks: Results[ThemeTalk]
    talks_in_all: int
    posts: Results[ThemePost]
    description: str = ""
    parent: str | None = None
    parent_iri: str | None = None
