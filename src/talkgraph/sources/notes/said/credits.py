"""Credits: who made a picture, under which licence, and at which event a recording was made.

Only a line that says nothing else is one, or words beside a picture. What a picture shows ("Image:
a quay at night") is no name.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from talkgraph.model import Account, Credit, LinkKind, Span
from talkgraph.sources.notes.addresses import account_of as account_at
from talkgraph.sources.notes.addresses import thread_account
from talkgraph.sources.notes.markdown.text import Anchor, Prose
from talkgraph.sources.notes.said.tags import MENTION, account_of
from talkgraph.sources.notes.speakers.persons import is_company, may_be_person
from talkgraph.words import TITLES, fold

_DRAWN: Final = (
    r"visual (?:recording|note)s?|graphic (?:recording|note)s?|sketch ?notes?|sketch(?:es)?"
)
_SHOT: Final = (
    r"photos?|photographs?|photography|screenshots?|drawings?|illustrations?|graphics?|art ?work"
)
_ANY: Final = r"pictures?|images?"
_CREDIT: Final = re.compile(
    rf"(?:(?:the|this|all|cover|title) )?(?:(?P<drawn>{_DRAWN})|(?P<shot>{_SHOT})|(?:{_ANY}))"
    r"(?: credits?)?(?: (?:is|are|was|were))?(?: (?:made|drawn|created|done|taken|shot))?"
    r"(?P<by> by| courtesy(?: of)?| from| via| ©| credit(?:s)? to|\s?:|\s[–—-])\s*",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(r"\b(?:credits?(?: to)?\s?:|©|courtesy of)\s*", re.IGNORECASE)
_SURE: Final = (" by", " courtesy", " courtesy of", " ©")
_RECORDED: Final = re.compile(
    r"(?:the |this )?(?:video|recording)\b[^.]{0,60}?\b(?:version|delivery|edition) of (?:this|the"
    r" same) talk\b[^.]{0,30}?\b(?:recorded|given|delivered|filmed|from) (?:at|in|from)? ?"
    r"(?P<where>[A-Z0-9].{2,100}?)\.?$",
    re.IGNORECASE,
)
_RECORDED_AT: Final = re.compile(
    r"(?:the )?(?:video|recording) (?:is |was )?(?:from|recorded at|of the talk at) "
    r"(?P<where>[A-Z0-9].{2,100}?\b(?:19|20)\d\d)\.?$"
)
_END: Final = re.compile(r"[.!?](?=\s+[A-Z@]|\s*$)")
_NAME: Final = re.compile(
    r"[A-ZÀ-Þ0-9][\w.’'&-]*"
    r"(?: (?:[A-ZÀ-Þ][\w.’'&-]*|van|von|de|der|den|di|da|del|la|le|and|&)){0,5}"
)
_NO_NAME: Final = frozenset({"me", "myself", "us", "the", "his", "her", "their", "my", "our"})
_COMMONS: Final = re.compile(
    r"\bCC(?P<zero>[ -]?0)\b"
    r"|\bCC[ -](?P<terms>BY(?:[ -](?:NC|ND|SA)){0,2})(?:[ -](?P<number>\d\.\d))?"
)
_SPELT: Final = re.compile(
    r"\bCreative Commons (?P<terms>Attribution(?:[ -](?:Non-?Commercial|No-?Deriv(?:ative|s|atives)"
    r"|Share-?Alike)){0,2})(?:[ -](?P<number>\d\.\d))?",
    re.IGNORECASE,
)
_SHORT: Final = {"attribution": "by", "noncommercial": "nc", "sharealike": "sa"}
_COMMONS_HOST: Final = "creativecommons.org"
_LONGEST: Final = 600


def credits_in(source: Prose, span: Span) -> tuple[Credit, ...]:
    """Return the credits of a text that is nothing but credits, or has a picture in it."""
    if len(source.text) > _LONGEST:
        return ()
    parts = tuple(_sentences(source))
    told = [_credit(source, start, end, span) for start, end in parts]
    lines = (
        credit is not None or _is_remark(source.text[start:end])
        for credit, (start, end) in zip(told, parts, strict=True)
    )
    held = any(anchor.image for anchor in source.anchors)
    if held or all(lines):
        found = [credit for credit in told if credit is not None]
        return tuple(found) or (_beside(source, span) if held else ())
    return ()


def recorded_at(source: Prose) -> str | None:
    """Return where a recording was made that is said to be of another event, as told.

    >>> text = "Video is a version of this talk recorded at QuayConf, May 29, 2031."
    >>> _elsewhere(text)
    'QuayConf, May 29, 2031'
    """
    if len(source.text) > _LONGEST or "of" not in source.text:
        return None
    told = (_elsewhere(source.text[start:end]) for start, end in _sentences(source))
    return next((where for where in told if where), None)


def _elsewhere(sentence: str) -> str | None:
    match = _RECORDED.fullmatch(sentence.strip())
    return match["where"].strip(" ,") if match else None


def _is_remark(sentence: str) -> bool:
    """Tell whether a sentence beside a credit is of the same sort: of a recording, a licence."""
    words = sentence.strip()
    recorded = _elsewhere(words) is not None or _RECORDED_AT.fullmatch(words) is not None
    return recorded or _license(words, ()) != (None, None)


def _sentences(source: Prose) -> Iterator[tuple[int, int]]:
    """Yield where sentences stand; the point behind a title or an initial ends none."""
    for block in source.blocks:
        start = block.start
        for match in _END.finditer(source.text, block.start, block.end):
            word = source.text[start : match.start()].rsplit(" ", 1)[-1]
            if fold(word) in TITLES or len(word) == 1:
                continue
            yield start, match.end()
            start = (
                match.end()
                + len(source.text[match.end() :])
                - len(source.text[match.end() :].lstrip())
            )
        if start < block.end:
            yield start, block.end


def _credit(source: Prose, start: int, end: int, span: Span) -> Credit | None:
    sentence = source.text[start:end]
    match = _CREDIT.match(sentence)
    if match is None:
        return None
    of = LinkKind.SKETCHNOTE if match["drawn"] else LinkKind.IMAGE if match["shot"] else None
    sure = match["by"].casefold() in _SURE
    return _made_by(source, (start + match.end(), end), span, of=of, sure=sure)


def _beside(source: Prose, span: Span) -> tuple[Credit, ...]:
    """Read `credits: Ana Reed` beside a picture."""
    match = _BESIDE.search(source.text)
    place = (match.end(), len(source.text)) if match else None
    credit = _made_by(source, place, span, of=None, sure=True) if place else None
    return () if credit is None else (credit,)


def _made_by(
    source: Prose, place: tuple[int, int], span: Span, *, of: LinkKind | None, sure: bool
) -> Credit | None:
    """Read who made it, from `place` on; what is not `sure` to be a name has to look like one."""
    start, end = place
    links = [a for a in source.anchors if start <= a.start < end and not a.image]
    name, account = _maker(source, start, end, links, sure=sure)
    if name is None and account is None:
        return None
    pages = [link for link in links if link.start > start and thread_account(link.url)]
    page = next((link.url for link in pages), None)
    if account is None and page is not None:
        writer = thread_account(page)
        same = writer is not None and fold(writer.handle) == fold(name or "").replace(" ", "")
        account = writer if same else None
    license, notice = _license(source.text[start:end], links)
    lines = Span(source=span.source, first=source.line_of(start), last=source.line_of(end - 1))
    return Credit(
        of=of,
        span=lines,
        name=name,
        account=account,
        license=license,
        notice=notice,
        source=page,
    )


def _maker(
    source: Prose, start: int, end: int, links: Sequence[Anchor], *, sure: bool
) -> tuple[str | None, Account | None]:
    link = next((each for each in links if each.start == start), None)
    if link is not None:
        label = source.text[link.start : link.end]
        handle = MENTION.fullmatch(label)
        account = account_at(link.url) or (account_of(handle) if handle else None)
        return (None if handle else label), account
    handle = MENTION.match(source.text, start, end)
    if handle is not None:
        return None, account_of(handle)
    match = _NAME.match(source.text, start, end)
    name = match.group().rstrip(".,'’& ") if match else ""
    if not name or fold(name.split()[0]) in _NO_NAME:
        return None, None
    return (name, None) if sure or may_be_person(name) or is_company(name) else (None, None)


def _license(text: str, links: Sequence[Anchor]) -> tuple[str | None, str | None]:
    """Return the IRI of the licence that is named, or the words for one without a number."""
    for link in links:
        try:
            parts = urlsplit(link.url)
        except ValueError:
            continue
        known = re.match(r"/(?:licenses/[a-z-]+/\d\.\d|publicdomain/\w+/\d\.\d)", parts.path)
        if (parts.hostname or "").removeprefix("www.") == _COMMONS_HOST and known:
            return f"https://{_COMMONS_HOST}{known.group()}/", None
    match = _COMMONS.search(text) or _SPELT.search(text)
    if match is None:
        return None, None
    told = match.groupdict()
    if told.get("zero"):
        return f"https://{_COMMONS_HOST}/publicdomain/zero/1.0/", None
    if not told["number"]:
        return None, match.group().strip()
    return f"https://{_COMMONS_HOST}/licenses/{_terms(told['terms'])}/{told['number']}/", None


def _terms(words: str) -> str:
    """Return the terms of a licence as Creative Commons writes them in addresses.

    >>> _terms("BY-NC SA"), _terms("Attribution-NonCommercial NoDerivs")
    ('by-nc-sa', 'by-nc-nd')
    """
    bare = re.sub(r"non-commercial|share-alike", lambda m: m[0].replace("-", ""), words.casefold())
    bare = re.sub(r"no-?deriv\w*", "nd", bare)
    return "-".join(_SHORT.get(word, word) for word in re.split(r"[ -]", bare))
