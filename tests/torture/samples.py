"""One small source of each format, all told of invented events: what trials harm and build."""

import json
from typing import Any, Final

NOTES: Final = """# Quay Conf 2031

May 4-5, 2031 — Bergen, Norway

## <a name="ropes"></a> Ropes That Hold

[Mara Lind](https://twitter.com/maralind)

**My livetweet contents**

> Being on call is work, and has to be paid like work. #quayconf

> "A rope is a promise", says @maralind #quayconf

## <a name="lamps"></a> Lamps After Dark

Ben Ode (Quay Ltd)

* Oil burns, tallow smokes [I doubt it.]
  * A trace shows the rest
"""
RST: Final = """Quay Conf 2031
==============

Ropes That Hold
---------------

:Speaker: Mara Lind

- Ropes hold, `as said <https://quay.example/>`_.
"""
ORG: Final = """#+TITLE: Quay Conf 2031
#+DATE: <2031-05-04 Sun>
* Ropes That Hold
:PROPERTIES:
:SPEAKER: Mara Lind
:END:
- Ropes hold, [[https://quay.example/][as said]].
"""
ADOC: Final = """= Quay Conf 2031
:date: 2031-05-04

== Ropes That Hold

Mara Lind

* Ropes hold, https://quay.example/[as said].
"""
MDX: Final = """import {Speaker} from 'people'
export const meta = { title: "Quay Conf 2031" }

# Quay Conf 2031

## Ropes That Hold

<Speaker name="Mara Lind"/>

- Ropes {/* do */} hold.
"""
WRITTEN: Final = """---
talkgraph: notes 1
from: programme
event: "HarbourConf: Spring"
start: 2031-05-06
end: 2031-05-07
zone: Europe/Lisbon
---

# HarbourConf: Spring

## Tuesday {#2031-05-06}

- Date: 2031-05-06

### Ropes That Hold {#ropes-that-hold}

- Speaker: Ada Quay (@adaquay, Quay Works, Inc.)
- Time: 2031-05-06 09:30–10:15 +01:00

#### Said

> "A rope is a promise that you keep", says @adaquay #harbour
>
> — posted 2031-05-06 09:41:07 +01:00 by @ana · <https://example.org/@ana/7> · id 7
"""
SCHEDULE_XML: Final = """<?xml version="1.0" encoding="utf-8"?>
<schedule><conference><acronym>quay</acronym><title>Quay Conf 2031</title>
<start>2031-05-04</start><end>2031-05-04</end><days>1</days></conference>
<day index="1" date="2031-05-04"><room name="Hall A">
<event id="1"><date>2031-05-04T10:00:00+02:00</date><start>10:00</start><duration>00:30</duration>
<title>Ropes That Hold</title><abstract>&lt;p&gt;Knots &amp;amp; splices.&lt;/p&gt;</abstract>
<persons><person id="1">Mara Lind</person></persons>
<links><link href="https://quay.example/ropes.pdf">Slides</link></links></event>
<event id="2"><date>2031-05-04T11:00:00+02:00</date><start>11:00</start><duration>00:30</duration>
<title>Tides by Hand</title><abstract>Water waits for no one.</abstract>
<persons><person id="2">Ida Holt</person></persons></event>
</room></day></schedule>
"""
ICAL: Final = """BEGIN:VCALENDAR\r
VERSION:2.0\r
X-WR-CALNAME:Tide Conf 2031\r
BEGIN:VEVENT\r
UID:1@tide.example\r
DTSTART;TZID=Europe/Oslo:20310601T100000\r
DURATION:PT45M\r
SUMMARY:Moon and Water - Ida Holt\r
DESCRIPTION:Why the water comes back\\, twice\\na day.\r
LOCATION:Pier 2\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2@tide.example\r
DTSTART;TZID=Europe/Oslo:20310601T110000\r
DURATION:PT45M\r
SUMMARY:Buoys - Bo Lind\r
END:VEVENT\r
END:VCALENDAR\r
"""
RUBY_EVENT: Final = """---
id: "lampconf-2031"
title: "LampConf 2031"
location: "Harbour, ME, United States"
timezone: "America/New_York"
kind: "conference"
start_date: "2031-05-01"
end_date: "2031-05-02"
year: 2031
"""
RUBY_VIDEOS: Final = """---
- id: "mara-lind-lampconf-2031"
  title: "Keynote: Ropes That Hold"
  kind: "keynote"
  date: "2031-05-01"
  video_provider: "youtube"
  video_id: "abcdefghijk"
  description: |-
    How *ropes* are made.
  speakers:
    - "Mara \\"Knots\\" Lind"
"""
DEVOPSDAYS: Final = """name: "2031-harbour" # the name of the event
year: "2031"
city: "Harbour"
startdate: 2031-05-01T00:00:00-04:00
enddate: 2031-05-02T23:59:59-04:00
program:
  - title: mara-lind
    type: talk
    date: 2031-05-01T00:00:00-04:00
    start_time: 10:30
    end_time: 11:00
"""
DEVOPSDAYS_TALK: Final = """+++
Talk_date = ""
Title = "Ropes That Hold"
Type = "talk"
Speakers = ["mara-lind"]
+++

Which ropes hold, and *why*.
"""
OVERRULES: Final = '[[file]]\npath = "drafts"\nas = "ignore"\n'
IRIS: Final = "former\tpresent\ntalk/quay-conf-2031/old\ttalk/quay-conf-2031/ropes\n"
_SESSIONIZE: Final[dict[str, Any]] = {
    "sessions": [
        {
            **{"id": "41", "title": "Lamps in winter", "description": "Oil.\r\n\r\nTallow."},
            **{"startsAt": "2031-05-04T10:00:00", "endsAt": "2031-05-04T10:45:00"},
            **{"speakers": ["s-ida"], "categoryItems": [11], "roomId": 7},
            **{"isServiceSession": False, "status": "Accepted"},
        }
    ],
    "speakers": [{"id": "s-ida", "firstName": "Ida", "lastName": "Holt", "fullName": "Ida Holt"}],
    "questions": [],
    "categories": [{"id": 1, "title": "Track", "items": [{"id": 11, "name": "Light"}]}],
    "rooms": [{"id": 7, "name": "Hall A"}],
}
_VIDEO: Final[dict[str, Any]] = {
    **{"title": "Lamps in winter", "description": "Lamps burn `oil <https://a.example/>`_.\n"},
    **{"duration": 1800, "language": "eng", "recorded": "2031-05-04T12:10:00"},
    **{"speakers": ["Ida Holt", "Various speakers"], "tags": ["oil"], "related_urls": []},
    "videos": [{"type": "youtube", "url": "https://www.youtube.com/watch?v=x"}],
}
PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"


