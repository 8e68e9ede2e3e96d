"""Evaluation from judgements to numbers: reading, matching, baselines, the command."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from measured import measured

from talkgraph.cli import main
from talkgraph.errors import InputError
from talkgraph.evaluation.against_judgements import evaluate
from talkgraph.evaluation.baselines import Retriever, retrievers
from talkgraph.evaluation.findings import Evaluation
from talkgraph.evaluation.judgements import JudgedPost, Judgements, read_judgements
from talkgraph.evaluation.matching import MISSING, Matching
from talkgraph.evaluation.self_labels import evaluate_self
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model import PassageKind

CAN = "devopsdays-hartford-2019#can"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


@pytest.fixture(scope="module")
def judged_by_itself(kb: KnowledgeBase) -> Evaluation:
    return evaluate_self(kb)


@pytest.fixture(scope="module")
def gold(project: Path) -> Path:
    return project / "tests" / "golden" / "judgements" / "sample.json"


@pytest.fixture(scope="module")
def short(gold: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of each section, for what only looks at how the answer is shown."""
    read = json.loads(gold.read_text("utf-8"))
    some = {name: part[:2] if isinstance(part, list) else part for name, part in read.items()}
    path = tmp_path_factory.mktemp("judgements") / "short.json"
    path.write_text(json.dumps(some), "utf-8")
    return path


def judgements(**sections: object) -> Judgements:
    return Judgements.model_validate_json(json.dumps(sections))


def talk(kb: KnowledgeBase, name: str) -> str:
    return kb.find_talk(name).iri


# ── reading ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", ":1: not JSON"),
        ('{"queries": [],\n "themes": [}', ":2: not JSON"),
        ("[]", "at the top"),
        ("{}", "holds no judgements"),
        ('{"files": {"a": 1}}', "holds no judgements"),
        ('{"queries": [{"relevant_talks": {}}]}', "at queries[0].query"),
        ('{"queries": [{"query": "?!"}]}', "at queries[0].query"),
        ('{"queries": [{"query": "a", "relevant_talks": {"t": -1}}]}', "relevant_talks.t"),
        ('{"queries": [{"query": "a", "relevant_talks": {"t": "2"}}]}', "relevant_talks.t"),
        (
            '{"queries": [{"query": "a", "relevant_posts": [{"talk": "t", "grade": 1}]}]}',
            "a post needs a mark, a prefix or a line at queries[0].relevant_posts[0]",
        ),
        ('{"no_answer": "a question"}', "at no_answer"),
    ],
)
def test_a_wrong_file_is_named_with_the_place(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_judgements([path])
    assert "gold.json" in str(caught.value)
    assert complaint in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"about": "\xe9"}')
    for name, complaint in (("absent.json", "cannot be read"), ("latin.json", "not UTF-8")):
        with pytest.raises(InputError, match=f"{name}.*{complaint}"):
            read_judgements([tmp_path / name])


def test_several_files_are_put_together(tmp_path: Path, gold: Path) -> None:
    more = tmp_path / "more.json"
    more.write_text('{"queries": [{"query": "boats"}], "no_answer": ["cheese"]}', "utf-8")
    one, both = read_judgements([gold]), read_judgements([gold, more])
    assert len(both.queries) == len(one.queries) + 1
    assert both.no_answer == (*one.no_answer, "cheese")
    assert both.themes == one.themes


# ── matching ─────────────────────────────────────────────────────────────────────────────────


def test_a_talk_is_known_by_file_and_anchor_or_by_name(kb: KnowledgeBase) -> None:
    matching, iri = Matching(kb), talk(kb, "devopsdays-hartford-2019/can")
    for name in (CAN, f"{CAN} ", iri, "devopsdays-hartford-2019/can"):
        assert matching.talk(name) == iri, name
    # A talk without an anchor is named by its title.
    assert matching.talk("harbourconf-2021#A Platform Nobody Asked For") == talk(
        kb, "harbourconf-2021/a-platform-nobody-asked-for"
    )
    assert not matching.missing
    assert not matching.outside


