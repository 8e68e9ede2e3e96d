"""Who is who and what is repeated in the real notes, against what a reader of them found."""

import json
import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import pytest
from knowledge_bases import CORPUS

from talkgraph.conclusions.people import find_works, mentions_of, resolve
from talkgraph.model import (
    Account,
    MentionRole,
    People,
    PersonMention,
    Reading,
    SourceFile,
    Span,
    TalkDelivery,
    TalkKey,
    Works,
)
from talkgraph.model.names import slug
from talkgraph.sources.notes.read import HandwrittenNotes

GOLD = CORPUS / "gold" / "notes.json"

pytestmark = pytest.mark.skipif(not GOLD.is_file(), reason=f"the corpus is not at {CORPUS}")


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(GOLD.read_text("utf-8"))
    return loaded


def facts(gold: Mapping[str, Any]) -> list[PersonMention]:
    """The speakers and thread authors that the gold file lists, as mentions."""
    found: list[PersonMention] = []
    for stem, file in gold["files"].items():
        for talk in file["talks"]:
            span = Span(source=file["file"], first=talk["line"], last=talk["line"])
            names = [one["name"] for one in talk["speakers"]]
            found += [
                PersonMention(
                    role=MentionRole.SPEAKER,
                    event=stem,
                    talk=slug(talk["anchor"]),
                    span=span,
                    name=one["name"],
                    account=_account(one["handle"]),
                    affiliation=one["affiliation"],
                    companions=tuple(name for name in names if name != one["name"]),
                )
                for one in talk["speakers"]
            ]
            for thread in talk["threads"]:
                bracketed = re.search(r"\((.+)\)", thread["label"])
                name = bracketed[1] if bracketed and bracketed[1] != "me" else None
                found.append(
                    PersonMention(
                        role=MentionRole.THREAD_AUTHOR,
                        event=stem,
                        talk=slug(talk["anchor"]),
                        span=span,
                        name=name,
                        account=_account(thread["author_handle"]),
                    )
                )
    return found


def _account(handle: str | None) -> Account | None:
    return Account(service="twitter", handle=handle) if handle else None


def expected_pairs(
    gold: Mapping[str, Any], mentions: Iterable[PersonMention]
) -> set[tuple[int, int]]:
    """Pairs of mentions that are one person: by the gold's list, else by canonical name."""
    canonical = {
        one["name"]: one["canonical_name"]
        for file in gold["files"].values()
        for talk in file["talks"]
        for one in talk["speakers"]
    }
    known: dict[str, str] = {}
    for person in gold["people"]:
        for name in (person["name"], *person["aliases"]):
            known[name.casefold()] = person["name"]
        for handle in person["handles"]:
            known[f"@{handle.casefold()}"] = person["name"]
    identities: dict[str, list[int]] = {}
    for index, mention in enumerate(mentions):
        handle = f"@{mention.account.key[1]}" if mention.account else ""
        name = mention.name or ""
        who = known.get(handle) or known.get(name.casefold())
        identities.setdefault(who or canonical.get(name) or name or handle, []).append(index)
    return {pair for members in identities.values() for pair in combinations(members, 2)}


def found_pairs(people: People, mentions: Iterable[PersonMention]) -> set[tuple[int, int]]:
    identities: dict[str, list[int]] = {}
    for index, mention in enumerate(mentions):
        who = people.who.get(mention.place, mention.label.casefold())
        identities.setdefault(who, []).append(index)
    return {pair for members in identities.values() for pair in combinations(members, 2)}


def score(found: set[tuple[int, int]], expected: set[tuple[int, int]]) -> tuple[float, float]:
    right = len(found & expected)
    return right / max(1, len(found)), right / max(1, len(expected))


def report(what: str, precision: float, recall: float) -> None:
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{what}: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")  # noqa: T201


def deliveries(
    people: People, mentions: Iterable[PersonMention], titles: Mapping[TalkKey, str]
) -> Works:
    speakers: dict[TalkKey, list[str]] = {}
    for mention in mentions:
        if mention.role is MentionRole.SPEAKER:
            key = TalkKey(event=mention.event, talk=mention.talk)
            speakers.setdefault(key, []).append(people.who[mention.place])
    return find_works(
        [
            TalkDelivery(key=key, title=title, people=tuple(speakers.get(key, ())))
            for key, title in titles.items()
        ]
    )


