"""Reads an affiliation: which bodies it names, in its words, and what of it names none.

Beside a name stand bodies, offices ("CTO at Acme"), places, what somebody once was, and addresses.
Several bodies are told by commas and the like. What is one name stays whole: one with a legal form
behind the comma, a public body with its place, and a firm called by its partners.
"""

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final

from talkgraph.conclusions.organizations.names import body_name
from talkgraph.conclusions.organizations.words import (
    DEPARTMENTS,
    LEGAL_FORMS,
    LEGAL_TAILS,
    OFFICES,
    PAST,
    PLACES,
    PUBLIC,
    ROLES,
    UNITS,
)
from talkgraph.words import fold

_ADDRESS: Final = re.compile(r"https?://\S+|\S+@\S+\.\w+|(?<!\S)@[\w@.]+")
_GAP: Final = re.compile(r"[^\S\n]+")
_BRACKETED: Final = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_LEAD: Final = re.compile(r"^(?:(?:all|both)\s+)?(?:from|at|of|with|works (?:at|for)|@)\s+", re.I)
_APART: Final = re.compile(r"\s*[;|\n·•]\s*|\s+[-–—/]+\s+")
_SLASH: Final = re.compile(r"(?<=\w\w\w)/(?=\w\w\w)")
_COMMA: Final = re.compile(r"\s*,\s+|\s*,(?=\D)")
_AND: Final = re.compile(r"\s+(?:and|&|\+|et|und)\s+")
_AT: Final = re.compile(r"\s*@\s+|\s+(?:at|from|with|chez|bei)\s+")
_OF: Final = re.compile(r"\s+(?:of|for|on|to|de|du|des)\s+")
_EDGE: Final = ' \t,;:?!"“”«»*_`-–—'
_LETTER: Final = re.compile(r"[^\W\d_]")
_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d{2}\s*(?:[ap]m)?", re.I)
_SENTENCE: Final = 4
"""So many words, the first in small letters, describe something."""


