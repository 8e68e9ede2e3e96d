"""Invented folders of notes, each of another layout: which files there are, and what they name."""

from layout_samples import Layout, Right

FOLDERS = (
    Layout(
        name="talk files beside a README that lists them",
        files="""
@@ harbour/README.md
# HarbourConf 2022

Aberlane, 3-4 May 2022

- [Slow Queries](slow-queries.md) by Mara Lind
- [Small Boats](small-boats.md) by Tom Reed
@@ harbour/slow-queries.md
# Slow Queries

- index first

## Why

- then measure
@@ harbour/small-boats.md
# Small Boats

- small things sink less
""",
        events=[("HarbourConf 2022", "2022-05-03")],
        talks=[
            Right("Slow Queries", ("Mara Lind",), ("index first", "then measure")),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="talk files beside a README with a table of them",
        files="""
@@ README.md
# HarbourConf 2022

| Talk | Speaker | Notes |
| ---- | ------- | ----- |
| Slow Queries | Mara Lind | [notes](01-slow-queries.md) |
| Small Boats | Tom Reed and Ines Hall | [notes](02-small-boats.md) |
@@ 01-slow-queries.md
# Slow Queries

- index first
@@ 02-small-boats.md
# Small Boats

- small things sink less
""",
        events=[("HarbourConf 2022", None)],
        talks=[
            Right("Slow Queries", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed", "Ines Hall"), ("small things sink less",)),
        ],
    ),
    Layout(
        name="talk files in a folder with the event's name and year",
        files="""
@@ quayconf-2020/ropes-under-load.md
# Ropes under Load

Mara Lind

- knots slip
@@ quayconf-2020/lamps.md
# Lamps of Aberlane

Tom Reed

## Oil

- oil burns
@@ quayconf-2020/tides.md
# Tides for Teams

- wait six hours
""",
        events=[("QuayConf 2020", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
            Right("Tides for Teams", (), ("wait six hours",)),
        ],
    ),
    Layout(
        name="talk files named by day and time",
        files="""
@@ harbourconf/2015-11-15-0930-small-boats.md
# Small Boats

Mara Lind

- small things sink less
@@ harbourconf/2015-11-15-1030-ropes.md
# Ropes under Load

Tom Reed

- knots slip
@@ harbourconf/2015-11-16-0930-tides.md
# Tides for Teams

Ines Hall

- wait six hours
""",
        events=[("HarbourConf 2015", "2015-11-15")],
        talks=[
            Right("Small Boats", ("Mara Lind",), ("small things",), "2015-11-15"),
            Right("Ropes under Load", ("Tom Reed",), ("knots",), "2015-11-15"),
            Right("Tides for Teams", ("Ines Hall",), ("wait",), "2015-11-16"),
        ],
    ),
    Layout(
        name="talks that only their files' names name",
        files="""
@@ harbourconf-2018/small-boats.md
- small things sink less
- wood floats
@@ harbourconf-2018/tides-for-teams.md
- wait six hours
@@ harbourconf-2018/ropes-under-load.md
- knots slip
""",
        events=[("HarbourConf 2018", None)],
        talks=[
            Right("small boats", (), ("small things sink less", "wood floats")),
            Right("tides for teams", (), ("wait six hours",)),
            Right("ropes under load", (), ("knots slip",)),
        ],
    ),
    Layout(
        name="day files with the event in the title",
        files="""
@@ notes/day-1.md
# HarbourConf 2023 - Day 1

## Slow Queries - Mara Lind

- index first

## Small Boats - Tom Reed

- small things sink less
@@ notes/day-2.md
# HarbourConf 2023 - Day 2

## Tides for Teams - Ines Hall

- wait six hours
""",
        events=[("HarbourConf 2023", None)],
        talks=[
            Right("Slow Queries", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",)),
        ],
    ),
    Layout(
        name="day files named by dates in the event's folder",
        files="""
@@ harbourconf/2019-10-02.md
# 2019-10-02

## Slow Queries by Mara Lind

- index first

## Small Boats by Tom Reed

- small things sink less
@@ harbourconf/2019-10-03.md
# 2019-10-03

## Tides for Teams by Ines Hall

- wait six hours
""",
        events=[("HarbourConf 2019", "2019-10-02")],
        talks=[
            Right("Slow Queries", ("Mara Lind",), ("index first",), "2019-10-02"),
            Right("Small Boats", ("Tom Reed",), ("small things",), "2019-10-02"),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",), "2019-10-03"),
        ],
    ),
    Layout(
        name="event files in folders of years",
        files="""
@@ 2018/harbourconf.md
# HarbourConf

## Slow Queries

by Mara Lind

- index first

## Small Boats

by Tom Reed

- small things sink less
@@ 2019/harbourconf.md
# HarbourConf

## Tides for Teams

by Ines Hall

- wait six hours

## Lamps of Aberlane

by Jo Berg

- oil burns
""",
        events=[("HarbourConf 2018", None), ("HarbourConf 2019", None)],
        talks=[
            Right("Slow Queries", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",)),
            Right("Lamps of Aberlane", ("Jo Berg",), ("oil burns",)),
        ],
    ),
    Layout(
        name="event files side by side, named by event and year",
        files="""
@@ harbourconf-2018.md
# HarbourConf 2018

## Slow Queries - Mara Lind

- index first

## Small Boats - Tom Reed

- small things sink less
@@ quayconf-2019.md
# QuayConf 2019

## Tides for Teams - Ines Hall

- wait six hours

## Lamps of Aberlane - Jo Berg

- oil burns
""",
        events=[("HarbourConf 2018", None), ("QuayConf 2019", None)],
        talks=[
            Right("Slow Queries", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",)),
            Right("Lamps of Aberlane", ("Jo Berg",), ("oil burns",)),
        ],
    ),
    Layout(
        name="folders of a year, a conference and its days",
        files="""
@@ 2019/HarbourConf/day-1/ropes.md
# Ropes under Load

Mara Lind

- knots slip
@@ 2019/HarbourConf/day-2/lamps.md
# Lamps of Aberlane

Tom Reed

- oil burns
@@ 2019/QuayConf/tides.md
# Tides for Teams

Ines Hall

- wait six hours
""",
        events=[("HarbourConf 2019", None), ("QuayConf 2019", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",)),
        ],
    ),
    Layout(
        name="folders of a conference's days, named by dates",
        files="""
@@ harbourconf-2012/2012-04-23/ropes.md
# Ropes under Load

Mara Lind

- knots slip
@@ harbourconf-2012/2012-04-24/lamps.md
# Lamps of Aberlane

Tom Reed

- oil burns
""",
        events=[("HarbourConf 2012", "2012-04-23")],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",), "2012-04-23"),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",), "2012-04-24"),
        ],
    ),
    Layout(
        name="folders of a conference's tracks",
        files="""
@@ 2021/HarbourConf/Track 1/ropes.md
# Ropes under Load

Mara Lind

- knots slip
@@ 2021/HarbourConf/Keynotes/lamps.md
# Lamps of Aberlane

Tom Reed

- oil burns
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
        ],
    ),
    Layout(
        name="a vault with properties and links between its pages",
        files="""
@@ Talks/Ropes under Load.md
---
conference: "[[HarbourConf 2024]]"
speakers:
  - "[[Mara Lind]]"
  - "[[People/Tom Reed|Tom Reed]]"
date: 2024-05-03
tags: [ropes, harbour]
---

- knots slip, says [[Mara Lind]]
- see [[Tides for Teams]]
@@ Talks/Tides for Teams.md
---
conference: "[[HarbourConf 2024]]"
speakers: ["[[Ines Hall]]"]
date: 2024-05-04
---

# Tides for Teams

- wait six hours
""",
        events=[("HarbourConf 2024", "2024-05-03")],
        talks=[
            Right("Ropes under Load", ("Mara Lind", "Tom Reed"), ("knots slip",), "2024-05-03"),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",), "2024-05-04"),
        ],
    ),
    Layout(
        name="a post with several talks",
        files="""
@@ _posts/2017-05-11-harbourconf-day-two.md
---
layout: post
title: "Notes from HarbourConf 2017"
date: 2017-05-11 20:10:00 +0200
---

I was lucky to go.

## Ropes under Load - Mara Lind

- knots slip

## Lamps of Aberlane - Tom Reed

- oil burns
""",
        events=[("HarbourConf 2017", "2017-05-11")],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
        ],
    ),
    Layout(
        name="posts with one talk each",
        files="""
@@ _posts/2017-05-11-ropes.md
---
layout: post
title: Ropes under Load
event: HarbourConf
speaker: Mara Lind
---

Knots slip.

## The bowline

It holds.
@@ _posts/2017-05-12-lamps.md
---
layout: post
title: "Lamps: a history"
event: HarbourConf
speaker: Tom Reed
---

Oil burns.
""",
        events=[("HarbourConf 2017", "2017-05-11")],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("Knots slip.", "It holds."), "2017-05-11"),
            Right("Lamps: a history", ("Tom Reed",), ("Oil burns.",), "2017-05-12"),
        ],
    ),
    Layout(
        name="label lines that say what a talk is and where",
        files="""
@@ ropes.md
# Ropes under Load

Event: HarbourConf 2021
Speaker: Mara Lind
Date: 2021-09-09

- knots slip
""",
        events=[("HarbourConf 2021", "2021-09-09")],
        talks=[Right("Ropes under Load", ("Mara Lind",), ("knots slip",), "2021-09-09")],
    ),
    Layout(
        name="two note-takers of one talk",
        files="""
@@ ana/harbourconf-2021.md
# HarbourConf 2021

## Small Boats - Tom Reed

- small things sink less

## Ropes under Load - Mara Lind

- knots slip
@@ bo/harbourconf-2021.md
# HarbourConf 2021

## Small Boats - Tom Reed

- wood floats

## Tides for Teams - Ines Hall

- wait six hours
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Small Boats", ("Tom Reed",), ("small things sink less", "wood floats")),
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",)),
        ],
    ),
    Layout(
        name="years that contradict each other",
        files="""
@@ harbour.md
# HarbourConf 2021

## Friday, 8 August 2014

### Slow Queries

Mara Lind

- index first

### Small Boats

Tom Reed

- small things sink less
""",
        events=[("HarbourConf 2021", "2014-08-08")],
        talks=[
            Right("Slow Queries", ("Mara Lind",), ("index first",), "2014-08-08"),
            Right("Small Boats", ("Tom Reed",), ("small things",), "2014-08-08"),
        ],
    ),
    Layout(
        name="the speaker first, as most files of the folder have it",
        files="""
@@ harbourconf-2021/1.md
# Mara Lind - Why Queries Are Slow at Sea

- index first
@@ harbourconf-2021/2.md
# Tom Reed - What Small Boats Teach Us

- small things sink less
@@ harbourconf-2021/3.md
# Ines Hall - How to Wait for the Tide

- wait six hours
@@ harbourconf-2021/4.md
# Vera Stone - River Moss

- moss grows
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Why Queries Are Slow at Sea", ("Mara Lind",), ("index first",)),
            Right("What Small Boats Teach Us", ("Tom Reed",), ("small things",)),
            Right("How to Wait for the Tide", ("Ines Hall",), ("wait",)),
            Right("River Moss", ("Vera Stone",), ("moss grows",)),
        ],
    ),
    Layout(
        name="the title first, as most files of the folder have it",
        files="""
@@ harbourconf-2021/1.md
# Why Queries Are Slow at Sea - Mara Lind

- index first
@@ harbourconf-2021/2.md
# What Small Boats Teach Us - Tom Reed

- small things sink less
@@ harbourconf-2021/3.md
# How to Wait for the Tide - Ines Hall

- wait six hours
@@ harbourconf-2021/4.md
# Vera Stone - River Moss

- stones roll
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Why Queries Are Slow at Sea", ("Mara Lind",), ("index first",)),
            Right("What Small Boats Teach Us", ("Tom Reed",), ("small things",)),
            Right("How to Wait for the Tide", ("Ines Hall",), ("wait",)),
            Right("Vera Stone", ("River Moss",), ("stones roll",)),
        ],
    ),
    Layout(
        name="reStructuredText",
        files="""
@@ harbourconf.rst
================
HarbourConf 2020
================

Ropes under Load
----------------

:Speaker: Mara Lind

* knots slip

Lamps of Aberlane
-----------------

Tom Reed

* oil burns
""",
        events=[("HarbourConf 2020", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
        ],
    ),
    Layout(
        name="org",
        files="""
@@ harbourconf.org
#+TITLE: HarbourConf 2020

* Ropes under Load
Mara Lind

- knots slip
* Lamps of Aberlane
Tom Reed

- oil burns
""",
        events=[("HarbourConf 2020", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
        ],
    ),
    Layout(
        name="AsciiDoc",
        files="""
@@ harbourconf.adoc
= HarbourConf 2020

== Ropes under Load

_Mara Lind_

* knots slip

== Lamps of Aberlane

_Tom Reed_

* oil burns
""",
        events=[("HarbourConf 2020", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
        ],
    ),
    Layout(
        name="MDX with a component for the speaker",
        files="""
@@ harbourconf-2020/ropes.mdx
import { Speaker } from '../components'

# Ropes under Load

<Speaker name='Mara Lind' position="Owner" />

- knots slip
@@ harbourconf-2020/lamps.mdx
# Lamps of Aberlane

<Speaker name='Tom Reed' />

- oil burns
""",
        events=[("HarbourConf 2020", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
        ],
    ),
    Layout(
        name="plain text with underlined titles",
        files="""
@@ harbourconf.txt
HarbourConf 2020
================

Ropes under Load
----------------
Mara Lind

- knots slip

Lamps of Aberlane
-----------------
Tom Reed

- oil burns
""",
        events=[("HarbourConf 2020", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip",)),
            Right("Lamps of Aberlane", ("Tom Reed",), ("oil burns",)),
        ],
    ),
    Layout(
        name="an index as a table that links to the talks",
        files="""
@@ lakeside/README.md
# Lakeside Rust Days 2023

| Talk | Speaker |
|------|---------|
| [Unsafe, Carefully](unsafe.md) | Tomasz Wrona |
| [Embedded without Tears](embedded.md) | Priya Ramanathan |

@@ lakeside/unsafe.md
# Unsafe, Carefully

*Tomasz Wrona*

- check the invariants

@@ lakeside/embedded.md
# Embedded without Tears

*Priya Ramanathan*

- probes work
""",
        events=[("Lakeside Rust Days 2023", None)],
        talks=[
            Right("Unsafe, Carefully", ("Tomasz Wrona",), ("check the invariants",)),
            Right("Embedded without Tears", ("Priya Ramanathan",), ("probes work",)),
        ],
    ),
    Layout(
        name="an index as a list of linked titles, each with its speaker",
        files="""
@@ lakeside/README.md
# Lakeside Rust Days 2023

- [Unsafe, Carefully](unsafe.md) - Tomasz Wrona
- [Embedded without Tears](embedded.md) - Priya Ramanathan

@@ lakeside/unsafe.md
# Unsafe, Carefully

*Tomasz Wrona*

- check the invariants

@@ lakeside/embedded.md
# Embedded without Tears

*Priya Ramanathan*

- probes work
""",
        events=[("Lakeside Rust Days 2023", None)],
        talks=[
            Right("Unsafe, Carefully", ("Tomasz Wrona",), ("check the invariants",)),
            Right("Embedded without Tears", ("Priya Ramanathan",), ("probes work",)),
        ],
    ),
    Layout(
        name="a post that tells of days shortly before it",
        files="""
@@ 2021-09-15-harbourconf.md
---
title: HarbourConf 2021
date: 2021-09-15
---

HarbourConf took place on 9 & 10 September, in Aberlane.

## Slow Queries at Sea - Mara Lind

- index first

## Small Boats - Tom Reed

- small things sink less
""",
        events=[("HarbourConf 2021", "2021-09-09")],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="an index of all, above folders of events whose names hold common words",
        files="""
@@ README.md
# Boating conference notes

What I heard.

@@ write-the-logs-2019/slow-queries.md
# Slow Queries at Sea - Mara Lind

- index first

@@ mend-the-docs-2018/small-boats.md
# Small Boats - Tom Reed

- small things sink less
""",
        events=[("mend the docs 2018", None), ("write the logs 2019", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="a talk with parts that manuals have as well",
        files="""
@@ harbourconf-2021/slow-queries.md
# Slow Queries at Sea - Mara Lind

## Testing

- index first

## Deployment

- at low tide
""",
        events=[("harbourconf 2021", None)],
        talks=[Right("Slow Queries at Sea", ("Mara Lind",), ("index first", "at low tide"))],
    ),
)
"""Each is told by its files' names, folders and endings."""
