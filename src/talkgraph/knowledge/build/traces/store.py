"""Copies the store of a former generation, in which a build then changes what differs.

Copied and not linked: a file of two names is damaged under both, and the former generation is what
answers where the new one turns out to be damaged.
"""

import shutil
from pathlib import Path

from talkgraph.knowledge.generation import GRAPH, Generation, file_digest


def copied_store(generation: Generation, folder: Path) -> bool:
    """Copy a generation's store to a new folder; tell whether the copy is what was built.

    If it is not, there is no folder. Raises `OSError` where it cannot be written.
    """
    folder.mkdir()
    for name, (_, sha256) in generation.manifest.files.items():
        place, _, file = name.rpartition("/")
        if place == GRAPH:
            shutil.copyfile(generation.folder / name, folder / file)
            if file_digest(folder / file) != sha256:
                shutil.rmtree(folder)
                return False
    return True
