"""What posts say of a talk that begins: who gives it, and what it is called.

"Next up: @ana on ropes", "@ana is up next", "Now: Ana Reed, “On Ropes”" announce a talk. What
stands behind "@ana:" is what she says, and no title; but it says whose talk it is.
"""

import re
from dataclasses import dataclass
from typing import Final

from talkgraph.model import Account
from talkgraph.sources.notes.addresses import without_urls
from talkgraph.sources.notes.said.tags import MENTION, account_of
from talkgraph.sources.notes.speakers.persons import may_be_person

_HANDLE: Final = r"@\w{1,30}(?:@[\w-]+(?:\.[\w-]+)+)?(?:\s*\([^()]{1,60}\))?"
_AND: Final = r"\s*(?:,\s*and\b|,|&|\+|/|\band\b|\bwith\b|\bund\b|\by\b|\bet\b)\s*"
_HANDLES: Final = rf"{_HANDLE}(?:{_AND}{_HANDLE})*"
_NAME: Final = (
    r"[^\W\d_a-z][\w’'-]+(?:\s(?:(?:de|van|von|der|da|di|el|al)\s)*[^\W\d_a-z](?:\.|[\w’'-]+)){1,3}"
    r"(?:\s*\(?@\w{1,30}\)?)?"
)
_NAMES: Final = rf"{_NAME}(?:{_AND}{_NAME}){{0,2}}"
_WHO: Final = rf"(?P<who>{_HANDLES}|(?-i:{_NAMES}))"
_QUOTED: Final = (
    r"(?:[“\"„«](?P<q>[^“”\"„«»]{3,150})[”\"“»]|(?<!\w)['‘](?P<s>[^'‘]{3,150}?)['’](?!\w))"
)
_OPENER: Final = r"""(?:
    (?:(?:and|ok|okay|so|alright|hello|day\s\w+|evening\ssession)[\s,!.:–—-]+)?
    (?: up\s+next | next\s+up | coming\s+up(?:\s+next)? | now\s+up | up\s+now | next
      | (?:up\s+)?now
      | (?:(?:and|the|our|my)\s+)?(?:first|second|third|fourth|fifth|last|final|next
          |opening|closing)
        (?:\s+\w+){0,2}?\s+(?:talks?|speakers?|session|keynote|presentation|up)
        (?:\s+(?:of|for|on)\s+(?:the\s+)?\w+(?:\s+\w+)?)?
      | (?:(?:the|our)\s+)?(?:opening|closing|morning|afternoon)?\s*keynote(?:\s+time)?
      | kicking\s+off | starting\s+(?:with|now) | (?:now\s+)?on\s+(?:the\s+)?stage(?:\s+now)?
      | live(?:-?\s?tweeting|-?\s?tooting)? | listening\s+to | watching | attending
      | keynoting(?:\s+(?:now|today|is))*
      | here(?:['’]s|\s+is|\s+comes) | introducing | first | finally
    )\b)"""
