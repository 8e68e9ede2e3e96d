"""Reads judgements: what a reader of the notes says the right answers are.

A judgements file is one JSON object. Every section is optional, at least one must hold
something, and what is not named here is ignored::

    {
      "about": "who judged, how, and what the grades mean",
      "queries": [{
        "id": "q01",                                   # optional
        "query": "what a person would type",
        "relevant_talks": {"notes-2019#can": 2, "notes-2019#yee": 1},
        "relevant_posts": [                            # posts and notes; optional
          {"talk": "notes-2019#can", "prefix": "How the post begins", "line": 141, "grade": 2},
          {"talk": "notes-2019#can", "mark": "0202b06608", "grade": 1}
        ]
      }],
      "related": [{"talk": "notes-2019#can", "related": {"notes-2018#lee": 2}}],
      "themes": [{"theme": "on-call", "talks": {"notes-2019#can": 2}}],
      "groups": [{"group": "Storage", "talks": ["notes-2019#can", "notes-2019#yee"]}],
      "people": [{"name": "...", "aliases": ["..."], "handles": ["..."], "talks": ["..."]}],
      "repeat_groups": [{"kind": "same talk", "talks": ["notes-2018#lee", "notes-2019#lee"]}],
      "abstracts": [{"talk": "notes-2019#can", "text": "the official abstract"}],
      "no_answer": ["a question to which the notes hold no answer"]
    }

A talk is `<stem of the source file>#<anchor>`; its short name (`event/talk`) and its IRI do as
well. Grades are 2 (about it), 1 (touches it), 0 (not relevant). A post is named by its talk and
either the `mark` that ends its IRI, or its first words (`prefix`), where `line` decides between
posts that begin alike, or its first `line` alone. A group of talks whose `kind` is not `same
talk` is one that might be taken for repeats and is none. `groups` are what organisers or their
tags say belongs together: whole sets of talks with a name that one may search for.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from talkgraph.errors import InputError, because

Grade = Annotated[int, Field(ge=0, le=10)]
Text = Annotated[str, Field(min_length=1, pattern=r"\w")]
Grades = dict[Text, Grade]
SAME_TALK = "same talk"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class JudgedPost(_Section):
    """A post or note that answers a query; see the module for how it is named."""

    talk: Text
    grade: Grade
    mark: Text | None = None
    prefix: Text | None = None
    line: int | None = None

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if self.mark is None and self.prefix is None and self.line is None:
            raise ValueError("a post needs a mark, a prefix or a line")
        return self


class JudgedQuery(_Section):
    """A query with the talks and posts that answer it, by grade."""

    id: Text | None = None
    query: Text
    relevant_talks: Grades = {}
    relevant_posts: tuple[JudgedPost, ...] = ()


class JudgedRelated(_Section):
    """A talk with the talks related to it, by grade."""

    talk: Text
    related: Grades


class JudgedTheme(_Section):
    """A theme with its talks, by grade."""

    theme: Text
    talks: Grades


class JudgedGroup(_Section):
    """Talks that belong together, as a track or a tag of a programme says, with its name."""

    group: Text
    talks: tuple[Text, ...]


class JudgedPerson(_Section):
    """A person: every name and handle of theirs, and the talks they gave."""

    name: Text
    aliases: tuple[Text, ...] = ()
    handles: tuple[Text, ...] = ()
    talks: tuple[Text, ...] = ()


class RepeatGroup(_Section):
    """Talks that are one talk (`kind` is `same talk`), or that only look so."""

    kind: Text
    talks: tuple[Text, ...]


class Abstract(_Section):
    """The official abstract of a talk."""

    talk: Text
    text: Text


class Judgements(_Section):
    """Everything that was judged."""

    about: str = ""
    queries: tuple[JudgedQuery, ...] = ()
    related: tuple[JudgedRelated, ...] = ()
    themes: tuple[JudgedTheme, ...] = ()
    groups: tuple[JudgedGroup, ...] = ()
    people: tuple[JudgedPerson, ...] = ()
    repeat_groups: tuple[RepeatGroup, ...] = ()
    abstracts: tuple[Abstract, ...] = ()
    no_answer: tuple[Text, ...] = ()


_LISTS = tuple(name for name in Judgements.model_fields if name != "about")


def read_judgements(paths: Sequence[Path]) -> Judgements:
    """Read judgements files and put their sections one after another.

    Raises `InputError`, naming the file and the place in it, if one is no such file.
    """
    read = [_read(path) for path in paths]
    return Judgements(
        about="\n".join(each.about for each in read if each.about),
        **{name: tuple(x for each in read for x in getattr(each, name)) for name in _LISTS},
    )


def _read(path: Path) -> Judgements:
    try:
        # Parsed first by json, whose message names the line of a misplaced comma.
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {because(error)}") from None
    except UnicodeDecodeError:
        raise InputError(
            f"{path} is not UTF-8 text; save the judgements as JSON in UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}: not JSON: {error.msg}; correct it") from None
    try:
        judgements = Judgements.model_validate_json(json.dumps(content))
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f"[{x}]" if isinstance(x, int) else f".{x}" for x in first["loc"])
        raise InputError(
            f"{path}: {first['msg']} at {place.lstrip('.') or 'the top'}; "
            "see the format in talkgraph.evaluation.judgements"
        ) from None
    if not any(getattr(judgements, name) for name in _LISTS):
        raise InputError(
            f"{path} holds no judgements: none of {', '.join(_LISTS)} is filled; fill one"
        )
    return judgements
