"""The rules by which two people are one: account, user's word, talk, name.

A rule joins only where it leaves no choice. If a name fits two people who cannot be one
(two handles, say), whoever is written so joins the one whom something else speaks for as well
(a company, a companion, a page); if it speaks for none or for both, the pair is a candidate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from talkgraph.conclusions.people.clusters import (
    Cluster,
    Clusters,
    Join,
    can_join,
    can_join_all,
    holders,
    may_ever_join,
    support,
)
from talkgraph.conclusions.people.names import NameKey, is_known, same_given_name
from talkgraph.conclusions.people.namings import AccountKey, Naming, spoken_beside
from talkgraph.conclusions.people.selections import Selection
from talkgraph.model import Diagnostic
from talkgraph.model.links import REGISTERS

_CERTAIN: Final = 0.99
_NAME: Final = 0.95
_TALK: Final = 0.92
_INITIALS: Final = 0.93
_AMBIGUOUS_NAME: Final = 0.85
_WORD: Final = 0.6
# More people of one name than this cannot be told apart by looking at every pair.
LARGEST_BLOCK: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Two namings whose people may be one, by which rule, and why."""

    left: int
    right: int
    rule: str
    reason: str


# ── by account and by word ───────────────────────────────────────────────────────────────────


def shared_accounts(
    namings: Sequence[Naming], apart: Sequence[Selection]
) -> dict[AccountKey, Diagnostic | None]:
    """Return the accounts that several people use, with a diagnostic where nobody said so.

    An account is shared if two who speak beside each other have it and no word of their names
    in common, or if the user sets two who have it apart.
    """
    shared: dict[AccountKey, Diagnostic | None] = {}
    for members in spoken_beside(namings).values():
        for place, left in enumerate(members):
            for right in members[place + 1 :]:
                account = namings[left].account
                if account is not None and account == namings[right].account:
                    complaint = _complaint(namings[left], namings[right])
                    if complaint is not None:
                        shared.setdefault(account, complaint)
    for selection in apart:
        left_accounts = {namings[index].account for index in selection.left}
        right_accounts = {namings[index].account for index in selection.right}
        for account in left_accounts & right_accounts:
            if account is not None:
                shared[account] = None
    return shared


def join_by_account(clusters: Clusters) -> None:
    """Join those who have the same account."""
    firsts: dict[AccountKey, int] = {}
    for index, naming in enumerate(clusters.namings):
        for account in (naming.account, *naming.more_accounts):
            if account is None or account not in clusters.of(index).accounts:
                continue
            first = firsts.setdefault(account, index)
            if first != index:
                evidence = _same_account(account, clusters.namings[first], naming)
                clusters.join(
                    Join(rule="handle", score=_CERTAIN, evidence=evidence, left=first, right=index),
                    surely=True,
                )


def _same_account(account: AccountKey, one: Naming, other: Naming) -> str:
    at = "" if account[0] in REGISTERS else "@"
    evidence = f"both have the account {at}{account[1]} ({account[0]})"
    names = {one.label, other.label}
    if len(names) > 1:
        written = " and ".join(f'"{name}"' for name in sorted(names))
        evidence += f"; written {written}"
    return evidence


def join_by_talk(clusters: Clusters) -> list[Doubt]:
    """Join those whom two sources of one talk call by two names, or by two handles.

    Two given names that are known, and are no forms of one, are rather those of two people: they
    are returned as undecided.
    """
    places = {
        mention.place: index
        for index, naming in reversed(list(enumerate(clusters.namings)))
        for mention in naming.mentions
    }
    doubts: list[Doubt] = []
    for right, naming in enumerate(clusters.namings):
        for mention in naming.mentions:
            left = places.get(mention.told_as) if mention.told_as is not None else None
            if left is None or clusters.of(left) is clusters.of(right):
                continue
            written = " and ".join(sorted({_shown(clusters.namings[left]), _shown(naming)}))
            evidence = f"{written} gave one talk, {mention.place[0]}, as two sources tell it"
            both = _both(clusters, left, right)
            if may_ever_join(*both) and not _are_others(clusters.namings[left], naming):
                step = Join(
                    rule="same-talk", score=_TALK, evidence=evidence, left=left, right=right
                )
                clusters.join(step, surely=True)
            else:
                doubts.append(Doubt(left=left, right=right, rule="same-talk", reason=evidence))
    return doubts


