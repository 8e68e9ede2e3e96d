"""One edition of DevOpsDays: its talks, sessions and people, by all the files that are there."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from talkgraph.model import SessionKind, TalkStatus
from talkgraph.model.names import slug, unused
from talkgraph.sources.notes.layout.words.headings import is_pause
from talkgraph.sources.programmes.devopsdays.labels import bare, labelled, names_of
from talkgraph.sources.programmes.devopsdays.site_files import Role, SiteFile
from talkgraph.sources.programmes.plain_values import Value, items, line_at, lines_at, mapping
from talkgraph.sources.programmes.telling import is_person, title_and_status
from talkgraph.sources.times import date_in
from talkgraph.words import one_line

_SESSIONS: Final = {
    "open-space": SessionKind.OPEN_SPACE,
    "openspace": SessionKind.OPEN_SPACE,
    "ignite": SessionKind.IGNITES,
    "ignites": SessionKind.IGNITES,
    "workshop": SessionKind.WORKSHOP,
}
_TALKS: Final = frozenset({"talk", "keynote", "panel", "lightning-talk", "presentation", "demo"})
_SLUG: Final = re.compile(r"[^\sA-Z]+")
_IGNITES: Final = "Ignites"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An entry of the programme, or of its list of ignites; `path` is where in `file` it stands."""

    file: SiteFile
    path: str
    title: str
    type: str
    values: dict[str, Value]

    @property
    def is_slug(self) -> bool:
        """Whether the title may name a file; text for people has a space or a capital letter."""
        return bool(_SLUG.fullmatch(self.title))

    @property
    def date(self) -> dt.date | None:
        """The day, by the date as it is written."""
        return date_in(line_at(self.values, "date"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A person as a slug names them; `page` is their own, if it is there.

    `is_guess` is true where the name is made of the slug, for want of a page.
    """

    name: str
    page: SiteFile | None = None
    is_guess: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A short talk among ignites, with its slot in their list and its page, where there are any."""

    title: str
    people: tuple[Who, ...]
    page: SiteFile | None = None
    slot: Slot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A talk (without `kind`) or a session, with its slot and its page, where there are any."""

    key: str
    title: str
    kind: SessionKind | None = None
    status: TalkStatus | None = None
    people: tuple[Who, ...] = ()
    slot: Slot | None = None
    page: SiteFile | None = None
    items: tuple[Item, ...] = ()
    date: dt.date | None = None

    @property
    def everybody(self) -> Iterator[Who]:
        """Those of the part and of its items."""
        yield from self.people
        for item in self.items:
            yield from item.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What there is of one event: its files, and the parts they come to.

    `by_page` has the parts that the page of a talk or a speaker tells of; `holes` are slots whose
    page is not there; `no_talks` those that are breaks and the like; `unread` the pages of talks
    that the programme does not name.
    """

    files: tuple[SiteFile, ...]
    event: str
    main: SiteFile | None
    parts: tuple[Part, ...] = ()
    by_page: Mapping[str, Sequence[Part]] = field(default_factory=dict)
    holes: tuple[Slot, ...] = ()
    no_talks: tuple[Slot, ...] = ()
    unread: frozenset[str] = frozenset()

    @property
    def has_pages(self) -> bool:
        """Whether the page of any talk is there."""
        return any(file.role is Role.TALK for file in self.files)


def editions(files: Sequence[SiteFile]) -> tuple[Edition, ...]:
    """Put the files of each event together.

    A file that does not say of which event it is belongs to the only one there is.
    """
    groups: dict[str, list[SiteFile]] = {}
    for file in files:
        groups.setdefault(file.event, []).append(file)
    lost = groups.pop("", [])
    if lost:
        only = next(iter(groups)) if len(groups) == 1 else ""
        groups.setdefault(only, []).extend(lost)
    return tuple(_Builder(event, group).edition() for event, group in groups.items())


@dataclass
class _Builder:
    """Builds one edition: slots first, then pages that no slot could name."""

    event: str
    files: list[SiteFile]
    _keys: dict[str, int] = field(default_factory=dict)
    _holes: list[Slot] = field(default_factory=list)
    _no_talks: list[Slot] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._talks = self._by_slug(Role.TALK)
        self._speakers = self._by_slug(Role.SPEAKER)
        self._main = next((file for file in self.files if file.role is Role.EVENT), None)

    def edition(self) -> Edition:
        ignites = list(self._slots("ignites"))
        slots = list(self._slots("program"))
        parts = [part for slot in slots if (part := self._part(slot)) is not None]
        parts = self._with_ignites(parts, ignites)
        named = {file.source for part in parts for file in _pages(part)}
        rest = [page for page in self._talks.values() if page.source not in named]
        programme_names_talks = any(part.kind is None for part in parts)
        if not programme_names_talks:
            parts += [part for page in rest if (part := self._of_page(page)) is not None]
            named |= {file.source for part in parts for file in _pages(part)}
        pages = {page.source for page in self.files if page.role is Role.TALK}
        return Edition(
            files=tuple(self.files),
            event=self.event,
            main=self._main,
            parts=tuple(parts),
            by_page=_by_page(parts),
            holes=tuple(self._holes),
            no_talks=tuple(self._no_talks),
            unread=frozenset(pages - named),
        )

    def _by_slug(self, role: Role) -> dict[str, SiteFile]:
        found: dict[str, SiteFile] = {}
        for file in self.files:
            if file.role is role:
                found.setdefault(file.slug, file)
        return found

    def _slots(self, key: str) -> Iterator[Slot]:
        """Yield the entries of a list, of the file of its own where it is in one."""
        by_role = sorted(self.files, key=lambda file: file.role is not Role.SLOTS)
        for file in by_role:
            told = items(file.values.get(key)) if file.role in {Role.EVENT, Role.SLOTS} else []
            for n, entry in enumerate(told):
                values = mapping(entry)
                yield Slot(
                    file=file,
                    path=f"/{key}/{n}",
                    title=line_at(values, "title"),
                    type=line_at(values, "type").casefold().replace(" ", "-"),
                    values=values,
                )
            if told:
                return

    def _part(self, slot: Slot) -> Part | None:
        """Return what a slot is; breaks and the like are nothing."""
        page = self._page_of(slot)
        kind = _SESSIONS.get(slot.type)
        if page is not None:  # somebody's talk, though it be a workshop, or short
            return self._told(page, kind if kind is SessionKind.OPEN_SPACE else None, slot)
        if slot.title and (kind is not None or slot.type in _TALKS):
            return self._without_page(slot, kind)
        self._no_talks.append(slot)
        return None

    def _without_page(self, slot: Slot, kind: SessionKind | None) -> Part | None:
        hole = slot.is_slug and kind in {None, SessionKind.WORKSHOP}
        kind = None if hole else kind
        if not hole and kind is None and is_pause(slot.title):
            self._no_talks.append(slot)
            return None
        people = self._people_by_slug(slot) if hole else ()
        if hole:
            self._holes.append(slot)
        title, status = ("", None) if hole else title_and_status(slot.title)
        return Part(
            key=unused(slug(slot.title if hole else title), self._keys),
            title=title,
            kind=kind,
            status=status,
            people=people,
            slot=slot,
            date=slot.date,
        )

    def _of_page(self, page: SiteFile) -> Part | None:
        part = self._told(page, None, None)
        return part if part.title or page.text else None

    def _told(self, page: SiteFile, kind: SessionKind | None, slot: Slot | None) -> Part:
        title, people = self._title_and_people(page)
        title, status = title_and_status(title)
        if not title and slot is not None:
            self._holes.append(slot)
        return Part(
            key=unused(slug(title or page.slug), self._keys),
            title=title,
            kind=kind,
            status=status,
            people=people,
            slot=slot,
            page=page,
            date=slot.date if slot else date_in(line_at(page.values, "talk_date")),
        )

    def _with_ignites(self, parts: list[Part], slots: list[Slot]) -> list[Part]:
        """Put each short talk into the session of its day, which is made if there is none."""
        found = [part for part in parts if part.kind is SessionKind.IGNITES]
        lists: dict[str, list[Item]] = {}
        for slot in slots:
            item = self._item(slot)
            block = line_at(slot.values, "block")
            day = [part for part in found if slot.date in {part.date, None}]
            own = [p for p in day if block and p.slot and _calls(p.slot, block)]
            if item is None:
                continue
            home = next(iter(own or day), None)
            if home is None:
                home = Part(
                    key=unused(slug(_IGNITES), self._keys),
                    title=_IGNITES,
                    kind=SessionKind.IGNITES,
                    date=slot.date,
                )
                parts.append(home)
                found.append(home)
            lists.setdefault(home.key, []).append(item)
        return [
            replace(part, items=tuple(lists[part.key])) if part.key in lists else part
            for part in parts
        ]

    def _item(self, slot: Slot) -> Item | None:
        page = self._page_of(slot)
        if page is not None:
            title, people = self._title_and_people(page)
            return Item(title=title, people=people, page=page, slot=slot)
        if not slot.title:
            return None
        if slot.is_slug:
            self._holes.append(slot)
            people = self._people_by_slug(slot)
            return Item(title="", people=people, slot=slot) if people else None
        return Item(title=slot.title, people=(), slot=slot)

    def _page_of(self, slot: Slot) -> SiteFile | None:
        return self._talks.get(slot.title.casefold().rsplit("/", 1)[-1].removesuffix(".md"))

    def _title_and_people(self, page: SiteFile) -> tuple[str, tuple[Who, ...]]:
        title, names = line_at(page.values, "title"), lines_at(page.values, "speakers")
        labels = labelled(page.text)
        if "title" in labels:
            names = names or names_of(labels.get("speaker", "")) or [title]
            title = one_line(bare(labels["title"]))
        if not names and page.slug in self._speakers:
            names = [page.slug]
        return title, tuple(self._whoever(names))

    def _whoever(self, names: Iterable[str]) -> Iterator[Who]:
        for name in dict.fromkeys(names):
            page = self._speakers.get(name.casefold().removesuffix(".md"))
            known = line_at(page.values, "title", "name") if page else ""
            is_guess = not known and bool(_SLUG.fullmatch(name))
            who = known or (name.replace("-", " ").title() if is_guess else name)
            if is_person(who):
                yield Who(name=who, page=page, is_guess=is_guess)

    def _people_by_slug(self, slot: Slot) -> tuple[Who, ...]:
        """Return whose page has the name of the page that is not there."""
        return tuple(self._whoever([slot.title] if slot.title.casefold() in self._speakers else []))


def _pages(part: Part) -> Iterator[SiteFile]:
    pages = (part.page, *(item.page for item in part.items))
    return (page for page in pages if page is not None)


def _by_page(parts: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for part in parts:
        people = (*part.people, *(who for item in part.items for who in item.people))
        pages = (*_pages(part), *(who.page for who in people if who.page is not None))
        for source in dict.fromkeys(page.source for page in pages):
            found.setdefault(source, []).append(part)
    return found


def _calls(slot: Slot, block: str) -> bool:
    return block in {line_at(slot.values, "block"), slug(slot.title)}


_SHORTCODE: Final = re.compile(r"\{\{[<%]\s*/?\s*(\w[\w-]*)\s*([^{}]*?)\s*/?[>%]\}\}")


def without_shortcodes(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a text without the shortcodes of Hugo, and these as names and arguments.

    >>> without_shortcodes("On oil. {{< youtube abc >}}")
    ('On oil. ', (('youtube', 'abc'),))
    """
    return _SHORTCODE.sub("", text), tuple((m[1], m[2]) for m in _SHORTCODE.finditer(text))
