"""Sets of words, written as running text."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(word_set("inc ltd"))
    ['inc', 'ltd']
    """
    return frozenset(text.split())
