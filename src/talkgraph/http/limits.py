"""`ServiceSettings`: what requests may take, how many are worked on at a time, and who may ask.

Apart from the rest, for the command line reads them before anything heavy is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MEBIBYTE: Final = 1024 * 1024
LONGEST_WORDS: Final = 1000  # characters of what is searched for
LONGEST_NAME: Final = 300
LONGEST_DATE: Final = 40
FILES_A_WORKER: Final = 4  # large answers that are fetched at a time
FARTHEST: Final = 10_000  # items of a list that may be left out


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """What the service allows; times in seconds, sizes in bytes.

    `timeout` is how long one query may be worked on; `workers` how many are worked on at a time,
    half of them for one client unless it is on this machine; `queue` how many may wait for a
    worker, of one client half, and `patience` how long. `memory` is what one query
    may use beyond what an idle worker does. `rows` and `result_bytes` bound an answer,
    `query_bytes` a question. `grace` is how long requests in flight may take after the order to
    stop. `threads` answer what is not SPARQL, `waiting` requests wait for one.
    As many may wait at the start for what is served to be open, as long as `patience`. (These two,
    and `patience` and `query_bytes`, are nobody's to set: they follow from how one interpreter
    works, not from the machine it works on.)

    At most `connections` are open, `connections_of_one` from one address. One that has said
    nothing, or not all of a request's head, ends after `head_seconds`, one that owes the rest of a
    body after `body_seconds`, one that does not read its answer after `reader_seconds`, and one
    that has had its answer and asks nothing more after `idle_seconds`. The log takes
    `lines_a_second` lines of one kind in one second.

    `base_url` is the public address, if it is not the one listened at; `proxies` are the addresses
    of those that are believed what they forward. `hosts` are further names to be asked by,
    `origins` those of pages that may read the data (`*` for all, of either), and `tokens` the
    hashes of the tokens of those who may ask, by name; empty: anybody.
    """

    timeout: float = 10.0
    workers: int = 8
    queue: int = 32
    patience: float = 20.0
    memory: int = 1024 * MEBIBYTE
    rows: int = 200_000
    result_bytes: int = 64 * MEBIBYTE
    query_bytes: int = 64 * 1024
    grace: float = 10.0
    threads: int = 4
    waiting: int = 64
    connections: int = 512
    connections_of_one: int = 128
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    reader_seconds: float = 20.0
    idle_seconds: float = 5.0
    lines_a_second: int = 100
    base_url: str | None = None
    proxies: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
