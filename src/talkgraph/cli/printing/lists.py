"""Prints lists of events, talks, speakers, topics and quotes, and says what they do not show."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import click

from talkgraph.cli.options import MOST_ROWS, Listed
from talkgraph.cli.printing.console import console, headed, marked, remark
from talkgraph.cli.printing.paragraphs import print_beside, print_whole
from talkgraph.cli.printing.rows import print_rows, without_empty
from talkgraph.knowledge.answers import (
    EventStats,
    QuoteSummary,
    SpeakerSummary,
    TalkSummary,
    Told,
    TopicSummary,
)
from talkgraph.knowledge.tables import Results, as_row
from talkgraph.model.spans import written_place
from talkgraph.words import numbered

if TYPE_CHECKING:
    from rich.text import Text

_INDENT: Final = 2
_TOLD: Final = {
    Told.SAID: "what was said",
    Told.ANNOUNCED: "only what was announced",
    Told.TITLE: "no more than the title",
}
_STYLES: Final = {Told.SAID: "bold", Told.ANNOUNCED: "", Told.TITLE: "dim"}


def print_list(found: Results[Any], whole: int, listed: Listed) -> None:
    """Print the first of what was found; `whole` is how many there are if nothing is narrowed.

    A table ends with what it does not show; for the other forms, standard error has that.
    """
    is_table = listed.form == "table"
    limit = listed.limit or (MOST_ROWS if is_table else len(found))
    shown = found[:limit]
    if is_table and shown and found.kind is QuoteSummary:
        _print_quotes(shown)
    else:
        row = _ROWS.get(found.kind, as_row) if is_table and found.kind else as_row
        rows = [row(each) for each in shown]
        print_rows(without_empty(rows) if is_table else rows, listed.form, value=shown)
    for line in _remarks(found, len(shown), whole):
        if is_table or len(shown) < len(found):
            (click.echo if is_table else remark)(line)


def _remarks(found: Results[Any], shown: int, whole: int) -> Iterator[str]:
    what = str(getattr(found.kind, "PLURAL", "results"))
    count = numbered(len(found), what.removesuffix("s"), what)
    if shown < len(found):
        in_all = f" ({whole:,} in all)" if len(found) < whole else ""
        yield f"{shown:,} of {count}{in_all} are shown; all of them: --limit {len(found)}"
    else:
        yield f"{count}{f' of {whole:,}' if len(found) < whole else ''}"
    if found.kind is TalkSummary and (told := _how_much_is_told(found)):
        yield told


def _how_much_is_told(talks: Sequence[TalkSummary]) -> str:
    """Say how many talks there are of which little is told, if there are others, and what to do."""
    counts = Counter(talk.told for talk in talks)
    if len(counts) < 2:
        return ""
    told = (f"of {counts[each]:,} {_TOLD[each]} (--told {each})" for each in Told if counts[each])
    return f"what is told of them: {', '.join(told)}"


# ── quotes ───────────────────────────────────────────────────────────────────────────────────


def _print_quotes(quotes: Sequence[QuoteSummary]) -> None:
    """Print quotes below their talk: whose words they are behind them, and then where they stand.

    Whoever is only taken for the speaker stands in brackets. What fits no line goes on below.
    """
    from rich.cells import cell_len
    from rich.text import Text

    out = console()
    for _, said in groupby(quotes, key=lambda quote: quote.talk):
        talk = [*said]
        where = ", ".join(filter(None, (talk[0].event, talk[0].date)))
        out.print()
        out.print(_titled(talk[0].title, where))
        for quote in talk:
            words, place = _words(quote), written_place(quote.source, quote.line)
            if _INDENT + cell_len(f"{words}  {place}") <= out.width:
                print_beside("", Text.assemble(words, (f"  {place}", "dim")), beyond=_INDENT)
            else:
                print_beside("", Text(words), beyond=_INDENT)
                print_whole(place, beyond=_INDENT)
    out.print()


def _titled(title: str, where: str) -> "Text":
    from rich.text import Text

    return Text.assemble((title, "bold"), (f" ({where})", "dim")) if title else Text(where, "bold")


def _words(quote: QuoteSummary) -> str:
    """Return a quote with whose words it is.

    In brackets is who is only taken for the speaker, for nobody is named.
    """
    who = f"({quote.who})" if quote.who and quote.basis == "speaker" else quote.who
    return f"“{quote.text}”" + (f" — {who}" if who else "")


# ── rows ─────────────────────────────────────────────────────────────────────────────────────


def _event(event: EventStats) -> dict[str, object]:
    return {
        "start": event.start,
        "event": headed(event.name, event.location),
        "talks": event.talks,
        "speakers": event.speakers,
        "posts": event.posts,
        "notes": event.notes,
    }


def _talk(talk: TalkSummary) -> dict[str, object]:
    told = {Told.SAID: f"{talk.said:,} said", Told.ANNOUNCED: "announced", Told.TITLE: "title only"}
    return {
        "date": talk.date,
        "talk": headed(
            marked(talk.title, talk.status), ", ".join(talk.speakers), style=_STYLES[talk.told]
        ),
        "event": talk.event,
        "told": told[talk.told],
    }


def _speaker(speaker: SpeakerSummary) -> dict[str, object]:
    return {
        "speaker": speaker.name,
        "talks": speaker.talks,
        "handles": ", ".join(speaker.handles),
        "also": ", ".join(speaker.also_known_as),
    }


def _topic(topic: TopicSummary) -> dict[str, object]:
    return {"topic": topic.label, "talks": topic.talks, "passages": topic.passages}


_ROWS: Final[Mapping[type, Callable[[Any], dict[str, object]]]] = {
    EventStats: _event,
    TalkSummary: _talk,
    SpeakerSummary: _speaker,
    TopicSummary: _topic,
}
