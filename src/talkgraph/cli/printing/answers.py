"""Prints answers: related talks, themes, topics, talks, speakers, rows of SPARQL."""

import re
import shlex
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.printing.console import console, harmless, headed, marked
from talkgraph.cli.printing.paragraphs import SCORE, print_beside, print_whole, score_of
from talkgraph.cli.printing.rows import print_json, print_rows, without_empty
from talkgraph.graph.questions import CompetencyQuestion
from talkgraph.knowledge.answers import (
    Announced,
    Outside,
    QuoteView,
    Related,
    Said,
    SpeakerDetails,
    TalkDetails,
    TalkGiven,
    ThemeCount,
    ThemePost,
    ThemeSummary,
    TopicPage,
    TopicPassage,
    TopicSummary,
)
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import TalkRecord
from talkgraph.model.names import curie
from talkgraph.model.spans import written_place
from talkgraph.model.times import by_clock_of, written_time
from talkgraph.words import numbered

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_INDENT: Final = 2
_AS_A_WHOLE: Final = "alike as a whole, in words and meaning"
_LONG_FIGURE: Final = re.compile(r"-?\d+\.\d{4,}")

# ── related talks ────────────────────────────────────────────────────────────────────────────


def print_related(talk: TalkRecord, found: Sequence[Related], form: str, *, why: bool) -> None:
    """Print the talks related to `talk`; as tables, the same talk given elsewhere apart."""
    title = f"Related to: {talk.title} ({talk.event_name})"
    if form != "table":
        print_rows([_related_row(each) for each in found], form, value=found)
        return
    repeats = [each for each in found if each.repeat]
    others = [each for each in found if not each.repeat]
    for heading, group in (("The same talk elsewhere", repeats), (title, others)):
        if not group and group is repeats:
            continue
        if why:
            _print_reasons(heading, group)
        else:
            rows = [_related_row(each) for each in group]
            rows = [{name: row[name] for name in row if name != "repeat"} for row in rows]
            print_rows(rows, form, value=group, title=heading)


def _related_row(each: Related) -> dict[str, object]:
    return {
        "score": each.score,
        "talk": each.title,
        "speakers": ", ".join(each.speakers),
        "event": each.event,
        "repeat": "same talk" if each.repeat else "",
    }


