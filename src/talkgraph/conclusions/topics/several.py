"""Makes the topics of one vocabulary or several, and names what is odd in them.

The rules, where two vocabularies tell of the same:

- Concepts with one IRI, with `skos:exactMatch` or `owl:sameAs` between them, or (in different
  vocabularies) with one preferred label are one topic. It has the IRI, name and definition of the
  one that comes first, in the order in which vocabularies are given, and all labels and relations.
- A concept with `dcterms:isReplacedBy` gives its labels to the concept that it names.
- A label that two topics would share stays with the one that it is the preferred label of, else
  with the first.
- What is proposed or rejected (`adms:status`) is no topic. Labels of what is rejected are kept,
  so that it is not proposed again.

Within one vocabulary the rules are those of qSKOS and of the SKOS Reference (integrity conditions
S13, S14, S27) that matter to a linker: one preferred label a concept, no label shared by two
concepts, a definition for each, no cycle of broader concepts, nothing both broader and related.
What breaks one is mended and named (`Vocabulary.diagnostics`); `read_vocabulary` refuses it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from talkgraph.conclusions.topics.labels import has_words
from talkgraph.conclusions.topics.vocabulary import (
    PROPOSED,
    REJECTED,
    UNREAD,
    Concept,
    read_concepts,
)
from talkgraph.errors import VocabularyInvalid
from talkgraph.model import Diagnostic, Severity, Topic
from talkgraph.model.meaning import families
from talkgraph.model.names import TG
from talkgraph.words import cut, numbered, printable

_WIDTH: Final = 60  # letters of a label, in what is said of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The topics of the vocabularies at `paths`, in order of their IRIs.

    `concepts` are those of the files, also what is no topic; `present` maps the IRIs of those
    that are part of another topic to its. `diagnostics` name what is odd. `rejected` are the
    labels of what a person rejected.
    """

    paths: tuple[Path, ...]
    topics: tuple[Topic, ...]
    concepts: tuple[Concept, ...]
    present: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    rejected: tuple[str, ...] = ()


def read_vocabulary(path: Path) -> tuple[Topic, ...]:
    """Read the topics of one vocabulary, in order of their IRIs, and mend nothing.

    Raises `VocabularyInvalid`, naming the file or folder and the concept, where it cannot be read
    or breaks a rule.
    """
    vocabulary = read_vocabularies([path])
    faults = [each for each in vocabulary.diagnostics if each.code != UNREAD]
    if faults:
        raise VocabularyInvalid(f"{path}: {faults[0].message}")
    return vocabulary.topics


def read_vocabularies(paths: Sequence[Path]) -> Vocabulary:
    """Read the topics of several vocabularies, the first of which goes before the others.

    Raises `VocabularyInvalid`, naming the file, where one cannot be read or holds no concept, or
    where no topic is left.
    """
    odd: list[Diagnostic] = []
    told: list[Concept] = []
    for place, path in enumerate(paths):
        found = read_concepts(path, place)
        told += found.concepts
        odd += found.diagnostics
        if found.blank:
            odd.append(_blank_nodes(path, found.blank))
    kept = _named(told, odd)
    if not any(each.labels for each in kept):
        first = f" (line {odd[0].line}: {odd[0].message})" if odd and odd[0].line else ""
        raise VocabularyInvalid(
            f"{paths[0]}: none of the concepts is an accepted one with a name{first}; accept one, "
            "or give another vocabulary beside it, such as 'shipped'"
        )
    present = _joined(kept, odd)
    drafts = _drafts(kept, present, {each.iri: each for each in told}, odd)
    _part_labels(drafts, odd)
    _settle_relations(drafts, kept, present, odd)
    _note_undefined(kept, drafts, odd)
    rejected = {label for each in told if each.status == REJECTED for label in each.every_label}
    return Vocabulary(
        paths=tuple(paths),
        topics=tuple(drafts[iri].topic() for iri in sorted(drafts)),
        concepts=tuple(told),
        present={iri: to for iri, to in sorted(present.items()) if iri != to},
        diagnostics=tuple(sorted(odd, key=lambda d: (d.source, d.line or 0, d.code, d.message))),
        rejected=tuple(sorted(rejected)),
    )


