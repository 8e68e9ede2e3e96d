"""Builds the reference of the Python API from its docstrings: `make docs`.

python tests/docs/reference.py FOLDER
"""

import re
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import networkx as nx
import pdoc
import pdoc.render

import talkgraph
from talkgraph.knowledge import answers
from talkgraph.knowledge.holdings import Holdings

PAGES: Final = (
    "talkgraph",
    "talkgraph.plots",
    "talkgraph.knowledge.tables",
    "talkgraph.knowledge.hits",
    "talkgraph.knowledge.answers",
    "talkgraph.model",
    "talkgraph.errors",
    "talkgraph.magic",
)

_FIRST: Final = ("open", "create", "KnowledgeBase")
_SEQUENCES: Final = ("Results", "Row", "Table")
_ANSWERS: Final = ("Hits", "Understood", "Card")
_ELSEWHERE: Final = (*_SEQUENCES, *_ANSWERS, *answers.__all__)
SHOWN: Final = {
    "talkgraph": [
        *_FIRST,
        *(
            n
            for n in talkgraph.__all__
            if n not in (*_FIRST, *_SEQUENCES, *_ANSWERS, *answers.__all__)
        ),
    ],
    "talkgraph.knowledge.tables": [*_SEQUENCES, "Shown"],
    "talkgraph.knowledge.hits": [*_ANSWERS],
    "talkgraph.model": [
        *("Search", "Why", "PassageKind", "Diagnostic", "Severity", "Coverage", "TalkRecord"),
        "Person",
    ],
    "talkgraph.magic": ["load_ipython_extension"],
}
"""What is shown of a page that is not simply all of its module, in order."""

HIDDEN: Final = (
    "talkgraph.KnowledgeBase.__init__",
    "talkgraph.KnowledgeBase.parts",
    "talkgraph.KnowledgeBase.expand",
    "talkgraph.KnowledgeBase.finder",
    *(f"talkgraph.knowledge.tables.{name}.__init__" for name in _SEQUENCES),
    *(f"talkgraph.knowledge.hits.{name}.__init__" for name in _ANSWERS),
)
"""What is there for the program itself."""


def write(folder: Path) -> None:
    """Write the pages into a folder; whatever pdoc warns of is an error."""
    _make_ready()
    pdoc.render.configure(
        docformat="markdown",
        show_source=False,
        footer_text=f"talkgraph {talkgraph.__version__}",
        template_directory=Path(__file__).parent,
    )
    pdoc.render.env.globals["hidden"] = HIDDEN
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pdoc.pdoc(*_specifications(PAGES), output_directory=folder)


def _make_ready() -> None:
    """Put what is public where pdoc looks for it."""
    for name in talkgraph.__all__:  # are loaded only when somebody asks for them
        setattr(talkgraph, name, getattr(talkgraph, name))
    for name, member in vars(Holdings).items():  # a reader need not know where a method stands
        if not name.startswith("_"):
            setattr(talkgraph.KnowledgeBase, name, member)
    for page, names in SHOWN.items():
        setattr(import_module(page), "__all__", names)  # noqa: B010 - types know no such name
    # Type checkers know `Graph[str]`, the class itself does not.
    setattr(nx.Graph, "__class_getitem__", classmethod(lambda cls, _: cls))  # noqa: B010


def _specifications(pages: Sequence[str]) -> list[str]:
    """Return pdoc's way to say: these modules, and not the modules in them."""
    return [part for page in pages for part in (page, f"!{re.escape(page)}[.].*")]


if __name__ == "__main__":
    write(Path(sys.argv[1]))
