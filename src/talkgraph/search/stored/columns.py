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
iris.jsonl           the talks
events.jsonl         the events of talks
of-events.npy        int64: the event of each talk, as its place in events.jsonl
begun, ended.npy     int64: between which days it was given, as ordinals; 0 if that is not told
speakers.jsonl       the people who speak
speaker-talks.npy    int64: of each speaker of each talk, the talk,
speaker-places.npy   int64: and the speaker, as the place in speakers.jsonl
topics.jsonl         the topics that talks have
topic-talks.npy      int64: of each topic of each talk, the talk,
topic-places.npy     int64: the topic, as its place in topics.jsonl,
topic-shares.npy     float32: and how sure it is
===================  ==========================================================================
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from talkgraph.errors import unreadable
from talkgraph.model import Passage, PassageKind, TalkRecord
from talkgraph.model.passages import ABOUT_FROM, SPOKEN
from talkgraph.model.queries import Filters
from talkgraph.search.announcing import announcing
from talkgraph.search.files import load_array, save_array, save_lines
from talkgraph.search.scores import standardise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.search.scores import Floats, Mask, Positions

FOLDER: Final = "columns"
KINDS: Final = tuple(PassageKind)
_IS_TALK, _IS_CANCELLED = 1, 2
_EPOCH_YEAR: Final = 1970
_EPOCH: Final = date(_EPOCH_YEAR, 1, 1).toordinal()
_OF_PASSAGES: Final = {
    "kinds": "uint8",
    "talks": "int64",
    "before": "int64",
    "after": "int64",
    "lengths": "float32",
    "repeats": "bool",
    "announcing": "bool",
}
_OF_TALKS: Final = {
    "titles": "int64",
    "given": "uint8",
    "of_events": "int64",
    "begun": "int64",
    "ended": "int64",
}
_LISTS: Final = ("iris", "events", "speakers", "topics")
_OF_SPEAKERS: Final = {"speaker_talks": "int64", "speaker_places": "int64"}
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
    iris: tuple[str, ...]
    events: tuple[str, ...]
    of_events: "Positions"
    begun: "Positions"
    ended: "Positions"
    speakers: tuple[str, ...]
    speaker_talks: "Positions"
    speaker_places: "Positions"
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
        events = tuple(sorted({record.event for record in records}))
        event_of = {event: place for place, event in enumerate(events)}
        days = [_days(record) for record in records]
        speakers = tuple(sorted({iri for record in records for iri, _ in record.speakers}))
        speaking = {iri: place for place, iri in enumerate(speakers)}
        spoke = [
            (number, speaking[iri])
            for number, record in enumerate(records)
            for iri in dict(record.speakers)
        ]
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
            iris=tuple(row),
            events=events,
            of_events=np.array([event_of[record.event] for record in records], dtype=np.int64),
            begun=np.array([first for first, _ in days], dtype=np.int64),
            ended=np.array([last for _, last in days], dtype=np.int64),
            speakers=speakers,
            speaker_talks=np.array([talk for talk, _ in spoke], dtype=np.int64),
            speaker_places=np.array([place for _, place in spoke], dtype=np.int64),
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

    @property
    def years(self) -> "Positions":
        """In which year each talk was given; 0 if that is not told; shape (talks,)."""
        days = (np.maximum(self.begun, 1) - _EPOCH).astype("datetime64[D]")
        years = days.astype("datetime64[Y]").astype(np.int64) + _EPOCH_YEAR
        return np.asarray(np.where(self.begun > 0, years, 0))

    def about(self, topic: str) -> "Positions":
        """Return the talks and sessions that are said to be about a topic (an IRI), shape (n,).

        The surest come first, then those of the first IRIs.
        """
        if topic not in self.topics:
            return np.zeros(0, dtype=np.int64)
        having = self.topic_places == self.topics.index(topic)
        having &= self.topic_shares >= np.float32(ABOUT_FROM)
        shares = self.topic_shares[having].tolist()
        found = sorted(
            (-share, self.iris[row], row)
            for share, row in zip(shares, self.topic_talks[having].tolist(), strict=True)
        )
        those = (row for _, iri, row in found if iri != self.events[self.of_events[row]])
        return np.fromiter(those, dtype=np.int64)

    def passing(self, filters: Filters) -> "Mask":
        """Tell which talks pass filters, whatever their passages are; shape (talks,)."""
        mask = np.ones(len(self.iris), dtype=bool)
        if filters.talks:
            mask &= np.array([iri in filters.talks for iri in self.iris], dtype=bool)
        if filters.events:
            wanted = np.array([event in filters.events for event in self.events], dtype=bool)
            mask &= wanted[self.of_events]
        for wanted_of, known, places, talks in (
            (filters.speakers, self.speakers, self.speaker_places, self.speaker_talks),
            (filters.topics, self.topics, self.topic_places, self.topic_talks),
        ):
            if wanted_of:
                wanted = np.array([each in wanted_of for each in known], dtype=bool)
                having = np.zeros(len(self.iris), dtype=bool)
                having[talks[wanted[places]]] = True
                mask &= having
        if filters.since is not None or filters.until is not None:
            mask &= self.begun > 0
        if filters.since is not None:
            mask &= self.ended >= filters.since.toordinal()
        if filters.until is not None:
            mask &= self.begun <= filters.until.toordinal()
        return mask

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
        for name, kind in (_OF_PASSAGES | _OF_TALKS | _OF_SPEAKERS | _OF_TOPICS).items():
            save_array(_file(folder, name), getattr(self, name), kind)
        for name in _LISTS:
            save_lines(folder / f"{name}.jsonl", getattr(self, name))

    @classmethod
    def load(cls, folder: Path, passages: int, talks: int) -> Self:
        """Map what `save` wrote of so many passages and talks.

        Raises `KnowledgeBaseDamaged`, naming the file, if it is not of these.
        """
        iris, events, speakers, topics = (_texts(folder / f"{name}.jsonl") for name in _LISTS)
        if len(iris) != talks:
            raise unreadable(folder / "iris.jsonl", f"it is not of {talks} rows")
        arrays: dict[str, NDArray[Any]] = {}
        counts = (passages, talks, None, None)  # how many entries there are, the files tell
        groups = (_OF_PASSAGES, _OF_TALKS, _OF_SPEAKERS, _OF_TOPICS)
        for kinds, count in zip(groups, counts, strict=True):
            for name, kind in kinds.items():
                arrays[name] = np.asarray(load_array(_file(folder, name), kind, 1))
                count = len(arrays[name]) if count is None else count
                if len(arrays[name]) != count:
                    raise unreadable(_file(folder, name), f"it is not of {count} rows")
        bounds = {"talks": talks, "before": passages, "after": passages, "titles": passages}
        bounds |= {"of_events": len(events), "speaker_talks": talks}
        bounds |= {
            "speaker_places": len(speakers),
            "topic_talks": talks,
            "topic_places": len(topics),
            "kinds": len(KINDS),
        }
        for name, bound in bounds.items():
            if len(arrays[name]) and int(arrays[name].max()) >= bound:
                raise unreadable(_file(folder, name), "it names what is not there")
        return cls(iris=iris, events=events, speakers=speakers, topics=topics, **arrays)


def _texts(path: Path) -> tuple[str, ...]:
    """Return the texts of a file of one a line; all at once, for there is one for each talk."""
    try:
        told = json.loads(b"[" + b",".join(path.read_bytes().splitlines()) + b"]")
    except (OSError, ValueError, RecursionError) as error:
        raise unreadable(path, error) from error
    if not all(type(each) is str for each in told):
        raise unreadable(path, "it is not of texts alone")
    return tuple(told)


def _days(record: TalkRecord) -> tuple[int, int]:
    if record.dates is None:
        return 0, 0
    first, last = record.dates
    return first.toordinal(), last.toordinal()


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
