"""FS104: the gradient fades on its way back to the first layer."""

from __future__ import annotations

import math

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.predicted import predicted_ratio
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.gradient_flow import GradientFlow, describe_factor, gradient_flow
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
    "the same, from which on it is an error: halfway, on a logarithmic axis, between what trains and what does not in the tuning "
    "half of benchmarks/results/verdict_accuracy.md (9.5e-4 and 1.5e-4)",
    "zhang2021autotrainer",
    {"fanscope": 4e-4},
)
PER_LAYER = Bound(
    "per_layer",
    "its factor a layer, where the whole falls below a tenth",
    "benbraiek2023testing",
    {"fanscope": 0.5},
)
ABSOLUTE = Bound(
    "absolute",
    "second moment of the gradient in the first layer over that in the last hidden one, whatever a healthy network's: an "
    "error, as with deep sigmoid networks, that no scheme carries; AutoTrainer's 1e-3 squared",
    "zhang2021autotrainer",
    {"fanscope": 1e-6},
)
FACTOR = Bound(
    "factor",
    "root of the gradient's second moment in one layer over that in the next, geometric mean over the hidden layers",
    "benbraiek2023testing",
    {"deepchecker": 0.5},
)
SIZE = Bound(
    "size",
    "root of the mean square of the gradient by a layer's weights: VanishingGradient, which takes the mean magnitude",
    "amazon2020debugger",
    {"sagemaker": 1e-7},
)
SPAN = Bound(
    "span",
    "95th minus 5th percentile of the gradient by a layer's weights: PoorWeightInitialization's distribution_range",
    "amazon2020debugger",
    {"sagemaker": 1e-3},
)
_NOTICEABLE = 0.1


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the gradient fades, and by much more than in a healthy network."""
    flow = gradient_flow(evidence)
    if flow is None or not flow.ratio < _bound(flow, bounds):
        return None
    first, last = evidence.name_of(flow.first), evidence.name_of(flow.last)
    return Finding(
        severity="error" if _is_hopeless(flow, bounds) else "warning",
        layer=first,
        measured=flow.ratio,
        predicted=predicted_ratio(evidence, flow.first, flow.last),
        bound=_bound(flow, bounds),
        explanation=f"The gradient's second moment changes by {say(flow.ratio)} from {last} back to {first}; "
        f"in a healthy network it would change by {say(flow.healthy)}.",
        clause=f"gradients vanish (× {say(flow.ratio)} from {last} back to {first})",
        remedy=Remedy("scale", weight_factor(evidence), first),
    )


def _bound(flow: GradientFlow, bounds: Bounds) -> float:
    """Return the ratio under which the gradient fades: the largest that one of the bounds asks for."""
    healthy = min(flow.healthy, 1.0)
    per_layer = math.pow(bounds["per_layer"], flow.last - flow.first) * flow.healthy
    return max(bounds["ratio"] * healthy, min(per_layer, _NOTICEABLE * healthy), bounds["absolute"])


def _is_hopeless(flow: GradientFlow, bounds: Bounds) -> bool:
    return flow.least < bounds["hopeless"] or flow.ratio < bounds["absolute"]


def judge_factor(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the gradient shrinks to under ``factor`` a layer."""
    flow = gradient_flow(evidence)
    if flow is None or not flow.factor < bounds["factor"]:
        return None
    return describe_factor(evidence, flow, bounds["factor"], "shrink")


def judge_size(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the gradient by some layer's weights is nearly zero, or nearly the same for all of them."""
    size, span = evidence.seeds.median("gradient_size"), evidence.seeds.median("gradient_span")
    under = np.flatnonzero((size < bounds["size"]) | (span < bounds["span"]))
    if not under.size:
        return None
    index = int(under[0])
    is_tiny = size[index] < bounds["size"]
    value = float(size[index] if is_tiny else span[index])
    layer, bound = evidence.name_of(index), bounds["size" if is_tiny else "span"]
    what = "root mean square" if is_tiny else "difference of the 95th and the 5th percentile"
    return Finding(
        severity="error",
        layer=layer,
        measured=value,
        bound=bound,
        explanation=f"The gradient by the weights of {layer} has a {what} of {say(value)}, under {say(bound)}, and is as small "
        f"in {under.size} of {len(evidence.layers)} layers.",
        clause=f"gradients are small in {layer}",
        remedy=Remedy("scale", weight_factor(evidence), layer),
    )


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
    bounds=(RATIO, HOPELESS, PER_LAYER, ABSOLUTE, FACTOR, SIZE, SPAN),
    judges={"fanscope": judge, "sagemaker": judge_size, "deepchecker": judge_factor},
    ascending=(("hopeless", "ratio"),),
)
