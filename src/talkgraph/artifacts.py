"""Frozen values to JSON files and back, checked against their types on the way in."""

from pathlib import Path
from typing import Any, Final, TypeVar

from talkgraph.errors import KnowledgeBaseDamaged

T = TypeVar("T")

# The files of a generation that hold values: written by a build, read by whoever opens it.
PEOPLE: Final = "people.json"
DIAGNOSTICS: Final = "diagnostics.json"
COVERAGE: Final = "coverage.json"
VERDICTS: Final = "shacl.json"
THEMES: Final = "themes.json"
TOPICS: Final = "topics.json"
OUTSIDE: Final = "outside.json"


def save(path: Path, value: object) -> None:
    """Write a value made of dataclasses, enums, dates, tuples and mappings as indented JSON."""
    from pydantic_core import to_json

    path.write_bytes(to_json(value, indent=1) + b"\n")


def load(path: Path, kind: type[T] | Any) -> T:  # noqa: ANN401 - a generic alias is no type
    """Read back what `save` wrote, as a value of the given type.

    Raises `KnowledgeBaseDamaged`, naming the file, if it is missing or holds anything else.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        value: T = TypeAdapter(kind).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise KnowledgeBaseDamaged(f"{path} is missing; build the knowledge base again") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise KnowledgeBaseDamaged(
            f"{path}: {first['msg']} at {'.'.join(map(str, first['loc'])) or 'the top'}; "
            "build the knowledge base again"
        ) from None
    return value
