"""FS113: what was measured is not what theory says about this scheme."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fanscope.theory.prediction import Estimate
from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.wording import say

DISTANCE = Bound(
    "distance",
    "distance of the nearest seed from the predicted median, in half-widths of its 95 % interval on a logarithmic axis: 3 is "
    "5.9 standard deviations",
    "yang2017mean, chang2020principled",
    {"fanscope": 3.0},
)
RATIO = Bound(
    "ratio",
    "factor between the measured and the predicted median below which no difference matters: a generated weight's own bound",
    "chang2020principled",
    {"fanscope": 2.0},
)
_Quantity = Literal["second_moment", "between_input_var", "gradient"]
_WORDS: dict[_Quantity, str] = {
    "second_moment": "pre-activations' second moment",
    "between_input_var": "variance between inputs",
    "gradient": "gradient's second moment",
}


class _Miss(NamedTuple):
    layer: str
    what: _Quantity
    measured: float
    estimate: Estimate
    distance: float

    @property
    def ratio(self) -> float:
        return max(self.measured / self.estimate.value, self.estimate.value / self.measured)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where every seed lies far outside the prediction's interval, on the same side."""
    misses = [
        miss
        for miss in _compare(evidence)
        if miss.distance > bounds["distance"] and miss.ratio > bounds["ratio"]
    ]
    if not misses:
        return None
    first = misses[0]
    low, high = first.estimate.low, first.estimate.high
    return Finding(
        severity="warning",
        layer=first.layer,
        measured=first.measured,
        predicted=first.estimate.value,
        bound=high if first.measured > high else low,
        explanation=f"The {_WORDS[first.what]} of {first.layer} is {say(first.measured)}, and theory says {say(low)} to "
        f"{say(high)}; {len({miss.layer for miss in misses})} of {len(evidence.layers)} layers are off.",
        clause=f"{first.layer} is not what theory says of this scheme",
        remedy=Remedy("unknown", layer=first.layer),
    )


def _compare(evidence: Evidence) -> Iterator[_Miss]:
    layers = () if evidence.prediction is None else evidence.prediction.layers
    for index, predicted in enumerate(layers):
        estimates: dict[_Quantity, Estimate | None] = {
            "second_moment": predicted.second_moment,
            "between_input_var": predicted.between_input_var,
            "gradient": predicted.gradient_second_moment,
        }
        for what, estimate in estimates.items():
            values = getattr(evidence.seeds, what)[:, index]
            if estimate is not None and 0 < estimate.low < estimate.value < estimate.high:
                yield _measure(predicted.layer, what, values, estimate)


def _measure(layer: str, what: _Quantity, values: NDArray[np.float64], estimate: Estimate) -> _Miss:
    known = values[np.isfinite(values) & (values > 0)]
    if not known.size:
        return _Miss(layer, what, np.nan, estimate, 0.0)
    above = float(np.log(known / estimate.value).min()) / log(estimate.high / estimate.value)
    below = float(np.log(estimate.value / known).min()) / log(estimate.value / estimate.low)
    return _Miss(layer, what, float(np.median(known)), estimate, max(above, below))


RULE = Rule(
    code="FS113",
    name="off-theory",
    title="Off theory",
    meaning="Every seed lies far outside the interval in which theory expects this scheme at step 0. Either the network does "
    "not do what its spec says, the data are not as they were when their moments were measured, or theory's assumptions do not "
    "hold here. It is a hint to look, not a fault of the initialization.",
    figure="variance-by-depth",
    reference="yang2017mean",
    bounds=(DISTANCE, RATIO),
    judges={"fanscope": judge},
)
