"""Puts together the posts of an archive that belong together: threads, and single posts of a talk.

A thread is everything whose replies lead to an own root, be it a chain or a star. A reply to
somebody else starts none, and what hangs on it is of none. Where there are no threads, posts of
one tag belong together until somebody else speaks, or nothing is posted for a while.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.model import Account, Post, PostGroup
from talkgraph.sources.archives.announcing import Announcement, announcement
from talkgraph.sources.archives.posted import Posted, order_of, tags_of

GAP: Final = dt.timedelta(minutes=30)
"""After this long without a post, the next is of another talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The groups of one archive, in order of their first posts, and how many posts are in none.

    Posts are `in_talk_with_others` that reply to somebody else or hang on such a reply,
    `superseded` that are earlier versions of another, `untagged` that carry no hashtag, nor does
    any of their thread.
    """

    groups: tuple[PostGroup, ...] = ()
    in_talk_with_others: int = 0
    superseded: int = 0
    untagged: int = 0


def grouped(posts: Iterable[Posted], owner: Account) -> Grouped:
    """Group the posts of one archive, which `owner` wrote all; each post is in one group at most.

    The source of a group is that of its first post. The order of the posts does not matter.
    """
    every = sorted(posts, key=_order)
    known = {each.identifier: each for each in every}
    latest = _latest(known)
    kept = [each for each in known.values() if latest[each.identifier] == each.identifier]
    roots = _roots(kept, latest)
    trees: dict[str, list[Posted]] = defaultdict(list)
    for each in kept:
        root = roots[each.identifier]
        if root is not None:
            trees[root].append(each)
    tagged = [tree for tree in trees.values() if any(tags_of(each.post) for each in tree)]
    threads = [_group(tree, owner) for tree in tagged if len(tree) > 1]
    singles = [tree[0] for tree in tagged if len(tree) == 1]
    runs = [_group(run, owner, is_thread=False) for run in _runs_of_tags(singles)]
    placed = sum(map(len, trees.values()))
    return Grouped(
        groups=tuple(sorted((*threads, *runs), key=lambda group: order_of(group.posts[0]))),
        in_talk_with_others=len(kept) - placed,
        superseded=len(known) - len(kept),
        untagged=placed - sum(map(len, tagged)),
    )


def _order(each: Posted) -> tuple[int, str]:
    return each.sequence, each.identifier


def _latest(known: Mapping[str, Posted]) -> dict[str, str]:
    """Return, for every post, the last version of it that there is."""
    latest = {identifier: identifier for identifier in known}
    for each in known.values():
        versions = sorted(
            {other for other in (*each.editions, each.identifier) if other in known},
            key=lambda other: _order(known[other]),
        )
        for other in versions:
            if _order(known[latest[other]]) < _order(known[versions[-1]]):
                latest[other] = versions[-1]
    return latest


def _roots(posts: Sequence[Posted], latest: Mapping[str, str]) -> dict[str, str | None]:
    """Return the root that the replies of each post lead to; `None` for somebody else's.

    Where an own post that was replied to is lost, the reply is a root.
    """
    above = {each.identifier: latest.get(each.answers) if each.answers else None for each in posts}
    foreign = {
        each.identifier for each in posts if each.to_another and above[each.identifier] is None
    }
    roots: dict[str, str | None] = {}
    for each in posts:
        path: list[str] = []
        at: str | None = each.identifier
        while at is not None and at not in roots and at not in path:
            path.append(at)
            at = above.get(at)
        if at in path:
            root = None  # Replies that lead in a circle lead to no root.
        elif at is not None:
            root = roots[at]
        else:
            root = None if path[-1] in foreign else path[-1]
        roots.update(dict.fromkeys(path, root))
    return roots


def _group(members: Sequence[Posted], owner: Account, *, is_thread: bool = True) -> PostGroup:
    names = {account.key: (account, name) for each in members for account, name in each.names}
    return PostGroup(
        source=members[0].post.span.source,
        owner=owner,
        posts=tuple(replace(each.post, position=n) for n, each in enumerate(members, 1)),
        is_thread=is_thread,
        names=tuple(names[key] for key in sorted(names)),
    )


# ── single posts ─────────────────────────────────────────────────────────────────────────────────


def _runs_of_tags(singles: Sequence[Posted]) -> list[list[Posted]]:
    """Cut single posts to runs, each of that of its tags which is the most frequent on its day."""
    days = [each.post.time.date() if each.post.time else dt.date.min for each in singles]
    often = Counter(
        (tag, day) for each, day in zip(singles, days, strict=True) for tag in tags_of(each.post)
    )
    overall = Counter(tag for each in singles for tag in tags_of(each.post))
    by_tag: dict[str, list[Posted]] = defaultdict(list)
    for each, day in zip(singles, days, strict=True):
        tags = tags_of(each.post)
        chosen = min(tags, key=lambda tag: (-often[tag, day], -overall[tag], tag))
        by_tag[chosen].append(each)
    found: list[list[Posted]] = []
    for tag in sorted(by_tag):
        of = {each.identifier: each for each in by_tag[tag]}
        runs_of_posts = runs([each.post for each in by_tag[tag]])
        found += [[of[post.identifier or ""] for post in run] for run in runs_of_posts]
    return found


def runs(posts: Sequence[Post]) -> list[list[Post]]:
    """Cut single posts of one tag, in order, where another talk begins.

    That is after a pause of half an hour, and where an announcing phrase or words given to a
    speaker ("#quayconf @ana: ...") name somebody else. One such post between two of the same
    speaker (a question from the audience) does not cut.
    """
    found: list[list[Post]] = []
    for stretch in _stretches(posts):
        found += _by_speaker(stretch)
    return found


def _stretches(posts: Iterable[Post]) -> list[list[Post]]:
    found: list[list[Post]] = []
    for post in posts:
        last = found[-1][-1].time if found else None
        if last is None or post.time is None or post.time - last > GAP:
            found.append([])
        found[-1].append(post)
    return found


def _by_speaker(stretch: Sequence[Post]) -> list[list[Post]]:
    said = [announcement(post.plain) for post in stretch]
    found: list[list[Post]] = []
    people: frozenset[str] = frozenset()
    for n, (post, told) in enumerate(zip(stretch, said, strict=True)):
        others = told is not None and told.people.isdisjoint(people)
        if told is not None and others and not _passing(told, people, said[n + 1 :]):
            if not found or told.opens or people or found[-1]:
                found.append([])
            people = told.people
        elif told is not None and not others:
            people |= told.people
        if not found:
            found.append([])
        found[-1].append(post)
    return found


def _passing(
    told: Announcement, people: frozenset[str], after: Sequence[Announcement | None]
) -> bool:
    """Tell whether words given to somebody only interrupt the one who speaks."""
    if told.opens or not people:
        return False
    following = next((each for each in after if each is not None), None)
    return following is not None and not following.people.isdisjoint(people)


def parts(group: PostGroup) -> tuple[PostGroup, ...]:
    """Cut a thread of several talks where it announces the next one.

    >>> parts(PostGroup(source="tweets.js", owner=Account(service="x", handle="a"), posts=()))
    ()
    """
    found: list[list[Post]] = []
    people: frozenset[str] | None = None
    for post in group.posts:
        told = announcement(post.plain)
        opens = told is not None and told.opens and bool(told.people)
        begins = (
            opens and told is not None and people is not None and told.people.isdisjoint(people)
        )
        if not found or begins:
            found.append([])
        if opens and told is not None:
            people = told.people if begins or people is None else people | told.people
        found[-1].append(post)
    return tuple(
        replace(group, posts=tuple(replace(p, position=n) for n, p in enumerate(part, 1)))
        for part in found
    )
