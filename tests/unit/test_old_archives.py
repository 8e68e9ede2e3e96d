"""Archives of before 2019, in one file a month, wherever their folders are given from."""

import json
import zipfile
from pathlib import Path
from typing import Final

import pytest

from talkgraph.knowledge.build.sources import find_sources, read_sources

MONTH: Final = "data/js/tweets/2011_05.js"
USER: Final = {"id_str": "7", "id": 7, "name": "Ida Holt", "screen_name": "idaholt"}


def _post(number: int, time: str, text: str, *tags: str) -> dict[str, object]:
    return {
        "id_str": str(number),
        "id": number,
        "created_at": f"Tue May 03 {time} +0000 2011",
        "text": text,
        "entities": {"hashtags": [{"text": tag} for tag in tags], "urls": [], "user_mentions": []},
        "geo": {},
        "source": "web",
        "user": USER,
    }


TEXTS: Final = (
    ("10:05:00", "First up: @bolind talking about lamp oil #lampconf"),
    ("10:09:00", "Tallow smells #lampconf"),
    ("11:10:00", "Next up: @cydale on the wicks of old #lampconf"),
    ("11:15:00", "Cotton, and patience #lampconf"),
)
POSTS: Final = [
    _post(65_000_000_000_000_000 + n, time, text, "lampconf")
    for n, (time, text) in enumerate(TEXTS)
]
FILES: Final = {
    MONTH: f"Grailbird.data.tweets_2011_05 = \n {json.dumps(POSTS[::-1])}",
    "data/js/user_details.js": 'var user_details = {"screen_name": "idaholt", "id": "7"}',
    "data/js/direct_messages/2011_05.js": "Grailbird.data.tweets_2011_05 = [SECRET]",
    "data/js/tweet_index.js": 'var tweet_index = [ {"file_name": "data/js/tweets/2011_05.js"} ]',
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return the folder of an archive, unpacked."""
    folder = tmp_path / "archive"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def _posts(given: Path) -> list[str]:
    readings = read_sources(find_sources([given]))
    assert not [d for each in readings for d in each.diagnostics if d.code == "source-broken"]
    return [
        post.plain
        for reading in readings
        for event in reading.events
        for talk in event.talks
        for post in talk.posts
    ]


@pytest.mark.parametrize("inner", ["", "data", "data/js", "data/js/tweets", MONTH])
def test_months_are_read_from_any_folder(archive: Path, inner: str) -> None:
    assert _posts(archive / inner) == [text for _, text in TEXTS]


def test_a_packed_archive_gives_the_same(archive: Path, tmp_path: Path) -> None:
    packed = tmp_path / "archive.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in FILES.items():
            file.writestr(name, text)
    assert _posts(packed) == _posts(archive)
