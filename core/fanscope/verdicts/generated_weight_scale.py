"""FS106: the hypernetwork generates weights of the wrong size."""

from __future__ import annotations

import math

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.healthy import healthy_variances
from fanscope.verdicts.repair import better_scheme, predicted_at
from fanscope.verdicts.verdict import Finding, Verdict
from fanscope.wording import say

LOW, HIGH = 0.5, 2.0
"""Standard deviation over the one asked for (chang2020principled, section 3; fan-in and fan-out are both right)."""
HOPELESS = 10.0


def generated_weight_scale(evidence: Evidence) -> Finding | None:
    """Return a finding where a generated weight's standard deviation is off by over 2 in both senses."""
    if not evidence.hypernetwork:
        return None
    target = healthy_variances(evidence)
    ratio = np.sqrt(evidence.weight / target)
    off = np.flatnonzero((ratio < LOW) | (ratio > HIGH))
    if not off.size:
        return None
    worst = int(off[np.argmax([_distance(float(ratio[index])) for index in off])])
    layer, value = evidence.name_of(worst), float(ratio[worst])
    predicted = predicted_at(evidence, worst, "weight_variance")
    return Finding(
        Verdict(
            rule="FS106",
            name="generated-weight-scale",
            severity="error" if _distance(value) > math.log(HOPELESS) else "warning",
            scheme=evidence.scheme,
            layer=layer,
            measured=value,
            predicted=math.sqrt(predicted / float(target[worst])) if predicted else None,
            bound=HIGH if value > HIGH else LOW,
            explanation=f"The generated weights of {layer} have {say(value)} times the standard deviation that the layer asks for; "
            f"{off.size} of {len(evidence.layers)} layers are off by more than a factor of 2.",
            advice=better_scheme(evidence, value**2),
            reference="chang2020principled",
        ),
        clause=f"generated weights are {say(value)} × their target in {layer}",
    )


def _distance(ratio: float) -> float:
    return abs(math.log(ratio)) if ratio > 0 else math.inf
