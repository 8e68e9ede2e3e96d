"""Attribution: who, as a text says, spoke the quoted words; or that it was nobody in particular.

Four forms tell it: a verb of saying with its subject (`Ana Reed says "..."`), a name with a colon
(`Ana Reed: "..."`), a name behind the quotation (`"..." - Ana Reed`, `"..." (Ana Reed)`) and a
name in the genitive (`Ana Reed's "..."`). A handle counts as a name everywhere. The talk's own
speaker is meant by "she" and "he", by a label of hers or of what one notes ("Her rule:",
"Takeaway:"), and by a quotation that is the whole post; by nothing else. A single word before a
colon is a label ("Questioned:"), and a name only where a speaker of the talk bears it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from talkgraph.model import Account
from talkgraph.sources.notes.said.lexicon import SPEAKS, is_plain_word
from talkgraph.sources.notes.said.quotations import Quotation
from talkgraph.sources.notes.said.tags import MENTION, account_of
from talkgraph.sources.notes.speakers.persons import is_name_shaped, may_be_person
from talkgraph.words import PARTICLES, STOP_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who said it: an account, a name or the talk's speaker; none of them where nobody is meant.

    `firm` is false for a genitive and for what stands before a colon, which may be a heading.
    """

    account: Account | None = None
    name: str | None = None
    speaker: bool = False
    firm: bool = True


NOBODY: Final = Said()
SPEAKER: Final = Said(speaker=True)
_QUOTER: Final = (
    r"(?:via|quoting|quotes?|citing|cites|quote from|quoted from|quote by|from|by|per"
    r"|according to|credit to|in the words of|(?:to )?paraphras(?:e|ing)|as)"
)
_SHE: Final = r"(?:s?he|(?:the )?(?:speaker|presenter)|(?:\w+ )?slides?)"
_FEW: Final = r"(?:\s+(?!(?:for|about)\b)[\w'’-]+){0,3}"
_OFTEN: Final = r"(?:\s+(?:\w+ly|has|had|once|also|always|often))?"
_SENTENCE: Final = re.compile(
    r"(?<![A-Z])(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Prof)[.!?;…]['”\")\]]?\s+"
)


# ── behind the quotation ─────────────────────────────────────────────────────────────────────────

_SKIPPED: Final = re.compile(
    r"\s*(?:\[[^\[\]]*\]|[#＃]\w+|[.,;!?…]+(?=\s|$)|(?:and\s+)?(?:\"[^\"]*\"|“[^“”]*”)"
    r"|[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+)\s*"
)
_PARENTHESIS: Final = re.compile(r"\s*\(([^()]*)\)\s*")
_DASH: Final = re.compile(r"(?:[-–—―]{1,3}|~)\s*")
_LEAD: Final = re.compile(rf"(?!by\b)(?:as\s+)?(?:{_QUOTER}|{SPEAKS})\s+", re.IGNORECASE)
_CLOSED: Final = re.compile(rf"\s*(?:$|[.,;:!?#＃\[(–—-]|{SPEAKS})", re.IGNORECASE)
_AFTER_A_NAME: Final = re.compile(r"\s*(?:$|[.,;:#＃@\[(–—-]|(?:19|20)\d\d)")
_AFTER_TWO: Final = re.compile(r"\s*(?:[\"“]|(?:on|in|at|from|during|via|quot\w+|when)\b)")
_SHE_SAYS: Final = re.compile(rf"(?:as |is what |was what )?{_SHE}{_FEW}\s+{SPEAKS}", re.IGNORECASE)
_SOME_SAY: Final = re.compile(
    rf"(?:as |is what )?(?!(?:and|but|or|is|in)\b)(?:[\w'’]+\s+){{1,3}}{SPEAKS}"
    rf"|{SPEAKS}\s+(?:an?|her|his|my|one|some|the)\b",
    re.IGNORECASE,
)
_LIST: Final = re.compile(r",.*,|.*\betc\b")
_MOST_SKIPS: Final = 6
_WINDOW: Final = 200


