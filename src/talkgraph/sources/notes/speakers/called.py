"""What lines of speakers and of employers are called, in several languages: "Referentinnen:"."""

import re
from typing import Final

from talkgraph.words import fold, word_set

_ONE: Final = word_set(
    "speaker presenter author panelist panellist referent referentin sprecher sprecherin redner "
    "rednerin vortragender orateur oratrice intervenant intervenante conferencier conferenciere "
    "presentateur presentatrice ponente orador oradora conferenciante conferencista relatore "
    "relatrice palestrante spreker spreekster foredragsholder prelegent prelegentka"
)
_SEVERAL: Final = word_set(
    "speakers presenters authors panelists panellists referenten referentinnen sprecherinnen "
    "rednerinnen vortragenden orateurs oratrices intervenants intervenantes conferenciers "
    "conferencieres presentateurs presentatrices ponentes oradores oradoras conferenciantes "
    "conferencistas relatori relatrici palestrantes sprekers spreeksters foredragsholdere "
    "prelegenci prelegentki"
)
_EITHER: Final = word_set("vortragende forelasare talare who")
LABELS_AND_AUTHORS: Final = _ONE | _SEVERAL | _EITHER
"""What may stand before a colon at the start of a line of speakers, as `fold` makes it."""

SPEAKER_LABELS: Final = LABELS_AND_AUTHORS - word_set("author authors")
"""Those that announce speakers wherever they stand."""

ENGLISH_LABELS: Final = ("speakers", "speaker", "presenters", "presenter")
"""The labels that are known with a slip of the pen as well."""

BY: Final = "by|von|par|door|por|av|af"
"""The words before who speaks, in several languages; a part of a regular expression."""
_EMPLOYER: Final = word_set(
    "company firm employer affiliation organisation organization organizational institution firma "
    "unternehmen arbeitgeber arbeitgeberin entreprise societe employeur empresa compania "
    "organizacion organizacao instituicao afiliacion afiliacao azienda societa organizzazione "
    "affiliazione bedrijf werkgever organisatie foretag arbetsgivare virksomhed bedrift org"
)
_FORMS: Final = re.compile(r"\s*\((?:s|in|innen|en|e|es|r)\)|[*:/_·]-?(?:in|innen|e|es|s)\b")
_KEY: Final = re.compile(
    r"\W{0,4}(?P<key>[^\W\d_][\w&/'’.-]*(?:\s[\w&/'’.-]+){0,2}(?:\s?\([\w/ ]{1,12}\)|:in(?:nen)?)?)"
    r"\s*:{1,2}\s+(?P<value>\S.*)$"
)
_LONGEST_KEY: Final = 32


def field_of(line: str) -> tuple[str, str] | None:
    """Cut a line such as "Company: Quay Works" into its key and its value.

    >>> field_of("Company: Quay Works"), field_of("This is what we all said: no")
    (('Company', 'Quay Works'), None)
    """
    found = _KEY.match(line)
    if found is None or len(found["key"]) > _LONGEST_KEY or not found["key"][0].isupper():
        return None
    return found["key"], found["value"].strip()


def is_speaker_label(key: str) -> bool:
    """Tell whether a key announces who speaks: "Speaker(s)", "Referentinnen"."""
    return without_forms(key).strip() in SPEAKER_LABELS


def is_employer(key: str) -> bool:
    """Tell whether a key announces whom somebody works for."""
    return fold(key).strip() in _EMPLOYER


def is_plural(key: str) -> bool | None:
    """Tell whether a label announces several speakers or one; `None` where it may be either.

    >>> [is_plural(label) for label in ("Speakers", "Referentin", "Referent:innen", "Who")]
    [True, False, True, None]
    """
    bare = fold(key)
    if _FORMS.search(bare):
        return True
    words = re.findall(r"[a-z]+", bare)
    if any(word in _SEVERAL for word in words):
        return True
    return False if any(word in _ONE for word in words) else None


def without_forms(label: str) -> str:
    """Return a label in small letters without "(s)", "*innen" and the like."""
    return _FORMS.sub("", fold(label))
