"""FS114: the seeds of one scheme disagree."""

from __future__ import annotations

import numpy as np

from fanscope.over_seeds import over_seeds
from fanscope.verdicts.evidence import Evidence, Numbers
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.wording import say, say_percent, say_seeds

RATIO = Bound(
    "ratio",
    "largest over smallest second moment of a layer's pre-activations among the seeds",
    "hanin2018start, amazon2020debugger",
    {"fanscope": 10.0},
)
SHARE = Bound(
    "share",
    "part of its first loss that the worst seed has lost over that of the best, once training has run",
    "bouthillier2021accounting",
    {"fanscope": 0.5},
)
_FEWEST_UNITS = 8
"""A layer of fewer units is a small sample of its own weights: its second moment has a relative variance of 2 / units."""
_TAIL = 0.1
"""Part of the losses at the end that a seed is judged by."""
_LEARNS = 0.1
"""Part of its first loss that a seed has to lose before another one can be said to lag behind."""


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where seeds begin far apart, or where some learn and others do not."""
    if evidence.seeds.number < 2:
        return None
    return _at_first(evidence, bounds) or _at_last(evidence, bounds)


def _at_first(evidence: Evidence, bounds: Bounds) -> Finding | None:
    found = over_seeds(evidence.seeds.second_moment)
    ratio = np.divide(
        found.high, found.low, out=np.full_like(found.low, np.nan), where=found.low > 0
    )
    wide = np.array([layer.fan_out >= _FEWEST_UNITS for layer in evidence.layers])
    over = np.flatnonzero(wide & (ratio > bounds["ratio"]))
    if not over.size:
        return None
    first = int(over[0])
    layer, value = evidence.name_of(first), float(ratio[first])
    return Finding(
        severity="warning",
        layer=layer,
        measured=value,
        bound=bounds["ratio"],
        explanation=f"The pre-activations' second moment of {layer} is {say(float(found.low[first]))} to "
        f"{say(float(found.high[first]))} among {say_seeds(evidence.seeds.number)}.",
        clause=f"seeds differ by a factor of {say(value)} in {layer}",
        remedy=Remedy("spread", layer=layer),
    )


def _at_last(evidence: Evidence, bounds: Bounds) -> Finding | None:
    falls = _falls(evidence)
    if not falls.size or falls.max() < _LEARNS or falls.min() >= bounds["share"] * falls.max():
        return None
    worst, best = float(falls.min()), float(falls.max())
    return Finding(
        severity="warning",
        layer=None,
        measured=worst / best,
        bound=bounds["share"],
        explanation=f"One seed loses {say_percent(max(worst, 0.0))} of its first loss, another {say_percent(best)}.",
        clause="one seed learns and another does not",
        remedy=Remedy("spread"),
    )


def _falls(evidence: Evidence) -> Numbers:
    """Return which part of its first loss each seed has lost in its last tenth; empty without training, or where one broke."""
    if evidence.training is None:
        return np.empty(0)
    falls = []
    for losses in evidence.training.losses:
        last = losses[-max(1, round(_TAIL * losses.size)) :]
        falls.append(1.0 - float(last.mean() / losses[0]) if losses.size > 1 / _TAIL else np.nan)
    known = np.array(falls)
    return known if np.isfinite(known).all() else np.empty(0)


RULE = Rule(
    code="FS114",
    name="seed-spread",
    title="Seeds that disagree",
    meaning="Runs of one scheme that differ in nothing but the seed begin far apart, or end apart: one learns and another does "
    "not. What one run shows then says little about the next. Narrow layers and short embeddings spread most, since each "
    "layer's luck multiplies with that of all others.",
    figure="variance-by-depth",
    reference="hanin2018start",
    bounds=(RATIO, SHARE),
    judges={"fanscope": judge},
)
