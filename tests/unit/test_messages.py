"""Every message that a user can meet says what is wrong, where, and what to do.

The table of messages is the program itself: all places where an error of ours, an error of click's
or a diagnostic is made are read from the source. So whoever writes a new one is held to the rule.
"""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import talkgraph.errors as errors

SOURCE = Path(errors.__file__).parent
ERRORS = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.TalkgraphError)
}
OF_CLICK = {"UsageError", "BadParameter", "fail"}
# What to do is said by a word that tells to do it, or by what is wanted instead.
TO_DO = re.compile(
    r"""(?ix)\b(
        add | allow | ask | build | call | check | choose | close | correct | declare | delete
      | do\ not | download | drop | edit | exchange | fill | fit\ again | free | give | install
      | keep | leave | let | look | make | move | name | narrow | open | put | remove | rename
      | replace | run | save | say | see | select | send | shorten | split | take | try | unpack
      | use | wait | write
    )\b | \b(
        needs? | must | takes | expected | at\ the\ most | there\ are | it\ has | has\ the\ columns
      | named\ by | and\ not
    )\b"""
)
# What is odd in notes stops nothing: a diagnostic may also say what was made of it.
DONE = re.compile(
    r"""(?ix)\b(is|are|was)\ (left\ out|taken|passed\ over|read|replaced|not\ used|not\ read)\b
    | \b(not\ in\ the\ graph | in\ the\ graph | kept\ with | is\ without | this\ one\ is\ called)\b
    | are\ left\ out: | are\ read"""
)
# What is passed on as it is: the other's words say what to do.
PASSED_ON = {
    "{}: [{}] {}: {}": "click says what a value has to be",
    "seconds in the environment: {}": "the same",
    "{}{}: in SERVICE tg:search, {}": "an error of the search that is asked for",
    "none of the sources tells of an event that could be read:": "diagnostics follow, line by line",
    "{}http://www.w3.org/ns/shacl#focusNode: {}http://www.w3.org/ns/shacl#resultMessage": "shapes",
    "; {}": "what was done, or is to do, is said by who found it",
    "this is {}: {}": "a remark, if it is not more",
    "by which to know its event": "a remark",
}
# They get a place in their class, or are about the query, which is the place.
PLACED = {"OverridesInvalid", "QueryInvalid"}
OF_THE_WHOLE = {
    "MCP takes a library that is not installed: pip install 'talkgraph[mcp]'",
    "give a list of texts: embed([text])",
    "the search has no words: say what to look for",
    "the name of the event is empty; write one, such as 'HarbourConf 2031'",
}
# Their messages are put together in their classes, from what these are given.
MADE_IN_CLASS = {"AnswerTooLarge", "NoSuchAnswer"}