def _print_reasons(title: str, found: Sequence[Related]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    out.print(title, style="italic", markup=False)
    for each in found:
        out.print()
        out.print(f"{each.score:.2f}  {each.title}", style="bold", markup=False)
        out.print(f"      {', '.join(each.speakers)}; {each.event}", markup=False)
        for label, shared in (("topics", each.reasons.topics), ("people", each.reasons.people)):
            if shared:
                out.print(Padding(Text(f"{label}: {', '.join(shared)}"), (0, 0, 0, 6)))
        for pair in each.reasons.posts:
            out.print(Padding(Text(f"{pair.similarity:.2f}  {pair.here}"), (0, 0, 0, 6)))
            out.print(Padding(Text(f"~ {pair.there}", style="dim"), (0, 0, 0, 10)))
        if not any((each.reasons.topics, each.reasons.people, each.reasons.posts)):
            out.print(Padding(Text(_AS_A_WHOLE), (0, 0, 0, 6)))
    out.print()


# ── themes ───────────────────────────────────────────────────────────────────────────────────


def print_themes(themes: Sequence[ThemeSummary], form: str) -> None:
    """Print one row per theme; a table has what it is part of, and its keywords, below its name."""
    rows = [
        {
            "theme": theme.name,
            "talks": len(theme.talks),
            "part of": theme.parent or "",
            "keywords": "; ".join(theme.keywords[:4]),
            "led by": theme.talks[0].title if theme.talks else "",
        }
        for theme in themes
    ]
    if form == "table":
        rows = [{"talks": len(each.talks), "theme": _themed(each)} for each in themes]
    print_rows(rows, form, value=themes)


def _themed(theme: ThemeSummary) -> "Text":
    from rich.text import Text

    part = f" · part of {theme.parent}" if theme.parent else ""
    keywords = f"\n{'; '.join(theme.keywords[:4])}" if theme.keywords else ""
    return Text.assemble((theme.name, "bold"), (f"{part}{keywords}", "dim"))


def print_theme(theme: ThemeSummary, topic: TopicSummary | None, speak: int, form: str) -> None:
    """Print one theme: a sentence, what it is part of, its talks by weight, and its best posts.

    `topic` is that of the same name, if there is one, and `speak` how many talks speak of it.
    """
    rows = [{"weight": t.weight, "talk": t.title, "event": t.event} for t in theme.talks]
    if form != "table":
        print_rows(rows, form, value=theme)
        return
    out = console()
    out.print(theme.name, style="bold", markup=False)
    if topic and topic.definition:
        out.print(topic.definition, markup=False)
    elif theme.description:
        out.print(f"“{theme.description}”", markup=False)
    if theme.keywords:
        out.print(f"keywords: {', '.join(theme.keywords)}", markup=False)
    if theme.parent:
        out.print(f"part of: {theme.parent}", markup=False)
    if topic:
        many = numbered(speak, "talk speaks", "talks speak")
        out.print(
            f"also a topic, of which {many}: {command_of('topic', topic.label)}", markup=False
        )
    out.print()
    print_rows(rows, form, value=theme, title="Talks that belong to it")
    if theme.posts:
        out.print("Passages", style="italic")
    for post in theme.posts:
        _print_passage(post)


def _print_passage(post: ThemePost) -> None:
    from rich.text import Text

    click.echo()
    print_beside("", Text(post.text), beyond=_INDENT)
    print_whole(_place(post), beyond=_INDENT)


def command_of(kind: str, name: str) -> str:
    """Return the command that shows a `topic` or a `theme`.

    >>> command_of("theme", "Boats and tides")
    "talkgraph themes 'Boats and tides'"
    """
    return harmless(f"talkgraph {kind}s {shlex.quote(name)}")


def print_theme_counts(name: str, counts: Sequence[ThemeCount], form: str) -> None:
    """Print how much of a theme there is in each period."""
    rows = [
        {
            "period": each.period,
            "talks": each.talks,
            "of": each.of,
            "weight": each.weight,
            "share": each.share,
        }
        for each in counts
    ]
    print_rows(rows, form, value=counts, title=name)


def print_outside(outside: Outside, form: str) -> None:
    """Print what is in no theme: the talks, then the posts and notes, with their talk below."""
    rows = [
        *({"what": "talk", "text": t.title, "talk": t.title, "iri": t.iri} for t in outside.talks),
        *(
            {"what": "passage", "text": p.text, "talk": p.title, "iri": p.iri}
            for p in outside.passages
        ),
    ]
    shown = [
        *({"what": "talk", "text": headed(t.title, t.event)} for t in outside.talks),
        *({"what": "passage", "text": headed(p.text, p.title, style="")} for p in outside.passages),
    ]
    title = f"In no theme: {len(outside.talks)} talks, {len(outside.passages)} posts and notes"
    print_rows(shown if form == "table" else rows, form, value=outside, title=title)


# ── topics ───────────────────────────────────────────────────────────────────────────────────


def print_topic(topic: TopicPage, theme: ThemeSummary | None, form: str) -> None:
    """Print a topic with its evidence; as CSV or TSV, the passages.

    `theme` is that of the same name, if there is one.
    """
    if form == "json":
        print_json(topic)
        return
    rows = [
        {
            "confidence": each.confidence,
            "method": each.method,
            "evidence": each.evidence,
            "text": each.text,
            "talk": each.title,
            "where": _place(each),
        }
        for each in topic.passages
    ]
    if form != "table":
        print_rows(rows, form, value=topic)
        return
    out = console()
    out.print(topic.label, style="bold", markup=False)
    out.print(topic.definition, markup=False)
    for label, names in (
        ("also", topic.also_known_as),
        ("broader", [other.label for other in topic.broader]),
        ("narrower", [other.label for other in topic.narrower]),
        ("related", [other.label for other in topic.related]),
    ):
        if names:
            out.print(f"{label}: {', '.join(names)}", markup=False)
    if theme:
        many = numbered(len(theme.talks), "talk belongs", "talks belong")
        out.print(f"also a theme, to which {many}: {command_of('theme', theme.name)}", markup=False)
    out.print()
    talks = [
        {
            "confidence": each.confidence,
            "talk": marked(each.title, each.status),
            "event": each.event,
        }
        for each in topic.talks
    ]
    print_rows(talks, form, value=topic, title="Talks that speak of it")
    out.print("Passages", style="italic")
    for passage in topic.passages:
        _print_evidence(passage)


def _print_evidence(passage: TopicPassage) -> None:
    """Print a passage that a topic was found in: its words, its talk, its place, and by what."""
    from rich.text import Text

    beyond = SCORE + 2
    click.echo()
    print_beside(score_of(passage.confidence), Text(passage.text), beyond=beyond)
    print_beside("", Text(passage.title, style="bold"), beyond=beyond)
    print_whole(_place(passage), beyond=beyond)
    how = ": ".join(filter(None, (passage.method, passage.evidence)))
    print_beside("", Text(how, style="italic"), beyond=beyond)


# ── one talk, one speaker ────────────────────────────────────────────────────────────────────


def print_talk(talk: TalkDetails, form: str) -> None:
    """Print everything that is known of a talk: what was announced apart from what was said."""
    if form == "json":
        print_json(talk)
        return
    out = console()
    _print_head(out, talk)
    for link in sorted(talk.links, key=lambda each: _FIRST.get(each.kind, len(_FIRST))):
        out.print(f"{link.kind}: {link.url}", markup=False, soft_wrap=True)
    if talk.url:
        out.print(f"programme: {talk.url}", markup=False, soft_wrap=True)
    if talk.announced:
        _print_heading(out, "Announced")
    for place, paragraphs in groupby(talk.announced, key=_place):
        out.print(f"\n{place}", style="dim", markup=False)
        out.print("\n\n".join(each.text for each in paragraphs), markup=False)
    if talk.announced and talk.said:
        _print_heading(out, "Said")
    for said in talk.said:
        when = written_time(None, by_clock_of(said.time, talk.start))
        _print_said(out, said, said.author if talk.is_signed else None, when)


def _print_head(out: "Console", talk: TalkDetails) -> None:
    """Print what a talk is called, when and where it was, by whom, and about what."""
    out.print(talk.title, style="bold", markup=False)
    if talk.is_cancelled:
        out.print("cancelled: this was announced, but not given", style="bold red", markup=False)
    day = f", {talk.date}" if talk.date and not talk.start else ""
    out.print(f"{talk.event}{day}", markup=False)
    times = written_time(talk.date, talk.start, talk.end) if talk.start else None
    particulars = (times, talk.room, talk.track, talk.language, talk.type)
    if any(particulars):
        out.print(" · ".join(filter(None, particulars)), markup=False)
    for person in talk.speakers:
        parts = [
            person.name,
            *(handle for handle in person.handles if handle != person.name),
            *([person.affiliation] if person.affiliation else []),
        ]
        out.print(f"by {', '.join(parts)}", markup=False)
    if talk.topics:
        out.print(f"topics: {', '.join(talk.topics)}", markup=False)


_FIRST: Final = {"video": 0, "slides": 1}


def _print_heading(out: "Console", title: str) -> None:
    out.print()
    out.print(title, style="bold", markup=False)


def _print_said(out: "Console", said: Said, author: str | None, when: str) -> None:
    out.print()
    about = (_place(said), author, when, said.url)
    out.print(" · ".join(filter(None, about)), style="dim", markup=False, soft_wrap=True)
    out.print(f"{'  ' if said.kind == 'note' else ''}{said.text}", markup=False)
    for quote in said.quotes:
        who = f" — {quote.who}" if quote.who else ""
        out.print(f"    “{quote.text}”{who}", style="italic", markup=False)
    for media in said.media:
        what = f"{media.kind}: {media.label}".removesuffix(": ")
        out.print(f"    {what}  {media.url}", style="dim", markup=False, soft_wrap=True)


def _place(said: Said | Announced | QuoteView | TopicPassage | ThemePost) -> str:
    return written_place(said.source, said.line)


def print_speaker(person: SpeakerDetails, records: Mapping[str, TalkRecord], form: str) -> None:
    """Print everything that is known of a speaker; `records` has their talks, by IRI.

    Of a talk of which no day is known, the month or the year of its event stands for it.
    """
    if form == "json":
        print_json(person)
        return
    out = console()
    out.print(person.name, style="bold", markup=False)
    told = {"also": person.also_known_as, "handles": person.handles, "same as": person.same_as}
    for label, values in told.items():
        if values:
            out.print(f"{label}: {', '.join(values)}", markup=False)
    rows = [_given(talk, records.get(talk.iri)) for talk in person.talks]
    print_rows(without_empty(rows), "table", value=rows)
    for quote in person.quotes:
        out.print(f"“{quote.text}”  {_place(quote)}", markup=False)
    if any(talk.iri in records for talk in person.talks):
        out.print("to see what was said: talkgraph talk KEY, with the key below the title")


def _given(talk: TalkGiven, record: TalkRecord | None) -> dict[str, object]:
    is_talk = record is not None and record.is_talk
    title = f"{marked(talk.title, talk.status)}{'' if is_talk else ' [session]'}"
    return {
        "date": talk.date or (record.when if record else None),
        "talk": headed(title, record.name if record else None),
        "event": talk.event,
        "affiliation": talk.affiliation,
    }


# ── SPARQL ───────────────────────────────────────────────────────────────────────────────────


_MEDIA_TYPES: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
}


