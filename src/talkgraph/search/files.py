"""Values in plain files, written and read in one way: JSON, JSON Lines and NumPy arrays.

What cannot be read, or is not what it should be, is a `KnowledgeBaseDamaged` that names the file
and, in JSON Lines, the line; what the system does not allow to be read, a `KnowledgeBaseRefused`.
Equal values give equal bytes. Of the files of a generation, search owns these:

==================  ===========================================================================
file                content
==================  ===========================================================================
passages.jsonl      one passage a line, in the order of the vectors' rows (`stored.lines`)
talks.jsonl         what search knows of each talk and session, one a line
columns/            what search needs of all of them (`stored.columns`)
vectors.npy         float32, one row per passage
vectors.jsonl       the digest of the text that each row is the vector of
talk-vectors.npy    float32, one row per record of talks.jsonl; with a list of digests as above
topic-vectors.npy   float32, one row per topic; with a list of digests as above
similar.npy         int64, (pairs, 2): the places of the records of similar talks, by IRI
similarities.npy    float64: how similar those of each pair are
agreement.json      how far each similarity of talks agrees with the others
==================  ===========================================================================
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from talkgraph.errors import KnowledgeBaseDamaged, unreadable
from talkgraph.search.stored.lines import Lines, save_table
from talkgraph.search.stored.values import reader, value_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.model import Passage, TalkRecord

PASSAGES: Final = "passages.jsonl"
TALKS: Final = "talks.jsonl"
VECTORS: Final = "vectors.npy"
TALK_VECTORS: Final = "talk-vectors.npy"
SIMILAR: Final = "similar.npy"
SIMILARITIES: Final = "similarities.npy"
AGREEMENT: Final = "agreement.json"
TOPIC_VECTORS: Final = "topic-vectors.npy"
_NPY_HEADER: Final = 128

T = TypeVar("T")
Table = tuple[Sequence["Passage"], Sequence["TalkRecord"]]


# ── values ───────────────────────────────────────────────────────────────────────────────────


def save(path: Path, value: object) -> None:
    """Write a value made of dataclasses, enums, dates, tuples and mappings as indented JSON."""
    path.write_bytes(as_json(value))


def as_json(value: object) -> bytes:
    """Return what `save` writes."""
    from pydantic_core import to_json

    return to_json(value, indent=1) + b"\n"


def load(path: Path, kind: type[T]) -> T:
    """Read back what `save` wrote, as a value of the given type."""
    try:
        return value_of(kind, json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise KnowledgeBaseDamaged(f"{path} is missing; build the knowledge base again") from None
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, RecursionError) as error:
        raise KnowledgeBaseDamaged(f"{path}: {error}; build the knowledge base again") from None


def save_lines(path: Path, values: Iterable[object]) -> None:
    """Write one value a line, as JSON in ASCII."""
    from pydantic_core import to_jsonable_python

    with path.open("w", encoding="ascii", newline="\n") as file:
        for value in values:
            file.write(json.dumps(to_jsonable_python(value), sort_keys=True) + "\n")


def load_lines(path: Path, kind: type[T]) -> Iterator[T]:
    """Read back what `save_lines` wrote, line by line, as values of the given type."""
    read = reader(kind)
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise unreadable(path, error) from error
    for number, line in enumerate(lines, start=1):
        try:
            yield read(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise unreadable(f"{path}:{number}", error) from error


def write_table(
    folder: Path, passages: "Sequence[Passage]", records: "Sequence[TalkRecord]"
) -> None:
    """Write passages and talk records, in their order, and what search needs of all of them."""
    from talkgraph.search.stored.columns import FOLDER, Columns

    save_table(folder / PASSAGES, passages, passage_keys)
    save_table(folder / TALKS, records, record_keys)
    Columns.of(passages, records).save(folder / FOLDER)


def read_table(folder: Path) -> Table:
    """Map what `write_table` wrote: passages and talk records, each read when it is asked for."""
    from talkgraph.model import Passage, TalkRecord

    return (
        Lines(folder / PASSAGES, Passage, passage_keys),
        Lines(folder / TALKS, TalkRecord, record_keys),
    )


def passage_keys(passage: "Passage") -> tuple[str, ...]:
    """Return what a passage is found by."""
    return (passage.iri,)


def record_keys(record: "TalkRecord") -> tuple[str, ...]:
    """Return what a talk is found by: its IRI, and its name."""
    return (record.iri, record.name)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that whoever reads it sees as it was, or whole and on the disk.

    It takes the place of what had its name, of a link too. Raises `OSError`.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(temporary, flags, 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """Wait until a file, or what a folder names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ── arrays ───────────────────────────────────────────────────────────────────────────────────


def save_array(path: Path, array: "NDArray[Any]", kind: str) -> None:
    """Write an array as `kind`, such as ``float32``."""
    import numpy as np

    rows = np.ascontiguousarray(array, dtype=kind)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(rows))
        file.write(rows.data)  # NumPy would not say why it cannot


def load_array(path: Path, kind: str, dimensions: int) -> "NDArray[Any]":
    """Return the array of a file, mapped from it; of another kind or shape it is damaged."""
    import numpy as np

    try:
        # Mapped, unless there is nothing behind the header to map.
        mode: Literal["r"] | None = "r" if path.stat().st_size > _NPY_HEADER else None
        array: NDArray[Any] = np.load(path, mmap_mode=mode, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise unreadable(path, error) from error
    if array.ndim != dimensions or array.dtype != np.dtype(kind):
        raise unreadable(path, f"{array.dtype} of {array.ndim} dimensions")
    return array


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal: what its vector is known by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def write_digests(vectors: Path, digests: Iterable[str]) -> None:
    """Write, beside a file of vectors, the digests of the texts that they are of."""
    save_lines(_digests(vectors), digests)


def known_vectors(folder: Path) -> "Mapping[str, NDArray[np.float32]]":
    """Return the vectors by the digests of their texts, for a later build to take over."""
    known: dict[str, NDArray[np.float32]] = {}
    others = [folder / name for name in (TALK_VECTORS, TOPIC_VECTORS)]
    for path in (folder / VECTORS, *filter(Path.exists, others)):
        vectors = load_array(path, "float32", 2)
        digests = tuple(load_lines(_digests(path), str))
        if len(digests) != len(vectors):
            raise unreadable(_digests(path), f"{len(digests)} digests for {len(vectors)} vectors")
        known.update(zip(digests, vectors, strict=True))
    return known


def _digests(vectors: Path) -> Path:
    return vectors.with_suffix(".jsonl")
