"""Prints what a search found, and what was made of its words."""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.printing.console import console, harmless, marked, remark
from talkgraph.cli.printing.paragraphs import SCORE, print_beside, print_whole, score_of
from talkgraph.cli.printing.rows import NOTHING, print_rows
from talkgraph.errors import Ambiguous
from talkgraph.knowledge.answers import Hit, TalkHits
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.hits import Hits, Understood
from talkgraph.knowledge.lookup.things import topic_slug
from talkgraph.knowledge.tables import as_row
from talkgraph.model import PassageKind
from talkgraph.model.names import slug
from talkgraph.model.queries import Correction, Mention

if TYPE_CHECKING:
    from rich.text import Text

_SHOWN: Final = {PassageKind.ABSTRACT: "announced"}
_OF_A_TALK: Final = 3
_LISTED: Final = "These are all that the words name: there is nothing to rank them by."
_DOUBTED: Final = 0.5
_DOUBT: Final = "There may be no answer here: how sure it is of one, from 0 to 1, is "
_OPENED: Final = "to open a hit at its line: talkgraph open FILE:LINE"


def print_hits(hits: Hits, form: str, *, why: bool) -> None:
    """Print what a search found, with what was understood above it and with doubts below."""
    _print_remarks(hits.understood, form)
    if form != "table":
        print_rows(list(map(_flat, hits)), form, value=hits)
        return
    if not hits:
        click.echo(NOTHING)
    beyond = SCORE + 2 + max((len(_kind(hit)) for hit in hits), default=0) + 2
    for hit in hits:
        _print_hit(hit, beyond, why=why)
    _print_below(hits)


def print_talk_hits(hits: Hits, form: str, *, why: bool) -> None:
    """Print the talks that a search found, each with up to three of its passages that answer it."""
    from rich.text import Text

    _print_remarks(hits.understood, form)
    talks = hits.by_talk()
    if form != "table":
        print_rows([_flat(hit) for talk in talks for hit in talk.hits], form, value=talks)
        return
    if not talks:
        click.echo(NOTHING)
    for talk in talks:
        click.echo()
        print_beside(score_of(talk.score), _talk(talk), beyond=SCORE + 2)
        for hit in talk.hits[:_OF_A_TALK]:
            print_beside("", _passage(hit), beyond=SCORE + 2)
            if why:
                print_beside("", _why(hit), beyond=SCORE + 2)
        if (more := len(talk.hits) - _OF_A_TALK) > 0:
            print_beside("", Text(f"… and {more} more", style="dim"), beyond=SCORE + 2)
    _print_below(hits)


# ── what was understood ──────────────────────────────────────────────────────────────────────


def _print_remarks(understood: Understood, form: str) -> None:
    """Print what was made of the words: beside what other programs read, if that is the form."""
    for line in remarks(understood):
        if form == "table":
            console().print(line, markup=False)
        else:
            remark(harmless(line))


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


def tell_topic(typed: str | None, kb: KnowledgeBase) -> None:
    """Say on standard error which topic a name is read as that is not what it is mainly called."""
    with suppress(Ambiguous):  # then all that are called so are meant
        if typed and (topic := kb.topic(typed, most=0)):
            known = (slug(topic.label), topic_slug(topic.iri))
            if slug(typed) not in known and typed.strip() != topic.iri:
                remark(harmless(f"“{typed}” read as the topic {topic.label}"))


def _mention(mention: Mention) -> str:
    return f"{mention.label} ({mention.kind.value})"


def _corrected(correction: Correction) -> str:
    return f"“{' '.join(correction.meant)}” for “{correction.typed}”"


def _print_below(hits: Hits) -> None:
    """Say what an answer is worth, where it is little; in a terminal, how to get to the notes."""
    if not hits:
        return
    sure = hits.understood.sure
    below = []
    if hits.is_listed:
        below.append(_LISTED)
    elif sure is not None and sure < _DOUBTED:
        below.append(f"{_DOUBT}{sure:.2f}.")
    if sys.stdout.isatty() and any(hit.source for hit in hits):
        below.append(_OPENED)
    for line in below:
        click.echo(f"\n{line}")


# ── hits ─────────────────────────────────────────────────────────────────────────────────────


def _flat(hit: Hit) -> dict[str, object]:
    return {name: value for name, value in as_row(hit).items() if name != "why"}


def _print_hit(hit: Hit, beyond: int, *, why: bool) -> None:
    """Print a hit as a paragraph: its words, the talk, and where it stands, which nothing breaks.

    A post of an archive is found at its address; `talk` and the other forms say in which file, too.
    """
    from rich.text import Text

    click.echo()
    head = Text.assemble(score_of(hit.score), "  ", (_kind(hit), "dim"))
    is_title = hit.kind is PassageKind.TALK
    print_beside(head, _talk(hit) if is_title else _marked_words(hit), beyond=beyond)
    if not is_title:
        print_beside("", _talk(hit), beyond=beyond)
    place = hit.path if hit.path.startswith(("https://", "http://")) else hit.place
    for line in dict.fromkeys((place if hit.source else None, hit.url)):
        if line:
            print_whole(line, beyond=beyond)
    if why:
        print_beside("", _why(hit), beyond=beyond)


def _kind(hit: Hit) -> str:
    return _SHOWN.get(hit.kind, hit.kind.value)


def _words(hit: Hit) -> str:
    """Return the text; of a quote, with whose words it is."""
    return f"“{hit.text}” — {hit.who}" if hit.who else hit.text


def _marked_words(hit: Hit) -> "Text":
    """Return the same, the words that matched marked."""
    from rich.text import Text

    return _marked(Text(_words(hit)), hit)


def _marked(text: "Text", hit: Hit) -> "Text":
    if hit.why.words:
        matched = "|".join(map(re.escape, sorted(hit.why.words, key=len, reverse=True)))
        text.highlight_regex(re.compile(rf"\b(?:{matched})\b", re.IGNORECASE), "yellow")
    return text


def _talk(found: Hit | TalkHits) -> "Text":
    """Return what the talk is called, by whom, where and when it was."""
    from rich.text import Text

    who = ", ".join(found.speakers) or "no speaker named"
    where = ", ".join(filter(None, (found.event, found.date)))
    if not found.title:
        return Text(where)
    title = Text(marked(found.title, found.status), style="bold")
    if isinstance(found, Hit) and found.kind is PassageKind.TALK:
        _marked(title, found)
    return Text.assemble(title, f" ({who}; {where})")


def _passage(hit: Hit) -> "Text":
    """Return a passage below its talk, with its place."""
    from rich.text import Text

    place = f"  {hit.place}" if hit.source else ""
    if hit.kind is PassageKind.TALK:
        return Text(f"the title{place}", style="dim")
    return Text.assemble((f"{_kind(hit)}: ", "dim"), _marked_words(hit), (place, "dim"))


def _why(hit: Hit) -> "Text":
    from rich.text import Text

    reasons = []
    if hit.why.words:
        reasons.append(f"words: {', '.join(hit.why.words)}")
    if hit.why.similarity is not None:
        reasons.append(f"similarity {hit.why.similarity:.2f}")
    if hit.why.topics:
        reasons.append(f"topics: {', '.join(hit.why.topics)}")
    return Text("; ".join(reasons), style="italic")
