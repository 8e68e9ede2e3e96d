"""Describes the JSON API in OpenAPI 3.0, which the packaged Swagger UI can show.

FastAPI writes OpenAPI 3.1, whose JSON Schema says `{"type": "null"}` where 3.0 says `nullable`;
that and what else differs is rewritten here.
"""

from collections.abc import Sequence
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import BaseRoute

from talkgraph.version import __version__

Json = Any
_NULL: Final = {"type": "null"}
_DESCRIPTION: Final = (
    "Search, talks, speakers, themes, topics and numbers of one knowledge base, read-only. "
    "Things are named by their IRIs, which also lead to the linked data. Lists come in parts: "
    "`total` counts the whole, `next` is the address of the following part. Errors are problem "
    "details (RFC 9457) with near names or candidates where there are some."
)


def api_document(routes: Sequence[BaseRoute], problem: type[BaseModel]) -> dict[str, Json]:
    """Return the OpenAPI 3.0.3 document of some routes; `problem` is the model of errors."""
    document = get_openapi(
        title="talkgraph",
        version=__version__,
        description=_DESCRIPTION,
        routes=routes,
        license_info={
            "name": "Apache-2.0",
            "url": "https://www.apache.org/licenses/LICENSE-2.0",
        },
    )
    document["openapi"] = "3.0.3"
    components = document["components"]["schemas"]
    components["Problem"] = problem.model_json_schema()
    for path in document["paths"].values():
        for operation in path.values():
            _only_problems(operation["responses"])
            # The name of a function says less than its first sentence.
            operation["summary"] = operation.pop("description").partition("\n")[0].rstrip(".")
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    rewritten: dict[str, Json] = _as_3_0(document)
    return rewritten


def _only_problems(responses: dict[str, Json]) -> None:
    """Leave errors one content only, the one they have."""
    for status, response in responses.items():
        if status >= "400":
            response["content"].pop("application/json", None)


def _as_3_0(node: Json) -> Json:
    if isinstance(node, list):
        return [_as_3_0(each) for each in node]
    if not isinstance(node, dict):
        return node
    rewritten = {key: _as_3_0(value) for key, value in node.items()}
    choices = rewritten.get("anyOf")
    if isinstance(choices, list) and _NULL in choices:
        del rewritten["anyOf"]
        left = [choice for choice in choices if choice != _NULL]
        inner = left[0] if len(left) == 1 else {"anyOf": left}
        inner = {"allOf": [inner]} if "$ref" in inner else inner
        rewritten = {**inner, **rewritten, "nullable": True}
    if "const" in rewritten and "type" in rewritten:
        rewritten["enum"] = [rewritten.pop("const")]
    return rewritten
