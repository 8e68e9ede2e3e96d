"""Who speaks, in the order of reading.

`called` are the labels of speakers and of employers; `persons` says what may be a name; `lines`
reads lines of speakers; whom no such line names is `inferred`.
"""
