"""Invented files of notes, each of another layout: what introduces talks, and what does not."""

from layout_samples import Layout, Right

FILES = (
    Layout(
        name="titles in bold lines",
        files="""
@@ a.md
# HarbourConf 2021

**Slow Queries at Sea**

- speaker: Mara Lind
- index first

**Small Boats**

- speaker: Tom Reed
- small things sink less

**Tides for Teams**

- wait six hours
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", (), ("wait six hours",)),
        ],
    ),
    Layout(
        name="talks as bullets, with their notes below",
        files="""
@@ a.md
# HarbourConf 2021

* Slow Queries at Sea - Mara Lind
    * index first
* Small Boats - Tom Reed
    * small things sink less
* Tides for Teams - Ines Hall
    * wait six hours
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",)),
        ],
    ),
    Layout(
        name="talks in quoted blocks",
        files="""
@@ a.md
# HarbourConf 2021

> Slow Queries at Sea
> Mara has sailed for years.
> Mara Lind @maralind

- index first

> Small Boats
> Tom builds boats.
> Tom Reed @tomreed

- small things sink less
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="speakers in a smaller heading below the title",
        files="""
@@ a.md
# HarbourConf 2021

## Slow Queries at Sea
### Mara Lind

- index first

## Small Boats
### Tom Reed, Quay Works

- small things sink less

## Tides for Teams
### Ines Hall

- wait six hours
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",)),
        ],
    ),
    Layout(
        name="names in capitals",
        files="""
@@ a.md
# HarbourConf 2021

## Slow Queries at Sea - MARA LIND

- index first

## Small Boats - TOM REED

- small things sink less

## Tides for Teams - INES HALL

- wait six hours
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("MARA LIND",), ("index first",)),
            Right("Small Boats", ("TOM REED",), ("small things sink less",)),
            Right("Tides for Teams", ("INES HALL",), ("wait six hours",)),
        ],
    ),
    Layout(
        name="employers and positions behind commas",
        files="""
@@ a.md
# HarbourConf 2021

## Slow Queries at Sea

*Mara Lind, Evaluation Officer, Aberlane Trust*

- index first

## Small Boats

*Tom Reed, Quay Works*

- small things sink less

## Tides for Teams

*Ines Hall (Director at Quay Works) and Jo Berg, Aberlane Labs*

- wait six hours
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall", "Jo Berg"), ("wait six hours",)),
        ],
    ),
    Layout(
        name="parts of a talk that look like talks",
        files="""
@@ harbourconf-2021/ropes-under-load.md
# Ropes under Load

Speaker: Mara Lind

## Why ropes break

- knots slip

## The bowline: a history

- sailors tie it

## Splicing by hand

- slow and strong

## Questions
- none
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right(
                "Ropes under Load",
                ("Mara Lind",),
                ("Why ropes break", "knots slip", "sailors tie it", "slow and strong", "none"),
            )
        ],
    ),
    Layout(
        name="parts of the talks of one file",
        files="""
@@ a.md
# HarbourConf 2021

## Slow Queries at Sea - Mara Lind

### Why

- index first

### Takeaways

- then measure

## Small Boats - Tom Reed

### Questions

- small things sink less
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first", "then measure")),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="a table of contents inside a talk",
        files="""
@@ harbourconf-2021/ropes.md
# Ropes under Load

Mara Lind

- [Knots](#knots)
- [Splices](#splices)
- [Chains](#chains)

## Knots

- knots slip

## Splices

- splices hold

## Chains

- chains rust
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Ropes under Load", ("Mara Lind",), ("knots slip", "splices hold", "chains rust"))
        ],
    ),
    Layout(
        name="headings that hold talks",
        files="""
@@ a.md
# HarbourConf 2021

## Keynotes

### Slow Queries at Sea - Mara Lind

- index first

## Track 2

### Small Boats - Tom Reed

- small things sink less

## Lightning talks

### Tides for Teams - Ines Hall

- wait six hours
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall",), ("wait six hours",)),
        ],
    ),
    Layout(
        name="headings of days",
        files="""
@@ a.md
# HarbourConf 2022

## Day 1 Friday 9th December

### Slow Queries at Sea

Mara Lind

- index first

## Day 2 Saturday 10th December

### Small Boats

Tom Reed

- small things sink less
""",
        events=[("HarbourConf 2022", "2022-12-09")],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",), "2022-12-09"),
            Right("Small Boats", ("Tom Reed",), ("small things",), "2022-12-10"),
        ],
    ),
    Layout(
        name="a stray heading at the end",
        files="""
@@ a.md
# HarbourConf 2021

## A. Slow Queries at Sea

* speaker: Mara Lind
* index first

## B. Small Boats

* speaker: Tom Reed
* small things sink less

# Things to look up

* knots
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="points of the programme between talks",
        files="""
@@ a.md
# HarbourConf 2021

## Registration

- long queue

## Slow Queries at Sea - Mara Lind

- index first

## Lunch

- fish

## Workshop: Tie a Bowline

- over, under

## Open Spaces

- who mends nets

## Small Boats - Tom Reed

- small things sink less

## Closing remarks

- see you
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
        sessions=[
            "Closing remarks",
            "Lunch",
            "Open Spaces",
            "Registration",
            "Workshop: Tie a Bowline",
        ],
    ),
    Layout(
        name="talks without a speaker among those with one",
        files="""
@@ a.md
# HarbourConf 2021

## Slow Queries at Sea - Mara Lind

- index first

## Lanterns

- bright

## Small Boats - Tom Reed

- small things sink less
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Lanterns", (), ("bright",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="no title, and every topmost heading a talk",
        files="""
@@ harbourconf-2021/day-1.md
# Slow Queries - Mara Lind

## Notes

- index first

# Small Boats - Tom Reed

- small things sink less

# Lanterns

- bright
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Lanterns", (), ("bright",)),
        ],
    ),
    Layout(
        name="underlined headings with links by reference",
        files="""
@@ harbourconf-2021.md
HarbourConf 2021
================

Opening Keynote - [Mara Lind]
-----------------------------
* index first

[Small Boats: How They Float] - Tom Reed and Ines Hall
------------------------------------------------------
* small things sink less

[Mara Lind]: http://example.org/lind
[Small Boats: How They Float]: http://example.org/boats
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Opening Keynote", ("Mara Lind",), ("index first",)),
            Right("Small Boats: How They Float", ("Tom Reed", "Ines Hall"), ("small things",)),
        ],
    ),
    Layout(
        name="links behind titles",
        files="""
@@ a.md
# HarbourConf 2021

## Slow Queries at Sea ([slides](https://example.org/1))

- index first

## Small Boats, by Tom Reed ([link](https://example.org/2))

- small things sink less
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", (), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="headings in HTML",
        files="""
@@ a.md
<h1>HarbourConf 2021</h1>

<h2>Slow Queries at Sea - Mara Lind</h2>

- index first

<h2>Small Boats - Tom Reed</h2>

- small things sink less
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="headings of the event among those of talks",
        files="""
@@ a.md
# HarbourConf 2021

## Slow Queries at Sea - Mara Lind

- index first

## Small Boats - Tom Reed

- small things sink less

## Final thoughts

- come again
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="bold titles with the notes on the next line",
        files="""
@@ a.md
# HarbourConf 2021

**Slow Queries at Sea (Mara Lind)**
index first

**coffee**

**Small Boats (Tom Reed)**
small things sink less
and are cheap
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
        sessions=["coffee"],
    ),
    Layout(
        name="a list of things to do, some of which are talks",
        files="""
@@ a.md
# HarbourConf 2021

- [x] 9:00 Slow Queries at Sea — Mara Lind
  - index first
- [x] lunch with an old friend
- [ ] 13:30 Small Boats — Tom Reed
  - small things sink less
- [x] 14:30 Tides for Teams — Ines Hall
  - know when to wait
- [x] pick up the keys
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall",), ("know when to wait",)),
        ],
    ),
    Layout(
        name="talks at any level of headings",
        files="""
@@ a.md
# HarbourConf 2021

## Slow Queries at Sea - Mara Lind

- index first

# Small Boats - Tom Reed

- small things sink less

#### Tides for Teams - Ines Hall

- know when to wait
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
            Right("Tides for Teams", ("Ines Hall",), ("know when to wait",)),
        ],
    ),
    Layout(
        name="a talk below a day, with one part",
        files="""
@@ harbourconf-2011.org
* 3/11/2011
** Slow Queries
*** index first
""",
        events=[("harbourconf-2011", "2011-03-11")],
        talks=[Right("Slow Queries", (), ("index first",))],
    ),
    Layout(
        name="a table of talks, and a heading for most of them",
        files="""
@@ a.md
# HarbourConf 2021

## Schedule

| Time  | Talk                | Speaker               | Rating |
|-------|---------------------|-----------------------|--------|
| 09:00 | Registration        |                       |        |
| 09:30 | Slow queries at sea | Mara Lind             | 4      |
| 10:30 | Small Boats         | Tom Reed, Ines Hall   | 5      |
| 11:30 | Tides for Teams     | Ada Holm              |        |

## Notes

### Slow Queries at Sea

- index first

### Small Boats

- small things sink less
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Tides for Teams", ("Ada Holm",)),
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed", "Ines Hall"), ("small things sink less",)),
        ],
    ),
    Layout(
        name="a list of talks, and a heading for each",
        files="""
@@ a.md
# HarbourConf 2021

- 09:30 Slow Queries at Sea – Mara Lind
- 10:30 Small Boats (Tom Reed)
- 11:30 Lunch

## Slow Queries at Sea

- index first

## Small Boats

- small things sink less
""",
        events=[("HarbourConf 2021", None)],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
    Layout(
        name="talks that begin with their dates",
        files="""
@@ harbour-evenings.md
# Harbour Evenings

Every month at the quay.

## 2021-02-18: "Slow Queries at Sea" presented by Mara Lind

- index first

## 2021-04-21: "Small Boats" presented by Tom Reed

- small things sink less
""",
        events=[("Harbour Evenings", "2021-02-18")],
        talks=[
            Right("Slow Queries at Sea", ("Mara Lind",), ("index first",)),
            Right("Small Boats", ("Tom Reed",), ("small things sink less",)),
        ],
    ),
)
"""Each is told by its headings, and by what acts as headings."""
