"""Proposes topics that the talks suggest and no vocabulary has.

How sure a proposal is says a logistic curve over how much nearer to it its talks are than others;
that was fitted to some 350 phrases of two programmes, which a reader took for a topic or not. What
is fitted to the one tells the other's apart as well: six in seven of those proposed are topics.

Phrases that mean the same are one proposal: short forms and what they stand for, one word written
as two, a phrase and the longer one that it is nearly always part of.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from talkgraph.conclusions.proposals.candidates import Candidate, Corpus, GivenName
from talkgraph.conclusions.proposals.spelt_out import spelt_out
from talkgraph.conclusions.themes.phrases import Form, form_of, parts_of
from talkgraph.conclusions.topics.labels import LabelLinker
from talkgraph.model import Passage, Proposal, Topic, TopicAssignment
from talkgraph.model.meaning import every_label
from talkgraph.model.names import slug
from talkgraph.search.scores import unit
from talkgraph.words import fold, with_capital

if TYPE_CHECKING:
    from talkgraph.protocols import Encoder
    from talkgraph.search.scores import Floats

_MEANT, _ORDINARY, _GIVEN, _BASE = 0.76, -1.74, 0.8, -0.2  # log-odds
_LOWEST: Final = 0.75  # confidence
_HIGHEST: Final = 0.95
_FEW: Final = 20  # proposals, in a small corpus
_WORKS: Final = 8  # to a proposal, at least, where that makes more
_PART: Final = 0.7  # of the works of a phrase; in so many it is part of a longer one
_SAME: Final = 0.8  # cosine from which on two names mean the same
_TOGETHER: Final = 0.5  # of the talks of the rarer one, two that mean the same have in common
_CARRIED: Final = 0.5  # of the talks of a proposal, a broader topic has
_BROADER: Final = 0.5  # cosine, at least, with the name of a broader topic
_EVIDENCE: Final = 3  # passages


@dataclass(slots=True)
class _Draft:
    """A proposal while it is put together: its candidates, the surest first, and more labels."""

    first: Candidate
    sure: float
    label: str
    others: dict[str, None] = field(default_factory=dict)
    talks: set[str] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    def take(self, other: "_Draft") -> None:
        self.others.update(dict.fromkeys((other.label, *other.others)))
        self.talks |= other.talks
        self.works |= other.works
        self.given |= other.given
        self.others.pop(self.label, None)


def propose(
    corpus: Corpus,
    passages: Sequence[Passage],
    topics: Sequence[Topic],
    linked: Iterable[TopicAssignment],
    encoder: "Encoder",
    minted: Callable[[str], str],
    *,
    given: Iterable[GivenName] = (),
    rejected: Iterable[str] = (),
) -> tuple[Proposal, ...]:
    """Return what talks of three works and two speakers (if any is named) suggest, surest first.

    `linked` are the topics of passages; `given` is what somebody called something, and `rejected`
    are the labels of what a person does not want. `minted` makes an IRI of a slug.
    """
    found = [_draft(each) for each in corpus.candidates(given, encoder)]
    refused = {form_of(label) for label in rejected}
    sure = [
        each for each in found if each.sure >= _LOWEST and each.first.phrase.form not in refused
    ]
    merged = _merged(sure, spelt_out(corpus.themes.texts))
    if not merged:
        return ()
    about = _Topics(topics, linked, passages, encoder)
    new = [each for each in merged if not about.has(each)]
    most = max(_FEW, corpus.works // _WORKS)
    kept = sorted(new, key=lambda each: (-each.sure, each.first.phrase.form))[:most]
    iris = _minted(kept, minted, topics)
    proposed = [
        Topic(
            iri=iri,
            label=each.label,
            alternate_labels=tuple(sorted(each.others)),
            broader=about.above(each, kept, iris),
        )
        for each, iri in zip(kept, iris, strict=True)
    ]
    speaking = {talk for each in kept for talk in each.talks}
    evidence = _evidence(proposed, [each for each in passages if each.talk in speaking])
    return tuple(
        Proposal(
            topic=topic,
            confidence=each.sure,
            talks=tuple(sorted(each.talks)),
            speakers=len(corpus.speaking(each.talks)),
            evidence=evidence.get(topic.iri, ()),
            given=tuple(sorted(each.given)),
        )
        for each, topic in zip(kept, proposed, strict=True)
    )


def _draft(candidate: Candidate) -> _Draft:
    odds = _BASE + _MEANT * candidate.meant + _ORDINARY * candidate.ordinary
    odds += _GIVEN * bool(candidate.given)
    sure = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
    phrase = candidate.phrase
    return _Draft(
        first=candidate,
        sure=round(min(_HIGHEST, sure), 4),
        label=with_capital(phrase.spelt),
        talks=set(phrase.talks),
        works=set(phrase.works),
        given=set(candidate.given),
    )


# ── what is one ──────────────────────────────────────────────────────────────────────────────


def _merged(drafts: Sequence[_Draft], short_forms: Mapping[str, str]) -> list[_Draft]:
    """Return drafts of which none means the same as another, as far as is known."""
    stands_for = {_letters(short): _letters(whole) for short, whole in short_forms.items()}
    by_key: dict[str, _Draft] = {}
    for each in sorted(drafts, key=_longest_first):
        key = _letters(each.label)
        key = stands_for.get(key, key)
        known = by_key.get(key)
        if known is None:
            by_key[key] = each
        else:
            known.take(each)
    meant_by: dict[str, list[str]] = defaultdict(list)
    for short, whole in short_forms.items():
        meant_by[_letters(short)].append(whole)
        meant_by[_letters(whole)].append(short)
    for each in by_key.values():
        # What the name stands for, or its short forms.
        each.others.update(dict.fromkeys(meant_by.get(_letters(each.label), ())))
    return _without_parts(list(by_key.values()))


def _longest_first(draft: _Draft) -> tuple[int, str]:
    return -len(draft.first.phrase.form), draft.label


def _letters(name: str) -> str:
    """Return what is the same in a name written in one word or two, in the plural or not."""
    return fold(re.sub(r"[\W_]", "", name.removesuffix("s")))


def _without_parts(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Drop what is part of a longer phrase of nearly all its works, or means what a surer does."""
    kept: list[_Draft] = []
    holding: dict[Form, list[_Draft]] = defaultdict(list)
    for each in sorted(drafts, key=_longest_first):
        form = each.first.phrase.form
        longer = next((other for other in holding[form] if _holds(other, each)), None)
        if longer:
            longer.talks |= each.talks
            longer.works |= each.works
        else:
            kept.append(each)
            for part in parts_of(form):
                holding[part].append(each)
    single: list[_Draft] = []
    of_talk: dict[str, set[int]] = defaultdict(set)
    for each in sorted(kept, key=lambda draft: (-draft.sure, draft.first.phrase.form)):
        near = sorted(set[int]().union(*(of_talk[talk] for talk in each.talks)))
        place = next((place for place in near if _means(single[place], each)), len(single))
        if place < len(single):
            single[place].take(each)
        else:
            single.append(each)
        for talk in each.talks:
            of_talk[talk].add(place)
    return single


