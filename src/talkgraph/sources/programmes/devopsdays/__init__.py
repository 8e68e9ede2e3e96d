"""Programmes of DevOpsDays, as the repository of their website keeps them.

An event is many files: `data/events/YEAR/CITY/main.yml` (once `data/events/YEAR-CITY.yml`) has its
dates, its place and the slots of its days, which name talks by the files in which these stand:
`content/events/YEAR-CITY/program/*.md`; and those name speakers by `speakers/*.md`. They decide
together what each talk is, and each of them tells what stands in itself.

- `site_files` tells the files apart and opens them,
- `edition` puts those of one event together: which talks, sessions and people there are,
- `told` writes what each file tells of them.
"""

from collections.abc import Sequence

from talkgraph.model import NO_HINTS, Hints, Reading, SourceFile
from talkgraph.sources.programmes.devopsdays.edition import editions
from talkgraph.sources.programmes.devopsdays.site_files import open_site_file, role_of
from talkgraph.sources.programmes.devopsdays.told import told_by

_ENDINGS = (".yml", ".yaml", ".md")


class DevOpsDays:
    """Reads the files of events in the repository of the DevOpsDays website.

    Implements `talkgraph.protocols.SourceReader`.
    """

    def looks_for(self, name: str) -> bool:
        """Tell by its ending whether a file may be of the website's repository."""
        return name.lower().endswith(_ENDINGS)

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell an event's data, a talk, a speaker or a page of its site by what it begins with."""
        return role_of(head.decode("utf-8", "ignore"), name) is not None

    def read(self, sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
        """Read files of one event or of several, which are told apart by their folders."""
        opened = [open_site_file(source) for source in sources]
        of_event = {
            file.source: edition
            for edition in editions([each for each in opened if not isinstance(each, Reading)])
            for file in edition.files
        }
        return tuple(
            each if isinstance(each, Reading) else told_by(each, of_event[each.source], hints)
            for each in opened
        )