def attribution(quotation: Quotation, speakers: frozenset[str] = frozenset()) -> Said | None:
    """Return whom the source names, or `None` if it says nothing.

    `speakers` are the words of the speakers' names, casefolded.
    """
    if said := _after(quotation.after[:_WINDOW]):
        return said
    if _DASH.match(quotation.following) and (said := _after(quotation.following[:_WINDOW])):
        return said
    return _before(quotation.before[-_WINDOW:], speakers)


def _after(text: str) -> Said | None:
    rest = text.lstrip(" ,.;!?…")
    for _ in range(_MOST_SKIPS):
        match = _PARENTHESIS.match(rest)
        if match and (said := _in_parentheses(match[1].strip())):
            return said
        match = match or _SKIPPED.match(rest)
        if match is None:
            break
        rest = rest[match.end() :]
    if match := _DASH.match(rest):
        return _behind_a_mark(rest[match.end() :])
    if _SHE_SAYS.match(rest):
        return SPEAKER
    lead = _LEAD.match(rest)
    who = rest[lead.end() :] if lead else rest
    said, closing = _leading(who)
    if said and (_CLOSED if said.account or lead else re.compile(rf"{_FEW}\s+{SPEAKS}")).match(
        closing
    ):
        return said
    return NOBODY if _SOME_SAY.match(rest) else None


def _in_parentheses(text: str) -> Said | None:
    return NOBODY if text.casefold() in ("me", "mine", "myself") else _behind_a_mark(text)


def _behind_a_mark(text: str) -> Said | None:
    """Read what follows a dash or stands in parentheses: a name, and little else."""
    lead = _LEAD.match(text)
    said, rest = _leading(text[lead.end() :] if lead else text)
    if said is None or _LIST.match(rest):
        return None
    closed = _AFTER_A_NAME.match(rest.lstrip("?"))
    if said.account or closed or (" " in (said.name or "") and _AFTER_TWO.match(rest)):
        return said
    return None


# ── before the quotation ─────────────────────────────────────────────────────────────────────────

_TOLD: Final = re.compile(
    rf"(?P<genitive>['’]s?(?:\s+[\w-]+(?=.*:)){{0,3}})?(?P<year>\s*\((?:19|20)\d\d\))?"
    rf"(?P<about>\s+(?:on|about)\s[^:]{{1,60}}(?=:))?"
    rf"(?P<says>{_OFTEN}\s+(?P<verb>{SPEAKS}){_FEW})?\s*(?P<mark>[:,–—-]*)\)?",
    re.IGNORECASE,
)
_NAMED_BY: Final = re.compile(rf"\b{_QUOTER}\s+", re.IGNORECASE)
_CAPITAL: Final = re.compile(r"(?<![\w@'’-])[^\W\d_]")
_SPEAKER_SAYS: Final = re.compile(
    rf"(?:.*[,;]\s+)?(?:(?:and|but|so|then|as|when)\s+)?{_SHE}\b"
    rf"(?:(?:\s+\w+){{0,2}}\s+{SPEAKS}{_FEW}[:,]?|{_FEW}\s+with:?|.*:)"
    rf"|(?=\w+(?:s|ed|ing)\b|told|said){SPEAKS}(?:.*:|{_FEW})|(?:clos|end|open|start)\w*{_FEW}\s+with:?",
    re.IGNORECASE,
)
_OWN: Final = re.compile(
    r"(?:.*,\s+)?(?:her|his)(?:\s+[\w-]+){1,3}:|(?:.*\b)?in (?:her|his) (?:own )?words,?"
    r"|(?:.*\b)?(?:quotes?|lines?|slides?|takeaways?|lessons?|thoughts?)\b[^:]{0,30}:",
    re.IGNORECASE,
)
_SOMEBODY_SAYS: Final = re.compile(rf".*\w\s+{SPEAKS}{_FEW}[:,]?", re.IGNORECASE)


