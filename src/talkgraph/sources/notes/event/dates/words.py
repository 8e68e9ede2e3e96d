"""What months, weekdays and the days of an event are called, in ten languages.

English names may be cut short ("Thurs", "Sept."); those of other languages only as listed here.
All are compared without diacritics and in small letters.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from talkgraph.words import MONTHS, WEEKDAYS, fold, word_set

# French, German, Spanish, Italian, Portuguese, Dutch, Polish; then Swedish, Danish, Norwegian.
_MONTHS_ELSEWHERE: Final = (
    "janvier januar janner enero gennaio janeiro januari styczen stycznia janv jan ene",
    "fevrier februar feber febrero febbraio fevereiro februari luty lutego fevr fev",
    "mars marz maerz marzo marco maart marzec marca mrz mrt marts",
    "avril abril aprile kwiecien kwietnia avr abr kwi",
    "mai mayo maggio maio mei maj maja",
    "juin juni junio giugno junho czerwiec czerwca giu",
    "juillet juli julio luglio julho lipiec lipca juil",
    "aout agosto augustus sierpien sierpnia augusti",
    "septembre septiembre settembre setembro wrzesien wrzesnia wrz",
    "octobre oktober octubre ottobre outubro pazdziernik pazdziernika okt ott paz",
    "novembre noviembre novembro listopad listopada",
    "decembre dezember diciembre dicembre dezembro grudzien grudnia dez dic desember",
)
_COMMON_WORDS: Final = {
    **dict.fromkeys(("march", "mar"), 3),
    **dict.fromkeys(("may", "mag"), 5),
    **dict.fromkeys(("gen", "sty"), 1),
    **dict.fromkeys(("lut",), 2),
    **dict.fromkeys(("cze",), 6),
    **dict.fromkeys(("lug", "lip"), 7),
    **dict.fromkeys(("ago", "sie"), 8),
    **dict.fromkeys(("set",), 9),
    **dict.fromkeys(("out",), 10),
    **dict.fromkeys(("lis",), 11),
    **dict.fromkeys(("gru",), 12),
}
_LONGEST_AFTER_DAY: Final = 5
_WEEKDAYS_ELSEWHERE: Final = (
    "lundi montag lunes lunedi segunda-feira maandag poniedziałek poniedzialek mandag",
    "mardi dienstag martes martedi terca-feira dinsdag wtorek tisdag tirsdag",
    "mercredi mittwoch miercoles mercoledi quarta-feira woensdag sroda onsdag",
    "jeudi donnerstag jueves giovedi quinta-feira donderdag czwartek torsdag",
    "vendredi freitag viernes venerdi sexta-feira vrijdag piatek fredag",
    "samedi samstag sonnabend sabado sabato zaterdag sobota lordag lørdag",
    "dimanche sonntag domingo domenica zondag niedziela sondag søndag",
)
_WEEKDAYS_IN_SHORT: Final = (
    "mo lun seg pon",
    "di mar ter",
    "mi mer mie qua",
    "do jeu jue gio qui czw",
    "fr ven vie sex vr",
    "sa sam sab za",
    "so dim dom zo",
)
FILLERS: Final = word_set("of the de del di du")
"""What stands inside a date and says nothing: "3 de mayo", "the 3rd of"."""
ARTICLES: Final = word_set("on am den der le la el il")
"""What stands before a date and says nothing: "am 9. Dezember", "le 3 mai"."""
LABELS: Final = word_set("track room hall stage part session talk chapter episode week no nr vol")
"""What a number behind it counts, like a day's word: no day of a month."""
RANGE_WORDS: Final = word_set("to through thru until till and")
RANGE_WORDS_ELSEWHERE: Final = word_set("al au bis tot e y et und en i do ao a")
"""What joins two days where the month comes after them: "3 al 5 de mayo"."""
DAY_WORDS: Final = word_set("day jour journee tag dia giorno giornata dag dzien")
_NUMBERS: Final = (
    "zero null cero",
    "one un une eins uno um een jeden ett",
    "two deux zwei dos due dois twee dwa",
    "three trois drei tres tre drie trzy",
    "four quatre vier cuatro quattro quatro",
    "five cinq funf cinco cinque vijf",
    "six sechs seis sei zes",
    "seven sept sieben siete sette sete zeven",
)
_ORDINALS: Final = (
    "zeroth",
    "first premier premiere erster primer primero primo primeiro eerste",
    "second deuxieme zweiter segundo secondo tweede",
    "third troisieme dritter tercer tercero terzo terceiro derde",
    "fourth quatrieme vierter cuarto quarto vierde",
    "fifth cinquieme funfter quinto vijfde",
    "sixth",
    "seventh",
)
_ENDINGS: Final = frozenset("stndrdther.ºª°")
COUNTED: Final = word_set("people min hr hrs x")


