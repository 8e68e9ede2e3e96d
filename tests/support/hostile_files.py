"""Files of every format that is read, each with much of something that could keep its reader busy.

`FILES` has patterns for every reader of the registry, by the name of its class: a reader without
any fails the tests. A pattern makes files of about as many bytes in all as it is told.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from hostile_texts import HEAD, LINES, PIECES, PLACES, TALK, repeated

Made = Callable[[int], Mapping[str, str]]
"""What makes files, by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What there is much of, and what makes the files that have it."""

    name: str
    made: Made


def _one(file: str, made: Callable[[int], str]) -> Made:
    return lambda size: {file: made(size)}


def _many(file: str, entry: str, before: str = "", after: str = "") -> Made:
    """Return what makes a file of many entries."""
    return _one(file, lambda size: before + repeated(entry, size) + after)


def _nested(file: str, opening: str, before: str = "") -> Made:
    return _one(file, lambda size: before + opening * (size // len(opening)))


# ── notes ────────────────────────────────────────────────────────────────────────────────────────

_OTHER_FORMATS: Final = ("rst", "org", "adoc", "mdx", "txt")
_IN_OTHERS: Final = ("paragraphs", "lines", "many paragraphs", "many items")


def _text(before: str, piece: str, after: str = "") -> Callable[[int], str]:
    return lambda size: before + repeated(piece, size) + after


def _in_place(piece: str, place: str) -> Callable[[int], str]:
    return lambda size: HEAD + TALK + PLACES[place](piece, size)


def _in_a_post(piece: str) -> Callable[[int], str]:
    return lambda size: HEAD + TALK + "> " + repeated(piece, size).replace("\n", "\n> ")


def _in_an_item(piece: str) -> Callable[[int], str]:
    return lambda size: HEAD + TALK + "- " + repeated(piece, size).replace("\n", "\n  ")


def _mirrored(opening: str, closing: str, middle: str) -> Callable[[int], str]:
    """Return what opens as often as it then closes again."""

    def made(size: int) -> str:
        count = size // (len(opening) + len(closing))
        return HEAD + TALK + "Ropes " + opening * count + middle + closing * count + "\n"

    return made


def _notes() -> Iterator[Pattern]:
    for name, piece in PIECES.items():
        for place in PLACES:
            yield Pattern(name=f"{name}, {place}", made=_one("a.md", _in_place(piece, place)))
        for ending in _OTHER_FORMATS:
            for place in _IN_OTHERS:
                named = f"{name}, {place}, {ending}"
                yield Pattern(name=named, made=_one(f"a.{ending}", _in_place(piece, place)))
    for name, line in LINES.items():
        for where, text in (
            ("in a talk", _text(HEAD + TALK, line)),
            ("alone", _text("", line)),
            ("in a post", _in_a_post(line)),
            ("in an item", _in_an_item(line)),
            ("in front matter", _text("---\n", line, f"\n---\n\n{HEAD}{TALK}")),
            ("in TOML", _text("+++\n", line, f"\n+++\n\n{HEAD}{TALK}")),
        ):
            yield Pattern(name=f"{name}, {where}", made=_one("a.md", text))
        for ending in _OTHER_FORMATS:
            made = _one(f"a.{ending}", _text("HarbourConf 2021\n\n", line))
            yield Pattern(name=f"{name}, {ending}", made=made)
    for opening, closing in ("()", "[]", "{}", "“”", ('"', '"'), "<>", ("*", "*"), ("**", "**")):
        for middle in ("a", "https://x.example/", "[fin]", "#quay"):
            made = _one("a.md", _mirrored(opening, closing, middle))
            yield Pattern(name=f"{opening * 3}{middle}{closing * 3}", made=made)
    yield from _structured_notes()


def _structured_notes() -> Iterator[Pattern]:
    head = f"\n---\n\n{HEAD}{TALK}"
    for name, entry in {
        "keys": "a%n: b\n",
        "same keys": "title: b\n",
        "lists": "a%n: [b, c]\n",
        "list of a key": "- b\n",
        "long values": "a%n: >\n  b\n",
        "quoted keys": '"a%n": "b"\n',
        "anchors": "a%n: &b%n c\n",
        "comments": "# a\n",
        "flow opens": "[",
        "flow mappings open": "{a: ",
        "tags": "a%n: !b c\n",
        "question marks": "? a%n\n",
        "open quotes": "a%n: 'b\n",
    }.items():
        made = _many("a.md", entry, before="---\n", after=head)
        yield Pattern(name=f"front matter of {name}", made=made)
    for depth, unit in {"quotes": ">", "quotes apart": "> ", "items": "- "}.items():
        yield Pattern(name=f"{depth} in {depth}", made=_nested("a.md", unit, HEAD + TALK))
    for name, indent in (("items", "- a\n"), ("numbers", "1. a\n"), ("quotes", "> a\n")):
        deep = _one("a.md", partial(_indented, indent))
        yield Pattern(name=f"deeper {name}", made=deep)
    for file, entry in {
        "talkgraph.toml": '[[file]]\npath = "a%n.md"\nrole = "notes"\n',
        "b/talkgraph.toml": "a%n = 1\n",
    }.items():
        yield Pattern(name=f"settings, {file}", made=_many(file, entry))
    items = _many("a.md", "- Ropes - Mara Lind\n", before=f"{HEAD}## Ignite Talks\n\n")
    yield Pattern(name="same items of a session", made=items)
    yield Pattern(name="many files", made=_files_of_notes)


def _indented(line: str, size: int) -> str:
    lines: list[str] = []
    length = depth = 0
    while length < size:
        lines.append("  " * (depth % 60) + line)
        length += len(lines[-1])
        depth += 1
    return HEAD + TALK + "".join(lines)


def _files_of_notes(size: int) -> Mapping[str, str]:
    text = f"{HEAD}{TALK}> Ropes hold. #quay\n"
    return {f"talk-{n}.md": text.replace("Boats", f"Boats {n}") for n in range(size // len(text))}


def _written() -> Iterator[Pattern]:
    head = (
        '---\ntalkgraph: notes 1\nfrom: programme\nevent: "HarbourConf"\n---\n\n# HarbourConf\n\n'
    )
    talk = "### Ropes %n {#ropes-%n}\n\n- Speaker: Ada Quay\n\n#### Said\n\n> said\n\n"
    post = (
        "> a\n>\n> — posted 2031-05-06 09:41:07 +01:00 by @ana · <https://x.example/%n> · id %n\n\n"
    )
    day = "## Tuesday {#2031-05-06}\n\n"
    opened = f"{head}{day}### Ropes {{#ropes}}\n\n- Speaker: Ada Quay\n\n#### Said\n\n"
    yield Pattern(name="talks", made=_many("a.md", talk, before=head + day))
    yield Pattern(name="posts", made=_many("a.md", post, before=opened))
    for name, entry in {
        "days": "## Tuesday %n {#2031-05-06}\n\n",
        "fields": "- Speaker: Ada Quay (@ada, Quay Works)\n",
        "other fields": "- Field %n: a\n",
        "announced": "#### Announced\n\na\n\n",
    }.items():
        yield Pattern(name=name, made=_many("a.md", entry, before=opened))
    for name in _TELLING:
        made = _many("a.md", PIECES[name], before=f"{opened}> ")
        yield Pattern(name=f"{name}, a post", made=made)
        for before, after in (("> ", "\n\n"), ("- Speaker: ", "\n"), ("- Links: ", "\n")):
            entry = f"{before}{(PIECES[name] * 12)[:60]}{after}"
            yield Pattern(
                name=f"{name}, {before.strip()}", made=_many("a.md", entry, before=opened)
            )
    for name, line in LINES.items():
        yield Pattern(name=name, made=_many("a.md", line, before=opened))


# ── programmes and archives ──────────────────────────────────────────────────────────────────────

_TELLING: Final = (
    *("comment opens", "declaration opens", "end tag opens", "tag with a name", "tags"),
    *("tag with a double attribute", "marked section opens", "link text opens", "link opens"),
    *("wiki link opens", "double quotes", "curly quotes", "code runs grow", "strong and emphasis"),
    *("entities", "numeric entity opens", "digits", "same addresses", "handles", "hashtags"),
    *("backslashes", "no-break spaces", "dashes apart", "commas apart", "other names", "stars"),
    *("names with and", "dates", "parenthesis opens", "pipes apart", "one letter", "ellipses"),
    *("handles with a host", "sentences", "quotations said", "books", "words", "underscores"),
)
"""Pieces for values: a text of a programme, a name, a post."""

Filled = Callable[[str, str], str]
"""What makes an entry with a title and a text."""


def _values(
    file: str, before: str, entry: Filled, after: str, quoted: Callable[[str], str]
) -> Iterator[Pattern]:
    """Yield files with one long text, and with many entries of a title and a text."""
    for name in _TELLING:
        piece = PIECES[name]

        def long(size: int, piece: str = piece) -> str:
            return before + entry("Ropes", quoted(repeated(piece, size))) + after

        def many(size: int, piece: str = piece) -> str:
            words = quoted((piece.replace("%n", "7") * 12)[:60])
            return before + repeated(entry(f"Ropes %n {words}", words), size) + after

        yield Pattern(name=f"{name}, one text", made=_one(file, long))
        yield Pattern(name=f"{name}, many entries", made=_one(file, many))


def _in_xml(text: str) -> str:
    return text.translate({ord("<"): "&lt;", ord("&"): "&amp;", 1: " ", 11: " ", 12: " "})


def _in_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _schedule() -> Iterator[Pattern]:
    before = (
        "<schedule><conference><title>QuayConf</title><start>2031-05-04</start></conference>"
        "<day index='1' date='2031-05-04'><room name='A'>"
    )
    after = "</room></day></schedule>"

    def event(title: str, text: str) -> str:
        return (
            f"<event id='%n'><title>{title}</title><start>10:00</start><duration>0:30</duration>"
            f"<abstract>{text}</abstract><persons><person>Ida %n</person></persons></event>"
        )

    yield from _values("schedule.xml", before, event, after, _in_xml)
    for name, entry in {
        "days": "<day index='1' date='2031-05-04'><room name='A'></room></day>",
        "rooms": "<room name='A%n'></room>",
        "persons": "<event id='1'><persons><person>Ida %n</person></persons></event>",
        "links": "<event id='%n'><links><link href='https://x.example/%n'>a</link></links></event>",
        "tags": "<a>",
        "empty tags": "<a/>",
        "attributes": "<a b='c'/>",
        "comments": "<!-- a -->",
        "comments open": "<!-- ",
        "instructions": "<?a b?>",
        "cdata": "<![CDATA[a]]>",
        "entities": "&amp;",
        "unknown entities": "&a;",
        "blanks": " ",
    }.items():
        yield Pattern(name=name, made=_many("schedule.xml", entry, before=before, after=after))
    for name, unit in {"deep tags": "<a>", "doctype": "<!ENTITY a 'b'>"}.items():
        made = _nested("schedule.xml", unit, "<schedule><conference>")
        yield Pattern(name=f"{name}, never closed", made=made)
    one = (
        '{"schedule":{"conference":{"title":"QuayConf","days":[{"index":1,"date":"2031-05-04",'
        '"rooms":{"A":['
    )

    def told(title: str, text: str) -> str:
        return (
            f'{{"id":%n,"title":"{title}","date":"2031-05-04T10:00:00+02:00","start":"10:00",'
            f'"duration":"0:30","abstract":"{text}","persons":[{{"public_name":"Ida %n"}}]}},'
        )

    yield from _values("schedule.json", one, told, '{"id":0}]}}]}}}', _in_json)
    yield from _broken_json("schedule.json", one)


def _broken_json(file: str, before: str) -> Iterator[Pattern]:
    for name, unit in {
        "arrays open": "[",
        "objects open": '{"a":',
        "strings": '"a",',
        "keys": '{"a%n":1},',
        "same keys": '{"a":1},',
        "numbers": "1,",
        "one number": "1",
        "backslashes": "\\\\",
        "surrogates": '"\\ud800",',
        "blanks": " ",
        "empty arrays": "[],",
    }.items():
        yield Pattern(name=f"JSON, {name}", made=_many(file, unit, before=before))
        whole = _many(file, unit, before=before, after="0]}}]}}}" if "schedule" in before else "0]")
        yield Pattern(name=f"JSON closed, {name}", made=whole)


def _devopsdays() -> Iterator[Pattern]:
    main = "data/events/2031/harbour/main.yml"
    site = "content/events/2031-harbour/program"
    before = 'name: "2031-harbour"\nyear: "2031"\ncity: "Harbour"\nstartdate: 2031-05-01\n'
    slots = f"{before}program:\n"
    slot = '  - title: "mara-%n"\n    type: talk\n    date: 2031-05-01\n    start_time: 10:30\n'
    yield Pattern(name="slots", made=_many(main, slot, before=slots))
    yield Pattern(name="same slots", made=_many(main, slot.replace("%n", "lind"), before=slots))
    yield from _yaml(main, before)

    def pages(size: int) -> Mapping[str, str]:
        page = '+++\ntitle = "Ropes"\ntype = "talk"\nspeakers = ["mara-lind"]\n+++\n\nRopes hold.\n'
        files = {f"{site}/mara-{n}.md": page for n in range(size // (2 * len(page)))}
        return {main: slots + repeated(slot, size // 2), **files}

    yield Pattern(name="pages", made=pages)
    for name in _TELLING:
        piece = PIECES[name]

        def page(size: int, piece: str = piece) -> Mapping[str, str]:
            text = f'+++\ntitle = "Ropes"\ntype = "talk"\n+++\n\n{repeated(piece, size)}\n'
            return {main: slots + slot.replace("%n", "lind"), f"{site}/mara-lind.md": text}

        yield Pattern(name=f"{name}, a page", made=page)


def _yaml(file: str, before: str = "") -> Iterator[Pattern]:
    for name, unit in {
        "keys": "a%n: b\n",
        "same keys": "a: b\n",
        "items": "- a\n",
        "flow opens": "[",
        "flow mappings open": "{a: ",
        "flow closed": "[a, {b: c}], ",
        "anchors": "a%n: &b%n c\n",
        "same anchors": "a%n: &b c\n",
        "aliases": "a%n: *b\n",
        "comments": "# a\n",
        "documents": "---\n",
        "tags": "a%n: !b c\n",
        "open quotes": "'a ",
        "open double quotes": '"a ',
        "quoted": 'a%n: "b\\n"\n',
        "folded": "a%n: >\n  b\n\n",
        "literal": "a%n: |\n  b\n",
        "question marks": "? a%n\n",
        "dashes": "- ",
        "colons": "a:",
        "blank lines": "\n",
        "percent signs": "%\n",
        "one plain": "a ",
        "plain lines": "a\n",
    }.items():
        yield Pattern(name=f"YAML, {name}", made=_many(file, unit, before=before))


def _rubyevents() -> Iterator[Pattern]:
    folder = "data/lampconf/lampconf-2031"
    event = (
        'id: "lampconf-2031"\ntitle: "LampConf 2031"\nkind: "conference"\n'
        'start_date: "2031-05-01"\nwebsite: "https://lampconf.example"\n'
    )
    videos = f"{folder}/videos.yml"

    def entry(title: str, text: str) -> str:
        return (
            f'- id: "a-%n"\n  title: "{title}"\n  video_provider: "youtube"\n'
            f'  date: "2031-05-01"\n  description: "{text}"\n  speakers:\n    - "Mara %n"\n'
        )

    for each in _values(videos, "", entry, "", _in_json):
        made = partial(_beside, {f"{folder}/event.yml": event}, each.made)
        yield Pattern(name=each.name, made=made)
    yield from _yaml(videos, '- id: "a"\n  title: "Ropes"\n  video_provider: "youtube"\n')
    yield from _yaml(f"{folder}/event.yml", event)


def _beside(files: Mapping[str, str], made: Made, size: int) -> Mapping[str, str]:
    return {**files, **made(size)}


def _pyvideo() -> Iterator[Pattern]:
    def entry(title: str, text: str) -> str:
        return (
            f'{{"title":"{title}","description":"{text}","recorded":"2031-05-04",'
            '"event":"HarbourConf 2031","speakers":["Mara %n"],"videos":[]}\n'
        )

    yield from _values("talks.jsonl", "", entry, "", _in_json)

    def category(size: int) -> Mapping[str, str]:
        video = entry("Ropes", "a").replace("%n", "Lind")
        files = {f"harbour/videos/{n}.json": video for n in range(size // len(video))}
        return {"harbour/category.json": '{"title":"HarbourConf 2031"}', **files}

    yield Pattern(name="files", made=category)
    for unit in ("{}\n", "\n", "[\n", '{"a":\n', "1\n"):
        made = _many("talks.jsonl", unit, before=entry("Ropes", "a"))
        yield Pattern(name=f"lines of {unit!r}", made=made)


def _sessionize() -> Iterator[Pattern]:
    lamps = '{"id":"0","title":"Lamps","speakers":["s"],"isServiceSession":false}'
    before = f'{{"speakers":[{{"id":"s","fullName":"Ida Holt"}}],"rooms":[],"sessions":[{lamps},'
    after = f"{lamps}]}}"

    def session(title: str, text: str) -> str:
        return (
            f'{{"id":"%n","title":"{title}","description":"{text}","speakers":["s"],'
            '"isServiceSession":false,"startsAt":"2031-05-04T10:00:00","endsAt":"2031-05-04T10:45:00"},'
        )

    yield from _values("all.json", before, session, after, _in_json)
    speaker = '{"id":"s%n","fullName":"Ida %n","tagLine":"Lead at Quay Works"},'
    last = '{"id":"s","fullName":"Ida"}]}'
    yield Pattern(
        name="speakers",
        made=_many("all.json", speaker, before=f'{{"sessions":[{lamps}],"speakers":[', after=last),
    )
    yield from _broken_json("all.json", before)


def _ical() -> Iterator[Pattern]:
    before = "BEGIN:VCALENDAR\nX-WR-CALNAME:QuayConf 2031\n"
    begun = f"{before}BEGIN:VEVENT\nUID:1\nDTSTART:20310504T100000\nSUMMARY:Ropes\n"

    def entry(title: str, text: str) -> str:
        return (
            f"BEGIN:VEVENT\nUID:%n\nDTSTART:20310504T100000\nDURATION:PT30M\nSUMMARY:{title}\n"
            f"DESCRIPTION:{text}\nEND:VEVENT\n"
        )

    yield from _values("a.ics", before, entry, "END:VCALENDAR\n", lambda t: t.replace("\n", "\\n"))
    for name, unit in {
        "folded lines": " a\n",
        "properties": "X-A%n:b\n",
        "same properties": "X-A:b\n",
        "descriptions": "DESCRIPTION:a\n",
        "attendees": "ATTENDEE;CN=Ida %n:mailto:a@b.example\n",
        "categories": "CATEGORIES:a,b\n",
        "parameters": "X-A;B=c;",
        "open quotes": 'X-A;B="',
        "alarms": "BEGIN:VALARM\nEND:VALARM\n",
        "beginnings": "BEGIN:VEVENT\n",
        "ends": "END:VEVENT\n",
        "zones": "BEGIN:VTIMEZONE\nTZID:A%n\nEND:VTIMEZONE\n",
        "rules": "RRULE:FREQ=DAILY;COUNT=2\n",
        "exceptions": "EXDATE:20310504T100000\n",
        "escapes": "\\n",
        "colons": ":",
        "blank lines": "\n",
        "carriage returns": "\r",
    }.items():
        yield Pattern(name=name, made=_many("a.ics", unit, before=begun))
    for name, unit in {
        "calendars": "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        "calendars in calendars": "BEGIN:VCALENDAR\n",
        "events over and over": "BEGIN:VEVENT\nUID:1\nDTSTART:20310504T100000\nSUMMARY:Ropes\n"
        "RRULE:FREQ=DAILY;COUNT=9\nEND:VEVENT\n",
    }.items():
        yield Pattern(name=name, made=_many("a.ics", unit, before=before, after="END:VCALENDAR\n"))


def _twitter() -> Iterator[Pattern]:
    before = "window.YTD.tweets.part0 = ["

    def tweet(title: str, text: str) -> str:
        return (
            '{"tweet":{"id_str":"9%n","created_at":"Tue May 07 10:00:00 +0000 2019",'
            f'"full_text":"#quayconf {text}","entities":{{}}}}}},'
        )

    last = '{"tweet":{"id_str":"1","full_text":"a"}}]'
    yield from _values("data/tweets.js", before, tweet, last, _in_json)
    yield from _broken_json("data/tweets.js", before)
    thread = (
        '{"tweet":{"id_str":"9%n","created_at":"Tue May 07 10:00:00 +0000 2019","full_text":"a",'
        '"in_reply_to_status_id_str":"91","in_reply_to_user_id_str":"410"}},'
    )
    yield Pattern(name="answers", made=_many("data/tweets.js", thread, before=before, after=last))
    yield Pattern(name="a table", made=_many("tweets.csv", '"9%n","","a"\n', before=_TABLE))
    yield Pattern(name="a table of open quotes", made=_many("tweets.csv", '"', before=_TABLE))


_TABLE: Final = (
    '"tweet_id","in_reply_to_status_id","in_reply_to_user_id","timestamp","source","text",'
    '"retweeted_status_id","retweeted_status_user_id","retweeted_status_timestamp",'
    '"expanded_urls"\n'
)


def _mastodon() -> Iterator[Pattern]:
    before = '{"type":"OrderedCollection","orderedItems":['

    def note(title: str, text: str) -> str:
        told = (
            '{"type":"Note","id":"https://m.example/%n","published":"2031-05-04T10:00:00Z",'
            f'"to":"as:Public","content":"<p>#quayconf {text}</p>"}}'
        )
        return f'{{"type":"Create","to":"as:Public","object":{told}}},'

    last = '{"type":"Announce"}]}'
    yield from _values("outbox.json", before, note, last, _in_json)
    yield from _broken_json("outbox.json", before)


def _former_iris() -> Iterator[Pattern]:
    for name, row in {
        "rows": "talk/a-%n\ttalk/b-%n\n",
        "same rows": "talk/a\ttalk/b\n",
        "a chain": "talk/%n\ttalk/%n1\n",
        "tabs": "\t",
        "rows without columns": "a\n",
        "blank lines": "\n",
        "quotes": '"',
    }.items():
        made = _many("talkgraph-iris.tsv", row, before="former\tpresent\n")
        yield Pattern(name=name, made=made)


FILES: Final[Mapping[str, tuple[Pattern, ...]]] = {
    "FormerIris": tuple(_former_iris()),
    "ScheduleProgrammes": tuple(_schedule()),
    "DevOpsDays": tuple(_devopsdays()),
    "RubyEvents": tuple(_rubyevents()),
    "PyVideo": tuple(_pyvideo()),
    "Sessionize": tuple(_sessionize()),
    "ICalendar": tuple(_ical()),
    "TwitterArchive": tuple(_twitter()),
    "MastodonArchive": tuple(_mastodon()),
    "WrittenNotes": tuple(_written()),
    "HandwrittenNotes": tuple(_notes()),
}
"""Patterns by the class of the reader that reads them."""
