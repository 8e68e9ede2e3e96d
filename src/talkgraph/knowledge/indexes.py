"""Works out what every process would else work out when it is first asked, and keeps it."""

from pathlib import Path
from typing import TYPE_CHECKING

from talkgraph.knowledge.details import statistics, topic_summaries
from talkgraph.knowledge.generation import STATS, VOCABULARY, Generation, Manifest
from talkgraph.knowledge.opened import Parts
from talkgraph.knowledge.understanding.reader import save_reader
from talkgraph.knowledge.understanding.words import FILE
from talkgraph.search.files import Table, save

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
    imprint = manifest.imprint
    save(folder / STATS, statistics(parts.store, parts.names, imprint))
    save(folder / VOCABULARY, topic_summaries(parts.store, parts.topics, parts.records))
    save_reader(folder / FILE, parts.reader)
