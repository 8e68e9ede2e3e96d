"""Settles what the subjects of a user's links are, and which links may be taken.

What a knowledge base tells of is taken from the triples themselves, so that whatever has a class of
`_KINDS` can be linked. A link that cannot be taken is named with its file and line, and left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Triple

from talkgraph.errors import InputError
from talkgraph.graph.write.terms import A
from talkgraph.model import Diagnostic, Severity
from talkgraph.model.links import LinkFile, OutwardLink
from talkgraph.model.names import SCHEMA, SKOS, TG, Names
from talkgraph.sources.former_iris import followed
from talkgraph.sources.links.read import read_links
from talkgraph.sources.links.terms import (
    IDENTIFIER,
    MATCHES,
    SAME,
    URL,
)
from talkgraph.words import cut

_KINDS: Final = {
    f"{SCHEMA}Person": "person",
    f"{SCHEMA}Organization": "organization",
    f"{SCHEMA}Place": "place",
    f"{SCHEMA}EventSeries": "series",
    f"{TG}Conference": "event",
    f"{TG}Talk": "talk",
    f"{TG}Session": "session",
    f"{TG}ListedTalk": "talk",
    f"{TG}TalkWork": "work",
    f"{TG}Theme": "theme",
    f"{SKOS}Concept": "topic",
}
_CONCEPTS: Final = frozenset({"topic", "theme"})
# Their pages and identifiers are what notes and programmes say, and stand in `schema:url` already.
_TOLD: Final = frozenset({"event", "talk", "session"})
_NEAR: Final = 75
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """What can be linked: the kind of each thing, by IRI, and former IRIs with the present ones."""

    names: Names
    kinds: Mapping[str, str]
    former: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """Return the IRI of what is meant by an IRI, present or former, or by a short name.

        Short names are those below the base (`person/ana-reed`), an event's, and `event/talk`.
        """
        named = (text, *(f"{self.names.base}{kind}{text}" for kind in ("", "event/", "talk/")))
        return next(filter(None, map(self._present, named)), None)

    def _present(self, iri: str) -> str | None:
        """Return what an IRI is now, if that is here."""
        now = iri if iri in self.kinds else followed(iri, self.former, self.kinds)
        return now if now in self.kinds else None

    def near(self, text: str) -> str | None:
        """Return the short name that is most like a text, if one is."""
        from rapidfuzz import fuzz, process

        known = sorted(self.names.short(iri) for iri in self.kinds)
        asked = self.names.short(text)
        found = process.extractOne(asked, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
        return None if found is None else found[0]


def subjects_in(
    triples: Iterable[Triple], names: Names, former: Mapping[str, str] | None = None
) -> Subjects:
    """Return what can be linked of all that some triples describe."""
    kinds: dict[str, str] = {}
    for triple in triples:
        if triple.predicate == A and isinstance(triple.subject, NamedNode):
            kind = _KINDS.get(getattr(triple.object, "value", ""))
            # A theme is a concept as well; what it is called first decides, and both fit alike.
            if kind is not None:
                kinds.setdefault(triple.subject.value, kind)
    return Subjects(names=names, kinds=kinds, former=former or {})


def read_all_links(
    paths: Sequence[Path],
) -> tuple[tuple[LinkFile, ...], tuple[Diagnostic, ...]]:
    """Read files of links, in order of their names; raises `InputError` (see `read_links`).

    Two files of one name cannot be told apart in the graph, and are refused.
    """
    found = [read_links(path) for path in paths]
    seen: set[str] = set()
    for file, _ in found:
        if file.source in seen:
            raise InputError(
                f"two files of links are called {file.source!r}, and their graphs would be one;"
                " rename one of them"
            )
        seen.add(file.source)
    found.sort(key=lambda each: each[0].source)
    return tuple(file for file, _ in found), tuple(each for _, doubts in found for each in doubts)


def settled(file: LinkFile, subjects: Subjects) -> tuple[LinkFile, tuple[Diagnostic, ...]]:
    """Return a file with the links that can be taken, subjects as IRIs, and name the others."""
    taken: dict[tuple[str, str, str], OutwardLink] = {}
    noticed: list[Diagnostic] = []
    for link in file.links:
        subject = subjects.find(link.subject)
        fault = _unknown(link, subjects) if subject is None else _misfit(link, subject, subjects)
        if fault is not None:
            noticed.append(fault)
            continue
        key = (subject or "", link.relation, link.target)
        if key in taken:
            message = f"line {taken[key].span.first} says the same; remove one of the two"
            noticed.append(Diagnostic.at(link.span, "link-repeated", message, Severity.INFO))
        else:
            taken[key] = replace(link, subject=subject or "")
    return replace(file, links=tuple(taken.values())), tuple(noticed)


def _unknown(link: OutwardLink, subjects: Subjects) -> Diagnostic:
    near = subjects.near(link.subject)
    hint = f"did you mean {near}?" if near else "write an IRI of this knowledge base, or its end"
    shown = cut(link.subject, _LONGEST)
    message = f"this link is left out: nothing here is called {shown!r}; {hint}"
    return Diagnostic.at(link.span, "link-unknown-subject", message, Severity.ERROR)


def _misfit(link: OutwardLink, subject: str, subjects: Subjects) -> Diagnostic | None:
    """Say why a link does not fit what its subject is, if it does not."""
    kind, shown = subjects.kinds[subject], subjects.names.short(subject)
    what = f"{shown} is {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    why = None
    if link.target == subject:
        why = "it leads to its own subject"
    elif subjects.find(link.target) is not None:
        why = (
            f"{subjects.names.short(link.target)} is of this knowledge base itself; which of its"
            " people and talks are one is said in the file for --overrides"
        )
    elif link.relation in MATCHES and kind not in _CONCEPTS:
        why = f"{what}, and matches are between topics; write schema:sameAs"
    elif link.relation == SAME and kind in _CONCEPTS:
        why = f"{what}; write skos:exactMatch, or closeMatch, broadMatch, narrowMatch"
    elif link.relation in (URL, IDENTIFIER) and kind in _TOLD:
        why = f"{what}, whose pages its notes tell; write schema:sameAs or rdfs:seeAlso"
    if why is None:
        return None
    message = f"this link is left out: {why}"
    return Diagnostic.at(link.span, "link-misfit", message, Severity.ERROR)
