"""FS107: ReLU units that are zero for every input, and so learn nothing."""

from __future__ import annotations

import numpy as np

from fanscope.over_seeds import over_seeds
from fanscope.verdicts.evidence import Evidence, Numbers
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say_percents

SHARE = Bound(
    "share",
    "fraction of a layer's units that are zero for the whole batch; half of them are by symmetry where all inputs look "
    "alike, so that ours lies halfway from there to a dead layer",
    "amazon2020debugger, benbraiek2023testing, lu2020dying",
    {"fanscope": 0.75, "sagemaker": 0.5, "deepchecker": 0.5},
)
HOPELESS = Bound(
    "hopeless",
    "the same, from which on it is an error: a layer that is wholly dead lets no gradient through",
    "lu2020dying",
    {"fanscope": 0.99},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where most units of a layer are dead, at step 0 or at the end of training."""
    now = np.where(evidence.is_silent, np.nan, evidence.dead)
    if (now > bounds["share"]).any():
        return _describe(evidence, now, bounds, "at step 0")
    if evidence.training is None:
        return None
    last = over_seeds(evidence.training.dead).median
    if not (last > bounds["share"]).any():
        return None
    return _describe(evidence, last, bounds, f"at step {evidence.training.steps[-1]}")


def _describe(evidence: Evidence, dead: Numbers, bounds: Bounds, when: str) -> Finding:
    over = np.flatnonzero(dead > bounds["share"])
    first = int(over[0])
    span = say_percents(float(dead[over].min()), float(dead[over].max()))
    number = int(np.isfinite(dead).sum())
    is_late = when != "at step 0"
    return Finding(
        severity="error" if dead[over].max() > bounds.get("hopeless", np.inf) else "warning",
        layer=evidence.name_of(first),
        measured=float(dead[first]),
        bound=bounds["share"],
        explanation=f"{span} of the units are zero for the whole batch in {over.size} of {number} ReLU layers {when}.",
        clause=f"{span} of units dead from {evidence.name_of(first)} on",
        remedy=Remedy("step", 0.1)
        if is_late
        else Remedy("saturation", weight_factor(evidence, over), evidence.name_of(first)),
    )


RULE = Rule(
    code="FS107",
    name="dead-units",
    title="Dead units",
    meaning="Most ReLU units of a layer are zero for every input of the batch: their gradient is zero too, and they stay as "
    "they are. At step 0 large negative biases or inputs that all look alike are to blame, and kaiming's weights with "
    "biases of zero mend it; where units die in training, the learning rate is too large.",
    figure="activations",
    reference="lu2020dying",
    bounds=(SHARE, HOPELESS),
    judges={"fanscope": judge, "sagemaker": judge, "deepchecker": judge},
    ascending=(("share", "hopeless"),),
)
