"""The frozen values that flow through talkgraph, from a source line to what a search finds.

In the order in which they come to be: where things stand (`spans`, and outside `links`), what was
said (`statements`) at which talk (`events`), what a reader makes of a file (`readings`), who is who
and where they work (`people`), what follows from meaning (`meaning`), what is indexed and found
(`passages`), and what is asked (`queries`). `names` is the only place that mints an IRI. What a
source tells is a field of a value in `events` or `statements`; where that becomes triples says
`graph.write`.

Lines are 1-based and spans include both ends. Positions (of talks, posts, notes, speakers)
are 1-based. Text is Unicode, never bytes.

Each module is loaded when a value of it is first asked for: most processes need few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from talkgraph.model.events import (
        Contradiction,
        Day,
        Event,
        Session,
        SessionItem,
        SessionKind,
        SourceKind,
        Speaker,
        Talk,
        TalkStatus,
        Telling,
        Thread,
        ToldBy,
    )
    from talkgraph.model.links import (
        Account,
        Link,
        LinkKind,
    )
    from talkgraph.model.meaning import (
        PassagePair,
        Proposal,
        RelatedTalk,
        Theme,
        ThemeMember,
        Topic,
        TopicAssignment,
        TopicMethod,
    )
    from talkgraph.model.passages import (
        Found,
        Passage,
        PassageKind,
        TalkRecord,
        Why,
    )
    from talkgraph.model.people import (
        NO_ORGANIZATIONS,
        Affiliation,
        IdentityCandidate,
        MentionPlace,
        MentionRole,
        Merge,
        Organization,
        OrganizationCandidate,
        OrganizationMerge,
        Organizations,
        People,
        Person,
        PersonMention,
        TalkDelivery,
        TalkKey,
        Work,
        WorkCandidate,
        WorkMerge,
        Works,
    )
    from talkgraph.model.queries import Date, Filters, Search
    from talkgraph.model.readings import (
        NO_HINTS,
        NOT_NOTES,
        FormerIri,
        Hints,
        Reading,
        SourceFile,
        TakenFor,
    )
    from talkgraph.model.spans import Coverage, Diagnostic, Severity, Span
    from talkgraph.model.statements import (
        Abstract,
        Aside,
        AttributionBasis,
        CitedAs,
        CitedWork,
        Credit,
        Hashtag,
        Note,
        NoteKind,
        Post,
        PostGroup,
        Quote,
        Statements,
        WorkKind,
    )

__all__ = [
    "NOT_NOTES",
    "NO_HINTS",
    "NO_ORGANIZATIONS",
    "Abstract",
    "Account",
    "Affiliation",
    "Aside",
    "AttributionBasis",
    "CitedAs",
    "CitedWork",
    "Contradiction",
    "Coverage",
    "Credit",
    "Date",
    "Day",
    "Diagnostic",
    "Event",
    "Filters",
    "FormerIri",
    "Found",
    "Hashtag",
    "Hints",
    "IdentityCandidate",
    "Link",
    "LinkKind",
    "MentionPlace",
    "MentionRole",
    "Merge",
    "Note",
    "NoteKind",
    "Organization",
    "OrganizationCandidate",
    "OrganizationMerge",
    "Organizations",
    "Passage",
    "PassageKind",
    "PassagePair",
    "People",
    "Person",
    "PersonMention",
    "Post",
    "PostGroup",
    "Proposal",
    "Quote",
    "Reading",
    "RelatedTalk",
    "Search",
    "Session",
    "SessionItem",
    "SessionKind",
    "Severity",
    "SourceFile",
    "SourceKind",
    "Span",
    "Speaker",
    "Statements",
    "TakenFor",
    "Talk",
    "TalkDelivery",
    "TalkKey",
    "TalkRecord",
    "TalkStatus",
    "Telling",
    "Theme",
    "ThemeMember",
    "Thread",
    "ToldBy",
    "Topic",
    "TopicAssignment",
    "TopicMethod",
    "Why",
    "Work",
    "WorkCandidate",
    "WorkKind",
    "WorkMerge",
    "Works",
]

# In an order in which none needs one behind it, so that no more is loaded than has to be.
_MODULES: Final = (
    "spans",
    "links",
    "statements",
    "events",
    "people",
    "meaning",
    "passages",
    "readings",
    "queries",
)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the kinds differ, type checkers see above
    """Load the module of a value."""
    if name in __all__:
        for module in _MODULES:
            values = vars(import_module(f"{__name__}.{module}"))
            if name in values:
                globals()[name] = values[name]
                return values[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the values."""
    return __all__
