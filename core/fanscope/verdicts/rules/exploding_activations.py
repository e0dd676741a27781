"""FS101: the signal grows far beyond that of a healthy network."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence, Numbers
from fanscope.verdicts.predicted import predicted_at
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say

RATIO = Bound(
    "ratio",
    "second moment of the pre-activations, times that of a healthy network",
    "amazon2020debugger",
    {"fanscope": 10.0},
)
HOPELESS = Bound(
    "hopeless",
    "the same, from which on it is an error: ten times the bound, squared growth of a further layer",
    "amazon2020debugger",
    {"fanscope": 100.0},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the signal is over ``ratio`` times the healthy one, and larger than it came in."""
    healthy = evidence.healthy.second_moment
    ratio = evidence.second_moment / healthy
    over = np.flatnonzero((ratio > bounds["ratio"]) & (_growth(evidence) > bounds["ratio"]))
    if not over.size:
        return None
    first, worst = int(over[0]), float(ratio[over].max())
    layer, measured = evidence.name_of(first), float(evidence.second_moment[first])
    return Finding(
        severity="error" if worst > bounds["hopeless"] else "warning",
        layer=layer,
        measured=measured,
        predicted=predicted_at(evidence, first, "second_moment"),
        bound=bounds["ratio"] * float(healthy[first]),
        explanation=f"The pre-activations' second moment is {say(measured)} in {layer}, {say(float(ratio[first]))} times "
        f"that of a healthy network, and over {say(bounds['ratio'])} times in {over.size} of {len(ratio)} layers.",
        clause=f"activations explode from {layer} ({say(worst)} × a healthy network's)",
        remedy=Remedy("scale", weight_factor(evidence, over), layer),
    )


def _growth(evidence: Evidence) -> Numbers:
    """Return the signal over that with which a healthy network begins, [L], as the activations see it.

    LSUV keeps a tanh network's signal where the reference fades: that is no explosion. A sine's own first layer may be
    larger than all behind it.
    """
    squared_frequency = np.square([layer.frequency for layer in evidence.layers])
    healthy = evidence.healthy.second_moment * squared_frequency
    known = healthy[np.isfinite(healthy)]
    if not known.size:
        return np.full(healthy.shape, np.nan)
    begin = min(float(known[0]), float(known[1:].max(initial=0.0)) or float(known[0]))
    return np.asarray(evidence.second_moment * squared_frequency / begin)


RULE = Rule(
    code="FS101",
    name="exploding-activations",
    title="Exploding activations",
    meaning="The signal is far larger than in a network of the same shape whose weights have the variance that their fans "
    "ask for. Units saturate, the loss begins huge, and the first updates are spent on undoing it or overflow. On a "
    "hypernetwork the usual cause is a classical scheme on the heads, which gives every generated weight variance 1. "
    "Mend it with a scheme that divides by the main network's fan-in: hyperfan-in on hypernetworks, kaiming or xavier "
    "on plain ones.",
    figure="variance-by-depth",
    reference="chang2020principled",
    bounds=(RATIO, HOPELESS),
    judges={"fanscope": judge},
    ascending=(("ratio", "hopeless"),),
)
