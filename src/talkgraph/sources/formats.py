"""What a file is that is no notes: told by its name, or by how it begins.

Names serve for files that merely lie in a folder: nobody opens a picture to find out that it is
one. How a file begins serves for text that could be notes by its name but is plainly structured:
data, markup, a program. In doubt a file is notes; they may begin with front matter, labels
("Speaker: Mara Lind") or links.
"""

import json
import re
from pathlib import PurePosixPath
from typing import Final

CUT: Final = 8192
"""The first bytes of a file that are looked at; what has as many may go on."""

# ── by name ──────────────────────────────────────────────────────────────────────────────────────

BY_NAME_ONLY: Final = "not an ending of notes; read if given by name"
UNREAD: Final = "not a format that is read"

_YAML: Final = frozenset({".yaml", ".yml"})
_SETTINGS: Final = frozenset({".toml", ".ini", ".cfg", ".conf"})
_TABLES: Final = frozenset({".csv", ".tsv"})
_MARKUP: Final = frozenset({".html", ".htm", ".xhtml", ".xml", ".svg", ".rss", ".opml", ".plist"})
_JSON: Final = frozenset({".json", ".ipynb", ".geojson", ".jsonl", ".jsonld", ".canvas"})
_PROGRAMS: Final = frozenset(
    {
        *(
            ".py",
            ".js",
            ".mjs",
            ".cjs",
            ".ts",
            ".jsx",
            ".tsx",
            ".vue",
            ".rb",
            ".go",
            ".java",
            ".kt",
        ),
        *(".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".rs", ".php", ".swift", ".scala", ".pl", ".r"),
        *(
            ".lua",
            ".sql",
            ".sh",
            ".bash",
            ".zsh",
            ".ps1",
            ".bat",
            ".css",
            ".scss",
            ".sass",
            ".less",
        ),
        *(".gradle", ".tf", ".ex", ".exs", ".hs", ".clj", ".erb", ".haml", ".liquid", ".map"),
    }
)
_KINDS: Final = {
    "pictures are not read": frozenset(
        {
            *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".bmp", ".tif", ".tiff", ".heic"),
            *(".ico", ".avif", ".psd", ".ai", ".eps", ".excalidraw", ".drawio", ".sketch"),
        }
    ),
    "sound and video are not read": frozenset(
        {
            *(".mp3", ".m4a", ".wav", ".ogg", ".flac", ".opus", ".aac", ".mp4", ".mov", ".mkv"),
            *(".webm", ".avi", ".m4v", ".srt", ".vtt"),
        }
    ),
    UNREAD: frozenset(
        {
            *(".pptx", ".ppt", ".odp", ".key", ".docx", ".doc", ".odt", ".pages", ".rtf", ".pdf"),
            *(
                ".xlsx",
                ".xls",
                ".ods",
                ".numbers",
                ".epub",
                ".mobi",
                ".tex",
                ".bib",
                ".ics",
                ".eml",
            ),
            *(".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".ttf", ".otf", ".woff"),
            *(".woff2", ".eot", ".exe", ".dll", ".so", ".dylib", ".jar", ".class", ".pyc", ".bin"),
            *(".db", ".sqlite", ".log", ".lock", ".npy", ".enex", ".ttl", ".rdf", ".nt", ".trig"),
        }
    ),
    "web pages are not read": frozenset({".html", ".htm", ".xhtml"}),
    "structured data that no reader knows": _YAML | _SETTINGS | _TABLES | _JSON | _MARKUP,
    "a program's source is not read": _PROGRAMS,
}
_NO_NOTES: Final = re.compile(
    r"""(?x)
    (?: (?:dev|tests?|docs?|base|build|prod|lint|ci|local|optional) [-_.] )?
        (?: requirements | constraints )
        (?: [-_.] (?:dev|tests?|docs?|base|build|prod|lint|ci|local|optional) )? \. (?: txt | in )
    | (?: readme | cmakelists | meson_options | robots | humans | ads | llms | llms-full | security
        | entry_points | top_level | sources | runtime ) \.txt
    | (?: licen[cs]e | copying | notice | authors | codeowners | cname ) (?: \. \w+ )?
    | licen[cs]e - (?: mit | apache | bsd | gpl | docs ) [\w.-]*
    | (?: bookmarks | likes ) \.json
    | (?: make | docker | gem | rake | proc | vagrant | jenkins | pip | brew | cap ) file
    """
)
_NO_NOTES_NAME: Final = "a file of this name lies beside files of any kind"
_ENDING: Final = re.compile(r"\.[a-z][a-z0-9+-]{0,11}")


def ending_of(name: str) -> str:
    """Return the ending of a file's name in lower case, or nothing where it says nothing.

    >>> ending_of("Slides/Lamps.PPTX"), ending_of("Makefile"), ending_of("scan.0001")
    ('.pptx', '', '')
    """
    ending = PurePosixPath(name.lower()).suffix
    return ending if _ENDING.fullmatch(ending) else ""


def is_no_notes(name: str) -> bool:
    """Tell whether a file is by its own name something else, though its ending may be a note's.

    >>> is_no_notes("dev-requirements.txt"), is_no_notes("requirements-of-lamps.txt")
    (True, False)
    """
    own = PurePosixPath(name).name.lower()
    return ending_of(own) not in {".md", ".markdown"} and bool(_NO_NOTES.fullmatch(own))


def why_not_by_name(name: str) -> str:
    """Say why a file is not read that lies in a folder and that no reader looks for."""
    if is_no_notes(name):
        return _NO_NOTES_NAME
    ending = ending_of(name)
    return next((why for why, endings in _KINDS.items() if ending in endings), BY_NAME_ONLY)


# ── by how it begins ─────────────────────────────────────────────────────────────────────────────

_COMMENT: Final = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_XML: Final = re.compile(r"<(?:\?xml|!doctype|svg|rss|feed|plist|opml)\b", re.IGNORECASE)
_JSON_OBJECT: Final = re.compile(r'\{\s*"(?:[^"\\\n]|\\.)*"\s*:')
_CUT_JSON: Final = 12
_MAGIC: Final = (
    *(("%PDF-", "PDF"), ("{\\rtf", "RTF"), ("#!/", "a program")),
    ("-----BEGIN ", "a key or a signature"),
)
_BINARY: Final = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"PK\x03\x04", "a document or a program that is packed as a zip"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"OggS", "sound or video"),
    (b"ID3", "sound"),
)
_LOGGED: Final = re.compile(r"\W?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*\b(?:INFO|DEBUG|WARN|ERROR)")
_YAML_LINE: Final = re.compile(
    r"""(?x) --- (?:\s.*)? | \.\.\. | %YAML .* | \# .* | - (?:\s.*)? | [\]}],?
    | (?: "[^"]*"\s* | '[^']*'\s* | [^\s"'#\-][^:]* ) : (?:\s.*)?"""
)
_KEY: Final = re.compile(r"(?P<key>[a-z_][\w.-]*):(?:\s+(?P<value>\S.*))?")
_SECTION: Final = re.compile(r"\[\[?[\w.\"' -]+\]\]?")
_SETTING: Final = re.compile(r"[\w.\"-]+\s*=\s*\S.*")
_SEPARATED: Final = re.compile(r"[,;\t]")
_FEWEST: Final = 3
_FEWEST_LOGGED: Final = 5
_MOSTLY: Final = 0.8
_PROSE: Final = 8
_LONG_LINE: Final = 2000
_SPACES: Final = 0.05
_ASCII: Final = 0.95


