"""What search needs to know of every passage and talk, worked out once and mapped.

===================  ==========================================================================
columns/             content; a passage or talk is its place in the table
===================  ==========================================================================
kinds.npy            uint8: what each passage is, as its place among the kinds
talks.npy            int64: the talk of each passage
before, after.npy    int64: what was said, or announced, before and after each passage, or -1
lengths.npy          float32: how long each passage is among its like
repeats.npy          bool: quotes whose words stand in a post or note of the same talk
announcing.npy       bool: posts and notes that do no more than announce their talk
titles.npy           int64: the passage that is the title of each talk, or -1
given.npy            uint8: of each talk 1 if it is one, plus 2 if it was cancelled
topics.jsonl         the topics that talks have
topic-talks.npy      int64: of each topic of each talk, the talk,
topic-places.npy     int64: the topic, as its place in topics.jsonl,
topic-shares.npy     float32: and how sure it is
===================  ==========================================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from talkgraph.errors import unreadable
from talkgraph.model import Passage, PassageKind, TalkRecord
from talkgraph.model.passages import SPOKEN
from talkgraph.search.announcing import announcing
from talkgraph.search.files import load_array, load_lines, save_array, save_lines
from talkgraph.search.scores import standardise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.search.scores import Floats, Mask, Positions

FOLDER: Final = "columns"
KINDS: Final = tuple(PassageKind)
_TOPICS: Final = "topics.jsonl"
_IS_TALK, _IS_CANCELLED = 1, 2
_OF_PASSAGES: Final = {
    "kinds": "uint8",
    "talks": "int64",
    "before": "int64",
    "after": "int64",
    "lengths": "float32",
    "repeats": "bool",
    "announcing": "bool",
}
_OF_TALKS: Final = {"titles": "int64", "given": "uint8"}
_OF_TOPICS: Final = {"topic_talks": "int64", "topic_places": "int64", "topic_shares": "float32"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns, as above; of passages of shape (passages,), of talks (talks,)."""

    kinds: "NDArray[np.uint8]"
    talks: "Positions"
    before: "Positions"
    after: "Positions"
    lengths: "Floats"
    repeats: "Mask"
    announcing: "Mask"
    titles: "Positions"
    given: "NDArray[np.uint8]"
    topics: tuple[str, ...]
    topic_talks: "Positions"
    topic_places: "Positions"
    topic_shares: "Floats"

    @classmethod
    def of(cls, passages: Sequence[Passage], records: Sequence[TalkRecord]) -> Self:
        """Work the columns out; every passage's talk is among the records."""
        row = {record.iri: number for number, record in enumerate(records)}
        announced = np.array([p.kind is PassageKind.ABSTRACT for p in passages], dtype=bool)
        before, after = _neighbours(passages)
        titles = np.full(len(records), -1, dtype=np.int64)
        for place, passage in enumerate(passages):
            if passage.kind is PassageKind.TALK and passage.iri in row:
                titles[row[passage.iri]] = place
        topics = tuple(sorted({topic for record in records for topic in record.topics}))
        place_of = {topic: place for place, topic in enumerate(topics)}
        entries = [
            (number, place_of[topic], share)
            for number, record in enumerate(records)
            for topic, share in sorted(record.topics.items())
        ]
        return cls(
            kinds=np.array([KINDS.index(p.kind) for p in passages], dtype=np.uint8),
            talks=np.array([row[p.talk] for p in passages], dtype=np.int64),
            before=before,
            after=after,
            lengths=_lengths(passages, announced),
            repeats=_repeats(passages),
            announcing=announcing(passages, records),
            titles=titles,
            given=np.array(
                [_IS_TALK * r.is_talk + _IS_CANCELLED * r.is_cancelled for r in records],
                dtype=np.uint8,
            ),
            topics=topics,
            topic_talks=np.array([talk for talk, _, _ in entries], dtype=np.int64),
            topic_places=np.array([place for _, place, _ in entries], dtype=np.int64),
            topic_shares=np.array([share for _, _, share in entries], dtype=np.float32),
        )

    @property
    def is_talk(self) -> "Mask":
        """Which records are of talks; shape (talks,)."""
        return np.asarray(self.given & _IS_TALK != 0)

    @property
    def is_cancelled(self) -> "Mask":
        """Which records are of what was cancelled; shape (talks,)."""
        return np.asarray(self.given & _IS_CANCELLED != 0)

    @property
    def is_abstract(self) -> "Mask":
        """Which passages were announced; shape (passages,)."""
        return np.asarray(self.kinds == KINDS.index(PassageKind.ABSTRACT))

    def confidences(self, columns: Mapping[str, int]) -> "Floats":
        """Return how sure each topic of each talk is: shape (talks, columns).

        `columns` gives the topics their columns; other topics have none.
        """
        table = np.zeros((len(self.given), len(columns)), dtype=np.float32)
        known = np.array([columns.get(topic, -1) for topic in self.topics], dtype=np.int64)
        places = known[self.topic_places]
        there = places >= 0
        table[self.topic_talks[there], places[there]] = self.topic_shares[there]
        return table

    def save(self, folder: Path) -> None:
        """Write them into a new folder."""
        folder.mkdir()
        for name, kind in (_OF_PASSAGES | _OF_TALKS | _OF_TOPICS).items():
            save_array(_file(folder, name), getattr(self, name), kind)
        save_lines(folder / _TOPICS, self.topics)

    @classmethod
    def load(cls, folder: Path, passages: int, talks: int) -> Self:
        """Map what `save` wrote of so many passages and talks.

        Raises `KnowledgeBaseDamaged`, naming the file, if it is not of these.
        """
        topics = tuple(load_lines(folder / _TOPICS, str))
        arrays: dict[str, NDArray[Any]] = {}
        entries: int | None = None
        for kinds, count in ((_OF_PASSAGES, passages), (_OF_TALKS, talks), (_OF_TOPICS, entries)):
            for name, kind in kinds.items():
                arrays[name] = np.asarray(load_array(_file(folder, name), kind, 1))
                count = len(arrays[name]) if count is None else count
                if len(arrays[name]) != count:
                    raise unreadable(_file(folder, name), f"it is not of {count} rows")
        bounds = {"talks": talks, "before": passages, "after": passages, "titles": passages}
        bounds |= {"topic_talks": talks, "topic_places": len(topics), "kinds": len(KINDS)}
        for name, bound in bounds.items():
            if len(arrays[name]) and int(arrays[name].max()) >= bound:
                raise unreadable(_file(folder, name), "it names what is not there")
        return cls(topics=topics, **arrays)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name.replace('_', '-')}.npy"


