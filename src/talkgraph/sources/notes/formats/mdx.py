"""MDX, R Markdown and Quarto as Markdown, line for line: without what is code of the page."""

import re
from collections.abc import Sequence
from typing import Final

from talkgraph.sources.notes.formats.marks import comment, image
from talkgraph.sources.notes.formats.page import Translated
from talkgraph.words import one_line

_CHUNK: Final = re.compile(r"(?P<mark>\s*`{3,})\{(?P<language>\w*)[^`]*\}$")
_FENCE: Final = re.compile(r"\s*(?P<mark>`{3,}|~{3,})")
_IMPORT: Final = re.compile(r"import\s+(?:[\w*{}, $]+\s+from\s+)?['\"][^'\"]*['\"];?$")
_IMPORT_OPEN: Final = re.compile(r"import\s+(?:\w+,\s*)?\{[^}]*$")
_EXPORT: Final = re.compile(r"export\s+(?:const|let|var|default|function|async|class|\{|\*)")
_META: Final = re.compile(r"export\s+const\s+(?:meta|metadata|frontmatter)\b")
_PAIR: Final = re.compile(r"(?P<key>\w{1,40})\s*:\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_DIV: Final = re.compile(r":{3,}\s*(?:\{[^}]*\}|[\w-]*)\s*$")
_REMARK: Final = re.compile(r"\{/\*|\*/\}")
_TAG: Final = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Z][\w.]*)"
    r"(?P<attributes>(?:\s+[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}))?)*)"
    r"\s*(?P<alone>/?)>"
    r"|<(?P<fragment>/?)>"
)
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w:-])(?P<key>[\w:-]+)=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|\{\s*[\"'`](?P<braced>[^\"'`{}]*)[\"'`]\s*\})"
)
_SPEAKERS: Final = frozenset({"speaker", "presenter", "speakercard"})
_ROLES: Final = ("position", "title", "role", "job", "company", "affiliation", "organization")
_LONGEST_EXPORT: Final = 200


def mdx_as_markdown(lines: Sequence[str]) -> Translated:
    """Turn MDX, R Markdown or Quarto into Markdown, line for line."""
    reader = _Mdx(lines)
    reader.read()
    return Translated(lines=tuple(reader.done), front=reader.front)


class _Mdx:
    """Goes through the lines once; runs of lines outside of code are read together."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.done: list[str] = []
        self.front: dict[str, tuple[str, int]] = {}
        self.margins: list[int | None] = []

    def read(self) -> None:
        while len(self.done) < len(self.lines):
            line = self.lines[len(self.done)]
            if _FENCE.match(line):
                self.fence(line)
            elif _IMPORT.match(line.rstrip()) or _DIV.match(line):
                self.done.append(comment(line))
            elif _IMPORT_OPEN.match(line.rstrip()) or _EXPORT.match(line):
                self.export(line)
            else:
                self.prose()

    def say(self, key: str, value: str, line: int) -> None:
        if value.strip():
            self.front.setdefault(key.casefold(), (" ".join(value.split()), line))

    def fence(self, line: str) -> None:
        """Keep code; the options of a chunk that is run go."""
        chunk = _CHUNK.match(line.rstrip())
        found = _FENCE.match(line)
        mark = found["mark"] if found else ""
        self.done.append(chunk["mark"] + chunk["language"] if chunk else line)
        while len(self.done) < len(self.lines):
            line = self.lines[len(self.done)]
            self.done.append(line)
            words = line.strip()
            if words.startswith(mark) and not words.strip(mark[0]):
                break

    def export(self, line: str) -> None:
        """Leave an import or export as comments, up to where its brackets are closed."""
        is_meta, open_brackets = _META.match(line) is not None, 0
        for number in range(len(self.done), min(len(self.lines), len(self.done) + _LONGEST_EXPORT)):
            line = self.lines[number]
            for pair in _PAIR.finditer(line) if is_meta else ():
                self.say(pair["key"], pair["double"] or pair["single"] or "", number + 1)
            self.done.append(comment(line) if line.strip() else "")
            open_brackets += sum(map(line.count, "{([")) - sum(map(line.count, "})]"))
            if open_brackets <= 0 or not line.strip():
                break

    def prose(self) -> None:
        """Read the lines up to the next code, import or export, without their components."""
        first = len(self.done)
        stop = first + 1
        while stop < len(self.lines) and not self.is_code(self.lines[stop]):
            stop += 1
        text = "\n".join(_without_remarks(self.lines[first:stop]))
        parts: list[str] = []
        at, line = 0, first + 1
        for tag in _TAG.finditer(text):
            before = text[at : tag.start()]
            parts.append(before)
            line += before.count("\n")
            parts.append(self.tag(tag, line) + "\n" * tag[0].count("\n"))
            line += tag[0].count("\n")
            at = tag.end()
        parts.append(text[at:])
        for source, result in zip(self.lines[first:stop], "".join(parts).split("\n"), strict=True):
            self.done.append(self.dedented(result, source))

    def is_code(self, line: str) -> bool:
        return bool(
            _FENCE.match(line)
            or _EXPORT.match(line)
            or _DIV.match(line)
            or (
                line.startswith("import")
                and (_IMPORT.match(line.rstrip()) or _IMPORT_OPEN.match(line.rstrip()))
            )
        )

    def tag(self, tag: re.Match[str], line: int) -> str:
        """Return what stands for a component's tag, on one line."""
        name = (tag["name"] or "").rpartition(".")[2].casefold()
        values = {
            pair["key"].casefold(): one_line(
                pair["double"] or pair["single"] or pair["braced"] or ""
            )
            for pair in _ATTRIBUTE.finditer(tag["attributes"] or "")
        }
        if name in _SPEAKERS and values.get("name"):
            self.say("speaker", values["name"], line)
            roles = ", ".join(values[role] for role in _ROLES if values.get(role))
            return f"{values['name']} ({roles})" if roles else values["name"]
        if name in {"link", "a"}:
            return "</a>" if tag["close"] else f'<a href="{values.get("href", "")}">'
        if tag["alone"] and values.get("src") and name in {"image", "img", "figure", "picture"}:
            return image(values.get("alt", ""), values["src"])
        return ""

    def dedented(self, result: str, source: str) -> str:
        """Return a line without the indentation that components give their children."""
        indent = len(source) - len(source.lstrip())
        tag = _TAG.match(source.strip())
        if tag and not result.strip():
            if tag["close"] or tag["fragment"] == "/":
                self.margins = self.margins[:-1]
            elif not tag["alone"] and not source.rstrip().endswith("/>"):
                self.margins.append(None)
            return comment(source)
        if source.strip() and not result.strip():
            return comment(source)
        if not self.margins or not result.strip():
            return result
        margin = self.margins[-1] = indent if self.margins[-1] is None else self.margins[-1]
        return result[min(margin, len(result) - len(result.lstrip())) :]


def _without_remarks(lines: Sequence[str]) -> list[str]:
    """Turn `{/* remarks */}` into comments, each line by itself."""
    done: list[str] = []
    text = "\n".join(lines)
    if "*/}" not in text or "{/*" not in text:
        return list(lines)
    parts: list[str] = []
    at = 0
    opened: int | None = None
    for mark in _REMARK.finditer(text):
        if mark[0] == "{/*" and opened is None:
            parts.append(text[at : mark.start()])
            at = opened = mark.start()
        elif mark[0] == "*/}" and opened is not None:
            inner = text[opened + 3 : mark.start()]
            parts.append(
                "\n".join(comment(line) if line.strip() else "" for line in inner.split("\n"))
            )
            at, opened = mark.end(), None
    parts.append(text[at:])
    done = "".join(parts).split("\n")
    return done
