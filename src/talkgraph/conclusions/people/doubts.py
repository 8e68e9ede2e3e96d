"""Tells which two people may be one although no rule joins them, and how likely it is."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from talkgraph.conclusions.people.clusters import (
    Cluster,
    Clusters,
    can_join,
    may_ever_join,
    support,
)
from talkgraph.conclusions.people.names import NameKey, is_full
from talkgraph.conclusions.people.rules import LARGEST_BLOCK, Doubt
from talkgraph.model import IdentityCandidate, MentionRole

_INITIALS: Final = 0.5
_MIDDLE_WORD: Final = 0.6
_ONE_WORD: Final = 0.5
_SUPPORTED: Final = 0.2
_CONTRADICTED: Final = 0.5
_DECIMALS: Final = 2


def doubts_of(clusters: Clusters) -> list[Doubt]:
    """Return pairs that share a surname and an initial, all but a middle name, or one word."""
    return [*_by_initials(clusters), *_by_middle_word(clusters), *_by_word(clusters)]


def candidates(
    clusters: Clusters, doubts: Iterable[Doubt], slugs: Mapping[int, str]
) -> tuple[IdentityCandidate, ...]:
    """Score each pair of people once: the best rule, more with support, less with two handles.

    `slugs` gives the slug of each person by the index of their first naming. In order of score
    (highest first), then slugs.
    """
    scores: dict[tuple[str, str], float] = {}
    reasons: dict[tuple[str, str], set[str]] = {}
    for doubt in doubts:
        one, other = clusters.of(doubt.left), clusters.of(doubt.right)
        named = one.first in slugs and other.first in slugs
        if one is other or not named or not may_ever_join(one, other):
            continue
        pair = (slugs[one.first], slugs[other.first])
        pair = (min(pair), max(pair))
        score, reason = _judged(doubt, one, other)
        scores[pair] = max(score, scores.get(pair, 0.0))
        reasons.setdefault(pair, set()).update(reason)
    return tuple(
        IdentityCandidate(
            left=left, right=right, score=score, reasons=tuple(sorted(reasons[left, right]))
        )
        for (left, right), score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    )


def _judged(doubt: Doubt, one: Cluster, other: Cluster) -> tuple[float, set[str]]:
    score, reasons = doubt.score, {doubt.reason}
    if backing := support(one, other):
        score += _SUPPORTED
        reasons.add(backing)
    if not can_join(one, other):
        score *= _CONTRADICTED
        handles = " and ".join(f"@{handle}" for _, handle in sorted(one.accounts | other.accounts))
        reasons.add(f"but they have {handles}" if handles else "but their initials differ")
    return round(score, _DECIMALS), reasons


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
                yield Doubt(left=short, right=full, score=_INITIALS, reason=reason)


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
                yield Doubt(left=left, right=right, score=_MIDDLE_WORD, reason=reason)


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
            yield Doubt(left=index, right=speaker, score=_ONE_WORD, reason=reason)
