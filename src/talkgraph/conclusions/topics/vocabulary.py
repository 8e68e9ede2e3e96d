"""Reads SKOS concepts from files, each as its file tells it; `several` makes topics of them.

A vocabulary is a file or a folder of files: Turtle, or what its ending says (`.nt`, `.rdf`,
`.jsonld`). A label that counts only in context is a `tg:contextLabel` instead of a
`skos:altLabel`. A concept may have an `adms:status`: of those that are proposed or rejected none
is a topic.
"""

import codecs
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.conclusions.topics.misspelt import Said, misspelt
from talkgraph.errors import VocabularyInvalid
from talkgraph.model import Diagnostic, Severity
from talkgraph.model.names import ADMS, DCTERMS, OWL, RDF, RDFS, SKOS, TG
from talkgraph.words import printable

if TYPE_CHECKING:
    from pyoxigraph import Quad, RdfFormat

PROPOSED: Final = f"{TG}status-proposed"
REJECTED: Final = f"{TG}status-rejected"

UNREAD: Final = "vocabulary-labels-unread"
"""The code of the remark that labels are in other languages, which is no fault."""

_LABELS: Final = ("prefLabel", "altLabel", "hiddenLabel", "contextLabel")
_UNTAGGED: Final = ""
_ENGLISH: Final = "en"
_NAMES: Final = {
    f"{TG}contextLabel": "contextLabel",
    f"{ADMS}status": "status",
    f"{DCTERMS}isReplacedBy": "isReplacedBy",
    f"{OWL}sameAs": "exactMatch",
    f"{OWL}deprecated": "deprecated",
    f"{RDFS}label": "label",
    f"{RDFS}comment": "comment",
    f"{DCTERMS}description": "description",
}
_TYPE: Final = f"{RDF}type"
_CONCEPT: Final = f"{SKOS}Concept"
_TEXTS: Final = frozenset(
    ("prefLabel", "altLabel", "hiddenLabel", "contextLabel", "label", "comment", "description")
)
_EITHER: Final = frozenset(("definition", "scopeNote", "status", "deprecated"))
_SAID: Final = ("definition", "scopeNote", "comment", "description")  # the first of these