def test_what_is_missing_counts_and_what_lies_outside_does_not(kb: KnowledgeBase) -> None:
    matching = Matching(kb)
    grades = matching.talks({CAN: 2, "devopsdays-hartford-2019#nobody": 1, "elsewhere#x": 2})
    assert sorted(grades.values()) == [1, 2]
    assert list(matching.missing) == ["devopsdays-hartford-2019#nobody"]
    assert matching.outside == {"elsewhere#x"}
    assert any(iri.startswith(MISSING) for iri in grades)


def test_a_post_is_known_by_mark_first_words_or_line(kb: KnowledgeBase) -> None:
    said = kb.talk("devopsdays-hartford-2019/can").said
    pay = next(each for each in said if each.text.startswith("Nights and weekends"))
    intro = next(each for each in said if "makes an on-call culture" in each.text)
    named = {
        "mark": JudgedPost(talk=CAN, grade=1, mark=pay.iri.rsplit("/", 1)[-1]),
        "words": JudgedPost(talk=CAN, grade=1, prefix="Nights and *weekends* on call must be"),
        "wrong line": JudgedPost(talk=CAN, grade=1, prefix="Nights and weekends", line=3),
        "line": JudgedPost(talk=CAN, grade=1, line=pay.line),
    }
    for how, post in named.items():
        assert Matching(kb).posts([post]) == {pay.iri: 1}, how
    lead_in = JudgedPost(talk=CAN, grade=2, prefix="Next up: @srhtcn on what makes an on-")
    assert Matching(kb).posts([lead_in]) == {intro.iri: 2}


def test_a_post_that_is_not_there_is_missing(kb: KnowledgeBase) -> None:
    matching = Matching(kb)
    wanted = [
        JudgedPost(talk=CAN, grade=1, prefix="Words that nobody has said"),
        JudgedPost(talk=CAN, grade=1, mark="0000000000"),
        JudgedPost(talk="devopsdays-hartford-2019#nobody", grade=1, line=1),
        JudgedPost(talk="elsewhere#x", grade=1, line=1),
    ]
    assert len(matching.posts(wanted)) == 3
    assert len(matching.missing) == 4  # three posts, and the talk of one


# ── baselines ────────────────────────────────────────────────────────────────────────────────


def systems(kb: KnowledgeBase) -> dict[str, Retriever]:
    return {each.name: each for each in retrievers(kb)}


def test_the_built_in_answers_are_those_of_the_knowledge_base(kb: KnowledgeBase) -> None:
    built_in = systems(kb)["talkgraph"]
    hits = kb.search("paid for being on call", kind="talk", limit=5)
    assert built_in.talks("paid for being on call", 5) == tuple(hit.iri for hit in hits)
    related = kb.related(hits[0].iri, limit=3)
    assert built_in.related(hits[0].iri, 3) == tuple(each.iri for each in related)


def test_dense_ranks_by_cosine_and_a_talk_by_its_best_passage(kb: KnowledgeBase) -> None:
    query, parts = "game days and chaos experiments", kb.parts
    cosines = parts.vectors.rows() @ parts.encoder.encode([query])[0]
    best: dict[str, float] = {}
    talks = {record.iri for record in parts.records if record.is_talk}
    for passage, cosine in zip(parts.passages, cosines.tolist(), strict=True):
        if passage.talk in talks:
            best[passage.talk] = max(cosine, best.get(passage.talk, 0.0))
    found = systems(kb)["dense"].talks(query, 5)
    assert list(found) == sorted(talks, key=lambda iri: (-best[iri], iri))[:5]


def test_bm25_finds_only_what_shares_a_word(kb: KnowledgeBase) -> None:
    texts = {passage.iri: passage.text for passage in kb.parts.passages}
    found = systems(kb)["BM25"].posts("wordpress", 10)
    assert len(found) == 1
    assert "wordpress" in texts[found[0]]
    assert systems(kb)["BM25"].talks("xylophone", 10) == ()


