"""What each file of an edition of DevOpsDays tells of it, with its place in that file.

Every file names the talks that it speaks of in the same way (title and people), so that
`talkgraph.sources.join` makes one of them; what is in another file is left to that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from talkgraph.model import (
    NOT_NOTES,
    Coverage,
    Diagnostic,
    Event,
    Hints,
    Link,
    LinkKind,
    Reading,
    Session,
    Severity,
    SourceKind,
    TakenFor,
    Talk,
)
from talkgraph.model.names import slug
from talkgraph.sources.programmes.announced import Markup, abstracts_of
from talkgraph.sources.programmes.devopsdays.edition import (
    Edition,
    Item,
    Part,
    Who,
    without_shortcodes,
)
from talkgraph.sources.programmes.devopsdays.labels import labelled
from talkgraph.sources.programmes.devopsdays.parts import named_part, with_items
from talkgraph.sources.programmes.devopsdays.site_files import Role, SiteFile
from talkgraph.sources.programmes.devopsdays.slots import Clock, data_told
from talkgraph.sources.programmes.languages import language_tag
from talkgraph.sources.programmes.listing import with_parts
from talkgraph.sources.programmes.plain_values import line_at
from talkgraph.sources.times import date_in, time_in
from talkgraph.words import one_line

SERIES: Final = "DevOpsDays"
_VIDEOS: Final = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "slideslive": "https://slideslive.com/",
    "video": "",
}
_SLIDES: Final = {
    "googleslides": "https://docs.google.com/presentation/d/",
    "notist": "https://noti.st/",
    "speakerdeck": "",
    "slideshare": "",
    "slides": "",
    "pdf": "",
}


def told_by(file: SiteFile, edition: Edition, hints: Hints) -> Reading:
    """Return what one file of an edition tells."""
    name = _name(edition, hints)
    if name is None:
        why = "it does not say of which event it is; give the folder of the event, or --event"
        return _without_event(file, why, Severity.WARNING)
    event = Event(
        name=name,
        slug=slug(name),
        source=file.source,
        spans=(file.front,),
        series=SERIES if name.startswith(SERIES) else None,
        kind=SourceKind.PROGRAMME,
    )
    if file.role is Role.TALK:
        return _of_page(file, edition, event)
    if file.role is Role.SPEAKER:
        return _of_speaker(file, edition, event)
    if file.role is Role.PAGE:
        return _without_event(file, "it is a page of an event's website, but not that of a talk")
    return data_told(file, edition, event, hints)


def _name(edition: Edition, hints: Hints) -> str | None:
    """Compose the event's name: by its data, else by the folder, else by what the user says."""
    year, _, city = edition.event.partition("-")
    if edition.main is not None:
        city = line_at(edition.main.values, "city") or city
        year = line_at(edition.main.values, "year") or year
    if not (year and city):
        return hints.event
    shown = city.replace("-", " ").title() if city == city.lower() else city
    return one_line(f"{SERIES} {shown} {year}")


def _without_event(file: SiteFile, why: str, severity: Severity = Severity.INFO) -> Reading:
    found = Diagnostic.at(file.front, NOT_NOTES, f"this is {file.role}: {why}", severity)
    coverage = Coverage.of_left_out(file.source, file.content, reason=why) if file.content else None
    return Reading(
        source=file.source,
        sha256=file.sha256,
        diagnostics=(found,),
        coverage=coverage,
        taken_for=TakenFor(what="left out", why=why),
    )


# ── pages of talks and speakers ──────────────────────────────────────────────────────────────


def _of_page(file: SiteFile, edition: Edition, event: Event) -> Reading:
    if file.source in edition.unread:
        is_empty = not (line_at(file.values, "title") or file.text)
        why = "it has no title and no text" if is_empty else "the programme does not name this talk"
        return _without_event(file, why)
    told: list[Talk | Session] = []
    found: list[Diagnostic] = []
    for part in edition.by_page.get(file.source, ()):
        if part.page is file:
            whole = named_part(part, file.front, part.people)
            told.append(_with_page(whole, file, Clock(edition, Hints()), found))
            found += _of_guesses(part.people, file)
        own = [item for item in part.items if item.page is file]
        if own:
            told.append(_with_own(part, file, own))
            found += _of_guesses((who for item in own for who in item.people), file)
    return _of_lines(file, event, told, found)


