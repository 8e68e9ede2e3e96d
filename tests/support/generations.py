"""A small generation, for tests of how generations are kept: one file, one talk."""

from pathlib import Path

from talkgraph.knowledge import generation
from talkgraph.knowledge.generation import EncoderMark, Manifest


def manifest_of(folder: Path, name: str) -> Manifest:
    """Return the manifest of what lies in the folder of a build."""
    return Manifest(
        fingerprint=name,
        version="1",
        base_iri="https://example.org/",
        language="english",
        encoder=EncoderMark(name="hashing", fingerprint="f", dimension=3),
        sources=(),
        counts={"talks": 1},
        files=generation.contents(folder),
    )
