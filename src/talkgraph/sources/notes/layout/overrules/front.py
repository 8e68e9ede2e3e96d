"""Reads what a file of notes says of itself in its front matter, below the key `talkgraph`."""

import tomllib
from collections.abc import Iterator

import yaml

from talkgraph.model import Diagnostic, Span
from talkgraph.sources.notes.layout.overrules.keys import OF_FILES, Entry, said_by
from talkgraph.sources.notes.layout.overrules.said import NOTHING, Said
from talkgraph.sources.notes.markdown.front_matter import FENCE, OVERRULES, FrontMatter
from talkgraph.sources.notes.markdown.source import Source


def said_in(source: Source, front: FrontMatter) -> tuple[Said, list[Diagnostic]]:
    """Return what the front matter fixes of its own file, and what is wrong with that."""
    value = front.values.get(OVERRULES)
    if value is None:
        return NOTHING, []
    return said_by(_entries(source, front, value.span, value.text), OF_FILES)


def _entries(source: Source, front: FrontMatter, span: Span, text: str) -> Iterator[Entry]:
    block = "".join(source.lines[1 : front.last - 1])
    try:
        if source.lines[0].rstrip() == FENCE:
            told = tomllib.loads(block.replace("\r\n", "\n"))[OVERRULES]
            lines: dict[str, int] = {}
        else:
            told, lines = _of_yaml(block)
    except (yaml.YAMLError, ValueError, KeyError, RecursionError):
        told, lines = text, {}  # of a broken block, plain lines are read one by one
    if not isinstance(told, dict):
        told = {"as": told}
    for key, value in told.items():
        line = lines.get(str(key), span.first)
        yield Entry(key=str(key), value=value, span=Span(source=source.name, first=line, last=line))


def _of_yaml(block: str) -> tuple[object, dict[str, int]]:
    """Return the value of the key, and the line in the source of each key in it."""
    told = yaml.safe_load(block)[OVERRULES]
    node = yaml.compose(block, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    inner = next(value for key, value in node.value if key.value == OVERRULES)
    if not isinstance(inner, yaml.MappingNode):
        return told, {}
    return told, {str(key.value): key.start_mark.line + 2 for key, _ in inner.value}
