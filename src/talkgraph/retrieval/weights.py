"""The parameters of search: how evidence becomes a score, and when there is no answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How evidence becomes a score. Unless it says otherwise, all evidence is standardised.

    A passage's evidence is its cosine with the query, which counts 1, plus `words` times its
    BM25 score, `neighbours` times the mean cosine of the passages before and after it, `length`
    times the logarithm of its length, and `talk` times the evidence of its talk.

    A talk's evidence is that of its passages, which counts 1 (the best cosine, plus `further`
    times the second best, plus `further` squared times the third, and so on), plus `whole` times
    the cosine of the query with the mean of all its passages, less what all talks have in common,
    plus `talk_words` times BM25 over all that was said in it, plus `topics` times how far the
    topics that the query is about are topics of the talk. A query of more than `terse` words
    says itself what it means, so `topics` counts only `terse` / words as much.

    What a query is about is a distribution over the vocabulary: a softmax, with `sharpness`, of
    the query's cosine with each topic plus `labels` times BM25 over the topic's labels and
    definition.

    A search that nothing confines to certain talks has no answer where the confidence that
    there is one is below `answer`, unless a passage holds every word of the query; a search
    without any filter leaves out the hits whose score is below `floor`. `pool` is how many
    passages are compared at most, by meaning and by words.
    """

    words: float = 0.15
    neighbours: float = 0.2
    length: float = 0.4
    talk: float = 0.75
    further: float = 0.4
    whole: float = 0.5
    talk_words: float = 0.5
    topics: float = 0.5
    terse: int = 12
    labels: float = 0.5
    sharpness: float = 1.5
    answer: float = 0.25
    floor: float = 0.05
    pool: int = 1000
