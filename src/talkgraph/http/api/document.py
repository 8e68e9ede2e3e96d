"""Describes the JSON API in OpenAPI 3.1, as FastAPI writes it, with its errors as they are.

`fastapi-offline` is there for the files of Swagger UI alone, which it brings up to date a few times
a year (`swagger-ui-bundle` stopped at one that knows OpenAPI 3.0 only); the page is our own.
"""

from collections.abc import Sequence
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import BaseRoute

from talkgraph.model.meaning import TOPICS_AND_THEMES
from talkgraph.version import __version__

Json = Any
_DESCRIPTION: Final = (
    "Search, talks, speakers, themes, topics and numbers of one knowledge base, read-only. "
    "Things are named by their IRIs, which also lead to the linked data. Lists come in parts: "
    "`total` counts the whole, `next` is the address of the following part. Errors are problem "
    "details (RFC 9457) with near names or candidates where there are some. " + TOPICS_AND_THEMES
)


def api_document(routes: Sequence[BaseRoute], problem: type[BaseModel]) -> dict[str, Json]:
    """Return the OpenAPI document of some routes; `problem` is the model of errors."""
    document: dict[str, Json] = get_openapi(
        title="talkgraph",
        version=__version__,
        description=_DESCRIPTION,
        routes=routes,
        license_info={
            "name": "Apache-2.0",
            "url": "https://www.apache.org/licenses/LICENSE-2.0",
        },
    )
    components = document["components"]["schemas"]
    components["Problem"] = problem.model_json_schema()
    for path in document["paths"].values():
        for operation in path.values():
            _only_problems(operation["responses"])
            # The name of a function says less than its first sentence.
            operation["summary"] = operation.pop("description").partition("\n")[0].rstrip(".")
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    return document


def _only_problems(responses: dict[str, Json]) -> None:
    """Leave errors one content only, the one they have."""
    for status, response in responses.items():
        if status >= "400":
            response["content"].pop("application/json", None)
