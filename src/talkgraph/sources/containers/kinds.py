"""What holds other files, told by its first bytes: a zip, a tar, or one packed file."""

import bz2
import gzip
import lzma
import tarfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from talkgraph.sources.containers.limits import LARGEST_DICTIONARY
from talkgraph.sources.formats import ending_of


class Holder(StrEnum):
    """The forms in which a file holds others."""

    ZIP = "zip"
    TAR = "tar"
    PACKED = "packed file"


class Packing(StrEnum):
    """How a whole file is packed; the value is the ending that it then has."""

    NONE = ""
    GZIP = ".gz"
    BZIP2 = ".bz2"
    XZ = ".xz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a file is that holds others."""

    holder: Holder
    packing: Packing = Packing.NONE


ENDINGS: Final = frozenset(
    {".zip", ".tar", ".gz", ".bz2", ".xz", ".tgz", ".taz", ".tbz", ".tbz2", ".txz"}
)
"""The endings of files that are opened to see whether they hold others."""

_DOCUMENTS: Final = frozenset(
    {
        *(".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".epub", ".pages", ".key", ".numbers"),
        *(".jar", ".apk", ".whl", ".egg", ".xpi", ".npz", ".kmz", ".svgz", ".sketch"),
    }
)
_OTHERS: Final = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd"),
    (b"\x1f\x9d", "packed by compress"),
    (b"LZIP", "packed by lzip"),
)
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PACKED: Final = (
    (b"\x1f\x8b", Packing.GZIP),
    (b"BZh", Packing.BZIP2),
    (b"\xfd7zXZ\x00", Packing.XZ),
)
_TAR_ENDINGS: Final = (".tgz", ".taz", ".tbz", ".tbz2", ".txz")
_BLOCK: Final = 512
_HEAD: Final = 1 << 13


def may_hold_files(name: str) -> bool:
    """Tell by its name whether a file in a folder is opened to see if it holds others."""
    return ending_of(name) in ENDINGS


def name_unpacked(name: str) -> str:
    """Return the name that a packed file has when it is unpacked.

    >>> name_unpacked("2031/schedule.xml.gz"), name_unpacked("lamps")
    ('2031/schedule.xml', 'lamps')
    """
    ending = ending_of(name)
    return name[: -len(ending)] if ending in {each.value for each in Packing if each} else name


def name_as_folder(name: str) -> str:
    """Return the name that an archive's folder would have.

    >>> name_as_folder("HarbourConf 2031.tar.gz"), name_as_folder("tides.TGZ")
    ('HarbourConf 2031', 'tides')
    """
    bare = name_unpacked(name)
    return bare[: -len(ending_of(bare))] if may_hold_files(bare) else bare


def kind_of(path: Path) -> Kind | None:
    """Return how a file holds others, if it does. Raises `OSError` if it cannot be opened.

    Documents that are zips inside (`.docx`, `.epub`) are known by their names and hold none.
    """
    if ending_of(path.name) in _DOCUMENTS:
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        return Kind(holder=Holder.ZIP)
    packing = next((packing for magic, packing in _PACKED if head.startswith(magic)), None)
    if packing is None:
        return Kind(holder=Holder.TAR) if _is_tar(head, path.name) else None
    inside = path.name.lower().endswith(_TAR_ENDINGS) or _is_tar(
        _beginning(head, packing), name_unpacked(path.name)
    )
    return Kind(holder=Holder.TAR if inside else Holder.PACKED, packing=packing)


def other_archive(head: bytes) -> str | None:
    """Name what a file is that holds others, as its first bytes tell, but is never opened."""
    return next((what for magic, what in _OTHERS if head.startswith(magic)), None)


def is_archive(head: bytes) -> bool:
    """Tell by its first bytes whether a file holds others, be it one that is opened or not."""
    packed = tuple(magic for magic, _ in _PACKED)
    return head.startswith((*_ZIP, *packed)) or other_archive(head) is not None


def _is_tar(head: bytes, name: str) -> bool:
    """Tell a tar by the checksum of its first entry, which old ones without a magic have too."""
    if ending_of(name) == ".tar":
        return True
    try:
        tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def _beginning(head: bytes, packing: Packing) -> bytes:
    """Unpack no more than the first block of a packed file."""
    try:
        if packing is Packing.GZIP:
            return zlib.decompressobj(wbits=31).decompress(head, _BLOCK)
        if packing is Packing.BZIP2:
            return bz2.BZ2Decompressor().decompress(head, _BLOCK)
        return lzma.LZMADecompressor(memlimit=LARGEST_DICTIONARY).decompress(head, _BLOCK)
    except (zlib.error, gzip.BadGzipFile, OSError, lzma.LZMAError, EOFError, ValueError):
        return b""
