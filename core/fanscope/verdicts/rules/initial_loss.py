"""FS112: a first loss far above that of a network that knows nothing."""

from __future__ import annotations

import numpy as np

from fanscope.over_seeds import over_seeds
from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rule import Bound, Bounds, Rule
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.wording import say

RATIO = Bound(
    "ratio",
    "loss at step 0 over ln(classes); ours lies between hyperfan-out's 7.9 in a ReLU network, which trains well, and the 14 "
    "of the xavier hypernetwork, which does not",
    "karpathy2019recipe, benbraiek2023testing, chang2020principled",
    {"fanscope": 10.0, "deepchecker": 2.0},
)


def judge(evidence: Evidence, bounds: Bounds) -> Finding | None:
    """Return a finding where the loss at step 0 is over ``ratio`` times ln(classes)."""
    expected = evidence.expected_loss
    loss = float(over_seeds(evidence.seeds.loss).median)
    if expected is None or not loss > bounds["ratio"] * expected:
        return None
    last = len(evidence.layers) - 1
    predicted = None if evidence.prediction is None else evidence.prediction.loss
    return Finding(
        severity="warning",
        layer=None,
        measured=loss,
        predicted=None if predicted is None else predicted.value,
        bound=bounds["ratio"] * expected,
        explanation=f"The loss at step 0 is {say(loss)}; a network that gives all classes the same probability loses "
        f"{say(expected)}.",
        clause=f"the first loss is {say(loss / expected)} × that of a guess",
        remedy=Remedy("output", weight_factor(evidence, np.array([last])), evidence.name_of(last)),
    )


RULE = Rule(
    code="FS112",
    name="initial-loss",
    title="Initial loss far above a guess",
    meaning="A classifier that knows nothing should give all classes about the same probability and lose ln(classes). One that "
    "begins far above is sure of itself without reason: its outputs are too large, and the first steps go into making them "
    "smaller. Smaller weights in the last layer, or a scheme that keeps the signal's size, mend it.",
    figure="loss",
    reference="karpathy2019recipe",
    bounds=(RATIO,),
    judges={"fanscope": judge, "deepchecker": judge},
)
