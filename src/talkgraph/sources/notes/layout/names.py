"""What an event is called: by a title, by the folders that its files lie in, by their names."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from talkgraph.sources.notes.event.dates import (
    NamedDate,
    dates_in_name,
    day_of,
    find_dates,
    weekday,
    without_id,
)
from talkgraph.sources.notes.event.places import WhenAndWhere, folded, when_and_where
from talkgraph.words import word_set

_NOISE: Final = word_set(
    "notes note meetup conference conferences conf confs talk talks my meetups docs doc blog blogs"
    " posts post site content src presentations presentation sessions session lectures events event"
    " summaries summary writeups writeup old archive misc other resources resource drafts the from"
    " of for at and on files markdown md public pages wiki repo day days all personal"
)
_JOINING: Final = word_set("the and of for")
_WITHIN: Final = _JOINING | word_set("on at docs doc day days")
_PARTS_OF_EVENTS: Final = word_set(
    "keynote keynotes track tracks room rooms workshop workshops main stage lightning ignites"
    " morning afternoon devroom devrooms images img assets"
)
_NOTES_BEFORE: Final = re.compile(
    r"^(?:(?:my|some|raw|live|personal|conference|our|meine|mes|mis)\s+)*"
    r"(?:(?:(?:trip|travel|conference|event)\s+)?report|(?:reise|konferenz)bericht|notes?|notizen"
    r"|mitschriften?|takeaways?|summary|recap|impressions|write-?up|wrap-?up|apuntes|notas"
    r"|appunti|anota[cç][oõ]es|notities|notater|anteckningar|notatki|compte[- ]rendu)"
    r"(?:\s*[:–—-]\s+|\s+(?:from|on|of|about|for|at|zu[rm]?|von|vo[mn]|aus|d[eu]l?|des|da|do|della"
    r"|van|fra|från|z)\s+)"
    r"(?:(?:the|la|les?|los|las|el|der|de[mnt]?)\s+)?"
    r"(?:(?:sessions?|talks?|presentations?)\s+(?:at|from|of|in)\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"^(?:(?:subject|betreff|objet|asunto|oggetto|re|fwd?)\s*:\s+)+", re.IGNORECASE
)
_NOTES_AFTER: Final = re.compile(
    r"[\s:,|–—-]+(?:(?:conference|talk|session|my|live|personal|links?|slides|plan|and|&|\+)\s+)*"
    r"(?:notes?|summary|recap|takeaways|write-?up|wrap-?up|talks|links|trip\s+report|notizen|apuntes)"
    r"\s*$",
    re.IGNORECASE,
)
_DAY_BEHIND: Final = re.compile(
    r"\s*(?:[-–—:,|(]+|\s)\s*(?P<day>(?:day|jour|tag|d[ií]a)\b.*)$", re.I
)
_LAST_PART: Final = re.compile(r"\s*(?:\s[-–—]+\s|[:|,(])\s*(?P<day>[^\W\d_]{3,})\)?$")
_TRACK: Final = (
    r"(?:(?:[\w&/+'’.]+[\s-]+){1,3}(?:track|devroom)(?:\s+(?:[A-Z]|\d{1,2}))?"
    r"|(?:track|devroom)(?:\s*[:–—-]\s*|\s+)(?:[A-Z]|\d{1,2}|[\w&/+'’.-]+))"
)
_TRACK_ALONE: Final = re.compile(_TRACK, re.IGNORECASE)
_TRACK_BEHIND: Final = re.compile(rf"(?:\s*[:|(]\s*|,\s+|\s+[-–—]+\s+){_TRACK}\)?$", re.IGNORECASE)
_COMMA_YEAR: Final = re.compile(r"\s*,\s*(?=(?:19|20)\d{2}$)")
_GLUED_YEAR: Final = re.compile(r"(?<=[^\W\d_])(?=(?:19|20)\d{2}(?!\d))")
_YEAR: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?!\d)")
_LONGEST_TITLE: Final = 300
_SLUG: Final = re.compile(r"\S+[-_]\S+")
_ENDS: Final = frozenset({"days", "conf"})
_BEFORE_DATES: Final = re.compile(r":\s+|,\s+|\s+[-–—|]+\s+|\s+\(")
_MOST_JOINTS: Final = 8
_FEWEST_ALIKE: Final = 3
_LONGEST_BEGINNING: Final = 3
_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name of an event as somebody wrote it, its year, and the day that was named with it."""

    name: str
    year: int | None = None
    day: str | None = None

    @property
    def full(self) -> str:
        """The name with its year: "HarbourConf 2021".

        >>> Named(name="HarbourConf", year=2021).full, Named(name="k 2017", year=2017).full
        ('HarbourConf 2021', 'k 2017')
        """
        short = f"’{(self.year or 0) % 100:02d}"
        told = self.year is None or str(self.year) in self.name
        told = told or short in self.name.replace("'", "’")
        return self.name if told else f"{self.name} {self.year}"


