"""Reads pages as somebody has said that they are to be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from talkgraph.model import Diagnostic, Span
from talkgraph.sources.notes.layout.evidence import habit_of, is_of_event
from talkgraph.sources.notes.layout.outline import LEVELS, Form, Marks, headings_of
from talkgraph.sources.notes.layout.overrules.files import Overrules
from talkgraph.sources.notes.layout.overrules.front import said_in
from talkgraph.sources.notes.layout.overrules.keys import unused
from talkgraph.sources.notes.layout.overrules.said import TALK, Fixed, Said
from talkgraph.sources.notes.layout.pages import Page

_WITH_TALKS: Final = frozenset({"day", "event"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Missing:
    """A level that a page has no heading of, and the levels that it has."""

    page: str
    level: Fixed[int | str]
    levels: tuple[int, ...]


def overruled(
    pages: Sequence[Page], paths: Sequence[Path | None], overrules: Overrules
) -> tuple[tuple[Page, ...], tuple[Diagnostic, ...]]:
    """Return pages as they are to be read, and what of it cannot be done.

    `paths` says where each of the pages lies. Diagnostics belong to the source that says so.
    """
    done: list[Page] = []
    found: list[Diagnostic] = []
    missing: list[_Missing] = []
    for page, path in zip(pages, paths, strict=True):
        own, problems = said_in(page.source, page.front)
        found += problems
        said = own.over(overrules.said_of(path))
        page = replace(page, said=said)
        lacks = _missing(page, said)
        missing += [lacks] if lacks else []
        done.append(page if lacks else _chosen(page, said))
    return tuple(done), (*found, *_told(missing))


def _chosen(page: Page, said: Said) -> Page:
    """Return the page as its level or its kind says that it is to be read."""
    role = said.role
    if role is not None and role.value == TALK:
        return _read_as(page, None, Form.HEADING, f"{role} says that it is one talk")
    if said.level is not None and (role is None or role.value in _WITH_TALKS):
        level, form = _form(said.level.value)
        shown = f"at level {level}" if form is Form.HEADING else f"each a {form.value}"
        return _read_as(page, level, form, f"{said.level} says that its talks stand {shown}")
    if role is not None and role.value in _WITH_TALKS:
        levels = {n: score for n, score in page.levels.scores.items() if n != "file"}
        best = max(levels, key=lambda name: levels[name], default="level 1")
        name: int | str = int(best.removeprefix("level ")) if best.startswith("level ") else best
        article = "an" if role.value == "event" else "a"
        return _read_as(page, *_form(name), f"{role} says that it tells of {article} {role.value}")
    return page


def _form(level: int | str) -> tuple[int, Form]:
    return (level, Form.HEADING) if isinstance(level, int) else (LEVELS[Form(level)], Form(level))


def _read_as(page: Page, level: int | None, form: Form, reason: str) -> Page:
    marks = _marks(page, form)
    title = page.levels.title
    if title is not None and level is not None and not _is_title(page, marks, title, level):
        title = None
    levels = replace(page.levels, level=level, form=form, title=title, chosen=reason)
    of_form = [h for h in marks.headings if h.form is form]
    before = marks.before if form is Form.HEADING else ()
    habit = habit_of(of_form, before, page.source)
    return replace(page, levels=levels, marks=marks, habit=habit)


def _is_title(page: Page, marks: Marks, title: int, level: int) -> bool:
    """Tell whether a heading is still the file's title with talks at a level: not a talk itself."""
    heading = marks.headings[title]
    return heading.level < level or is_of_event(heading.title, page.clues)


def _marks(page: Page, form: Form) -> Marks:
    if form is page.levels.form:
        return page.marks
    return headings_of(page.document.blocks, page.contents, page.source, form)


# ── what cannot be done ──────────────────────────────────────────────────────────────────────────


def _missing(page: Page, said: Said) -> _Missing | None:
    role = said.role
    if said.level is None or (role is not None and role.value not in _WITH_TALKS):
        return None
    level, form = _form(said.level.value)
    headings = _marks(page, form).headings
    if any(heading.level == level for heading in headings):
        return None
    levels = {heading.level for heading in headings if heading.form is Form.HEADING}
    return _Missing(page=page.name, level=said.level, levels=tuple(sorted(levels)))


def _told(missing: Iterable[_Missing]) -> Iterable[Diagnostic]:
    """Yield one warning a statement, whatever number of files it is said of."""
    by_place: dict[Span, list[_Missing]] = {}
    for each in missing:
        by_place.setdefault(each.level.span, []).append(each)
    for span, lacking in by_place.items():
        first = lacking[0]
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        level = first.level.value
        what = f"no heading of level {level}" if isinstance(level, int) else f"no {level}s"
        there = ", ".join(map(str, first.levels))
        has = f"its headings have level {there}" if there else "it has no headings"
        message = (
            f"level: {first.page}{more} {'have' if more else 'has'} {what} ({has}), and so"
            " is read as it looks; correct the level, or say it of other files"
        )
        yield unused(span, message)
