"""Decides which names are one body: equal but for their spelling, or as the user states it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.conclusions.organizations.candidates import candidates
from talkgraph.conclusions.organizations.names import body_name
from talkgraph.conclusions.organizations.reading import bodies
from talkgraph.conclusions.organizations.spellings import Body, Spelling
from talkgraph.conclusions.organizations.statements import Statements, statements
from talkgraph.conclusions.people.overrides import NO_OVERRIDES, Override, Overrides, folded
from talkgraph.conclusions.people.partition import Partition
from talkgraph.model import (
    Affiliation,
    Event,
    Organization,
    OrganizationMerge,
    Organizations,
    People,
    Session,
    Speaker,
    Talk,
    TalkKey,
)
from talkgraph.model.names import digest, slug

_SAME_LETTERS: Final = 0.98
_OTHER_GAPS: Final = 0.95
_LEGAL_FORM: Final = 0.95
_OTHER_LEGAL_FORM: Final = 0.9


def affiliations_of(events: Iterable[Event], people: People) -> tuple[Affiliation, ...]:
    """Return what is said of where the speakers work, in the order of the events."""
    found: list[Affiliation] = []
    for event in events:
        parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
        for part in parts:
            key = TalkKey(event=event.slug, talk=part.key)
            for naming in _namings(part):
                if naming.affiliation:
                    person = people.who.get((key, naming.span, naming.name))
                    told = Affiliation(text=naming.affiliation, span=naming.span, person=person)
                    found.append(told)
    return tuple(found)


def _namings(part: Talk | Session) -> list[Speaker]:
    listed = [s for item in part.items for s in item.speakers] if isinstance(part, Session) else []
    return [naming for speaker in (*part.speakers, *listed) for naming in speaker.namings]


def resolve(
    affiliations: Sequence[Affiliation], overrides: Overrides = NO_OVERRIDES
) -> Organizations:
    """Decide which bodies the affiliations name; their order does not matter.

    Names that differ in letter case, accents, points, gaps and legal form are one body, unless
    the user states otherwise; what the user states to be one is. What is likely but not sure is in
    `candidates`. An affiliation that a statement names whole is one name. Raises
    `OverridesInvalid` for statements that contradict each other.
    """
    stated = {folded(side) for one in overrides.on_organizations() for side in one.sides}
    read = _read({each.text for each in affiliations}, stated)
    spellings = _spellings(affiliations, read)
    decided = statements(spellings, overrides)
    found = _bodies(spellings, decided)
    slugs = _slugs(found)
    by_name = {s.text: slugs[n] for n, body in enumerate(found) for s in body.spellings}
    return Organizations(
        organizations=tuple(sorted(_described(found, slugs), key=lambda each: each.slug)),
        named={
            text: tuple(dict.fromkeys(by_name[name] for name in names))
            for text, names in sorted(read.items())
        },
        merges=_merges(found, slugs, decided.same),
        candidates=candidates(found, slugs, decided),
        diagnostics=decided.diagnostics,
    )


def _read(texts: Iterable[str], stated: set[str]) -> dict[str, tuple[str, ...]]:
    """Return the names in each text; those that stand alone somewhere tell of the others."""
    alone = [text for text in texts if bodies(text) == (text,)]
    known = frozenset(body_name(text).key for text in alone)
    return {text: (text,) if folded(text) in stated else bodies(text, known) for text in texts}


def _spellings(
    affiliations: Iterable[Affiliation], read: Mapping[str, tuple[str, ...]]
) -> tuple[Spelling, ...]:
    """Return every name once, in order, with its places and whom it is said of."""
    told: dict[str, list[Affiliation]] = {}
    for each in affiliations:
        for name in read[each.text]:
            told.setdefault(name, []).append(each)
    return tuple(
        Spelling(
            text=name,
            name=body_name(name),
            count=len(places),
            span=min(each.span for each in places),
            people=frozenset(each.person for each in places if each.person),
        )
        for name, places in sorted(told.items())
    )


# ── what is one ──────────────────────────────────────────────────────────────────────────────


def _bodies(spellings: Sequence[Spelling], decided: Statements) -> list[Body]:
    """Return the bodies, in order of their canonical names."""
    sets = Partition[str]()
    for _, left, right in decided.same:
        sets.join(*left, *right)
    decided.refuse_contradictions(sets)
    blocks: dict[str, list[str]] = {}
    for spelling in spellings:
        blocks.setdefault(spelling.name.key, []).append(spelling.text)
    for block in blocks.values():
        heads: list[str] = []
        for text in block:
            head = next((h for h in heads if decided.may_join(sets.of(h), sets.of(text))), None)
            if head is None:
                heads.append(text)
            else:
                sets.join(head, text)
    preferred = {text for _, left, _ in decided.same for text in left}
    by_text = {spelling.text: spelling for spelling in spellings}
    groups = {min(sets.of(text)): sorted(sets.of(text)) for text in by_text}
    return sorted(
        (_body([by_text[text] for text in group], preferred) for group in groups.values()),
        key=lambda body: body.spellings[0].text,
    )


def _body(group: Iterable[Spelling], preferred: set[str]) -> Body:
    """Return a body, its canonical spelling first: as the user writes it, else without legal form.

    Then, the more words the better ("Red Kite" before "RedKite"), and the one told more often.
    """
    return Body(
        spellings=tuple(
            sorted(
                group,
                key=lambda each: (
                    each.text not in preferred,
                    bool(each.name.legal_form),
                    -len(each.name.words),
                    -each.count,
                    each.text,
                ),
            )
        )
    )


# ── how they are called ──────────────────────────────────────────────────────────────────────


def _slugs(found: Sequence[Body]) -> list[str]:
    taken: set[str] = set()
    slugs: list[str] = []
    for body in found:
        name = slug(body.name)
        chosen = f"{name}-{digest(body.name)}" if name in taken else name
        taken.add(chosen)
        slugs.append(chosen)
    return slugs


def _described(found: Sequence[Body], slugs: Sequence[str]) -> Iterable[Organization]:
    wanted = [
        {form for s in body.spellings for form in (slug(s.text), "-".join(s.name.words))}
        for body in found
    ]
    counts = Counter(form for forms in wanted for form in forms)
    taken = set(slugs)
    for body, own, forms in zip(found, slugs, wanted, strict=True):
        yield Organization(
            slug=own,
            name=body.name,
            alternate_names=tuple(sorted(each.text for each in body.spellings[1:])),
            aliases=tuple(sorted(f for f in forms if counts[f] == 1 and f not in taken)),
        )


# ── why ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Firsts:
    """The first spelling of each key of a body: what the others of that key are joined to."""

    by_key: dict[str, Spelling] = field(default_factory=dict)

    def of(self, spelling: Spelling) -> Spelling:
        return self.by_key.setdefault(spelling.name.key, spelling)


def _merges(
    found: Sequence[Body],
    slugs: Sequence[str],
    same: Sequence[tuple[Override, frozenset[str], frozenset[str]]],
) -> tuple[OrganizationMerge, ...]:
    """Return why the spellings of each body are one: as many as there are, but for the first."""
    merges: list[OrganizationMerge] = []
    for body, own in zip(found, slugs, strict=True):
        firsts = _Firsts()
        first = firsts.of(body.spellings[0])
        for spelling in body.spellings[1:]:
            mate = firsts.of(spelling)
            if mate is spelling:
                mate, rule, score, evidence = first, "override", 1.0, _stated(spelling, body, same)
            else:
                rule, score, evidence = _spelled(mate, spelling)
            merges.append(
                OrganizationMerge(
                    organization=own,
                    rule=rule,
                    score=score,
                    evidence=evidence,
                    left=mate.span,
                    right=spelling.span,
                )
            )
    order = sorted(merges, key=lambda m: (m.organization, -m.score, m.rule, m.left, m.right))
    return tuple(order)


def _spelled(one: Spelling, other: Spelling) -> tuple[str, float, str]:
    both = f'"{one.text}" and "{other.text}"'
    forms = {one.name.legal_form, other.name.legal_form}
    if len(forms) > 1:
        score = _OTHER_LEGAL_FORM if "" not in forms else _LEGAL_FORM
        return "legal-form", score, f"{both} differ in the legal form"
    if one.name.words != other.name.words:
        return "spelling", _OTHER_GAPS, f"{both} differ in their gaps"
    return "spelling", _SAME_LETTERS, f"{both} differ in letter case, accents or points"


def _stated(
    spelling: Spelling,
    body: Body,
    same: Sequence[tuple[Override, frozenset[str], frozenset[str]]],
) -> str:
    keys = {s.text for s in body.spellings if s.name.key == spelling.name.key}
    return next((f"stated: {one}" for one, left, right in same if keys & (left | right)), "stated")
