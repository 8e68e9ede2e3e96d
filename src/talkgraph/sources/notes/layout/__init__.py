"""What each file and each heading is: an event, a day, a talk, a part of one.

`titles` takes a heading apart into title and speakers; `marks` are the lines that may act as
headings; `roles` scores at which of their levels the talks stand; `folders` lets files that lie
together decide together, and gives each its event and its days; `overrules` is what a
`talkgraph.toml` says instead.
"""
