"""IRIs stay what they are when notes change around them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from graph_samples import source_triples

from talkgraph.knowledge.build.sources import gather
from talkgraph.model.names import Names
from talkgraph.sources.notes.read import HandwrittenNotes

SAMPLE = "devopsdays-hartford-2019.md"


def _subjects(content: bytes, source: str = "notes.md") -> set[str]:
    """Return the IRIs of everything that one source tells, but for the source and its places."""
    facts = gather([HandwrittenNotes().read_text(content, source)])
    triples = source_triples(facts.events[0], facts.people, Names())
    subjects = (str(triple.subject).strip("<>") for triple in triples)
    return {iri for iri in subjects if "/source/" not in iri and "/selector/" not in iri}


def _with_front_matter(text: str) -> str:
    title, rest = text.split("\n", 1)
    return f'---\ntitle: "{title.removeprefix("# ")}"\ndate: 2019-11-05\n---\n{rest}'


@pytest.mark.parametrize(
    "change",
    [_with_front_matter, lambda text: text.replace("\n", "\r\n"), lambda text: "\n\n" + text],
    ids=["front matter instead of a heading", "CRLF", "blank lines above"],
)
def test_the_same_notes_in_another_form(sample: Path, change: Callable[[str], str]) -> None:
    text = (sample / SAMPLE).read_text(encoding="utf-8")
    assert _subjects(change(text).encode()) == _subjects(text.encode())


def test_the_name_of_the_file_does_not_matter(sample: Path) -> None:
    content = (sample / SAMPLE).read_bytes()
    assert _subjects(content, "a.md") == _subjects(content, "b/c.md")


def test_a_deleted_post_takes_only_itself(sample: Path) -> None:
    text = (sample / SAMPLE).read_text(encoding="utf-8")
    blocks = text.split("\n\n")
    before = _subjects(text.encode())
    posts = [n for n, block in enumerate(blocks) if block.startswith(">")]
    for number in (posts[0], posts[20], posts[-1]):
        rest = "\n\n".join(block for n, block in enumerate(blocks) if n != number)
        after = _subjects(rest.encode())
        gone = {iri.split("/id/")[1].split("/")[0] for iri in before - after}
        assert after < before
        assert "post" in gone
        assert gone <= {"post", "quote", "attribution", "aside", "hashtag", "account", "link"}


def test_the_two_published_forms_of_the_same_notes(corpus: Path) -> None:
    name = "devopsdays-hartford-2019.md"
    plain = (corpus / "notes" / name).read_bytes()
    published = (corpus / "notes-front-matter" / name).read_bytes()
    assert _subjects(plain) == _subjects(published)


def test_names_are_below_the_base_that_was_asked_for(sample: Path) -> None:
    names = Names("https://example.org/mine/")
    facts = gather([HandwrittenNotes().read_text((sample / SAMPLE).read_bytes(), "notes.md")])
    for triple in source_triples(facts.events[0], facts.people, names):
        assert str(triple.subject).startswith("<https://example.org/mine/")
