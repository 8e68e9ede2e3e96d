"""Prints what leads on where nothing is found: near names, what was looked through, other ways."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import click

from talkgraph.cli.printing.console import harmless
from talkgraph.errors import Ambiguous, NotFound
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Search

_MOST: Final = 3
# What a list looks for words in, and what else there is to try.
_LOOKED_THROUGH: Final = {
    "events": "looked through: names, places, series; to narrow: --since, --topic",
    "talks": "looked through: titles, speakers, events, dates; to narrow: --event, --since",
    "speakers": "looked through: names and handles; to narrow: --event, --topic",
    "topics": "looked through: labels; what was said: talkgraph search WORDS",
    "quotes": "looked through: quotes and whose they are; what was said: talkgraph search WORDS",
}


def lead_on_from_list(kb: KnowledgeBase, kind: type | None, asked: Search) -> None:
    """Say what there is to do where a list of values of a `kind` has nothing."""
    what = str(getattr(kind, "PLURAL", ""))
    if asked.text.strip():
        _print_near(kb, asked.text, what)
        click.echo(_LOOKED_THROUGH[what])
    elif asked.narrowed:
        click.echo("leave out one of the options that narrow, or give it another value")


def lead_on_from_search(kb: KnowledgeBase, asked: Search) -> None:
    """Say what there is to do where a search finds nothing."""
    _print_near(kb, asked.text, "speakers", "topics")
    other = "try other words" + ("" if asked.literal else ", or --literal")
    click.echo(f"{other}; what there is: talkgraph talks, talkgraph topics")


def _print_near(kb: KnowledgeBase, words: str, *kinds: str) -> None:
    near = [name for kind in kinds if kind in _FINDS for name in _near(kb, words, kind)]
    if near:
        between = "; " if any("," in each for each in near) else ", "
        click.echo(harmless(f"did you mean: {between.join(near[:_MOST])}?"))


def _near(kb: KnowledgeBase, words: str, kind: str) -> Sequence[str]:
    """Return the names of a kind that are nearest to words, if none has them."""
    try:
        _FINDS[kind](kb, words)
    except NotFound as error:
        return error.suggestions
    except Ambiguous:
        pass
    return ()


_FINDS: Final[Mapping[str, Callable[[KnowledgeBase, str], object]]] = {
    "events": lambda kb, words: kb.filters(Search(event=words)),
    "talks": lambda kb, words: kb.find_talk(words),
    "speakers": lambda kb, words: kb.find_speaker(words),
    "topics": lambda kb, words: kb.filters(Search(topic=words)),
}
