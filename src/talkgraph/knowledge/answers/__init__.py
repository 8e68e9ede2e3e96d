"""What the knowledge base answers with: frozen values that turn into tables.

The attributes carry the names that the JSON formats of the command line use. Wherever they are
not said to be something else:

- `iri` is the value's own name in the graph;
- `event`, `title` and `speakers` are names as people read them, speakers in the order of the notes;
- a `date` is a day (`2019-10-02`), as are an event's `start` and `end`; those of a talk are times
  by the clock there (`2019-10-02T09:30:00-04:00`, without the offset where the zone is not known),
  a talk after midnight being one of the day before; each is `None` where no source says it;
- `room`, `track` and `language` (BCP 47: `en`) are `None` where no programme says them;
- a `status` is `cancelled`, `given`, or `None` where no programme says either;
- a `line` counts from 1 in the file `source`, and is `None` where that has no lines.
"""

from talkgraph.knowledge.answers.found import Hit, TalkHits
from talkgraph.knowledge.answers.related import PostPair, Reasons, Related
from talkgraph.knowledge.answers.talks import (
    Announced,
    LinkView,
    QuoteSummary,
    QuoteView,
    Said,
    SpeakerDetails,
    SpeakerSummary,
    SpeakerView,
    TalkDetails,
    TalkGiven,
    TalkSummary,
    Told,
)
from talkgraph.knowledge.answers.themes import ThemeCount, ThemePost, ThemeSummary, ThemeTalk
from talkgraph.knowledge.answers.topics import (
    ProposedTopic,
    TopicName,
    TopicPage,
    TopicPassage,
    TopicSummary,
    TopicTalk,
)
from talkgraph.knowledge.answers.whole import EventStats, Outside, PassageView, Stats

__all__ = [
    "Announced",
    "EventStats",
    "Hit",
    "LinkView",
    "Outside",
    "PassageView",
    "PostPair",
    "ProposedTopic",
    "QuoteSummary",
    "QuoteView",
    "Reasons",
    "Related",
    "Said",
    "SpeakerDetails",
    "SpeakerSummary",
    "SpeakerView",
    "Stats",
    "TalkDetails",
    "TalkGiven",
    "TalkHits",
    "TalkSummary",
    "ThemeCount",
    "ThemePost",
    "ThemeSummary",
    "ThemeTalk",
    "Told",
    "TopicName",
    "TopicPage",
    "TopicPassage",
    "TopicSummary",
    "TopicTalk",
]