def _holds(longer: _Draft, part: _Draft) -> bool:
    return len(longer.works & part.works) >= _PART * len(part.works)


def _means(one: _Draft, other: _Draft) -> bool:
    common = len(one.talks & other.talks)
    if common < _TOGETHER * min(len(one.talks), len(other.talks)):
        return False
    return float(one.first.vector @ other.first.vector) >= _SAME


class _Topics:
    """The topics that there are: what a draft means that one of them does, and what is above it."""

    def __init__(
        self,
        topics: Sequence[Topic],
        linked: Iterable[TopicAssignment],
        passages: Iterable[Passage],
        encoder: "Encoder",
    ) -> None:
        talk = {passage.iri: passage.talk for passage in passages}
        self._talks: dict[str, set[str]] = defaultdict(set)
        for each in linked:
            if each.target in talk:
                self._talks[each.topic].add(talk[each.target])
        self._topics = [topic for topic in topics if topic.iri in self._talks]
        self._forms = {form_of(label) for topic in topics for label in every_label(topic)}
        labels = [topic.label for topic in self._topics]
        self._vectors: Floats | None = unit(encoder.encode(labels)) if labels else None

    def has(self, draft: _Draft) -> bool:
        """Tell whether a topic that talks have is called nearly so, or what this stands for is."""
        if any(form_of(label) in self._forms for label in (draft.label, *draft.others)):
            return True
        return self._vectors is not None and float(self._near(draft).max()) >= _SAME

    def _near(self, draft: _Draft) -> "Floats":
        assert self._vectors is not None
        found: Floats = self._vectors @ draft.first.vector
        return found

    def above(
        self, draft: _Draft, others: Sequence[_Draft], iris: Sequence[str]
    ) -> tuple[str, ...]:
        """Return a broader topic, if one carries the draft: most of its talks, and what it means.

        It is another proposal that its name ends with, or else a topic that there is.
        """
        ours = draft.first.phrase.form
        for other, iri in zip(others, iris, strict=True):
            theirs = other.first.phrase.form
            if other is not draft and len(theirs) < len(ours) and ours[-len(theirs) :] == theirs:
                return (iri,)
        if self._vectors is None:
            return ()
        best = [
            (-float(near) * share, topic.iri)
            for topic, near in zip(self._topics, self._near(draft).round(4).tolist(), strict=True)
            if near >= _BROADER
            and (share := len(draft.talks & self._talks[topic.iri]) / len(draft.talks)) >= _CARRIED
        ]
        return (min(best)[1],) if best else ()


def _minted(
    drafts: Sequence[_Draft], minted: Callable[[str], str], topics: Iterable[Topic]
) -> list[str]:
    """Return an IRI for each draft that nothing else has."""
    taken = {topic.iri for topic in topics}
    iris = []
    for each in drafts:
        name = slug(each.label)
        iri, number = minted(name), 2
        while iri in taken:
            iri, number = minted(f"{name}-{number}"), number + 1
        taken.add(iri)
        iris.append(iri)
    return iris


def _evidence(proposed: Sequence[Topic], passages: Sequence[Passage]) -> dict[str, tuple[str, ...]]:
    """Return the passages that say a proposed topic's label, those that say it most often first."""
    import numpy as np

    nothing = np.zeros((0, 0), dtype=np.float32)
    found: dict[str, list[TopicAssignment]] = defaultdict(list)
    for each in LabelLinker(proposed).link(passages, nothing):
        found[each.topic].append(each)
    return {
        iri: tuple(
            each.target
            for each in sorted(held, key=lambda a: (-a.confidence, a.target))[:_EVIDENCE]
        )
        for iri, held in found.items()
    }