class _Draft:
    """A topic while it is put together from concepts, the first of which names it."""

    def __init__(self, first: Concept) -> None:
        self.first = first
        self.label = first.labels[0]
        self.labels: dict[str, dict[str, None]] = {kind: {} for kind in _KINDS}
        self.elsewhere: dict[tuple[str, str], None] = {}
        self.definition = ""
        self.broader: dict[str, None] = {}
        self.related: dict[str, None] = {}

    def add(self, concept: Concept) -> None:
        self.labels["alternate"].update(dict.fromkeys(concept.labels))
        self.labels["alternate"].update(dict.fromkeys(concept.alternate_labels))
        self.labels["hidden"].update(dict.fromkeys(concept.hidden_labels))
        self.labels["context"].update(dict.fromkeys(concept.context_labels))
        self.elsewhere.update(dict.fromkeys(concept.labels_elsewhere))
        self.definition = self.definition or concept.definition

    def kept(self, kind: str) -> tuple[str, ...]:
        """Return the labels of a kind, the preferred one only where its concept needs context."""
        needed = kind == "context" and self.label in self.first.context_labels
        return tuple(sorted(e for e in self.labels[kind] if needed or e != self.label))

    def topic(self) -> Topic:
        return Topic(
            iri=self.first.iri,
            label=self.label,
            alternate_labels=self.kept("alternate"),
            hidden_labels=self.kept("hidden"),
            context_labels=self.kept("context"),
            definition=self.definition,
            broader=tuple(sorted(self.broader)),
            related=tuple(sorted(self.related)),
            labels_elsewhere=tuple(sorted(self.elsewhere)),
        )


_KINDS: Final = ("alternate", "hidden", "context")
_Drafts = dict[str, _Draft]


def _note(
    odd: list[Diagnostic], at: Concept, code: str, text: str, severity: Severity = Severity.WARNING
) -> None:
    odd.append(
        Diagnostic(
            code=f"vocabulary-{code}",
            severity=severity,
            message=f"<{at.iri}> {text}",
            source=at.source,
            line=at.line,
        )
    )


def _blank_nodes(path: Path, count: int) -> Diagnostic:
    return Diagnostic(
        code="vocabulary-blank-nodes",
        severity=Severity.INFO,
        message=f"{numbered(count, 'statement has a blank node', 'statements have blank nodes')}"
        " and will not be in the graph; give what they tell of an IRI to keep them",
        source=printable(path.name),
    )


def _named(told: Sequence[Concept], odd: list[Diagnostic]) -> list[Concept]:
    """Return the concepts that may be topics: they have a name, and nobody set them aside.

    Those that only add to one that has its name in another vocabulary come last.
    """
    kept = []
    nameless = []
    for each in told:
        if _is_aside(each) and each.replaced is None:
            continue
        if _is_misspelt(each.status):
            text = f"has the adms:status {each.status!r}, so that it is a topic: only "
            text += "tg:status-proposed and tg:status-rejected say that it is none"
            _note(odd, each, "unknown-status", text)
        named = [label for label in each.labels if has_words(label)]
        if named:
            kept.append(replace(each, labels=tuple(named)))
        if len(each.labels) > 1:
            text = f"has {len(each.labels)} English skos:prefLabel; give it exactly one"
            _note(odd, each, "preferred-label", text)
        elif not named:
            nameless.append(each)
    iris = {each.iri for each in kept}
    for each in nameless:
        if each.iri in iris and not each.labels:
            kept.append(each)
        elif each.labels:
            text = f"has the label {_shown(each.labels[0])}, which {_WORDLESS}; name it"
            _note(odd, each, "empty-label", text, Severity.ERROR)
        else:
            text = "has no skos:prefLabel, so that it is no topic; give it exactly one"
            _note(odd, each, "preferred-label", text, Severity.ERROR)
    return kept