_FILLER: Final = (
    r"(?:[\s:,!.…–—-]|\b(?:is|are|it['’]?s|we\s+have|we've\s+got|with|by|from|the|at|comes?|our|"
    r"dr|prof|professor|now|up|next|listening\s+to|watching|hearing|attending)\b)*"
)
_VERBS: Final = (
    r"(?:(?:is|are|will\s+be|now|just|currently)\s+)*(?:up(?:\s+next|\s+now|\s+first)?|next|first|on\s+(?:the\s+)?stage(?:\s+now)?"
    r"|talking|speaking|presenting|giving|taking\s+the\s+stage|takes?\s+the\s+stage|talks?|speaks?"
    r"|presents?|gives?|keynot(?:es|ing)|kicks?\s+off|kicking\s+off|opens?|opening|closes?|starts?|tells?)\b"
)
_IN_BETWEEN: Final = (
    r"(?:[\s,!.–—-]|\b(?:is|are|was|will\s+be|now|up|next|first|here|live|on\s+(?:the\s+)?stage|takes?"
    r"|taking|the|stage|talking|speaking|presenting|presents?|giving|gives?|an?|her|his|their|talks?"
    r"|keynote|presentation|speaks?|to|who|again|kicks?|kicking|off|opens?|opening|tells?|us|telling"
    r"|going)\b)*"
)
_OPENS: Final = re.compile(rf"{_OPENER}{_FILLER}{_WHO}(?P<rest>.*)", re.I | re.X | re.S)
_OPENS_TITLE: Final = re.compile(
    rf"{_OPENER}[\s:,!.–—-]*(?:is\s+)?{_QUOTED}"
    rf"(?:\s*(?:\b(?:by|with|from)\b|[,–—:-])\s*(?:the\s+)?{_WHO})?",
    re.I | re.X | re.S,
)
_DOES: Final = re.compile(rf"{_WHO}[\s,]+(?P<rest>{_VERBS}.*)", re.I | re.S)
_ON: Final = re.compile(rf"(?P<who>{_HANDLES})\s*(?:\bon\b|\babout\b)\s+(?P<rest>.+)", re.I | re.S)
_NAMED_TITLE: Final = re.compile(rf"{_WHO}\s*[,:–—-]*\s*{_QUOTED}\s*(?P<tail>.*)", re.I | re.S)
_AT_TALK: Final = re.compile(
    rf"(?:(?:now|sitting)\s+)?(?:in|at|attending|watching|enjoying|listening\s+to)\s+(?P<who>{_HANDLE})"
    r"['’]s\s+(?:\w+\s+){0,3}?(?:talk|session|keynote|workshop|presentation)\b(?P<rest>.*)",
    re.I | re.S,
)
_TITLE_BY: Final = re.compile(
    rf"{_QUOTED}\s*(?:(?P<by>\b(?:by|with|from)\b)|[,–—-])\s*(?:the\s+)?{_WHO}", re.I | re.S
)
_UNQUOTED_BY: Final = re.compile(
    rf"(?P<title>[^.!?@“\"„«]{{5,120}}?)\s*(?:,\s*)?\b(?:by|with)\s+{_WHO}\s*", re.I | re.S
)
_DASHED: Final = re.compile(rf"(?P<who>{_HANDLES})\s*[–—-]\s+(?P<rest>.+)", re.I | re.S)
_SAYS: Final = (
    re.compile(rf"(?P<who>{_HANDLES})\s*(?::|\b(?:says|said|asks|points\s+out)\b)", re.I),
    re.compile(rf".*(?:[-–—~”\"]\s*|\b(?:says|said)\s+)(?P<who>{_HANDLE})\s*", re.I | re.S),
    re.compile(
        rf".*\b(?:talk|keynote|session|workshop)\s+(?:by|from|with)\s+(?P<who>{_HANDLES})",
        re.I | re.S,
    ),
)
_PATTERNS: Final = (
    *(_OPENS, _OPENS_TITLE, _NAMED_TITLE, _TITLE_BY, _AT_TALK, _DOES, _ON, _DASHED),
)
_CONNECTED: Final = re.compile(rf"{_IN_BETWEEN}\b(?:on|about)\s+(?P<title>.+)", re.I | re.S)
_AFTER_MARK: Final = re.compile(rf"{_IN_BETWEEN}(?:[:–—]|\s-\s|,\s)\s*(?P<title>.+)", re.I | re.S)
_QUOTE_NEAR: Final = re.compile(rf"[^“\"„«]{{0,60}}?{_QUOTED}", re.S)