def test_fusion_adds_reciprocal_ranks(kb: KnowledgeBase) -> None:
    import numpy as np

    from talkgraph.evaluation.baselines import _fuse

    words, meaning = np.array([0.0, 3.0, 1.0]), np.array([0.9, 0.5, 0.8])
    assert _fuse(words, meaning) == pytest.approx([1 / 61, 1 / 61 + 1 / 63, 1 / 62 + 1 / 62])


@pytest.mark.parametrize("name", ["BM25", "dense", "RRF", "talkgraph"])
def test_every_system_answers_without_repeating(kb: KnowledgeBase, name: str) -> None:
    system = systems(kb)[name]
    here = talk(kb, "harbourconf-2021/calloway")
    kinds = {passage.iri: passage.kind for passage in kb.parts.passages}
    posts = system.posts("on call", 20)
    assert {kinds[iri] for iri in posts} <= {PassageKind.POST, PassageKind.NOTE}
    for answers in (posts, system.talks("on call", 20), system.related(here, 20)):
        assert answers
        assert len(set(answers)) == len(answers)
    assert here not in system.related(here, 20)


def test_the_plain_ways_find_a_repeated_talk(kb: KnowledgeBase) -> None:
    here = talk(kb, "harbourconf-2021/calloway")
    twin = talk(kb, "harbourconf-2022/calloway")
    for name, system in systems(kb).items():
        assert system.related(here, 1) == (twin,), name


# ── measuring ────────────────────────────────────────────────────────────────────────────────


def test_the_sample_is_measured_whole(kb: KnowledgeBase, gold: Path) -> None:
    found = evaluate(kb, read_judgements([gold]))
    assert found.missing == ()
    assert found.outside == 0
    tasks = {(each.task, each.measure) for each in found.measurements}
    assert tasks == {
        *((task, m) for task in ("talks", "posts") for m in ("nDCG@10", "MRR", "recall@10")),
        ("related talks", "nDCG@5"),
        ("abstracts", "MRR"),
        ("themes", "best F1"),
        ("themes", "themes"),
        *((task, m) for task in ("who is who", "same talk") for m in _PAIRS),
        ("no answer", "share"),
        ("answered", "share"),
    }
    assert measured(found, "who is who", "pair F1") == 1
    assert measured(found, "same talk", "pair F1") == 1
    assert measured(found, "themes", "themes") == len(kb.themes())
    # Letters alone must already find most talks; a broken match would find none.
    assert measured(found, "talks", "nDCG@10") > 0.8
    for each in found.measurements:
        assert each.low is None or each.high is None or each.low <= each.value <= each.high
    for system in ("BM25", "dense", "RRF"):
        of_talks = next(
            each
            for each in found.measurements
            if (each.task, each.measure, each.system) == ("talks", "nDCG@10", system)
        )
        assert of_talks.behind == pytest.approx(
            measured(found, "talks", "nDCG@10") - measured(found, "talks", "nDCG@10", system)
        )


_PAIRS = ("pair F1", "precision", "recall")


def test_a_missing_talk_costs_recall(kb: KnowledgeBase) -> None:
    lost = {CAN: 1, "devopsdays-hartford-2019#nobody": 1}
    found = evaluate(
        kb, judgements(queries=[{"query": "healthy on-call culture", "relevant_talks": lost}])
    )
    assert measured(found, "talks", "recall@10") == 0.5
    assert found.missing == ("devopsdays-hartford-2019#nobody",)


def test_a_query_on_other_notes_does_not_count(kb: KnowledgeBase) -> None:
    elsewhere = {"query": "on call", "relevant_talks": {"elsewhere#x": 2}}
    here = {"query": "on call", "relevant_talks": {CAN: 2}}
    found = evaluate(kb, judgements(queries=[elsewhere, here]))
    assert {each.count for each in found.measurements if each.task == "talks"} == {1}
    assert found.outside == 1


