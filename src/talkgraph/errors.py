"""Every error that talkgraph raises on purpose, with the facts as attributes.

The tree:

    TalkgraphError                  exit code 1 on the command line
    ├── InputError                  a source, a query or an option value is at fault
    │   ├── NotesUnreadable         no source could be read, or a source folder holds no notes
    │   ├── OverridesInvalid        a line of the identity overrides file is not understood
    │   ├── VocabularyInvalid       the topic vocabulary is not SKOS that can be used
    │   ├── QueryInvalid            a SPARQL query is malformed or reaches outside
    │   │   └── NoSuchAnswer        a query of this form has no answer of this media type
    │   ├── AnswerTooLarge          the answer has more rows or bytes than are allowed
    │   ├── NotFound                no talk, speaker, event, theme or topic has this name
    │   └── Ambiguous               a name stands for several things; the candidates are listed
    ├── StrictBuildFailed           a strict build: it met warnings or errors in its input
    ├── OutputRefused               the system does not take what is printed or written
    ├── EncoderUnavailable          the embedding model is missing, altered or cannot be loaded
    └── KnowledgeBaseError          exit code 3 on the command line
        ├── KnowledgeBaseMissing    there is no knowledge base at that place
        ├── KnowledgeBaseMismatch   made by another format version or another model
        ├── KnowledgeBaseDamaged    a file of it is missing, truncated or altered
        ├── KnowledgeBaseRefused    the system does not let it be read or written: no room, no right
        └── KnowledgeBaseLocked     another process is writing to it

Messages say what failed, where, and what to do about it; attributes hold the facts. `because` has
the words for what the operating system says, of which it alone knows what there is to do.
`FormerGenerationUsed` is a warning, and no error.

>>> from talkgraph.errors import NotFound
>>> try:
...     kb.speaker("Inez Calloway")
... except NotFound as error:
...     error.suggestions[0]
'Ines Calloway'
"""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_LISTED: Final = 20
"""How many of the things that a name may stand for a message lists."""


class TalkgraphError(Exception):
    """The base of every error that talkgraph raises on purpose.

    `exit_code` is what a command of talkgraph then ends with.
    """

    exit_code = 1


class InputError(TalkgraphError):
    """What the caller gave cannot be used as it is."""


class NotesUnreadable(InputError):
    """No source could be read, or a source folder holds no notes."""


class OverridesInvalid(InputError):
    """A line of the identity overrides file is not understood."""

    def __init__(self, message: str, *, source: str, line: int) -> None:
        """Keep where the line stands (`line` is 1-based)."""
        super().__init__(f"{source}:{line}: {message}")
        self.source = source
        self.line = line


class VocabularyInvalid(InputError):
    """The topic vocabulary is not SKOS that can be used."""


class QueryInvalid(InputError):
    """A SPARQL query is malformed, is an update, or reaches outside the knowledge base."""


class NoSuchAnswer(QueryInvalid):
    """A query of this form has no answer of this media type."""

    def __init__(self, media_type: str | None, *, is_graph: bool) -> None:
        """Keep whether the answer is a graph, and not rows."""
        form = "CONSTRUCT or DESCRIBE" if is_graph else "SELECT or ASK"
        other = "RDF, such as text/turtle" if is_graph else "rows, such as text/csv"
        super().__init__(
            f"a {form} query has no {media_type or 'such'} answer; ask for one of {other}"
        )
        self.is_graph = is_graph


class AnswerTooLarge(InputError):
    """The answer to a query has more rows or bytes than are allowed."""

    def __init__(self, of: str, most: int) -> None:
        """Keep what there is too much `of` (`rows` or `bytes`)."""
        super().__init__(f"the answer has more than {most} {of}; ask for less, as with LIMIT")
        self.of = of


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """What has a name that was asked for, and is of another `kind`: theme or topic.

    `name` is how it is called, `address` what ends the path of its page.
    """

    kind: str
    name: str
    address: str


class NotFound(InputError):
    """There is no talk, speaker, event, theme or topic, or no kind of thing, of this name."""

    def __init__(
        self,
        message: str,
        *,
        name: str,
        suggestions: Sequence[str] = (),
        namesake: Namesake | None = None,
        kind: str = "",
    ) -> None:
        """Keep the `name` asked for, the nearest names that exist, and what else has the name.

        `kind` is what was asked for (`talk`, `speaker`, `event`, `theme` or `topic`), where it is
        one of those.
        """
        if namesake:
            message = f"{message.rstrip('.')}: {namesake.name} is a {namesake.kind}."
            suggestions = ()
        between = "; " if any("," in each for each in suggestions) else ", "
        near = f" Did you mean: {between.join(suggestions)}?" if suggestions else ""
        near = near or ("" if namesake else " Check how it is written.")
        super().__init__(f"{message}{near}")
        self.name = name
        self.suggestions = tuple(suggestions)
        self.namesake = namesake
        self.kind = kind