def _with_own(part: Part, file: SiteFile, own: Sequence[Item]) -> Talk | Session:
    """Return a session with the short talks that a page tells of."""
    told = named_part(part, file.front, ())
    return told if isinstance(told, Talk) else with_items(told, own, lambda _: file.front)


def _with_page(
    told: Talk | Session, file: SiteFile, clock: Clock, found: list[Diagnostic]
) -> Talk | Session:
    labels = labelled(file.text)
    text, shortcodes = without_shortcodes(labels.get("description", "") if labels else file.text)
    markup = Markup.HTML if text.lstrip().startswith("<") else Markup.MARKDOWN
    links = tuple(_links(file, shortcodes, found))
    abstracts = abstracts_of(text, markup, file.body or file.front)
    if isinstance(told, Session):
        return replace(told, links=links, abstracts=abstracts)
    told = replace(
        told,
        links=links,
        abstracts=abstracts,
        language=language_tag(line_at(file.values, "language", "lang") or None),
    )
    date = date_in(line_at(file.values, "talk_date"))
    is_within = date and (clock.start is None or clock.start <= date <= (clock.end or clock.start))
    if not is_within or time_in(line_at(file.values, "talk_start_time")) is None:
        return told
    times = [line_at(file.values, key) for key in ("talk_start_time", "talk_end_time")]
    start, end = clock.times(date, times[0], times[1], None)
    return replace(told, date=date, start=start, end=end)


def _links(
    file: SiteFile, shortcodes: Iterable[tuple[str, str]], found: list[Diagnostic]
) -> Iterator[Link]:
    told = [(key, line_at(file.values, key)) for key in (*_VIDEOS, *_SLIDES)]
    told += [(name, text) for name, text in shortcodes if name in {"youtube", "vimeo"}]
    for key, text in dict.fromkeys(told):
        if not text:
            continue
        kind = LinkKind.VIDEO if key in _VIDEOS else LinkKind.SLIDES
        prefix = (_VIDEOS | _SLIDES)[key]
        bare = text.strip("\"'").removeprefix("id=").strip("\"'")
        url = bare if "://" in bare else f"{prefix}{bare}"
        if "://" not in url or " " in url:
            message = f"the {key} of this talk is no address and was passed over: {text!r}"
            found.append(Diagnostic.at(file.front, "link-invalid", message))
            continue
        yield Link(url=url, label=kind.value, kind=kind, span=file.front)


def _of_guesses(people: Iterable[Who], file: SiteFile) -> Iterator[Diagnostic]:
    for who in people:
        if who.is_guess:
            message = (
                f"the speaker has no page among the files; the name {who.name!r} is made of"
                " the name that the page would have"
            )
            yield Diagnostic.at(file.front, "speaker-without-page", message)


def _of_speaker(file: SiteFile, edition: Edition, event: Event) -> Reading:
    told: list[Talk | Session] = []
    for part in edition.by_page.get(file.source, ()):
        own = [
            replace(item, people=_only(item.people, file))
            for item in part.items
            if _only(item.people, file)
        ]
        if _only(part.people, file):
            told.append(named_part(part, file.front, _only(part.people, file)))
        if own:
            told.append(_with_own(part, file, own))
    if not told:
        return _without_event(file, "this speaker is of no talk of the event")
    return _of_lines(file, event, told, [])


def _only(people: Sequence[Who], page: SiteFile) -> tuple[Who, ...]:
    return tuple(who for who in people if who.page is page)


def _of_lines(
    file: SiteFile, event: Event, told: Sequence[Talk | Session], found: list[Diagnostic]
) -> Reading:
    """Return the reading of a page: its front is in the graph, its body there or named.

    What is said of a speaker, and the abstract of a short talk, has no place in an event.
    """
    in_diagnostics = 0
    if file.body and not any(part.abstracts for part in told):
        what = "what this page says of the speaker" if file.role is Role.SPEAKER else "its text"
        message = f"{what} is not kept"
        found.append(Diagnostic.at(file.body, "text-unused", message, Severity.INFO))
        in_diagnostics = sum(bool(line.strip()) for line in file.text.splitlines())
    coverage = Coverage(
        source=file.source,
        content=file.content,
        in_graph=file.content - in_diagnostics,
        in_diagnostics=in_diagnostics,
    )
    return Reading(
        source=file.source,
        sha256=file.sha256,
        events=(with_parts(event, told),),
        diagnostics=tuple(found),
        coverage=coverage,
        taken_for=TakenFor(what="part", why=file.role, named_by="its folder"),
    )
