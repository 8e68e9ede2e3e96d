"""Finds the vocabulary files that come with talkgraph.

A wheel carries them inside the package; a checkout keeps them in ``ontology/`` at its top.
"""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def ontology_file(name: str) -> Path:
    """Return the path of a file of the ontology folder, such as ``shapes.ttl``.

    Raises `FileNotFoundError` if the installation is incomplete.
    """
    for folder in (_PACKAGE / "ontology", _PACKAGE.parents[1] / "ontology"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"{name} is not among the files installed with talkgraph; install talkgraph again"
    )
