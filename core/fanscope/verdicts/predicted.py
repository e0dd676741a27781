"""What theory had predicted for a number that a rule looks at."""

from __future__ import annotations

from typing import Literal

from fanscope.verdicts.evidence import Evidence

Predicted = Literal["second_moment", "weight_variance", "gradient_second_moment"]


def predicted_at(evidence: Evidence, index: int, name: Predicted) -> float | None:
    """Return what theory predicts in a layer, None where it is silent."""
    if evidence.prediction is None or index >= len(evidence.prediction.layers):
        return None
    estimate = getattr(evidence.prediction.layers[index], name)
    return estimate.value if estimate is not None else None


def predicted_ratio(evidence: Evidence, first: int, last: int) -> float | None:
    """Return the predicted gradient second moment of one layer over that of another."""
    above = predicted_at(evidence, first, "gradient_second_moment")
    below = predicted_at(evidence, last, "gradient_second_moment")
    return above / below if above is not None and below else None