_Values = Mapping[str, tuple[tuple[str, str], ...]]
"""The values of a concept's properties by their local names, each with its language or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A concept as one vocabulary tells it: `vocabulary` counts those that were given, from 0.

    `labels` are the preferred ones, of which there should be one; `labels_elsewhere` are those in
    other languages, each after its own. It stands in the file `source`
    at `line`, if that is known. `narrower` and the others are IRIs; `same` are concepts that
    mean the same, `elsewhere` those of which some may be in another vocabulary, and `replaced` is
    that which is used instead of it. `status` is an IRI, or what else stands there.
    """

    iri: str
    vocabulary: int
    source: str
    line: int | None
    labels: tuple[str, ...]
    alternate_labels: tuple[str, ...]
    hidden_labels: tuple[str, ...]
    context_labels: tuple[str, ...]
    labels_elsewhere: tuple[tuple[str, str], ...]
    definition: str
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    same: tuple[str, ...]
    elsewhere: tuple[str, ...]
    replaced: str | None
    status: str | None

    @property
    def every_label(self) -> tuple[str, ...]:
        """All labels, the preferred ones first."""
        others = (*self.alternate_labels, *self.hidden_labels, *self.context_labels)
        return (*self.labels, *others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a vocabulary tells: concepts in order of IRI, and how many statements have blank nodes.

    A knowledge base keeps no blank nodes. `diagnostics` name what is lost because it is misspelt.
    """

    concepts: tuple[Concept, ...]
    blank: int
    diagnostics: tuple[Diagnostic, ...] = ()


def vocabulary_files(path: Path) -> tuple[Path, ...]:
    """Return the files of a vocabulary, by name: the file itself, or the Turtle in a folder."""
    return tuple(sorted(path.glob("*.ttl"))) if path.is_dir() else (path,)


def rdf_format(path: Path) -> "RdfFormat":
    """Return the format that the ending of a file says, or else Turtle."""
    from pyoxigraph import RdfFormat

    return RdfFormat.from_extension(path.suffix.removeprefix(".").casefold()) or RdfFormat.TURTLE


def read_concepts(path: Path, vocabulary: int = 0) -> Told:
    """Read the concepts of one vocabulary.

    English labels and those without a language are read; of a concept that has neither, those of
    the language that most such concepts have. What has another language is one of the
    `labels_elsewhere`. Raises `VocabularyInvalid`, naming the file, where
    it cannot be read or holds no concept.
    """
    files = vocabulary_files(path)
    if not files:
        raise VocabularyInvalid(
            f"{path}: of a folder the Turtle files (*.ttl) are read, and there is none in it; "
            "name the file"
        )
    told = _tell(files)
    if not told.places:
        raise VocabularyInvalid(f"{path}: there is no skos:Concept in it; name another file")
    values = {iri: told.values(iri) for iri in told.places}
    common = _common_language(values.values())
    concepts = [
        _concept(iri, values[iri], place, vocabulary, common) for iri, place in told.places.items()
    ]
    return Told(
        concepts=tuple(sorted(concepts, key=lambda each: each.iri)),
        blank=told.blank,
        diagnostics=(*misspelt(told.said, _NAMES), *_unread(concepts, values)),
    )


_Place = tuple[str, int | None]


class _Telling:
    """What files say of each thing, and in which file and line each concept is first."""

    def __init__(self) -> None:
        self.places: dict[str, _Place] = {}
        self.blank = 0
        self.said: list[Said] = []
        self._found: dict[str, dict[str, set[tuple[str, str]]]] = {}

    def values(self, iri: str) -> _Values:
        return {name: tuple(sorted(each)) for name, each in self._found.get(iri, {}).items()}

    def add(self, iri: str, name: str, value: tuple[str, str]) -> None:
        self._found.setdefault(iri, defaultdict(set))[name].add(value)


def _tell(files: Sequence[Path]) -> _Telling:
    told = _Telling()
    for path in files:
        name_of_file = printable(path.name)
        said = Said(name_of_file)
        concepts: dict[str, None] = {}
        for subject, predicate, thing, text in _statements(path, told):
            said.add(subject, predicate, thing[0])
            if predicate == _TYPE and thing[0] == _CONCEPT:
                concepts[subject] = None
            name = _NAMES.get(predicate, predicate.removeprefix(SKOS))
            if name != predicate and (name in _EITHER or text == (name in _TEXTS)):
                told.add(subject, name, thing)
        lines = _lines(path)
        for iri in concepts:
            told.places.setdefault(iri, (name_of_file, lines.get(iri)))
        told.said.append(said.at(lines))
    return told


def _statements(path: Path, told: _Telling) -> Iterator[tuple[str, str, tuple[str, str], bool]]:
    """Yield subject, property, value with its language, and whether that is a text."""
    from pyoxigraph import BlankNode, Literal, NamedNode

    for quad in parsed(path):
        subject, thing = quad.subject, quad.object
        if isinstance(subject, BlankNode) or isinstance(thing, BlankNode):
            told.blank += 1
        elif isinstance(subject, NamedNode) and isinstance(thing, Literal | NamedNode):
            value = (thing.value, _language(thing))
            yield subject.value, quad.predicate.value, value, isinstance(thing, Literal)


def parsed(path: Path) -> Iterator["Quad"]:
    """Yield what a file of a vocabulary says; a byte order mark before it is passed over.

    Raises `VocabularyInvalid`, naming the file and the line, where it cannot be read.
    """
    from pyoxigraph import parse

    form = rdf_format(path)
    try:
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
        yield from parse(data, format=form)
    except (OSError, SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f"{path}:{line}" if line else str(path)
        raise VocabularyInvalid(
            f"{place}: the topic vocabulary cannot be read as {form.name}: "
            f"{getattr(error, 'msg', error)}; {_advice(error)}"
        ) from error


def _advice(error: Exception) -> str:
    if isinstance(error, OSError):
        return "name a file that you may read"
    if "UTF-8" in str(error):
        return "save it as UTF-8"
    return (
        "correct it there, or name another file: Turtle (.ttl), or N-Triples (.nt), "
        "RDF/XML (.rdf) or JSON-LD (.jsonld) by its ending"
    )


_PREFIX: Final = re.compile(
    r"^[ \t]*@?prefix\s+([\w.-]*):\s*<([^<>]*)>", re.IGNORECASE | re.MULTILINE
)
_SUBJECT: Final = re.compile(
    r"""^(?:<([^<>\s]+)>|([\w.-]*):([\w%./-]*[\w%/-]))|\srdf:about=["']([^"']+)["']""", re.MULTILINE
)


def _lines(path: Path) -> dict[str, int]:
    """Return the first line on which each thing is described, as far as the text shows that."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    prefixes = {match[1]: match[2] for match in _PREFIX.finditer(text)}
    found: dict[str, int] = {}
    line, last = 1, 0
    for match in _SUBJECT.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        iri = match[1] or match[4]
        if iri is None and match[2] in prefixes:
            iri = prefixes[match[2]] + match[3]
        if iri is not None:
            found.setdefault(iri, line)
    return found


def _language(thing: object) -> str:
    return (getattr(thing, "language", None) or _UNTAGGED).casefold()


def _is_ours(language: str) -> bool:
    return language.partition("-")[0] in (_ENGLISH, _UNTAGGED)


def _names(values: _Values) -> tuple[tuple[str, str], ...]:
    return values.get("prefLabel") or values.get("label") or ()


def _common_language(told: Iterable[_Values]) -> str:
    """Return the language that most of the concepts have that are named in no English."""
    counts: Counter[str] = Counter()
    for values in told:
        languages = {language for _, language in _names(values)}
        if not any(map(_is_ours, languages)):
            counts.update(languages)
    return min(counts, key=lambda each: (-counts[each], each), default=_ENGLISH)


def _unread(concepts: Sequence[Concept], values: Mapping[str, _Values]) -> Iterator[Diagnostic]:
    """Name the languages of labels that are not looked for in texts, and how many there are."""
    counts: Counter[str] = Counter()
    first: Concept | None = None
    for each in concepts:
        read = {*each.every_label, *(text for _, text in each.labels_elsewhere)}
        for text, language in (v for kind in _LABELS for v in values[each.iri].get(kind, ())):
            if text not in read:
                first = first or each
                counts[language] += 1
    if first is not None:
        held = ", ".join(f"{count} in {name}" for name, count in sorted(counts.items()))
        yield Diagnostic(
            code=UNREAD,
            severity=Severity.INFO,
            message=f"<{first.iri}> is the first with hidden or context labels that are looked for "
            f"in no talk, for these are read in English only: {held}; make those that you "
            "want skos:altLabel",
            source=first.source,
            line=first.line,
        )


def _concept(iri: str, values: _Values, place: _Place, vocabulary: int, common: str) -> Concept:
    languages = sorted({language for _, language in _names(values)})
    if any(map(_is_ours, languages)):
        wanted = [each for each in languages if _is_ours(each)] + [_ENGLISH, _UNTAGGED]
    else:
        wanted = [common] if common in languages else languages[:1]
        wanted += [_ENGLISH, _UNTAGGED]  # other labels, that texts in English have

    def texts(*names: str) -> tuple[str, ...]:
        """Return the values in a wanted language; of one language, plain English first."""
        told = [each for name in names for each in values.get(name, ()) if each[1] in wanted]
        told.sort(key=lambda each: (each[1] != _ENGLISH, each[1] != _UNTAGGED, *each))
        return tuple(dict.fromkeys(text for text, _ in told))

    def iris(*names: str) -> tuple[str, ...]:
        return tuple(sorted({text for name in names for text, _ in values.get(name, ())}))

    said = (" ".join(texts(name)).strip() for name in _SAID)
    replaced = iris("isReplacedBy")
    status = iris("status")
    return Concept(
        iri=iri,
        vocabulary=vocabulary,
        source=place[0],
        line=place[1],
        labels=texts("prefLabel") or texts("label")[:1],
        alternate_labels=texts("altLabel"),
        hidden_labels=texts("hiddenLabel"),
        context_labels=texts("contextLabel"),
        labels_elsewhere=tuple(
            sorted(
                (language.partition("-")[0], text)
                for name in ("prefLabel", "altLabel")
                for text, language in values.get(name, ())
                if language not in wanted
            )
        ),
        definition=next((each for each in said if each), ""),
        broader=iris("broader", "broadMatch"),
        narrower=iris("narrower", "narrowMatch"),
        related=iris("related", "relatedMatch", "closeMatch"),
        same=iris("exactMatch"),
        elsewhere=iris("broadMatch", "narrowMatch", "relatedMatch", "closeMatch"),
        replaced=replaced[0] if replaced else None,
        status=_status(status, iris("deprecated")),
    )


def _status(status: Sequence[str], deprecated: Sequence[str]) -> str | None:
    """Return the status of a concept; what is deprecated counts as rejected."""
    if REJECTED in status or "true" in deprecated:
        return REJECTED
    return PROPOSED if PROPOSED in status else next(iter(status), None)
