"""Which initialization a weight's size is: He's, Glorot's, LeCun's, PyTorch's own, or none of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt

from fanscope.diagnose.weight_facts import WeightFacts

SIGMAS = 4.0
"""A sample's standard deviation is this many of its own standard errors from the true one at most once in 16000."""
ROUNDING = 1e-3
"""Relative room for numbers that were rounded to bfloat16 or cut at two standard deviations of a narrow normal."""
ENOUGH_FOR_SHAPE = 100
"""With fewer values the largest one says nothing about the distribution."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Standard deviations that published initializations would give a weight.

    Attributes:
        he: sqrt(2 / fan_in) (he2015delving, eq. 10).
        glorot: sqrt(2 / (fan_in + fan_out)) (glorot2010understanding, eq. 12).
        lecun: sqrt(1 / fan_in) (lecun1998efficient).
        torch: What PyTorch's own layer draws: 1 / sqrt(3 fan_in), 1 / sqrt(3 hidden) for recurrent layers, 1 for tables.
        he_out: sqrt(2 / fan_out) (he2015delving, eq. 14), which torchvision uses for its convolutions.
    """

    he: float
    glorot: float
    lecun: float
    torch: float
    he_out: float

    @classmethod
    def of(cls, facts: WeightFacts) -> Scales:
        """Return them for a weight."""
        fan_in, fan_out = facts.fans
        return cls(
            he=sqrt(2 / fan_in),
            glorot=sqrt(2 / (fan_in + fan_out)),
            lecun=sqrt(1 / fan_in),
            torch=1.0 if facts.is_table else sqrt(1 / (3 * (facts.hidden or fan_in))),
            he_out=sqrt(2 / fan_out),
        )


def name_scale(
    facts: WeightFacts, *, count: float, mean: float, std: float, greatest: float
) -> str:
    """Return what a weight is, e.g. ``He normal``, ``PyTorch default``, ``orthogonal × 1.41``, ``zeros`` or ``2.5 × LeCun``.

    The tolerance is the sampling error of a standard deviation, sigma / sqrt(2 n) for a normal distribution and less
    for a uniform one. Where that cannot tell initializations apart, it names all: ``Glorot or He fan-out``.

    Args:
        facts: The weight.
        count: Number of values, n.
        mean: Their mean.
        std: Their standard deviation.
        greatest: Their largest magnitude.
    """
    if not (isfinite(std) and isfinite(mean)):
        return "non-finite"
    if std == 0:
        return "zeros" if mean == 0 else "constant"
    if facts.orthogonal:
        gain = std * sqrt(max(facts.shape[0], facts.fans[0]))
        return "orthogonal" if abs(gain - 1) < 0.01 else f"orthogonal × {gain:.3g}"
    if facts.is_table:
        known = {"PyTorch default": 1.0, "normal 0.02": 0.02}
    else:
        scales = Scales.of(facts)
        known = {
            "He": scales.he,
            "Glorot": scales.glorot,
            "LeCun": scales.lecun,
            "PyTorch default": scales.torch,
            "He fan-out": scales.he_out,
            "normal 0.02": 0.02,
        }
    return _match(known, std, SIGMAS / sqrt(2 * count) + ROUNDING, _shape_of(count, std, greatest))


def _match(known: dict[str, float], std: float, tolerance: float, shape: str) -> str:
    found = [name for name, value in known.items() if abs(std / value - 1) <= tolerance]
    if not found:
        nearest = known.get("LeCun", 1.0)
        return f"{std / nearest:.3g} × {'LeCun' if 'LeCun' in known else 'PyTorch default'}"
    values = [known[name] for name in found]
    if max(values) / min(values) > 1.001:
        return " or ".join(found)
    names = [n for n in found if n != "He fan-out" or "He" not in found]
    plain = names == ["PyTorch default"] or names == ["normal 0.02"]
    return " = ".join(names) + ("" if plain or not shape else f" {shape}")


def _shape_of(count: float, std: float, greatest: float) -> str:
    """Return ``uniform`` where nothing is beyond sqrt(3) standard deviations, ``normal`` where something clearly is."""
    if count < ENOUGH_FOR_SHAPE:
        return ""
    reach = greatest / std
    edge = sqrt(3) * (1 + SIGMAS * sqrt(0.2 / count))
    return "uniform" if reach <= edge else "normal" if reach > 2 else ""
