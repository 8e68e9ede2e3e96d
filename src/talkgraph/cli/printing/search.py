"""Prints what a search found, and what was made of its words."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.printing.console import harmless, headed, marked
from talkgraph.cli.printing.rows import print_rows
from talkgraph.knowledge.answers import Hit, TalkHits
from talkgraph.knowledge.hits import Hits, Understood
from talkgraph.knowledge.tables import as_row
from talkgraph.model import PassageKind
from talkgraph.model.queries import Correction, Mention

if TYPE_CHECKING:
    from rich.text import Text

_SHOWN: Final = {PassageKind.ABSTRACT: "announced"}
_OF_A_TALK: Final = 3
_LISTED: Final = "These are all that the words name: there is nothing to rank them by."
_SCORES: Final = "Scores compare within this answer only. How sure it is of an answer, 0 to 1: "


def print_hits(hits: Hits, form: str, *, why: bool) -> None:
    """Print what a search found, with what was understood above it and what scores mean below."""
    _print_remarks(hits.understood, form)
    if form != "table":
        print_rows(list(map(_flat, hits)), form, value=hits)
        return
    rows = [
        {
            "score": hit.score,
            "kind": _SHOWN.get(hit.kind, hit.kind.value),
            "text": _marked_words(hit),
            "talk": _talk_and_place(hit),
            **({"why": _why(hit)} if why else {}),
        }
        for hit in hits
    ]
    print_rows(rows, form, value=hits)
    _print_meaning_of_scores(hits, form)


def print_talk_hits(hits: Hits, form: str, *, why: bool) -> None:
    """Print the talks that a search found, each with up to three of its passages that answer it."""
    _print_remarks(hits.understood, form)
    talks = hits.by_talk()
    if form != "table":
        print_rows([_flat(hit) for talk in talks for hit in talk.hits], form, value=talks)
        return
    rows = [
        {
            "score": talk.score,
            "talk": _talk(talk),
            "passages": "\n".join(_passages(talk)),
            **({"why": "\n".join(map(_why, talk.hits[:_OF_A_TALK]))} if why else {}),
        }
        for talk in talks
    ]
    print_rows(rows, form, value=talks)
    _print_meaning_of_scores(hits, form)


# ── what was understood ──────────────────────────────────────────────────────────────────────


def _print_remarks(understood: Understood, form: str) -> None:
    """Print what was made of the words: beside what other programs read, if that is the form."""
    for line in remarks(understood):
        click.echo(harmless(line), err=form != "table")


def remarks(understood: Understood) -> Iterator[str]:
    """Yield, in words, whatever was made of a search's words that they do not say themselves."""
    if understood.mentions:
        is_less = understood.text not in ("", understood.typed)
        ranked = f"; ranked by “{understood.text}”" if is_less else ""
        yield f"understood: {', '.join(map(_mention, understood.mentions))}{ranked}"
    for card in understood.cards:
        named = ", ".join(filter(None, (card.name, card.held)))
        yield f"{named}{': ' if card.about else ''}{card.about}"
    if understood.replaced:
        words = ", ".join(map(_corrected, understood.replaced))
        yield f"searched for {words}; exactly what you typed: --literal"
    for each in understood.added:
        yield f"searched for {_corrected(each)}, too; only what you typed: --literal"
    if understood.dropped:
        names = ", ".join(map(_mention, understood.dropped))
        yield f"not kept, since nothing would be left: {names}"
    if understood.found_phrase:
        yield "what has these words one after the other comes first"
    if understood.found_phrase is False:
        yield "nothing has these words one after the other; what is found is only near"
    if understood.language:
        yield (
            f"the words seem to be of another language ({understood.language}) than the model:"
            " what they mean may be missed"
        )


def _mention(mention: Mention) -> str:
    return f"{mention.label} ({mention.kind.value})"


def _corrected(correction: Correction) -> str:
    return f"“{' '.join(correction.meant)}” for “{correction.typed}”"


def _print_meaning_of_scores(hits: Hits, form: str) -> None:
    if form != "table" or not hits:
        return
    if hits.is_listed:
        click.echo(_LISTED)
    elif hits.understood.sure is not None:
        click.echo(f"{_SCORES}{hits.understood.sure:.2f}.")


# ── hits ─────────────────────────────────────────────────────────────────────────────────────


def _flat(hit: Hit) -> dict[str, object]:
    return {name: value for name, value in as_row(hit).items() if name != "why"}


def _words(hit: Hit) -> str:
    """Return the text; of a quote, with whose words it is."""
    return f"“{hit.text}” — {hit.who}" if hit.who else hit.text


def _marked_words(hit: Hit) -> "Text":
    """Return the same, the words that matched marked."""
    from rich.text import Text

    text = Text(_words(hit))
    if hit.why.words:
        matched = "|".join(map(re.escape, sorted(hit.why.words, key=len, reverse=True)))
        text.highlight_regex(re.compile(rf"\b(?:{matched})\b", re.IGNORECASE), "yellow")
    return text


def _talk_and_place(hit: Hit) -> "Text":
    """Return the talk, below it the place, which a column of its own would cut, and the address.

    A post of an archive is found at its address; `talk` and the other forms say in which file, too.
    """
    place = hit.path if hit.path.startswith(("https://", "http://")) else hit.place
    address = hit.url if hit.url != place else None
    return headed(_talk(hit), place if hit.source else None, address)


def _talk(found: Hit | TalkHits) -> str:
    who = ", ".join(found.speakers) or "no speaker named"
    where = ", ".join(filter(None, (found.event, found.date)))
    return f"{marked(found.title, found.status)} ({who}; {where})" if found.title else where


def _passages(talk: TalkHits) -> Iterator[str]:
    shown = talk.hits[:_OF_A_TALK]
    for hit in shown:
        kind = _SHOWN.get(hit.kind, hit.kind.value)
        place = f"  {hit.place}" if hit.source else ""
        title = hit.kind is PassageKind.TALK
        yield "the title" if title else f"{kind}: {_words(hit)}{place}"
    if len(talk.hits) > len(shown):
        yield f"… and {len(talk.hits) - len(shown)} more"


def _why(hit: Hit) -> str:
    reasons = []
    if hit.why.words:
        reasons.append(f"words: {', '.join(hit.why.words)}")
    if hit.why.similarity is not None:
        reasons.append(f"similarity {hit.why.similarity:.2f}")
    if hit.why.topics:
        reasons.append(f"topics: {', '.join(hit.why.topics)}")
    return "\n".join(reasons)
