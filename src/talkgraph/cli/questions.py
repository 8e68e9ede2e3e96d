"""The commands that ask what talks are about: related talks, themes and topics."""

from pathlib import Path

import click

from talkgraph.cli.options import format_option, kb_option, limit_option


@click.command()
@click.argument("talk")
@kb_option
@click.option("--why", is_flag=True, help="Show the pairs of posts, topics and people shared.")
@limit_option()
@format_option()
def related(talk: str, kb: Path, why: bool, limit: int, form: str) -> None:
    """Find the talks related to TALK: an IRI, event/anchor, or a title.

    The same talk given elsewhere is listed apart.
    """
    from talkgraph.cli.printing_answers import print_related
    from talkgraph.knowledge.base import open_knowledge_base

    opened = open_knowledge_base(kb)
    print_related(opened.find_talk(talk), opened.related(talk, limit=limit), form, why=why)


@click.command()
@click.argument("theme", required=False)
@kb_option
@click.option(
    "--by", type=click.Choice(("year", "event")), help="Show how much of THEME there is in each."
)
@click.option("--outside", is_flag=True, help="Show what is in no theme.")
@format_option()
def themes(theme: str | None, kb: Path, by: str | None, outside: bool, form: str) -> None:
    """List the themes that run across the talks, or show one THEME."""
    from talkgraph.cli.printing_answers import (
        print_outside,
        print_theme,
        print_theme_counts,
        print_themes,
    )
    from talkgraph.knowledge.base import open_knowledge_base

    if by and theme is None:
        raise click.UsageError("--by counts one theme: name it, as in: themes on-call --by year")
    if outside and (theme or by):
        raise click.UsageError("--outside shows what is in no theme: leave out THEME and --by")
    opened = open_knowledge_base(kb)
    if outside:
        print_outside(opened.outside_themes(), form)
    elif theme is None:
        print_themes(opened.themes(), form)
    elif by:
        print_theme_counts(opened.theme(theme).name, opened.theme_counts(theme, by), form)
    else:
        print_theme(opened.theme(theme), form)


@click.command()
@click.argument("topic", required=False)
@kb_option
@format_option()
def topics(topic: str | None, kb: Path, form: str) -> None:
    """List the topics that talks have, or show one TOPIC with all the evidence for it."""
    from talkgraph.cli.printing_answers import print_topic, print_topics
    from talkgraph.knowledge.base import open_knowledge_base

    opened = open_knowledge_base(kb)
    if topic is None:
        print_topics(opened.topics(), form)
    else:
        print_topic(opened.topic(topic), form)
