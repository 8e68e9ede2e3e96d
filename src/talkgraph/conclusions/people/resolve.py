"""Decides who is who: the rules one after the other, from the surest to the least sure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from talkgraph.conclusions.people.clusters import Cluster, Clusters
from talkgraph.conclusions.people.doubts import candidates, doubts_of
from talkgraph.conclusions.people.names import canonical_name, fold_words, shown_name, written_name
from talkgraph.conclusions.people.namings import AccountKey, Naming, namings
from talkgraph.conclusions.people.overrides import NO_OVERRIDES, Overrides
from talkgraph.conclusions.people.rules import (
    Doubt,
    join_by_account,
    join_by_name,
    join_by_statement,
    join_by_talk,
    shared_accounts,
)
from talkgraph.conclusions.people.selections import (
    Selections,
    names_slugs,
    selections,
    without_slugs,
)
from talkgraph.model import Account, Diagnostic, MentionPlace, Merge, People, Person, PersonMention
from talkgraph.model.names import digest, slug


def identities(clusters: Clusters) -> dict[int, Person]:
    """Return the people by the index of their first naming.

    A bare handle that nobody's name is known for is a person only if somebody is quoted by it.
    Whoever shares their name's slug with others gets the handle behind it, if there is one;
    only one of them, without a handle, keeps the bare slug.
    """
    drafts: dict[int, Person] = {}
    for cluster in clusters.all():
        namings = [clusters.namings[index] for index in sorted(cluster.members)]
        if cluster.keys or any(naming.is_quoted for naming in namings):
            drafts[cluster.first] = _draft(namings, cluster)
    slugs = _slugs(drafts)
    aliases = _aliases(drafts, slugs)
    return {
        first: Person(
            slug=slugs[first],
            name=draft.name,
            alternate_names=draft.alternate_names,
            accounts=draft.accounts,
            urls=draft.urls,
            aliases=aliases[first],
        )
        for first, draft in drafts.items()
    }


def _draft(namings: Sequence[Naming], cluster: Cluster) -> Person:
    accounts = _accounts(namings, cluster.accounts)
    names = {naming.name.text for naming in namings if naming.name}
    handles = [account.handle for account in accounts]
    name = shown_name(names, handles) if names else accounts[0].at_handle
    return Person(
        slug=slug(canonical_name(names, handles) if names else name),
        name=name,
        alternate_names=tuple(sorted(names - {name})),
        accounts=accounts,
        urls=tuple(sorted(cluster.urls)),
    )


def _accounts(namings: Iterable[Naming], owned: set[AccountKey]) -> tuple[Account, ...]:
    written: dict[AccountKey, set[tuple[str, str]]] = {}
    for naming in namings:
        for mention in naming.mentions:
            for account in mention.accounts:
                if account.key in owned:
                    written.setdefault(account.key, set()).add((account.handle, account.url or ""))
    return tuple(
        # By code point, capitals come first: the way the owner writes the handle.
        Account(
            service=key[0],
            handle=min(handle for handle, _ in forms),
            url=min((url for _, url in forms if url), default=None),
        )
        for key, forms in sorted(written.items())
    )


def _slugs(drafts: Mapping[int, Person]) -> dict[int, str]:
    groups: dict[str, list[int]] = {}
    for first, draft in drafts.items():
        groups.setdefault(draft.slug, []).append(first)
    slugs = {group[0]: base for base, group in groups.items() if len(group) == 1}
    taken = set(groups)
    for base, group in sorted(groups.items()):
        if len(group) > 1:
            for first, name in _told_apart(base, [(first, drafts[first]) for first in group]):
                chosen = name
                if chosen != base:
                    while chosen in taken:
                        chosen = f"{chosen}-{digest(chosen, drafts[first].name)}"
                taken.add(chosen)
                slugs[first] = chosen
    return slugs


def _told_apart(base: str, group: Sequence[tuple[int, Person]]) -> list[tuple[int, str]]:
    """Return a slug for each of those who share one; the first without handle keeps it."""
    wanted = {first: _fuller_slug(base, person) for first, person in group}
    counts = Counter(wanted.values())
    named: list[tuple[int, str]] = []
    is_free = True
    for place, (first, person) in enumerate(group, 1):
        bare = not person.accounts and wanted[first] == base
        if is_free and bare:
            named.append((first, base))
            is_free = False
        elif not bare and counts[wanted[first]] == 1:
            named.append((first, wanted[first]))
        elif person.accounts:
            service, handle = person.accounts[0].key
            named.append((first, f"{base}-{slug(handle)}-{slug(service)}"))
        else:
            named.append((first, f"{base}-{place}"))
    return named


def _fuller_slug(base: str, person: Person) -> str:
    """The name with its handle, or with the middle initials that the name leaves out."""
    if person.accounts:
        account = person.accounts[0]
        is_handle = person.name == account.at_handle
        return f"{base}-{slug(account.service if is_handle else account.handle)}"
    written = [written_name(name) for name in (person.name, *person.alternate_names)]
    initials = sorted({"-".join(name.initials) for name in written if name.initials})
    return f"{base}-{initials[0]}" if initials else base


def _aliases(drafts: Mapping[int, Person], slugs: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    wanted: dict[int, set[str]] = {}
    for first, draft in drafts.items():
        names = {draft.name, *draft.alternate_names}
        forms = {slug(name) for name in names if fold_words(name)}
        for name in names:
            written = written_name(name)
            forms.add(slug(written.display))
            forms.update("-".join(key) for key in written.readings if len(key) > 1)
        forms.update(slug(account.handle) for account in draft.accounts)
        wanted[first] = forms
    counts = Counter(form for forms in wanted.values() for form in forms)
    # A slug that several people might mean leads to none of them.
    bases = Counter(draft.slug for draft in drafts.values())
    taken = {*slugs.values(), *(base for base, count in bases.items() if count > 1)}
    return {
        first: tuple(sorted(form for form in forms if counts[form] == 1 and form not in taken))
        for first, forms in wanted.items()
    }


def resolve(mentions: Sequence[PersonMention], overrides: Overrides = NO_OVERRIDES) -> People:
    """Decide which mentions are one person; the order of `mentions` does not matter.

    What the user states comes first, then a shared account, a talk that two sources tell with two
    names for its speaker, then the full name. `merges` is a spanning tree of each person's namings
    (one label with one account in one source needs no merge); whose names are only alike is in
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
    doubts = join_by_talk(clusters)
    doubts += join_by_name(clusters)
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
