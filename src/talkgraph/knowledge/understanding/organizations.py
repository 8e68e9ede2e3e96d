"""Reads organizations in a query: the talks of their people are preferred or, "from" one, meant.

Most are also words for what talks are about, so that a name alone does not narrow.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from talkgraph.knowledge.understanding.named import NamedOrganization
from talkgraph.knowledge.understanding.reading import Reading, led_by, spans
from talkgraph.knowledge.understanding.words import Ordinary, Typed, keys
from talkgraph.model import Filters
from talkgraph.model.queries import MentionKind

_LED: Final = 6
_NAMED: Final = 3
_BESIDE: Final = 0.2  # how much it is preferred where the query is about something else
_FROM: Final = frozenset({"from", "at", "by", "of"})


class Organizations:
    """The organizations whose people gave talks, by their names."""

    def __init__(self, organizations: Iterable[NamedOrganization], ordinary: Ordinary) -> None:
        """Index all names, with and without their legal form."""
        from talkgraph.conclusions.organizations.names import body_name

        self._ordinary = ordinary
        self._known = {each.iri: each for each in organizations if each.staff}
        self._called: dict[str, set[str]] = defaultdict(set)
        for each in self._known.values():
            for name in each.names:
                self._called["".join(keys(name))].add(each.iri)
                self._called["".join(body_name(name).words)].add(each.iri)
        self._called.pop("", None)
        names = (name for each in self._known.values() for name in each.names)
        self._longest = max((len(keys(name)) for name in names), default=0)

    def readings(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        """Yield the names that there are in what was typed."""
        for first, last in spans(len(typed), self._longest, taken):
            joined = "".join(typed.keys(first, last))
            found = self._called.get(joined)
            if not found:
                continue
            small = last - first == 1 and not typed.capital_tells(first)
            if small and joined in self._ordinary and not self._is_cased(typed, first, found):
                continue
            lead = led_by(typed, first, _FROM)
            talks = frozenset(talk for iri in found for talk in self._known[iri].talks)
            yield Reading(
                kind=MentionKind.ORGANIZATION,
                first=first,
                last=last,
                lead=lead,
                label=self._known[min(found)].names[0],
                iris=tuple(sorted(found)),
                filters=Filters(talks=talks) if lead is not None else Filters(),
                talks=talks,
                weight=1.0 if set(typed.content) <= set(range(first, last)) else _BESIDE,
                strength=_LED if lead is not None else _NAMED,
            )

    def _is_cased(self, typed: Typed, place: int, found: Iterable[str]) -> bool:
        """Tell whether a word has capitals inside, where the name has them ("GitKeep")."""
        word = typed.words[place].text
        return word[1:] != word[1:].lower() and any(
            word in name.split() for iri in found for name in self._known[iri].names
        )