def structure_of(head: bytes, name: str) -> str | None:
    r"""Name the structure of a file that is plainly no notes; `None` where it may be notes.

    `head` are its first `CUT` bytes, or all of it.

    >>> structure_of(b'{"talks": [', "talks.md")
    'JSON'
    >>> structure_of(b"Speaker: Mara Lind\nDate: May 1, 2021\n", "ropes.txt")
    """
    if b"\0" in head:
        return None
    text = head.decode("utf-8", "ignore").removeprefix("\ufeff")
    for mark, what in _MAGIC:
        if text.startswith(mark):
            return what
    cut = len(head) >= CUT
    bare, ending = text.strip(), ending_of(name)
    return (
        _markup(bare, ending)
        or _json(bare, ending, cut=cut)
        or _of_lines(text, ending, cut=cut)
        or _of_program(bare, ending)
    )


def binary_of(head: bytes) -> str | None:
    r"""Name what a file is that is no text, by its first bytes, where they tell.

    >>> binary_of(b"\x89PNG\r\n\x1a\n")
    'a picture'
    """
    return next((what for magic, what in _BINARY if head.startswith(magic)), None)


def _markup(bare: str, ending: str) -> str | None:
    while comment := _COMMENT.match(bare):
        bare = bare[comment.end() :].lstrip()
    if _HTML.match(bare) or (ending in {".html", ".htm", ".xhtml"} and bare.startswith("<")):
        return "HTML"
    return "XML" if _XML.match(bare) or (ending in _MARKUP and bare.startswith("<")) else None


