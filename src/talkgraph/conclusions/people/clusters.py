"""People as they are put together: joins with evidence, what forbids a join, what supports it."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from talkgraph.conclusions.organizations.names import Words, body_name, same_body
from talkgraph.conclusions.organizations.reading import bodies
from talkgraph.conclusions.people.names import NameKey, is_full, written_name
from talkgraph.conclusions.people.namings import AccountKey, Group, Naming

Block = TypeVar("Block", bound=Hashable)

_SHORTEST_BODY: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Two namings that are one person, by which rule, how surely, and why."""

    rule: str
    score: float
    evidence: str
    left: int
    right: int


@dataclass(slots=True, kw_only=True)
class Cluster:
    """What is known of one person while they are being put together.

    `apart` holds, for each statement that keeps two sides apart, the side this person is on.
    """

    first: int
    members: list[int]
    accounts: set[AccountKey] = field(default_factory=set)
    keys: set[NameKey] = field(default_factory=set)
    initials: dict[NameKey, set[str]] = field(default_factory=dict)
    groups: dict[Group, set[NameKey]] = field(default_factory=dict)
    affiliations: set[Words] = field(default_factory=set)
    companions: set[NameKey] = field(default_factory=set)
    urls: set[str] = field(default_factory=set)
    apart: set[tuple[int, bool]] = field(default_factory=set)

    @property
    def full_keys(self) -> list[NameKey]:
        """The full names, in order."""
        return sorted(key for key in self.keys if is_full(key))

    def absorb(self, other: "Cluster") -> None:
        """Take over all that is known of another."""
        self.first = min(self.first, other.first)
        self.members += other.members
        self.accounts |= other.accounts
        self.keys |= other.keys
        self.affiliations |= other.affiliations
        self.companions |= other.companions
        self.urls |= other.urls
        self.apart |= other.apart
        for key, initials in other.initials.items():
            self.initials.setdefault(key, set()).update(initials)
        for group, keys in other.groups.items():
            self.groups.setdefault(group, set()).update(keys)


def can_join(left: Cluster, right: Cluster) -> bool:
    """Tell whether nothing forbids that both are one person.

    Forbidden by: two handles of one service, different middle initials, speaking beside each
    other under different names, and a statement of the user.
    """
    return (
        may_ever_join(left, right)
        and not _other_handles(left.accounts, right.accounts)
        and not _other_initials(left, right)
    )


def may_ever_join(left: Cluster, right: Cluster) -> bool:
    """Tell whether the two might be one person, if their handles and initials were explained."""
    if _stated_apart(left, right):
        return False
    if len(left.groups) > len(right.groups):
        left, right = right, left
    return all(
        len(keys | right.groups[group]) == 1
        for group, keys in left.groups.items()
        if group in right.groups
    )


def can_join_all(clusters: Sequence[Cluster]) -> bool:
    """Tell whether nothing forbids that all of them are one person."""
    if len(clusters) < 2:
        return True
    joint = Cluster(first=clusters[0].first, members=[])
    for cluster in clusters:
        if not can_join(cluster, joint):
            return False
        joint.absorb(cluster)
    return True


def support(left: Cluster, right: Cluster) -> str | None:
    """Return what beside the names speaks for one person, as a clause, or `None`."""
    if urls := left.urls & right.urls:
        return f"both have the page {min(urls)}"
    if handles := {key[1] for key in left.accounts} & {key[1] for key in right.accounts}:
        return f"both use the handle @{min(handles)}"
    for one in sorted(left.affiliations):
        for other in sorted(right.affiliations):
            if same_body(one, other):
                shown = sorted({" ".join(one), " ".join(other)})
                return f"both are with {' / '.join(shown)}"
    if companions := left.companions & right.companions:
        return f"both speak beside {' '.join(min(companions))}"
    return None


class Clusters:
    """The namings, joined step by step; every step is remembered."""

    def __init__(self, namings: Sequence[Naming], shared: Iterable[AccountKey]) -> None:
        """Begin with every naming on its own; `shared` accounts identify nobody."""
        self.namings = namings
        self.joins: list[Join] = []
        nobodys = frozenset(shared)
        self._clusters = {
            index: _cluster(index, naming, nobodys) for index, naming in enumerate(namings)
        }

    def all(self) -> list[Cluster]:
        """Return the people so far, in order of their first naming."""
        return [cluster for index, cluster in self._clusters.items() if cluster.first == index]

    def of(self, index: int) -> Cluster:
        """Return the person whom a naming belongs to."""
        return self._clusters[index]

    def keep_apart(self, statement: int, left: Iterable[int], right: Iterable[int]) -> None:
        """Note that no naming of one side may be one person with any of the other."""
        for side, indices in ((False, left), (True, right)):
            for index in indices:
                self.of(index).apart.add((statement, side))

    def join(self, step: Join, *, surely: bool = False) -> bool:
        """Join two people unless something forbids it; `surely` heeds only the user."""
        one, other = self.of(step.left), self.of(step.right)
        if one is other:
            return False
        if _stated_apart(one, other) if surely else not can_join(one, other):
            return False
        fewer, more = sorted((other, one), key=lambda cluster: len(cluster.members))
        self._clusters.update(dict.fromkeys(fewer.members, more))
        more.absorb(fewer)
        self.joins.append(step)
        return True


def holders(
    clusters: Clusters, blocks: Callable[[Cluster], Iterable[Block]]
) -> dict[Block, list[Cluster]]:
    """Return who has what, in order of their first naming; `blocks` tells what somebody has."""
    found: dict[Block, list[Cluster]] = {}
    for cluster in clusters.all():
        for block in dict.fromkeys(blocks(cluster)):
            found.setdefault(block, []).append(cluster)
    return found


def _cluster(index: int, naming: Naming, shared: frozenset[AccountKey]) -> Cluster:
    cluster = Cluster(first=index, members=[index])
    # A bare handle is the account itself, whoever uses it.
    if naming.account is not None and (naming.name is None or naming.account not in shared):
        cluster.accounts.add(naming.account)
    cluster.accounts.update(key for key in naming.more_accounts if key not in shared)
    if naming.name is None:
        return cluster
    cluster.keys.update(naming.readings)
    if naming.name.initials:
        cluster.initials[naming.name.words] = {naming.name.initials}
    for group in naming.groups:
        cluster.groups[group] = {naming.name.words}
    for mention in naming.mentions:
        if mention.affiliation:
            cluster.affiliations.update(_long_names(mention.affiliation))
        if mention.url:
            cluster.urls.add(mention.url)
        for companion in mention.companions:
            cluster.companions.update(filter(is_full, written_name(companion).readings))
    return cluster


def _long_names(affiliation: str) -> Iterable[Words]:
    """Return the words of each body that it names: of fewer letters, many bodies might be."""
    names = (body_name(each) for each in bodies(affiliation))
    return (name.words for name in names if len(name.key) >= _SHORTEST_BODY)


def _stated_apart(left: Cluster, right: Cluster) -> bool:
    return any((statement, not side) in right.apart for statement, side in left.apart)


def _other_handles(left: set[AccountKey], right: set[AccountKey]) -> bool:
    if not left or not right or left <= right or right <= left:
        return False
    services = {service for service, _ in left} & {service for service, _ in right}
    return any(
        {key for key in left if key[0] == service} != {key for key in right if key[0] == service}
        for service in services
    )


def _other_initials(left: Cluster, right: Cluster) -> bool:
    for key in left.initials.keys() & right.initials.keys():
        for one in left.initials[key]:
            for other in right.initials[key]:
                if not (one.startswith(other) or other.startswith(one)):
                    return True
    return False
