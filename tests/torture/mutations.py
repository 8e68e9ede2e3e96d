"""Sources that are nearly right: samples of every format spoilt, and heaps made of their parts.

All is drawn from the chances given: the same chances give the same bytes.
"""

import copy
import json
import random
import string
from collections.abc import Callable
from typing import Any, Final

from samples import SAMPLES

MARKS: Final = (
    *("#", "##", "> ", ">", "* ", "- ", "1. ", "  ", "    ", "\n", "\r\n", "\r", "\n\n", "---\n"),
    *('<a name="x"></a>', "{#x}", "[a](#x)", "[b](http://b.example/)", "<!-- ", "-->", "<![CDATA["),
    *("**Twitter threads:**\n", "My livetweet contents\n", "Other notes:", "|a|b|\n|-|-|\n"),
    *(
        "```\n",
        "~~~\n",
        "[x]: http://x.example\n",
        "Day 1: Friday 2021-02-30",
        "title: x\n",
        "&amp;",
    ),
    *("May 1-2, 2021 — Somewhere", "&#xD800;", "@ana", "#tag", '"', "“", "”", "[aside]", "[fin]"),
    *("Ana Reed", " — ", ": ", "\t", "\u00a0", "\u200b", "\u2028", "\x00", "\x0b", "\x0c", "\x85"),
    *("====\n", "----\n", "::", ".. code::", "`a <b>`_", "[[", "]]", "<A b={", "{/*", "*/}"),
    *(":PROPERTIES:\n", ":END:", "#+BEGIN_SRC\n", "#+TITLE: x\n", "|===\n", "// ", "\\", "+++\n"),
    *("BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "SUMMARY:", "DTSTART:", "RRULE:FREQ=SECONDLY\n", "\n "),
    *(
        "<schedule>",
        "</event>",
        "<event id='1'>",
        "<!DOCTYPE ",
        "&lt;",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
    ),
    *(
        "null",
        "true",
        "1e999",
        "-0",
        "9" * 400,
        '"\\ud800"',
        "é",
        "ß",
        "İ",
        "👩‍👩‍👧",
        "\ufeff",
        "\u202e",
    ),
    *("!!python/object:os.system", "&a", "*a", "<<: *a", "? ", "- - - ", "%YAML 1.1\n", "=", ";"),
    *("0000-00-00", "9999-12-31T23:59:59+14:00", "2031-02-30", "P99999Y", "25:61", "T", "Z"),
)
_WORDS: Final = ("teams", "ship", "small", "Mara Lind", "and", "of", "Ropes", "2031", "on call")
_ODD_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 1 << 70, 1.5, "", " ", "\x00", "x" * 3000, [], {}, [[]], [None], {"": ""}),
    *("2031-02-30", "9999-12-31T23:59:59Z", "<p>", "&#0;", "\ud800", "javascript:alert(1)", "//"),
)
_ENCODINGS: Final = ("utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8-sig", "utf-7", "utf-32")
_STRUCTURED: Final = (".json", ".jsonl")
_NEAR: Final = 400  # characters


def spoilt(chance: random.Random) -> tuple[str, bytes]:
    """Return the name of a file, and what is in it."""
    name = chance.choice(list(SAMPLES))
    text = SAMPLES[name]
    if name.endswith(_STRUCTURED) and chance.random() < 0.5:
        text = _tree(text, chance)
    elif chance.random() < 0.25:
        text = heap(chance)
    else:
        for _ in range(chance.choice((1, 1, 2, 3, 6))):
            text = chance.choice(_TEXT_WAYS)(text, chance)
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        data = chance.choice(_BYTE_WAYS)(data, chance)
    if chance.random() < 0.02:
        name = chance.choice(list(SAMPLES))  # what another name promises
    return name, data


def heap(chance: random.Random) -> str:
    """Return marks of all formats in a row, with words between."""
    pieces = [*chance.choices(MARKS, k=chance.randint(0, 30)), *chance.choices(_WORDS, k=9)]
    chance.shuffle(pieces)
    if chance.random() < 0.1:
        pieces.append(chance.choice(MARKS) * chance.randint(10, 300))
    return "".join(pieces)


# ── texts ────────────────────────────────────────────────────────────────────────────────────


