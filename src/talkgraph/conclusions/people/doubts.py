"""Tells which two people may be one although no rule joins them, and by which likeness.

A name that is only like another joins nobody: a short form of the given name, another spelling, an
initial, a middle name on one side, one word. Of 21,715 talks of one archive, short forms and
spellings that leave no choice are 103 pairs among 12,600 people: few enough to be looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Final

from rapidfuzz.distance import OSA

from talkgraph.conclusions.people.clusters import (
    Cluster,
    Clusters,
    can_join,
    holders,
    may_ever_join,
    support,
)
from talkgraph.conclusions.people.names import (
    NameKey,
    is_full,
    is_known,
    long_forms,
    same_given_name,
    sound,
)
from talkgraph.conclusions.people.rules import LARGEST_BLOCK, Doubt
from talkgraph.model import IdentityCandidate, MentionRole

# The surest first.
_RULES: Final = ("same-talk", "name", "nickname", "spelling", "initials", "alike-names")
# Nobody has counted how often candidates are right: these say what there is beside the names.
_SUPPORTED: Final = 0.75
_NAMES_ALONE: Final = 0.5
_CONTRADICTED: Final = 0.25
_LONG_ENOUGH_FOR_AN_EDIT: Final = 10


def doubts_of(clusters: Clusters) -> list[Doubt]:
    """Return pairs whose names are like each other in one of the ways that this file knows."""
    return [
        *_by_nickname(clusters),
        *_by_spelling(clusters),
        *_by_initials(clusters),
        *_by_middle_word(clusters),
        *_by_word(clusters),
    ]


def candidates(
    clusters: Clusters, doubts: Iterable[Doubt], slugs: Mapping[int, str]
) -> tuple[IdentityCandidate, ...]:
    """Return each pair of people once: the surest rule, and the reasons of all.

    `slugs` gives the slug of each person by the index of their first naming. In order of score
    (highest first), then rule (the surest first), then slugs.
    """
    scores: dict[tuple[str, str], float] = {}
    rules: dict[tuple[str, str], int] = {}
    reasons: dict[tuple[str, str], set[str]] = {}
    for doubt in doubts:
        one, other = clusters.of(doubt.left), clusters.of(doubt.right)
        named = one.first in slugs and other.first in slugs
        if one is other or not named or not may_ever_join(one, other):
            continue
        pair = (slugs[one.first], slugs[other.first])
        pair = (min(pair), max(pair))
        scores[pair], reason = _judged(doubt, one, other)
        rule = _RULES.index(doubt.rule)
        rules[pair] = min(rule, rules.get(pair, rule))
        reasons.setdefault(pair, set()).update(reason)
    return tuple(
        IdentityCandidate(
            left=pair[0],
            right=pair[1],
            rule=_RULES[rules[pair]],
            score=scores[pair],
            reasons=tuple(sorted(reasons[pair])),
        )
        for pair in sorted(scores, key=lambda pair: (-scores[pair], rules[pair], pair))
    )


def _judged(doubt: Doubt, one: Cluster, other: Cluster) -> tuple[float, set[str]]:
    score, reasons = _NAMES_ALONE, {doubt.reason}
    if backing := support(one, other):
        score = _SUPPORTED
        reasons.add(backing)
    if not can_join(one, other):
        score = _CONTRADICTED
        handles = " and ".join(f"@{handle}" for _, handle in sorted(one.accounts | other.accounts))
        reasons.add(f"but they have {handles}" if handles else "but their initials differ")
    return score, reasons


def _by_nickname(clusters: Clusters) -> Iterator[Doubt]:
    """Given names that are forms of one, with the same surname."""
    blocks = holders(clusters, lambda cluster: _nickname_blocks(cluster.full_keys))
    for left, right in _pairs(blocks.values()):
        for one, other in _aligned(left, right):
            if one[0] != other[0] and same_given_name(one[0], other[0]):
                reason = (
                    f'"{one[0]}" and "{other[0]}" are forms of one given name, with the same '
                    f'surname "{" ".join(one[1:])}"'
                )
                yield Doubt(left=left.first, right=right.first, rule="nickname", reason=reason)
                break


def _nickname_blocks(keys: Iterable[NameKey]) -> Iterable[tuple[str, NameKey]]:
    return ((form, key[1:]) for key in keys if len(key) > 1 for form in sorted(long_forms(key[0])))


def _aligned(left: Cluster, right: Cluster) -> Iterable[tuple[NameKey, NameKey]]:
    return (
        (one, other)
        for one in left.full_keys
        for other in right.full_keys
        if len(one) > 1 and one[1:] == other[1:]
    )


def _by_spelling(clusters: Clusters) -> Iterator[Doubt]:
    """Names that sound alike, or are one edit apart."""
    blocks = holders(clusters, lambda cluster: _spelling_blocks(cluster.full_keys))
    for left, right in _pairs(blocks.values()):
        for one, other in product(left.full_keys, right.full_keys):
            if _is_variant(one, other):
                reason = f'"{" ".join(one)}" and "{" ".join(other)}" are spelt alike'
                yield Doubt(left=left.first, right=right.first, rule="spelling", reason=reason)
                break


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


def _pairs(blocks: Iterable[Sequence[Cluster]]) -> Iterable[tuple[Cluster, Cluster]]:
    """Return each pair of one block once, the earlier first; hopeless blocks are left out."""
    seen: dict[tuple[int, int], tuple[Cluster, Cluster]] = {}
    for group in blocks:
        if len(group) <= LARGEST_BLOCK:
            for left, right in combinations(group, 2):
                seen.setdefault((left.first, right.first), (left, right))
    return (pair for _, pair in sorted(seen.items()))


def _by_initials(clusters: Clusters) -> Iterator[Doubt]:
    blocks: dict[tuple[str, NameKey], dict[bool, list[int]]] = {}
    for cluster in clusters.all():
        for key in sorted(cluster.keys):
            if len(key) > 1:
                sides = blocks.setdefault((key[0][:1], key[1:]), {})
                sides.setdefault(len(key[0]) == 1, []).append(cluster.first)
    for (letter, rest), sides in sorted(blocks.items()):
        for short in sides.get(True, [])[:LARGEST_BLOCK]:
            for full in sides.get(False, [])[:LARGEST_BLOCK]:
                reason = f'"{letter}." may stand for the given name; both are "{" ".join(rest)}"'
                yield Doubt(left=short, right=full, rule="initials", reason=reason)


def _by_middle_word(clusters: Clusters) -> Iterator[Doubt]:
    blocks: dict[tuple[str, str], list[tuple[int, NameKey]]] = {}
    for cluster in clusters.all():
        for key in cluster.full_keys:
            if len(key) > 1:
                blocks.setdefault((key[0], key[-1]), []).append((cluster.first, key))
                if len(key) > 2 and len(key[0]) == 1:
                    blocks.setdefault((key[1], key[-1]), []).append((cluster.first, key))
    for ends, group in sorted(blocks.items()):
        for (left, one), (right, other) in combinations(group[:LARGEST_BLOCK], 2):
            if one != other and _is_part(*sorted((one, other), key=len)):
                reason = f'both are called "{" ".join(ends)}", but for a middle name'
                yield Doubt(left=left, right=right, rule="alike-names", reason=reason)


def _is_part(shorter: NameKey, longer: NameKey) -> bool:
    words = iter(longer)
    return len(shorter) < len(longer) and all(word in words for word in shorter)


def _by_word(clusters: Clusters) -> Iterator[Doubt]:
    """Whoever is quoted by one word may be a speaker of that talk who has it in their name."""
    speakers: dict[tuple[str, str, str], list[int]] = {}
    quoted: list[tuple[int, str, str, str]] = []
    for index, naming in enumerate(clusters.namings):
        words = [key[0] for key in naming.readings if len(key) == 1 and not is_full(key)]
        for mention in naming.mentions:
            where = (mention.event, mention.talk)
            if mention.role is MentionRole.QUOTED:
                quoted += [(index, *where, word) for word in words[:1]]
            elif mention.role is MentionRole.SPEAKER:
                for word in sorted({word for key in naming.readings for word in key}):
                    speakers.setdefault((*where, word), []).append(index)
    for index, event, talk, word in quoted:
        for speaker in speakers.get((event, talk, word), ()):
            reason = f'"{word}" is quoted in a talk of somebody whose name holds that word'
            yield Doubt(left=index, right=speaker, rule="alike-names", reason=reason)
