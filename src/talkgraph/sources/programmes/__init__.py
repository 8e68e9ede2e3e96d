"""Readers of what organisers publish: programmes, which say what was announced.

    schedule · devopsdays · rubyevents · ical          a folder each, for what has many parts
    pyvideo · sessionize                               a file each
    listing                                            an event of its talks: name, days, keys
    telling · languages · handles · announced          titles and names, languages, accounts, texts
    json_values · plain_values                         what JSON says; YAML and TOML, all as text

None of these checks a file against a schema: of real ones even the official examples break theirs.
Every value is optional, what makes no sense is named and left out, and every file tells only what
stands in itself: where several files tell of one talk, each names it by title, day and people, and
`talkgraph.sources.join` makes one of them.
"""
