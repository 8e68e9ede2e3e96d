"""On which line of a TOML file each of its keys stands, which `tomllib` does not tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_STRING: Final = (
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'"
)
_KEY: Final = re.compile(r"(?P<key>(?:[\w.\- \t]|\"[^\"\n]*\"|'[^'\n]*')+?)[ \t]*=")
_TABLE: Final = re.compile(r"\[(?P<many>\[?)(?P<name>[^\]\n]*)\]")
_PART: Final = re.compile(
    rf"(?P<string>{_STRING})|(?P<comment>#[^\n]*)|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<end>\n)|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlLine:
    """A key, or the header of a table where `key` is empty, and its line (1-based).

    `table` is the table's name as written, "" at the top; `number` counts the tables of this name.
    """

    table: str
    number: int
    key: str
    line: int


def toml_lines(text: str) -> Iterator[TomlLine]:
    r"""Yield the headers and keys of a text that is TOML; keys inside of braces are not told.

    >>> text = 'a = 1\n[[file]]\npath = "x"\n[[file]]\nas = ["[b]\\n",\n  2]\nlevel = 3\n'
    >>> [(e.table, e.number, e.key, e.line) for e in toml_lines(text) if e.key]
    [('', 0, 'a', 1), ('file', 0, 'path', 3), ('file', 1, 'as', 5), ('file', 1, 'level', 7)]
    """
    text = text.replace("\r\n", "\n")
    counts: dict[str, int] = {}
    table, at, line = "", 0, 1
    while at < len(text):
        key = ""
        while text[at] in " \t" and at + 1 < len(text):
            at += 1
        header, pair = _TABLE.match(text, at), _KEY.match(text, at)
        if header:
            table = _bare(header["name"])
            counts[table] = counts.get(table, -1) + 1
            at = header.end() + len(header["many"])
        elif pair:
            key = _bare(pair["key"])
            at = pair.end()
        if header or pair:
            yield TomlLine(table=table, number=max(0, counts.get(table, 0)), key=key, line=line)
        stop = _end_of_value(text, at)
        line += text.count("\n", at, stop)
        at = stop


def _bare(name: str) -> str:
    return name.strip().strip("\"'").strip()


def _end_of_value(text: str, at: int) -> int:
    """Return where the next statement begins: behind the line end that no bracket encloses."""
    depth = 0
    for part in _PART.finditer(text, at):
        depth += bool(part["open"]) - bool(part["close"])
        if part["end"] and depth <= 0:
            return part.end()
    return len(text)
