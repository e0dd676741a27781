"""FS108: units that sit at the flat ends of their activation pass no gradient."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.repair import better_scheme, typical_gain
from fanscope.verdicts.verdict import Finding, Verdict
from fanscope.wording import say_percents

BOUND = 0.5
"""SageMaker SaturatedActivation's share of units (amazon2020debugger); saturated means |tanh| > 0.97."""


def saturated_units(evidence: Evidence) -> Finding | None:
    """Return a finding where over half of a hidden layer's activations are saturated."""
    saturated = evidence.saturated
    over = np.flatnonzero(saturated > BOUND)
    if not over.size:
        return None
    first = int(over[0])
    span = say_percents(float(saturated[over].min()), float(saturated[over].max()))
    return Finding(
        Verdict(
            rule="FS108",
            name="saturated-units",
            severity="warning",
            scheme=evidence.scheme,
            layer=evidence.name_of(first),
            measured=float(saturated[first]),
            predicted=None,
            bound=BOUND,
            explanation=f"{span} of the activations are saturated in {over.size} of "
            f"{len(evidence.layers) - 1} hidden layers.",
            advice=better_scheme(evidence, typical_gain(evidence)),
            reference="glorot2010understanding, amazon2020debugger",
        ),
        clause=f"{span} of units saturated",
    )
