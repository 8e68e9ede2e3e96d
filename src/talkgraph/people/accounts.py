"""The first rule: an account is one person's, unless the notes or the user say otherwise."""

from collections.abc import Sequence

from talkgraph.model import Diagnostic, Severity
from talkgraph.people.clusters import Clusters, Join
from talkgraph.people.namings import AccountKey, Naming, spoken_beside
from talkgraph.people.selections import Selection

_CERTAIN = 0.99


def shared_accounts(
    namings: Sequence[Naming], apart: Sequence[Selection]
) -> dict[AccountKey, Diagnostic | None]:
    """Return the accounts that several people use, with a diagnostic where nobody said so.

    An account is shared if two who speak beside each other have it and no word of their names
    in common, or if the user sets two who have it apart.
    """
    shared: dict[AccountKey, Diagnostic | None] = {}
    for members in spoken_beside(namings).values():
        for place, left in enumerate(members):
            for right in members[place + 1 :]:
                account = namings[left].account
                if account is not None and account == namings[right].account:
                    complaint = _complaint(namings[left], namings[right])
                    if complaint is not None:
                        shared.setdefault(account, complaint)
    for selection in apart:
        left_accounts = {namings[index].account for index in selection.left}
        right_accounts = {namings[index].account for index in selection.right}
        for account in left_accounts & right_accounts:
            if account is not None:
                shared[account] = None
    return shared


def join_by_account(clusters: Clusters) -> None:
    """Join those who have the same account."""
    firsts: dict[AccountKey, int] = {}
    for index, naming in enumerate(clusters.namings):
        account = naming.account
        if account is None or account not in clusters.of(index).accounts:
            continue
        first = firsts.setdefault(account, index)
        if first != index:
            evidence = f"both have the account @{account[1]} ({account[0]})"
            names = {clusters.namings[first].label, naming.label}
            if len(names) > 1:
                written = " and ".join(f'"{name}"' for name in sorted(names))
                evidence += f"; written {written}"
            clusters.join(
                Join(rule="handle", score=_CERTAIN, evidence=evidence, left=first, right=index),
                surely=True,
            )


def join_by_statement(clusters: Clusters, same: Sequence[Selection], source: str) -> None:
    """Join those of whom the user says that they are one."""
    for selection in same:
        first, *others = (*selection.left, *selection.right)
        override = selection.override
        evidence = f"stated in {source}:{override.line}: {override}"
        for index in others:
            step = Join(rule="override", score=1.0, evidence=evidence, left=first, right=index)
            clusters.join(step, surely=True)


def _complaint(left: Naming, right: Naming) -> Diagnostic | None:
    if not left.name or not right.name or left.account is None:
        return None
    if {word for key in left.readings for word in key} & {
        word for key in right.readings for word in key
    }:
        return None
    return Diagnostic(
        code="account-shared",
        severity=Severity.WARNING,
        message=(
            f'"{left.label}" and "{right.label}" speak together under one account, '
            f"@{left.account[1]}; it is taken for nobody's own. If they are one person, say so "
            "in the overrides file"
        ),
        source=right.span.source,
        line=right.span.first,
        last=right.span.last,
    )
