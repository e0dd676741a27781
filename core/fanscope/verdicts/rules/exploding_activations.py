"""FS101: the signal grows far beyond that of a healthy network."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.gradient_flow import keeps_gradient
from fanscope.verdicts.rules.growth import growth
from fanscope.verdicts.rules.signal_size import LARGE, describe_signal, describe_std
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
    "the same, from which on it is an error where the gradient changes too: halfway, on a logarithmic axis, between what trains "
    "and what does not in both halves of benchmarks/results/verdict_accuracy.md (330 and 750)",
    "amazon2020debugger",
    {"fanscope": 500.0},
)


SPREAD = Bound(
    "spread",
    "largest over smallest variance of the layers' activation inputs, whatever they should be: PoorWeightInitialization",
    "amazon2020debugger",
    {"sagemaker": 10.0},
)
STD = Bound(
    "std",
    "standard deviation of a layer's activations",
    "benbraiek2023testing",
    {"deepchecker": 2.0},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the signal is over ``ratio`` times the healthy one, and larger than it came in."""
    ratio = evidence.second_moment / evidence.healthy.second_moment
    over = np.flatnonzero((ratio > bounds["ratio"]) & (growth(evidence) > bounds["ratio"]))
    if not over.size:
        return None
    worst = float(ratio[over].max())
    is_hopeless = worst > bounds["hopeless"] and not keeps_gradient(evidence)
    return describe_signal(
        evidence,
        ratio,
        over,
        LARGE,
        worst=worst,
        bound=bounds["ratio"],
        severity="error" if is_hopeless else "warning",
    )


def judge_spread(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where layers' variances differ by over ``spread``."""
    variance = evidence.seeds.median("variance")
    if not np.isfinite(variance).any():
        return None
    low, high = float(np.nanmin(variance)), float(np.nanmax(variance))
    if not high > bounds["spread"] * low:
        return None
    layer = evidence.name_of(int(np.nanargmax(variance)))
    return Finding(
        severity="error",
        layer=layer,
        measured=high / low if low > 0 else None,
        bound=bounds["spread"],
        explanation=f"The variance of the activation inputs is {say(low)} to {say(high)} among the layers.",
        clause=f"activation variances differ by a factor of {say(high / low if low > 0 else None)}",
        remedy=Remedy("scale", weight_factor(evidence), layer),
    )


def judge_std(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where a layer's activations have a standard deviation over ``std``."""
    std = np.sqrt(evidence.seeds.median("activation_var"))
    over = np.flatnonzero(std > bounds["std"])
    return describe_std(evidence, std, over, LARGE, bounds["std"])


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
    bounds=(RATIO, HOPELESS, SPREAD, STD),
    judges={"fanscope": judge, "sagemaker": judge_spread, "deepchecker": judge_std},
    ascending=(("ratio", "hopeless"),),
)
