"""FS106: the hypernetwork generates weights of the wrong size."""

from __future__ import annotations

import math

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.predicted import predicted_at
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.wording import say

LOW = Bound(
    "low",
    "standard deviation of a generated weight over the one that its layer asks for",
    "chang2020principled",
    {"fanscope": 0.5},
)
HIGH = Bound("high", "the same", "chang2020principled", {"fanscope": 2.0})


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where a generated weight's standard deviation is off, by fan-in and by fan-out.

    What a wrong size does to signal and gradient is other rules' affair: a norm mends it. Nothing at all is an error.
    """
    if evidence.source != "hypernetwork":
        return None
    target = evidence.healthy.weight_variance
    ratio = np.where(evidence.zero_is_wanted, np.nan, np.sqrt(evidence.weight / target))
    off = np.flatnonzero((ratio < bounds["low"]) | (ratio > bounds["high"]))
    if not off.size:
        return None
    first = int(off[0])
    worst = int(off[np.argmax([_distance(float(ratio[index])) for index in off])])
    value, most = float(ratio[first]), float(ratio[worst])
    layer = evidence.name_of(first)
    beyond = f", those of {evidence.name_of(worst)} {say(most)} times" if worst != first else ""
    predicted = predicted_at(evidence, first, "weight_variance")
    return Finding(
        severity="error" if most == 0 else "warning",
        layer=layer,
        measured=value,
        predicted=math.sqrt(predicted / float(target[first])) if predicted else None,
        bound=bounds["high"] if value > bounds["high"] else bounds["low"],
        explanation=f"The generated weights of {layer} have {say(value)} times the standard deviation that the layer asks "
        f"for{beyond}; {off.size} of {len(ratio)} layers are off by more than a factor of {say(bounds['high'])}.",
        clause=f"generated weights are {say(most)} × their target in {evidence.name_of(worst)}",
        remedy=Remedy("scale", 1 / most if most > 0 else 1.0, layer),
    )


def _distance(ratio: float) -> float:
    return abs(math.log(ratio)) if ratio > 0 else math.inf


RULE = Rule(
    code="FS106",
    name="generated-weight-scale",
    title="Generated weights of the wrong size",
    meaning="The hypernetwork generates weights far larger or smaller than the main network's fans ask for. Heads are "
    "ordinary linear layers to a classical scheme, which knows nothing of the layers that their outputs become. "
    "Hyperfan gives each head the variance that its layer needs.",
    figure="generated-weights",
    reference="chang2020principled",
    bounds=(LOW, HIGH),
    judges={"fanscope": judge},
    ascending=(("low", "high"),),
)
