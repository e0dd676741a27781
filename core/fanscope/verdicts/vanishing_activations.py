"""FS102: the signal fades far below that of a healthy network."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.healthy import healthy_second_moments, weight_gains
from fanscope.verdicts.repair import better_scheme, predicted_at
from fanscope.verdicts.verdict import Finding, Verdict
from fanscope.wording import say

BOUND = 0.1
"""The reciprocal of SageMaker PoorWeightInitialization's 10 (amazon2020debugger)."""
HOPELESS = 1e-3


def vanishing_activations(evidence: Evidence) -> Finding | None:
    """Return a finding where a pre-activation's second moment is under a tenth of the healthy one."""
    healthy = healthy_second_moments(evidence)
    ratio = evidence.second_moment / healthy
    under = np.flatnonzero(ratio < BOUND)
    if not under.size:
        return None
    first, worst = int(under[0]), float(np.nanmin(ratio))
    layer = evidence.name_of(first)
    gains = weight_gains(evidence)
    gain = float(np.nanmedian(gains)) if np.isfinite(gains).any() else np.nan
    each = f" (× {say(gain)} a layer)" if 0 <= gain < 1 else ""
    return Finding(
        Verdict(
            rule="FS102",
            name="vanishing-activations",
            severity="error" if worst < HOPELESS else "warning",
            scheme=evidence.scheme,
            layer=layer,
            measured=float(evidence.second_moment[first]),
            predicted=predicted_at(evidence, first, "second_moment"),
            bound=BOUND * float(healthy[first]),
            explanation=f"The pre-activations' second moment is {say(float(evidence.second_moment[first]))} in {layer}, "
            f"{say(float(ratio[first]))} times that of a healthy network, and under {say(BOUND)} times in "
            f"{under.size} of {len(evidence.layers)} layers.",
            advice=better_scheme(evidence, gain),
            reference="glorot2010understanding, amazon2020debugger",
        ),
        clause=f"activations vanish from {layer}{each}",
    )
