"""What kind of repair a finding asks for, before anyone has looked at the spec or the module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ailment = Literal[
    "scale",
    "difference",
    "symmetry",
    "saturation",
    "step",
    "output",
    "spread",
    "unknown",
]
"""What is wrong, for :mod:`fanscope.verdicts.mending`:

``scale``       weights too large or too small for their fans
``difference``  inputs become alike on their way through
``symmetry``    units that start equal
``saturation``  units at the flat ends of their activation, or dead
``step``        updates too large or too small for the weights
``output``      the last layer says too much
``spread``      seeds that disagree
``unknown``     numbers that differ from what they should be, with no cause at hand
"""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What should be mended.

    Attributes:
        ailment: What is wrong.
        factor: By what to multiply, 1 where nothing is known: initial weights, or the learning rate for ``step``.
        layer: Where, None for everywhere.
    """

    ailment: Ailment
    factor: float = 1.0
    layer: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, before its name, its advice and the scheme's label are put to it.

    Attributes:
        severity: As the rule sees it.
        layer: The first layer where it shows, None where it has no place.
        measured: The number looked at.
        bound: The bound that was crossed, in the same unit.
        explanation: One sentence with the numbers.
        clause: What stands for it in a scheme's one-sentence summary.
        remedy: What should be mended.
        predicted: What theory predicts for the number.
    """

    severity: Literal["error", "warning"]
    layer: str | None
    measured: float | None
    bound: float | None
    explanation: str
    clause: str
    remedy: Remedy
    predicted: float | None = None
