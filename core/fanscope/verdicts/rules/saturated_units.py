"""FS108: units that sit at the flat ends of their activation pass no gradient."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence, Numbers
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say_percents

SHARE = Bound(
    "share",
    "fraction of a layer's activations beyond 0.97 of tanh, or outside (0.03, 0.97) of sigmoid",
    "amazon2020debugger",
    {"fanscope": 0.5, "sagemaker": 0.5, "deepchecker": 0.5},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where over ``share`` of a layer's activations are saturated."""
    return _describe(evidence, evidence.saturated, bounds)


def judge_flat(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where over ``share`` of a layer's inputs lie where the slope is zero to the last bit: SaturatedActivation."""
    return _describe(evidence, evidence.seeds.median("flat"), bounds)


def _describe(evidence: Evidence, saturated: Numbers, bounds: Bounds) -> Finding | None:
    over = np.flatnonzero(saturated > bounds["share"])
    if not over.size:
        return None
    first = int(over[0])
    span = say_percents(float(saturated[over].min()), float(saturated[over].max()))
    number = int(np.isfinite(saturated).sum())
    return Finding(
        severity="warning",
        layer=evidence.name_of(first),
        measured=float(saturated[first]),
        bound=bounds["share"],
        explanation=f"{span} of the activations are saturated in {over.size} of {number} layers that can be.",
        clause=f"{span} of units saturated",
        remedy=Remedy("saturation", weight_factor(evidence, over), evidence.name_of(first)),
    )


RULE = Rule(
    code="FS108",
    name="saturated-units",
    title="Saturated units",
    meaning="Most units of a layer sit at the flat ends of tanh or sigmoid, where the slope is nearly zero: they pass almost "
    "no gradient and learn slowly. Smaller weights mend it: xavier on plain networks, hyperfan-in on hypernetworks.",
    figure="activations",
    reference="glorot2010understanding",
    bounds=(SHARE,),
    judges={"fanscope": judge, "sagemaker": judge_flat, "deepchecker": judge},
)
