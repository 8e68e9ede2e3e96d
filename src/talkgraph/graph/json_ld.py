"""JSON-LD: short names by a context, and documents that are one tree with the thing asked for as
its root.

The context is `ontology/context.jsonld`. It is small enough to be used without a JSON-LD library:
schema.org is the vocabulary, other terms have a prefix (`prefix:local`), and a term may have a type
and be a set, or be a schema.org name for another one read backwards (`subEvent`). There are no
blank nodes and no lists in the graph, so that is all it takes; the tests have a JSON-LD processor
expand, compact and frame what is written here.
"""  # noqa: D205 - one sentence

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from talkgraph.graph.sparql.bindings import plain
from talkgraph.model.names import RDF, XSD
from talkgraph.settings import ontology_file

Json = dict[str, Any]
Term = NamedNode | Literal
Object = Term | BlankNode | Triple
_TYPE: Final = RDF + "type"
_INTEGER: Final = XSD + "integer"
_STRING: Final = XSD + "string"
_TEXT: Final = "xsd:string"
_NAME: Final = re.compile(r"[A-Za-z]\w*", re.ASCII)
_WHOLE: Final = re.compile(r"-?[1-9]\d{0,14}|0")
_REFERENCE: Final = "@id"


@cache
def context_file() -> bytes:
    """Return the context as it is published."""
    return ontology_file("context.jsonld").read_bytes()


@cache
def terms() -> Mapping[str, Any]:
    """Return the context's terms and prefixes, and `@vocab`."""
    found: Mapping[str, Any] = json.loads(context_file())["@context"]
    return found


class ShortNames:
    """Shortens IRIs and values by a context, and remembers which of its entries it has used.

    `others` are definitions that a document has instead of the context's.
    """

    def __init__(self, context: Mapping[str, Any], others: Mapping[str, Any] | None = None) -> None:
        """Read a context: prefixes, `@vocab`, and terms without an `@id` of their own."""
        self._context = {**context, **(others or {})}
        self._vocabulary = context["@vocab"]
        self._prefixes = {
            iri: name
            for name, iri in context.items()
            if isinstance(iri, str) and not name.startswith("@")
        }
        defined = {name: term for name, term in self._context.items() if isinstance(term, dict)}
        self._types = {name: term.get("@type") for name, term in defined.items()}
        self._languages = {name: term.get("@language") for name, term in defined.items()}
        self._sets = {name for name, term in defined.items() if "@container" in term}
        self._backwards = {
            self.expanded(term["@reverse"]): name
            for name, term in defined.items()
            if "@reverse" in term
        }
        self._words: dict[str, str] = {}
        self._iris: dict[str, str] = {}
        self._used: set[str] = set()

    @property
    def context(self) -> Json:
        """The part of the context that has been used, which stands by itself."""
        used = set(self._used)
        types = {self._types.get(name) or "" for name in used}
        used |= {each.partition(":")[0] for each in used | types if ":" in each}
        return {
            name: term for name, term in self._context.items() if name in used or name == "@vocab"
        }

    def expanded(self, name: str) -> str:
        """Return the IRI that a property, a class or a datatype has as its short name."""
        prefix, colon, local = name.partition(":")
        return self._context[prefix] + local if colon else f"{self._vocabulary}{name}"

    def word(self, iri: str) -> str:
        """Return the short name of a property, a class or a datatype."""
        short = self._words.get(iri)
        if short is None:
            short = self._words[iri] = self._worded(iri)
        return short

    def _worded(self, iri: str) -> str:
        local = iri.removeprefix(self._vocabulary)
        if local == iri or not _NAME.fullmatch(local):
            short = self.iri(iri)
        else:
            # A name that is another property's read backwards would say the contrary.
            short = iri if local in self._backwards.values() else local
        self._used.add(short)
        return short

    def iri(self, iri: str) -> str:
        """Return an IRI, with a prefix where the context has one."""
        short = self._iris.get(iri)
        if short is None:
            short = self._iris[iri] = self._shortened(iri)
        return short

    def _shortened(self, iri: str) -> str:
        at = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._prefixes.get(iri[:at])
        # A local part that begins with // would be read as an IRI with a scheme.
        if prefix is None or not iri[at:]:
            return iri
        self._used.add(prefix)
        return f"{prefix}:{iri[at:]}"

    def backwards(self, iri: str) -> str | None:
        """Return the name that a property has when it is read backwards, if it has one."""
        name = self._backwards.get(iri)
        if name is not None:
            self._used.add(name)
        return name

    def is_set(self, key: str) -> bool:
        """Tell whether a property has an array, however many values there are."""
        return key in self._sets

    def reference(self, key: str, iri: str) -> str | Json:
        """Return what stands for a thing that is told elsewhere."""
        short = self.iri(iri)
        return short if self._types.get(key) == _REFERENCE else {"@id": short}

    def kind(self, term: Term) -> str:
        """Return what a context calls the type of a value, or the language after an @."""
        if isinstance(term, NamedNode):
            return _REFERENCE
        return f"@{term.language}" if term.language else self.word(term.datatype.value)

    def value(self, key: str, term: Object) -> Any:  # noqa: ANN401 - JSON
        """Return an IRI or a literal as the value of a property."""
        if isinstance(term, NamedNode):
            return self.reference(key, term.value)
        if not isinstance(term, Literal):
            raise TypeError(f"neither an IRI nor a literal: {term}")
        if term.language:
            is_usual = term.language == self._languages.get(key)
            return term.value if is_usual else {"@value": term.value, "@language": term.language}
        wanted, datatype = self._types.get(key), term.datatype.value
        if wanted and wanted != _REFERENCE and self.expanded(wanted) == datatype:
            # A number is a number for those who read plain JSON.
            is_number = datatype == _INTEGER and _WHOLE.fullmatch(term.value)
            return int(term.value) if is_number else term.value
        if datatype != _STRING:
            return {"@value": term.value, "@type": self.word(datatype)}
        return {"@value": term.value} if wanted or self._languages.get(key) else term.value

    def add(self, node: Json, predicate: str, term: Object) -> None:
        """Add a statement to the node of its subject."""
        if predicate == _TYPE:
            node.setdefault("@type", []).append(self.word(plain(term)))
            return
        key = self.word(predicate)
        self.put(node, key, self.value(key, term))

    def put(self, node: Json, key: str, value: object) -> None:
        """Add a value to a property: in an array if it is a set, or once there are several."""
        if key not in node:
            node[key] = [value] if self.is_set(key) else value
        elif isinstance(node[key], list):
            node[key].append(value)
        else:
            node[key] = [node[key], value]


