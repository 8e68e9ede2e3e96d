"""The JSON API keeps what its OpenAPI document promises, whatever it is sent (schemathesis)."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis.generation import GenerationMode

from talkgraph.errors import InputError
from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.knowledge.lookup.dates import read_period

BOUNDED = settings(
    max_examples=settings().max_examples // 4,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
OPERATIONS = (
    "/search",
    "/search/talks",
    "/suggest",
    "/talks",
    "/talks/{event}/{key}",
    "/talks/{event}/{key}/related",
    "/speakers",
    "/speakers/{slug}",
    "/themes",
    "/themes/{slug}",
    "/topics",
    "/topics/{slug}",
    "/events",
    "/events/{slug}",
    "/stats",
)
WITH_PARAMETERS = (*(path for path in OPERATIONS if "{" not in path and path != "/stats"),)


@pytest.fixture(scope="module")
def schema(sample_kb: Path) -> Any:  # noqa: ANN401 - schemathesis' own
    by_any_name = ServiceSettings(hosts=("*",))  # schemathesis has one of its own
    app = create_app(Library(sample_kb), by_any_name)
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


def test_every_operation_is_tried(schema: Any) -> None:  # noqa: ANN401
    schema.validate()
    labels = [each.ok().label for each in schema.get_all_operations()]
    assert labels == [f"GET /api/v1{path}" for path in OPERATIONS]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", OPERATIONS)
def test_answers_are_as_described(
    schema: Any,  # noqa: ANN401
    path: str,
    mode: GenerationMode,
) -> None:
    operation = schema[f"/api/v1{path}"]["GET"]
    tried = 0

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def try_it(case: Any) -> None:  # noqa: ANN401
        nonlocal tried
        tried += 1
        assume(not _is_nowhen(case.query))
        case.call_and_validate()

    try:
        try_it()
    except Exception as error:
        if "Unsatisfiable" not in type(error).__name__ or mode is GenerationMode.POSITIVE:
            raise
        # A segment of a path is a text, and every text is well-formed.
        assert path not in WITH_PARAMETERS
    else:
        assert tried


def _is_nowhen(query: dict[str, Any]) -> bool:
    """Tell whether a period ends before it begins, which no schema can rule out."""
    try:
        begins, _ = read_period(str(query["since"]))
        _, ends = read_period(str(query["until"]))
    except (KeyError, InputError):
        return False
    return begins > ends
