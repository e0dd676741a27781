"""FS104: the gradient fades on its way back to the first layer."""

from __future__ import annotations

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.gradients import GradientFlow, gradient_flow
from fanscope.verdicts.repair import better_scheme, predicted_ratio, typical_gain
from fanscope.verdicts.verdict import Finding, Verdict
from fanscope.wording import say

BOUND = 1 / 70
"""The reciprocal of AutoTrainer's exploding bound (zhang2021autotrainer)."""
HOPELESS = 1e-3
"""AutoTrainer's own bound on first over last."""
PER_LAYER = 0.5
"""TheDeepChecker's bound on the factor a layer, where the whole falls below a tenth (benbraiek2023testing)."""


def vanishing_gradients(evidence: Evidence) -> Finding | None:
    """Return a finding where the gradient fades much more than in a healthy network."""
    flow = gradient_flow(evidence)
    if flow is None or not _fades(flow):
        return None
    return Finding(
        Verdict(
            rule="FS104",
            name="vanishing-gradients",
            severity="error" if flow.relative < HOPELESS else "warning",
            scheme=evidence.scheme,
            layer=flow.first,
            measured=flow.ratio,
            predicted=predicted_ratio(evidence, flow.gaps),
            bound=BOUND * flow.healthy,
            explanation=f"The gradient's second moment changes by {say(flow.ratio)} from {flow.last} back to {flow.first}; "
            f"in a healthy network it would change by {say(flow.healthy)}.",
            advice=better_scheme(evidence, typical_gain(evidence)),
            reference="zhang2021autotrainer, benbraiek2023testing, schoenholz2017deep",
        ),
        clause=f"gradients vanish (× {say(flow.per_layer)} a layer)",
    )


def _fades(flow: GradientFlow) -> bool:
    return flow.relative < BOUND or (flow.per_layer < PER_LAYER and flow.relative < 0.1)
