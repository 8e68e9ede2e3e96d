"""Reads a SKOS concept scheme from Turtle and refuses what cannot be used.

The rules are those of qSKOS and of the SKOS Reference (integrity conditions S13, S14, S27)
that matter to a linker: one preferred label a concept, no label shared by two concepts, a
definition for each, no cycle of broader concepts, nothing both broader and related.

A vocabulary is a file or a folder of files; a label that counts only in context is a
`tg:contextLabel` instead of a `skos:altLabel`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.errors import VocabularyInvalid
from talkgraph.model import Topic
from talkgraph.model.meaning import every_label, families
from talkgraph.model.names import RDF, SKOS, TG

if TYPE_CHECKING:
    from pyoxigraph import Quad

_LANGUAGE: Final = "en"
_OURS: Final = {f"{TG}contextLabel": "contextLabel"}
_Values = Mapping[str, tuple[str, ...]]
_Families = Mapping[str, frozenset[str]]


def read_vocabulary(path: Path) -> tuple[Topic, ...]:
    """Read the concepts of a SKOS vocabulary in Turtle, in order of their IRIs.

    A folder is read as one vocabulary. English labels and those without a language are read.
    Raises `VocabularyInvalid`, naming the file or folder and the concept, where it cannot be read
    or breaks a rule.
    """
    concepts = _concepts(vocabulary_files(path))
    if not concepts:
        raise VocabularyInvalid(f"{path}: there is no skos:Concept in it; name another file")
    topics = tuple(_topic(path, iri, concepts[iri]) for iri in sorted(concepts))
    _refuse_shared_labels(path, topics)
    _refuse_unknown_references(path, topics)
    family = families(topics)
    _refuse_cycles(path, topics, family)
    _refuse_related_ancestors(path, topics, family)
    return topics


def vocabulary_files(path: Path) -> tuple[Path, ...]:
    """Return the files of a vocabulary, by name: the file itself, or the Turtle in a folder."""
    return tuple(sorted(path.glob("*.ttl"))) if path.is_dir() else (path,)


def _concepts(files: Iterable[Path]) -> dict[str, _Values]:
    """Collect, for each concept, the values of its properties by their local names."""
    from pyoxigraph import Literal, NamedNode

    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    concepts: set[str] = set()
    for quad in (quad for path in files for quad in _quads(path)):
        subject, predicate, thing = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, NamedNode):
            continue
        if predicate == f"{RDF}type" and thing == NamedNode(f"{SKOS}Concept"):
            concepts.add(subject.value)
        name = _OURS.get(predicate, predicate.removeprefix(SKOS))
        if name == predicate or not isinstance(thing, Literal | NamedNode):
            continue
        if isinstance(thing, Literal) and thing.language not in (None, _LANGUAGE):
            continue
        values[subject.value][name].add(thing.value)
    return {
        iri: {name: tuple(sorted(found)) for name, found in values[iri].items()} for iri in concepts
    }


def _quads(path: Path) -> Iterator["Quad"]:
    from pyoxigraph import RdfFormat, parse

    try:
        yield from parse(path=str(path), format=RdfFormat.TURTLE)
    except (OSError, SyntaxError, ValueError) as error:
        raise VocabularyInvalid(
            f"{path}: the topic vocabulary cannot be read as Turtle: {error}"
        ) from error


def _topic(path: Path, iri: str, values: _Values) -> Topic:
    preferred = values.get("prefLabel", ())
    if len(preferred) != 1:
        raise VocabularyInvalid(
            f"{path}: <{iri}> has {len(preferred)} English skos:prefLabel; give it exactly one"
        )
    definition = " ".join(values.get("definition", ()))
    if not definition.strip():
        raise VocabularyInvalid(f"{path}: <{iri}> has no skos:definition; write one")
    return Topic(
        iri=iri,
        label=preferred[0],
        alternate_labels=values.get("altLabel", ()),
        hidden_labels=values.get("hiddenLabel", ()),
        context_labels=values.get("contextLabel", ()),
        definition=definition,
        broader=values.get("broader", ()),
        related=values.get("related", ()),
    )


def _refuse_shared_labels(path: Path, topics: Iterable[Topic]) -> None:
    owners: dict[str, str] = {}
    for topic in topics:
        for label in every_label(topic):
            if not any(c.isalnum() for c in label):
                raise VocabularyInvalid(
                    f"{path}: <{topic.iri}> has the label {label!r}, which holds no letter or "
                    "digit; remove it"
                )
            key = " ".join(label.casefold().split())
            owner = owners.setdefault(key, topic.iri)
            if owner != topic.iri:
                raise VocabularyInvalid(
                    f"{path}: <{owner}> and <{topic.iri}> share the label {label!r}; "
                    "keep it at one of them"
                )


def _refuse_unknown_references(path: Path, topics: Iterable[Topic]) -> None:
    topics = tuple(topics)
    known = {topic.iri for topic in topics}
    for topic in topics:
        for other in (*topic.broader, *topic.related):
            if other not in known:
                raise VocabularyInvalid(
                    f"{path}: <{topic.iri}> refers to <{other}>, which is no concept of the file"
                )


def _refuse_cycles(path: Path, topics: Iterable[Topic], family: _Families) -> None:
    for topic in topics:
        if not family[topic.iri].isdisjoint(topic.broader):
            raise VocabularyInvalid(
                f"{path}: <{topic.iri}> is, through skos:broader, broader than itself; "
                "break the cycle"
            )


def _refuse_related_ancestors(path: Path, topics: Iterable[Topic], family: _Families) -> None:
    for topic in topics:
        for other in topic.related:
            if other != topic.iri and (other in family[topic.iri] or topic.iri in family[other]):
                raise VocabularyInvalid(
                    f"{path}: <{topic.iri}> and <{other}> are both broader and related; "
                    "keep one of the two relations"
                )
