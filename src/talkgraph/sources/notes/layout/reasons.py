"""Says in words for people what a file was taken for, and why."""

from collections.abc import Mapping, Sequence
from typing import Final

from talkgraph.model import NOT_NOTES, Diagnostic, Event, TakenFor
from talkgraph.sources.notes.event.dates import day_of
from talkgraph.sources.notes.layout.evidence import is_of_event
from talkgraph.sources.notes.layout.folders import FileRole, Placement
from talkgraph.sources.notes.layout.outline import Form

_OF_HEADINGS: Final[Mapping[str, str]] = {
    "anchor": "have anchors",
    "speaker": "name speakers",
    "likely speaker": "may name speakers",
    "posts": "have posts below",
    "programme": "say keynote or panel",
    "with parts": "have smaller headings below, as talks have",
    "numbered": "are numbered",
    "linked": "are links",
    "listed": "are listed in a table of contents",
}
"""What the signs of headings (`evidence.OF_A_TALK`) mean, the most telling first."""

_OF_FILES: Final[Mapping[str, str]] = {
    "speaker of the file": "a speaker with the title",
    "front matter of a talk": "front matter of a talk",
    "named like its title": "named like its title",
    "one of several of its day": "other files have the same date",
    "no other heading": "no other heading",
    "in the folder of an event": "a title of its own in the folder of an event",
}
"""What the signs of a file that is one talk (`levels.OF_A_FILE`) mean, the most telling first."""

_MOST_SIGNS: Final = 2


def taken_for(placed: Placement, event: Event | None, found: Sequence[Diagnostic]) -> TakenFor:
    """Say what a file was taken for, after it was read; `found` is what was noticed."""
    levels = placed.page.levels
    what, why = placed.role, _why(placed)
    if event is None:
        what = FileRole.LEFT_OUT
        told = (d.message for d in found if d.code == NOT_NOTES)
        why = placed.left_out or next((_short(message) for message in told), "it is empty")
    return TakenFor(
        what=what.value,
        why=why,
        named_by=placed.named_by if event is not None else "",
        scores=dict(levels.scores),
        chosen=bool(levels.chosen) or placed.page.said.role is not None,
    )


def _short(message: str) -> str:
    """Take the reason out of the sentence that a file does not look like notes."""
    return message.partition(": ")[2].partition(";")[0] or message


def _why(placed: Placement) -> str:
    page, levels = placed.page, placed.page.levels
    if placed.role is FileRole.LEFT_OUT:
        return placed.left_out
    said = page.said.role
    if levels.chosen:
        return levels.chosen
    if said is not None:
        return f"{said} says so"
    if placed.aside:
        return f"{placed.aside}: its lines are notes of the event"
    if placed.role is FileRole.INDEX:
        return "named as what tells of the files beside it, and has no talks itself"
    if placed.role is FileRole.TALK:
        return _one_talk(placed)
    if levels.level is None:
        return "titled like an event, and no other heading"
    return _talks_inside(placed)


def _one_talk(placed: Placement) -> str:
    levels = placed.page.levels
    signs = [text for sign, text in _OF_FILES.items() if sign in levels.signs][:_MOST_SIGNS]
    if placed.page.clues.lean > 0 and len(signs) < _MOST_SIGNS:
        signs.append("like the files beside it")
    if not signs:
        signs = ["its headings do not look like those of talks"]
    return ", ".join(signs)


def _talks_inside(placed: Placement) -> str:
    """Say what spoke for the level at which the talks stand: "5 of 6 headings name speakers"."""
    levels = placed.page.levels
    counts, total = levels.signs, levels.headings
    signs = [sign for sign in _OF_HEADINGS if sign in counts]
    signs = sorted(signs, key=lambda sign: 2 * counts[sign] < total)[:_MOST_SIGNS]
    what = "heading" if levels.form is Form.HEADING else levels.form.value
    what += "" if total == 1 else "s"
    where = f" at level {levels.level}" if levels.form is Form.HEADING else ""
    if not signs or 2 * counts[signs[0]] < total:
        told = _below_title(placed)
        if told or not signs:
            return f"{total} {what}{where}, {told or 'more like talks than like parts of one'}"
    first, *others = signs
    told = f"{_share(counts[first], total)} {what}{where} {_OF_HEADINGS[first]}"
    return "; ".join(
        [told, *(f"{_share(counts[sign], total)} {_OF_HEADINGS[sign]}" for sign in others)]
    )


def _below_title(placed: Placement) -> str:
    """Say that a title which is no talk's stands above the headings, if one does."""
    page = placed.page
    if page.title and day_of(page.title) is not None:
        return "below a title that is a day's"
    if page.title and is_of_event(page.title, page.clues):
        return "below the title of an event"
    return "in a file named as a day's" if page.clues.dated else ""


def _share(count: int, total: int) -> str:
    if count < total:
        return f"{count} of {total}"
    return {1: "the only", 2: "both"}.get(total, f"all {total}")
