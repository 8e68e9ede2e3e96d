"""One event as the posts of one owner tell it: which of them are of which talk, and which of none.

What stays unsure is kept with the event, and told of.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from talkgraph.model import (
    Account,
    Diagnostic,
    Event,
    LinkKind,
    Post,
    PostGroup,
    SourceKind,
    Span,
    Speaker,
    Talk,
    Thread,
)
from talkgraph.model.names import slug, unused
from talkgraph.sources.archives.announcing import announcement
from talkgraph.sources.archives.meetings import (
    Meeting,
    zone_by_pauses,
)
from talkgraph.sources.archives.posted import materials_in, order_of, tags_of, told
from talkgraph.sources.archives.talks import (
    WORTH_TELLING,
    Clue,
    Match,
    TalksOf,
    clue_of,
    plain_name,
    speaks_at,
)
from talkgraph.sources.archives.threads import parts
from talkgraph.sources.notes.speakers.persons import may_be_person

_MATERIALS: Final = frozenset({LinkKind.SLIDES, LinkKind.VIDEO, LinkKind.SKETCHNOTE})
_INTO_SLOT: Final = dt.timedelta(minutes=2)
_AHEAD: Final = dt.timedelta(minutes=10)
_FEWEST_OF_A_TALK: Final = 2


@dataclass(slots=True, kw_only=True)
class _TalkDraft:
    """A talk of which groups of posts are; `of` is the one that other sources tell of."""

    title: str
    date: dt.date | None
    of: Talk | None = None
    groups: list[PostGroup] = field(default_factory=list)
    people: dict[tuple[str, str], tuple[Account, str, Span]] = field(default_factory=dict)
    names: dict[str, Span] = field(default_factory=dict)


class EventTold:
    """The groups of one owner that are of one event, put to its talks."""

    def __init__(self, meeting: Meeting, groups: Sequence[PostGroup]) -> None:
        """Take an event and the groups of posts that are of it."""
        self._meeting = meeting
        posts = [post for group in groups for post in group.posts]
        self._zone = meeting.zone or zone_by_pauses(posts)
        self._talks = TalksOf(meeting.event, self._zone)
        self._groups = groups
        self._drafts: dict[object, _TalkDraft] = {}
        self._apart: list[Post] = []
        self._noticed: list[Diagnostic] = []

    def told(self) -> tuple[list[Event], list[Diagnostic]]:
        """Return an event for each source, and what was noticed."""
        for group in self._groups:
            pieces = parts(group) if group.is_thread else self._by_slot(group)
            for piece in pieces:
                self._place(piece)
        by_source: dict[str, tuple[list[_TalkDraft], list[Post]]] = defaultdict(lambda: ([], []))
        for draft in self._drafts.values():
            for source in sorted({group.source for group in draft.groups}):
                of = [group for group in draft.groups if group.source == source]
                by_source[source][0].append(replace(draft, groups=of))
        for post in self._apart:
            by_source[post.span.source][1].append(post)
        tags = {tag for group in self._groups for post in group.posts for tag in tags_of(post)}
        own = frozenset(tags & self._meeting.tags)
        events = [self._event(source, *by_source[source], tags=own) for source in sorted(by_source)]
        return events, self._noticed

    def _by_slot(self, group: PostGroup) -> Iterable[PostGroup]:
        """Cut single posts where the next slot begins, or where its talk is announced before."""
        starts = self._talks.starts
        cuts: dict[int, list[Post]] = {}
        slot = 0
        for post in group.posts:
            if post.time is not None:
                time = post.time.astimezone(self._zone)
                told = announcement(post.plain)
                opens = told is not None and told.opens
                slot = max(slot, bisect_right(starts, time + (_AHEAD if opens else -_INTO_SLOT)))
            cuts.setdefault(slot, []).append(post)
        return (replace(group, posts=tuple(cuts[n])) for n in sorted(cuts))

    def _place(self, group: PostGroup) -> None:
        clue = clue_of(group.posts, group.names, self._zone, thread=group.is_thread)
        match, sure = self._talks.best(clue)
        if match is not None and sure:
            talk = match.talk
            draft = self._drafts.setdefault(
                ("known", talk.key), _TalkDraft(title=talk.title, date=talk.date, of=talk)
            )
            self._add(draft, group, clue)
            return
        if self._is_new(group, clue, match):
            date = clue.when.date() if clue.when else None
            key = self._new_key(group, clue, date)
            title = clue.told.title if clue.told else ""
            draft = self._drafts.setdefault(key, _TalkDraft(title=title, date=date))
            draft.title = draft.title or title
            self._add(draft, group, clue)
            return
        self._apart += group.posts
        if match is not None and match.score >= WORTH_TELLING:
            self._noticed.append(_unsure(group, match))

    def _is_new(self, group: PostGroup, clue: Clue, match: Match | None) -> bool:
        """Tell whether posts are of a talk that no other source tells of."""
        if clue.told is None:
            return False
        if len(self._talks):
            whole = bool(clue.told.opens and clue.told.title and clue.told.people)
            return whole and (match is None or match.score < WORTH_TELLING)
        if group.is_thread:
            return clue.told.opens or len(group.posts) > _FEWEST_OF_A_TALK
        return clue.told.opens or len(group.posts) >= _FEWEST_OF_A_TALK

    def _new_key(self, group: PostGroup, clue: Clue, date: dt.date | None) -> object:
        """Return what makes groups one talk: a title, or single posts of one speaker, one day."""
        if clue.told is not None and clue.told.title:
            return "title", slug(clue.told.title)
        if clue.told is not None and not group.is_thread:
            # A speaker has one talk a day, unless a title says otherwise.
            return "speaker", tuple(sorted(clue.told.people)), date
        return "post", group.posts[0].identifier

    def _add(self, draft: _TalkDraft, group: PostGroup, clue: Clue) -> None:
        draft.groups.append(group)
        names = {account.key: name for account, name in group.names}
        root = group.posts[0]
        announced = clue.told.accounts if clue.told else ()
        for account in (
            announced if draft.of is None else (a for p in group.posts for a in p.says.mentions)
        ):
            name = names.get(account.key, "")
            if draft.of is None or speaks_at(draft.of, account, name):
                at = next((p for p in group.posts if _mentions(p, account)), root)
                draft.people.setdefault(account.key, (account, name, at.span))
        if draft.of is None and clue.told is not None:
            for each in clue.told.names:
                draft.names.setdefault(each, root.span)

    # ── what is told ─────────────────────────────────────────────────────────────────────────────

    def _event(
        self,
        source: str,
        drafts: Sequence[_TalkDraft],
        apart: Sequence[Post],
        *,
        tags: frozenset[str],
    ) -> Event:
        meeting = self._meeting
        taken: dict[str, int] = {}
        ordered = sorted(drafts, key=lambda draft: order_of(_first(draft)))
        talks = tuple(self._talk(draft, n, tags, taken) for n, draft in enumerate(ordered, 1))
        days = [talk.date for talk in talks if talk.date is not None]
        owner = next((g.owner for g in self._groups if g.owner.handle), None)
        posts = sorted(apart, key=order_of)
        if not days and not meeting.sure:
            days = [p.time.astimezone(self._zone).date() for p in posts if p.time]
        return Event(
            name=meeting.event.name,
            slug=meeting.event.slug,
            source=source,
            spans=(Span(source=source),),
            start=None if meeting.sure else min(days, default=None),
            end=None if meeting.sure else max(days, default=None),
            kind=SourceKind.ARCHIVE,
            tags=tuple(sorted(tags)),
            time_zone=None if meeting.sure else meeting.event.time_zone,
            note_taker=owner,
            talks=talks,
            posts=tuple(
                told(post, n, event_tags=meeting.tags | tags, speakers=())
                for n, post in enumerate(posts, 1)
            ),
        )

    def _talk(
        self, draft: _TalkDraft, position: int, tags: frozenset[str], taken: dict[str, int]
    ) -> Talk:
        speakers = self._speakers(draft)
        names = [each.name for each in (draft.of.speakers if draft.of else speakers)]
        groups = sorted(draft.groups, key=lambda group: order_of(group.posts[0]))
        kept = [post for group in groups for post in group.posts]
        posts = tuple(
            told(post, n, event_tags=self._meeting.tags | tags, speakers=names, title=draft.title)
            for n, post in enumerate(sorted(kept, key=order_of), 1)
        )
        links = {
            link.url: link
            for post in posts
            for link in materials_in(post)
            if link.kind in _MATERIALS
        }
        root = kept[0]
        return Talk(
            key=draft.of.key if draft.of else unused(self._key(draft, root), taken),
            title=draft.title,
            position=position,
            spans=tuple(dict.fromkeys(group.posts[0].span for group in groups)),
            date=draft.date,
            speakers=speakers,
            threads=tuple(_thread(group) for group in groups if group.is_thread),
            links=tuple(links.values()),
            posts=posts,
        )

    def _key(self, draft: _TalkDraft, root: Post) -> str:
        if draft.title:
            return slug(draft.title)
        who = [account.handle for account, _, _ in draft.people.values()]
        return slug(" ".join((*who, str(draft.date or "")))) if who else slug(root.identifier or "")

    def _speakers(self, draft: _TalkDraft) -> tuple[Speaker, ...]:
        found: list[Speaker] = []
        for account, name, span in draft.people.values():
            known = speaks_at(draft.of, account, name) if draft.of else None
            chosen = known.name if known else _name(name, account)
            found.append(Speaker(name=chosen, position=len(found) + 1, span=span, account=account))
        for name, span in draft.names.items():
            found.append(Speaker(name=name, position=len(found) + 1, span=span))
        return tuple(found)


def _first(draft: _TalkDraft) -> Post:
    return min((group.posts[0] for group in draft.groups), key=order_of)


def _mentions(post: Post, account: Account) -> bool:
    return any(each.key == account.key for each in post.says.mentions)


def _name(name: str, account: Account) -> str:
    """Return the name that somebody goes by if it looks like one, else the handle."""
    plain = plain_name(name)
    return plain if may_be_person(plain, linked=True) else account.handle


def _thread(group: PostGroup) -> Thread:
    root = group.posts[0]
    return Thread(
        url=root.url or "",
        label=group.owner.handle,
        span=root.span,
        account=group.owner if group.owner.handle else None,
        by_note_taker=True,
    )


def _unsure(group: PostGroup, match: Match) -> Diagnostic:
    count = len(group.posts)
    message = (
        f"{count} post{'s' if count > 1 else ''} from here may be of {match.talk.title!r} "
        f"(score {match.score:.2f}), but that is not sure; kept with the event"
    )
    return Diagnostic.at(group.posts[0].span, "posts-of-unsure-talk", message)
