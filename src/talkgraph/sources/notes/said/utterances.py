"""Utterance or term: whether quoted words are something that was said.

A quoted term names something ("toil", "the wall of confusion"); an utterance states, asks or
demands something. What counts is form alone: the marks of a sentence, whether the quotation
stands by itself, is introduced or is attributed, and whether the sentence around uses it as a
noun. A clause in the middle of the note-taker's sentence ("'we log everything' is a policy") is
the note-taker's, and no utterance.
"""

import re
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.notes.said.quotations import Quotation

_WORD: Final = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_UNSAID: Final = re.compile(
    r"[#＃@]\w+|https?://\S+|\[/?fin\]|\[[^\[\]]*\]|^\(?\d+[/.)]\d*\s"
    r"|[\u2300-\u2bff\ufe0f\U0001f000-\U0001faff]",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"(?:^|\s)(?:an?|the|my|our|your|their|its)$", re.IGNORECASE)
_REMARK: Final = re.compile(r"[-–—]+\s|\([^()]*\)\W*$")
_ENDINGS: Final = ".!?…"
_FEWEST_WORDS: Final = 4
_FEWEST_FIRM: Final = 3
_SHORT: Final = 3
_FEWEST_CAPITALS: Final = 2


def words_of(text: str) -> tuple[str, ...]:
    """Return the words in lower case, apostrophes straightened."""
    return tuple(word.casefold().replace("’", "'") for word in _WORD.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quotation stands.

    It `starts` where a sentence or a label has ended before it, `ends` where its sentence does,
    and is `whole` where it opens the paragraph and is a sentence of its own. `noun` is true where
    the sentence around uses it as one.
    """

    starts: bool
    ends: bool
    whole: bool
    noun: bool


def place_of(quotation: Quotation) -> Place:
    """Look at what stands on either side of a quotation."""
    left = _UNSAID.sub("", quotation.before).rstrip()
    right = _UNSAID.sub("", quotation.after).lstrip()
    ended = quotation.text.rstrip()[-1:] in _ENDINGS or right[:1] in _ENDINGS
    rest = right.lstrip(_ENDINGS).lstrip(" (")
    whole = not words_of(right) or (ended and not rest[0].islower() and rest[0] not in ",;/-–—")
    first = left.strip("~… ") == ""
    return Place(
        starts=first or left[-1] in ".!?…;:",
        ends=whole or _REMARK.match(right) is not None,
        whole=whole and first,
        noun=_ARTICLE.search(left) is not None or re.match(r"-[a-z]", right) is not None,
    )


def may_be_utterance(text: str) -> bool:
    """Tell by the quoted words alone whether they may form an utterance, wherever they stand."""
    words = words_of(text)
    enough = len(words) >= _FEWEST_FIRM or (words and text.rstrip()[-1:] in _ENDINGS)
    return bool(enough) and not _is_titled(text)


def is_utterance(quotation: Quotation, *, framed: bool, firm: bool) -> bool:
    """Say whether quoted words form an utterance.

    They are `framed` where somebody or something says that they were said, which is `firm` where
    it says who, and by a verb or behind the quotation.
    """
    text, place = quotation.text, place_of(quotation)
    words = words_of(text)
    if place.noun or not may_be_utterance(text):
        return False
    ended = text.rstrip()[-1:] in _ENDINGS
    stands = place.starts and place.ends
    if len(words) < _FEWEST_WORDS:
        return (firm and len(words) >= _FEWEST_FIRM) or (ended and (framed or stands))
    if framed or ended or place.whole:
        return True
    return stands and words[0] not in ("a", "an", "the")


def _is_titled(text: str) -> bool:
    """Tell whether most longer words begin with a capital, as in titles."""
    plain: list[str] = [word for word in _WORD.findall(text) if "'" not in word and "’" not in word]
    longer = [word for word in plain if len(word) > _SHORT]
    if len(longer) < _FEWEST_CAPITALS or text.rstrip()[-1:] in ".…" or text.isupper():
        return False
    capital = sum(word[0].isupper() and not word.isupper() for word in longer)
    return capital > 0.75 * len(longer)