def test_grade_nought_is_no_answer(kb: KnowledgeBase) -> None:
    found = evaluate(kb, judgements(queries=[{"query": "on call", "relevant_talks": {CAN: 0}}]))
    assert found.measurements == ()


def test_two_people_in_one_and_one_in_two_are_seen(kb: KnowledgeBase) -> None:
    calloway = ["harbourconf-2021#calloway", "harbourconf-2022#calloway"]
    people: list[dict[str, Any]] = [
        {"name": "Ines Calloway", "talks": calloway[:1]},
        {"name": "Another Calloway", "aliases": ["Ines Calloway"], "talks": calloway[1:]},
    ]
    joined = evaluate(kb, judgements(people=people))
    assert measured(joined, "who is who", "precision") < 1
    absent = [{"name": "Ines Calloway", "talks": [calloway[0], CAN]}]
    assert measured(evaluate(kb, judgements(people=absent)), "who is who", "recall") < 1


def test_a_false_repeat_and_a_missed_one_are_seen(kb: KnowledgeBase) -> None:
    calloway = ["harbourconf-2021#calloway", "harbourconf-2022#calloway"]
    denied = evaluate(
        kb, judgements(repeat_groups=[{"kind": "alike, NOT the same talk", "talks": calloway}])
    )
    assert measured(denied, "same talk", "precision") == 0
    assert denied.outcomes[0].found == ("one talk",)
    claimed = [{"kind": "same talk", "talks": [CAN, "devopsdays-hartford-2019#yee"]}]
    assert measured(evaluate(kb, judgements(repeat_groups=claimed)), "same talk", "recall") == 0


def test_twice_the_same_question_gives_twice_the_same_answer(sample_kb: Path, gold: Path) -> None:
    asked = read_judgements([gold])
    first, second = (evaluate(open_knowledge_base(sample_kb), asked) for _ in range(2))
    assert first == second


# ── labels that the corpus holds ─────────────────────────────────────────────────────────────


def test_hidden_passages_are_found_no_more_and_others_are(kb: KnowledgeBase) -> None:
    hit = kb.search("wordpress", kind="post")[0]
    passage = next(each for each in kb.passages() if each.iri == hit.iri)
    without = kb.without([passage])
    left = {each.iri for each in without.passages()}
    assert {each.iri for each in kb.passages()} - left == {hit.iri}
    assert hit.iri not in {each.iri for each in without.search(hit.text, limit=200)}
    assert hit.iri in {each.iri for each in kb.search(hit.text, limit=200)}
    for system in retrievers(without):
        assert hit.iri not in system.posts(hit.text, 200)


def test_a_quote_is_hidden_with_its_post(kb: KnowledgeBase) -> None:
    quote = next(each for each in kb.passages() if each.kind == PassageKind.QUOTE)
    post = next(
        each
        for each in kb.passages()
        if each.talk == quote.talk and each.iri != quote.iri and quote.text in each.text
    )
    left = {each.iri for each in kb.without([post]).passages()}
    assert not left & {quote.iri, post.iri}


def test_nothing_that_rests_on_a_hidden_passage_is_left(kb: KnowledgeBase) -> None:
    hit = kb.search("wordpress", kind="post")[0]
    talk = [each for each in kb.passages() if each.talk == hit.talk]
    said = [each for each in talk if each.kind != PassageKind.TALK]
    assert {iri: each.topics for iri, each in kb.without(()).records.items()} == {
        iri: each.topics for iri, each in kb.records.items()
    }
    parts = kb.without(said).parts
    row = [each.iri for each in parts.records].index(hit.talk)
    assert kb.parts.talk_lexical.scores("wordpress")[row] > 0
    assert parts.talk_lexical.scores("wordpress")[row] == 0
    assert set(parts.records[row].topics) < set(kb.parts.records[row].topics)


