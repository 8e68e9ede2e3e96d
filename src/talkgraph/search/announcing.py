"""Tells which posts and notes do no more than announce their own talk, as its title does.

"First talk of the day: @editor on Drafting Success." says who speaks and what the talk is called:
beside the title it is nothing new.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from talkgraph.model import Passage, PassageKind, TalkRecord
from talkgraph.model.passages import SPOKEN
from talkgraph.words import STOP_WORDS, fold, folded_words

if TYPE_CHECKING:
    from talkgraph.search.scores import Mask

_HANDLE: Final = re.compile(r"(?<!\w)@[\w.]+(?:@[\w.-]+\w)?")
_MOST_OTHER_WORDS: Final = 4


def announcing(passages: Sequence[Passage], records: Sequence[TalkRecord]) -> "Mask":
    """Tell which passages only announce a talk whose title is among the passages.

    Such a passage is the title, or the title with who speaks (by name or handle) and no more than a
    few words on one side of it, of which common ones do not count.
    """
    import numpy as np

    titled = {each.talk for each in passages if each.kind is PassageKind.TALK}
    talks = {each.iri: each for each in records if each.iri in titled}
    # Few texts have the longest word of the title; only those are split into words.
    longest = {
        iri: max(folded_words(talk.title), key=len, default="") for iri, talk in talks.items()
    }

    def announces(passage: Passage) -> bool:
        talk = talks.get(passage.talk)
        if talk is None or passage.kind not in SPOKEN:
            return False
        return longest[talk.iri] in fold(passage.text) and _announces(passage.text, talk)

    return np.fromiter(map(announces, passages), dtype=bool, count=len(passages))


def _announces(text: str, talk: TalkRecord) -> bool:
    """Tell whether a text is the title of a talk with who speaks, and little else.

    >>> talk = TalkRecord(
    ...     iri="t", name="e/t", title="Drafting: Success", event="e", event_name="E",
    ...     speakers=(("p", "Ida Holm"),),
    ... )
    >>> _announces("First talk of the day: @ida on Drafting Success.", talk)
    True
    >>> _announces("@ida: success means drafting, then asking", talk)
    False
    """
    title, said = folded_words(talk.title), folded_words(_HANDLE.sub(" ", text))
    if not title or said == title:
        return bool(title)
    names = {word for name in talk.speaker_names for word in folded_words(name)} - set(title)
    if said[-len(title) :] == title:
        beside = said[: -len(title)]
    elif said[: len(title)] == title:
        beside = said[len(title) :]
    else:
        return False
    others = [word for word in beside if word not in STOP_WORDS and word not in names]
    is_by_somebody = _HANDLE.search(text) is not None or not names.isdisjoint(beside)
    return is_by_somebody and len(others) <= _MOST_OTHER_WORDS
