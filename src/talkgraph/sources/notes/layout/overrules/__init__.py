"""What people say of their own notes, against what the notes look like: `talkgraph.toml`.

Such a file may lie in any folder of notes. It holds for that folder and all below it::

    event = "HarbourConf 2021"       # of every file here
    start = 2021-09-09
    end = 2021-09-10
    location = "Aberlane"

    [[file]]
    path = "day1/*.md"               # below this folder; or a list of such patterns
    as = "talk"                      # or "day", "event", "index", "ignore"
    date = 2021-09-09

    [[file]]
    path = "day2.md"
    level = 2                        # the talks are its headings of this level (1 to 6),
                                     # or each "bold line", "list item", "quoted block",
                                     # "table row" or "labelled line"

    [[file]]
    path = "day1/ropes.md"
    title = "Ropes That Hold"        # of the talk that the file is
    speakers = ["Mara Lind"]

All keys are optional, and all but `path`, `title` and `speakers` may stand at the top. A pattern
that fits a folder holds for what is in it; `*` stays within a name, `**` passes folders. Where
several say something of a file, the nearest file's word counts, and in one file the last; dates
and place of one event are never given to another. A file of notes may say the same in its own
front matter: `talkgraph: ignore`, or the keys below `talkgraph:`; this is nearest of all.

`said` are the values; `toml_lines` finds where keys stand; `keys` checks them; `files` and `front`
read the two places; `pages` and `events` do what was said.
"""
