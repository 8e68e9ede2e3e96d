"""How good the answers are: judgements, baselines, measures, and labels the corpus itself holds.

`against_judgements.evaluate` answers for a file of `judgements`, `self_labels.evaluate_self` for a
corpus that nobody has judged; both return an `Evaluation` (`findings`). A measure of rankings is
added in `measures.MEASURES`, and where it is asked for (`against_judgements`, `self_labels`); of
groupings (themes, people, works), in `groupings`; of how all tasks find what belongs together
(tracks, judged groups), in `groups`; something to compare with in `baselines`.
"""
