"""An event whose works and pictures have makers that are told, and makers that are concluded."""

from dataclasses import replace
from typing import Final

from graph_samples import GUEST, TAKER, at, link, note, rich_event, said

from talkgraph.model import CitedWork, Credit, Event, LinkKind, Note, NoteKind, WorkKind

THEIRS: Final = CitedWork(title="Fog at Noon", kind=WorkKind.BOOK, span=at(39), by_speaker=True)


def crediting(line: int, **who: object) -> Credit:
    return Credit(of=LinkKind.SKETCHNOTE, span=at(line), **who)  # type: ignore[arg-type]


CREDITS: Final = {
    "told": crediting(80, name="Night Owl", account=TAKER),
    "by another credit": crediting(81, name="Night Owl"),
    "by name": crediting(82, name="Ola Berg"),
    "by one word": crediting(83, name="Ola"),
    "nobody here": crediting(84, name="Una Guest", account=GUEST),
    "nobody here, by another credit": crediting(85, name="Una Guest"),
}
"""Credits of one picture each, by the picture's name."""


def makers_event() -> Event:
    """The rich event with the works and pictures of above in its first two talks."""
    event = rich_event()
    lone, pair = event.talks
    own = lone.posts[4]
    posts = (*lone.posts[:4], replace(own, says=replace(own.says, works=(THEIRS,))))
    # A credit is of all sketchnotes of its talk, so every picture has a talk of its own.
    talks = [
        replace(
            pair,
            key=f"picture-{number}",
            title=f"Picture {number}",
            position=number + 2,
            speakers=(),
            links=(link(LinkKind.SKETCHNOTE, 100 + number, name),),
            notes=(_line(80 + number, credit),),
        )
        for number, (name, credit) in enumerate(CREDITS.items())
    ]
    return replace(event, talks=(replace(lone, posts=posts), *talks))


def _line(line: int, credit: Credit) -> Note:
    text = "Visual recording"
    return note(1, line, text, kind=NoteKind.ATTRIBUTION, says=said(text, credits=(credit,)))
