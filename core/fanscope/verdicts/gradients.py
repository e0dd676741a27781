"""How the gradient changes from the last hidden layer back to the first, beside a healthy network."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.healthy import healthy_gradient_factors


@dataclass(frozen=True, slots=True)
class GradientFlow:
    """First over last hidden layer; the output layer's own step down is the same for every scheme.

    Attributes:
        ratio: Gradient second moment of the first layer over that of the last hidden layer.
        healthy: The same ratio in a healthy network.
        gaps: Layers between the two.
        first: Name of the first layer.
        last: Name of the last hidden layer.
    """

    ratio: float
    healthy: float
    gaps: int
    first: str
    last: str

    @property
    def relative(self) -> float:
        """The ratio over the healthy one."""
        return self.ratio / self.healthy

    @property
    def per_layer(self) -> float:
        """Its factor a layer."""
        return math.pow(self.relative, 1 / self.gaps)


def gradient_flow(evidence: Evidence) -> GradientFlow | None:
    """Return the flow; None with fewer than two hidden layers or without finite gradients."""
    last = len(evidence.layers) - 2
    if last < 1:
        return None
    start, end = float(evidence.gradient[0]), float(evidence.gradient[last])
    healthy = float(np.prod(healthy_gradient_factors(evidence)[:last]))
    if not (math.isfinite(start) and end > 0 and math.isfinite(end) and healthy > 0):
        return None
    return GradientFlow(start / end, healthy, last, evidence.name_of(0), evidence.name_of(last))
