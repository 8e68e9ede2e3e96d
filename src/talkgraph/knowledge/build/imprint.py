"""Checks what the user says of the data set: its licence, who made it, where it is at home."""

import re
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from talkgraph.errors import InputError
from talkgraph.settings import Imprint
from talkgraph.words import is_utf_8, one_line

_CREATIVE_COMMONS: Final = re.compile(
    r"cc-(?P<terms>by|by-nc|by-nc-nd|by-nc-sa|by-nd|by-sa)-(?P<version>\d\.\d)"
    r"(?:-(?P<country>[a-z]{2,3}))?"
)
_VERSIONS: Final = ("1.0", "2.0", "2.1", "2.5", "3.0", "4.0")
_PUBLIC: Final = "https://creativecommons.org/publicdomain/"
_OPEN_DATA: Final = "https://opendatacommons.org/licenses/"
# SPDX's short names of the other licences that are meant for data.
_SHORT_NAMES: Final = {
    "cc0-1.0": f"{_PUBLIC}zero/1.0/",
    "cc-pdm-1.0": f"{_PUBLIC}mark/1.0/",
    "odbl-1.0": f"{_OPEN_DATA}odbl/1-0/",
    "odc-by-1.0": f"{_OPEN_DATA}by/1-0/",
    "pddl-1.0": f"{_OPEN_DATA}pddl/1-0/",
}
_ADDRESSES: Final = ("http", "https")
_LICENCE: Final = (
    "give the address of the licence, such as https://creativecommons.org/licenses/by/4.0/, or the "
    "short name that SPDX has for it: CC-BY-4.0 and the like, "
    "CC0-1.0, CC-PDM-1.0, ODbL-1.0, ODC-By-1.0 or PDDL-1.0"
)


def checked_imprint(said: Imprint) -> Imprint:
    """Return what is said of the data set with whole IRIs, and without space around it.

    Raises `InputError` for a licence or a homepage that is no address, for somebody's IRI that is
    none, and for what is not UTF-8.

    >>> checked_imprint(Imprint(license="CC-BY-4.0", creators=(" Ada Quill ",)))
    ... # doctest: +NORMALIZE_WHITESPACE
    Imprint(title='', license='https://creativecommons.org/licenses/by/4.0/',
        creators=('Ada Quill',), publisher='', description='', homepage='')
    """
    for text in (said.title, *said.creators, said.publisher, said.description):
        if not is_utf_8(text):
            raise InputError(f"{text!r} is not UTF-8; write it in a terminal that uses UTF-8")
    named = replace(
        said,
        title=one_line(said.title),
        license=said.license.strip() and license_iri(said.license),
        creators=tuple(dict.fromkeys(filter(None, map(_agent, said.creators)))),
        publisher=_agent(said.publisher),
        description=said.description.strip(),
        homepage=said.homepage.strip(),
    )
    if named.homepage and not _is_iri(named.homepage, _ADDRESSES):
        raise InputError(
            f"the homepage {named.homepage!r} is no address; give one like https://example.org/talks"
        )
    return named


def license_iri(text: str) -> str:
    """Return the IRI of a licence, by its IRI or by its short name (SPDX).

    Those of Creative Commons are known, and three for data; raises `InputError` for others.

    >>> license_iri("cc by-sa 3.0"), license_iri("CC0-1.0")
    ... # doctest: +NORMALIZE_WHITESPACE
    ('https://creativecommons.org/licenses/by-sa/3.0/',
     'https://creativecommons.org/publicdomain/zero/1.0/')
    """
    given = text.strip()
    short = "-".join(given.casefold().split())
    known = _SHORT_NAMES.get(short) or _creative_commons(short)
    if known is None and _is_iri(given, ("urn", *_ADDRESSES)):
        known = given
    if known is None:
        raise InputError(f"the licence {given!r} is not known; {_LICENCE}")
    return known


def _creative_commons(short: str) -> str | None:
    found = _CREATIVE_COMMONS.fullmatch(short)
    if found is None or found["version"] not in _VERSIONS:
        return None
    terms, version, country = found["terms"], found["version"], found["country"]
    if version == "1.0" and terms == "by-nc-nd":
        terms = "by-nd-nc"  # the only one whose parts stand in another order
    place = f"{country}/" if country else ""
    return f"https://creativecommons.org/licenses/{terms}/{version}/{place}"


def _agent(text: str) -> str:
    """Return who it is; raises `InputError` for what begins like an IRI and is none."""
    name = one_line(text)
    if name.casefold().startswith(("http:", "https:")) and not _is_iri(name, _ADDRESSES):
        raise InputError(f"{name!r} is not an IRI; give a whole one, or a name")
    return name


def _is_iri(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(NamedNode(text).value)
    except ValueError:
        return False
    whole = parts.netloc if parts.scheme in _ADDRESSES else parts.path
    return parts.scheme in schemes and bool(whole)
