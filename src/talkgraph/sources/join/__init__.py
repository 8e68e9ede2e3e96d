"""Makes one event of what several sources tell of it: programmes, notes, archives of posts.

Nothing is lost: what is told once is taken as it is, what is told twice is united, and every span
stays with what it tells of. Where sources differ, one is followed: a programme before notes, notes
before an archive, of several of one kind the first by its name (`precedence`). What the others say
in other words keeps its place in its source, and where it contradicts, a diagnostic says so.

`same_events` and `same_parts` say what is one; `events`, `parts`, `days` and `speakers` unite it.
"""

from talkgraph.sources.join.events import join

__all__ = ["join"]
