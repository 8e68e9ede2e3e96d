"""The commands on topics: list and show them, write down those that talks suggest, check them."""

import os
from pathlib import Path

import click

from talkgraph.cli.boundary import STANDARD_OUTPUT, check_place, write_out
from talkgraph.cli.options import (
    Listed,
    VocabularyPath,
    examples,
    format_option,
    kb_option,
    list_options,
    words_argument,
)
from talkgraph.cli.printing.answers import print_topic
from talkgraph.cli.printing.checks import print_diagnostics
from talkgraph.cli.printing.console import remark
from talkgraph.cli.printing.lists import print_list
from talkgraph.cli.printing.nothing import lead_on_from_list
from talkgraph.cli.printing.search import tell_topic
from talkgraph.errors import InputError
from talkgraph.knowledge import lists
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model import Search
from talkgraph.model.meaning import TOPICS_AND_THEMES
from talkgraph.words import numbered, printable


class _Topics(click.Group):
    """A group that takes what is none of its commands for a topic to show."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, *self.get_help_option_names(ctx)}:
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_Topics,
    subcommand_metavar="[TOPIC] | COMMAND [ARGS]...",
    epilog=f"{TOPICS_AND_THEMES}\n\n" + examples("topics", 'topics "on call" --format json'),
)
def topics() -> None:
    """List the topics of talks, or show one TOPIC with its evidence.

    "topics TOPIC" is short for "topics show TOPIC".
    """


@topics.command(
    epilog=examples("topics show --event harbour --since 2022", "topics show on-call"),
)
@words_argument("named", required=False)
@click.option("--text", "words", metavar="WORDS", help="Only topics with these words in the label.")
@list_options
def show(named: str | None, asked: Search, listed: Listed) -> None:
    """List the topics that talks have, or show the one NAMED with all the evidence for it.

    The list can be narrowed to some talks, and its counts are then of these.
    """
    opened = open_knowledge_base(listed.kb)
    if named is None:
        listing = lists.topics(opened, asked)
        tell_topic(asked.topic, opened)
        print_list(listing, len(opened.topics()), listed)
        if not listing and listed.form == "table":
            lead_on_from_list(opened, listing.kind, asked)
        count = len(opened.proposed_topics())
        if count and listed.form == "table":
            more = numbered(count, "more topic is", "more topics are")
            remark(f"{more} suggested: talkgraph topics suggest --kb {listed.kb}")
    elif asked != Search() or listed.limit:
        raise click.UsageError("these options narrow the list of topics: leave out the topic")
    else:
        found = opened.topic(named)
        tell_topic(named, opened)
        theme = opened.namesake("theme", found.label)
        print_topic(
            found, opened.theme(opened.at("theme", theme.address)) if theme else None, listed.form
        )


@topics.command(
    epilog=examples(
        "topics suggest",
        "topics suggest --out topics.ttl",
    ),
)
@kb_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write to this file, which must not be there yet, instead of to standard output (-).",
)
def suggest(kb: Path, out: Path | None) -> None:
    """Write the topics that talks suggest and no vocabulary has, for you to decide on.

    The file is SKOS in Turtle. Its head says how to accept, reject, rename and merge topics in it;
    a build then takes it back: build NOTES --vocabulary shipped --vocabulary topics.ttl
    """
    from talkgraph.knowledge.topics.suggested import suggested

    _check_free(out)
    opened = open_knowledge_base(kb)
    count = len(opened.proposed_topics())
    if not count:
        remark("the talks suggest no topic that no vocabulary has")
    elif out is None or str(out) == STANDARD_OUTPUT:
        click.echo(suggested(opened), nl=False)
    else:
        write_out(suggested(opened, out.name).encode(), out)
        told = numbered(count, "topic", "topics")
        click.echo(f"{printable(out)}: {told} to decide on; the head of the file says how")


def _check_free(path: Path | None) -> None:
    if path is not None and str(path) != STANDARD_OUTPUT and os.path.lexists(path):
        raise InputError(
            f"{path} is there already, and may have been edited; move it away or give another file"
        )
    check_place(path)


@topics.command(
    epilog=examples("topics check", "topics check shipped --format csv"),
)
@click.argument("vocabularies", nargs=-1, metavar="[FILE]...", type=VocabularyPath(exists=True))
@kb_option
@click.option("--strict", is_flag=True, help="Exit with 1 on any warning or error.")
@format_option()
def check(vocabularies: tuple[Path, ...], kb: Path, strict: bool, form: str) -> None:
    """Check vocabularies against the talks: FILEs, or else the topics of the knowledge base.

    Names topics that are in no talk or in nearly all, labels that are nowhere in the texts,
    topics that are nearly the same, and what is no good SKOS. 'shipped' as a FILE is the
    vocabulary that comes with talkgraph.
    """
    from talkgraph.knowledge.build.build import vocabulary_paths
    from talkgraph.knowledge.topics.check import check_topics

    given = vocabulary_paths(vocabularies) if vocabularies else ()
    found = check_topics(open_knowledge_base(kb), given)
    print_diagnostics(found, form, left_out=())
    if strict and any(each.weighty for each in found):
        raise click.exceptions.Exit(1)
