"""FS115: the numbers are no longer those of the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from math import erfc, exp, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fanscope.verdicts.baseline import COMPARED, Compared
from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.moderated import chances
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import PRESETS, Bound, Bounds, Rule
from fanscope.wording import say, say_seeds

PROBABILITY = Bound(
    "probability",
    "chance that seeds alone give the largest difference of all layers (a moderated t-test on logarithms, times the number "
    "of comparisons)",
    "smyth2004linear, bai1996effect, dunn1961multiple",
    dict.fromkeys(PRESETS, 0.01),
)
RATIO = Bound(
    "ratio",
    "factor between the geometric means below which no difference matters; a tenth is the seeds' own spread at width 100",
    "hanin2018start",
    dict.fromkeys(PRESETS, 1.1),
)
_WORDS: dict[Compared, str] = {
    "second_moment": "pre-activations' second moment",
    "between_input_var": "variance between inputs",
    "gradient": "gradient's second moment",
}
_SMALLEST = 1e-300
_HALF_WIDTH = 1.96
"""Standard deviations from the middle of a prediction's 95 % interval to its end."""


class _Difference(NamedTuple):
    layer: str
    what: Compared
    now: float
    then: float
    chance: float

    @property
    def ratio(self) -> float:
        return max(self.now / self.then, self.then / self.now)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where a layer's numbers differ from the baseline's by more than the seeds of both explain."""
    drifted = _find_drift(evidence, bounds)
    if not drifted:
        return None
    first, number = drifted[0], len({each.layer for each in drifted})
    return Finding(
        severity="warning",
        layer=first.layer,
        measured=first.now,
        bound=first.then,
        explanation=f"The {_WORDS[first.what]} of {first.layer} is {say(first.now)} and was {say(first.then)} in the "
        f"baseline, more than {say_seeds(evidence.seeds.number)} explain; {number} of {len(evidence.layers)} layers drifted.",
        clause=f"drifted from the baseline in {first.layer} ({say(first.now / first.then)} ×)",
        remedy=Remedy("unknown", layer=first.layer),
    )


def drifted_quantities(evidence: Evidence, bounds: Bounds) -> dict[str, tuple[Compared, ...]]:
    """Return what drifted of each layer that did, input side first; nothing where there is no baseline."""
    found: dict[str, tuple[Compared, ...]] = {}
    for each in _find_drift(evidence, bounds):
        found[each.layer] = (*found.get(each.layer, ()), each.what)
    return found


def _find_drift(evidence: Evidence, bounds: Bounds) -> list[_Difference]:
    differences = list(_compare(evidence))
    return [
        each
        for each in differences
        if each.chance * len(differences) < bounds["probability"] and each.ratio > bounds["ratio"]
    ]


def _compare(evidence: Evidence) -> Iterator[_Difference]:
    """Yield what can be compared, in the order of the layers."""
    stored = evidence.baseline or {}
    common = {what: _common_chances(evidence, what) for what in COMPARED}
    for index, layer in enumerate(evidence.layers):
        for what in COMPARED if layer.name in stored else ():
            now, then = _numbers(evidence, index, what)
            spread = _theoretical_spread(evidence, index, what)
            chance = common[what].get(index, _chance(now, then, spread))
            if chance is not None:
                yield _Difference(
                    layer.name, what, exp(float(now.mean())), exp(float(then.mean())), chance
                )


def _common_chances(evidence: Evidence, what: Compared) -> dict[int, float]:
    """Return how likely seeds alone are, by the index of each layer that all seeds of both sides measured.

    Nothing where one side has a single seed.
    """
    stored = evidence.baseline or {}
    pairs = {
        index: _numbers(evidence, index, what)
        for index, layer in enumerate(evidence.layers)
        if layer.name in stored
    }
    n = evidence.seeds.number
    m = max((len(getattr(each, what)) for each in stored.values()), default=0)
    full = [index for index, (now, then) in pairs.items() if (now.size, then.size) == (n, m)]
    if min(n, m) < 2 or not full:
        return {}
    now, then = (np.stack([pairs[index][side] for index in full], axis=1) for side in (0, 1))
    return dict(zip(full, chances(now, then).tolist(), strict=True))


def _numbers(
    evidence: Evidence, index: int, what: Compared
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the finite logarithms of one layer, now and then."""
    stored = (evidence.baseline or {})[evidence.layers[index].name]
    then = np.array(getattr(stored, what), dtype=np.float64)
    return _logarithms(getattr(evidence.seeds, what)[:, index]), _logarithms(then)


def _logarithms(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(np.maximum(values[np.isfinite(values)], _SMALLEST))


def _chance(
    now: NDArray[np.float64], then: NDArray[np.float64], spread: float | None
) -> float | None:
    """Return how likely seeds alone are for one layer by itself, None where nothing can be said.

    Theory's spread stands in where one side has a single seed.
    """
    if not now.size or not then.size:
        return None
    if spread is not None and min(now.size, then.size) < 2:
        error = spread * sqrt(1 / now.size + 1 / then.size)
        return erfc(abs(float(now.mean() - then.mean())) / error / sqrt(2.0))
    if now.size + then.size < 3:
        return None
    return float(chances(now[:, None], then[:, None])[0])


def _theoretical_spread(evidence: Evidence, index: int, what: Compared) -> float | None:
    if evidence.prediction is None:
        return None
    name = "gradient_second_moment" if what == "gradient" else what
    estimate = getattr(evidence.prediction.layers[index], name)
    if estimate is None or not 0 < estimate.low < estimate.high:
        return None
    return log(estimate.high / estimate.low) / (2 * _HALF_WIDTH)


RULE = Rule(
    code="FS115",
    name="baseline-drift",
    title="Drift from the baseline",
    meaning="A layer's numbers at step 0 differ from those of the project's baseline by more than the seeds of both explain: "
    "something about the network, its initialization or its data has changed since. If the change is wanted, store this "
    "check as the new baseline.",
    figure="variance-by-depth",
    reference="",
    bounds=(PROBABILITY, RATIO),
    judges=dict.fromkeys(PRESETS, judge),
)
