"""Finds what things are called now whose IRIs went, by what two graphs say of them.

Two nodes are held to be one thing by what both have in common: the same text, the same posts, the
same speaker, the same address. What they have in common weighs the more the fewer have it, and
only what no other thing that went or came has as well decides. Each pair that is found is evidence
for its neighbours, so this goes on until nothing more is found. Where it is in doubt there is none:
an IRI that leads nowhere can still be told where it should, one that leads astray cannot.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from talkgraph.knowledge.former.alike import TEXTS_ALIKE, TEXTS_ALIKE_IN_PLACE, text_likeness
from talkgraph.knowledge.former.described import SHA256, Described, Edge
from talkgraph.knowledge.former.weighing import Scales, Weighed, convinces, why
from talkgraph.model.names import RDF, SCHEMA, TG

_ENOUGH: Final = 0.5
_MARGIN: Final = 0.8
# What more have that came tells nothing of which is which, and is not worth comparing all for.
_CROWD: Final = 25
_LONG: Final = 40
_PLACE: Final = f"{SCHEMA}position"
_NO_ENDS: Final = frozenset({f"{RDF}type", f"{TG}method", f"{TG}evidence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a thing is called now that was called `former`, how sure that is, and why.

    `sure` (0 to 1) is how much of what was told of the former one is told of the present one; what
    fewer things have counts more.
    """

    former: str
    present: str
    sure: float
    why: str


def match(
    old: Described, new: Described, went: Collection[str], came: Collection[str]
) -> Mapping[str, Match]:
    """Return the matches of the things that `went` (IRIs of the `old` graph), by these IRIs.

    They lead to what `came` or, where two things have become one, to what was there before.
    """
    matching = _Matching(old, new, went, came)
    matching.run()
    return dict(sorted(matching.found.items()))


