"""Who is who, which talks are one, and which bodies people work for: concluded from sources."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from talkgraph.model.events import Speaker
from talkgraph.model.links import Account
from talkgraph.model.spans import Diagnostic, Span
from talkgraph.model.statements import AttributionBasis, Quote


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TalkKey:
    """A talk's name within a build: the event's slug and the talk's key."""

    event: str
    talk: str

    def __str__(self) -> str:
        """`event/talk`, the short name by which people ask for a talk."""
        return f"{self.event}/{self.talk}"


MentionPlace = tuple[TalkKey, Span, str]


class MentionRole(StrEnum):
    """In what capacity the notes name somebody."""

    SPEAKER = "speaker"
    SESSION_SPEAKER = "session-speaker"
    THREAD_AUTHOR = "thread-author"
    QUOTED = "quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMention:
    """One place where the notes name a person, before anybody has decided who that is.

    `event` and `talk` are slugs (`talk` is a talk's or a session's key, or empty for what is
    said of the event itself); `companions` are the names of those who stand beside them there.
    `name` may be `None` for a bare handle. `told_as` is the place where another source of the same
    talk calls by another name whoever is meant here.
    """

    role: MentionRole
    event: str
    talk: str
    span: Span
    name: str | None = None
    account: Account | None = None
    more_accounts: tuple[Account, ...] = ()
    affiliation: str | None = None
    url: str | None = None
    companions: tuple[str, ...] = ()
    told_as: MentionPlace | None = None

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All accounts that stand with the name."""
        return (self.account, *self.more_accounts) if self.account else self.more_accounts

    @property
    def label(self) -> str:
        """The name as written or, for a bare handle, the handle with its `@`."""
        if self.name is not None:
            return self.name
        return self.account.at_handle if self.account else ""

    @property
    def place(self) -> MentionPlace:
        """Where it stands: enough to tell it from every other mention of the build."""
        return (TalkKey(event=self.event, talk=self.talk), self.span, self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody: a canonical name, the other names, the accounts.

    `slug` is unique among the people of a build and does not depend on the order of sources.
    `aliases` are other slugs by which this person may be asked for, each of them only theirs.
    """

    slug: str
    name: str
    alternate_names: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    urls: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Why two mentions are one person: the rule, its certainty (0 to 1), and the two places.

    `rule` is one of `handle`, `same-talk`, `name`, `initials`, `override`.
    """

    person: str
    rule: str
    score: float
    evidence: str
    left: Span
    right: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCandidate:
    """Two people (by slug, in order) who may be one, but not surely enough to merge them.

    `rule` is one of `same-talk`, `name`, `nickname`, `spelling`, `initials`, `alike-names`; `score`
    puts in order, and is no likelihood: 0.75 where something beside the names speaks for it, 0.5
    where nothing does, 0.25 where something speaks against it.
    """

    left: str
    right: str
    rule: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is who: the people, who each mention is, and why.

    `who` maps each mention's place to a person's slug, and `accounts` each account's key; a
    bare handle that nobody's name is known for is in neither, unless somebody is quoted by it.
    """

    people: tuple[Person, ...]
    who: Mapping[MentionPlace, str]
    accounts: Mapping[tuple[str, str], str]
    merges: tuple[Merge, ...] = ()
    candidates: tuple[IdentityCandidate, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def quoted(self, quote: Quote, talk: TalkKey, speakers: Sequence[Speaker]) -> str | None:
        """Return the slug of whose words a quote is, if that is known.

        `talk` and `speakers` are those of where it was said, without a talk's key for an event.
        """
        if quote.basis is AttributionBasis.EXPLICIT:
            label = quote.name or (quote.account.at_handle if quote.account else "")
            named = self.who.get((talk, quote.span, label))
            of_account = self.accounts.get(quote.account.key) if quote.account else None
            return named or of_account
        if quote.basis is None or not speakers or self.is_doubtful(quote, talk, speakers):
            return None
        return self.who.get((talk, speakers[0].span, speakers[0].name))

    def is_doubtful(self, quote: Quote, talk: TalkKey, speakers: Sequence[Speaker]) -> bool:
        """Tell whether a source takes the speaker for granted where another names somebody else."""
        namings = [naming for speaker in speakers for naming in speaker.namings]
        if quote.basis is not AttributionBasis.SPEAKER or len(namings) < 2:
            return False
        return len({self.who.get((talk, each.span, each.name)) for each in namings}) > 1


NO_PEOPLE: Final = People(people=(), who={}, accounts={})


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkDelivery:
    """What deciding "is this the same talk?" needs to know of one delivery."""

    key: TalkKey
    title: str
    people: tuple[str, ...]
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A talk as such, however often it was given: `deliveries` in order of their keys."""

    slug: str
    title: str
    deliveries: tuple[TalkKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkMerge:
    """Why two deliveries are one work (by slug): the rule, its certainty (0 to 1), and the reason.

    `rule` is one of `same-title`, `main-title`, `override`.
    """

    work: str
    rule: str
    score: float
    evidence: str
    left: TalkKey
    right: TalkKey


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCandidate:
    """Two deliveries that may be the same talk, and the reasons.

    `rule` is one of `main-title`, `same-title`, `alike-titles`; `score` puts in order, and is no
    likelihood: 0.75 where the title and somebody who speaks are the same, else 0.5.
    """

    left: TalkKey
    right: TalkKey
    rule: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """The works behind the deliveries, why they are one, and the pairs that were left undecided."""

    works: tuple[Work, ...]
    merges: tuple[WorkMerge, ...] = ()
    candidates: tuple[WorkCandidate, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


# ── where they work ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation:
    """What one place says of where somebody works, as it stands there ("CTO at Acme, Inc").

    `person` is the slug of whom it is said of, if that is known.
    """

    text: str
    span: Span
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """A body: a canonical name, and the other names that sources give it.

    `slug` is unique in a build and does not depend on the order of sources. `aliases` are other
    slugs by which it may be asked for, each of them only its own.
    """

    slug: str
    name: str
    alternate_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationMerge:
    """Why two names are one body (by slug): the rule, its certainty (0 to 1), the two places.

    `rule` is one of `spelling`, `legal-form`, `override`.
    """

    organization: str
    rule: str
    score: float
    evidence: str
    left: Span
    right: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationCandidate:
    """Two bodies (by slug, in order) that may be one, but not surely enough to merge them.

    `rule` is one of `part-of-name`, `alike-names`, `acronym`; `left_span` and `right_span` are
    where each is named first.
    """

    left: str
    right: str
    rule: str
    score: float
    reasons: tuple[str, ...]
    left_span: Span
    right_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Organizations:
    """Which bodies there are, which of them each affiliation names, and why.

    `named` maps an affiliation's text to the slugs of its bodies, in order: to none where it names
    an office or a place alone.
    """

    organizations: tuple[Organization, ...] = ()
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merges: tuple[OrganizationMerge, ...] = ()
    candidates: tuple[OrganizationCandidate, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


NO_ORGANIZATIONS: Final = Organizations()
