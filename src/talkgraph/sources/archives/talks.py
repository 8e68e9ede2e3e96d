"""Of which talk of an event posts are: by its slot and speaker, by its title, by what announces it.

Each of these counts, and what contradicts counts against: the posts are a talk's if enough speaks
for it, and clearly more than for any other. A hashtag alone never is enough, nor is the time.
"""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from talkgraph.model import Account, Event, Post, Speaker, Talk
from talkgraph.sources.archives.announcing import Announcement, announcement
from talkgraph.sources.join.same_parts import bare_name, title_words
from talkgraph.sources.times import in_zone
from talkgraph.words import GENERIC_TITLE_WORDS, TITLE_STOP_WORDS, stem

SURE: Final = 0.75
"""The least score with which posts are a talk's."""
WORTH_TELLING: Final = 0.4
"""The least score with which it is worth telling that they may be."""
_CLEARLY: Final = 0.15

_SLOT: Final = 0.5
_SPEAKER: Final = 0.5
_SPEAKER_LATER: Final = 0.35
_ONLY_TALK: Final = 0.25
_OTHER_DAY: Final = 0.5
_OUT_OF_SLOT: Final = 0.2
_SOMEBODY_ELSE: Final = 0.4

_BEFORE: Final = dt.timedelta(minutes=15)
_AFTER: Final = dt.timedelta(minutes=10)
_UNKNOWN_LENGTH: Final = dt.timedelta(minutes=45)
_ALIKE: Final = 85.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """What posts say of their talk: when, who is named first and later, words and a title.

    `when` is the local time of the first. `first` and `later` are handles and names as they are
    compared; `text` is folded; `told` is the announcement, where there is one; `quoted` are the
    words in quotation marks.
    """

    when: dt.datetime | None
    first: frozenset[str]
    later: frozenset[str]
    text: str
    words: frozenset[str]
    told: Announcement | None
    quoted: tuple[str, ...] = ()


def clue_of(
    posts: Sequence[Post], names: Iterable[tuple[Account, str]], zone: dt.tzinfo, *, thread: bool
) -> Clue:
    """Return what posts say of their talk; of a thread its first post says most."""
    called = {account.key: name for account, name in names}
    head, rest = (posts[:1], posts[1:]) if thread else (posts, ())
    announced = (announcement(post.plain) for post in posts[:1])
    told = next((each for each in announced if each), None)
    if told is None and not thread:
        told = next((each for post in posts if (each := announcement(post.plain))), None)
    text = " ".join(post.plain for post in posts[:2])
    first = posts[0].time
    return Clue(
        when=first.astimezone(zone) if first else None,
        first=_named(head, called),
        later=_named(rest, called),
        text=f" {bare_name(' '.join(post.plain for post in posts))} ",
        words=_words(_unmarked(text)),
        told=told,
        quoted=tuple(" ".join(title_words(each)) for each in _QUOTED.findall(text)),
    )


def _named(posts: Iterable[Post], called: dict[tuple[str, str], str]) -> frozenset[str]:
    found: set[str] = set()
    for post in posts:
        for account in post.says.mentions:
            found.add(f"@{account.handle.casefold()}")
            name = plain_name(called.get(account.key, ""))
            if name:
                found.add(bare_name(name))
    return frozenset(found)


_LONGEST_NAME: Final = 200


def plain_name(text: str) -> str:
    """Return what somebody calls themselves without what is no name.

    >>> plain_name("Elena Cruz (she/her) 🚀 @elena@example.org")
    'Elena Cruz'
    """
    text = re.sub(
        r"\([^()]*\)|\[[^\[\]]*\]|@\S+|\b(?:also|now|on)\s+(?=@)", " ", text[:_LONGEST_NAME]
    )
    text = re.split(r"[|/•·~,;:]|\s[-–—]\s|\b(?:she/her|he/him|they/them)\b", text)[0]
    words = [word for word in text.split() if re.search(r"[^\W\d_]", word)]
    return " ".join(re.sub(r"^[^\w]+|[^\w.]+$", "", word) for word in words)


_QUOTED: Final = re.compile(r"[“\"„«‘]([^“”\"„«»]{5,150})[”\"“»’]")


def _unmarked(text: str) -> str:
    return re.sub(r"[#＃@]\w+|https?://\S+", " ", text)


