"""Works out what every process would else work out when it is first asked, and keeps it."""

from pathlib import Path
from typing import TYPE_CHECKING

from talkgraph.knowledge.generation import Generation, Manifest
from talkgraph.knowledge.opened import Parts
from talkgraph.knowledge.understanding import reader
from talkgraph.search.files import Table

if TYPE_CHECKING:
    from talkgraph.protocols import Encoder


def write_indexes(folder: Path, manifest: Manifest, table: Table, encoder: "Encoder") -> None:
    """Write what is looked up of a generation whose other files are written already.

    `manifest` is that of the generation, but for its files; `table` are its passages and records.
    """
    parts = Parts(
        Generation(folder=folder, manifest=manifest),
        encoder=encoder,
        table=table,
    )
    reader.save_reader(folder / reader.FILE, parts.reader)
