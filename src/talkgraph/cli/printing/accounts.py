"""Prints what became of files and lines: at the end of a build, and in `validate --coverage`."""

import json
import os
import shlex
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.printing.console import STYLES, console, harmless, in_lines, remark
from talkgraph.cli.printing.rows import print_rows
from talkgraph.knowledge.tables import as_row
from talkgraph.model import Coverage, Severity
from talkgraph.settings import UNLICENSED
from talkgraph.sources.formats import ending_of
from talkgraph.words import cut

if TYPE_CHECKING:
    from talkgraph.knowledge.build.build import BuildReport
    from talkgraph.knowledge.build.places import Options
    from talkgraph.knowledge.former.changes import IriChanges
    from talkgraph.knowledge.former.news import Joined, Named
    from talkgraph.knowledge.generation import SourceMark

_WIDTH: Final = 80
_MOST_ENDINGS: Final = 6
_MOST_NAMES: Final = 3
_LONGEST: Final = 60
_ALL: Final = "all"
_SEVERAL: Final = frozenset({"vocabulary", "links", "tag", "creator"})
_FLAGS: Final = frozenset({"unlisted", "without-texts"})
COUNTED: Final = ("events", "talks", "people", "posts", "notes", "quotes", "themes")


def print_report(report: "BuildReport", kb: Path, *, verbose: bool) -> None:
    """Print what came of a build; problems go to standard error."""
    shown = [d for d in report.diagnostics if verbose or d.severity is not Severity.INFO]
    out = console(stderr=True)
    for diagnostic in shown:
        out.print(
            in_lines(str(diagnostic)),
            style=STYLES[diagnostic.severity],
            markup=False,
            soft_wrap=True,
        )
    counts = report.counts
    click.echo(f"{kb}: {'built' if report.changed else 'unchanged'}")
    _line("", _listed(counts, ("events", "talks", "speakers", "people")))
    _line("", _listed(counts, ("posts", "notes", "quotes", "themes")))
    embedded = counted(counts["embedded"], "texts")
    _line("", f"{counted(counts['triples'], 'triples')}, {embedded} embedded")
    if report.before:
        _line("", f"since the last build: {told_of_changes(report.before, report)}")
    if kinds := _kinds(report.generation.manifest.sources):
        _line("", kinds)
    license_ = report.generation.manifest.imprint.license
    _line("", f"licence: {license_}" if license_ else f"{UNLICENSED} (--license)")
    _print_accounts(report.coverage)
    if report.iris.went:
        _print_iris(report.iris, kb)
    told = []
    if any(each.is_left_out for each in report.coverage):
        told.append("each file that is left out")
    if remarks := len(report.diagnostics) - len(shown):
        told.append(counted(remarks, "remarks"))
    if told:
        click.echo(f"see {' and '.join(told)} with: talkgraph validate --kb {kb}")
    for line in told_of_options(report.no_more):
        remark(harmless(line))


def told_of_options(no_more: "Options") -> list[str]:
    """Say which options the build before had and this one has not, and how to keep them.

    Whether they were typed or stood in `talkgraph.toml`, no build remembers.

    >>> told, keep = told_of_options({"tag": ("quay", "pier")})
    >>> print(told.partition(";")[0])
    the build before had --tag quay --tag pier, typed or from talkgraph.toml
    >>> print(keep)
    to keep it, give it again, or write into talkgraph.toml, below [build]: tag = ["quay", "pier"]
    """
    if not no_more:
        return []
    given = {name: [*map(_seen_from_here, values)] for name, values in no_more.items()}
    typed, written = [], []
    for name, values in given.items():
        if name in _FLAGS:
            typed.append(f"--{name}")
            written.append(f"{name} = true")
            continue
        typed += [f"--{name} {shlex.quote(each)}" for each in values]
        value = values if name in _SEVERAL else values[0]
        written.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return [
        f"the build before had {' '.join(typed)}, typed or from talkgraph.toml; this one has not, "
        "so that no longer holds",
        f"to keep it, give it again, or write into talkgraph.toml, below [build]: "
        f"{'; '.join(written)}",
    ]


def _seen_from_here(value: str) -> str:
    """Return the path of a file below this folder from here on, and whatever else as it is."""
    path = Path(value)
    is_below = path.is_absolute() and path.is_relative_to(Path.cwd())
    return os.path.relpath(value) if is_below else value


