"""FS501: step 0 is not what it was when the baseline was stored, by more than seeds differ.

Numbers are compared as logarithms, layer by layer: the means over the seeds of both sides, against the standard deviation
between seeds within each side. A layer's own deviation rests on few seeds and is often too small by chance, so the one pooled
over all layers of the quantity stands below it. The same seeds of the same spec give the same numbers, and never drift.
"""

from __future__ import annotations

from math import log10, sqrt

import numpy as np
from numpy.typing import NDArray

from fanscope.verdicts.evidence import Evidence, Numbers
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.wording import say

WORDS = {
    "second_moment": "The second moment of the pre-activations",
    "between_input_var": "The variance of the pre-activations between inputs",
    "gradient": "The second moment of the gradient",
    "weight": "The second moment of the weights",
}
SPREADS = Bound(
    "spreads",
    "difference of the means of the logarithms over its standard error, where either side has two seeds",
    "ours: in 12 degrees of freedom, 2 seeds of a network of 6 layers, Student's t passes 5 once in 3000 draws",
    {"fanscope": 5.0, "sagemaker": 5.0, "deepchecker": 5.0},
)
CHANGE = Bound(
    "change",
    "factor below which a difference does not matter, however far beyond the spread of the seeds",
    "ours: a tenth in a second moment is a twentieth in a standard deviation, which training does not notice",
    {"fanscope": 1.1, "sagemaker": 1.1, "deepchecker": 1.1},
)
ALONE = Bound(
    "alone",
    "factor that is told where each side has one seed, whose spread nobody knows",
    "ours: TheDeepChecker's factor a layer (benbraiek2023testing)",
    {"fanscope": 2.0, "sagemaker": 2.0, "deepchecker": 2.0},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where a layer's numbers are further from the baseline's than seeds are from each other."""
    if evidence.baseline is None:
        return None
    found = {
        name: drifted
        for name in WORDS
        if (
            drifted := _drifted(
                getattr(evidence.seeds, name), getattr(evidence.baseline, name), bounds
            )
        ).any()
    }
    if not found:
        return None
    everywhere = np.logical_or.reduce(list(found.values()))
    first = int(np.argmax(everywhere))
    name = next(name for name, drifted in found.items() if drifted[first])
    now, before = (
        _typical(getattr(side, name)[:, first]) for side in (evidence.seeds, evidence.baseline)
    )
    factor = f", {say(now / before)} times" if before > 0 and now > 0 else ", no more"
    return Finding(
        severity="warning",
        layer=evidence.name_of(first),
        measured=now,
        bound=before,
        explanation=f"{WORDS[name]} is {say(now)} in {evidence.name_of(first)}{factor} the baseline's {say(before)}, "
        f"beyond the spread of the seeds; {int(everywhere.sum())} of {len(everywhere)} layers have drifted.",
        clause=f"drifted from the baseline from {evidence.name_of(first)} on",
        remedy=Remedy("unknown"),
    )


def _drifted(now: Numbers, before: Numbers, bounds: Bounds) -> NDArray[np.bool_]:
    """Return which layers differ, [L]; ``now`` and ``before`` are [S, L] with different S."""
    appeared = (now == 0).all(axis=0) != (before == 0).all(axis=0)
    known = ~(np.isnan(now).all(axis=0) | np.isnan(before).all(axis=0))
    first, second = _logs(now), _logs(before)
    difference = np.abs(_mean(first) - _mean(second))
    freedom = len(now) + len(before) - 2
    if freedom < 1:
        return np.asarray(known & (appeared | (difference > log10(bounds["alone"]))))
    own = np.sqrt((_squares(first) + _squares(second)) / freedom)
    pooled = sqrt(float(np.mean(own[known] ** 2))) if known.any() else 0.0
    error = np.maximum(own, pooled) * sqrt(1 / len(now) + 1 / len(before))
    is_beyond = (difference > bounds["spreads"] * error) & (difference > log10(bounds["change"]))
    return np.asarray(known & (appeared | is_beyond))


def _logs(values: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(values)
    return np.where(np.isfinite(logs), logs, np.nan)


def _mean(logs: Numbers) -> Numbers:
    """Return the mean over the seeds that are known; 0 where none is."""
    number = np.isfinite(logs).sum(axis=0)
    return np.asarray(np.nansum(logs, axis=0) / np.maximum(number, 1))


def _squares(logs: Numbers) -> Numbers:
    """Return the sum of squares around the mean over the seeds."""
    return np.asarray(np.nansum((logs - _mean(logs)) ** 2, axis=0))


def _typical(values: Numbers) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else 0.0


RULE = Rule(
    code="FS501",
    name="baseline-drift",
    title="Drift from the baseline",
    meaning="Step 0 differs from a stored check of the same scheme by more than seeds differ from each other: the network, its "
    "initialization or its data have changed. If that was meant, store a new baseline; if not, look at what changed in between.",
    figure="variance-by-depth",
    reference="",
    bounds=(SPREADS, CHANGE, ALONE),
    judges={"fanscope": judge, "sagemaker": judge, "deepchecker": judge},
)
