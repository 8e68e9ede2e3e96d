"""Files that hold files: what they are, what lies in them, and how to open it without harm.

`kinds` tells by the first bytes what a file is; `zips`, `tars` and `packed` open each kind as an
`Archive` (`members`); `limits` says how much of one is read. Nothing is ever unpacked to where its
names say: a member is a stream of bytes, and its name is only a name.

What is packed as a whole (`.tar.gz`, `.xml.gz`) has no places to jump to. It is unpacked once, from
its beginning to its end, and of it only what somebody wants is kept, in memory while it is small
and else in a temporary file without a name.
"""