def repeats(gold: Mapping[str, Any], kind: str, events: Mapping[str, str]) -> list[set[TalkKey]]:
    return [
        {
            TalkKey(event=events[stem], talk=slug(anchor))
            for stem, _, anchor in (talk.partition("#") for talk in group["talks"])
        }
        for group in gold["repeat_groups"]
        if group["kind"].startswith(kind)
    ]


def check_works(gold: Mapping[str, Any], works: Works, events: Mapping[str, str]) -> None:
    joined = [set(work.deliveries) for work in works.works if len(work.deliveries) > 1]
    assert joined == repeats(gold, "same talk", events)
    for group in repeats(gold, "series", events):
        assert not any(group <= set(work.deliveries) for work in works.works)


def check_people(gold: Mapping[str, Any], people: People) -> None:
    by_slug = {person.slug: person for person in people.people}
    accounts = {handle: by_slug[owner] for (_, handle), owner in people.accounts.items()}
    for person in gold["people"]:
        for handle in person["handles"]:
            owner = accounts.get(handle.casefold())
            if owner is not None:
                names = {owner.name, *owner.alternate_names}
                assert names & {person["name"], *person["aliases"]}
    assert accounts["wiredferret"].name == "Heidi Waterhouse"
    assert accounts["lizthegrey"].name == "Liz Fong-Jones"
    assert accounts["mattstratton"].name == "Matt Stratton"


def test_the_facts_of_the_gold_file(gold: dict[str, Any]) -> None:
    mentions = facts(gold)
    people = resolve(mentions)
    precision, recall = score(found_pairs(people, mentions), expected_pairs(gold, mentions))
    report("people, from the gold file's facts", precision, recall)
    assert (precision, recall) == (1.0, 1.0)
    check_people(gold, people)
    stems = {stem: stem for stem in gold["files"]}
    titles = {
        TalkKey(event=stem, talk=slug(talk["anchor"])): talk["title"]
        for stem, file in gold["files"].items()
        for talk in file["talks"]
    }
    check_works(gold, deliveries(people, mentions, titles), stems)


def test_everybody_without_their_handle(gold: dict[str, Any]) -> None:
    """Names alone join nobody wrongly; whom a short form keeps apart is suggested, and nobody else.

    With the handles, as the notes have them, all are found (`test_the_notes_as_read`).
    """
    mentions = facts(gold)
    bare = [
        PersonMention(
            role=one.role,
            event=one.event,
            talk=one.talk,
            span=one.span,
            name=one.name,
            affiliation=one.affiliation,
            companions=one.companions,
        )
        for one in mentions
        if one.name is not None and one.role is MentionRole.SPEAKER
    ]
    people = resolve(bare)
    expected = expected_pairs(gold, [one for one in mentions if one.role is MentionRole.SPEAKER])
    found = found_pairs(people, bare)
    precision, recall = score(found, expected)
    report("people, without handles", precision, recall)
    assert precision == 1.0
    who = [people.who[one.place] for one in bare]
    lost = {tuple(sorted((who[left], who[right]))) for left, right in expected - found}
    suggested = {(one.left, one.right): one.rule for one in people.candidates}
    assert suggested == dict.fromkeys(lost, "nickname")


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    reader = HandwrittenNotes()
    return {
        path.stem: reader.read([SourceFile(path=path, name=path.name)])[0]
        for path in sorted((CORPUS / "notes").glob("*.md"))
    }


def test_the_notes_as_read(gold: dict[str, Any], readings: dict[str, Reading]) -> None:
    events = [reading.event for reading in readings.values() if reading.event]
    assert len(events) == len(readings)
    mentions = mentions_of(events)
    people = resolve(mentions)
    named = [one for one in mentions if one.role is not MentionRole.QUOTED]
    precision, recall = score(found_pairs(people, named), expected_pairs(gold, named))
    report("people, from the notes as read", precision, recall)
    assert precision == 1.0
    assert recall == 1.0
    assert {one.place for one in mentions if one.name is not None} <= people.who.keys()
    check_people(gold, people)
    slugs = {stem: reading.event.slug for stem, reading in readings.items() if reading.event}
    titles = {
        TalkKey(event=event.slug, talk=talk.key): talk.title
        for event in events
        for talk in event.talks
    }
    check_works(gold, deliveries(people, mentions, titles), slugs)