def _json(bare: str, ending: str, *, cut: bool) -> str | None:
    """Tell JSON, whole or cut or one value a line, from notes that a block of JSON precedes."""
    if not bare.startswith(("{", "[")):
        return None
    if ending in _JSON:
        return "JSON"
    try:
        _, end = json.JSONDecoder().raw_decode(bare)
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(bare) - _CUT_JSON or error.msg.startswith("Unterminated string")
        return "JSON" if _JSON_OBJECT.match(bare) or (cut and at_end) else None
    except (RecursionError, ValueError):
        return "JSON"
    rest = bare[end:].lstrip()
    return "JSON" if not rest or (bare[0] == "{" and _JSON_OBJECT.match(rest)) else None


def _of_lines(text: str, ending: str, *, cut: bool) -> str | None:
    lines = text.splitlines()
    lines = [line.rstrip() for line in (lines[:-1] if cut and len(lines) > 1 else lines)]
    lines = [line for line in lines if line]
    if not lines:
        return None
    if _is_yaml(lines, ending):
        return "YAML"
    if _is_settings(lines, ending):
        return "a file of settings"
    rows = sum(_SEPARATED.search(line) is not None for line in lines)
    if ending in _TABLES and 2 * rows > len(lines):
        return "a table"
    logged = sum(_LOGGED.match(line) is not None for line in lines)
    return "a program's log" if logged >= _FEWEST_LOGGED and 2 * logged > len(lines) else None


def _is_yaml(lines: list[str], ending: str) -> bool:
    """Tell YAML: by its ending generously, else where nothing is prose and a key comes first."""
    outer = [line for line in lines if not line[0].isspace()]
    if ending in _YAML:
        return sum(map(bool, map(_YAML_LINE.fullmatch, outer))) > _MOSTLY * len(outer)
    keys = [match for match in map(_KEY.fullmatch, outer) if match]
    if not keys or not _KEY.fullmatch(lines[0]) or any(len(x.split()) >= _PROSE for x in lines):
        return False
    listed = sum(line.startswith("- ") for line in outer)
    nested = any(
        _KEY.fullmatch(line.strip().removeprefix("- ")) for line in lines if line[0] in " -"
    )
    return len(keys) + listed == len(outer) and (nested or len(keys) >= _FEWEST)


def _is_settings(lines: list[str], ending: str) -> bool:
    """Tell TOML and its kin: sections and settings, nothing else that is not indented."""
    if ending in _SETTINGS:
        lines = [line for line in lines if line[0] not in "#;"]
    settings = sum(_SETTING.fullmatch(line) is not None for line in lines)
    return settings > (ending not in _SETTINGS) and all(
        line[0].isspace()
        or line[0] in "]})"
        or _SECTION.fullmatch(line)
        or _SETTING.fullmatch(line)
        for line in lines
    )


def _of_program(bare: str, ending: str) -> str | None:
    """Tell a program by its ending, and what was made for machines by a line without spaces."""
    if ending in _PROGRAMS:
        return "a program"
    first = bare.split("\n", 1)[0]
    if len(first) < _LONG_LINE or "](data:" in first:
        return None
    spaced = first.count(" ") / len(first) >= _SPACES
    ascii_ = sum(map(str.isascii, first)) / len(first)
    return "text made for machines" if not spaced and ascii_ > _ASCII else None
