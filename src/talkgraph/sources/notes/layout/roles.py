"""What each heading is, once it is known at which level the talks stand.

Above the talks stand the title, days and containers ("Keynotes", "Track 2"); below them, parts of
a talk. A container passes on what its parts are ("Workshops").
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Final

from talkgraph.model import SessionKind
from talkgraph.sources.notes.event.labels import Label
from talkgraph.sources.notes.layout.evidence import (
    OF_A_TALK,
    SURE,
    Shown,
    has_evidence,
    is_date_line,
    is_day,
    says_who_below,
    shown_by,
)
from talkgraph.sources.notes.layout.levels import Levels
from talkgraph.sources.notes.layout.outline import Form, Heading, Marks, Outline, Role, Section
from talkgraph.sources.notes.layout.titles import Habit
from talkgraph.sources.notes.layout.words.headings import (
    is_container,
    is_of_event_itself,
    is_part,
    session_words,
    sessions_held,
)
from talkgraph.sources.notes.layout.words.own import is_own
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.source import Source

_OF_TALKS: Final = frozenset(
    {
        *(Label.THREADS, Label.POSTS, Label.NOTES, Label.VIDEOS, Label.SLIDES, Label.IMAGES),
        Label.SKETCHNOTES,
    }
)
_FIRST_HEADINGS: Final = 2
_NEARLY_ALL: Final = 0.8

Roles = tuple[list[Role], list[SessionKind | None]]
"""The role of each heading, and what a container above it makes of it."""


def outline(levels: Levels, marks: Marks, habit: Habit, source: Source) -> Outline:
    """Give every heading its role, and gather the blocks below those that count."""
    roles, kinds = roles_of(levels, marks.headings, habit, source)
    preamble = list(marks.before)
    blocks = preamble
    sections: list[tuple[Role, Heading | None, list[Block], SessionKind | None]] = []
    of_headings = iter(zip(roles, kinds, strict=True))
    for heading, below in marks.groups:
        if heading is None:
            blocks = list(below)
            sections += [(Role.EVENT_PART, None, blocks, None)] if blocks else []
            continue
        role, kind = next(of_headings)
        if role is Role.INNER:
            blocks += [heading.block, *heading.below]
        else:
            blocks = list(heading.below)
            sections.append((role, heading, blocks, kind))
    return Outline(
        preamble=tuple(preamble),
        sections=tuple(
            Section(role=role, heading=heading, blocks=tuple(held), kind=kind)
            for role, heading, held, kind in sections
        ),
    )


def roles_of(levels: Levels, headings: Sequence[Heading], habit: Habit, source: Source) -> Roles:
    """Say what each heading is; in a file that is one talk, all but its title are inside it."""
    if levels.level is None:
        roles = [Role.INNER] * len(headings)
        if levels.title is not None:
            roles[levels.title] = Role.SECTION
        return roles, [None] * len(headings)
    shown = [shown_by(heading, habit, source) for heading in headings]
    return _Roles(headings=headings, shown=shown, level=levels.level).decided(levels.title)


@dataclass(slots=True, kw_only=True)
class _Roles:
    """Decides heading by heading, in order; `parents` are the places of the headings above."""

    headings: Sequence[Heading]
    shown: Sequence[Shown]
    level: int
    parents: list[int | None] = field(default_factory=list)
    children: dict[int, list[int]] = field(default_factory=dict)
    leading: set[int] = field(default_factory=set)
    last_numbered: int | None = None
    any_listed: bool = False
    scattered: bool = False
    items_are_noted: bool = False
    titles: Counter[str] = field(default_factory=Counter)

    def decided(self, title: int | None) -> Roles:
        self._look()
        roles: list[Role] = []
        kinds: list[SessionKind | None] = []
        begun = False
        for n, heading in enumerate(self.headings):
            role = Role.TITLE if n == title else self._fixed(n) or self._role(n, roles)
            named_part = heading.label in _OF_TALKS or "part" in self.shown[n].signs
            if self._may_be_inside(n, role) and named_part:
                role = Role.INNER if begun else Role.EVENT_PART
            if role in {Role.SECTION, Role.INNER} and self._is_of_event(n):
                role = Role.INNER if begun and self._repeats(n) else Role.EVENT_PART
            roles.append(role)
            kinds.append(self._kind(n, roles, kinds))
            begun = begun or role is Role.SECTION
        return roles, kinds

    def _look(self) -> None:
        """Find what stands above and below each heading, and which hold any of the talks' level."""
        above: list[int] = []
        self.any_listed = any(heading.listed for heading in self.headings)
        for n, heading in enumerate(self.headings):
            while above and self.headings[above[-1]].level >= heading.level:
                above.pop()
            self.parents.append(above[-1] if above else None)
            if above:
                self.children.setdefault(above[-1], []).append(n)
            if heading.level == self.level:
                self.leading.update(above)
            above.append(n)
        elsewhere = [h.level != self.level for h in self.headings]
        self.scattered = sum(s.habitual for s in compress(self.shown, elsewhere)) > 1
        counts = Counter("numbered" in s.signs for s in self._of_level())
        if counts[True] >= _NEARLY_ALL * (counts.total() - 1) and counts[True]:
            self.last_numbered = max(n for n, s in enumerate(self.shown) if "numbered" in s.signs)
        of_items = Counter(bool(h.below) for h in self.headings if h.form is Form.ITEM)
        self.items_are_noted = of_items[True] > of_items[False]
        self.titles.update(h.title.casefold() for h in self.headings if h.level == self.level)

    def _of_level(self) -> list[Shown]:
        pairs = zip(self.headings, self.shown, strict=True)
        return [shown for heading, shown in pairs if heading.level == self.level]

    def _fixed(self, n: int) -> Role | None:
        """Return the role that the words of a heading give by themselves."""
        if n < _FIRST_HEADINGS and is_date_line(self.headings[n]):
            return Role.EVENT_PART
        return Role.DAY if is_day(self.headings[n]) else None

    def _is_of_event(self, n: int) -> bool:
        """Tell whether a heading at the talks' level is of the event as a whole."""
        heading = self.headings[n]
        if heading.level != self.level or heading.anchor or heading.listed:
            return False
        if is_own(heading.title):
            return not says_who_below(heading)
        return self.shown[n].talkness < SURE and is_of_event_itself(heading.title)

    def _repeats(self, n: int) -> bool:
        """Tell whether a heading that may be part of a talk stands several times, once for each."""
        title = self.headings[n].title.casefold()
        return self.titles[title] > 1 and is_part(title)

    def _may_be_inside(self, n: int, role: Role) -> bool:
        heading = self.headings[n]
        open_role = role not in {Role.TITLE, Role.DAY}
        return open_role and heading.level >= self.level and not heading.anchor

    def _kind(
        self, n: int, roles: Sequence[Role], kinds: Sequence[SessionKind | None]
    ) -> SessionKind | None:
        """Return what the container above makes of a heading; a container has it for its parts."""
        if roles[n] is Role.CONTAINER:
            return sessions_held(self.headings[n].title)
        parent = self.parents[n]
        held = roles[n] is Role.SECTION and parent is not None and roles[parent] is Role.CONTAINER
        return kinds[parent] if held and parent is not None else None

    def _role(self, n: int, roles: Sequence[Role]) -> Role:
        heading = self.headings[n]
        if heading.listed:
            return Role.SECTION
        if not (heading.title or heading.anchor):
            return Role.INNER
        if heading.level > self.level:
            return self._below(n, roles)
        if heading.level < self.level:
            return self._above(n)
        if heading.label is not None or (heading.over_contents and not heading.anchor):
            return Role.EVENT_PART
        if self._is_container(n):
            return Role.CONTAINER
        return Role.EVENT_PART if self._is_stray(n) else Role.SECTION

    def _below(self, n: int, roles: Sequence[Role]) -> Role:
        """Say what a heading is below the level of the talks: a part, or a talk all the same."""
        heading, parent = self.headings[n], self.parents[n]
        if self.scattered and self.shown[n].habitual and heading.form is Form.HEADING:
            return Role.SECTION
        if heading.anchor and (not self.any_listed or has_evidence(heading)):
            return Role.SECTION
        held = parent is not None and roles[parent] is Role.CONTAINER
        return Role.SECTION if held and self.shown[n].talkness > 0 else Role.INNER

    def _above(self, n: int) -> Role:
        """Say what a heading is that stands above the level of the talks."""
        if self.shown[n].talkness >= SURE or self.headings[n].anchor:
            return Role.SECTION
        if n in self.leading:
            return Role.CONTAINER
        likely = self.shown[n].talkness >= OF_A_TALK["programme"]
        return Role.SECTION if likely else Role.EVENT_PART

    def _is_container(self, n: int) -> bool:
        """Tell whether a heading at the talks' level says that it holds talks, and does."""
        title = self.headings[n].title
        if not is_container(title) or session_words(title) or self.shown[n].talkness >= SURE:
            return False
        inside = self.children.get(n, [])
        top = min((self.headings[k].level for k in inside), default=0)
        places = [k for k in inside if self.headings[k].level == top]
        likely = sum(self.shown[k].talkness >= SURE for k in places)
        return bool(places) and 2 * likely >= len(places)

    def _is_stray(self, n: int) -> bool:
        """Tell a last heading without a number from the talks, which all have one.

        So too an item of a list with nothing below it, and no name, from those with both.
        """
        if self.headings[n].form is Form.ITEM and not self.headings[n].below:
            return self.items_are_noted and self.shown[n].talkness < OF_A_TALK["programme"]
        last = self.last_numbered
        return last is not None and n > last and self.shown[n].talkness < SURE