def told_of_changes(before: Mapping[str, int], report: "BuildReport") -> str:
    """Say of what there is more or less than a build counted, and who and what came and went."""
    news = report.news
    said = [
        differences(before, report.counts),
        _told("new", news.came),
        _told("gone", news.went),
        *map(_told_of_joined, news.joined[:_MOST_NAMES]),
        f"{more:,} more became one" if (more := len(news.joined) - _MOST_NAMES) > 0 else "",
        _told("renamed", news.renamed),
        _told("changed", news.changed),
    ]
    return "; ".join(filter(None, said)) or "as many of everything as before"


def _told(what: str, things: "Sequence[Named | tuple[Named, Named]]") -> str:
    """Say which things came, went or changed: the first by name, of the others how many.

    >>> from talkgraph.knowledge.former.news import Named
    >>> was, now = Named(kind="person", name="Rosa Diaz"), Named(kind="person", name="Rosa Díaz")
    >>> _told("renamed", [(was, now)]), _told("gone", [was])
    ('renamed: person “Rosa Diaz” to “Rosa Díaz”', 'gone: person “Rosa Diaz”')
    """
    listed = [*map(_called, things[:_MOST_NAMES])]
    more = len(things) - len(listed)
    return f"{what}: {', '.join(listed)}{f' and {more:,} more' if more else ''}" if listed else ""


def _told_of_joined(joined: "Joined") -> str:
    """Say which things have become one.

    >>> from talkgraph.knowledge.former.news import Joined, Named
    >>> were = tuple(Named(kind="person", name=name) for name in ("R. Diaz", "Rosa Díaz"))
    >>> _told_of_joined(Joined(were=were, now=were[1]))
    'now one person: “R. Diaz” and “Rosa Díaz”, called “Rosa Díaz”'
    """
    *others, last = (_quoted(each) for each in joined.were)
    return (
        f"now one {joined.now.kind}: {', '.join(others)} and {last}, called {_quoted(joined.now)}"
    )


def _called(thing: "Named | tuple[Named, Named]") -> str:
    named = thing if isinstance(thing, tuple) else (thing,)
    return f"{named[0].kind} {' to '.join(map(_quoted, named))}"


def _quoted(thing: "Named") -> str:
    return f"“{cut(thing.name, _LONGEST)}”"


def differences(before: Mapping[str, int], now: Mapping[str, int]) -> str:
    """Say of what there is more and of what there is less, by two builds' counts.

    >>> differences({"talks": 3, "people": 5}, {"talks": 4, "people": 3})
    '1 more talk, 2 fewer people'
    """
    more = {name: now.get(name, 0) - before.get(name, 0) for name in COUNTED}
    told = (
        f"{abs(n)} {'more' if n > 0 else 'fewer'} {_noun(n, name)}" for name, n in more.items() if n
    )
    return ", ".join(told)


def _print_iris(iris: "IriChanges", kb: Path) -> None:
    """Say how many IRIs went and came, and what to do about it."""
    went = "1 IRI" if iris.went == 1 else f"{iris.went:,} IRIs"
    known = "1 of these is" if iris.matched == 1 else f"{iris.matched:,} of these are"
    click.echo(
        f"  {went} went, {iris.came:,} came; {known} called otherwise now: see them with\n"
        f"  talkgraph iris --kb {kb}\n"
        f"  keep the former ones answering with: talkgraph iris keep NOTES --kb {kb}"
    )


def _kinds(sources: Sequence["SourceMark"]) -> str:
    """Say of what kinds the sources are, unless all are notes.

    The files of one programme count once, and so do those of one archive of posts.
    """
    programmes = {
        (each.format, event)
        for each in sources
        if each.kind == "programme"
        for event in each.events or (each.source,)
    }
    archives = {
        (each.format, each.source.rpartition("/")[0]) for each in sources if each.kind == "archive"
    }
    if not programmes and not archives:
        return ""
    told = [
        *_of_kind("programmes", "", programmes),
        *_of_kind("archives", " of posts", archives),
    ]
    if notes := sum(bool(each.events) for each in sources if not each.kind):
        told.append(f"{counted(notes, 'files')} of notes")
    return ", ".join(told)


