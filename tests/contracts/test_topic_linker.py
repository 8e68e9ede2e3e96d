"""Every topic linker keeps the protocol's laws; the SKOS linker agrees with its plain twin."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.conclusions.topics import LabelLinker, SkosLinker
from talkgraph.conclusions.topics.linker import LinkWeights, concept_text
from talkgraph.model import Passage, PassageKind, Topic, TopicMethod
from talkgraph.protocols import TopicLinker

_VOCABULARY = (
    Topic(
        iri="https://example.org/t/kiln",
        label="Kiln",
        alternate_labels=("pottery oven",),
        definition="An oven in which clay pots are fired.",
    ),
    Topic(
        iri="https://example.org/t/glaze",
        label="Glaze",
        alternate_labels=("glassy coating",),
        definition="A coat of glass upon a pot.",
    ),
    Topic(
        iri="https://example.org/t/weaving",
        label="Weaving",
        alternate_labels=("loom",),
        definition="Making cloth from threads that cross.",
    ),
    Topic(
        iri="https://example.org/t/dyeing",
        label="Dyeing",
        alternate_labels=("indigo bath",),
        definition="Giving threads or cloth a colour.",
    ),
)

_TEXTS = (
    "The kiln was opened before the pots were cold, and a second kiln cracked.",
    "A glaze runs when the pottery oven is too hot.",
    "An oven in which clay pots are fired, nothing more.",
    "Nothing in here is about crafts at all today.",
    "The loom stands by the indigo bath.",
    "Loom.",
)


class WordEncoder:
    """Encodes a text as the sum of its words, each a fixed direction."""

    name = "words"
    dimension = 96
    fingerprint = "words-1"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for i, text in enumerate(texts):
            for word in text.casefold().replace(",", " ").replace(".", " ").split():
                seed = int(hashlib.sha256(word.encode()).hexdigest()[:8], 16)
                rows[i] += np.random.default_rng(seed).standard_normal(self.dimension)
            length = float(np.linalg.norm(rows[i]))
            rows[i] = rows[i] / length if length else np.eye(1, self.dimension)[0]
        return rows


def _passages() -> tuple[Passage, ...]:
    return tuple(
        Passage(iri=f"https://example.org/p/{i}", kind=PassageKind.POST, talk=f"talk{i}", text=text)
        for i, text in enumerate(_TEXTS)
    )


_ENCODER = WordEncoder()


def _skos(vocabulary: Sequence[Topic], *weights: LinkWeights) -> SkosLinker:
    return SkosLinker(vocabulary, _ENCODER.encode(list(map(concept_text, vocabulary))), *weights)


_LINKERS: dict[str, Callable[[], TopicLinker]] = {
    "labels": lambda: LabelLinker(_VOCABULARY),
    "skos": lambda: _skos(_VOCABULARY),
}


@pytest.fixture(params=sorted(_LINKERS))
def linker(request: pytest.FixtureRequest) -> TopicLinker:
    return _LINKERS[request.param]()


def test_laws(linker: TopicLinker) -> None:
    passages = _passages()
    found = linker.link(passages, _ENCODER.encode(_TEXTS))
    keys = [(a.target, a.topic) for a in found]
    assert keys == sorted(set(keys))
    assert all(0 < a.confidence <= 1 for a in found)
    text_of = {p.iri: p.text for p in passages}
    for a in found:
        assert a.method is TopicMethod.LABEL
        assert text_of[a.target][a.start : a.end] == a.evidence


def test_a_passage_is_linked_the_same_whatever_other_talks_there_are(linker: TopicLinker) -> None:
    passages, vectors = _passages(), _ENCODER.encode(_TEXTS)
    together = linker.link(passages, vectors)
    alone = [a for i, p in enumerate(passages) for a in linker.link([p], vectors[i : i + 1])]
    assert [(a.target, a.topic, a.method) for a in together] == [
        (a.target, a.topic, a.method) for a in alone
    ]
    np.testing.assert_allclose(
        [a.confidence for a in together], [a.confidence for a in alone], atol=2e-4
    )


def test_no_passages_no_assignments(linker: TopicLinker) -> None:
    assert linker.link([], np.zeros((0, _ENCODER.dimension), dtype=np.float32)) == ()


def test_phrases_are_found_by_both_at_the_same_places() -> None:
    passages, vectors = _passages(), _ENCODER.encode(_TEXTS)
    plain = {
        (a.target, a.topic): (a.start, a.end)
        for a in LabelLinker(_VOCABULARY).link(passages, vectors)
    }
    real = {
        (a.target, a.topic): (a.start, a.end) for a in _skos(_VOCABULARY).link(passages, vectors)
    }
    assert real.items() <= plain.items()
    assert (
        "https://example.org/p/1",
        "https://example.org/t/kiln",
    ) in real  # the phrase "pottery oven"


def test_a_near_topic_is_surer_than_a_far_one_for_the_same_label() -> None:
    passage = Passage(
        iri="p", kind=PassageKind.POST, talk="t", text="the loom and something else altogether"
    )
    linker = _skos(_VOCABULARY)
    near = _ENCODER.encode(["Weaving loom threads cloth"])
    far = -near
    (close,) = [a for a in linker.link([passage], near) if a.method is TopicMethod.LABEL]
    distant = [a for a in linker.link([passage], far) if a.method is TopicMethod.LABEL]
    assert not distant or distant[0].confidence < close.confidence
    assert close.confidence > 0.7
