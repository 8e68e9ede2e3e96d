"""The commands that ask: search, related talks, themes, a talk, a speaker, SPARQL."""

import sys
from pathlib import Path
from typing import Any, Final

import click

from talkgraph.cli.options import (
    examples,
    format_option,
    kb_option,
    limit_option,
    narrowing_options,
    words_argument,
)
from talkgraph.cli.printing.answers import (
    print_outside,
    print_question,
    print_questions,
    print_related,
    print_sparql,
    print_speaker,
    print_talk,
    print_theme,
    print_theme_counts,
    print_themes,
)
from talkgraph.cli.printing.nothing import lead_on_from_search
from talkgraph.cli.printing.search import print_hits, print_talk_hits, tell_topic
from talkgraph.errors import InputError, because
from talkgraph.graph.questions import question
from talkgraph.graph.questions import questions as known_questions
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model import PassageKind, Search
from talkgraph.model.meaning import TOPICS_AND_THEMES

_WHAT_COUNTS: Final = "talks that belong to a theme; those that speak of a topic: talkgraph topics"
_KINDS: Final = tuple(kind.value for kind in PassageKind)


@click.command(
    epilog=examples(
        "search paying people for on call", "search sleep --speaker calloway --since 2022 --why"
    )
)
@words_argument("words")
@kb_option
@click.option("kinds", "--kind", multiple=True, type=click.Choice(_KINDS), help="Find only these.")
@narrowing_options
@click.option("--exact", is_flag=True, help="Find the words as one phrase, in this order.")
@click.option(
    "--literal", is_flag=True, help="Search for exactly what is typed: read no names, correct none."
)
@click.option(
    "--sort",
    type=click.Choice(("score", "date")),
    default="score",
    show_default=True,
    help="Put the best first, or of the best the newest.",
)
@click.option("--group", is_flag=True, help="Show one row a talk, with up to three passages.")
@limit_option
@click.option("--why", is_flag=True, help="Show the words, similarity and topics that matched.")
@format_option()
def search(
    words: str,
    kb: Path,
    sort: str,
    group: bool,
    why: bool,
    form: str,
    **asked: Any,  # noqa: ANN401 - see `Search`
) -> None:
    """Find what was said and announced, by WORDS and their meaning.

    What is found are posts, notes, quotes, titles and abstracts of talks. Names of people and
    events, times and kinds among the words say where to look, and words in quotation marks have to
    stand together; what was understood is said above the answer. An abstract is what was announced;
    what was said comes before it. Scores, 0 to 1, compare within one answer only.
    """
    wanted = Search(text=words, newest=sort == "date", **asked)
    check_asked(wanted)
    show = print_talk_hits if group else print_hits
    opened = open_knowledge_base(kb)
    found = opened.find(wanted)
    tell_topic(wanted.topic, opened)
    show(found, form, why=why)
    if not found and form == "table":
        lead_on_from_search(opened, wanted)


@click.command(
    epilog=examples("related harbourconf-2021/calloway", "related burnout has a lead time --why")
)
@words_argument("talk")
@kb_option
@click.option("--why", is_flag=True, help="Show the pairs of posts, topics and people shared.")
@limit_option
@format_option()
def related(talk: str, kb: Path, why: bool, limit: int, form: str) -> None:
    """Find the talks related to TALK.

    TALK is an IRI, event/anchor, or a title. The same talk given elsewhere is listed apart.
    """
    opened = open_knowledge_base(kb)
    print_related(opened.find_talk(talk), opened.related(talk, limit=limit), form, why=why)


