"""One way to split, stem and cut text; and which words say nothing, and where.

Some lists of such words differ on purpose:

- `STOP_WORDS` are left out where words tell one text from another (keywords, related talks): the
  common words of English, and those of every conference ("talk", "slide", "livetweet");
- where texts are searched (`talkgraph.search.analyzer`), only what bm25s lists for the language is
  left out, and nothing of ours, for people do search for "talk";
- `TITLE_STOP_WORDS` do not make a title distinctive, and `GENERIC_TITLE_WORDS` alone say nothing
  of a talk ("Opening Keynote"): a title is short, so that fewer words may be passed over;
- what asks in a query ("what did … say") is in `knowledge.understanding.words`: only beside a
  name does it say nothing.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, Protocol


def cut(text: str, width: int) -> str:
    """Return a text of at most `width` characters, the last one an ellipsis if it was longer.

    >>> cut("a text", 6), cut("a longer text", 8)
    ('a text', 'a longe…')
    """
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def one_line(text: str) -> str:
    """Return a text with its white space folded.

    >>> one_line("Stephen  Walli ")
    'Stephen Walli'
    """
    return " ".join(text.split())


def with_capital(name: str) -> str:
    """Return a name with a capital, unless its first word is spelt with one further on.

    >>> with_capital("tidal kilns"), with_capital("eBPF maps")
    ('Tidal kilns', 'eBPF maps')
    """
    first = name.split()[0]
    return name if first != first.casefold() else f"{name[:1].upper()}{name[1:]}"


def numbered(count: int, one: str, many: str) -> str:
    """Return a number with what there is so many of: `one` of it, or `many`.

    >>> numbered(1, "post is", "posts are"), numbered(1200, "post is", "posts are")
    ('1 post is', '1,200 posts are')
    """
    return f"{count:,} {one if count == 1 else many}"


def is_utf_8(text: str) -> bool:
    r"""Tell whether a text can be written; an argument of other bytes than UTF-8 cannot.

    >>> is_utf_8("caf\u00e9"), is_utf_8("caf\udce9")
    (True, False)
    """
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def printable(path: str | os.PathLike[str]) -> str:
    r"""Return the name of a file or folder as text, with what is not UTF-8 in it as escapes.

    >>> print(printable("caf\udce9.md"))
    caf\xe9.md
    """
    return os.fspath(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(word_set("inc ltd"))
    ['inc', 'ltd']
    """
    return frozenset(text.split())


