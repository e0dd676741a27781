"""FS102: the signal fades far below that of a healthy network."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.gradient_flow import keeps_gradient
from fanscope.verdicts.rules.growth import growth
from fanscope.verdicts.rules.signal_size import SMALL, describe_signal, describe_std

RATIO = Bound(
    "ratio",
    "second moment of the pre-activations, times that of a healthy network",
    "amazon2020debugger",
    {"fanscope": 0.1},
)
HOPELESS = Bound(
    "hopeless",
    "the same, from which on it is an error where the gradient fades too: as if four layers in a row crossed the bound",
    "amazon2020debugger",
    {"fanscope": 1e-4},
)


STD = Bound(
    "std",
    "standard deviation of a layer's activations",
    "benbraiek2023testing",
    {"deepchecker": 0.5},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where a layer that has to speak says under ``ratio`` times what came in, and a healthy one says.

    A layer need not that is meant to be silent, or that a residual sum carries the signal past.
    """
    may_be_small = evidence.is_silent | evidence.is_in_branch
    signal = np.where(may_be_small, np.nan, evidence.second_moment)
    ratio = signal / evidence.healthy.second_moment
    under = np.flatnonzero((ratio < bounds["ratio"]) & (growth(evidence) < bounds["ratio"]))
    if not under.size:
        return None
    worst = float(ratio[under].min())
    return describe_signal(
        evidence,
        ratio,
        under,
        SMALL,
        worst=worst,
        bound=bounds["ratio"],
        severity="error" if _is_hopeless(evidence, worst, bounds) else "warning",
    )


def _is_hopeless(evidence: Evidence, worst: float, bounds: Bounds) -> bool:
    """Return whether nothing comes through, or so little that the gradient fades with it; a residual sum carries both on."""
    return worst == 0 or (worst < bounds["hopeless"] and not keeps_gradient(evidence))


def judge_zeros(evidence: Evidence, bounds: Bounds) -> Finding | None:  # noqa: ARG001
    """Return a finding where a layer's pre-activations are all zero: SageMaker's AllZero."""
    silent = np.flatnonzero(evidence.second_moment == 0)
    if not silent.size:
        return None
    layer = evidence.name_of(int(silent[0]))
    return Finding(
        severity="error",
        layer=layer,
        measured=0.0,
        bound=0.0,
        explanation=f"All pre-activations of {layer} are zero, and so are those of {silent.size} of "
        f"{len(evidence.layers)} layers.",
        clause=f"activations are zero from {layer} on",
        remedy=Remedy("scale", layer=layer),
    )


def judge_std(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where a layer's activations have a standard deviation under ``std``."""
    std = np.sqrt(evidence.seeds.median("activation_var"))
    under = np.flatnonzero(std < bounds["std"])
    return describe_std(evidence, std, under, SMALL, bounds["std"])


RULE = Rule(
    code="FS102",
    name="vanishing-activations",
    title="Vanishing activations",
    meaning="The signal is far smaller than in a network of the same shape whose weights have the variance that their fans "
    "ask for; where weights are zero, it is gone. Gradients by the weights shrink with it, so that training stands "
    "still at first or for good. On a hypernetwork the usual cause is a scheme that takes the size of the generated tensor "
    "for a fan. A layer that is meant to start at zero is no fault: schemes such as fixup are known, all others can be "
    "named in intent.zeros. Nor is a small signal in a residual branch, which the sum carries past it.",
    figure="variance-by-depth",
    reference="glorot2010understanding",
    bounds=(RATIO, HOPELESS, STD),
    judges={"fanscope": judge, "sagemaker": judge_zeros, "deepchecker": judge_std},
    ascending=(("hopeless", "ratio"),),
)
