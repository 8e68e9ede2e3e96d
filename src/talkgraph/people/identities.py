"""Gives every person a name, a slug of their own, and the other slugs that lead to them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from talkgraph.model import Account, Person
from talkgraph.model.names import digest, slug
from talkgraph.people.clusters import Cluster, Clusters
from talkgraph.people.namings import AccountKey, Naming
from talkgraph.people.written_names import canonical_name, fold_words, written_name


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
    name = (
        canonical_name(names, [account.handle for account in accounts])
        if names
        else f"@{accounts[0].handle}"
    )
    return Person(
        slug=slug(name),
        name=name,
        alternate_names=tuple(sorted(names - {name})),
        accounts=accounts,
        urls=tuple(sorted(cluster.urls)),
    )


def _accounts(namings: Iterable[Naming], owned: set[AccountKey]) -> tuple[Account, ...]:
    written: dict[AccountKey, set[tuple[str, str]]] = {}
    for naming in namings:
        for mention in naming.mentions:
            account = mention.account
            if account is not None and account.key in owned:
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
        is_handle = person.name == f"@{account.handle}"
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
