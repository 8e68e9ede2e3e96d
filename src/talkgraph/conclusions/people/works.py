"""Decides which deliveries are one talk: the title and the speakers have to agree.

Two deliveries are one work if their titles are equal but for case, punctuation and diacritics,
they have a speaker in common, and the speakers of one are among those of the other. At two
events with the very same speakers, a subtitle on one side only does no harm where the main
title is distinctive and no other subtitle is known. A title that says nothing ("Keynote")
never joins. At one event, only equal titles join (a talk given twice on one programme); parts
have different numbers, and different numbers are never one talk, nor a candidate.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

from rapidfuzz import fuzz

from talkgraph.conclusions.people.names import fold_words
from talkgraph.conclusions.people.overrides import NO_OVERRIDES, Override, Overrides, Verdict
from talkgraph.conclusions.people.partition import Partition
from talkgraph.model import Diagnostic, TalkDelivery, TalkKey, Work, WorkCandidate, WorkMerge, Works
from talkgraph.model.names import digest, slug
from talkgraph.words import GENERIC_TITLE_WORDS, TITLE_STOP_WORDS, word_set

# ── titles ───────────────────────────────────────────────────────────────────────────────────

_BEFORE_SUBTITLE: Final = re.compile(r":\s+|\s+[-–—―|/]+\s+|\s*[—―]\s*|\s+(?=[(\[])|[?!]\s+")
_NUMBER_WORDS: Final = {
    word: str(number)
    for number, words in enumerate(
        (
            "one first i",
            "two second ii",
            "three third iii",
            "four fourth iv",
            "five fifth v",
            "six sixth vi",
            "seven seventh vii",
            "eight eighth viii",
            "nine ninth ix",
            "ten tenth x",
        ),
        1,
    )
    for word in words.split()
}
# Before a number word, these say that it counts: "part two", but not "two pizzas".
_COUNTED: Final = word_set(
    "part year day episode volume vol chapter season act round edition take version"
)
_DISTINCTIVE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTitle:
    """A title taken apart.

    `words` are all its words, folded; `main` those before the subtitle (all of them where there
    is none); `numbers` its numbers, in order of their text.
    """

    text: str
    words: tuple[str, ...]
    main: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def is_generic(self) -> bool:
        """Whether it says nothing of the talk ("Opening Keynote", "Panel, Day 2").

        >>> written_title("Closing Remarks").is_generic
        True
        """
        return all(
            word in GENERIC_TITLE_WORDS or word in TITLE_STOP_WORDS or word.isdigit()
            for word in self.words
        )

    @property
    def is_distinctive(self) -> bool:
        """Whether the main title alone has at least three words that carry meaning."""
        content = [
            word for word in self.main if word not in TITLE_STOP_WORDS and not word.isdigit()
        ]
        return len(content) >= _DISTINCTIVE


@lru_cache(maxsize=65536)
def written_title(text: str) -> WrittenTitle:
    """Take a title apart; any text is accepted.

    >>> written_title("Calm Pagers: Sleeping Well, Part II").numbers
    ('2',)
    """
    folded = " ".join(text.split())
    words = title_words(folded) or (folded.casefold(),)
    cut = next(
        (found for found in _BEFORE_SUBTITLE.finditer(folded) if found.end() < len(folded)), None
    )
    main = title_words(folded[: cut.start()]) if cut else words
    return WrittenTitle(
        text=folded, words=words, main=main or words, numbers=tuple(sorted(_numbers(words)))
    )


def title_words(text: str) -> tuple[str, ...]:
    """Return the words of a title without case, diacritics and punctuation; ``&`` is "and"."""
    spaced = re.sub(r"[&+]", lambda found: " and " if found[0] == "&" else " plus ", text)
    return tuple(word for piece in re.split(r"[\s_/]+", spaced) for word in fold_words(piece))


def chosen_title(titles: Iterable[str]) -> str:
    """Choose a work's title from all the titles it was given under: the fullest, then by alphabet.

    >>> chosen_title(["Calm Pagers", "Calm Pagers: Sleeping Well"])
    'Calm Pagers: Sleeping Well'
    """
    return min(titles, key=lambda title: (-len(written_title(title).words), title))


def _numbers(words: tuple[str, ...]) -> Iterable[str]:
    for place, word in enumerate(words):
        if any(character.isdigit() for character in word):
            yield word
        elif word in _NUMBER_WORDS and place and words[place - 1] in _COUNTED:
            yield _NUMBER_WORDS[word]


# ── works ────────────────────────────────────────────────────────────────────────────────────

_LEAST_RATIO: Final = 80.0
# Of candidates, the surest first. Nobody has counted how often they are right.
_CANDIDATES: Final = {"main-title": 0.75, "same-title": 0.75, "alike-titles": 0.5}
_LARGEST_BLOCK: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Delivery:
    key: TalkKey
    title: WrittenTitle
    people: frozenset[str]
    date: str

    @property
    def age(self) -> tuple[str, TalkKey]:
        return (self.date, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """Why two deliveries are joined, and how sure that is: an estimate by the kind of rule."""

    name: str
    score: float
    evidence: str


_STATED: Final = _Rule(name="override", score=1.0, evidence="the user says so")
_ALL_SPEAKERS: Final = _Rule(
    name="same-title", score=0.98, evidence="the same title, the same speakers"
)
_FEWER_SPEAKERS: Final = _Rule(
    name="same-title", score=0.9, evidence="the same title, the speakers of one among the other's"
)
_MAIN_TITLE: Final = _Rule(
    name="main-title", score=0.9, evidence="the same main title, the same speakers"
)


class _Grouping:
    """Joins deliveries unless the user sets two of them apart; `joined` says why, in order."""

    def __init__(self, apart: Iterable[frozenset[TalkKey]]) -> None:
        self._sets = Partition[TalkKey]()
        self._apart = tuple(apart)
        self.joined: list[tuple[TalkKey, TalkKey, _Rule]] = []

    def of(self, key: TalkKey) -> set[TalkKey]:
        return self._sets.of(key)

    def join(self, left: TalkKey, right: TalkKey, rule: _Rule) -> bool:
        if right in self.of(left):
            return True
        allowed = not any(pair <= self.of(left) | self.of(right) for pair in self._apart)
        if allowed:
            self._sets.join(left, right)
            self.joined.append((left, right, rule))
        return allowed


def find_works(deliveries: Sequence[TalkDelivery], overrides: Overrides = NO_OVERRIDES) -> Works:
    """Put each delivery into exactly one work; their order does not matter.

    Candidates are in order of rule (the surest first), then keys. Raises `OverridesInvalid` if
    the user's statements on talks contradict each other.
    """
    known = {delivery.key: _read(delivery) for delivery in sorted(deliveries, key=_order)}
    ordered = [known[key] for key in sorted(known)]
    stated = [one for one in overrides.on_talks() if set(one.talks) <= known.keys()]
    apart = [one for one in stated if one.verdict is Verdict.NOT_SAME_TALK]
    grouping = _Grouping(frozenset(one.talks) for one in apart)
    for one in stated:
        if one.verdict is Verdict.SAME_TALK and not grouping.join(*one.talks, _STATED):
            raise overrides.contradiction(one, _broken(one, apart, grouping))
    found: list[WorkCandidate] = []
    found += _join_equal_titles(grouping, ordered)
    found += _join_subtitles(grouping, ordered)
    found += _alike_titles(ordered)
    set_apart = {frozenset(one.talks) for one in apart}
    works = _works(grouping, known)
    return Works(
        works=works,
        merges=_merges(grouping, works),
        candidates=_best(
            one
            for one in found
            if one.right not in grouping.of(one.left)
            and frozenset((one.left, one.right)) not in set_apart
        ),
        diagnostics=_unused(overrides, known),
    )


def _order(delivery: TalkDelivery) -> tuple[TalkKey, str, tuple[str, ...]]:
    return (delivery.key, delivery.title, delivery.people)


def _read(delivery: TalkDelivery) -> _Delivery:
    return _Delivery(
        key=delivery.key,
        title=written_title(delivery.title),
        people=frozenset(delivery.people),
        # Those without a date come last.
        date=delivery.date.isoformat() if delivery.date else "~",
    )


def _broken(same: Override, apart: Sequence[Override], grouping: _Grouping) -> Override:
    joint = grouping.of(same.talks[0]) | grouping.of(same.talks[1])
    return next(one for one in apart if set(one.talks) <= joint)


def _join_equal_titles(
    grouping: _Grouping, ordered: Sequence[_Delivery]
) -> Iterator[WorkCandidate]:
    blocks: dict[tuple[str, ...], list[_Delivery]] = {}
    for delivery in ordered:
        if not delivery.title.is_generic:
            blocks.setdefault(delivery.title.words, []).append(delivery)
    for _, block in sorted(blocks.items()):
        # One of each set of speakers stands for all; the block stays small.
        by_people: dict[frozenset[str], _Delivery] = {}
        for delivery in block:
            first = by_people.setdefault(delivery.people, delivery)
            if delivery.people:
                grouping.join(first.key, delivery.key, _ALL_SPEAKERS)
        kinds = sorted(by_people.values(), key=lambda one: one.key)[:_LARGEST_BLOCK]
        for left, right in combinations(kinds, 2):
            common = left.people & right.people
            if common and (left.people <= right.people or right.people <= left.people):
                grouping.join(left.key, right.key, _FEWER_SPEAKERS)
        for left, right in combinations(kinds, 2):
            some = bool(left.people & right.people)
            rule = "same-title" if some else "alike-titles"
            reasons = ("the same title", "some speakers" if some else "other speakers")
            yield _candidate(left, right, rule, reasons)


def _join_subtitles(grouping: _Grouping, ordered: Sequence[_Delivery]) -> Iterator[WorkCandidate]:
    blocks: dict[tuple[tuple[str, ...], frozenset[str]], list[_Delivery]] = {}
    for delivery in ordered:
        if delivery.people and not delivery.title.is_generic:
            blocks.setdefault((delivery.title.main, delivery.people), []).append(delivery)
    for _, block in sorted(blocks.items(), key=lambda item: item[1][0].key):
        kinds = {delivery.title.words: delivery for delivery in reversed(block)}
        bare = kinds.pop(block[0].title.main, None)
        if bare is None or not kinds:
            continue
        for _, fuller in sorted(kinds.items()):
            if bare.title.numbers != fuller.title.numbers:
                continue
            is_certain = len(kinds) == 1 and bare.title.is_distinctive
            if is_certain and bare.key.event != fuller.key.event:
                grouping.join(bare.key, fuller.key, _MAIN_TITLE)
            reasons = ("the same main title", "the same speakers")
            yield _candidate(bare, fuller, "main-title", reasons)


def _alike_titles(ordered: Sequence[_Delivery]) -> Iterator[WorkCandidate]:
    blocks: dict[object, list[_Delivery]] = {}
    for delivery in ordered:
        if delivery.people and not delivery.title.is_generic:
            blocks.setdefault((delivery.people, delivery.title.numbers), []).append(delivery)
    for block in list(blocks.values()):
        if len(block) > _LARGEST_BLOCK:
            for delivery in block:
                key = (delivery.people, delivery.title.numbers, delivery.title.words[0])
                blocks.setdefault(key, []).append(delivery)
    for block in blocks.values():
        if len(block) > _LARGEST_BLOCK:
            continue
        for left, right in combinations(block, 2):
            ratio = fuzz.token_sort_ratio(
                " ".join(left.title.words), " ".join(right.title.words), score_cutoff=_LEAST_RATIO
            )
            if ratio and left.title.words != right.title.words:
                reasons = ("similar titles", "the same speakers")
                yield _candidate(left, right, "alike-titles", reasons)


def _candidate(
    one: _Delivery, other: _Delivery, rule: str, reasons: tuple[str, ...]
) -> WorkCandidate:
    left, right = sorted((one.key, other.key))
    return WorkCandidate(
        left=left, right=right, rule=rule, score=_CANDIDATES[rule], reasons=reasons
    )


def _best(found: Iterable[WorkCandidate]) -> tuple[WorkCandidate, ...]:
    best: dict[tuple[TalkKey, TalkKey], WorkCandidate] = {}
    for one in found:
        pair = (one.left, one.right)
        if pair not in best or _place(one) < _place(best[pair]):
            best[pair] = one
    return tuple(sorted(best.values(), key=lambda one: (_place(one), one.left, one.right)))


def _place(candidate: WorkCandidate) -> int:
    return list(_CANDIDATES).index(candidate.rule)


def _unused(overrides: Overrides, known: Mapping[TalkKey, object]) -> tuple[Diagnostic, ...]:
    return tuple(
        overrides.unused(one, missing)
        for one in overrides.on_talks()
        if (missing := [str(key) for key in one.talks if key not in known])
    )


def _merges(grouping: _Grouping, works: Sequence[Work]) -> tuple[WorkMerge, ...]:
    slugs = {key: work.slug for work in works for key in work.deliveries}
    found = (
        WorkMerge(
            work=slugs[left],
            rule=rule.name,
            score=rule.score,
            evidence=rule.evidence,
            left=min(left, right),
            right=max(left, right),
        )
        for left, right, rule in grouping.joined
        if left != right
    )
    return tuple(sorted(found, key=lambda one: (one.work, one.left, one.right)))


def _works(grouping: _Grouping, known: Mapping[TalkKey, _Delivery]) -> tuple[Work, ...]:
    groups = {id(group): group for group in map(grouping.of, known)}
    drafts = [
        (_base(members := [known[key] for key in sorted(group)]), members)
        for group in groups.values()
    ]
    counts = Counter(base for base, _ in drafts)
    taken: set[str] = set(counts)
    used: set[str] = set()
    works: list[Work] = []
    # The oldest of those that share a slug keeps it, so that a later one changes nothing.
    for base, members in sorted(drafts, key=lambda draft: min(one.age for one in draft[1])):
        name = base if base not in used else _told_apart(base, members, taken)
        used.add(base)
        taken.add(name)
        works.append(
            Work(
                slug=name,
                title=chosen_title(one.title.text for one in members),
                deliveries=tuple(one.key for one in members),
            )
        )
    return tuple(sorted(works, key=lambda work: work.slug))


def _base(members: Sequence[_Delivery]) -> str:
    title = slug(chosen_title(one.title.text for one in members))
    people = sorted({person for one in members for person in one.people})
    if people:
        return f"{title}-by-{people[0]}"
    return f"{title}-at-{min(members, key=lambda one: one.age).key.event}"


def _told_apart(base: str, members: Sequence[_Delivery], taken: set[str]) -> str:
    key = min(members, key=lambda one: one.age).key
    for name in (f"{base}-at-{slug(key.event)}", f"{base}-at-{slug(str(key))}"):
        if name not in taken:
            return name
    return f"{base}-{digest(base, str(key))}"
