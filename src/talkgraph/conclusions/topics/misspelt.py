"""Names what a vocabulary says in words that mean nothing, and so is lost: `skos:altlabel`.

RDF lets anybody say anything, so a slip of the pen is no error of syntax. A term of SKOS that
SKOS does not have is one, and a term that is spelt with other capitals, and labels of something
that is nowhere said to be a concept.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from talkgraph.model import Diagnostic, Severity
from talkgraph.model.names import RDF, SKOS, TG
from talkgraph.words import numbered

# SKOS Reference, appendix B; "Concept" and the others are classes.
_TERMS: Final = """
Concept ConceptScheme Collection OrderedCollection prefLabel altLabel hiddenLabel notation note
changeNote definition editorialNote example historyNote scopeNote inScheme hasTopConcept
topConceptOf semanticRelation broader narrower related broaderTransitive narrowerTransitive member
memberList mappingRelation broadMatch narrowMatch relatedMatch closeMatch exactMatch
"""
_SKOS: Final = tuple(SKOS + name for name in _TERMS.split())
_SKOS_XL: Final = "http://www.w3.org/2008/05/skos-xl#"
_TYPE: Final = f"{RDF}type"
_TELLING: Final = frozenset(
    (
        *(f"{SKOS}{name}" for name in ("prefLabel", "altLabel", "hiddenLabel")),
        *(f"{SKOS}{name}" for name in ("broader", "narrower", "related")),
        f"{TG}contextLabel",
    )
)


class Said:
    """The terms that a file uses, with what they are first used of, and what has no type."""

    def __init__(self, source: str) -> None:
        """Begin with nothing; `source` is the name of the file."""
        self.source = source
        self.lines: Mapping[str, int] = {}
        self.terms: dict[str, str] = {}
        self.typed: set[str] = set()
        self.told: dict[str, None] = {}

    def add(self, subject: str, predicate: str, thing: str) -> None:
        """Take a statement."""
        self.terms.setdefault(predicate, subject)
        if predicate == _TYPE:
            self.typed.add(subject)
            self.terms.setdefault(thing, subject)
        elif predicate in _TELLING:
            self.told[subject] = None

    def at(self, lines: Mapping[str, int]) -> "Said":
        """Take the lines on which things are described."""
        self.lines = lines
        return self


def misspelt(said: Iterable[Said], more: Collection[str]) -> tuple[Diagnostic, ...]:
    """Return what is lost of files because of a slip; `more` are terms that are not of SKOS."""
    files = tuple(said)
    terms = (*_SKOS, *more)
    folded = {each.casefold(): each for each in terms}
    typed = set[str]().union(*(each.typed for each in files))
    found: list[Diagnostic] = []
    for each in files:
        found += _slips(each, terms, folded)
        found += _labels_apart(each)
        untyped = [iri for iri in each.told if iri not in typed]
        if untyped:
            others = untyped[1:]
            count = f", nor of {numbered(len(others), 'other thing', 'other things')}"
            text = (
                f"<{untyped[0]}> is nowhere said to be a concept{count if others else ''}, so that "
                "its labels and relations are left out; add 'a skos:Concept'"
            )
            found.append(_warning(each, untyped[0], "no-concept", text))
    return tuple(found)


def _slips(said: Said, terms: Collection[str], folded: Mapping[str, str]) -> Iterator[Diagnostic]:
    known = frozenset(terms)
    for term, subject in said.terms.items():
        if term in known or not (term.startswith(SKOS) or term.casefold() in folded):
            continue
        near = [folded[term.casefold()]] if term.casefold() in folded else []
        near += get_close_matches(term, terms, n=1)
        meant = f"; is <{near[0]}> meant?" if near else "; correct it"
        text = f"<{subject}> uses <{term}>, which is no term, so that it is left out{meant}"
        yield _warning(said, subject, "unknown-term", text)


def _labels_apart(said: Said) -> Iterator[Diagnostic]:
    subject = said.terms.get(f"{_SKOS_XL}prefLabel") or said.terms.get(f"{_SKOS_XL}altLabel")
    if subject is not None:
        text = (
            f"<{subject}> has labels of SKOS-XL, which are not read, here and elsewhere in the "
            "file; give it skos:prefLabel and skos:altLabel, too"
        )
        yield replace(_warning(said, subject, "xl-labels", text), severity=Severity.INFO)


def _warning(said: Said, subject: str, code: str, text: str) -> Diagnostic:
    return Diagnostic(
        code=f"vocabulary-{code}",
        severity=Severity.WARNING,
        message=text,
        source=said.source,
        line=said.lines.get(subject),
    )
