"""The rules by which two people are one: account, user's word, talk, name, short form, spelling.

A rule joins only where it leaves no choice. If a name fits two people who cannot be one
(two handles, say), whoever is written so joins the one whom something else speaks for as well
(a company, a companion, a page); if it speaks for none or for both, the pair is a candidate.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, TypeVar

from rapidfuzz.distance import OSA

from talkgraph.conclusions.people.clusters import (
    Cluster,
    Clusters,
    Join,
    can_join,
    can_join_all,
    may_ever_join,
    support,
)
from talkgraph.conclusions.people.names import NameKey, is_known, long_forms, same_given_name, sound
from talkgraph.conclusions.people.namings import AccountKey, Naming, spoken_beside
from talkgraph.conclusions.people.selections import Selection
from talkgraph.model import Diagnostic
from talkgraph.model.links import REGISTERS

_Block = TypeVar("_Block", bound=Hashable)

_CERTAIN: Final = 0.99
_NAME: Final = 0.95
_TALK: Final = 0.92
_TALK_CANDIDATE: Final = 0.6
_INITIALS: Final = 0.93
_NICKNAME: Final = 0.9
_AMBIGUOUS_NAME: Final = 0.85
_SPELLING: Final = 0.85
_WORD: Final = 0.6
_NAME_CANDIDATE: Final = 0.5
_NICKNAME_CANDIDATE: Final = 0.6
_SPELLING_CANDIDATE: Final = 0.6
_LONG_ENOUGH_FOR_AN_EDIT: Final = 10
# More people of one name than this cannot be told apart by looking at every pair.
LARGEST_BLOCK: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Two namings whose people may be one, how likely, and why."""

    left: int
    right: int
    score: float
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
                doubts.append(Doubt(left=left, right=right, score=_TALK_CANDIDATE, reason=evidence))
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


@dataclass(slots=True, kw_only=True)
class _Links:
    """What a rule says of pairs of people (by first naming): the reason, and the support."""

    rule: str
    score: float
    doubt: float
    reasons: dict[tuple[int, int], str] = field(default_factory=dict)
    needs_support: frozenset[tuple[int, int]] = frozenset()


def join_by_name(clusters: Clusters) -> list[Doubt]:
    """Join those who have the same full name; return the pairs left undecided."""
    _join_words(clusters)
    _join_equally_named(clusters)
    holders = _holders(clusters, lambda cluster: cluster.full_keys)
    clear = {key: group for key, group in holders.items() if can_join_all(group)}
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
            Doubt(left=left, right=right, score=_NAME_CANDIDATE, reason=_same_name(key))
            for left, right in combinations(firsts[:LARGEST_BLOCK], 2)
            if left in torn or right in torn
        ]
    for key, group in holders.items():
        if key not in clear:
            doubts += _divide(clusters, key, [cluster.first for cluster in group])
    return doubts


def join_by_nickname(clusters: Clusters) -> list[Doubt]:
    """Join those whose given names are forms of one name, with the same surname."""
    blocks = _holders(clusters, lambda cluster: _nickname_blocks(cluster.full_keys))
    links = _Links(rule="nickname", score=_NICKNAME, doubt=_NICKNAME_CANDIDATE)
    for left, right in _pairs(blocks.values()):
        for one, other in _aligned(left, right):
            if one[0] != other[0] and same_given_name(one[0], other[0]):
                links.reasons[left.first, right.first] = (
                    f'"{one[0]}" and "{other[0]}" are forms of one given name, with the same '
                    f'surname "{" ".join(one[1:])}"'
                )
                break
    return _settle(clusters, links)


def join_by_spelling(clusters: Clusters) -> list[Doubt]:
    """Join those whose names are spelling variants, where something else supports it."""
    blocks = _holders(clusters, lambda cluster: _spelling_blocks(cluster.full_keys))
    links = _Links(rule="spelling", score=_SPELLING, doubt=_SPELLING_CANDIDATE)
    for left, right in _pairs(blocks.values()):
        found = [
            (one, other)
            for one in left.full_keys
            for other in right.full_keys
            if _is_variant(one, other)
        ]
        if found:
            one, other = found[0]
            links.reasons[left.first, right.first] = (
                f'"{" ".join(one)}" and "{" ".join(other)}" are spelt alike'
            )
    links.needs_support = frozenset(links.reasons)
    return _settle(clusters, links)


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
    holders = _holders(clusters, lambda cluster: cluster.full_keys)
    unclear = {key for key, group in holders.items() if not can_join_all(group)}
    equals = _holders(clusters, lambda cluster: [tuple(cluster.full_keys)])
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
        Doubt(left=left, right=right, score=_NAME_CANDIDATE, reason=_same_name(key))
        for left, right in pairs
    ]


