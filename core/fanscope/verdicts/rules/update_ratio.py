"""FS111: updates too large or too small for the weights that they change."""

from __future__ import annotations

from math import sqrt

import numpy as np

from fanscope.over_seeds import over_seeds
from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.soundness import is_sound
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say

LOW = Bound(
    "low",
    "standard deviation of an update over that of the weights",
    "benbraiek2023testing, karpathy2016cs231n",
    {"fanscope": 1e-4, "sagemaker": 1e-8, "deepchecker": 1e-4},
)
HIGH = Bound(
    "high",
    "the same",
    "benbraiek2023testing, karpathy2016cs231n",
    {"fanscope": 1e-1, "sagemaker": 10.0, "deepchecker": 1e-1},
)

_LARGEST = 1e3
"""Largest change of a learning rate that one look at its updates can justify."""


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the typical update of every layer is too small, or that of any is too large."""
    if evidence.training is None:
        return None
    typical = over_seeds(over_seeds(evidence.training.update_ratio).median).median
    known = np.isfinite(typical) & ~evidence.zero_is_wanted & (typical > 0)
    if not known.any():
        return None
    high = np.flatnonzero(known & (typical > bounds["high"]))
    is_slow = bool(np.all(typical[known] < bounds["low"]))
    if not high.size and not is_slow:
        return None
    index = int(high[0]) if high.size else int(np.flatnonzero(known)[0])
    layer, value = evidence.name_of(index), float(typical[index])
    bound = bounds["high"] if high.size else bounds["low"]
    where = f"in {high.size} of {len(typical)} layers" if high.size else "in every layer"
    return Finding(
        severity="warning",
        layer=layer,
        measured=value,
        bound=bound,
        explanation=f"A typical update of {layer} is {say(value)} times as large as its weights, beyond {say(bound)} {where}.",
        clause=f"updates are {say(value)} × the weights of {layer}",
        remedy=_remedy(evidence, sqrt(bounds["low"] * bounds["high"]) / value, layer),
    )


def _remedy(evidence: Evidence, factor: float, layer: str) -> Remedy:
    """Return a factor on the learning rate; where step 0 is not sound, updates of the wrong size only follow from it."""
    if not is_sound(evidence):
        return Remedy("scale", weight_factor(evidence), layer)
    return Remedy("step", min(max(factor, 1 / _LARGEST), _LARGEST))


RULE = Rule(
    code="FS111",
    name="update-ratio",
    title="Updates of the wrong size",
    meaning="An update changes the weights by far more, or far less, than about a thousandth of their own size. Too large, and "
    "training jumps about or breaks; too small everywhere, and it stands still. Change the learning rate: on hypernetworks the main "
    "network's own learning rate is the given one times the squared length of the embeddings.",
    figure="loss",
    reference="karpathy2016cs231n",
    bounds=(LOW, HIGH),
    judges={"fanscope": judge, "sagemaker": judge, "deepchecker": judge},
    ascending=(("low", "high"),),
)
