"""Notes in other text formats, turned into Markdown line for line.

Line n of the result stands for line n of the source, so that all that reads Markdown tells true
line numbers. That is why each format is a small grammar of lines. Parsers of these formats build
trees whose links have no lines, and they are strict: docutils takes a list that is nested without
a blank line, as most note-takers write it, for the words of a paragraph.

`kinds` tells a file's format, and `translate` finds its grammar: `rst`, `org`, `asciidoc`, `mdx` or
`text`. All but `mdx` share `reader`, which goes through the lines, with `lists` and the titles that
`adornments` tell; they write a `page` of Markdown with its `marks`.
"""

from talkgraph.sources.notes.formats.kinds import SUFFIXES, Format, format_of, leads_to_notes
from talkgraph.sources.notes.formats.page import Translated
from talkgraph.sources.notes.formats.translate import as_markdown

__all__ = ["SUFFIXES", "Format", "Translated", "as_markdown", "format_of", "leads_to_notes"]