def fold(text: str) -> str:
    """Return a text in small letters without diacritics.

    >>> fold("Montréal")
    'montreal'
    """
    bare = text.casefold()
    if bare.isascii():
        return bare
    decomposed = unicodedata.normalize("NFKD", bare)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def folded_words(text: str) -> list[str]:
    """Return the words and numbers of a text, folded, without what stands between them.

    >>> folded_words("Montréal, O'Hare & 2nd_Quay")
    ['montreal', 'o', 'hare', '2nd', 'quay']
    """
    return _LETTERS.findall(fold(text))


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the words and numbers of many texts, as `folded_words` does, but much faster.

    >>> sorted(words_of(["Montréal, O'Hare", "2nd_Quay"]))
    ['2nd', 'hare', 'montreal', 'o', 'quay']
    """
    given = tuple(texts)
    plain = folded_words("\n".join(text for text in given if text.isascii()))
    others = (word for text in given if not text.isascii() for word in folded_words(text))
    return {*plain, *others}


WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
TITLES: Final = word_set("dr prof professor mr mrs ms mx sir dame")
"""What stands before a name and is none, whatever follows it; some readers know more."""
CREDENTIALS: Final = word_set("phd mba jr sr iii cissp pmp dphil esq")
"""What stands behind a name and is none, whatever its letter case; some readers know more."""
PARTICLES: Final = word_set("al bin da de den der di du el ibn la le ten ter van von y")
"""What stands in a name in small letters."""

_WORD: Final = re.compile(r"(?<![@\w])[^\W\d_][\w’']*(?:-[^\W\d_]\w*)*")
_POSSESSIVE: Final = re.compile(r"'[sS]?$")
_LETTERS: Final = re.compile(r"[^\W_]+")
_SHORTEST: Final = 2

_STOP_WORDS: Final = """
a able about above across actually after again against ago all almost along already also
although always am among an and another any anybody anyone anything apart are aren't around
as at away back be became because become been before behind being below best better between
beyond big both but by came can can't cannot come comes coming could couldn't did didn't
different do does doesn't doing don't done down during e.g each early either else enough etc
even ever every everybody everyone everything example examples far few find finding first
five for four from full further gave get gets getting give given gives giving go goes going
gone good got great had hadn't happen happening happens hard has hasn't have haven't having
he he's her here here's hers herself high him himself his how however i i'd i'll i'm i've ie
if important in instead into is isn't it it's its itself just keep kept key kind know known
knows large last late later lead least left less let let's like little live livetweet long
look looking looks lot lots low made main make makes making many may maybe me mean means
might mine more most much must my myself near necessary need needed needing needs neither
never new next no nobody none nor not note notes nothing now of off often oh ok okay on once
one ones only onto open or order other others our ours ourselves out over own part parts
past per perhaps piece place point points possible pretty put quite rather re real really
right said same saw say saying says second see seeing seem seems seen shall she should
shouldn't show showed showing shown shows side simple simply since small so some somebody
someone something sometimes soon start started starting starts still such take taken takes
taking talk talked talking talks tell telling tells ten than that that's the their theirs
them themselves then there there's therefore these they they're thing things think thinking
third this those though thought three through throughout time times to today together told
too took toward towards tried tries true try trying turn twitter two type under until up
upon us use used useful uses using usually various very via vs want wanted wants was wasn't
way ways we we'd we'll we're we've well went were weren't what what's whatever when where
whether which while who who's whole whom whose why will with within without won't word words
work worked working works would wouldn't year years yes yet you you'd you'll you're you've
your yours yourself speaker session slide slides conference day
"""
STOP_WORDS: Final = word_set(_STOP_WORDS)
TITLE_STOP_WORDS: Final = word_set(
    "a an and are as at be by can do for from has how i in into is it its my not of on or our "
    "s t that the their this to us was we what when where which who why will with you your"
)
GENERIC_TITLE_WORDS: Final = word_set(
    "address ama announcements ask anything bof bofs break chat closing comments conference day "
    "discussion end evening event fireside introduction introductory ignite ignites intro "
    "keynote keynotes kickoff lightning me morning afternoon note notes opening open panel "
    "plenary q qa questions answers recap remarks session sessions space spaces speech summary "
    "talk talks thanks tutorial update welcome workshop workshops wrap up"
)


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 (the library's own name)

    def stemWords(self, words: Sequence[str]) -> list[str]: ...  # noqa: N802


def words(text: str) -> Iterator[str]:
    """Yield the words of a text that carry meaning, in small letters."""
    return (word.casefold() for word in spelled_words(text))


def spelled_words(text: str) -> Iterator[str]:
    """Yield the words of a text that carry meaning, as they are spelt, without a possessive s."""
    for word in _WORD.findall(text.replace("’", "'")):
        if "'" in word:
            word = _POSSESSIVE.sub("", word)
        if len(word) >= _SHORTEST and word.casefold() not in STOP_WORDS:
            yield word


@lru_cache(maxsize=65536)
def stem(word: str, language: str = "english") -> str:
    """Return the Snowball stem of a word in small letters; PyStemmer knows the language."""
    return _stemmer(language).stemWord(word)


def stems(words: Sequence[str], language: str = "english") -> list[str]:
    """Return the stem of each of many words, all at once and without remembering them.

    >>> stems(["deploys", "deployed"])
    ['deploy', 'deploy']
    """
    return _stemmer(language).stemWords(words)


@lru_cache(maxsize=32)
def _stemmer(language: str) -> _Stemmer:
    from Stemmer import Stemmer

    stemmer: _Stemmer = Stemmer(language)
    return stemmer
