"""The ways to a knowledge base: open the one in a folder, all its parts, or make one from notes."""

import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from talkgraph.errors import FormerGenerationUsed
from talkgraph.knowledge import generation
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.opened import Parts
from talkgraph.search.once import make_all
from talkgraph.settings import NO_IMPRINT, PACKAGED_MODEL, Imprint, Settings

Part = Callable[[], object]
_KINDS: Final = ("talk", "speaker", "event", "theme", "topic")
# With a mistake in it, so that the dictionary is opened, too, and whatever libraries load at first.
_REHEARSED: Final = "an exampel of a question"


def open_knowledge_base(path: str | Path) -> KnowledgeBase:
    """Open the knowledge base in a folder, as the last build left it.

    It keeps answering from that build, whatever is built meanwhile; open it again to see more.
    Where that build is damaged, the one before it answers, and `FormerGenerationUsed` warns of it.

    Raises `KnowledgeBaseMissing` where there is none, `KnowledgeBaseMismatch` where another
    version made it, `KnowledgeBaseDamaged`, or `KnowledgeBaseRefused` where it may not be read.

    >>> import talkgraph
    >>> talkgraph.open("no/such/folder")
    Traceback (most recent call last):
    ...
    talkgraph.errors.KnowledgeBaseMissing: no/such/folder: there is no knowledge base here; ...
    """
    kb = usable_knowledge_base(path)
    if problem := what_stands_in(kb):
        warnings.warn(problem, FormerGenerationUsed, stacklevel=2)
    return kb


def usable_knowledge_base(path: str | Path) -> KnowledgeBase:
    """Open a knowledge base for somebody who tells `what_stands_in` in another way than a warning.

    Raises what `open_knowledge_base` raises.
    """
    return KnowledgeBase(Parts(generation.usable(Path(path))))


def what_stands_in(kb: KnowledgeBase) -> str | None:
    """Say why the generation before the one in use answers, if it does."""
    found = kb.generation
    if found.problem is None:
        return None
    return f"{found.problem}. Until then the generation before it answers, {found.name}"


def parts_of(kb: KnowledgeBase) -> Mapping[str, Part]:
    """Return what opens each part of a knowledge base, by name, in the order to call them in.

    It is for whoever wants all of it open before the first question: without that, each part is
    loaded by the first question that needs it. What only a build or the command line asks for is
    not among them. Each call raises what the first question would raise.
    """
    from talkgraph.knowledge.reconcile.suggestions import suggestions

    parts = kb.parts

    def whole(*values: object) -> bool:
        for value in values:
            make_all(value, apart_from=(Parts, KnowledgeBase))
        return True

    return {
        "graph": lambda: (parts.store, parts.former),
        "texts": lambda: (parts.talks, parts.said, parts.topic_labels),
        "names": lambda: (parts.people, parts.lookup, *map(kb.addresses, _KINDS)),
        "lists": lambda: (kb.stats(), kb.talks(), kb.speakers(), kb.vocabulary()),
        "themes": lambda: (
            kb.themes(),
            kb.themes_of(""),
            *(kb.namesake(k, "") for k in _KINDS[-2:]),
        ),
        "model": lambda: whole(parts.encoder),
        "search": lambda: whole(parts.engine),
        "words": lambda: (whole(parts.reader, parts.cards), kb.search(_REHEARSED)),
        "related": lambda: whole(parts.relater),
        "suggestions": lambda: suggestions(kb),
    }


def create_knowledge_base(
    notes: str | Path | Iterable[str | Path],
    kb: str | Path,
    *,
    model: str = PACKAGED_MODEL,
    overrides: str | Path | None = None,
    vocabulary: str | Path | Iterable[str | Path] | None = None,
    themes: str | Path | None = None,
    links: str | Path | Iterable[str | Path] = (),
    event: str | None = None,
    tags: Iterable[str] = (),
    zone: str | None = None,
    unlisted: bool = False,
    imprint: Imprint = NO_IMPRINT,
    strict: bool = False,
) -> KnowledgeBase:
    """Build a knowledge base from files, folders or archives, in the folder `kb`, and open it.

    Only what has changed since the last build in `kb` is worked out anew; where nothing has,
    nothing is done. What was odd in the notes does not stop it: see `KnowledgeBase.diagnostics`.

    - `model`: what turns texts into vectors, a name as in `Settings`;
    - `overrides`: a file of decisions on who is who, one on a line;
    - `vocabulary`: SKOS files that take the place of the topics, the first before the others;
      `"shipped"` among them is the vocabulary that comes with talkgraph;
    - `themes`: a text file of themes to look for as well, one on a line;
    - `links`: files of links to the same things elsewhere (SSSOM, or IRI, relation and target);
    - `event`, `tags` and `zone`: what programmes and posts do not say themselves: the name of their
      event, its hashtags, and the time zone of times without one;
    - `unlisted`: read also posts that everybody may see but no public list shows;
    - `imprint`: what is said of the data set: its title, its licence, who made it;
    - `strict`: fail on any warning, and leave the last build in use.

    Raises `NotesUnreadable`, `OverridesInvalid`, `VocabularyInvalid`, `InputError` (for `themes`,
    `links`, `zone` and `imprint`), `StrictBuildFailed`, `EncoderUnavailable`,
    `KnowledgeBaseLocked` or `KnowledgeBaseRefused`.
    """
    from talkgraph.knowledge.build.build import BuildRequest, build
    from talkgraph.sources.hints import checked_hints

    build(
        BuildRequest(
            sources=_paths(notes),
            kb=Path(kb),
            settings=Settings(model=model, imprint=imprint),
            overrides=Path(overrides) if overrides else None,
            vocabularies=_paths(vocabulary or ()),
            themes=Path(themes) if themes else None,
            strict=strict,
            hints=checked_hints(event, tags, zone, unlisted=unlisted),
            links=_paths(links),
        )
    )
    return open_knowledge_base(kb)


def _paths(given: str | Path | Iterable[str | Path]) -> tuple[Path, ...]:
    return (Path(given),) if isinstance(given, str | Path) else tuple(map(Path, given))
