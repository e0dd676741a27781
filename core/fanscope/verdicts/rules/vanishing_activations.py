"""FS102: the signal fades far below that of a healthy network."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.predicted import predicted_at
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say

RATIO = Bound(
    "ratio",
    "second moment of the pre-activations, times that of a healthy network",
    "amazon2020debugger",
    {"fanscope": 0.1},
)
HOPELESS = Bound(
    "hopeless",
    "the same, from which on it is an error",
    "amazon2020debugger",
    {"fanscope": 1e-3},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where a layer that is not meant to be silent says under ``ratio`` times the healthy signal."""
    healthy = evidence.healthy.second_moment
    ratio = np.where(evidence.is_silent, np.nan, evidence.second_moment / healthy)
    under = np.flatnonzero(ratio < bounds["ratio"])
    if not under.size:
        return None
    first, worst = int(under[0]), float(ratio[under].min())
    layer, measured = evidence.name_of(first), float(evidence.second_moment[first])
    return Finding(
        severity="error" if worst < bounds["hopeless"] else "warning",
        layer=layer,
        measured=measured,
        predicted=predicted_at(evidence, first, "second_moment"),
        bound=bounds["ratio"] * float(healthy[first]),
        explanation=f"The pre-activations' second moment is {say(measured)} in {layer}, {say(float(ratio[first]))} times "
        f"that of a healthy network, and under {say(bounds['ratio'])} times in {under.size} of {len(ratio)} layers.",
        clause=f"activations vanish from {layer} ({say(worst)} × a healthy network's)",
        remedy=Remedy("scale", weight_factor(evidence, under), layer),
    )


RULE = Rule(
    code="FS102",
    name="vanishing-activations",
    title="Vanishing activations",
    meaning="The signal is far smaller than in a network of the same shape whose weights have the variance that their fans "
    "ask for; where weights are zero, it is gone. Gradients by the weights shrink with it, so that training stands "
    "still at first or for good. On a hypernetwork the usual cause is a scheme that takes the size of the generated tensor "
    "for a fan. A layer that is meant to start at zero is no fault: schemes such as fixup are known, all others can be "
    "named in intent.zeros.",
    figure="variance-by-depth",
    reference="glorot2010understanding",
    bounds=(RATIO, HOPELESS),
    judges={"fanscope": judge},
    ascending=(("hopeless", "ratio"),),
)
