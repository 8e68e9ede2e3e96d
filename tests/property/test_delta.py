"""A delta equals a rebuild: after any edits, a knowledge base answers as one built anew."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from talkgraph.errors import NotesUnreadable
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.settings import Settings

POSTS = (
    "Being on call is work and has to be paid like work. #conf",
    "A game day breaks one thing, on purpose, with everybody watching. #conf",
    "Alerts that nobody acts on teach people to ignore alerts. #conf",
    '"Hope is not a plan for the database" - @rosa #conf',
    "We rehearse incidents until the rehearsal bores us. [I doubt it.] #conf",
    "Dashboards show what we expected to break. Traces show the rest. [fin] #conf",
)
SPEAKERS = ("Rosa Díaz", "[Rosa Diaz](https://twitter.com/rosa)", "Ben Okafor (Quay Ltd)", "")

talks = st.lists(
    st.tuples(
        st.sampled_from(("ra", "be", "ce")),
        st.sampled_from(SPEAKERS),
        st.lists(st.sampled_from(POSTS), max_size=4),
    ),
    min_size=1,
    max_size=3,
)
files = st.dictionaries(st.sampled_from(("a.md", "b.md", "c.md")), talks, min_size=1, max_size=3)


def _notes(name: str, content: list[tuple[str, str, list[str]]]) -> str:
    lines = [f"# Quay Conf {name[0].upper()} 2020", "", "May 4-5, 2020 — Bergen, Norway", ""]
    for anchor, speaker, posts in content:
        lines += [f'## <a name="{anchor}"></a> Talk of {anchor}', "", speaker, ""]
        lines += ["**My livetweet contents**", ""]
        for post in posts:
            lines += [f"> {post}", ""]
    return "\n".join(lines)


def _write(folder: Path, state: dict[str, list[tuple[str, str, list[str]]]]) -> None:
    for old in folder.glob("*.md"):
        old.unlink()
    for name, content in state.items():
        (folder / name).write_text(_notes(name, content), encoding="utf-8")


def _answers(kb: KnowledgeBase) -> object:
    hits = kb.search("paid for being on call", limit=50)
    related = {talk.iri: kb.related(talk.iri) for talk in kb.talks()}
    return (
        kb.export("nq"),
        tuple(hits),
        kb.themes(),
        related,
        kb.parts.diagnostics,
        kb.parts.coverage,
    )


# Each example builds up to four knowledge bases.
@settings(max_examples=settings().max_examples // 8)
@given(states=st.lists(files, min_size=2, max_size=3))
def test_a_delta_equals_a_rebuild(
    states: list[dict[str, list[tuple[str, str, list[str]]]]],
) -> None:
    with TemporaryDirectory() as place:
        notes = Path(place) / "notes"
        notes.mkdir()
        plain = Settings(model="hashing")
        request = BuildRequest(sources=(notes,), kb=Path(place) / "grown", settings=plain)
        for state in states:
            _write(notes, state)
            try:
                build(request)
            except NotesUnreadable:
                return
        anew = BuildRequest(sources=(notes,), kb=Path(place) / "anew", settings=plain)
        build(anew)
        grown = open_knowledge_base(request.kb)
        rebuilt = open_knowledge_base(anew.kb)
        assert _answers(grown) == _answers(rebuilt)
        assert grown.parts.manifest.fingerprint == rebuilt.parts.manifest.fingerprint
