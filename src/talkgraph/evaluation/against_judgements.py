"""Measures a knowledge base, and the baselines beside it, against judgements."""

from collections.abc import Sequence

from talkgraph.evaluation.baselines import Retriever, retrievers
from talkgraph.evaluation.findings import BUILT_IN, Evaluation, Found, Outcome, mean_of
from talkgraph.evaluation.groupings import people, same_talks, themes
from talkgraph.evaluation.groups.measured import measure_groups
from talkgraph.evaluation.groups.truth import judged_groups
from talkgraph.evaluation.judgements import Judgements
from talkgraph.evaluation.matching import MISSING, Matching, names_of
from talkgraph.evaluation.rankings import Question, ask_posts, ask_related, ask_talks, measure
from talkgraph.knowledge.base import KnowledgeBase

_OF_QUERIES = ("nDCG@10", "MRR", "recall@10")


def evaluate(kb: KnowledgeBase, judgements: Judgements) -> Evaluation:
    """Measure all that was judged; sections that are empty or lie outside are left out."""
    matching = Matching(kb)
    asked = retrievers(kb)
    parts = (
        *_rankings(kb, judgements, matching, asked),
        themes(kb, judgements, matching),
        measure_groups(kb, judged_groups(kb, judgements, matching), "groups"),
        people(kb, judgements, matching),
        same_talks(kb, judgements, matching),
        _unanswered(kb, judgements, asked[0]),
    )
    return Evaluation(
        measurements=tuple(each for measured, _ in parts for each in measured),
        outcomes=tuple(each for _, outcomes in parts for each in outcomes),
        missing=tuple(matching.missing),
        outside=len(matching.outside),
    )


def _rankings(
    kb: KnowledgeBase, judgements: Judgements, matching: Matching, asked: Sequence[Retriever]
) -> tuple[Found, ...]:
    queries = [(each.id or f"query {n}", each) for n, each in enumerate(judgements.queries, 1)]
    talks = [
        Question(key=key, asked=q.query, shown=q.query, grades=matching.talks(q.relevant_talks))
        for key, q in queries
    ]
    posts = [
        Question(key=key, asked=q.query, shown=q.query, grades=matching.posts(q.relevant_posts))
        for key, q in queries
    ]
    related = [
        Question(key=each.talk, asked=talk, shown=each.talk, grades=matching.talks(each.related))
        for each in judgements.related
        if (talk := matching.talk(each.talk)) is not None and not talk.startswith(MISSING)
    ]
    abstracts = [
        Question(key=each.talk, asked=each.text, shown=each.text, grades={talk: 1})
        for each in judgements.abstracts
        if (talk := matching.talk(each.talk)) is not None
    ]
    names = names_of(kb)
    return (
        measure("talks", talks, asked, ask_talks, _OF_QUERIES, names),
        measure("posts", posts, asked, ask_posts, _OF_QUERIES, names),
        measure("related talks", related, asked, ask_related, ("nDCG@5",), names),
        measure("abstracts", abstracts, asked, ask_talks, ("MRR",), names),
    )


def _unanswered(kb: KnowledgeBase, judgements: Judgements, built_in: Retriever) -> Found:
    """Measure how many questions outside the notes get no talk, and how many inside get one."""
    measurements = []
    for task, queries, wanted in (
        ("no answer", judgements.no_answer, False),
        ("answered", [each.query for each in judgements.queries], True),
    ):
        if not (queries and judgements.no_answer):
            continue
        values = [float(bool(built_in.talks(query, 1)) == wanted) for query in queries]
        measurements.append(mean_of(task, "share", BUILT_IN, values))
    names = names_of(kb)
    outcomes = tuple(
        Outcome(
            task="no answer",
            id=f"no answer {number}",
            question=query,
            measure="share",
            score=float(not found),
            expected=(),
            found=tuple(names[iri] for iri in found),
        )
        for number, query in enumerate(judgements.no_answer, 1)
        for found in [built_in.talks(query, 3)]
    )
    return tuple(measurements), outcomes
