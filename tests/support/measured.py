"""Picks one number out of an evaluation."""

from talkgraph.evaluation.findings import BUILT_IN, Evaluation


def measured(found: Evaluation, task: str, measure: str, system: str = BUILT_IN) -> float:
    """Return the value of the one measurement of that name."""
    names = {(each.task, each.measure, each.system): each.value for each in found.measurements}
    return names[task, measure, system]
