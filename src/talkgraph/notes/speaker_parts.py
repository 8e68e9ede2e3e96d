"""A line of speakers cut into parts at its joiners, outside brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.notes.inline import Piece, PieceKind

_SPLIT: Final = re.compile(
    r"(?P<open>[(（\[])|(?P<close>[)）\]])"
    r"|(?P<join>\s*[|;·•\n]\s*|\s+[/&+]\s+|\s+(?:and|with)\s+|,\s*(?:and\s+|&\s*)|\s+(?:and|with)$"
    r"|^(?:(?:and|with)\s+|[/&+]\s*)|\s*[/&+]$)"
    r"|(?P<comma>,\s*)"
)


@dataclass(slots=True)
class Part:
    """What stands between two joiners: words, links, and what is in round brackets."""

    joiner: str
    line: int
    words: str = ""
    after: str = ""
    links: list[Piece] = field(default_factory=list)
    brackets: list[str] = field(default_factory=list)
    bracket_links: list[Piece] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether it holds nothing at all."""
        return not (
            self.words.strip()
            or self.after.strip()
            or self.links
            or self.brackets
            or self.bracket_links
        )


def parts_of(pieces: Sequence[Piece]) -> list[Part]:
    """Cut a line at its joiners; some of the parts may be empty."""
    parts = [Part(joiner="", line=pieces[0].line if pieces else 1)]
    depth = 0
    for piece in pieces:
        if piece.kind in {PieceKind.ANCHOR, PieceKind.COMMENT}:
            continue
        if piece.kind is PieceKind.BREAK and depth == 0:
            parts.append(Part(joiner="\n", line=piece.line + 1))
        elif piece.kind in {PieceKind.LINK, PieceKind.IMAGE}:
            target = parts[-1].bracket_links if depth else parts[-1].links
            target.append(piece)
        else:
            depth = _cut_text(piece, parts, depth)
    return parts


def _cut_text(piece: Piece, parts: list[Part], depth: int) -> int:
    at = 0
    for match in _SPLIT.finditer(piece.text):
        _add_words(parts[-1], piece.text[at : match.start()], depth)
        at = match.end()
        if match["open"]:
            depth += 1
            if depth == 1:
                parts[-1].brackets.append("")
        elif match["close"]:
            depth = max(0, depth - 1)
        elif depth:
            _add_words(parts[-1], match[0], depth)
        else:
            parts.append(Part(joiner=match[0].strip() or "\n", line=piece.line))
    _add_words(parts[-1], piece.text[at:], depth)
    return depth


def _add_words(part: Part, words: str, depth: int) -> None:
    if depth and part.brackets:
        part.brackets[-1] += words
    elif part.links:
        part.after += words
    else:
        part.words += words
