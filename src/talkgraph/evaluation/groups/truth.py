"""What belongs together: the tracks of a programme, or the groups of judgements.

A group counts that has eight to forty-five talks which tell enough to be placed: given ones with
a speaker and 150 characters of text. Smaller ones are chance, larger ones are halls. A track that
is named by the form of its talks (keynotes, lightning talks) says nothing of what they are about.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from talkgraph.evaluation.judgements import Judgements
from talkgraph.evaluation.matching import Matching
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import PassageKind
from talkgraph.words import word_set

MEMBERS: Final = range(8, 46)
LEAST_TEXT: Final = 150

_FORMS: Final = word_set(
    "keynote keynotes lightning plenary workshop workshops tutorial tutorials ignite ignites panel"
    " panels poster posters bof bofs"
)
_MAIN: Final = re.compile(r"\b(?:main|general)\s+(?:track|stage|hall|room|session)s?\b", re.I)
_ROOM: Final = re.compile(r"\s*\b(?:dev\s?-?rooms?|rooms?|tracks?)\b\s*:?\s*", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Talks (IRIs) that belong together, and what that is called."""

    name: str
    talks: frozenset[str]

    @property
    def asked(self) -> str:
        """What a person would type who looks for the group: its name without "track" and such.

        >>> Group(name="Track: Boats and tides", talks=frozenset()).asked
        'Boats and tides'
        >>> Group(name="Sails devroom", talks=frozenset()).asked
        'Sails'
        """
        return " ".join(_ROOM.sub(" ", self.name).split()) or self.name


def tracks_of(kb: KnowledgeBase) -> tuple[Group, ...]:
    """Return the tracks that count, in order of name."""
    tracks: dict[str, set[str]] = defaultdict(set)
    for iri, record in kb.records.items():
        if record.track and not is_form(record.track):
            tracks[record.track].add(iri)
    return groups_that_count(kb, tracks)


def judged_groups(
    kb: KnowledgeBase, judgements: Judgements, matching: Matching
) -> tuple[Group, ...]:
    """Return the judged groups that count, in order of name; a talk may be in several."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in judgements.groups:
        found[each.group] |= {iri for iri in map(matching.talk, each.talks) if iri is not None}
    return groups_that_count(kb, found)


def groups_that_count(kb: KnowledgeBase, groups: Mapping[str, Iterable[str]]) -> tuple[Group, ...]:
    """Return groups of the talks (IRIs) that tell enough, where neither few nor many are left."""
    telling = _telling(kb)
    kept = {name: frozenset(talks) & telling for name, talks in groups.items()}
    return tuple(
        Group(name=name, talks=kept[name]) for name in sorted(kept) if len(kept[name]) in MEMBERS
    )


def is_form(track: str) -> bool:
    """Tell whether a track is named by the form of its talks, or is the hall for all.

    >>> [is_form(name) for name in ("Lightning Talks", "Main Track - Pier 1", "Main memory")]
    [True, True, False]
    """
    return bool(_MAIN.search(track) or word_set(track.casefold()) & _FORMS)


def _telling(kb: KnowledgeBase) -> frozenset[str]:
    length: dict[str, int] = defaultdict(int)
    for passage in kb.passages():
        # The words of a quote stand in its post, too.
        if passage.kind not in (PassageKind.TALK, PassageKind.QUOTE):
            length[passage.talk] += len(passage.text)
    return frozenset(
        iri
        for iri, record in kb.records.items()
        if record.is_given and record.speakers and length[iri] >= LEAST_TEXT
    )
