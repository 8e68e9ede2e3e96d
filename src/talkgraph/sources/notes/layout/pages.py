"""One file of notes, parsed and looked at by itself: what its siblings need to know of it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final

from talkgraph.model import SourceFile
from talkgraph.sources.containers.kinds import name_as_folder, name_unpacked
from talkgraph.sources.notes.event.contents import Contents, read_contents
from talkgraph.sources.notes.event.dates import NamedDate, dates_in_name, find_dates, without_id
from talkgraph.sources.notes.event.places import folded, when_and_where
from talkgraph.sources.notes.formats import Format, as_markdown, format_of
from talkgraph.sources.notes.layout.evidence import Clues, first_line, is_of_event
from talkgraph.sources.notes.layout.levels import Levels, Looks, read_levels
from talkgraph.sources.notes.layout.names import Place, place_of, words_of
from talkgraph.sources.notes.layout.outline import Marks
from talkgraph.sources.notes.layout.overrules.said import NOTHING, Said
from talkgraph.sources.notes.layout.titles import Habit
from talkgraph.sources.notes.markdown.blocks import Block, Document, parse
from talkgraph.sources.notes.markdown.front_matter import (
    FrontMatter,
    Value,
    is_used,
    read_front_matter,
    with_values,
)
from talkgraph.sources.notes.markdown.inline import (
    block_pieces,
    lines_of,
    text_of,
    title_and_anchor,
)
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.called import BY, ENGLISH_LABELS, is_speaker_label
from talkgraph.sources.notes.speakers.lines import speaker_line
from talkgraph.words import printable

_INDEXES: Final = frozenset({"readme", "index", "_index", "home", "00-index", "contents"})
_ACCOMPANYING: Final = frozenset(
    {
        *("license", "licence", "copying", "contributing", "contributors", "changelog", "authors"),
        *("code_of_conduct", "code-of-conduct", "security", "404", "template", "templates"),
        *("about", "todo", "todos", "notice", "makefile", "requirements", "robots"),
    }
)
_ATTRIBUTES: Final = re.compile(r"(?<=[)\]*_`])\{:[^{}\n]*\}")
_SUBJECTS: Final = frozenset({"security", "templates", "template", "requirements", "about"})
_HTML_HEADING: Final = re.compile(
    r"<h(?P<level>[1-6])\b[^<>]*>(?P<text>[^\n]*)</h(?P=level)>", re.IGNORECASE
)
_FENCE: Final = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_TIGHT_HEADING: Final = re.compile(r"^(#{2,6}(?=[^\W\d_])|#{1,6}(?=[\u00a0\u202f]))")
_BY: Final = re.compile(rf"(?:{BY})(?:\s+\S+){{2,4}}$", re.IGNORECASE)
_NUMBERED_DATE: Final = re.compile(
    r"^(\d{1,2})(?=\.\s+(?:\w+\s+\d{1,2}\.\s+)?[^\W\d_]+\.?\s+\d{4})"
)
_INNER_TAG: Final = re.compile(r"</?(?!a\b)[a-z][^<>]*>", re.IGNORECASE)
_FIELD: Final = re.compile(r"(?P<key>[^\W\d_][\w -]{1,20}?)\s*:{1,2}\s+(?P<value>\S.*)")
_FEWEST_FIELDS: Final = 2
_EMBEDDED: Final = re.compile(r"!\[\[(?P<file>[^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
_WIKI_LINK: Final = re.compile(
    r"\[\[(?P<page>[^\[\]|#]+)(?:#[^\[\]|]*)?(?:\|(?P<shown>[^\[\]]+))?\]\](?!\()"
)
_LABEL: Final = re.compile(
    r"(?P<key>event|conference|conf|meetup|date|when|konferenz|conférence|datum|title|talk)"
    r"\s*:{1,2}\s*"
    r"(?P<value>\S.{1,120})",
    re.IGNORECASE,
)
_KEYS: Final = {"date": "date", "when": "date", "datum": "date", "title": "title", "talk": "title"}
_FIRST_BLOCKS: Final = 10
_COMPOSED: Final = re.compile(r"_|^\d{1,2}-\S")
_LONGEST_TITLE: Final = 120
_KEYS_OF_TALKS: Final = ("speakers", "event", "video", "slides")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """A parsed file with what its name, its folders and its front matter say.

    `labelled` is what its first lines say of the event and the date behind a label; `said` is what
    somebody has fixed of it (`overrules`).
    """

    source: Source
    front: FrontMatter
    document: Document
    contents: Contents
    folders: tuple[str, ...]
    named: NamedDate | None
    place: Place
    looks: Looks
    levels: Levels
    marks: Marks
    habit: Habit
    clues: Clues
    labelled: Mapping[str, Value] = field(default_factory=dict)
    said: Said = NOTHING

    @property
    def name(self) -> str:
        """The name by which spans and diagnostics call the file."""
        return self.source.name

    @property
    def stem(self) -> str:
        """The file's own name without its ending."""
        return PurePosixPath(self.name).name.split(".", 1)[0]

    @property
    def words(self) -> str:
        """The words of the file's name, without dates and numbers."""
        return name_words(self.name, self.named)

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing below front matter that is of no talk."""
        content = self.source.content_lines()
        return not self.clues.talk and self.front.last > 0 and max(content) <= self.front.last

    @property
    def is_index(self) -> bool:
        """Whether the file is named as one that tells of those beside it."""
        return self.stem.casefold() in _INDEXES

    @property
    def is_accompanying(self) -> bool:
        """Whether the file is named as one that lies beside files of any kind."""
        return self.stem.casefold().replace(" ", "_") in _ACCOMPANYING

    def is_named_by_file(self, title: str) -> bool:
        """Tell whether a title is no more than the name of the file, which is no title's."""
        return self.clues.is_stem(title)

    @property
    def is_perhaps_talk(self) -> bool:
        """Whether the name of an accompanying file may as well be the subject of a talk."""
        return self.stem.casefold() in _SUBJECTS

    @property
    def told_event(self) -> str:
        """The event that the front matter names, or a line that is labelled so ("" for none)."""
        value = self.front.values.get("event") or self.labelled.get("event")
        return value.text if value else ""

    @property
    def category(self) -> str:
        """The last part of the only category, where the front matter has such ("meetups/x")."""
        value = self.front.values.get("categories")
        if value is None or len(value.items) != 1 or "/" not in value.text:
            return ""
        return value.text.rsplit("/", 1)[-1]

    @property
    def title(self) -> str | None:
        """The title that the file gives itself, if any."""
        if self.levels.title is not None:
            return self.marks.headings[self.levels.title].title
        value = self.front.values.get("title")
        return value.text if value else None


