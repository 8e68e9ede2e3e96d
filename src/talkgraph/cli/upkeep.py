"""The commands that make a knowledge base, check it, measure it, and hand it out whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.boundary import write_out
from talkgraph.cli.options import (
    examples,
    format_option,
    hint_options,
    imprint_options,
    kb_option,
    vocabulary_option,
)
from talkgraph.cli.printing.accounts import print_coverage, print_report
from talkgraph.cli.printing.checks import print_diagnostics, print_evaluation, print_stats
from talkgraph.cli.printing.console import progress_bars
from talkgraph.cli.printing.layout import print_layout
from talkgraph.errors import InputError, KnowledgeBaseDamaged
from talkgraph.graph import EXPORT_FORMATS
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.reconcile.kinds import TABLES
from talkgraph.settings import DEFAULT_BASE, PACKAGED_MODEL, Imprint, Settings

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


@click.command(epilog=examples("build data", "build data --kb build/talks --license CC-BY-4.0"))
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@kb_option
@click.option(
    "--base-iri",
    default=DEFAULT_BASE,
    show_default=True,
    help="Where all IRIs begin. Choose your own, best an address that you can let answer, before "
    "others cite your IRIs or you join your graph with another's: below the base that everybody "
    "has, two people of one name are one.",
)
@click.option(
    "--model",
    default=PACKAGED_MODEL,
    show_default=True,
    help="The embedding model: the packaged one, a sentence-transformers folder, or 'hashing' "
    "(no model: words that look alike).",
)
@click.option(
    "--overrides",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of decisions on who is who (lines with 'same' and 'not-same').",
)
@vocabulary_option
@click.option(
    "--themes",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of themes to look for, one a line: a name, or 'name: word, phrase, ...'.",
)
@click.option(
    "--links",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of links to the same things elsewhere: SSSOM, or a table of iri, relation and "
    "target; may be given several times.",
)
@hint_options
@imprint_options
@click.option(
    "--without-texts",
    is_flag=True,
    help="Keep no copy of the notes themselves, which the explorer shows to whoever follows a line "
    "to its place.",
)
@click.option("--strict", is_flag=True, help="Fail on any warning or error in the notes.")
@click.option("--verbose", "-v", is_flag=True, help="Show remarks too, not only problems.")
def build(
    sources: tuple[Path, ...],
    kb: Path,
    base_iri: str,
    model: str,
    overrides: Path | None,
    vocabularies: tuple[Path, ...],
    themes: Path | None,
    links: tuple[Path, ...],
    hints: "Hints",
    imprint: Imprint,
    without_texts: bool,
    strict: bool,
    verbose: bool,
) -> None:
    """Build a knowledge base from SOURCES: files, and folders and archives of them.

    Notes, programmes (schedule.xml, iCalendar and others) and the archives of posts that networks
    hand out are told apart by what they hold, and joined where they tell of the same event.

    The knowledge base holds exactly what SOURCES say. Building the same again does nothing, and
    what has not changed is not computed again. Whoever reads meanwhile sees the previous state.
    """
    from talkgraph.knowledge.build.build import BuildRequest
    from talkgraph.knowledge.build.build import build as run

    request = BuildRequest(
        sources=sources,
        kb=kb,
        settings=Settings(
            base_iri=_base(base_iri), model=model, imprint=imprint, keep_texts=not without_texts
        ),
        overrides=overrides,
        vocabularies=vocabularies,
        themes=themes,
        strict=strict,
        hints=hints,
        links=links,
    )
    with progress_bars() as progress:
        report = run(request, progress)
    print_report(report, kb, verbose=verbose)


def _base(text: str) -> str:
    from urllib.parse import urlsplit

    from pyoxigraph import NamedNode

    wanted = f"write an absolute IRI that ends in / or #, like {DEFAULT_BASE}"
    try:
        scheme = urlsplit(NamedNode(text).value).scheme
    except ValueError as error:
        raise InputError(f"--base-iri {text!r}: {error}; {wanted}") from None
    if scheme not in ("http", "https", "urn") or not text.endswith(("/", "#", ":")):
        raise InputError(f"--base-iri {text!r}: {wanted}")
    return text


@click.command(epilog=examples("validate", "validate data --coverage"))
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@kb_option
@hint_options
@click.option("--coverage", is_flag=True, help="Account for every line that is not blank.")
@click.option("--strict", is_flag=True, help="Exit with 1 on any warning or error.")
@format_option()
def validate(
    sources: tuple[Path, ...], kb: Path, hints: "Hints", coverage: bool, strict: bool, form: str
) -> None:
    """Check SOURCES without building, or show what the last build found.

    Every problem is named with file and line. With --coverage, each file's lines are accounted
    for: in the graph, named by a diagnostic, left out with the whole file, or missing.
    """
    if sources:
        from talkgraph.knowledge.build.build import check

        with progress_bars() as progress:
            report = check(sources, progress, hints)
        diagnostics, accounts, readable = report.diagnostics, report.coverage, report.events > 0
    else:
        opened = open_knowledge_base(kb)
        diagnostics, accounts, readable = opened.diagnostics(), opened.coverage(), True
    if coverage:
        print_coverage(accounts, form)
    else:
        print_diagnostics(diagnostics, form)
    if not readable or (strict and any(each.weighty for each in diagnostics)):
        raise click.exceptions.Exit(1)


@click.command(epilog=examples("layout data", "layout data --format csv"))
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@hint_options
@format_option()
def layout(sources: tuple[Path, ...], hints: "Hints", form: str) -> None:
    """Show what each file of SOURCES is taken for, and why, without building.

    A talk, a day, an event, an index of the files beside it, or left out; a programme, an archive
    of posts, or a part of one. Where that is wrong, say so in a talkgraph.toml beside the notes
    (see the README). JSON tells the scores of every way in which a file could be read.
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
    """Write the whole graph, or a table, to standard output or a file."""
    opened = open_knowledge_base(kb)
    if table is None:
        content = opened.export(form)
        if opened.names.base == DEFAULT_BASE:
            click.echo(_EVERYBODYS_BASE, err=True)
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
    """Measure search, related talks, themes and identities, beside simpler baselines.

    GOLD are judgements files: JSON with any of the lists queries, related, themes, groups, people,
    repeat_groups, abstracts and no_answer, where a talk is `<file stem>#<anchor>`. Without one,
    --self asks whether a hidden post finds its talk, a repeated talk its twin, and whether themes,
    related talks and search find the tracks of a programme (those of 8 to 45 talks with a speaker
    and 150 characters of text) better than plain recipes do. With --fit,
    what was fitted lies in fitted.json of the knowledge base, also for later builds with the same
    model; delete it to have the figures that come with talkgraph.
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
    click.echo(f"fitted to {fitting.count} queries, and kept in {kept}", err=True)
    return fitting.told
