"""Serves the files that pages load: ours, plotly's script and Swagger UI, all from this machine."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.staticfiles import StaticFiles

from talkgraph.http.problems import Problem

_OURS: Final = Path(__file__).resolve().parent / "static"
_A_DAY: Final = "public, max-age=86400"
_AN_HOUR: Final = "public, max-age=3600"


def add_static_files(routes: APIRouter) -> None:
    """Serve everything under /static; what a package lacks is not found, and pages do without."""
    ours = StaticFiles(directory=_OURS)
    plotly = _files("plotly", "package_data")
    swagger = _files("swagger_ui_bundle", "vendor", newest=True)

    @routes.get("/static/plotly.min.js")
    async def plotly_script(request: Request) -> Response:
        """Give plotly's script as the installed package has it."""
        return await _kept(plotly, "plotly.min.js", request, _A_DAY)

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


def _files(package: str, name: str, *, newest: bool = False) -> StaticFiles | None:
    """Return the files of a folder of an installed package, without importing it.

    With `newest`, the folder has one folder per version, of which the last is meant.
    """
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    folders = [Path(place) / name for place in places or ()]
    if newest:
        folders = sorted(each for folder in folders for each in folder.glob("*/"))[-1:]
    return next((StaticFiles(directory=folder) for folder in folders if folder.is_dir()), None)
