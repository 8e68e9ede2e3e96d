"""Puts the mentions together that need no decision: one label with one account in one source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from talkgraph.conclusions.people.names import NameKey, WrittenName, written_name
from talkgraph.model import MentionRole, PersonMention, Span

AccountKey = tuple[str, str]
Group = tuple[str, str, tuple[str, ...]]
"""Who speaks together: the event, the talk and the names of all who share it."""


@dataclass(frozen=True, kw_only=True)
class Naming:
    """One or more mentions of one source that name somebody in the same words.

    Mentions without an account stay alone: the same words may mean two people.
    """

    mentions: tuple[PersonMention, ...]

    @property
    def first(self) -> PersonMention:
        """The first mention, in order of place."""
        return self.mentions[0]

    @property
    def span(self) -> Span:
        """Where the first mention stands."""
        return self.first.span

    @property
    def account(self) -> AccountKey | None:
        """What identifies the account, if there is one."""
        return self.first.account.key if self.first.account else None

    @property
    def more_accounts(self) -> tuple[AccountKey, ...]:
        """What identifies the accounts that somebody has beside the first."""
        further = (each.key for mention in self.mentions for each in mention.more_accounts)
        return tuple(dict.fromkeys(further))

    @cached_property
    def name(self) -> WrittenName | None:
        """The name taken apart, or `None` for a bare handle."""
        text = self.first.name
        return written_name(text) if text is not None and text.strip() else None

    @property
    def label(self) -> str:
        """The name as written, or the handle with its `@`."""
        return self.name.text if self.name else self.first.label

    @property
    def readings(self) -> tuple[NameKey, ...]:
        """The ways to read the name; none for a bare handle."""
        return self.name.readings if self.name else ()

    @property
    def is_quoted(self) -> bool:
        """Whether one of the mentions is the attribution of a quote."""
        return any(mention.role is MentionRole.QUOTED for mention in self.mentions)

    @cached_property
    def groups(self) -> frozenset[Group]:
        """The groups that these mentions speak in, where somebody speaks beside them."""
        return frozenset(
            (mention.event, mention.talk, tuple(sorted({mention.label, *mention.companions})))
            for mention in self.mentions
            if mention.companions
        )


def place_order(mention: PersonMention) -> tuple[object, ...]:
    """Return what puts mentions in a total order: their place, then everything else."""
    account = mention.account
    return (
        mention.event,
        mention.talk,
        mention.span,
        mention.label,
        mention.role,
        (account.key, account.handle, account.url or "") if account else ((), "", ""),
        tuple((each.key, each.handle, each.url or "") for each in mention.more_accounts),
        mention.affiliation or "",
        mention.url or "",
        mention.companions,
        mention.name is not None,
    )


def namings(mentions: Iterable[PersonMention]) -> tuple[Naming, ...]:
    """Group mentions, in order of the first one's place whatever the order they come in."""
    groups: dict[object, list[PersonMention]] = {}
    for mention in sorted(set(mentions), key=place_order):
        if not mention.label.strip():
            continue
        account = mention.account
        key: object = mention.place
        if account is not None:
            key = (mention.span.source, mention.name, account.key)
        groups.setdefault(key, []).append(mention)
    return tuple(Naming(mentions=tuple(group)) for group in groups.values())


def spoken_beside(all_namings: Sequence[Naming]) -> dict[Group, tuple[int, ...]]:
    """Return, for each group of speakers, the namings that speak in it."""
    beside: dict[Group, list[int]] = {}
    for index, naming in enumerate(all_namings):
        for group in naming.groups:
            beside.setdefault(group, []).append(index)
    return {group: tuple(members) for group, members in sorted(beside.items())}
