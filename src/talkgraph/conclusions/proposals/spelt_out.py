"""Short forms that the texts spell out: "software bill of materials (SBOM)"."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from talkgraph.words import TITLE_STOP_WORDS, fold

_SHORT: Final = re.compile(r"\(([A-Z][A-Za-z]{0,4}[A-Z])s?\)")
_SPELT_OUT: Final = re.compile(rf"((?:[^\W\d_][\w'’]*[ -]){{2,8}}){_SHORT.pattern}")


def spelt_out(texts: Iterable[str]) -> dict[str, str]:
    """Return what short forms stand for, as most texts spell it out.

    >>> spelt_out(["We use a software bill of materials (SBOM).", "A large (BIG) thing"])
    {'SBOM': 'software bill of materials'}
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        if _SHORT.search(text) is None:  # looking for what may stand before it takes far longer
            continue
        for match in _SPELT_OUT.finditer(text):
            words = _with_initials(match[1].replace("-", " ").split(), fold(match[2]))
            if words:
                found[match[2]][" ".join(words)] += 1
    return {
        short: min(spelt, key=lambda each: (-spelt[each], each))
        for short, spelt in sorted(found.items())
    }


def _with_initials(words: Sequence[str], initials: str) -> Sequence[str]:
    """Return the last words whose initials these are; small words may be passed over."""
    left = list(initials)
    for place in range(len(words) - 1, -1, -1):
        word = fold(words[place])
        if left and word[0] == left[-1]:
            left.pop()
            if not left:
                return words[place:]
        elif word not in TITLE_STOP_WORDS:
            return ()
    return ()