def test_the_corpus_judges_itself(judged_by_itself: Evaluation) -> None:
    found = judged_by_itself
    asked = {each.question for each in found.outcomes if each.task == "post to talk"}
    assert len(asked) > 100
    chance = sum(1 / n for n in range(1, 15)) / 14
    assert measured(found, "post to talk", "MRR") > 2 * chance
    # Two talks are one: each of their posts looks for the other, and never finds itself.
    twins = [each for each in found.outcomes if each.task == "talk to twin"]
    assert {each.expected for each in twins} == {
        ("harbourconf-2021/calloway (1)",),
        ("harbourconf-2022/calloway (1)",),
    }
    assert all(each.id.rsplit("/", 1)[0] not in each.found for each in twins)
    assert measured(found, "talk to twin", "MRR") > 2 * chance


# ── the command ──────────────────────────────────────────────────────────────────────────────


def test_json_has_the_documented_shape(sample_kb: Path, short: Path) -> None:
    arguments = ("eval", str(short), "--kb", str(sample_kb), "--format", "json", "--worst", "1")
    answer = json.loads(run(*arguments).stdout)
    assert set(answer) == {"measurements", "worst", "missing", "outside"}
    assert set(answer["measurements"][0]) == {
        *("task", "measure", "system", "value", "low", "high", "count"),
        *("behind", "behind_low", "behind_high"),
    }
    assert set(answer["worst"][0]) == {
        *("task", "id", "question", "measure", "score", "expected", "found"),
    }
    assert len({each["task"] for each in answer["worst"]}) == len(answer["worst"])


def test_the_table_shows_intervals_and_the_worst(sample_kb: Path, short: Path) -> None:
    shown = run("eval", str(short), "--kb", str(sample_kb), "--worst", "1").stdout
    for words in ("nDCG@10", "BM25", "dense", "RRF", "best F1", "expected:", "came:"):
        assert words in shown
    assert max(map(len, shown.split("expected:")[0].splitlines())) <= 100
    assert "expected:" not in run("eval", str(short), "--kb", str(sample_kb)).stdout


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_spreadsheets_hold_one_table(
    sample_kb: Path, short: Path, form: str, delimiter: str
) -> None:
    for more, column in (((), "value"), (("--worst", "2"), "score")):
        arguments = ("eval", str(short), "--kb", str(sample_kb), "--format", form, *more)
        rows = list(csv.DictReader(io.StringIO(run(*arguments).stdout), delimiter=delimiter))
        assert rows
        assert all(float(row[column]) >= 0 for row in rows)


def test_what_is_missing_goes_to_standard_error(sample_kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "gold.json"
    talks = {CAN: 1, "devopsdays-hartford-2019#nobody": 1, "elsewhere#x": 1}
    path.write_text(json.dumps({"queries": [{"query": "on call", "relevant_talks": talks}]}))
    result = run("eval", str(path), "--kb", str(sample_kb))
    assert "not in the knowledge base: devopsdays-hartford-2019#nobody" in result.stderr
    assert "1 judged talks and posts of other sources" in result.stderr


def test_the_command_wants_judgements_or_self(sample_kb: Path, gold: Path) -> None:
    assert run("eval", "--kb", str(sample_kb)).exit_code == 2
    assert run("eval", str(gold), "--self", "--kb", str(sample_kb)).exit_code == 2
    missing = run("eval", "absent.json", "--kb", str(sample_kb))
    assert (missing.exit_code, "absent.json" in missing.stderr) == (1, True)


def test_the_command_lets_the_corpus_judge_itself_alike(
    sample_kb: Path, judged_by_itself: Evaluation
) -> None:
    answer = json.loads(run("eval", "--self", "--kb", str(sample_kb), "--format", "json").stdout)
    values = [(each["task"], each["measure"], each["value"]) for each in answer["measurements"]]
    assert values == [
        (each.task, each.measure, each.value) for each in judged_by_itself.measurements
    ]