@dataclass(frozen=True)
class Message:
    """A message as the source has it: values are shown as {}."""

    place: str
    kind: str
    text: str
    named: bool


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what names of a module stand for that are given a value once."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            continue
        if isinstance(target, ast.Name):
            found.setdefault(target.id, []).append(value)
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _functions(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what functions of a module return, where that is one expression."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
            if returned:
                found[node.name] = ast.Tuple(elts=returned, ctx=ast.Load())
    return found


class _Texts:
    """Puts together what a message says, as far as its own file tells."""

    def __init__(self, tree: ast.Module) -> None:
        self._known = _constants(tree)
        self._functions = _functions(tree)

    def each(self, node: ast.expr, function: ast.AST) -> list[str]:
        """Return the texts that an expression may have in a function."""
        given = [
            assigned.value
            for assigned in ast.walk(function)
            if isinstance(node, ast.Name)
            and isinstance(assigned, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == node.id for t in assigned.targets)
        ]
        return [" ".join(self.of(each).split()) for each in given or [node]]

    def of(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> str:
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else ""
        if isinstance(node, ast.Name):
            value = self._known.get(node.id)
            if value is None or node.id in seen:
                return "{}"
            return self.of(value, seen | {node.id}) or "{}"
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "because":
                return "{}; look what to do"  # whose words have what there is to do
            parts = [self.of(each, seen) for each in node.args]
            if name in self._functions and name not in seen:
                parts.append(self.of(self._functions[name], seen | {name}))
            return "".join(parts) or "{}"
        if isinstance(node, ast.Attribute | ast.Subscript):
            return "{}"
        return "".join(self.of(child, seen) for child in ast.iter_child_nodes(node))


@cache
def messages() -> tuple[Message, ...]:
    return tuple(each for path in sorted(SOURCE.rglob("*.py")) for each in _in_file(path))


def _in_file(path: Path) -> Iterator[Message]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = _Texts(tree)
    for node in ast.walk(tree):
        kind = _kind(node)
        if kind is None or not isinstance(node, ast.Call):
            continue
        given = [*node.args, *(each.value for each in node.keywords if each.arg == "message")]
        text = " ".join(" ".join(map(texts.of, given)).split())
        place = f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}"
        names = {name for each in given for name in _named(each)}
        yield Message(place=place, kind=kind, text=text, named=bool(names))


@cache
def remarks() -> tuple[tuple[str, str], ...]:
    """Return the places and the texts of all diagnostics that are warnings or errors."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = _Texts(tree)
        inner: dict[ast.Call, ast.AST] = {}
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
                inner.update(dict.fromkeys(calls, function))
        for call, function in inner.items():
            named = {each.arg: each.value for each in call.keywords}
            given = dict(enumerate(call.args)) | named
            message = given.get(2, given.get("message"))
            if ast.unparse(call.func) == "Diagnostic.at" and message is not None:
                severity = given.get(3, given.get("severity"))
                if severity is None or "INFO" not in ast.unparse(severity):
                    place = f"{path.relative_to(SOURCE).as_posix()}:{call.lineno}"
                    found += [(place, text) for text in texts.each(message, function)]
    return tuple(found)


def _kind(node: ast.AST) -> str | None:
    """Return the class of the error that a call makes, if it makes one."""
    if not isinstance(node, ast.Call) or not (node.args or node.keywords):
        return None
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in ERRORS - MADE_IN_CLASS or name in OF_CLICK:
        return str(name)
    return None


def _named(node: ast.AST) -> Iterator[str]:
    """Yield the variables whose values a message shows."""
    yield from (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def _passes_on(message: Message) -> bool:
    """Tell whether a message has no words of its own, or is one of those that are known to."""
    own = re.sub(r"[{}\W]|\bdetail\b|\bstr\b", "", message.text)
    return not own or any(message.text.startswith(each) for each in PASSED_ON)


def test_the_whole_table_is_walked() -> None:
    found = messages()
    assert len(found) > 200
    assert {each.kind for each in found} >= ERRORS & {"InputError", "KnowledgeBaseDamaged"}
    every = [*(each.text for each in found), *(text for _, text in remarks())]
    for part in PASSED_ON:
        assert any(part in text for text in every), f"nobody says {part!r} any more"


def test_every_message_says_what_to_do() -> None:
    silent = [
        f"{each.place}: {each.text}"
        for each in messages()
        if not _passes_on(each) and not TO_DO.search(each.text) and each.kind != "NotFound"
    ]
    assert silent == []


def test_every_diagnostic_says_what_to_do_or_what_was_done() -> None:
    found = remarks()
    assert len(found) > 90
    silent = [
        f"{place}: {text}"
        for place, text in found
        if re.search(r"[^\W\d_]", text)
        and not any(text.endswith(each) for each in PASSED_ON)
        and not TO_DO.search(text)
        and not DONE.search(text)
    ]
    assert silent == []


def test_every_message_names_what_it_is_about() -> None:
    vague = [
        f"{each.place}: {each.text}"
        for each in messages()
        if not each.named and each.kind not in OF_CLICK | PLACED and each.text not in OF_THE_WHOLE
    ]
    assert vague == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.AnswerTooLarge("rows", 10), "the answer has more than 10 rows; ask for less"),
        (
            errors.NoSuchAnswer("text/html", is_graph=True),
            "no text/html answer; ask for one of RDF",
        ),
        (errors.NotFound("there is no talk 'x'.", name="x"), "talk 'x'. Check how it is written"),
        (errors.NotFound("no 'x'.", name="x", suggestions=["y"]), "no 'x'. Did you mean: y?"),
        (
            errors.NotFound(
                "no theme 'x'.",
                name="x",
                namesake=errors.Namesake(kind="topic", name="X", address="x"),
            ),
            "no theme 'x': X is a topic.",
        ),
        (errors.Ambiguous("name one:", name="x", candidates=["a", "b"]), "name one:\n  a\n  b"),
        (errors.OverridesInvalid("close it", source="who.txt", line=3), "who.txt:3: close it"),
    ],
)
def test_what_classes_put_together(error: Exception, words: str) -> None:
    assert words in str(error)


def test_what_the_system_says_has_what_to_do() -> None:
    for number, advice in errors._ADVICE.items():
        said = errors.because(OSError(number, os.strerror(number)))
        assert said == f"{os.strerror(number)}; {advice}"
        assert re.match(r"[a-z]+ ", advice)
