"""Reads SKOS concepts from files, each as its file tells it; `several` makes topics of them.

A vocabulary is a file or a folder of files: Turtle, or what its ending says (`.nt`, `.rdf`,
`.jsonld`). A label that counts only in context is a `tg:contextLabel` instead of a
`skos:altLabel`. A concept may have an `adms:status`: of those that are proposed or rejected none
is a topic.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.errors import VocabularyInvalid
from talkgraph.model.names import ADMS, DCTERMS, OWL, RDF, RDFS, SKOS, TG

if TYPE_CHECKING:
    from pyoxigraph import Quad, RdfFormat

PROPOSED: Final = f"{TG}status-proposed"
REJECTED: Final = f"{TG}status-rejected"

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
_SAID: Final = ("definition", "scopeNote", "comment", "description")  # the first of these

_Values = Mapping[str, tuple[tuple[str, str], ...]]
"""The values of a concept's properties by their local names, each with its language or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A concept as one vocabulary tells it: `vocabulary` counts those that were given, from 0.

    `labels` are the preferred ones, of which there should be one. It stands in the file `source`
    at `line`, if that is known. `narrower` and the others are IRIs; `same` are concepts that
    mean the same, and `replaced` is that which is used instead of it.
    """

    iri: str
    vocabulary: int
    source: str
    line: int | None
    labels: tuple[str, ...]
    alternate_labels: tuple[str, ...]
    hidden_labels: tuple[str, ...]
    context_labels: tuple[str, ...]
    definition: str
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    same: tuple[str, ...]
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

    A knowledge base keeps no blank nodes.
    """

    concepts: tuple[Concept, ...]
    blank: int


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
    the language that most such concepts have. Raises `VocabularyInvalid`, naming the file, where
    it cannot be read or holds no concept.
    """
    values, places, blank = _values(vocabulary_files(path))
    if not values:
        raise VocabularyInvalid(f"{path}: there is no skos:Concept in it; name another file")
    common = _common_language(values.values())
    concepts = (_concept(each, values[each], places[each], vocabulary, common) for each in values)
    return Told(concepts=tuple(sorted(concepts, key=lambda each: each.iri)), blank=blank)


_Place = tuple[str, int | None]


def _values(files: Sequence[Path]) -> tuple[dict[str, _Values], dict[str, _Place], int]:
    """Collect what is said of each concept, and the file and line in which it is first."""
    from pyoxigraph import BlankNode, Literal, NamedNode

    found: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    places: dict[str, _Place] = {}
    blank = 0
    concept = NamedNode(f"{SKOS}Concept")
    for path in files:
        lines: Mapping[str, int] | None = None
        for quad in _quads(path):
            subject, predicate, thing = quad.subject, quad.predicate.value, quad.object
            if isinstance(subject, BlankNode) or isinstance(thing, BlankNode):
                blank += 1
            if not isinstance(subject, NamedNode):
                continue
            if predicate == f"{RDF}type" and thing == concept:
                lines = _lines(path) if lines is None else lines
                places.setdefault(subject.value, (path.name, lines.get(subject.value)))
            name = _NAMES.get(predicate, predicate.removeprefix(SKOS))
            if name != predicate and isinstance(thing, Literal | NamedNode):
                found[subject.value][name].add((thing.value, _language(thing)))
    told: dict[str, _Values] = {}
    for iri in places:
        told[iri] = {name: tuple(sorted(each)) for name, each in found[iri].items()}
    return told, places, blank


def _quads(path: Path) -> Iterator["Quad"]:
    from pyoxigraph import parse

    try:
        yield from parse(path=str(path), format=rdf_format(path))
    except (OSError, SyntaxError, ValueError) as error:
        name = rdf_format(path).name
        raise VocabularyInvalid(
            f"{path}: the topic vocabulary cannot be read as {name}: {error}"
        ) from error


_PREFIX: Final = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^<>]*)>", re.IGNORECASE | re.MULTILINE)
_SUBJECT: Final = re.compile(
    r"""^(?:<([^<>\s]+)>|([\w.-]*):([\w%./-]*[\w%/-]))|\srdf:about=["']([^"']+)["']""", re.MULTILINE
)


def _lines(path: Path) -> dict[str, int]:
    """Return the first line on which each thing is described, as far as the text shows that."""
    text = path.read_text(encoding="utf-8", errors="replace")
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


def _concept(iri: str, values: _Values, place: _Place, vocabulary: int, common: str) -> Concept:
    languages = sorted({language for _, language in _names(values)})
    if any(map(_is_ours, languages)):
        wanted = [each for each in languages if _is_ours(each)] + [_ENGLISH, _UNTAGGED]
    else:
        wanted = [common] if common in languages else languages[:1]

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
        definition=next((each for each in said if each), ""),
        broader=iris("broader", "broadMatch"),
        narrower=iris("narrower", "narrowMatch"),
        related=iris("related", "relatedMatch", "closeMatch"),
        same=iris("exactMatch"),
        replaced=replaced[0] if replaced else None,
        status=_status(status, iris("deprecated")),
    )


def _status(status: Sequence[str], deprecated: Sequence[str]) -> str | None:
    """Return whether a concept is proposed or rejected; what is deprecated counts as rejected."""
    if REJECTED in status or "true" in deprecated:
        return REJECTED
    return PROPOSED if PROPOSED in status else None
