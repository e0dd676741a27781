"""FS105: all inputs look alike in the last layer, however healthy the pooled variance."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.wording import say

COSINE = Bound(
    "cosine",
    "mean cosine between two inputs in the last layer, where the first one's is lower",
    "schoenholz2017deep, poole2016exponential",
    {"fanscope": 0.98},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the mean cosine between inputs passes the bound and the first layer's does not."""
    bound, cosine = bounds["cosine"], evidence.mean_cosine
    over = np.flatnonzero(cosine > bound)
    if not over.size or not cosine[0] <= bound or not cosine[-1] > bound:
        return None
    first, last = evidence.name_of(int(over[0])), evidence.name_of(-1)
    begin, end = float(cosine[0]), float(cosine[-1])
    variance = evidence.between_input_var
    why = (
        " Generated biases, the same for all inputs, take half of the variance in each layer."
        if any(layer.bias_is_generated for layer in evidence.layers)
        else ""
    )
    return Finding(
        severity="error",
        layer=first,
        measured=end,
        bound=bound,
        explanation=f"The mean cosine between two inputs is {say(begin)} in {evidence.name_of(0)} and {end:.4g} in {last}; "
        f"their variance falls from {say(float(variance[0]))} to {say(float(variance[-1]))}.{why}",
        clause=f"inputs collapse together from {first} (cosine {end:.4g})",
        remedy=Remedy("difference", layer=first),
    )


RULE = Rule(
    code="FS105",
    name="collapsed-inputs",
    title="Collapsed inputs",
    meaning="Two different inputs give nearly the same signal in the last layer, though the signal's size may look healthy: "
    "what tells inputs apart is lost on the way, and gradients fade with it. The usual cause on hypernetworks is generated "
    "biases under hyperfan-in, which halve the weights' variance in every layer; on plain networks large biases, weights "
    "that are too small, or more layers than the activation can carry. No rule that looks at pooled variance sees it.",
    figure="between-input-variance",
    reference="schoenholz2017deep",
    bounds=(COSINE,),
    judges={"fanscope": judge},
)
