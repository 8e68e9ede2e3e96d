"""Themes that a user asks for: a text file with one a line, and what supports them.

A line is a name, or a name and the words and phrases that belong to it:

    on-call
    practice: game day, drill, chaos experiment

Blank lines and those that begin with # are passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from talkgraph.conclusions.themes.groups import Weights, pick, shares, together
from talkgraph.errors import InputError, because
from talkgraph.model import Topic, TopicAssignment
from talkgraph.model.meaning import families
from talkgraph.model.names import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSeed:
    """A theme that a user asks for: its name, and the words and phrases that belong to it."""

    name: str
    phrases: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The name and the phrases, each once whatever its case and hyphens."""
        return tuple({slug(each): each for each in (*reversed(self.phrases), self.name)}.values())


def read_seeds(path: Path) -> tuple[ThemeSeed, ...]:
    """Read the themes of a file, in the order of its lines.

    Raises `InputError` if it cannot be read, a name holds no letter, or two are the same.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"{path}: the themes cannot be read: {because(error)}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: the themes are not UTF-8 text; save them as that") from None
    seeds: dict[str, ThemeSeed] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, rest = (part.strip() for part in line.partition(":"))
        if not any(character.isalnum() for character in name):
            raise InputError(f"{path}:{number}: a theme needs a name before the colon")
        if slug(name) in seeds:
            raise InputError(
                f"{path}:{number}: there is a theme {name!r} already; keep one of the two lines"
            )
        phrases = (phrase.strip() for phrase in rest.split(","))
        seeds[slug(name)] = ThemeSeed(
            name=name,
            phrases=tuple(p for p in phrases if any(character.isalnum() for character in p)),
        )
    return tuple(seeds.values())


def seed_topic(seed: ThemeSeed) -> Topic:
    """Return the seed as a topic, so that whatever finds topics by label finds it."""
    return Topic(
        iri=f"seed:{slug(seed.name)}",
        label=seed.name,
        alternate_labels=tuple(each for each in seed.labels if each != seed.name),
        definition=seed.name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What supports a seed: passages by position, and concepts, each with a weight."""

    seed: ThemeSeed
    passages: Weights
    topics: Mapping[str, float]
    head: str | None


def supported(
    seeds: Sequence[ThemeSeed],
    found: Iterable[TopicAssignment],
    topics: Sequence[Topic],
    weights: Mapping[str, Weights],
    position: Mapping[str, int],
) -> tuple[Asked, ...]:
    """Return the seeds that any passage supports, in their order.

    A seed holds the passages in which its words stand (`found`: assignments to `seed_topic`s;
    `position` maps passages' IRIs) and those of the vocabulary's topics that it names, with the
    narrower ones. `weights` maps topics to the weights of passages.
    """
    said: dict[str, dict[int, float]] = {}
    for each in found:
        if each.target in position:
            said.setdefault(each.topic, {})[position[each.target]] = each.confidence
    family = families(topics)
    asked = []
    for seed in seeds:
        heads = _named(seed, topics)
        parts = pick(weights, {iri for head in heads for iri in family[head]})
        held = together((said.get(seed_topic(seed).iri, {}), *parts.values()))
        if held:
            head = heads[0] if heads else None
            asked.append(Asked(seed=seed, passages=held, topics=shares(parts), head=head))
    return tuple(asked)


def _named(seed: ThemeSeed, topics: Sequence[Topic]) -> list[str]:
    """Return the topics of which the seed says a label or, if none, the first word of a name."""
    asked = {slug(label) for label in seed.labels}
    exact = [
        topic.iri
        for topic in topics
        if asked & {slug(label) for label in (topic.label, *topic.alternate_labels)}
    ]
    begun = [
        topic.iri for topic in topics if any(slug(topic.label).startswith(f"{a}-") for a in asked)
    ]
    return sorted(exact) or sorted(begun)
