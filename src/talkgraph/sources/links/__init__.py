"""Files of links out, which people make with tools of their own (OpenRefine, a spreadsheet).

`terms` knows which relations there are and how IRIs may be written; `read` makes a
`talkgraph.model.links.LinkFile` of a file. Whether the subjects exist is settled in the build,
which knows them (`talkgraph.knowledge.build.outward`).
"""