class MonthKind(StrEnum):
    """Where a month's name is one: anywhere, behind a day, or only in a date with its year."""

    SURE = "M"
    AFTER_DAY = "F"
    DOUBTFUL = "m"


def _table(lines: Sequence[str]) -> dict[str, int]:
    return {word: n for n, line in enumerate(lines) for word in line.split()}


_ELSEWHERE: Final = _table(_MONTHS_ELSEWHERE)
_LONG_WEEKDAYS: Final = _table(_WEEKDAYS_ELSEWHERE)
_SHORT_WEEKDAYS: Final = _table(_WEEKDAYS_IN_SHORT)
_COUNTS: Final = _table(_NUMBERS)
_PLACES: Final = _table(_ORDINALS)


@lru_cache(maxsize=65536)
def month(word: str) -> tuple[int, MonthKind] | None:
    """Return the month that a word names (1 is January), and how surely.

    >>> month("Sept"), month("mayo"), month("may")
    ((9, <MonthKind.SURE: 'M'>), (5, <MonthKind.AFTER_DAY: 'F'>), (5, <MonthKind.DOUBTFUL: 'm'>))
    """
    bare = fold(word.rstrip("."))
    common = _COMMON_WORDS.get(bare)
    english = _begun(bare, MONTHS, {"sept": 8})
    if common is not None and (word.islower() or english is None):
        return common, MonthKind.DOUBTFUL
    if english is not None:
        return english + 1, MonthKind.SURE
    other = _ELSEWHERE.get(bare)
    if other is None:
        return None
    short = len(bare) <= _LONGEST_AFTER_DAY
    return other + 1, MonthKind.AFTER_DAY if short else MonthKind.SURE


@lru_cache(maxsize=65536)
def weekday(word: str) -> int | None:
    """Return the weekday that a word names (0 is Monday), whole or, in English, cut short.

    >>> weekday("Thurs"), weekday("vendredi"), weekday("Sun"), weekday("monitor")
    (3, 4, 6, None)
    """
    bare = fold(word.rstrip("."))
    english = _begun(bare, WEEKDAYS, {})
    return _LONG_WEEKDAYS.get(bare) if english is None else english


def is_whole_weekday(word: str) -> bool:
    """Tell whether a word is a weekday's whole name."""
    bare = fold(word)
    return bare in WEEKDAYS or bare in _LONG_WEEKDAYS


def short_weekday(word: str) -> int | None:
    """Return the weekday that a short word means if it stands beside a date: "Fr", "dim.", "So".

    Two letters count only in capitals ("Do", not "do").
    """
    bare = fold(word.rstrip("."))
    if len(bare) == 2 and word.islower():
        return None
    return _SHORT_WEEKDAYS.get(bare)


def count(word: str) -> int | None:
    """Return the number that digits or a word of up to seven say.

    >>> count("12"), count("Two"), count("drei"), count("eight")
    (12, 2, 3, None)
    """
    return int(word) if word.isdecimal() else _COUNTS.get(fold(word))


def place(word: str) -> int | None:
    """Return the number that an ordinal says.

    >>> place("2nd"), place("Second"), place("1er"), place("2.")
    (2, 2, 1, 2)
    """
    digits = word.rstrip("".join(_ENDINGS))
    return int(digits) if digits.isdecimal() else _PLACES.get(fold(word))


def is_day_word(word: str) -> bool:
    """Tell whether a word means a day, in any of the languages.

    >>> is_day_word("Día"), is_day_word("days")
    (True, False)
    """
    return fold(word) in DAY_WORDS


def is_counted(word: str) -> bool:
    """Tell whether what a number stands before is counted by it: "2 tracks", "40 people"."""
    plural = word.islower() and len(word) > 3 and word.endswith("s")
    return word in COUNTED or (plural and month(word) is None and weekday(word) is None)


def _begun(bare: str, names: Sequence[str], others: dict[str, int]) -> int | None:
    if bare in others:
        return others[bare]
    if len(bare) < 3:
        return None
    found = [n for n, name in enumerate(names) if name == bare or _short(bare, name)]
    return found[0] if len(found) == 1 else None


def _short(word: str, name: str) -> bool:
    return len(word) <= 5 and name.startswith(word)
