"""What each block of notes is to the event: a day, a talk, a speaker, a link, a post.

In the order of reading: `contents` (its table) and `labels`, then, once `layout` has said what
each heading is, `head` (name, days, place) with `dates` and `places`, `programme` (talks and
`sessions`, and where `several` events begin in one file), `body` (what stands below a heading) with
`links`, and `assembly` (the event).
"""
