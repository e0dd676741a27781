"""What is said of a signal that is too large or too small: FS101 and FS102 differ in the side and in when it is hopeless."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.predicted import predicted_at
from fanscope.verdicts.remedy import Finding, Remedy
from fanscope.verdicts.rules.weight_factor import weight_factor
from fanscope.verdicts.verdict import Severity
from fanscope.wording import say


@dataclass(frozen=True, slots=True)
class Side:
    """The words of one side of a bound.

    Attributes:
        beyond: ``over`` or ``under``.
        verb: What activations do.
        reach: ``up to`` or ``down to``.
        size: What activations are.
    """

    beyond: str
    verb: str
    reach: str
    size: str


LARGE = Side("over", "explode", "up to", "large")
SMALL = Side("under", "vanish", "down to", "small")


def describe_signal(
    evidence: Evidence,
    ratio: NDArray[np.float64],
    crossed: NDArray[np.intp],
    side: Side,
    *,
    worst: float,
    bound: float,
    severity: Severity,
) -> Finding:
    """Return what is said where the signal is ``bound`` times a healthy network's or beyond.

    Args:
        evidence: Of one scheme or module.
        ratio: Signal over a healthy network's, [L].
        crossed: Indices of the layers beyond the bound, at least one.
        side: On which side.
        worst: The ratio that is farthest beyond.
        bound: The ratio that was crossed.
        severity: How bad it is.
    """
    first = int(crossed[0])
    layer, measured = evidence.name_of(first), float(evidence.second_moment[first])
    return Finding(
        severity=severity,
        layer=layer,
        measured=measured,
        predicted=predicted_at(evidence, first, "second_moment"),
        bound=bound * float(evidence.healthy.second_moment[first]),
        explanation=f"The pre-activations' second moment is {say(measured)} in {layer}, {say(float(ratio[first]))} times "
        f"that of a healthy network, and {side.beyond} {say(bound)} times in {crossed.size} of {len(evidence.layers)} layers.",
        clause=f"activations {side.verb} from {layer} ({side.reach} {say(worst)} × a healthy network's)",
        remedy=Remedy("scale", weight_factor(evidence, crossed), layer),
    )


def describe_std(
    evidence: Evidence,
    std: NDArray[np.float64],
    crossed: NDArray[np.intp],
    side: Side,
    bound: float,
) -> Finding | None:
    """Return what TheDeepChecker would say of activations whose standard deviation is beyond ``bound``; None where none is."""
    if not crossed.size:
        return None
    layer, value = evidence.name_of(int(crossed[0])), float(std[crossed[0]])
    return Finding(
        severity="error",
        layer=layer,
        measured=value,
        bound=bound,
        explanation=f"The activations of {layer} have a standard deviation of {say(value)}, and {crossed.size} layers one "
        f"{side.beyond} {say(bound)}.",
        clause=f"activations are {side.size} from {layer} on",
        remedy=Remedy("scale", weight_factor(evidence, crossed), layer),
    )
