"""Keeps the passages, the talks they are in and their vectors in plain files.

==================  ===========================================================================
file                content
==================  ===========================================================================
passages.jsonl      one passage a line, in the order of the vectors' rows
talks.jsonl         what search knows of each talk and session, one a line
vectors.npy         float32, one row per passage
vectors.jsonl       the digest of the text that each row is the vector of
topic-vectors.npy   float32, one row per topic; with a list of digests as above
==================  ===========================================================================
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.model import Passage, PassageKind, TalkRecord

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PASSAGES: Final = "passages.jsonl"
TALKS: Final = "talks.jsonl"
VECTORS: Final = "vectors.npy"
TOPIC_VECTORS: Final = "topic-vectors.npy"
_NPY_HEADER: Final = 128

T = TypeVar("T")


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal: what its vector is known by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def write_table(folder: Path, passages: Sequence[Passage], records: Sequence[TalkRecord]) -> None:
    """Write passages and talk records, in their order; equal values give equal bytes."""
    _write_lines(folder / PASSAGES, map(_passage_fields, passages))
    _write_lines(folder / TALKS, map(_record_fields, records))


def read_table(folder: Path) -> tuple[tuple[Passage, ...], tuple[TalkRecord, ...]]:
    """Read what `write_table` wrote; raises `KnowledgeBaseDamaged`, naming file and line."""
    return (
        tuple(_read_lines(folder / PASSAGES, _passage)),
        tuple(_read_lines(folder / TALKS, _record)),
    )


def write_vectors(
    folder: Path, vectors: "NDArray[np.float32]", texts: Sequence[str], name: str = VECTORS
) -> None:
    """Write one vector per text: float32 of shape (len(texts), dimension)."""
    import numpy as np

    if len(vectors) != len(texts):
        raise ValueError(f"{len(vectors)} vectors for {len(texts)} texts")
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    np.save(folder / name, rows, allow_pickle=False)
    _write_lines(_digests(folder / name), map(text_digest, texts))


def read_vectors(folder: Path, name: str = VECTORS) -> "NDArray[np.float32]":
    """Return the vectors, mapped from the file: float32 of shape (passages, dimension).

    Raises `KnowledgeBaseDamaged` if the file is missing or holds anything else.
    """
    import numpy as np

    path = folder / name
    try:
        # Mapped, unless there is nothing behind the header to map.
        mode: Literal["r"] | None = "r" if path.stat().st_size > _NPY_HEADER else None
        vectors: NDArray[np.float32] = np.load(path, mmap_mode=mode, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path, error) from error
    if vectors.ndim != 2 or vectors.dtype != np.float32:
        raise _damaged(path, f"{vectors.dtype} of {vectors.ndim} dimensions")
    return vectors


def known_vectors(folder: Path) -> "Mapping[str, NDArray[np.float32]]":
    """Return the vectors by the digests of their texts, for a later build to take over.

    Raises `KnowledgeBaseDamaged` if the files cannot be read or do not belong together.
    """
    known: dict[str, NDArray[np.float32]] = {}
    of_topics = [TOPIC_VECTORS] if (folder / TOPIC_VECTORS).exists() else []
    for name in (VECTORS, *of_topics):
        vectors = read_vectors(folder, name)
        path = _digests(folder / name)
        digests = tuple(_read_lines(path, str))
        if len(digests) != len(vectors):
            raise _damaged(path, f"{len(digests)} digests for {len(vectors)} vectors")
        known.update(zip(digests, vectors, strict=True))
    return known


def _digests(path: Path) -> Path:
    """Return where the digests of the texts are whose vectors are at `path`."""
    return path.with_suffix(".jsonl")


def _passage_fields(passage: Passage) -> Mapping[str, Any]:
    return {
        "iri": passage.iri,
        "kind": passage.kind.value,
        "talk": passage.talk,
        "text": passage.text,
    }


def _passage(fields: Mapping[str, Any]) -> Passage:
    return Passage(
        iri=_text(fields["iri"]),
        kind=PassageKind(fields["kind"]),
        talk=_text(fields["talk"]),
        text=_text(fields["text"]),
    )


def _record_fields(record: TalkRecord) -> Mapping[str, Any]:
    return {
        "iri": record.iri,
        "name": record.name,
        "title": record.title,
        "event": record.event,
        "event_name": record.event_name,
        "is_talk": record.is_talk,
        "date": record.date.isoformat() if record.date else None,
        "speakers": record.speakers,
        "topics": dict(record.topics),
        "mentions": record.mentions,
        "work": record.work,
    }


def _record(fields: Mapping[str, Any]) -> TalkRecord:
    return TalkRecord(
        iri=_text(fields["iri"]),
        name=_text(fields["name"]),
        title=_text(fields["title"]),
        event=_text(fields["event"]),
        event_name=_text(fields["event_name"]),
        is_talk=bool(fields["is_talk"]),
        date=dt.date.fromisoformat(fields["date"]) if fields["date"] else None,
        speakers=tuple((_text(iri), _text(name)) for iri, name in fields["speakers"]),
        topics={_text(iri): float(value) for iri, value in fields["topics"].items()},
        mentions=tuple(map(_text, fields["mentions"])),
        work=None if fields["work"] is None else _text(fields["work"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _write_lines(path: Path, values: Iterable[object]) -> None:
    with path.open("w", encoding="ascii", newline="\n") as file:
        for value in values:
            file.write(json.dumps(value, sort_keys=True) + "\n")


def _read_lines(path: Path, read: Callable[[Any], T]) -> Iterable[T]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise _damaged(path, error) from error
    for number, line in enumerate(lines, start=1):
        try:
            yield read(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(f"{path}:{number}", error) from error


def _damaged(place: Path | str, why: object) -> KnowledgeBaseDamaged:
    return KnowledgeBaseDamaged(f"{place}: cannot be read ({why}); build the knowledge base again")
