"""What theory says about a network at step 0, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Estimate(NamedTuple):
    """A predicted value with the interval that holds a single draw's measurement 95 times in 100."""

    value: float
    low: float
    high: float


class LayerPrediction(NamedTuple):
    """Step-0 prediction for one layer of the main network; None where theory is silent or it does not apply.

    Attributes:
        layer: Name, e.g. ``main.0``.
        fan_in: Inputs of the layer, d_j.
        fan_out: Outputs of the layer, d_i.
        weight_variance: Var(W), generated or drawn, given that draw's embedding spread.
        head_variance: Var(H) of the weight's head; exact, None for a plain network.
        bias_head_variance: Var(G) of the bias's head, None where no bias is generated.
        second_moment: E[y^2] of the pre-activation, over units and inputs of a batch.
        between_input_var: Variance of a unit's pre-activation over the inputs, mean over units.
        gradient_second_moment: E[(dL/dy)^2] for the loss of one example (batch-mean gradient times batch size).
    """

    layer: str
    fan_in: int
    fan_out: int
    weight_variance: Estimate | None
    head_variance: float | None
    bias_head_variance: float | None
    second_moment: Estimate | None
    between_input_var: Estimate | None
    gradient_second_moment: Estimate | None


@dataclass(frozen=True, slots=True)
class Prediction:
    """Step-0 prediction for one scheme."""

    scheme: str
    layers: tuple[LayerPrediction, ...]
    loss: Estimate | None
