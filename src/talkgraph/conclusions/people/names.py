"""Reads the name of a person or an organisation as somebody wrote it: which words identify it.

First short forms and sounds, by which given names compare; then whole names; then organisations.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from talkgraph.model.names import slug
from talkgraph.words import CREDENTIALS, TITLES, word_set

if TYPE_CHECKING:
    from nicknames import NickNamer


# ── given names ──────────────────────────────────────────────────────────────────────────────

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


# ── whole names ──────────────────────────────────────────────────────────────────────────────

NameKey = tuple[str, ...]
"""The words of a name, folded: lower case, no diacritics, no titles, no middle initials."""

_TITLES: Final = TITLES | word_set("doctor capt captain cdr sgt")
# These are also given names (or words), so they count as titles only with their full stop.
_TITLES_WITH_STOP: Final = word_set("maj. gen. col. rev. hon. lt. adm. cmdr. fr. st.")
_CREDENTIALS: Final = CREDENTIALS | {"edd"}
# In other letter case these may be surnames ("Md", "Ii"), so they count only in capitals.
_CREDENTIALS_IN_CAPITALS: Final = frozenset({"MD", "II", "IV", "DO", "DBA"})
_PLAIN_LETTERS: Final = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "Ae", "ı": "i"}
)
_QUOTED: Final = re.compile(r"(?<!\S)[\"“”„«'‘’]([^\"“”„«»'‘’]+)[\"“”»'’](?!\S)")
_BRACKETED: Final = re.compile(r"(?<!\S)[(\[]([^()\[\]]*)[)\]](?!\S)")
_INITIALS: Final = re.compile(r"[^\W\d_]\.?(?:[^\W\d_]\.)*")
_UNSPACED_SCRIPTS: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_LONGEST_NICKNAME: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenName:
    """A name as written, taken apart.

    `display` is the name without titles, credentials and middle initials, `full` is with these
    initials; `words` is what of it is compared; `initials` the middle initials, lower case;
    `nickname` the folded words of a nickname in quotation marks or brackets.
    """

    text: str
    display: str
    words: NameKey
    full: str = ""
    initials: str = ""
    nickname: NameKey = ()

    @property
    def readings(self) -> tuple[NameKey, ...]:
        """The ways to read it: with the given name and, if there is one, with the nickname.

        >>> written_name('Oluwaseun "Seun" Ade').readings
        (('oluwaseun', 'ade'), ('seun', 'ade'))
        """
        if not self.nickname or len(self.words) < 2:
            return (self.words,)
        return (self.words, (*self.nickname, *self.words[1:]))


@lru_cache(maxsize=65536)
def written_name(text: str) -> WrittenName:
    """Take a name apart; any text is accepted.

    >>> written_name("Prof. Ada M. Byron, Ph.D.").display
    'Ada Byron'
    """
    folded = " ".join(text.split())
    shown = folded.rstrip("?!:;, ") or folded
    bare, nickname = _without_nickname(shown)
    tokens = _without_titles(_without_credentials(bare)) or shown.split()
    whole = tokens
    leading, initials, tokens = _split_initials(tokens)
    words = tuple(word for token in tokens for word in fold_words(token))
    if leading:
        words = (leading, *words)
    return WrittenName(
        text=folded,
        display=_shown(shown, tokens, leading, bool(nickname)),
        full=_shown(shown, whole, leading, bool(nickname)),
        words=words or (folded.casefold(),),
        initials=initials,
        nickname=nickname,
    )


def is_full(key: NameKey) -> bool:
    """Tell whether a name says enough to be somebody's: a given name and a surname.

    >>> [is_full(key) for key in (("ada", "byron"), ("byron",), ("a", "byron"), ("ada", "b"))]
    [True, False, False, False]
    """
    words = key[1:] if len(key) > 2 and len(key[0]) == 1 else key
    if len(words) >= 2:
        return len(words[0]) >= 2 and len(words[-1]) >= 2
    return len(words) == 1 and len(words[0]) >= 3 and _is_unspaced(words[0])


def fold_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without diacritics, apostrophes and hyphens."""
    if not any(character.isalnum() for character in text):
        return ()
    return tuple(slug(text.translate(_PLAIN_LETTERS)).split("-"))


def canonical_name(names: Iterable[str], handles: Iterable[str] = ()) -> str:
    """Choose a person's name from all the names they are written by, in whatever order.

    Full names go before single words; then forms without a quoted nickname, in mixed case, the
    shortest, with diacritics, spelt like one of the `handles`; then by alphabet. Titles,
    credentials and middle initials are left out. Raises `ValueError` if there is no name.

    >>> canonical_name(["Dr. Ana Lund", "Annie Lund"])
    'Ana Lund'
    """
    return _best(names, handles).display


