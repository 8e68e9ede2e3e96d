"""Programmes and recordings of Ruby conferences and meetups, as RubyEvents keeps them in YAML.

An event is a folder: `event.yml` has its name, dates and place, `videos.yml` its talks, and
`schedule.yml` the times of its slots; the folders above have `series.yml`, and `speakers.yml` with
the accounts of everybody. They decide together, and each tells what stands in itself.

- `data_files` tells the files apart and opens them,
- `entries` finds the talks and sessions in a list of recordings,
- `occasions` puts the files of one event together: a meetup has one for every evening,
- `told` writes what each file tells of them.
"""

from collections.abc import Sequence

from talkgraph.model import NO_HINTS, Hints, Reading, SourceFile
from talkgraph.sources.programmes.rubyevents.data_files import open_data_file, role_of
from talkgraph.sources.programmes.rubyevents.occasions import occasions
from talkgraph.sources.programmes.rubyevents.told import told_by


class RubyEvents:
    """Reads the YAML files of RubyEvents. Implements `talkgraph.protocols.SourceReader`."""

    def looks_for(self, name: str) -> bool:
        """Tell by its ending whether a file may be data of RubyEvents."""
        return name.lower().endswith((".yml", ".yaml"))

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell an event, its videos or its schedule, speakers or a series by how it begins."""
        return role_of(head.decode("utf-8", "ignore")) is not None

    def read(self, sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
        """Read files of one event or of several, which are told apart by their folders."""
        opened = [open_data_file(source) for source in sources]
        found = occasions([each for each in opened if not isinstance(each, Reading)], hints)
        return tuple(
            each if isinstance(each, Reading) else told_by(each, found, hints) for each in opened
        )