class Ambiguous(InputError):
    """A name stands for several things."""

    def __init__(self, message: str, *, name: str, candidates: Sequence[str]) -> None:
        """Keep the `name` asked for and every candidate it may stand for; the first are listed."""
        listing = "".join(f"\n  {candidate}" for candidate in candidates[:MOST_LISTED])
        if len(candidates) > MOST_LISTED:
            listing += f"\n  … and {len(candidates) - MOST_LISTED} more"
        super().__init__(f"{message}{listing}")
        self.name = name
        self.candidates = tuple(candidates)


class StrictBuildFailed(TalkgraphError):
    """A build asked to be strict met diagnostics that a strict build does not allow."""

    def __init__(self, message: str, *, count: int) -> None:
        """Keep how many diagnostics stood in the way."""
        super().__init__(message)
        self.count = count


class OutputRefused(TalkgraphError):
    """The operating system does not take what is printed, or written to a file of the user's."""


class EncoderUnavailable(TalkgraphError):
    """The embedding model is missing, altered or cannot be loaded."""


class KnowledgeBaseError(TalkgraphError):
    """The knowledge base on disk cannot be used."""

    exit_code = 3


class KnowledgeBaseMissing(KnowledgeBaseError):
    """There is no knowledge base at that place."""


class KnowledgeBaseMismatch(KnowledgeBaseError):
    """The knowledge base was made by another format version or another model."""


class KnowledgeBaseDamaged(KnowledgeBaseError):
    """A file of the knowledge base is missing, truncated or altered."""


class KnowledgeBaseRefused(KnowledgeBaseError):
    """The operating system does not let the knowledge base be read or written."""


class KnowledgeBaseLocked(KnowledgeBaseError):
    """Another process is writing to the knowledge base."""


class FormerGenerationUsed(UserWarning):
    """The generation in use cannot be read, so that the one before it answers."""


# ── what the operating system says ───────────────────────────────────────────────────────────

_MAKE_ROOM: Final = "make room, or write elsewhere"
_GIVE_THE_RIGHT: Final = "give yourself the right to it, or name another place"
_CLOSE_FILES: Final = "let more files be open at a time (ulimit -n), or close some"
_ADVICE: Final = {
    errno.ENOSPC: _MAKE_ROOM,
    errno.EDQUOT: _MAKE_ROOM,
    errno.EFBIG: "let files be larger (ulimit -f), or write elsewhere",
    errno.EACCES: _GIVE_THE_RIGHT,
    errno.EPERM: _GIVE_THE_RIGHT,
    errno.EROFS: "name a place that can be written to",
    errno.EMFILE: _CLOSE_FILES,
    errno.ENFILE: _CLOSE_FILES,
    errno.ENOMEM: "free some memory",
    errno.EIO: "look what ails the disk, or use another",
    errno.ENAMETOOLONG: "give a shorter path",
    errno.EBADF: "do not close it, or send it elsewhere",
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "check the path",
    errno.EISDIR: "name a file",
    errno.EEXIST: "name another place",
}
# What is no fault of the file's, and gone as soon as somebody allows more.
_NOT_ALLOWED: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENAMETOOLONG}
)
_BY_WORDS: Final = {
    **{os.strerror(number): number for number in _ADVICE},
    "file descriptors": errno.EMFILE,  # as the store of graphs says
}


def because(error: BaseException) -> str:
    """Return why the operating system refused something, and what to do about it.

    >>> because(OSError(28, "No space left on device"))
    'No space left on device; make room, or write elsewhere'
    """
    number = _number(error)
    told = os.strerror(number) if number else str(error)
    reason = getattr(error, "strerror", None) or told
    advice = _ADVICE.get(number or 0)
    return f"{reason}; {advice}" if advice else reason


def is_refusal(error: BaseException) -> bool:
    """Tell whether an error, whoever raises it, is one of the operating system's."""
    return _number(error) is not None


def is_not_allowed(error: BaseException) -> bool:
    """Tell whether an error says that something is not allowed now, and not that it is broken."""
    return _number(error) in _NOT_ALLOWED


def unreadable(place: object, why: object) -> KnowledgeBaseError:
    """Return the error for a file of a knowledge base that cannot be read: damaged, or refused."""
    if isinstance(why, BaseException) and is_not_allowed(why):
        return KnowledgeBaseRefused(f"{place} cannot be read: {because(why)}")
    return KnowledgeBaseDamaged(f"{place}: cannot be read ({why}); build the knowledge base again")


def _number(error: BaseException) -> int | None:
    """Return the system's number of an error; libraries that are not Python's only tell its words.

    >>> _number(RuntimeError("IO error: No space left on device: While appending to ...")) == 28
    True
    """
    if isinstance(error, OSError) and error.errno:
        return error.errno
    told = str(error)
    return next((number for words, number in _BY_WORDS.items() if words in told), None)