def name_words(name: str, named: NamedDate | None) -> str:
    """Return the words of a file's name, as they are written there.

    >>> name_words("small-boats.md", None)
    'small boats'
    """
    if named is not None:
        return named.rest
    stem = without_id(PurePosixPath(name).name)
    stem = stem.rsplit(".", 1)[0] if "." in stem[1:] else stem
    return " ".join(stem.replace("_", " ").replace("-", " ").split()) or stem


def named_in(name: str, *, day_first: bool | None = None) -> NamedDate | None:
    """Return the date that a file's own name has, in an order if that is known."""
    return dates_in_name(PurePosixPath(name).name, day_first=day_first)


def open_page(source: Source, file: SourceFile | None) -> Page:
    """Parse a source and look at it by itself; `file` tells where it lies."""
    name = source.name
    if file is not None and file.archive is not None and not file.is_member:
        name = name_unpacked(name)
    kind = format_of(name, source.lines)
    front = read_front_matter(source)
    source, more = _translated(source, kind)
    front = with_values(front, more, source)
    named = named_in(name)
    document = parse(source, after=front.last)
    told = _metadata(document)
    if told:
        front = with_values(front, told, source)
        source = _with_lines(source, {line: "" for _, line in told.values()})
        document = parse(source, after=front.last)
    title = _title_line(source, document, front, name_words(name, named))
    if title:
        line = (source.as_markdown or source.lines)[title - 1]
        source = _with_lines(source, {title: f"# {line.strip()}"})
        document = parse(source, after=front.last)
    contents = _contents(document)
    folders, above = _folders(source.name, file)
    place = place_of(folders, above)
    clues = _clues(name, front, named, place)
    looks = Looks(blocks=document.blocks, contents=contents, source=source)
    levels, marks, habit = read_levels(looks, clues)
    return Page(
        source=source,
        front=front,
        document=document,
        contents=contents,
        folders=folders,
        named=named,
        place=place,
        looks=looks,
        levels=levels,
        marks=marks,
        habit=habit,
        clues=clues,
        labelled=_labelled(document, source),
    )


def _with_lines(source: Source, instead: Mapping[int, str]) -> Source:
    """Return a source whose Markdown has other texts on some lines (1-based)."""
    lines = list(source.as_markdown or source.lines)
    for number, text in instead.items():
        lines[number - 1] = text
    return replace(source, as_markdown=tuple(lines))


