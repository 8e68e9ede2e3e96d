"""Notes in talkgraph's own format: what programmes and archives gave, for people to edit.

One grammar in two directions: `writing` makes a file of an event, `reading` (with `building` and
`parts`) an event of a file, and what was written reads back as the same graph. `values` and
`times` have how single values are written, `front` the block at the top, `outline` the lines,
`said` the posts, notes and announcements.

    ---
    talkgraph: notes 1
    from: programme
    event: HarbourConf 2031
    start: 2031-05-06
    zone: Europe/Lisbon
    ---

    # HarbourConf 2031

    ## Tuesday {#2031-05-06}

    - Date: 2031-05-06

    ### Ropes That Hold {#ropes-that-hold}

    - Speaker: Ada Quay (@adaquay, Quay Works)
    - Time: 2031-05-06 09:30–10:15 +01:00
    - Room: Pier 2

    #### Announced

    Which ropes hold, and why.

    #### Said

    > "A rope is a promise", says @adaquay

    > Splice before you sail.
    >
    > — posted 2031-05-06 09:41:07 +01:00 by @ana · <https://example.org/@ana/7>

What is in `{#...}` names a talk for good, whatever becomes of its title. Below "Announced", what
stands in a blockquote is one passage as it is; other text is put together to passages, as a
programme's is. Below "Said", and wherever no heading says otherwise, a blockquote is a post, and
all other text is read as notes by hand are.
"""
