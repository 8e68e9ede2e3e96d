"""Decides who is who: the rules one after the other, from the surest to the least sure."""

from collections.abc import Iterable, Mapping, Sequence

from talkgraph.model import Diagnostic, MentionPlace, Merge, People, PersonMention
from talkgraph.people.accounts import join_by_account, join_by_statement, shared_accounts
from talkgraph.people.clusters import Clusters
from talkgraph.people.doubts import candidates, doubts_of
from talkgraph.people.identities import identities
from talkgraph.people.name_rules import Doubt, join_by_name, join_by_nickname, join_by_spelling
from talkgraph.people.namings import AccountKey, Naming, namings
from talkgraph.people.overrides import NO_OVERRIDES, Overrides
from talkgraph.people.selections import Selections, names_slugs, selections, without_slugs


def resolve(mentions: Sequence[PersonMention], overrides: Overrides = NO_OVERRIDES) -> People:
    """Decide which mentions are one person; the order of `mentions` does not matter.

    What the user states comes first, then a shared account, then the full name, its short
    forms and its spelling variants. `merges` is a spanning tree of each person's namings (one
    label with one account in one source needs no merge); what is likely but not sure is in
    `candidates`. Raises `OverridesInvalid` for statements that contradict each other.
    """
    found = namings(mentions)
    slugs: Mapping[str, Iterable[int]] = {}
    if names_slugs(overrides):
        slugs = _members_by_slug(found, without_slugs(overrides))
    chosen = selections(found, overrides, slugs)
    clusters, doubts, complaints = _clustered(found, chosen, overrides.source)
    people = identities(clusters)
    by_first = {first: person.slug for first, person in people.items()}
    return People(
        people=tuple(sorted(people.values(), key=lambda person: person.slug)),
        who=_who(clusters, by_first),
        accounts=_account_owners(clusters, by_first),
        merges=_merges(clusters, by_first),
        candidates=candidates(clusters, doubts, by_first),
        diagnostics=(*chosen.diagnostics, *complaints),
    )


def _clustered(
    found: Sequence[Naming], chosen: Selections, source: str
) -> tuple[Clusters, list[Doubt], tuple[Diagnostic, ...]]:
    shared = shared_accounts(found, chosen.apart)
    clusters = Clusters(found, shared)
    for number, selection in enumerate(chosen.apart):
        clusters.keep_apart(number, selection.left, selection.right)
    join_by_statement(clusters, chosen.same, source)
    join_by_account(clusters)
    doubts = [*join_by_name(clusters), *join_by_nickname(clusters), *join_by_spelling(clusters)]
    complaints = tuple(complaint for _, complaint in sorted(shared.items()) if complaint)
    return clusters, [*doubts, *doubts_of(clusters)], complaints


def _members_by_slug(found: Sequence[Naming], overrides: Overrides) -> dict[str, list[int]]:
    clusters, _, _ = _clustered(found, selections(found, overrides, {}), overrides.source)
    members: dict[str, list[int]] = {}
    people = identities(clusters)
    for first, person in people.items():
        for alias in person.aliases:
            members[alias] = clusters.of(first).members
    for first, person in people.items():
        members[person.slug] = clusters.of(first).members
    return members


def _who(clusters: Clusters, slugs: Mapping[int, str]) -> dict[MentionPlace, str]:
    who: dict[MentionPlace, str] = {}
    for index, naming in enumerate(clusters.namings):
        slug = slugs.get(clusters.of(index).first)
        if slug is not None:
            for mention in naming.mentions:
                who.setdefault(mention.place, slug)
    return who


def _account_owners(clusters: Clusters, slugs: Mapping[int, str]) -> dict[AccountKey, str]:
    owners: dict[AccountKey, set[str]] = {}
    for cluster in clusters.all():
        if cluster.first in slugs:
            for account in cluster.accounts:
                owners.setdefault(account, set()).add(slugs[cluster.first])
    return {account: owner for account, (owner, *others) in sorted(owners.items()) if not others}


def _merges(clusters: Clusters, slugs: Mapping[int, str]) -> tuple[Merge, ...]:
    merges = [
        Merge(
            person=slugs[clusters.of(step.left).first],
            rule=step.rule,
            score=step.score,
            evidence=step.evidence,
            left=clusters.namings[step.left].span,
            right=clusters.namings[step.right].span,
        )
        for step in clusters.joins
        if clusters.of(step.left).first in slugs
    ]
    return tuple(
        sorted(
            merges,
            key=lambda merge: (merge.person, -merge.score, merge.rule, merge.left, merge.right),
        )
    )
