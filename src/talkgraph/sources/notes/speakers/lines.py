"""Who speaks: a line of names and links, with companies, credentials and handles.

The line is cut at its joiners (`|`, `/`, `&`, `,`, `;`, "and", a new line) outside brackets;
each part is a person, something about the person before it, or a link to material. One part
that is none of these makes the whole line prose.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rapidfuzz.distance import OSA

from talkgraph.model import Account, Speaker
from talkgraph.sources.notes.addresses import account_of, handle_in
from talkgraph.sources.notes.event.links import is_material
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind
from talkgraph.sources.notes.markdown.kept import kept_by
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.called import (
    BY,
    ENGLISH_LABELS,
    LABELS_AND_AUTHORS,
    is_plural,
)
from talkgraph.sources.notes.speakers.persons import (
    NOBODY,
    Listed,
    is_company,
    is_credential,
    is_handle_of,
    is_name_shaped,
    is_position,
    is_role,
    is_title,
    may_be_person,
)
from talkgraph.words import fold, word_set

_SPLIT: Final = re.compile(
    r"(?P<open>[(（\[])|(?P<close>[)）\]])"
    r"|(?P<join>\s*[|;·•\n]\s*|\s+[/&+]\s+|\s+(?:and|with|et|und)\s+|,\s*(?:and\s+|&\s*)"
    r"|^\s+(?:y|e|en|och|og|i|ja)\s+$"
    r"|\s+(?:and|with|et|und)$|^(?:(?:and|with|et|und)\s+|[/&+]\s*)|\s*[/&+]$)"
    r"|(?P<comma>,\s*)"
)
_AND: Final = re.compile(r"\s+(?:y|e|en|och|og|i|ja)\s+")


@dataclass(slots=True)
class LinePart:
    """What stands between two joiners: words, links, and what is in round brackets."""

    joiner: str
    line: int
    words: str = ""
    after: str = ""
    links: list[Piece] = field(default_factory=list)
    brackets: list[str] = field(default_factory=list)
    bracket_links: list[Piece] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether it holds nothing at all."""
        return not (
            self.words.strip()
            or self.after.strip()
            or self.links
            or self.brackets
            or self.bracket_links
        )


def parts_of(pieces: Sequence[Piece]) -> list[LinePart]:
    """Cut a line at its joiners; some of the parts may be empty."""
    parts = [LinePart(joiner="", line=pieces[0].line if pieces else 1)]
    depth = 0
    for piece in pieces:
        if piece.kind in {PieceKind.ANCHOR, PieceKind.COMMENT}:
            continue
        if piece.kind is PieceKind.BREAK and depth == 0:
            parts.append(LinePart(joiner="\n", line=piece.line + 1))
        elif piece.kind in {PieceKind.LINK, PieceKind.IMAGE}:
            target = parts[-1].bracket_links if depth else parts[-1].links
            target.append(piece)
        else:
            depth = _cut_text(piece, parts, depth)
    return parts


def _cut_text(piece: Piece, parts: list[LinePart], depth: int) -> int:
    at = 0
    for match in _SPLIT.finditer(piece.text):
        _add_words(parts[-1], piece.text[at : match.start()], depth)
        at = match.end()
        if match["open"]:
            depth += 1
            if depth == 1:
                parts[-1].brackets.append("")
        elif match["close"]:
            depth = max(0, depth - 1)
        elif depth:
            _add_words(parts[-1], match[0], depth)
        else:
            parts.append(LinePart(joiner=match[0].strip() or "\n", line=piece.line))
    _add_words(parts[-1], piece.text[at:], depth)
    return depth


def _add_words(part: LinePart, words: str, depth: int) -> None:
    if depth and part.brackets:
        part.brackets[-1] += words
    elif part.links:
        part.after += words
    else:
        part.words += words


