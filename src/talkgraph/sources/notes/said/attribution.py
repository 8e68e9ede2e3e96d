"""Attribution: whom a post names as the one who said the quoted words, or that it was others."""

import re
from dataclasses import dataclass
from typing import Final

from talkgraph.model import Account
from talkgraph.sources.notes.said import lexicon
from talkgraph.sources.notes.said.lexicon import SPEAKS
from talkgraph.sources.notes.said.quotations import Quotation
from talkgraph.sources.notes.said.tags import HANDLE, MENTION, account_of
from talkgraph.sources.notes.said.utterances import words_of
from talkgraph.words import PARTICLES, word_set

_WHO_SPEAKS: Final = re.compile(rf"(?P<who>.*?)\s{SPEAKS}\b[\w\s’']*[:,]?$", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[,;:]\s+")
_OPENERS: Final = word_set("and but so when then because while if even though as")
_BETWEEN: Final = lexicon.ADVERBS | word_set(
    "keep keeps kept once used to will would may might often started began all both"
)
_ARTICLES: Final = lexicon.DETERMINERS - word_set("this that these those no")
_PRONOUNS: Final = word_set("i you he she it we i'm we're you're she's he's who")
_GROUPS: Final = word_set("people folks management leadership")
_OWN_VOICE: Final = lexicon.REPORTS | word_set(
    "slide slides talk title subtitle deck speaker presenter keynote story phrase part point "
    "section diagram picture chart abstract conclusion"
)
_SHORTEST_PLURAL: Final = 4


def others_speak(sentence: str) -> bool:
    """Tell whether the subject of a verb of saying is a group or an unnamed person.

    The speaker, her slides and her story are not others; nor is a pronoun of the singular, which
    mostly means her.

    >>> others_speak("The CEO famously said"), others_speak("Her slide says")
    (True, False)
    """
    clause = _CLAUSE.split(sentence.rstrip(" :,"))[-1]
    match = _WHO_SPEAKS.fullmatch(clause)
    if match is None:
        return False
    words = list(words_of(match["who"]))
    while words and words[0] in _OPENERS:
        words.pop(0)
    while words and (words[-1] in _BETWEEN or words[-1].endswith("ly")):
        words.pop()
    if not words or _PRONOUNS.intersection(words) or _OWN_VOICE.intersection(words):
        return False
    last = words[-1]
    if words == ["they"] or last in _GROUPS:
        return True
    plural = last.endswith("s") and len(last) >= _SHORTEST_PLURAL
    plural = plural and last not in lexicon.FUNCTION_WORDS
    return plural or (words[0] in _ARTICLES and len(words) > 1)


# ── whom a post names ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who said it: an account or a name; neither where the source says it is nobody's.

    `firm` is false for what only a colon tells ("Kim: ..."), which may also be a heading.
    """

    account: Account | None = None
    name: str | None = None
    firm: bool = True


_NOBODY: Final = Said()
_QUOTER: Final = (
    r"(?:via|quoting|quotes|citing|cites|quote from|quoted from|quote by|from|by|per"
    r"|according to|credit to|in the words of|to paraphrase|paraphrasing)"
)
_UNKNOWN: Final = re.compile(r"(?:anonymous|unknown|author unknown)\b", re.IGNORECASE)
_SOMEBODY_ELSE: Final = re.compile(
    r"\b(?:audience|attendees?|(?:from|in|during) the "
    r"(?:room|floor|crowd|back|chat|q\s?&\s?a))(?!\w)[\w\s]*[:,]?$"
    r"|\b(?:slogan|sign|poster|sticker|t-shirt|graffiti)s?\b[^:]*:$"
    r"|\b(?:quot|cit)(?:es|ing|ed)\s+(?:an?|one|his|her|their|the)\s[^:]*[:,]$"
    rf"|\b(?:someone|somebody)\b(?:[\w\s]*\s{SPEAKS}[:,]?|[\w\s]*:)$",
    re.IGNORECASE,
)
_A_LIST: Final = re.compile(r"^,.*,.*,|\betc\b", re.DOTALL)
_DASH: Final = re.compile(r"(?:[-–—―]{1,3}|~)\s*")
_ENDS: Final = re.compile(r"[^\W\d_]+[.\s]*(?:\([^()]*\)\s*)?(?:[#＃]\w+\s*)*")
_LEAD: Final = re.compile(rf"(?:{_QUOTER}|{SPEAKS})\s+", re.IGNORECASE)
_SKIPPED: Final = re.compile(
    r"\s*(?:\[[^\[\]]*\]|[#＃]\w+|[.,;!?…]+(?=\s|$)"
    r"|[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+)\s*"
)
_PARENTHESIS: Final = re.compile(r"\s*\(([^()]*)\)\s*")
_QUOTED_TOO: Final = re.compile(r"\s*(?:and\s+)?(?:\"[^\"]*\"|“[^“”]*”)\s*")
_SAYS_AFTER: Final = re.compile(rf"\s*(?:\w+ly\s+|once\s+|also\s+)?{SPEAKS}\b", re.IGNORECASE)
_THEY_SAY: Final = re.compile(rf"they\s+(?:all\s+)?{SPEAKS}\b", re.IGNORECASE)
_AT_THE_END: Final = re.compile(rf"(?:^|\s)[-–—]+\s*{HANDLE}\s*(?:[#＃]\w+\s*|\[[^\[\]]*\]\s*)*$")
_AT_BEFORE: Final = re.compile(
    rf"{HANDLE}(?:(?:['’]s)?(?:(?:\s+[\w'’]+){{0,2}}\s+{SPEAKS}(?:\s+\w+){{0,2}})?\s*[:,–—-]*"
    r"|['’]s(?:\s+[\w-]+){1,2}:|\s+(?:on|about)\s[^:@]{1,60}:)\)?\s*$",
    re.IGNORECASE,
)
_INTRODUCED: Final = re.compile(rf"(?:as|to quote|{_QUOTER})\s+", re.IGNORECASE)
_SAYS_BEFORE: Final = re.compile(
    rf"\s+(?:\w+ly\s+|once\s+|also\s+|has\s+|had\s+)?{SPEAKS}(?:\s+\w+){{0,3}}(?<!\sfor)(?<!\sabout)\s*[:,]?$",
    re.IGNORECASE,
)
_ON_SOMETHING: Final = re.compile(r"\s+(?:on|about|re)\s.*:$", re.IGNORECASE)
_YEAR: Final = re.compile(r"^\((?:19|20)\d\d\)\s*")
_OWNED: Final = re.compile(r"['’]s$")
_A_WORK: Final = re.compile(r"[\w-]+(?:\s+[\w-]+){0,2}\s*[:,]")
_SENTENCE: Final = re.compile(
    r"(?<![A-Z])(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Prof)[.!?;…]['”\")\]]?\s+"
)
_NAME_WORD: Final = re.compile(
    r"(?:Dr|Mr|Ms|Mrs|Prof|St|(?:[^\W\d_]\.)*[^\W\d_])\.(?=\s)|[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*"
)
_ALSO_NAMES: Final = word_set("will may an can no so long art")
_COMMON: Final = (
    lexicon.FUNCTION_WORDS
    | lexicon.LABELS
    | word_set(
        "let speaker presenter anonymous unknown engineers developers managers people users "
        "customers leaders executives operators"
    )
)
_ABSTRACT: Final = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ship",
    "ance",
    "ence",
    "ism",
    "ing",
    "ity",
    "ware",
)
_AFTER_A_NAME: Final = word_set(
    "on in at from during via quote quoting quoted again of and when as about here to for with "
    "circa paraphrased c"
)
_MOST_NAMES: Final = 4
_MOST_SKIPS: Final = 6
_WINDOW: Final = 200


def attribution(quotation: Quotation) -> Said | None:
    """Return whom the source names, or `None` if it names none.

    It is a `Said` of nobody where the source says that it was not the speaker ("(me)", "Question
    from the audience:").
    """
    after = quotation.after[:_WINDOW]
    if said := _named_after(after):
        return said
    if quotation.following and _DASH.match(quotation.following):
        said = _named_after(quotation.following[:_WINDOW])
        if said is not None:
            return said
    if said := _named_before(quotation.before[-_WINDOW:]):
        return said
    match = _AT_THE_END.search(quotation.after[-_WINDOW:])
    return Said(account=account_of(match)) if match else None


def _named_after(after: str) -> Said | None:
    rest = after.lstrip(" ,.;!?…")
    for _ in range(_MOST_SKIPS):
        if match := _PARENTHESIS.match(rest):
            said = _in_parentheses(match.group(1))
            if said is not None:
                return said
        else:
            match = _SKIPPED.match(rest) or _QUOTED_TOO.match(rest)
        if match is None or not match.group():
            break
        rest = rest[match.end() :]
    return _after_dash(rest) or _after_verb(rest)


def _in_parentheses(content: str) -> Said | None:
    content = content.strip().rstrip("?!. ")
    if content.casefold() in ("me", "mine", "my words", "myself"):
        return _NOBODY
    content = _LEAD.sub("", content, count=1)
    if match := MENTION.match(content):
        return Said(account=account_of(match))
    name, rest = _leading_name(content)
    if name and _A_LIST.search(rest):
        return None
    complete = not rest or rest[0] in ",(" or rest.split()[0].casefold() in _AFTER_A_NAME
    return Said(name=name) if name and (complete or rest[:1].isdigit()) else None


def _after_dash(rest: str) -> Said | None:
    match = _DASH.match(rest)
    if match is None:
        return None
    rest = _LEAD.sub("", rest[match.end() :], count=1)
    if _UNKNOWN.match(rest):
        return _NOBODY
    if handle := MENTION.match(rest):
        return Said(account=account_of(handle))
    name, rest = _leading_name(rest, inside=_ENDS.fullmatch(rest) is not None)
    first = rest.split()[0].casefold() if rest.split() else ""
    complete = not rest or rest[0] in '.,;:!?#＃@([-–—"“' or first in _AFTER_A_NAME
    return Said(name=name) if name and complete else None


def _after_verb(rest: str) -> Said | None:
    rest = re.sub(r"^as\s+", "", rest, flags=re.IGNORECASE)
    lead = _LEAD.match(rest)
    who = rest[lead.end() :] if lead else rest
    if handle := MENTION.match(who):
        closing = who[handle.end() :].lstrip()
        if lead or not closing or closing[0] in ".,;!?#＃[(" or _SAYS_AFTER.match(closing):
            return Said(account=account_of(handle))
        return None
    if _THEY_SAY.match(who):
        return _NOBODY
    name, closing = _leading_name(who)
    return Said(name=name) if name and (lead or _SAYS_AFTER.match(closing)) else None


def _named_before(before: str) -> Said | None:
    before = before.rstrip()
    if match := _last(_AT_BEFORE, before):
        return Said(account=account_of(match))
    sentence = _SENTENCE.split(before)[-1].strip(" -–—[(")
    if _SOMEBODY_ELSE.search(sentence):
        return _NOBODY
    if name := _possessor(sentence):
        return Said(name=name, firm=False)
    introduced = _INTRODUCED.match(sentence)
    told = sentence[introduced.end() :] if introduced else sentence
    name, rest = _leading_name(told, inside=introduced is not None)
    if name is None:
        return _named_inside(sentence) or (_NOBODY if others_speak(sentence) else None)
    if introduced and sentence.endswith((":", ",")):
        return Said(name=_OWNED.sub("", name))
    if _YEAR.sub("", rest).strip() in (":", "again:"):
        return Said(name=name, firm=False)
    says = _SAYS_BEFORE.fullmatch(f" {rest}")
    on_something = " " in name and _ON_SOMETHING.fullmatch(f" {rest}")
    if says or on_something:
        return Said(name=name)
    return _named_inside(sentence) or (_NOBODY if others_speak(sentence) else None)


def _named_inside(sentence: str) -> Said | None:
    """`Great line from Ada Byron: "..."`: a name that ends the introduction."""
    leads = list(re.finditer(rf"\b{_QUOTER}\s+", sentence, re.IGNORECASE))
    if not leads:
        return None
    name, rest = _leading_name(sentence[leads[-1].end() :])
    if name is None or not (rest in (":", ",", "") or _is_work_of(name, rest)):
        return None
    return Said(name=_OWNED.sub("", name))


def _is_work_of(name: str, rest: str) -> bool:
    """`Ada Byron's paper:` is an introduction too."""
    return _OWNED.search(name) is not None and _A_WORK.fullmatch(rest) is not None


def _possessor(sentence: str) -> str | None:
    match = re.search(
        r"((?:[^\W\d_][\w.’'-]*\s+){0,3}[^\W\d_][\w.-]*)(?:['’]s|(?<=s)['’])$", sentence
    )
    if match is None:
        return None
    words = match.group(1).split()
    for first in range(len(words)):
        name, rest = _leading_name(" ".join(words[first:]))
        if name and not rest:
            return name
    return None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    matches = list(pattern.finditer(text))
    return matches[-1] if matches else None


def _leading_name(text: str, *, inside: bool = False) -> tuple[str | None, str]:
    """Split off the name that a text begins with: words with capitals, at most four.

    `inside` a sentence, a capital alone makes a name of "Deming".
    """
    words: list[str] = []
    place = 0
    while len(words) < _MOST_NAMES and (match := _NAME_WORD.match(text, place)):
        word = match.group()
        if not word[0].isupper() and not (words and word in PARTICLES):
            break
        words.append(word)
        gap = re.compile(r"[ \xa0]+").match(text, match.end())
        place = match.end()
        if gap is None:
            break
        place = gap.end()
    while words and words[-1] in PARTICLES:
        place = text.rindex(words.pop(), 0, place)
    if not _is_name(words, inside=inside):
        return None, text
    return " ".join(words), text[place:].lstrip()


def _is_name(words: list[str], *, inside: bool) -> bool:
    if not words:
        return False
    first = words[0].casefold().removesuffix("'s").removesuffix("’s")
    if len(words) > 1:
        return first not in _COMMON or first in _ALSO_NAMES
    acronym = words[0].isupper() and "." not in words[0]
    abstract = first.endswith(_ABSTRACT) and not (inside and words[0][0].isupper())
    plain = first in _COMMON or lexicon.is_plain_word(first)
    return not acronym and not plain and not abstract
