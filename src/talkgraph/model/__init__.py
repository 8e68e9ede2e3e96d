"""The frozen values that flow through talkgraph, from a source line to what a search finds.

In the order in which they come to be: where things stand (`spans`, and outside `links`), what was
said (`statements`) at which talk (`events`), what a reader makes of a file (`readings`), who is who
(`people`), what follows from meaning (`meaning`), and what is indexed, asked and answered
(`passages`). `names` is the only place that mints an IRI. What a source tells is a field of a value
in `events` or `statements`; where that becomes triples says `graph.write`.

Lines are 1-based and spans include both ends. Positions (of talks, posts, notes, speakers)
are 1-based. Text is Unicode, never bytes.
"""

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
    RelatedTalk,
    Theme,
    ThemeMember,
    Topic,
    TopicAssignment,
    TopicMethod,
)
from talkgraph.model.passages import (
    Date,
    Filters,
    Found,
    Passage,
    PassageKind,
    Search,
    TalkRecord,
    Why,
)
from talkgraph.model.people import (
    IdentityCandidate,
    MentionPlace,
    MentionRole,
    Merge,
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
from talkgraph.model.readings import (
    NO_HINTS,
    NOT_NOTES,
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
    Hashtag,
    Note,
    NoteKind,
    Post,
    PostGroup,
    Quote,
    Statements,
)

__all__ = [
    "NOT_NOTES",
    "NO_HINTS",
    "Abstract",
    "Account",
    "Aside",
    "AttributionBasis",
    "Contradiction",
    "Coverage",
    "Date",
    "Day",
    "Diagnostic",
    "Event",
    "Filters",
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
    "Passage",
    "PassageKind",
    "PassagePair",
    "People",
    "Person",
    "PersonMention",
    "Post",
    "PostGroup",
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
    "WorkMerge",
    "Works",
]
