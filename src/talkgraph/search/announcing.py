"""Tells which posts and notes do no more than announce their own talk, as its title does.

"First talk of the day: @editor on Drafting Success." says who speaks and what the talk is called:
beside the title it is nothing new.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from talkgraph.model import Passage, PassageKind, TalkRecord
from talkgraph.model.passages import SPOKEN
from talkgraph.words import STOP_WORDS, folded_words

if TYPE_CHECKING:
    from talkgraph.search.scores import Mask

_HANDLE: Final = re.compile(r"(?<!\w)@[\w.]+(?:@[\w.-]+\w)?")
_MOST_OTHER_WORDS: Final = 4


def announcing(passages: Sequence[Passage], records: Sequence[TalkRecord]) -> "Mask":
    """Tell which passages only announce a talk whose title is among the passages.

    Such a passage is the title, or the title with who speaks (by name or handle) and no more than a
    few words on one side of it; there, common words do not count.
    """
    import numpy as np

    titled = {each.talk for each in passages if each.kind is PassageKind.TALK}
    talks = {each.iri: each for each in records if each.iri in titled}
    return np.array(
        [
            each.kind in SPOKEN and each.talk in talks and _announces(each.text, talks[each.talk])
            for each in passages
        ],
        dtype=bool,
    )


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
    title = _telling(talk.title)
    bare = _HANDLE.sub(" ", text)
    names = {word for name in talk.speaker_names for word in folded_words(name)}
    said = [word for word in _telling(bare) if word not in names or word in title]
    others = len(said) - len(title)
    if not title or not 0 <= others <= _MOST_OTHER_WORDS:
        return False
    if folded_words(text) == folded_words(talk.title):
        return True
    names_somebody = bare != text or not (names - set(title)).isdisjoint(folded_words(text))
    return names_somebody and title in (said[others:], said[: len(title)])


def _telling(text: str) -> list[str]:
    words = folded_words(text)
    return [word for word in words if word not in STOP_WORDS] or words
