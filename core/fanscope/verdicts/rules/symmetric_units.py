"""FS109: units that begin alike and stay alike."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.wording import say_percent

SHARE = Bound(
    "share",
    "fraction of a hidden layer's units whose weights equal another unit's",
    "goodfellow2016deep",
    {"fanscope": 0.5, "deepchecker": 0.5},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where most units of a hidden layer have a twin; the output layer's targets differ anyway."""
    twins = np.where(evidence.is_silent, np.nan, evidence.twins)[:-1]
    several = np.array([layer.fan_out > 1 for layer in evidence.layers[:-1]], dtype=np.bool_)
    over = np.flatnonzero((twins > bounds["share"]) & several)
    if not over.size:
        return None
    first = int(over[0])
    layer, share = evidence.name_of(first), say_percent(float(twins[first]))
    return Finding(
        severity="error",
        layer=layer,
        measured=float(twins[first]),
        bound=bounds["share"],
        explanation=f"{share} of the units of {layer} have the same weights as another one, and so have those of "
        f"{over.size} of {len(twins)} hidden layers: equal units get equal gradients.",
        clause=f"units of {layer} are all alike",
        remedy=Remedy("symmetry", layer=layer),
    )


RULE = Rule(
    code="FS109",
    name="symmetric-units",
    title="Symmetric units",
    meaning="Units of a hidden layer begin with equal weights. They compute the same, get the same gradient and stay equal for "
    "ever, so that the layer is worth one unit. Weights have to be drawn at random; any random scheme breaks the symmetry.",
    figure="generated-weights",
    reference="goodfellow2016deep",
    bounds=(SHARE,),
    judges={"fanscope": judge, "deepchecker": judge},
)
