"""How sure a search is that there is an answer, for each encoder by what was fitted for it."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.model import Topic
from talkgraph.search.encoders.fitted import (
    FILE,
    FITTED,
    UNKNOWN,
    Signals,
    fitted,
    keep_fitted,
    kept_fitted,
)
from talkgraph.search.encoders.hashing import HashingEncoder
from talkgraph.search.query_topics import TopicSpace
from talkgraph.settings import PACKAGED_MODEL

MIDDLING = Signals(near=0.4, held=0.5, passages=500)


class Foreign(HashingEncoder):
    """An encoder that nobody fitted."""

    name = "a model of one's own"
    fingerprint = "one"


def space_of(count: int) -> TopicSpace:
    rows = np.random.default_rng(3).normal(size=(count, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    topics = [Topic(iri=f"t/{n:02}", label=f"topic {n}") for n in range(count)]
    return TopicSpace(topics, rows)


def test_the_formula_by_hand() -> None:
    found = replace(UNKNOWN, near=2.0, held=8.0, size=1.0, constant=3.0, mean=0.2, deviation=0.1)
    expected = 1 / (1 + math.exp(-(2 * 2.0 + 8 * 0.5**3 - math.log(500) + 3)))
    assert found.sure(MIDDLING) == pytest.approx(expected)
    assert found.sure(replace(MIDDLING, passages=0)) == 0.0


@pytest.mark.parametrize(
    "surer",
    [
        replace(MIDDLING, near=0.5),
        replace(MIDDLING, held=0.9),
        replace(MIDDLING, passages=100),
    ],
)
def test_nearer_in_its_words_and_among_fewer_is_surer(surer: Signals) -> None:
    assert UNKNOWN.sure(surer) > UNKNOWN.sure(MIDDLING) + 0.1


def test_an_encoder_that_nobody_fitted_is_read_on_its_own_scale() -> None:
    space = space_of(60)
    own = fitted(Foreign(), space)
    assert (own.mean, own.deviation) == space.scale
    mean, deviation = space.scale
    like = mean + (MIDDLING.near - UNKNOWN.mean) / UNKNOWN.deviation * deviation
    assert own.sure(replace(MIDDLING, near=like)) == pytest.approx(UNKNOWN.sure(MIDDLING))
    assert fitted(Foreign(), space_of(40)) == UNKNOWN  # too few topics to show a scale
    assert fitted(Foreign()) == UNKNOWN
    assert own.languages == ()


def test_the_packaged_model_has_its_own_figures_whatever_the_vocabulary() -> None:
    packaged = HashingEncoder()
    packaged.name = PACKAGED_MODEL
    assert fitted(packaged, space_of(60)) == FITTED[PACKAGED_MODEL]
    assert FITTED[PACKAGED_MODEL].languages == ("en",)


def test_what_is_fitted_anew_is_kept_for_this_very_encoder(tmp_path: Path) -> None:
    found = replace(UNKNOWN, constant=1.5, languages=("fr",))
    assert kept_fitted(tmp_path, Foreign()) is None
    assert keep_fitted(tmp_path, Foreign(), found) == tmp_path / FILE
    assert kept_fitted(tmp_path, Foreign()) == found
    other = Foreign()
    other.fingerprint = "two"
    assert kept_fitted(tmp_path, other) is None
    assert kept_fitted(tmp_path, HashingEncoder()) is None


@pytest.mark.parametrize("text", ["", "{}", '{"encoder": "x", "fingerprint": "y", "fitted": 3}'])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeBaseDamaged, match=r"fitted\.json: .*; delete it, or fit again"):
        kept_fitted(tmp_path, Foreign())
