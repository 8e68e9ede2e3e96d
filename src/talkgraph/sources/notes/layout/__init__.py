"""What each file and each heading is: an event, a day, a talk, a part of one.

In the order of deciding: `outline` finds the lines that may act as headings, and `titles` takes
them apart into title and speakers; `evidence` says what one heading shows, with the weights of one
table; `levels` scores at which level the talks stand, or that the whole file is one talk; `pages`
is a file looked at by itself, `folders` lets files that lie together decide together, some of which
are `asides`, and `names` gives them their event; `overrules` is what somebody says instead
(`talkgraph.toml`). Then `roles` and `shape` give every heading its role. `reasons` tells people
why; `words` are those of headings. To see it all for your notes: `talkgraph layout`.
"""
