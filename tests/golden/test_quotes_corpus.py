"""Every quotation in the five real files, judged by reading, against what the rules say.

`quotes.json` holds no text: a quotation is its file, line, place in the line and the first eight
hex digits of its SHA-256. Judged as terms were, where one could disagree: a slogan that a noun
follows (`a "..." world`) and three words of a hypothesis that the post denies.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from knowledge_bases import CORPUS
from markdown_it import MarkdownIt
from markdown_it.token import Token

from talkgraph.model import Quote, Span
from talkgraph.sources.notes.markdown.text import prose
from talkgraph.sources.notes.said.statements import statements

_HERE = Path(__file__).resolve()
_NOTES = CORPUS / "notes"
_FENCED = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”')

pytestmark = pytest.mark.skipif(not _NOTES.is_dir(), reason=f"no real notes in {_NOTES.name}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    file: str
    line: int
    ordinal: int
    sha256: str
    label: str
    who: str | None
    sole_speaker: bool


@cache
def _judged() -> tuple[_Judged, ...]:
    entries = json.loads((_HERE.parent / "quotes.json").read_text(encoding="utf-8"))
    return tuple(_Judged(**entry) for entry in entries)


def _mark(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


def _parts(text: str) -> Iterator[list[Token]]:
    """Split into outermost quotes, paragraphs, headings and items, as posts and notes are."""
    tokens = MarkdownIt().parse(text)
    depth = {"blockquote_open": 0, "paragraph_open": 0, "heading_open": 0, "list_item_open": 1}
    start = None
    for place, token in enumerate(tokens):
        if start is None and depth.get(token.type) == token.level:
            start = place
        elif start is not None and token.level == tokens[start].level and token.nesting < 0:
            yield tokens[start : place + 1]
            start = None


@cache
def _found() -> dict[tuple[str, int, str], Quote]:
    """Return what the rules call an utterance, by file, line and mark."""
    several = {(each.file, each.line) for each in _judged() if not each.sole_speaker}
    found = {}
    for path in sorted(_NOTES.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        text = _FENCED.sub(lambda match: "\n" * match.group().count("\n"), text)
        for part in _parts(text):
            first, last = part[0].map or [0, 0]
            span = Span(source=path.name, first=first + 1, last=last)
            lines = range(span.first, span.last + 1)
            says = statements(
                prose(part, span.first, span.last),
                span,
                event_tags=frozenset(),
                owned=not any((path.name, line) in several for line in lines),
            )
            for quote in says.quotes:
                found[(path.name, quote.span.first, _mark(quote.text))] = quote
    return found


def _who(quote: Quote) -> str | None:
    if quote.account is not None:
        return f"@{quote.account.handle}"
    return quote.name or (quote.basis.value if quote.basis else None)


def test_the_list_names_every_quotation_of_the_files() -> None:
    listed = {(each.file, each.line, each.ordinal): each.sha256 for each in _judged()}
    for path in sorted(_NOTES.glob("*.md")):
        lines = _FENCED.sub(
            lambda match: "\n" * match.group().count("\n"), path.read_text(encoding="utf-8")
        ).split("\n")
        for number, line in enumerate(lines, 1):
            visible = re.sub(r"<a [^>]*>|^\s*(?:src|alt|align|width)=.*", "", line)
            for ordinal, match in enumerate(_QUOTED.finditer(visible), 1):
                text = match.group(1) or match.group(2)
                assert listed.pop((path.name, number, ordinal)) == _mark(text)
    assert not listed


def test_utterances_are_told_from_terms(capsys: pytest.CaptureFixture[str]) -> None:
    utterances = {
        (each.file, each.line, each.sha256) for each in _judged() if each.label == "utterance"
    }
    found = set(_found())
    precision = len(found & utterances) / len(found)
    recall = len(found & utterances) / len(utterances)
    with capsys.disabled():
        sys.stdout.write(
            f"\nquotes: {len(_judged())} quotations, {len(utterances)} utterances: "
            f"precision {precision:.3f}, recall {recall:.3f}\n"
        )

    assert precision >= 0.95, sorted(found - utterances)
    assert recall >= 0.95, sorted(utterances - found)


def test_utterances_are_attributed(capsys: pytest.CaptureFixture[str]) -> None:
    judged = {(each.file, each.line, each.sha256): each.who for each in _judged()}
    attributed = {key: _who(quote) for key, quote in _found().items() if key in judged}
    wrong = {key: who for key, who in attributed.items() if who != judged[key]}
    with capsys.disabled():
        sys.stdout.write(
            f"\nattribution: {len(attributed) - len(wrong)} of {len(attributed)} right\n"
        )

    assert len(wrong) <= 0.05 * len(attributed), wrong


def test_no_quote_is_longer_than_what_its_lines_say() -> None:
    for (file, line, _), quote in _found().items():
        source = (_NOTES / file).read_text(encoding="utf-8").split("\n")
        written = "\n".join(source[line - 1 : quote.span.last])
        assert quote.text in prose(MarkdownIt().parse(written.replace("\n>", "\n"))).text
