"""Makes what fails smaller for as long as it fails the same way."""

from collections.abc import Callable


def smallest(data: bytes, fails: Callable[[bytes], bool], most: int = 3000) -> bytes:
    """Leave out parts, the large ones first, while what is left fails; try so often at most."""
    tries = 0
    length = max(1, len(data) // 2)
    while length and tries < most:
        place, shorter = 0, False
        while place < len(data) and tries < most:
            tries += 1
            less = data[:place] + data[place + length :]
            if fails(less):
                data, shorter = less, True
            else:
                place += length
        if not shorter or length > 1:
            length //= 2
    return data
