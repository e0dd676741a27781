"""How the gradient changes from the last hidden layer back to the first, beside a healthy network."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say

_KEPT = 10.0
"""SageMaker's factor between layers, for gradients (amazon2020debugger)."""


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
    def least(self) -> float:
        """The larger of the ratio and the relative one: how much surely fades."""
        return max(self.ratio, self.relative)

    @property
    def most(self) -> float:
        """The smaller of the two: how much surely grows."""
        return min(self.ratio, self.relative)

    @property
    def factor(self) -> float:
        """Root of the ratio a layer, whatever a healthy network's."""
        return math.pow(self.ratio, 0.5 / (self.last - self.first))


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


def keeps_gradient(evidence: Evidence) -> bool:
    """Return whether the gradient comes back within a factor of 10, or as in a healthy network; no where it is unknown.

    A signal that explodes or fades is mended by a learning rate as long as all layers get gradients of one size: sigmoids
    bound the one, residual sums carry the other on.
    """
    flow = gradient_flow(evidence)
    if flow is None:
        return False
    return any(1 / _KEPT < ratio < _KEPT for ratio in (flow.ratio, flow.relative))


def describe_factor(evidence: Evidence, flow: GradientFlow, bound: float, verb: str) -> Finding:
    """Return what TheDeepChecker would say of a gradient that grows or shrinks too fast."""
    first, last = evidence.name_of(flow.first), evidence.name_of(flow.last)
    return Finding(
        severity="error",
        layer=first,
        measured=flow.factor,
        bound=bound,
        explanation=f"From {last} back to {first} the gradients {verb} by a factor of {say(flow.factor)} a layer, beyond "
        f"{say(bound)}.",
        clause=f"gradients {verb} (× {say(flow.factor)} a layer)",
        remedy=Remedy("scale", weight_factor(evidence), first),
    )
