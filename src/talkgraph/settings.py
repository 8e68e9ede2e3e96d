"""The settings of a build, read once at the edge; and where the shipped vocabularies lie.

A wheel carries the vocabularies inside the package; a checkout keeps them in ``ontology/`` at
its top.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT_BASE: Final = "https://w3id.org/talkgraph/id/"
SHIPPED: Final = "shipped"
"""What the vocabulary that comes with talkgraph is called among others."""
PACKAGED_MODEL: Final = "all-MiniLM-L6-v2"

_PACKAGE: Final = Path(__file__).resolve().parent


def ontology_file(name: str) -> Path:
    """Return the path of what the ontology folder holds, such as ``shapes.ttl`` or ``topics``.

    Raises `FileNotFoundError` if the installation is incomplete.
    """
    for folder in (_PACKAGE / "ontology", _PACKAGE.parents[1] / "ontology"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(
        f"{name} is not among the files installed with talkgraph; install talkgraph again"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What the user says of the data set as a whole, in its title page's words.

    `license` and `homepage` are IRIs; those who made it (`creators`) and who publishes it are
    names, or IRIs. What nobody said is empty: no licence is ever supposed.
    """

    title: str = ""
    license: str = ""
    creators: tuple[str, ...] = ()
    publisher: str = ""
    description: str = ""
    homepage: str = ""


NO_IMPRINT: Final = Imprint()
UNLICENSED: Final = "no licence is stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What decides the content of a knowledge base, beside the notes themselves.

    `base_iri` ends in ``/`` or ``#``. `model` is ``all-MiniLM-L6-v2`` (packaged), a
    sentence-transformers folder on disk, the name of an installed model, or ``hashing`` (the
    plain encoder, without a model). `language` chooses the stemmer of the lexical index. `imprint`
    is what is said of the data set. With `keep_texts` the notes are kept in it as they are.
    """

    base_iri: str = DEFAULT_BASE
    model: str = PACKAGED_MODEL
    language: str = "english"
    imprint: Imprint = NO_IMPRINT
    keep_texts: bool = True
