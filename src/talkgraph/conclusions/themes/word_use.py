"""Which words can be names: things, told by what stands before them wherever they are used.

"The kiln", "an oven" and "of clay" are of things, "to fire" and "we fired" are not. A word that is
seldom used in either way is taken for a thing, unless it is an everyday word for what one does or
how it is.
"""

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from talkgraph.words import fold, stem, word_set

_ENOUGH: Final = 4  # uses that tell
_THING: Final = 0.45  # of those uses; from so many on it is a thing
_BEFORE_THINGS: Final = word_set(
    "a an another any each every her his its my no of our some that the their these this those your"
)
_BEFORE_DEEDS: Final = word_set(
    "can can't could didn't doesn't don't he how i it let's may might must never not she should "
    "they to we who will won't would you"
)
_EVERYDAY: Final = """
able abstract accelerate accept achieve across act adapt add adopt advance advanced agile ahead
aim allow announce apply around arrive ask attempt automate available avoid aware away back bad
basic battle become begin believe benefit best better big bit blow borrow boring break bridge bring
broken bring build buy call care carry catch cause challenge change chase check choose classic
clean clear close collect combine come common compare complete complex compromise concern connect
consider contain continue control convert cool correct cover crash create critical crowd current
custom cut daily day dead deal decide declare deep define deliver demand depend deploy describe
design desire detect determine develop die differ difficult direct disappear discover discuss
distribute dive doubt draw dream drive drop early easy effective effort eliminate embed embrace
emerge empower enable encourage end engage enhance enjoy enough ensure enter entire episode escape
establish evaluate everyday evolve examine exist expand expect experience explain explore express
extend face fail fall familiar famous fast fast-paced favourite feel few fight fill find fine fire
fit fix flexible flow fly follow forget form forward free fresh friendly fun further gain gather
general get give global go good grab great ground grow guess guide hand handle happen happy hard
harness hate head healthy hear heavy help hide high hit hold hood hope hot huge hurt ideal identify
ignore imagine impact implement important improve include increase individual influence inform
inside inspire install instead integrate interact interesting introduce invest invite involve join
jump keep kick kill know large last late launch lay lead leap learn leave left lesson let level
leverage life light like limit link listen little live load local long look lose lost lot love low
maintain make manage massive master match matter mean meaningful measure meet minimal miss mistake
mix modern month moment motivate move multiple narrow near neat need new nice night note notice
obvious offer old open operate optimise optimize order organise organize outside overcome overview
own paid part party pass past path pay people perfect perform personal pick piece pitfall place plan
play please poor popular possible power powerful practical predictable prepare present pretty
prevent previous produce progress promise proper protect prove provide publish pull purpose push put
quick quest quickly quiet raise ran random range reach react read ready real realise realize really
rebuild receive recent recommend reduce refactor refer related release remain remember remote remove
repeat replace represent require rescue respond rest restart retain rethink return reveal review
rewrite rich right rise roll rule run sad safe save say scale search see seek sell send sense
separate serious serve set several shape share shift short show side simple simplify single sit slow
small smart smooth solid solve sound speak special speed spend split spread stable stage stand
start state stay step stick stop strategic strong struggle study stuff succeed success successful
suggest suit super support surprise surround survive suspect sweet switch take talk target teach
technique tell test thing think throw tie time today together tomorrow touch track traditional
transform travel treat tricky trouble true trust try tune turn typical ugly understand unexpected
unique unlock unleash update upgrade use useful various vast view visible visit vital wait walk want
waste watch way weak wear week weird wide win wish wonder work worry worth wrap write wrong year
yesterday young
"""


class WordUse:
    """Counts how words are used, in the singular or the plural."""

    def __init__(self) -> None:
        """Count from nothing."""
        self._things: Counter[str] = Counter()
        self._deeds: Counter[str] = Counter()

    def read(self, word: str, before: str) -> None:
        """Count a word that stands after another, which is in small letters.

        What has a capital is a name, whatever stands before it.
        """
        if before in _BEFORE_THINGS:
            self._things[_key(word.casefold())] += 1
        elif before in _BEFORE_DEEDS and word[0].islower():
            self._deeds[_key(word)] += 1

    def is_thing(self, phrase: str) -> bool:
        """Tell whether a phrase stands for a thing: its last word does, or it is a name."""
        *others, last = re.split(r"[ -]", phrase)
        if others and last[:1].isupper():
            return True
        last = last.casefold()
        things, deeds = self._things[_key(last)], self._deeds[_key(last)]
        if not others and _is_everyday(last):
            return False
        return things + deeds < _ENOUGH or things >= _THING * (things + deeds)


def _key(word: str) -> str:
    return word.removesuffix("s")


@lru_cache(maxsize=65536)
def _is_everyday(word: str) -> bool:
    """Tell whether a word is one of the list or made of one, and is no noun by its ending.

    >>> _is_everyday("deploys"), _is_everyday("deployment")
    (True, False)
    """
    if word in _SPELT or word.endswith(_NO_NOUNS):
        return True
    return stem(fold(word)) in _STEMS and not word.removesuffix("s").endswith(_NOUNS)


_NOUNS: Final = ("ance", "ence", "er", "ion", "ity", "ment", "nes", "or", "ship", "sm", "ure")
_NO_NOUNS: Final = ("able", "ed", "ful", "ible", "istic", "less", "ly", "ous")
_SPELT: Final = word_set(_EVERYDAY)
_STEMS: Final = frozenset(stem(fold(word)) for word in _SPELT)
