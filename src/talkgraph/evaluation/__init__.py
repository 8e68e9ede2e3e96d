"""How good the answers are: judgements, baselines, measures, and labels the corpus itself holds.

`read_judgements` and `evaluate` answer for a judgements file, `evaluate_self` for a corpus that
nobody has judged; both return an `Evaluation`.
"""