def _shown(naming: Naming) -> str:
    handle = f" (@{naming.account[1]})" if naming.name and naming.account else ""
    return f'"{naming.label}"{handle}'


def _are_others(one: Naming, other: Naming) -> bool:
    """Tell whether two full names have given names that cannot be one.

    They cannot if both are known and are no forms of one; nor, if two handles of one service speak
    against it, where neither is a part of the other.
    """
    handles = bool(one.account and other.account and one.account[0] == other.account[0])
    return any(
        left[0] != right[0]
        and not same_given_name(left[0], right[0])
        and ((is_known(left[0]) and is_known(right[0])) or (handles and not _within(left, right)))
        for left in one.readings
        for right in other.readings
        if len(left) > 1 and len(right) > 1
    )


def _within(one: NameKey, other: NameKey) -> bool:
    return one[0] in other[0] or other[0] in one[0]


def join_by_statement(clusters: Clusters, same: Sequence[Selection], source: str) -> None:
    """Join those of whom the user says that they are one."""
    for selection in same:
        first, *others = (*selection.left, *selection.right)
        override = selection.override
        evidence = f"stated in {source}:{override.line}: {override}"
        for index in others:
            step = Join(rule="override", score=1.0, evidence=evidence, left=first, right=index)
            clusters.join(step, surely=True)


def _complaint(left: Naming, right: Naming) -> Diagnostic | None:
    if not left.name or not right.name or left.account is None:
        return None
    if {word for key in left.readings for word in key} & {
        word for key in right.readings for word in key
    }:
        return None
    message = (
        f'"{left.label}" and "{right.label}" speak together under one account, '
        f"@{left.account[1]}; it is taken for nobody's own. If they are one person, say so in the "
        "overrides file"
    )
    return Diagnostic.at(right.span, "account-shared", message)


# ── by name ──────────────────────────────────────────────────────────────────────────────────


def join_by_name(clusters: Clusters) -> list[Doubt]:
    """Join those who have the same full name; return the pairs left undecided."""
    _join_words(clusters)
    _join_equally_named(clusters)
    named = holders(clusters, lambda cluster: cluster.full_keys)
    clear = {key: group for key, group in named.items() if can_join_all(group)}
    neighbours: dict[int, dict[int, Cluster]] = {}
    for group in clear.values():
        for cluster in group if len(group) > 1 else ():
            if len([key for key in cluster.full_keys if key in clear]) > 1:
                near = neighbours.setdefault(cluster.first, {cluster.first: cluster})
                near.update((other.first, other) for other in group)
    torn = {first for first, near in neighbours.items() if not can_join_all([*near.values()])}
    doubts: list[Doubt] = []
    for key, group in clear.items():
        firsts = [cluster.first for cluster in group]
        sure = [first for first in firsts if first not in torn]
        for first in sure[1:]:
            clusters.join(_name_join(clusters, key, sure[0], first))
        doubts += [
            Doubt(left=left, right=right, rule="name", reason=_same_name(key))
            for left, right in combinations(firsts[:LARGEST_BLOCK], 2)
            if left in torn or right in torn
        ]
    for key, group in named.items():
        if key not in clear:
            doubts += _divide(clusters, key, [cluster.first for cluster in group])
    return doubts