def _of_kind(what: str, more: str, found: Set[tuple[str, str]]) -> Iterator[str]:
    if found:
        forms = sorted({form for form, _ in found}, key=str.casefold)
        yield f"{counted(len(found), what)}{more} ({', '.join(forms)})"


def print_coverage(accounts: Sequence[Coverage], form: str) -> None:
    """Print the accounting of every file's lines, the missing ones by number.

    A table ends with their sum, and with the reasons for which files are left out.
    """
    if form != "table":
        print_rows([as_row(each) for each in accounts], form, value=accounts)
        return
    rows = [_row(each) for each in accounts if each.content]
    if len(rows) > 1:
        rows.append(_row(_sum(accounts)))
    if rows:
        print_rows(rows, form, value=accounts)
    _print_accounts(accounts)


def _row(account: Coverage) -> dict[str, object]:
    missing = ", ".join(map(str, account.missing))
    return {
        "source": account.source,
        "lines": account.content,
        "in the graph": account.in_graph,
        "named": account.in_diagnostics,
        "left out": account.left_out,
        "missing": (missing if account.source != _ALL else len(account.missing)) or "none",
        "covered": _percent(account.accounted, account.content),
    }


def _sum(accounts: Sequence[Coverage]) -> Coverage:
    return Coverage(
        source=_ALL,
        content=sum(each.content for each in accounts),
        in_graph=sum(each.in_graph for each in accounts),
        in_diagnostics=sum(each.in_diagnostics for each in accounts),
        left_out=sum(each.left_out for each in accounts),
        missing=tuple(line for each in accounts for line in each.missing),
        files=sum(each.files for each in accounts),
    )


def _print_accounts(accounts: Sequence[Coverage]) -> None:
    """Print how many files and lines are in the graph, and why the others are not."""
    out = [each for each in accounts if each.is_left_out]
    files, left = sum(each.files for each in accounts), sum(each.files for each in out)
    _line("", f"{counted(files, 'files')}: {files - left:,} in the graph, {left:,} left out")
    for reason, count in _reasons(out):
        _line(f"{count:,}", reason)
    every = _sum(accounts)
    if not every.content:  # structured files and archives of posts have none to count
        return
    parts = [
        f"{every.in_graph:,} in the graph ({_percent(every.in_graph, every.content).strip()})",
        f"{every.in_diagnostics:,} named line by line",
        f"{every.left_out:,} left out",
        *([f"{len(every.missing):,} missing"] if every.missing else []),
    ]
    _line("", f"{counted(every.content, 'lines')}: {', '.join(parts)}")


def _reasons(out: Sequence[Coverage]) -> Iterator[tuple[str, int]]:
    """Yield the reasons, each with its files' endings and their number, the commonest first."""
    files: dict[str, int] = defaultdict(int)
    endings: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in out:
        files[each.reason] += each.files
        if not each.content:  # what was read is left out for what it says, whatever its ending
            endings[each.reason][ending_of(each.source)] += each.files
    for reason, count in sorted(files.items(), key=lambda item: (-item[1], item[0])):
        met = endings[reason]
        known = sorted(filter(None, met), key=lambda ending: (-met[ending], ending))
        listed = ", ".join(known[:_MOST_ENDINGS]) + ", ..." * (len(known) > _MOST_ENDINGS)
        yield (f"{reason} ({listed})" if listed else reason), count


def _line(count: str, text: str) -> None:
    """Print a line of the summary, or a reason behind its count."""
    start = f"{count:>7}  " if count else "  "
    beyond = " " * len(start)
    for line in textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=beyond):
        click.echo(line)


def _listed(counts: Mapping[str, int], names: Sequence[str]) -> str:
    return ", ".join(counted(counts[name], name) for name in names)


def counted(count: int, what: str) -> str:
    """Return a number with its noun, which is given in the plural."""
    return f"{count:,} {_noun(count, what)}"


def _noun(count: int, what: str) -> str:
    return what if abs(count) != 1 else {"people": "person"}.get(what, what.removesuffix("s"))


def _percent(part: int, whole: int) -> str:
    """Return a share in per cent, which is 100.0 only of the whole."""
    share = 100.0 if part == whole else min(99.9, 100 * part / whole)
    return f"{share:5.1f} %"
