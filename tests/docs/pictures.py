"""Draws the README's pictures from the sample: `make pictures`.

python tests/docs/pictures.py FOLDER

It wants Chromium, which takes the picture of a page, and in which plotly draws the other.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import talkgraph
from talkgraph.plots import related_network

PROJECT: Final = Path(__file__).parents[2]
SUPPORT: Final = PROJECT / "tests" / "support"

SIZE: Final = (1280, 860)
"""Width and height of what is drawn, in pixels."""

SCALE: Final = 0.7
"""How much smaller the picture is: a repository keeps every version of it."""

ASKED: Final = {"q": "paying people for being on call"}
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")


def main(folder: Path) -> None:
    """Write `explorer.png` and `related.png` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "kb"
        talkgraph.create(PROJECT / "data", base)
        _page(base, folder / "explorer.png", Path(scratch))
        figure = related_network(talkgraph.open(base))
        width, height = (int(side * SCALE) for side in SIZE)
        figure.write_image(folder / "related.png", width=width, height=height)


def _page(base: Path, picture: Path, scratch: Path) -> None:
    """Write what a browser shows of a search."""
    sys.path.insert(0, str(SUPPORT))
    from service_process import service

    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise SystemExit("no Chromium is installed (apt: chromium)")
    with service(base) as running:
        subprocess.run(
            [
                browser,
                *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                f"--user-data-dir={scratch / 'profile'}",
                f"--window-size={SIZE[0]},{SIZE[1]}",
                f"--force-device-scale-factor={SCALE}",
                f"--screenshot={picture}",
                f"{running.url}/search?{urlencode(ASKED)}",
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
