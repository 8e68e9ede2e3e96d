"""Who gave a talk that several sources tell of: everybody once, under every name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from talkgraph.model import Speaker
from talkgraph.sources.join.precedence import settled
from talkgraph.sources.join.same_parts import bare_name
from talkgraph.words import PARTICLES

_SHORTEST: Final = 3
"""A name or handle of fewer letters may stand in any other by chance."""


def united(told: Iterable[Sequence[Speaker]]) -> tuple[tuple[Speaker, ...], tuple[Speaker, ...]]:
    """Return everybody once, and those who are left out since they are named twice.

    They are one by account or else by name. Whom another source calls by another name, where
    nothing else can be meant, is `also` of the first, for others to decide who is who.
    """
    kept: list[Speaker] = []
    dropped: list[Speaker] = []
    for speakers in told:
        known = len(kept)
        named: set[int] = set()
        others: list[Speaker] = []
        for speaker in speakers:
            at = next((n for n, other in enumerate(kept) if _is_one(speaker, other)), None)
            if at is None:
                others.append(speaker)
            else:
                named.add(at)
                kept[at], spare = _fuller(kept[at], speaker)
                if _words(spare.name) <= _words(kept[at].name):
                    dropped.append(spare)
                else:
                    kept[at] = replace(kept[at], also=(*kept[at].also, spare))
        free = [n for n in range(known) if n not in named]
        for speaker in others:
            at = _meant(speaker, free, kept, len(others))
            if at is None:
                kept.append(replace(speaker, also=()))
                kept += (replace(each, position=speaker.position) for each in speaker.also)
            else:
                free.remove(at)
                kept[at] = replace(kept[at], also=(*kept[at].also, speaker))
    return tuple(replace(each, position=n) for n, each in enumerate(kept, 1)), tuple(dropped)


def strangers(one: Sequence[Speaker], other: Sequence[Speaker]) -> tuple[list[str], list[str]]:
    """Return the names on each side that nobody on the other side can be meant by."""
    whole, _ = united((one, other))
    both = {name for each in whole if each.also for name in (each.name, *_names(each.also))}
    sides = ([each for each in side if each.name not in both] for side in (one, other))
    left, right = sides
    return (
        [each.name for each in left if not any(_is_one(each, mate) for mate in other)],
        [each.name for each in right if not any(_is_one(each, mate) for mate in one)],
    )


def _names(speakers: Iterable[Speaker]) -> list[str]:
    return [each.name for each in speakers]


def _is_one(one: Speaker, other: Speaker) -> bool:
    """Tell whether two speakers of one talk are one: by account or, where that is open, by name."""
    services = {each.service for each in one.accounts} & {each.service for each in other.accounts}
    if services:
        keys = {each.key for each in one.accounts} & {each.key for each in other.accounts}
        return any(key[0] in services for key in keys)
    return bare_name(one.name) == bare_name(other.name)


def _meant(
    speaker: Speaker, free: Sequence[int], kept: Sequence[Speaker], unknown: int
) -> int | None:
    """Return who of those whom this source does not name may be meant by a speaker."""
    alike = [n for n in free if _alike(speaker, kept[n])]
    if alike:
        return alike[0] if len(alike) == 1 else None
    if len(free) == unknown == 1 and (_is_called(speaker) or _is_called(kept[free[0]])):
        return free[0]
    return None


def _alike(one: Speaker, other: Speaker) -> bool:
    """Tell whether two names have a word in common, or one is in the other or in its handle."""
    if _words(one.name) & _words(other.name):
        return True
    lefts, rights = _written(one), _written(other)
    return any(left in right or right in left for left in lefts for right in rights)


def _words(name: str) -> set[str]:
    return {word for word in bare_name(name).split() if len(word) > 1 and word not in PARTICLES}


def _written(speaker: Speaker) -> list[str]:
    texts = (speaker.name, *(account.handle for account in speaker.accounts))
    bare = (re.sub(r"[\W_]+", "", bare_name(text)) for text in texts)
    return [text for text in bare if len(text) >= _SHORTEST]


def _is_called(speaker: Speaker) -> bool:
    """Tell whether somebody is named by one word only: a nickname, a handle."""
    return len(bare_name(speaker.name).split()) == 1


def _fuller(one: Speaker, other: Speaker) -> tuple[Speaker, Speaker]:
    """Return the speaker whose name is the longer, with what only the other has; and the other."""
    if len(bare_name(other.name).split()) > len(bare_name(one.name).split()):
        one, other = other, one
    accounts = tuple(dict.fromkeys((*one.accounts, *other.accounts)))
    known = {each.key: each for each in reversed(accounts)}
    first, *more = (each for each in accounts if known[each.key] is each) if accounts else (None,)
    sources = (one.span.source, other.span.source)
    facts: dict[str, Any] = settled((one, other), sources, ("account", "url", "affiliation"))
    filled = replace(one, **facts)
    filled = replace(
        filled,
        account=first,
        more_accounts=tuple(each for each in more if each is not None),
        also=tuple(chain(one.also, other.also)),
    )
    return filled, replace(other, also=())