def _lengths(passages: Sequence[Passage], announced: "Mask") -> "Floats":
    """Return how long each passage is among its like: what is written beforehand is longer."""
    lengths = np.log1p(np.array([len(p.text.split()) for p in passages], dtype=np.float32))
    found = np.zeros_like(lengths)
    for mask in (announced, ~announced):
        found[mask] = standardise(lengths[mask])
    return found


def _neighbours(passages: Sequence[Passage]) -> "tuple[Positions, Positions]":
    """Return the position of what was said, or announced, before and after each passage, or -1."""
    before = np.full(len(passages), -1, dtype=np.int64)
    after = before.copy()
    last: dict[tuple[str, bool], int] = {}
    for position, passage in enumerate(passages):
        said = passage.kind in SPOKEN
        if said or passage.kind is PassageKind.ABSTRACT:
            previous = last.get((passage.talk, said), -1)
            before[position] = previous
            if previous >= 0:
                after[previous] = position
            last[passage.talk, said] = position
    return before, after


def _repeats(passages: Sequence[Passage]) -> "Mask":
    """Tell which passages are quotes whose words stand in a post or note of the same talk."""
    quoting = {passage.talk for passage in passages if passage.kind is PassageKind.QUOTE}
    told: dict[str, list[str]] = {}
    for passage in passages:
        if passage.talk in quoting and passage.kind in SPOKEN:
            told.setdefault(passage.talk, []).append(_plain(passage.text))
    return np.array(
        [
            passage.kind is PassageKind.QUOTE
            and any(_plain(passage.text) in text for text in told.get(passage.talk, ()))
            for passage in passages
        ],
        dtype=bool,
    )


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
