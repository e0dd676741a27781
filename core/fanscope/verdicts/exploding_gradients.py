"""FS103: the gradient grows on its way back to the first layer."""

from __future__ import annotations

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.gradients import gradient_flow
from fanscope.verdicts.repair import better_scheme, predicted_ratio, typical_gain
from fanscope.verdicts.verdict import Finding, Verdict
from fanscope.wording import say

BOUND = 70.0
"""AutoTrainer's bound on the ratio of neighboring gradients, taken over the whole depth (zhang2021autotrainer)."""


def exploding_gradients(evidence: Evidence) -> Finding | None:
    """Return a finding where the gradient grows over 70 times more than in a healthy network."""
    flow = gradient_flow(evidence)
    if flow is None or flow.relative <= BOUND:
        return None
    return Finding(
        Verdict(
            rule="FS103",
            name="exploding-gradients",
            severity="error",
            scheme=evidence.scheme,
            layer=flow.first,
            measured=flow.ratio,
            predicted=predicted_ratio(evidence, flow.gaps),
            bound=BOUND * flow.healthy,
            explanation=f"The gradient's second moment grows by {say(flow.ratio)} from {flow.last} back to {flow.first}; "
            f"in a healthy network it would change by {say(flow.healthy)}.",
            advice=better_scheme(evidence, typical_gain(evidence)),
            reference="zhang2021autotrainer, schoenholz2017deep",
        ),
        clause=f"gradients explode (× {say(flow.per_layer)} a layer)",
    )
