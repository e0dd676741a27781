"""FS105: all inputs look alike in the last layer, however healthy the pooled variance."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.repair import WITHOUT_BIASES, generated_biases
from fanscope.verdicts.verdict import Finding, Verdict
from fanscope.wording import say

BOUND = 0.98
"""Cosine between two inputs beyond which the ordered phase has erased their difference (schoenholz2017deep)."""


def collapsed_inputs(evidence: Evidence) -> Finding | None:
    """Return a finding where the mean cosine between inputs passes 0.98 and the first layer's does not."""
    cosine = evidence.mean_cosine
    over = np.flatnonzero(cosine > BOUND)
    if not over.size or not cosine[0] <= BOUND or not cosine[-1] > BOUND:
        return None
    first = int(over[0])
    layer, last = evidence.name_of(first), len(cosine) - 1
    return Finding(
        Verdict(
            rule="FS105",
            name="collapsed-inputs",
            severity="error",
            scheme=evidence.scheme,
            layer=layer,
            measured=float(cosine[last]),
            predicted=None,
            bound=BOUND,
            explanation=f"The mean cosine between two inputs is {say(float(cosine[0]))} in {evidence.name_of(0)} and "
            f"{float(cosine[last]):.4g} in {evidence.name_of(last)}; their variance falls from "
            f"{say(float(evidence.between_input_var[0]))} to {say(float(evidence.between_input_var[last]))}.",
            advice=WITHOUT_BIASES
            if generated_biases(evidence)
            else "Use biases of zero and weights of variance c / fan_in, or a shallower network.",
            reference="schoenholz2017deep, poole2016exponential",
        ),
        clause=f"inputs collapse together from {layer} (cosine {float(cosine[last]):.4g})",
    )
