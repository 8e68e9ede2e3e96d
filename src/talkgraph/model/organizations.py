"""Which bodies people work for, concluded from what stands beside their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from talkgraph.model.spans import Diagnostic, Span


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