_LEAD: Final = re.compile(
    r"^(?:(?:(?:an?\s+)?(?:\w+\s+)?(?:talk|keynote|session|presentation|lecture)\s+)?"
    r"(?:(?:presented|given|held|led|hosted|moderated|facilitated|taught|run)\s+)?"
    rf"(?:{BY}|with|featuring)\b\s*:?"
    r"|(?:an?\s+)?(?:fireside\s+chat|chat|conversation|discussion|interview|panel|q\s?&\s?a)"
    r"(?:\s+(?:with|between|featuring|by)\b\s*:?|\s*:|$)"
    r"|(?:twitter|mastodon|bluesky|github|handles?)\s*[-–—:]\s*(?=@)"
    r"|(?:authors?|panel|moderators?|hosts?|facilitators?|talk\s+by|(?:presented\s+)?by|with)"
    r"(?:\s*\(s\))?\s*:{1,2}"
    r"|(?:speakers?|presenters?)\s+[-–—](?=\s))\s*",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(
    r"\s*(?P<label>(?:\w+\s+)?(?P<word>[^\W\d_]+)(?:\s*\(\w+\)|[*:/_·]-?in(?:nen)?)?)\s*:{1,2}\s*"
)
_SIGN: Final = re.compile(r"\s*[👤👥🎤🎙🗣🧑👩👨🙋💁](?:[\uFE0F\U0001F3FB-\U0001F3FF]|\u200D.)*\s*")
_COMPANY_AFTER: Final = re.compile(r"\s+[-–—]+\s+|\s*[–—]\s*|\s+(?:at|from|of)\s+|\s*@\s+")
_SERVICES: Final = word_set("twitter linkedin github mastodon bluesky website blog x web")
_ABBREVIATED: Final = re.compile(r"\b(?:Inc|Ltd|Corp|Co)\.$")
_DANGLING: Final = re.compile(r"\s+[-–—:]+$")
_MOST_PARTS: Final = 60
_LONGEST_LINE: Final = 5_000
_LONGEST_COMPANY: Final = 8
_LONGEST_TOLD: Final = 24
_SHORT_COMPANY: Final = 2
_WITH_EMPLOYER: Final = 2


@dataclass(slots=True)
class _Found:
    name: str
    line: int
    account: Account | None = None
    url: str | None = None
    affiliation: str | None = None
    sure: bool = False
    doubt: str | None = None
    bracketed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLine:
    """The speakers of a line, and its links that lead elsewhere; `sure` if more than words say so.

    `sure` is true where an account, a company in brackets or the table of contents speaks for
    it; without, the words merely look like names. `doubtful` are companies that may be people.
    """

    speakers: tuple[Speaker, ...]
    others: tuple[Piece, ...]
    sure: bool
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    """How a line is read: who is known, and how much the line says by itself.

    `strong` joiners part people only; `trusted` names need not look like some; a label says that
    there are `several` speakers, or but one, whom what stands behind a comma `employs`.
    """

    known: Listed
    strong: bool
    trusted: bool
    several: bool
    employs: bool


class _Prose(Exception):
    """The line is not a line of speakers."""


def speaker_line(
    pieces: Sequence[Piece],
    source: Source,
    known: Listed = NOBODY,
    *,
    trusted: bool = False,
    label: str = "",
) -> SpeakerLine | None:
    """Read a line of speakers, or return `None` where it is prose.

    `known` are the names that the table of contents gives for the talk. A line of nothing but
    links to material has no speakers, and all its links are `others`. With `trusted`, or behind a
    label such as "Speaker:", names need not look like some; `label` is one that stood before.
    """
    if sum(len(piece.text) for piece in pieces) > _LONGEST_LINE:
        return None
    return _speaker_line(source, tuple(pieces), known, trusted, label)


@kept_by
def _speaker_line(
    source: Source, pieces: tuple[Piece, ...], known: Listed, trusted: bool, label: str
) -> SpeakerLine | None:
    parts = [part for part in parts_of(pieces) if not part.empty]
    if len(parts) > _MOST_PARTS:
        return None
    found: list[_Found] = []
    others: list[Piece] = []
    strong = any(part.joiner in {"|", ";"} for part in parts)
    _spell_label(parts)
    _end_sentence(parts)
    label = label or _label_in(parts)
    plural = is_plural(label) if label else None
    how = _How(
        known=known,
        strong=strong,
        trusted=trusted or bool(label),
        several=bool(label) and plural is not False,
        employs=known.employs or plural is False,
    )
    try:
        for part in parts:
            _read_part(part, found, others, how)
    except _Prose:
        return None
    if not found and not others:
        return None
    return SpeakerLine(
        speakers=tuple(_speaker(one, n, source) for n, one in enumerate(found, 1)),
        others=tuple(others),
        sure=bool(label) or any(one.sure for one in found),
        doubtful=tuple(one.doubt for one in found if one.doubt),
    )


def _speaker(one: _Found, position: int, source: Source) -> Speaker:
    return Speaker(
        name=one.name,
        position=position,
        span=source.span(one.line, one.line),
        account=one.account,
        url=one.url,
        affiliation=one.affiliation,
    )


def _spell_label(parts: Sequence[LinePart]) -> None:
    """Correct a slip of the pen in the label that a line begins with: `spaker: Ana Reed`."""
    word, colon, rest = parts[0].words.partition(":") if parts else ("", "", "")
    told = word.strip().casefold()
    near = [label for label in ENGLISH_LABELS if OSA.distance(told, label) == 1]
    if colon and near and told not in ENGLISH_LABELS:
        parts[0].words = f"{near[0]}:{rest}"


def _end_sentence(parts: Sequence[LinePart]) -> None:
    """Drop the full stop of a line that says who speaks: "Talk given by Ana Reed."."""
    words = parts[-1].words.rstrip() if parts else ""
    if words.endswith(".") and not _ABBREVIATED.search(words) and _lead(parts[0].words.strip()):
        parts[-1].words = words[:-1]


def says_who(pieces: Sequence[Piece]) -> bool:
    """Tell whether a line says that it is one of speakers: "Speaker: Ana", "by Ana"."""
    first = next((p.text for p in pieces if p.text.strip()), "")
    return _lead(first.strip()) > 0


def _lead(words: str) -> int:
    """Return where the words that say who speaks end: a label, "by", the picture of a person."""
    sign = _SIGN.match(words)
    start = sign.end() if sign else 0
    found = _LEAD.match(words[start:])
    if found and found.end():
        return start + found.end()
    label = _label(words[start:])
    return start + label.end() if label else start


def _label(words: str) -> re.Match[str] | None:
    """Return the label of speakers that words begin with, in any language: "Referentinnen:"."""
    found = _LABELLED.match(words)
    if found is None or fold(found["word"]) not in LABELS_AND_AUTHORS:
        return None
    return found


def _label_in(parts: Sequence[LinePart]) -> str:
    words = parts[0].words if parts else ""
    sign = _SIGN.match(words)
    found = _label(words[sign.end() :] if sign else words)
    return found["label"] if found else ""


def names_in(text: str, source: Source, line: int) -> tuple[Speaker, ...]:
    """Read names from the plain text of an entry of a table of contents, on trust.

    >>> from talkgraph.sources.notes.markdown.source import Source
    >>> [s.name for s in names_in("Ana Reed, Bo Lind, & Cy Dale", Source(name="n", lines=("",)), 1)]
    ['Ana Reed', 'Bo Lind', 'Cy Dale']
    """
    piece = Piece(kind=PieceKind.TEXT, text=text, line=line)
    read = speaker_line((piece,), source)
    if read and read.speakers:
        return read.speakers
    parts = [part.words.strip() for part in parts_of((piece,)) if part.words.strip()]
    return tuple(
        Speaker(name=words, position=n, span=source.span(line, line))
        for n, words in enumerate(parts, 1)
    )


# ── understanding a part ─────────────────────────────────────────────────────────────────────


def _read_part(part: LinePart, found: list[_Found], others: list[Piece], how: _How) -> None:
    material = [piece for piece in part.links if _leads_elsewhere(piece)]
    part.links = [piece for piece in part.links if piece not in material]
    others += material
    others += [piece for piece in part.bracket_links if _leads_elsewhere(piece)]
    part.bracket_links = [piece for piece in part.bracket_links if piece not in others]
    if not part.links:
        part.words, part.after = f"{part.words}{part.after}", ""
    lead = _lead(part.words.strip())
    told = lead > 0
    words = part.words.strip()[lead:].strip(" :")
    words = _DANGLING.sub("", words)
    words = "" if material and not words.strip("-–—:") else words
    if words or part.links:
        people = _people(part, words, found, how, led=told)
        if people is None:
            others += part.links
            return
        for one in people:
            one.sure = one.sure or told
        found += people
    if part.brackets or part.bracket_links:
        _after(part, found)


def _people(
    part: LinePart, words: str, found: list[_Found], how: _How, *, led: bool
) -> list[_Found] | None:
    """Return the people of a part, or `None` where its links are nobody's.

    What belongs to the person before it is given to that person.
    """
    if not part.links:
        if is_credential(words) and found:
            found[-1].name += f", {words}"
            return []
        if words.casefold().rstrip(".") == "al" and found:  # "et al."
            return []
        return _unlinked(part, words, found, how)
    if _is_second_account(part, words, found):
        return None
    if _belongs_to_last(part, words, found, how.known):
        return []
    return _linked(part, words, how, led=led)


def _leads_elsewhere(piece: Piece) -> bool:
    if account_of(piece.url):
        return False
    return is_material(piece) and not may_be_person(piece.text)


def _is_second_account(part: LinePart, words: str, found: list[_Found]) -> bool:
    """Tell whether a link is a handle of the person before it, who has an account already."""
    if words or part.after.strip() or len(part.links) != 1 or not found:
        return False
    text = part.links[0].text
    return found[-1].account is not None and is_handle_of(text, found[-1].name)


def _belongs_to_last(part: LinePart, words: str, found: list[_Found], known: Listed) -> bool:
    """Give a link that is no person's own to the person before it: a handle, or a company."""
    piece, account = part.links[0], account_of(part.links[0].url)
    alone = not words and not part.after.strip() and len(part.links) == 1
    if not (alone and found):
        return False
    one = found[-1]
    if part.joiner != "\n" and not part.joiner.startswith(","):
        alone = account is not None and is_handle_of(piece.text, one.name)
    if not alone:
        return False
    if account and handle_in(piece.text) and one.account is None:
        one.account, one.sure = account, True
        return True
    unlisted = not known.has(piece.text) and not known.has_surname(piece.text)
    company = is_company(piece.text) or any(known.has(each.name) for each in found)
    if account or not unlisted or not company or one.affiliation:
        return False
    one.affiliation, one.sure = piece.text, True
    return True


def _linked(part: LinePart, words: str, how: _How, *, led: bool) -> list[_Found] | None:
    """Read a part with a link: the person is the link's text, or the words beside it."""
    piece, account = part.links[0], account_of(part.links[0].url)
    text, company = _inside_brackets(piece.text)
    aside = text.casefold() in _SERVICES or handle_in(text) is not None
    person = may_be_person(text, linked=_is_social(account)) or how.known.has(text)
    person = person or ((led or how.trusted) and is_name_shaped(text))
    if aside and words:
        if part.after.strip():
            raise _Prose
        one = _worded(words, part, how) or _refuse()
        one.account, one.url, one.sure = account, None if account else piece.url, True
        return [one]
    if aside and account:
        return [_Found(name=f"@{account.handle}", line=piece.line, account=account, sure=True)]
    after = part.after.strip()
    if not person:
        if words or after or account:
            raise _Prose
        return None
    several = _several(text, piece) if not (company or words or after) else None
    if several:
        return several
    one = _Found(name=text, line=piece.line, account=account, sure=True, affiliation=company)
    one.url = None if account else piece.url
    if words and not is_title(words):
        raise _Prose
    one.name = f"{words} {one.name}" if words else one.name
    employer = part.links[1].text if len(part.links) == _WITH_EMPLOYER else ""
    if employer and _COMPANY_AFTER.fullmatch(f" {after} "):
        after = f"{after} {employer}"
    return [_with_words(one, after)]


_ALSO_OF_OTHERS: Final = frozenset({"github", "gitlab", "codeberg", "wikidata"})
"""Where groups, companies and other things have their pages as people do."""


def _is_social(account: Account | None) -> bool:
    return account is not None and account.service not in _ALSO_OF_OTHERS


def _with_words(one: _Found, words: str) -> _Found:
    match = _COMPANY_AFTER.match(f" {words} ")
    if not words:
        return one
    if handle_in(words):
        one.account = one.account or handle_in(words)
    elif match and len(words.split()) <= _LONGEST_COMPANY and not _ends_sentence(words):
        one.affiliation = f" {words} "[match.end() :].strip() or None
    else:
        raise _Prose
    return one


def _ends_sentence(words: str) -> bool:
    return words.endswith(".") and not _ABBREVIATED.search(words)


def _several(text: str, piece: Piece) -> list[_Found] | None:
    """Read several names in one link's text; the address is nobody's in particular."""
    inner = parts_of((replace(piece, kind=PieceKind.TEXT, text=text),))
    names = [one.words.strip() for one in inner]
    if len(names) < 2 or not all(may_be_person(name) for name in names):
        return None
    return [_Found(name=name, line=piece.line, sure=True) for name in names]


def _inside_brackets(text: str) -> tuple[str, str | None]:
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", text)
    if match and not is_role(match[2]):
        return match[1].strip(), match[2].strip()
    name, comma, rest = text.partition(",")
    if comma and not is_credential(rest) and not may_be_person(rest) and may_be_person(name):
        return name.strip(), rest.strip()
    return (match[1].strip() if match else text), None


def _unlinked(part: LinePart, words: str, found: list[_Found], how: _How) -> list[_Found]:
    known, strong = how.known, how.strong
    together = _together(words, how)
    if together:
        return [_Found(name=name, line=part.line) for name in together]
    after_comma = part.joiner.startswith(",") and bool(found)
    below = part.joiner == "\n" and bool(found)
    if below and not known.has(words) and (is_company(words) or is_position(words)):
        _add_company(found[-1], words)
        found[-1].sure = True
        return []
    if part.joiner == "|" and found and _is_employer(words, found[-1], how):
        _add_company(found[-1], words)
        return []
    beside = after_comma or (bool(found) and is_handle_of(words, found[-1].name))
    if beside and handle_in(words) and found[-1].account is None:
        found[-1].account, found[-1].sure = handle_in(words), True
        return []
    named = known.has(words) or (known.has_surname(words) and may_be_person(words))
    named = named or (is_title(words.split()[0]) and may_be_person(words))
    if after_comma and not handle_in(words) and not named:
        certain = strong or (how.employs and not how.several)
        certain = certain and not found[-1].bracketed
        certain = certain or any(known.has(one.name) for one in found)
        certain = certain or is_position(found[-1].affiliation or "")
        told = is_company(words) or is_position(words) or not may_be_person(words)
        told = told and not (how.several and _are_first_names(found[-1].name, words))
        if told or (certain and not part.brackets) or (how.employs and certain):
            _add_company(found[-1], words, told=how.trusted)
            if may_be_person(words) and not (strong or known.surnames):
                found[-1].doubt = words
            return []
    if found and found[-1].affiliation and _goes_on(part, words, known):
        found[-1].affiliation += f" {part.joiner} {words}"
        return []
    slashed = [name.strip() for name in words.split("/")]
    if len(slashed) > 1 and all(may_be_person(name) for name in slashed):
        return [_Found(name=name, line=part.line) for name in slashed]
    return [_worded(words, part, how) or _refuse()]


def _is_employer(words: str, one: _Found, how: _How) -> bool:
    """Tell whether words behind a bar are whom the one speaker works for: `Ana, Lead | Acme`."""
    alone = how.employs and not how.several and is_position(one.affiliation or "")
    return alone and not (how.known.has(words) or handle_in(words) or may_be_person(words))


def _are_first_names(*names: str) -> bool:
    return all(
        " " not in name and name[:1].isupper() and name.isalpha() and is_name_shaped(name)
        for name in names
    )


def _together(words: str, how: _How) -> list[str]:
    """Cut names at an "and" that is also a part of names ("José Ortega y Gasset").

    Each must be whole; only a label in the plural lets first names pass.
    """
    names = _AND.split(words)
    if len(names) == 1 or how.known.has(words):
        return []
    whole = all(" " in name and may_be_person(name) for name in names)
    first = how.several and all(" " not in name and is_name_shaped(name) for name in names)
    capitals = all(name[:1].isupper() and name.split()[-1][:1].isupper() for name in names)
    return names if (whole or first) and capitals else []


def _goes_on(part: LinePart, words: str, known: Listed) -> bool:
    """Tell whether words behind "&" or "and" are the rest of a company's name."""
    if part.joiner not in {"&", "and", "et", "und", "+"} or known.has(words) or handle_in(words):
        return False
    if is_position(words.title()):
        return True
    short = len(words.split()) <= _SHORT_COMPANY and words[:1].isupper()
    return short and not may_be_person(words) and not words.endswith((".", ":", "!", "?"))


def _refuse() -> _Found:
    raise _Prose


def _add_company(one: _Found, words: str, *, told: bool = False) -> None:
    sentence = re.search(r"[.!?:]$|[!?:]\s", words) and not _ABBREVIATED.search(words)
    longest = _LONGEST_COMPANY if not told else _LONGEST_TOLD
    if sentence or len(words.split()) > longest:
        raise _Prose
    *before, last = words.split()
    if one.account is None and before and handle_in(last) and not is_position(" ".join(before)):
        one.account, words = handle_in(last), " ".join(before)
    one.affiliation = f"{one.affiliation}, {words}" if one.affiliation else words


def _worded(words: str, part: LinePart, how: _How) -> _Found | None:
    """Read a person from words alone: `Ana Reed`, `Ana Reed - Acme`, `@ana`, `Ana Reed @ana`."""
    account = handle_in(words)
    if account:
        return _Found(name=words.strip(), line=part.line, account=account, sure=True)
    name, handle = words, None
    last = words.split()[-1]
    if handle_in(last):
        name, handle = words[: -len(last)].strip(" ,-–—"), handle_in(last)
    company = None
    match = _COMPANY_AFTER.search(name)
    if match and not may_be_person(name):
        name, company = name[: match.start()].strip(), name[match.end() :].strip()
        if not company or len(company.split()) > _LONGEST_COMPANY or _ends_sentence(company):
            return None
    known = how.known
    listed = known.has(name) or (known.has_surname(name) and may_be_person(name))
    shaped = how.trusted and is_name_shaped(name) and not _is_clause(name)
    if not (listed or may_be_person(name) or shaped):
        return None
    return _Found(
        name=name, line=part.line, account=handle, affiliation=company, sure=listed or bool(handle)
    )


def _is_clause(name: str) -> bool:
    """Tell whether three words or more begin like a name and do not end like one."""
    words = name.split()
    return len(words) > _SHORT_COMPANY and words[0][0].isupper() and words[-1][0].islower()


def _after(part: LinePart, found: list[_Found]) -> None:
    """Give what stands in brackets to the person before it: company, handle, or a part played."""
    if not found:
        raise _Prose
    one = found[-1]
    for piece in part.bracket_links:
        account = account_of(piece.url)
        if account and one.account is None:
            one.account, one.sure = account, True
        elif not account and handle_in(piece.text) is None:
            one.affiliation, one.sure = one.affiliation or piece.text, True
    for inside in part.brackets:
        for text in _meaningful(inside):
            if handle_in(text):
                one.account, one.sure = one.account or handle_in(text), True
            else:
                one.affiliation = f"{one.affiliation}, {text}" if one.affiliation else text
                one.sure = one.bracketed = True


def _meaningful(inside: str) -> list[str]:
    """Return the company as written, and handles apart from it; pronouns and roles are dropped."""
    parts = [part.strip() for part in inside.split(",") if part.strip()]
    handles = [part for part in parts if handle_in(part)]
    rest = [part for part in parts if part not in handles and not is_role(part)]
    return [*handles, ", ".join(rest)] if rest else handles