def _settle(clusters: Clusters, links: _Links) -> list[Doubt]:
    """Join the linked pairs that leave no choice; return the others."""
    near: dict[int, set[int]] = {}
    for left, right in links.reasons:
        near.setdefault(left, set()).add(right)
        near.setdefault(right, set()).add(left)
    settled = {first for first in near if _leaves_no_choice(clusters, first, near)}
    supported = {
        first: [other for other in sorted(near[first]) if support(*_both(clusters, first, other))]
        for first in sorted(near)
    }
    chosen = {
        first
        for first, others in supported.items()
        if can_join_all([clusters.of(index) for index in (first, *others)])
    }
    steps: list[tuple[int, int, str]] = []
    for (left, right), reason in sorted(links.reasons.items()):
        backing = support(*_both(clusters, left, right))
        clear = left in settled and right in settled and (left, right) not in links.needs_support
        if clear or (backing and left in chosen and right in chosen):
            steps.append((left, right, f"{reason}; {backing}" if backing else reason))
    for left, right, evidence in steps:
        clusters.join(
            Join(rule=links.rule, score=links.score, evidence=evidence, left=left, right=right)
        )
    return [
        Doubt(left=left, right=right, score=links.doubt, reason=reason)
        for (left, right), reason in sorted(links.reasons.items())
        if clusters.of(left) is not clusters.of(right)
    ]


def _leaves_no_choice(clusters: Clusters, first: int, near: Mapping[int, set[int]]) -> bool:
    others = sorted(near[first])
    if len(others) > LARGEST_BLOCK:
        return False
    linked = all(right in near[left] for left, right in combinations(others, 2))
    return linked and can_join_all([clusters.of(index) for index in (first, *others)])


def _holders(
    clusters: Clusters, blocks: Callable[[Cluster], Iterable[_Block]]
) -> dict[_Block, list[Cluster]]:
    found: dict[_Block, list[Cluster]] = {}
    for cluster in clusters.all():
        for block in dict.fromkeys(blocks(cluster)):
            found.setdefault(block, []).append(cluster)
    return found


def _pairs(blocks: Iterable[Sequence[Cluster]]) -> Iterable[tuple[Cluster, Cluster]]:
    """Return each pair of one block once, the earlier first; hopeless blocks are left out."""
    seen: dict[tuple[int, int], tuple[Cluster, Cluster]] = {}
    for group in blocks:
        if len(group) <= LARGEST_BLOCK:
            for left, right in combinations(group, 2):
                seen.setdefault((left.first, right.first), (left, right))
    return (pair for _, pair in sorted(seen.items()) if may_ever_join(*pair))


def _nickname_blocks(keys: Iterable[NameKey]) -> Iterable[tuple[str, NameKey]]:
    return ((form, key[1:]) for key in keys if len(key) > 1 for form in sorted(long_forms(key[0])))


def _aligned(left: Cluster, right: Cluster) -> Iterable[tuple[NameKey, NameKey]]:
    return (
        (one, other)
        for one in left.full_keys
        for other in right.full_keys
        if len(one) > 1 and one[1:] == other[1:]
    )


def _spelling_blocks(keys: Iterable[NameKey]) -> Iterable[str]:
    for key in keys:
        yield " ".join(map(sound, key))
        text = " ".join(key)
        if len("".join(key)) >= _LONG_ENOUGH_FOR_AN_EDIT:
            # Two texts that are one edit apart share a text with one letter left out.
            yield text
            yield from (text[:place] + text[place + 1 :] for place in range(len(text)))


def _is_variant(one: NameKey, other: NameKey) -> bool:
    if one == other or len(one) != len(other):
        return False
    if tuple(map(sound, one)) == tuple(map(sound, other)):
        return True
    if one[0] != other[0] and is_known(one[0]) and is_known(other[0]):
        return False
    shortest = min(len("".join(one)), len("".join(other)))
    if shortest < _LONG_ENOUGH_FOR_AN_EDIT:
        return False
    return OSA.distance(" ".join(one), " ".join(other), score_cutoff=1) <= 1


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
