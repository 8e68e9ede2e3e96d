"""Utterance or term: whether quoted words are something that was said.

A quoted term names something ("toil", "the wall of confusion"); an utterance states, asks or
demands something. What counts: a clause, sentence punctuation, whether the quotation stands
alone, is introduced or is attributed, and whether the sentence around it uses it as a noun.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.notes.said import lexicon
from talkgraph.words import word_set

_WORD: Final = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_PARTICIPLES: Final = word_set(
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
    """Tell "the code we deploy" from a sentence: a noun, a pronoun and a verb, and no more."""
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


# ── utterance or term ────────────────────────────────────────────────────────────────────────────

_MEANING: Final = word_set("mean means meant")
_WORKS: Final = lexicon.NAMING - {"called", "named", "titled", "entitled", "termed", "dubbed"}
_ARTICLES: Final = word_set("a an the my our your their its his")
_BARE_VERB_AHEAD: Final = word_set(
    "to can could will would should must may might shall don't doesn't didn't can't won't"
)
_SAID_OF: Final = re.compile(r"[#＃@]\w+|https?://\S+|\[/?fin\]", re.IGNORECASE)
_SPEECH_AFTER: Final = re.compile(
    rf",?\s*(?:as\s+)?(?:@?[\w.’'-]+\s+){{0,3}}?{lexicon.SPEAKS}\b", re.IGNORECASE
)
_WHAT_ONE_SAYS: Final = re.compile(
    rf",?\s*(?:is|was)\s+what\s+(?:@?[\w.'’-]+\s+){{1,4}}?{lexicon.SPEAKS}\b", re.IGNORECASE
)
_WITH: Final = re.compile(
    r"\b(?:open|clos|end|start|begin|began|sign|leave|left|sum|conclud|wrap|finish|kick)\w*\s+"
    r"(?:\w+\s+){0,3}(?:with|on):?$",
    re.IGNORECASE,
)
_IN_WORDS: Final = re.compile(r"\bin\s+[\w'’]+\s+(?:own\s+)?words,$", re.IGNORECASE)
_ENDINGS: Final = ".!?…"
_MANY_WORDS: Final = 7
_FEW_WORDS: Final = 3
_SYMBOLS: Final = 0x2190


@dataclass(frozen=True, slots=True)
class _Setting:
    """A quotation with what is known of its surroundings."""

    words: tuple[str, ...]
    clause: Clause
    ending: str
    alone: bool
    whole: bool
    introduced: bool
    attributed: bool

    @property
    def size(self) -> int:
        return len(self.words)


def is_utterance(text: str, before: str, after: str, *, attributed: bool) -> bool:
    """Say whether quoted words form an utterance.

    `before` and `after` are what the paragraph holds on either side; `attributed` is true where
    it names who said so.
    """
    words = words_of(text)
    if not words or not any(word.isalpha() for word in re.findall(r"[^\W\d_]+", text)):
        return False
    left, right = _SAID_OF.sub("", before).rstrip(), after.lstrip()
    if _is_named(left) or _is_attributive(text, left, right) or _is_title(text):
        return False
    ending = text.rstrip()[-1:]
    starts = not words_of(left) or left[-1] in ".!?…:;—–-])>•|"
    ends = _ends_here(right, ending)
    if (
        starts
        and ends
        and not words_of(left)
        and not words_of(_SAID_OF.sub("", right))
        and len(words) > _FEW_WORDS
    ):
        return True
    setting = _Setting(
        words,
        clause_of(words),
        ending if ending in _ENDINGS else "",
        starts and ends,
        ends and (not words_of(left) or left[-1] in ".!?…"),
        _is_introduced(left) or _SPEECH_AFTER.match(right) is not None,
        attributed or _WHAT_ONE_SAYS.match(right) is not None,
    )
    if setting.alone or setting.introduced or setting.attributed:
        return _said(setting)
    return _said_inside(setting, left)


def _said(setting: _Setting) -> bool:
    """Decide on what stands alone, is introduced or is attributed."""
    size, ending = setting.size, setting.ending
    if all(word in lexicon.INTERJECTIONS for word in setting.words):
        return bool(setting.introduced or setting.attributed or ending)
    if setting.clause.finite:
        return size > 1
    if ending in ("?", "!") or (ending and setting.words[0] in lexicon.INTERJECTIONS):
        return size > 1
    if setting.attributed:
        return size > 2 or setting.clause.imperative
    if setting.clause.imperative and size > 2:
        return True
    if setting.whole and size > 2 and (ending or lexicon.NEGATIONS.intersection(setting.words)):
        return True
    if setting.clause.nominal or setting.words[0] in lexicon.DETERMINERS:
        return False
    return setting.alone and (size >= _MANY_WORDS or (bool(ending) and size > 2))


def _said_inside(setting: _Setting, left: str) -> bool:
    """Decide on what stands in the middle of a sentence."""
    size, ending = setting.size, setting.ending
    if ending == "?" or (ending == "!" and size > 2):
        return size > 1
    if ending and all(word in lexicon.INTERJECTIONS for word in setting.words):
        return not words_of(left)
    if setting.clause.finite:
        return size > 3 or (size > 2 and setting.clause.pronoun)
    if setting.clause.imperative and size > 2:
        if (words_of(left) or ("",))[-1] in _BARE_VERB_AHEAD:
            return False
        speaks_to = any(word in lexicon.OBJECTS | lexicon.NEGATIONS for word in setting.words[1:])
        opens = not words_of(left) and size > _FEW_WORDS
        opens = opens and setting.words[1] in lexicon.DETERMINERS
        return bool(ending) or speaks_to or opens
    return False


def _is_named(left: str) -> bool:
    """`... called "..."`, `her book, "..."`: what follows is a name or a title."""
    if left.endswith((":", ".", "!", "?")) or _IN_WORDS.search(left):
        return False
    last = (words_of(left) or ("",))[-1]
    return last in (_WORKS if left.endswith(",") else lexicon.NAMING | _MEANING)


def _is_attributive(text: str, left: str, right: str) -> bool:
    """`the "..." problem`, `a "..."`, `"..."-style`: the sentence uses it as a noun."""
    if re.match(r"-[a-z]", right):
        return True
    ended = text.rstrip()[-1:] in _ENDINGS
    nearest = words_of(re.split(r"[.,;:!?()\[\]–—]", left)[-1])[-3:]
    article = bool(nearest) and nearest[-1] in _ARTICLES
    following = re.match(r"[^\W\d_][\w'’-]*", right)
    if following and following.group()[0].islower() and (article or not ended):
        word = following.group().casefold()
        noun = word not in lexicon.FUNCTION_WORDS | lexicon.SPEECH | lexicon.SURE_VERBS
        if noun and any(word in lexicon.DETERMINERS for word in nearest):
            return True
    return article and not ended


def _is_title(text: str) -> bool:
    """Most longer words begin with a capital, as in titles."""
    every = re.findall(r"[^\W\d_][\w'’-]*", text)
    if words_of(" ".join(every[:1]))[0].endswith(lexicon.CONTRACTED):
        every = every[1:]
    longer = [word for word in every if len(word) > 3]
    if len(longer) < 2 or text.rstrip()[-1:] in ".…" or text.isupper():
        return False
    capital = sum(word[0].isupper() and not word.isupper() for word in longer)
    return capital / len(longer) > 0.75 and not longer[-1].isupper()


def _ends_here(right: str, ending: str) -> bool:
    if (
        not right
        or ord(right[0]) > _SYMBOLS
        or right[0] in '.!?…;[(#＃@"“„«'
        or right.startswith("http")
    ):
        return True
    if re.match(r"[-–—]+\s*@", right):
        return True
    return bool(ending) and ending in _ENDINGS and not right[0].islower() and right[0] not in ",-–—"


def _is_introduced(left: str) -> bool:
    if left.endswith(":"):
        return True
    last = words_of(left)[-3:]
    if _WITH.search(left) or _IN_WORDS.search(left):
        return True
    if not last or left.endswith((".", "!", "?", ";")):
        return False
    if last[-1] in lexicon.SPEECH | lexicon.REPORTS:
        return True
    if len(last) > 1 and last[-1] in ("is", "was") and last[-2] in lexicon.REPORTS:
        return True
    return left.endswith(",") and any(word in lexicon.SPEECH for word in last)
