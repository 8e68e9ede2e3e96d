"""The text of a post that is kept as HTML: whole addresses, handles with their host, paragraphs."""

from html.parser import HTMLParser
from typing import Final

from talkgraph.model.links import host_and_path
from talkgraph.sources.notes.markdown.html import finished

_BLOCKS: Final = frozenset({"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4"})
_LONGEST: Final = 200_000
"""Characters of HTML that are read; no network takes a post that long."""


def text_of(html: str) -> str:
    r"""Return the text of a post: its paragraphs with an empty line between them.

    Addresses are written out though the network shows a part of them; `@ana` that leads to
    another host is `@ana@host`.

    >>> text_of('<p>See <a href="https://example.org/a/b"><span class="invisible">https://</span>'
    ...         '<span class="ellipsis">example.org/a</span><span class="invisible">/b</span></a>'
    ...         '<br>Bye</p>')
    'See https://example.org/a/b\nBye'
    """
    reader = _Text()
    reader.feed(finished(html[:_LONGEST]))
    reader.close()
    return reader.text


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._href = ""
        self._classes: frozenset[str] = frozenset()
        self._anchor: list[str] | None = None

    @property
    def text(self) -> str:
        """The text, without empty lines at its ends."""
        self._leave()
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        paragraphs: list[str] = []
        for line in lines:
            if line or (paragraphs and paragraphs[-1]):
                paragraphs.append(line)
        return "\n".join(paragraphs).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._leave()
            self._href = values.get("href", "").strip()
            self._classes = frozenset(values.get("class", "").split())
            self._anchor = []
        elif tag == "br":
            self._write("\n")
        elif tag == "li":
            self._write("\n- ")
        elif tag in _BLOCKS:
            self._write("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._leave()
        elif tag in _BLOCKS:
            self._write("\n\n")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def _write(self, text: str) -> None:
        (self._parts if self._anchor is None else self._anchor).append(text)

    def _leave(self) -> None:
        """Write the link that ends here."""
        if self._anchor is None:
            return
        shown, self._anchor = "".join(self._anchor), None
        self._parts.append(self._link(shown))

    def _link(self, shown: str) -> str:
        words = " ".join(shown.split())
        if words.startswith(("#", "＃")) or not self._href.startswith(("http://", "https://")):
            return shown
        if words.startswith("@"):
            host, _ = host_and_path(self._href)
            mention = "mention" in self._classes and host and "@" not in words[1:]
            return f"{words}@{host}" if mention else shown
        bare = words.removeprefix("https://").removeprefix("http://").removesuffix("…")
        whole = self._href.removeprefix("https://").removeprefix("http://")
        if not bare or whole.startswith(bare) or whole.removeprefix("www.").startswith(bare):
            return self._href
        return f"{words} ({self._href})"
