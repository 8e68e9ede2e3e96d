"""Finds in a knowledge base the talks and posts that judgements name."""

import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

from talkgraph.evaluation.judgements import JudgedPost
from talkgraph.knowledge.answers import Said
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model.names import slug

MISSING: Final = "missing:"
"""What the stand-in for a judged thing that the knowledge base lacks begins with."""

_SHORTEST: Final = 12  # letters and digits of a prefix that must remain to recognise a post


def names_of(kb: KnowledgeBase) -> dict[str, str]:
    """Return the short names of the talks, by IRI."""
    return {iri: record.name for iri, record in kb.records.items()}


class Matching:
    """Matches names in judgements to IRIs, and remembers what could not be matched."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Match against a knowledge base."""
        self._kb = kb
        self._talks: dict[str, str] = {}
        for record in kb.records.values():
            self._talks |= {record.iri: record.iri, record.name: record.iri}
        self._events: dict[str, set[str]] = {}
        for source in kb.generation.manifest.sources:
            stem = PurePosixPath(source.source).stem
            self._events.setdefault(stem, set()).update(source.events)
        self._said: dict[str, tuple[Said, ...]] = {}
        self.missing: dict[str, None] = {}
        self.outside: set[str] = set()

    def talk(self, name: str) -> str | None:
        """Return the IRI of a talk; `None` if its source is not in the knowledge base.

        A talk that is missing although its source is there gets a stand-in that nothing finds.
        """
        stem, mark, anchor = name.partition("#")
        if name in self._talks:
            return self._talks[name]
        if not mark or stem not in self._events:
            self.outside.add(name)
            return None
        for event in sorted(self._events[stem]):
            for key in (anchor.strip(), slug(anchor)):
                if f"{event}/{key}" in self._talks:
                    return self._talks[f"{event}/{key}"]
        return self._lack(name)

    def talks(self, grades: Mapping[str, int]) -> dict[str, int]:
        """Return the grades by IRI, without talks of other sources."""
        found = ((self.talk(name), grade) for name, grade in grades.items())
        return {iri: grade for iri, grade in found if iri is not None}

    def posts(self, judged: Iterable[JudgedPost]) -> dict[str, int]:
        """Return the grades of posts by IRI, without those of other sources."""
        grades: dict[str, int] = {}
        for post in judged:
            iri = self._post(post)
            if iri is not None:
                grades[iri] = max(post.grade, grades.get(iri, 0))
        return grades

    def _post(self, judged: JudgedPost) -> str | None:
        talk = self.talk(judged.talk)
        name = f"{judged.talk} {judged.mark or judged.prefix or f'line {judged.line}'}"
        if talk is None:
            self.outside.add(name)
            return None
        if talk.startswith(MISSING):
            return self._lack(name)
        said = self._of_talk(talk)
        if judged.mark is not None:
            found = [each for each in said if each.iri.rsplit("/", 1)[-1] == judged.mark]
        elif judged.prefix is not None:
            # Lines differ between versions of a file, first words do not.
            found = [each for each in said if _begins(each.text, judged.prefix)]
            found.sort(key=lambda each: (abs((each.line or 0) - (judged.line or 0)), each.iri))
        else:
            found = [each for each in said if each.line == judged.line]
        return found[0].iri if found else self._lack(name)

    def _of_talk(self, talk: str) -> tuple[Said, ...]:
        if talk not in self._said:
            said = self._kb.talk(talk).said
            self._said[talk] = tuple(each for each in said if each.kind != "attribution")
        return self._said[talk]

    def _lack(self, name: str) -> str:
        self.missing[name] = None
        return f"{MISSING}{name}"


def _begins(text: str, prefix: str) -> bool:
    """Tell whether a text begins so; letters and digits count, markup does not.

    The text may lack a lead-in ("Next up:") that the prefix has.
    """
    here, wanted = _letters(text), _letters(prefix)
    longest = max(1, len(wanted) - _SHORTEST + 1)
    return bool(wanted) and any(here.startswith(wanted[start:]) for start in range(longest))


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
