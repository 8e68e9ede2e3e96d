"""Writes the topics that talks suggest as SKOS in Turtle, for a person to edit."""

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Final

from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Passage, Proposal, Topic
from talkgraph.model.meaning import every_label
from talkgraph.model.names import ADMS, DCTERMS, SKOS, TG, TOPIC
from talkgraph.model.spans import written_place
from talkgraph.words import cut, fold, numbered, one_line

_WIDTH: Final = 96  # letters of a line of evidence
_BEFORE: Final = 40  # of them before what it is for
_LOCAL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")

_HEAD: Final = """\
# {count} that the talks suggest and no vocabulary of the build has, the surest first.
#
# Decide on them here, in any editor, and build with this file beside the others:
#
#     talkgraph build NOTES --vocabulary shipped --vocabulary {file}
#
# Each has a line with adms:status, and is no topic as long as that says "proposed".
#
#   accept it      delete that line
#   reject it      write tg:status-rejected there: so it is not proposed again
#                  (what you leave as it is, or delete as a whole, is)
#   rename it      change skos:prefLabel; keep the former name as a skos:altLabel if it is to be
#                  found in the talks, too
#   merge it       write "dcterms:isReplacedBy :other ;" instead of that line: its labels are
#                  those of the other topic then, which is one of these (":name") or one of those
#                  that come with talkgraph ("topic:name", as its IRI ends; "talkgraph topics
#                  --format csv" lists those that talks have)
#   put it under   add "skos:broader topic:name ;"
#   add your own   write one like these, without adms:status; or give a label more to a topic that
#                  comes with talkgraph: topic:name a skos:Concept ; skos:altLabel "other name" .
#
# A label that also means something else may be a tg:contextLabel instead: it counts only in talks
# that speak of such things. A skos:definition tells people, and the search by meaning, what is
# meant. "talkgraph topics check {file}" says what is odd in the file.

@prefix : <{base}> .
@prefix topic: <{topic}> .
@prefix skos: <{skos}> .
@prefix adms: <{adms}> .
@prefix dcterms: <{dcterms}> .
@prefix tg: <{tg}> .
"""


def suggested(kb: KnowledgeBase, file: str = "topics.ttl") -> str:
    """Return the proposed topics as Turtle with comments; `file` is what the text calls itself."""
    proposals = kb.parts.proposals
    base = kb.names.proposed("")
    head = _HEAD.format(
        count=numbered(len(proposals), "topic", "topics"),
        file=shlex.quote(one_line(file)),
        base=base,
        topic=TOPIC,
        skos=SKOS,
        adms=ADMS,
        dcterms=DCTERMS,
        tg=TG,
    )
    passages = {each.iri: each for each in kb.parts.passages}
    labels = {each.topic.iri: each.topic.label for each in proposals}
    labels.update(kb.parts.topic_labels)
    blocks = ("\n".join(_block(each, base, passages, labels)) for each in proposals)
    return "\n".join((head, *(f"{block}\n" for block in blocks)))


def _block(
    proposal: Proposal, base: str, passages: Mapping[str, Passage], labels: Mapping[str, str]
) -> Iterator[str]:
    topic = proposal.topic
    talks = numbered(len(proposal.talks), "talk", "talks")
    speakers = numbered(proposal.speakers, "speaker", "speakers")
    ways = f"; it is the name of a {', a '.join(proposal.given)}" if proposal.given else ""
    yield f"# {topic.label}: {talks}, {speakers}, confidence {proposal.confidence:.2f}{ways}"
    for iri in proposal.evidence:
        if iri in passages:
            said = passages[iri]
            place = written_place(said.source, said.line, said.path)
            yield f"#   {place}: {_around(one_line(said.text), topic)}"
    yield f"{_short(topic.iri, base)} a skos:Concept ;"
    yield "    adms:status tg:status-proposed ;"
    named = [f"    skos:prefLabel {_quoted(topic.label)}"]
    named += [f"    skos:altLabel {_quoted(label)}" for label in topic.alternate_labels]
    named += [f"    skos:broader {_short(iri, base)}" for iri in topic.broader]
    told = [f"# {labels[iri]}" if iri in labels else "" for iri in topic.broader]
    ends = [" ;"] * (len(named) - 1) + [" ."]
    notes = [""] * (len(named) - len(told)) + told
    for line, end, note in zip(named, ends, notes, strict=True):
        yield f"{line}{end}  {note}".rstrip()


def _around(text: str, topic: Topic) -> str:
    """Return the part of a text in which a label begins, or else its beginning."""
    starts = (fold(label).split()[0] for label in every_label(topic))
    found = [place for each in starts if (place := fold(text).find(each)) >= 0]
    start = max(0, min(found, default=0) - _BEFORE)
    if len(text) <= _WIDTH:
        return text
    if not start:
        return cut(text, _WIDTH)
    return f"…{cut(text[start:].partition(' ')[2], _WIDTH)}"


def _short(iri: str, base: str) -> str:
    for prefix, start in ((":", base), ("topic:", TOPIC)):
        if iri.startswith(start) and _LOCAL.fullmatch(iri.removeprefix(start)):
            return prefix + iri.removeprefix(start)
    return f"<{iri}>"


def _quoted(text: str) -> str:
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
