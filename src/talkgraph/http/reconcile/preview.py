"""A thing in a few lines of HTML, for a frame on the page of the program that asks."""

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from talkgraph.knowledge.reconcile.kinds import BY_ID
from talkgraph.knowledge.reconcile.things import Named, Thing, Value
from talkgraph.words import cut

HEADERS: Final = {
    # Any page may show it in a frame: nothing in it can be clicked to any effect but to leave.
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *",
    "cache-control": "no-cache",
}
_SHOWN: Final = (
    "affiliation",
    "speaker",
    "event",
    "date",
    "startDate",
    "place",
    "broader",
    "talks",
)
_MOST: Final = 3
_LONGEST: Final = 120


def preview_page(thing: Thing, address: str) -> str:
    """Return a whole page on a thing; `address` is that of the page that tells everything."""
    body = Markup('<p><a href="{}" target="_blank" rel="noopener">{}</a> ({})</p>').format(
        address, thing.name, thing.kind.name
    )
    return (
        Markup(
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{}</title>'
        ).format(thing.name)
        + Markup("</head><body>")
        + body
        + _facts(thing)
        + Markup("</body></html>\n")
    )


def flyout(name: str, kind: str, description: str) -> str:
    """Return a piece of HTML on something that is suggested."""
    return Markup("<p><b>{}</b> ({})</p><p>{}</p>").format(name, kind, description)


def flyout_of(thing: Thing) -> str:
    """Return a piece of HTML on a thing."""
    return flyout(thing.name, thing.kind.name, thing.description) + _facts(thing)


def _facts(thing: Thing) -> Markup:
    told = [(name, thing.values[name]) for name in _SHOWN if thing.values.get(name)]
    rows = [
        Markup("<dt>{}</dt><dd>{}</dd>").format(BY_ID[name].name, _listed(values))
        for name, values in told
    ]
    return Markup("<dl>{}</dl>").format(Markup("").join(rows)) if rows else Markup("")


def _listed(values: Iterable[Value]) -> Markup:
    shown = [each.name if isinstance(each, Named) else str(each) for each in values]
    more = [f"{len(shown) - _MOST} more"] if len(shown) > _MOST else []
    return escape("; ".join(cut(each, _LONGEST) for each in (*shown[:_MOST], *more)))