def shown_name(names: Iterable[str], handles: Iterable[str] = ()) -> str:
    """Return the canonical name as it is shown: with middle initials, if nobody leaves them out.

    >>> shown_name(["Ada M. Byron"]), shown_name(["Ada M. Byron", "Ada Byron"])
    ('Ada M. Byron', 'Ada Byron')
    """
    return _best(names, handles).full


def _best(names: Iterable[str], handles: Iterable[str]) -> WrittenName:
    accounts = {"".join(fold_words(handle)) for handle in handles}
    forms = sorted({written_name(name) for name in names}, key=lambda form: form.text)
    if not forms:
        raise ValueError("a person needs at least one name")
    return min(forms, key=lambda form: _preference(form, accounts))


def _preference(
    form: WrittenName, accounts: set[str]
) -> tuple[bool, bool, bool, int, int, bool, str, bool]:
    shown = form.display
    return (
        not is_full(form.words),
        bool(form.nickname),
        shown.islower() or shown.isupper(),
        len(shown),
        -sum(not character.isascii() for character in shown),
        "".join(form.words) not in accounts,
        shown,
        bool(form.initials),
    )


def _without_nickname(text: str) -> tuple[str, NameKey]:
    nickname: NameKey = ()
    for pattern in (_QUOTED, _BRACKETED):
        found = pattern.search(text)
        if found is None:
            continue
        words = fold_words(found[1])
        # What stands in brackets at the end is a company or pronouns, not a nickname.
        is_last = pattern is _BRACKETED and found.end() == len(text)
        if not nickname and not is_last and 0 < len(words) <= _LONGEST_NICKNAME:
            nickname = words
        rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
        text = rest if fold_words(rest) else text
    return text, nickname


def _without_credentials(text: str) -> list[str]:
    first, *others = (part.split() for part in text.split(","))
    tokens = list(first)
    for part in others:
        if not all(_is_credential(token, after_comma=True) for token in part):
            tokens.extend(part)
    while len(tokens) > 1 and _is_credential(tokens[-1], after_comma=False):
        tokens.pop()
    return tokens


def _is_credential(token: str, *, after_comma: bool) -> bool:
    letters = token.replace(".", "")
    if letters.casefold() in _CREDENTIALS or letters in _CREDENTIALS_IN_CAPITALS:
        return True
    return after_comma and letters.isupper() and len(letters) > 1


def _without_titles(tokens: list[str]) -> list[str]:
    rest = list(tokens)
    while len(rest) > 1 and _is_title(rest[0]):
        rest.pop(0)
    return rest


def _is_title(token: str) -> bool:
    folded = token.casefold()
    return folded.rstrip(".") in _TITLES or folded in _TITLES_WITH_STOP


def _split_initials(tokens: list[str]) -> tuple[str, str, list[str]]:
    """Return the leading initials in one word, the middle ones, and the other tokens."""
    if len(tokens) < 2:
        return "", "", tokens
    start = 0
    while start < len(tokens) - 1 and _is_initials(tokens[start]):
        start += 1
    leading = "".join(fold for token in tokens[:start] for fold in _letters(token))
    middle = [token for token in tokens[start + 1 : -1] if _is_initials(token)]
    if start:
        middle = [token for token in tokens[start:-1] if _is_initials(token)]
    kept = [
        token
        for place, token in enumerate(tokens[start:])
        if not (token in middle and 0 < place + start < len(tokens) - 1)
    ]
    return leading, "".join(fold for token in middle for fold in _letters(token)), kept


def _is_initials(token: str) -> bool:
    # "JD" and "Al" are words; "J", "J." and "J.D." are initials. A lone letter of a script
    # without capitals is a word of its own.
    if not _INITIALS.fullmatch(token) or (len(token) == 1 and not token.isupper()):
        return False
    return not _is_unspaced(token[0])


def _letters(token: str) -> tuple[str, ...]:
    return fold_words(token.replace(".", ""))


def _shown(text: str, tokens: list[str], leading: str, has_nickname: bool) -> str:
    """Write the name again without what was left out; a nickname keeps its place and marks."""
    kept = {*tokens}
    shown: list[str] = []
    if has_nickname:
        text = _BRACKETED.sub(lambda found: "" if found.end() == len(text) else found[0], text)
        nickname = (_QUOTED.search(text) or _BRACKETED.search(text)) if text else None
        if nickname is not None:
            kept.update(nickname[0].split())
    for token in text.split():
        bare = token.rstrip(",")
        is_leading = bool(leading) and _is_initials(bare) and all(map(_is_initials, shown))
        if bare in kept or is_leading:
            shown.append(bare)
    return " ".join(shown) or text


def _is_unspaced(word: str) -> bool:
    return all(unicodedata.name(c, "").startswith(_UNSPACED_SCRIPTS) for c in word)
