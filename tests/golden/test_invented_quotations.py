"""Quotations in invented posts: which are utterances, and who said them.

Beside each post stand the utterances with a name, a handle, `=` (the talk's only speaker) or
null (nobody); what else stands in quotation marks is a term.
"""

import json
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from talkgraph.model import AttributionBasis, Quote, Span
from talkgraph.sources.notes.markdown.text import prose
from talkgraph.sources.notes.said.statements import statements

FILE = Path(__file__).parent / "invented-quotations.json"
FOUND_AT_LEAST = 0.93


def who(quote: Quote) -> str | None:
    if quote.basis is AttributionBasis.SPEAKER:
        return "="
    return quote.account.handle if quote.account else quote.name


def test_utterances_are_told_from_terms(
    record_property: Callable[[str, object], None],
) -> None:
    posts = json.loads(FILE.read_text(encoding="utf-8"))
    wanted: dict[tuple[int, str], str | None] = {}
    found: dict[tuple[int, str], str | None] = {}
    for number, post in enumerate(posts):
        span = Span(source="notes.md", first=1, last=1)
        text = prose(MarkdownIt().parse(post["post"]), 1, 1)
        says = statements(text, span, event_tags=frozenset({"x"}), speakers=("Mara Lind",))
        found |= {(number, quote.text.rstrip(",")): who(quote) for quote in says.quotes}
        wanted |= {(number, text.rstrip(",")): name for text, name in post["quotes"]}
    both = found.keys() & wanted.keys()
    precision, recall = len(both) / len(found), len(both) / len(wanted)
    record_property("precision", precision)
    record_property("recall", recall)
    assert found.keys() - wanted.keys() == set()
    assert recall >= FOUND_AT_LEAST
    assert {key: found[key] for key in both} == {key: wanted[key] for key in both}
