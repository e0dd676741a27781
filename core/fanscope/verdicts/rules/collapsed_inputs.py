"""FS105: inputs lose on their way what tells them apart, however healthy the pooled variance."""

from __future__ import annotations

from math import isnan

import numpy as np

from fanscope.verdicts.evidence import Evidence, Numbers
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.gradient_flow import gradient_flow
from fanscope.wording import say

COSINE = Bound(
    "cosine",
    "mean cosine between two inputs in the last layer, where the first one's is lower and a healthy network keeps twice as "
    "much of the difference",
    "schoenholz2017deep, poole2016exponential",
    {"fanscope": 0.98},
)
SHARE = Bound(
    "share",
    "part of the difference between inputs, 1 - cosine, that is left in the last layer, times a healthy network's: a tenth, as "
    "for the signal itself",
    "schoenholz2017deep, amazon2020debugger",
    {"fanscope": 0.1},
)
HOPELESS = Bound(
    "hopeless",
    "the same, from which on it is an error: halfway, on a logarithmic axis, between what trains and what does not in the tuning "
    "half of benchmarks/results/verdict_accuracy.md (0.058 and 0.010)",
    "schoenholz2017deep",
    {"fanscope": 0.024},
)
ALIKE = Bound(
    "alike",
    "1 - cosine itself, from which on it is an error where no healthy network is known",
    "schoenholz2017deep",
    {"fanscope": 1e-3},
)
FADED = Bound(
    "faded",
    "that share times the gradient's second moment in the first layer over that in the last hidden one, from which on it is an "
    "error: what is lost on both ways, halfway between what trains and what does not (3.5e-4 and 1.2e-4)",
    "zhang2021autotrainer",
    {"fanscope": 2e-4},
)
_LEFT_AT_LEAST = 0.5
_FEWEST_UNITS = 8
"""The angle between two inputs says little in fewer dimensions: in one it is 0 or 180 degrees."""


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where far less of the difference between inputs is left than in a healthy network."""
    is_narrow = np.array([layer.fan_out < _FEWEST_UNITS for layer in evidence.layers])
    cosine = np.where(evidence.is_silent | is_narrow, np.nan, evidence.mean_cosine)
    known = np.flatnonzero(np.isfinite(cosine))
    if known.size < 2:
        return None
    first, last = int(known[0]), int(known[-1])
    begin, end = float(cosine[first]), float(cosine[last])
    expected = _expected(evidence, cosine, first)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = (1.0 - cosine) / expected
    is_alike = end > bounds["cosine"] >= begin and not left[last] > _LEFT_AT_LEAST
    if not is_alike and not left[last] < bounds["share"]:
        return None
    layer = evidence.name_of(_where(cosine, left, bounds))
    variance = evidence.between_input_var
    why = (
        " Generated biases, the same for all inputs, take half of the variance in each layer."
        if any(each.bias_is_generated for each in evidence.layers)
        else ""
    )
    return Finding(
        severity="error" if _is_hopeless(evidence, float(left[last]), end, bounds) else "warning",
        layer=layer,
        measured=end,
        bound=bounds["cosine"] if is_alike else 1.0 - bounds["share"] * float(expected[last]),
        explanation=f"The mean cosine between two inputs is {say(begin)} in {evidence.name_of(first)} and {_say(end)} in "
        f"{evidence.name_of(last)}; their variance falls from {say(float(variance[first]))} to "
        f"{say(float(variance[last]))}.{why}",
        clause=f"inputs collapse together from {layer} (cosine {_say(end)})",
        remedy=Remedy("difference", layer=layer),
    )


def _is_hopeless(evidence: Evidence, left: float, cosine: float, bounds: Bounds) -> bool:
    """Return whether too little is left, or too little of what the gradient brings back; by the cosine alone where neither is known."""
    if isnan(left):
        return 1.0 - cosine < bounds["alike"]
    flow = gradient_flow(evidence)
    back = 1.0 if flow is None else min(flow.ratio, 1.0)
    return left < bounds["hopeless"] or min(left, 1.0) * back < bounds["faded"]


def _expected(evidence: Evidence, cosine: Numbers, first: int) -> Numbers:
    """Return 1 - cosine where as much of the first layer's is left as in a healthy network, [L].

    NaN where the examples themselves are alike, for then no network could tell them apart.
    """
    healthy = 1.0 - evidence.healthy.mean_cosine
    if not healthy[first] > 0:
        return np.full(healthy.shape, np.nan)
    return np.asarray((1.0 - cosine[first]) * (healthy / healthy[first]))


def _where(cosine: Numbers, left: Numbers, bounds: Bounds) -> int:
    """Return the first layer where it shows."""
    crossed = (cosine > bounds["cosine"]) | (left < bounds["share"])
    return int(np.flatnonzero(crossed)[0])


def _say(cosine: float) -> str:
    """Return a cosine with what it lacks to 1: ``0.9998``, ``1 - 3.6e-7``."""
    missing = 1.0 - cosine
    return f"{cosine:.4g}" if missing > 1e-4 else f"1 - {say(missing)}"


RULE = Rule(
    code="FS105",
    name="collapsed-inputs",
    title="Collapsed inputs",
    meaning="Two different inputs give nearly the same signal in the last layer, though the signal's size may look healthy: "
    "what tells inputs apart is lost on the way, and gradients fade with it. The usual cause on hypernetworks is generated "
    "biases under hyperfan-in, which halve the weights' variance in every layer; on plain networks large biases, weights "
    "that are too small, or more layers than the activation can carry. No rule that looks at pooled variance sees it.",
    figure="between-input-variance",
    reference="schoenholz2017deep",
    bounds=(COSINE, SHARE, HOPELESS, FADED, ALIKE),
    judges={"fanscope": judge},
    ascending=(("hopeless", "share"),),
)
