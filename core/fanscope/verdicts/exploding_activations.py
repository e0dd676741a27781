"""FS101: the signal grows far beyond that of a healthy network."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.healthy import healthy_second_moments, weight_gains
from fanscope.verdicts.repair import better_scheme, predicted_at
from fanscope.verdicts.verdict import Finding, Verdict
from fanscope.wording import say

BOUND = 10.0
"""SageMaker PoorWeightInitialization: largest over smallest variance of layers (amazon2020debugger)."""
HOPELESS = 100.0


def exploding_activations(evidence: Evidence) -> Finding | None:
    """Return a finding where a pre-activation's second moment is over 10 times the healthy one."""
    ratio = evidence.second_moment / healthy_second_moments(evidence)
    over = np.flatnonzero(ratio > BOUND)
    if not over.size:
        return None
    first, worst = int(over[0]), float(np.nanmax(ratio))
    layer = evidence.name_of(first)
    gains = weight_gains(evidence)
    gain = float(np.nanmedian(gains)) if np.isfinite(gains).any() else np.nan
    each = f" (× {say(gain)} a layer)" if gain > 1 else ""
    return Finding(
        Verdict(
            rule="FS101",
            name="exploding-activations",
            severity="error" if worst > HOPELESS else "warning",
            scheme=evidence.scheme,
            layer=layer,
            measured=float(evidence.second_moment[first]),
            predicted=predicted_at(evidence, first, "second_moment"),
            bound=BOUND * float(healthy_second_moments(evidence)[first]),
            explanation=f"The pre-activations' second moment is {say(float(evidence.second_moment[first]))} in {layer}, "
            f"{say(float(ratio[first]))} times that of a healthy network, and over {say(BOUND)} times in "
            f"{over.size} of {len(evidence.layers)} layers.",
            advice=better_scheme(evidence, gain),
            reference="chang2020principled, amazon2020debugger",
        ),
        clause=f"activations explode from {layer}{each}",
    )