def year_in(text: str) -> int | None:
    """Return the last year of four figures in a text."""
    years = [int(match["year"]) for match in _YEAR.finditer(text)]
    return years[-1] if years else None


def event_title(title: str) -> Named:
    """Return the event that a title names, without "Notes from", dates and days.

    >>> event_title("Notes from HarbourConf 2021 - Day One")
    Named(name='HarbourConf 2021', year=2021, day='Day One')
    >>> event_title("HarbourConf - Wednesday").name
    'HarbourConf'
    >>> event_title("HarbourConf 2021 — Data track").name
    'HarbourConf 2021'
    >>> event_title("harbourconf-2021-conference-notes").name
    'harbourconf 2021'
    """
    name = " ".join(title.split())
    if len(name) > _LONGEST_TITLE:
        return Named(name=name, year=year_in(name))
    if _SLUG.fullmatch(name):
        name = _of_slug(name) or name
    name = _GLUED_YEAR.sub(" ", name)
    day: str | None = None
    match = _DAY_BEHIND.search(name)
    if match and match.start() > 0 and day_of(match["day"].rstrip(")")):
        name, day = name[: match.start()].rstrip(), match["day"].rstrip(")")
    match = _LAST_PART.search(name)
    if match and match.start() > 0 and weekday(match["day"]) is not None:
        name, day = name[: match.start()], match["day"]
    name = _TRACK_BEHIND.sub("", name) or name
    before, name = name, without_notes(name)
    name = _NOTES_AFTER.sub("", name) or name
    name = _COMMA_YEAR.sub(" ", name)
    return Named(name=name.strip() or before, year=year_in(name), day=day)


def is_track(title: str) -> bool:
    """Tell whether a title is that of a track of an event, which holds talks.

    >>> is_track("Security track"), is_track("Track: Data"), is_track("On the track of a bug")
    (True, True, False)
    """
    return _TRACK_ALONE.fullmatch(title.strip()) is not None


def without_notes(title: str) -> str:
    """Return a title without what says that notes of an event follow.

    >>> without_notes("Trip report: HarbourConf"), without_notes("Apuntes de la HarbourConf")
    ('HarbourConf', 'HarbourConf')
    """
    return _NOTES_BEFORE.sub("", _SUBJECT.sub("", title), count=1) or title


def without_when(title: str, year: int | None = None) -> tuple[str, WhenAndWhere | None]:
    """Cut dates and place off a title.

    >>> without_when("HarbourConf: October 2-3, 2019, Hartwell")[0]
    'HarbourConf'
    """
    for joint in islice(_BEFORE_DATES.finditer(title), _MOST_JOINTS):
        name, rest = title[: joint.start()], title[joint.end() :]
        found = when_and_where(rest.removesuffix(")") if "(" in joint[0] else rest, year)
        if found and name.strip():
            return name.strip(), found
    return title, None


def _of_slug(name: str) -> str:
    words = [word for word in re.split(r"[-_]+", name) if word]
    kept = _telling(words)
    if len(kept) > 1 and _YEAR.fullmatch(kept[0]):
        kept = [*kept[1:], kept[0]]
    return " ".join(kept)


def words_of(named: NamedDate | None, name: str) -> str:
    """Return the words of a file's or folder's name that may name an event ("" for none)."""
    rest = named.rest if named is not None else re.sub(r"[-_\s]+", " ", without_id(name))
    kept = [word for word in _telling(rest.split()) if not word.strip("#").isdigit()]
    return " ".join(kept)


