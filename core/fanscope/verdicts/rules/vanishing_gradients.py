"""FS104: the gradient fades on its way back to the first layer."""

from __future__ import annotations

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.predicted import predicted_ratio
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.gradient_flow import GradientFlow, gradient_flow
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say

RATIO = Bound(
    "ratio",
    "second moment of the gradient in the first layer over that in the last hidden one, times a healthy network's",
    "zhang2021autotrainer",
    {"fanscope": 1 / 70},
)
HOPELESS = Bound(
    "hopeless",
    "the same, from which on it is an error",
    "zhang2021autotrainer",
    {"fanscope": 1e-3},
)
PER_LAYER = Bound(
    "per_layer",
    "its factor a layer, where the whole falls below a tenth",
    "benbraiek2023testing",
    {"fanscope": 0.5},
)
_NOTICEABLE = 0.1


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the gradient fades much more than in a healthy network."""
    flow = gradient_flow(evidence)
    if flow is None or not _fades(flow, bounds):
        return None
    first, last = evidence.name_of(flow.first), evidence.name_of(flow.last)
    return Finding(
        severity="error" if flow.relative < bounds["hopeless"] else "warning",
        layer=first,
        measured=flow.ratio,
        predicted=predicted_ratio(evidence, flow.first, flow.last),
        bound=bounds["ratio"] * flow.healthy,
        explanation=f"The gradient's second moment changes by {say(flow.ratio)} from {last} back to {first}; "
        f"in a healthy network it would change by {say(flow.healthy)}.",
        clause=f"gradients vanish (× {say(flow.ratio)} from {last} back to {first})",
        remedy=Remedy("scale", weight_factor(evidence), first),
    )


def _fades(flow: GradientFlow, bounds: Bounds) -> bool:
    per_layer = flow.per_layer < bounds["per_layer"] and flow.relative < _NOTICEABLE
    return flow.relative < bounds["ratio"] or per_layer


RULE = Rule(
    code="FS104",
    name="vanishing-gradients",
    title="Vanishing gradients",
    meaning="The gradient fades on its way from the last hidden layer back to the first, far more than in a healthy network "
    "of the same shape: the first layers hardly learn. It goes with weights that are too small, and with generated biases "
    "that take half of the weights' variance, where the signal's size looks healthy. Mend it with the scheme that fits "
    "the network, or generate weights only.",
    figure="gradient-by-depth",
    reference="schoenholz2017deep",
    bounds=(RATIO, HOPELESS, PER_LAYER),
    judges={"fanscope": judge},
    ascending=(("hopeless", "ratio"),),
)
