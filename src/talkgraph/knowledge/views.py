"""Lists of hits, talks, speakers, themes, related talks and passages, with the names of things."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from talkgraph.errors import NotFound
from talkgraph.graph.queries import related_facts
from talkgraph.knowledge.answers import (
    Hit,
    Outside,
    PassageView,
    PostPair,
    QuoteSummary,
    Reasons,
    Related,
    SpeakerSummary,
    TalkSummary,
    ThemeCount,
    ThemePost,
    ThemeSummary,
    ThemeTalk,
    Told,
)
from talkgraph.knowledge.tables import Results
from talkgraph.model import (
    Found,
    Passage,
    PassageKind,
    PassagePair,
    Person,
    RelatedTalk,
    TalkRecord,
    Theme,
    Topic,
)
from talkgraph.model.names import Names
from talkgraph.model.passages import SPOKEN

if TYPE_CHECKING:
    from talkgraph.knowledge.opened import Parts

PERIODS: Final = ("year", "event")
_UNDATED: Final = "undated"
_LAST: Final = "9"  # after every time


def hits(found: Iterable[Found]) -> Iterator[Hit]:
    """Yield what a search found, in its order, with the names of the talk it is from."""
    for each in found:
        yield Hit(
            iri=each.passage.iri,
            kind=each.passage.kind,
            score=each.score,
            text=each.passage.text,
            talk=each.record.iri,
            title=each.record.title,
            event=each.record.event_name,
            speakers=each.record.speaker_names,
            source=each.passage.source,
            line=each.passage.line,
            path=each.passage.path,
            why=each.why,
            start=each.record.begins,
            room=each.record.room,
            status=each.record.status,
            date=each.record.when,
            url=each.passage.url or each.record.url,
            who=each.passage.who,
            basis=each.passage.basis,
        )


def talk_summaries(
    records: Iterable[TalkRecord], topics: Iterable[Topic], passages: Iterable[Passage]
) -> Iterator[TalkSummary]:
    """Yield the talks (no sessions) in order of date, time and name; topics by confidence.

    Those that were cancelled are among them.
    """
    labels = {each.iri: each.label for each in topics}
    said: Counter[str] = Counter()
    announced = set()
    for passage in passages:
        if passage.kind in SPOKEN:
            said[passage.talk] += 1
        elif passage.kind is PassageKind.ABSTRACT:
            announced.add(passage.talk)
    for record in sorted((record for record in records if record.is_talk), key=_when):
        told = Told.ANNOUNCED if record.iri in announced else Told.TITLE
        yield TalkSummary(
            iri=record.iri,
            name=record.name,
            title=record.title,
            event=record.event_name,
            date=record.day,
            speakers=record.speaker_names,
            topics=tuple(labels.get(iri, iri) for iri in record.topics_by_confidence),
            start=record.begins,
            end=record.ends,
            room=record.room,
            track=record.track,
            language=record.language,
            status=record.status,
            told=Told.SAID if said[record.iri] else told,
            said=said[record.iri],
        )


def _when(record: TalkRecord) -> tuple[dt.date, str, str]:
    return (record.date or dt.date.max, record.begins or _LAST, record.name)


def quote_summaries(
    passages: Iterable[Passage], talks: Mapping[str, TalkRecord]
) -> Iterator[QuoteSummary]:
    """Yield the quotes, talk by talk in the order of `talk_summaries`, and as they stand there."""
    quotes = (passage for passage in passages if passage.kind is PassageKind.QUOTE)
    for quote in sorted(quotes, key=lambda each: _when(talks[each.talk])):
        record = talks[quote.talk]
        yield QuoteSummary(
            iri=quote.iri,
            text=quote.text,
            who=quote.who,
            basis=quote.basis,
            talk=quote.talk,
            title=record.title,
            event=record.event_name,
            date=record.when,
            speakers=record.speaker_names,
            source=quote.source,
            line=quote.line,
        )


def speaker_summaries(
    records: Iterable[TalkRecord], people: Iterable[Person], names: Names
) -> Iterator[SpeakerSummary]:
    """Yield everybody who gave a talk, in order of name."""
    given = Counter(iri for record in records if record.is_talk for iri, _ in record.speakers)
    for person in sorted(people, key=lambda person: (person.name, person.slug)):
        iri = names.person(person.slug)
        if iri in given:
            yield SpeakerSummary(
                iri=iri,
                name=person.name,
                also_known_as=person.alternate_names,
                handles=tuple(f"{a.at_handle} ({a.service})" for a in person.accounts),
                talks=given[iri],
            )


def theme_summaries(
    themes: Iterable[Theme],
    said: Mapping[str, Passage],
    talks: Mapping[str, TalkRecord],
    names: Names,
) -> Iterator[ThemeSummary]:
    """Yield themes with the titles of their talks and the texts of their passages, `said`."""
    themes = tuple(themes)
    called = {theme.slug: theme.name for theme in themes}
    for theme in themes:
        yield ThemeSummary(
            iri=names.theme(theme.slug),
            name=theme.name,
            keywords=theme.keywords,
            talks=Results(
                (
                    ThemeTalk(
                        iri=member.talk,
                        weight=member.weight,
                        title=talks[member.talk].title,
                        event=talks[member.talk].event_name,
                    )
                    for member in theme.members
                ),
                ThemeTalk,
            ),
            talks_in_all=len(theme.members),
            posts=Results(
                (
                    ThemePost(
                        iri=iri,
                        text=p.text,
                        talk=p.talk,
                        source=p.source,
                        line=p.line,
                        kind=p.kind,
                    )
                    for iri in theme.passages
                    if (p := said[iri])
                ),
                ThemePost,
            ),
            description=theme.description,
            parent=called[theme.parent] if theme.parent else None,
            parent_iri=names.theme(theme.parent) if theme.parent else None,
        )


def related_views(found: Iterable[RelatedTalk], parts: "Parts", talk: str) -> Iterator[Related]:
    """Yield the talks related to `talk` (an IRI) with what their reasons refer to."""
    labels = parts.topic_labels
    for each in found:
        record = parts.talks[each.talk]
        yield Related(
            iri=each.talk,
            title=record.title,
            event=record.event_name,
            speakers=record.speaker_names,
            score=each.score,
            repeat=each.repeat,
            reasons=Reasons(
                posts=Results((_post_pair(pair, parts.said) for pair in each.pairs), PostPair),
                topics=tuple(labels.get(iri, iri) for iri in each.topics),
                people=tuple(dict(record.speakers)[iri] for iri in each.people),
                sparql=related_facts(talk, each.talk),
            ),
        )


def passage_views(
    passages: Iterable[Passage], talks: Mapping[str, TalkRecord]
) -> Iterator[PassageView]:
    """Yield passages, in their order, each with the talk it belongs to."""
    for passage in passages:
        record = talks[passage.talk]
        yield PassageView(
            iri=passage.iri,
            kind=passage.kind,
            text=passage.text,
            talk=passage.talk,
            title=record.title,
            event=record.event_name,
            date=record.day,
            speakers=record.speaker_names,
            source=passage.source,
            line=passage.line,
        )


def _post_pair(pair: PassagePair, said: Mapping[str, Passage]) -> PostPair:
    return PostPair(
        similarity=pair.similarity,
        here=said[pair.left].text,
        there=said[pair.right].text,
        here_iri=pair.left,
        there_iri=pair.right,
    )


def themes_by_talk(themes: Iterable[ThemeSummary]) -> dict[str, tuple[ThemeSummary, ...]]:
    """Return the themes of each talk (by IRI), the one it carries most first."""
    found: dict[str, list[tuple[float, ThemeSummary]]] = defaultdict(list)
    for theme in themes:
        for member in theme.talks:
            found[member.iri].append((member.weight, theme))
    return {
        iri: tuple(theme for _, theme in sorted(held, key=lambda each: -each[0]))
        for iri, held in found.items()
    }


def theme_counts(
    records: Iterable[TalkRecord],
    weights: Mapping[str, float],
    year_of: Callable[[str], int | None],
    by: str,
) -> Iterator[ThemeCount]:
    """Yield how much of a theme there is in each year or at each event, in order.

    `weights` are those of the theme's talks, by IRI; `year_of` tells the year of a talk by IRI.
    Raises `NotFound` for a way of counting that there is not.
    """
    if by not in PERIODS:
        raise NotFound(f"themes cannot be counted by {by!r}.", name=by, suggestions=list(PERIODS))
    there: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in records:
        if record.is_given:
            year = str(year_of(record.iri) or _UNDATED)
            there[(year, year) if by == "year" else (year, record.event_name)].append(record.iri)
    for (_, period), talks in sorted(there.items()):
        held = [weights[talk] for talk in talks if talk in weights]
        yield ThemeCount(
            period=period,
            talks=len(held),
            of=len(talks),
            weight=round(sum(held), 4),
            share=round(sum(held) / len(talks), 4),
        )


def outside(
    themes: Iterable[Theme],
    talks: Iterable[TalkSummary],
    passages: Iterable[PassageView],
    left: Iterable[str],
) -> Outside:
    """Return the talks that are in none of the themes, and the passages `left` outside.

    A talk that was not given is not missing.
    """
    held = {member.talk for theme in themes for member in theme.members}
    said = {passage.iri: passage for passage in passages}
    return Outside(
        talks=tuple(
            sorted(
                (talk for talk in talks if talk.iri not in held and not talk.is_cancelled),
                key=lambda talk: talk.iri,
            )
        ),
        passages=tuple(said[iri] for iri in left),
    )
