"""The commands that check a knowledge base, measure it, and hand it out whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.boundary import check_place, write_out
from talkgraph.cli.folder.progress import shown_progress
from talkgraph.cli.folder.settings import SourcePath
from talkgraph.cli.options import (
    examples,
    format_option,
    hint_options,
    kb_option,
)
from talkgraph.cli.printing.accounts import print_coverage
from talkgraph.cli.printing.checks import print_diagnostics, print_evaluation, print_stats
from talkgraph.cli.printing.console import remark
from talkgraph.cli.printing.layout import print_layout
from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.graph import EXPORT_FORMATS
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.reconcile.kinds import TABLES
from talkgraph.settings import DEFAULT_BASE

if TYPE_CHECKING:
    from talkgraph.evaluation.findings import Evaluation
    from talkgraph.evaluation.judgements import Judgements
    from talkgraph.knowledge.base import KnowledgeBase
    from talkgraph.model import Hints

_EVERYBODYS_BASE: Final = (
    f"the IRIs are below the base that everybody has ({DEFAULT_BASE}), where others may mean other "
    "people and talks by the same ones; choose your own with: talkgraph build NOTES "
    "--base-iri https://example.org/talks/"
)


@click.command(epilog=examples("validate", "validate data --coverage"))
@click.argument("sources", nargs=-1, type=SourcePath())
@kb_option
@hint_options
@click.option("--coverage", is_flag=True, help="Account for every line that is not blank.")
@click.option("--strict", is_flag=True, help="Exit with 1 on any warning or error.")
@format_option()
def validate(
    sources: tuple[Path, ...], kb: Path, hints: "Hints", coverage: bool, strict: bool, form: str
) -> None:
    """Check SOURCES, or show what the last build found.

    Nothing is built. Every problem is named with file and line. With --coverage, each file's lines
    are accounted for: in the graph, named by a diagnostic, left out with the whole file, or
    missing.
    """
    if sources:
        from talkgraph.knowledge.build.build import check

        with shown_progress() as progress:
            report = check(sources, progress, hints)
        diagnostics, accounts, readable = report.diagnostics, report.coverage, report.events > 0
    else:
        opened = open_knowledge_base(kb)
        diagnostics, accounts, readable = opened.diagnostics(), opened.coverage(), True
    if coverage:
        print_coverage(accounts, form)
    else:
        left_out = {each.source for each in accounts if each.is_left_out}
        print_diagnostics(diagnostics, form, left_out=left_out)
    if not readable or (strict and any(each.weighty for each in diagnostics)):
        raise click.exceptions.Exit(1)


@click.command(epilog=examples("layout data", "layout data --format csv"))
@click.argument("sources", nargs=-1, required=True, type=SourcePath())
@hint_options
@format_option()
def layout(sources: tuple[Path, ...], hints: "Hints", form: str) -> None:
    """Show what each file of SOURCES is taken for, and why.

    Nothing is built. A file is a talk, a day, an event, an index of the files beside it, or left
    out; a programme, an archive of posts, or a part of one. Where that is wrong, say so in a
    talkgraph.toml beside the notes (see the README). JSON tells the scores of every way in which a
    file could be read.
    """
    from talkgraph.sources.layout import lay_out

    print_layout(lay_out(sources, hints), form)


@click.command(
    epilog=examples(
        "export --format nt --output talks.nt", "export --table people --output people.csv"
    )
)
@kb_option
@click.option(
    "--format",
    "form",
    type=click.Choice((*EXPORT_FORMATS, "graphml")),
    default="trig",
    show_default=True,
    help="trig and nq keep the named graphs; graphml is the network of similar talks.",
)
@click.option(
    "--table",
    type=click.Choice(TABLES),
    help="Instead of the graph, a table (CSV) of these with their names, for matching them with "
    "what others know of them.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write to this file; - is standard output.",
)
def export(kb: Path, form: str, table: str | None, output: Path | None) -> None:
    """Write the whole graph, or a table of what is in it."""
    check_place(output)
    opened = open_knowledge_base(kb)
    if table is None:
        content = opened.export(form)
        if opened.names.base == DEFAULT_BASE:
            remark(_EVERYBODYS_BASE)
    else:
        from talkgraph.knowledge.reconcile.tables import things_as_csv

        content = things_as_csv(opened, table)
    write_out(content, output)


@click.command(epilog=examples("stats", "stats --format json"))
@kb_option
@format_option()
def stats(kb: Path, form: str) -> None:
    """Show what the knowledge base holds."""
    print_stats(open_knowledge_base(kb), form)


@click.command(epilog=examples("verify", "verify --kb kb"))
@kb_option
def verify(kb: Path) -> None:
    """Check every file of the knowledge base against its SHA-256."""
    opened = open_knowledge_base(kb)
    problems = opened.verify()
    if opened.generation.problem:
        raise KnowledgeBaseDamaged(opened.generation.problem)
    if problems:
        raise KnowledgeBaseDamaged(f"{kb}: {'; '.join(problems)}; build the knowledge base again")
    manifest = opened.generation.manifest
    click.echo(
        f"{kb}: {len(manifest.files)} files as they were built, model {manifest.encoder.name}"
    )


@click.command(name="eval", epilog=examples("eval --self --worst 3", "eval --self --format csv"))
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path))
@kb_option
@click.option("--self", "own", is_flag=True, help="Use the labels that the notes hold themselves.")
@click.option(
    "--fit",
    is_flag=True,
    help="Fit how sure a search is of an answer to GOLD's queries and no_answer, for the model of "
    "this knowledge base, and keep that in it.",
)
@click.option(
    "--worst",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Show the N questions of each task that went worst.",
)
@format_option()
def evaluate(gold: tuple[Path, ...], kb: Path, own: bool, fit: bool, worst: int, form: str) -> None:
    """Measure search, related talks, themes and identities.

    Beside them stand simpler baselines. GOLD are judgements files: JSON with any of the lists
    queries, related, themes, groups, people, repeat_groups, abstracts and no_answer, where a talk
    is `<file stem>#<anchor>`. Without one, --self asks whether a hidden post finds its talk, a
    repeated talk its twin, and whether themes, related talks and search find the tracks of a
    programme (those of 8 to 45 talks with a speaker and 150 characters of text) better than plain
    recipes do. With --fit, what was fitted lies in fitted.json of the knowledge base, also for
    later builds with the same model; delete it to have the figures that come with talkgraph.
    """
    from talkgraph.evaluation.against_judgements import evaluate as against
    from talkgraph.evaluation.judgements import read_judgements
    from talkgraph.evaluation.self_labels import evaluate_self

    if bool(gold) == own or (fit and own):
        raise click.UsageError("name judgements files, or say --self")
    judgements = read_judgements(gold) if gold else None
    opened = open_knowledge_base(kb)
    if fit and judgements is not None:
        print_evaluation(_fitted(opened, judgements), form, worst=worst)
        return
    found = evaluate_self(opened) if judgements is None else against(opened, judgements)
    print_evaluation(found, form, worst=worst)


def _fitted(opened: "KnowledgeBase", judgements: "Judgements") -> "Evaluation":
    """Fit to judgements, keep that in a knowledge base, and return how well it does."""
    from talkgraph.evaluation.fitting import fit

    fitting = fit(opened, judgements)
    kept = opened.keep_fit(fitting.fitted)
    remark(f"fitted to {fitting.count} queries, and kept in {kept}")
    return fitting.told
