"""Entries on people in registers: ORCID iDs, Wikidata entities, DBLP records.

They name a person as an account does, so they are one (`Account.is_identifier`), with the IRI that
the register itself gives as its address.
"""

import re
from collections.abc import Sequence
from typing import Final

from talkgraph.model import Account

ORCID: Final = "orcid"
WIKIDATA: Final = "wikidata"
DBLP: Final = "dblp"
REGISTERS: Final = (ORCID, WIKIDATA, DBLP)

_ORCID: Final = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])")
_ENTITY: Final = re.compile(r"Q[1-9]\d{0,11}")
_RECORD: Final = re.compile(r"([a-z0-9]{1,3}/[A-Za-z0-9-]{1,12})(?:\.(?:html|xml|rdf|nt))?")
_DBLP_HOSTS: Final = frozenset({"dblp.org", "dblp.uni-trier.de", "dblp.dagstuhl.de"})


def identifier_at(host: str, path: Sequence[str]) -> Account | None:
    """Return the entry that an address leads to, by its host and the segments of its path.

    >>> identifier_at("orcid.org", ["0000-0002-1825-0097"]).url
    'https://orcid.org/0000-0002-1825-0097'
    >>> identifier_at("wikidata.org", ["wiki", "Q42"]).url
    'http://www.wikidata.org/entity/Q42'
    >>> identifier_at("dblp.org", ["pid", "65", "9612.html"]).url
    'https://dblp.org/pid/65/9612'
    """
    if host == "orcid.org" and len(path) == 1:
        return orcid(path[0])
    if host in ("wikidata.org", "m.wikidata.org") and len(path) == 2:
        return _wikidata(path[1]) if path[0] in ("wiki", "entity") else None
    if host in _DBLP_HOSTS and len(path) == 3 and path[0] == "pid":
        return _dblp("/".join(path[1:]))
    return None


def identifier_called(register: str, text: str) -> Account | None:
    """Return the entry that a register has under a number, as one writes it without an address.

    >>> identifier_called("orcid", "0000-0002-1825-0097").key
    ('orcid', '0000-0002-1825-0097')
    >>> identifier_called("wikidata", "Douglas") is None
    True
    """
    read = {ORCID: orcid, WIKIDATA: _wikidata, DBLP: _dblp}.get(register)
    return read(text.strip()) if read else None


def orcid(text: str) -> Account | None:
    """Return the entry of an ORCID iD, if its last character is the one that its digits give.

    It is that of ISO 7064, MOD 11-2, so that a slip of one digit names nobody.

    >>> orcid("0000-0002-1694-233x").handle, orcid("0000-0002-1825-0098")
    ('0000-0002-1694-233X', None)
    """
    match = _ORCID.fullmatch(text)
    if match is None:
        return None
    number = "".join(match.groups()).upper()
    total = 0
    for digit in number[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if number[-1] != ("X" if check == 10 else str(check)):
        return None
    written = "-".join(match.groups()).upper()
    return Account(service=ORCID, handle=written, url=f"https://orcid.org/{written}")


def _wikidata(text: str) -> Account | None:
    if not _ENTITY.fullmatch(text):
        return None
    return Account(service=WIKIDATA, handle=text, url=f"http://www.wikidata.org/entity/{text}")


def _dblp(text: str) -> Account | None:
    match = _RECORD.fullmatch(text.removeprefix("pid/"))
    if match is None:
        return None
    return Account(service=DBLP, handle=match[1], url=f"https://dblp.org/pid/{match[1]}")