def _metadata(document: Document) -> Mapping[str, tuple[str, int]]:
    """Read a first paragraph of nothing but "Key: value" as front matter without its fences.

    Below a heading it has to name a speaker: an event's dates and place are read elsewhere, and
    lines with other keys stay the talk's notes.
    """
    blocks = [block for block in document.blocks[:_FIRST_BLOCKS] if block.kind != "html_block"]
    below = bool(blocks) and blocks[0].kind == "heading"
    first = blocks[below] if len(blocks) > below else None
    if first is None or first.kind != "paragraph":
        return {}
    if not below and _is_repeated(first, document):
        return {}
    lines = lines_of(block_pieces(first))
    matches = [(_FIELD.match(text_of(line)), line[0].line) for line in lines]
    found = {m["key"]: (m["value"], line) for m, line in matches if m is not None}
    known = sum(is_used(key) for key in found)
    of_talk = not below or any(key.casefold() in ENGLISH_LABELS for key in found)
    if not of_talk or len(found) != len(lines) or known < _FEWEST_FIELDS:
        return {}
    if below and not is_of_event(text_of(block_pieces(blocks[0])), Clues()):
        found = {key: told for key, told in found.items() if key.casefold() != "title"}
    return {key: told for key, told in found.items() if is_used(key) or not below}


def _is_repeated(first: Block, document: Document) -> bool:
    """Tell whether another paragraph begins with the same key: each is then of a talk."""
    beginnings = [text_of(block_pieces(b)) for b in document.blocks if b.kind == "paragraph"]
    keys = [match["key"] for text in beginnings if (match := _FIELD.match(text))]
    match = _FIELD.match(text_of(block_pieces(first)))
    return match is not None and keys.count(match["key"]) > 1


def _title_line(source: Source, document: Document, front: FrontMatter, words: str) -> int | None:
    """Return the line that is the title of a file without headings, though it is not marked.

    It is the first line with words, if it names an event (alone, or above a date) or is like the
    name of the file.
    """
    marked = any(block.kind == "heading" for block in document.blocks)
    first = next((block for block in document.blocks if block.kind != "html_block"), None)
    if marked or "title" in front.values or first is None or first.kind != "paragraph":
        return None
    line = first_line(first)
    text = text_of(line) if line else ""
    if line is None or not text or len(text) > _LONGEST_TITLE or text.endswith((".", ":", ",")):
        return None
    named = set(folded(words).split())
    ours = set(folded(text).split())
    alike = bool(named) and 2 * len(named & ours) >= max(len(named), len(ours))
    below = lines_of(block_pieces(first))[1:]
    alone = not below or (len(below) == 1 and when_and_where(text_of(below[0])) is not None)
    if not (alike or (alone and is_of_event(text, Clues()))) or speaker_line(line, source):
        return None
    return first.span.first


def _translated(source: Source, kind: Format) -> tuple[Source, Mapping[str, tuple[str, int]]]:
    """Return a source with its lines as Markdown, and what its format's header says."""
    if kind is not Format.MARKDOWN:
        told = as_markdown(source.lines, kind)
        return replace(source, as_markdown=told.lines), told.front
    lines = tuple(_plain_fields(_spaced_headings(source.lines)))
    if any("{:" in line or "[[" in line or "<h" in line.lower() for line in lines):
        lines = tuple(_plain_links(_plain_heading(line)) for line in lines)
    return (source if lines == source.lines else replace(source, as_markdown=lines)), {}


def _spaced_headings(lines: Sequence[str]) -> Iterator[str]:
    """Put a blank behind the marks of a heading where it is missing, or is not a plain one."""
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if match and (not fence or match["fence"].startswith(fence)):
            fence = "" if fence else match["fence"]
        yield line if fence else _TIGHT_HEADING.sub(r"\1 ", line)


def _plain_fields(lines: Iterable[str]) -> Iterator[str]:
    """Take the marks off a quoted block of keys and values that says who speaks.

    A line that begins with a date such as "6. Mai 2019" is kept from being an item of a list.

    >>> list(_plain_fields(["> Speaker: Mara Lind", "> Room: 2"]))
    ['Speaker: Mara Lind', 'Room: 2']
    """
    above = ""
    for quoted, group in groupby(lines, lambda line: line.startswith(">")):
        block = list(group)
        if not quoted:
            yield from map(_undotted, block)
            above = next((line for line in reversed(block) if line.strip()), "")
            continue
        plain = [line.lstrip("> ") for line in block]
        fields = [_FIELD.match(line.replace("*", "")) for line in plain]
        named = any(field and is_speaker_label(field["key"]) for field in fields)
        below = len(block) == 1 and above.startswith("#") and _BY.match(plain[0]) is not None
        yield from plain if below or (named and all(fields)) else block


