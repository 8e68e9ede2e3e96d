"""The TOML block that Hugo allows at the top of a source, between two lines of `+++`."""

import re
import tomllib
from collections.abc import Sequence
from typing import Final

FENCE: Final = "+++"
_TOML_KEY: Final = re.compile(r"(?P<key>[\w-]+|\"[^\"]*\"|'[^']*')\s*=")
_TABLE: Final = re.compile(r"\[")


def toml_entries(lines: Sequence[str]) -> list[tuple[str, str | None, int]]:
    """Return each topmost key, its text (`None` where it is none) and its line, from 0.

    Tables are one entry without a text. Raises `ValueError` where the lines are not TOML.

    >>> toml_entries(['title = "A"', "date = 2021-11-03", "[params]", "a = 1"])
    [('title', 'A', 0), ('date', '2021-11-03', 1), ('[params]', None, 2)]
    """
    values = tomllib.loads("".join(line.rstrip("\r\n") + "\n" for line in lines))
    entries: dict[str, tuple[str, str | None, int]] = {}
    for number, line in enumerate(lines):
        if _TABLE.match(line):
            name = line.strip()
            entries[name] = (name, None, number)
            break
        match = _TOML_KEY.match(line)
        key = match["key"].strip("\"'") if match else ""
        if key in values:
            entries.setdefault(key, (key, _text(values[key]), number))
    return list(entries.values())


def _text(value: object) -> str | None:
    return None if isinstance(value, bool | dict | list) else str(value)