# Nothing is given back here (`*+`): many tags would be parted in ever more ways.
_TAGS_FIRST: Final = re.compile(r"^(?:[^\w@#“\"„«'‘\[(]*+[#＃]\w++[\s:,;–—|-]*+)++")
_TAGS_LAST: Final = re.compile(
    r"(?:[\s(\[]*+(?:\b(?:at|from|in)\s++)?[#＃]\w++[\s.!)\]]*+)++$", re.IGNORECASE
)
_AT_TAG: Final = re.compile(r"\s*\b(?:at|from)\s+[#＃]\w+(?=\W|$)", re.I)
_MARKS: Final = re.compile(
    r"🧵|👇|⬇️|\b1/(?:\d+|n)?(?=\s|$)|\(?\b(?:a\s+)?thread\b\s*[:)]*(?=\s|$)", re.I
)
"""What says that a thread begins, and nothing of what it is about."""
_SENTENCE: Final = re.compile(r"(?<=[\w)”\"])(?:\.(?=\s|$)|!(?=\s|$)|\s\|\s|\s//\s).*", re.S)
_MOST_WORDS: Final = 20
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Who a post says is speaking, by account or name, and the title where it tells one.

    `opens` is true where it says that a talk begins; else it only gives words to a speaker.
    """

    accounts: tuple[Account, ...] = ()
    names: tuple[str, ...] = ()
    title: str = ""
    opens: bool = True

    @property
    def people(self) -> frozenset[str]:
        """Those who are named, as they are compared."""
        handles = (account.handle.casefold() for account in self.accounts)
        return frozenset((*handles, *(name.casefold() for name in self.names)))


def announcement(text: str) -> Announcement | None:
    """Return what a post announces, or `None`.

    >>> found = announcement('#quayconf Next up: @adaquay talking about "Paid to Wake Up"')
    >>> [each.handle for each in found.accounts], found.title
    (['adaquay'], 'Paid to Wake Up')
    >>> announcement("#quayconf @chodock: Count them.").opens
    False
    """
    bare = _bare(text)
    for pattern in _PATTERNS:
        match = pattern.match(bare)
        found = _announced(pattern, match) if match else None
        if found is not None:
            return found
    whole = _UNQUOTED_BY.fullmatch(bare)
    if whole and _is_title(whole["title"]):
        return _announcement(whole["who"], _clean(whole["title"]))
    said = (_SAYS[0].match(bare), _SAYS[1].fullmatch(bare), _SAYS[2].match(bare))
    match = next((each for each in said if each), None)
    return _announcement(match["who"], "", opens=False) if match else None


def _bare(text: str) -> str:
    """Return a post's words without addresses and the tags around them."""
    text = " ".join(without_urls(text[:_LONGEST]).split())
    text = _MARKS.sub(" ", _AT_TAG.sub("", _TAGS_FIRST.sub("", text)))
    text = _TAGS_LAST.sub("", " ".join(text.split()))
    return re.sub(r"^[^\w@#“\"„«'‘(\[]+", "", text).strip()


def _announced(pattern: re.Pattern[str], match: re.Match[str]) -> Announcement | None:
    groups = match.groupdict()
    quoted = groups.get("q") or groups.get("s")
    who, rest = groups.get("who") or "", groups.get("rest") or ""
    if pattern is _TITLE_BY and not match["by"] and not _may_be_title(quoted or ""):
        return None
    if pattern in (_OPENS_TITLE, _TITLE_BY):
        return _announcement(who, _clean(quoted or ""))
    if pattern is _NAMED_TITLE:
        # It may as well be what they said, and so it is without capitals.
        title = _clean(quoted or "")
        return _announcement(who, title) if _may_be_title(quoted or "") else None
    if pattern is _DASHED:
        title = _clean(rest)
        return _announcement(who, title) if _is_title(title) else None
    if pattern is _ON:
        return _announcement(who, _clean(rest))
    return _announcement(who, _title(rest, marks=pattern in (_OPENS, _AT_TALK)))


def _announcement(who: str, title: str, *, opens: bool = True) -> Announcement | None:
    """Return an announcement; a name without a handle counts only with a title."""
    accounts = tuple(account_of(match) for match in MENTION.finditer(who))
    names = () if accounts else tuple(n.strip() for n in re.split(_AND, who) if n.strip())
    if not title and not accounts:
        return None
    if not all(map(may_be_person, names)):
        return None
    return Announcement(accounts=accounts, names=names, title=title, opens=opens)


def _title(rest: str, *, marks: bool) -> str:
    """Return the title in what follows the names: quoted, behind "on" or, with `marks`, a mark."""
    quoted = _QUOTE_NEAR.match(rest)
    if quoted:
        return _clean(quoted["q"] or quoted["s"])
    match = _CONNECTED.match(rest) or (_AFTER_MARK.match(rest) if marks else None)
    return _clean(match["title"]) if match else ""


def _clean(title: str) -> str:
    title = _SENTENCE.sub("", title.strip()).strip(' \t,;:–—-“”"„«»…')
    title = re.sub(r"[^\w)?!'’\]]+$", "", title)
    return title if 0 < len(title.split()) <= _MOST_WORDS else ""


def _may_be_title(quoted: str) -> bool:
    return quoted.rstrip()[-1:] not in ".!" and _is_title(quoted)


def _is_title(text: str) -> bool:
    """Tell a title from a sentence by the capitals of its longer words."""
    long = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]
    return bool(long) and 2 * sum(word[0].isupper() for word in long) > len(long)
