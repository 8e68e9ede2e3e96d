"""Notes written by hand, in any text format: `read` is the reader, and puts together what follows.

`formats` turns other formats into Markdown, line for line; `markdown` makes lines, blocks and
pieces of a text, and `addresses` says what its links lead to; `layout` says what each file and each
heading is, for files that lie together; `event` reads what stands below the headings; `speakers`
finds who speaks; `said` takes apart what one post or note says; `accounts` counts the lines.
"""
