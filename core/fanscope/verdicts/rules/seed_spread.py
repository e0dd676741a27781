"""FS114: the seeds of one scheme disagree."""

from __future__ import annotations

import numpy as np

from fanscope.over_seeds import over_seeds
from fanscope.verdicts.evidence import Evidence, Numbers
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.wording import say, say_seeds

RATIO = Bound(
    "ratio",
    "largest over smallest second moment of a layer's pre-activations among the seeds",
    "hanin2018start, amazon2020debugger",
    {"fanscope": 10.0},
)
SHARE = Bound(
    "share",
    "fall of the loss of the worst seed over that of the best, once training has run: below it one seed learns and another does not",
    "bouthillier2021accounting",
    {"fanscope": 0.5},
)
_TAIL = 0.1
"""Part of the losses at the end that a seed is judged by."""


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where seeds begin far apart, or where some learn and others do not."""
    if evidence.seeds.number < 2:
        return None
    return _at_first(evidence, bounds) or _at_last(evidence, bounds)


def _at_first(evidence: Evidence, bounds: Bounds) -> Finding | None:
    found = over_seeds(evidence.seeds.second_moment)
    ratio = np.where(found.low > 0, found.high / found.low, np.nan)
    over = np.flatnonzero(ratio > bounds["ratio"])
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
    if not falls.size or not falls.max() > 0 or falls.min() >= bounds["share"] * falls.max():
        return None
    share = float(falls.min() / falls.max())
    return Finding(
        severity="warning",
        layer=None,
        measured=share,
        bound=bounds["share"],
        explanation=f"The loss falls by {say(float(falls.min()))} with one seed and by {say(float(falls.max()))} with another.",
        clause="one seed learns and another does not",
        remedy=Remedy("spread"),
    )


def _falls(evidence: Evidence) -> Numbers:
    """Return by how much each seed's loss falls, from its first to the mean of its last tenth; empty without training."""
    if evidence.training is None:
        return np.empty(0)
    falls = []
    for losses in evidence.training.losses:
        last = losses[-max(1, round(_TAIL * losses.size)) :]
        falls.append(float(losses[0] - last.mean()) if losses.size > 1 / _TAIL else np.nan)
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
