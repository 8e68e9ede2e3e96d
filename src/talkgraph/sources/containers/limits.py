"""How much of an archive is read, and the error that says that it is too much or broken."""

from typing import Final

LARGEST_MEMBER: Final = 1 << 30
"""The most bytes that one file in an archive may have: networks cut posts at a tenth of this."""

LARGEST_UNPACKED: Final = 8 << 30
"""The most bytes that are unpacked of one archive: those of posts hold pictures and films too."""

MOST_MEMBERS: Final = 200_000
"""The most entries of an archive: twenty years of a busy account have some ten thousand."""

LARGEST_DIRECTORY: Final = 16 << 20
"""The most bytes of a zip's table of contents, which is read into memory whole."""

LARGEST_HEADER: Final = 1 << 20
"""The most bytes of a tar's entry that are read at once: names, and what else is said of it."""

LARGEST_DICTIONARY: Final = 256 << 20
"""The most memory that unpacking `.xz` may take; its strongest usual setting takes 65 MB."""

HIGHEST_RATIO: Final = 200
"""How many times larger than packed what is unpacked may be: posts and programmes shrink to a
tenth, and nothing but a text made for it to less than a two-hundredth."""

NO_RATIO_BELOW: Final = 16 << 20
"""The bytes up to which any ratio will do, for little harm comes of little."""

IN_MEMORY: Final = 16 << 20
"""The most bytes of unpacked files that stay in memory before they go to a temporary file."""

CHUNK: Final = 1 << 16
"""How many bytes are copied at a time."""


class ArchiveError(OSError):
    """An archive, or a file in it, that cannot be read; the message is the reason and a remedy.

    It is an `OSError`, so that whoever opens a file needs to know of no other.
    """


class ArchiveBroken(ArchiveError):
    """The bytes are not what they should be: what was read before is as good as it was."""


class ArchiveTooLarge(ArchiveError):
    """There is more of it than is read: nothing of it is to be trusted."""


def megabytes(size: int) -> str:
    """Return a number of bytes for people.

    >>> megabytes(8 << 30)
    '8,192 MB'
    """
    return f"{size >> 20:,} MB"


def refuse_ratio(packed: int, unpacked: int) -> None:
    """Raise `ArchiveTooLarge` if more comes out of so few bytes than ever does of real files."""
    if unpacked > max(NO_RATIO_BELOW, HIGHEST_RATIO * packed):
        raise ArchiveTooLarge(
            f"it unpacks to more than {HIGHEST_RATIO} times its size, which real notes and posts"
            " never do; unpack it yourself if you trust it, and give the folder"
        )
