"""Whom a talk's entry in the table of contents and its anchor name as its speakers."""

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from talkgraph.notes.accounts import handle_in
from talkgraph.notes.persons import without_titles
from talkgraph.notes.places import folded

_ALIKE: Final = 85
_SHORTEST_SURNAME: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The names that the table of contents gives, and the folded words of the talk's anchor.

    The note-taker makes an anchor of the speakers' surnames: `#reed-lind`.
    """

    names: tuple[str, ...] = ()
    surnames: frozenset[str] = frozenset()

    def has(self, name: str) -> bool:
        """Tell whether a name is one of those listed, a slip of the pen or a title aside."""
        bare = folded(without_titles(name))
        return any(_same(bare, folded(without_titles(other))) for other in self.names)

    def has_surname(self, name: str) -> bool:
        """Tell whether the anchor holds the last word of a name of two words or more."""
        words = folded(without_titles(name)).split()
        return len(words) > 1 and words[-1] in self.surnames


NOBODY: Final = Listed()


def named_by(names: tuple[str, ...], anchor: str | None) -> Listed:
    """Return what an entry's names and an anchor tell; an anchor of one word tells nothing more."""
    words = folded((anchor or "").replace("_", " ")).split()
    return Listed(names=names, surnames=frozenset(words if len(words) > 1 else ()))


def is_handle_of(text: str, name: str) -> bool:
    """Tell whether a text is a handle that holds a person's surname.

    >>> is_handle_of("@drAnaReed", "Ana Reed"), is_handle_of("@anaops", "Ana Reed")
    (True, False)
    """
    account, surname = handle_in(text), folded(without_titles(name)).split()[-1:]
    if account is None or not surname or len(surname[0]) < _SHORTEST_SURNAME:
        return False
    return surname[0] in folded(account.handle).replace(" ", "")


def _same(bare: str, theirs: str) -> bool:
    if bare and (bare == theirs or fuzz.ratio(bare, theirs) >= _ALIKE):
        return True
    ours, whole = bare.split(), theirs.split()
    return len(ours) > 1 and len(whole) > 1 and ours[-1] == whole[-1] and ours[0][0] == whole[0][0]
