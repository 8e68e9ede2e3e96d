"""The competency questions in ``ontology/questions``: each a SPARQL file that says what it asks.

The comments at the head of a file are read too: the question in words, the group in which it is
shown, what each column is, and what an empty answer means.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from talkgraph.errors import NotFound
from talkgraph.settings import ontology_file

GROUPS: Final = (
    "People",
    "Talks and programme",
    "What was said",
    "Topics and themes",
    "Where it comes from",
)
"""The groups in which questions are shown, in their order."""
_FOLDER: Final = "questions"
_README: Final = f"{_FOLDER}/README.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyQuestion:
    """A question of the folder: `text` is the whole file, `query` the SPARQL without its head.

    `columns` says what each column is, by the names of one or several; `empty` what it means if
    there are no rows; `remarks` are what else the head says.
    """

    name: str
    title: str
    group: str
    columns: Mapping[str, str]
    remarks: str
    empty: str
    text: str
    query: str


@cache
def questions() -> Mapping[str, CompetencyQuestion]:
    """Return all questions by name, in the order in which they are shown.

    >>> questions()["co-speakers"].title
    'Who gave talks together?'
    """
    files = ontology_file(_README).parent.glob("*.rq")
    read = [read_question(file.stem, file.read_text(encoding="utf-8")) for file in files]
    read.sort(key=lambda each: (GROUPS.index(each.group), each.title))
    return MappingProxyType({each.name: each for each in read})


def question(name: str) -> CompetencyQuestion:
    """Return the question of a name; raises `NotFound` if there is none.

    >>> question("talk-length").group
    'Talks and programme'
    """
    from rapidfuzz import process

    known = questions()
    if name not in known:
        near = [each for each, _, _ in process.extract(name, list(known), limit=3)]
        raise NotFound(f"there is no question {name!r}.", name=name, suggestions=near)
    return known[name]


def read_question(name: str, text: str) -> CompetencyQuestion:
    r"""Read a question: comments, then SPARQL.

    >>> text = "# When?\n# Group: People\n# ?day: a day\n# Empty: never.\nASK {}"
    >>> read = read_question("when", text)
    >>> read.title, dict(read.columns), read.empty, read.query
    ('When?', {'?day': 'a day'}, 'never.', 'ASK {}')
    """
    lines = text.splitlines()
    head = [line.removeprefix("#").rstrip() for line in lines if line.startswith("#")]
    columns: dict[str, str] = {}
    remarks: list[str] = []
    facts = {"Group": "", "Empty": ""}
    for line in _joined(head[1:]):
        label, _, rest = line.partition(": ")
        if label in facts:
            facts[label] = rest
        elif label.startswith("?"):
            columns[label] = rest
        else:
            remarks.append(line)
    return CompetencyQuestion(
        name=name,
        title=head[0].strip(),
        group=facts["Group"],
        columns=MappingProxyType(columns),
        remarks=" ".join(remarks),
        empty=facts["Empty"],
        text=text,
        query="\n".join(line for line in lines if not line.startswith("#")).strip(),
    )


def _joined(lines: list[str]) -> list[str]:
    """Return lines with those that are indented put at the end of the one before."""
    whole: list[str] = []
    for line in lines:
        if re.match(r"\s{2,}", line) and whole:
            whole[-1] += f" {line.strip()}"
        else:
            whole.append(line.strip())
    return whole
