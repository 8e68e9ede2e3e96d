"""The judgements of the real notes name talks and posts that the reader finds."""

from pathlib import Path

import pytest
from measured import measured

from talkgraph.evaluation.against_judgements import evaluate
from talkgraph.evaluation.judgements import Judgements, read_judgements
from talkgraph.evaluation.matching import Matching
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base


@pytest.fixture(scope="module")
def kb(plain_real_kb: Path) -> KnowledgeBase:
    """The real notes, indexed without a model: only the matching is looked at."""
    return open_knowledge_base(plain_real_kb)


def both(corpus: Path, project: Path) -> Judgements:
    more = project / "tests" / "golden" / "judgements" / "notes-more.json"
    return read_judgements([corpus / "gold" / "notes.json", more])


def test_every_judged_talk_and_post_is_there(
    kb: KnowledgeBase, corpus: Path, project: Path
) -> None:
    matching, judged = Matching(kb), both(corpus, project)
    for query in judged.queries:
        assert len(matching.talks(query.relevant_talks)) == len(query.relevant_talks)
        # No two judgements of one query mean the same post.
        assert len(matching.posts(query.relevant_posts)) == len(query.relevant_posts)
    assert list(matching.missing) == []
    assert matching.outside == set()


def test_further_judgements_are_many_and_new(corpus: Path, project: Path) -> None:
    judged = both(corpus, project)
    queries = [each.query for each in judged.queries]
    assert len(set(queries)) == len(queries) >= 60
    assert len({each.id for each in judged.queries}) == len(queries)
    assert len(judged.no_answer) >= 10
    assert set(queries).isdisjoint(judged.no_answer)


def test_identities_do_not_depend_on_a_model(
    kb: KnowledgeBase, corpus: Path, project: Path
) -> None:
    judged = both(corpus, project)
    found = evaluate(kb, judged.model_copy(update={"queries": (), "related": (), "themes": ()}))
    assert found.missing == ()
    assert measured(found, "same talk", "pair F1") == 1
    assert measured(found, "who is who", "pair F1") > 0.98
