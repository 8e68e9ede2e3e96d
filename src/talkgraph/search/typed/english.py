"""The words of English: what a dictionary has is no mistake, though no text and no model has it."""

from functools import cache
from importlib.resources import files
from typing import Final

ENGLISH: Final = "english"
# Words with their counts, one a line; symspellpy documents the file by this name.
_PACKAGE: Final = "symspellpy"
_FILE: Final = "frequency_dictionary_en_82_765.txt"


@cache
def english_words() -> frozenset[str]:
    """Return some 80,000 words, inflected forms among them; read once, in about 50 ms.

    >>> {"routers", "snoring"} <= english_words(), "saftey" in english_words()
    (True, False)
    """
    text = files(_PACKAGE).joinpath(_FILE).read_text(encoding="utf-8-sig")
    return frozenset(line.partition(" ")[0] for line in text.splitlines())
