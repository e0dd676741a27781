"""FS110: infinities or NaN appeared."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import PRESETS, Bounds, Rule
from fanscope.verdicts.rules.soundness import is_sound
from fanscope.verdicts.rules.weight_factor import weight_factor

_SMALLER = 0.1


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:  # noqa: ARG001
    """Return a finding where anything was non-finite, at step 0 or later."""
    training = evidence.training
    points = [] if training is None else [p for p in training.divergences if p is not None]
    if points:
        first = min(points, key=lambda point: point.step)
        return _find(evidence, len(points), first.step, first.layer)
    broken = evidence.seeds.nonfinite > 0
    if not broken.any():
        return None
    layer = evidence.name_of(int(np.flatnonzero(broken.any(axis=0))[0]))
    return _find(evidence, int(broken.any(axis=1).sum()), 0, layer)


def _find(evidence: Evidence, number: int, step: int, layer: str | None) -> Finding:
    where = f" in {layer}" if layer else ""
    return Finding(
        severity="error",
        layer=layer,
        measured=None,
        bound=None,
        explanation=f"{number} of {evidence.seeds.number} runs became non-finite, the first at step {step}{where}.",
        clause=f"diverged at step {step}{where}",
        remedy=_remedy(evidence, step, layer),
    )


def _remedy(evidence: Evidence, step: int, layer: str | None) -> Remedy:
    if step > 0 and is_sound(evidence):
        return Remedy("step", _SMALLER)
    return Remedy("scale", weight_factor(evidence), layer)


RULE = Rule(
    code="FS110",
    name="non-finite",
    title="Infinities or NaN",
    meaning="A value stopped being a number: somewhere the signal or the gradient went beyond what a float32 holds. Where "
    "step 0 is healthy, the updates are too large and a smaller learning rate mends it; where it is not, the initial "
    "scale is at fault.",
    figure="loss",
    reference="chang2020principled",
    bounds=(),
    judges=dict.fromkeys(PRESETS, judge),
)
