"""Turns the works that posts and notes name into triples: what is cited, and why.

A work is described in the same words wherever it is named, so it is shared by all events; the
citation is its passage's.
"""

from typing import Final

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import A, cito, schema, string, tg
from talkgraph.graph.write.told.makers import Finding, concluded
from talkgraph.graph.write.told.writer import SourceWriter
from talkgraph.model import CitedAs, CitedWork, Note, Post, WorkKind
from talkgraph.model.names import slug

_CLASSES: Final = {
    WorkKind.BOOK: schema["Book"],
    WorkKind.PAPER: schema["ScholarlyArticle"],
    WorkKind.ARTICLE: schema["Article"],
    WorkKind.REPORT: schema["Report"],
    WorkKind.FILM: schema["Movie"],
}
_WAYS: Final = {
    CitedAs.RECOMMENDED: cito["citesAsRecommendedReading"],
    CitedAs.QUOTED: cito["includesQuotationFrom"],
    CitedAs.EVIDENCE: cito["citesAsEvidence"],
    CitedAs.DISPUTED: cito["disagreesWith"],
}


def write_cited(
    writer: SourceWriter,
    node: NamedNode,
    title: str,
    speaker: str | None,
    statement: Post | Note,
) -> None:
    """Write the works that a statement names; its own talk's `title` is none of them.

    `speaker` is the slug of the person who alone gave that talk.
    """
    for work in statement.says.works:
        if slug(work.title) != slug(title):
            cited = _write_work(writer, work, speaker, node)
            writer.say(node, schema["citation"], cited)
            for way in work.ways:
                writer.say(node, _WAYS[way], cited)


def _write_work(
    writer: SourceWriter, work: CitedWork, speaker: str | None, named_in: NamedNode
) -> NamedNode:
    """Describe a work; "her book" names nobody, but is that of the only speaker."""
    node = NamedNode(writer.names.cited(work.title))
    classes = [tg["CitedWork"], schema["CreativeWork"]]
    if work.kind in _CLASSES:
        classes.append(_CLASSES[work.kind])
    writer.shared += [Triple(node, A, each) for each in classes]
    writer.shared.append(Triple(node, schema["name"], string(work.title)))
    if work.url:
        writer.shared.append(Triple(node, schema["url"], string(work.url)))
    authors, finding = writer.named(work.author or ""), Finding.FULL_NAME
    if work.author:
        writer.shared.append(Triple(node, schema["creditText"], string(work.author)))
    elif work.by_speaker and speaker is not None:
        authors, finding = [writer.person(speaker)], Finding.SPEAKERS_OWN
    writer.shared += concluded(node, schema["author"], authors, finding, named_in, writer.names)
    return node
