"""FS103: the gradient grows on its way back to the first layer."""

from __future__ import annotations

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.predicted import predicted_ratio
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.gradient_flow import describe_factor, gradient_flow
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say

RATIO = Bound(
    "ratio",
    "second moment of the gradient in the first layer over that in the last hidden one, times a healthy network's",
    "zhang2021autotrainer",
    {"fanscope": 70.0},
)


HOPELESS = Bound(
    "hopeless",
    "the same, from which on it is an error: halfway, on a logarithmic axis, between what trains and what does not in the tuning "
    "half of benchmarks/results/verdict_accuracy.md (102 and 520)",
    "zhang2021autotrainer",
    {"fanscope": 230.0},
)
FACTOR = Bound(
    "factor",
    "root of the gradient's second moment in one layer over that in the next, geometric mean over the hidden layers",
    "benbraiek2023testing",
    {"deepchecker": 2.0},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the gradient grows over ``ratio`` times, and as much more than in a healthy network."""
    flow = gradient_flow(evidence)
    if flow is None or flow.most <= bounds["ratio"]:
        return None
    first, last = evidence.name_of(flow.first), evidence.name_of(flow.last)
    return Finding(
        severity="error" if flow.most > bounds["hopeless"] else "warning",
        layer=first,
        measured=flow.ratio,
        predicted=predicted_ratio(evidence, flow.first, flow.last),
        bound=bounds["ratio"] * max(flow.healthy, 1.0),
        explanation=f"The gradient's second moment grows by {say(flow.ratio)} from {last} back to {first}; "
        f"in a healthy network it would change by {say(flow.healthy)}.",
        clause=f"gradients explode (× {say(flow.ratio)} from {last} back to {first})",
        remedy=Remedy("scale", weight_factor(evidence), first),
    )


def judge_factor(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the gradient grows by over ``factor`` a layer."""
    flow = gradient_flow(evidence)
    if flow is None or not flow.factor > bounds["factor"]:
        return None
    return describe_factor(evidence, flow, bounds["factor"], "grow")


RULE = Rule(
    code="FS103",
    name="exploding-gradients",
    title="Exploding gradients",
    meaning="The gradient grows on its way from the last hidden layer back to the first, far more than in a healthy network "
    "of the same shape. One learning rate cannot suit both ends: the first layers are thrown about while the last ones "
    "hardly move. It goes with weights that are too large; mend it with the scheme that fits the network.",
    figure="gradient-by-depth",
    reference="schoenholz2017deep",
    bounds=(RATIO, HOPELESS, FACTOR),
    judges={"fanscope": judge, "deepchecker": judge_factor},
    ascending=(("ratio", "hopeless"),),
)
