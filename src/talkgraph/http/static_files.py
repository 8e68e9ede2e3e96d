"""Serves the files that pages load: ours, plotly's script and Swagger UI, all from this machine."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_OURS: Final = Path(__file__).resolve().parent / "static"
_A_DAY: Final = "public, max-age=86400"
_AN_HOUR: Final = "public, max-age=3600"


class _Kept(StaticFiles):
    """Static files that clients may keep for a while."""

    def __init__(self, directory: Path, kept: str) -> None:
        super().__init__(directory=directory)
        self._kept = kept

    async def get_response(self, path: str, scope: Scope):  # type: ignore[no-untyped-def]  # noqa: ANN202 - starlette's own
        answer = await super().get_response(path, scope)
        answer.headers.setdefault("cache-control", self._kept)
        return answer


def mount_static(app: FastAPI) -> None:
    """Serve everything under /static; what a package lacks is not found, and pages do without."""
    plotly = _folder("plotly", "package_data")
    if plotly is not None:
        script = plotly / "plotly.min.js"

        @app.get("/static/plotly.min.js", include_in_schema=False)
        def plotly_script() -> FileResponse:
            """Give plotly's script as the installed package has it."""
            return FileResponse(
                script, media_type="text/javascript", headers={"cache-control": _A_DAY}
            )

    swagger = _folder("swagger_ui_bundle", "vendor")
    if swagger is not None:
        version = max(each for each in swagger.iterdir() if each.is_dir())
        app.mount("/static/swagger", _Kept(version, _A_DAY), name="swagger")
    app.mount("/static", _Kept(_OURS, _AN_HOUR), name="static")


def _folder(package: str, name: str) -> Path | None:
    """Return a folder of an installed package, without importing it."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    folders = [Path(place) / name for place in places or ()]
    return next((folder for folder in folders if folder.is_dir()), None)
