"""The options that several commands of the command line have."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from talkgraph.cli.folder.settings import KbPath, kb_here
from talkgraph.errors import InputError
from talkgraph.settings import SHIPPED, Imprint

F = TypeVar("F", bound=Callable[..., Any])
ROWS: Final = ("table", "json", "csv", "tsv")


def kb_option(command: F) -> F:
    """Add `--kb`, the folder of the knowledge base."""
    return click.option(
        "--kb",
        type=KbPath(),
        default=kb_here,
        envvar="TALKGRAPH_KB",
        show_default="kb, or as talkgraph.toml says",
        show_envvar=True,
        help="The knowledge base's folder.",
    )(command)


def format_option(choices: tuple[str, ...] = ROWS) -> Callable[[F], F]:
    """Add `--format`, whose first choice is the default; its parameter is `form`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="How to print the answer.",
    )


def limit_option(command: F) -> F:
    """Add `--limit`."""
    return click.option(
        "--limit",
        type=click.IntRange(min=1),
        default=10,
        show_default=True,
        help="How many at the most.",
    )(command)


class VocabularyPath(click.Path):
    """A vocabulary that is there: a file, a folder, or the word for the one that ships."""

    name = "vocabulary"

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path; click refuses what is not there."""
        if "://" in os.fsdecode(value):
            self.fail(f"{os.fsdecode(value)} is an address: download it, and name the file")
        found = SHIPPED if value == SHIPPED else super().convert(value, param, ctx)
        return Path(os.fsdecode(found))


def vocabulary_option(command: F) -> F:
    """Add `--vocabulary`, which can be given several times; its parameter is `vocabularies`."""
    return click.option(
        "--vocabulary",
        "--topics",
        "vocabularies",
        multiple=True,
        metavar="FILE",
        type=VocabularyPath(exists=True),
        help="A SKOS vocabulary of topics to use instead of the one that comes with talkgraph; may "
        "be given several times, the first goes before the others, and 'shipped' is the one that "
        "comes with talkgraph.",
    )(command)


def hint_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what says more of sources; the command gets it as one parameter, `hints`."""

    @wraps(command)
    def with_hints(
        *arguments: object,
        event: str | None,
        tags: tuple[str, ...],
        zone: str | None,
        unlisted: bool,
        **options: object,
    ) -> object:
        from talkgraph.sources.hints import checked_hints

        try:
            hints = checked_hints(event, tags, zone, unlisted=unlisted)
        except InputError as error:
            raise click.UsageError(str(error)) from None
        return command(*arguments, hints=hints, **options)

    for option in (_UNLISTED, _ZONE, _TAG, _EVENT):
        with_hints = option(with_hints)
    return with_hints


_EVENT: Final = click.option(
    "--event",
    metavar="NAME",
    help="The event of programmes that name none, and of posts.",
)
_TAG: Final = click.option(
    "--tag",
    "tags",
    multiple=True,
    metavar="TAG",
    help="A hashtag of posts that are of an event; may be given several times.",
)
_UNLISTED: Final = click.option(
    "--unlisted",
    is_flag=True,
    help="Also read posts that everybody may see but no public list shows.",
)
_ZONE: Final = click.option(
    "--zone",
    metavar="ZONE",
    help="The time zone of times that are given without one, such as Europe/Brussels.",
)


def imprint_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what is said of the data set; the command gets it as one parameter, `imprint`."""

    @wraps(command)
    def with_imprint(
        *arguments: object,
        title: str,
        license_: str,
        creators: tuple[str, ...],
        publisher: str,
        description: str,
        homepage: str,
        **options: object,
    ) -> object:
        imprint = Imprint(
            title=title,
            license=license_,
            creators=creators,
            publisher=publisher,
            description=description,
            homepage=homepage,
        )
        return command(*arguments, imprint=imprint, **options)

    for option in reversed(_IMPRINT):
        with_imprint = option(with_imprint)
    return with_imprint


_IMPRINT: Final = (
    click.option(
        "--license",
        "license_",
        metavar="IRI",
        default="",
        help="The licence of the data: its address, or a short name such as CC-BY-4.0.",
    ),
    click.option("--title", metavar="TEXT", default="", help="What the data set is called."),
    click.option(
        "--creator",
        "creators",
        multiple=True,
        metavar="NAME|IRI",
        help="Who made the data; may be given several times.",
    ),
    click.option("--publisher", metavar="NAME|IRI", default="", help="Who publishes the data."),
    click.option("--description", metavar="TEXT", default="", help="What the data are about."),
    click.option("--homepage", metavar="IRI", default="", help="Where the data are at home."),
)