def _undotted(line: str) -> str:
    match = _NUMBERED_DATE.match(line)
    found = find_dates(line) if match else None
    return f"{match[1]}\\{line[match.end(1) :]}" if match and found and not found.at else line


def _plain_heading(line: str) -> str:
    """Take an HTML heading for one of Markdown, and leave out the attributes of kramdown.

    >>> _plain_heading('<h2 class="talk">Ropes <em>hold</em></h2>')
    '## Ropes hold'
    """
    line = _ATTRIBUTES.sub("", line)
    match = _HTML_HEADING.fullmatch(line.strip())
    if match is None:
        return line
    return f"{'#' * int(match['level'])} {_INNER_TAG.sub('', match['text']).strip()}"


def _plain_links(line: str) -> str:
    """Take the brackets off the links of a vault: `[[Ana Reed|Ana]]` is Ana.

    >>> _plain_links("![[boat.png]] by [[Mara Lind]], see [[ropes#knots|knots]]")
    '![](boat.png) by Mara Lind, see knots'
    """
    line = _EMBEDDED.sub(r"![](\g<file>)", line)
    return _WIKI_LINK.sub(lambda match: match["shown"] or match["page"], line)


def _labelled(document: Document, source: Source) -> Mapping[str, Value]:
    """Read lines such as "Event: HarbourConf 2021" and "Title: Ropes" at the top of a file."""
    found: dict[str, Value] = {}
    leaves = [leaf for block in document.blocks[:_FIRST_BLOCKS] for leaf in block.leaves()]
    lines = [
        line
        for leaf in leaves[:_FIRST_BLOCKS]
        if leaf.kind == "paragraph"
        for line in lines_of(block_pieces(leaf))
    ]
    for line in lines:
        match = _LABEL.match(text_of(line))
        if match is None:
            continue
        key = _KEYS.get(match["key"].casefold(), "event")
        span = source.span(line[0].line, line[-1].line)
        found.setdefault(key, Value(text=match["value"], span=span, items=(match["value"],)))
    return found


def _as_title(name: str, named: NamedDate | None) -> str:
    """Return the file's name if it is made of more than words, so that no title is like it."""
    stem = without_id(PurePosixPath(name).stem)
    dated = named is not None and named.date is not None
    return stem if dated or _COMPOSED.search(stem) else ""


def leaning(page: Page, lean: float, *, shared: bool) -> Page:
    """Return the page as it is read beside its siblings: they lean to one talk a file, or not.

    `shared` is true where some of them have the same date as this one.
    """
    if not (lean or shared) or page.levels.chosen:
        return page
    clues = replace(page.clues, lean=lean, shared=shared)
    levels, marks, habit = read_levels(page.looks, clues)
    return replace(page, clues=clues, levels=levels, marks=marks, habit=habit)


def _contents(document: Document) -> Contents:
    titles = [
        title_and_anchor(block_pieces(block))[0]
        for block in document.blocks
        if block.kind == "heading"
    ]
    return read_contents(document.blocks, titles)


def _folders(name: str, file: SourceFile | None) -> tuple[tuple[str, ...], str]:
    """Return the folders below the one that was given, and the name of that one."""
    folders = PurePosixPath(name).parts[:-1]
    if file is None:
        return folders, ""
    if file.is_member and file.archive is not None:  # the archive is a folder like any other
        at = max(0, len(folders) - len(PurePosixPath(file.member).parts))
        bare = name_as_folder(printable(file.archive.name))
        if file.archive_given:
            return folders[at + 1 :], bare
        folders = (*folders[:at], bare, *folders[at + 1 :])
    parents = file.path.absolute().parent.parts
    depth = len(folders)
    return folders, printable(parents[-depth - 1]) if len(parents) > depth else ""


def _clues(name: str, front: FrontMatter, named: NamedDate | None, place: Place) -> Clues:
    title = front.values.get("title")
    words = name_words(name, named)
    dated = named is not None and not words_of(named, name)
    event = [place.event.name] if place.event else []
    if "event" in front.values:
        event.append(front.values["event"].text)
    return Clues(
        name="" if dated else words,
        stem=_as_title(name, named),
        dates=named is not None and named.date is not None,
        dated=dated,
        title=title.text if title else None,
        talk=any(key in front.values for key in _KEYS_OF_TALKS),
        event=tuple(event),
        placed=place.sure,
    )
