"""The few words that quotations need: verbs of saying, and what is a verb and no name."""

import re
from typing import Final

from talkgraph.words import word_set

SPEAKS: Final = (  # a pattern
    r"(?:says?|said|saying|tells?|told|telling|writes?|wrote|puts?|thinks?"
    r"|repl(?:y|ies|ied)"
    r"|(?:admit|answer|argue|ask|claim|comment|declare|describe|explain|insist|joke|note"
    r"|observe|quip|quote|remark|remind|repeat|respond|shout|tweet|warn|yell)"
    r"(?:s|d|ed|ped|ted|ing)?)\b"
)
_VERBS: Final = word_set("ask bet learn overheard say says take think")
_PLAIN_END: Final = re.compile(
    r"[\w-]{4,}(?<!e)(?<!fri)(?<!st)ed|\w{3,}(?:a[bl]|ant|ate|ed|ent|ib|ing|ive|ous|ual)ly"
)
# Names that end as a participle does.
_NAMES_IN_ED: Final = word_set(
    "ahmed alfred hamed jared javed khaled majed manfred mildred mohamed mohammed muhammed "
    "naveed rashed saeed sayed wilfred winifred"
)


def is_plain_word(word: str) -> bool:
    """Tell whether a single word, with a capital or not, is a verb or an adverb and no name.

    Participles and adverbs are told by their ends, but for the names that end so.

    >>> is_plain_word("Questioned"), is_plain_word("Apparently"), is_plain_word("Learn")
    (True, True, True)
    >>> is_plain_word("Jared"), is_plain_word("Halsted"), is_plain_word("Kelly")
    (False, False, False)
    """
    bare = word.casefold()
    if bare in _NAMES_IN_ED:
        return False
    return bare in _VERBS or _PLAIN_END.fullmatch(bare) is not None