def schedule_json() -> str:
    """Return a programme as pretalx and frab write it."""
    talk = {
        **{"id": 7, "guid": "6f0c5a1e-0000-4000-8000-000000000007", "title": "Ropes That Hold"},
        **{"date": "2031-05-04T10:00:00+02:00", "start": "10:00", "duration": "00:45"},
        **{"room": "Hall A", "track": "People", "abstract": "Knots.", "description": "*Splices*."},
        **{"persons": [{"id": 1, "public_name": "Mara Lind"}], "links": [], "type": "Talk"},
    }
    conference = {
        **{"acronym": "quay", "title": "Quay Conf 2031", "daysCount": 1},
        **{"start": "2031-05-04", "end": "2031-05-04", "time_zone_name": "Europe/Oslo"},
        "days": [{"index": 1, "date": "2031-05-04", "rooms": {"Hall A": [talk]}}],
    }
    return json.dumps({"schedule": {"version": "1.1", "conference": conference}}, indent=1)


def tweets(*words: str) -> str:
    """Return the posts of an archive of Twitter, a minute after another."""
    told = [
        {
            "tweet": {
                **{"id_str": str(n), "id": str(n), "full_text": text},
                "created_at": f"Sun May 04 08:{n % 60:02d}:00 +0000 2031",
                "entities": {"hashtags": [], "user_mentions": [], "urls": []},
            }
        }
        for n, text in enumerate(words, 1001)
    ]
    return f"window.YTD.tweets.part0 = {json.dumps(told, indent=1)}"


ACCOUNT: Final = 'window.YTD.account.part0 = [{"account":{"username":"lamp","accountId":"410"}}]'


def outbox(*words: str) -> str:
    """Return the posts of an archive of Mastodon, a minute after another."""
    base = "https://social.example/users/lamp"
    told = [
        {
            **{"id": f"{base}/statuses/{n}/activity", "type": "Create", "actor": base},
            "object": {
                **{"id": f"{base}/statuses/{n}", "type": "Note", "content": f"<p>{text}</p>"},
                **{"published": f"2031-05-04T08:{n % 60:02d}:00Z", "to": [PUBLIC], "cc": []},
                **{"url": f"https://social.example/@lamp/{n}", "tag": [], "attachment": []},
            },
        }
        for n, text in enumerate(words, 101)
    ]
    return json.dumps({"type": "OrderedCollection", "orderedItems": told}, indent=1)


SAID: Final = (
    "#quayconf Ropes That Hold: Mara Lind says that being on call is work",
    "#quayconf Alerts that nobody acts on teach people to ignore alerts",
)
SAMPLES: Final[dict[str, str]] = {
    "quay.md": NOTES,
    "quay.txt": NOTES,
    "quay.rst": RST,
    "quay.org": ORG,
    "quay.adoc": ADOC,
    "quay.mdx": MDX,
    "written.md": WRITTEN,
    "schedule.xml": SCHEDULE_XML,
    "schedule.json": schedule_json(),
    "tide.ics": ICAL,
    "sessionize.json": json.dumps(_SESSIONIZE, indent=1),
    "pyvideo.jsonl": f"{json.dumps(_VIDEO)}\n{json.dumps({**_VIDEO, 'title': 'Tides'})}\n",
    "lamp/videos/lamps.json": json.dumps(_VIDEO, indent=1),
    "data/lampconf/lampconf-2031/event.yml": RUBY_EVENT,
    "data/lampconf/lampconf-2031/videos.yml": RUBY_VIDEOS,
    "data/events/2031/harbour/main.yml": DEVOPSDAYS,
    "content/events/2031-harbour/program/mara-lind.md": DEVOPSDAYS_TALK,
    "data/tweets.js": tweets(*SAID),
    "data/account.js": ACCOUNT,
    "outbox.json": outbox(*SAID),
    "talkgraph.toml": OVERRULES,
    "talkgraph-iris.tsv": IRIS,
}
"""Texts by the names of their files."""
