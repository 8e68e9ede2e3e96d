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
        is_toml = source.lines[0].rstrip() == FENCE
        told = _of_toml(block, span.first) if is_toml else _of_yaml(block)
    except (yaml.YAMLError, ValueError, KeyError, RecursionError):
        told = [("as", text, span.first)]  # of a broken block, plain lines are read one by one
    for key, value, line in told:
        yield Entry(key=key, value=value, span=Span(source=source.name, first=line, last=line))


def _of_toml(block: str, line: int) -> list[tuple[str, object, int]]:
    told = tomllib.loads(block.replace("\r\n", "\n"))[OVERRULES]
    values = told if isinstance(told, dict) else {"as": told}
    return [(key, value, line) for key, value in values.items()]


def _of_yaml(block: str) -> list[tuple[str, object, int]]:
    """Return the keys, their values, and their lines in the source."""
    node = yaml.compose(block, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    key, told = next((pair for pair in pairs if _is_ours(pair[0])), (None, None))
    if key is None or told is None:
        raise KeyError(OVERRULES)
    inner = told.value if isinstance(told, yaml.MappingNode) else [(key, told)]
    names = (str(k.value) if told is not v else "as" for k, v in inner)
    return [
        (name, _value(v), k.start_mark.line + 2) for name, (k, v) in zip(names, inner, strict=True)
    ]


def _is_ours(key: yaml.Node) -> bool:
    return isinstance(key, yaml.ScalarNode) and str(key.value).casefold() == OVERRULES


def _value(node: yaml.Node) -> object:
    """Return what a node means, or its own text where that is impossible (2021-02-30).

    What is in tables, and in lists of lists, is of no use here, and left out: a few lines of YAML
    can make very much of it.
    """
    if isinstance(node, yaml.SequenceNode):
        return [_value(each) if isinstance(each, yaml.ScalarNode) else [] for each in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return {}
    try:
        return yaml.SafeLoader("").construct_object(node)
    except ValueError:
        return str(node.value)
