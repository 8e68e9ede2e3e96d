"""Pages of long ago, on which everything is a paragraph with a label."""

import re
from typing import Final

from talkgraph.sources.notes.markdown.html import unescaped
from talkgraph.words import one_line

_LABEL: Final = re.compile(
    r"(?:<(strong|b)>|\*\*)\s*(title|description|abstract|speakers?|bio(?:graphy)?)\s*:?\s*"
    r"(?:</\1>|\*\*)\s*:?",
    re.IGNORECASE,
)
_PARAGRAPH: Final = re.compile(r"</?p\b[^<>]{0,200}>|\n[ \t]*\n", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]{1,200}>")


def labelled(text: str) -> dict[str, str]:
    """Return the paragraphs of a page by their labels, or nothing where none is the title.

    >>> labelled("<p><strong>Title:</strong> Lamps</p><p><b>Description:</b></p><p>On oil.</p>")
    {'title': 'Lamps</p><p>', 'description': '</p><p>On oil.</p>'}
    """
    found = list(_LABEL.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts: dict[str, str] = {}
    for match, end in zip(found, ends, strict=False):
        label = match[2].casefold().removesuffix("s")
        parts.setdefault(
            "description" if label == "abstract" else label, text[match.end() : end].strip()
        )
    return parts if "title" in parts else {}


def names_of(text: str) -> list[str]:
    r"""Return the names under a label: the lines of its own paragraph, without handles.

    Paragraphs after it have the speaker's address and life.

    >>> names_of("\nMara Lind</p><p><a href='https://x.com/mara'>@mara</a><p>Mara makes rope.</p>")
    ['Mara Lind']
    """
    lines = (one_line(line) for line in bare(_PARAGRAPH.split(text.strip())[0]).splitlines())
    return [line for line in lines if line and not line.startswith("@")]


def bare(text: str) -> str:
    """Return a fragment of HTML as plain text."""
    return unescaped(_TAG.sub("", text))
