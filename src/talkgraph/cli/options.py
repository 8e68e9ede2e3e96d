"""The options that several commands of the command line have."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from talkgraph.cli.folder.settings import KbPath, kb_here
from talkgraph.errors import InputError
from talkgraph.settings import SHIPPED, Imprint

F = TypeVar("F", bound=Callable[..., Any])
ROWS: Final = ("table", "json", "csv", "tsv")
MOST_ROWS: Final = 20
"""How many rows a table of a list has where nobody says."""


UNPAGED: Final = "talkgraph.cli.unpaged"
_OUTPUT: Final = {
    "--no-color": "Print no colours, wherever in the command it stands; NO_COLOR says so for all.",
    "--no-pager": "Do not show a long answer page by page (with PAGER, or less).",
}


def _said_of_output(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and parameter.name == "no_color":
        context.color = False
    elif value:
        context.meta[UNPAGED] = True


def with_output_options(command: click.Command, *, hidden: bool = False) -> click.Command:
    """Add `--no-color` and `--no-pager` to a command that does not have them."""
    for name, text in _OUTPUT.items():
        if not any(name in parameter.opts for parameter in command.params):
            command.params.append(
                click.Option(
                    [name],
                    is_flag=True,
                    expose_value=False,
                    hidden=hidden,
                    callback=_said_of_output,
                    help=text,
                )
            )
    return command


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


_NARROWING: Final = (
    click.option("--event", metavar="NAME", help="Only at events whose name contains this."),
    click.option(
        "--speaker",
        metavar="NAME",
        help="Only in talks by this person (a name, a part of it, or @handle).",
    ),
    click.option(
        "--topic", metavar="TOPIC", help="Only in talks about this topic or a narrower one."
    ),
    click.option(
        "--since",
        metavar="DATE",
        help="Not before this day, week, month, quarter, season or year (2019-10-02, 2019-W23, "
        "2019-10, 'Q3 2019', 'spring 2019', 2019).",
    ),
    click.option("--until", metavar="DATE", help="Not after this; both are included."),
)


def narrowing_options(command: F) -> F:
    """Add what says in which talks to look: the filters of a `Search`, under their names there."""
    for option in reversed(_NARROWING):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is wanted of a list: of which knowledge base, in which form, and how many at most."""

    kb: Path
    form: str
    limit: int | None


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what all lists have; the command gets it as `asked` (a `Search`) and `listed`.

    The words are those of the parameter `words`, which the command declares as it likes.
    """

    @wraps(command)
    def with_search(
        *,
        words: str | None,
        kb: Path,
        form: str,
        limit: int | None,
        event: str | None,
        speaker: str | None,
        topic: str | None,
        since: str | None,
        until: str | None,
        **options: object,
    ) -> object:
        from talkgraph.knowledge.lookup.dates import between
        from talkgraph.model import Search

        between(since, until)  # before a knowledge base is opened
        asked = Search(
            text=words or "", event=event, speaker=speaker, topic=topic, since=since, until=until
        )
        return command(asked=asked, listed=Listed(kb=kb, form=form, limit=limit), **options)

    limit = click.option(
        "--limit",
        type=click.IntRange(min=1),
        help=f"How many at the most; a table has {MOST_ROWS} where none is given, the other forms "
        "have all.",
    )
    for option in (format_option(), limit, kb_option, narrowing_options):
        with_search = option(with_search)
    return with_search


def words_argument(name: str, *, required: bool = True) -> Callable[[F], F]:
    """Add an argument of one or more words, which need no quotation marks around them.

    The command gets them as one text; as `None` where there are none, if these are not `required`.
    """
    return click.argument(
        name,
        nargs=-1,
        required=required,
        callback=lambda context, parameter, words: " ".join(words) if words else None,
    )


def examples(*commands: str) -> str:
    """Return what a command's help ends with; `tests/unit/test_help.py` runs all of them."""
    return "\b\nFor example:\n" + "\n".join(f"  talkgraph {each}" for each in commands)


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