def _before(text: str, speakers: frozenset[str]) -> Said | None:
    sentence = _SENTENCE.split(text.rstrip())[-1].strip(" -–—[(")
    for place, led in _candidates(sentence):
        said, rest = _leading(sentence[place:])
        told = _TOLD.fullmatch(rest)
        if said is None or told is None:
            continue
        if said.account:
            return said
        known = " " in (said.name or "") or (said.name or "").casefold() in speakers
        colon = ":" in told["mark"] and (known or told["year"] is not None)
        genitive = told["genitive"] and (led or " " not in told["genitive"])
        if genitive or (colon and not told["says"] and not told["genitive"]):
            return Said(name=said.name, firm=led)
        if told["says"] and _agrees(said.name or "", told["verb"]):
            return said
        if not told["says"] and (led and (":" in told["mark"] or "," in told["mark"])):
            return said
    if _OWN.fullmatch(sentence) or _SPEAKER_SAYS.fullmatch(sentence):
        return SPEAKER
    return NOBODY if _SOMEBODY_SAYS.fullmatch(sentence) else None


def _agrees(name: str, verb: str) -> bool:
    """Tell "Woods says" from "Customers say" and "Customers said"."""
    return " " in name or not name.endswith("s") or verb.endswith("s")


def _candidates(sentence: str) -> Iterator[tuple[int, bool]]:
    """Yield where a name may begin, and whether a word like "from" leads there."""
    led = {match.end() for match in _NAMED_BY.finditer(sentence)}
    yield from ((place, True) for place in sorted(led, reverse=True))
    yield 0, False
    yield from ((match.start(), False) for match in MENTION.finditer(sentence))
    if re.search(r"['’]s?$", sentence):
        yield from ((match.start(), False) for match in _CAPITAL.finditer(sentence))


# ── names ────────────────────────────────────────────────────────────────────────────────────────

_NAME_WORD: Final = re.compile(
    r"(?:Dr|Mr|Ms|Mrs|Prof|St|(?:[^\W\d_]\.)*[^\W\d_])\.(?=\s)"
    r"|[^\W\d_](?:[^\W\d_]|['’.-](?!s\b)(?=[^\W\d_]))*"
)
_INITIALS: Final = re.compile(r"(?:Dr|Mr|Ms|Mrs|Prof|St|(?:[^\W\d_]\.)*[^\W\d_])\.")
_GAP: Final = re.compile(r"[ \xa0]+")
_UNKNOWN: Final = re.compile(r"(?:anonymous|unknown|author unknown)\b", re.IGNORECASE)
_MOST_NAMES: Final = 4


def _leading(text: str) -> tuple[Said | None, str]:
    """Split off the handle or the name that a text begins with."""
    if handle := MENTION.match(text):
        return Said(account=account_of(handle)), text[handle.end() :]
    if _UNKNOWN.match(text):
        return NOBODY, ""
    words: list[tuple[str, int]] = []
    place = 0
    while len(words) < _MOST_NAMES and (match := _NAME_WORD.match(text, place)):
        if not match.group()[0].isupper() and not (words and match.group() in PARTICLES):
            break
        words.append((match.group(), match.end()))
        gap = _GAP.match(text, match.end())
        if gap is None:
            break
        place = gap.end()
    while words and words[-1][0] in PARTICLES:
        words.pop()
    name = " ".join(word for word, _ in words)
    if not words or not _is_name(name):
        return None, text
    return Said(name=name), text[words[-1][1] :]


def _is_name(name: str) -> bool:
    """Tell whether words with capitals are a name; one alone is no acronym and no plain word."""
    words = [word for word in name.split() if not _INITIALS.fullmatch(word)]
    if len(words) != 1:
        return may_be_person(" ".join(words))
    word = words[0]
    plain = word.isupper() or word.casefold() in STOP_WORDS or is_plain_word(word)
    return is_name_shaped(word) and not plain
