"""Evaluation against the groups of a programme: which count, what is asked, plain recipes."""

import json
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import numpy as np
import pytest
from click.testing import CliRunner
from measured import measured

from talkgraph.cli import main
from talkgraph.evaluation.against_judgements import evaluate
from talkgraph.evaluation.findings import Evaluation
from talkgraph.evaluation.groups.measured import measure_groups
from talkgraph.evaluation.groups.recipes import RECIPES, Recipes
from talkgraph.evaluation.groups.truth import Group, groups_that_count, tracks_of
from talkgraph.evaluation.judgements import Judgements
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.settings import Settings

SUBJECTS = {
    "Sailing devroom": "sails rigging canvas mast halyard reef jib spinnaker tack leeward",
    "Beekeeping": "hive honey swarm queen nectar brood comb pollen smoker apiary",
    "Pottery": "clay glaze kiln wheel slip bisque throwing stoneware porcelain firing",
}
_OTHER = "bakery dough oven railway signal timetable lantern glacier violin harvest ledger"
_FILLER = "people often ask what to do first and how to begin with it in practice at home"


_ABOUT = {"Sailing devroom": "sailing boats", "Beekeeping": "bee hives", "Pottery": "stone ware"}


def _talk(number: int, track: str, words: str, *, text: int = 260, speaker: bool = True) -> str:
    chance = Random(f"{track} {number}")
    terms = words.split()
    said = " ".join(chance.choices([*terms, *terms, *_FILLER.split()], k=80))[:text]
    first, second = chance.sample(terms, 2)
    about = f" of {_ABOUT[track]}" if track in _ABOUT else ""
    said = f"A talk{about}. {said}"
    title = escape(f"{first} and {second}{about} {number}")
    person = f'<person id="{number}">Speaker {chance.randrange(10**6)}</person>' if speaker else ""
    return (
        f'<event id="{number}"><date>2031-05-06T09:{number % 60:02}:00+02:00</date>'
        f"<start>09:{number % 60:02}</start><duration>00:10</duration><room>Hall</room>"
        f"<title>{title}</title><track>{escape(track)}</track>"
        f"<abstract>{escape(said)}</abstract><persons>{person}</persons></event>"
    )


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A programme of three tracks of nine talks that tell enough, and what does not count."""
    talks: list[str] = []
    for track, words in SUBJECTS.items():
        talks += [_talk(len(talks) + n, track, words) for n in range(9)]
    start = len(talks)
    talks += [_talk(start + n, "Lightning Talks", _OTHER) for n in range(12)]
    talks += [_talk(start + 20 + n, "Small", _OTHER) for n in range(7)]
    talks += [_talk(start + 30 + n, "Terse", _OTHER, text=60) for n in range(9)]
    talks += [_talk(start + 40 + n, "Nobody", _OTHER, speaker=False) for n in range(9)]
    folder = tmp_path_factory.mktemp("groups")
    (folder / "schedule.xml").write_text(
        '<?xml version="1.0"?><schedule><conference><title>QuayConf 2031</title>'
        "<start>2031-05-06</start><end>2031-05-06</end><time_zone_name>Europe/Lisbon"
        '</time_zone_name></conference><day index="1" date="2031-05-06"><room name="Hall">'
        f"{''.join(talks)}</room></day></schedule>",
        "utf-8",
    )
    sources = (folder / "schedule.xml",)
    build(BuildRequest(sources=sources, kb=folder / "kb", settings=Settings(model="hashing")))
    return open_knowledge_base(folder / "kb")


@pytest.fixture(scope="module")
def tracks(kb: KnowledgeBase) -> tuple[Group, ...]:
    return tracks_of(kb)


@pytest.fixture(scope="module")
def found(kb: KnowledgeBase, tracks: tuple[Group, ...]) -> Evaluation:
    measurements, outcomes = measure_groups(kb, tracks)
    return Evaluation(measurements=measurements, outcomes=outcomes)


def test_tracks_count_whose_talks_tell_enough(tracks: tuple[Group, ...]) -> None:
    # Not the form, not the few, not those without text or without a speaker.
    assert [(each.name, len(each.talks)) for each in tracks] == [
        (name, 9) for name in sorted(SUBJECTS)
    ]
    assert [each.asked for each in tracks] == ["Beekeeping", "Pottery", "Sailing"]


def test_too_many_talks_are_a_hall_and_no_group(kb: KnowledgeBase) -> None:
    telling = [iri for iri, each in kb.records.items() if each.speakers and each.track != "Terse"]
    assert len(telling) == 46
    assert groups_that_count(kb, {"hall": telling}) == ()
    [room] = groups_that_count(kb, {"room": telling[1:], "closet": telling[:7]})
    assert (room.name, len(room.talks)) == ("room", 45)


def test_every_task_is_measured_beside_plain_recipes(found: Evaluation) -> None:
    systems: dict[tuple[str, str], list[str]] = {}
    for each in found.measurements:
        systems.setdefault((each.task, each.measure), []).append(each.system)
    assert systems == {
        ("themes (tracks)", "NMI"): ["talkgraph", "k-means"],
        ("themes (tracks)", "best F1"): ["talkgraph", "k-means"],
        ("themes (tracks)", "themes"): ["talkgraph", "k-means"],
        ("related talks (tracks)", "share of first 5"): ["talkgraph", *RECIPES],
        ("search (tracks)", "nDCG@10"): ["talkgraph", *RECIPES],
    }


def test_tracks_with_words_of_their_own_are_found(found: Evaluation) -> None:
    for system in ("talkgraph", "mean vectors", "TF-IDF", "sum 1 + 0.5", "sum 1 + 1"):
        related = measured(found, "related talks (tracks)", "share of first 5", system)
        assert related > 0.9, system
    assert measured(found, "themes (tracks)", "NMI", "k-means") > 0.9
    assert measured(found, "themes (tracks)", "NMI") > 0.8
    assert measured(found, "themes (tracks)", "best F1") > 0.8


def test_a_wrong_truth_gets_a_low_figure(kb: KnowledgeBase, tracks: tuple[Group, ...]) -> None:
    talks = sorted(iri for group in tracks for iri in group.talks)
    mixed = [Group(name=f"mix {n}", talks=frozenset(talks[n::3])) for n in range(3)]
    measurements, _ = measure_groups(kb, mixed, "mixed")
    wrong = Evaluation(measurements=measurements, outcomes=())
    assert measured(wrong, "themes (mixed)", "NMI") < 0.4
    assert measured(wrong, "related talks (mixed)", "share of first 5") < 0.5


def test_outcomes_name_what_was_sought_and_what_came(found: Evaluation) -> None:
    outcomes = {each.id: each for each in found.outcomes if each.task == "themes (tracks)"}
    assert set(outcomes) == set(SUBJECTS)
    for each in outcomes.values():
        assert len(each.expected) == 9
        assert len(each.found) > 1, "the name of a theme, then its talks"


def test_one_group_alone_is_nothing_to_tell_apart(
    kb: KnowledgeBase, tracks: tuple[Group, ...]
) -> None:
    assert measure_groups(kb, tracks[:1]) == ((), ())


# ── judged groups ────────────────────────────────────────────────────────────────────────────


def test_judged_groups_are_measured_as_tracks_are(
    kb: KnowledgeBase, tracks: tuple[Group, ...], found: Evaluation
) -> None:
    names = {iri: record.name for iri, record in kb.records.items()}
    groups = [
        {"group": each.name, "talks": sorted(names[iri] for iri in each.talks)} for each in tracks
    ]
    judged = evaluate(kb, Judgements.model_validate_json(json.dumps({"groups": groups})))
    assert [each.value for each in judged.measurements] == [
        each.value for each in found.measurements
    ]
    assert {each.task for each in judged.measurements} == {
        "themes (groups)",
        "related talks (groups)",
        "search (groups)",
    }


def test_eval_prints_the_figures_of_the_tracks(kb: KnowledgeBase) -> None:
    folder: Path = kb.parts.folder.parents[1]
    answer = CliRunner().invoke(main, ["eval", "--self", "--kb", str(folder), "--format", "csv"])
    assert answer.exit_code == 0, answer.output
    for line in (
        "themes (tracks),NMI,k-means,",
        "related talks (tracks),share of first 5,sum 1 + 0.5,",
        "search (tracks),nDCG@10,talkgraph,",
    ):
        assert line in answer.stdout


# ── recipes ──────────────────────────────────────────────────────────────────────────────────


def test_the_sum_is_of_standard_scores(kb: KnowledgeBase, tracks: tuple[Group, ...]) -> None:
    talks = sorted(tracks[0].talks | tracks[1].talks)
    near = Recipes(kb, talks).near(3)
    others = [place for place in range(len(talks)) if place != 3]
    meaning, words = (near[name][others] for name in ("mean vectors", "TF-IDF"))
    plain = (meaning - meaning.mean()) / meaning.std() + 0.5 * (words - words.mean()) / words.std()
    assert near["sum 1 + 0.5"][others] == pytest.approx(plain)
    assert near["mean vectors"][3] == pytest.approx(1)
    assert near["TF-IDF"][3] == pytest.approx(1)


def test_a_query_without_known_words_is_answered_by_meaning_alone(
    kb: KnowledgeBase, tracks: tuple[Group, ...]
) -> None:
    found = Recipes(kb, sorted(tracks[0].talks)).found("zzyzx")
    assert not found["TF-IDF"].any()
    assert np.isfinite(found["sum 1 + 1"]).all()


def test_k_means_gives_the_same_clusters_every_time(
    kb: KnowledgeBase, tracks: tuple[Group, ...]
) -> None:
    recipes = Recipes(kb, sorted({talk for group in tracks for talk in group.talks}))
    assert recipes.k_means(3) == recipes.k_means(3)
    assert len(set(recipes.k_means(3))) == 3