def _join_words(clusters: Clusters) -> None:
    """Join those of whom only one and the same short name is known, and no account."""
    firsts: dict[NameKey, int] = {}
    for cluster in clusters.all():
        if cluster.accounts or cluster.full_keys or len(cluster.keys) != 1:
            continue
        (key,) = cluster.keys
        first = firsts.setdefault(key, cluster.first)
        if first != cluster.first:
            evidence = f'both are called only "{" ".join(key)}"'
            clusters.join(
                Join(rule="name", score=_WORD, evidence=evidence, left=first, right=cluster.first)
            )


def _join_equally_named(clusters: Clusters) -> None:
    """Join those who share all their full names, where none of these fits anybody else."""
    named = holders(clusters, lambda cluster: cluster.full_keys)
    unclear = {key for key, group in named.items() if not can_join_all(group)}
    equals = holders(clusters, lambda cluster: [tuple(cluster.full_keys)])
    for keys, group in equals.items():
        if keys and unclear.isdisjoint(keys):
            for cluster in group[1:]:
                clusters.join(_name_join(clusters, keys[0], group[0].first, cluster.first))


def _divide(clusters: Clusters, key: NameKey, firsts: Sequence[int]) -> list[Doubt]:
    """Share out a name that several people have."""
    if len(firsts) <= LARGEST_BLOCK:
        for left, right, backing in _supported_pairs(clusters, firsts):
            evidence = f"{_same_name(key)}; {backing}, which holds for no other of that name"
            clusters.join(
                Join(rule="name", score=_AMBIGUOUS_NAME, evidence=evidence, left=left, right=right)
            )
    loose: dict[tuple[str, ...], list[int]] = {}
    for first in firsts:
        if not clusters.of(first).accounts:
            initials = sorted(clusters.of(first).initials.get(key, ()))
            loose.setdefault(tuple(initials), []).append(first)
    everybody = [first for group in loose.values() for first in group]
    if can_join_all(_distinct(clusters, everybody)):
        loose = {(): everybody}
    for _, group in sorted(loose.items()):
        if can_join_all(_distinct(clusters, group)):
            for first in group[1:]:
                clusters.join(_name_join(clusters, key, group[0], first))
    return _undecided(key, sorted({clusters.of(first).first for first in firsts}))


def _supported_pairs(clusters: Clusters, firsts: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return those of one name who belong to one owner of an account, and why."""
    owners = [first for first in firsts if clusters.of(first).accounts]
    found: list[tuple[int, int, str]] = []
    for first in firsts:
        backing: dict[int, str] = {}
        for owner in owners:
            both = clusters.of(owner), clusters.of(first)
            reason = support(*both) if owner != first and can_join(*both) else None
            if reason is not None:
                backing[owner] = reason
        if can_join_all([clusters.of(index) for index in (first, *backing)]):
            found += [(owner, first, reason) for owner, reason in backing.items()]
    return found


def _undecided(key: NameKey, firsts: Sequence[int]) -> list[Doubt]:
    pairs: Iterable[tuple[int, int]] = combinations(firsts, 2)
    if len(firsts) > LARGEST_BLOCK:
        pairs = ((firsts[0], other) for other in firsts[1:])
    return [
        Doubt(left=left, right=right, rule="name", reason=_same_name(key)) for left, right in pairs
    ]


def _name_join(clusters: Clusters, key: NameKey, left: int, right: int) -> Join:
    initials = [clusters.of(index).initials.get(key, set()) for index in (left, right)]
    evidence = _same_name(key)
    if initials[0] != initials[1]:
        return Join(
            rule="initials",
            score=_INITIALS,
            evidence=f"{evidence}, but for middle initials",
            left=left,
            right=right,
        )
    return Join(rule="name", score=_NAME, evidence=evidence, left=left, right=right)


def _same_name(key: NameKey) -> str:
    return f'both are called "{" ".join(key)}"'


def _both(clusters: Clusters, left: int, right: int) -> tuple[Cluster, Cluster]:
    return clusters.of(left), clusters.of(right)


def _distinct(clusters: Clusters, indices: Iterable[int]) -> list[Cluster]:
    return [clusters.of(index) for index in sorted({clusters.of(i).first for i in indices})]
