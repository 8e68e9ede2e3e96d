"""What an entry is: a talk, a session that nobody in particular gives, or a break."""

import re
from typing import Final

from talkgraph.model import SessionKind
from talkgraph.words import fold

_MEAL: Final = (
    r"breakfast|lunch|dinner|supper|brunch|coffee|tea|snacks?|mittag(?:essen)?|fr[u]hstuck"
    r"|abendessen|kaffee|dejeuner|petit[ -]dejeuner|pranzo|almuerzo|comida|cena|catering"
)
_BREAK: Final = re.compile(
    rf"(?:(?:(?:short|long|extended|mid|morning|afternoon|midday|noon|bio|bathroom|comfort|health"
    rf"|stretch|the|and|&|/|,|\+|{_MEAL})[\s-]*)*(?:breaks?|pause|recess|intermission|umbaupause)"
    rf"|(?:mittags|kaffee|bio|essens)-?pause|pause[\s-]+(?:cafe|dejeuner|midi|repas)|pausa(?:\s.{{0,20}})?"
    rf"|descanso|umbau|change\s*over|room\s+change|setup|set-?up|teardown|(?:{_MEAL})(?:\s*(?:&|/|and)\s*"
    rf"(?:{_MEAL}|registration|networking))*(?:\s+time)?"
    r"|(?:(?:attendee|participant|open)\s+)?(?:registration|check-?in|badge\s+pick-?up|einlass"
    r"|anmeldung|akkreditierung|accueil(?:\s+cafe)?|inscriptions?|doors(?:\s+open)?)"
    r"(?:\s*(?:&|/|and|\+)\s*[\w ]{1,30})?(?:\s+opens?)?|gap|empty|blocked|reserved)"
    r"(?:\s*[(\[].{0,40}[)\]]|\s+\d{1,2}|\s*[-–:]\s*\d.*)?[\s.!☕🍽️]*",
    re.IGNORECASE,
)
_BREAK_TYPE: Final = re.compile(
    rf"(?:{_MEAL})?[\s_-]*(?:breaks?|pause|meal|food|catering|registration|check-?in)",
    re.IGNORECASE,
)
_SESSIONS: Final = (
    (
        SessionKind.OPEN_SPACE,
        re.compile(r"(?:open[\s-]*spaces?|un-?conference|barcamp|birds of a feather)(?:\s+.?\d+)?"),
    ),
    (
        SessionKind.OTHER,
        re.compile(
            r"(?:(?:speakers?|opening|closing|welcome|conference|community|after|evening|social)"
            r"[\s-]*)*(?:party|afterparty|reception|dinner|social(?:\s+event)?|get[\s-]*together"
            r"|networking(?:\s+\w+)?|mingling|drinks|happy hour|group photo|family photo)"
        ),
    ),
)
_LONGEST: Final = 120


def is_break(title: str, type_: str, *, has_persons: bool) -> bool:
    """Tell whether an entry is a break, a meal, the registration or the like.

    >>> [is_break(each, "", has_persons=False) for each in ("Coffee Break", "Breaking In")]
    [True, False]
    >>> is_break("Lunch", "talk", has_persons=True)
    False
    """
    if has_persons:
        return False
    named = len(title) <= _LONGEST and _BREAK.fullmatch(fold(title).strip())
    return bool(named or (len(type_) <= _LONGEST and _BREAK_TYPE.fullmatch(fold(type_).strip())))


def session_kind(title: str, *, has_persons: bool) -> SessionKind | None:
    """Return what kind of session an entry is that nobody gives; `None` if it is a talk.

    What people come to listen to is a talk, though nobody is named: a welcome, a workshop, a
    meeting about something, short talks of whoever comes.

    >>> session_kind("Open Space 2", has_persons=False)
    <SessionKind.OPEN_SPACE: 'open-space'>
    >>> session_kind("Lightning Talks", has_persons=False) is None
    True
    >>> session_kind("Lamp makers: open space for all", has_persons=False) is None
    True
    """
    if has_persons or len(title) > _LONGEST:
        return None
    folded = fold(title).strip(" .!")
    return next((kind for kind, known in _SESSIONS if known.fullmatch(folded)), None)
