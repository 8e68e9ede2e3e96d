"""Notes written by hand, as Markdown: `read` is the reader, and puts together what the rest finds.

`markdown` makes lines, blocks and addresses of a text; `event` says what each block is to the
event; `speakers` finds who speaks; `said` takes apart what one post or note says.
"""
