"""Whether words form a clause: a finite verb, its subject, an imperative.

No grammar is parsed. Closed lists of function words and common verbs, and what stands directly
beside them, decide; where a form may be noun or verb, only a subject in front makes it a verb.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.notes import lexicon

_WORD: Final = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_PARTICIPLES: Final = lexicon.words(
    "learnt made told kept heard lost built sent brought paid led left met beat taught ran come "
    "become run put set let read cut hurt found held spent"
)
_TIED: Final = lexicon.DETERMINERS - lexicon.SUBJECTS
_BESIDE_A_VERB: Final = lexicon.SUBJECTS | lexicon.ADVERBS | lexicon.RELATIVES
_ONLY_SUBJECTS: Final = lexicon.SUBJECTS - lexicon.DETERMINERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What was found: a finite verb, one with a pronoun for its subject, a command.

    `nominal` is true where the only finite verb belongs to a relative clause or to an indirect
    question ("work that matters", "what we need").
    """

    finite: bool
    pronoun: bool
    imperative: bool
    nominal: bool


def words_of(text: str) -> tuple[str, ...]:
    """Return the words in lower case, apostrophes straightened."""
    return tuple(word.casefold().replace("’", "'") for word in _WORD.findall(text))


def clause_of(words: Sequence[str]) -> Clause:
    """Look for a clause in words as `words_of` returns them."""
    finite = [place for place in range(len(words)) if _is_finite(words, place)]
    nominal = bool(finite) and _is_nominal(words, finite)
    return Clause(
        finite=bool(finite) and not nominal,
        pronoun=not nominal and any(_has_pronoun(words, place) for place in finite),
        imperative=_is_command(words, nominal=nominal),
        nominal=nominal,
    )


def _is_command(words: Sequence[str], *, nominal: bool) -> bool:
    if _at(words, 0) not in lexicon.IMPERATIVES:
        return False
    return not nominal or _at(words, 1) in _TIED | (lexicon.OBJECTS - lexicon.DETERMINERS)


def _at(words: Sequence[str], place: int) -> str:
    return words[place] if 0 <= place < len(words) else ""


def _is_finite(words: Sequence[str], place: int) -> bool:
    word, previous = words[place], _at(words, place - 1)
    if previous == "to":
        return False
    if word in lexicon.AUXILIARIES:
        return _auxiliary(words, place)
    if word.endswith(lexicon.CONTRACTED):
        return word.partition("'")[0] in lexicon.SUBJECTS | lexicon.QUESTION_WORDS or (
            not word.endswith("'s") and not word.endswith("'d")
        )
    if place == 0:
        return False
    if previous in lexicon.PERSONS and word not in lexicon.FUNCTION_WORDS:
        return previous != "you" or place == 1
    if word in lexicon.SURE_VERBS:
        return _sure(words, place)
    return word in lexicon.OTHER_VERBS and _other(words, place)


def _auxiliary(words: Sequence[str], place: int) -> bool:
    following, previous = _at(words, place + 1), _at(words, place - 1)
    if words[place] in ("let's", "lets"):
        return place == 0 or words[place] == "let's"
    if place == 0:
        if words[0] in ("do", "have", "don't", "dont", "will", "must", "may"):
            return following in _ONLY_SUBJECTS
        return following in lexicon.SUBJECTS | lexicon.DETERMINERS or words[0].endswith("n't")
    return previous not in _TIED


def _sure(words: Sequence[str], place: int) -> bool:
    word, previous, following = words[place], _at(words, place - 1), _at(words, place + 1)
    if word.endswith("ed") or word in _PARTICIPLES:
        acts_on = following in lexicon.DETERMINERS | lexicon.OBJECTS
        return previous in _BESIDE_A_VERB or (acts_on and previous not in lexicon.FUNCTION_WORDS)
    return previous in _BESIDE_A_VERB or previous not in lexicon.FUNCTION_WORDS


def _other(words: Sequence[str], place: int) -> bool:
    word, previous, following = words[place], _at(words, place - 1), _at(words, place + 1)
    if previous in _ONLY_SUBJECTS | lexicon.RELATIVES - lexicon.DETERMINERS:
        return True
    if previous in lexicon.ADVERBS:
        return True
    if previous == "that":
        return place > 1
    if previous in lexicon.FUNCTION_WORDS or not following:
        return False
    plural = len(previous) > 3 and previous.endswith("s") and not previous.endswith("ss")
    if plural and not word.endswith("s"):
        return following in lexicon.FUNCTION_WORDS
    return word.endswith(("s", "ed")) and following in lexicon.DETERMINERS | lexicon.OBJECTS


def _is_nominal(words: Sequence[str], finite: Sequence[int]) -> bool:
    if len(finite) > 1:
        return False
    verb = finite[0]
    if words[0] in lexicon.QUESTION_WORDS:
        asks = verb == 1 and _at(words, 2) in lexicon.SUBJECTS
        asks = asks and (len(words) > 3 or words[1] in ("is", "are", "was", "were", "am"))
        return not asks and (verb == 1 or _at(words, 1) in lexicon.SUBJECTS | lexicon.DETERMINERS)
    relatives = [place for place in range(1, verb) if words[place] in lexicon.RELATIVES]
    if relatives and words[relatives[0] - 1] not in lexicon.FUNCTION_WORDS:
        return True
    return _ends_in_a_bare_relative(words, verb)


def _ends_in_a_bare_relative(words: Sequence[str], verb: int) -> bool:
    """Tell "the work we do" from a sentence: a noun, a pronoun and a verb, and no more."""
    pronoun = verb - 1
    noun = _at(words, pronoun - 1)
    if pronoun < 1 or words[pronoun] not in _ONLY_SUBJECTS or len(words) - verb > 1:
        return False
    if pronoun == 1 and noun in lexicon.OTHER_VERBS:
        return True
    return noun not in lexicon.FUNCTION_WORDS | lexicon.IMPERATIVES | lexicon.SURE_VERBS


def _has_pronoun(words: Sequence[str], place: int) -> bool:
    if words[place].partition("'")[0] in _ONLY_SUBJECTS:
        return True
    before = [place - 1]
    while _at(words, before[-1]) in lexicon.ADVERBS:
        before.append(before[-1] - 1)
    inverted = place <= 1 and _at(words, place + 1) in lexicon.SUBJECTS
    return inverted or _at(words, before[-1]) in lexicon.SUBJECTS
