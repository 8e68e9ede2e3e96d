"""Turns values into HTML: the templates, what they may use, how an error looks, their files."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.staticfiles import StaticFiles

from talkgraph.http.guards.place import root_of, with_root
from talkgraph.http.pages.addresses import at_line, http_url, mark
from talkgraph.http.pages.searching import words_at_end
from talkgraph.http.problems import Problem
from talkgraph.http.refusals import wants_page
from talkgraph.model.links import host_and_path
from talkgraph.model.meaning import TOPICS_AND_THEMES
from talkgraph.model.names import curie
from talkgraph.model.times import (
    by_clock_of,
    written_clock,
    written_day,
    written_days,
    written_time,
)
from talkgraph.version import __version__

_HERE: Final = Path(__file__).resolve().parent
_LIKE: Final = 0.7
_LISTS: Final = [
    "search",
    "talks",
    "speakers",
    "events",
    "themes",
    "topics",
    "map",
    "query",
    "quotes",
]
_A_DAY: Final = "public, max-age=86400"
_AN_HOUR: Final = "public, max-age=3600"


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    """Return a page made from a template."""
    text = (
        _templates()
        .get_template(template)
        .render(here=request.url.path, root=root_of(request), version=__version__, **context)
    )
    return HTMLResponse(with_root(text, request), status_code=status, headers=headers)


def error_page(request: Request, problem: Problem) -> Response | None:
    """Return the page for an error, or `None` where a program asks."""
    if not wants_page(request.scope):
        return None
    near = problem.members.get("near") or [
        {"name": name, "page": f"/search?{urlencode({'q': name})}"}
        for name in problem.members.get("suggestions") or problem.members.get("candidates") or ()
    ]
    path, is_missing = request.url.path, problem.status == HTTPStatus.NOT_FOUND
    if is_missing and (not near or "/" not in path.strip("/")) and (each := _list_near(path)):
        near = [each, *near]
    return page(
        request,
        "error.html",
        status=problem.status,
        headers=problem.headers,
        problem=problem,
        near=near,
        words=words_at_end(path) if is_missing else "",
        namesake=problem.members.get("namesake"),
    )


def _list_near(path: str) -> dict[str, str] | None:
    """Return the list that a path which leads nowhere is nearly that of.

    >>> _list_near("/spekers")
    {'name': 'Speakers', 'page': '/speakers'}
    """
    found = get_close_matches(path.strip("/").casefold(), _LISTS, n=1, cutoff=_LIKE)
    return {"name": found[0].capitalize(), "page": f"/{found[0]}"} if found else None


def sentence(text: str) -> str:
    """Return a text with a capital at its beginning, for errors that begin without one.

    >>> sentence("there is no iPhone")
    'There is no iPhone'
    """
    return text[:1].upper() + text[1:]


def highlight(text: str, words: Iterable[str]) -> Markup:
    """Return a text with some of its words marked.

    >>> highlight("a <b> on call", ["call"])
    Markup('a &lt;b&gt; on <mark>call</mark>')
    """
    wanted = frozenset(filter(None, words))
    if not wanted:
        return escape(text)
    escaped = (str(escape(piece)) for piece in _any_of(wanted).split(text))
    return Markup(
        "".join(piece if n % 2 == 0 else f"<mark>{piece}</mark>" for n, piece in enumerate(escaped))
    )


@lru_cache(maxsize=256)
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    """Return what finds words, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE)


def plural(count: int, one: str) -> str:
    """Return a number with its noun.

    >>> plural(1, "talk"), plural(2, "talk")
    ('1 talk', '2 talks')
    """
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def load_templates() -> None:
    """Read all templates, so that no request has to."""
    for name in _templates().list_templates():
        _templates().get_template(name)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "http_url": http_url,
        "host": lambda url: host_and_path(url)[0],
        "mark": mark,
        "short": curie,
        "sentence": sentence,
    }
    environment.globals |= {
        "at_line": at_line,
        "topics_and_themes": TOPICS_AND_THEMES,
        "highlight": highlight,
        "plural": plural,
        "when": written_time,
        "by_clock_of": by_clock_of,
        "written_clock": written_clock,
        "written_day": written_day,
        "written_days": written_days,
    }
    return environment


# ── files ────────────────────────────────────────────────────────────────────────────────────


def add_static_files(routes: APIRouter) -> None:
    """Serve everything under /static; what a package lacks is not found, and pages do without."""
    ours = StaticFiles(directory=_HERE / "static")
    swagger = _files("fastapi_offline", "static")

    @routes.get("/static/swagger/{path:path}")
    async def swagger_file(request: Request, path: str) -> Response:
        """Give a file of Swagger UI."""
        return await _kept(swagger, path, request, _A_DAY)

    @routes.get("/static/{path:path}")
    async def static_file(request: Request, path: str) -> Response:
        """Give a file of ours."""
        return await _kept(ours, path, request, _AN_HOUR)


async def _kept(files: StaticFiles | None, path: str, request: Request, how_long: str) -> Response:
    """Return a file that clients may keep for a while; raises `Problem` (404)."""
    if files is None:
        raise Problem(404, f"there is nothing at {request.url.path}.")
    answer = await files.get_response(path, request.scope)
    answer.headers.setdefault("cache-control", how_long)
    return answer


def _files(package: str, name: str) -> StaticFiles | None:
    """Return the files of a folder of an installed package, without importing it."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    folders = [Path(place) / name for place in places or ()]
    return next((StaticFiles(directory=folder) for folder in folders if folder.is_dir()), None)
