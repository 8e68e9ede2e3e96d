"""The command that builds again whenever notes are saved, and says what that changed.

It looks at times and sizes of files, as far as a build would read them, once a second: that needs
no library, works over networks and in containers, and whether an editor writes into a file or puts
another in its place makes no difference.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.boundary import ReaderGone
from talkgraph.cli.folder.building import OfNotes, build_options
from talkgraph.cli.folder.progress import shown_progress
from talkgraph.cli.options import examples
from talkgraph.cli.printing.accounts import COUNTED, counted, told_of_changes, told_of_options
from talkgraph.cli.printing.console import harmless, remark
from talkgraph.errors import KnowledgeBaseLocked, TalkgraphError, because
from talkgraph.words import printable

if TYPE_CHECKING:
    from talkgraph.knowledge.build.build import BuildReport, BuildRequest
    from talkgraph.knowledge.build.sources import Progress
    from talkgraph.model import Diagnostic

Stamps = Mapping[Path, tuple[int, int, int]]
Wait = Callable[[float], object]

_PAUSE: Final = 1.0  # seconds between two looks
_SHARE: Final = 20  # looking takes no more than this part of the time
_SETTLED: Final = 0.3  # seconds without a change after which somebody has saved all
_MOST_NAMES: Final = 3


@click.command(cls=OfNotes, epilog=examples("watch data", "watch data --kb kb --model hashing"))
@build_options
def watch(request: "BuildRequest") -> None:
    """Build from SOURCES, and again whenever something is saved.

    Each time it says which files were saved and what that changed; what is odd in them is named
    with file and line. A build that fails leaves the last one in use. A service on the same
    knowledge base takes up each build by itself. Stop it with Ctrl-C.
    """
    try:
        Watch(request).run()
    except KeyboardInterrupt:
        remark("\nstopped")


class Watch:
    """Looks at the files of a build, and builds when they have changed."""

    def __init__(self, request: "BuildRequest", wait: Wait = time.sleep) -> None:
        """Begin with nothing seen; `wait` is told how many seconds to let pass."""
        self._request = request
        self._wait = wait
        self._last: BuildReport | None = None
        self._problem = ""

    def run(self) -> None:
        """Build, and build again after every change, until somebody interrupts it."""
        seen: Stamps = {}
        due = True
        while True:
            began = time.monotonic()
            found = stamps(self._request)
            took = time.monotonic() - began
            if found != seen:
                found = self._settled(found)
                if self._last or self._problem:
                    now = time.strftime("%H:%M:%S")
                    click.echo(f"{now}  {told_of_files(seen, found)}")
                seen, due = found, True
            if due:
                due = not self._build()
            self._wait(max(_PAUSE, took * _SHARE))

    def _settled(self, found: Stamps) -> Stamps:
        """Wait until nobody saves any more: an editor writes, renames and removes in turn."""
        while True:
            self._wait(_SETTLED)
            again = stamps(self._request)
            if again == found:
                return found
            found = again

    def _build(self) -> bool:
        """Build, and say what came of it; tell whether that is done until the next change."""
        from talkgraph.knowledge.build.build import build

        is_first = self._last is None and not self._problem
        began = time.monotonic()
        try:
            with _progress(is_first) as progress:
                report = build(self._request, progress)
        except ReaderGone:
            raise
        except (TalkgraphError, OSError) as error:
            self._fail(error)
            return not isinstance(error, KnowledgeBaseLocked)
        lines = told_of_build(self._request.kb, self._last, report)
        click.echo(f"{lines[0]} ({time.monotonic() - began:.1f} s)")
        for line in lines[1:]:
            remark(harmless(line))
        self._last, self._problem = report, ""
        if is_first:
            remark("watching for changes; stop with Ctrl-C")
        return True

    def _fail(self, error: TalkgraphError | OSError) -> None:
        told = str(error)
        if isinstance(error, OSError):
            told = f"{error.filename or 'a file'} cannot be read or written: {because(error)}"
        if told != self._problem:
            remark(f"Error: {harmless(told)}")
            remark("the last build stays in use; watching for changes")
        self._problem = told


def _progress(is_first: bool) -> "AbstractContextManager[Progress]":
    if is_first:
        return shown_progress()
    return nullcontext(lambda stage, done, total: None)


# ── what there is ────────────────────────────────────────────────────────────────────────────


def stamps(request: "BuildRequest") -> Stamps:
    """Return what shows whether any file has changed that a build would read."""
    found: dict[Path, tuple[int, int, int]] = {}
    for path in _files(request):
        try:
            told = path.stat()
        except OSError:  # it has just gone
            continue
        found[path] = (told.st_ino, told.st_size, told.st_mtime_ns)
    return found


def _files(request: "BuildRequest") -> Iterator[Path]:
    from talkgraph.sources.containers.kinds import may_hold_files
    from talkgraph.sources.registry import is_looked_for

    beside = (request.overrides, request.themes, *request.vocabularies, *request.links)
    for given in (*request.sources, *filter(None, beside)):
        if not given.is_dir():
            yield given
        for path in _below(given):
            if is_looked_for(path.name) or may_hold_files(path.name):
                yield path


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, but for what is hidden and what builds write."""
    from talkgraph.sources.discover import is_knowledge_base

    for above, folders, names in os.walk(folder, followlinks=True):
        here = Path(above)
        if here != folder and is_knowledge_base(here):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (here / name for name in names if not name.startswith("."))


# ── what to say ──────────────────────────────────────────────────────────────────────────────


def told_of_files(before: Stamps, now: Stamps) -> str:
    """Say which files were saved, came and went.

    >>> a, b, c = (Path(f"{name}.md") for name in "abc")
    >>> told_of_files({a: (1, 1, 1), b: (2, 1, 1)}, {a: (3, 1, 2), c: (4, 1, 1)})
    'saved: a.md; new: c.md; gone: b.md'
    """
    kinds = {
        "saved": [path for path in now if path in before and now[path] != before[path]],
        "new": [path for path in now if path not in before],
        "gone": [path for path in before if path not in now],
    }
    return "; ".join(f"{kind}: {_names(paths)}" for kind, paths in kinds.items() if paths)


def _names(paths: Sequence[Path]) -> str:
    names = [printable(path.name) for path in sorted(paths)]
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def told_of_build(kb: Path, before: "BuildReport | None", now: "BuildReport") -> list[str]:
    """Say what a build changed, what no longer holds, then what is odd that was not odd before."""
    known = set(map(_apart_from_line, before.diagnostics)) if before else set()
    odd = [each for each in now.diagnostics if each.weighty and _apart_from_line(each) not in known]
    if before is None:
        counts = (counted(now.counts.get(name, 0), name) for name in COUNTED)
        told = f"{'built' if now.changed else 'unchanged'}: {', '.join(counts)}"
    elif not now.changed:
        told = "nothing new in that"
    else:
        told = told_of_changes(before.counts, now)
    also = (*told_of_options(now.no_more), *odd)
    return [f"{printable(kb)}: {told}", *(f"  {each}" for each in also)]


def _apart_from_line(each: "Diagnostic") -> tuple[str, str, str]:
    return each.source, each.code, each.message