@lru_cache(maxsize=65536)
def _words(text: str) -> frozenset[str]:
    return frozenset(map(stem, title_words(text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A talk, and how much speaks for posts being of it (0 is nothing, `SURE` enough)."""

    talk: Talk
    score: float


class TalksOf:
    """The talks of one event, and how much each fits what posts say."""

    def __init__(self, event: Event, zone: dt.tzinfo) -> None:
        """Take the talks of an event; times without a zone are local ones, as are all of `zone`."""
        self._talks = [talk for talk in event.talks if talk.title]
        self._words = {talk.key: _title(talk.title) for talk in self._talks}
        often = Counter(word for words in self._words.values() for word in words)
        count = len(self._talks)
        self._weights = {
            word: math.log1p(count / n) * (0.3 if word in _GENERIC else 1.0)
            for word, n in often.items()
        }
        self._titles = {talk.key: " ".join(title_words(talk.title)) for talk in self._talks}
        self._who = {talk.key: _who(talk.speakers) for talk in self._talks}
        self._given = Counter(
            (who, talk.date) for talk in self._talks for who in self._who[talk.key]
        )
        self._slots = {
            talk.key: (start, in_zone(talk.end, zone) - start if talk.end else _UNKNOWN_LENGTH)
            for talk in self._talks
            if talk.start and (start := in_zone(talk.start, zone))
        }

    def __len__(self) -> int:
        """Count the talks."""
        return len(self._talks)

    @property
    def starts(self) -> tuple[dt.datetime, ...]:
        """The local times at which talks begin, in order, each once."""
        return tuple(sorted({start for start, _ in self._slots.values()}))

    def best(self, clue: Clue) -> tuple[Match | None, bool]:
        """Return the talk that fits best, if any does at all, and whether it is sure."""
        found = sorted(
            (Match(talk=talk, score=self._score(talk, clue)) for talk in self._talks),
            key=lambda each: (-each.score, each.talk.position, each.talk.key),
        )
        if not found or found[0].score <= 0:
            return None, False
        second = found[1].score if len(found) > 1 else 0.0
        first = found[0]
        return first, first.score >= SURE and first.score - second >= _CLEARLY

    def _score(self, talk: Talk, clue: Clue) -> float:
        when = self._when(talk, clue)
        speaker = self._speaker(talk, clue, outside=when < 0)
        title = self._titled(talk, clue)
        if not speaker and not title:
            return 0.0
        return round(speaker + title + when, 3)

    def _when(self, talk: Talk, clue: Clue) -> float:
        """Return what the time says for a talk, or against it."""
        if clue.when is None:
            return 0.0
        day = clue.when.date()
        other_day = talk.date is not None and abs((talk.date - day).days) > _nights(clue.when)
        if talk.key not in self._slots:
            return -_OTHER_DAY if other_day else 0.0
        start, length = self._slots[talk.key]
        since = clue.when - start
        if -_BEFORE <= since <= length + _AFTER:
            return _SLOT - (0.1 if since < -_BEFORE / 3 else 0.0)
        return -_OTHER_DAY if other_day else -_OUT_OF_SLOT

    def _speaker(self, talk: Talk, clue: Clue, *, outside: bool) -> float:
        """Return what those who are named say for a talk; less `outside` its slot, unannounced."""
        who = self._who[talk.key]
        named = clue.first & who or {n for n in who if n[:1] != "@" and f" {n} " in clue.text}
        announced = _people(clue.told)
        told = announced & who
        if named:
            score = _SPEAKER / 2 if outside and not told else _SPEAKER
        else:
            score = _SPEAKER_LATER if clue.later & who and not outside else 0.0
        if told and all(self._given[each, talk.date] == 1 for each in told):
            score += _ONLY_TALK
        if announced and not named and not told and any(n[:1] == "@" for n in who):
            score -= _SOMEBODY_ELSE
        return score

    def _titled(self, talk: Talk, clue: Clue) -> float:
        """Return which part of a title's weight is in the words of the first posts, 0 to 1."""
        announced = (" ".join(title_words(clue.told.title)),) if clue.told else ()
        mine = self._titles[talk.key]
        if not self._is_generic(talk) and any(
            fuzz.ratio(mine, other) >= _ALIKE for other in (*announced, *clue.quoted)
        ):
            return 1.0
        words = self._words[talk.key]
        common = words & clue.words
        if not common:
            return 0.0
        whole = sum(self._weights[word] for word in words)
        share = sum(self._weights[word] for word in common) / whole if whole else 0.0
        telling = [word for word in common if word not in _GENERIC]
        most = (0.3, 0.5, 0.9)[min(len(telling), 2)] if len(telling) < 3 else 1.0
        return min(share, most)

    def _is_generic(self, talk: Talk) -> bool:
        return self._words[talk.key] <= _GENERIC


_GENERIC: Final = frozenset(map(stem, GENERIC_TITLE_WORDS))


def _title(text: str) -> frozenset[str]:
    words = [word for word in title_words(text) if word not in TITLE_STOP_WORDS]
    return frozenset(map(stem, words or title_words(text)))


def _nights(when: dt.datetime) -> int:
    """Return by how many days a post may miss its day: after midnight it is of the day before."""
    return 1 if when.hour < 6 else 0


def _people(told: Announcement | None) -> frozenset[str]:
    if told is None:
        return frozenset()
    handles = (f"@{account.handle.casefold()}" for account in told.accounts)
    return frozenset((*handles, *map(bare_name, told.names)))


def _who(speakers: Iterable[Speaker]) -> frozenset[str]:
    """Return the handles and the names of speakers, as they are compared."""
    found: set[str] = set()
    for speaker in speakers:
        found |= {f"@{account.handle.casefold()}" for account in speaker.accounts}
        name = bare_name(speaker.name)
        if " " in name:
            found.add(name)
    return frozenset(found)


def speaks_at(talk: Talk, account: Account, name: str) -> Speaker | None:
    """Return the speaker of a talk whose account this is, by the handle or by the name."""
    who = {f"@{account.handle.casefold()}", bare_name(plain_name(name))}
    return next((each for each in talk.speakers if _who((each,)) & who), None)