# ── one thing ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is said of a thing as JSON: the `node` of the thing, its context not yet in it.

    `context` is the part of the whole context that it needs; `others` the definitions in it that
    the whole context has otherwise.
    """

    node: Json
    context: Json
    others: Json = field(default_factory=dict)

    def linked(self, address: str) -> bytes:
        """Return the document with the address of the context."""
        context: object = [address, self.others] if self.others else address
        return json.dumps({"@context": context, **self.node}, ensure_ascii=False).encode() + b"\n"

    def embedded(self) -> str:
        r"""Return the document with all that it needs, to stand in a `script` element of a page.

        Nothing in it can end the element or begin a comment, and it is JSON all the same.

        >>> node = {"@id": "urn:a", "name": "</script><!-- & \u2028"}
        >>> text = Document(node=node, context={}, others={}).embedded()
        >>> any(each in text for each in "<>&\u2028"), json.loads(text)["name"] == node["name"]
        (False, True)
        """
        text = json.dumps({"@context": self.context, **self.node}, ensure_ascii=False)
        return text.translate(_ESCAPED)


_ESCAPED: Final = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


def document(thing: str, triples: Iterable[Triple]) -> Document:
    """Return the triples as a tree whose root is a thing, in the order of names and values.

    Neighbours stand in it with all that is said of them, also those that lead to the thing: by
    schema.org's name for what leads there read backwards, or else in `@reverse`, where what has
    been told already is only named. The triples have no blank nodes.
    """
    tree = _Tree(thing, triples)
    node = tree.root()
    return Document(node=node, context=tree.names.context, others=tree.others)


def graph(triples: Iterable[Triple]) -> Document:
    """Return triples that are of no one thing as a list of nodes, in order of their IRIs."""
    names = ShortNames(terms())
    nodes: dict[str, Json] = {}
    for triple in sorted(triples, key=lambda each: tuple(map(str, each))):
        subject = names.iri(plain(triple.subject))
        node = nodes.setdefault(subject, {"@id": subject})
        names.add(node, triple.predicate.value, triple.object)
    return Document(node={"@graph": list(nodes.values())}, context=names.context)


@dataclass(slots=True)
class _Tree:
    """Grows the node of a thing out of triples."""

    thing: str
    triples: Iterable[Triple]
    said: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    leading: dict[str, list[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    others: Json = field(init=False)
    names: ShortNames = field(init=False)

    def __post_init__(self) -> None:
        for triple in sorted(self.triples, key=lambda each: tuple(map(str, each))):
            subject, predicate = plain(triple.subject), triple.predicate.value
            value = triple.object
            if not isinstance(value, NamedNode | Literal):
                raise TypeError(f"neither an IRI nor a literal: {value}")
            if plain(value) == self.thing and isinstance(value, NamedNode):
                self.leading.setdefault(predicate, []).append(subject)
                self.said.setdefault(subject, {})
            else:
                self.said.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self.others = _otherwise(self.said)
        self.names = ShortNames(terms(), self.others)

    def root(self) -> Json:
        node = self._node(self.thing, ())
        reverse: Json = {}
        for predicate, subjects in sorted(self.leading.items()):
            name = self.names.backwards(predicate)
            if name is not None:
                for subject in subjects:
                    self.names.put(node, name, self._held(name, subject, (self.thing,)))
        for predicate, subjects in sorted(self.leading.items()):
            if self.names.backwards(predicate) is None:
                key = self.names.word(predicate)
                reverse[key] = [self._once(key, subject) for subject in subjects]
        node = _in_order(node)
        if reverse:
            node["@reverse"] = dict(sorted(reverse.items()))
        left = [subject for subject in self.said if subject not in self.shown]
        if left:
            node["@included"] = [self._node(subject, ()) for subject in left]
        return node

    def _node(self, iri: str, inside: Sequence[str]) -> Json:
        self.shown.add(iri)
        node: Json = {"@id": self.names.iri(iri)}
        for predicate, values in self.said.get(iri, {}).items():
            if predicate == _TYPE:
                words = (self.names.word(plain(each)) for each in values)
                # Those who look at the first class only want one of schema.org's.
                types = sorted(words, key=lambda word: (":" in word, word))
                node["@type"] = types if len(types) > 1 else types[0]
                continue
            key = self.names.word(predicate)
            for value in values:
                held = (
                    self._held(key, value.value, (*inside, iri))
                    if isinstance(value, NamedNode)
                    else self.names.value(key, value)
                )
                self.names.put(node, key, held)
        return _in_order(node)

    def _held(self, key: str, iri: str, inside: Sequence[str]) -> str | Json:
        if iri in inside or not self.said.get(iri):
            self.shown.add(iri)
            return self.names.reference(key, iri)
        return self._node(iri, inside)

    def _once(self, key: str, iri: str) -> str | Json:
        return (
            self.names.reference(key, iri)
            if iri in self.shown
            else self._held(key, iri, (self.thing,))
        )


def _in_order(node: Json) -> Json:
    """Return a node with its name and classes first, then its properties by name."""
    return dict(sorted(node.items(), key=lambda each: (each[0][0] != "@", each[0])))


def _otherwise(said: Mapping[str, Mapping[str, Sequence[Term]]]) -> Json:
    """Return the terms to be defined otherwise, because all their values are of another type.

    An event of which the time is known has a `startDate` with a time, one of which only the year
    is known a year, and a description is in some language: they are all plain strings.
    """
    usual = ShortNames(terms())
    found: dict[str, set[str]] = {}
    for properties in said.values():
        for predicate, values in properties.items():
            found.setdefault(usual.word(predicate), set()).update(map(usual.kind, values))
    others = {
        key: _defined(key, kind, usual)
        for key, (kind, *more) in sorted(found.items())
        if not more and "://" not in key
    }
    return {key: definition for key, definition in others.items() if definition}


def _defined(key: str, kind: str, usual: ShortNames) -> Json:
    """Return how a property is defined if all its values are of a kind; nothing if it is that."""
    definition = terms().get(key, {})
    language = definition.get("@language")
    usually = definition.get("@type") or (f"@{language}" if language else _TEXT)
    rest = {name: each for name, each in definition.items() if name == "@container"}
    whole = {"@id": usual.expanded(key), **rest}
    if kind == usually:
        return {}
    if kind == _TEXT:
        return whole
    if kind.startswith("@") and kind != _REFERENCE:
        return {**whole, "@language": kind[1:]}
    return {**whole, "@type": kind} if definition else {}