class _Matching:
    def __init__(
        self, old: Described, new: Described, went: Collection[str], came: Collection[str]
    ) -> None:
        self.old, self.new = old, new
        self.found: dict[str, Match] = {}
        self._scales = Scales(old, new)
        self._taken: set[str] = set()
        told = [iri for iri in sorted(went) if not old.is_concluded(iri)]
        self._conclusions = sorted(set(went).difference(told))
        self._went = _by_kind(old, told)
        self._came = _by_kind(new, (iri for iri in sorted(came) if not new.is_concluded(iri)))
        self._concluded = [iri for iri in sorted(came) if new.is_concluded(iri)]
        self._said = {iri: text for iri in told if (text := old.text(iri)) is not None}
        self._says = {
            iri: text
            for kind in self._went
            for iri in self._came.get(kind, ())
            if (text := new.text(iri)) is not None
        }

    def run(self) -> None:
        self._same_bytes()
        steps = (
            self._same_texts,
            self._told_alike,
            self._edited_texts,
            self._moved_texts,
            self._sources,
            self._become_one,
        )
        while any(step() for step in steps):
            pass
        self._earlier_versions()
        self._same_conclusions()

    def _take(
        self, former: str, present: str, sure: float, why: str, *, shared: bool = False
    ) -> None:
        self.found[former] = Match(
            former=former, present=present, sure=round(min(sure, 1.0), 2), why=why
        )
        if not shared:
            self._taken.add(present)

    def _left(self, kind: str) -> list[str]:
        return [iri for iri in self._went.get(kind, ()) if iri not in self.found]

    def _free(self, kind: str) -> list[str]:
        return [iri for iri in self._came.get(kind, ()) if iri not in self._taken]

    def _now(self, iri: str) -> str | None:
        """Return what something of the old graph is called in the new one, if that is known."""
        known = self.found.get(iri)
        if known is not None:
            return known.present
        if iri in self.old and iri not in self.new:
            return None
        return iri

    def _edge_now(self, edge: Edge) -> Edge | None:
        if isinstance(edge.value, Literal):
            return edge
        value = self._now(edge.value)
        return None if value is None else edge._replace(value=value)

    # ── texts ────────────────────────────────────────────────────────────────────────────────

    def _same_texts(self) -> bool:
        """Match what has the same text, in what is known to be the same talk or event."""
        here: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        there: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for kind in self._went:
            for iri in self._left(kind):
                owner = self._owner_now(iri)
                if iri in self._said and owner:
                    here[kind, owner, self._said[iri]].append(iri)
            for iri in self._free(kind):
                if iri in self._says:
                    there[kind, self.new.owner(iri) or "", self._says[iri]].append(iri)
        matched = False
        for key, formers in here.items():
            presents = there.get(key, [])
            if len(formers) == len(presents):
                pairs = zip(
                    sorted(formers, key=lambda iri: _order(self.old, iri)),
                    sorted(presents, key=lambda iri: _order(self.new, iri)),
                    strict=True,
                )
                for former, present in pairs:
                    self._take(former, present, 1.0, "the same text, said of the same")
                    matched = True
        return matched

    def _owner_now(self, iri: str) -> str | None:
        owner = self.old.owner(iri)
        return None if owner is None else self._now(owner)

    def _moved_texts(self) -> bool:
        """Match long texts that only one has that went and one that came, wherever they stand."""
        matched = False
        for kind in sorted(self._went):
            here = _by_text(self._left(kind), self._said)
            there = _by_text(self._free(kind), self._says)
            for text, formers in here.items():
                presents = there.get(text, [])
                if len(text) >= _LONG and len(formers) == len(presents) == 1:
                    self._take(formers[0], presents[0], 1.0, "the same text, elsewhere")
                    matched = True
        return matched

    def _edited_texts(self) -> bool:
        """Match texts that are nearly the same, in the same talk or event."""
        matched = False
        for kind in sorted(self._went):
            here: dict[str, list[str]] = defaultdict(list)
            there: dict[str, list[str]] = defaultdict(list)
            for iri in self._left(kind):
                owner = self._owner_now(iri)
                if iri in self._said and owner:
                    here[owner].append(iri)
            for iri in self._free(kind):
                if iri in self._says:
                    there[self.new.owner(iri) or ""].append(iri)
            for owner, formers in sorted(here.items()):
                likeness = {
                    (former, present): text_likeness(self._said[former], self._says[present])
                    for former in formers
                    for present in there.get(owner, ())
                }
                for former, present in _best(likeness, TEXTS_ALIKE_IN_PLACE):
                    sure = likeness[former, present]
                    if sure < TEXTS_ALIKE and not self._in_place(former, present):
                        continue
                    self._take(former, present, sure, f"{sure:.0%} of its text, said of the same")
                    matched = True
        return matched

    def _in_place(self, former: str, present: str) -> bool:
        """Tell whether two texts stand between the same others."""
        if not self.old.values(former, _PLACE) or not self.new.values(present, _PLACE):
            return False
        before, after = _beside(self.old, former)
        return (self._now_or_none(before), self._now_or_none(after)) == _beside(self.new, present)

    def _now_or_none(self, iri: str | None) -> str | None:
        return iri and (self._now(iri) or iri)

    # ── what has a name ──────────────────────────────────────────────────────────────────────

    def _told_alike(self) -> bool:
        """Match things by what else is told of them."""
        matched = False
        for kind in sorted(self._went):
            weighed = [pair for pair in self._pairs(kind) if pair.weight]
            scores = {(each.former, each.present): each.score for each in weighed}
            best = set(_best(scores, 0.0))
            for each in weighed:
                if (each.former, each.present) in best and convinces(kind, each):
                    self._take(each.former, each.present, each.coverage, why(each))
                    matched = True
        return matched

    def _pairs(self, kind: str) -> Iterator[Weighed]:
        formers = [iri for iri in self._left(kind) if iri not in self._said]
        presents = [iri for iri in self._free(kind) if iri not in self._says]
        if kind == "version" or not formers or not presents:
            return
        having: dict[Edge, list[str]] = defaultdict(list)
        for present in presents:
            for edge in self.new.evidence(present):
                having[edge].append(present)
        texts = {iri: _texts(self.new, iri) for iri in presents}
        saying: dict[str, list[str]] = defaultdict(list)
        for iri, told in texts.items():
            for text in told:
                saying[text].append(iri)
        for former in formers:
            edges = {e: now for e in self.old.evidence(former) if (now := self._edge_now(e))}
            said = _texts(self.old, former)
            lists = [having.get(now, []) for now in edges.values()]
            lists += [saying.get(text, []) for text in said]
            candidates = {each for some in lists if len(some) <= _CROWD for each in some}
            for present in sorted(candidates):
                yield self._scales.weigh(kind, former, present, edges, (said, texts[present]))

    def _become_one(self) -> bool:
        """Match things with those that were there before and of which now is told what was theirs.

        A name that is corrected to one that others have, or two talks that turn out to be one.
        """
        matched = False
        for kind in sorted(self._went):
            if kind in ("version", "source"):
                continue
            scores: dict[tuple[str, str], float] = {}
            weighed: dict[tuple[str, str], Weighed] = {}
            for former in self._left(kind):
                if former in self._said:
                    continue
                edges = {e: now for e in self.old.evidence(former) if (now := self._edge_now(e))}
                for present in self._gainers(kind, edges.values()):
                    gained = set(self.new.evidence(present)).difference(
                        now for e in self.old.evidence(present) if (now := self._edge_now(e))
                    )
                    each = self._scales.weigh(kind, former, present, edges, gained=gained)
                    if each.weight:
                        weighed[former, present], scores[former, present] = each, each.score
            for pair in _best(scores, 0.0, one_to_one=False):
                if convinces(kind, weighed[pair]):
                    each = weighed[pair]
                    self._take(*pair, each.coverage, why(each), shared=True)
                    matched = True
        return matched

    def _gainers(self, kind: str, edges: Iterable[Edge]) -> list[str]:
        found: set[str] = set()
        for edge in edges:
            found |= self.new.having(edge, kind) or frozenset()
        return sorted(iri for iri in found if iri in self.old)

    # ── files ────────────────────────────────────────────────────────────────────────────────

    def _same_bytes(self) -> None:
        """Match versions of files that have another name and the same bytes."""
        here = _by_value(self.old, self._left("version"), SHA256)
        there = _by_value(self.new, self._free("version"), SHA256)
        for sha256, formers in here.items():
            presents = there.get(sha256, [])
            if len(formers) == len(presents) == 1:
                self._take(formers[0], presents[0], 1.0, "the same bytes")

    def _sources(self) -> bool:
        """Match files by what is told in them."""
        formers, presents = self._left("source"), self._free("source")
        if not formers or not presents:
            return False
        told = {iri: set(self.new.told_in(iri)) for iri in presents}
        likeness: dict[tuple[str, str], float] = {}
        for former in formers:
            here = {now for iri in self.old.told_in(former) if (now := self._now(iri))}
            for present in presents:
                common = len(here & told[present])
                if common:
                    likeness[former, present] = common / max(len(here), len(told[present]))
        matched = False
        for former, present in _best(likeness, _ENOUGH):
            self._take(former, present, likeness[former, present], "the same is told in it")
            matched = True
        return matched

    def _earlier_versions(self) -> None:
        """Match the versions of files with those that the files have now."""
        for former in self._left("version"):
            for source in self.old.versions_of(former):
                now = self._now(source)
                for present in self.new.versions(now) if now else ():
                    self._take(former, present, 1.0, "an earlier version", shared=True)

    # ── what follows ─────────────────────────────────────────────────────────────────────────

    def _same_conclusions(self) -> None:
        """Match conclusions that say the same of the same things."""
        here: dict[object, list[str]] = defaultdict(list)
        there: dict[object, list[str]] = defaultdict(list)
        for iri in self._conclusions:
            ends = [self._edge_now(e) for e in _ends(self.old, iri)]
            if None not in ends:
                here[self.old.kind(iri), frozenset(ends)].append(iri)
        for iri in self._concluded:
            there[self.new.kind(iri), frozenset(_ends(self.new, iri))].append(iri)
        for key, formers in here.items():
            presents = there.get(key, [])
            if len(formers) == len(presents) == 1:
                self._take(formers[0], presents[0], 1.0, "the same conclusion on the same")


