"""How the gradient changes from the last hidden layer back to the first, beside a healthy network."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fanscope.verdicts.evidence import Evidence


@dataclass(frozen=True, slots=True)
class GradientFlow:
    """First over last hidden layer; the output layer's own step down is the same for every scheme.

    Attributes:
        ratio: Gradient second moment of the first layer over that of the last hidden layer.
        healthy: The same ratio in a healthy network.
        first: Index of the first layer.
        last: Index of the last hidden layer.
    """

    ratio: float
    healthy: float
    first: int
    last: int

    @property
    def relative(self) -> float:
        """The ratio over the healthy one."""
        return self.ratio / self.healthy

    @property
    def per_layer(self) -> float:
        """Its factor a layer."""
        return math.pow(self.relative, 1 / (self.last - self.first))


def gradient_flow(evidence: Evidence) -> GradientFlow | None:
    """Return the flow; None with fewer than two hidden layers, without finite gradients, or behind a wanted zero."""
    last = len(evidence.layers) - 2
    if last < 1:
        return None
    start, end = float(evidence.gradient[0]), float(evidence.gradient[last])
    healthy = float(evidence.healthy.gradient[0] / evidence.healthy.gradient[last])
    is_stopped_on_purpose = start == 0 and bool(evidence.zero_is_wanted.any())
    if not (math.isfinite(start) and end > 0 and math.isfinite(end) and healthy > 0):
        return None
    return None if is_stopped_on_purpose else GradientFlow(start / end, healthy, 0, last)