_WORDLESS: Final = "holds no letter or digit (an @handle is no label)"


def _is_misspelt(status: str | None) -> bool:
    """Tell whether a status is one of ours that there is not; other people's are their own."""
    if status is None or status in (PROPOSED, REJECTED):
        return False
    return status.startswith(TG) or ":" not in status


def _is_aside(each: Concept) -> bool:
    return each.status in (PROPOSED, REJECTED)


def _shown(label: str) -> str:
    return repr(cut(label, _WIDTH))


class _Groups:
    """Which concepts are one topic; that of the first one is it."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        iris = dict.fromkeys(each.iri for each in concepts)
        self._order = {iri: place for place, iri in enumerate(iris)}
        self._above = {iri: iri for iri in iris}

    def __contains__(self, iri: str | None) -> bool:
        return iri in self._above

    def top(self, iri: str) -> str:
        while self._above[iri] != iri:
            iri = self._above[iri]
        return iri

    def join(self, left: str, right: str) -> None:
        first, second = sorted((self.top(left), self.top(right)), key=self._order.__getitem__)
        self._above[second] = first

    def replace(self, former: str, present: str) -> None:
        if self.top(former) != self.top(present):
            self._above[self.top(former)] = self.top(present)


def _joined(kept: Sequence[Concept], odd: list[Diagnostic]) -> dict[str, str]:
    """Return, for the IRI of each concept, that of the topic that it is part of."""
    groups = _Groups(kept)
    for each in kept:
        for other in each.same:
            if other in groups:
                groups.join(each.iri, other)
    owners: dict[str, Concept] = {}
    for each in (each for each in kept if each.replaced is None and each.labels):
        owner = owners.setdefault(_key(each.labels[0]), each)
        apart = owner.vocabulary != each.vocabulary
        if apart and groups.top(owner.iri) != groups.top(each.iri):
            text = f"is taken for <{owner.iri}>, which has the same label {_shown(each.labels[0])}"
            _note(odd, each, "same-label", text, Severity.INFO)
            groups.join(owner.iri, each.iri)
    for each in kept:  # what is replaced is never what names a topic
        if each.replaced is not None and each.replaced in groups:
            groups.replace(each.iri, each.replaced)
    return {each.iri: groups.top(each.iri) for each in kept}


def _drafts(
    kept: Sequence[Concept],
    present: Mapping[str, str],
    told: Mapping[str, Concept],
    odd: list[Diagnostic],
) -> _Drafts:
    drafts: _Drafts = {}
    for each in kept:
        if present[each.iri] == each.iri and each.iri not in drafts:
            if each.replaced is None or not _is_aside(each):
                drafts[each.iri] = _Draft(each)
            if each.replaced is not None:
                text = f"is replaced by <{each.replaced}>, {_missing(each.replaced, told)}"
                _note(odd, each, "unknown-concept", text)
    for each in kept:
        if present[each.iri] in drafts:
            drafts[present[each.iri]].add(each)
    return drafts


def _missing(iri: str, told: Mapping[str, Concept]) -> str:
    """Return why a concept takes nothing from one that it replaces."""
    if iri not in told:
        return "which no vocabulary given has"
    if told[iri].status in (PROPOSED, REJECTED):
        status = "proposed" if told[iri].status == PROPOSED else "rejected"
        return f"which is {status}, and so no topic; accept that, too"
    if told[iri].replaced is not None:
        return "which is itself replaced by this one; take that away"
    return "which is no topic"


def _part_labels(drafts: _Drafts, odd: list[Diagnostic]) -> None:
    """Leave each label with one topic: that of which it is the preferred label, else the first."""
    ordered = sorted(drafts.values(), key=lambda draft: (draft.first.vocabulary, draft.first.iri))
    owners: dict[str, _Draft] = {}
    for draft in ordered:
        _own(draft, draft.label, owners, odd)
    for draft in ordered:
        for kind in _KINDS:
            for label in draft.kept(kind):
                if not _own(draft, label, owners, odd):
                    del draft.labels[kind][label]


def _own(draft: _Draft, label: str, owners: dict[str, _Draft], odd: list[Diagnostic]) -> bool:
    """Tell whether a topic may have a label; what it has already by another name, it may."""
    if not has_words(label):
        text = f"has the label {_shown(label)}, which {_WORDLESS}; remove it"
        _note(odd, draft.first, "empty-label", text)
        return False
    owner = owners.setdefault(_key(label), draft)
    if owner is draft:
        return True
    apart = owner.first.vocabulary != draft.first.vocabulary
    text = f"and <{owner.first.iri}> share the label {_shown(label)}; keep it at one of them"
    _note(odd, draft.first, "shared-label", text, Severity.INFO if apart else Severity.WARNING)
    return False


def _key(label: str) -> str:
    return " ".join(label.casefold().split())


def _settle_relations(
    drafts: _Drafts, kept: Sequence[Concept], present: Mapping[str, str], odd: list[Diagnostic]
) -> None:
    """Give the topics their relations, but for those that lead nowhere, in a circle, or up."""
    unknown: dict[int, list[tuple[Concept, str]]] = defaultdict(list)

    def known(each: Concept, others: Iterable[str]) -> Iterator[str]:
        for other in others:
            if present.get(other) in drafts:
                yield present[other]
            elif other not in each.elsewhere:
                unknown[each.vocabulary].append((each, other))

    under: dict[tuple[str, str], Concept] = {}
    for each in (each for each in kept if present[each.iri] in drafts):
        own = present[each.iri]
        under |= {pair: each for pair in ((own, upper) for upper in known(each, each.broader))}
        under |= {pair: each for pair in ((lower, own) for lower in known(each, each.narrower))}
        drafts[own].related.update(dict.fromkeys(known(each, each.related)))
    for (lower, upper), each in under.items():
        if lower in _above(drafts, upper):
            text = (
                f"says that <{upper}> is broader than <{lower}>, which so is, through "
                "skos:broader, broader than itself; break the cycle"
            )
            _note(odd, each, "cycle", text)
        else:
            drafts[lower].broader[upper] = None
    for found in unknown.values():
        first, other = found[0]
        more = f", and {len(found) - 1} more such relations are left out" if found[1:] else ""
        text = f"refers to <{other}>, which is no concept of the file{more}"
        _note(odd, first, "unknown-concept", text)
    _part_relations(drafts, odd)


def _above(drafts: _Drafts, iri: str) -> set[str]:
    """Return a topic and all that are broader, as far as they are told by now."""
    found, ahead = {iri}, [iri]
    while ahead:
        fresh = set(drafts[ahead.pop()].broader) - found
        found |= fresh
        ahead += fresh
    return found


def _part_relations(drafts: _Drafts, odd: list[Diagnostic]) -> None:
    family = families(draft.topic() for draft in drafts.values())
    for iri, draft in sorted(drafts.items()):
        for other in [*draft.related]:
            if other == iri:
                del draft.related[other]
            elif other in family[iri] or iri in family[other]:
                del draft.related[other]
                text = f"and <{other}> are both broader and related; keep one of the two relations"
                _note(odd, draft.first, "broader-and-related", text)


def _note_undefined(kept: Sequence[Concept], drafts: _Drafts, odd: list[Diagnostic]) -> None:
    """Name, of each vocabulary, the first topic without a definition, and how many more."""
    found: dict[int, list[Concept]] = defaultdict(list)
    for each in kept:
        if each.iri in drafts and not drafts[each.iri].definition:
            found[each.vocabulary].append(each)
    for concepts in found.values():
        more = f", nor have {len(concepts) - 1} more" if concepts[1:] else ""
        text = f"has no skos:definition{more}; write one, or the label alone says what is meant"
        _note(odd, concepts[0], "no-definition", text, Severity.INFO)