def _place(text: str, chance: random.Random) -> tuple[int, int]:
    first = chance.randint(0, len(text))
    return first, min(len(text), first + int(_NEAR ** chance.random()))


def _without(text: str, chance: random.Random) -> str:
    first, last = _place(text, chance)
    return text[:first] + text[last:]


def _doubled(text: str, chance: random.Random) -> str:
    first, last = _place(text, chance)
    return text[:last] + text[first:last] * chance.choice((1, 1, 2, 20)) + text[last:]


def _moved(text: str, chance: random.Random) -> str:
    first, last = _place(text, chance)
    rest = text[:first] + text[last:]
    place = chance.randint(0, len(rest))
    return rest[:place] + text[first:last] + rest[place:]


def _marked(text: str, chance: random.Random) -> str:
    place = chance.randint(0, len(text))
    more = "".join(chance.choices(MARKS, k=chance.choice((1, 1, 2, 5))))
    return text[:place] + more + text[place:]


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randint(0, len(text))]


def _beheaded(text: str, chance: random.Random) -> str:
    return text[chance.randint(0, len(text)) :]


def _joined(text: str, chance: random.Random) -> str:
    other = SAMPLES[chance.choice(list(SAMPLES))]
    return _cut(text, chance) + _beheaded(other, chance)


def _lines_shuffled(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    first = chance.randint(0, len(lines))
    some = lines[first : first + chance.randint(2, 8)]
    chance.shuffle(some)
    return "".join([*lines[:first], *some, *lines[first + len(some) :]])


def _other_ends(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", "\u2028", " ", "\n\t")))


def _other_digits(text: str, chance: random.Random) -> str:
    return "".join(chance.choice(string.digits) if each.isdigit() else each for each in text)


def _other_case(text: str, chance: random.Random) -> str:
    first, last = _place(text, chance)
    return text[:first] + text[first:last].swapcase() + text[last:]


_TEXT_WAYS: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    *(_without, _doubled, _moved, _marked, _marked, _cut, _beheaded, _joined),
    *(_lines_shuffled, _other_ends, _other_digits, _other_case),
)


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────


def _tree(text: str, chance: random.Random) -> str:
    """Return JSON in which values have others' places, or odd ones, or none."""
    lines = text.splitlines() if text.count("\n{") else [text]
    told = [json.loads(line) for line in lines]
    for _ in range(chance.choice((1, 2, 4))):
        _change(told, chance)
    return "\n".join(json.dumps(each, indent=chance.choice((None, 1))) for each in told)


def _change(value: Any, chance: random.Random) -> None:  # noqa: ANN401 - JSON
    places = list(_holders(value))
    holder = chance.choice(places)
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    if not keys:
        return
    key = chance.choice(keys)
    way = chance.randrange(4)
    if way == 0:
        holder[key] = copy.deepcopy(chance.choice(_ODD_VALUES))
    elif way == 1 and len(keys) > 1:
        del holder[key]
    elif way == 2:
        holder[key] = copy.deepcopy(chance.choice(places))  # no circles
    elif isinstance(holder, dict):
        holder[chance.choice((*keys, "", "id", "@context"))] = copy.deepcopy(holder[key])


def _holders(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict | list):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from _holders(each)


# ── bytes ────────────────────────────────────────────────────────────────────────────────────


def _bits(data: bytes, chance: random.Random) -> bytes:
    spoilt_ = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 30)) if data else 0):
        spoilt_[chance.randrange(len(spoilt_))] ^= 1 << chance.randrange(8)
    return bytes(spoilt_)


def _noise(data: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(data))
    return data[:place] + chance.randbytes(chance.choice((1, 3, 50))) + data[place:]


def _shortened(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _encoded(data: bytes, chance: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def _encoded_twice(data: bytes, chance: random.Random) -> bytes:
    half = chance.randint(0, len(data))
    return data[:half] + _encoded(data[half:], chance)


def _zeros(data: bytes, chance: random.Random) -> bytes:
    first = chance.randint(0, len(data))
    return data[:first] + bytes(len(data[first : first + 40])) + data[first + 40 :]


_BYTE_WAYS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    *(_bits, _noise, _shortened, _encoded, _encoded_twice, _zeros),
)
