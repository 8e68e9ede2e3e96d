"""HTML in which whatever begins also ends, for Python's parser, which is quick with that alone.

After each `<` whose end is missing, the parser looks through all that follows, and again after the
next one. Here each end is looked for once: where there is none further down, there is none for
whatever begins later either.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

_BEGINNING: Final = re.compile(r"<(!--|[!?/a-zA-Z])")
_TAG: Final = re.compile(r"<(?:[^>=]|=\s*(?:\"[^\"]*\"|'[^']*')|=(?!\s*[\"']))*+>")
_PLAIN_TAG: Final = re.compile(r"<[^<>]*>")
_SECTION: Final = "<!["
_ENDLESS: Final = re.compile(r"&(?=#[0-9]{20})")
"""A number that is no character's, and may have more digits than Python will read."""


def unescaped(text: str) -> str:
    """Return a text with a character for each entity of HTML.

    >>> unescaped("Ropes &amp; knots"), unescaped(f"&#{'1' * 5000};")[:5]
    ('Ropes & knots', '&#111')
    """
    return unescape(_ENDLESS.sub("&amp;", text))


def finished(html: str) -> str:
    """Return HTML with `&lt;` for each `<` that begins nothing, or what never ends.

    Marked sections are passed over, as browsers do: the parser refuses those that it does not know.

    >>> finished("<b>1 < 2</b> <!-- a --> <!-- b <i>c</i> <a href='x'")
    "<b>1 &lt; 2</b> <!-- a --> &lt;!-- b <i>c</i> &lt;a href='x'"
    """
    html = _ENDLESS.sub("&amp;", html)
    parts: list[str] = []
    at = 0
    for start, end in _whole(html):
        whole = "" if html.startswith(_SECTION, start) else html[start:end]
        parts += html[at:start].replace("<", "&lt;"), whole
        at = end
    return "".join((*parts, html[at:].replace("<", "&lt;")))


def _whole(html: str) -> Iterator[tuple[int, int]]:
    """Yield where tags, comments and declarations stand that have their end."""
    missing: set[str] = set()
    tag = _TAG
    at = 0
    while begun := _BEGINNING.search(html, at):
        start, at = begun.start(), begun.end()
        what = begun[1]
        if what.isalpha() or what == "/":
            found = tag.match(html, start)
            if found is None and tag is _TAG:  # an open quotation mark: it went to the very end
                tag = _PLAIN_TAG
                found = tag.match(html, start)
            end = found.end() if found else 0
        else:
            close = "-->" if what == "!--" else ">"
            place = -1 if close in missing else html.find(close, at)
            if place < 0:
                missing.add(close)
            end = place + len(close) if place >= 0 else 0
        if end:
            yield start, end
            at = end
