"""Pieces of Markdown: links, comments, and text that Markdown must not take for more."""

import re
from typing import Final

CODE: Final = r"``(?:[^`]|`(?!`))+``|`[^`]+`"
"""A pattern of code as Markdown, AsciiDoc and plain text write it."""

URL: Final = r"(?:https?|ftp)://[^\s<>`\[\]|]*"
"""A pattern of a bare address."""

SPECIAL: Final = (
    r"<(?=[A-Za-z/!?])(?!(?:https?://|ftp://|mailto:)[^\s<>]*>|[\w.+-]+@[\w.-]+>)"
    r"|&(?=#?\w{1,32};)|(?<!\w)__(?=\w+__(?!\w))"
)
"""A pattern of what begins HTML, an entity or a bold `__name__`, and is meant as it stands."""

BACKSLASH: Final = r"\\(?=[!-/:-@\[-`{-~])"
"""A pattern of a backslash that Markdown would take for an escape."""

_PLAIN: Final = re.compile(f"(?P<kept>{CODE}|{URL})|{SPECIAL}|{BACKSLASH}")
_RULE: Final = "-=*_#"
_START: Final = re.compile(r"#{1,6}(?:\s|$)|[-+*]\s|`{3}|~{3}")
_DEFINITION: Final = re.compile(r"\[[^\[\]]+\]:(?!\s*<?(?:\w+://|mailto:|www\.|[/.#]))")


def comment(text: str) -> str:
    """Return a text as an HTML comment on one line.

    >>> comment("to do: ask Mara")
    '<!-- to do: ask Mara -->'
    """
    inner = text.strip().replace("-->", "-- >").replace("--!>", "-- !>")
    return f"<!-- {inner} -->" if inner else "<!-- -->"


def link(text: str, url: str) -> str:
    """Return a Markdown link; `text` is Markdown, and where it is empty the address stands in.

    >>> link("slides", "https://harbour.example/a (b)")
    '[slides](<https://harbour.example/a (b)>)'
    """
    return f"[{_brackets(text) or url}]({destination(url)})"


def image(text: str, url: str) -> str:
    """Return a Markdown image."""
    return f"![{_brackets(text)}]({destination(url)})"


def _brackets(text: str) -> str:
    return (
        text if "[" not in text and "]" not in text else re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text)
    )


def destination(url: str) -> str:
    """Return an address as Markdown wants it in a link."""
    url = url.strip()
    if url and not re.search(r"[\s()<>]", url):
        return url
    return "<" + " ".join(url.split()).replace("<", "%3C").replace(">", "%3E") + ">"


def plain(text: str) -> str:
    r"""Return a text in which Markdown finds neither HTML nor entities nor escapes.

    >>> plain(r"a <b> in `<i>` & C:\!")
    'a \\<b> in `<i>` & C:\\\\!'
    """
    return _PLAIN.sub(escaped, text)


def escaped(match: re.Match[str]) -> str:
    """Return what a pattern of special characters matched, with backslashes."""
    text = match[0]
    if match.groupdict().get("kept"):
        return text
    return "".join("\\" + character for character in text)


def guarded(text: str) -> str:
    r"""Return the text of a paragraph's line so that its start is not taken for a block.

    >>> guarded("# 1 rule: ----"), guarded("----"), guarded("[Mara]: yes")
    ('\\# 1 rule: ----', '\\----', '\\[Mara]: yes')
    """
    is_rule = bool(text) and not text.strip(_RULE + " \t")
    if is_rule or _START.match(text) or _DEFINITION.match(text):
        return "\\" + text
    return text
