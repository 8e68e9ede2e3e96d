"""Whether a sentence lets somebody other than the speaker say what is quoted in it."""

import re
from typing import Final

from talkgraph.notes import lexicon
from talkgraph.notes.clauses import words_of

_SPEAKS: Final = re.compile(
    r"(?P<who>.*?)\s(?:" + "|".join(sorted(lexicon.SPEECH)) + r")\b[\w\s’']*[:,]?$",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[,;:]\s+")
_OPENERS: Final = lexicon.words("and but so when then because while if even though as")
_BETWEEN: Final = lexicon.ADVERBS | lexicon.words(
    "keep keeps kept once used to will would will may might often started began all both"
)
_ARTICLES: Final = lexicon.DETERMINERS - lexicon.words("this that these those no")
_PRONOUNS: Final = lexicon.words("i you he she it we i'm we're you're she's he's who")
_GROUPS: Final = lexicon.words("people folks management leadership")
_OWN_VOICE: Final = lexicon.REPORTS | lexicon.words(
    "slide slides talk title subtitle deck speaker presenter keynote story phrase part point "
    "section diagram picture chart abstract conclusion"
)
_SHORTEST_PLURAL: Final = 4


def others_speak(sentence: str) -> bool:
    """Tell whether the subject of a verb of saying is a group or an unnamed person.

    The speaker, her slides and her story are not others; nor is a pronoun of the singular, which
    mostly means her.

    >>> others_speak("The CEO famously said"), others_speak("Her slide says")
    (True, False)
    """
    clause = _CLAUSE.split(sentence.rstrip(" :,"))[-1]
    match = _SPEAKS.fullmatch(clause)
    if match is None:
        return False
    words = list(words_of(match["who"]))
    while words and words[0] in _OPENERS:
        words.pop(0)
    while words and (words[-1] in _BETWEEN or words[-1].endswith("ly")):
        words.pop()
    if not words or _PRONOUNS.intersection(words) or _OWN_VOICE.intersection(words):
        return False
    last = words[-1]
    if words == ["they"] or last in _GROUPS:
        return True
    plural = last.endswith("s") and len(last) >= _SHORTEST_PLURAL
    plural = plural and last not in lexicon.FUNCTION_WORDS
    return plural or (words[0] in _ARTICLES and len(words) > 1)