def print_sparql(kb: KnowledgeBase, query: str, form: str) -> None:
    """Print the answer to a SPARQL query in a standard format, or as a table."""
    if form != "table":
        answer = kb.answer(query, _MEDIA_TYPES[form])
        click.echo(answer, nl=not answer.endswith(b"\n"))
        return
    header, rows = kb.table(query)
    shown = [dict(zip(header, map(curie, row), strict=True)) for row in rows]
    print_rows(shown, "table", value=shown)


def print_questions(found: Sequence[CompetencyQuestion], form: str) -> None:
    """Print which questions there are; as tables, those of a group together."""
    rows = [{"group": e.group, "name": e.name, "question": e.title} for e in found]
    if form != "table":
        print_rows(rows, form, value=rows)
        return
    from rich.text import Text

    beyond = max(len(row["name"]) for row in rows) + 2 * _INDENT
    out = console()
    for group, those in groupby(rows, key=lambda row: row["group"]):
        out.print()
        out.print(group, style="bold", markup=False)
        for row in those:
            print_beside(f"{' ' * _INDENT}{row['name']}", Text(row["question"]), beyond=beyond)
    out.print()


def _short(value: str) -> str:
    """Return a value as a table has it: an IRI with a prefix, a figure with three decimals.

    >>> _short("0.3714559322033898"), _short("0.99"), _short("3")
    ('0.371', '0.99', '3')
    """
    return f"{float(value):.3f}" if _LONG_FIGURE.fullmatch(value) else curie(value)


def print_question(kb: KnowledgeBase, asked: CompetencyQuestion, form: str) -> None:
    """Print the answer to a question that comes with talkgraph; a table has no IRIs of things."""
    if form != "table":
        print_sparql(kb, asked.text, form)
        return
    header, rows = kb.table(asked.text)
    if not rows:
        click.echo(f"nothing found: {asked.empty}")
        return
    told = [n for n in range(len(header)) if not any(r[n].startswith(kb.names.base) for r in rows)]
    shown = [{header[n]: _short(row[n]) for n in told} for row in rows]
    print_rows(shown, "table", value=shown, title=asked.title)
