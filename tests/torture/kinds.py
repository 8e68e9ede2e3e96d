"""The kinds of trials, in the order of the table."""

from typing import Final

import damage
import full_disks
import fuzz
import kills
import meanwhile
import sequences
import served
from trials import Kind

KINDS: Final[tuple[Kind, ...]] = (
    Kind(key="kill", name="builds killed", share=25, limit=120, run=kills.kill, short=12),
    Kind(key="full", name="disks full", share=15, limit=120, run=full_disks.full, short=10),
    Kind(key="damage", name="bases damaged", share=15, limit=60, run=damage.damage, short=30),
    Kind(key="edit", name="edits while building", share=5, limit=300, run=meanwhile.edit, short=6),
    Kind(
        key="sequence",
        name="10 edits, against a rebuild",
        share=10,
        limit=300,
        run=sequences.sequence,
        short=4,
    ),
    Kind(key="fuzz", name="sources fuzzed", share=15, limit=300, run=fuzz.fuzz, short=4),
    Kind(
        key="serve", name="builds while served", share=10, limit=600, run=served.serve, alone=True
    ),
    Kind(key="flood", name="floods", share=5, limit=300, run=served.flood, alone=True),
)