def bodies(affiliation: str, known: Container[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of the bodies that an affiliation names, in its order, each once.

    `known` are the keys (`body_name`) of bodies that stand alone elsewhere: of "Acme and Beta" it
    tells that those are two.

    >>> bodies("CTO at Acme, Inc; Beta Works, Lund & Ode")
    ('Acme, Inc', 'Beta Works', 'Lund & Ode')
    >>> bodies("Ministry of Kites, New Zealand"), bodies("Acme, Berlin"), bodies("ex-Acme, Beta")
    (('Ministry of Kites, New Zealand',), ('Acme',), ('Beta',))
    >>> bodies("Senior Developer and Author")
    ()
    """
    text = _BRACKETED.sub("", _ADDRESS.sub(" ", _GAP.sub(" ", affiliation))).strip(_EDGE)
    text = _LEAD.sub("", text, count=1)
    found: dict[str, None] = {}
    for part in _APART.split(text):
        for piece in _whole_names(part, known):
            for body in _of_piece(piece, known):
                found.setdefault(body)
    return tuple(found)


def _whole_names(part: str, known: Container[str]) -> Iterator[str]:
    """Yield what stands between commas, with the legal form or the place that belongs to it."""
    pieces = [piece.strip(_EDGE) for piece in _COMMA.split(part)]
    pieces = [piece for piece in pieces if piece]
    if _is_firm(pieces, known):
        yield part.strip(_EDGE)
        return
    name = ""
    for piece in pieces:
        if name and _folded(piece) in LEGAL_FORMS:
            name = f"{name}, {piece}"
        elif _folded(piece) in PLACES:
            name = f"{name}, {piece}" if PUBLIC.intersection(_folded(name).split()) else name
        else:
            if name:
                yield name
            name = piece
    if name:
        yield name


def _is_firm(pieces: Sequence[str], known: Container[str]) -> bool:
    """Tell whether a list is one firm, as "Ode, Lund & Co" and "Ode, Lund & Berg" are."""
    last = re.split(r"\s+&\s+|\s+and\s+(?=\S+$)", pieces[-1]) if len(pieces) > 1 else []
    if len(last) != 2 or any(_has_role(each) for each in pieces):
        return False
    if _folded(last[1]) in LEGAL_TAILS:
        return True
    short = all(len(each.split()) == 1 for each in (*pieces[:-1], *last))
    return short and "&" in pieces[-1] and not any(_key(x) in known for x in (*pieces[:-1], *last))


def _of_piece(piece: str, known: Container[str]) -> Iterator[str]:
    """Yield the bodies of what stands between commas: what is left without the office."""
    if piece.casefold().startswith(PAST):
        return
    cut = _AT.split(piece)
    # "University of Texas at Dallas" has no office before the "at".
    if len(cut) > 1 and (not cut[0] or "@" in piece or _has_role(cut[0]) or _is_unit(cut[0])):
        piece = cut[-1]
    elif (of := _OF.search(piece)) and _is_office(piece):
        if _bare(piece[: of.start()].split()[-1]) not in OFFICES:
            return
        piece = piece[of.end() :]
    if not piece or _describes(piece):
        return
    for names in _without_roles(piece, known):
        for name in _SLASH.split(names):
            bare = name.strip(_EDGE)
            if _names_a_body(bare):
                yield bare


def _describes(piece: str) -> bool:
    """Tell whether it says what something is: "a small shop", "the people behind it"."""
    words = piece.split()
    if words[0] in ("a", "an", "the"):
        return words[0] != "the" or words[1:2] == [] or words[1].islower()
    return len(words) >= _SENTENCE and words[0].islower() and not _has_role(piece)


def _without_roles(piece: str, known: Container[str]) -> Iterator[str]:
    """Yield the names in "Acme and author", "Acme cofounder", "Frontend Developer Acme"."""
    parts = _AND.split(piece)
    named = [each for each in parts if not (_is_role(each) or _is_office(each))]
    if len(parts) > 1 and (len(named) < len(parts) or all(_key(each) in known for each in parts)):
        for each in named:
            yield from _without_roles(each, known)
        if named:
            return
    words = piece.split()
    roles = [n for n, word in enumerate(words) if _role(word)]
    if not roles:
        yield piece
    elif roles[-1] == len(words) - 1:
        ends = range(roles[0], 0, -1)
        yield from (" ".join(words[:n]) for n in ends if _key(" ".join(words[:n])) in known)
    else:
        rest = words[roles[-1] + 1 :]
        # "Developer Express" is a name; "Web Developer Express" is somebody at Express.
        is_title = _bare(words[roles[-1]]) in OFFICES or roles[-1] > 0
        if _folded(rest[0]) not in DEPARTMENTS:
            yield " ".join(rest) if is_title else piece


def _names_a_body(name: str) -> bool:
    if not _LETTER.search(_CLOCK.sub("", name)) or _is_role(name) or _is_unit(name):
        return False
    return _folded(name) not in PLACES and len(_key(name)) > 1


def _is_unit(text: str) -> bool:
    return _folded(text).rpartition(" ")[2] in UNITS


def _has_role(text: str) -> bool:
    return any(_role(word) for word in text.split())


def _is_role(text: str) -> bool:
    """Tell whether a text ends in an office, as "Senior Data Engineer" does."""
    words = text.split()
    return bool(words) and _role(words[-1])


def _is_office(text: str) -> bool:
    """Tell whether a text is an office of something, as "lead committer for Acme" is."""
    of = _OF.search(text)
    return of is not None and _has_role(text[: of.start()])


def _role(word: str) -> bool:
    bare = _bare(word)
    return bare in ROLES or (bare.endswith("s") and bare[:-1] in ROLES)


def _bare(word: str) -> str:
    return re.sub(r"^co-", "", fold(word).strip(".,:;()'’")).replace("editor-in-chief", "editor")


def _folded(text: str) -> str:
    return " ".join(fold(text).replace(".", "").split())


def _key(text: str) -> str:
    return body_name(text).key
