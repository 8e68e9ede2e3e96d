"""Search over passages and talks: the engine, its evidence, the indexes, the encoders.

Where to change what: the weights of evidence in `scores.Weights`; what speaks for a hit, and how
sure that is, in `evidence`; when a search says that there is no answer, in `engine._worth_telling`
(from which certainty on, in `scores.Weights.answer` and `floor`); how words are cut and stemmed in
`analyzer`; which words are read as others in `typed.spelling` and `typed.short_forms`, and which
stand together in `typed.phrases`; what a query is about in `query_topics`; the indexes in `vectors`
and `lexical`; a filter in `talkgraph.model.passages.Search`. Nothing is imported here: each part is
reached by its own module, so that asking for one does not load the libraries of another.
"""
