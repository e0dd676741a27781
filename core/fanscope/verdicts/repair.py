"""What would repair a finding, and what theory had said."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.healthy import weight_gains
from fanscope.wording import say

Predicted = Literal["second_moment", "weight_variance", "gradient_second_moment"]

WITHOUT_BIASES = "Generate weights only (network.generates: weights), or use hyperfan-out."
LARGER_EMBEDDINGS = (
    "Raise network.conditioning.size: the spread of the embeddings' norms compounds with depth."
)


def better_scheme(evidence: Evidence, gain: float) -> str:
    """Return advice: a scheme that fits, and the factor on this one that undoes its gain."""
    if evidence.scheme.startswith("hyperfan"):
        return WITHOUT_BIASES if generated_biases(evidence) else LARGER_EMBEDDINGS
    if evidence.hypernetwork:
        name = "hyperfan-in or hyperfan-out"
    else:
        name = "kaiming" if evidence.layers[-1].fed_by == "relu" else "xavier"
    if not gain > 0 or not math.isfinite(gain) or 0.7 < gain < 1.4:
        return f"Use {name}."
    tensors = "heads' initial weights" if evidence.hypernetwork else "initial weights"
    return f"Use {name}, or multiply the {tensors} by {say(gain**-0.5)}."


def typical_gain(evidence: Evidence) -> float:
    """Return the median over layers of the weights' gain, NaN where unknown."""
    gains = weight_gains(evidence)
    known = gains[np.isfinite(gains)]
    return float(np.median(known)) if known.size else math.nan


def predicted_at(evidence: Evidence, index: int, name: Predicted) -> float | None:
    """Return what theory predicts in a layer, None where it is silent."""
    if evidence.prediction is None or index >= len(evidence.prediction.layers):
        return None
    estimate = getattr(evidence.prediction.layers[index], name)
    return estimate.value if estimate is not None else None


def predicted_ratio(evidence: Evidence, gaps: int) -> float | None:
    """Return the predicted gradient second moment of the first layer over that of layer ``gaps``."""
    first = predicted_at(evidence, 0, "gradient_second_moment")
    last = predicted_at(evidence, gaps, "gradient_second_moment")
    return first / last if first is not None and last else None


def generated_biases(evidence: Evidence) -> bool:
    """Return whether the hypernetwork generates any bias."""
    return any(layer.bias_head is not None for layer in evidence.layers)
