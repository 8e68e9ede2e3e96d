"""The commands on IRIs that went: what they are called now, and how they go on answering."""

from pathlib import Path

import click
from click.core import ParameterSource

from talkgraph.cli.folder.settings import SourcePath
from talkgraph.cli.options import examples, format_option, kb_option
from talkgraph.cli.printing import print_rows
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.former.journal import WentIri, went_iris
from talkgraph.knowledge.tables import as_row
from talkgraph.words import printable


@click.group(invoke_without_command=True, epilog=examples("iris", "iris --format csv"))
@kb_option
@format_option()
@click.pass_context
def iris(context: click.Context, kb: Path, form: str) -> None:
    """Show the IRIs that went since they were last kept.

    Beside them stands what each is called now. An IRI goes when what it is made of is corrected: a
    title, a name, the words of a post. What is called otherwise now is found by what else is told
    of it; `sure` is how much of that.
    """
    if context.invoked_subcommand is None:
        open_knowledge_base(kb)
        print_went(went_iris(kb), form)


def print_went(went: tuple[WentIri, ...], form: str) -> None:
    """Print the IRIs that went."""
    if not went and form == "table":
        click.echo("no IRI went that is not kept")
        return
    print_rows([as_row(each) for each in went], form, value=went)


@iris.command(epilog=examples("iris keep data", "iris keep data --kb kb"))
@click.argument("notes", type=SourcePath())
@kb_option
@click.pass_context
def keep(context: click.Context, notes: Path, kb: Path) -> None:
    """Write what IRIs that went are called now into talkgraph-iris.tsv in NOTES, or beside it.

    NOTES is the folder of the notes, or a file of them. The next build reads the file: the former
    IRIs then answer with the present ones, and the graph says which replaces which.
    """
    from talkgraph.knowledge.former.keeping import keep_iris

    if context.parent and context.get_parameter_source("kb") is ParameterSource.DEFAULT:
        kb = context.parent.params["kb"]  # `iris --kb KB keep` says where, too
    open_knowledge_base(kb)
    kept = keep_iris(went_iris(kb), notes)
    click.echo(
        f"{printable(kept.file)}: {kept.rows} rows, {kept.added} of them new; now build again"
    )
    if kept.unknown:
        click.echo(
            f"{kept.unknown} IRIs that went have no known successor: see them with "
            f"talkgraph iris --kb {kb}, and add a line for each that has one"
        )