def _by_kind(graph: Described, iris: Iterable[str]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        kinds[graph.kind(iri)].append(iri)
    return dict(kinds)


def _by_text(iris: Iterable[str], texts: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        if iri in texts:
            found[texts[iri]].append(iri)
    return found


def _by_value(graph: Described, iris: Iterable[str], prop: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        for value in graph.values(iri, prop):
            found[value].append(iri)
    return found


def _order(graph: Described, iri: str) -> tuple[int, str]:
    places = graph.values(iri, _PLACE)
    return (int(places[0]) if places and places[0].isdigit() else 0, iri)


def _beside(graph: Described, iri: str) -> tuple[str | None, str | None]:
    """Return what stands before and after a text, of its kind and in the same talk or event."""
    owner, kind = graph.owner(iri), graph.kind(iri)
    there = [each for each in graph.said_in(owner or "") if graph.kind(each) == kind]
    row = [None, *sorted(there, key=lambda each: _order(graph, each)), None]
    place = row.index(iri)
    return row[place - 1], row[place + 1]


def _texts(graph: Described, iri: str) -> Counter[str]:
    """Return the texts of what was said in a talk or session, or of an event itself."""
    return Counter(text for each in graph.said_in(iri) if (text := graph.text(each)))


def _ends(graph: Described, iri: str) -> list[Edge]:
    """Return what a conclusion is about."""
    return [
        edge
        for edge in graph.outward(iri)
        if isinstance(edge.value, str) and edge.property not in _NO_ENDS
    ]


def _best(
    scores: Mapping[tuple[str, str], float], least: float, *, one_to_one: bool = True
) -> Iterator[tuple[str, str]]:
    """Yield the pairs that are by far the best of both sides, or of the first."""
    rows: dict[str, list[float]] = defaultdict(list)
    for (former, present), score in scores.items():
        rows[former].append(score)
        if one_to_one:
            rows[present].append(score)
    for (former, present), score in sorted(scores.items()):
        rivals = [*rows[former], *rows[present]] if one_to_one else rows[former]
        stronger = sum(rival > _MARGIN * score for rival in rivals)
        if score >= least and stronger == (2 if one_to_one else 1):
            yield former, present
