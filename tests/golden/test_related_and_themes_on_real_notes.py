"""Related talks and themes on the real notes, against the judgements made by reading them.

The floors are those of plain baselines on the same notes: 0.66 nDCG@5 for mean vectors, and
0.53 best-match F1 for passages near to the bare names of topics.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.config import PACKAGED_MODEL
from talkgraph.index.encoders import open_encoder
from talkgraph.model import Passage, Session, Talk, TalkKey, TalkRecord, Theme
from talkgraph.names import Names, slug
from talkgraph.notes import MarkdownNotes
from talkgraph.passages import passages_of
from talkgraph.protocols import Encoder
from talkgraph.resources import ontology_file
from talkgraph.retrieval.related import RelatedTalks
from talkgraph.retrieval.themes import find_themes
from talkgraph.topics import SkosLinker, read_vocabulary, talk_topics

_NAMES = Names()


class _Remembering:
    """An encoder that encodes no text twice."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}
        self.name, self.dimension = encoder.name, encoder.dimension
        self.fingerprint = encoder.fingerprint

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = sorted(set(texts) - self._known.keys(), key=lambda text: (len(text), text))
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True)
class _Answers:
    """The answers over some files, with talks called `file#anchor` as in the judgements."""

    called: dict[str, str]
    related: RelatedTalks
    themes: tuple[Theme, ...]

    def talks(self, theme: Theme) -> set[str]:
        return {self.called[member.talk] for member in theme.members}


def _answers(files: Sequence[Path], encoder: Encoder) -> _Answers:
    topics = read_vocabulary(ontology_file("topics.ttl"))
    called: dict[str, str] = {}
    passages: list[Passage] = []
    records: list[TalkRecord] = []
    for path in files:
        event = MarkdownNotes().read(path, path.name).event
        assert event is not None
        passages += passages_of(event, _NAMES)
        parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
        for part in parts:
            key = TalkKey(event=event.slug, talk=part.key)
            is_talk = isinstance(part, Talk)
            iri = _NAMES.talk(key) if is_talk else _NAMES.session(key)
            called[iri] = f"{path.stem}#{part.key}"
            records.append(
                TalkRecord(
                    iri=iri,
                    name=str(key),
                    title=part.title,
                    event=_NAMES.event(event.slug),
                    event_name=event.name,
                    is_talk=is_talk,
                    speakers=tuple((_NAMES.person(slug(s.name)), s.name) for s in part.speakers),
                    work=_NAMES.work(slug(part.title)) if is_talk else None,
                )
            )
    vectors = encoder.encode([passage.text for passage in passages])
    assignments = SkosLinker(topics, encoder).link(passages, vectors)
    of_talks: dict[str, dict[str, float]] = {}
    for each in talk_topics(passages, assignments):
        of_talks.setdefault(each.target, {})[each.topic] = each.confidence
    records = [replace(record, topics=of_talks.get(record.iri, {})) for record in records]
    return _Answers(
        called=called,
        related=RelatedTalks(passages, records, vectors),
        themes=find_themes(passages, records, vectors, topics, assignments),
    )


@pytest.fixture(scope="module")
def corpus_folder() -> Path:
    folder = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the real notes (../shared/corpus) are not on this machine")
    return folder


@pytest.fixture(scope="module")
def judgements(corpus_folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (corpus_folder / "gold" / "notes.json").read_text(encoding="utf-8")
    )
    return found


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return _Remembering(open_encoder(PACKAGED_MODEL))


@pytest.fixture(scope="module")
def answers(corpus_folder: Path, encoder: Encoder) -> _Answers:
    return _answers(sorted((corpus_folder / "notes").glob("*.md")), encoder)


def test_related_talks_are_those_that_a_reader_names(
    answers: _Answers, judgements: dict[str, Any]
) -> None:
    iris = {name: iri for iri, name in answers.called.items()}
    gains = []
    for question in judgements["related"]:
        grades = question["related"]
        found = answers.related.related(iris[question["talk"]], 5)
        got = [grades.get(answers.called[f.talk], 0) for f in found]
        gains.append(_gain(got) / _gain(sorted(grades.values(), reverse=True)[:5]))
    assert sum(gains) / len(gains) >= 0.75


def test_repeats_are_marked(answers: _Answers, judgements: dict[str, Any]) -> None:
    iris = {name: iri for iri, name in answers.called.items()}
    for question in judgements["related"]:
        for found in answers.related.related(iris[question["talk"]], 10):
            same = answers.called[found.talk].split("#")[1] == question["talk"].split("#")[1]
            assert not found.repeat or same


def test_themes_are_those_that_a_reader_names(
    answers: _Answers, judgements: dict[str, Any]
) -> None:
    best = [
        max(_f1(answers.talks(theme), set(judged["talks"])) for theme in answers.themes)
        for judged in judgements["themes"]
    ]
    assert sum(best) / len(best) >= 0.55
    assert len(answers.themes) <= 40


def test_the_notes_of_one_event_already_have_themes_that_cross_talks(
    corpus_folder: Path, answers: _Answers, encoder: Encoder
) -> None:
    alone = _answers([corpus_folder / "notes" / "devopsdays-hartford-2019.md"], encoder)
    talks = {theme.name: {t.split("#")[1] for t in alone.talks(theme)} for theme in alone.themes}
    on_call = [found for name, found in talks.items() if "on-call" in name.casefold()]
    practice = [found for name, found in talks.items() if {"game", "chaos"} & _words(name)]
    assert any({"can", "stratton"} <= found for found in on_call)
    assert any("yee" in found and len(found) > 1 for found in practice)
    assert sum(1 for found in talks.values() if "stratton" in found) >= 2


def _words(name: str) -> set[str]:
    return set(name.casefold().split())


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _f1(left: set[str], right: set[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right))