def _telling(words: Sequence[str]) -> list[str]:
    """Drop the words that name no event, but not from within its name: "Write the Docs"."""
    known = [word.casefold() for word in words]
    telling = [n for n, word in enumerate(known) if word not in _NOISE]
    named = [n for n in telling if not known[n].isdigit()]
    if not named:
        return [words[n] for n in telling]
    last = named[-1]
    if known[last + 1 : last + 2] and known[last + 1] in _ENDS:
        last += 1
    elif len(known) > last + 2 and known[last + 1] in _JOINING:
        last += 2
    kept = range(named[0], last + 1)
    return [
        word
        for n, word in enumerate(words)
        if n in telling or n == last or (n in kept and known[n] in _WITHIN)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the folders above a file say: the event, its year, its month, the date of one day.

    `dated` and `monthly` are the nearest names with a day and with a month alone; `sure` is true
    where a folder's name has a year or a date.
    """

    event: Named | None = None
    year: int | None = None
    dated: NamedDate | None = None
    monthly: NamedDate | None = None
    sure: bool = False


def place_of(folders: Sequence[str], above: str = "") -> Place:
    """Read the names of the folders that a file lies in, the nearest last.

    `above` is the name of the folder that was given: it counts only with a year.

    >>> place_of(("harbourconf-2021", "day1")).event
    Named(name='harbourconf', year=2021, day=None)
    >>> place_of(("docs", "2019", "HarbourConf", "Containers")).event
    Named(name='HarbourConf', year=2019, day=None)
    """
    chain = [(name, dates_in_name(name)) for name in reversed(folders)]
    if above:
        named = dates_in_name(above)
        if named is not None and named.year is not None:
            chain.append((above, named))
    dated = next((n for _, n in chain if n and (n.date or n.number is not None)), None)
    monthly = next((n for _, n in chain if n and n.month and not n.date), None)
    year = next((n.year for _, n in chain if n and n.year), None)
    nameless: list[str] = []
    for name, named in chain:
        words = words_of(named, name)
        if named is not None and named.year and named.date is None:
            if not words and nameless:
                return _placed(nameless[-1], named.year, (dated, monthly))
            if words:
                return _placed(words, named.year, (dated, monthly))
        elif words and not _is_day_folder(named) and not _is_part_of_event(words):
            nameless.append(words)
        if named is not None and named.date and words:
            return _placed(words, named.date.year, (dated, monthly))
    return Place(
        event=Named(name=nameless[0], year=year) if nameless else None,
        year=year,
        dated=dated,
        monthly=monthly,
        sure=year is not None and bool(nameless),
    )


def _is_part_of_event(words: str) -> bool:
    return set(words.casefold().split()) <= _PARTS_OF_EVENTS


def _placed(name: str, year: int, dates: tuple[NamedDate | None, NamedDate | None]) -> Place:
    dated, monthly = dates
    event = Named(name=name, year=year)
    return Place(event=event, year=year, dated=dated, monthly=monthly, sure=True)


def _is_day_folder(named: NamedDate | None) -> bool:
    return named is not None and (named.number is not None or named.date is not None)


def common_beginning(names: Sequence[str]) -> str:
    """Return the words that most names of a folder begin with: "harbourconf" of talk files.

    >>> common_beginning(["quayconf on ropes", "quayconf small boats", "quayconf why"])
    'quayconf'
    """
    split = [name.split() for name in names if name.split()]
    if len(split) < _FEWEST_ALIKE:
        return ""
    found: list[str] = []
    for n in range(_LONGEST_BEGINNING):
        counts = Counter(words[n] for words in split if len(words) > n + 1 and words[:n] == found)
        word, count = counts.most_common(1)[0] if counts else ("", 0)
        if count < max(_FEWEST_ALIKE, _SHARE * len(split)) or word.casefold() in _NOISE:
            break
        found.append(word)
    return " ".join(found)


def same_event(ours: str, theirs: str) -> bool:
    """Tell whether two names share most of their words, years aside."""
    one, other = (set(folded(_YEAR.sub(" ", name)).split()) for name in (ours, theirs))
    return bool(one) and bool(other) and (one <= other or other <= one)


def dated_title(title: str, year: int | None) -> tuple[str, str | None]:
    """Cut a date off the end of a title: "HarbourConf | 05.05.2014"."""
    for joint in re.finditer(r"\s*[|:–—,(-]+\s+|\s+\(", title):
        rest = title[joint.end() :].rstrip(")")
        found = find_dates(rest, year)
        if found and not rest[: found.at].strip() and not rest[found.stop :].strip():
            return title[: joint.start()].strip(), rest
    return title, None
