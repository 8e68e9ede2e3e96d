"""What is plainly structured is told from notes, whatever it is called; in doubt it is notes."""

import json
import time

import pytest

from talkgraph.sources.formats import CUT, is_no_notes, structure_of, why_not_by_name

LONG = json.dumps([{"title": f"Ropes {n}", "speaker": "Mara Lind"} for n in range(400)])
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: lamps\n"


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        ('{"talks": []}', "talks.json", "JSON"),
        ('\ufeff\n{"talks": [\n {"title": "Ropes"}]}\n', "talks.md", "JSON"),
        ('["Ropes", "Lamps"]', "talks.txt", "JSON"),
        ('{"n": 1}\n{"n": 2}\n', "talks", "JSON"),
        ('{"broken": ', "talks.md", "JSON"),
        ("{a: 1}", "talks.json", "JSON"),
        (LONG, "talks.md", "JSON"),
        (json.dumps(["x" * 9000]), "talks.md", "JSON"),
        ("[" * 9000, "talks.md", "JSON"),
        ('<?xml version="1.0"?>\n<schedule/>', "talks.md", "XML"),
        ("<svg xmlns='x'></svg>", "lamp.txt", "XML"),
        ("<talks><talk/></talks>", "talks.xml", "XML"),
        ("<!-- by hand -->\n<!DOCTYPE html>\n<p>Ropes</p>", "talks.md", "HTML"),
        ("<HTML><body>", "talks", "HTML"),
        ("<h1>Ropes</h1>", "talks.html", "HTML"),
        (SERVICE, "lamps.md", "YAML"),
        ("title: Ropes\nspeaker: Mara Lind\ndate: 2021-05-01\n", "ropes.txt", "YAML"),
        ("talks:\n- title: Ropes\n  speaker: Mara Lind\n", "talks", "YAML"),
        ("# talks\n- Ropes\n- Lamps\n", "talks.yaml", "YAML"),
        ("---\nTitle: Ropes\n---\nTitle: Lamps\n", "talks.yml", "YAML"),
        ('[talk]\ntitle = "Ropes"\nminutes = 20\n', "talks.md", "a file of settings"),
        ('title = "Ropes" # a talk\n', "talks.toml", "a file of settings"),
        ("title,speaker\nRopes,Mara Lind\n", "talks.csv", "a table"),
        ("#!/bin/sh\necho Ropes\n", "ropes.md", "a program"),
        ("print('Ropes')\n", "ropes.py", "a program"),
        ("var=1;" * 1000, "ropes.txt", "text made for machines"),
        ("2021-05-01 10:00:01 INFO ropes held\n" * 6, "ropes.txt", "a program's log"),
        ("%PDF-1.7\n", "ropes.md", "PDF"),
        ("-----BEGIN PGP SIGNATURE-----\n", "ropes.asc", "a key or a signature"),
    ],
)
def test_what_is_plainly_structured(text: str, name: str, what: str) -> None:
    assert structure_of(text.encode()[:CUT], name) == what


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[ ] ask Mara Lind about ropes\n",
        "[Ropes](https://example.org) by Mara Lind\n\n- knots\n",
        "[[HarbourConf 2021]]\n\n# Ropes\n",
        '["Ropes"](https://example.org), by Mara Lind\n',
        "[2021-05-01] Ropes\n",
        "{{< talk >}}\n# Ropes\n",
        "Speaker: Mara Lind\nDate: May 1, 2021\n",
        "Speaker: Mara Lind\nRoom: 2\nDate: May 1, 2021\n\nKnots hold.\n",
        "speaker: mara lind\ndate: may 1\n\nknots hold, she says\n",
        "speaker: mara lind\nnotes:\n  - knots hold if you tie them while it is calm\n",
        "title: Ropes\n====\n\nspeaker: Mara Lind\n",
        "---\ntitle: Ropes\nspeaker: Mara Lind\ndate: 2021-05-01\n---\n",
        "---\ntitle: Ropes\n---\n\nKnots hold.\n",
        '+++\ntitle = "Ropes"\ndate = 2021-05-01\n+++\n\nKnots hold.\n',
        '{"title": "Ropes", "date": "2021-05-01"}\n\n# Ropes\n\nKnots hold.\n',
        "# HarbourConf 2021\n\nname: value\nother: value\nlast: value\n",
        "# Ropes\nlength = 20\nwidth = 2\n",
        "Ropes, Mara Lind, 10:00\nLamps, Tom Reed, 11:00\nTides, Ines Hall, 12:00\n",
        "<!-- toc -->\n# Ropes\n",
        '<h1 align="center">HarbourConf</h1>\n\n## Ropes\n',
        "<https://example.org>\n",
        "import Talk from './talk'\n\n# Ropes\n",
        "10:00 Ropes\n10:30 Lamps\n11:00 Tides\n11:30 Knots\n12:00 Food\n",
        "2021-05-01 10:00:00 Mara: ropes hold\n" * 6,
        "#ropes #knots\n",
        "結び目は大切です。" * 900,
        f"![](data:image/png;base64,{'A' * 9000})\n\n# Ropes\n",
        "> " + "knots " * 2000,
    ],
)
@pytest.mark.parametrize("name", ["ropes.md", "ropes.txt", "ropes"])
def test_what_may_be_notes(text: str, name: str) -> None:
    assert structure_of(text.encode()[:CUT], name) is None


def test_notes_under_another_name_are_read() -> None:
    notes = b"---\ntitle: Ropes\n---\n\nKnots hold, says Mara Lind.\nThey do.\nAnd ropes.\n"
    assert structure_of(notes, "ropes.yaml") is None


@pytest.mark.parametrize("name", ["a.yaml", "a.md", "a.toml", "a.csv"])
@pytest.mark.parametrize("text", ["a" + " " * 8000 + "b", "[" * 8190, "{" * 8190, "a:\n" * 2700])
def test_whatever_the_bytes_it_is_quick(text: str, name: str) -> None:
    start = time.process_time()
    structure_of(text.encode(), name)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, True) for name in ("requirements.txt", "CMakeLists.txt", "robots.txt", "LICENSE")),
        *((name, True) for name in ("docs/requirements-dev.txt", "Makefile", "licence.rst")),
        *((name, True) for name in ("data/README.txt", "bookmarks.json", "a/likes.json")),
        *(
            (name, False)
            for name in ("requirements-of-ropes.txt", "on-requirements.rst", "ropes.txt")
        ),
        *((name, False) for name in ("LICENSE.md", "README.md", "authors-panel.txt", "likes.md")),
    ],
)
def test_names_that_no_notes_have(name: str, expected: bool) -> None:
    assert is_no_notes(name) is expected


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("deck.PPTX", "not a format that is read"),
        ("lamp.JPG", "pictures are not read"),
        ("talk.mp4", "sound and video are not read"),
        ("site.css", "a program's source is not read"),
        ("talks.yml", "structured data that no reader knows"),
        ("index.html", "web pages are not read"),
        ("ropes.wiki", "not an ending of notes; read if given by name"),
        ("ropes", "not an ending of notes; read if given by name"),
        ("requirements.txt", "a file of this name lies beside files of any kind"),
    ],
)
def test_why_a_file_in_a_folder_is_not_read(name: str, why: str) -> None:
    assert why_not_by_name(name) == why
