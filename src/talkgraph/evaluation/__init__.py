"""How good the answers are: judgements, baselines, measures, and labels the corpus itself holds.

`read_judgements` and `evaluate` answer for a judgements file, `evaluate_self` for a corpus that
nobody has judged; both return an `Evaluation`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talkgraph.evaluation.findings import Evaluation, Measurement, Outcome
    from talkgraph.evaluation.judged import evaluate
    from talkgraph.evaluation.judgements import Judgements, read_judgements
    from talkgraph.evaluation.self_labels import evaluate_self

_HOMES = {
    "Evaluation": "findings",
    "Judgements": "judgements",
    "Measurement": "findings",
    "Outcome": "findings",
    "evaluate": "judged",
    "evaluate_self": "self_labels",
    "read_judgements": "judgements",
}

__all__ = [
    "Evaluation",
    "Judgements",
    "Measurement",
    "Outcome",
    "evaluate",
    "evaluate_self",
    "read_judgements",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
