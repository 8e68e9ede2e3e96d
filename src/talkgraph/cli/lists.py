"""The commands that list what a knowledge base holds: events, talks, speakers, quotes.

What they share stands in `options.list_options`, and what is listed in `knowledge.lists`; the list
of topics is `topics` without a topic.
"""

from typing import TYPE_CHECKING, Any

import click

from talkgraph.cli.options import Listed, examples, list_options, words_argument
from talkgraph.cli.printing.lists import print_list
from talkgraph.cli.printing.nothing import lead_on_from_list
from talkgraph.cli.printing.search import tell_topic
from talkgraph.knowledge import lists
from talkgraph.knowledge.answers import Told
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model import Search

if TYPE_CHECKING:
    from talkgraph.knowledge.base import KnowledgeBase
    from talkgraph.knowledge.tables import Results

_optional_words = words_argument("words", required=False)


@click.command(epilog=examples("events", "events --speaker calloway --since 2022"))
@_optional_words
@list_options
def events(asked: Search, listed: Listed) -> None:
    """List the events by date, or those that have WORDS.

    WORDS are looked for in the name, the place and the series. Narrowed to a speaker or a topic,
    they are the events of such talks; the counts are of all that is told of an event.
    """
    kb = open_knowledge_base(listed.kb)
    _print(kb, asked, lists.events(kb, asked), len(kb.events()), listed)


@click.command(epilog=examples("talks --event harbour", "talks burnout --told said --format csv"))
@_optional_words
@list_options
@click.option(
    "--told",
    type=click.Choice([each.value for each in Told]),
    help="Only talks of which it is told what was said, or only what was announced, or no more "
    "than the title.",
)
def talks(asked: Search, listed: Listed, told: str | None) -> None:
    """List the talks by date, or those that have WORDS.

    WORDS are looked for in the title, among the speakers, in the event's name and in the date.
    """
    kb = open_knowledge_base(listed.kb)
    _print(kb, asked, lists.talks(kb, asked, Told(told) if told else None), len(kb.talks()), listed)


@click.command(epilog=examples("speakers calloway", "speakers --topic on-call"))
@_optional_words
@list_options
def speakers(asked: Search, listed: Listed) -> None:
    """List who gave talks, or those with WORDS in their names.

    WORDS are looked for in handles, too. Narrowed, they are those who gave such talks, and their
    talks are counted among these.
    """
    kb = open_knowledge_base(listed.kb)
    _print(kb, asked, lists.speakers(kb, asked), len(kb.speakers()), listed)


@click.command(epilog=examples("quotes --event harbour", "quotes --who calloway --format json"))
@_optional_words
@list_options
@click.option("--who", metavar="NAME", help="Only what this person said, in whosever talk.")
def quotes(asked: Search, listed: Listed, who: str | None) -> None:
    """List the quotes, talk by talk, or those with WORDS in them.

    Whose words they are stands beside them; in brackets where nobody is named, and they are taken
    for those of the talk's only speaker.
    """
    kb = open_knowledge_base(listed.kb)
    _print(kb, asked, lists.quotes(kb, asked, who), len(kb.quotes()), listed)


def _print(
    kb: "KnowledgeBase", asked: Search, found: "Results[Any]", whole: int, listed: Listed
) -> None:
    tell_topic(asked.topic, kb)
    print_list(found, whole, listed)
    if not found and listed.form == "table":
        lead_on_from_list(kb, found.kind, asked)
