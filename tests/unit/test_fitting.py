"""`eval --fit`: what judged queries say of how sure a search is, for the model in use."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from talkgraph.cli import main
from talkgraph.errors import InputError
from talkgraph.evaluation.fitting import Asked, fit, fitted_to, is_kept_aside
from talkgraph.evaluation.judgements import JudgedQuery, Judgements, read_judgements
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.search.encoders.fitted import FILE, UNKNOWN, Fitted, Signals


def drawn(truth: Fitted, count: int) -> list[Asked]:
    """Queries that have an answer as often as the truth says."""
    random = np.random.default_rng(13)
    nears, shares = random.normal(0.4, 0.1, count), random.uniform(0, 1, count)
    signals = [
        Signals(near=float(near), held=float(held), passages=300)
        for near, held in zip(nears, shares, strict=True)
    ]
    return [
        Asked(query=f"query {n}", answerable=bool(random.random() < truth.sure(x)), signals=x)
        for n, x in enumerate(signals)
    ]


def test_what_many_queries_say_is_found_again() -> None:
    truth = replace(UNKNOWN, near=2.0, held=4.0, constant=2.5)
    found = fitted_to(drawn(truth, 6000), UNKNOWN)
    assert found.near == pytest.approx(truth.near, abs=0.3)
    assert found.held == pytest.approx(truth.held, abs=0.6)
    assert (found.size, found.answer) == (UNKNOWN.size, UNKNOWN.answer)


def test_few_queries_change_little_and_an_unlikely_start_does_no_harm() -> None:
    truth = replace(UNKNOWN, near=2.0, held=4.0, constant=2.5)
    few = fitted_to(drawn(truth, 12), UNKNOWN)
    assert abs(few.near - UNKNOWN.near) < 1.5
    far = fitted_to(drawn(truth, 6000), replace(UNKNOWN, constant=40.0))
    assert far.constant < 10.0
    assert abs(far.near) < 10.0


def test_as_many_queries_of_a_sort_as_there_are_weigh_the_same() -> None:
    asked = drawn(UNKNOWN, 300)
    more = [*asked, *(each for each in asked if each.answerable for _ in range(3))]
    once, again = fitted_to(asked, UNKNOWN), fitted_to(more, UNKNOWN)
    middling = Signals(near=0.38, held=0.5, passages=300)
    assert abs(once.sure(middling) - again.sure(middling)) < 0.1


def test_a_third_is_kept_aside_whatever_the_order() -> None:
    queries = [f"a query about kiln {number} and glaze" for number in range(300)]
    assert 60 < sum(map(is_kept_aside, queries)) < 140
    assert is_kept_aside("ab") == (sum(map(ord, "ab")) % 3 == 2)


def judged(answered: int, unanswered: int) -> Judgements:
    return Judgements(
        queries=tuple(JudgedQuery(query=f"on-call pager pay {n}") for n in range(answered)),
        no_answer=tuple(f"zebra quagga okapi {n}" for n in range(unanswered)),
    )


def test_too_few_queries_are_refused(sample_kb: Path) -> None:
    kb = open_knowledge_base(sample_kb)
    with pytest.raises(InputError, match="only 9 judged queries"):
        fit(kb, judged(9, 20))
    with pytest.raises(InputError, match="only 3 judged no_answer"):
        fit(kb, judged(20, 3))


def test_a_query_whose_talks_lie_elsewhere_does_not_count(sample_kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "gold.json"
    elsewhere = [{"query": f"kiln {n}", "relevant_talks": {"elsewhere-2031#a": 2}} for n in "abcde"]
    queries = [{"query": f"pager {n}"} for n in range(12)]
    given = {"queries": [*queries, *elsewhere], "no_answer": [f"zebra {n}" for n in range(12)]}
    path.write_text(json.dumps(given), encoding="utf-8")
    assert fit(open_knowledge_base(sample_kb), read_judgements([path])).count == 24


def test_what_was_fitted_is_kept_and_used(sample_kb: Path, tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    shutil.copytree(sample_kb, kb)
    gold = tmp_path / "gold.json"
    gold.write_text(judged(15, 15).model_dump_json(), encoding="utf-8")
    before = open_knowledge_base(kb).parts.engine.fits
    done = CliRunner().invoke(main, ["eval", str(gold), "--fit", "--kb", str(kb)])
    assert done.exit_code == 0, done.output
    assert "kept aside" in done.output
    assert (kb / FILE).is_file()
    after = open_knowledge_base(kb).parts.engine.fits
    assert (after.near, after.held, after.constant) != (before.near, before.held, before.constant)
    again = (kb / FILE).read_bytes()
    CliRunner().invoke(main, ["eval", str(gold), "--fit", "--kb", str(kb)])
    assert (kb / FILE).read_bytes() == again
    (kb / FILE).unlink()
    assert open_knowledge_base(kb).parts.engine.fits == before


def test_to_fit_takes_judgements(sample_kb: Path) -> None:
    done = CliRunner().invoke(main, ["eval", "--self", "--fit", "--kb", str(sample_kb)])
    assert done.exit_code == 2
    assert "--self" in done.output
