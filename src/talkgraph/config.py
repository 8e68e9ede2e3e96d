"""The settings of a build, read once at the edge and passed down as a value."""

from dataclasses import dataclass
from typing import Final

from talkgraph.names import DEFAULT_BASE

PACKAGED_MODEL: Final = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What decides the content of a knowledge base, beside the notes themselves.

    `base_iri` ends in ``/`` or ``#``. `model` is ``all-MiniLM-L6-v2`` (packaged), a
    sentence-transformers folder on disk, the name of an installed model, or ``hashing`` (the
    plain encoder, without a model). `language` chooses the stemmer of the lexical index.
    """

    base_iri: str = DEFAULT_BASE
    model: str = PACKAGED_MODEL
    language: str = "english"