@click.command(epilog=f"{TOPICS_AND_THEMES}\n\n" + examples("themes --limit 5", "themes --outside"))
@words_argument("theme", required=False)
@kb_option
@click.option(
    "--by", type=click.Choice(("year", "event")), help="Show how much of THEME there is in each."
)
@click.option("--outside", is_flag=True, help="Show what is in no theme.")
@click.option("--limit", type=click.IntRange(min=1), help="List so many at the most, best first.")
@format_option()
def themes(
    theme: str | None, kb: Path, by: str | None, outside: bool, limit: int | None, form: str
) -> None:
    """List the themes that run across the talks, or show one THEME."""
    if by and theme is None:
        raise click.UsageError("--by counts one theme: name it, as in: themes on-call --by year")
    if outside and (theme or by):
        raise click.UsageError("--outside shows what is in no theme: leave out THEME and --by")
    opened = open_knowledge_base(kb)
    if outside:
        print_outside(opened.outside_themes(), form)
    elif theme is None:
        print_themes(opened.themes()[:limit], form)
        if form == "table":
            click.echo(_WHAT_COUNTS)
    elif by:
        print_theme_counts(opened.theme(theme).name, opened.theme_counts(theme, by), form)
    else:
        found = opened.theme(theme)
        topic = opened.namesake("topic", found.name)
        iri = opened.at("topic", topic.address) if topic else None
        of_topic = next((each for each in opened.vocabulary() if each.iri == iri), None)
        speak = len(opened.talks_about(of_topic.iri)) if of_topic else 0
        print_theme(found, of_topic, speak, form)


@click.command(
    epilog=examples("talk harbourconf-2021/calloway", "talk burnout has a lead time --format json")
)
@words_argument("talk")
@kb_option
@format_option(("text", "json"))
def talk(talk: str, kb: Path, form: str) -> None:
    """Show a TALK with all that was announced and said.

    TALK is an IRI, event/anchor, a title, or a part of a title that only one talk has.
    """
    print_talk(open_knowledge_base(kb).talk(talk), form)


@click.command(epilog=examples("speaker calloway", "speaker @srhtcn --format json"))
@words_argument("name")
@kb_option
@format_option(("text", "json"))
def speaker(name: str, kb: Path, form: str) -> None:
    """Show a speaker by NAME: talks, other names, quotes.

    NAME is a name, a surname or another part of one that only one speaker has, or an @handle.
    """
    opened = open_knowledge_base(kb)
    print_speaker(opened.speaker(name), opened.records, form)


@click.command(
    epilog=examples(
        'sparql "SELECT ?name { ?talk a tg:Talk ; schema:name ?name } ORDER BY ?name"',
        'sparql "SELECT (COUNT(*) AS ?posts) { ?post a tg:Post }" --format csv',
    )
)
@click.argument("query")
@kb_option
@format_option(
    ("table", "json", "xml", "csv", "tsv", "turtle", "nt", "rdfxml", "jsonld", "trig", "nq")
)
def sparql(query: str, kb: Path, form: str) -> None:
    """Answer a query in SPARQL 1.1.

    QUERY is its text, @FILE, or - for standard input. The usual prefixes (tg:, schema:, skos:,
    foaf:, sioc:, prov:, oa:, ...) need not be declared. All graphs together are the default graph.
    """
    text = _query_text(query)
    print_sparql(open_knowledge_base(kb), text, form)


@click.command(epilog=examples("questions", "questions companies-by-year --format csv"))
@click.argument("name", required=False)
@kb_option
@click.option("--show", is_flag=True, help="Print the SPARQL of the question; do not ask it.")
@format_option(("table", "json", "csv", "tsv"))
def questions(name: str | None, kb: Path, show: bool, form: str) -> None:
    """List the questions that come with talkgraph, or ask one.

    Each is a query in SPARQL; --show prints it, so that you can write one of your own from it.
    A table leaves the IRIs of things out, which the other forms have.
    """
    if show and name is None:
        raise click.UsageError("--show prints one question: name it")
    if name is None:
        print_questions(list(known_questions().values()), form)
    elif show:
        click.echo(question(name).text.rstrip())
    else:
        known = question(name)
        print_question(open_knowledge_base(kb), known, form)


def check_asked(asked: Search) -> None:
    """Refuse dates and texts that no knowledge base has an answer to, before one is opened.

    Raises `InputError`.
    """
    from talkgraph.knowledge.lookup.dates import between
    from talkgraph.search.engine import check

    between(asked.since, asked.until)
    check(asked.text, asked.limit)


def _query_text(query: str) -> str:
    try:
        if query == "-":
            return sys.stdin.read()
        if query.startswith("@"):
            return Path(query[1:]).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"the query {query} cannot be read: {because(error)}") from None
    except UnicodeDecodeError:
        raise InputError(f"the query {query} is not UTF-8 text; save it as that") from None
    return query
