"""Patterns of paths below a folder: `day1/*.md`, `**/drafts`."""

import re
from typing import Final

_PART: Final = re.compile(
    r"(?P<deep>\*\*(?:/|$))|(?P<star>\*)|(?P<one>\?)|(?P<set>\[(?P<no>!?)(?P<chars>\]?[^\]/]*)\])|(?P<plain>.)",
    re.DOTALL,
)


def glob(pattern: str) -> re.Pattern[str]:
    """Return what fits the paths (with `/`) that a pattern means, and all that is below them.

    Raises `ValueError`, with a sentence for people, for what cannot be a pattern.

    >>> bool(glob("day1/*.md").fullmatch("day1/ropes.md")), bool(glob("*.md").fullmatch("a/b.md"))
    (True, False)
    >>> bool(glob("**/*.md").fullmatch("b.md")), bool(glob("drafts").fullmatch("drafts/a/b.md"))
    (True, True)
    """
    told = pattern.removeprefix("./").removesuffix("/")
    _refuse(told)
    regex = "".join(_of_part(match) for match in _PART.finditer(told))
    try:
        return re.compile(rf"{regex}(?:/.*)?", re.DOTALL)
    except re.error:
        raise ValueError("the set in square brackets is none; write [abc] or [a-z]") from None


def _refuse(pattern: str) -> None:
    if not pattern.strip():
        raise ValueError('it is empty; write a path such as "day1/*.md"')
    if "\\" in pattern:
        raise ValueError("folders are parted by /, not by a backslash")
    if pattern.startswith(("/", "~")) or re.match(r"[A-Za-z]:", pattern):
        raise ValueError("it is not below the folder of this file; write it without the beginning")
    if ".." in pattern.split("/"):
        raise ValueError("it leads out of the folder of this file; put a talkgraph.toml there")
    if any(part != "**" and "**" in part for part in pattern.split("/")):
        raise ValueError("** stands for whole folders; write it between slashes, or a single *")
    opened = re.sub(r"\[!?\]?[^\]/]*\]", "", pattern)
    if "[" in opened:
        raise ValueError("a bracket [ is not closed; write [[] for a bracket itself")


def _of_part(part: re.Match[str]) -> str:
    if part["deep"]:
        return "(?:.*/)?" if part["deep"].endswith("/") else ".*"
    if part["star"]:
        return "[^/]*"
    if part["one"]:
        return "[^/]"
    if part["set"]:
        chars = re.sub(r"([\\\[\]^&~|])", r"\\\1", part["chars"])
        return f"[{'^/' if part['no'] else ''}{chars}]"
    return re.escape(part["plain"])
