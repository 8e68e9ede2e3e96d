"""Says which given names stand for each other: short forms, and ways to spell one name."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nicknames import NickNamer

# The table of short forms also holds pairs that are two names today ("Ian" and "John"). A pair
# is believed when both begin alike, or when it is one of these.
_UNLIKE_SHORT_FORMS: Final[dict[str, tuple[str, ...]]] = {
    "andy": ("andrew",),
    "becky": ("rebecca",),
    "bess": ("elizabeth",),
    "beth": ("elizabeth", "bethany"),
    "betsy": ("elizabeth",),
    "betty": ("elizabeth",),
    "bill": ("william",),
    "billy": ("william",),
    "bob": ("robert",),
    "bobby": ("robert",),
    "chuck": ("charles",),
    "cindy": ("cynthia",),
    "dick": ("richard",),
    "drew": ("andrew",),
    "gene": ("eugene",),
    "hank": ("henry",),
    "harry": ("henry", "harold"),
    "jack": ("john",),
    "jeff": ("geoffrey",),
    "jerry": ("gerald", "jerome"),
    "jim": ("james",),
    "jimmy": ("james",),
    "joe": ("joseph",),
    "kate": ("katherine", "catherine", "kathryn"),
    "katie": ("katherine", "catherine", "kathryn"),
    "kathy": ("katherine", "catherine", "kathryn"),
    "larry": ("lawrence", "laurence"),
    "liz": ("elizabeth",),
    "lizzie": ("elizabeth",),
    "meg": ("margaret", "megan"),
    "mick": ("michael",),
    "mike": ("michael",),
    "mickey": ("michael",),
    "nate": ("nathan", "nathaniel"),
    "peggy": ("margaret",),
    "rick": ("richard", "frederick", "eric"),
    "ricky": ("richard",),
    "sandy": ("alexander", "alexandra", "sandra"),
    "sasha": ("alexander", "alexandra"),
    "sue": ("susan", "suzanne"),
    "ted": ("edward", "theodore"),
    "tom": ("thomas",),
    "tony": ("anthony", "antonio"),
    "vicky": ("victoria",),
    "will": ("william",),
}
_ALIKE: Final = 3
_SOUNDS: Final = (
    (re.compile("ph"), "v"),
    (re.compile("f"), "v"),
    (re.compile("ch(?=[rl])|ck|c(?![eiyh])|q"), "k"),
    (re.compile("c(?=[ei])|z"), "s"),
    (re.compile("y|ie|ee"), "i"),
    (re.compile("(?<=[a-z])h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@cache
def long_forms(given: str) -> frozenset[str]:
    """Return the name itself and every name that it is a short form of (all lower case).

    >>> "benjamin" in long_forms("ben")
    True
    """
    spellings = {given, re.sub("ie$", "y", given), re.sub("y$", "ie", given)}
    listed = {
        form
        for spelling in sorted(spellings)
        for form in _namer().canonicals_of(spelling)
        if _begin_alike(given, form)
    }
    return frozenset({given, *listed, *_UNLIKE_SHORT_FORMS.get(given, ())})


def same_given_name(left: str, right: str) -> bool:
    """Tell whether one is a short form of the other, or both are alike and of the same name.

    >>> same_given_name("bob", "robert"), same_given_name("rob", "robbie")
    (True, True)
    >>> same_given_name("matthew", "matthias")
    False
    """
    if sound(left) == sound(right):
        return left == right  # "Marc" and "Mark": a way to spell it, which is less sure
    common = long_forms(left) & long_forms(right)
    return bool(common & {left, right}) or (bool(common) and _begin_alike(left, right))


def is_known(given: str) -> bool:
    """Tell whether the table of given names holds this one."""
    return bool(_namer().canonicals_of(given) or _namer().nicknames_of(given))


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Fold the ways to spell one sound, so that variants of a name become equal.

    >>> sound("erik") == sound("eric"), sound("stephen") == sound("steven")
    (True, True)
    """
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word


def _begin_alike(left: str, right: str) -> bool:
    length = max(2, min(_ALIKE, len(left), len(right)))
    return len(left) >= 2 and left[:length] == right[:length]


@cache
def _namer() -> "NickNamer":
    from nicknames import NickNamer

    return NickNamer()
